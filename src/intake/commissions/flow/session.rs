//! Commands on sessions (§ 4.4).

use super::commission::{before, members, taken};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::civil;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::identity::users;
use crate::ids::{CommissionId, CommissionSessionId, UserId};
use crate::intake::commissions::api::{Attended, CommissionSessionIn, CommissionSessionPatch, Presence};
use crate::intake::commissions::rules::{self, AgendaItem, Seat, SessionStatus};
use crate::intake::commissions::store::{self, CommissionRow, ItemRow, SessionRow};
use crate::participants::nir_faults;
use crate::patch::patch_fields;
use crate::refusal::{Refusal, Warning};

pub(in crate::intake::commissions) fn create(cx: &mut Ctx<'_>, new: CommissionSessionIn) -> Outcome<SessionRow> {
    let reach = cx.reach.clone();
    let mut found = Vec::new();
    if before(store::find_commission(cx, &reach, new.commission_id))?.is_none() {
        found.push(reference_fault("/commission_id"));
    }
    if !is_account(cx, new.chair_id)? {
        found.push(reference_fault("/chair_id"));
    }
    Refusal::unless_empty(found)?;
    let row = SessionRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(CommissionSessionId::new),
        commission_id: new.commission_id,
        starts_at: new.starts_at,
        place: new.place.map(String::from),
        chair_id: new.chair_id,
        status: SessionStatus::Planned,
        attendance: Json::of(&Vec::<Attended>::new()).map_err(Failure::defect)?,
        quorum_met: None,
        frozen_at: None,
        held_at: None,
        minutes_validated_at: None,
        minutes_validated_by: None,
        cancelled_reason: None,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    if new.id.is_some()
        && let Some(known) = before(store::find_session(cx, &Reach::everything(), row.id))?
    {
        let same = (known.commission_id, known.starts_at, &known.place, known.chair_id)
            == (row.commission_id, row.starts_at, &row.place, row.chair_id);
        return if same { Ok(known) } else { Err(taken()) };
    }
    store::insert_session(cx, &row)?;
    cx.record(Entry::created("commission_sessions", row.id));
    Ok(row)
}

pub(in crate::intake::commissions) fn update(
    cx: &mut Ctx<'_>,
    id: CommissionSessionId,
    patch: CommissionSessionPatch,
) -> Outcome<SessionRow> {
    let mut row = load(cx, id)?;
    if !matches!(row.status, SessionStatus::Planned | SessionStatus::Convened) {
        return Err(Failure::conflict(
            "conflict_session_over",
            "Cette séance a eu lieu ou est annulée : elle ne change plus.",
            "This session was held or cancelled: it does not change any more.",
        ));
    }
    let mut fields = Vec::new();
    if let Some(commission) = patch.commission_id.filter(|id| *id != row.commission_id) {
        give_to(cx, &mut row, commission)?;
        fields.push("commission_id");
    }
    patch_fields!(patch => row, fields: starts_at);
    if let Some(place) = patch.place {
        row.place = place.map(String::from);
        fields.push("place");
    }
    if let Some(chair) = patch.chair_id {
        if !is_account(cx, chair)? {
            return Err(Failure::reference("/chair_id"));
        }
        row.chair_id = chair;
        fields.push("chair_id");
    }
    if fields.is_empty() { Ok(row) } else { save(cx, row, &fields, None) }
}

/// Gives a session with nothing on its agenda yet to another commission: what stands there was put before the first.
fn give_to(cx: &mut Ctx<'_>, row: &mut SessionRow, commission: CommissionId) -> Outcome<()> {
    let reach = cx.reach.clone();
    if before(store::find_commission(cx, &reach, commission))?.is_none() {
        return Err(Failure::reference("/commission_id"));
    }
    if row.status != SessionStatus::Planned || !store::items_of_session(cx, row.id)?.is_empty() {
        return Err(Failure::conflict(
            "conflict_agenda_begun",
            "L'ordre du jour de cette séance est commencé : elle reste à sa commission.",
            "The agenda of this session has begun: it stays with its commission.",
        ));
    }
    row.commission_id = commission;
    Ok(())
}

