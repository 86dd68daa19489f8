//! The tables of `migrations/`, as diesel knows them. Names and order of columns are those of the
//! migrations; `tests/api/database.rs` compares the two.

diesel::table! {
    use diesel::sql_types::*;
    instance (id) { id -> BigInt, key_fingerprint -> Text, created_at -> crate::db::types::InstantSql, }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    plies (id) {
        id -> UuidSql,
        name -> Text,
        siren -> Nullable<Text>,
        protocol_starts_on -> Nullable<Date>,
        protocol_ends_on -> Nullable<Date>,
        settings -> JsonSql,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    users (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        email -> Text,
        email_folded -> Text,
        first_name -> Text,
        last_name -> Text,
        status -> Text,
        roles -> JsonSql,
        external_subject -> Nullable<Text>,
        password_hash -> Nullable<Text>,
        totp_secret -> Nullable<Binary>,
        totp_confirmed -> Bool,
        totp_last_step -> BigInt,
        auth_version -> BigInt,
        failed_logins -> BigInt,
        login_blocked_until -> Nullable<InstantSql>,
        last_seen_at -> Nullable<InstantSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    sessions (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        user_id -> UuidSql,
        generation -> BigInt,
        created_at -> InstantSql,
        last_used_at -> InstantSql,
        expires_at -> InstantSql,
        ended_at -> Nullable<InstantSql>,
        ended_reason -> Nullable<Text>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    one_time_links (id) {
        id -> UuidSql,
        plie_id -> Nullable<UuidSql>,
        user_id -> Nullable<UuidSql>,
        kind -> Text,
        token_hash -> Binary,
        expires_at -> InstantSql,
        used_at -> Nullable<InstantSql>,
        created_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    api_clients (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        name -> Text,
        partner_structure_id -> Nullable<UuidSql>,
        scopes -> JsonSql,
        status -> Text,
        secret_hash -> Binary,
        previous_secret_hash -> Nullable<Binary>,
        previous_secret_until -> Nullable<InstantSql>,
        expires_at -> Nullable<InstantSql>,
        rate_limit_per_minute -> Nullable<BigInt>,
        auth_version -> BigInt,
        last_used_at -> Nullable<InstantSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    idempotency_keys (plie_id, caller_id, key_hash) {
        plie_id -> UuidSql,
        caller_id -> UuidSql,
        key_hash -> Binary,
        request_hash -> Binary,
        answer -> Binary,
        created_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    audit_entries (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        seq -> Nullable<BigInt>,
        at -> InstantSql,
        actor_kind -> Text,
        actor_id -> Nullable<UuidSql>,
        request_id -> Text,
        operation -> Text,
        resource -> Text,
        object_id -> Nullable<UuidSql>,
        object_version -> Nullable<BigInt>,
        subject_id -> Nullable<UuidSql>,
        owner_id -> Nullable<UuidSql>,
        structure_id -> Nullable<UuidSql>,
        change -> Text,
        outcome -> Text,
        reason -> Nullable<Text>,
        fields -> JsonSql,
        hash -> Nullable<Binary>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    audit_heads (plie_id) { plie_id -> UuidSql, seq -> BigInt, hash -> Binary, }
}
diesel::allow_tables_to_appear_in_same_query!(
    plies,
    users,
    sessions,
    one_time_links,
    api_clients,
    idempotency_keys,
    audit_entries,
    audit_heads
);
