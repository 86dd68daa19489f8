-- ESF operations, recorded time and its sign-off (domain.md 6).

create table operations (
  plie_id blob not null references plies (id),
  id blob not null check (length(id) = 16),
  number text not null check (length(number) between 1 and 50),
  title text not null check (length(title) between 1 and 300),
  fund text not null,
  programme_period text not null,
  specific_objective text,
  axis text,
  managing_authority text not null,
  intermediate_body text,
  beneficiary_structure_id blob,
  starts_on text not null check (starts_on is date(starts_on)),
  ends_on text not null check (ends_on is date(ends_on)),
  total_cost_cents integer not null check (total_cost_cents >= 0),
  eu_contribution_cents integer not null check (eu_contribution_cents >= 0),
  cost_option text not null,
  publicity_text text,
  last_payment_on text check (last_payment_on is date(last_payment_on)),
  parameters text not null check (json_valid(parameters)),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (ends_on >= starts_on),
  check (eu_contribution_cents <= total_cost_cents),
  primary key (plie_id, id),
  foreign key (plie_id, beneficiary_structure_id) references partner_structures (plie_id, id)
) strict;
create unique index operations_number on operations (plie_id, number);
create index operations_dates on operations (plie_id, starts_on, ends_on, id);

-- charter_version is the name the contract calls version; version is the lock of every resource.
create table charters (
  plie_id blob not null references plies (id),
  id blob not null check (length(id) = 16),
  charter_version text not null check (length(charter_version) between 1 and 50),
  valid_from text not null check (valid_from is date(valid_from)),
  step_minutes integer not null check (step_minutes between 1 and 60),
  tasks text not null check (json_valid(tasks)),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  primary key (plie_id, id)
) strict;
create unique index charters_version on charters (plie_id, charter_version);
create unique index charters_valid on charters (plie_id, valid_from);

-- Minutes of the day in Europe/Paris. allocations is the wire form of time_record_participants, kept with
-- it by the flows so that a page is one statement. Live is every status but superseded.
create table time_records (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  user_id blob not null,
  date text not null check (date is date(date)),
  start_minute integer check (start_minute between 0 and 1439),
  end_minute integer check (end_minute between 1 and 1440),
  break_minutes integer not null default 0 check (break_minutes >= 0),
  duration_minutes integer not null check (duration_minutes between 1 and 1440),
  task text not null,
  attribution text not null check (attribution in ('P', 'G', 'O', 'N')),
  charter_id blob not null,
  operation_id blob,
  linked_type text,
  linked_id blob check (length(linked_id) = 16),
  allocations text not null check (json_valid(allocations)),
  place text check (length(place) <= 200),
  modality text,
  comment text check (length(comment) <= 500),
  status text not null check (status in ('draft', 'submitted', 'employee_signed', 'supervisor_signed', 'claimed', 'superseded')),
  late integer not null check (late in (0, 1)),
  recorded_at integer not null,
  recorded_by blob check (length(recorded_by) = 16),
  performed_by blob not null check (length(performed_by) = 16),
  supersedes blob,
  superseded_by blob check (length(superseded_by) = 16),
  reason text,
  month text not null check (length(month) = 7),
  week text not null check (length(week) = 8),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check ((start_minute is null) = (end_minute is null)),
  check (end_minute > start_minute),
  check (start_minute is null or duration_minutes = end_minute - start_minute - break_minutes),
  check (attribution = 'N' or operation_id is not null),
  check ((linked_type is null) = (linked_id is null)),
  check (supersedes <> id),
  primary key (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id),
  foreign key (plie_id, charter_id) references charters (plie_id, id),
  foreign key (plie_id, operation_id) references operations (plie_id, id),
  foreign key (plie_id, supersedes) references time_records (plie_id, id)
) strict;
create index time_records_user_date on time_records (plie_id, user_id, date, id);
create index time_records_user_month on time_records (plie_id, user_id, month, date, id);
create index time_records_user_week on time_records (plie_id, user_id, week, date, id);
create index time_records_date on time_records (plie_id, date, id);
create index time_records_operation on time_records (plie_id, operation_id, date, id);
create index time_records_task on time_records (plie_id, task, date, id);
create index time_records_status on time_records (plie_id, status, date, id);
create index time_records_linked on time_records (plie_id, linked_id) where linked_id is not null;
create index time_records_supersedes on time_records (plie_id, supersedes) where supersedes is not null;
create index time_records_updated on time_records (plie_id, updated_at, id);
create trigger time_records_time_overlap_insert before insert on time_records
when new.status <> 'superseded' and new.start_minute is not null
begin
  select raise(abort, 'conflict_time_overlap') where exists (
    select 1 from time_records o
    where o.plie_id = new.plie_id and o.user_id = new.user_id and o.date = new.date and o.id <> new.id
      and o.status <> 'superseded' and o.start_minute < new.end_minute and new.start_minute < o.end_minute
  );
end;
create trigger time_records_time_overlap_update before update of plie_id, user_id, date, start_minute, end_minute, status on time_records
when new.status <> 'superseded' and new.start_minute is not null
begin
  select raise(abort, 'conflict_time_overlap') where exists (
    select 1 from time_records o
    where o.plie_id = new.plie_id and o.user_id = new.user_id and o.date = new.date and o.id <> new.id
      and o.status <> 'superseded' and o.start_minute < new.end_minute and new.start_minute < o.end_minute
  );
end;

