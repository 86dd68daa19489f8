create table procurement_contracts (
  plie_id uuid not null references plies (id),
  id uuid not null,
  reference text not null,
  title text not null,
  lot text,
  provider_structure_id uuid,
  operation_id uuid,
  amount_cents bigint check (amount_cents >= 0),
  starts_on date not null,
  ends_on date,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (ends_on is null or ends_on >= starts_on),
  primary key (plie_id, id),
  foreign key (plie_id, provider_structure_id) references partner_structures (plie_id, id),
  foreign key (plie_id, operation_id) references operations (plie_id, id)
);
create unique index procurement_contracts_reference on procurement_contracts (plie_id, reference, coalesce(lot, ''));
create index procurement_contracts_starts on procurement_contracts (plie_id, starts_on, id);
create index procurement_contracts_provider on procurement_contracts (plie_id, provider_structure_id, starts_on, id) where provider_structure_id is not null;
create index procurement_contracts_operation on procurement_contracts (plie_id, operation_id, starts_on, id) where operation_id is not null;
create index procurement_contracts_updated on procurement_contracts (plie_id, updated_at, id);

create table actions (
  plie_id uuid not null references plies (id),
  id uuid not null,
  title text not null,
  type text not null,
  themes jsonb not null,
  description text,
  territory_id uuid,
  provider_structure_id uuid,
  operation_id uuid,
  procurement_contract_id uuid,
  fund text,
  capacity bigint check (capacity >= 1),
  starts_on date,
  ends_on date,
  place text,
  innovative boolean not null default false,
  target_criteria jsonb not null,
  status text not null check (status in ('idea', 'planned', 'open', 'closed')),
  opened_at timestamptz,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (ends_on is null or starts_on is null or ends_on >= starts_on),
  check (status <> 'open' or opened_at is not null),
  primary key (plie_id, id),
  foreign key (plie_id, territory_id) references territories (plie_id, id),
  foreign key (plie_id, provider_structure_id) references partner_structures (plie_id, id),
  foreign key (plie_id, operation_id) references operations (plie_id, id),
  foreign key (plie_id, procurement_contract_id) references procurement_contracts (plie_id, id)
);
create index actions_created on actions (plie_id, created_at, id);
create index actions_status on actions (plie_id, status, created_at, id);
create index actions_type on actions (plie_id, type, created_at, id);
create index actions_territory on actions (plie_id, territory_id, created_at, id) where territory_id is not null;
create index actions_provider on actions (plie_id, provider_structure_id, created_at, id) where provider_structure_id is not null;
create index actions_updated on actions (plie_id, updated_at, id);
-- What is shown to everybody, of every PLIE and of one.
create index actions_public on actions (opened_at, id) where status = 'open';
create index actions_open on actions (plie_id, opened_at, id) where status = 'open';

create table action_themes (
  plie_id uuid not null,
  action_id uuid not null,
  theme text not null,
  primary key (plie_id, theme, action_id),
  foreign key (plie_id, action_id) references actions (plie_id, id)
);
create index action_themes_action on action_themes (plie_id, action_id);

-- A stage takes a place in an action of its PLIE while it is under way or over, and no action has more than its capacity:
-- the action's row is held while its places are counted.
alter table stages add foreign key (plie_id, action_id) references actions (plie_id, id);
create function action_place() returns trigger language plpgsql as $$
declare places bigint;
begin
  if new.action_id is null
    or new.status in ('interrupted', 'cancelled', 'refused_by_participant', 'refused_by_provider') then
    return new;
  end if;
  select a.capacity into places from actions a
    where a.plie_id = new.plie_id and a.id = new.action_id for no key update;
  if (
    select count(*) from stages o where o.plie_id = new.plie_id and o.action_id = new.action_id and o.id <> new.id
      and o.status not in ('interrupted', 'cancelled', 'refused_by_participant', 'refused_by_provider')
  ) >= places then
    raise exception 'conflict_action_full';
  end if;
  return new;
end $$;
create trigger stages_action before insert or update of plie_id, action_id, status on stages
  for each row execute function action_place();
create function action_capacity() returns trigger language plpgsql as $$
begin
  if (
    select count(*) from stages o where o.plie_id = new.plie_id and o.action_id = new.id
      and o.status not in ('interrupted', 'cancelled', 'refused_by_participant', 'refused_by_provider')
  ) > new.capacity then
    raise exception 'conflict_action_full';
  end if;
  return new;
end $$;
create trigger actions_capacity before update of capacity on actions
  for each row execute function action_capacity();

