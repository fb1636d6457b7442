-- Programs that members let in themselves (OAuth 2.0): codes on their way to a program, and which program a token was given to.
create table authorization_code (
  id text primary key,
  member_id text not null references member (id),
  token_digest bytea not null unique,
  body bytea not null,
  created_ms bigint not null,
  expires_ms bigint not null
);
alter table access_token add column client text;