/// `convene`: freezes the agenda (R4.3).
pub(in crate::intake::commissions) fn convene(cx: &mut Ctx<'_>, id: CommissionSessionId) -> Outcome<SessionRow> {
    let mut row = load(cx, id)?;
    row.status = rules::step(row.status, had_quorum(&row), "convene")?;
    row.frozen_at = Some(cx.now);
    save(cx, row, &["status", "frozen_at"], None)
}

/// `hold`: who was there, and whether they were enough (R4.1).
pub(in crate::intake::commissions) fn hold(
    cx: &mut Ctx<'_>,
    id: CommissionSessionId,
    attendance: &[Presence],
) -> Outcome<SessionRow> {
    let mut row = load(cx, id)?;
    let commission = store::find_commission(cx, &Reach::everything(), row.commission_id)?;
    let attended = seats(cx, &commission, attendance)?;
    let seats: Vec<Seat> = attended.iter().filter_map(|a| Some(Seat { voice: a.voice?, present: a.present })).collect();
    let anybody: Vec<Seat> =
        attended.iter().map(|a| Seat { voice: a.voice.unwrap_or(rules::Voice::Advice), present: a.present }).collect();
    row.status = rules::hold(row.status, had_quorum(&row), &anybody)?;
    let met = rules::quorum_met(commission.quorum, &seats);
    row.attendance = Json::of(&attended).map_err(Failure::defect)?;
    row.quorum_met = Some(met);
    row.held_at = Some(cx.now);
    if !met {
        cx.warn(Warning::new(
            "/attendance",
            "quorum_not_met",
            "Sans quorum, rien ne peut être décidé (R4.1) : annulez la séance, ses points iront à la suivante.",
            "Without its quorum nothing can be decided (R4.1): cancel the session, and its items go to the next.",
        ));
    }
    if civil::day_of(row.starts_at) > cx.today {
        cx.warn(Warning::new(
            "",
            "held_before_its_day",
            "Cette séance est notée tenue avant sa date.",
            "This session is recorded as held before its day.",
        ));
    }
    save(cx, row, &["status", "attendance", "quorum_met"], None)
}

/// Those who came, each with the voice of the commission's member; a guest has none.
fn seats(cx: &mut Ctx<'_>, commission: &CommissionRow, came: &[Presence]) -> Outcome<Vec<Attended>> {
    let members = members(commission)?;
    let users: Vec<UserId> = came.iter().filter_map(|p| p.user_id).collect();
    let users = users::names(cx, &users)?;
    let mut found = Vec::new();
    for (i, p) in came.iter().enumerate() {
        if p.user_id.is_none() && p.name.is_none() {
            found.push(crate::faults::required(format!("/attendance/{i}/name")));
        }
        if p.user_id.is_some_and(|id| !users.contains_key(&id)) {
            found.push(reference_fault(format!("/attendance/{i}/user_id")));
        }
        if came.iter().take(i).any(|other| other.same_person(p)) {
            found.push(crate::refusal::Fault::new(
                format!("/attendance/{i}"),
                "rule_attendance_twice",
                "Une personne n'est comptée qu'une fois (R4.1).",
                "A person is counted once only (R4.1).",
            ));
        }
    }
    Refusal::unless_empty(found)?;
    let seat = |p: &Presence| Attended {
        user_id: p.user_id,
        structure_id: p.structure_id,
        name: p.name.clone(),
        voice: members.iter().find(|m| m.is(p)).map(|m| m.voice),
        present: p.present,
    };
    Ok(came.iter().map(seat).collect())
}

