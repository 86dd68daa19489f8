//! A person told of from outside, row by row: made, changed where something differs, or left as they are.

use serde_json::{Map, Value};

use super::doubles::{Double, likely_doubles, refuse_doubles};
use super::{create_from_wire, france_travail_number, update};
use crate::audit::Change;
use crate::ctx::Ctx;
use crate::db::Instant;
use crate::failure::{Failure, Outcome};
use crate::faults;
use crate::http::text::Text;
use crate::http::valid;
use crate::ids::ParticipantId;
use crate::participants::api::wire::{Address, AddressPatch, ExternalId, ParticipantIn, ParticipantPatch};
use crate::participants::rules::likeness::Identity;
use crate::participants::rules::{OnDuplicate, external_id_pointer};
use crate::participants::store::{self, ParticipantRow};
use crate::refusal::Warning;

/// What is told of a person.
#[derive(Debug)]
pub(crate) struct Told<'a> {
    /// The members that were given, as a create would send them.
    pub(crate) members: &'a Map<String, Value>,
    /// Since when it is so, where that is told: what is stored and newer stays.
    pub(crate) as_of: Option<Instant>,
    /// What becomes of somebody who looks like a participant.
    pub(crate) on_duplicate: OnDuplicate,
}

/// Makes or changes a participant, as `create_participant` and `update_participant` would. Whoever the identifier or a
/// number of another system names is changed; who only looks like somebody, as `on_duplicate` says. What is written
/// already is not written again.
pub(crate) fn upsert(cx: &mut Ctx<'_>, told: &Told<'_>) -> Outcome<(Change, ParticipantId)> {
    let mut members = told.members.clone();
    let id = members.remove("id");
    let confirm_new = members.remove("confirm_new") == Some(Value::Bool(true));
    let patch: ParticipantPatch = read(&members)?;
    if let Some(row) = known(cx, id, &patch)? {
        return if told.on_duplicate == OnDuplicate::Skip {
            Ok(left(cx, row.id))
        } else {
            changed(cx, &row, patch, told)
        };
    }
    let doubles = match identity(&patch) {
        Some(person) if !confirm_new => likely_doubles(cx, &person)?,
        _ => Vec::new(),
    };
    match (doubles.first(), told.on_duplicate) {
        (None, _) => made(cx, told),
        (Some(double), OnDuplicate::Skip) => Ok(left(cx, double.id)),
        (Some(_), OnDuplicate::Fail) => Err(doubled(&doubles)),
        (Some(double), OnDuplicate::Link | OnDuplicate::Update) => {
            if doubles.len() > 1 {
                return Err(doubled(&doubles));
            }
            let row = store::find(cx, &cx.reach_in("get_participant"), double.id)?;
            let patch = if told.on_duplicate == OnDuplicate::Link { numbers_alone(patch)? } else { patch };
            another_number(&row, &patch)?;
            changed(cx, &row, patch, told)
        }
    }
}

/// `PUT /v1/participants/by-external-id/{system}/{id}`: makes the person, or changes what differs of whoever has the number.
pub(in crate::participants) fn put(
    cx: &mut Ctx<'_>,
    system: String,
    number: &str,
    mut body: ParticipantIn,
) -> Outcome<(Change, ParticipantRow)> {
    let pointer = external_id_pointer(&system);
    let Ok(told) = number.parse::<ExternalId>() else {
        return Err(Failure::invalid(pointer, "invalid_format", "Ce n'est pas un numéro.", "This is no number."));
    };
    let numbers = body.external_ids.get_or_insert_default();
    if numbers.get(&system).is_some_and(|other| *other != told) {
        return Err(Failure::invalid(
            pointer,
            "rule_other_number",
            "Le corps donne un autre numéro que le chemin.",
            "The body gives another number than the path.",
        ));
    }
    numbers.insert(system.clone(), told);
    let Some((_, owner)) = store::owners(cx, &[(system, number.to_owned())])?.pop() else {
        return create_from_wire(cx, body).map(|row| (Change::Created, row));
    };
    let row = match store::find(cx, &cx.reach.clone(), owner) {
        Ok(row) => row,
        // whom the caller does not see has the number all the same: the create says so
        Err(Failure::NotFound) => return create_from_wire(cx, body).map(|row| (Change::Created, row)),
        Err(failure) => return Err(failure),
    };
    if body.id.is_some_and(|id| id != row.id) {
        return Err(Failure::invalid(
            "/id",
            "rule_other_number",
            "Ce numéro est celui d'un participant qui a un autre identifiant.",
            "This number is that of a participant with another identifier.",
        ));
    }
    match differing(&row, body.into())? {
        None => Ok((Change::None, row)),
        Some(patch) => update(cx, row.id, patch).map(|row| (Change::Changed, row)),
    }
}

