//! Commands on orientations: the push, and the one way in which an orientation moves.

use super::api::is_partner;
use super::api::wire::OrientationIn;
use super::rules::{self, Draft, OrientationStatus};
use super::store::{self, EventRow, OrientationRow};
use crate::audit::Entry;
use crate::auth::tokens::CallerKind;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::directory::territories;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::faults;
use crate::http::text::Code;
use crate::ids::{AnyId, ApiClientId, OrientationId, ParticipantId, PartnerStructureId, TerritoryId};
use crate::intake::known;
use crate::machine;
use crate::participants::vault::words;
use crate::participants::{self, Contact};
use crate::refusal::{Fault, Refusal, Warning};

pub(super) mod check;
pub(super) mod open;
pub(super) mod verbs;

/// Receives an orientation, or finds it received before; tells which.
pub(super) fn create(cx: &mut Ctx<'_>, new: OrientationIn) -> Outcome<(OrientationRow, bool)> {
    let mut found = Vec::new();
    let sender = sender(cx, new.partner_structure_id, &mut found)?;
    let motives = codes(&new.motives);
    let criteria = codes(new.criteria.as_deref().unwrap_or_default());
    let draft = draft_of(&new, &motives);
    found.extend(rules::draft_faults(&draft, cx.today));
    found.extend(participants::nir_faults(&[("/external_id", new.external_id.as_ref().map(|t| t.as_str()))]));
    found.extend(code_faults(cx, &motives, &criteria, new.candidate.gender.as_ref().map(|g| g.as_str())));
    let commune = new.candidate.address.as_ref().and_then(|a| a.commune_code.as_ref()).map(|c| c.as_str());
    let territory_id = territory(cx, new.territory_id, commune, &mut found)?;
    Refusal::unless_empty(found)?;
    let Some((structure, authorisation)) = sender else { return Err(Failure::reference("/partner_structure_id")) };
    let row = row_of(cx, &new, structure, territory_id, &motives, &criteria)?;
    if let Some(first) = received_before(cx, &new, &row)? {
        return Ok((first, true));
    }
    if authorisation == "refused" {
        return Err(Failure::conflict(
            "conflict_structure_refused",
            "L'habilitation de cette structure a été refusée : elle ne peut pas orienter (R3.7).",
            "This structure was refused: it can't send people (R3.7).",
        ));
    }
    rules::draft_warnings(&draft, cx.today).into_iter().for_each(|w| cx.warn(w));
    warn_of_quarantine(cx, &authorisation);
    store::insert(cx, &row)?;
    add_event(cx, &row, None, None)?;
    cx.record(Entry::created("orientations", row.id).sent_by(structure));
    Ok((row, false))
}

/// The structure that sends, with its authorisation: a partner's own, or the one that staff name.
fn sender(
    cx: &mut Ctx<'_>,
    given: Option<PartnerStructureId>,
    found: &mut Vec<Fault>,
) -> Outcome<Option<(PartnerStructureId, String)>> {
    let own = if is_partner(&cx.reach) { cx.reach.senders.clone() } else { Vec::new() };
    let id = match (own.as_slice(), given) {
        ([_, ..], Some(given)) if !own.contains(&given) => {
            found.push(reference_fault("/partner_structure_id"));
            return Ok(None);
        }
        (_, Some(given)) => given,
        ([only], None) => *only,
        (_, None) => {
            found.push(faults::required("/partner_structure_id"));
            return Ok(None);
        }
    };
    let authorisation = known::authorisation(cx, id)?;
    if authorisation.is_none() {
        found.push(reference_fault("/partner_structure_id"));
    }
    Ok(authorisation.map(|a| (id, a)))
}

/// The codes given, each once.
fn codes(given: &[Code]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for code in given.iter().map(|c| c.as_str().to_owned()) {
        if !out.contains(&code) {
            out.push(code);
        }
    }
    out
}

