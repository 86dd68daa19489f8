-- What the bench showed (docs/PERFORMANCE.md): settings read once a row, indexes kept twice.

-- As a scalar subquery the setting is read once a statement; named bare, PostgreSQL reads and casts it for every row.
do $$
declare
  p record;
  same text := '%s = (select nullif(current_setting(''app.plie'', true), '''')::uuid) or (select current_setting(''app.system'', true) = ''on'')';
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
  plie_id is null
  or plie_id = (select nullif(current_setting('app.plie', true), '')::uuid)
  or (select current_setting('app.system', true) = 'on')
);
alter policy reference_codes_write on reference_codes using (
  plie_id = (select nullif(current_setting('app.plie', true), '')::uuid)
  or (select current_setting('app.system', true) = 'on')
);

-- An account is of one PLIE and a record never passes midnight: account, day and minutes say as much and cost half.
alter table time_records drop constraint conflict_time_overlap;
alter table time_records add constraint conflict_time_overlap exclude using gist (
  user_id with =, date with =, int4range(start_minute::int, end_minute::int) with &&
) where (status <> 'superseded' and start_minute is not null);

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
