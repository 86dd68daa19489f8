-- The milestone, the job and its follow-up, engagement contracts, constraints (domain.md 4.5, 4.6, 5.5, 5.7).

-- One milestone a day at most. next_due_on is empty while the timer stands still. Each result names its objective.
create table milestones (
  plie_id uuid not null,
  id uuid not null,
  pathway_id uuid not null,
  participant_id uuid not null,
  due_on date,
  held_on date not null,
  interview_id uuid,
  status text not null check (status in ('held', 'validated')),
  results jsonb not null,
  new_objective_ids jsonb not null,
  next_due_on date,
  validated_on date,
  validated_by uuid,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check ((status = 'validated') = (validated_on is not null)),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id),
  foreign key (plie_id, interview_id) references interviews (plie_id, id)
);
create unique index milestones_one_a_day on milestones (plie_id, pathway_id, held_on);
create index milestones_status on milestones (plie_id, pathway_id, status, id);
create index milestones_interview on milestones (plie_id, interview_id) where interview_id is not null;

create table employment_contracts (
  plie_id uuid not null,
  id uuid not null,
  pathway_id uuid not null,
  participant_id uuid not null,
  employer_name text not null check (length(employer_name) between 1 and 200),
  employer_siret text check (length(employer_siret) = 14),
  type text not null,
  starts_on date not null,
  ends_on date,
  weekly_minutes bigint not null check (weekly_minutes between 1 and 10080),
  full_time_minutes bigint not null check (full_time_minutes between 1 and 10080),
  rome text check (length(rome) = 5),
  document_state text not null check (document_state in ('expected', 'received')),
  broken_on date,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (ends_on is null or ends_on >= starts_on),
  check (broken_on is null or broken_on >= starts_on),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id)
);
create index employment_contracts_pathway on employment_contracts (plie_id, pathway_id, starts_on, id);
create index employment_contracts_type on employment_contracts (plie_id, pathway_id, type, id);

-- The six months after access to a job (S2.16, S3.19); one lasts at a time. ended_on is the day of the return or the exit.
create table job_follow_ups (
  plie_id uuid not null,
  id uuid not null,
  pathway_id uuid not null,
  employment_contract_id uuid not null,
  starts_on date not null,
  due_on date not null,
  next_check_on date,
  ended_on date,
  end_reason text,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (due_on >= starts_on),
  check (ended_on is null or ended_on >= starts_on),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, employment_contract_id) references employment_contracts (plie_id, id)
);
create unique index job_follow_ups_one_open on job_follow_ups (plie_id, pathway_id) where ended_on is null;
create index job_follow_ups_pathway on job_follow_ups (plie_id, pathway_id, starts_on);
create index job_follow_ups_due on job_follow_ups (plie_id, due_on) where ended_on is null;

create table follow_up_checks (
  plie_id uuid not null,
  id uuid not null,
  pathway_id uuid not null,
  participant_id uuid not null,
  checked_on date not null,
  reached text not null check (reached in ('yes', 'no')),
  still_employed boolean,
  qualification_gained boolean,
  channel text not null,
  evidence_document_id uuid,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id)
);
create index follow_up_checks_pathway on follow_up_checks (plie_id, pathway_id, checked_on, id);

-- ends_on is the last day, included.
create table engagement_contracts (
  plie_id uuid not null,
  id uuid not null,
  pathway_id uuid not null,
  participant_id uuid not null,
  kind text not null check (kind in ('plie', 'cer', 'contrat_engagement')),
  signed_on date not null,
  starts_on date not null,
  ends_on date not null,
  weekly_hours bigint check (weekly_hours between 0 and 48),
  department_file_no text check (length(department_file_no) between 1 and 64),
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (ends_on >= starts_on),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id),
  constraint conflict_engagement_overlap exclude using gist
    (plie_id with =, pathway_id with =, kind with =, daterange(starts_on, ends_on, '[]') with &&)
);
create index engagement_contracts_pathway on engagement_contracts (plie_id, pathway_id, kind, starts_on, id);
create index engagement_contracts_starts on engagement_contracts (plie_id, pathway_id, starts_on, id);
create index engagement_contracts_ends on engagement_contracts (plie_id, ends_on, id);

-- What a job must fit (S3.18); of health a code, never words.
create table participant_constraints (
  plie_id uuid not null,
  id uuid not null,
  pathway_id uuid not null,
  participant_id uuid not null,
  kind text not null check (kind in ('hours', 'area', 'transport', 'family', 'health', 'other')),
  value text not null check (length(value) between 1 and 500),
  valid_from date not null,
  valid_to date,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (valid_to is null or valid_to >= valid_from),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id)
);
create index participant_constraints_pathway on participant_constraints (plie_id, pathway_id, valid_from, id);
create index participant_constraints_kind on participant_constraints (plie_id, pathway_id, kind, id);

do $$
declare t text;
begin
  foreach t in array array[
    'milestones', 'employment_contracts', 'job_follow_ups', 'follow_up_checks',
    'engagement_contracts', 'participant_constraints'
  ] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant on %I
      using (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))
      with check (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))$p$, t);
  end loop;
end $$;
