-- The people, what they are called, and their dated situations (domain.md 10.2).

-- The current pathway, its status, referent and site are copied here by the flows of pathways, so that a
-- filtered page is one index scan.
create table participants (
  plie_id uuid not null references plies (id),
  id uuid not null,
  first_name text not null check (length(first_name) between 1 and 100),
  last_name text not null check (length(last_name) between 1 and 100),
  birth_name text check (length(birth_name) <= 100),
  birth_date date not null,
  gender text,
  email text check (length(email) <= 254),
  phone text check (length(phone) <= 30),
  contact_person text check (length(contact_person) <= 200),
  address jsonb,
  commune_code text check (length(commune_code) = 5),
  postcode text check (length(postcode) = 5),
  external_ids jsonb not null,
  france_travail_id text check (length(france_travail_id) <= 50),
  caf_msa_id text check (length(caf_msa_id) <= 50),
  sort_name text collate "C" not null,
  territory_id uuid,
  site_id uuid,
  last_contact_on date,
  merged_into uuid,
  current_pathway_id uuid,
  pathway_status text check (pathway_status in ('admitted', 'active', 'suspended', 'in_job_follow_up', 'exited', 'closed', 'cancelled')),
  current_referent_id uuid,
  current_referent_user_id uuid,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (merged_into <> id),
  primary key (plie_id, id),
  foreign key (plie_id, territory_id) references territories (plie_id, id),
  foreign key (plie_id, site_id) references sites (plie_id, id),
  foreign key (plie_id, merged_into) references participants (plie_id, id),
  foreign key (plie_id, current_referent_id) references referents (plie_id, id),
  foreign key (plie_id, current_referent_user_id) references users (plie_id, id)
);
create index participants_name on participants (plie_id, sort_name, id);
create index participants_created on participants (plie_id, created_at, id);
create index participants_updated on participants (plie_id, updated_at, id);
create index participants_birth on participants (plie_id, birth_date, sort_name);
create index participants_referent on participants (plie_id, current_referent_id, sort_name, id);
create index participants_referent_user on participants (plie_id, current_referent_user_id, sort_name, id);
create index participants_site on participants (plie_id, site_id, sort_name, id);
create index participants_territory on participants (plie_id, territory_id, sort_name, id);
create index participants_status on participants (plie_id, pathway_status, sort_name, id);
create unique index participants_france_travail on participants (plie_id, france_travail_id) where france_travail_id is not null and merged_into is null;
create index participants_caf_msa on participants (plie_id, caf_msa_id) where caf_msa_id is not null;
create index participants_recorded_by on participants (plie_id, recorded_by) where current_pathway_id is null;
create index participants_merged on participants (plie_id, merged_into) where merged_into is not null;

-- The pairs of participants.external_ids; the key keeps each the name of one person.
create table participant_external_ids (
  plie_id uuid not null,
  system text not null check (length(system) between 1 and 50),
  external_id text not null check (length(external_id) between 1 and 200),
  participant_id uuid not null,
  primary key (plie_id, system, external_id),
  foreign key (plie_id, participant_id) references participants (plie_id, id) on delete cascade
);
create index participant_external_ids_participant on participant_external_ids (plie_id, participant_id);

-- Each name without accents and case, for search by prefix.
create table participant_names (
  plie_id uuid not null,
  folded text collate "C" not null,
  participant_id uuid not null,
  primary key (plie_id, folded, participant_id),
  foreign key (plie_id, participant_id) references participants (plie_id, id) on delete cascade
);
create index participant_names_participant on participant_names (plie_id, participant_id);

-- The latest evidence of each eligibility criterion.
create table participant_criteria (
  plie_id uuid not null,
  id uuid not null,
  participant_id uuid not null,
  criterion text not null,
  issued_on date not null,
  valid_until date,
  entry_file_id uuid,
  evidence_document_id uuid,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id) on delete cascade
);
create unique index participant_criteria_one on participant_criteria (plie_id, participant_id, criterion);
create index participant_criteria_criterion on participant_criteria (plie_id, criterion, participant_id);

-- Append-only: a correction is a new row that supersedes.
create table situations (
  plie_id uuid not null,
  id uuid not null,
  participant_id uuid not null,
  as_of date not null,
  labour_status text not null,
  unemployment_months bigint check (unemployment_months >= 0),
  registered_ft boolean,
  in_education boolean not null,
  isced bigint not null check (isced between 0 and 8),
  french_level text,
  minimum_incomes jsonb not null,
  single_parent boolean,
  housing_situation text,
  driving_licence boolean,
  source text not null check (source in ('participant', 'register', 'employer_document', 'referent_statement', 'estimate')),
  supersedes uuid,
  recorded_at timestamptz not null,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id) on delete cascade
);
create index situations_participant on situations (plie_id, participant_id, as_of, recorded_at, id);
create index situations_supersedes on situations (plie_id, supersedes) where supersedes is not null;

do $$
declare t text;
begin
  foreach t in array array[
    'participants', 'participant_external_ids', 'participant_names', 'participant_criteria', 'situations'
  ] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant on %I
      using (plie_id = nullif(current_setting('app.plie', true), '')::uuid or current_setting('app.system', true) = 'on')
      with check (plie_id = nullif(current_setting('app.plie', true), '')::uuid or current_setting('app.system', true) = 'on')$p$, t);
  end loop;
end $$;