/// `validate-minutes`: by the chair; decisions are final from then on (R4.7).
pub(in crate::intake::commissions) fn validate_minutes(
    cx: &mut Ctx<'_>,
    id: CommissionSessionId,
) -> Outcome<SessionRow> {
    let mut row = load(cx, id)?;
    let Some(actor) = cx.actor.user() else { return Err(Failure::Forbidden { right: "validate_minutes".to_owned() }) };
    let (items, known) = agenda(cx, id)?;
    row.status = rules::validate_minutes(row.status, actor, row.chair_id, &known)?;
    row.minutes_validated_at = Some(cx.now);
    row.minutes_validated_by = Some(actor);
    let ids: Vec<_> = items.iter().map(|i| i.id).collect();
    for decided in store::decisions_of_items(cx, &ids)?.into_values() {
        let mut decision = decided.row;
        decision.is_final = true;
        decision.version += 1;
        decision.updated_at = cx.now;
        store::update_decision(cx, &decision)?;
        let entry = Entry::changed("decisions", decision.id, decision.version).about(decision.participant_id);
        cx.record(entry.fields(&["is_final"]));
    }
    save(cx, row, &["status", "minutes_validated_at"], None)
}

/// Whether a session that was held had its quorum, and so could decide (R4.1).
fn had_quorum(row: &SessionRow) -> bool {
    row.quorum_met.unwrap_or(false)
}

/// `cancel`: what is undecided goes to the commission's next planned session, or waits for one.
pub(in crate::intake::commissions) fn cancel(
    cx: &mut Ctx<'_>,
    id: CommissionSessionId,
    reason: &str,
) -> Outcome<SessionRow> {
    let mut row = load(cx, id)?;
    Refusal::unless_empty(nir_faults(&[("/reason", Some(reason))]))?;
    let (items, known) = agenda(cx, id)?;
    let (to, passed_on) = rules::cancel(row.status, had_quorum(&row), Some(reason), &known)?;
    row.status = to;
    row.cancelled_reason = Some(reason.to_owned());
    let row = save(cx, row, &["status", "cancelled_reason"], Some(reason))?;
    if let Some(next) = store::next_planned(cx, row.commission_id, id, cx.now)? {
        let moving = items.into_iter().filter(|i| passed_on.contains(&i.id)).collect();
        super::agenda::move_items(cx, moving, next.id)?;
    } else if !passed_on.is_empty() {
        cx.warn(Warning::new(
            "",
            "items_waiting",
            "Aucune séance n'est planifiée : les points attendent la prochaine.",
            "No session is planned: the items wait for the next one.",
        ));
    }
    Ok(row)
}

/// The items of a session, as rows and as its verbs see them.
fn agenda(cx: &mut Ctx<'_>, id: CommissionSessionId) -> Outcome<(Vec<ItemRow>, Vec<AgendaItem>)> {
    let items = store::items_of_session(cx, id)?;
    let ids: Vec<_> = items.iter().map(|i| i.id).collect();
    let decided = store::decisions_of_items(cx, &ids)?;
    let known =
        items.iter().map(|i| AgendaItem { id: i.id, kind: i.kind, decided: decided.contains_key(&i.id) }).collect();
    Ok((items, known))
}

fn load(cx: &mut Ctx<'_>, id: CommissionSessionId) -> Outcome<SessionRow> {
    crate::intake::known::lock(cx.conn, "commission_sessions", cx.plie(), id)?;
    let row = store::find_session(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    Ok(row)
}

fn save(cx: &mut Ctx<'_>, mut row: SessionRow, fields: &[&'static str], why: Option<&str>) -> Outcome<SessionRow> {
    row.version += 1;
    row.updated_at = cx.now;
    store::update_session(cx, &row)?;
    let mut entry = Entry::changed("commission_sessions", row.id, row.version).fields(fields);
    if let Some(reason) = why {
        entry = entry.because(reason);
    }
    cx.record(entry);
    Ok(row)
}

fn is_account(cx: &mut Ctx<'_>, id: UserId) -> Outcome<bool> {
    Ok(users::names(cx, &[id])?.contains_key(&id))
}
