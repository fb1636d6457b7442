-- The register of the instance's authority: which certificates it issued, and which of them it took back. A serial number
-- is public and names nobody.
create table issued_certificate (
  serial text primary key,
  issuer text not null,
  not_after_ms bigint not null,
  issued_ms bigint not null,
  revoked_ms bigint,
  reason bigint
);
create index issued_certificate_by_issuer on issued_certificate (issuer, revoked_ms);
