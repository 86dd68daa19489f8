-- Files that were sent to be read row by row. What they hold stands sealed in the data directory only as long as it is
-- still to be read; a row keeps what became of it, for a week.
create table imports (
  plie_id uuid not null references plies (id),
  id uuid not null,
  target text not null check (target in ('participants', 'time-records')),
  mode text not null check (mode in ('validate', 'commit')),
  on_duplicate text not null check (on_duplicate in ('fail', 'link', 'skip', 'update')),
  max_changes bigint check (max_changes >= 0),
  headings jsonb not null,
  size_bytes bigint not null check (size_bytes >= 1),
  sha256 text not null check (length(sha256) = 64),
  row_count bigint not null check (row_count >= 0),
  stored_as text,
  stored_bytes bigint check (stored_bytes >= 0),
  sealed_key bytea,
  status text not null check (status in ('validating', 'validated', 'committing', 'committed', 'failed', 'expired')),
  position bigint not null default 0 check (position >= 0),
  rows_created bigint not null default 0 check (rows_created >= 0),
  rows_updated bigint not null default 0 check (rows_updated >= 0),
  rows_unchanged bigint not null default 0 check (rows_unchanged >= 0),
  rows_rejected bigint not null default 0 check (rows_rejected >= 0),
  problems jsonb not null,
  job_id uuid not null,
  requested_by uuid not null,
  validated_at timestamptz,
  finished_at timestamptz,
  expires_at timestamptz not null,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (position <= row_count),
  check (stored_as is null or (stored_bytes is not null and sealed_key is not null)),
  check (status not in ('validating', 'committing') or stored_as is not null),
  primary key (plie_id, id),
  foreign key (plie_id, job_id) references jobs (plie_id, id),
  foreign key (plie_id, requested_by) references users (plie_id, id)
);
create index imports_created on imports (plie_id, created_at, id);
create index imports_requested on imports (plie_id, requested_by, created_at, id);
-- What every node looks for, whatever the PLIE.
create index imports_kept on imports (expires_at, id) where stored_as is not null;
create index imports_stored on imports (stored_as) where stored_as is not null;

create table import_rows (
  plie_id uuid not null,
  import_id uuid not null,
  row_number bigint not null check (row_number >= 1),
  outcome text not null check (outcome in ('created', 'updated', 'unchanged', 'rejected')),
  written boolean not null,
  object_id uuid,
  problems jsonb not null,
  warnings jsonb not null,
  primary key (plie_id, import_id, row_number),
  foreign key (plie_id, import_id) references imports (plie_id, id)
);
create index import_rows_outcome on import_rows (plie_id, import_id, outcome, row_number);
create index import_rows_object on import_rows (plie_id, object_id) where object_id is not null;

do $$
declare t text;
begin
  foreach t in array array['imports', 'import_rows'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant on %I
      using (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))
      with check (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))$p$, t);
  end loop;
end $$;
