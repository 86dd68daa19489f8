-- Terms of staff who follow nobody, what their time costs, and the claims it goes into (domain.md 6.1, 6.6–6.11, 10.5).

-- Shares are ten-thousandths: 0.8 is 8000.
create table staff_assignments (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  user_id blob not null,
  site_id blob not null,
  job_title text check (length(job_title) between 1 and 200),
  fte_e4 integer not null check (fte_e4 between 1 and 10000),
  valid_from text not null check (valid_from is date(valid_from)),
  valid_to text check (valid_to is date(valid_to)),
  supervisor_id blob,
  work_schedule text not null check (json_valid(work_schedule)),
  employer_structure_id blob,
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (valid_to is null or valid_to >= valid_from),
  check (supervisor_id <> user_id),
  primary key (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id),
  foreign key (plie_id, site_id) references sites (plie_id, id),
  foreign key (plie_id, supervisor_id) references users (plie_id, id),
  foreign key (plie_id, employer_structure_id) references partner_structures (plie_id, id)
) strict;
create index staff_assignments_user on staff_assignments (plie_id, user_id, valid_from);
create index staff_assignments_site on staff_assignments (plie_id, site_id, id);
create index staff_assignments_supervisor on staff_assignments (plie_id, supervisor_id, id) where supervisor_id is not null;
create index staff_assignments_created on staff_assignments (plie_id, created_at, id);
create index staff_assignments_valid on staff_assignments (plie_id, valid_from, id);

-- One person has one cost mode an operation and month, one letter with a fixed share, and no two letters on one day
-- (6.1); fixed shares of a person are at most the whole in any month. The sum only grows where a letter begins.
create index mission_letters_starts on mission_letters (plie_id, starts_on, id);
create trigger mission_letters_insert after insert on mission_letters
begin
  select raise(abort, 'conflict_letter_overlap') where exists (
    select 1 from mission_letters o
    where o.plie_id = new.plie_id and o.user_id = new.user_id and o.operation_id = new.operation_id and o.id <> new.id
      and substr(o.starts_on, 1, 7) <= substr(new.ends_on, 1, 7) and substr(new.starts_on, 1, 7) <= substr(o.ends_on, 1, 7)
      and (o.cost_mode <> new.cost_mode or new.cost_mode = 'fixed_percentage'
        or (o.starts_on <= new.ends_on and new.starts_on <= o.ends_on))
  );
  select raise(abort, 'conflict_letter_share') where new.cost_mode = 'fixed_percentage' and exists (
    select 1 from mission_letters s
    where s.plie_id = new.plie_id and s.user_id = new.user_id and s.cost_mode = 'fixed_percentage'
      and substr(s.starts_on, 1, 7) between substr(new.starts_on, 1, 7) and substr(new.ends_on, 1, 7)
      and (
        select sum(o.fixed_percentage_e4) from mission_letters o
        where o.plie_id = new.plie_id and o.user_id = new.user_id and o.cost_mode = 'fixed_percentage'
          and substr(o.starts_on, 1, 7) <= substr(s.starts_on, 1, 7) and substr(s.starts_on, 1, 7) <= substr(o.ends_on, 1, 7)
      ) > 10000
  );
end;
create trigger mission_letters_update after update of plie_id, user_id, operation_id, starts_on, ends_on, cost_mode, fixed_percentage_e4 on mission_letters
begin
  select raise(abort, 'conflict_letter_overlap') where exists (
    select 1 from mission_letters o
    where o.plie_id = new.plie_id and o.user_id = new.user_id and o.operation_id = new.operation_id and o.id <> new.id
      and substr(o.starts_on, 1, 7) <= substr(new.ends_on, 1, 7) and substr(new.starts_on, 1, 7) <= substr(o.ends_on, 1, 7)
      and (o.cost_mode <> new.cost_mode or new.cost_mode = 'fixed_percentage'
        or (o.starts_on <= new.ends_on and new.starts_on <= o.ends_on))
  );
  select raise(abort, 'conflict_letter_share') where new.cost_mode = 'fixed_percentage' and exists (
    select 1 from mission_letters s
    where s.plie_id = new.plie_id and s.user_id = new.user_id and s.cost_mode = 'fixed_percentage'
      and substr(s.starts_on, 1, 7) between substr(new.starts_on, 1, 7) and substr(new.ends_on, 1, 7)
      and (
        select sum(o.fixed_percentage_e4) from mission_letters o
        where o.plie_id = new.plie_id and o.user_id = new.user_id and o.cost_mode = 'fixed_percentage'
          and substr(o.starts_on, 1, 7) <= substr(s.starts_on, 1, 7) and substr(s.starts_on, 1, 7) <= substr(o.ends_on, 1, 7)
      ) > 10000
  );
