//! Rows of imports and of their rows.

use std::collections::HashMap;

use diesel::prelude::*;

use super::api::ImportFilter;
use super::rules::columns::Column;
use super::rules::{ImportMode, ImportStatus, ImportTarget, OnDuplicate, RowOutcome};
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{import_rows, imports as t, jobs};
use crate::db::{Conn, Instant, Json, MultiBackend};
use crate::each;
use crate::failure::{Failure, Outcome};
use crate::http::problem::CandidateView;
use crate::http::{Page, PageIn};
use crate::ids::{Any, AnyId, ImportId, JobId, PlieId, UserId};
use crate::jobs::rules::JobState;
use crate::keyset;

/// A row of `imports`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct ImportRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: ImportId,
    pub(crate) target: ImportTarget,
    pub(crate) mode: ImportMode,
    pub(crate) on_duplicate: OnDuplicate,
    pub(crate) max_changes: Option<i64>,
    /// Its columns: heading and member.
    pub(crate) headings: Json,
    pub(crate) size_bytes: i64,
    pub(crate) sha256: String,
    pub(crate) row_count: i64,
    /// The name of the rows in the data directory, while they are needed.
    pub(crate) stored_as: Option<String>,
    pub(crate) stored_bytes: Option<i64>,
    /// The key that seals them, sealed itself.
    pub(crate) sealed_key: Option<Vec<u8>>,
    pub(crate) status: ImportStatus,
    /// Rows that this pass is done with.
    pub(crate) position: i64,
    pub(crate) rows_created: i64,
    pub(crate) rows_updated: i64,
    pub(crate) rows_unchanged: i64,
    pub(crate) rows_rejected: i64,
    pub(crate) problems: Json,
    /// The job that works or worked on it last.
    pub(crate) job_id: JobId,
    pub(crate) requested_by: UserId,
    pub(crate) validated_at: Option<Instant>,
    pub(crate) finished_at: Option<Instant>,
    /// Until when the rows wait for their commit, or their report is kept.
    pub(crate) expires_at: Instant,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

impl ImportRow {
    pub(super) fn columns(&self) -> Outcome<Vec<Column>> {
        self.headings.read().map_err(Failure::defect)
    }

    /// Rows that would create or change something, or did.
    pub(super) const fn changes(&self) -> i64 {
        self.rows_created + self.rows_updated
    }

    /// The sealed rows are needed no more: their name.
    pub(super) fn let_go(&mut self) -> Option<String> {
        self.stored_bytes = None;
        self.sealed_key = None;
        self.stored_as.take()
    }
}

/// What is said of a row, in both languages.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Said {
    /// Where in what the row says, as a JSON pointer.
    pub(crate) pointer: String,
    /// The heading of the column.
    pub(crate) column: Option<String>,
    pub(crate) code: String,
    pub(crate) fr: String,
    pub(crate) en: String,
    /// Who it may be, where that is the problem.
    #[serde(default)]
    pub(crate) candidates: Vec<CandidateView>,
}

/// A row of `import_rows`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = import_rows, treat_none_as_default_value = false)]
pub(crate) struct ReportRow {
    pub(crate) plie_id: PlieId,
    pub(crate) import_id: ImportId,
    pub(crate) row_number: i64,
    pub(crate) outcome: RowOutcome,
    /// Whether something was written for it.
    pub(crate) written: bool,
    pub(crate) object_id: Option<AnyId>,
    pub(crate) problems: Json,
    pub(crate) warnings: Json,
}

/// Every import for who reaches the whole PLIE, else one's own.
fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> t::BoxedQuery<'a, MultiBackend> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).into_boxed();
    if reach.all { query } else { query.filter(t::requested_by.eq(reach.user)) }
}

