//! The rules of imports: what may be imported, what a file may be, how far an import is.

use crate::machine::{self, Step};
use crate::refusal::Refusal;

/// Which column is which member.
pub mod columns;

pub use crate::participants::rules::OnDuplicate;

crate::text_enum! {
    /// What the rows of a file are.
    pub enum ImportTarget {
        Participants = "participants",
        TimeRecords = "time-records",
    }
}

crate::text_enum! {
    /// Whether rows are only checked, or carried out once they are.
    pub enum ImportMode {
        Validate = "validate",
        Commit = "commit",
    }
}

crate::text_enum! {
    /// What became of a row, or would have.
    pub enum RowOutcome {
        Created = "created",
        Updated = "updated",
        Unchanged = "unchanged",
        Rejected = "rejected",
    }
}

crate::text_enum! {
    /// Where an import stands.
    pub enum ImportStatus {
        Validating = "validating",
        Validated = "validated",
        Committing = "committing",
        Committed = "committed",
        Failed = "failed",
        Expired = "expired",
    }
}

use ImportStatus::{Committed, Committing, Expired, Failed, Validated, Validating};

/// The machine.
pub static STEPS: &[Step<ImportStatus>] = &[
    Step { verb: "end-validation", from: &[Validating], to: Validated, guard: "every row was checked" },
    Step {
        verb: "commit",
        from: &[Validated],
        to: Committing,
        guard: "validated within a day, by whoever asked for it, and within max_changes",
    },
    Step { verb: "end-commit", from: &[Committing], to: Committed, guard: "every row that was taken is carried out" },
    Step {
        verb: "fail",
        from: &[Validating, Committing],
        to: Failed,
        guard: "more changes than max_changes, or the work was interrupted too often",
    },
    Step { verb: "expire", from: &[Validated], to: Expired, guard: "not committed within a day" },
];

/// How long a file waits for its commit once it is validated, in seconds.
pub const WAITS_SECONDS: i64 = 24 * 3600;
/// How long the report of the rows is kept, in seconds.
pub const KEPT_SECONDS: i64 = 7 * 24 * 3600;

/// Whether an import may be committed now.
///
/// # Errors
/// `Illegal` in any other state than `validated`, `Conflict` where it has waited too long.
pub fn commit(from: ImportStatus, waits: bool) -> Result<ImportStatus, Refusal> {
    let next = machine::step(STEPS, from, "commit")?;
    if waits {
        return Ok(next);
    }
    Err(Refusal::conflict(
        "conflict_validation_expired",
        "Ce fichier a été contrôlé il y a plus d'un jour ; envoyez-le de nouveau.",
        "This file was validated more than a day ago; send it again.",
    ))
}

/// That an import changes no more than it may.
///
/// # Errors
/// `Conflict` with `conflict_too_many_changes`.
pub fn within(changes: i64, most: Option<i64>) -> Result<(), Refusal> {
    match most {
        Some(most) if changes > most => Err(Refusal::conflict(
            "conflict_too_many_changes",
            format!(
                "{changes} lignes créeraient ou modifieraient quelque chose, pour {most} au plus : rien n'est importé."
            ),
            format!("{changes} rows would create or change something, for {most} at most: nothing is imported."),
        )),
        _ => Ok(()),
    }
}

crate::text_enum! {
    /// Why a file can't be read as a table (T13).
    pub enum Unreadable {
        Size = "rule_import_size",
        Form = "rule_import_form",
        Damaged = "rule_import_damaged",
        Encrypted = "rule_import_encrypted",
        Macros = "rule_import_macros",
        Doctype = "rule_import_doctype",
        Entries = "rule_import_entries",
        Unpacked = "rule_import_unpacked",
        Empty = "rule_import_empty",
        Headings = "rule_import_headings",
        Rows = "rule_import_rows",
        Columns = "rule_import_columns",
        Cell = "rule_import_cell",
        Resources = "rule_import_resources",
    }
}

impl Unreadable {
    /// The sentence in French and in English.
    pub const fn sentence(self) -> (&'static str, &'static str) {
        match self {
            Self::Size => ("Le fichier est trop grand.", "The file is too large."),
            Self::Form => (
                "Le fichier n'est ni un texte CSV, ni un classeur XLSX.",
                "The file is neither CSV text nor an XLSX workbook.",
            ),
            Self::Damaged => ("Le fichier est abîmé.", "The file is damaged."),
            Self::Encrypted => ("Le classeur est chiffré.", "The workbook is encrypted."),
            Self::Macros => (
                "Le classeur contient des macros : enregistrez-le en XLSX.",
                "The workbook holds macros: save it as XLSX.",
            ),
            Self::Doctype => {
                ("Le classeur déclare un type de document (DTD).", "The workbook declares a document type (DTD).")
            }
            Self::Entries => ("Le classeur a trop de parties.", "The workbook has too many parts."),
            Self::Unpacked => {
                ("Le classeur, décompressé, est trop grand.", "The workbook is too large once it is unpacked.")
            }
            Self::Empty => ("Le fichier n'a pas de ligne de titres.", "The file has no row of headings."),
            Self::Headings => ("Deux colonnes portent le même titre.", "Two columns have the same heading."),
            Self::Rows => ("Le fichier a trop de lignes.", "The file has too many rows."),
            Self::Columns => ("Le fichier a trop de colonnes.", "The file has too many columns."),
            Self::Cell => ("Une cellule dépasse 10 000 caractères.", "A cell is longer than 10,000 characters."),
            Self::Resources => (
                "Lire ce fichier demande trop de mémoire ou de temps.",
                "Reading this file takes too much memory or time.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_is_committed_once_and_within_a_day() {
        assert_eq!(commit(Validated, true), Ok(Committing));
        for (from, waits) in [
            (Validated, false),
            (Validating, true),
            (Committing, true),
            (Committed, true),
            (Failed, true),
            (Expired, true),
        ] {
            assert!(commit(from, waits).is_err(), "{from}");
        }
    }

    #[test]
    fn more_changes_than_asked_for_are_none() {
        for (changes, most, fine) in [(3, None, true), (3, Some(3), true), (4, Some(3), false), (0, Some(0), true)] {
            assert_eq!(within(changes, most).is_ok(), fine, "{changes} {most:?}");
        }
    }

    #[test]
    fn every_refusal_of_a_file_has_a_code_of_a_rule() {
        for why in Unreadable::ALL {
            assert!(why.code().starts_with("rule_import_") && !why.sentence().0.is_empty(), "{why}");
        }
    }
}
