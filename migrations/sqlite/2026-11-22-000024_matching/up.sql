-- What a constraint rules out of an offer, by code, and where alone the person can work (S3.18).
alter table participant_constraints add column rules_out text not null default '[]' check (json_valid(rules_out));
alter table participant_constraints add column commune_codes text not null default '[]' check (json_valid(commune_codes));
