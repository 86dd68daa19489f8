//! Commands on collective sessions.

use super::api::{CollectiveSessionIn, CollectiveSessionPatch, SignAttendanceIn};
use super::rules::{self, Facts, Session};
use super::store::{self, SessionRow};
use crate::audit::Entry;
use crate::auth::actor;
use crate::auth::policy::RULES;
use crate::auth::role::Reach;
use crate::civil;
use crate::ctx::Ctx;
use crate::esf::staff;
use crate::failure::{Failure, Outcome, reference_fault, sent_again};
use crate::ids::{CollectiveSessionId, SignatureId, UserId};
use crate::network::attendances::{self, AttendanceIn, AttendanceRow, Held};
use crate::network::known;
use crate::participants::signatures::rules::SignerType;
use crate::participants::signatures::{self, ObjectType, Signed};
use crate::patch::{patch_fields, patch_options};
use crate::refusal::{Fault, Refusal};

pub(super) fn create(cx: &mut Ctx<'_>, new: CollectiveSessionIn) -> Outcome<SessionRow> {
    let row = SessionRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(CollectiveSessionId::new),
        title: new.title.into_string(),
        leader_id: new.leader_id,
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        day: civil::day_of(new.starts_at),
        place: new.place.map(Into::into),
        operation_id: new.operation_id,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    let given = new.attendances.unwrap_or_default();
    if new.id.is_some()
        && let Some(first) = sent_again(store::find(cx, &Reach::everything(), row.id), |first| same(first, &row))?
    {
        return Ok(first);
    }
    let mut found = faults(cx, &row, None)?;
    found.extend(outcome_faults(cx, &row, &given));
    Refusal::unless_empty(found)?;
    store::insert(cx, &row)?;
    attend(cx, &row, &given)?;
    cx.record(Entry::created("collective_sessions", row.id).owned_by(row.leader_id));
    Ok(row)
}

fn same(a: &SessionRow, b: &SessionRow) -> bool {
    (&a.title, a.leader_id, a.starts_at, a.ends_at, &a.place, a.operation_id)
        == (&b.title, b.leader_id, b.starts_at, b.ends_at, &b.place, b.operation_id)
}

/// Every fault of the session itself: whoever leads it is somebody whose time the caller records.
fn faults(cx: &mut Ctx<'_>, row: &SessionRow, given: Option<&[&'static str]>) -> Outcome<Vec<Fault>> {
    let has = |name: &str| given.is_none_or(|fields| fields.contains(&name));
    let mut found = rules::session_faults(&Session {
        title: &row.title,
        place: row.place.as_deref(),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
    });
    if has("leader_id") && !staff::reaches(cx, &cx.reach.clone(), row.leader_id)? {
        found.push(reference_fault("/leader_id"));
    }
    if has("operation_id") {
        found.extend(known::operation_fault(cx, "/operation_id", row.operation_id)?);
    }
    Ok(found)
}

fn outcome_faults(cx: &Ctx<'_>, row: &SessionRow, given: &[AttendanceIn]) -> Vec<Fault> {
    let outcomes: Vec<_> = given.iter().map(|one| one.outcome).collect();
    attendances::outcome_faults(row.starts_at, &outcomes, cx.now)
}

/// Whoever came was there on a day that has come, also when the session is moved.
fn standing_faults(cx: &mut Ctx<'_>, row: &SessionRow) -> Outcome<Vec<Fault>> {
    let outcomes: Vec<_> = people(cx, row.id)?.iter().map(|one| Some(one.outcome)).collect();
    Ok(attendances::outcome_faults(row.starts_at, &outcomes, cx.now))
}

/// Only people whom both the caller and whoever leads the session see take part in it.
fn attend(cx: &mut Ctx<'_>, row: &SessionRow, given: &[AttendanceIn]) -> Outcome<bool> {
    let reaches = [cx.reach_in("get_pathway"), leader_reach(cx, row.leader_id)?];
    attendances::replace(cx, Held::Session(row.id), given, None, &reaches)
}

/// How far whoever leads reaches among people today: a provider those enrolled with it, who has no pathways to read.
fn leader_reach(cx: &mut Ctx<'_>, leader: UserId) -> Outcome<Reach> {
    let leads = actor::of_account(cx.conn, &cx.actor, leader, cx.today)?;
    Ok(match (leads, RULES.get("get_participant")) {
        (Some(leads), Some(rule)) => leads.reach(rule, ""),
        _ => Reach::nothing(leader),
    })
}