fn draft_of<'a>(new: &'a OrientationIn, motives: &'a [String]) -> Draft<'a> {
    let candidate = &new.candidate;
    Draft {
        prescriber_name: Some(new.prescriber.name.as_str()),
        prescriber_email: new.prescriber.email.as_ref().map(|t| t.as_str()),
        prescriber_phone: new.prescriber.phone.as_ref().map(|t| t.as_str()),
        first_name: Some(candidate.first_name.as_str()),
        last_name: Some(candidate.last_name.as_str()),
        birth_name: candidate.birth_name.as_ref().map(|t| t.as_str()),
        birth_date: Some(candidate.birth_date),
        contact: Contact {
            email: candidate.email.as_ref().map(|t| t.as_str()),
            phone: candidate.phone.as_ref().map(|t| t.as_str()),
            contact_person: candidate.contact_person.as_ref().map(|t| t.as_str()),
        },
        france_travail_id: candidate.france_travail_id.as_ref().map(|t| t.as_str()),
        address_line: candidate.address.as_ref().and_then(|a| a.line.as_ref()).map(|t| t.as_str()),
        motives,
        comment: new.comment.as_ref().map(|t| t.as_str()),
        data_protection_commitment: new.data_protection_commitment,
    }
}

/// Codes that their lists do not know today.
fn code_faults(cx: &Ctx<'_>, motives: &[String], criteria: &[String], gender: Option<&str>) -> Vec<Fault> {
    let mut found = Vec::new();
    for (list, member, codes) in [("motive", "motives", motives), ("criterion", "criteria", criteria)] {
        for (n, code) in codes.iter().enumerate() {
            found.extend(cx.lists().faults_for(list, cx.today, &[(&format!("/{member}/{n}"), code)]));
        }
    }
    if let Some(code) = gender {
        found.extend(cx.lists().faults_for("gender", cx.today, &[("/candidate/gender", code)]));
    }
    found
}

/// The territory given, or that of the candidate's commune; staff of a territory write in theirs alone, a referent
/// sends a person to whichever it is.
fn territory(
    cx: &mut Ctx<'_>,
    given: Option<TerritoryId>,
    commune: Option<&str>,
    found: &mut Vec<Fault>,
) -> Outcome<Option<TerritoryId>> {
    let mine = cx.reach.territories.clone();
    let narrow = !cx.reach.all && !cx.reach.own && cx.reach.senders.is_empty();
    let territory = match given {
        Some(given) => {
            if !territories::exists(cx, &crate::auth::role::Reach::everything(), given)? {
                found.push(reference_fault("/territory_id"));
                return Ok(None);
            }
            Some(given)
        }
        None => match commune {
            Some(commune) => territories::of_commune(cx, commune)?,
            None => None,
        },
    };
    match territory {
        None if narrow => Ok(mine.first().copied()),
        Some(id) if narrow && !mine.contains(&id) => {
            found.push(reference_fault("/territory_id"));
            Ok(None)
        }
        other => Ok(other),
    }
}

fn row_of(
    cx: &Ctx<'_>,
    new: &OrientationIn,
    structure: PartnerStructureId,
    territory_id: Option<TerritoryId>,
    motives: &[String],
    criteria: &[String],
) -> Outcome<OrientationRow> {
    let candidate = &new.candidate;
    Ok(OrientationRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(OrientationId::new),
        partner_structure_id: structure,
        client_id: (cx.actor.kind == CallerKind::Client).then(|| ApiClientId::of(cx.actor.id)),
        external_id: new.external_id.clone().map(String::from),
        prescriber: Json::of(&new.prescriber).map_err(Failure::defect)?,
        candidate: Json::of(candidate).map_err(Failure::defect)?,
        candidate_sort_name: participants::sort_name(candidate.last_name.as_str(), candidate.first_name.as_str()),
        candidate_birth_date: candidate.birth_date,
        candidate_france_travail_id: candidate.france_travail_id.clone().map(String::from),
        motives: Json::of(&motives).map_err(Failure::defect)?,
        criteria: Json::of(&criteria).map_err(Failure::defect)?,
        orientation_type: new.orientation_type,
        comment: new.comment.clone().map(String::from),
        data_protection_commitment: new.data_protection_commitment,
        territory_id,
        status: OrientationStatus::Received,
        status_reason: None,
        alternative: None,
        redirected_to: None,
        participant_id: None,
        slot_id: None,
        booked_on: None,
        no_show_count: 0,
        received_at: cx.now,
        status_changed_at: cx.now,
        expires_on: rules::last_open_day(cx.now, cx.settings().orientation_expires_days),
        closed_at: None,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
        words_sealed: None,
    })
}

