-- The milestone, the job and its follow-up, engagement contracts, constraints (domain.md 4.5, 4.6, 5.5, 5.7).

-- One milestone a day at most. next_due_on is empty while the timer stands still. Each result names its objective.
create table milestones (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  pathway_id blob not null,
  participant_id blob not null,
  due_on text check (due_on is date(due_on)),
  held_on text not null check (held_on is date(held_on)),
  interview_id blob,
  status text not null check (status in ('held', 'validated')),
  results text not null check (json_valid(results)),
  new_objective_ids text not null check (json_valid(new_objective_ids)),
  next_due_on text check (next_due_on is date(next_due_on)),
  validated_on text check (validated_on is date(validated_on)),
  validated_by blob check (length(validated_by) = 16),
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check ((status = 'validated') = (validated_on is not null)),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id),
  foreign key (plie_id, interview_id) references interviews (plie_id, id)
) strict;
create unique index milestones_one_a_day on milestones (plie_id, pathway_id, held_on);
create index milestones_status on milestones (plie_id, pathway_id, status, id);
create index milestones_interview on milestones (plie_id, interview_id) where interview_id is not null;

create table employment_contracts (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  pathway_id blob not null,
  participant_id blob not null,
  employer_name text not null check (length(employer_name) between 1 and 200),
  employer_siret text check (length(employer_siret) = 14),
  type text not null,
  starts_on text not null check (starts_on is date(starts_on)),
  ends_on text check (ends_on is date(ends_on)),
  weekly_minutes integer not null check (weekly_minutes between 1 and 10080),
  full_time_minutes integer not null check (full_time_minutes between 1 and 10080),
  rome text check (length(rome) = 5),
  document_state text not null check (document_state in ('expected', 'received')),
  broken_on text check (broken_on is date(broken_on)),
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (ends_on is null or ends_on >= starts_on),
  check (broken_on is null or broken_on >= starts_on),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id)
) strict;
create index employment_contracts_pathway on employment_contracts (plie_id, pathway_id, starts_on, id);
create index employment_contracts_type on employment_contracts (plie_id, pathway_id, type, id);

-- The six months after access to a job (S2.16, S3.19); one lasts at a time. ended_on is the day of the return or the exit.
create table job_follow_ups (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  pathway_id blob not null,
  employment_contract_id blob not null,
  starts_on text not null check (starts_on is date(starts_on)),
  due_on text not null check (due_on is date(due_on)),
  next_check_on text check (next_check_on is date(next_check_on)),
  ended_on text check (ended_on is date(ended_on)),
  end_reason text,
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (due_on >= starts_on),
  check (ended_on is null or ended_on >= starts_on),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, employment_contract_id) references employment_contracts (plie_id, id)
) strict;
create unique index job_follow_ups_one_open on job_follow_ups (plie_id, pathway_id) where ended_on is null;
create index job_follow_ups_pathway on job_follow_ups (plie_id, pathway_id, starts_on);
create index job_follow_ups_due on job_follow_ups (plie_id, due_on) where ended_on is null;

create table follow_up_checks (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  pathway_id blob not null,
  participant_id blob not null,
  checked_on text not null check (checked_on is date(checked_on)),
  reached text not null check (reached in ('yes', 'no')),
  still_employed integer check (still_employed in (0, 1)),
  qualification_gained integer check (qualification_gained in (0, 1)),
  channel text not null,
  evidence_document_id blob check (length(evidence_document_id) = 16),
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id)
) strict;
create index follow_up_checks_pathway on follow_up_checks (plie_id, pathway_id, checked_on, id);

-- ends_on is the last day, included.
create table engagement_contracts (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  pathway_id blob not null,
  participant_id blob not null,
  kind text not null check (kind in ('plie', 'cer', 'contrat_engagement')),
  signed_on text not null check (signed_on is date(signed_on)),
  starts_on text not null check (starts_on is date(starts_on)),
  ends_on text not null check (ends_on is date(ends_on)),
  weekly_hours integer check (weekly_hours between 0 and 48),
  department_file_no text check (length(department_file_no) between 1 and 64),
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (ends_on >= starts_on),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id)
) strict;
create index engagement_contracts_pathway on engagement_contracts (plie_id, pathway_id, kind, starts_on, id);
create index engagement_contracts_starts on engagement_contracts (plie_id, pathway_id, starts_on, id);
create index engagement_contracts_ends on engagement_contracts (plie_id, ends_on, id);
create trigger engagement_contracts_overlap_insert before insert on engagement_contracts
begin
  select raise(abort, 'conflict_engagement_overlap') where exists (
    select 1 from engagement_contracts o
    where o.plie_id = new.plie_id and o.pathway_id = new.pathway_id and o.kind = new.kind and o.id <> new.id
      and o.starts_on <= new.ends_on and new.starts_on <= o.ends_on
  );
end;
create trigger engagement_contracts_overlap_update before update of plie_id, pathway_id, kind, starts_on, ends_on on engagement_contracts
begin
  select raise(abort, 'conflict_engagement_overlap') where exists (
    select 1 from engagement_contracts o
    where o.plie_id = new.plie_id and o.pathway_id = new.pathway_id and o.kind = new.kind and o.id <> new.id
      and o.starts_on <= new.ends_on and new.starts_on <= o.ends_on
  );
end;

-- What a job must fit (S3.18); of health a code, never words.
create table participant_constraints (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  pathway_id blob not null,
  participant_id blob not null,
  kind text not null check (kind in ('hours', 'area', 'transport', 'family', 'health', 'other')),
  value text not null check (length(value) between 1 and 500),
  valid_from text not null check (valid_from is date(valid_from)),
  valid_to text check (valid_to is date(valid_to)),
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (valid_to is null or valid_to >= valid_from),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id)
) strict;
create index participant_constraints_pathway on participant_constraints (plie_id, pathway_id, valid_from, id);
create index participant_constraints_kind on participant_constraints (plie_id, pathway_id, kind, id);
