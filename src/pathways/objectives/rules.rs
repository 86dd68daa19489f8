//! The rules of an objective (S3.13, S3.26).

use crate::db::Day;
use crate::faults;
use crate::participants::nir_faults;
use crate::refusal::Fault;

crate::text_enum! {
    /// What became of an objective (S3.26).
    pub enum ObjectiveResult {
        Open = "open",
        Achieved = "achieved",
        Partly = "partly",
        NotAchieved = "not_achieved",
        Dropped = "dropped",
    }
}

/// Longest text of an objective, in characters.
pub const TEXT_MAX: usize = 1_000;

/// An objective as it would stand.
#[derive(Debug, Clone)]
pub struct Objective<'a> {
    /// The words agreed.
    pub text: &'a str,
    /// The day it was set.
    pub set_on: Day,
    /// The day it should be reached.
    pub due_on: Option<Day>,
    /// What became of it.
    pub result: ObjectiveResult,
    /// Why it was not achieved.
    pub reason: Option<&'a str>,
}

/// Every fault of an objective: its words, days in order, a reason when it is not achieved (S3.26).
pub fn objective_faults(o: &Objective<'_>) -> Vec<Fault> {
    let mut out: Vec<Fault> = faults::required_text("/text", Some(o.text)).into_iter().collect();
    out.extend(faults::too_long("/text", Some(o.text), TEXT_MAX));
    out.extend(faults::period("/due_on", Some(o.set_on), o.due_on));
    out.extend(reason_fault("/reason", o.result, o.reason));
    out.extend(nir_faults(&[("/text", Some(o.text)), ("/reason", o.reason)]));
    out
}

/// `rule_reason` when an objective is not achieved and nobody says why (S3.26).
pub fn reason_fault(pointer: &str, result: ObjectiveResult, reason: Option<&str>) -> Option<Fault> {
    (result == ObjectiveResult::NotAchieved && faults::blank(reason)).then(|| {
        Fault::new(
            pointer,
            "rule_reason",
            "Dites pourquoi l'objectif n'est pas atteint (S3.26).",
            "Say why the objective was not achieved (S3.26).",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_objective_not_achieved_has_its_reason() {
        let day = |s: &str| s.parse::<Day>().unwrap();
        let base = Objective {
            text: "Obtenir le CACES 3",
            set_on: day("2026-03-12"),
            due_on: Some(day("2026-08-12")),
            result: ObjectiveResult::Open,
            reason: None,
        };
        for (o, codes) in [
            (base.clone(), vec![]),
            (Objective { result: ObjectiveResult::NotAchieved, ..base.clone() }, vec!["rule_reason"]),
            (Objective { result: ObjectiveResult::NotAchieved, reason: Some("plus de place"), ..base.clone() }, vec![]),
            (Objective { result: ObjectiveResult::Partly, ..base.clone() }, vec![]),
            (Objective { text: " ", due_on: Some(day("2026-03-11")), ..base.clone() }, vec!["required", "rule_period"]),
            (Objective { text: "269054958815780", ..base.clone() }, vec!["rule_no_nir"]),
        ] {
            assert_eq!(objective_faults(&o).iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{o:?}");
        }
    }
}
