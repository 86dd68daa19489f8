-- The people, what they are called, and their dated situations (domain.md 10.2).

-- The current pathway, its status, referent and site are copied here by the flows of pathways, so that a
-- filtered page is one index scan.
create table participants (
  plie_id blob not null references plies (id),
  id blob not null check (length(id) = 16),
  first_name text not null check (length(first_name) between 1 and 100),
  last_name text not null check (length(last_name) between 1 and 100),
  birth_name text check (length(birth_name) <= 100),
  birth_date text not null check (birth_date is date(birth_date)),
  gender text,
  email text check (length(email) <= 254),
  phone text check (length(phone) <= 30),
  contact_person text check (length(contact_person) <= 200),
  address text check (address is null or json_valid(address)),
  commune_code text check (length(commune_code) = 5),
  postcode text check (length(postcode) = 5),
  external_ids text not null check (json_valid(external_ids)),
  france_travail_id text check (length(france_travail_id) <= 50),
  caf_msa_id text check (length(caf_msa_id) <= 50),
  sort_name text not null,
  territory_id blob,
  site_id blob,
  last_contact_on text check (last_contact_on is date(last_contact_on)),
  merged_into blob,
  current_pathway_id blob check (length(current_pathway_id) = 16),
  pathway_status text check (pathway_status in ('admitted', 'active', 'suspended', 'in_job_follow_up', 'exited', 'closed', 'cancelled')),
  current_referent_id blob,
  current_referent_user_id blob,
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (merged_into <> id),
  primary key (plie_id, id),
  foreign key (plie_id, territory_id) references territories (plie_id, id),
  foreign key (plie_id, site_id) references sites (plie_id, id),
  foreign key (plie_id, merged_into) references participants (plie_id, id),
  foreign key (plie_id, current_referent_id) references referents (plie_id, id),
  foreign key (plie_id, current_referent_user_id) references users (plie_id, id)
) strict;
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
  plie_id blob not null,
  system text not null check (length(system) between 1 and 50),
  external_id text not null check (length(external_id) between 1 and 200),
  participant_id blob not null,
  primary key (plie_id, system, external_id),
  foreign key (plie_id, participant_id) references participants (plie_id, id) on delete cascade
) strict, without rowid;
create index participant_external_ids_participant on participant_external_ids (plie_id, participant_id);

-- Each name without accents and case, for search by prefix.
create table participant_names (
  plie_id blob not null,
  folded text not null,
  participant_id blob not null,
  primary key (plie_id, folded, participant_id),
  foreign key (plie_id, participant_id) references participants (plie_id, id) on delete cascade
) strict, without rowid;
create index participant_names_participant on participant_names (plie_id, participant_id);

-- The latest evidence of each eligibility criterion.
create table participant_criteria (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  participant_id blob not null,
  criterion text not null,
  issued_on text not null check (issued_on is date(issued_on)),
  valid_until text check (valid_until is date(valid_until)),
  entry_file_id blob check (length(entry_file_id) = 16),
  evidence_document_id blob check (length(evidence_document_id) = 16),
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  primary key (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id) on delete cascade
) strict;
create unique index participant_criteria_one on participant_criteria (plie_id, participant_id, criterion);
create index participant_criteria_criterion on participant_criteria (plie_id, criterion, participant_id);

-- Append-only: a correction is a new row that supersedes.
create table situations (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  participant_id blob not null,
  as_of text not null check (as_of is date(as_of)),
  labour_status text not null,
  unemployment_months integer check (unemployment_months >= 0),
  registered_ft integer check (registered_ft in (0, 1)),
  in_education integer not null check (in_education in (0, 1)),
  isced integer not null check (isced between 0 and 8),
  french_level text,
  minimum_incomes text not null check (json_valid(minimum_incomes)),
  single_parent integer check (single_parent in (0, 1)),
  housing_situation text,
  driving_licence integer check (driving_licence in (0, 1)),
  source text not null check (source in ('participant', 'register', 'employer_document', 'referent_statement', 'estimate')),
  supersedes blob check (length(supersedes) = 16),
  recorded_at integer not null,
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  primary key (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id) on delete cascade
) strict;
create index situations_participant on situations (plie_id, participant_id, as_of, recorded_at, id);
create index situations_supersedes on situations (plie_id, supersedes) where supersedes is not null;
