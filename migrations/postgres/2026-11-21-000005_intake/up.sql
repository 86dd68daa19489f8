-- From the partner's push to the decision of the commission (domain.md 4.2 to 4.4).

create table reception_slots (
  plie_id uuid not null,
  id uuid not null,
  site_id uuid not null,
  referent_id uuid,
  weekday bigint not null check (weekday between 1 and 7),
  half_day text not null check (half_day in ('am', 'pm')),
  capacity bigint not null check (capacity > 0),
  valid_from date not null,
  valid_to date,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (valid_to is null or valid_to >= valid_from),
  primary key (plie_id, id),
  foreign key (plie_id, site_id) references sites (plie_id, id),
  foreign key (plie_id, referent_id) references referents (plie_id, id)
);
create index reception_slots_site on reception_slots (plie_id, site_id, weekday, id);
create index reception_slots_referent on reception_slots (plie_id, referent_id, id) where referent_id is not null;

-- Candidate traits stand beside the JSON for matching. expires_on moves with each activity.
create table orientations (
  plie_id uuid not null,
  id uuid not null,
  partner_structure_id uuid not null,
  client_id uuid,
  external_id text check (length(external_id) between 1 and 200),
  prescriber jsonb not null,
  candidate jsonb not null,
  candidate_sort_name text collate "C" not null,
  candidate_birth_date date not null,
  candidate_france_travail_id text check (length(candidate_france_travail_id) <= 50),
  motives jsonb not null,
  criteria jsonb not null,
  orientation_type text check (orientation_type in ('social', 'socio_pro', 'pro')),
  comment text check (length(comment) <= 2000),
  data_protection_commitment boolean not null,
  territory_id uuid,
  status text not null check (status in ('received', 'in_triage', 'reception_booked', 'received_in_person', 'entry_file_opened', 'admitted', 'refused', 'withdrawn', 'no_show', 'redirected', 'duplicate', 'expired')),
  status_reason text,
  alternative text,
  redirected_to uuid,
  participant_id uuid,
  slot_id uuid,
  booked_on date,
  no_show_count bigint not null default 0 check (no_show_count >= 0),
  received_at timestamptz not null,
  status_changed_at timestamptz not null,
  expires_on date not null,
  closed_at timestamptz,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (slot_id is null or booked_on is not null),
  check (status <> 'refused' or alternative is not null),
  check (status <> 'redirected' or redirected_to is not null or alternative is not null),
  primary key (plie_id, id),
  foreign key (plie_id, partner_structure_id) references partner_structures (plie_id, id),
  foreign key (plie_id, client_id) references api_clients (plie_id, id),
  foreign key (plie_id, territory_id) references territories (plie_id, id),
  foreign key (plie_id, redirected_to) references partner_structures (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id),
  foreign key (plie_id, slot_id) references reception_slots (plie_id, id)
);
create unique index orientations_external on orientations (plie_id, partner_structure_id, external_id) where external_id is not null;
create index orientations_received on orientations (plie_id, received_at, id);
create index orientations_created on orientations (plie_id, created_at, id);
create index orientations_updated on orientations (plie_id, updated_at, id);
create index orientations_status on orientations (plie_id, status, received_at, id);
create index orientations_partner on orientations (plie_id, partner_structure_id, received_at, id);
create index orientations_territory on orientations (plie_id, territory_id, received_at, id);
create index orientations_candidate on orientations (plie_id, candidate_birth_date, candidate_sort_name);
create index orientations_france_travail on orientations (plie_id, candidate_france_travail_id) where candidate_france_travail_id is not null;
create index orientations_participant on orientations (plie_id, participant_id, received_at) where participant_id is not null;
create index orientations_slot on orientations (plie_id, slot_id, booked_on) where slot_id is not null;
create index orientations_expiry on orientations (plie_id, expires_on, id) where closed_at is null;

-- actor_id is a user or an API client; null is the system.
create table orientation_events (
  plie_id uuid not null,
  id uuid not null,
  orientation_id uuid not null,
  from_status text,
  to_status text not null,
  at timestamptz not null,
  actor_id uuid,
  reason text,
  primary key (plie_id, id),
  foreign key (plie_id, orientation_id) references orientations (plie_id, id) on delete cascade
);
create index orientation_events_orientation on orientation_events (plie_id, orientation_id, at, id);
create index orientation_events_sender on orientation_events (plie_id, actor_id, orientation_id) where from_status is null;

