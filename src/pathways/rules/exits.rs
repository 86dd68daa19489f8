//! Proposing and validating an exit (§ 5.7), and closing the pathway (§ 4.5).

use super::{PathwayStatus, STEPS};
use crate::civil;
use crate::db::Day;
use crate::faults;
use crate::identity::plies::settings::ExitDatePolicy;
use crate::machine;
use crate::refusal::{Fault, Refusal};

/// What other exits than positive ones rest on.
pub mod grounds;
use grounds::Grounds;

crate::text_enum! {
    /// What an exit counts as (§ 5.7). `excluded` is a file entered by error, which counts nowhere.
    pub enum ExitCategory {
        Positive = "positive",
        Neutral = "neutral",
        Other = "other",
        Excluded = "excluded",
    }
}

/// The category of a reason in the reference list of the PLIE (§ 5.7).
pub fn category_of(reason: &str, categories: &[(String, ExitCategory)]) -> Option<ExitCategory> {
    categories.iter().find(|(code, _)| code == reason).map(|(_, category)| *category)
}

/// What `propose-exit` is asked.
#[derive(Debug, Clone)]
pub struct Proposal<'a> {
    /// Why the person leaves (§ 5.7).
    pub reason: &'a str,
    /// On which day.
    pub on: Day,
    /// The day the pathway became active.
    pub activated_on: Day,
    /// Whether the caller is the data manager, who alone takes off what was entered by error.
    pub by_data_manager: bool,
}

/// `propose-exit`: the category the reason gives; the state does not change.
///
/// # Errors
/// `Illegal` when nobody is supported, `Invalid` with every fault.
pub fn propose(
    from: PathwayStatus,
    p: &Proposal<'_>,
    categories: &[(String, ExitCategory)],
) -> Result<ExitCategory, Refusal> {
    machine::step(STEPS, from, "propose-exit")?;
    let category = category_of(p.reason, categories);
    let mut found = Vec::new();
    if category.is_none() {
        let mut fault = Fault::new("/reason", "invalid", "Motif de sortie inconnu.", "Unknown exit reason.");
        fault.allowed = categories.iter().map(|(code, _)| code.clone()).collect();
        found.push(fault);
    }
    if category == Some(ExitCategory::Excluded) && !p.by_data_manager {
        found.push(Fault::new(
            "/reason",
            "rule_entered_by_error",
            "Seul le gestionnaire de données retire une saisie faite par erreur (§ 5.7).",
            "Only the data manager takes off what was entered by error (§ 5.7).",
        ));
    }
    found.extend(exit_date_fault(p.on, p.activated_on));
    Refusal::unless_empty(found)?;
    category.ok_or_else(|| Refusal::Invalid(vec![faults::required("/reason")]))
}

/// `rule_exit_date` when the exit comes before activation.
pub fn exit_date_fault(on: Day, activated_on: Day) -> Option<Fault> {
    (on < activated_on).then(|| {
        Fault::new(
            "/on",
            "rule_exit_date",
            format!("La sortie ne précède pas le début du parcours ({activated_on})."),
            format!("The exit can't come before the pathway's start ({activated_on})."),
        )
    })
}

/// Whether a positive exit holds, as its own rule found (§ 5.7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The day it qualifies, reached or to come.
    pub on: Option<Day>,
    /// Days still to go; 0 once reached.
    pub days_missing: i64,
    /// Codes of the proofs still missing.
    pub proofs_missing: Vec<&'static str>,
}

impl Assessment {
    /// Whether nothing is missing.
    pub fn qualifies(&self) -> bool {
        self.on.is_some() && self.days_missing == 0 && self.proofs_missing.is_empty()
    }
}

/// What is known of the outcome a positive exit rests on.
#[derive(Debug, Clone, Default)]
pub struct OutcomeFacts {
    /// The day the job, the business or the course started.
    pub started_on: Option<Day>,
    /// The contract, the registration or the diploma is in the file.
    pub title_proved: bool,
    /// Presence at the end of the months is proved (payslip, certificate, employer's word).
    pub presence_proved: bool,
    /// A diploma, title or certificate was obtained, for a training.
    pub diploma: bool,
    /// The course is one of those that count without a diploma, for a training (§ 5.7, CAEN: over nine months).
    pub long_course: bool,
}

