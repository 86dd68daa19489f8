-- The rights of a person (domain.md 9.2, 9.3): what is erased, what stays, and the keys of documents.

alter table participants add column erased_at integer;

-- What an erasure has done. known_to, territory_id and site_id say who knew the person: they hear 410, others 404.
create table erasures (
  plie_id blob not null,
  participant_id blob not null,
  erased_at integer not null,
  erased_by blob check (length(erased_by) = 16),
  territory_id blob check (length(territory_id) = 16),
  site_id blob check (length(site_id) = 16),
  known_to text not null check (json_valid(known_to)),
  restricted integer not null check (restricted in (0, 1)),
  keep_until text check (keep_until is date(keep_until)),
  parts text not null check (json_valid(parts)),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (keep_until is null or restricted = 1),
  primary key (plie_id, participant_id),
  foreign key (plie_id, participant_id) references participants (plie_id, id)
) strict, without rowid;

-- What is sealed and about nobody in particular: one key a PLIE, wrapped as those of people are.
create table plie_keys (
  plie_id blob primary key not null references plies (id),
  id blob not null check (length(id) = 16),
  wrapping_key text not null,
  wrapped blob not null,
  created_at integer not null,
  updated_at integer not null
) strict;
create index plie_keys_wrapping on plie_keys (wrapping_key);

-- The key of a document's bytes, sealed; none where they are older than their encryption.
alter table documents add column sealed_key blob;
create index documents_clear on documents (plie_id, id) where sealed_key is null;
create index interviews_clear on interviews (plie_id, id) where report is not null;

-- The chain binds a salted digest of a reason, so that its words can be taken away and the chain still holds.
alter table audit_entries add column reason_salt blob;
alter table audit_entries add column reason_digest blob;
