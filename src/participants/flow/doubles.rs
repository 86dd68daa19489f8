//! Records of one person: told of where the caller may see them, refused where a number is somebody else's.

use super::france_travail_number;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::failure::{Candidate, Failure, Outcome};
use crate::ids::ParticipantId;
use crate::participants::rules;
use crate::participants::rules::likeness::{self, Identity, Likeness, Match};
use crate::participants::store::{self, ParticipantRow};
use crate::refusal::{Fault, Warning};

/// A participant that may be the person in hand.
#[derive(Debug, Clone)]
pub(crate) struct Double {
    /// The participant.
    pub(crate) id: ParticipantId,
    /// Initials and year of birth.
    pub(crate) hint: String,
    /// How alike they are, and in what.
    pub(crate) likeness: Likeness,
}

/// The participants in the caller's reach that may be this person, likeliest first. Whoever is out of reach is
/// not told of.
pub(crate) fn likely_doubles(cx: &mut Ctx<'_>, person: &Identity) -> Outcome<Vec<Double>> {
    let reach = cx.reach_in("get_participant");
    let mut person = person.clone();
    person.france_travail_id = person.france_travail_id.as_deref().map(france_travail_number);
    let mut found = Vec::new();
    for row in store::alike(cx, &reach, &person)? {
        let other = row.identity()?;
        let likeness = likeness::compare(&person, &other);
        if likeness.verdict != Match::None {
            found.push(Double { id: row.id, hint: likeness::masked_hint(&other), likeness });
        }
    }
    found.sort_by_key(|d| std::cmp::Reverse(d.likeness.score));
    Ok(found)
}

/// Everybody in the PLIE who resembles a participant, whoever asks: what a pair is written from.
pub(in crate::participants) fn resembling(
    cx: &mut Ctx<'_>,
    row: &ParticipantRow,
) -> Outcome<Vec<(ParticipantId, Likeness)>> {
    let person = row.identity()?;
    let mut found = Vec::new();
    for other in store::alike(cx, &Reach::everything(), &person)? {
        let likeness = likeness::compare(&person, &other.identity()?);
        if other.id != row.id && likeness.verdict != Match::None {
            found.push((other.id, likeness));
        }
    }
    Ok(found)
}

/// Refuses (409 `duplicate`) when there are doubles.
pub(crate) fn refuse_doubles(doubles: &[Double]) -> Outcome<()> {
    if doubles.is_empty() {
        return Ok(());
    }
    Err(Failure::Duplicate {
        faults: Vec::new(),
        candidates: doubles.iter().map(Candidate::from).collect(),
        fr: "Cette personne est peut-être déjà suivie. Si c'en est une autre, confirmez avec « confirm_new »."
            .to_owned(),
        en: "This person may already be followed. If it is another one, confirm with `confirm_new`.".to_owned(),
    })
}

impl From<&Double> for Candidate {
    fn from(d: &Double) -> Self {
        Self { id: d.id.0, hint: d.hint.clone(), score: d.likeness.score, reasons: d.likeness.reasons.clone() }
    }
}

/// A France Travail number, and a number in another system, is one person's.
pub(super) fn check_numbers(cx: &mut Ctx<'_>, row: &ParticipantRow) -> Outcome<()> {
    let numbers: Vec<(String, String)> = row.numbers()?.into_iter().collect();
    let mut taken: Vec<(String, ParticipantId)> = store::owners(cx, &numbers)?
        .into_iter()
        .map(|(system, owner)| (rules::external_id_pointer(&system), owner))
        .collect();
    if let Some(number) = row.france_travail_id.as_deref() {
        let owner = store::owner_of_france_travail_id(cx, number)?;
        taken.extend(owner.map(|owner| ("/france_travail_id".to_owned(), owner)));
    }
    taken.retain(|(_, owner)| *owner != row.id);
    if taken.is_empty() {
        return Ok(());
    }
    let reach = cx.reach_in("get_participant");
    let person = row.identity()?;
    let mut candidates: Vec<Candidate> = Vec::new();
    for (_, owner) in &taken {
        if candidates.iter().any(|c| c.id == owner.0) {
            continue;
        }
        match store::find(cx, &reach, *owner) {
            Ok(other) => {
                let other = other.identity()?;
                let likeness = likeness::compare(&person, &other);
                let double = Double { id: *owner, hint: likeness::masked_hint(&other), likeness };
                candidates.push(Candidate::from(&double));
            }
            Err(Failure::NotFound) => {}
            Err(failure) => return Err(failure),
        }
    }
    let fr = "Ce numéro est déjà celui d'un autre participant.";
    let en = "This number is another participant's already.";
    let faults = taken.into_iter().map(|(pointer, _)| Fault::new(pointer, "duplicate", fr, en)).collect();
    Err(Failure::Duplicate { faults, candidates, fr: fr.to_owned(), en: en.to_owned() })
}

pub(super) fn warn_of_doubles(cx: &mut Ctx<'_>, row: &ParticipantRow) -> Outcome<()> {
    let doubles = likely_doubles(cx, &row.identity()?)?;
    if doubles.iter().any(|d| d.id != row.id) {
        cx.warn(Warning::new(
            "",
            "possible_duplicate",
            "Un autre participant ressemble maintenant à celui-ci.",
            "Another participant now looks like this one.",
        ));
    }
    Ok(())
}
