//! Queries on decisions.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};

use super::{DecisionRow, presented, rooms};
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{agenda_items, commission_sessions, decisions, entry_files, pathways};
use crate::db::{Instant, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{AgendaItemId, DecisionId, EntryFileId, PathwayId, PlieId};
use crate::intake::commissions::api::DecisionFilter;
use crate::intake::entry_files::DepartmentOpinion;
use crate::keyset;
use crate::participants::in_reach;

/// A decision with what it is about.
#[derive(Debug, Clone)]
pub(in crate::intake::commissions) struct Decided {
    pub(in crate::intake::commissions) row: DecisionRow,
    pub(in crate::intake::commissions) entry_file_id: Option<EntryFileId>,
    /// The pathway that was reviewed, or that the admission opened.
    pub(in crate::intake::commissions) pathway_id: Option<PathwayId>,
}

type Condition = Box<dyn BoxableExpression<decisions::table, MultiBackend, SqlType = Nullable<Bool>>>;

/// The decisions of the rooms and of the people in reach. A social worker reaches those on RSA recipients alone (R4.6).
fn scoped<'a>(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<decisions::BoxedQuery<'a, MultiBackend>> {
    let plie = cx.plie();
    let rooms = rooms(cx, reach)?;
    let query = decisions::table.filter(decisions::plie_id.eq(plie)).into_boxed();
    if rooms.all {
        return Ok(query);
    }
    let sessions = commission_sessions::table
        .filter(commission_sessions::plie_id.eq(plie))
        .filter(
            commission_sessions::commission_id.eq_any(rooms.whole).or(commission_sessions::commission_id
                .eq_any(rooms.seated)
                .and(commission_sessions::status.eq_any(super::open_to_members()))),
        )
        .select(commission_sessions::id);
    let mut ways: Condition = Box::new(decisions::session_id.eq_any(sessions).nullable());
    if reach.own {
        let mine = agenda_items::table
            .filter(agenda_items::plie_id.eq(plie))
            .filter(agenda_items::entry_file_id.assume_not_null().eq_any(presented(plie, reach.user)))
            .select(agenda_items::id);
        let own = Reach { own: true, ..Reach::nothing(reach.user) };
        let followed = in_reach(cx, &own, decisions::participant_id);
        ways = Box::new(ways.or(decisions::agenda_item_id.eq_any(mine)).or(followed));
    }
    if !reach.reviewed.is_empty() {
        let spoken_of = Reach { reviewed: reach.reviewed.clone(), ..Reach::nothing(reach.user) };
        ways = Box::new(ways.or(in_reach(cx, &spoken_of, decisions::participant_id)));
    }
    if !reach.shared.is_empty() {
        let jointly = Reach { shared: reach.shared.clone(), ..Reach::nothing(reach.user) };
        let jointly = in_reach(cx, &jointly, decisions::participant_id);
        ways = Box::new(ways.or(jointly.and(decisions::agenda_item_id.eq_any(on_rsa_recipients(plie)))));
    }
    Ok(query.filter(ways))
}

/// The items about those who receive the RSA: the département was asked about their file, or their pathway says so.
#[diesel::dsl::auto_type]
fn on_rsa_recipients(plie: PlieId) -> _ {
    let none: DepartmentOpinion = DepartmentOpinion::None;
    let yes: bool = true;
    let files = entry_files::table
        .filter(entry_files::plie_id.eq(plie))
        .filter(entry_files::department_opinion.ne(none))
        .select(entry_files::id);
    let received =
        pathways::table.filter(pathways::plie_id.eq(plie)).filter(pathways::rsa_referent.eq(yes)).select(pathways::id);
    agenda_items::table
        .filter(agenda_items::plie_id.eq(plie))
        .filter(
            agenda_items::entry_file_id
                .is_not_null()
                .and(agenda_items::entry_file_id.assume_not_null().eq_any(files))
                .or(agenda_items::pathway_id
                    .is_not_null()
                    .and(agenda_items::pathway_id.assume_not_null().eq_any(received))),
        )
        .select(agenda_items::id)
}

pub(in crate::intake::commissions) fn list(
    cx: &mut Ctx<'_>,
    page: &PageIn,
    f: &DecisionFilter,
) -> Outcome<Page<Decided>> {
    let reach = cx.reach.clone();
    let filtered = |cx: &mut Ctx<'_>| -> Outcome<decisions::BoxedQuery<'_, MultiBackend>> {
        let mut query = scoped(cx, &reach)?;
        if let Some(id) = f.session_id {
            query = query.filter(decisions::session_id.eq(id));
        }
        if let Some(id) = f.participant_id {
            query = query.filter(decisions::participant_id.eq(id));
        }
        if let Some(outcome) = f.outcome {
            query = query.filter(decisions::outcome.eq(outcome));
        }
        if let Some(after) = page.updated_after {
            query = query.filter(decisions::updated_at.gt(after));
        }
        Ok(query)
    };
    let total = if page.include_total { Some(filtered(cx)?.count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-created_at", "created_at"])?;
    let query = filtered(cx)?.select(DecisionRow::as_select());
    let rows = if sort == "created_at" {
        keyset!(query, page, asc, decisions::created_at, decisions::id, Instant).load(cx.conn)?
    } else {
        keyset!(query, page, desc, decisions::created_at, decisions::id, Instant).load(cx.conn)?
    };
    let found = page.cut(rows, sort, |r: &DecisionRow| (r.created_at.to_string().into(), r.id))?;
    Ok(Page { items: with_targets(cx, found.items)?, next_cursor: found.next_cursor, total })
}

pub(in crate::intake::commissions) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: DecisionId) -> Outcome<Decided> {
    let query = scoped(cx, reach)?.filter(decisions::id.eq(id)).select(DecisionRow::as_select());
    let row = query.get_result(cx.conn)?;
    with_targets(cx, vec![row])?.pop().ok_or(Failure::NotFound)
}

/// The decisions of these items.
pub(in crate::intake::commissions) fn of_items(
    cx: &mut Ctx<'_>,
    items: &[AgendaItemId],
) -> Outcome<HashMap<AgendaItemId, Decided>> {
    if items.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = decisions::table
        .filter(decisions::plie_id.eq(cx.plie()))
        .filter(decisions::agenda_item_id.eq_any(items.to_vec()))
        .select(DecisionRow::as_select())
        .load(cx.conn)?;
    Ok(with_targets(cx, rows)?.into_iter().map(|d| (d.row.agenda_item_id, d)).collect())
}

/// The decisions on a file or a pathway that still stand, with the day of their session.
pub(in crate::intake::commissions) fn standing(
    cx: &mut Ctx<'_>,
    file: Option<EntryFileId>,
    pathway: Option<PathwayId>,
) -> Outcome<Vec<(DecisionRow, Instant)>> {
    let query = decisions::table
        .inner_join(
            agenda_items::table
                .on(agenda_items::plie_id.eq(decisions::plie_id).and(agenda_items::id.eq(decisions::agenda_item_id))),
        )
        .inner_join(commission_sessions::table.on(
            commission_sessions::plie_id.eq(decisions::plie_id).and(commission_sessions::id.eq(decisions::session_id)),
        ))
        .filter(decisions::plie_id.eq(cx.plie()))
        .filter(decisions::superseded_by.is_null())
        .filter(
            agenda_items::entry_file_id
                .assume_not_null()
                .eq_any(Vec::from_iter(file))
                .or(agenda_items::pathway_id.assume_not_null().eq_any(Vec::from_iter(pathway))),
        )
        .order(decisions::id)
        .select((DecisionRow::as_select(), commission_sessions::starts_at));
    Ok(query.load(cx.conn)?)
}

type Target = (AgendaItemId, Option<EntryFileId>, Option<PathwayId>);

fn with_targets(cx: &mut Ctx<'_>, rows: Vec<DecisionRow>) -> Outcome<Vec<Decided>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let items: Vec<AgendaItemId> = rows.iter().map(|r| r.agenda_item_id).collect();
    let targets: Vec<Target> = agenda_items::table
        .filter(agenda_items::plie_id.eq(cx.plie()))
        .filter(agenda_items::id.eq_any(items))
        .select((agenda_items::id, agenda_items::entry_file_id, agenda_items::pathway_id))
        .load(cx.conn)?;
    let targets: HashMap<AgendaItemId, (Option<EntryFileId>, Option<PathwayId>)> =
        targets.into_iter().map(|(id, file, pathway)| (id, (file, pathway))).collect();
    let ids: Vec<DecisionId> = rows.iter().map(|r| r.id).collect();
    let opened: Vec<(DecisionId, PathwayId)> = pathways::table
        .filter(pathways::plie_id.eq(cx.plie()))
        .filter(pathways::decision_id.assume_not_null().eq_any(ids))
        .select((pathways::decision_id.assume_not_null(), pathways::id))
        .load(cx.conn)?;
    let opened: HashMap<DecisionId, PathwayId> = opened.into_iter().collect();
    let decided = rows.into_iter().map(|row| {
        let (entry_file_id, reviewed) = targets.get(&row.agenda_item_id).copied().unwrap_or_default();
        let pathway_id = reviewed.or_else(|| opened.get(&row.id).copied());
        Decided { row, entry_file_id, pathway_id }
    });
    Ok(decided.collect())
}

pub(in crate::intake::commissions) fn insert(cx: &mut Ctx<'_>, row: &DecisionRow) -> Outcome<()> {
    diesel::insert_into(decisions::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(in crate::intake::commissions) fn update(cx: &mut Ctx<'_>, row: &DecisionRow) -> Outcome<()> {
    let before = decisions::table
        .filter(decisions::plie_id.eq(row.plie_id))
        .filter(decisions::id.eq(row.id))
        .filter(decisions::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
