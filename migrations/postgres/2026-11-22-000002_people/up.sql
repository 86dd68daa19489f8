-- What of a person is restricted (domain.md G4), who read it (R3.6), what proves eligibility, and records of one person.

-- Rows of some tables are never overwritten: a correction is a new row.
create function refuse_overwriting() returns trigger language plpgsql as $$
begin
  raise exception 'conflict_append_only';
end $$;

-- The wrapping key in use; none: the one that comes with the master key. The keys themselves are in the data directory.
alter table instance add column wrapping_key text;

-- A key a person, wrapped. What it seals names it, so that neither a rotation nor a merge rewrites any data.
create table data_keys (
  plie_id uuid not null,
  id uuid not null,
  participant_id uuid not null,
  wrapping_key text not null,
  wrapped bytea not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id) on delete cascade
);
create unique index data_keys_participant on data_keys (plie_id, participant_id);
create index data_keys_wrapping on data_keys (wrapping_key);

-- Appended, never overwritten: as_of is the day they hold, recorded_at when they were told.
create table sensitive_facts (
  plie_id uuid not null,
  id uuid not null,
  participant_id uuid not null,
  as_of date not null,
  sealed bytea not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  primary key (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id) on delete cascade
);
create index sensitive_facts_participant on sensitive_facts (plie_id, participant_id, as_of, recorded_at, id);
create trigger sensitive_facts_kept before update of as_of, sealed, recorded_at, recorded_by on sensitive_facts
  for each row execute function refuse_overwriting();

alter table interviews add column report_sealed bytea;

-- One line a person and request: who read what is restricted, and why.
create table access_log (
  plie_id uuid not null references plies (id),
  id uuid not null,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('user', 'client', 'system')),
  actor_id uuid not null,
  request_id text not null,
  operation text not null,
  resource text not null,
  participant_id uuid,
  object_ids jsonb not null,
  fields jsonb not null,
  reason text check (length(reason) <= 500),
  seq bigint,
  hash bytea,
  primary key (plie_id, id)
);
create unique index access_log_seq on access_log (plie_id, seq) where seq is not null;
create index access_log_pending on access_log (at, id) where seq is null;
create index access_log_at on access_log (plie_id, at, id);
create index access_log_participant on access_log (plie_id, participant_id, at, id) where participant_id is not null;
create index access_log_actor on access_log (plie_id, actor_id, at, id);
create index access_log_resource on access_log (plie_id, resource, at, id);
create trigger access_log_kept before update of at, actor_kind, actor_id, request_id, operation, resource, participant_id, object_ids, fields, reason on access_log
  for each row execute function refuse_overwriting();

-- Readings are chained apart from changes: they are kept less long.
create table access_heads (
  plie_id uuid primary key not null,
  seq bigint not null,
  hash bytea not null
);

-- The bytes are in the data directory, under stored_as.
create table documents (
  plie_id uuid not null references plies (id),
  id uuid not null,
  participant_id uuid,
  kind text not null,
  content_type text not null check (content_type in ('application/pdf', 'image/png', 'image/jpeg')),
  size_bytes bigint not null check (size_bytes between 1 and 10485760),
  sha256 text not null check (length(sha256) = 64),
  retention_class text not null check (retention_class in ('esf_evidence', 'social_follow_up')),
  stored_as text not null check (length(stored_as) = 64),
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id)
);
create unique index documents_stored on documents (plie_id, stored_as);
create index documents_created on documents (plie_id, created_at, id);
create index documents_kind on documents (plie_id, kind, created_at, id);
create index documents_participant on documents (plie_id, participant_id, created_at, id) where participant_id is not null;

-- What the documents of a PLIE take, counted in the transaction of each.
create table document_usage (
  plie_id uuid primary key not null references plies (id),
  size_bytes bigint not null check (size_bytes >= 0)
);

-- Append-only: newer evidence is a new row.
create table eligibility (
  plie_id uuid not null,
  id uuid not null,
  participant_id uuid not null,
  criterion text not null,
  issued_on date not null,
  evidence_document_id uuid,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id) on delete cascade,
  foreign key (plie_id, evidence_document_id) references documents (plie_id, id)
);
create index eligibility_participant on eligibility (plie_id, participant_id, issued_on, id);
create index eligibility_criterion on eligibility (plie_id, criterion, issued_on, id);
create index eligibility_document on eligibility (plie_id, evidence_document_id) where evidence_document_id is not null;
create trigger eligibility_kept before update of criterion, issued_on, evidence_document_id, recorded_by, created_at on eligibility
  for each row execute function refuse_overwriting();

