-- A referent's month of 200 records, by themselves.
\if :first
select id as session from sessions where plie_id = :plie and user_id = :referent order by created_at desc limit 1 \gset
\set first 0
\endif
SELECT "users"."roles", "users"."status", "users"."auth_version", "sessions"."ended_at", "sessions"."expires_at",
  "plies"."version" FROM (("users" INNER JOIN "sessions" ON (("sessions"."plie_id" = "users"."plie_id") AND
  ("sessions"."user_id" = "users"."id"))) INNER JOIN "plies" ON ("plies"."id" = "users"."plie_id")) WHERE
  (((("users"."plie_id" = :plie) AND ("users"."id" = :referent)) AND ("sessions"."plie_id" = :plie)) AND
  ("sessions"."id" = :session));
SELECT "time_records"."plie_id", "time_records"."id", "time_records"."user_id", "time_records"."date",
  "time_records"."start_minute", "time_records"."end_minute", "time_records"."break_minutes",
  "time_records"."duration_minutes", "time_records"."task", "time_records"."attribution", "time_records"."charter_id",
  "time_records"."operation_id", "time_records"."linked_type", "time_records"."linked_id",
  "time_records"."allocations", "time_records"."place", "time_records"."modality", "time_records"."comment",
  "time_records"."status", "time_records"."late", "time_records"."recorded_at", "time_records"."recorded_by",
  "time_records"."performed_by", "time_records"."supersedes", "time_records"."superseded_by", "time_records"."reason",
  "time_records"."month", "time_records"."week", "time_records"."version", "time_records"."created_at",
  "time_records"."updated_at" FROM "time_records" WHERE ((((("time_records"."plie_id" = :plie) AND
  ("time_records"."user_id" = ANY(array[:referent]::uuid[]))) AND ("time_records"."user_id" = :referent)) AND
  ("time_records"."month" = :month)) AND ("time_records"."status" != 'superseded')) ORDER BY "time_records"."date"
  DESC, "time_records"."id" DESC LIMIT 201;
