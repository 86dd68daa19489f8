-- What of a person is restricted (domain.md G4), who read it (R3.6), what proves eligibility, and records of one person.

-- The wrapping key in use; none: the one that comes with the master key. The keys themselves are in the data directory.
alter table instance add column wrapping_key text;

-- A key a person, wrapped. What it seals names it, so that neither a rotation nor a merge rewrites any data.
create table data_keys (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  participant_id blob not null,
  wrapping_key text not null,
  wrapped blob not null,
  created_at integer not null,
  updated_at integer not null,
  primary key (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id) on delete cascade
) strict;
create unique index data_keys_participant on data_keys (plie_id, participant_id);
create index data_keys_wrapping on data_keys (wrapping_key);

-- Appended, never overwritten: as_of is the day they hold, recorded_at when they were told.
create table sensitive_facts (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  participant_id blob not null,
  as_of text not null check (as_of is date(as_of)),
  sealed blob not null,
  recorded_at integer not null,
  recorded_by blob check (length(recorded_by) = 16),
  primary key (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id) on delete cascade
) strict;
create index sensitive_facts_participant on sensitive_facts (plie_id, participant_id, as_of, recorded_at, id);
create trigger sensitive_facts_kept before update of as_of, sealed, recorded_at, recorded_by on sensitive_facts
begin
  select raise(abort, 'conflict_append_only');
end;

alter table interviews add column report_sealed blob;

-- One line a person and request: who read what is restricted, and why.
create table access_log (
  plie_id blob not null references plies (id),
  id blob not null check (length(id) = 16),
  at integer not null,
  actor_kind text not null check (actor_kind in ('user', 'client', 'system')),
  actor_id blob not null check (length(actor_id) = 16),
  request_id text not null,
  operation text not null,
  resource text not null,
  participant_id blob check (length(participant_id) = 16),
  object_ids text not null check (json_valid(object_ids)),
  fields text not null check (json_valid(fields)),
  reason text check (length(reason) <= 500),
  seq integer,
  hash blob,
  primary key (plie_id, id)
) strict;
create unique index access_log_seq on access_log (plie_id, seq) where seq is not null;
create index access_log_pending on access_log (at, id) where seq is null;
create index access_log_at on access_log (plie_id, at, id);
create index access_log_participant on access_log (plie_id, participant_id, at, id) where participant_id is not null;
create index access_log_actor on access_log (plie_id, actor_id, at, id);
create index access_log_resource on access_log (plie_id, resource, at, id);
create trigger access_log_kept before update of at, actor_kind, actor_id, request_id, operation, resource, participant_id, object_ids, fields, reason on access_log
begin
  select raise(abort, 'conflict_append_only');
end;

-- Readings are chained apart from changes: they are kept less long.
create table access_heads (
  plie_id blob primary key not null,
  seq integer not null,
  hash blob not null
) strict;

-- The bytes are in the data directory, under stored_as.
create table documents (
  plie_id blob not null references plies (id),
  id blob not null check (length(id) = 16),
  participant_id blob,
  kind text not null,
  content_type text not null check (content_type in ('application/pdf', 'image/png', 'image/jpeg')),
  size_bytes integer not null check (size_bytes between 1 and 10485760),
  sha256 text not null check (length(sha256) = 64),
  retention_class text not null check (retention_class in ('esf_evidence', 'social_follow_up')),
  stored_as text not null check (length(stored_as) = 64),
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  primary key (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id)
) strict;
create unique index documents_stored on documents (plie_id, stored_as);
create index documents_created on documents (plie_id, created_at, id);
create index documents_kind on documents (plie_id, kind, created_at, id);
create index documents_participant on documents (plie_id, participant_id, created_at, id) where participant_id is not null;

-- What the documents of a PLIE take, counted in the transaction of each.
create table document_usage (
  plie_id blob primary key not null references plies (id),
  size_bytes integer not null check (size_bytes >= 0)
) strict;

-- Append-only: newer evidence is a new row.
create table eligibility (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  participant_id blob not null,
  criterion text not null,
  issued_on text not null check (issued_on is date(issued_on)),
  evidence_document_id blob,
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  primary key (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id) on delete cascade,
  foreign key (plie_id, evidence_document_id) references documents (plie_id, id)
) strict;
create index eligibility_participant on eligibility (plie_id, participant_id, issued_on, id);
create index eligibility_criterion on eligibility (plie_id, criterion, issued_on, id);
create index eligibility_document on eligibility (plie_id, evidence_document_id) where evidence_document_id is not null;
create trigger eligibility_kept before update of criterion, issued_on, evidence_document_id, recorded_by, created_at on eligibility
begin
  select raise(abort, 'conflict_append_only');
end;

