//! Rows of the profiles that PLIEs have made.

use diesel::prelude::*;

use super::rules::{DateFormat, ExportDelimiter, ExportEncoding, ExportSource};
use crate::ctx::Ctx;
use crate::db::schema::export_profiles as t;
use crate::db::{Day, Instant, Json};
use crate::failure::{Failure, Outcome};
use crate::ids::{ExportProfileId, PlieId, UserId};

/// A row of `export_profiles`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct ProfileRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: ExportProfileId,
    pub(crate) code: String,
    pub(crate) label_fr: String,
    pub(crate) label_en: String,
    pub(crate) source: ExportSource,
    /// Its columns.
    pub(crate) layout: Json,
    pub(crate) delimiter: ExportDelimiter,
    pub(crate) encoding: ExportEncoding,
    pub(crate) date_format: DateFormat,
    pub(crate) valid_from: Option<Day>,
    pub(crate) valid_to: Option<Day>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// The PLIE's own profiles, which are few.
pub(super) fn all(cx: &mut Ctx<'_>) -> Outcome<Vec<ProfileRow>> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).order(t::code).select(ProfileRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// The PLIE's own profile under a code.
pub(super) fn find(cx: &mut Ctx<'_>, code: &str) -> Outcome<Option<ProfileRow>> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).filter(t::code.eq(code)).select(ProfileRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

pub(super) fn count(cx: &mut Ctx<'_>) -> Outcome<i64> {
    Ok(t::table.filter(t::plie_id.eq(cx.plie())).count().get_result(cx.conn)?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &ProfileRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &ProfileRow) -> Outcome<()> {
    let before =
        t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
