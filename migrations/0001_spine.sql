-- The spine: one account with its members, projects, documents, envelopes, signatories, fields, the outbox, jobs and the
-- chained events. Columns of type bytea that hold words of people are sealed by the vault under the key of their account
-- or project; look-ups over them are keyed digests. Times are Unix milliseconds.
create table account (
  id text primary key,
  name bytea not null,
  created_ms bigint not null
);
create table instance (
  number bigint primary key,
  account_id text not null references account (id),
  root_fingerprint text not null,
  created_ms bigint not null
);
create table member (
  id text primary key,
  account_id text not null references account (id),
  email_lookup bytea not null unique,
  email bytea not null,
  name bytea not null,
  password bytea not null,
  role text not null,
  locale text not null,
  created_ms bigint not null
);
create table invitation (
  id text primary key,
  account_id text not null references account (id),
  token_digest bytea not null unique,
  role text not null,
  email bytea,
  created_ms bigint not null,
  expires_ms bigint not null,
  used_ms bigint
);
create table session (
  id text primary key,
  member_id text not null references member (id),
  token_digest bytea not null unique,
  origin bytea not null,
  created_ms bigint not null,
  seen_ms bigint not null,
  expires_ms bigint not null
);
create table consent (
  id text primary key,
  member_id text not null references member (id),
  policy_version text not null,
  policy_sha256 bytea not null,
  origin bytea not null,
  accepted_ms bigint not null
);
create table sign_in_failure (
  id text primary key,
  lookup bytea not null,
  at_ms bigint not null
);
create index sign_in_failure_by_lookup on sign_in_failure (lookup, at_ms);
create table project (
  id text primary key,
  account_id text not null references account (id),
  title bytea not null,
  reference bytea not null,
  created_by text not null references member (id),
  created_ms bigint not null
);
create table participant (
  project_id text not null references project (id),
  member_id text not null references member (id),
  role text not null,
  created_ms bigint not null,
  primary key (project_id, member_id)
);
create index participant_by_member on participant (member_id);
create table file (
  id text primary key,
  project_id text not null references project (id),
  created_ms bigint not null
);
create table document (
  id text primary key,
  project_id text not null references project (id),
  name bytea not null,
  facts bytea not null,
  file_id text not null references file (id),
  status text not null,
  created_by text not null references member (id),
  created_ms bigint not null
);
create index document_by_project on document (project_id);
create table page (
  document_id text not null references document (id),
  number bigint not null,
  image_id text not null references file (id),
  layer bytea not null,
  primary key (document_id, number)
);
create table envelope (
  id text primary key,
  project_id text not null references project (id),
  title bytea not null,
  message bytea,
  reason bytea,
  status text not null,
  created_by text not null references member (id),
  created_ms bigint not null,
  sent_ms bigint,
  expires_ms bigint,
  ended_ms bigint,
  certificate_id text references file (id)
);
create index envelope_by_project on envelope (project_id);
create index envelope_by_expiry on envelope (status, expires_ms);
create table envelope_document (
  envelope_id text not null references envelope (id),
  document_id text not null references document (id),
  position bigint not null,
  file_id text not null references file (id),
  sent_file_id text references file (id),
  revision bigint not null,
  facts bytea not null,
  primary key (envelope_id, document_id)
);
create table signatory (
  id text primary key,
  envelope_id text not null references envelope (id),
  position bigint not null,
  name bytea not null,
  email bytea not null,
  locale text not null,
  status text not null,
  token_digest bytea unique,
  token bytea,
  draft bytea,
  reason bytea,
  opened_ms bigint,
  ended_ms bigint
);
create index signatory_by_envelope on signatory (envelope_id);
create table field (
  id text primary key,
  envelope_id text not null references envelope (id),
  document_id text not null references document (id),
  signatory_id text not null references signatory (id),
  position bigint not null,
  kind text not null,
  page bigint not null,
  left_ppm bigint not null,
  top_ppm bigint not null,
  width_ppm bigint not null,
  height_ppm bigint not null,
  required bigint not null,
  label bytea not null
);
create index field_by_envelope on field (envelope_id);
create table warrant (
  signatory_id text primary key references signatory (id),
  body bytea not null,
  created_ms bigint not null
);
create table seal (
  lookup bytea primary key,
  envelope_id text not null references envelope (id),
  document_id text not null references document (id),
  sealed_ms bigint not null
);
create table message (
  id text primary key,
  account_id text not null references account (id),
  project_id text references project (id),
  envelope_id text references envelope (id),
  signatory_id text references signatory (id),
  kind text not null,
  body bytea not null,
  answer bytea,
  status text not null,
  attempts bigint not null,
  run_ms bigint not null,
  created_ms bigint not null
);
create index message_by_status on message (status, run_ms);
create index message_by_envelope on message (envelope_id);
create table job (
  id text primary key,
  kind text not null,
  subject text not null,
  status text not null,
  attempts bigint not null,
  run_ms bigint not null,
  note text,
  created_ms bigint not null,
  unique (kind, subject)
);
create index job_by_status on job (status, run_ms);
create table event (
  chain text not null,
  sequence bigint not null,
  account_id text not null references account (id),
  project_id text references project (id),
  kind text not null,
  body bytea not null,
  commitment bytea not null,
  previous bytea not null,
  hash bytea not null,
  at_ms bigint not null,
  primary key (chain, sequence)
);
create index event_by_project on event (project_id, at_ms);
