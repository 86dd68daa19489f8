-- What a constraint rules out of an offer, by code, and where alone the person can work (S3.18).
alter table participant_constraints add column rules_out jsonb not null default '[]';
alter table participant_constraints add column commune_codes jsonb not null default '[]';
