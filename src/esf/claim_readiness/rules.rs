//! The obstacles of a claim: how grave each is, whose it is, how it is said (§ 6.11, § 6.10).

use crate::auth::role::Role;
use crate::civil::Month;
use crate::db::Day;
use crate::esf::absences::rules::Work;
use crate::esf::agenda_weeks::Incomplete;
use crate::esf::agenda_weeks::rules::AgendaStatus;
use crate::esf::cost_statements::rules::{Line, Missing, Person, Support};
use crate::esf::mission_letters::CostMode;
use crate::esf::money::rules::flat::FlatRate;
use crate::ids::{AnyId, OperationId, ParticipantId, UserId};

crate::text_enum! {
    /// What stands between an operation and its claim.
    pub enum ObstacleKind {
        WeekIncomplete = "week_incomplete",
        AbsenceContradicted = "absence_contradicted",
        MonthUnsigned = "month_unsigned",
        InterviewUnsigned = "interview_unsigned",
        ReportLate = "report_late",
        ParticipantNotEntered = "participant_not_entered",
        ParticipantDataMissing = "participant_data_missing",
        ParticipantWithoutInterview = "participant_without_interview",
        ProofFileIncomplete = "proof_file_incomplete",
        MinutesUnsupported = "minutes_unsupported",
        CapExceeded = "cap_exceeded",
        MonthExceeded = "month_exceeded",
        NoMissionLetter = "no_mission_letter",
        LetterNotSigned = "letter_not_signed",
        LetterSignedLate = "letter_signed_late",
        LetterNotAccepted = "letter_not_accepted",
        CostMissing = "cost_missing",
        RateMissing = "rate_missing",
        PublicityMissing = "publicity_missing",
        OverBudget = "over_budget",
    }
}
use ObstacleKind as K;

crate::text_enum! {
    /// Whether an obstacle refuses the claim.
    pub enum Severity { Error = "error", Warning = "warning" }
}

impl ObstacleKind {
    /// What can be mended, or is for somebody to answer for, refuses the claim; what is left out of the amount, or can't
    /// be helped any more, is worth a look.
    pub fn severity(self) -> Severity {
        match self {
            K::ReportLate
            | K::ParticipantWithoutInterview
            | K::ProofFileIncomplete
            | K::MinutesUnsupported
            | K::OverBudget => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// The role whose business it is, where it is no one person's.
    pub fn owner_role(self) -> Option<Role> {
        match self {
            K::NoMissionLetter
            | K::LetterNotSigned
            | K::LetterSignedLate
            | K::LetterNotAccepted
            | K::PublicityMissing
            | K::OverBudget => Some(Role::Director),
            K::CostMissing | K::RateMissing | K::CapExceeded | K::MonthExceeded => Some(Role::FinanceOfficer),
            _ => None,
        }
    }

    /// Whether the database lists its objects; the others come out of the statement and the agenda.
    pub fn in_database(self) -> bool {
        matches!(
            self,
            K::InterviewUnsigned
                | K::ReportLate
                | K::ParticipantNotEntered
                | K::ParticipantDataMissing
                | K::ParticipantWithoutInterview
                | K::MinutesUnsupported
        )
    }

    /// The sentence, in French and in English.
    pub fn sentence(self, count: i64) -> (String, String) {
        let (fr, en) = match self {
            K::WeekIncomplete => {
                ("semaine(s) d'agenda incomplètes ou non validées", "agenda week(s) incomplete or not accepted")
            }
            K::AbsenceContradicted => {
                ("saisie(s) de travail sur une absence enregistrée", "record(s) of work on a recorded absence")
            }
            K::MonthUnsigned => ("mois sans les deux signatures", "month(s) without both signatures"),
            K::InterviewUnsigned => ("entretien(s) tenus sans émargement", "interview(s) held without a signature"),
            K::ReportLate => ("compte(s) rendu(s) tardifs ou manquants", "report(s) late or missing"),
            K::ParticipantNotEntered => (
                "participant(s) au temps saisi sans participation à l'opération",
                "participant(s) with recorded time who take no part in the operation",
            ),
            K::ParticipantDataMissing => {
                ("participant(s) dont des données obligatoires manquent", "participant(s) who lack mandatory data")
            }
            K::ParticipantWithoutInterview => (
                "participant(s) sans entretien tenu sur la période",
                "participant(s) without an interview held in the period",
            ),
            K::ProofFileIncomplete => (
                "participant(s) dont le dossier de preuves est incomplet",
                "participant(s) whose proof file lacks pieces",
            ),
            K::MinutesUnsupported => ("saisie(s) que rien ne justifie", "record(s) that nothing supports"),
            K::CapExceeded => ("dépassement(s) du plafond d'heures", "excess(es) over the cap of hours"),
            K::MonthExceeded => (
                "mois dont les heures dépassent le plafond, ou sont déjà payées par ailleurs",
                "month(s) whose hours are above the cap, or are paid by others already",
            ),
            K::NoMissionLetter => ("mois saisis sans lettre de mission", "month(s) recorded without a mission letter"),
            K::LetterNotSigned => {
                ("mois dont la lettre de mission n'est pas signée", "month(s) whose mission letter is not signed")
            }
            K::LetterSignedLate => (
                "mois finis avant que leur lettre de mission soit signée",
                "month(s) that were over before their mission letter was signed",
            ),
            K::LetterNotAccepted => (
                "mois dont la part fixe n'est pas acceptée par l'autorité de gestion",
                "month(s) whose fixed share the managing authority has not accepted",
            ),
            K::CostMissing => ("mois sans coût d'emploi", "month(s) without an employment cost"),
            K::RateMissing => ("mois sans taux horaire", "month(s) without an hourly rate"),
            K::PublicityMissing => ("mention de publicité du fonds manquante", "missing statement of the fund"),
            K::OverBudget => ("dépassement du coût total conventionné", "excess over the total cost of the agreement"),
        };
        (format!("{count} {fr}."), format!("{count} {en}."))
    }
}

/// One object that stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: ObstacleKind,
    /// Who can mend it.
    pub owner: Option<UserId>,
    /// With the day, its place in the list.
    pub id: AnyId,
    /// Its day.
    pub day: Day,
    /// The participant, where it is about one.
    pub participant: Option<ParticipantId>,
    /// Minutes that hang on it.
    pub minutes: Option<i64>,
    /// Where it is.
    pub url: String,
    /// The pieces of the proof file that are missing, where it is about one.
    pub pieces: Vec<MissingPiece>,
}

/// A piece that is missing of a proof file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingPiece {
    /// Which.
    pub code: &'static str,
    /// Until when it is due.
    pub due_on: Option<Day>,
    /// Where it is to be put.
    pub url: Option<String>,
}