create table time_record_participants (
  plie_id blob not null,
  time_record_id blob not null,
  position integer not null check (position >= 0),
  participant_id blob not null,
  allocated_minutes integer not null check (allocated_minutes >= 0),
  primary key (plie_id, time_record_id, position),
  foreign key (plie_id, time_record_id) references time_records (plie_id, id) on delete cascade,
  foreign key (plie_id, participant_id) references participants (plie_id, id)
) strict, without rowid;
create unique index time_record_participants_participant on time_record_participants (plie_id, participant_id, time_record_id);

-- Roll-up of live time records, kept in the writing transaction. operation_id is sixteen zero bytes
-- where a record has none, since a key holds no null.
create table time_totals (
  plie_id blob not null,
  user_id blob not null,
  month text not null check (length(month) = 7),
  operation_id blob not null check (length(operation_id) = 16),
  task text not null,
  attribution text not null check (attribution in ('P', 'G', 'O', 'N')),
  minutes integer not null,
  records integer not null,
  primary key (plie_id, user_id, month, operation_id, task, attribution),
  foreign key (plie_id, user_id) references users (plie_id, id)
) strict, without rowid;
-- In the order in which reports group, with all they read: a year of eighty people is 7,000 entries and no sort.
create index time_totals_split on time_totals (plie_id, operation_id, task, attribution, month, minutes);

-- A correction after sign-off waits here for the supervisor (R6.18). Null new_values cancels the record.
create table time_corrections (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  time_record_id blob not null,
  new_values text check (new_values is null or json_valid(new_values)),
  reason text not null,
  requested_by blob not null check (length(requested_by) = 16),
  requested_at integer not null,
  status text not null check (status in ('pending', 'approved', 'refused')),
  decided_by blob check (length(decided_by) = 16),
  decided_at integer,
  replaced_by blob,
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (decided_by <> requested_by),
  check (status = 'pending' or decided_by is not null),
  primary key (plie_id, id),
  foreign key (plie_id, time_record_id) references time_records (plie_id, id),
  foreign key (plie_id, replaced_by) references time_records (plie_id, id)
) strict;
create index time_corrections_record on time_corrections (plie_id, time_record_id, id);
create index time_corrections_status on time_corrections (plie_id, status, id);

create table absences (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  user_id blob not null,
  starts_on text not null check (starts_on is date(starts_on)),
  ends_on text not null check (ends_on is date(ends_on)),
  kind text not null,
  half_day text check (half_day in ('am', 'pm')),
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (ends_on >= starts_on),
  check (half_day is null or ends_on = starts_on),
  primary key (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id)
) strict;
create index absences_user on absences (plie_id, user_id, starts_on, id);
create index absences_dates on absences (plie_id, starts_on, id);

-- starts_on is the Monday of the ISO week.
create table agenda_weeks (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  user_id blob not null,
  week text not null check (length(week) = 8),
  starts_on text not null check (starts_on is date(starts_on)),
  expected_minutes integer not null default 0 check (expected_minutes >= 0),
  covered_minutes integer not null default 0 check (covered_minutes >= 0),
  status text not null check (status in ('open', 'submitted', 'accepted', 'returned')),
  submitted_at integer,
  accepted_at integer,
  accepted_by blob check (length(accepted_by) = 16),
  returned_reason text,
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (status <> 'accepted' or accepted_by is not null),
  primary key (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id)
) strict;
create unique index agenda_weeks_one on agenda_weeks (plie_id, user_id, week);
create index agenda_weeks_user on agenda_weeks (plie_id, user_id, starts_on, id);
create index agenda_weeks_status on agenda_weeks (plie_id, status, starts_on, id);
create index agenda_weeks_dates on agenda_weeks (plie_id, starts_on, id);

-- Amendment 0 is the first sheet; after both signatures a correction makes the next one, and the earlier
-- stays as signed (R6.18). content is text, since jsonb would not keep the bytes that were hashed.
create table timesheets (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  user_id blob not null,
  month text not null check (length(month) = 7),
  amendment integer not null default 0 check (amendment >= 0),
  status text not null check (status in ('open', 'employee_signed', 'countersigned', 'reopened')),
  content_hash text,
  content text,
  employee_signed_at integer,
  employee_signed_by blob check (length(employee_signed_by) = 16),
  countersigned_at integer,
  countersigned_by blob check (length(countersigned_by) = 16),
  reopened_reason text,
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (countersigned_by <> user_id),
  check (countersigned_by <> employee_signed_by),
  check (status not in ('employee_signed', 'countersigned') or (content_hash is not null and employee_signed_at is not null)),
  check (status <> 'countersigned' or countersigned_at is not null),
  primary key (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id)
) strict;
create unique index timesheets_one on timesheets (plie_id, user_id, month, amendment);
create index timesheets_month on timesheets (plie_id, month, status, id);
create index timesheets_status on timesheets (plie_id, status, month, id);

create table mission_letters (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  user_id blob not null,
  operation_id blob not null,
  missions text not null,
  starts_on text not null check (starts_on is date(starts_on)),
  ends_on text not null check (ends_on is date(ends_on)),
  cost_mode text not null check (cost_mode in ('fixed_percentage', 'actual_hours', 'hourly_rate', 'none')),
  fixed_percentage_e4 integer check (fixed_percentage_e4 between 0 and 10000),
  signed_on text check (signed_on is date(signed_on)),
  accepted_by_ma_on text check (accepted_by_ma_on is date(accepted_by_ma_on)),
  document_id blob check (length(document_id) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (ends_on >= starts_on),
  check (cost_mode <> 'fixed_percentage' or fixed_percentage_e4 is not null),
  primary key (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id),
  foreign key (plie_id, operation_id) references operations (plie_id, id)
) strict;
create index mission_letters_user on mission_letters (plie_id, user_id, operation_id, starts_on);
create index mission_letters_operation on mission_letters (plie_id, operation_id, id);
