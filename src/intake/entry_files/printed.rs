//! An entry file as the commission sees it: what the template reads, in French. What is sensitive is told by its effect
//! alone: criterion met, evidence checked (§ 3); barriers of health are left out.

use serde_json::{Value, json};

use super::api::wire::{EntryFileView, FileCriterionView};
use super::rules::{DepartmentOpinion, EntryFileStatus, EvidenceState, Item, ItemState};
use crate::auth::role::Reach;
use crate::civil::french;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::esf::operations;
use crate::failure::Outcome;
use crate::http::Lang;
use crate::identity::{plies, users};
use crate::ids::UserId;
use crate::participants;
use crate::pathways::barriers::rules::HEALTH;
use crate::reference::{Lists, names};

/// The data of the template `entry-file`, for a file that was found in reach; `on` is the day on which it is judged.
pub(super) fn printed(cx: &mut Ctx<'_>, file: &EntryFileView, referent: UserId, on: Day) -> Outcome<Value> {
    // whoever reaches the file reaches its person
    let people = participants::names(cx, &Reach::everything(), &[file.participant_id])?;
    let staff = users::names(cx, &[referent])?;
    let called = |name: Option<&(String, String)>| name.map(|(first, last)| format!("{first} {last}"));
    let (plie, funding) = (plies::name(cx)?, operations::funding_statement(cx, on)?);
    let tenant = cx.tenant();
    let signed = file.signed_by_candidate == Some(true);
    Ok(json!({
        "title": "Dossier d’entrée, synthèse pour la commission",
        "plie": plie,
        "funding": funding,
        "reference": format!("Dossier {}", file.id),
        "draft": !signed,
        "dated": on.to_string(),
        "person": called(people.values().next()),
        "referent": called(staff.values().next()),
        "status": status(file.status),
        "facts": [
            ["Accord de la personne", file.consent_to_enter.as_ref().map_or("attendu".to_owned(), |c| format!("donné le {}", french(c.given_on)))],
            ["Avis du département", opinion(file.department_opinion)],
            ["Hors territoire", file.out_of_area_reason],
        ],
        "criteria": criteria(&tenant.lists, &file.criteria),
        "diagnosis": diagnosis(&tenant.lists, file),
        "barriers": barriers(&tenant.lists, file),
        "objectives": file.objectives.iter().map(|o| o.text.as_str()).collect::<Vec<_>>(),
        "checklist": checklist(file),
        "rule": "Les données protégées ne figurent que par leur effet : critère rempli, pièce vérifiée.",
        "signed_by_candidate": signed.then_some("Signé par la personne"),
        "hash": file.facts_hash,
    }))
}

fn criteria(lists: &Lists, all: &[FileCriterionView]) -> Vec<Value> {
    let mut hidden = 0;
    let one = |c: &FileCriterionView| {
        let sensitive = lists.attr_bool(names::CRITERION, &c.criterion, "sensitive") == Some(true);
        let label = if sensitive {
            hidden += 1;
            format!("Critère protégé n° {hidden}")
        } else {
            lists.label(names::CRITERION, &c.criterion, Lang::Fr).unwrap_or(&c.criterion).to_owned()
        };
        let (state, evidence) = match c.status {
            EvidenceState::Met => ("Critère rempli", "Pièce vérifiée"),
            EvidenceState::Expired => ("Critère à vérifier", "Pièce périmée"),
            EvidenceState::NotMet => ("Critère non établi", "Pièce attendue"),
        };
        // how long evidence holds would tell what it is
        let until = c.valid_until.filter(|_| c.status == EvidenceState::Met && !sensitive);
        let evidence = match until {
            Some(day) => format!("{evidence}, valable jusqu’au {}", french(day)),
            None => evidence.to_owned(),
        };
        json!({"label": label, "state": state, "evidence": evidence})
    };
    all.iter().map(one).collect()
}

fn diagnosis(lists: &Lists, file: &EntryFileView) -> Vec<Value> {
    let Some(d) = &file.diagnosis else { return Vec::new() };
    let maturity = d
        .project_maturity
        .as_ref()
        .map(|code| lists.label(names::PROJECT_MATURITY, code.as_str(), Lang::Fr).unwrap_or(code.as_str()).to_owned());
    let jobs: Vec<&str> = d.target_rome.iter().flatten().map(|code| code.as_str()).collect();
    vec![
        json!(["Projet", maturity]),
        json!(["Autonomie", d.autonomy_level.map(|level| format!("{level} sur 4"))]),
        json!(["Métiers visés", (!jobs.is_empty()).then(|| jobs.join(", "))]),
        json!(["En résumé", d.summary]),
    ]
}

fn barriers(lists: &Lists, file: &EntryFileView) -> Vec<Value> {
    let shown = file.barriers.iter().filter(|b| b.severity > 0 && b.theme.as_str() != HEALTH);
    let label = |code: &str| lists.label(names::BARRIER, code, Lang::Fr).unwrap_or(code).to_owned();
    shown.map(|b| json!({"label": label(b.theme.as_str()), "severity": format!("{} sur 3", b.severity)})).collect()
}

/// The items of the checklist by how far they are; those that do not apply are left out.
fn checklist(file: &EntryFileView) -> Vec<(&'static str, String)> {
    let of = |state: ItemState| {
        let items: Vec<&str> = file.checklist.iter().filter(|l| l.state == state).map(|l| item(l.item)).collect();
        items.join(", ")
    };
    let all = [("Complètes", ItemState::Complete), ("En partie", ItemState::Partial), ("Attendues", ItemState::Due)];
    all.into_iter().map(|(label, state)| (label, of(state))).filter(|(_, items)| !items.is_empty()).collect()
}

fn item(item: Item) -> &'static str {
    match item {
        Item::Identity => "identité et contact",
        Item::Address => "adresse",
        Item::ConsentToEnter => "accord de la personne",
        Item::PrivacyNotice => "notice sur les données",
        Item::EsfNotice => "notice FSE",
        Item::EsfQuestionnaire => "questionnaire d’entrée",
        Item::Criteria => "publics et justificatifs",
        Item::Diagnosis => "diagnostic",
        Item::Barriers => "freins",
        Item::Objectives => "premiers objectifs",
        Item::SignedByCandidate => "signature de la personne",
        Item::SignedByPrescriber => "signature du prescripteur",
        Item::DepartmentOpinion => "avis du département",
    }
}

fn status(status: EntryFileStatus) -> &'static str {
    match status {
        EntryFileStatus::InPreparation => "En préparation",
        EntryFileStatus::Complete => "Complet",
        EntryFileStatus::Submitted => "Présenté à une séance",
        EntryFileStatus::Returned => "Renvoyé pour complément",
        EntryFileStatus::Decided => "Décidé",
    }
}

fn opinion(opinion: DepartmentOpinion) -> Option<&'static str> {
    match opinion {
        DepartmentOpinion::None => None,
        DepartmentOpinion::Pending => Some("Attendu"),
        DepartmentOpinion::Favourable => Some("Favorable"),
        DepartmentOpinion::Unfavourable => Some("Défavorable"),
    }
}
