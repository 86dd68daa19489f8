-- time-split over twelve whole months, from the roll-up, by the director.
\if :first
select id as session from sessions where plie_id = :plie and user_id = :director order by created_at desc limit 1 \gset
\set first 0
\endif
SELECT "users"."roles", "users"."status", "users"."auth_version", "sessions"."ended_at", "sessions"."expires_at",
  "plies"."version" FROM (("users" INNER JOIN "sessions" ON (("sessions"."plie_id" = "users"."plie_id") AND
  ("sessions"."user_id" = "users"."id"))) INNER JOIN "plies" ON ("plies"."id" = "users"."plie_id")) WHERE
  (((("users"."plie_id" = :plie) AND ("users"."id" = :director)) AND ("sessions"."plie_id" = :plie)) AND
  ("sessions"."id" = :session));
select operation_id, task, attribution, cast(sum(minutes) as bigint) as minutes
  from (select t.operation_id as operation_id, t.task as task, t.attribution as attribution, t.minutes as minutes
  from time_totals t where t.plie_id = :plie and t.month between :first_month and :last_month
  and t.task not in ('leave', 'sick', 'public_holiday', 'rtt', 'strike', 'union')) m
  group by operation_id, task, attribution;
select operations.id, operations.number from operations
  where operations.plie_id = :plie and operations.id = any(array[:operation]::uuid[]);