end;

create table employment_costs (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  user_id blob not null,
  period_from text not null check (period_from is date(period_from)),
  period_to text not null check (period_to is date(period_to)),
  gross_cost_cents integer not null check (gross_cost_cents >= 0),
  document_id blob,
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (period_to >= period_from),
  primary key (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id),
  foreign key (plie_id, document_id) references documents (plie_id, id)
) strict;
create index employment_costs_user on employment_costs (plie_id, user_id, period_from, id);
create index employment_costs_period on employment_costs (plie_id, period_from, id);
-- What somebody costs on a day is documented once.
create trigger employment_costs_insert before insert on employment_costs
begin
  select raise(abort, 'conflict_cost_overlap') where exists (
    select 1 from employment_costs o
    where o.plie_id = new.plie_id and o.user_id = new.user_id and o.id <> new.id
      and o.period_from <= new.period_to and new.period_from <= o.period_to
  );
end;
create trigger employment_costs_update before update of plie_id, user_id, period_from, period_to on employment_costs
begin
  select raise(abort, 'conflict_cost_overlap') where exists (
    select 1 from employment_costs o
    where o.plie_id = new.plie_id and o.user_id = new.user_id and o.id <> new.id
      and o.period_from <= new.period_to and new.period_from <= o.period_to
  );
end;

-- The denominator is full_time_minutes × share_num ÷ share_den; 1 720 hours a year are never another number (R6.26).
create table hourly_rates (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  user_id blob not null,
  operation_id blob not null,
  base text not null check (base in ('annual', 'monthly')),
  base_source text not null check (base_source in ('documented', 'derived', 'contract')),
  base_cents integer not null check (base_cents > 0),
  documented_from text check (documented_from is date(documented_from)),
  documented_to text check (documented_to is date(documented_to)),
  documented_cents integer check (documented_cents >= 0),
  share_num integer not null check (share_num > 0),
  share_den integer not null check (share_den >= share_num and share_den <= 1000000),
  full_time_minutes integer not null check (full_time_minutes > 0),
  method text not null check (method in ('floor_of_product', 'floored_rate')),
  valid_from text not null check (valid_from is date(valid_from) and substr(valid_from, 9) = '01'),
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (base <> 'annual' or full_time_minutes = 103200),
  check ((base_source = 'derived') = (documented_cents is not null)),
  primary key (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id),
  foreign key (plie_id, operation_id) references operations (plie_id, id)
) strict;
create unique index hourly_rates_one on hourly_rates (plie_id, user_id, operation_id, valid_from);
create index hourly_rates_operation on hourly_rates (plie_id, operation_id, valid_from, id);
create index hourly_rates_valid on hourly_rates (plie_id, valid_from, id);

-- content is text, since jsonb would not keep the bytes that were hashed.
create table claims (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  operation_id blob not null,
  starts_on text not null check (starts_on is date(starts_on)),
  ends_on text not null check (ends_on is date(ends_on)),
  status text not null check (status in ('filed', 'decided')),
  override_reason text check (length(override_reason) between 1 and 500),
  note text check (length(note) between 1 and 2000),
  content text not null,
  content_hash text not null check (length(content_hash) = 64),
  claimed_minutes integer not null check (claimed_minutes >= 0),
  supported_minutes integer not null check (supported_minutes >= 0),
  unsupported_minutes integer not null check (unsupported_minutes >= 0),
  staff_cents integer not null check (staff_cents >= 0),
  total_cents integer not null check (total_cents >= 0),
  eu_cents integer not null check (eu_cents >= 0),
  filed_at integer not null,
  filed_by blob not null,
  decided_on text check (decided_on is date(decided_on)),
  decided_by blob check (length(decided_by) = 16),
  accepted_cents integer check (accepted_cents >= 0),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (ends_on >= starts_on),
  check (claimed_minutes <= supported_minutes),
  check ((status = 'decided') = (decided_on is not null)),
  primary key (plie_id, id),
  foreign key (plie_id, operation_id) references operations (plie_id, id),
  foreign key (plie_id, filed_by) references users (plie_id, id)
) strict;
create index claims_operation on claims (plie_id, operation_id, starts_on, id);
create trigger claims_insert before insert on claims
begin
  select raise(abort, 'conflict_claim_overlap') where exists (
    select 1 from claims o
    where o.plie_id = new.plie_id and o.operation_id = new.operation_id and o.id <> new.id
      and o.starts_on <= new.ends_on and new.starts_on <= o.ends_on
  );
