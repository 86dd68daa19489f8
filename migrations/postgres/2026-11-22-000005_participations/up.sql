-- Participations in the operations of the ESF (domain.md 7), apart from pathways.

-- One a person and operation. What the ESF is told stands in participation_records; here is what it comes to today.
-- exit_told_on is the civil day of exit_recorded_at.
create table participations (
  plie_id uuid not null,
  id uuid not null,
  participant_id uuid not null,
  operation_id uuid not null,
  pathway_id uuid not null,
  entered_on date not null,
  exited_on date,
  six_month_on date,
  complete_entry boolean not null,
  complete_exit boolean not null,
  complete_six_month boolean not null,
  entry_recorded_at timestamptz,
  exit_recorded_at timestamptz,
  six_month_recorded_at timestamptz,
  exit_told_on date,
  voided_at timestamptz,
  voided_by uuid,
  void_reason text check (length(void_reason) between 1 and 500),
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (exited_on is null or exited_on >= entered_on),
  check ((exited_on is null) = (six_month_on is null)),
  check ((voided_at is null) = (void_reason is null)),
  check ((exit_recorded_at is null) = (exit_told_on is null)),
  primary key (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id),
  foreign key (plie_id, operation_id) references operations (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id)
);
create unique index participations_one on participations (plie_id, participant_id, operation_id) where voided_at is null;
create index participations_entered on participations (plie_id, entered_on, id);
create index participations_participant on participations (plie_id, participant_id, entered_on, id);
create index participations_operation on participations (plie_id, operation_id, entered_on, id);
create index participations_pathway on participations (plie_id, pathway_id, entered_on, id);
create index participations_entry_owed on participations (plie_id, entered_on, id) where voided_at is null and not complete_entry;
create index participations_exit_owed on participations (plie_id, exited_on, id) where voided_at is null and not complete_exit;
create index participations_six_month_owed on participations (plie_id, six_month_on, id) where voided_at is null and not complete_six_month;
create index participations_updated on participations (plie_id, updated_at, id);
create function keep_first_recorded() returns trigger language plpgsql as $$
begin
  if (old.entry_recorded_at is not null and new.entry_recorded_at is distinct from old.entry_recorded_at)
    or (old.exit_recorded_at is not null and new.exit_recorded_at is distinct from old.exit_recorded_at)
    or (old.six_month_recorded_at is not null and new.six_month_recorded_at is distinct from old.six_month_recorded_at) then
    raise exception 'conflict_first_recorded';
  end if;
  return new;
end $$;
create trigger participations_first_recorded before update of entry_recorded_at, exit_recorded_at, six_month_recorded_at on participations
  for each row execute function keep_first_recorded();

-- What was known of the entry, the exit and the six months after, each time it was told: appended, never overwritten.
-- on_day is the day of the entry, of the exit, of the answer; as_of the day that the situation holds for. A copy, since
-- the evidence of the ESF outlives the social part of a file.
create table participation_records (
  plie_id uuid not null,
  id uuid not null,
  participation_id uuid not null,
  moment text not null check (moment in ('entry', 'exit', 'six_month')),
  revision bigint not null check (revision >= 1),
  on_day date not null,
  as_of date,
  withdrawn boolean not null,
  carried_over boolean not null,
  not_reached boolean not null,
  situation_id uuid,
  labour_status text,
  labour_class text check (labour_class in ('employed', 'unemployed', 'inactive')),
  unemployment_months bigint check (unemployment_months >= 0),
  in_education boolean,
  isced bigint check (isced between 0 and 8),
  housing_situation text,
  housing_exclusion boolean,
  single_adult boolean,
  jobless_household boolean,
  dependent_children boolean,
  rural boolean,
  gender text,
  age bigint,
  searching boolean,
  qualification_gained boolean,
  improved boolean,
  source text,
  declined jsonb not null,
  unasked jsonb not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  check ((labour_status is null) = (labour_class is null)),
  primary key (plie_id, id),
  foreign key (plie_id, participation_id) references participations (plie_id, id)
);
create unique index participation_records_one on participation_records (plie_id, participation_id, moment, revision);
create index participation_records_told on participation_records (plie_id, participation_id, recorded_at, id);
create index participation_records_situation on participation_records (plie_id, situation_id) where situation_id is not null;
create trigger participation_records_kept before update on participation_records
  for each row execute function refuse_overwriting();

-- The sensitive answers of an entry as codes of the ESF, kept apart: read by the indicators alone (decision 0007).
create table esf_codes (
  plie_id uuid not null,
  record_id uuid not null,
  disabled text not null check (disabled in ('yes', 'no', 'declined', 'unknown')),
  third_country text not null check (third_country in ('yes', 'no', 'declined', 'unknown')),
  foreign_background text not null check (foreign_background in ('yes', 'no', 'declined', 'unknown')),
  minority text not null check (minority in ('yes', 'no', 'declined', 'unknown')),
  primary key (plie_id, record_id),
  foreign key (plie_id, record_id) references participation_records (plie_id, id)
);
create trigger esf_codes_kept before update on esf_codes
  for each row execute function refuse_overwriting();

-- Attempts to reach somebody for the six-month situation (§ 7.6); who answers to none of them was not reached.
create table participation_attempts (
  plie_id uuid not null,
  id uuid not null,
  participation_id uuid not null,
  attempted_on date not null,
  channel text not null,
  reached text not null check (reached in ('yes', 'no')),
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (plie_id, id),
  foreign key (plie_id, participation_id) references participations (plie_id, id)
);
create index participation_attempts_of on participation_attempts (plie_id, participation_id, attempted_on, id);
create trigger participation_attempts_kept before update on participation_attempts
  for each row execute function refuse_overwriting();

-- The indicators of an operation that count no participants (CO20 to CO23, EECO18, EECO19): the last word counts.
create table operation_outputs (
  plie_id uuid not null,
  id uuid not null,
  operation_id uuid not null,
  revision bigint not null check (revision >= 1),
  by_social_partners boolean not null,
  for_women_in_work boolean not null,
  for_public_services boolean not null,
  public_services_supported bigint not null check (public_services_supported >= 0),
  enterprises_supported bigint not null check (enterprises_supported >= 0),
  recorded_at timestamptz not null,
  recorded_by uuid,
  primary key (plie_id, id),
  foreign key (plie_id, operation_id) references operations (plie_id, id)
);
create unique index operation_outputs_one on operation_outputs (plie_id, operation_id, revision);
create trigger operation_outputs_kept before update on operation_outputs
  for each row execute function refuse_overwriting();

do $$
declare t text;
begin
  foreach t in array array[
    'participations', 'participation_records', 'esf_codes', 'participation_attempts', 'operation_outputs'
  ] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant on %I
      using (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))
      with check (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))$p$, t);
  end loop;
end $$;
