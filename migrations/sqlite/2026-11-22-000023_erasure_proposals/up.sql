-- An erasure that somebody proposes, until a director who is somebody else confirms or refuses it (trust.md § 2.1).
create table erasure_proposals (
  plie_id blob not null,
  participant_id blob not null,
  reason text not null check (length(reason) between 1 and 500),
  proposed_by blob not null,
  proposed_at integer not null,
  restricted integer not null check (restricted in (0, 1)),
  keep_until text check (keep_until is date(keep_until)),
  parts text not null check (json_valid(parts)),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  primary key (plie_id, participant_id),
  foreign key (plie_id, participant_id) references participants (plie_id, id),
  foreign key (plie_id, proposed_by) references users (plie_id, id)
) strict, without rowid;

alter table erasures add column proposed_by blob check (length(proposed_by) = 16);
