-- Forms that arrived after their member's sign-in had ended, for a few minutes. The body lies under a key that only the
-- browser holds which sent it (its flow cookie); the row names the member who was shown the form's page.
create table held_form (
  id text primary key,
  member_id text not null references member (id),
  token_digest bytea not null,
  body bytea not null,
  created_ms bigint not null,
  expires_ms bigint not null
);
create index held_form_by_token on held_form (token_digest, member_id);
create index held_form_by_member on held_form (member_id, created_ms);
