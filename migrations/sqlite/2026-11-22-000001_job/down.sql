drop table participant_constraints;
drop table engagement_contracts;
drop table follow_up_checks;
drop table job_follow_ups;
drop table employment_contracts;
drop table milestones;
