//! Pages of pathways.

use diesel::dsl::{case_when, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date};

use super::exits::exit_data_owed;
use super::{AssignmentRow, EventRow, PathwayRow, scoped};
use crate::ctx::Ctx;
use crate::db::literal::Literals;
use crate::db::schema::{job_follow_ups, pathway_events, pathways, referent_assignments};
use crate::db::{Day, Instant, MultiBackend};
use crate::failure::Outcome;
use crate::http::{Page, PageIn};
use crate::ids::{PathwayId, PlieId};
use crate::keyset;
use crate::pathways::api::{PathwayDue, PathwayFilter};

/// By the last day for the next interview, those without one last.
pub(in crate::pathways) const BY_INTERVIEW: &str = "next_interview_due_on";
/// The sorts of pathways.
pub(in crate::pathways) const SORTS: &[&str] = &["-created_at", BY_INTERVIEW];

/// Later than any due date: a pathway whose timer stands still comes last.
fn never() -> Day {
    Day(chrono::NaiveDate::from_ymd_opt(2200, 12, 31).unwrap_or(chrono::NaiveDate::MAX))
}

fn filtered<'a>(cx: &Ctx<'_>, page: &PageIn, f: &PathwayFilter) -> pathways::BoxedQuery<'a, MultiBackend> {
    let (plie, today) = (cx.plie(), cx.today);
    let mut query = scoped(cx, &cx.reach);
    if let Some(referent) = f.referent_id {
        let followed = referent_assignments::table
            .filter(referent_assignments::plie_id.eq(plie))
            .filter(referent_assignments::referent_id.eq(referent))
            .filter(
                referent_assignments::ends_on.is_null().or(referent_assignments::ends_on.ge(today).assume_not_null()),
            )
            .filter(referent_assignments::starts_on.le(today))
            .select(referent_assignments::pathway_id);
        query = query.filter(pathways::id.eq_any(followed));
    }
    if let Some(status) = f.status {
        query = query.filter(pathways::status.eq(status));
    }
    if let Some(territory) = f.territory_id {
        query = query.filter(pathways::territory_id.eq(territory));
    }
    if let Some(participant) = f.participant_id {
        query = query.filter(pathways::participant_id.eq(participant));
    }
    if let Some(due) = f.due {
        query = due_by(query, due, Literals::of(cx.conn), plie, today);
    }
    if let Some(after) = page.updated_after {
        query = query.filter(pathways::updated_at.gt(after));
    }
    query
}

fn due_by<'a>(
    query: pathways::BoxedQuery<'a, MultiBackend>,
    due: PathwayDue,
    lit: Literals,
    plie: PlieId,
    today: Day,
) -> pathways::BoxedQuery<'a, MultiBackend> {
    use crate::pathways::rules::PathwayStatus as S;
    match due {
        PathwayDue::Milestone => query.filter(pathways::next_milestone_due_on.le(today)),
        PathwayDue::Interview => query.filter(pathways::next_interview_due_on.le(today)),
        // T8: the months are over, or a check is due; the follow-up ends with an exit
        PathwayDue::FollowUp => query.filter(pathways::status.eq(S::InJobFollowUp)).filter(
            pathways::id.eq_any(
                job_follow_ups::table
                    .filter(job_follow_ups::plie_id.eq(plie))
                    .filter(job_follow_ups::ended_on.is_null())
                    .filter(
                        job_follow_ups::due_on.le(today).or(job_follow_ups::next_check_on.le(today).assume_not_null()),
                    )
                    .select(job_follow_ups::pathway_id),
            ),
        ),
        // T6: the answers about the exit are asked within four weeks of it
        PathwayDue::ExitData => query.filter(sql::<Bool>(&exit_data_owed(lit, today))),
    }
}

/// One page of the pathways within reach.
pub(in crate::pathways) fn list(cx: &mut Ctx<'_>, page: &PageIn, f: &PathwayFilter) -> Outcome<Page<PathwayRow>> {
    let total = if page.include_total { Some(filtered(cx, page, f).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(SORTS)?;
    let query = filtered(cx, page, f).select(PathwayRow::as_select());
    let mut found = if sort == BY_INTERVIEW {
        let due = case_when(pathways::next_interview_due_on.is_null(), never().into_sql::<Date>())
            .otherwise(pathways::next_interview_due_on.assume_not_null());
        let rows = keyset!(query, page, asc, due, pathways::id, Day).load(cx.conn)?;
        page.cut(rows, sort, |r: &PathwayRow| (r.next_interview_due_on.unwrap_or(never()).to_string().into(), r.id))?
    } else {
        let rows = keyset!(query, page, desc, pathways::created_at, pathways::id, Instant).load(cx.conn)?;
        page.cut(rows, sort, |r: &PathwayRow| (r.created_at.to_string().into(), r.id))?
    };
    found.total = total;
    Ok(found)
}

/// One page of what happened to a pathway.
pub(in crate::pathways) fn list_events(cx: &mut Ctx<'_>, page: &PageIn, id: PathwayId) -> Outcome<Page<EventRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let query = pathway_events::table
            .filter(pathway_events::plie_id.eq(cx.plie()))
            .filter(pathway_events::pathway_id.eq(id))
            .into_boxed();
        match page.updated_after {
            Some(after) => query.filter(pathway_events::at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["at"])?;
    let query = filtered(cx).select(EventRow::as_select());
    let rows = keyset!(query, page, asc, pathway_events::at, pathway_events::id, Instant).load(cx.conn)?;
    let mut found = page.cut(rows, sort, |r: &EventRow| (r.at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

/// One page of the referents of a pathway.
pub(in crate::pathways) fn list_assignments(
    cx: &mut Ctx<'_>,
    page: &PageIn,
    id: PathwayId,
) -> Outcome<Page<AssignmentRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let query = referent_assignments::table
            .filter(referent_assignments::plie_id.eq(cx.plie()))
            .filter(referent_assignments::pathway_id.eq(id))
            .into_boxed();
        match page.updated_after {
            Some(after) => query.filter(referent_assignments::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["starts_on"])?;
    let query = filtered(cx).select(AssignmentRow::as_select());
    let rows =
        keyset!(query, page, asc, referent_assignments::starts_on, referent_assignments::id, Day).load(cx.conn)?;
    let mut found = page.cut(rows, sort, |r: &AssignmentRow| (r.starts_on.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}