-- A pair stands once, the smaller identifier first; a refused pair stays, so that it is not proposed again.
create table duplicate_candidates (
  plie_id uuid not null,
  id uuid not null,
  first_id uuid not null,
  second_id uuid not null,
  score bigint not null check (score between 1 and 100),
  reasons jsonb not null,
  status text not null check (status in ('open', 'merged', 'distinct')),
  decided_by uuid,
  decided_at timestamptz,
  reason text check (length(reason) <= 500),
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (first_id < second_id),
  primary key (plie_id, id),
  foreign key (plie_id, first_id) references participants (plie_id, id) on delete cascade,
  foreign key (plie_id, second_id) references participants (plie_id, id) on delete cascade
);
create unique index duplicate_candidates_pair on duplicate_candidates (plie_id, first_id, second_id);
create index duplicate_candidates_second on duplicate_candidates (plie_id, second_id);
create index duplicate_candidates_score on duplicate_candidates (plie_id, score, id);
create index duplicate_candidates_status on duplicate_candidates (plie_id, status, score, id);
create index duplicate_candidates_created on duplicate_candidates (plie_id, created_at, id);

-- moved: what was re-pointed, table by table; kept_before: the kept person as it stood.
create table merges (
  plie_id uuid not null,
  id uuid not null,
  source_id uuid not null,
  target_id uuid not null,
  status text not null check (status in ('done', 'undone')),
  choose jsonb not null,
  moved jsonb not null,
  kept_before jsonb not null,
  target_version bigint not null,
  request_id text not null,
  merged_by uuid,
  undone_by uuid,
  undone_at timestamptz,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (source_id <> target_id),
  primary key (plie_id, id),
  foreign key (plie_id, source_id) references participants (plie_id, id),
  foreign key (plie_id, target_id) references participants (plie_id, id)
);
create unique index merges_standing on merges (plie_id, source_id) where status = 'done';
create index merges_target on merges (plie_id, target_id, id);

-- Kinds of documents (domain.md 9.2, 9.3), with the retention that follows. Run again after its down.sql, the codes are there.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('7a698c3a-afb8-5580-8c3f-9259b767823b', 'document_kind', 'identity', 'Pièce d’identité', 'Identity document', 10, '{"retention_class":"social_follow_up"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('11957fd5-cfc3-54e7-9d02-f3b9a0bdb921', 'document_kind', 'eligibility_proof', 'Justificatif d’éligibilité', 'Evidence of eligibility', 20, '{"retention_class":"esf_evidence"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('e6370ea2-aac1-5169-bd21-7920755213d6', 'document_kind', 'address_proof', 'Justificatif de domicile', 'Proof of address', 30, '{"retention_class":"esf_evidence"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('59e431eb-1c3d-59a6-af37-4997804424ec', 'document_kind', 'consent', 'Accord de la personne', 'Consent of the person', 40, '{"retention_class":"esf_evidence"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('21e380ae-e2bf-5101-a6af-a57b3e1e6bbd', 'document_kind', 'signature_scan', 'Signature numérisée', 'Scanned signature', 50, '{"retention_class":"esf_evidence"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('cc3e7627-96cd-5854-ac38-4f96a767b5d0', 'document_kind', 'esf_questionnaire', 'Questionnaire FSE', 'ESF questionnaire', 60, '{"retention_class":"esf_evidence"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b07a5203-6d12-5f5f-b055-fc1f7fef56ed', 'document_kind', 'attendance_sheet', 'Feuille d’émargement', 'Attendance sheet', 70, '{"retention_class":"esf_evidence"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('6c9c3fc8-b7e6-5090-abef-66f6cd6eaeed', 'document_kind', 'employment_contract', 'Contrat de travail', 'Employment contract', 80, '{"retention_class":"esf_evidence"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('ecad2958-9967-541c-8ede-e1a0e47696fc', 'document_kind', 'exit_proof', 'Justificatif de sortie', 'Evidence of exit', 90, '{"retention_class":"esf_evidence"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('cf35216a-1494-5aae-9e2a-aa06b61d3843', 'document_kind', 'commission_minutes', 'Compte rendu de commission', 'Minutes of a commission', 100, '{"retention_class":"esf_evidence"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('8e0207ff-b753-57db-b564-2801d9e52589', 'document_kind', 'mission_letter', 'Lettre de mission', 'Mission letter', 110, '{"retention_class":"esf_evidence"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b0e83e3a-0bb8-5a24-b41e-8bd56ac41f61', 'document_kind', 'publicity', 'Preuve de publicité du financement', 'Evidence of publicity', 120, '{"retention_class":"esf_evidence"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('805bbc93-513d-599d-987f-beb49bed737c', 'document_kind', 'cv', 'CV', 'CV', 130, '{"retention_class":"social_follow_up"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b93f191f-24ea-55c0-a9b9-9ee569d401ba', 'document_kind', 'other', 'Autre document', 'Other document', 140, '{"retention_class":"social_follow_up"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z')
  on conflict do nothing;

do $$
declare t text;
begin
  foreach t in array array[
    'data_keys', 'sensitive_facts', 'access_log', 'access_heads', 'documents', 'document_usage', 'eligibility', 'duplicate_candidates', 'merges'
  ] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant on %I
      using (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))
      with check (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))$p$, t);
  end loop;
end $$;