/// Whether a positive exit for `reason` holds on `today` (§ 5.7): six months in post with contract and presence; a
/// training by its diploma, or by six months in a long course.
pub fn assess(reason: &str, f: &OutcomeFacts, follow_up_months: u32, today: Day) -> Assessment {
    let after_months = f.started_on.map(|start| civil::add_months(start, follow_up_months));
    let to_go = |on: Option<Day>| on.map_or(0, |day| (day.0 - today.0).num_days().max(0));
    let mut proofs_missing = Vec::new();
    if reason == "qualifying_training" {
        if f.diploma {
            return Assessment { on: Some(today), days_missing: 0, proofs_missing };
        }
        if !f.long_course {
            proofs_missing.push("diploma");
        }
    } else if !f.title_proved {
        proofs_missing.push(if reason == "business_creation" { "registration" } else { "employment_contract" });
    }
    if f.started_on.is_none() {
        proofs_missing.push("start_date");
    }
    if !f.presence_proved {
        proofs_missing.push("proof_of_presence");
    }
    Assessment { on: after_months, days_missing: to_go(after_months), proofs_missing }
}

/// The day of a positive exit: when it is validated, or when the job started, as the PLIE decided (§ 4.5).
pub fn exit_day(policy: ExitDatePolicy, validated_on: Day, started_on: Option<Day>) -> Day {
    match policy {
        ExitDatePolicy::OnValidation => validated_on,
        ExitDatePolicy::OnStart => started_on.unwrap_or(validated_on),
    }
}

/// What `validate-exit` looks at.
#[derive(Debug, Clone)]
pub struct Validation<'a> {
    /// The category proposed; none without a proposal.
    pub proposed: Option<ExitCategory>,
    /// The reason proposed, with what it rests on; ignored for positive exits.
    pub grounds: Option<(&'a str, &'a Grounds)>,
    /// Whether the positive outcome holds; ignored for other categories.
    pub assessment: Option<&'a Assessment>,
    /// On which day the exit is validated.
    pub on: Day,
    /// The day the pathway became active.
    pub activated_on: Day,
    /// The civil day of the request.
    pub today: Day,
    /// While suspended: the day it began and whether the commission gave its opinion.
    pub suspension: Option<(Day, bool)>,
    /// Longest suspension in months.
    pub suspension_max_months: u32,
}

/// `validate-exit`: a positive exit only when its rule holds, another one with what its reason rests on (§ 5.7); from a
/// suspension only past its limit with the commission's opinion, unless the exit is neutral (§ 4.5: nobody waits for a commission to move or to die).
///
/// # Errors
/// `Illegal` when nobody is supported, `Invalid` for the day, `Conflict` with everything that is missing.
pub fn validate(from: PathwayStatus, v: &Validation<'_>) -> Result<PathwayStatus, Refusal> {
    let to = machine::step(STEPS, from, "validate-exit")?;
    let mut found: Vec<Fault> = exit_date_fault(v.on, v.activated_on).into_iter().collect();
    if v.on > v.today {
        found.push(Fault::new(
            "/on",
            "rule_exit_future",
            "Une sortie se valide une fois qu'elle a eu lieu.",
            "An exit is validated once it has happened.",
        ));
    }
    Refusal::unless_empty(found)?;
    let Some(category) = v.proposed else {
        return Err(Refusal::conflict(
            "conflict_no_exit_proposed",
            "Aucune sortie n'est proposée.",
            "No exit is proposed.",
        ));
    };
    let mut missing = match category {
        ExitCategory::Positive => positive_missing(v.assessment),
        _ => v.grounds.and_then(|(reason, known)| grounds::missing(reason, known)).into_iter().collect(),
    };
    let suspended = v.suspension.filter(|_| category != ExitCategory::Neutral);
    let still = suspended.and_then(|suspension| suspension_stands(suspension, v));
    let of_suspension = category != ExitCategory::Positive && still.is_some();
    missing.extend(still);
    if missing.is_empty() {
        return Ok(to);
    }
    let code = if of_suspension { "conflict_suspended" } else { "conflict_exit_not_proved" };
    Err(Refusal::Conflict {
        code,
        fr: "Cette sortie ne peut pas encore être validée (§ 5.7).".to_owned(),
        en: "This exit can't be validated yet (§ 5.7).".to_owned(),
        missing,
    })
}

