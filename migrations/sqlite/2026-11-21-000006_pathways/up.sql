-- The pathway and what happens on it (domain.md 4.5 to 4.7).

-- Referent, last interview, due days and suspension are copied from their own tables for filters and
-- alerts; a due day is null while its timer is paused.
create table pathways (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  participant_id blob not null,
  entry_file_id blob,
  decision_id blob,
  status text not null check (status in ('admitted', 'active', 'suspended', 'in_job_follow_up', 'exited', 'closed', 'cancelled')),
  status_reason text,
  activated_on text check (activated_on is date(activated_on)),
  planned_end_on text check (planned_end_on is date(planned_end_on)),
  exit_on text check (exit_on is date(exit_on)),
  exit_reason text,
  exit_category text check (exit_category in ('positive', 'neutral', 'other')),
  exit_provisional_on text check (exit_provisional_on is date(exit_provisional_on)),
  exit_validated_on text check (exit_validated_on is date(exit_validated_on)),
  exit_evidence text check (exit_evidence is null or json_valid(exit_evidence)),
  previous_pathway_id blob,
  out_of_area_reason text,
  rsa_referent integer not null default 0 check (rsa_referent in (0, 1)),
  territory_id blob,
  current_referent_id blob,
  current_referent_user_id blob,
  last_interview_on text check (last_interview_on is date(last_interview_on)),
  next_milestone_due_on text check (next_milestone_due_on is date(next_milestone_due_on)),
  next_interview_due_on text check (next_interview_due_on is date(next_interview_due_on)),
  suspended_from text check (suspended_from is date(suspended_from)),
  suspended_until text check (suspended_until is date(suspended_until)),
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  primary key (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id),
  foreign key (plie_id, entry_file_id) references entry_files (plie_id, id),
  foreign key (plie_id, decision_id) references decisions (plie_id, id),
  foreign key (plie_id, previous_pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, territory_id) references territories (plie_id, id),
  foreign key (plie_id, current_referent_id) references referents (plie_id, id),
  foreign key (plie_id, current_referent_user_id) references users (plie_id, id)
) strict;
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
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  pathway_id blob not null,
  from_status text,
  to_status text not null,
  at integer not null,
  effective_on text not null check (effective_on is date(effective_on)),
  actor_id blob check (length(actor_id) = 16),
  reason text,
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id) on delete cascade
) strict;
create index pathway_events_pathway on pathway_events (plie_id, pathway_id, at, id);
create index pathway_events_status on pathway_events (plie_id, to_status, effective_on);

-- ends_on is the last day, included.
create table referent_assignments (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  pathway_id blob not null,
  participant_id blob not null,
  referent_id blob not null,
  user_id blob not null,
  starts_on text not null check (starts_on is date(starts_on)),
  ends_on text check (ends_on is date(ends_on)),
  reason text,
  handover_note text,
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (ends_on is null or ends_on >= starts_on),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id),
  foreign key (plie_id, referent_id) references referents (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id)
) strict;
create unique index referent_assignments_one_active on referent_assignments (plie_id, pathway_id) where ends_on is null;
create index referent_assignments_pathway on referent_assignments (plie_id, pathway_id, starts_on);
create index referent_assignments_user on referent_assignments (plie_id, user_id, ends_on, participant_id);
create index referent_assignments_referent on referent_assignments (plie_id, referent_id, ends_on, starts_on);
create index referent_assignments_participant on referent_assignments (plie_id, participant_id, user_id);
create trigger referent_assignments_assignment_overlap_insert before insert on referent_assignments
begin
  select raise(abort, 'conflict_assignment_overlap') where exists (
    select 1 from referent_assignments o
    where o.plie_id = new.plie_id and o.pathway_id = new.pathway_id and o.id <> new.id
      and o.starts_on <= coalesce(new.ends_on, '9999-12-31') and new.starts_on <= coalesce(o.ends_on, '9999-12-31')
  );
