-- Files that were sent to be read row by row. What they hold stands sealed in the data directory only as long as it is
-- still to be read; a row keeps what became of it, for a week.
create table imports (
  plie_id blob not null references plies (id),
  id blob not null check (length(id) = 16),
  target text not null check (target in ('participants', 'time-records')),
  mode text not null check (mode in ('validate', 'commit')),
  on_duplicate text not null check (on_duplicate in ('fail', 'link', 'skip', 'update')),
  max_changes integer check (max_changes >= 0),
  headings text not null check (json_valid(headings)),
  size_bytes integer not null check (size_bytes >= 1),
  sha256 text not null check (length(sha256) = 64),
  row_count integer not null check (row_count >= 0),
  stored_as text,
  stored_bytes integer check (stored_bytes >= 0),
  sealed_key blob,
  status text not null check (status in ('validating', 'validated', 'committing', 'committed', 'failed', 'expired')),
  position integer not null default 0 check (position >= 0),
  rows_created integer not null default 0 check (rows_created >= 0),
  rows_updated integer not null default 0 check (rows_updated >= 0),
  rows_unchanged integer not null default 0 check (rows_unchanged >= 0),
  rows_rejected integer not null default 0 check (rows_rejected >= 0),
  problems text not null check (json_valid(problems)),
  job_id blob not null,
  requested_by blob not null,
  validated_at integer,
  finished_at integer,
  expires_at integer not null,
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (position <= row_count),
  check (stored_as is null or (stored_bytes is not null and sealed_key is not null)),
  check (status not in ('validating', 'committing') or stored_as is not null),
  primary key (plie_id, id),
  foreign key (plie_id, job_id) references jobs (plie_id, id),
  foreign key (plie_id, requested_by) references users (plie_id, id)
) strict;
create index imports_created on imports (plie_id, created_at, id);
create index imports_requested on imports (plie_id, requested_by, created_at, id);
-- What every node looks for, whatever the PLIE.
create index imports_kept on imports (expires_at, id) where stored_as is not null;
create index imports_stored on imports (stored_as) where stored_as is not null;

create table import_rows (
  plie_id blob not null,
  import_id blob not null,
  row_number integer not null check (row_number >= 1),
  outcome text not null check (outcome in ('created', 'updated', 'unchanged', 'rejected')),
  written integer not null check (written in (0, 1)),
  object_id blob check (length(object_id) = 16),
  problems text not null check (json_valid(problems)),
  warnings text not null check (json_valid(warnings)),
  primary key (plie_id, import_id, row_number),
  foreign key (plie_id, import_id) references imports (plie_id, id)
) strict;
create index import_rows_outcome on import_rows (plie_id, import_id, outcome, row_number);
create index import_rows_object on import_rows (plie_id, object_id) where object_id is not null;
