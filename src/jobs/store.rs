//! Rows of jobs. Those that every node works through are asked for behind the system's wall.

use diesel::prelude::*;

use super::results::Made;
use super::rules::{CLAIM_SECONDS, JobKind, JobState, KEPT_SECONDS, is_tried_again};
use crate::ctx::Ctx;
use crate::db::literal::Literals;
use crate::db::schema::jobs as t;
use crate::db::types::UuidSql;
use crate::db::{Conn, Instant, Json};
use crate::each;
use crate::failure::{Failure, Outcome};
use crate::ids::{AnyId, JobId, PlieId, UserId};

/// A row of `jobs`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = t, treat_none_as_default_value = false)]
pub(crate) struct JobRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: JobId,
    pub(crate) kind: JobKind,
    /// The operation that asked for it: whose right it needs, when it runs and when its result is fetched.
    pub(crate) operation: String,
    pub(crate) object_id: Option<AnyId>,
    pub(crate) parameters: Json,
    pub(crate) state: JobState,
    pub(crate) progress: i64,
    pub(crate) problems: Json,
    pub(crate) attempts: i64,
    pub(crate) claim: Option<AnyId>,
    pub(crate) claimed_until: Instant,
    pub(crate) requested_by: UserId,
    pub(crate) request_id: String,
    /// Why it was asked for, in the asker's words.
    pub(crate) reason: Option<String>,
    /// Whom it tells of.
    pub(crate) covers: Option<Json>,
    /// The key of its result, sealed; none where that stands in the clear.
    pub(crate) result_key: Option<Vec<u8>>,
    pub(crate) result_name: Option<String>,
    pub(crate) result_file_name: Option<String>,
    pub(crate) result_content_type: Option<String>,
    pub(crate) result_size_bytes: Option<i64>,
    pub(crate) result_sha256: Option<String>,
    pub(crate) started_at: Option<Instant>,
    pub(crate) finished_at: Option<Instant>,
    pub(crate) expires_at: Option<Instant>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// Why a job came to nothing, in both languages.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Failed {
    pub(crate) code: String,
    pub(crate) fr: String,
    pub(crate) en: String,
}

