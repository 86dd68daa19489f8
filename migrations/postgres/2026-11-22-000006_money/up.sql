-- Terms of staff who follow nobody, what their time costs, and the claims it goes into (domain.md 6.1, 6.6–6.11, 10.5).

-- Shares are ten-thousandths: 0.8 is 8000.
create table staff_assignments (
  plie_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  site_id uuid not null,
  job_title text check (length(job_title) between 1 and 200),
  fte_e4 bigint not null check (fte_e4 between 1 and 10000),
  valid_from date not null,
  valid_to date,
  supervisor_id uuid,
  work_schedule jsonb not null,
  employer_structure_id uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (valid_to is null or valid_to >= valid_from),
  check (supervisor_id <> user_id),
  primary key (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id),
  foreign key (plie_id, site_id) references sites (plie_id, id),
  foreign key (plie_id, supervisor_id) references users (plie_id, id),
  foreign key (plie_id, employer_structure_id) references partner_structures (plie_id, id)
);
create index staff_assignments_user on staff_assignments (plie_id, user_id, valid_from);
create index staff_assignments_site on staff_assignments (plie_id, site_id, id);
create index staff_assignments_supervisor on staff_assignments (plie_id, supervisor_id, id) where supervisor_id is not null;
create index staff_assignments_created on staff_assignments (plie_id, created_at, id);
create index staff_assignments_valid on staff_assignments (plie_id, valid_from, id);

-- One person has one cost mode an operation and month, one letter with a fixed share, and no two letters on one day
-- (6.1); fixed shares of a person are at most the whole in any month. The sum only grows where a letter begins.
create index mission_letters_starts on mission_letters (plie_id, starts_on, id);
alter table mission_letters add constraint conflict_letter_overlap_day exclude using gist (
  plie_id with =, user_id with =, operation_id with =, daterange(starts_on, ends_on, '[]') with &&
);
alter table mission_letters add constraint conflict_letter_overlap_mode exclude using gist (
  plie_id with =, user_id with =, operation_id with =, cost_mode with <>,
  daterange(date_trunc('month', starts_on::timestamp)::date, date_trunc('month', ends_on::timestamp)::date, '[]') with &&
);
alter table mission_letters add constraint conflict_letter_overlap_month exclude using gist (
  plie_id with =, user_id with =, operation_id with =,
  daterange(date_trunc('month', starts_on::timestamp)::date, date_trunc('month', ends_on::timestamp)::date, '[]') with &&
) where (cost_mode = 'fixed_percentage');
create function mission_letter_share() returns trigger language plpgsql as $$
begin
  if new.cost_mode <> 'fixed_percentage' then
    return new;
  end if;
  -- the account is held while its shares are added up
  perform 1 from users u where u.plie_id = new.plie_id and u.id = new.user_id for no key update;
  if exists (
    select 1 from mission_letters s
    where s.plie_id = new.plie_id and s.user_id = new.user_id and s.cost_mode = 'fixed_percentage'
      and date_trunc('month', s.starts_on::timestamp)
        between date_trunc('month', new.starts_on::timestamp) and date_trunc('month', new.ends_on::timestamp)
      and (
        select sum(o.fixed_percentage_e4) from mission_letters o
        where o.plie_id = new.plie_id and o.user_id = new.user_id and o.cost_mode = 'fixed_percentage'
          and date_trunc('month', s.starts_on::timestamp)
            between date_trunc('month', o.starts_on::timestamp) and date_trunc('month', o.ends_on::timestamp)
      ) > 10000
  ) then
    raise exception 'conflict_letter_share';
  end if;
  return new;
end $$;
create trigger mission_letters_share after insert or update of plie_id, user_id, starts_on, ends_on, cost_mode, fixed_percentage_e4
  on mission_letters for each row execute function mission_letter_share();

create table employment_costs (
  plie_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  period_from date not null,
  period_to date not null,
  gross_cost_cents bigint not null check (gross_cost_cents >= 0),
  document_id uuid,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (period_to >= period_from),
  primary key (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id),
  foreign key (plie_id, document_id) references documents (plie_id, id),
  -- What somebody costs on a day is documented once.
  constraint conflict_cost_overlap exclude using gist
    (plie_id with =, user_id with =, daterange(period_from, period_to, '[]') with &&)
);
create index employment_costs_user on employment_costs (plie_id, user_id, period_from, id);
create index employment_costs_period on employment_costs (plie_id, period_from, id);

