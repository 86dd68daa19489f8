//! The rules of an orientation: its machine, what it must hold, its reception, its delays (domain § 4.2).

use crate::civil;
use crate::db::{Day, Instant};
use crate::directory::rules::Authorisation;
use crate::faults;
use crate::machine::{self, Step};
use crate::participants::{Contact, age_on, birth_date_fault, birth_date_warning, nir_faults};
use crate::refusal::{Fault, Refusal, Warning};

crate::text_enum! {
    /// Where an orientation stands (domain § 4.2).
    pub enum OrientationStatus {
        Received = "received",
        InTriage = "in_triage",
        ReceptionBooked = "reception_booked",
        ReceivedInPerson = "received_in_person",
        EntryFileOpened = "entry_file_opened",
        Admitted = "admitted",
        Refused = "refused",
        Withdrawn = "withdrawn",
        NoShow = "no_show",
        Redirected = "redirected",
        Duplicate = "duplicate",
        Expired = "expired",
    }
}
use OrientationStatus as S;

crate::text_enum! {
    /// What happened at the reception.
    pub enum ReceptionOutcome {
        Attended = "attended",
        NoShow = "no_show",
        Excused = "excused",
    }
}

crate::text_enum! {
    /// Legal orientation type of an RSA recipient (§ 5.8).
    pub enum OrientationType {
        Social = "social",
        SocioPro = "socio_pro",
        Pro = "pro",
    }
}

/// The states in which something is still to be done.
pub const OPEN: &[S] = &[S::Received, S::InTriage, S::ReceptionBooked, S::ReceivedInPerson, S::EntryFileOpened];

/// The machine. `admitted`, `refused-by-commission`, `redirected-by-commission`, `duplicate` and `expire` are
/// events; the others are verbs of the path. `refuse` with the reason `duplicate` is the event of that name.
pub static STEPS: &[Step<S>] = &[
    Step { verb: "triage", from: &[S::Received], to: S::InTriage, guard: "" },
    Step {
        verb: "book-reception",
        from: &[S::InTriage],
        to: S::ReceptionBooked,
        guard: "a free place in a reception slot (S3.10)",
    },
    Step {
        verb: "record-reception",
        from: &[S::ReceptionBooked],
        to: S::ReceivedInPerson,
        guard: "outcome attended, signed (S3.33)",
    },
    Step {
        verb: "record-reception",
        from: &[S::ReceptionBooked],
        to: S::InTriage,
        guard: "outcome excused, or no_show for the first time (§ 4.2)",
    },
    Step {
        verb: "record-reception",
        from: &[S::ReceptionBooked],
        to: S::NoShow,
        guard: "outcome no_show, not excused, for the second time (§ 4.2)",
    },
    Step {
        verb: "open-entry-file",
        from: &[S::ReceivedInPerson],
        to: S::EntryFileOpened,
        guard: "the person enters of their own will (S3.5)",
    },
    Step {
        verb: "refuse",
        from: &[S::InTriage, S::ReceivedInPerson],
        to: S::Refused,
        guard: "a reason and an alternative",
    },
    Step {
        verb: "redirect",
        from: &[S::InTriage, S::ReceivedInPerson],
        to: S::Redirected,
        guard: "a reason and the structure that takes over",
    },
    Step { verb: "withdraw", from: OPEN, to: S::Withdrawn, guard: "a reason, from the person or the prescriber" },
    Step { verb: "admitted", from: &[S::EntryFileOpened], to: S::Admitted, guard: "decision of the commission (R4.4)" },
    Step {
        verb: "refused-by-commission",
        from: &[S::EntryFileOpened],
        to: S::Refused,
        guard: "decision of the commission, with an alternative (R4.5)",
    },
    Step {
        verb: "redirected-by-commission",
        from: &[S::EntryFileOpened],
        to: S::Redirected,
        guard: "decision of the commission, with an alternative (R4.5)",
    },
    Step {
        verb: "duplicate",
        from: &[S::Received, S::InTriage],
        to: S::Duplicate,
        guard: "the person already has an open orientation or pathway",
    },
    Step { verb: "expire", from: OPEN, to: S::Expired, guard: "untouched for orientation_expires_days (§ 4.2)" },
];