/// The object of an obstacle that is about one: an interview, a participant or a record.
pub fn address(kind: ObstacleKind, id: AnyId) -> String {
    match kind {
        K::InterviewUnsigned | K::ReportLate => format!("/v1/interviews/{id}"),
        K::ParticipantNotEntered | K::ParticipantWithoutInterview | K::ParticipantDataMissing => {
            format!("/v1/participants/{id}")
        }
        _ => format!("/v1/time-records/{id}"),
    }
}

/// What the agenda leaves open: the person completes the week and hands it in, the supervisor accepts it.
pub fn of_week(week: &Incomplete, supervisor: Option<UserId>) -> Item {
    let theirs = week.status == AgendaStatus::Submitted && week.missing == 0;
    Item {
        kind: K::WeekIncomplete,
        owner: if theirs { supervisor.or(Some(week.user)) } else { Some(week.user) },
        id: week.user.cast(),
        day: week.week.monday(),
        participant: None,
        minutes: Some(week.missing),
        url: format!("/v1/agenda-weeks/{}/{}", week.user, week.week),
        pieces: Vec::new(),
    }
}

/// Work on an absence (§ 6.2, § 6.10): whose record it is knows which of the two is wrong.
pub fn of_work(user: UserId, work: &Work) -> Item {
    let id = work.record.cast();
    Item {
        kind: K::AbsenceContradicted,
        owner: Some(user),
        id,
        day: work.date,
        participant: None,
        minutes: Some(work.minutes),
        url: address(K::AbsenceContradicted, id),
        pieces: Vec::new(),
    }
}

/// What the months and the caps of a person leave open.
pub fn of_person(person: &Person, operation: OperationId, supervisor: Option<UserId>) -> Vec<Item> {
    let mut out: Vec<Item> = person.lines.iter().flat_map(|l| of_line(person.user, l, operation, supervisor)).collect();
    for cap in person.caps.iter().filter(|cap| cap.over > 0) {
        out.push(Item {
            kind: K::CapExceeded,
            owner: None,
            id: person.user.cast(),
            day: Month::new(cap.year, 1).map_or(Day(chrono::NaiveDate::MIN), Month::first),
            participant: None,
            minutes: Some(cap.over),
            url: format!("/v1/hourly-rates?staff_id={}&operation_id={operation}", person.user),
            pieces: Vec::new(),
        });
    }
    out
}

fn of_line(user: UserId, line: &Line, operation: OperationId, supervisor: Option<UserId>) -> Vec<Item> {
    let month = line.month;
    let item = |kind, owner, minutes, url| Item {
        kind,
        owner,
        id: user.cast(),
        day: month.first(),
        participant: None,
        minutes,
        url,
        pieces: Vec::new(),
    };
    let letters = || format!("/v1/mission-letters?staff_id={user}&operation_id={operation}");
    let lacking = |support| line.unsupported.get(&support).copied().unwrap_or_default();
    let mut out = Vec::new();
    let without = lacking(Support::NoMissionLetter);
    if without > 0 {
        out.push(item(K::NoMissionLetter, None, Some(without), letters()));
    }
    let (first, second) = (lacking(Support::NotSigned), lacking(Support::NotCountersigned));
    if first + second > 0 {
        // the employee signs first, then the supervisor (R6.15)
        let owner = if first > 0 { Some(user) } else { supervisor.or(Some(user)) };
        out.push(item(K::MonthUnsigned, owner, Some(first + second), format!("/v1/timesheets/{user}/{month}")));
    }
    if line.over_month > 0 {
        let url = format!("/v1/hourly-rates?staff_id={user}&operation_id={operation}");
        out.push(item(K::MonthExceeded, None, Some(line.over_month), url));
    }
    if line.letter_late {
        out.push(item(K::LetterSignedLate, None, (line.minutes > 0).then_some(line.minutes), letters()));
    }
    for missing in &line.missing {
        let (kind, url) = match missing {
            Missing::LetterNotSigned => (K::LetterNotSigned, letters()),
            Missing::LetterNotAccepted => (K::LetterNotAccepted, letters()),
            Missing::NoCost => (K::CostMissing, format!("/v1/employment-costs?staff_id={user}")),
            Missing::NoRate => (K::RateMissing, format!("/v1/hourly-rates?staff_id={user}&operation_id={operation}")),
        };
        out.push(item(kind, None, None, url));
    }
    out
}