fn read<T: serde::de::DeserializeOwned + utoipa::ToSchema + validator::Validate>(
    members: &Map<String, Value>,
) -> Outcome<T> {
    valid::read(&serde_json::to_vec(members).map_err(Failure::defect)?)
}

fn doubled(doubles: &[Double]) -> Failure {
    refuse_doubles(doubles).err().unwrap_or(Failure::NotFound)
}

/// The row stays as it is, and says why.
fn left(cx: &mut Ctx<'_>, id: ParticipantId) -> (Change, ParticipantId) {
    cx.warn(Warning::new(
        "",
        "already_known",
        "Cette personne est déjà connue : rien n'est changé.",
        "This person is known already: nothing is changed.",
    ));
    (Change::None, id)
}

/// The participant that the identifier or a number of another system names.
fn known(cx: &mut Ctx<'_>, id: Option<Value>, patch: &ParticipantPatch) -> Outcome<Option<ParticipantRow>> {
    let reach = cx.reach_in("get_participant");
    let numbers: Vec<(String, String)> = given_numbers(patch).collect();
    let mut owners: Vec<ParticipantId> = store::owners(cx, &numbers)?.into_iter().map(|(_, owner)| owner).collect();
    if let Some(id) = id {
        let id = serde_json::from_value(id)
            .map_err(|_e| Failure::invalid("/id", "invalid_format", "Ce n'est pas un UUID.", "This is no UUID."))?;
        match store::find(cx, &reach, id) {
            Ok(row) => owners.push(row.id),
            Err(Failure::NotFound) => {}
            Err(failure) => return Err(failure),
        }
    }
    owners.sort_unstable();
    owners.dedup();
    match owners.as_slice() {
        [] => Ok(None),
        // whom the caller does not see has the number all the same: the create says so
        [one] => {
            store::find(cx, &reach, *one).map(Some).or_else(|f| if f == Failure::NotFound { Ok(None) } else { Err(f) })
        }
        _ => Err(Failure::conflict(
            "duplicate",
            "Les identifiants de cette ligne sont ceux de plusieurs participants.",
            "The identifiers of this row are those of several participants.",
        )),
    }
}

fn given_numbers(patch: &ParticipantPatch) -> impl Iterator<Item = (String, String)> {
    let given = patch.external_ids.iter().flatten().flatten();
    given.filter_map(|(system, number)| Some((system.clone(), number.as_ref()?.as_str().to_owned())))
}

/// What tells the person from another, where they have names.
fn identity(patch: &ParticipantPatch) -> Option<Identity> {
    fn text<const MIN: usize, const MAX: usize>(given: &Option<Option<Text<MIN, MAX>>>) -> Option<String> {
        given.iter().flatten().next().map(|t| t.as_str().to_owned())
    }
    Some(Identity {
        first_name: patch.first_name.as_ref()?.as_str().to_owned(),
        last_name: patch.last_name.as_ref()?.as_str().to_owned(),
        birth_name: text(&patch.birth_name),
        birth_date: patch.birth_date,
        email: patch.email.iter().flatten().next().map(|e| e.as_str().to_owned()),
        phone: patch.phone.iter().flatten().next().map(|p| p.as_str().to_owned()),
        france_travail_id: text(&patch.france_travail_id),
        caf_msa_id: text(&patch.caf_msa_id),
        external_ids: given_numbers(patch).collect(),
    })
}

fn made(cx: &mut Ctx<'_>, told: &Told<'_>) -> Outcome<(Change, ParticipantId)> {
    if cx.reach_in("create_participant").is_empty() {
        return Err(Failure::Forbidden { right: "create_participant".to_owned() });
    }
    let mut body: ParticipantIn = read(told.members)?;
    // the doubles have been asked already
    body.confirm_new = true;
    let row = create_from_wire(cx, body)?;
    Ok((Change::Created, row.id))
}

