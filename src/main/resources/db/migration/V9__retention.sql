-- Where sessions of the journal begin and end: where it may be cut, and which packs it still needs.
create table journal_start (
  shard int         not null,
  seq   bigint      not null,
  at    bigint      not null,
  kind  varchar(10) not null,
  base  varchar(64) not null,
  primary key (shard, seq)
);
insert into journal_start(shard, seq, at, kind, base)
  select shard, seq_last, at, kind, base from journal_batch where kind <> 'INPUT';
create index audit_directory_chain on audit_directory (chain, seq_last);