-- The denominator is full_time_minutes × share_num ÷ share_den; 1 720 hours a year are never another number (R6.26).
create table hourly_rates (
  plie_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  operation_id uuid not null,
  base text not null check (base in ('annual', 'monthly')),
  base_source text not null check (base_source in ('documented', 'derived', 'contract')),
  base_cents bigint not null check (base_cents > 0),
  documented_from date,
  documented_to date,
  documented_cents bigint check (documented_cents >= 0),
  share_num bigint not null check (share_num > 0),
  share_den bigint not null check (share_den >= share_num and share_den <= 1000000),
  full_time_minutes bigint not null check (full_time_minutes > 0),
  method text not null check (method in ('floor_of_product', 'floored_rate')),
  valid_from date not null check (extract(day from valid_from) = 1),
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (base <> 'annual' or full_time_minutes = 103200),
  check ((base_source = 'derived') = (documented_cents is not null)),
  primary key (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id),
  foreign key (plie_id, operation_id) references operations (plie_id, id)
);
create unique index hourly_rates_one on hourly_rates (plie_id, user_id, operation_id, valid_from);
create index hourly_rates_operation on hourly_rates (plie_id, operation_id, valid_from, id);
create index hourly_rates_valid on hourly_rates (plie_id, valid_from, id);

-- content is text, since jsonb would not keep the bytes that were hashed.
create table claims (
  plie_id uuid not null,
  id uuid not null,
  operation_id uuid not null,
  starts_on date not null,
  ends_on date not null,
  status text not null check (status in ('filed', 'decided')),
  override_reason text check (length(override_reason) between 1 and 500),
  note text check (length(note) between 1 and 2000),
  content text not null,
  content_hash text not null check (length(content_hash) = 64),
  claimed_minutes bigint not null check (claimed_minutes >= 0),
  supported_minutes bigint not null check (supported_minutes >= 0),
  unsupported_minutes bigint not null check (unsupported_minutes >= 0),
  staff_cents bigint not null check (staff_cents >= 0),
  total_cents bigint not null check (total_cents >= 0),
  eu_cents bigint not null check (eu_cents >= 0),
  filed_at timestamptz not null,
  filed_by uuid not null,
  decided_on date,
  decided_by uuid,
  accepted_cents bigint check (accepted_cents >= 0),
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (ends_on >= starts_on),
  check (claimed_minutes <= supported_minutes),
  check ((status = 'decided') = (decided_on is not null)),
  primary key (plie_id, id),
  foreign key (plie_id, operation_id) references operations (plie_id, id),
  foreign key (plie_id, filed_by) references users (plie_id, id),
  constraint conflict_claim_overlap exclude using gist
    (plie_id with =, operation_id with =, daterange(starts_on, ends_on, '[]') with &&)
);
create index claims_operation on claims (plie_id, operation_id, starts_on, id);
-- What was filed stays as it was filed (R6.19).
create function claim_frozen() returns trigger language plpgsql as $$
begin
  if (new.content, new.content_hash, new.staff_cents, new.total_cents, new.eu_cents, new.claimed_minutes,
      new.supported_minutes, new.unsupported_minutes, new.starts_on, new.ends_on)
    is distinct from (old.content, old.content_hash, old.staff_cents, old.total_cents, old.eu_cents, old.claimed_minutes,
      old.supported_minutes, old.unsupported_minutes, old.starts_on, old.ends_on) then
    raise exception 'conflict_claim_frozen';
  end if;
  return new;
end $$;
create trigger claims_frozen before update on claims for each row execute function claim_frozen();

-- One line a person and month. share_ppm is the part of the person's month that the operation pays, in millionths;
-- all operations together pay at most the whole of it.
create table claim_lines (
  plie_id uuid not null,
  claim_id uuid not null,
  position bigint not null check (position >= 0),
  user_id uuid not null,
  month text collate "C" not null check (length(month) = 7),
  operation_id uuid not null,
  cost_mode text not null check (cost_mode in ('fixed_percentage', 'actual_hours', 'hourly_rate', 'none')),
  minutes bigint not null check (minutes >= 0),
  supported_minutes bigint not null check (supported_minutes >= 0),
  claimed_minutes bigint not null check (claimed_minutes between 0 and supported_minutes),
  worked_minutes bigint not null check (worked_minutes >= 0),
  cost_cents bigint check (cost_cents >= 0),
  denominator_num bigint check (denominator_num > 0),
  denominator_den bigint check (denominator_den > 0),
  method text check (method in ('floor_of_product', 'floored_rate')),
  share_ppm bigint not null check (share_ppm between 0 and 1000000),
  amount_cents bigint not null check (amount_cents >= 0),
  check (supported_minutes <= minutes),
  primary key (plie_id, claim_id, position),
  foreign key (plie_id, claim_id) references claims (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id),
  foreign key (plie_id, operation_id) references operations (plie_id, id)
);
create unique index claim_lines_one on claim_lines (plie_id, claim_id, user_id, month);
create index claim_lines_user on claim_lines (plie_id, user_id, month, operation_id);
create function claim_line_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    raise exception 'conflict_claim_frozen';
  end if;
  -- the account is held while its shares are added up
  perform 1 from users u where u.plie_id = new.plie_id and u.id = new.user_id for no key update;
  if new.share_ppm + (
    select coalesce(sum(o.share_ppm), 0) from claim_lines o
    where o.plie_id = new.plie_id and o.user_id = new.user_id and o.month = new.month
  ) > 1000000 then
    raise exception 'conflict_double_funding';
  end if;
  return new;