pub(super) fn list(cx: &mut Ctx<'_>, filter: &ImportFilter, page: &PageIn) -> Outcome<Page<ImportRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &cx.reach);
        if let Some(target) = filter.target {
            query = query.filter(t::target.eq(target));
        }
        if let Some(status) = filter.status {
            query = query.filter(t::status.eq(status));
        }
        match page.updated_after {
            Some(after) => query.filter(t::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-created_at"])?;
    let query = filtered(cx).select(ImportRow::as_select());
    let rows = keyset!(query, page, desc, t::created_at, t::id, Instant).load(cx.conn)?;
    let mut found = page.cut(rows, sort, |r: &ImportRow| (r.created_at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: ImportId) -> Outcome<ImportRow> {
    Ok(scoped(cx, reach).filter(t::id.eq(id)).select(ImportRow::as_select()).get_result(cx.conn)?)
}

/// Whether an import is in reach.
///
/// # Errors
/// The database is away.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: ImportId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// An import, whoever asks: for its own work.
pub(super) fn by_id(conn: &mut Conn, plie: PlieId, id: ImportId) -> Outcome<ImportRow> {
    Ok(t::table.find((plie, id)).select(ImportRow::as_select()).get_result(conn)?)
}

/// As [`by_id`], held until the transaction ends.
pub(super) fn held(conn: &mut Conn, plie: PlieId, id: ImportId) -> Outcome<ImportRow> {
    crate::db::hold_row(conn, "imports", plie, id)?;
    by_id(conn, plie, id)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &ImportRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

pub(super) fn update(conn: &mut Conn, row: &ImportRow) -> Outcome<()> {
    diesel::update(t::table.find((row.plie_id, row.id))).set(row).execute(conn)?;
    Ok(())
}

/// Whether the claim of a job is still the one that it was taken with.
pub(super) fn claim_holds(conn: &mut Conn, plie: PlieId, id: JobId, claim: Option<AnyId>) -> Outcome<bool> {
    let ours = jobs::table.find((plie, id)).filter(jobs::state.eq(JobState::Running)).filter(jobs::claim.eq(claim));
    Ok(diesel::select(diesel::dsl::exists(ours)).get_result(conn)?)
}

fn rows_of(plie: PlieId, id: ImportId) -> import_rows::BoxedQuery<'static, MultiBackend> {
    import_rows::table.filter(import_rows::plie_id.eq(plie)).filter(import_rows::import_id.eq(id)).into_boxed()
}

/// The rows of an import in the order of its file; they are named by their number.
pub(super) fn list_rows(
    cx: &mut Ctx<'_>,
    id: ImportId,
    outcome: Option<RowOutcome>,
    page: &PageIn,
) -> Outcome<Page<ReportRow>> {
    let filtered = |cx: &Ctx<'_>| match outcome {
        Some(outcome) => rows_of(cx.plie(), id).filter(import_rows::outcome.eq(outcome)),
        None => rows_of(cx.plie(), id),
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["row"])?;
    let mut query = filtered(cx).select(ReportRow::as_select());
    if let Some((number, _)) = page.after::<i64, Any>()? {
        query = query.filter(import_rows::row_number.gt(number));
    }
    let rows = query.order(import_rows::row_number).limit(page.fetch()).load(cx.conn)?;
    let mut found = page.cut(rows, sort, |r: &ReportRow| (r.row_number.into(), r.import_id))?;
    found.total = total;
    Ok(found)
}

/// So many rows after a number.
pub(super) fn rows_after(cx: &mut Ctx<'_>, id: ImportId, number: i64, limit: i64) -> Outcome<Vec<ReportRow>> {
    let query = rows_of(cx.plie(), id).filter(import_rows::row_number.gt(number)).select(ReportRow::as_select());
    Ok(query.order(import_rows::row_number).limit(limit).load(cx.conn)?)
}

/// What became of these rows when they were validated.
pub(super) fn outcomes(cx: &mut Ctx<'_>, id: ImportId, numbers: &[i64]) -> Outcome<HashMap<i64, RowOutcome>> {
    let query = rows_of(cx.plie(), id)
        .filter(import_rows::row_number.eq_any(numbers.to_vec()))
        .select((import_rows::row_number, import_rows::outcome));
    Ok(query.load::<(i64, RowOutcome)>(cx.conn)?.into_iter().collect())
}

/// Writes the report of rows, over what was said of them before.
pub(super) fn put_rows(cx: &mut Ctx<'_>, id: ImportId, rows: &[ReportRow]) -> Outcome<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let numbers: Vec<i64> = rows.iter().map(|row| row.row_number).collect();
    let before = import_rows::table
        .filter(import_rows::plie_id.eq(cx.plie()))
        .filter(import_rows::import_id.eq(id))
        .filter(import_rows::row_number.eq_any(numbers));
    diesel::delete(before).execute(cx.conn)?;
    each!(cx.conn, |c| diesel::insert_into(import_rows::table).values(rows).execute(c))?;
    Ok(())
}

/// How many rows came to what.
pub(super) fn counts(cx: &mut Ctx<'_>, row: &mut ImportRow) -> Outcome<()> {
    let mut count = |outcome: RowOutcome| -> Outcome<i64> {
        let query = rows_of(row.plie_id, row.id).filter(import_rows::outcome.eq(outcome));
        Ok(query.count().get_result(cx.conn)?)
    };
    let found = [
        count(RowOutcome::Created)?,
        count(RowOutcome::Updated)?,
        count(RowOutcome::Unchanged)?,
        count(RowOutcome::Rejected)?,
    ];
    [row.rows_created, row.rows_updated, row.rows_unchanged, row.rows_rejected] = found;
    Ok(())
}

/// Lets go of what has been kept long enough: files that were not committed in time or whose job came to nothing, and
/// the report of rows. The names of the files in the data directory.
///
/// # Errors
/// The database is away.
pub(crate) fn expire(conn: &mut Conn, now: Instant) -> Outcome<Vec<String>> {
    let late = t::table
        .filter(t::stored_as.is_not_null())
        .filter(t::status.eq(ImportStatus::Validated))
        .filter(t::expires_at.le(now))
        .order((t::expires_at, t::id))
        .limit(500)
        .select(ImportRow::as_select());
    let lost = t::table
        .inner_join(jobs::table.on(jobs::plie_id.eq(t::plie_id).and(jobs::id.eq(t::job_id))))
        .filter(t::status.eq_any([ImportStatus::Validating, ImportStatus::Committing]))
        .filter(jobs::state.eq(JobState::Failed))
        .order((t::expires_at, t::id))
        .limit(500)
        .select(ImportRow::as_select());
    let mut over: Vec<(ImportRow, ImportStatus)> =
        late.load::<ImportRow>(conn)?.into_iter().map(|row| (row, ImportStatus::Expired)).collect();
    over.extend(lost.load::<ImportRow>(conn)?.into_iter().map(|row| (row, ImportStatus::Failed)));
    let mut names = Vec::new();
    for (mut row, status) in over {
        names.extend(row.let_go());
        row.status = status;
        row.finished_at = Some(now);
        row.version += 1;
        row.updated_at = now;
        update(conn, &row)?;
    }
    let kept_enough: Vec<(PlieId, ImportId)> = t::table
        .inner_join(import_rows::table.on(import_rows::plie_id.eq(t::plie_id).and(import_rows::import_id.eq(t::id))))
        .filter(t::status.eq_any([ImportStatus::Committed, ImportStatus::Failed, ImportStatus::Expired]))
        .filter(t::expires_at.le(now))
        .select((t::plie_id, t::id))
        .distinct()
        .limit(50)
        .load(conn)?;
    for (plie, id) in kept_enough {
        let rows = import_rows::table.filter(import_rows::plie_id.eq(plie)).filter(import_rows::import_id.eq(id));
        diesel::delete(rows).execute(conn)?;
    }
    Ok(names)
}

/// Of these names of the data directory, those that no import knows.
///
/// # Errors
/// The database is away.
pub(crate) fn forgotten(conn: &mut Conn, names: Vec<String>) -> Outcome<Vec<String>> {
    let mut lost = Vec::new();
    for chunk in names.chunks(500) {
        let asked: Vec<Option<String>> = chunk.iter().cloned().map(Some).collect();
        let known: Vec<Option<String>> = t::table.filter(t::stored_as.eq_any(asked)).select(t::stored_as).load(conn)?;
        lost.extend(chunk.iter().filter(|name| !known.iter().flatten().any(|k| k == *name)).cloned());
    }
    Ok(lost)
}
