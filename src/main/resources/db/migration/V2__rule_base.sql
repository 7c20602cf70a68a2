-- The packs that a session was built from, so that a replay can build it again when they have changed.
create table rule_base (
  hash varchar(64) not null primary key,
  body bytea       not null
);
