//! Who of the people followed takes part in a collective session (S2.13) or in an event (S3.28): one line a pathway.
//! Both keep it alike; a list that is sent replaces the lines of the people whom the caller reaches, and leaves
//! those of the others.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::known::{self, NamedPathway};
use crate::auth::role::Reach;
use crate::civil;
use crate::ctx::Ctx;
use crate::db::schema::attendances as t;
use crate::db::{Instant, MultiBackend};
use crate::each;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::ids::{AttendanceId, CollectiveSessionId, EventId, ParticipantId, PathwayId, PlieId, SignatureId, UserId};
use crate::participants::in_reach;
use crate::pathways::parent;
use crate::refusal::{Fault, Refusal};

crate::text_enum! {
    /// Whether somebody came.
    pub enum AttendanceOutcome {
        Registered = "registered",
        Present = "present",
        Absent = "absent",
        Excused = "excused",
    }
}

/// Most people of one session or event.
pub(super) const MOST: u64 = 500;

/// Somebody who takes part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "outcome": "present"}))]
pub(crate) struct AttendanceIn {
    /// The pathway of the person.
    pub(crate) pathway_id: PathwayId,
    /// Whether they came; registered if left out.
    #[serde(default)]
    pub(crate) outcome: Option<AttendanceOutcome>,
    /// Their signature of a collective session, as it stands: it is given by `POST …/sign` alone.
    #[serde(default)]
    pub(crate) signature_id: Option<SignatureId>,
}

/// A row of `attendances`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct AttendanceRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: AttendanceId,
    pub(crate) session_id: Option<CollectiveSessionId>,
    pub(crate) event_id: Option<EventId>,
    pub(crate) pathway_id: PathwayId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) outcome: AttendanceOutcome,
    pub(crate) signature_id: Option<SignatureId>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// What people take part in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// A collective session.
    Session(CollectiveSessionId),
    /// An event.
    Event(EventId),
}

impl AttendanceRow {
    /// What they take part in.
    pub(super) fn held(&self) -> Option<Held> {
        self.session_id.map(Held::Session).or(self.event_id.map(Held::Event))
    }
}

fn of<'a>(plie: PlieId, held: &[Held]) -> t::BoxedQuery<'a, MultiBackend> {
    let query = t::table.filter(t::plie_id.eq(plie)).into_boxed();
    let sessions: Vec<CollectiveSessionId> =
        held.iter().filter_map(|h| if let Held::Session(id) = h { Some(*id) } else { None }).collect();
    let events: Vec<EventId> =
        held.iter().filter_map(|h| if let Held::Event(id) = h { Some(*id) } else { None }).collect();
    if events.is_empty() {
        query.filter(t::session_id.eq_any(sessions))
    } else {
        query.filter(t::event_id.eq_any(events))
    }
}

/// Those who take part in each of these, in the order in which they were put down; `reach` leaves out whom the caller
/// does not reach.
pub(super) fn load(
    cx: &mut Ctx<'_>,
    held: &[Held],
    reach: Option<&Reach>,
) -> Outcome<HashMap<uuid::Uuid, Vec<AttendanceRow>>> {
    let mut all: HashMap<uuid::Uuid, Vec<AttendanceRow>> = HashMap::new();
    if held.is_empty() || reach.is_some_and(Reach::is_empty) {
        return Ok(all);
    }
    let mut query = of(cx.plie(), held).order(t::id).select(AttendanceRow::as_select());
    if let Some(reach) = reach {
        query = query.filter(in_reach(cx, reach, t::participant_id));
    }
    let rows: Vec<AttendanceRow> = query.load(cx.conn)?;
    for row in rows {
        let of = match row.held() {
            Some(Held::Session(id)) => id.0,
            Some(Held::Event(id)) => id.0,
            None => continue,
        };
        all.entry(of).or_default().push(row);
    }
    Ok(all)
}

/// Puts down those given in place of those who stood there (`within` a reach, where the list is not all the
/// caller's); newcomers are in each of `reaches`, the caller's and that of whoever leads. Says whether anything changed.
///
/// # Errors
/// 422 with every pathway that may not be named, stands twice, or has a signature that is not its own.
pub(super) fn replace(
    cx: &mut Ctx<'_>,
    held: Held,
    given: &[AttendanceIn],
    within: Option<&Reach>,
    reaches: &[Reach],
) -> Outcome<bool> {
    let standing = load(cx, &[held], within)?.into_values().flatten().map(|row| row.pathway_id);
    // a line names the person of its pathway: a merge waits for this one, or this one for the merge
    parent::hold(cx, standing.chain(given.iter().map(|a| a.pathway_id)))?;
    let before = load(cx, &[held], within)?.into_values().next().unwrap_or_default();
    let known: HashMap<PathwayId, &AttendanceRow> = before.iter().map(|row| (row.pathway_id, row)).collect();
    let new: Vec<PathwayId> = given.iter().map(|a| a.pathway_id).filter(|id| !known.contains_key(id)).collect();
    let named = known::pathways(cx, reaches, &new)?;
    Refusal::unless_empty(list_faults(given, &known, &named))?;
    let mut rows = Vec::new();
    let mut changed = before.len() != given.len();
    for one in given {
        let outcome = one.outcome.unwrap_or(AttendanceOutcome::Registered);
        let row = match (known.get(&one.pathway_id), named.get(&one.pathway_id)) {
            (Some(there), _) if there.outcome == outcome => (*there).clone(),
            (Some(there), _) => {
                changed = true;
                AttendanceRow { outcome, updated_at: cx.now, ..(*there).clone() }
            }
            (None, Some(pathway)) => {
                changed = true;
                newcomer(cx, held, one.pathway_id, pathway.participant_id, outcome)
            }
            (None, None) => continue,
        };
        rows.push(row);
    }
    if changed {
        let gone: Vec<AttendanceId> = before.iter().map(|row| row.id).collect();
        diesel::delete(t::table.filter(t::plie_id.eq(cx.plie())).filter(t::id.eq_any(gone))).execute(cx.conn)?;
        for chunk in rows.chunks(200) {
            each!(cx.conn, |c| diesel::insert_into(t::table).values(chunk).execute(c))?;
        }
    }
    Ok(changed)
}

