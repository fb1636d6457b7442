-- What a signatory was shown before signing: sealed pages, delivered and in view, that become part of the evidence. And the
-- files that hold only their own signature, for them to read while others are still to sign.
alter table signatory add column shown bytea;
create table own_copy (
  signatory_id text not null references signatory (id),
  document_id text not null references document (id),
  file_id text not null references file (id),
  primary key (signatory_id, document_id)
);