/// Where a later decision of the commission leads an orientation that an earlier one has ended (R4.7, R4.9).
pub static CORRECTIONS: &[Step<S>] = &[
    Step { verb: "admitted", from: &[S::Refused, S::Redirected], to: S::Admitted, guard: CORRECTED },
    Step { verb: "refused-by-commission", from: &[S::Admitted, S::Redirected], to: S::Refused, guard: CORRECTED },
    Step { verb: "redirected-by-commission", from: &[S::Admitted, S::Refused], to: S::Redirected, guard: CORRECTED },
];
const CORRECTED: &str = "a decision of a later session that supersedes the one before (R4.7)";

/// What a decision of the commission makes of an orientation; nothing of one that has ended otherwise meanwhile.
///
/// # Errors
/// `Illegal` where no entry file is open.
pub fn by_commission(from: S, event: &str) -> Result<Option<S>, Refusal> {
    match machine::step(CORRECTIONS, from, event) {
        Ok(to) => Ok(Some(to)),
        Err(_) if from.is_terminal() => Ok(None),
        Err(_) => machine::step(STEPS, from, event).map(Some),
    }
}

/// `triage`: what a structure pushes waits until the structure is validated (R3.7).
///
/// # Errors
/// `Conflict` while it is not.
pub fn out_of_quarantine(authorisation: Option<Authorisation>) -> Result<(), Refusal> {
    if authorisation.is_some_and(Authorisation::quarantines) {
        return Err(Refusal::conflict(
            "conflict_structure_not_validated",
            "La structure qui oriente n'est pas validée : son orientation attend (R3.7).",
            "The structure that sends is not validated: its orientation waits (R3.7).",
        ));
    }
    Ok(())
}

impl OrientationStatus {
    /// Whether nothing more happens to it.
    pub fn is_terminal(self) -> bool {
        !OPEN.contains(&self)
    }
}

/// Longest comment, in characters.
pub const COMMENT_MAX: usize = 2_000;

/// What a partner or a member of staff says of an orientation; members may be missing, for the check.
#[derive(Debug, Clone, Default)]
pub struct Draft<'a> {
    /// Who prescribes.
    pub prescriber_name: Option<&'a str>,
    /// How to reach who prescribes.
    pub prescriber_email: Option<&'a str>,
    /// How to reach who prescribes.
    pub prescriber_phone: Option<&'a str>,
    /// The candidate's given name.
    pub first_name: Option<&'a str>,
    /// The candidate's family name in use.
    pub last_name: Option<&'a str>,
    /// The candidate's family name at birth.
    pub birth_name: Option<&'a str>,
    /// The candidate's day of birth.
    pub birth_date: Option<Day>,
    /// How to reach the candidate.
    pub contact: Contact<'a>,
    /// The candidate's France Travail number.
    pub france_travail_id: Option<&'a str>,
    /// First line of the candidate's address.
    pub address_line: Option<&'a str>,
    /// Why the person is sent (§ 5.8).
    pub motives: &'a [String],
    /// Free words.
    pub comment: Option<&'a str>,
    /// The prescriber states that the person knows and agrees.
    pub data_protection_commitment: bool,
}

