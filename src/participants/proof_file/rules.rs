//! The pieces that a pathway is expected to leave.

use crate::civil;
use crate::db::Day;
use crate::esf::participations::Owed;
use crate::ids::InterviewId;
use crate::intake::entry_files::rules::ItemState;

crate::text_enum! {
    /// The pieces of a pathway.
    pub enum PathwayPiece {
        InterviewReports = "interview_reports",
        InterviewSignatures = "interview_signatures",
        NextInterview = "next_interview",
        NextMilestone = "next_milestone",
        ExitEvidence = "exit_evidence",
        EsfEntry = "esf_entry",
        EsfExit = "esf_exit",
        EsfSixMonth = "esf_six_month",
    }
}
use PathwayPiece as P;

/// Those that hang on the pathway itself.
const OF_PATHWAY: [P; 5] =
    [P::InterviewReports, P::InterviewSignatures, P::NextInterview, P::NextMilestone, P::ExitEvidence];

/// Where a pathway stands, as far as its pieces go.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pathway {
    /// When the next interview is due (T1); none while its timer rests.
    pub next_interview_due_on: Option<Day>,
    /// When the next milestone is due (T2); none while its timer rests.
    pub next_milestone_due_on: Option<Day>,
    /// When it was left.
    pub exit_on: Option<Day>,
    /// Whether it was left for a result that is to be proved (§ 5.7).
    pub positive: bool,
    /// Whether that is proved.
    pub proved: bool,
}

/// An interview that was held.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// The interview.
    pub id: InterviewId,
    /// Its day.
    pub day: Day,
    /// Whether it has its report (§ 6.4).
    pub reported: bool,
    /// Whether it is to be signed (R6.7).
    pub to_sign: bool,
    /// Whether a signature stands.
    pub signed: bool,
}

/// A piece, how far it is, until when, and at which interview where it hangs on one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The piece.
    pub piece: PathwayPiece,
    /// How far it is.
    pub state: ItemState,
    /// The day on which it is due: the first that is missing, or the next.
    pub due_on: Option<Day>,
    /// The interview that lacks it.
    pub interview: Option<InterviewId>,
}

/// The pieces of a pathway and of its interviews, in order of time, on a day; none of them applies to a person
/// without one. An interview has `file_days` to be put on file (S3.32).
pub fn pieces(pathway: Option<&Pathway>, held: &[Held], file_days: i64, on: Day) -> Vec<Line> {
    let Some(pathway) = pathway else {
        let none = |piece: &PathwayPiece| Line {
            piece: *piece,
            state: ItemState::NotApplicable,
            due_on: None,
            interview: None,
        };
        return OF_PATHWAY.iter().map(none).collect();
    };
    let to_sign: Vec<Held> = held.iter().copied().filter(|i| i.to_sign).collect();
    vec![
        of_interviews(P::InterviewReports, held, |i| i.reported, |i| civil::add_days(i.day, file_days)),
        of_interviews(P::InterviewSignatures, &to_sign, |i| i.signed, |i| i.day),
        timer(P::NextInterview, pathway.next_interview_due_on, on),
        timer(P::NextMilestone, pathway.next_milestone_due_on, on),
        exit(pathway),
    ]
}

/// All have it, some, or none; the first that lacks it says until when.
fn of_interviews(piece: P, held: &[Held], has: fn(&Held) -> bool, due_on: impl Fn(&Held) -> Day) -> Line {
    let missing: Vec<&Held> = held.iter().filter(|i| !has(i)).collect();
    let state = match missing.len() {
        _ if held.is_empty() => ItemState::NotApplicable,
        0 => ItemState::Complete,
        n if n == held.len() => ItemState::Due,
        _ => ItemState::Partial,
    };
    let first = missing.first();
    Line { piece, state, due_on: first.map(|i| due_on(i)), interview: first.map(|i| i.id) }
}

