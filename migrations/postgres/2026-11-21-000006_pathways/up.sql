-- The pathway and what happens on it (domain.md 4.5 to 4.7).
create extension if not exists btree_gist;

-- Referent, last interview, due days and suspension are copied from their own tables for filters and
-- alerts; a due day is null while its timer is paused.
create table pathways (
  plie_id uuid not null,
  id uuid not null,
  participant_id uuid not null,
  entry_file_id uuid,
  decision_id uuid,
  status text not null check (status in ('admitted', 'active', 'suspended', 'in_job_follow_up', 'exited', 'closed', 'cancelled')),
  status_reason text,
  activated_on date,
  planned_end_on date,
  exit_on date,
  exit_reason text,
  exit_category text check (exit_category in ('positive', 'neutral', 'other')),
  exit_provisional_on date,
  exit_validated_on date,
  exit_evidence jsonb,
  previous_pathway_id uuid,
  out_of_area_reason text,
  rsa_referent boolean not null default false,
  territory_id uuid,
  current_referent_id uuid,
  current_referent_user_id uuid,
  last_interview_on date,
  next_milestone_due_on date,
  next_interview_due_on date,
  suspended_from date,
  suspended_until date,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id),
  foreign key (plie_id, entry_file_id) references entry_files (plie_id, id),
  foreign key (plie_id, decision_id) references decisions (plie_id, id),
  foreign key (plie_id, previous_pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, territory_id) references territories (plie_id, id),
  foreign key (plie_id, current_referent_id) references referents (plie_id, id),
  foreign key (plie_id, current_referent_user_id) references users (plie_id, id)
);
create unique index pathways_one_open on pathways (plie_id, participant_id) where status not in ('exited', 'closed', 'cancelled');
create unique index pathways_decision on pathways (plie_id, decision_id) where decision_id is not null;
create index pathways_participant on pathways (plie_id, participant_id, id);
create index pathways_referent on pathways (plie_id, current_referent_id, status, id);
create index pathways_referent_user on pathways (plie_id, current_referent_user_id, status, id);
create index pathways_status on pathways (plie_id, status, id);
create index pathways_territory on pathways (plie_id, territory_id, status, id);
create index pathways_milestone on pathways (plie_id, next_milestone_due_on, id) where next_milestone_due_on is not null;
create index pathways_interview on pathways (plie_id, next_interview_due_on, id) where next_interview_due_on is not null;
create index pathways_exit on pathways (plie_id, exit_on, id) where exit_on is not null;
create index pathways_activated on pathways (plie_id, activated_on, id) where activated_on is not null;
create index pathways_updated on pathways (plie_id, updated_at, id);

create table pathway_events (
  plie_id uuid not null,
  id uuid not null,
  pathway_id uuid not null,
  from_status text,
  to_status text not null,
  at timestamptz not null,
  effective_on date not null,
  actor_id uuid,
  reason text,
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id) on delete cascade
);
create index pathway_events_pathway on pathway_events (plie_id, pathway_id, at, id);
create index pathway_events_status on pathway_events (plie_id, to_status, effective_on);

-- ends_on is the last day, included.
create table referent_assignments (
  plie_id uuid not null,
  id uuid not null,
  pathway_id uuid not null,
  participant_id uuid not null,
  referent_id uuid not null,
  user_id uuid not null,
  starts_on date not null,
  ends_on date,
  reason text,
  handover_note text,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (ends_on is null or ends_on >= starts_on),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id),
  foreign key (plie_id, referent_id) references referents (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id),
  constraint conflict_assignment_overlap exclude using gist
    (plie_id with =, pathway_id with =, daterange(starts_on, ends_on, '[]') with &&)
);
create unique index referent_assignments_one_active on referent_assignments (plie_id, pathway_id) where ends_on is null;
create index referent_assignments_pathway on referent_assignments (plie_id, pathway_id, starts_on);
create index referent_assignments_user on referent_assignments (plie_id, user_id, ends_on, participant_id);
create index referent_assignments_referent on referent_assignments (plie_id, referent_id, ends_on, starts_on);
create index referent_assignments_participant on referent_assignments (plie_id, participant_id, user_id);

-- ended_on is the day of the resumption, no longer suspended.
create table suspensions (
  plie_id uuid not null,
  id uuid not null,
  pathway_id uuid not null,
  reason text not null,
  starts_on date not null,
  planned_end_on date not null,
  ended_on date,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (planned_end_on >= starts_on),
  check (ended_on is null or ended_on >= starts_on),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  constraint conflict_suspension_overlap exclude using gist
    (plie_id with =, pathway_id with =, daterange(starts_on, ended_on, '[)') with &&)
);
create index suspensions_pathway on suspensions (plie_id, pathway_id, starts_on);

create table objectives (
  plie_id uuid not null,
  id uuid not null,
  pathway_id uuid not null,
  text text not null check (length(text) between 1 and 1000),
  theme text,
  set_on date not null,
  due_on date,
  result text not null check (result in ('open', 'achieved', 'partly', 'not_achieved', 'dropped')),
  reason text,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (result <> 'not_achieved' or reason is not null),
  check (due_on is null or due_on >= set_on),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id)
);
create index objectives_pathway on objectives (plie_id, pathway_id, id);
create index objectives_due on objectives (plie_id, due_on, id) where due_on is not null;