end;
create trigger referent_assignments_assignment_overlap_update before update of plie_id, pathway_id, starts_on, ends_on on referent_assignments
begin
  select raise(abort, 'conflict_assignment_overlap') where exists (
    select 1 from referent_assignments o
    where o.plie_id = new.plie_id and o.pathway_id = new.pathway_id and o.id <> new.id
      and o.starts_on <= coalesce(new.ends_on, '9999-12-31') and new.starts_on <= coalesce(o.ends_on, '9999-12-31')
  );
end;

-- ended_on is the day of the resumption, no longer suspended.
create table suspensions (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  pathway_id blob not null,
  reason text not null,
  starts_on text not null check (starts_on is date(starts_on)),
  planned_end_on text not null check (planned_end_on is date(planned_end_on)),
  ended_on text check (ended_on is date(ended_on)),
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (planned_end_on >= starts_on),
  check (ended_on is null or ended_on >= starts_on),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id)
) strict;
create index suspensions_pathway on suspensions (plie_id, pathway_id, starts_on);
create trigger suspensions_suspension_overlap_insert before insert on suspensions
when new.ended_on is null or new.ended_on > new.starts_on
begin
  select raise(abort, 'conflict_suspension_overlap') where exists (
    select 1 from suspensions o
    where o.plie_id = new.plie_id and o.pathway_id = new.pathway_id and o.id <> new.id
      and (o.ended_on is null or o.ended_on > o.starts_on)
      and o.starts_on < coalesce(new.ended_on, '9999-12-31') and new.starts_on < coalesce(o.ended_on, '9999-12-31')
  );
end;
create trigger suspensions_suspension_overlap_update before update of plie_id, pathway_id, starts_on, ended_on on suspensions
when new.ended_on is null or new.ended_on > new.starts_on
begin
  select raise(abort, 'conflict_suspension_overlap') where exists (
    select 1 from suspensions o
    where o.plie_id = new.plie_id and o.pathway_id = new.pathway_id and o.id <> new.id
      and (o.ended_on is null or o.ended_on > o.starts_on)
      and o.starts_on < coalesce(new.ended_on, '9999-12-31') and new.starts_on < coalesce(o.ended_on, '9999-12-31')
  );
end;

create table objectives (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  pathway_id blob not null,
  text text not null check (length(text) between 1 and 1000),
  theme text,
  set_on text not null check (set_on is date(set_on)),
  due_on text check (due_on is date(due_on)),
  result text not null check (result in ('open', 'achieved', 'partly', 'not_achieved', 'dropped')),
  reason text,
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (result <> 'not_achieved' or reason is not null),
  check (due_on is null or due_on >= set_on),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id)
) strict;
create index objectives_pathway on objectives (plie_id, pathway_id, id);
create index objectives_due on objectives (plie_id, due_on, id) where due_on is not null;

create table barriers (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  pathway_id blob not null,
  theme text not null,
  severity integer not null check (severity between 0 and 3),
  opened_on text not null check (opened_on is date(opened_on)),
  lifted_on text check (lifted_on is date(lifted_on)),
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (lifted_on is null or lifted_on >= opened_on),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id)
) strict;
create index barriers_pathway on barriers (plie_id, pathway_id, id);
create index barriers_theme on barriers (plie_id, theme, pathway_id);

