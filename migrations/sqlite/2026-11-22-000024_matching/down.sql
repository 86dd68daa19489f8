alter table participant_constraints drop column commune_codes;
alter table participant_constraints drop column rules_out;
