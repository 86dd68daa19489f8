-- What the bench showed (docs/PERFORMANCE.md): indexes kept twice.

-- A month and a week are spans of days, which time_records_user_date and time_records_date find.
drop index time_records_user_month;
drop index time_records_user_week;

-- An entry is looked up once it is numbered; until then only the sequencer asks for it.
drop index audit_entries_actor;
drop index audit_entries_object;
drop index audit_entries_subject;
create index audit_entries_actor on audit_entries (plie_id, actor_id, seq) where seq is not null;
create index audit_entries_object on audit_entries (plie_id, object_id, seq) where seq is not null;
create index audit_entries_subject on audit_entries (plie_id, subject_id, seq) where seq is not null;
