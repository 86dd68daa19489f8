-- The rights of a person (domain.md 9.2, 9.3): what is erased, what stays, and the keys of documents.

alter table participants add column erased_at timestamptz;

-- What an erasure has done. known_to, territory_id and site_id say who knew the person: they hear 410, others 404.
create table erasures (
  plie_id uuid not null,
  participant_id uuid not null,
  erased_at timestamptz not null,
  erased_by uuid,
  territory_id uuid,
  site_id uuid,
  known_to jsonb not null,
  restricted boolean not null,
  keep_until date,
  parts jsonb not null,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (keep_until is null or restricted),
  primary key (plie_id, participant_id),
  foreign key (plie_id, participant_id) references participants (plie_id, id)
);

-- What is sealed and about nobody in particular: one key a PLIE, wrapped as those of people are.
create table plie_keys (
  plie_id uuid primary key not null references plies (id),
  id uuid not null,
  wrapping_key text not null,
  wrapped bytea not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index plie_keys_wrapping on plie_keys (wrapping_key);

-- The key of a document's bytes, sealed; none where they are older than their encryption.
alter table documents add column sealed_key bytea;
create index documents_clear on documents (plie_id, id) where sealed_key is null;
create index interviews_clear on interviews (plie_id, id) where report is not null;

-- The chain binds a salted digest of a reason, so that its words can be taken away and the chain still holds.
alter table audit_entries add column reason_salt bytea;
alter table audit_entries add column reason_digest bytea;

do $$
declare t text;
begin
  foreach t in array array['erasures', 'plie_keys'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant on %I
      using (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))
      with check (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))$p$, t);
  end loop;
end $$;