/// A job of the caller's own.
pub(super) fn find(cx: &mut Ctx<'_>, id: JobId) -> Outcome<JobRow> {
    let user = cx.actor.user().ok_or(Failure::NotFound)?;
    let query = t::table.find((cx.plie(), id)).filter(t::requested_by.eq(user)).select(JobRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// A job that the caller has asked for already and that is not over.
pub(super) fn under_way(
    cx: &mut Ctx<'_>,
    kind: JobKind,
    user: UserId,
    object: Option<AnyId>,
) -> Outcome<Option<JobRow>> {
    let Some(object) = object else { return Ok(None) };
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::requested_by.eq(user))
        .filter(t::kind.eq(kind))
        .filter(t::object_id.eq(object))
        .filter(t::state.eq_any([JobState::Queued, JobState::Running]))
        .select(JobRow::as_select());
    Ok(query.first(cx.conn).optional()?)
}

/// How many jobs of a kind an account has asked for that are not over.
pub(crate) fn count_under_way(cx: &mut Ctx<'_>, kind: JobKind, user: UserId) -> Outcome<i64> {
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::requested_by.eq(user))
        .filter(t::kind.eq(kind))
        .filter(t::state.eq_any([JobState::Queued, JobState::Running]));
    Ok(query.count().get_result(cx.conn)?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &JobRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Whether a job waits for a node.
///
/// # Errors
/// The database is away.
pub(crate) fn due(conn: &mut Conn, now: Instant) -> Outcome<bool> {
    let waiting =
        t::table.filter(t::state.eq_any([JobState::Queued, JobState::Running])).filter(t::claimed_until.le(now));
    Ok(diesel::select(diesel::dsl::exists(waiting)).get_result(conn)?)
}

#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = UuidSql)]
    plie_id: PlieId,
    #[diesel(sql_type = UuidSql)]
    id: JobId,
}

/// Takes the job that has waited longest, under a claim of its own; none where nothing is due. One that was begun too
/// often comes back failed.
///
/// # Errors
/// The database is away.
pub(crate) fn claim(conn: &mut Conn, now: Instant) -> Outcome<Option<JobRow>> {
    let (lit, lock) = (Literals::of(conn), if conn.is_pg() { " for update skip locked" } else { "" });
    let sql = format!(
        "select plie_id, id from jobs where state in ('{}', '{}') and claimed_until <= {} order by claimed_until, id limit 1{lock}",
        JobState::Queued,
        JobState::Running,
        lit.instant(now),
    );
    let due: Option<Due> = each!(conn, |c| diesel::sql_query(sql).get_result(c).optional())?;
    let Some(due) = due else { return Ok(None) };
    let mut row: JobRow = t::table.find((due.plie_id, due.id)).select(JobRow::as_select()).get_result(conn)?;
    if !is_tried_again(row.attempts) {
        let why = Failed {
            code: "job_interrupted".to_owned(),
            fr: "Le travail a été interrompu trop souvent ; demandez-le de nouveau.".to_owned(),
            en: "The work was interrupted too often; ask for it again.".to_owned(),
        };
        let claim = row.claim.unwrap_or_else(AnyId::new);
        fail(conn, &row, claim, &why, now)?;
        row.state = JobState::Failed;
        return Ok(Some(row));
    }
    row.state = JobState::Running;
    row.attempts += 1;
    row.claim = Some(AnyId::new());
    row.claimed_until = now.plus_seconds(CLAIM_SECONDS);
    row.started_at = row.started_at.or(Some(now));
    row.version += 1;
    row.updated_at = now;
    diesel::update(t::table.find((row.plie_id, row.id)))
        .set((
            t::state.eq(row.state),
            t::attempts.eq(row.attempts),
            t::claim.eq(row.claim),
            t::claimed_until.eq(row.claimed_until),
            t::started_at.eq(row.started_at),
            t::version.eq(row.version),
            t::updated_at.eq(row.updated_at),
        ))
        .execute(conn)?;
    Ok(Some(row))
}

/// A sign of life: the claim holds on, and the job is so far. `false` where another node has it now.
///
/// # Errors
/// The database is away.
pub(crate) fn beat(conn: &mut Conn, job: &JobRow, progress: i64, now: Instant) -> Outcome<bool> {
    let held = t::table
        .filter(t::plie_id.eq(job.plie_id))
        .filter(t::id.eq(job.id))
        .filter(t::state.eq(JobState::Running))
        .filter(t::claim.eq(job.claim));
    let put = (
        t::progress.eq(progress),
        t::claimed_until.eq(now.plus_seconds(CLAIM_SECONDS)),
        t::version.eq(t::version + 1),
        t::updated_at.eq(now),
    );
    Ok(diesel::update(held).set(put).execute(conn)? == 1)
}

/// Keeps the result of a job. `false` where another node has it now: then the result is nobody's.
///
/// # Errors
/// The database is away.
pub(crate) fn finish(conn: &mut Conn, job: &JobRow, made: &Made, now: Instant) -> Outcome<bool> {
    let held = t::table
        .filter(t::plie_id.eq(job.plie_id))
        .filter(t::id.eq(job.id))
        .filter(t::state.eq(JobState::Running))
        .filter(t::claim.eq(job.claim));
    let covers = match &made.covers {
        Some(covers) => Some(Json::of(covers).map_err(Failure::defect)?),
        None => job.covers.clone(),
    };
    let put = (
        t::state.eq(JobState::Done),
        t::progress.eq(100i64),
        t::result_name.eq(Some(&made.name)),
        t::result_file_name.eq(Some(&made.file_name)),
        t::result_content_type.eq(Some(made.content_type)),
        t::result_size_bytes.eq(Some(i64::try_from(made.size).map_err(Failure::defect)?)),
        t::result_sha256.eq(Some(&made.sha256)),
        t::covers.eq(covers),
        t::result_key.eq(&made.key),
        t::finished_at.eq(Some(now)),
        t::expires_at.eq(Some(now.plus_seconds(KEPT_SECONDS))),
        t::version.eq(t::version + 1),
        t::updated_at.eq(now),
    );
    Ok(diesel::update(held).set(put).execute(conn)? == 1)
}

/// A job that came to nothing.
///
/// # Errors
/// The database is away.
pub(crate) fn fail(conn: &mut Conn, job: &JobRow, claim: AnyId, why: &Failed, now: Instant) -> Outcome<bool> {
    let open = t::table
        .filter(t::plie_id.eq(job.plie_id))
        .filter(t::id.eq(job.id))
        .filter(t::state.eq_any([JobState::Queued, JobState::Running]))
        .filter(t::claim.is_null().or(t::claim.eq(claim)));
    let put = (
        t::state.eq(JobState::Failed),
        t::problems.eq(Json::of(&[why]).map_err(Failure::defect)?),
        t::finished_at.eq(Some(now)),
        t::version.eq(t::version + 1),
        t::updated_at.eq(now),
    );
    Ok(diesel::update(open).set(put).execute(conn)? == 1)
}

/// Lets go of the results that were kept long enough: their names in the data directory.
///
/// # Errors
/// The database is away.
pub(crate) fn expire(conn: &mut Conn, now: Instant) -> Outcome<Vec<String>> {
    let old: Vec<(PlieId, JobId, Option<String>)> = t::table
        .filter(t::expires_at.le(now))
        .filter(t::result_name.is_not_null())
        .order((t::expires_at, t::id))
        .limit(500)
        .select((t::plie_id, t::id, t::result_name))
        .load(conn)?;
    let mut names = Vec::new();
    for (plie, id, name) in old {
        diesel::update(t::table.find((plie, id)))
            .set((
                t::state.eq(JobState::Expired),
                t::result_name.eq(None::<String>),
                t::version.eq(t::version + 1),
                t::updated_at.eq(now),
            ))
            .execute(conn)?;
        names.extend(name);
    }
    Ok(names)
}

/// Lets go of the results of a kind that a PLIE keeps, and has what is under way begun anew: somebody was erased, who may
/// stand in any of them.
///
/// # Errors
/// The database is away.
pub(crate) fn let_go(conn: &mut Conn, plie: PlieId, kind: JobKind, now: Instant) -> Outcome<()> {
    let of_kind = || t::table.filter(t::plie_id.eq(plie)).filter(t::kind.eq(kind));
    diesel::update(of_kind().filter(t::state.eq(JobState::Done)))
        .set((
            t::state.eq(JobState::Expired),
            t::result_name.eq(None::<String>),
            t::covers.eq(None::<Json>),
            t::version.eq(t::version + 1),
            t::updated_at.eq(now),
        ))
        .execute(conn)?;
    diesel::update(of_kind().filter(t::state.eq(JobState::Running)))
        .set((
            t::state.eq(JobState::Queued),
            t::claim.eq(None::<AnyId>),
            t::claimed_until.eq(now),
            t::version.eq(t::version + 1),
            t::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Of these names of the data directory, those that no job knows.
///
/// # Errors
/// The database is away.
pub(crate) fn forgotten(conn: &mut Conn, names: Vec<String>) -> Outcome<Vec<String>> {
    let mut lost = Vec::new();
    for chunk in names.chunks(500) {
        let asked: Vec<Option<String>> = chunk.iter().cloned().map(Some).collect();
        let query = t::table.filter(t::result_name.eq_any(asked)).select(t::result_name);
        let known: Vec<Option<String>> = query.load(conn)?;
        lost.extend(chunk.iter().filter(|name| !known.iter().flatten().any(|k| k == *name)).cloned());
    }
    Ok(lost)
}
