drop index audit_entries_actor;
drop index audit_entries_object;
drop index audit_entries_subject;
create index audit_entries_object on audit_entries (plie_id, object_id, seq);
create index audit_entries_subject on audit_entries (plie_id, subject_id, seq);
create index audit_entries_actor on audit_entries (plie_id, actor_id, seq);
create index time_records_user_month on time_records (plie_id, user_id, month, date, id);
create index time_records_user_week on time_records (plie_id, user_id, week, date, id);
