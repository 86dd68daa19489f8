//! Commands on situations.

use validator::Validate;

use super::api::SituationIn;
use super::rules::{self, Draft};
use super::store::{self, SituationRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::esf::participations;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::http::text::Code;
use crate::http::valid::cross_faults;
use crate::ids::{ParticipantId, SituationId};
use crate::participants;
use crate::reference::names;
use crate::refusal::{Fault, Refusal};

/// A situation told with something else of the same person; its faults stand under `at`.
pub(crate) fn told(cx: &mut Ctx<'_>, person: ParticipantId, new: SituationIn, at: &str) -> Outcome<SituationRow> {
    let done = match new.validate() {
        Ok(()) => create(cx, person, new),
        Err(shape) => Err(Failure::from(cross_faults(&shape))),
    };
    done.map_err(|failure| match failure {
        Failure::Refused(Refusal::Invalid(mut found)) => {
            found.iter_mut().for_each(|fault| fault.pointer.insert_str(0, at));
            Failure::from(found)
        }
        other => other,
    })
}

/// `POST /v1/participants/{id}/situations`.
pub(super) fn create(cx: &mut Ctx<'_>, participant: ParticipantId, new: SituationIn) -> Outcome<SituationRow> {
    let person = participants::held(cx, &cx.reach.clone(), participant)?;
    let row = row_of(cx, participant, &new)?;
    if let Some(id) = new.id {
        match store::find(cx, &Reach::everything(), id) {
            Ok(kept) => return same_again(kept, &row),
            Err(Failure::NotFound) => {}
            Err(failure) => return Err(failure),
        }
    }
    participants::still_kept(&person)?;
    let incomes: Vec<&str> = new.minimum_incomes.iter().map(Code::as_str).collect();
    let mut found = code_faults(cx, &new);
    let lists = cx.lists();
    let number = |name| lists.attr_i64(names::LABOUR_STATUS, new.labour_status.as_str(), name);
    let draft = Draft {
        as_of: new.as_of,
        unemployment_months: new.unemployment_months,
        months: (number("unemployment_months_from"), number("unemployment_months_below")),
        says_in_education: lists.attr_bool(names::LABOUR_STATUS, new.labour_status.as_str(), "in_education"),
        in_education: new.in_education,
        minimum_incomes: &incomes,
        birth_date: person.birth_date,
    };
    found.extend(rules::draft_faults(&draft, cx.today));
    let corrected = match new.supersedes {
        Some(id) => match store::find(cx, &Reach::everything(), id) {
            Ok(old) if old.participant_id == participant => Some(old.id),
            Ok(_) | Err(Failure::NotFound) => {
                found.push(reference_fault("/supersedes"));
                None
            }
            Err(failure) => return Err(failure),
        },
        None => None,
    };
    Refusal::unless_empty(found)?;
    if let Some(old) = corrected
        && store::is_superseded(cx, old)?
    {
        return Err(Failure::conflict(
            "conflict_superseded",
            "Cette situation a déjà été corrigée ; corrigez la plus récente.",
            "This situation was corrected already; correct the latest one.",
        ));
    }
    store::insert(cx, &row)?;
    cx.record(Entry::created("situations", row.id).about(participant));
    if let Some(old) = corrected {
        participations::situation_corrected(cx, old, &row)?;
    }
    Ok(row)
}

fn code_faults(cx: &Ctx<'_>, new: &SituationIn) -> Vec<Fault> {
    let lists = cx.lists();
    let check = |list: &str, pointer: &str, code: Option<&Code>| {
        code.map(|c| lists.faults_for(list, cx.today, &[(pointer, c.as_str())])).unwrap_or_default()
    };
    let mut found = check(names::LABOUR_STATUS, "/labour_status", Some(&new.labour_status));
    found.extend(check(names::FRENCH_LEVEL, "/french_level", new.french_level.as_ref()));
    found.extend(check(names::HOUSING, "/housing_situation", new.housing_situation.as_ref()));
    found.extend(check(names::SITUATION_SOURCE, "/source", Some(&new.source)));
    for (n, income) in new.minimum_incomes.iter().enumerate() {
        found.extend(check(names::MINIMUM_INCOME, &format!("/minimum_incomes/{n}"), Some(income)));
    }
    found
}

fn row_of(cx: &Ctx<'_>, participant: ParticipantId, new: &SituationIn) -> Outcome<SituationRow> {
    let text = |code: &Option<Code>| code.as_ref().map(|c| c.as_str().to_owned());
    Ok(SituationRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(SituationId::new),
        participant_id: participant,
        as_of: new.as_of,
        labour_status: new.labour_status.as_str().to_owned(),
        unemployment_months: new.unemployment_months,
        registered_ft: new.registered_ft,
        in_education: new.in_education,
        isced: new.isced,
        french_level: text(&new.french_level),
        minimum_incomes: Json::of(&new.minimum_incomes).map_err(Failure::defect)?,
        single_parent: new.single_parent,
        housing_situation: text(&new.housing_situation),
        driving_licence: new.driving_licence,
        source: new.source.as_str().to_owned(),
        supersedes: new.supersedes,
        recorded_at: cx.now,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    })
}

/// A second create with the same id and the same content answers the first result.
fn same_again(kept: SituationRow, new: &SituationRow) -> Outcome<SituationRow> {
    let facts = |r: &SituationRow| {
        let said = (r.participant_id, r.as_of, r.labour_status.clone(), r.unemployment_months, r.registered_ft);
        let school = (r.in_education, r.isced, r.french_level.clone());
        let home = (r.single_parent, r.housing_situation.clone(), r.driving_licence);
        (said, school, home, r.source.clone(), r.supersedes)
    };
    let incomes = |r: &SituationRow| r.minimum_incomes.read::<Vec<String>>().map_err(Failure::defect);
    if facts(&kept) == facts(new) && incomes(&kept)? == incomes(new)? {
        return Ok(kept);
    }
    Err(Failure::conflict(
        "duplicate",
        "Une autre situation porte déjà cet identifiant.",
        "Another situation already has this identifier.",
    ))
}