create table entry_files (
  plie_id uuid not null,
  id uuid not null,
  participant_id uuid not null,
  orientation_id uuid,
  referent_id uuid not null,
  referent_user_id uuid not null,
  status text not null check (status in ('in_preparation', 'complete', 'submitted', 'returned', 'decided')),
  diagnosis jsonb,
  criteria jsonb not null,
  barriers jsonb not null,
  objectives jsonb not null,
  consent_to_enter jsonb,
  notices jsonb not null,
  department_opinion text not null check (department_opinion in ('none', 'pending', 'favourable', 'unfavourable')),
  signed_by_candidate boolean,
  signed_by_prescriber boolean,
  out_of_area_reason text,
  returned_reason text,
  completed_at timestamptz,
  submitted_at timestamptz,
  decided_at timestamptz,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id),
  foreign key (plie_id, orientation_id) references orientations (plie_id, id),
  foreign key (plie_id, referent_id) references referents (plie_id, id),
  foreign key (plie_id, referent_user_id) references users (plie_id, id)
);
create unique index entry_files_orientation on entry_files (plie_id, orientation_id) where orientation_id is not null;
create index entry_files_participant on entry_files (plie_id, participant_id, id);
create index entry_files_referent on entry_files (plie_id, referent_id, status, id);
create index entry_files_referent_user on entry_files (plie_id, referent_user_id, status, id);
create index entry_files_status on entry_files (plie_id, status, id);

create table commissions (
  plie_id uuid not null,
  id uuid not null,
  name text not null check (length(name) between 1 and 200),
  territory_id uuid not null,
  quorum bigint not null default 0 check (quorum >= 0),
  members jsonb not null,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (plie_id, id),
  foreign key (plie_id, territory_id) references territories (plie_id, id)
);
create index commissions_territory on commissions (plie_id, territory_id, id);

create table commission_sessions (
  plie_id uuid not null,
  id uuid not null,
  commission_id uuid not null,
  starts_at timestamptz not null,
  place text check (length(place) <= 200),
  chair_id uuid not null,
  status text not null check (status in ('planned', 'convened', 'held', 'minutes_validated', 'cancelled')),
  attendance jsonb not null,
  quorum_met boolean,
  frozen_at timestamptz,
  held_at timestamptz,
  minutes_validated_at timestamptz,
  minutes_validated_by uuid,
  cancelled_reason text,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (plie_id, id),
  foreign key (plie_id, commission_id) references commissions (plie_id, id),
  foreign key (plie_id, chair_id) references users (plie_id, id)
);
create index commission_sessions_commission on commission_sessions (plie_id, commission_id, starts_at, id);
create index commission_sessions_starts on commission_sessions (plie_id, starts_at, id);
create index commission_sessions_status on commission_sessions (plie_id, status, starts_at, id);
create index commission_sessions_chair on commission_sessions (plie_id, chair_id, starts_at, id);

create table agenda_items (
  plie_id uuid not null,
  id uuid not null,
  session_id uuid not null,
  kind text not null check (kind in ('admission', 'pathway_review', 'extension', 'suspension', 'exit_proposal', 'information')),
  entry_file_id uuid,
  pathway_id uuid,
  participant_id uuid,
  position bigint not null check (position >= 1),
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (entry_file_id is null or pathway_id is null),
  check (kind = 'information' or entry_file_id is not null or pathway_id is not null),
  check (kind <> 'admission' or entry_file_id is not null),
  primary key (plie_id, id),
  foreign key (plie_id, session_id) references commission_sessions (plie_id, id),
  foreign key (plie_id, entry_file_id) references entry_files (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id)
);
create unique index agenda_items_position on agenda_items (plie_id, session_id, position);
create index agenda_items_entry_file on agenda_items (plie_id, entry_file_id) where entry_file_id is not null;
create index agenda_items_pathway on agenda_items (plie_id, pathway_id) where pathway_id is not null;

-- A decision is superseded by that of a later session, never edited once final (R4.7).
create table decisions (
  plie_id uuid not null,
  id uuid not null,
  agenda_item_id uuid not null,
  session_id uuid not null,
  participant_id uuid,
  outcome text not null check (outcome in ('admitted', 'admitted_pending_department', 'refused', 'adjourned', 'redirected', 'continue', 'reorient', 'suspend', 'extend', 'close')),
  motive text not null,
  alternative text,
  effective_on date not null,
  superseded_by uuid,
  is_final boolean not null default false,
  department_confirmed_at timestamptz,
  department_confirmed_by uuid,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (outcome not in ('refused', 'redirected') or alternative is not null),
  check (superseded_by <> id),
  primary key (plie_id, id),
  foreign key (plie_id, agenda_item_id) references agenda_items (plie_id, id),
  foreign key (plie_id, session_id) references commission_sessions (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id),
  foreign key (plie_id, superseded_by) references decisions (plie_id, id)
);
create unique index decisions_item on decisions (plie_id, agenda_item_id);
create index decisions_session on decisions (plie_id, session_id, id);
create index decisions_participant on decisions (plie_id, participant_id, id) where participant_id is not null;
create index decisions_outcome on decisions (plie_id, outcome, effective_on, id);

do $$
declare t text;
begin
  foreach t in array array[
    'reception_slots', 'orientations', 'orientation_events', 'entry_files', 'commissions',
    'commission_sessions', 'agenda_items', 'decisions'
  ] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant on %I
      using (plie_id = nullif(current_setting('app.plie', true), '')::uuid or current_setting('app.system', true) = 'on')
      with check (plie_id = nullif(current_setting('app.plie', true), '')::uuid or current_setting('app.system', true) = 'on')$p$, t);
  end loop;
end $$;
