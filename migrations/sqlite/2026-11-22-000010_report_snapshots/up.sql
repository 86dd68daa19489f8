-- Reports that were frozen. content is the answer, text since jsonb would not keep the bytes that were hashed.
create table report_snapshots (
  plie_id blob not null references plies (id),
  id blob not null check (length(id) = 16),
  report text not null check (length(report) between 1 and 50),
  title text check (length(title) between 1 and 200),
  parameters text not null check (json_valid(parameters)),
  period_from text not null check (period_from is date(period_from)),
  period_to text not null check (period_to is date(period_to)),
  content text not null,
  content_hash text not null check (length(content_hash) = 64),
  recorded_by blob not null,
  created_at integer not null,
  check (period_to >= period_from),
  primary key (plie_id, id),
  foreign key (plie_id, recorded_by) references users (plie_id, id)
) strict;
create index report_snapshots_created on report_snapshots (plie_id, created_at, id);
create index report_snapshots_report on report_snapshots (plie_id, report, created_at, id);
create index report_snapshots_author on report_snapshots (plie_id, recorded_by, created_at, id);
-- What was frozen stays, whoever asks.
create trigger report_snapshots_kept_update before update on report_snapshots
begin
  select raise(abort, 'conflict_append_only');
end;
create trigger report_snapshots_kept_delete before delete on report_snapshots
begin
  select raise(abort, 'conflict_append_only');
end;