end $$;
create trigger claim_lines_guard before insert or update on claim_lines for each row execute function claim_line_guard();

-- The records whose minutes a claim holds; a record is claimed once and never again.
create table claim_records (
  plie_id uuid not null,
  time_record_id uuid not null,
  claim_id uuid not null,
  user_id uuid not null,
  month text collate "C" not null check (length(month) = 7),
  minutes bigint not null check (minutes >= 0),
  primary key (plie_id, time_record_id),
  foreign key (plie_id, time_record_id) references time_records (plie_id, id),
  foreign key (plie_id, claim_id) references claims (plie_id, id)
);
create index claim_records_claim on claim_records (plie_id, claim_id, user_id, month);

-- What corrections have taken away from a claim since it was filed: minutes and cents are never above zero (R6.19).
create table claim_adjustments (
  plie_id uuid not null,
  id uuid not null,
  claim_id uuid not null,
  time_correction_id uuid not null,
  time_record_id uuid not null,
  user_id uuid not null,
  month text collate "C" not null check (length(month) = 7),
  minutes bigint not null check (minutes <= 0),
  amount_cents bigint not null check (amount_cents <= 0),
  reason text not null,
  recorded_by uuid,
  created_at timestamptz not null,
  primary key (plie_id, id),
  foreign key (plie_id, claim_id) references claims (plie_id, id),
  foreign key (plie_id, time_correction_id) references time_corrections (plie_id, id),
  foreign key (plie_id, time_record_id) references time_records (plie_id, id)
);
create unique index claim_adjustments_one on claim_adjustments (plie_id, time_correction_id);
create index claim_adjustments_claim on claim_adjustments (plie_id, claim_id, created_at, id);

-- A record waits for one decision at a time.
alter table time_corrections add column refused_reason text check (length(refused_reason) between 1 and 500);
create unique index time_corrections_pending on time_corrections (plie_id, time_record_id) where status = 'pending';
create index time_corrections_requested on time_corrections (plie_id, requested_at, id);

-- What somebody has signed is not rewritten, whatever the path (R6.16, R6.18); no record is slipped into a month that
-- somebody has signed, but the version that an approved correction makes; nobody has a day of more than 24 hours,
-- however the minutes were given: records without times are no way round the rule of overlaps.
create function time_record_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if old.status in ('employee_signed', 'supervisor_signed', 'claimed')
      and (new.user_id, new.date, new.start_minute, new.end_minute, new.break_minutes, new.duration_minutes, new.task,
        new.attribution, new.operation_id)
      is distinct from (old.user_id, old.date, old.start_minute, old.end_minute, old.break_minutes, old.duration_minutes,
        old.task, old.attribution, old.operation_id) then
      raise exception 'conflict_signed_record';
    end if;
    if new.status = 'superseded' or (old.status <> 'superseded'
      and (new.user_id, new.date, new.duration_minutes, new.month) = (old.user_id, old.date, old.duration_minutes, old.month)) then
      return new;
    end if;
  elsif new.status = 'superseded' then
    return new;
  end if;
  -- the writers of one person's time come one after the other: the key is the one that the program takes
  perform pg_advisory_xact_lock(('x' || right(replace(new.user_id::text, '-', ''), 16))::bit(64)::bigint);
  if (tg_op = 'INSERT' and new.supersedes is null) or (tg_op = 'UPDATE' and new.month <> old.month) then
    if exists (
      select 1 from timesheets t where t.plie_id = new.plie_id and t.user_id = new.user_id and t.month = new.month
        and t.status in ('employee_signed', 'countersigned')
    ) then
      raise exception 'conflict_period_signed';
    end if;
  end if;
  if new.duration_minutes + (
    select coalesce(sum(o.duration_minutes), 0) from time_records o
    where o.plie_id = new.plie_id and o.user_id = new.user_id and o.date = new.date and o.id <> new.id
      and o.status <> 'superseded'
  ) > 1440 then
    raise exception 'conflict_day_full';
  end if;
  return new;
end $$;
create trigger time_records_guard before insert or update on time_records for each row execute function time_record_guard();

do $$
declare t text;
begin
  foreach t in array array[
    'staff_assignments', 'employment_costs', 'hourly_rates', 'claims', 'claim_lines', 'claim_records', 'claim_adjustments'
  ] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant on %I
      using (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))
      with check (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))$p$, t);
  end loop;
end $$;
