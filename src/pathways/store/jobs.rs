//! Rows of job follow-ups (S2.16), and the courses that may end in a positive exit (§ 5.7).

use std::collections::HashMap;

use diesel::prelude::*;

use crate::ctx::Ctx;
use crate::db::schema::{actions, employment_contracts, job_follow_ups, stages};
use crate::db::{Day, Instant};
use crate::failure::{Failure, Outcome};
use crate::ids::{EmploymentContractId, JobFollowUpId, PathwayId, PlieId, UserId};
use crate::pathways::rules::outcomes::Course;
use crate::pathways::stages::rules::StageStatus;

/// The stages that are qualifying courses (§ 5.3).
const COURSES: [&str; 2] = ["qualifying_training", "certifying_training"];

/// A row of `job_follow_ups`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = job_follow_ups, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct FollowUpRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: JobFollowUpId,
    pub(crate) pathway_id: PathwayId,
    pub(crate) employment_contract_id: EmploymentContractId,
    pub(crate) starts_on: Day,
    pub(crate) due_on: Day,
    pub(crate) next_check_on: Option<Day>,
    pub(crate) ended_on: Option<Day>,
    pub(crate) end_reason: Option<String>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// The follow-up that lasts.
pub(in crate::pathways) fn follow_up(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Option<FollowUpRow>> {
    let query = job_follow_ups::table
        .filter(job_follow_ups::plie_id.eq(cx.plie()))
        .filter(job_follow_ups::pathway_id.eq(pathway))
        .filter(job_follow_ups::ended_on.is_null())
        .select(FollowUpRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

/// The follow-ups that last, of these pathways.
pub(super) fn follow_ups(cx: &mut Ctx<'_>, ids: &[PathwayId]) -> Outcome<HashMap<PathwayId, FollowUpRow>> {
    let rows: Vec<FollowUpRow> = job_follow_ups::table
        .filter(job_follow_ups::plie_id.eq(cx.plie()))
        .filter(job_follow_ups::pathway_id.eq_any(ids.to_vec()))
        .filter(job_follow_ups::ended_on.is_null())
        .select(FollowUpRow::as_select())
        .load(cx.conn)?;
    Ok(rows.into_iter().map(|row| (row.pathway_id, row)).collect())
}

/// The last day on which the person came back from a job: what ends with an exit has no reason of its own.
pub(in crate::pathways) fn last_return(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Option<Day>> {
    let query = job_follow_ups::table
        .filter(job_follow_ups::plie_id.eq(cx.plie()))
        .filter(job_follow_ups::pathway_id.eq(pathway))
        .filter(job_follow_ups::end_reason.is_not_null())
        .filter(job_follow_ups::ended_on.is_not_null())
        .order(job_follow_ups::ended_on.desc())
        .limit(1)
        .select(job_follow_ups::ended_on.assume_not_null());
    Ok(query.get_result(cx.conn).optional()?)
}

pub(in crate::pathways) fn insert_follow_up(cx: &mut Ctx<'_>, row: &FollowUpRow) -> Outcome<()> {
    diesel::insert_into(job_follow_ups::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(in crate::pathways) fn update_follow_up(cx: &mut Ctx<'_>, row: &FollowUpRow) -> Outcome<()> {
    let before = job_follow_ups::table
        .filter(job_follow_ups::plie_id.eq(row.plie_id))
        .filter(job_follow_ups::id.eq(row.id))
        .filter(job_follow_ups::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}

/// The qualifying courses of a pathway that have begun, in order of time.
pub(in crate::pathways) fn courses(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Vec<Course>> {
    let begun = [StageStatus::InProgress, StageStatus::Completed, StageStatus::Interrupted];
    let rows: Vec<(Day, Option<Day>, Option<Day>)> = stages::table
        .left_join(
            actions::table.on(actions::plie_id.eq(stages::plie_id).and(actions::id.nullable().eq(stages::action_id))),
        )
        .filter(stages::plie_id.eq(cx.plie()))
        .filter(stages::pathway_id.eq(pathway))
        .filter(stages::type_.eq_any(COURSES))
        .filter(stages::status.eq_any(begun))
        .filter(stages::started_on.is_not_null())
        .order((stages::started_on, stages::id))
        .select((stages::started_on.assume_not_null(), stages::ended_on, actions::ends_on.nullable()))
        .load(cx.conn)?;
    let course = |(starts_on, ends_on, planned_until)| Course { starts_on, ends_on, planned_until };
    Ok(rows.into_iter().map(course).collect())
}

/// The first day of the first job of a pathway.
pub(in crate::pathways) fn first_job(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Option<Day>> {
    let query = employment_contracts::table
        .filter(employment_contracts::plie_id.eq(cx.plie()))
        .filter(employment_contracts::pathway_id.eq(pathway))
        .order((employment_contracts::starts_on, employment_contracts::id))
        .limit(1)
        .select(employment_contracts::starts_on);
    Ok(query.get_result(cx.conn).optional()?)
}
