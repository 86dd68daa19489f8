//! The tables of `migrations/`, as diesel knows them. Names and order of columns are those of the
//! migrations; `tests/api/database.rs` compares the two.
