//! The command of a handover.

use std::collections::BTreeSet;

use super::api::HandoverIn;
use super::store;
use crate::ctx::Ctx;
use crate::directory::referents;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::ids::{PathwayId, ReferentId};
use crate::participants::nir_faults;
use crate::pathways::api::AssignIn;
use crate::pathways::store::{AssignmentRow, PathwayRow};
use crate::pathways::{flow, store as pathways};
use crate::refusal::{Fault, Refusal};

/// The most pathways that change hands at once.
pub(super) const MOST: i64 = 500;

pub(super) fn hand_over(cx: &mut Ctx<'_>, from: ReferentId, body: HandoverIn) -> Outcome<Vec<PathwayRow>> {
    if !referents::exists(cx, &cx.reach.clone(), from)? {
        return Err(Failure::NotFound);
    }
    let mut found = nir_faults(&[("/reason", Some(body.reason.as_str()))]);
    let Some(terms) = pathways::referent(cx, body.to_referent_id)? else {
        found.push(reference_fault("/to_referent_id"));
        return Err(found.into());
    };
    let rows = match &body.pathway_ids {
        Some(ids) => {
            let (rows, lost) = named(cx, from, ids)?;
            found.extend(lost);
            rows
        }
        None => all(cx, from)?,
    };
    let asked = AssignIn {
        referent_id: body.to_referent_id,
        starts_on: body.effective_on,
        reason: Some(body.reason),
        handover_note: None,
    };
    let mut decided = Vec::new();
    for (n, row) in rows {
        match flow::decide(cx, &row, &terms, &asked) {
            Ok(decision) => decided.push((row, decision)),
            Err(Failure::Refused(Refusal::Invalid(faults))) => {
                for fault in faults.into_iter().map(|fault| placed(fault, n)) {
                    if !found.contains(&fault) {
                        found.push(fault);
                    }
                }
            }
            Err(other) => return Err(other),
        }
    }
    Refusal::unless_empty(found)?;
    let mut out = Vec::new();
    for (row, decision) in decided {
        out.push(flow::relay(cx, row, decision, &terms, &asked)?);
    }
    flow::warn_above_target(cx, &terms, asked.starts_on)?;
    Ok(out)
}

/// A pathway, with its place in the body where it was named.
type Handed = (Option<usize>, PathwayRow);

/// Every pathway that the referent follows, exited ones included, but those whose relay is arranged already; held until
/// the handover is written.
fn all(cx: &mut Ctx<'_>, from: ReferentId) -> Outcome<Vec<Handed>> {
    let ids = store::followed(cx, from, MOST + 1)?;
    if ids.is_empty() {
        return Err(nobody_followed());
    }
    if i64::try_from(ids.len()).unwrap_or(i64::MAX) > MOST {
        return Err(Failure::invalid(
            "/pathway_ids",
            "too_many",
            format!("Plus de {MOST} parcours : nommez-en moins à la fois."),
            format!("More than {MOST} pathways: name fewer at a time."),
        ));
    }
    let mut rows = Vec::new();
    for id in ids {
        let row = held(cx, id)?;
        // somebody else handed it over, or arranged it, while this one waited
        let lasting = in_place(cx, id)?.is_some_and(|a| a.referent_id == from && a.ends_on.is_none());
        if lasting && row.status.is_followed() {
            rows.push((None, row));
        }
    }
    if rows.is_empty() { Err(nobody_followed()) } else { Ok(rows) }
}

fn nobody_followed() -> Failure {
    Failure::conflict(
        "conflict_nobody_followed",
        "Ce référent ne suit personne : il n'y a rien à transmettre.",
        "This referent follows nobody: there is nothing to hand over.",
    )
}

/// The pathways that were named, each in reach, not closed and followed by the referent; a relay that was arranged for one
/// and has not begun gives way.
fn named(cx: &mut Ctx<'_>, from: ReferentId, ids: &[PathwayId]) -> Outcome<(Vec<Handed>, Vec<Fault>)> {
    // in one order, so that two handovers never wait for each other
    for id in ids.iter().collect::<BTreeSet<_>>() {
        crate::db::one_at_a_time(cx.conn, id.0)?;
    }
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for (n, id) in ids.iter().enumerate() {
        if ids.iter().take(n).any(|before| before == id) {
            let (fr, en) = ("Ce parcours est déjà nommé.", "This pathway is named already.");
            faults.push(Fault::new(format!("/pathway_ids/{n}"), "duplicate_value", fr, en));
            continue;
        }
        match held(cx, *id) {
            Ok(row) => {
                let followed = in_place(cx, row.id)?.is_some_and(|a| a.referent_id == from);
                if followed && row.status.is_followed() {
                    rows.push((Some(n), row));
                } else {
                    faults.push(not_followed(n));
                }
            }
            Err(Failure::NotFound) => faults.push(reference_fault(format!("/pathway_ids/{n}"))),
            Err(other) => return Err(other),
        }
    }
    Ok((rows, faults))
}

fn not_followed(n: usize) -> Fault {
    Fault::new(
        format!("/pathway_ids/{n}"),
        "rule_not_followed",
        "Ce référent ne suit pas ce parcours.",
        "This referent does not follow this pathway.",
    )
}

/// The assignment of today, or the first where none has begun: never what is arranged behind it.
fn in_place(cx: &mut Ctx<'_>, id: PathwayId) -> Outcome<Option<AssignmentRow>> {
    let mut known = pathways::assignments(cx, id)?;
    let begun = known.iter().take_while(|a| a.starts_on <= cx.today).count();
    known.truncate(begun.max(1));
    Ok(known.pop())
}

/// The pathway in reach, held so that nobody else changes it meanwhile.
fn held(cx: &mut Ctx<'_>, id: PathwayId) -> Outcome<PathwayRow> {
    // a verb on the pathway waits for this lock too
    crate::db::one_at_a_time(cx.conn, id.0)?;
    pathways::find(cx, &cx.reach.clone(), id)
}

/// A fault of one change of referent, where the body of the handover has what it is about.
fn placed(fault: Fault, n: Option<usize>) -> Fault {
    let pointer = match (fault.code, n) {
        ("rule_single_referent" | "rule_starts_on", Some(n)) => format!("/pathway_ids/{n}"),
        _ if fault.pointer == "/referent_id" => "/to_referent_id".to_owned(),
        _ if fault.pointer == "/starts_on" => "/effective_on".to_owned(),
        _ => fault.pointer,
    };
    Fault { pointer, ..fault }
}
