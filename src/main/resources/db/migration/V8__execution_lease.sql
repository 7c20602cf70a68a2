-- Who works on a component and its neighbours; a row stays when its owner has gone, so that its term only grows.
create table execution_lease (
  resource varchar(400)  not null primary key,
  owner    varchar(1000) not null,
  term     bigint        not null,
  beat     bigint        not null
);

-- What was well before a plan started, why it is taken back, and whether its outcome has reached the journal.
alter table execution add column before_start text default '' not null;
alter table execution add column taken_back varchar(16) default '' not null;
alter table execution add column reason text default '' not null;
alter table execution add column told boolean default true not null;
