-- The signature that a person has drawn or uploaded and not signed with yet, sealed; it survives a reload and another device, and
-- goes when the person has signed or the envelope ends.
alter table signatory add column mark bytea;