create table liaison_notes (
  plie_id uuid not null,
  id uuid not null,
  pathway_id uuid not null,
  participant_id uuid not null,
  theme text not null,
  noted_on date not null,
  text text not null,
  structure_id uuid,
  contact text,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id),
  foreign key (plie_id, structure_id) references partner_structures (plie_id, id)
);
create index liaison_notes_pathway on liaison_notes (plie_id, pathway_id, noted_on, id);
create index liaison_notes_structure on liaison_notes (plie_id, structure_id, participant_id) where structure_id is not null;

create table quarterly_reviews (
  plie_id uuid not null references plies (id),
  id uuid not null,
  structure_id uuid not null,
  quarter text not null check (quarter ~ '^[0-9]{4}-Q[1-4]$'),
  referent_id uuid,
  user_id uuid,
  held_on date,
  next_due_on date,
  attendees jsonb not null,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (plie_id, id),
  foreign key (plie_id, structure_id) references partner_structures (plie_id, id),
  foreign key (plie_id, referent_id) references referents (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id)
);
-- One for each structure, quarter and referent (S3.20); one for the whole structure beside them.
create unique index quarterly_reviews_one on quarterly_reviews (plie_id, structure_id, quarter, referent_id) where referent_id is not null;
create unique index quarterly_reviews_whole on quarterly_reviews (plie_id, structure_id, quarter) where referent_id is null;
create index quarterly_reviews_quarter on quarterly_reviews (plie_id, quarter, id);
create index quarterly_reviews_referent on quarterly_reviews (plie_id, referent_id, quarter, id) where referent_id is not null;
create index quarterly_reviews_user on quarterly_reviews (plie_id, user_id, quarter, id) where user_id is not null;
create index quarterly_reviews_due on quarterly_reviews (plie_id, next_due_on, id) where next_due_on is not null;
create index quarterly_reviews_updated on quarterly_reviews (plie_id, updated_at, id);

create table quarterly_review_items (
  plie_id uuid not null,
  review_id uuid not null,
  position bigint not null check (position >= 0),
  pathway_id uuid not null,
  participant_id uuid not null,
  summary text,
  next_step text,
  primary key (plie_id, review_id, position),
  foreign key (plie_id, review_id) references quarterly_reviews (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id)
);
create unique index quarterly_review_items_one on quarterly_review_items (plie_id, review_id, pathway_id);
create index quarterly_review_items_participant on quarterly_review_items (plie_id, participant_id, review_id);
create index quarterly_review_items_pathway on quarterly_review_items (plie_id, pathway_id, review_id);

create table collective_sessions (
  plie_id uuid not null references plies (id),
  id uuid not null,
  title text not null,
  leader_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  day date not null,
  place text,
  operation_id uuid,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (ends_at > starts_at),
  primary key (plie_id, id),
  foreign key (plie_id, leader_id) references users (plie_id, id),
  foreign key (plie_id, operation_id) references operations (plie_id, id)
);
create index collective_sessions_starts on collective_sessions (plie_id, starts_at, id);
create index collective_sessions_leader on collective_sessions (plie_id, leader_id, starts_at, id);
create index collective_sessions_operation on collective_sessions (plie_id, operation_id, starts_at, id) where operation_id is not null;
create index collective_sessions_updated on collective_sessions (plie_id, updated_at, id);

create table meetings (
  plie_id uuid not null references plies (id),
  id uuid not null,
  kind text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  day date not null,
  place text,
  territory_id uuid,
  minutes text,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (ends_at > starts_at),
  primary key (plie_id, id),
  foreign key (plie_id, territory_id) references territories (plie_id, id)
);
create index meetings_starts on meetings (plie_id, starts_at, id);
create index meetings_kind on meetings (plie_id, kind, starts_at, id);
create index meetings_territory on meetings (plie_id, territory_id, starts_at, id) where territory_id is not null;
create index meetings_updated on meetings (plie_id, updated_at, id);

create table meeting_attendees (
  plie_id uuid not null,
  meeting_id uuid not null,
  position bigint not null check (position >= 0),
  user_id uuid,
  structure_id uuid,
  name text,
  attended boolean,
  primary key (plie_id, meeting_id, position),
  foreign key (plie_id, meeting_id) references meetings (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id),
  foreign key (plie_id, structure_id) references partner_structures (plie_id, id)
);
create unique index meeting_attendees_user on meeting_attendees (plie_id, user_id, meeting_id) where user_id is not null;

create table events (
  plie_id uuid not null references plies (id),
  id uuid not null,
  kind text not null check (kind in ('job_dating', 'industry_week', 'forum', 'visit', 'information', 'other')),
  title text not null,
  description text,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  day date not null,
  place text,
  territory_id uuid,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (ends_at > starts_at),
  primary key (plie_id, id),
  foreign key (plie_id, territory_id) references territories (plie_id, id)
);
create index events_starts on events (plie_id, starts_at, id);
create index events_kind on events (plie_id, kind, starts_at, id);
create index events_territory on events (plie_id, territory_id, starts_at, id) where territory_id is not null;
create index events_updated on events (plie_id, updated_at, id);

