//! The tables of `migrations/`, as diesel knows them. Names and order of columns are those of the
//! migrations; `tests/api/database.rs` compares the two.
#![expect(missing_docs, reason = "diesel's macros give tables and columns no documentation")]

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    reference_codes (id) {
        id -> UuidSql,
        list -> Text,
        code -> Text,
        plie_id -> Nullable<UuidSql>,
        label_fr -> Text,
        label_en -> Text,
        sort -> BigInt,
        valid_from -> Nullable<Date>,
        valid_to -> Nullable<Date>,
        attrs -> JsonSql,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