/// Whether somebody's agenda is a proof of the operation: not where a fixed share is, all the period through (§ 6.1).
pub fn needs_agenda(person: &Person) -> bool {
    person.lines.iter().any(|l| l.mode != CostMode::FixedPercentage)
}

/// Whether the time and the cost of staff are to be proved at all: not where they are 20 % of the other direct costs,
/// for which § 6.1 asks for no evidence of staff time. What proves the support itself (interviews) is asked for still.
pub fn needs_staff_proof(rates: &[FlatRate]) -> bool {
    !rates.contains(&FlatRate::Staff20)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::esf::money::rules::Fraction;

    fn line(mode: CostMode, unsupported: &[(Support, i64)], missing: &[Missing]) -> Line {
        Line {
            month: "2026-01".parse().unwrap(),
            mode,
            minutes: 100,
            supported: 0,
            unsupported: BTreeMap::from_iter(unsupported.iter().copied()),
            over_cap: 0,
            over_month: 0,
            claimed: 0,
            worked: 100,
            cost_cents: None,
            documented: false,
            denominator: None,
            rate: None,
            share: Fraction::ZERO,
            amount: 0,
            missing: missing.to_vec(),
            letter_late: false,
        }
    }

    #[test]
    fn each_obstacle_has_its_owner() {
        let (user, boss, operation) = (UserId::new(), UserId::new(), OperationId::new());
        let owners = |line: Line| -> Vec<(&str, Option<UserId>)> {
            of_line(user, &line, operation, Some(boss)).iter().map(|i| (i.kind.code(), i.owner)).collect()
        };
        let hours = CostMode::ActualHours;
        assert_eq!(owners(line(hours, &[(Support::NotSigned, 60)], &[])), [("month_unsigned", Some(user))]);
        assert_eq!(owners(line(hours, &[(Support::NotCountersigned, 60)], &[])), [("month_unsigned", Some(boss))]);
        let both = [(Support::NotSigned, 5), (Support::NotCountersigned, 60)];
        assert_eq!(owners(line(hours, &both, &[])), [("month_unsigned", Some(user))]);
        assert_eq!(
            owners(line(CostMode::None, &[(Support::NoMissionLetter, 60)], &[Missing::NoCost])),
            [("no_mission_letter", None), ("cost_missing", None)]
        );
        let over = Line { over_month: 30, ..line(hours, &[], &[]) };
        assert_eq!(owners(over), [("month_exceeded", None)]);
        let late = Line { letter_late: true, ..line(hours, &[], &[]) };
        assert_eq!(owners(late), [("letter_signed_late", None)]);
        let weeks = |status, missing| {
            of_week(&Incomplete { user, week: "2026-W02".parse().unwrap(), status, missing }, Some(boss)).owner
        };
        let record = crate::ids::TimeRecordId::new();
        let work = Work { record, date: "2026-01-06".parse().unwrap(), times: None, minutes: 420, operation: None };
        let on_absence = of_work(user, &work);
        assert_eq!((on_absence.owner, on_absence.minutes), (Some(user), Some(420)));
        assert_eq!(on_absence.url, format!("/v1/time-records/{record}"));
        assert_eq!(weeks(AgendaStatus::Open, 420), Some(user));
        assert_eq!(weeks(AgendaStatus::Submitted, 0), Some(boss));
        assert_eq!(weeks(AgendaStatus::Returned, 0), Some(user));
    }

    #[test]
    fn staff_at_a_flat_rate_is_not_proved() {
        use FlatRate::{Indirect7, Indirect15, Indirect25, Residual40, Staff20};
        for (rates, needed) in [
            (vec![], true),
            (vec![Indirect7], true),
            (vec![Indirect15], true),
            (vec![Indirect25], true),
            (vec![Residual40], true),
            (vec![Staff20], false),
            (vec![Indirect15, Staff20], false),
        ] {
            assert_eq!(needs_staff_proof(&rates), needed, "{rates:?}");
        }
    }

    #[test]
    fn what_can_be_mended_refuses_the_claim() {
        let errors = K::ALL.iter().filter(|k| k.severity() == Severity::Error).count();
        assert_eq!((errors, K::ALL.len()), (15, 20));
        assert!(K::ALL.iter().all(|k| k.sentence(1).0.starts_with("1 ")));
    }
}
