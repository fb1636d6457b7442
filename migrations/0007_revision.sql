-- What is saved as a whole carries the revision it was read at, so that a stale page erases nothing: a draft counts its
-- changes, a field remembers at which of them it was placed or changed last, and what a signatory filled in counts its own.
alter table envelope add column revision bigint not null default 0;
alter table field add column revision bigint not null default 0;
alter table signatory add column draft_revision bigint not null default 0;
