-- The profiles of exports that a PLIE has made itself; those that come with the program are in no table.
create table export_profiles (
  plie_id uuid not null references plies (id),
  id uuid not null,
  code text not null check (length(code) between 1 and 60),
  label_fr text not null check (length(label_fr) between 1 and 200),
  label_en text not null check (length(label_en) between 1 and 200),
  source text not null check (source in ('participants', 'participations', 'time_records', 'timesheets')),
  layout jsonb not null,
  delimiter text not null check (delimiter in ('semicolon', 'comma', 'tab')),
  encoding text not null check (encoding in ('utf-8', 'utf-8-bom', 'windows-1252')),
  date_format text not null check (date_format in ('YYYY-MM-DD', 'DD/MM/YYYY', 'YYYYMMDD')),
  valid_from date,
  valid_to date,
  recorded_by uuid,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (valid_to >= valid_from),
  primary key (plie_id, id)
);
create unique index export_profiles_code on export_profiles (plie_id, code);

alter table export_profiles enable row level security;
alter table export_profiles force row level security;
create policy tenant on export_profiles
  using (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))
  with check (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'));