/// Everything wrong with or missing from an orientation (§ 4.2, first row; R7.5; G6). The same list is the
/// answer 422 of a push and `missing_items` of a check.
pub fn draft_faults(d: &Draft<'_>, today: Day) -> Vec<Fault> {
    let mut out: Vec<Fault> = [
        ("/prescriber/name", d.prescriber_name),
        ("/candidate/first_name", d.first_name),
        ("/candidate/last_name", d.last_name),
    ]
    .into_iter()
    .filter_map(|(pointer, text)| faults::required_text(pointer, text))
    .collect();
    match d.birth_date {
        None => out.push(faults::required("/candidate/birth_date")),
        Some(birth) => {
            out.extend(birth_date_fault("/candidate/birth_date", birth, today));
        }
    }
    out.extend(d.contact.fault("/candidate"));
    if d.motives.is_empty() {
        out.push(faults::required("/motives"));
    }
    if !d.data_protection_commitment {
        out.push(Fault::new(
            "/data_protection_commitment",
            "rule_data_protection_commitment",
            "Il faut attester que la personne est informée et d'accord.",
            "State that the person is informed and agrees.",
        ));
    }
    out.extend(faults::too_long("/comment", d.comment, COMMENT_MAX));
    out.extend(nir_faults(&[
        ("/prescriber/name", d.prescriber_name),
        ("/prescriber/email", d.prescriber_email),
        ("/prescriber/phone", d.prescriber_phone),
        ("/candidate/first_name", d.first_name),
        ("/candidate/last_name", d.last_name),
        ("/candidate/birth_name", d.birth_name),
        ("/candidate/email", d.contact.email),
        ("/candidate/phone", d.contact.phone),
        ("/candidate/contact_person", d.contact.contact_person),
        ("/candidate/france_travail_id", d.france_travail_id),
        ("/candidate/address/line", d.address_line),
        ("/comment", d.comment),
    ]));
    out
}

/// What is accepted but worth a look.
pub fn draft_warnings(d: &Draft<'_>, today: Day) -> Vec<Warning> {
    let birth = d.birth_date.filter(|b| *b <= today);
    let mut out: Vec<Warning> =
        birth.and_then(|b| birth_date_warning("/candidate/birth_date", b, today)).into_iter().collect();
    if faults::blank(d.prescriber_email) && faults::blank(d.prescriber_phone) {
        out.push(Warning::new(
            "/prescriber",
            "prescriber_unreachable",
            "Sans adresse ni téléphone, le prescripteur ne saura pas la suite donnée (R4.9).",
            "Without an e-mail address or phone the prescriber won't hear the outcome (R4.9).",
        ));
    }
    out
}

/// Ages of the public `youth_under_26` stop before this one (§ 5.1).
const YOUTH_BELOW: i32 = 26;
/// Ages of the public `senior_50` start here (§ 5.1).
const SENIOR_FROM: i32 = 50;

/// The publics a candidate belongs to: those given, and those the age tells. A known age overrules what was
/// given about it (§ 5.1).
pub fn eligible_criteria(birth_date: Option<Day>, given: &[String], today: Day) -> Vec<String> {
    let by_age: &[(&str, bool)] = &match birth_date.map(|b| age_on(b, today)) {
        Some(age) => vec![("youth_under_26", age < YOUTH_BELOW), ("senior_50", age >= SENIOR_FROM)],
        None => vec![],
    };
    let denied = |code: &str| by_age.iter().any(|(c, holds)| *c == code && !holds);
    let told = by_age.iter().filter(|(_, holds)| *holds).map(|(code, _)| (*code).to_owned());
    let mut out: Vec<String> = Vec::new();
    for code in given.iter().filter(|c| !denied(c)).cloned().chain(told) {
        if !out.contains(&code) {
            out.push(code);
        }
    }
    out
}

/// The reason of § 5.8 that makes a refusal the end of a double.
const DUPLICATE: &str = "duplicate";

/// `refuse`: a reason and an alternative (§ 4.2). Of a person who came twice the second orientation ends as a
/// duplicate.
///
/// # Errors
/// `Invalid` with what is missing, `Illegal` from another state.
pub fn refuse(from: S, reason: Option<&str>, alternative: Option<&str>) -> Result<S, Refusal> {
    let mut found: Vec<Fault> = faults::required_text("/reason", reason).into_iter().collect();
    if faults::blank(alternative) {
        found.push(Fault::new(
            "/alternative",
            "rule_alternative",
            "Un refus propose une autre solution (§ 4.2).",
            "A refusal proposes an alternative (§ 4.2).",
        ));
    }
    found.extend(nir_faults(&[("/reason", reason), ("/alternative", alternative)]));
    let double = reason == Some(DUPLICATE) && machine::step(STEPS, from, DUPLICATE).is_ok();
    let to = machine::step(STEPS, from, if double { DUPLICATE } else { "refuse" })?;
    Refusal::unless_empty(found).map(|()| to)
}