pub(super) fn update(cx: &mut Ctx<'_>, id: CollectiveSessionId, patch: CollectiveSessionPatch) -> Outcome<SessionRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    let before = (row.starts_at, row.ends_at, row.leader_id);
    let given = patch.attendances.clone();
    let mut fields = apply(&mut row, patch);
    if fields.is_empty() && given.is_none() {
        return Ok(row);
    }
    // whoever leads it for the PLIE tells who came; the session itself stays as it was agreed
    if !fields.is_empty() && cx.reach.only_enrolled() {
        return Err(Failure::Forbidden { right: cx.call.op.id.to_owned() });
    }
    let mut found = faults(cx, &row, Some(&fields))?;
    match &given {
        Some(given) => found.extend(outcome_faults(cx, &row, given)),
        None if row.starts_at != before.0 => found.extend(standing_faults(cx, &row)?),
        None => {}
    }
    Refusal::unless_empty(found)?;
    if before != (row.starts_at, row.ends_at, row.leader_id) {
        void_signatures(cx, &row)?;
    }
    if let Some(given) = given {
        attend(cx, &row, &given)?;
        fields.push("attendances");
    }
    save(cx, row, &fields)
}

fn apply(row: &mut SessionRow, patch: CollectiveSessionPatch) -> Vec<&'static str> {
    let mut fields = Vec::new();
    patch_fields!(patch => row, fields: leader_id, starts_at, ends_at, operation_id, title);
    patch_options!(patch => row, fields: place);
    row.day = civil::day_of(row.starts_at);
    fields
}

fn save(cx: &mut Ctx<'_>, mut row: SessionRow, fields: &[&'static str]) -> Outcome<SessionRow> {
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("collective_sessions", row.id, row.version).owned_by(row.leader_id).fields(fields));
    Ok(row)
}

/// The people of a session, in the order in which they were put down.
pub(super) fn people(cx: &mut Ctx<'_>, id: CollectiveSessionId) -> Outcome<Vec<AttendanceRow>> {
    Ok(attendances::load(cx, &[Held::Session(id)], None)?.remove(&id.0).unwrap_or_default())
}

/// What a signature of the session binds for somebody who was there.
pub(super) fn facts(row: &SessionRow, of: &AttendanceRow) -> Facts {
    Facts { starts_at: row.starts_at, ends_at: row.ends_at, leader: row.leader_id, participant: of.participant_id }
}

fn void_signatures(cx: &mut Ctx<'_>, row: &SessionRow) -> Outcome<()> {
    let people = people(cx, row.id)?;
    let mut any = false;
    for one in people.iter() {
        let Some(signature) = one.signature_id else { continue };
        signatures::void(cx, signature, "the session has changed (R6.11)", Some(one.participant_id))?;
        attendances::signed(cx, one, None)?;
        any = true;
    }
    if any {
        cx.warn(rules::voided());
    }
    Ok(())
}

/// `sign`: a person who was there signs what they were at.
pub(super) fn sign(cx: &mut Ctx<'_>, id: CollectiveSessionId, asked: SignAttendanceIn) -> Outcome<SessionRow> {
    let row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    let people = people(cx, id)?;
    let one = people.iter().find(|one| one.pathway_id == asked.pathway_id);
    let one = one.ok_or_else(|| Failure::reference("/pathway_id"))?;
    if asked.signature.signer.kind != SignerType::Participant {
        return Err(Failure::invalid(
            "/signature/signer/type",
            "rule_signer",
            "Le participant signe sa présence lui-même.",
            "Participants sign their own presence.",
        ));
    }
    rules::sign(one.outcome, one.signature_id.is_some())?;
    let hash = rules::facts_hash(&facts(&row, one));
    let of = Signed {
        object_type: ObjectType::CollectiveSession,
        object_id: row.id.0,
        facts_hash: &hash,
        participant: Some(one.participant_id),
        late: civil::day_of(asked.signature.signed_at) > row.day,
        pointer: "/signature",
    };
    let kept = signatures::record(cx, SignatureId::new(), &asked.signature, &of)?;
    attendances::signed(cx, one, Some(kept.id))?;
    save(cx, row, &["attendances"])
}
