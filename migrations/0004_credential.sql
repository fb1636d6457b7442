-- Signing by others' programs through the CSC API: credentials (a key with its certificate), the tokens those programs show,
-- activations (the right to sign given hashes, once) and answers kept for a while. Columns of type bytea are sealed under the
-- account's key; a credential's key lies besides under its PIN, an activation's copy of it under the activation's own secret.
create table credential (
  id text primary key,
  member_id text not null references member (id),
  name bytea not null,
  certificates bytea not null,
  key bytea,
  status text not null,
  pin_failures bigint not null,
  created_ms bigint not null,
  expires_ms bigint not null,
  ended_ms bigint
);
create index credential_by_member on credential (member_id, created_ms);
create table access_token (
  id text primary key,
  member_id text not null references member (id),
  grant_id text not null,
  kind text not null,
  way text not null,
  name bytea not null,
  token_digest bytea not null unique,
  created_ms bigint not null,
  expires_ms bigint not null
);
create index access_token_by_member on access_token (member_id, created_ms);
create index access_token_by_grant on access_token (grant_id);
create table activation (
  id text primary key,
  credential_id text not null references credential (id),
  token_digest bytea not null unique,
  stage text not null,
  body bytea not null,
  key bytea,
  created_ms bigint not null,
  expires_ms bigint not null,
  ends_ms bigint not null
);
create index activation_by_credential on activation (credential_id);
create table late_answer (
  id text primary key,
  member_id text not null references member (id),
  token_digest bytea not null unique,
  body bytea not null,
  created_ms bigint not null,
  expires_ms bigint not null
);
