-- Who works with the PLIE and where (domain.md 10.1).

create table partner_structures (
  plie_id blob not null references plies (id),
  id blob not null check (length(id) = 16),
  name text not null check (length(name) between 1 and 200),
  sort_name text not null,
  kind text not null,
  siret text check (length(siret) = 14),
  authorisation text not null check (authorisation in ('pending', 'validated', 'refused', 'not_required')),
  commune_code text check (length(commune_code) = 5),
  email text check (length(email) <= 254),
  phone text check (length(phone) <= 30),
  external_ids text not null check (json_valid(external_ids)),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  primary key (plie_id, id)
) strict;
create index partner_structures_name on partner_structures (plie_id, sort_name, id);
create index partner_structures_kind on partner_structures (plie_id, kind, sort_name, id);
create index partner_structures_authorisation on partner_structures (plie_id, authorisation, sort_name, id);
create index partner_structures_siret on partner_structures (plie_id, siret) where siret is not null;

create table territories (
  plie_id blob not null references plies (id),
  id blob not null check (length(id) = 16),
  name text not null check (length(name) between 1 and 200),
  commune_codes text not null check (json_valid(commune_codes)),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  primary key (plie_id, id)
) strict;
create index territories_name on territories (plie_id, name, id);

-- The communes of territories.commune_codes, to find the territory of an address.
create table territory_communes (
  plie_id blob not null,
  commune_code text not null check (length(commune_code) = 5),
  territory_id blob not null,
  primary key (plie_id, commune_code),
  foreign key (plie_id, territory_id) references territories (plie_id, id) on delete cascade
) strict, without rowid;
create index territory_communes_territory on territory_communes (plie_id, territory_id);

create table sites (
  plie_id blob not null references plies (id),
  id blob not null check (length(id) = 16),
  name text not null check (length(name) between 1 and 200),
  address text not null check (length(address) <= 500),
  commune_code text not null check (length(commune_code) = 5),
  territory_id blob,
  valid_from text not null check (valid_from is date(valid_from)),
  valid_to text check (valid_to is date(valid_to)),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (valid_to is null or valid_to >= valid_from),
  primary key (plie_id, id),
  foreign key (plie_id, territory_id) references territories (plie_id, id)
) strict;
create index sites_name on sites (plie_id, name, id);
create index sites_territory on sites (plie_id, territory_id, id);

-- Shares are ten-thousandths: 0.8 is 8000.
create table referents (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  user_id blob not null,
  site_id blob not null,
  fte_e4 integer not null check (fte_e4 between 1 and 10000),
  fte_participant_support_e4 integer not null check (fte_participant_support_e4 >= 0),
  valid_from text not null check (valid_from is date(valid_from)),
  valid_to text check (valid_to is date(valid_to)),
  supervisor_id blob,
  work_schedule text not null check (json_valid(work_schedule)),
  employer_structure_id blob,
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (fte_participant_support_e4 <= fte_e4),
  check (valid_to is null or valid_to >= valid_from),
  check (supervisor_id <> user_id),
  primary key (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id),
  foreign key (plie_id, site_id) references sites (plie_id, id),
  foreign key (plie_id, supervisor_id) references users (plie_id, id),
  foreign key (plie_id, employer_structure_id) references partner_structures (plie_id, id)
) strict;
create index referents_user on referents (plie_id, user_id, valid_from);
create index referents_site on referents (plie_id, site_id, id);
create index referents_supervisor on referents (plie_id, supervisor_id, id) where supervisor_id is not null;
