-- Participations in the operations of the ESF (domain.md 7), apart from pathways.

-- One a person and operation. What the ESF is told stands in participation_records; here is what it comes to today.
-- exit_told_on is the civil day of exit_recorded_at.
create table participations (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  participant_id blob not null,
  operation_id blob not null,
  pathway_id blob not null,
  entered_on text not null check (entered_on is date(entered_on)),
  exited_on text check (exited_on is date(exited_on)),
  six_month_on text check (six_month_on is date(six_month_on)),
  complete_entry integer not null check (complete_entry in (0, 1)),
  complete_exit integer not null check (complete_exit in (0, 1)),
  complete_six_month integer not null check (complete_six_month in (0, 1)),
  entry_recorded_at integer,
  exit_recorded_at integer,
  six_month_recorded_at integer,
  exit_told_on text check (exit_told_on is date(exit_told_on)),
  voided_at integer,
  voided_by blob check (length(voided_by) = 16),
  void_reason text check (length(void_reason) between 1 and 500),
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (exited_on is null or exited_on >= entered_on),
  check ((exited_on is null) = (six_month_on is null)),
  check ((voided_at is null) = (void_reason is null)),
  check ((exit_recorded_at is null) = (exit_told_on is null)),
  primary key (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id),
  foreign key (plie_id, operation_id) references operations (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id)
) strict;
create unique index participations_one on participations (plie_id, participant_id, operation_id) where voided_at is null;
create index participations_entered on participations (plie_id, entered_on, id);
create index participations_participant on participations (plie_id, participant_id, entered_on, id);
create index participations_operation on participations (plie_id, operation_id, entered_on, id);
create index participations_pathway on participations (plie_id, pathway_id, entered_on, id);
create index participations_entry_owed on participations (plie_id, entered_on, id) where voided_at is null and complete_entry = 0;
create index participations_exit_owed on participations (plie_id, exited_on, id) where voided_at is null and complete_exit = 0;
create index participations_six_month_owed on participations (plie_id, six_month_on, id) where voided_at is null and complete_six_month = 0;
create index participations_updated on participations (plie_id, updated_at, id);
create trigger participations_first_recorded before update of entry_recorded_at, exit_recorded_at, six_month_recorded_at on participations
begin
  select raise(abort, 'conflict_first_recorded')
  where (old.entry_recorded_at is not null and new.entry_recorded_at is not old.entry_recorded_at)
    or (old.exit_recorded_at is not null and new.exit_recorded_at is not old.exit_recorded_at)
    or (old.six_month_recorded_at is not null and new.six_month_recorded_at is not old.six_month_recorded_at);
end;

-- What was known of the entry, the exit and the six months after, each time it was told: appended, never overwritten.
-- on_day is the day of the entry, of the exit, of the answer; as_of the day that the situation holds for. A copy, since
-- the evidence of the ESF outlives the social part of a file.
create table participation_records (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  participation_id blob not null,
  moment text not null check (moment in ('entry', 'exit', 'six_month')),
  revision integer not null check (revision >= 1),
  on_day text not null check (on_day is date(on_day)),
  as_of text check (as_of is date(as_of)),
  withdrawn integer not null check (withdrawn in (0, 1)),
  carried_over integer not null check (carried_over in (0, 1)),
  not_reached integer not null check (not_reached in (0, 1)),
  situation_id blob check (length(situation_id) = 16),
  labour_status text,
  labour_class text check (labour_class in ('employed', 'unemployed', 'inactive')),
  unemployment_months integer check (unemployment_months >= 0),
  in_education integer check (in_education in (0, 1)),
  isced integer check (isced between 0 and 8),
  housing_situation text,
  housing_exclusion integer check (housing_exclusion in (0, 1)),
  single_adult integer check (single_adult in (0, 1)),
  jobless_household integer check (jobless_household in (0, 1)),
  dependent_children integer check (dependent_children in (0, 1)),
  rural integer check (rural in (0, 1)),
  gender text,
  age integer,
  searching integer check (searching in (0, 1)),
  qualification_gained integer check (qualification_gained in (0, 1)),
  improved integer check (improved in (0, 1)),
  source text,
  declined text not null check (json_valid(declined)),
  unasked text not null check (json_valid(unasked)),
  recorded_at integer not null,
  recorded_by blob check (length(recorded_by) = 16),
  check ((labour_status is null) = (labour_class is null)),
  primary key (plie_id, id),
  foreign key (plie_id, participation_id) references participations (plie_id, id)
) strict;
create unique index participation_records_one on participation_records (plie_id, participation_id, moment, revision);
create index participation_records_told on participation_records (plie_id, participation_id, recorded_at, id);
create index participation_records_situation on participation_records (plie_id, situation_id) where situation_id is not null;
create trigger participation_records_kept before update on participation_records
begin
  select raise(abort, 'conflict_append_only');
end;

-- The sensitive answers of an entry as codes of the ESF, kept apart: read by the indicators alone (decision 0007).
create table esf_codes (
  plie_id blob not null,
  record_id blob not null check (length(record_id) = 16),
  disabled text not null check (disabled in ('yes', 'no', 'declined', 'unknown')),
  third_country text not null check (third_country in ('yes', 'no', 'declined', 'unknown')),
  foreign_background text not null check (foreign_background in ('yes', 'no', 'declined', 'unknown')),
  minority text not null check (minority in ('yes', 'no', 'declined', 'unknown')),
  primary key (plie_id, record_id),
  foreign key (plie_id, record_id) references participation_records (plie_id, id)
) strict;
create trigger esf_codes_kept before update on esf_codes
begin
  select raise(abort, 'conflict_append_only');
end;

-- Attempts to reach somebody for the six-month situation (§ 7.6); who answers to none of them was not reached.
create table participation_attempts (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  participation_id blob not null,
  attempted_on text not null check (attempted_on is date(attempted_on)),
  channel text not null,
  reached text not null check (reached in ('yes', 'no')),
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  primary key (plie_id, id),
  foreign key (plie_id, participation_id) references participations (plie_id, id)
) strict;
create index participation_attempts_of on participation_attempts (plie_id, participation_id, attempted_on, id);
create trigger participation_attempts_kept before update on participation_attempts
begin
  select raise(abort, 'conflict_append_only');
end;

-- The indicators of an operation that count no participants (CO20 to CO23, EECO18, EECO19): the last word counts.
create table operation_outputs (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  operation_id blob not null,
  revision integer not null check (revision >= 1),
  by_social_partners integer not null check (by_social_partners in (0, 1)),
  for_women_in_work integer not null check (for_women_in_work in (0, 1)),
  for_public_services integer not null check (for_public_services in (0, 1)),
  public_services_supported integer not null check (public_services_supported >= 0),
  enterprises_supported integer not null check (enterprises_supported >= 0),
  recorded_at integer not null,
  recorded_by blob check (length(recorded_by) = 16),
  primary key (plie_id, id),
  foreign key (plie_id, operation_id) references operations (plie_id, id)
) strict;
create unique index operation_outputs_one on operation_outputs (plie_id, operation_id, revision);
create trigger operation_outputs_kept before update on operation_outputs
begin
  select raise(abort, 'conflict_append_only');
end;
