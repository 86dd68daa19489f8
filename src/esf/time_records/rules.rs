//! What a time record must hold, and what an auditor would refuse in it (§ 6.2).

use std::sync::Arc;

use crate::db::Day;
use crate::esf::absences::Away;
use crate::ids::{AnyId, OperationId, ParticipantId, TimeRecordId, UserId};
use crate::machine::Step;
use crate::refusal::{Fault, Refusal, Warning};

mod allocation;
mod contact;
mod content;
/// Corrections after sign-off.
pub mod correction;
mod day;
mod people;
mod shape;
#[cfg(test)]
mod tests;

pub use crate::esf::charters::Attribution;
pub use allocation::allocate;
pub use contact::{ContactKind, LinkedContact, Span};
pub use content::{effective_attribution, linked_type};
pub use day::{is_late, locked};
pub use shape::duration;

crate::text_enum! {
    /// Where a time record stands between its entry and the claim.
    pub enum TimeStatus {
        Draft = "draft",
        Submitted = "submitted",
        EmployeeSigned = "employee_signed",
        SupervisorSigned = "supervisor_signed",
        Claimed = "claimed",
        Superseded = "superseded",
    }
}

use TimeStatus::{Claimed, Draft, EmployeeSigned, Submitted, Superseded, SupervisorSigned};

/// The machine of a time record.
pub static STEPS: &[Step<TimeStatus>] = &[
    Step { verb: "submit", from: &[Draft], to: Submitted, guard: "its agenda week is submitted (R6.3)" },
    Step { verb: "return", from: &[Submitted], to: Draft, guard: "its agenda week is returned (R6.5)" },
    Step { verb: "sign", from: &[Draft, Submitted], to: EmployeeSigned, guard: "the employee signs the month (R6.15)" },
    Step {
        verb: "countersign",
        from: &[EmployeeSigned],
        to: SupervisorSigned,
        guard: "the supervisor, another person, signs the month (R6.15, R3.2)",
    },
    Step {
        verb: "reopen",
        from: &[EmployeeSigned],
        to: Submitted,
        guard: "the month is reopened before the supervisor signs (R6.16)",
    },
    Step { verb: "claim", from: &[SupervisorSigned], to: Claimed, guard: "a claim that holds it is filed (R6.19)" },
    Step { verb: "change", from: &[Submitted], to: Superseded, guard: "a new version takes its place (§ 6.2)" },
    Step {
        verb: "withdraw",
        from: &[Draft],
        to: Superseded,
        guard: "it is deleted after it was handed in once: it stays to be read (§ 6.2)",
    },
    Step {
        verb: "correct",
        from: &[SupervisorSigned, Claimed],
        to: Superseded,
        guard: "another person approves the correction (R6.18); once claimed it only takes minutes away (R6.19)",
    },
];

/// Longest comment, in characters.
pub const COMMENT_MAX: usize = 500;
/// Minutes of a day above which a warning says so: 10 hours (§ 6.2).
pub const DAY_NORM_MINUTES: i64 = 600;
/// Minutes of a week above which a warning says so: 48 hours (§ 6.2).
pub const WEEK_NORM_MINUTES: i64 = 2880;
/// Days within which a contact is put on file: 7, end of the day included (§ 6.4).
pub const FILE_DAYS: i64 = 7;

/// A time record as proposed; times are minutes after local midnight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// Whose minutes they are.
    pub user: UserId,
    /// The civil day.
    pub date: Day,
    /// Start, 0 to 1439.
    pub start: Option<i64>,
    /// End, 1 to 1440, after the start.
    pub end: Option<i64>,
    /// Minutes of break between start and end.
    pub break_minutes: i64,
    /// Minutes, where start and end are not given (else it must agree with them).
    pub duration: Option<i64>,
    /// Task code.
    pub task: String,
    /// The operation that pays.
    pub operation: Option<OperationId>,
    /// Whom the minutes were for.
    pub participants: Vec<ParticipantId>,
    /// What they were spent on.
    pub linked: Option<(String, AnyId)>,
    /// A short remark.
    pub comment: Option<String>,
}

/// The task in the charter valid on the record's day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CharterTask {
    /// Its code.
    pub code: String,
    /// Whom its minutes are for.
    pub attribution: Attribution,
    /// Whether it needs a signed contact.
    pub signature_required: bool,
    /// Kinds of object its records may be linked to.
    pub linked_types: Vec<String>,
}

/// The charter valid on the record's day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charter {
    /// Step of entry in minutes.
    pub step_minutes: i64,
    /// All its tasks.
    pub tasks: Vec<CharterTask>,
}

/// The operation that the record names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationFacts {
    /// Its number, for the sentence.
    pub number: String,
    /// First day.
    pub starts_on: Day,
    /// Last day, included.
    pub ends_on: Day,
    /// Whether the ESF counts its participants, so that each takes part in it by name.
    pub counts_people: bool,
}

