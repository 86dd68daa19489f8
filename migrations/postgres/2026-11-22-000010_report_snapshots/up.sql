-- Reports that were frozen. content is the answer, text since jsonb would not keep the bytes that were hashed.
create table report_snapshots (
  plie_id uuid not null references plies (id),
  id uuid not null,
  report text not null check (length(report) between 1 and 50),
  title text check (length(title) between 1 and 200),
  parameters jsonb not null,
  period_from date not null,
  period_to date not null,
  content text not null,
  content_hash text not null check (length(content_hash) = 64),
  recorded_by uuid not null,
  created_at timestamptz not null,
  check (period_to >= period_from),
  primary key (plie_id, id),
  foreign key (plie_id, recorded_by) references users (plie_id, id)
);
create index report_snapshots_created on report_snapshots (plie_id, created_at, id);
create index report_snapshots_report on report_snapshots (plie_id, report, created_at, id);
create index report_snapshots_author on report_snapshots (plie_id, recorded_by, created_at, id);
-- What was frozen stays, whoever asks.
create trigger report_snapshots_kept before update or delete on report_snapshots
  for each row execute function refuse_overwriting();

alter table report_snapshots enable row level security;
alter table report_snapshots force row level security;
create policy tenant on report_snapshots
  using (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))
  with check (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'));