fn newcomer(
    cx: &Ctx<'_>,
    held: Held,
    pathway_id: PathwayId,
    participant_id: ParticipantId,
    outcome: AttendanceOutcome,
) -> AttendanceRow {
    let (session_id, event_id) = match held {
        Held::Session(id) => (Some(id), None),
        Held::Event(id) => (None, Some(id)),
    };
    AttendanceRow {
        plie_id: cx.plie(),
        id: AttendanceId::new(),
        session_id,
        event_id,
        pathway_id,
        participant_id,
        outcome,
        signature_id: None,
        recorded_by: cx.actor.user(),
        created_at: cx.now,
        updated_at: cx.now,
    }
}

fn list_faults(
    given: &[AttendanceIn],
    known: &HashMap<PathwayId, &AttendanceRow>,
    named: &HashMap<PathwayId, NamedPathway>,
) -> Vec<Fault> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for (i, one) in given.iter().enumerate() {
        let pointer = format!("/attendances/{i}/pathway_id");
        match (known.get(&one.pathway_id), named.get(&one.pathway_id)) {
            (None, None) => found.push(reference_fault(pointer.clone())),
            (None, Some(pathway)) if !pathway.status.is_open() => found.push(Fault::new(
                pointer.clone(),
                "rule_pathway_open",
                "Ce parcours n'est pas en cours.",
                "This pathway is not open.",
            )),
            _ => {}
        }
        if !seen.insert(one.pathway_id) {
            found.push(Fault::new(
                pointer,
                "rule_attendance_twice",
                "Une personne ne figure qu'une fois.",
                "A person stands once only.",
            ));
        }
        let standing = known.get(&one.pathway_id).and_then(|row| row.signature_id);
        if one.signature_id.is_some() && one.signature_id != standing {
            found.push(reference_fault(format!("/attendances/{i}/signature_id")));
        }
    }
    found.extend(signed_faults(given, known));
    found
}

/// `rule_future` where somebody was there before the day: what has not happened is not recorded as
/// done (§ 6.2).
pub(super) fn outcome_faults(starts_at: Instant, outcomes: &[Option<AttendanceOutcome>], now: Instant) -> Vec<Fault> {
    if civil::day_of(starts_at) <= civil::day_of(now) {
        return Vec::new();
    }
    let told =
        |o: &Option<AttendanceOutcome>| matches!(o, Some(AttendanceOutcome::Present | AttendanceOutcome::Absent));
    let early = outcomes.iter().enumerate().filter(|(_, o)| told(o));
    let fault = |(n, _)| {
        Fault::new(
            format!("/attendances/{n}/outcome"),
            "rule_future",
            "Ce jour n'est pas encore venu.",
            "This day has not come yet.",
        )
    };
    early.map(fault).collect()
}

/// Nothing takes back a signature (R6.12): whoever has signed was there.
fn signed_faults(given: &[AttendanceIn], known: &HashMap<PathwayId, &AttendanceRow>) -> Vec<Fault> {
    let kept = |row: &&AttendanceRow| {
        given.iter().any(|a| a.pathway_id == row.pathway_id && a.outcome == Some(AttendanceOutcome::Present))
    };
    let lost = known.values().copied().filter(|row| row.signature_id.is_some()).find(|row| !kept(row));
    let fault = |_| {
        Fault::new(
            "/attendances",
            "rule_attendance_signed",
            "Une personne qui a signé reste présente (R6.12).",
            "Somebody who has signed stays present (R6.12).",
        )
    };
    lost.map(fault).into_iter().collect()
}

/// Writes the signature of somebody who was there, or takes away what is void.
pub(super) fn signed(cx: &mut Ctx<'_>, row: &AttendanceRow, signature: Option<SignatureId>) -> Outcome<()> {
    let one = t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id));
    let put = (t::signature_id.eq(signature), t::updated_at.eq(cx.now));
    match diesel::update(one).set(put).execute(cx.conn)? {
        0 => Err(Failure::NotFound),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        serde_json::from_value(text.into()).unwrap()
    }

    #[test]
    fn who_came_is_told_from_the_day_on() {
        let outcomes = [Some(AttendanceOutcome::Registered), Some(AttendanceOutcome::Present), None];
        let starts = at("2026-03-03T08:00:00Z");
        assert_eq!(outcome_faults(starts, &outcomes, at("2026-03-02T08:00:00Z")).len(), 1);
        assert!(outcome_faults(starts, &outcomes, at("2026-03-02T23:30:00Z")).is_empty(), "midnight of Paris");
    }
}
