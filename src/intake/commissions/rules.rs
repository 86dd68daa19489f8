//! The rules of a session and its agenda (R4.1–R4.3, R4.7, R4.8); `rules/decisions.rs` has those of decisions.

use chrono::{Datelike, Weekday};

use crate::civil;
use crate::db::Day;
use crate::faults;
use crate::ids::{AgendaItemId, UserId};
use crate::machine::{self, Step};
use crate::refusal::{Fault, Refusal, Warning};

/// What may be decided, and what each decision does.
pub mod decisions;

crate::text_enum! {
    /// Where a session stands (domain § 4.4).
    pub enum SessionStatus {
        Planned = "planned",
        Convened = "convened",
        Held = "held",
        MinutesValidated = "minutes_validated",
        Cancelled = "cancelled",
    }
}
use SessionStatus as S;

crate::text_enum! {
    /// What an agenda item is about (R4.2).
    pub enum ItemKind {
        Admission = "admission",
        PathwayReview = "pathway_review",
        Extension = "extension",
        Suspension = "suspension",
        ExitProposal = "exit_proposal",
        Information = "information",
    }
}

crate::text_enum! {
    /// Whether a member votes or advises.
    pub enum Voice {
        Vote = "vote",
        Advice = "advice",
    }
}

/// The machine of a session.
pub static STEPS: &[Step<S>] = &[
    Step { verb: "convene", from: &[S::Planned], to: S::Convened, guard: "freezes the agenda (R4.3)" },
    Step { verb: "hold", from: &[S::Convened], to: S::Held, guard: "attendance" },
    Step {
        verb: "validate-minutes",
        from: &[S::Held],
        to: S::MinutesValidated,
        guard: "the chair, every item decided (R4.7)",
    },
    Step {
        verb: "cancel",
        from: &[S::Planned, S::Convened],
        to: S::Cancelled,
        guard: "a reason; undecided items roll over",
    },
    // the last: only a session that could decide nothing knows it, see `step`
    Step {
        verb: "cancel",
        from: &[S::Held],
        to: S::Cancelled,
        guard: "a reason, the quorum not met and nothing decided (R4.1); the items roll over",
    },
];

/// Where a verb leads a session. One that was held and `could_decide`, having its quorum, is not cancelled any more; of
/// one without, the items would wait in it for ever (R4.1).
///
/// # Errors
/// `Illegal` with the verbs that this session knows.
pub fn step(from: S, could_decide: bool, verb: &str) -> Result<S, Refusal> {
    let known = match STEPS {
        [known @ .., _without_quorum] if could_decide => known,
        all => all,
    };
    machine::step(known, from, verb)
}

/// A member of the commission and whether they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    /// What the member's word counts for.
    pub voice: Voice,
    /// Whether the member was there.
    pub present: bool,
}

/// Whether enough voting members are there; a quorum of 0 is none (R4.1).
pub fn quorum_met(quorum: i64, seats: &[Seat]) -> bool {
    let voting = seats.iter().filter(|s| s.present && s.voice == Voice::Vote).count();
    i64::try_from(voting).is_ok_and(|n| n >= quorum)
}

/// What is wrong with a quorum: it can't ask for more than the voting members there are (R4.1).
pub fn quorum_fault(quorum: i64, voting_members: i64) -> Option<Fault> {
    (quorum < 0 || quorum > voting_members.max(0)).then(|| {
        Fault::new(
            "/quorum",
            "rule_quorum",
            "Le quorum va de 0 au nombre de membres votants (R4.1).",
            "The quorum goes from 0 to the number of voting members (R4.1).",
        )
    })
}

/// Working days between the last free addition to the agenda and the session (R4.3).
pub const FREEZE_WORKING_DAYS: u32 = 2;

/// The last day to add items freely: so many working days before the session, Saturdays, Sundays and `holidays`
/// not counted (R4.3).
pub fn last_free_day(session_on: Day, working_days: u32, holidays: &[Day]) -> Day {
    let mut day = session_on;
    for _ in 0..working_days {
        day = civil::add_days(day, -1);
        while matches!(day.0.weekday(), Weekday::Sat | Weekday::Sun) || holidays.contains(&day) {
            day = civil::add_days(day, -1);
        }
    }
    day
}

/// How far the agenda is open (R4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Anybody with the right adds.
    Open,
    /// Only with the chair's consent: the session is near, or convened.
    NeedsChair,
    /// Nothing is added any more: the session is held or cancelled.
    Shut,
}

/// Whether items may be added on `today` (R4.3); `last_free` is [`last_free_day`].
pub fn door(status: S, last_free: Day, today: Day) -> Door {
    match status {
        S::Planned if today <= last_free => Door::Open,
        S::Planned | S::Convened => Door::NeedsChair,
        S::Held | S::MinutesValidated | S::Cancelled => Door::Shut,
    }
}