create table barriers (
  plie_id uuid not null,
  id uuid not null,
  pathway_id uuid not null,
  theme text not null,
  severity bigint not null check (severity between 0 and 3),
  opened_on date not null,
  lifted_on date,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (lifted_on is null or lifted_on >= opened_on),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id)
);
create index barriers_pathway on barriers (plie_id, pathway_id, id);
create index barriers_theme on barriers (plie_id, theme, pathway_id);

create table stages (
  plie_id uuid not null,
  id uuid not null,
  pathway_id uuid not null,
  participant_id uuid not null,
  type text not null,
  action_id uuid,
  provider_structure_id uuid,
  resource_origin text not null,
  planned_starts_on date,
  started_on date,
  ended_on date,
  hours bigint check (hours >= 0),
  rome text check (length(rome) = 5),
  objective_ids jsonb not null,
  barrier_ids jsonb not null,
  status text not null check (status in ('proposed', 'accepted', 'planned', 'in_progress', 'completed', 'interrupted', 'cancelled', 'refused_by_participant', 'refused_by_provider')),
  status_reason text,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (ended_on is null or started_on is null or ended_on >= started_on),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id),
  foreign key (plie_id, provider_structure_id) references partner_structures (plie_id, id)
);
create index stages_pathway on stages (plie_id, pathway_id, id);
create index stages_participant on stages (plie_id, participant_id, id);
create index stages_type on stages (plie_id, type, id);
create index stages_status on stages (plie_id, status, id);
create index stages_provider on stages (plie_id, provider_structure_id, id) where provider_structure_id is not null;
create index stages_action on stages (plie_id, action_id, id) where action_id is not null;
create index stages_updated on stages (plie_id, updated_at, id);

create table stage_reviews (
  plie_id uuid not null,
  id uuid not null,
  stage_id uuid not null,
  held_on date not null,
  kind text not null check (kind in ('referent', 'tripartite', 'collective')),
  result text not null,
  participant_view text,
  late boolean not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (plie_id, id),
  foreign key (plie_id, stage_id) references stages (plie_id, id)
);
create index stage_reviews_stage on stage_reviews (plie_id, stage_id, held_on, id);

-- Never removed: a signature whose facts changed is void and stays (R6.11, R6.12).
create table signatures (
  plie_id uuid not null references plies (id),
  id uuid not null,
  object_type text not null,
  object_id uuid not null,
  kind text not null check (kind in ('handwritten_scan', 'electronic')),
  signer_type text not null check (signer_type in ('participant', 'staff', 'third_party')),
  signer_id uuid,
  signer_name text check (length(signer_name) <= 200),
  signed_at timestamptz not null,
  facts_hash text not null,
  document_id uuid,
  method text,
  refused_reason text,
  late boolean not null default false,
  void_at timestamptz,
  void_reason text,
  recorded_at timestamptz not null,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (signer_id is not null or signer_name is not null),
  check (void_at is null or void_reason is not null),
  primary key (plie_id, id)
);
create index signatures_object on signatures (plie_id, object_type, object_id, id);
create index signatures_signer on signatures (plie_id, signer_id, id) where signer_id is not null;

-- day is the civil day of starts_at in Europe/Paris. recorded_at is set by the server with the outcome.
create table interviews (
  plie_id uuid not null,
  id uuid not null,
  pathway_id uuid not null,
  participant_id uuid not null,
  user_id uuid not null,
  type text not null,
  modality text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  day date not null,
  place text check (length(place) <= 200),
  outcome text not null check (outcome in ('planned', 'held', 'no_show', 'excused', 'cancelled_by_service', 'rescheduled')),
  outcome_reason text,
  report text,
  information_given jsonb not null,
  recorded_at timestamptz,
  late boolean not null default false,
  facts_hash text,
  signature_id uuid,
  rescheduled_from uuid,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (ends_at > starts_at),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id),
  foreign key (plie_id, signature_id) references signatures (plie_id, id),
  foreign key (plie_id, rescheduled_from) references interviews (plie_id, id)
);
create index interviews_pathway on interviews (plie_id, pathway_id, starts_at, id);
create index interviews_participant on interviews (plie_id, participant_id, starts_at, id);
create index interviews_user on interviews (plie_id, user_id, starts_at, id);
create index interviews_outcome on interviews (plie_id, outcome, starts_at, id);
create index interviews_starts on interviews (plie_id, starts_at, id);
create index interviews_type on interviews (plie_id, type, starts_at, id);
create index interviews_updated on interviews (plie_id, updated_at, id);

alter table agenda_items add foreign key (plie_id, pathway_id) references pathways (plie_id, id);

do $$
declare t text;
begin
  foreach t in array array[
    'pathways', 'pathway_events', 'referent_assignments', 'suspensions', 'objectives',
    'barriers', 'stages', 'stage_reviews', 'signatures', 'interviews'
  ] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant on %I
      using (plie_id = nullif(current_setting('app.plie', true), '')::uuid or current_setting('app.system', true) = 'on')
      with check (plie_id = nullif(current_setting('app.plie', true), '')::uuid or current_setting('app.system', true) = 'on')$p$, t);
  end loop;
end $$;
