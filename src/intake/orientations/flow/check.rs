//! The rehearsal of a push.

use super::code_faults;
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::failure::{Failure, Outcome};
use crate::http::problem::FieldError;
use crate::intake::orientations::api::check::{
    CandidateDraft, OrientationCheckIn, OrientationCheckView, PrescriberDraft,
};
use crate::intake::orientations::api::is_partner;
use crate::intake::orientations::api::wire::OrientationCandidate;
use crate::intake::orientations::rules::{self, Draft};
use crate::intake::orientations::store::{self, OrientationRow};
use crate::participants::rules::likeness::{self, Identity, Match};
use crate::participants::{Contact, nir_faults};
use crate::refusal::Fault;

/// What is missing, which criteria are met, whether the person is known. Each question leaves its line.
pub(in crate::intake::orientations) fn check(
    cx: &mut Ctx<'_>,
    given: &OrientationCheckIn,
) -> Outcome<OrientationCheckView> {
    let (prescriber, candidate) =
        (given.prescriber.clone().unwrap_or_default(), given.candidate.clone().unwrap_or_default());
    let motives = super::codes(given.motives.as_deref().unwrap_or_default());
    let criteria = super::codes(given.criteria.as_deref().unwrap_or_default());
    let mut found = Vec::new();
    super::sender(cx, given.partner_structure_id, &mut found)?;
    found.extend(rules::draft_faults(&draft(given, &prescriber, &candidate, &motives), cx.today));
    found.extend(nir_faults(&[("/external_id", given.external_id.as_ref().map(|t| t.as_str()))]));
    found.extend(code_faults(cx, &motives, &criteria, candidate.gender.as_ref().map(|g| g.as_str())));
    let commune = candidate.address.as_ref().and_then(|a| a.commune_code.as_ref()).map(|c| c.as_str());
    super::territory(cx, given.territory_id, commune, &mut found)?;
    let lang = cx.lang();
    let item = |f: Fault| FieldError {
        pointer: f.pointer,
        code: f.code.to_owned(),
        message: lang.pick(&f.fr, &f.en).to_owned(),
        allowed: (!f.allowed.is_empty()).then_some(f.allowed),
    };
    let person = identity(&candidate);
    let known = nearest(cx, &person)?;
    cx.record(Entry::event("orientations", None));
    let birth_date = candidate.birth_date.filter(|day| *day <= cx.today);
    Ok(OrientationCheckView {
        missing_items: found.into_iter().map(item).collect(),
        eligible_criteria: rules::eligible_criteria(birth_date, &criteria, cx.today),
        likeness: known.as_ref().map_or(Match::None, |(verdict, _)| *verdict),
        hint: known.map(|(_, hint)| hint),
    })
}

fn draft<'a>(
    given: &'a OrientationCheckIn,
    prescriber: &'a PrescriberDraft,
    candidate: &'a CandidateDraft,
    motives: &'a [String],
) -> Draft<'a> {
    Draft {
        prescriber_name: prescriber.name.as_ref().map(|t| t.as_str()),
        prescriber_email: prescriber.email.as_ref().map(|t| t.as_str()),
        prescriber_phone: prescriber.phone.as_ref().map(|t| t.as_str()),
        first_name: candidate.first_name.as_ref().map(|t| t.as_str()),
        last_name: candidate.last_name.as_ref().map(|t| t.as_str()),
        birth_name: candidate.birth_name.as_ref().map(|t| t.as_str()),
        birth_date: candidate.birth_date,
        contact: Contact {
            email: candidate.email.as_ref().map(|t| t.as_str()),
            phone: candidate.phone.as_ref().map(|t| t.as_str()),
            contact_person: candidate.contact_person.as_ref().map(|t| t.as_str()),
        },
        france_travail_id: candidate.france_travail_id.as_ref().map(|t| t.as_str()),
        address_line: candidate.address.as_ref().and_then(|a| a.line.as_ref()).map(|t| t.as_str()),
        motives,
        comment: given.comment.as_ref().map(|t| t.as_str()),
        data_protection_commitment: given.data_protection_commitment == Some(true),
    }
}

fn identity(candidate: &CandidateDraft) -> Identity {
    let text = |t: Option<&str>| t.filter(|t| !t.is_empty()).map(str::to_owned);
    Identity {
        first_name: candidate.first_name.clone().map(String::from).unwrap_or_default(),
        last_name: candidate.last_name.clone().map(String::from).unwrap_or_default(),
        birth_name: text(candidate.birth_name.as_ref().map(|t| t.as_str())),
        birth_date: candidate.birth_date,
        email: text(candidate.email.as_ref().map(|t| t.as_str())),
        phone: text(candidate.phone.as_ref().map(|t| t.as_str())),
        france_travail_id: text(candidate.france_travail_id.as_ref().map(|t| t.as_str())),
        ..Identity::default()
    }
}

/// What tells the candidate of an orientation from another person.
pub(in crate::intake::orientations) fn identity_of(row: &OrientationRow) -> Outcome<Identity> {
    let candidate: OrientationCandidate = row.candidate.read().map_err(Failure::defect)?;
    Ok(Identity {
        first_name: candidate.first_name.into_string(),
        last_name: candidate.last_name.into_string(),
        birth_name: candidate.birth_name.map(String::from),
        birth_date: Some(candidate.birth_date),
        email: candidate.email.map(String::from),
        phone: candidate.phone.map(String::from),
        france_travail_id: candidate.france_travail_id.map(String::from),
        ..Identity::default()
    })
}

/// The nearest person known, with a masked hint. A partner's question looks at what it sent itself and at
/// nothing else, in what it reads as in how long it takes (T10).
fn nearest(cx: &mut Ctx<'_>, person: &Identity) -> Outcome<Option<(Match, String)>> {
    let sort_name = crate::participants::sort_name(&person.last_name, &person.first_name);
    let number = person.france_travail_id.as_deref();
    let mut best: Option<(i64, Match, String)> = None;
    let mut look = |score: i64, verdict: Match, hint: String| {
        if verdict != Match::None && best.as_ref().is_none_or(|(s, ..)| score > *s) {
            best = Some((score, verdict, hint));
        }
    };
    for row in store::alike(cx, &cx.reach.clone(), &sort_name, person.birth_date, number)? {
        let other = identity_of(&row)?;
        let found = likeness::compare(person, &other);
        look(found.score, found.verdict, likeness::masked_hint(&other));
    }
    if !is_partner(&cx.reach) {
        for double in crate::participants::likely_doubles(cx, person)? {
            look(double.likeness.score, double.likeness.verdict, double.hint);
        }
    }
    Ok(best.map(|(_, verdict, hint)| (verdict, hint)))
}