-- A pair stands once, the smaller identifier first; a refused pair stays, so that it is not proposed again.
create table duplicate_candidates (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  first_id blob not null,
  second_id blob not null,
  score integer not null check (score between 1 and 100),
  reasons text not null check (json_valid(reasons)),
  status text not null check (status in ('open', 'merged', 'distinct')),
  decided_by blob check (length(decided_by) = 16),
  decided_at integer,
  reason text check (length(reason) <= 500),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (first_id < second_id),
  primary key (plie_id, id),
  foreign key (plie_id, first_id) references participants (plie_id, id) on delete cascade,
  foreign key (plie_id, second_id) references participants (plie_id, id) on delete cascade
) strict;
create unique index duplicate_candidates_pair on duplicate_candidates (plie_id, first_id, second_id);
create index duplicate_candidates_second on duplicate_candidates (plie_id, second_id);
create index duplicate_candidates_score on duplicate_candidates (plie_id, score, id);
create index duplicate_candidates_status on duplicate_candidates (plie_id, status, score, id);
create index duplicate_candidates_created on duplicate_candidates (plie_id, created_at, id);

-- moved: what was re-pointed, table by table; kept_before: the kept person as it stood.
create table merges (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  source_id blob not null,
  target_id blob not null,
  status text not null check (status in ('done', 'undone')),
  choose text not null check (json_valid(choose)),
  moved text not null check (json_valid(moved)),
  kept_before text not null check (json_valid(kept_before)),
  target_version integer not null,
  request_id text not null,
  merged_by blob check (length(merged_by) = 16),
  undone_by blob check (length(undone_by) = 16),
  undone_at integer,
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (source_id <> target_id),
  primary key (plie_id, id),
  foreign key (plie_id, source_id) references participants (plie_id, id),
  foreign key (plie_id, target_id) references participants (plie_id, id)
) strict;
create unique index merges_standing on merges (plie_id, source_id) where status = 'done';
create index merges_target on merges (plie_id, target_id, id);

-- Kinds of documents (domain.md 9.2, 9.3), with the retention that follows. Run again after its down.sql, the codes are there.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'7a698c3aafb855808c3f9259b767823b', 'document_kind', 'identity', 'Pièce d’identité', 'Identity document', 10, '{"retention_class":"social_follow_up"}', 1795219200000000, 1795219200000000),
  (x'11957fd5cfc354e79d02f3b9a0bdb921', 'document_kind', 'eligibility_proof', 'Justificatif d’éligibilité', 'Evidence of eligibility', 20, '{"retention_class":"esf_evidence"}', 1795219200000000, 1795219200000000),
  (x'e6370ea2aac15169bd217920755213d6', 'document_kind', 'address_proof', 'Justificatif de domicile', 'Proof of address', 30, '{"retention_class":"esf_evidence"}', 1795219200000000, 1795219200000000),
  (x'59e431eb1c3d59a6af374997804424ec', 'document_kind', 'consent', 'Accord de la personne', 'Consent of the person', 40, '{"retention_class":"esf_evidence"}', 1795219200000000, 1795219200000000),
  (x'21e380aee2bf5101a6afa57b3e1e6bbd', 'document_kind', 'signature_scan', 'Signature numérisée', 'Scanned signature', 50, '{"retention_class":"esf_evidence"}', 1795219200000000, 1795219200000000),
  (x'cc3e762796cd5854ac384f96a767b5d0', 'document_kind', 'esf_questionnaire', 'Questionnaire FSE', 'ESF questionnaire', 60, '{"retention_class":"esf_evidence"}', 1795219200000000, 1795219200000000),
  (x'b07a52036d125f5fb055fc1f7fef56ed', 'document_kind', 'attendance_sheet', 'Feuille d’émargement', 'Attendance sheet', 70, '{"retention_class":"esf_evidence"}', 1795219200000000, 1795219200000000),
  (x'6c9c3fc8b7e65090abef66f6cd6eaeed', 'document_kind', 'employment_contract', 'Contrat de travail', 'Employment contract', 80, '{"retention_class":"esf_evidence"}', 1795219200000000, 1795219200000000),
  (x'ecad29589967541c8edee1a0e47696fc', 'document_kind', 'exit_proof', 'Justificatif de sortie', 'Evidence of exit', 90, '{"retention_class":"esf_evidence"}', 1795219200000000, 1795219200000000),
  (x'cf35216a14945aae9e2aaa06b61d3843', 'document_kind', 'commission_minutes', 'Compte rendu de commission', 'Minutes of a commission', 100, '{"retention_class":"esf_evidence"}', 1795219200000000, 1795219200000000),
  (x'8e0207ffb75357dbb5642801d9e52589', 'document_kind', 'mission_letter', 'Lettre de mission', 'Mission letter', 110, '{"retention_class":"esf_evidence"}', 1795219200000000, 1795219200000000),
  (x'b0e83e3a0bb85a24b41e8bd56ac41f61', 'document_kind', 'publicity', 'Preuve de publicité du financement', 'Evidence of publicity', 120, '{"retention_class":"esf_evidence"}', 1795219200000000, 1795219200000000),
  (x'805bbc93513d599d987fbeb49bed737c', 'document_kind', 'cv', 'CV', 'CV', 130, '{"retention_class":"social_follow_up"}', 1795219200000000, 1795219200000000),
  (x'b93f191f24ea55c0a9b99ee569d401ba', 'document_kind', 'other', 'Autre document', 'Other document', 140, '{"retention_class":"social_follow_up"}', 1795219200000000, 1795219200000000)
  on conflict do nothing;