/// `redirect`: a reason and the structure that takes over (§ 4.2).
///
/// # Errors
/// `Invalid` with what is missing, `Illegal` from another state.
pub fn redirect(from: S, reason: Option<&str>, has_structure: bool) -> Result<S, Refusal> {
    let mut found: Vec<Fault> = faults::required_text("/reason", reason).into_iter().collect();
    if !has_structure {
        found.push(faults::required("/partner_structure_id"));
    }
    found.extend(nir_faults(&[("/reason", reason)]));
    let to = machine::step(STEPS, from, "redirect")?;
    Refusal::unless_empty(found).map(|()| to)
}

/// `withdraw`: a reason, from the person or the prescriber (§ 4.2).
///
/// # Errors
/// `Invalid` without reason, `Illegal` once it has ended.
pub fn withdraw(from: S, reason: Option<&str>) -> Result<S, Refusal> {
    let to = machine::step(STEPS, from, "withdraw")?;
    let found = faults::required_text("/reason", reason).into_iter().chain(nir_faults(&[("/reason", reason)]));
    Refusal::unless_empty(found.collect()).map(|()| to)
}

/// `record-reception`. Excused, or absent before the `limit` (two, a setting), the person is offered another
/// date: back to triage. The last absence without excuse ends it (§ 4.2: "absent and not excused twice").
///
/// # Errors
/// `Illegal` unless a reception is booked.
pub fn record_reception(from: S, outcome: ReceptionOutcome, earlier_no_shows: i64, limit: i64) -> Result<S, Refusal> {
    machine::step(STEPS, from, "record-reception")?;
    Ok(match outcome {
        ReceptionOutcome::Attended => S::ReceivedInPerson,
        ReceptionOutcome::NoShow if earlier_no_shows + 1 >= limit => S::NoShow,
        ReceptionOutcome::NoShow | ReceptionOutcome::Excused => S::InTriage,
    })
}

/// What is accepted of a reception but worth a look: told before its day, or attended without a signature.
pub fn reception_warnings(outcome: ReceptionOutcome, early: bool, signed: bool) -> Vec<Warning> {
    let mut out = Vec::new();
    if early && outcome != ReceptionOutcome::Excused {
        out.push(Warning::new(
            "/outcome",
            "reception_not_yet",
            "La date de cet accueil n'est pas encore venue.",
            "The date of this reception has not come yet.",
        ));
    }
    if outcome == ReceptionOutcome::Attended && !signed {
        out.push(Warning::new(
            "/signature",
            "no_signature",
            "La présence n'est pas signée (S3.33).",
            "Attendance is not signed (S3.33).",
        ));
    }
    out
}

/// The last day an untouched orientation stays open: `expires_days` after the day it was last touched.
pub fn last_open_day(last_touched: Instant, expires_days: i64) -> Day {
    civil::add_days(civil::day_of(last_touched), expires_days)
}

/// Whether it is time to expire it (§ 4.2; dates inclusive).
pub fn has_expired(status: S, last_touched: Instant, expires_days: i64, today: Day) -> bool {
    !status.is_terminal() && today > last_open_day(last_touched, expires_days)
}

/// Whole civil days from receipt to `until`: the reception in person, else the end, else now (§ 8.2).
pub fn waiting_days(received_at: Instant, until: Instant) -> i64 {
    (civil::day_of(until).0 - civil::day_of(received_at).0).num_days().max(0)
}

#[cfg(test)]
mod tests;