end;
create trigger claims_update before update of plie_id, operation_id, starts_on, ends_on on claims
begin
  select raise(abort, 'conflict_claim_overlap') where exists (
    select 1 from claims o
    where o.plie_id = new.plie_id and o.operation_id = new.operation_id and o.id <> new.id
      and o.starts_on <= new.ends_on and new.starts_on <= o.ends_on
  );
end;
-- What was filed stays as it was filed (R6.19).
create trigger claims_frozen before update of content, content_hash, staff_cents, total_cents, eu_cents, claimed_minutes, supported_minutes, unsupported_minutes, starts_on, ends_on on claims
when new.content is not old.content or new.content_hash is not old.content_hash or new.staff_cents is not old.staff_cents
  or new.total_cents is not old.total_cents or new.eu_cents is not old.eu_cents
  or new.claimed_minutes is not old.claimed_minutes or new.supported_minutes is not old.supported_minutes
  or new.unsupported_minutes is not old.unsupported_minutes or new.starts_on is not old.starts_on or new.ends_on is not old.ends_on
begin
  select raise(abort, 'conflict_claim_frozen');
end;

-- One line a person and month. share_ppm is the part of the person's month that the operation pays, in millionths;
-- all operations together pay at most the whole of it.
create table claim_lines (
  plie_id blob not null,
  claim_id blob not null,
  position integer not null check (position >= 0),
  user_id blob not null,
  month text not null check (length(month) = 7),
  operation_id blob not null,
  cost_mode text not null check (cost_mode in ('fixed_percentage', 'actual_hours', 'hourly_rate', 'none')),
  minutes integer not null check (minutes >= 0),
  supported_minutes integer not null check (supported_minutes >= 0),
  claimed_minutes integer not null check (claimed_minutes between 0 and supported_minutes),
  worked_minutes integer not null check (worked_minutes >= 0),
  cost_cents integer check (cost_cents >= 0),
  denominator_num integer check (denominator_num > 0),
  denominator_den integer check (denominator_den > 0),
  method text check (method in ('floor_of_product', 'floored_rate')),
  share_ppm integer not null check (share_ppm between 0 and 1000000),
  amount_cents integer not null check (amount_cents >= 0),
  check (supported_minutes <= minutes),
  primary key (plie_id, claim_id, position),
  foreign key (plie_id, claim_id) references claims (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id),
  foreign key (plie_id, operation_id) references operations (plie_id, id)
) strict, without rowid;
create unique index claim_lines_one on claim_lines (plie_id, claim_id, user_id, month);
create index claim_lines_user on claim_lines (plie_id, user_id, month, operation_id);
create trigger claim_lines_insert before insert on claim_lines
begin
  select raise(abort, 'conflict_double_funding') where new.share_ppm + (
    select coalesce(sum(o.share_ppm), 0) from claim_lines o
    where o.plie_id = new.plie_id and o.user_id = new.user_id and o.month = new.month
  ) > 1000000;
end;
create trigger claim_lines_frozen before update on claim_lines
begin
  select raise(abort, 'conflict_claim_frozen');
end;