/// What comes again and again is there until its day has passed.
fn timer(piece: P, due_on: Option<Day>, on: Day) -> Line {
    let state = match due_on {
        None => ItemState::NotApplicable,
        Some(due) if due < on => ItemState::Due,
        Some(_) => ItemState::Complete,
    };
    Line { piece, state, due_on, interview: None }
}

/// The proof of the result that a pathway was left for.
pub fn exit(pathway: &Pathway) -> Line {
    let state = match (pathway.exit_on, pathway.positive, pathway.proved) {
        (None, ..) | (_, false, _) => ItemState::NotApplicable,
        (_, true, true) => ItemState::Complete,
        (_, true, false) => ItemState::Due,
    };
    let due_on = pathway.exit_on.filter(|_| state == ItemState::Due);
    Line { piece: P::ExitEvidence, state, due_on, interview: None }
}

/// The pieces of the last participation in an operation of the ESF (§ 7.7); none applies without one, nor before its
/// time.
pub fn esf_pieces(owed: Option<&Owed>, on: Day) -> [(PathwayPiece, ItemState, Option<Day>); 3] {
    let Some(owed) = owed else {
        return [P::EsfEntry, P::EsfExit, P::EsfSixMonth].map(|piece| (piece, ItemState::NotApplicable, None));
    };
    let told = |told: bool, due_on: Day| {
        if told { (ItemState::Complete, None) } else { (ItemState::Due, Some(due_on)) }
    };
    let none = (ItemState::NotApplicable, None);
    let entry = told(owed.entry, owed.entered_on);
    let exit = owed.exit_due_on.map_or(none, |due| told(owed.exit, due));
    let come = owed.six_month.filter(|(from, _)| *from <= on || owed.six_month_told);
    let six_month = come.map_or(none, |(_, due)| told(owed.six_month_told, due));
    [(P::EsfEntry, entry.0, entry.1), (P::EsfExit, exit.0, exit.1), (P::EsfSixMonth, six_month.0, six_month.1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn held(on: &str, reported: bool, to_sign: bool, signed: bool) -> Held {
        Held { id: InterviewId::new(), day: day(on), reported, to_sign, signed }
    }

    #[test]
    fn nothing_applies_without_a_pathway() {
        let lines = pieces(None, &[], 7, day("2026-03-02"));
        assert_eq!(lines.len(), OF_PATHWAY.len());
        assert!(lines.iter().all(|l| l.state == ItemState::NotApplicable && l.due_on.is_none()));
    }

    #[test]
    fn each_piece_has_its_state_and_its_day() {
        let all = [
            held("2026-01-10", true, true, true),
            held("2026-02-10", false, true, false),
            held("2026-02-20", false, false, false),
        ];
        let pathway = Pathway {
            next_interview_due_on: Some(day("2026-03-01")),
            next_milestone_due_on: Some(day("2026-03-02")),
            exit_on: Some(day("2026-02-28")),
            positive: true,
            proved: false,
        };
        let lines = pieces(Some(&pathway), &all, 7, day("2026-03-02"));
        let told: Vec<_> = lines.iter().map(|l| (l.piece.code(), l.state.code(), l.due_on, l.interview)).collect();
        assert_eq!(
            told,
            [
                ("interview_reports", "partial", Some(day("2026-02-17")), Some(all[1].id)),
                ("interview_signatures", "partial", Some(day("2026-02-10")), Some(all[1].id)),
                ("next_interview", "due", Some(day("2026-03-01")), None),
                ("next_milestone", "complete", Some(day("2026-03-02")), None),
                ("exit_evidence", "due", Some(day("2026-02-28")), None),
            ]
        );
        let lines = pieces(Some(&Pathway::default()), &all[..1], 7, day("2026-03-02"));
        let states: Vec<_> = lines.iter().map(|l| l.state.code()).collect();
        assert_eq!(states, ["complete", "complete", "not_applicable", "not_applicable", "not_applicable"]);
    }
}