/// Whether an item may be added; a late one the chair agreed to is told so (R4.3).
///
/// # Errors
/// `Conflict` without the chair's consent, or once the session is held or cancelled.
pub fn add_item(door: Door, chair_consents: bool) -> Result<Option<Warning>, Refusal> {
    match (door, chair_consents) {
        (Door::Open, _) => Ok(None),
        (Door::NeedsChair, true) => Ok(Some(Warning::new(
            "",
            "late_agenda_item",
            "Point ajouté après la clôture de l'ordre du jour, avec l'accord de la présidence (R4.3).",
            "Item added after the agenda was frozen, with the chair's consent (R4.3).",
        ))),
        (Door::NeedsChair, false) => Err(Refusal::conflict(
            "conflict_agenda_frozen",
            "L'ordre du jour est clos : il faut l'accord de la présidence (R4.3).",
            "The agenda is frozen: the chair's consent is needed (R4.3).",
        )),
        (Door::Shut, _) => Err(shut()),
    }
}

/// Whether an item may be taken off: before the session is convened only.
///
/// # Errors
/// `Conflict` afterwards.
pub fn remove_item(status: S) -> Result<(), Refusal> {
    if status == S::Planned { Ok(()) } else { Err(shut()) }
}

fn shut() -> Refusal {
    Refusal::conflict("conflict_agenda_frozen", "L'ordre du jour est clos (R4.3).", "The agenda is frozen (R4.3).")
}

/// What is wrong with what an item points at: an admission at an entry file, an information at one of the two or
/// nothing, all others at a pathway (R4.2).
pub fn target_faults(kind: ItemKind, has_entry_file: bool, has_pathway: bool) -> Vec<Fault> {
    let wrong = |pointer: &str, fr: &str, en: &str| vec![Fault::new(pointer, "rule_agenda_target", fr, en)];
    match (kind, has_entry_file, has_pathway) {
        (_, true, true) => wrong(
            "",
            "Un point porte sur un dossier d'entrée ou sur un parcours, pas sur les deux (R4.2).",
            "An item is about an entry file or a pathway, not both (R4.2).",
        ),
        (ItemKind::Admission, false, _) => wrong(
            "/entry_file_id",
            "Une admission porte sur un dossier d'entrée (R4.2).",
            "An admission is about an entry file (R4.2).",
        ),
        (ItemKind::Admission | ItemKind::Information, ..) => vec![],
        (_, _, false) => {
            wrong("/pathway_id", "Ce point porte sur un parcours (R4.2).", "This item is about a pathway (R4.2).")
        }
        (_, _, true) => vec![],
    }
}

/// An item as the session's verbs see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgendaItem {
    /// Which.
    pub id: AgendaItemId,
    /// What it is about.
    pub kind: ItemKind,
    /// Whether it is decided.
    pub decided: bool,
}

impl AgendaItem {
    fn awaits_decision(self) -> bool {
        !self.decided && self.kind != ItemKind::Information
    }
}

/// `hold`: with who was there. Somebody must have been. `could_decide` is that of [`step`].
///
/// # Errors
/// `Illegal` unless convened, `Invalid` without anybody.
pub fn hold(from: S, could_decide: bool, seats: &[Seat]) -> Result<S, Refusal> {
    let to = step(from, could_decide, "hold")?;
    if seats.iter().any(|s| s.present) {
        return Ok(to);
    }
    Err(Refusal::invalid(
        "/attendance",
        "rule_attendance",
        "Une séance tenue a au moins un membre présent.",
        "A session that is held has at least one member present.",
    ))
}

/// `validate-minutes`: by the chair, once every item has its decision; from then on decisions are final (R4.7).
///
/// # Errors
/// `Illegal` unless held; `Conflict` for somebody else, or with the items that await a decision.
pub fn validate_minutes(from: S, actor: UserId, chair: UserId, items: &[AgendaItem]) -> Result<S, Refusal> {
    let to = machine::step(STEPS, from, "validate-minutes")?;
    if actor != chair {
        return Err(Refusal::conflict(
            "conflict_not_chair",
            "Seule la présidence de la séance valide le compte rendu (R4.7).",
            "Only the chair of the session validates the minutes (R4.7).",
        ));
    }
    let missing: Vec<Fault> = items
        .iter()
        .filter(|i| i.awaits_decision())
        .map(|i| {
            Fault::new(
                format!("/agenda-items/{}", i.id),
                "undecided_item",
                "Ce point attend sa décision.",
                "This item awaits its decision.",
            )
        })
        .collect();
    if missing.is_empty() {
        return Ok(to);
    }
    Err(Refusal::Conflict {
        code: "conflict_undecided_items",
        fr: "Des points attendent leur décision (R4.7).".to_owned(),
        en: "Some items await their decision (R4.7).".to_owned(),
        missing,
    })
}

/// `cancel`: with a reason; the items to pass on to the next session come back, in their order. A session that was held
/// is cancelled where its quorum was not met and nothing is decided (R4.1).
///
/// # Errors
/// `Illegal` once held with its quorum, `Invalid` without reason.
pub fn cancel(
    from: S,
    quorum_met: bool,
    reason: Option<&str>,
    items: &[AgendaItem],
) -> Result<(S, Vec<AgendaItemId>), Refusal> {
    let to = step(from, quorum_met || items.iter().any(|i| i.decided), "cancel")?;
    Refusal::unless_empty(faults::required_text("/reason", reason).into_iter().collect())?;
    Ok((to, items.iter().filter(|i| !i.decided).map(|i| i.id).collect()))
}

/// Whether members who are not staff still see the items of the session (R4.8).
pub fn members_see_items(status: S) -> bool {
    matches!(status, S::Convened | S::Held)
}

#[cfg(test)]
mod tests;
