-- What is live follows from the journal; a checkpoint saves reading it from its beginning.
create table journal_checkpoint (
  shard int    not null,
  seq   bigint not null,
  at    bigint not null,
  body  bytea  not null,
  primary key (shard, seq)
);
drop table live_state;