/// The orientation that came before under the same identifier or the structure's own number.
fn received_before(cx: &mut Ctx<'_>, new: &OrientationIn, row: &OrientationRow) -> Outcome<Option<OrientationRow>> {
    let structure = row.partner_structure_id;
    // two pushes of one number at once: the second waits and finds the first
    known::lock(cx.conn, "partner_structures", cx.plie(), structure)?;
    let mut first = match new.id {
        Some(id) => match store::find(cx, &cx.reach.clone(), id) {
            Ok(row) => Some(row),
            Err(Failure::NotFound) => None,
            Err(other) => return Err(other),
        },
        None => None,
    };
    if let (None, Some(external_id)) = (&first, &new.external_id) {
        first = store::by_external_id(cx, structure, external_id.as_str())?;
    }
    let Some(first) = first else { return Ok(None) };
    let first = words::read(cx, vec![first])?.pop().ok_or(Failure::NotFound)?;
    // what is closed for long is not read again by being sent again
    let read = !is_partner(&cx.reach) || store::exists(cx, &cx.reach.clone(), first.id)?;
    if read && same_content(&first, row, new.territory_id)? {
        return Ok(Some(first));
    }
    Err(Failure::conflict(
        "duplicate",
        "Une autre orientation porte déjà ce numéro ou cet identifiant.",
        "Another orientation already has this number or identifier.",
    ))
}

fn same_content(a: &OrientationRow, b: &OrientationRow, territory: Option<TerritoryId>) -> Outcome<bool> {
    // as values: a database may keep the members in another order
    let json = |j: &Json| j.read::<serde_json::Value>().map_err(Failure::defect);
    let plain = |r: &OrientationRow| {
        (
            r.partner_structure_id,
            r.external_id.clone(),
            r.orientation_type,
            r.comment.clone(),
            r.candidate_birth_date,
            r.candidate_sort_name.clone(),
        )
    };
    Ok(plain(a) == plain(b)
        && json(&a.prescriber)? == json(&b.prescriber)?
        && json(&a.candidate)? == json(&b.candidate)?
        && json(&a.motives)? == json(&b.motives)?
        && json(&a.criteria)? == json(&b.criteria)?
        && territory.is_none_or(|given| a.territory_id == Some(given)))
}

/// A structure not yet validated may send, but what it sends stands aside until it is (R3.7).
fn warn_of_quarantine(cx: &mut Ctx<'_>, authorisation: &str) {
    if authorisation == "pending" {
        cx.warn(Warning::new(
            "/partner_structure_id",
            "structure_not_validated",
            "Cette structure n'est pas encore validée : ses orientations attendent (R3.7).",
            "This structure is not validated yet: its orientations wait (R3.7).",
        ));
    }
}

fn add_event(
    cx: &mut Ctx<'_>,
    row: &OrientationRow,
    from: Option<OrientationStatus>,
    reason: Option<&str>,
) -> Outcome<()> {
    let event = EventRow {
        plie_id: row.plie_id,
        id: AnyId::new(),
        orientation_id: row.id,
        from_status: from,
        to_status: row.status,
        at: cx.now,
        actor_id: Some(AnyId::of(cx.actor.id)),
        reason: reason.map(str::to_owned),
    };
    store::add_event(cx.conn, &event)
}

