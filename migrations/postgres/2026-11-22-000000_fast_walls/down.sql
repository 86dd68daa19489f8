drop index audit_entries_actor;
drop index audit_entries_object;
drop index audit_entries_subject;
create index audit_entries_object on audit_entries (plie_id, object_id, seq);
create index audit_entries_subject on audit_entries (plie_id, subject_id, seq);
create index audit_entries_actor on audit_entries (plie_id, actor_id, seq);
create index time_records_user_month on time_records (plie_id, user_id, month, date, id);
create index time_records_user_week on time_records (plie_id, user_id, week, date, id);
alter table time_records drop constraint conflict_time_overlap;
alter table time_records add constraint conflict_time_overlap exclude using gist (
  plie_id with =, user_id with =,
  int8range((date - date '2000-01-01') * 1440 + start_minute, (date - date '2000-01-01') * 1440 + end_minute) with &&
) where (status <> 'superseded' and start_minute is not null);
do $$
declare
  p record;
  same text := '%s = nullif(current_setting(''app.plie'', true), '''')::uuid or current_setting(''app.system'', true) = ''on''';
begin
  for p in select tablename, with_check is not null as checks from pg_policies
           where schemaname = current_schema() and policyname = 'tenant' loop
    execute format('alter policy tenant on %I using (%s)', p.tablename,
      format(same, case when p.tablename = 'plies' then 'id' else 'plie_id' end));
    if p.checks then
      execute format('alter policy tenant on %I with check (%s)', p.tablename, format(same, 'plie_id'));
    end if;
  end loop;
end $$;
alter policy reference_codes_read on reference_codes using (
  plie_id is null or plie_id = nullif(current_setting('app.plie', true), '')::uuid or current_setting('app.system', true) = 'on'
);
alter policy reference_codes_write on reference_codes using (
  plie_id = nullif(current_setting('app.plie', true), '')::uuid or current_setting('app.system', true) = 'on'
);