-- The records whose minutes a claim holds; a record is claimed once and never again.
create table claim_records (
  plie_id blob not null,
  time_record_id blob not null,
  claim_id blob not null,
  user_id blob not null,
  month text not null check (length(month) = 7),
  minutes integer not null check (minutes >= 0),
  primary key (plie_id, time_record_id),
  foreign key (plie_id, time_record_id) references time_records (plie_id, id),
  foreign key (plie_id, claim_id) references claims (plie_id, id)
) strict, without rowid;
create index claim_records_claim on claim_records (plie_id, claim_id, user_id, month);

-- What corrections have taken away from a claim since it was filed: minutes and cents are never above zero (R6.19).
create table claim_adjustments (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  claim_id blob not null,
  time_correction_id blob not null,
  time_record_id blob not null,
  user_id blob not null,
  month text not null check (length(month) = 7),
  minutes integer not null check (minutes <= 0),
  amount_cents integer not null check (amount_cents <= 0),
  reason text not null,
  recorded_by blob check (length(recorded_by) = 16),
  created_at integer not null,
  primary key (plie_id, id),
  foreign key (plie_id, claim_id) references claims (plie_id, id),
  foreign key (plie_id, time_correction_id) references time_corrections (plie_id, id),
  foreign key (plie_id, time_record_id) references time_records (plie_id, id)
) strict;
create unique index claim_adjustments_one on claim_adjustments (plie_id, time_correction_id);
create index claim_adjustments_claim on claim_adjustments (plie_id, claim_id, created_at, id);

-- A record waits for one decision at a time.
alter table time_corrections add column refused_reason text check (length(refused_reason) between 1 and 500);
create unique index time_corrections_pending on time_corrections (plie_id, time_record_id) where status = 'pending';
create index time_corrections_requested on time_corrections (plie_id, requested_at, id);

-- What somebody has signed is not rewritten, whatever the path (R6.16, R6.18); no record is slipped into a month that
-- somebody has signed, but the version that an approved correction makes; nobody has a day of more than 24 hours,
-- however the minutes were given: records without times are no way round the rule of overlaps.
create trigger time_records_signed before update of user_id, date, start_minute, end_minute, break_minutes, duration_minutes, task, attribution, operation_id on time_records
when old.status in ('employee_signed', 'supervisor_signed', 'claimed') and (
  new.user_id is not old.user_id or new.date is not old.date or new.start_minute is not old.start_minute
  or new.end_minute is not old.end_minute or new.break_minutes is not old.break_minutes
  or new.duration_minutes is not old.duration_minutes or new.task is not old.task
  or new.attribution is not old.attribution or new.operation_id is not old.operation_id
)
begin
  select raise(abort, 'conflict_signed_record');
end;
create trigger time_records_period_insert before insert on time_records
when new.status <> 'superseded' and new.supersedes is null
begin
  select raise(abort, 'conflict_period_signed') where exists (
    select 1 from timesheets t where t.plie_id = new.plie_id and t.user_id = new.user_id and t.month = new.month
      and t.status in ('employee_signed', 'countersigned')
  );
end;
create trigger time_records_period_update before update of month on time_records
when new.status <> 'superseded' and new.month <> old.month
begin
  select raise(abort, 'conflict_period_signed') where exists (
    select 1 from timesheets t where t.plie_id = new.plie_id and t.user_id = new.user_id and t.month = new.month
      and t.status in ('employee_signed', 'countersigned')
  );
end;
create trigger time_records_day_insert before insert on time_records when new.status <> 'superseded'
begin
  select raise(abort, 'conflict_day_full') where new.duration_minutes + (
    select coalesce(sum(o.duration_minutes), 0) from time_records o
    where o.plie_id = new.plie_id and o.user_id = new.user_id and o.date = new.date and o.id <> new.id
      and o.status <> 'superseded'
  ) > 1440;
end;
create trigger time_records_day_update before update of user_id, date, duration_minutes, status on time_records
when new.status <> 'superseded' and (new.date is not old.date or new.duration_minutes is not old.duration_minutes
  or new.user_id is not old.user_id or old.status = 'superseded')
begin
  select raise(abort, 'conflict_day_full') where new.duration_minutes + (
    select coalesce(sum(o.duration_minutes), 0) from time_records o
    where o.plie_id = new.plie_id and o.user_id = new.user_id and o.date = new.date and o.id <> new.id
      and o.status <> 'superseded'
  ) > 1440;
end;
