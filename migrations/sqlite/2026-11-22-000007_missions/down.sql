drop trigger time_records_sampled;
drop table audit_findings;
drop table audit_mission_items;
drop table audit_mission_auditors;
drop table audit_missions;
drop table jobs;
