-- Forms that were sent and what came of each, so that one sent twice counts once. The mark is a keyed digest over the member,
-- the key of the page and everything that was typed; nothing can be read from it.
create table submission (
  mark bytea primary key,
  outcome text not null,
  created_ms bigint not null
);
create index submission_by_age on submission (created_ms);
