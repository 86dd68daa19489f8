-- One time record, as its own transaction. The sequencer, which numbers the journal for many at once, is not here.
\if :first
select id as session from sessions where plie_id = :plie and user_id = :referent order by created_at desc limit 1 \gset
select id as charter from charters where plie_id = :plie limit 1 \gset
\set first 0
\endif
\set n :n + 1
\set back 14 + :n / 48
\set start 300 + 5 * (:n % 48)
\set end :start + 5
select gen_random_uuid() as record \gset
begin;
SELECT "users"."roles", "users"."status", "users"."auth_version", "sessions"."ended_at", "sessions"."expires_at",
  "plies"."version" FROM (("users" INNER JOIN "sessions" ON (("sessions"."plie_id" = "users"."plie_id") AND
  ("sessions"."user_id" = "users"."id"))) INNER JOIN "plies" ON ("plies"."id" = "users"."plie_id")) WHERE
  (((("users"."plie_id" = :plie) AND ("users"."id" = :referent)) AND ("sessions"."plie_id" = :plie)) AND
  ("sessions"."id" = :session));
select pg_advisory_xact_lock(:n) is null;
select 'u', id, cast(null as uuid), cast(null as date), cast(null as date), cast(null as bigint), cast(null as
  bigint), cast(null as bigint), cast(null as text), cast(null as text) from users where plie_id = :plie and id =
  :referent union all select 'r', id, operation_id, date, null, start_minute, end_minute, duration_minutes, task, null
  from time_records where plie_id = :plie and user_id = :referent and status <> 'superseded' and date between
  cast(:day as date) - 18 and cast(:day as date) - 14 union all select 'a', null, null, starts_on, ends_on, null,
  null, null, half_day, null from absences where plie_id = :plie and user_id = :referent and starts_on <= cast(:day as
  date) - 14 and ends_on >= cast(:day as date) - 18 union all select 's', null, null, null, null, null, null, null,
  month, null from timesheets where status in ('employee_signed', 'countersigned', 'supervisor_signed') and plie_id =
  :plie and user_id = :referent and month between :month and :month union all select 'm', operation_id, null,
  starts_on, ends_on, null, null, null, null, null from mission_letters where plie_id = :plie and user_id = :referent
  and starts_on <= cast(:day as date) - 14 and ends_on >= cast(:day as date) - 18 union all select 'w', null, null,
  valid_from, valid_to, null, null, null, cast(work_schedule as text), null from referents where plie_id = :plie and
  user_id = :referent and valid_from <= cast(:day as date) - 14 and (valid_to is null or valid_to >= cast(:day as
  date) - 18) union all select 'o', id, null, starts_on, ends_on, null, null, null, number, cast(parameters as text)
  from operations where plie_id = :plie and id = any(array[:operation]::uuid[]);
select 'p', id, cast(null as uuid), cast(null as date), cast(null as date), cast(null as timestamptz), cast(null as
  timestamptz), cast(null as text), cast(null as text), cast(null as text), cast(0 as bigint) from participants where
  merged_into is null and plie_id = :plie and id = any(array[:person]::uuid[]) union all select 'h', participant_id,
  null, activated_on, exit_on, created_at, null, status, null, null, 0 from pathways where plie_id = :plie and
  participant_id = any(array[:person]::uuid[]) union all select 'f', participant_id, referent_user_id, null, null,
  created_at, decided_at, null, null, null, 0 from entry_files where plie_id = :plie and participant_id =
  any(array[:person]::uuid[]) union all select 'e', participant_id, null, null, null, received_at, closed_at, null,
  null, null, 0 from orientations where plie_id = :plie and participant_id = any(array[:person]::uuid[]) union all
  select 'g', participant_id, user_id, starts_on, ends_on, null, null, null, null, null, 0 from referent_assignments
  where plie_id = :plie and participant_id = any(array[:person]::uuid[]);
INSERT INTO "time_records" ("plie_id", "id", "user_id", "date", "start_minute", "end_minute", "break_minutes",
  "duration_minutes", "task", "attribution", "charter_id", "operation_id", "linked_type", "linked_id", "allocations",
  "place", "modality", "comment", "status", "late", "recorded_at", "recorded_by", "performed_by", "supersedes",
  "superseded_by", "reason", "month", "week", "version", "created_at", "updated_at") VALUES (:plie, :record,
  :referent, cast(:day as date) - cast(:back as integer), :start, :end, 0, 5, 'file_update', 'P', :charter,
  :operation, null, null, jsonb_build_array(jsonb_build_object('minutes', 5, 'participant_id', cast(:person as
  uuid))), null, null, null, 'submitted', false, now(), :referent, :referent, null, null, null, :month, '2026-W01', 1,
  now(), now());
INSERT INTO "time_record_participants" ("plie_id", "time_record_id", "position", "participant_id",
  "allocated_minutes") VALUES (:plie, :record, 0, :person, 5);
INSERT INTO "time_totals" ("plie_id", "user_id", "month", "operation_id", "task", "attribution", "minutes", "records")
  VALUES (:plie, :referent, :month, :operation, 'file_update', 'P', 5, 1) ON CONFLICT ("plie_id", "user_id", "month",
  "operation_id", "task", "attribution") DO UPDATE SET "minutes" = ("time_totals"."minutes" + excluded."minutes"),
  "records" = ("time_totals"."records" + excluded."records");
INSERT INTO "audit_entries" ("plie_id", "id", "seq", "at", "actor_kind", "actor_id", "request_id", "operation",
  "resource", "object_id", "object_version", "subject_id", "owner_id", "structure_id", "change", "outcome", "reason",
  "fields", "hash") VALUES (:plie, gen_random_uuid(), null, now(), 'user', :referent,
  '018f0000-0000-7000-8000-000000000000', 'create_time_record', 'time_records', :record, 1, :person, :referent, null,
  'created', 'done', null, '[]', null);
commit;
