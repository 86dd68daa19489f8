-- Work that is done after its request: packs, exports, imports. One node at a time has a claim on it, and only for a
-- while, so that another takes up what a lost one has left.
create table jobs (
  plie_id uuid not null references plies (id),
  id uuid not null,
  kind text not null check (length(kind) between 1 and 64),
  operation text not null,
  object_id uuid,
  parameters jsonb not null,
  state text not null check (state in ('queued', 'running', 'done', 'failed', 'expired')),
  progress bigint not null default 0 check (progress between 0 and 100),
  problems jsonb not null,
  attempts bigint not null default 0 check (attempts >= 0),
  claim uuid,
  claimed_until timestamptz not null,
  requested_by uuid not null,
  request_id text not null,
  result_name text,
  result_file_name text,
  result_content_type text,
  result_size_bytes bigint check (result_size_bytes >= 0),
  result_sha256 text,
  started_at timestamptz,
  finished_at timestamptz,
  expires_at timestamptz,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (state <> 'running' or claim is not null),
  check (state not in ('done', 'failed') or finished_at is not null),
  check (result_name is null or (result_size_bytes is not null and result_sha256 is not null and expires_at is not null)),
  primary key (plie_id, id),
  foreign key (plie_id, requested_by) references users (plie_id, id)
);
-- Asking twice makes one job.
create unique index jobs_one on jobs (plie_id, requested_by, kind, object_id) where state in ('queued', 'running') and object_id is not null;
create index jobs_requested on jobs (plie_id, requested_by, created_at, id);
-- What every node looks for, whatever the PLIE.
create index jobs_due on jobs (claimed_until, id) where state in ('queued', 'running');
create index jobs_kept on jobs (expires_at, id) where result_name is not null;

-- A service-done check: who looks at what of an operation, and while the window is open. The instants are those of the
-- window's days in Paris, for the database's own clock to be held against.
create table audit_missions (
  plie_id uuid not null references plies (id),
  id uuid not null,
  operation_id uuid not null,
  period_from date not null,
  period_to date not null,
  sample jsonb not null,
  sample_hash text not null check (length(sample_hash) = 64),
  population bigint not null check (population >= 1),
  records bigint not null check (records >= 1),
  participants bigint not null check (participants >= 0),
  minutes bigint not null check (minutes >= 0),
  auditor_emails jsonb not null,
  opens_on date not null,
  closes_on date not null,
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (period_to >= period_from),
  check (closes_on >= opens_on),
  check (closes_at > opens_at),
  primary key (plie_id, id),
  foreign key (plie_id, operation_id) references operations (plie_id, id)
);
create index audit_missions_opens on audit_missions (plie_id, opens_on, id);
create index audit_missions_operation on audit_missions (plie_id, operation_id, opens_on, id);
create index audit_missions_updated on audit_missions (plie_id, updated_at, id);

create table audit_mission_auditors (
  plie_id uuid not null,
  mission_id uuid not null,
  user_id uuid not null,
  primary key (plie_id, mission_id, user_id),
  foreign key (plie_id, mission_id) references audit_missions (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id)
);
create index audit_mission_auditors_user on audit_mission_auditors (plie_id, user_id, mission_id);

create table audit_mission_items (
  plie_id uuid not null,
  mission_id uuid not null,
  time_record_id uuid not null,
  position bigint not null check (position >= 0),
  primary key (plie_id, mission_id, time_record_id),
  foreign key (plie_id, mission_id) references audit_missions (plie_id, id),
  foreign key (plie_id, time_record_id) references time_records (plie_id, id)
);
create unique index audit_mission_items_position on audit_mission_items (plie_id, mission_id, position);
create index audit_mission_items_record on audit_mission_items (plie_id, time_record_id, mission_id);

-- A record that an auditor has drawn is not taken away, not even as a draft.
create function sampled_record() returns trigger language plpgsql as $$
begin
  if exists (select 1 from audit_mission_items i where i.plie_id = old.plie_id and i.time_record_id = old.id) then
    raise exception 'conflict_sampled_record';
  end if;
  return old;
end $$;
create trigger time_records_sampled before delete on time_records
  for each row execute function sampled_record();

create table audit_findings (
  plie_id uuid not null,
  id uuid not null,
  mission_id uuid not null,
  time_record_id uuid,
  text text not null,
  doubted_minutes bigint check (doubted_minutes >= 0),
  status text not null check (status in ('open', 'answered')),
  answer text,
  answered_by uuid,
  answered_at timestamptz,
  recorded_by uuid not null,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (status <> 'answered' or (answer is not null and answered_by is not null and answered_at is not null)),
  check (answered_by <> recorded_by),
  primary key (plie_id, id),
  foreign key (plie_id, mission_id) references audit_missions (plie_id, id),
  foreign key (plie_id, mission_id, time_record_id) references audit_mission_items (plie_id, mission_id, time_record_id),
  foreign key (plie_id, recorded_by) references users (plie_id, id)
);
create index audit_findings_mission on audit_findings (plie_id, mission_id, created_at, id);
create index audit_findings_status on audit_findings (plie_id, mission_id, status, created_at, id);

do $$
declare t text;
begin
  foreach t in array array[
    'jobs', 'audit_missions', 'audit_mission_auditors', 'audit_mission_items', 'audit_findings'
  ] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant on %I
      using (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))
      with check (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))$p$, t);
  end loop;
end $$;
