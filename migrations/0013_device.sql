-- Devices on which a member has signed in: known by a secret of 256 bits in a cookie, of which the digest is kept. Sessions
-- name the device they belong to. Passwords that were reset, and addresses that asked for it (sealed, until the mail is
-- written). What is tried too often is counted under keyed digests: the time until which a key's allowance is used up.
create table device (
  id text primary key,
  member_id text not null references member (id),
  token_digest bytea not null unique,
  origin bytea not null,
  created_ms bigint not null,
  seen_ms bigint not null,
  expires_ms bigint not null
);
create index device_by_member on device (member_id, seen_ms);
alter table session add column device_id text;
create index session_by_member on session (member_id);
create table password_wish (
  id text primary key,
  body bytea not null,
  created_ms bigint not null
);
create table password_reset (
  id text primary key,
  member_id text not null references member (id),
  token_digest bytea not null unique,
  created_ms bigint not null,
  expires_ms bigint not null,
  used_ms bigint
);
create index password_reset_by_member on password_reset (member_id);
create table throttle (
  lookup bytea primary key,
  until_ms bigint not null
);
create index throttle_by_age on throttle (until_ms);
create table failure_streak (
  lookup bytea primary key,
  failures bigint not null,
  at_ms bigint not null
);