/// Another live record (not superseded, not this one) of the person on that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Other {
    /// Its id.
    pub id: TimeRecordId,
    /// Start and end in minutes after midnight, when it has them.
    pub times: Option<(i64, i64)>,
    /// Its minutes.
    pub duration: i64,
    /// Its operation.
    pub operation: Option<OperationId>,
    /// Whether it is work: false for the tasks that are absences.
    pub worked: bool,
}

/// A participant that the record names, as things stood on its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParticipantFacts {
    /// Who.
    pub id: ParticipantId,
    /// Whether an orientation or a pathway (job follow-up included) was open that day.
    pub open: bool,
    /// Last exit before that day, when nothing was open.
    pub exited_on: Option<Day>,
    /// The account of the referent that day.
    pub assigned_to: Option<UserId>,
    /// The operations that the pathway is on: those that the person took part in that day. None where nobody entered them.
    pub operations: Vec<OperationId>,
}

/// All that the checks need to know besides the record itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Civil day on which the record is entered.
    pub today: Day,
    /// The charter valid on the record's day.
    pub charter: Option<Arc<Charter>>,
    /// The operation named, when it was found.
    pub operation: Option<OperationFacts>,
    /// What absences take out of the day.
    pub away: Away,
    /// The person's other live records of the day, those of absence tasks included.
    pub others: Vec<Other>,
    /// Minutes worked in the person's other live records of the ISO week, the day's included.
    pub week_minutes: i64,
    /// Whether the employee or the supervisor has signed the month.
    pub month_signed: bool,
    /// The last day that takes no more records (setting `time_locked_until`).
    pub locked_until: Option<Day>,
    /// Whether a mission letter for the operation was valid that day.
    pub mission_letter: bool,
    /// The participants named.
    pub participants: Vec<ParticipantFacts>,
    /// The contact it is linked to, when that has times.
    pub contact: Option<LinkedContact>,
    /// The attribution of the time record it is linked to (travel inherits it).
    pub linked_attribution: Option<Attribution>,
    /// Contractual minutes of that weekday; none without a work schedule.
    pub expected_minutes: Option<i64>,
    /// Whether the day is a public holiday.
    pub public_holiday: bool,
    /// Days within which a contact is put on file (setting `file_completion_days`).
    pub file_days: i64,
    /// Minutes of a day above which a warning says so (setting `day_warning_minutes`).
    pub day_norm: i64,
    /// Minutes of a week above which a warning says so (setting `week_warning_minutes`).
    pub week_norm: i64,
}

/// Every fault and every warning of a record, all at once.
pub fn check(p: &Proposed, f: &Facts) -> (Vec<Fault>, Vec<Warning>) {
    let (mut faults, mut warnings) = (Vec::new(), Vec::new());
    let minutes = shape::check(p, f, &mut faults);
    content::check(p, f, &mut faults);
    day::check(p, f, minutes, &mut faults, &mut warnings);
    people::check(p, f, minutes, &mut faults, &mut warnings);
    (faults, warnings)
}

/// Whether the record was handed in once: every change after that is a new version, and nothing takes it away (§ 6.2).
/// A week that is returned leaves drafts that were: one replaces a version that is kept, or has more than its first
/// version from the return itself, which a draft made since has not.
pub fn handed_in(status: TimeStatus, replaces: bool, version: i64, week_returned: bool) -> bool {
    status != Draft || replaces || week_returned && version > 1
}

/// Only a draft is deleted: nothing that can serve as evidence is. One that was handed in once leaves the live records
/// and stays in its history, see [`handed_in`].
///
/// # Errors
/// `Conflict` with the code `conflict_not_draft`.
pub fn delete(status: TimeStatus) -> Result<(), Refusal> {
    if status == Draft {
        return Ok(());
    }
    Err(Refusal::conflict(
        "conflict_not_draft",
        format!("Seul un brouillon se supprime ; cette saisie est à l'état « {status} » et se corrige."),
        format!("Only a draft is deleted; this record is {status} and is corrected instead."),
    ))
}

/// The decision on a correction after sign-off: by another person than who asked (R6.18), and after
/// a claim only taking minutes away (R6.19). `after` is none for a cancellation.
///
/// # Errors
/// `Illegal` before sign-off, `Conflict` with `conflict_same_person` or `conflict_claimed`.
pub fn approve_correction(
    status: TimeStatus,
    requested_by: UserId,
    approver: UserId,
    before: i64,
    after: Option<i64>,
) -> Result<TimeStatus, Refusal> {
    let next = crate::machine::step(STEPS, status, "correct")?;
    if requested_by == approver {
        return Err(Refusal::conflict(
            "conflict_same_person",
            "La correction est approuvée par une autre personne que celle qui la demande.",
            "The correction is approved by another person than the one who asks for it.",
        ));
    }
    match after {
        Some(minutes) if status == Claimed && minutes > before => Err(Refusal::conflict(
            "conflict_claimed",
            format!("Après le dépôt du bilan, {before} minutes ne peuvent que baisser, non passer à {minutes}."),
            format!("After the claim {before} minutes can only be lowered, not raised to {minutes}."),
        )),
        _ => Ok(next),
    }
}