/// The orientation of a verb, held until the transaction ends, at the version that the caller has read.
fn held(cx: &mut Ctx<'_>, id: OrientationId) -> Outcome<OrientationRow> {
    known::lock(cx.conn, "orientations", cx.plie(), id)?;
    let row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    Ok(row)
}

/// Moves an orientation, with its line in the history and in the journal.
fn moved(
    cx: &mut Ctx<'_>,
    row: &mut OrientationRow,
    to: OrientationStatus,
    reason: Option<&str>,
    fields: &[&'static str],
) -> Outcome<()> {
    let from = row.status;
    let still_to_come = matches!(to, OrientationStatus::ReceptionBooked | OrientationStatus::ReceivedInPerson);
    if from == OrientationStatus::ReceptionBooked && !still_to_come {
        // the place is free again
        row.slot_id = None;
        row.booked_on = None;
    }
    row.status = to;
    row.status_reason = reason.map(str::to_owned);
    row.status_changed_at = cx.now;
    row.closed_at = to.is_terminal().then_some(cx.now);
    row.expires_on = rules::last_open_day(cx.now, cx.settings().orientation_expires_days);
    row.version += 1;
    row.updated_at = cx.now;
    if !store::update(cx.conn, row)? {
        return Err(Failure::Stale { current: row.version });
    }
    add_event(cx, row, Some(from), reason)?;
    let mut names = vec!["status"];
    names.extend(fields);
    let entry = Entry::changed("orientations", row.id, row.version)
        .about(row.participant_id)
        .sent_by(row.partner_structure_id)
        .fields(&names);
    cx.record(entry);
    Ok(())
}

/// An entry file was opened for a person received in person.
pub(crate) fn file_opened(cx: &mut Ctx<'_>, id: OrientationId, participant: ParticipantId) -> Outcome<()> {
    known::lock(cx.conn, "orientations", cx.plie(), id)?;
    let mut row = store::find(cx, &crate::auth::role::Reach::everything(), id)?;
    opened(cx, &mut row, participant)
}

fn opened(cx: &mut Ctx<'_>, row: &mut OrientationRow, participant: ParticipantId) -> Outcome<()> {
    let to = machine::step(rules::STEPS, row.status, "open-entry-file")?;
    row.participant_id = Some(participant);
    // under the person's own key from now on, which goes with them
    if let Some(plain) = words::read(cx, vec![row.clone()])?.pop() {
        *row = words::kept(cx, &plain)?;
    }
    moved(cx, row, to, None, &["participant_id"])
}

/// Whether an orientation, held from now on, was withdrawn.
pub(crate) fn withdrawn(cx: &mut Ctx<'_>, id: OrientationId) -> Outcome<bool> {
    known::lock(cx.conn, "orientations", cx.plie(), id)?;
    let row = store::find(cx, &crate::auth::role::Reach::everything(), id)?;
    Ok(row.status == OrientationStatus::Withdrawn)
}

/// What the commission decided of the person (R4.4): `admitted`, `refused-by-commission` or
/// `redirected-by-commission`. What a later session decides corrects it (R4.7); an orientation that has ended
/// otherwise meanwhile (expired, withdrawn) stays as it is.
pub(crate) fn decided(
    cx: &mut Ctx<'_>,
    id: OrientationId,
    event: &str,
    reason: &str,
    alternative: Option<&str>,
) -> Outcome<()> {
    known::lock(cx.conn, "orientations", cx.plie(), id)?;
    let mut row = store::find(cx, &crate::auth::role::Reach::everything(), id)?;
    let Some(to) = rules::by_commission(row.status, event)? else { return Ok(()) };
    row.alternative = alternative.map(str::to_owned);
    moved(cx, &mut row, to, Some(reason), &["alternative"])
}
