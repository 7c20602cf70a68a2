-- What one commit adds to a chain is one compressed row: a row each, with indexes, took a fifth of a shard's time.
drop table audit_record;
create table audit_chain (
  number int         not null primary key,
  name   varchar(40) not null unique
);
-- The id is the chain's number and, in 48 bits, the number of the block's last record.
create table audit_block (
  id        bigint not null primary key,
  seq_first bigint not null,
  at        bigint not null,
  hashes    bytea  not null,
  body      bytea  not null
);

-- Which segments of a chain tell of what; what came after the last segment is read itself.
create table audit_directory (
  entry     varchar(420) not null,
  chain     varchar(40)  not null,
  seq_first bigint       not null,
  seq_last  bigint       not null,
  primary key (entry, chain, seq_last)
);
