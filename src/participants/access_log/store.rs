//! Queries on the access log.

use diesel::prelude::*;

use super::api::AccessFilter;
use crate::audit::access::AccessRow;
use crate::ctx::Ctx;
use crate::db::schema::access_log as t;
use crate::db::{Instant, MultiBackend};
use crate::failure::Outcome;
use crate::http::{Page, PageIn};
use crate::ids::{AnyId, ParticipantId};
use crate::keyset;

fn filtered<'a>(
    cx: &Ctx<'_>,
    of: Option<&[ParticipantId]>,
    filter: &AccessFilter,
    page: &PageIn,
) -> t::BoxedQuery<'a, MultiBackend> {
    let mut query = t::table.filter(t::plie_id.eq(cx.plie())).into_boxed();
    if let Some(records) = of {
        query = query.filter(t::participant_id.eq_any(records.to_vec()));
    }
    if let Some(person) = filter.participant_id {
        query = query.filter(t::participant_id.eq(person));
    }
    if let Some(actor) = filter.actor_id {
        query = query.filter(t::actor_id.eq(AnyId::of(actor)));
    }
    if let Some(resource) = &filter.resource {
        query = query.filter(t::resource.eq(resource.as_str().to_owned()));
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

/// The lines that a filter picks, of some participants or of the whole PLIE.
pub(super) fn list(
    cx: &mut Ctx<'_>,
    of: Option<&[ParticipantId]>,
    filter: &AccessFilter,
    page: &PageIn,
) -> Outcome<Page<AccessRow>> {
    let total =
        if page.include_total { Some(filtered(cx, of, filter, page).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-at", "at"])?;
    let query = filtered(cx, of, filter, page).select(AccessRow::as_select());
    let rows = if sort == "at" {
        keyset!(query, page, asc, t::at, t::id, Instant).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::at, t::id, Instant).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &AccessRow| (r.at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}
