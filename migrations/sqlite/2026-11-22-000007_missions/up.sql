-- Work that is done after its request: packs, exports, imports. One node at a time has a claim on it, and only for a
-- while, so that another takes up what a lost one has left.
create table jobs (
  plie_id blob not null references plies (id),
  id blob not null check (length(id) = 16),
  kind text not null check (length(kind) between 1 and 64),
  operation text not null,
  object_id blob check (length(object_id) = 16),
  parameters text not null check (json_valid(parameters)),
  state text not null check (state in ('queued', 'running', 'done', 'failed', 'expired')),
  progress integer not null default 0 check (progress between 0 and 100),
  problems text not null check (json_valid(problems)),
  attempts integer not null default 0 check (attempts >= 0),
  claim blob check (length(claim) = 16),
  claimed_until integer not null,
  requested_by blob not null,
  request_id text not null,
  result_name text,
  result_file_name text,
  result_content_type text,
  result_size_bytes integer check (result_size_bytes >= 0),
  result_sha256 text,
  started_at integer,
  finished_at integer,
  expires_at integer,
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (state <> 'running' or claim is not null),
  check (state not in ('done', 'failed') or finished_at is not null),
  check (result_name is null or (result_size_bytes is not null and result_sha256 is not null and expires_at is not null)),
  primary key (plie_id, id),
  foreign key (plie_id, requested_by) references users (plie_id, id)
) strict;
-- Asking twice makes one job.
create unique index jobs_one on jobs (plie_id, requested_by, kind, object_id) where state in ('queued', 'running') and object_id is not null;
create index jobs_requested on jobs (plie_id, requested_by, created_at, id);
-- What every node looks for, whatever the PLIE.
create index jobs_due on jobs (claimed_until, id) where state in ('queued', 'running');
create index jobs_kept on jobs (expires_at, id) where result_name is not null;

-- A service-done check: who looks at what of an operation, and while the window is open. The instants are those of the
-- window's days in Paris, for the database's own clock to be held against.
create table audit_missions (
  plie_id blob not null references plies (id),
  id blob not null check (length(id) = 16),
  operation_id blob not null,
  period_from text not null check (period_from is date(period_from)),
  period_to text not null check (period_to is date(period_to)),
  sample text not null check (json_valid(sample)),
  sample_hash text not null check (length(sample_hash) = 64),
  population integer not null check (population >= 1),
  records integer not null check (records >= 1),
  participants integer not null check (participants >= 0),
  minutes integer not null check (minutes >= 0),
  auditor_emails text not null check (json_valid(auditor_emails)),
  opens_on text not null check (opens_on is date(opens_on)),
  closes_on text not null check (closes_on is date(closes_on)),
  opens_at integer not null,
  closes_at integer not null,
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (period_to >= period_from),
  check (closes_on >= opens_on),
  check (closes_at > opens_at),
  primary key (plie_id, id),
  foreign key (plie_id, operation_id) references operations (plie_id, id)
) strict;
create index audit_missions_opens on audit_missions (plie_id, opens_on, id);
create index audit_missions_operation on audit_missions (plie_id, operation_id, opens_on, id);
create index audit_missions_updated on audit_missions (plie_id, updated_at, id);

create table audit_mission_auditors (
  plie_id blob not null,
  mission_id blob not null,
  user_id blob not null,
  primary key (plie_id, mission_id, user_id),
  foreign key (plie_id, mission_id) references audit_missions (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id)
) strict;
create index audit_mission_auditors_user on audit_mission_auditors (plie_id, user_id, mission_id);

create table audit_mission_items (
  plie_id blob not null,
  mission_id blob not null,
  time_record_id blob not null,
  position integer not null check (position >= 0),
  primary key (plie_id, mission_id, time_record_id),
  foreign key (plie_id, mission_id) references audit_missions (plie_id, id),
  foreign key (plie_id, time_record_id) references time_records (plie_id, id)
) strict;
create unique index audit_mission_items_position on audit_mission_items (plie_id, mission_id, position);
create index audit_mission_items_record on audit_mission_items (plie_id, time_record_id, mission_id);

-- A record that an auditor has drawn is not taken away, not even as a draft.
create trigger time_records_sampled before delete on time_records
when exists (select 1 from audit_mission_items i where i.plie_id = old.plie_id and i.time_record_id = old.id)
begin
  select raise(abort, 'conflict_sampled_record');
end;

create table audit_findings (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  mission_id blob not null,
  time_record_id blob,
  text text not null,
  doubted_minutes integer check (doubted_minutes >= 0),
  status text not null check (status in ('open', 'answered')),
  answer text,
  answered_by blob check (length(answered_by) = 16),
  answered_at integer,
  recorded_by blob not null,
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (status <> 'answered' or (answer is not null and answered_by is not null and answered_at is not null)),
  check (answered_by <> recorded_by),
  primary key (plie_id, id),
  foreign key (plie_id, mission_id) references audit_missions (plie_id, id),
  foreign key (plie_id, mission_id, time_record_id) references audit_mission_items (plie_id, mission_id, time_record_id),
  foreign key (plie_id, recorded_by) references users (plie_id, id)
) strict;
create index audit_findings_mission on audit_findings (plie_id, mission_id, created_at, id);
create index audit_findings_status on audit_findings (plie_id, mission_id, status, created_at, id);