fn changed(
    cx: &mut Ctx<'_>,
    row: &ParticipantRow,
    patch: ParticipantPatch,
    told: &Told<'_>,
) -> Outcome<(Change, ParticipantId)> {
    let Some(patch) = differing(row, patch)? else { return Ok((Change::None, row.id)) };
    if told.as_of.is_some_and(|at| at < row.updated_at) {
        cx.warn(Warning::new(
            "/updated_at",
            "older",
            "La fiche est plus récente que cette ligne : rien n'est changé.",
            "The record is newer than this row: nothing is changed.",
        ));
        return Ok((Change::None, row.id));
    }
    let reach = cx.reach_in("update_participant");
    let own = std::mem::replace(&mut cx.reach, reach);
    let done = update(cx, row.id, patch);
    cx.reach = own;
    done.map(|row| (Change::Changed, row.id)).map_err(|failure| match failure {
        // the person is seen, or would not have been found
        Failure::NotFound => Failure::Forbidden { right: "update_participant".to_owned() },
        other => other,
    })
}

/// Nothing but the numbers in other systems.
fn numbers_alone(patch: ParticipantPatch) -> Outcome<ParticipantPatch> {
    if patch.external_ids.is_none() {
        return Err(Failure::from(vec![faults::required("/external_ids")]));
    }
    Ok(ParticipantPatch { external_ids: patch.external_ids, ..ParticipantPatch::default() })
}

/// Somebody who only looks alike does not lose the number that a system has given them.
fn another_number(row: &ParticipantRow, patch: &ParticipantPatch) -> Outcome<()> {
    let kept = row.numbers()?;
    let other = given_numbers(patch).find(|(system, number)| kept.get(system).is_some_and(|known| known != number));
    match other {
        None => Ok(()),
        Some((system, _)) => Err(Failure::invalid(
            external_id_pointer(&system),
            "rule_other_number",
            "La personne qui ressemble à celle-ci a un autre numéro dans ce système.",
            "The person who looks like this one has another number in that system.",
        )),
    }
}

/// The patch without what is so already; none where nothing is left.
fn differing(row: &ParticipantRow, mut patch: ParticipantPatch) -> Outcome<Option<ParticipantPatch>> {
    fn drop_where<T>(given: &mut Option<T>, same: impl FnOnce(&T) -> bool) -> bool {
        if given.as_ref().is_some_and(same) {
            *given = None;
        }
        given.is_some()
    }
    let numbers = row.numbers()?;
    let address: Option<Address> = row.address.as_ref().map(|a| a.read().map_err(Failure::defect)).transpose()?;
    let kept = [
        drop_where(&mut patch.first_name, |v| v.as_str() == row.first_name),
        drop_where(&mut patch.last_name, |v| v.as_str() == row.last_name),
        drop_where(&mut patch.birth_name, |v| v.as_ref().map(Text::as_str) == row.birth_name.as_deref()),
        drop_where(&mut patch.birth_date, |v| *v == row.birth_date),
        drop_where(&mut patch.gender, |v| Some(v.as_str()) == row.gender.as_deref()),
        drop_where(&mut patch.email, |v| v.as_ref().map(|e| e.as_str()) == row.email.as_deref()),
        drop_where(&mut patch.phone, |v| v.as_ref().map(|p| p.as_str()) == row.phone.as_deref()),
        drop_where(&mut patch.contact_person, |v| v.as_ref().map(Text::as_str) == row.contact_person.as_deref()),
        drop_where(&mut patch.france_travail_id, |v| {
            v.as_ref().map(|number| france_travail_number(number.as_str())) == row.france_travail_id
        }),
        drop_where(&mut patch.caf_msa_id, |v| v.as_ref().map(Text::as_str) == row.caf_msa_id.as_deref()),
        drop_where(&mut patch.address, |v| match (v, &address) {
            (Some(given), Some(known)) => holds(known, given),
            (given, known) => given.is_none() && known.is_none(),
        }),
        drop_where(&mut patch.external_ids, |v| {
            v.as_ref().is_some_and(|given| {
                given.iter().all(|(system, number)| {
                    numbers.get(system).map(String::as_str) == number.as_ref().map(Text::as_str)
                })
            })
        }),
    ];
    Ok(kept.contains(&true).then_some(patch))
}

/// Whether an address is so already.
fn holds(known: &Address, given: &AddressPatch) -> bool {
    given.line.as_ref().is_none_or(|v| *v == known.line)
        && given.postcode.as_ref().is_none_or(|v| *v == known.postcode)
        && given.commune_code.as_ref().is_none_or(|v| *v == known.commune_code)
        && given.qpv.is_none_or(|v| v == known.qpv)
        && given.frr.is_none_or(|v| v == known.frr)
        && given.valid_from.is_none_or(|v| v == known.valid_from)
}
