-- The profiles of exports that a PLIE has made itself; those that come with the program are in no table.
create table export_profiles (
  plie_id blob not null references plies (id),
  id blob not null check (length(id) = 16),
  code text not null check (length(code) between 1 and 60),
  label_fr text not null check (length(label_fr) between 1 and 200),
  label_en text not null check (length(label_en) between 1 and 200),
  source text not null check (source in ('participants', 'participations', 'time_records', 'timesheets')),
  layout text not null check (json_valid(layout)),
  delimiter text not null check (delimiter in ('semicolon', 'comma', 'tab')),
  encoding text not null check (encoding in ('utf-8', 'utf-8-bom', 'windows-1252')),
  date_format text not null check (date_format in ('YYYY-MM-DD', 'DD/MM/YYYY', 'YYYYMMDD')),
  valid_from text check (valid_from is date(valid_from)),
  valid_to text check (valid_to is date(valid_to)),
  recorded_by blob check (length(recorded_by) = 16),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (valid_to >= valid_from),
  primary key (plie_id, id)
) strict;
create unique index export_profiles_code on export_profiles (plie_id, code);