create table stages (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  pathway_id blob not null,
  participant_id blob not null,
  type text not null,
  action_id blob check (length(action_id) = 16),
  provider_structure_id blob,
  resource_origin text not null,
  planned_starts_on text check (planned_starts_on is date(planned_starts_on)),
  started_on text check (started_on is date(started_on)),
  ended_on text check (ended_on is date(ended_on)),
  hours integer check (hours >= 0),
  rome text check (length(rome) = 5),
  objective_ids text not null check (json_valid(objective_ids)),
  barrier_ids text not null check (json_valid(barrier_ids)),
  status text not null check (status in ('proposed', 'accepted', 'planned', 'in_progress', 'completed', 'interrupted', 'cancelled', 'refused_by_participant', 'refused_by_provider')),
  status_reason text,
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (ended_on is null or started_on is null or ended_on >= started_on),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id),
  foreign key (plie_id, provider_structure_id) references partner_structures (plie_id, id)
) strict;
create index stages_pathway on stages (plie_id, pathway_id, id);
create index stages_participant on stages (plie_id, participant_id, id);
create index stages_type on stages (plie_id, type, id);
create index stages_status on stages (plie_id, status, id);
create index stages_provider on stages (plie_id, provider_structure_id, id) where provider_structure_id is not null;
create index stages_action on stages (plie_id, action_id, id) where action_id is not null;
create index stages_updated on stages (plie_id, updated_at, id);

create table stage_reviews (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  stage_id blob not null,
  held_on text not null check (held_on is date(held_on)),
  kind text not null check (kind in ('referent', 'tripartite', 'collective')),
  result text not null,
  participant_view text,
  late integer not null check (late in (0, 1)),
  recorded_at integer not null,
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  primary key (plie_id, id),
  foreign key (plie_id, stage_id) references stages (plie_id, id)
) strict;
create index stage_reviews_stage on stage_reviews (plie_id, stage_id, held_on, id);

-- Never removed: a signature whose facts changed is void and stays (R6.11, R6.12).
create table signatures (
  plie_id blob not null references plies (id),
  id blob not null check (length(id) = 16),
  object_type text not null,
  object_id blob not null check (length(object_id) = 16),
  kind text not null check (kind in ('handwritten_scan', 'electronic')),
  signer_type text not null check (signer_type in ('participant', 'staff', 'third_party')),
  signer_id blob check (length(signer_id) = 16),
  signer_name text check (length(signer_name) <= 200),
  signed_at integer not null,
  facts_hash text not null,
  document_id blob check (length(document_id) = 16),
  method text,
  refused_reason text,
  late integer not null default 0 check (late in (0, 1)),
  void_at integer,
  void_reason text,
  recorded_at integer not null,
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (signer_id is not null or signer_name is not null),
  check (void_at is null or void_reason is not null),
  primary key (plie_id, id)
) strict;
create index signatures_object on signatures (plie_id, object_type, object_id, id);
create index signatures_signer on signatures (plie_id, signer_id, id) where signer_id is not null;

-- day is the civil day of starts_at in Europe/Paris. recorded_at is set by the server with the outcome.
create table interviews (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  pathway_id blob not null,
  participant_id blob not null,
  user_id blob not null,
  type text not null,
  modality text not null,
  starts_at integer not null,
  ends_at integer not null,
  day text not null check (day is date(day)),
  place text check (length(place) <= 200),
  outcome text not null check (outcome in ('planned', 'held', 'no_show', 'excused', 'cancelled_by_service', 'rescheduled')),
  outcome_reason text,
  report text,
  information_given text not null check (json_valid(information_given)),
  recorded_at integer,
  late integer not null default 0 check (late in (0, 1)),
  facts_hash text,
  signature_id blob,
  rescheduled_from blob,
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (ends_at > starts_at),
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id),
  foreign key (plie_id, signature_id) references signatures (plie_id, id),
  foreign key (plie_id, rescheduled_from) references interviews (plie_id, id)
) strict;
create index interviews_pathway on interviews (plie_id, pathway_id, starts_at, id);
create index interviews_participant on interviews (plie_id, participant_id, starts_at, id);
create index interviews_user on interviews (plie_id, user_id, starts_at, id);
create index interviews_outcome on interviews (plie_id, outcome, starts_at, id);
create index interviews_starts on interviews (plie_id, starts_at, id);
create index interviews_type on interviews (plie_id, type, starts_at, id);
create index interviews_updated on interviews (plie_id, updated_at, id);
