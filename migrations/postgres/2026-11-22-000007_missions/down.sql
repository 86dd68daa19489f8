drop trigger time_records_sampled on time_records;
drop function sampled_record();
drop table audit_findings;
drop table audit_mission_items;
drop table audit_mission_auditors;
drop table audit_missions;
drop table jobs;