/// What keeps somebody from leaving while suspended.
fn suspension_stands((suspended_on, opinion): (Day, bool), v: &Validation<'_>) -> Option<Fault> {
    if v.on <= civil::add_months(suspended_on, v.suspension_max_months) {
        return Some(Fault::new(
            "",
            "suspension_not_over",
            "La suspension n'a pas dépassé sa durée : reprenez d'abord le parcours (§ 4.5).",
            "The suspension has not passed its limit: resume the pathway first (§ 4.5).",
        ));
    }
    (!opinion).then(|| {
        Fault::new(
            "",
            "commission_opinion",
            "Il manque l'avis de la commission (§ 4.5).",
            "The commission's opinion is missing (§ 4.5).",
        )
    })
}

fn positive_missing(assessment: Option<&Assessment>) -> Vec<Fault> {
    let Some(a) = assessment else {
        return vec![Fault::new(
            "",
            "outcome_facts",
            "Il manque l'emploi, la création ou la formation (§ 5.7).",
            "The job, the business or the training is missing (§ 5.7).",
        )];
    };
    let mut out = Vec::new();
    if a.days_missing > 0 {
        out.push(Fault::new(
            "/on",
            "days_missing",
            format!("Il manque {} jours.", a.days_missing),
            format!("{} days are missing.", a.days_missing),
        ));
    }
    out.extend(a.proofs_missing.iter().map(|proof| {
        Fault::new(
            "/evidence_document_ids",
            proof,
            format!("Il manque une preuve : {proof}."),
            format!("A proof is missing: {proof}."),
        )
    }));
    out
}

/// What stands in the way of closing, each named by its own identifier or code (§ 4.5).
#[derive(Debug, Clone, Default)]
pub struct Unfinished {
    /// Stages not yet completed, interrupted, cancelled or refused.
    pub open_stages: Vec<String>,
    /// Interviews that need a signature and have neither it nor a recorded refusal (R6.12).
    pub unsigned_interviews: Vec<String>,
    /// Members of the ESF exit form without an answer (§ 7.7).
    pub esf_exit_missing: Vec<String>,
    /// Months (`YYYY-MM`) whose time on this pathway is not signed off.
    pub unsigned_months: Vec<String>,
}

/// `close`: nothing is owed any more (§ 4.5).
///
/// # Errors
/// `Illegal` unless exited, `Conflict` with every piece that is missing.
pub fn close(from: PathwayStatus, u: &Unfinished) -> Result<PathwayStatus, Refusal> {
    let to = machine::step(STEPS, from, "close")?;
    let list = |items: &[String], path: &str, code: &'static str, fr: &str, en: &str| -> Vec<Fault> {
        items.iter().map(|id| Fault::new(format!("/{path}/{id}"), code, fr, en)).collect()
    };
    let missing = [
        list(&u.open_stages, "stages", "open_stage", "Cette étape n'est pas terminée.", "This stage is not finished."),
        list(
            &u.unsigned_interviews,
            "interviews",
            "unsigned_interview",
            "Cet entretien n'est pas signé.",
            "This interview is not signed.",
        ),
        list(
            &u.esf_exit_missing,
            "esf_exit",
            "esf_exit_data",
            "Cette donnée FSE de sortie manque.",
            "This ESF exit answer is missing.",
        ),
        list(
            &u.unsigned_months,
            "timesheets",
            "unsigned_month",
            "Les temps de ce mois ne sont pas signés.",
            "The time of this month is not signed off.",
        ),
    ]
    .concat();
    if missing.is_empty() {
        return Ok(to);
    }
    Err(Refusal::Conflict {
        code: "conflict_not_closable",
        fr: "Des pièces manquent pour clore ce parcours (§ 4.5).".to_owned(),
        en: "Some pieces are missing to close this pathway (§ 4.5).".to_owned(),
        missing,
    })
}

#[cfg(test)]
mod tests;
