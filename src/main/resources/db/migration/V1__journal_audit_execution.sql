create table journal_batch (
  shard     int         not null,
  seq_first bigint      not null,
  seq_last  bigint      not null,
  at        bigint      not null,
  kind      varchar(10) not null,
  base      varchar(64) not null,
  body      bytea       not null,
  made      bytea       not null,
  firings   varchar(64) not null,
  primary key (shard, seq_last)
);
create index journal_batch_at on journal_batch (shard, at);

create table live_state (
  shard     int         not null,
  state_key varchar(16) not null,
  seq       bigint      not null,
  body      text        not null,
  primary key (shard, state_key)
);

create table audit_record (
  chain     varchar(40)  not null,
  seq       bigint       not null,
  at        bigint       not null,
  kind      varchar(24)  not null,
  component varchar(400) not null,
  incident  varchar(16)  not null,
  body      text         not null,
  prev      varchar(64)  not null,
  hash      varchar(64)  not null,
  primary key (chain, seq)
);
create index audit_record_incident on audit_record (incident);
create index audit_record_component on audit_record (component, at);
create index audit_record_at on audit_record (at);

create table execution (
  plan_id   varchar(16)  not null primary key,
  component varchar(400) not null,
  incident  varchar(16)  not null,
  status    varchar(16)  not null,
  body      text         not null,
  started   bigint       not null,
  ended     bigint       not null
);

create table execution_step (
  plan_id varchar(16)  not null,
  step    varchar(100) not null,
  ord     bigint       not null,
  status  varchar(10)  not null,
  undo    text         not null,
  primary key (plan_id, step)
);

create table playbook_outcome (
  plan_id  varchar(16)  not null primary key,
  playbook varchar(100) not null,
  kind     varchar(40)  not null,
  version  varchar(60)  not null,
  result   varchar(16)  not null,
  at       bigint       not null
);
