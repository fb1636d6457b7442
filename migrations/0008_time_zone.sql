-- The time zone of an envelope, in which its documents are dated, and of a member, in which their pages are. Envelopes of before
-- were dated in UTC and stay so; members who chose none have the zone of their browser.
alter table envelope add column time_zone text;
alter table member add column time_zone text;