-- Who takes part in a collective session, or in an event.
create table attendances (
  plie_id uuid not null,
  id uuid not null,
  session_id uuid,
  event_id uuid,
  pathway_id uuid not null,
  participant_id uuid not null,
  outcome text not null check (outcome in ('registered', 'present', 'absent', 'excused')),
  signature_id uuid,
  recorded_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check ((session_id is null) <> (event_id is null)),
  check (signature_id is null or session_id is not null),
  primary key (plie_id, id),
  foreign key (plie_id, session_id) references collective_sessions (plie_id, id),
  foreign key (plie_id, event_id) references events (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id),
  foreign key (plie_id, signature_id) references signatures (plie_id, id)
);
create unique index attendances_session on attendances (plie_id, session_id, pathway_id) where session_id is not null;
create unique index attendances_event on attendances (plie_id, event_id, pathway_id) where event_id is not null;
create index attendances_pathway on attendances (plie_id, pathway_id, id);
create index attendances_participant on attendances (plie_id, participant_id, id);

create table employers (
  plie_id uuid not null references plies (id),
  id uuid not null,
  name text not null,
  sort_name text not null,
  siret text check (length(siret) = 14),
  activity text,
  address text,
  commune_code text,
  contacts jsonb not null,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (plie_id, id)
);
create unique index employers_siret on employers (plie_id, siret) where siret is not null;
create index employers_name on employers (plie_id, sort_name, id);
create index employers_commune on employers (plie_id, commune_code, sort_name, id) where commune_code is not null;
create index employers_updated on employers (plie_id, updated_at, id);

create table opportunities (
  plie_id uuid not null references plies (id),
  id uuid not null,
  title text not null,
  description text,
  kind text not null,
  employer_id uuid,
  employer_name text,
  rome text check (length(rome) = 5),
  commune_code text,
  target_criteria jsonb not null,
  blocking_barriers jsonb not null,
  constraints jsonb not null,
  closes_on date,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (employer_id is null or employer_name is null),
  primary key (plie_id, id),
  foreign key (plie_id, employer_id) references employers (plie_id, id)
);
create index opportunities_created on opportunities (plie_id, created_at, id);
create index opportunities_kind on opportunities (plie_id, kind, created_at, id);
create index opportunities_rome on opportunities (plie_id, rome, created_at, id) where rome is not null;
create index opportunities_employer on opportunities (plie_id, employer_id, created_at, id) where employer_id is not null;
create index opportunities_updated on opportunities (plie_id, updated_at, id);

create table opportunity_notices (
  plie_id uuid not null,
  id uuid not null,
  opportunity_id uuid not null,
  pathway_id uuid not null,
  participant_id uuid not null,
  channel text not null,
  notified_at timestamptz not null,
  result text not null check (result in ('pending', 'interested', 'applied', 'hired', 'declined', 'no_answer')),
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (plie_id, id),
  foreign key (plie_id, opportunity_id) references opportunities (plie_id, id),
  foreign key (plie_id, pathway_id) references pathways (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id)
);
-- An offer is passed on to a person once (S2.12).
create unique index opportunity_notices_one on opportunity_notices (plie_id, opportunity_id, pathway_id);
create index opportunity_notices_participant on opportunity_notices (plie_id, participant_id, id);

-- The occupations that a diagnosis aims at, found by their code (S3.18).
create table target_occupations (
  plie_id uuid not null,
  entry_file_id uuid not null,
  rome text not null check (length(rome) = 5),
  primary key (plie_id, rome, entry_file_id),
  foreign key (plie_id, entry_file_id) references entry_files (plie_id, id)
);
create index target_occupations_file on target_occupations (plie_id, entry_file_id);
insert into target_occupations (plie_id, entry_file_id, rome)
  select distinct f.plie_id, f.id, r.value from entry_files f,
    jsonb_array_elements_text(case when jsonb_typeof(f.diagnosis -> 'target_rome') = 'array' then f.diagnosis -> 'target_rome' else '[]' end) r
  where length(r.value) = 5;
create index pathways_entry_file on pathways (plie_id, entry_file_id) where entry_file_id is not null;

do $$
declare t text;
begin
  foreach t in array array[
    'procurement_contracts', 'actions', 'action_themes', 'liaison_notes', 'quarterly_reviews',
    'quarterly_review_items', 'collective_sessions', 'meetings', 'meeting_attendees', 'events',
    'attendances', 'employers', 'opportunities', 'opportunity_notices', 'target_occupations'
  ] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant on %I
      using (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))
      with check (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))$p$, t);
  end loop;
end $$;
