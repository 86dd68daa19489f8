//! What a record is linked to that took place at a time of its own, and whether the two agree (§ 6.2).

use super::shape::clock;
use super::{Facts, Proposed};
use crate::civil::{self, french};
use crate::db::{Day, Instant};
use crate::ids::ParticipantId;
use crate::refusal::Warning;

/// What a contact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactKind {
    /// An interview.
    Interview,
    /// A collective session, where each person signs (R6.7).
    Session,
    /// A meeting, or an event of one day or several.
    Gathering,
    /// An item of a commission: of the day of its session, which says when it begins and not who was heard when.
    AgendaItem,
}

/// When something took place: its first and its last day on the wall, each with the minute after midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Where it begins.
    pub from: (Day, i64),
    /// Where it ends, not included.
    pub to: (Day, i64),
}

impl Span {
    /// Between two instants.
    pub fn between(starts_at: Instant, ends_at: Instant) -> Self {
        let wall = |at: Instant| (civil::day_of(at), civil::minute_of(at));
        Self { from: wall(starts_at), to: wall(ends_at) }
    }
    /// A whole day.
    pub fn day(day: Day) -> Self {
        Self { from: (day, 0), to: (day, 1440) }
    }
    /// Whether a record of a day has minutes in it: same date, overlapping time (§ 6.2). One without times may lie anywhere
    /// in its day.
    pub fn meets(&self, date: Day, times: Option<(i64, i64)>) -> bool {
        let (start, end) = times.unwrap_or((0, 1440));
        (date, start) < self.to && self.from < (date, end)
    }
    /// The minute at which it ends on its first day.
    fn end(&self) -> i64 {
        if self.to.0 == self.from.0 { self.to.1 } else { 1440 }
    }
}

/// The contact with times that a record is linked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkedContact {
    /// What it is.
    pub kind: ContactKind,
    /// When it is.
    pub span: Span,
    /// With whom, for an interview.
    pub participant: Option<ParticipantId>,
    /// Still to come.
    pub planned: bool,
    /// Whether it needs a signature (R6.7).
    pub signature_required: bool,
    /// Whether it has a valid one; of a session, from each person that the record names.
    pub signed: bool,
}

/// What is worth a look where a record and its contact differ.
pub(super) fn mismatch(p: &Proposed, f: &Facts, minutes: Option<i64>) -> Option<Warning> {
    let contact = f.contact?;
    if contact.kind == ContactKind::Interview {
        return interview(p, f, minutes, &contact);
    }
    if contact.span.meets(p.date, p.start.zip(p.end)) {
        return None;
    }
    let (from, to) = (contact.span.from, contact.span.to);
    let (fr, en) = match contact.kind {
        ContactKind::AgendaItem => (format!("le {}", french(from.0)), format!("on {}", from.0)),
        _ if from.0 == to.0 => (
            format!("le {} de {} à {}", french(from.0), clock(from.1), clock(to.1)),
            format!("on {} from {} to {}", from.0, clock(from.1), clock(to.1)),
        ),
        _ => (
            format!("du {} à {} au {} à {}", french(from.0), clock(from.1), french(to.0), clock(to.1)),
            format!("from {} at {} to {} at {}", from.0, clock(from.1), to.0, clock(to.1)),
        ),
    };
    Some(Warning::new(
        "/linked",
        "contact_mismatch",
        format!("Ce à quoi la saisie est liée a eu lieu {fr} : elle n'en a aucune minute."),
        format!("What the record is linked to took place {en}: it has none of its minutes."),
    ))
}

fn interview(p: &Proposed, f: &Facts, minutes: Option<i64>, c: &LinkedContact) -> Option<Warning> {
    let step = f.charter.as_ref().map_or(1, |charter| charter.step_minutes);
    let apart = |a: i64, b: i64| (a - b).abs() > step;
    let ((date, start), end) = (c.span.from, c.span.end());
    let times = match p.start.zip(p.end) {
        Some((from, to)) => apart(from, start) || apart(to, end),
        None => minutes.is_some_and(|n| apart(n, end - start)),
    };
    let stranger = c.participant.is_some_and(|who| !p.participants.contains(&who));
    if date == p.date && !times && !stranger {
        return None;
    }
    let (from, to) = (clock(start), clock(end));
    let who = if stranger { (", avec un autre participant", ", with another participant") } else { ("", "") };
    Some(Warning::new(
        "/linked",
        "interview_mismatch",
        format!(
            "L'entretien lié est du {} de {from} à {to}{} : la saisie diffère (tolérance {step} minutes).",
            french(date),
            who.0
        ),
        format!(
            "The linked interview is on {date} from {from} to {to}{}: the record differs (tolerance {step} minutes).",
            who.1
        ),
    ))
}
