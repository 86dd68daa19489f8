-- 50 participants by status and territory, by the director.
\if :first
select id as session from sessions where plie_id = :plie and user_id = :director order by created_at desc limit 1 \gset
\set first 0
\endif
SELECT "users"."roles", "users"."status", "users"."auth_version", "sessions"."ended_at", "sessions"."expires_at",
  "plies"."version" FROM (("users" INNER JOIN "sessions" ON (("sessions"."plie_id" = "users"."plie_id") AND
  ("sessions"."user_id" = "users"."id"))) INNER JOIN "plies" ON ("plies"."id" = "users"."plie_id")) WHERE
  (((("users"."plie_id" = :plie) AND ("users"."id" = :director)) AND ("sessions"."plie_id" = :plie)) AND
  ("sessions"."id" = :session));
SELECT "participants"."plie_id", "participants"."id", "participants"."first_name", "participants"."last_name",
  "participants"."birth_name", "participants"."birth_date", "participants"."gender", "participants"."email",
  "participants"."phone", "participants"."contact_person", "participants"."address", "participants"."commune_code",
  "participants"."postcode", "participants"."external_ids", "participants"."france_travail_id",
  "participants"."caf_msa_id", "participants"."sort_name", "participants"."territory_id", "participants"."site_id",
  "participants"."last_contact_on", "participants"."merged_into", "participants"."current_pathway_id",
  "participants"."pathway_status", "participants"."current_referent_id", "participants"."current_referent_user_id",
  "participants"."recorded_by", "participants"."version", "participants"."created_at", "participants"."updated_at"
  FROM "participants" WHERE (((("participants"."plie_id" = :plie) AND ("participants"."merged_into" IS NULL)) AND
  ("participants"."territory_id" = :territory)) AND ("participants"."pathway_status" = 'active')) ORDER BY
  "participants"."sort_name" ASC, "participants"."id" ASC LIMIT 51;
