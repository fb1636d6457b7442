-- Every request of a member asks whether they accepted the privacy policy in force.
create index consent_by_member on consent (member_id);
