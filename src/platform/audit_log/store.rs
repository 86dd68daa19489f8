//! Queries on the sequenced part of the journal.

use diesel::prelude::*;

use super::api::AuditEntryFilter;
use crate::audit::store::EntryRow;
use crate::ctx::Ctx;
use crate::db::MultiBackend;
use crate::db::schema::{audit_entries as t, audit_mission_items as items};
use crate::esf::audit_missions;
use crate::failure::Outcome;
use crate::http::{Page, PageIn};
use crate::ids::{AnyId, AuditMissionId, ParticipantId};

fn filtered<'a>(
    cx: &Ctx<'_>,
    of: Option<&Vec<AuditMissionId>>,
    filter: &AuditEntryFilter,
    page: &PageIn,
) -> t::BoxedQuery<'a, MultiBackend> {
    let mut query = t::table.filter(t::plie_id.eq(cx.plie())).filter(t::seq.is_not_null()).into_boxed();
    if let Some(missions) = of {
        let sampled = items::table
            .filter(items::plie_id.eq(cx.plie()))
            .filter(items::mission_id.eq_any(missions.clone()))
            .select(items::time_record_id.nullable());
        query = query.filter(t::object_id.eq_any(sampled));
    }
    if let Some(actor) = filter.actor_id {
        query = query.filter(t::actor_id.eq(AnyId::of(actor)));
    }
    if let Some(object) = filter.object_id {
        query = query.filter(t::object_id.eq(AnyId::of(object)));
    }
    if let Some(participant) = filter.participant_id {
        query = query.filter(t::subject_id.eq(ParticipantId::of(participant)));
    }
    if let Some(resource) = &filter.resource {
        query = query.filter(t::resource.eq(resource.clone()));
    }
    if let Some(outcome) = &filter.outcome {
        query = query.filter(t::outcome.eq(outcome.clone()));
    }
    if let Some(from) = filter.from {
        query = query.filter(t::at.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(t::at.lt(to));
    }
    match page.updated_after {
        Some(after) => query.filter(t::at.gt(after)),
        None => query,
    }
}

pub(super) fn list(cx: &mut Ctx<'_>, filter: &AuditEntryFilter, page: &PageIn) -> Outcome<Page<EntryRow>> {
    // an auditor reads what was done to the records of its sample
    let reach = cx.reach.clone();
    let of = if reach.only_granted() { Some(audit_missions::in_reach(cx, &reach)?) } else { None };
    let filtered = |cx: &Ctx<'_>| filtered(cx, of.as_ref(), filter, page);
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-seq", "seq"])?;
    let mut query = filtered(cx).select(EntryRow::as_select());
    // the number alone is the key: it is unique in the PLIE
    if let Some((seq, _)) = page.after::<i64, crate::ids::Any>()? {
        query = if sort == "seq" { query.filter(t::seq.gt(seq)) } else { query.filter(t::seq.lt(seq)) };
    }
    let query = if sort == "seq" { query.order(t::seq.asc()) } else { query.order(t::seq.desc()) };
    let rows = query.limit(page.fetch()).load(cx.conn)?;
    let mut found = page.cut(rows, sort, |r: &EntryRow| (r.seq.into(), r.id))?;
    found.total = total;
    Ok(found)
}
