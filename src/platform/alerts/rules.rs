//! The timers T1 to T11 of § 4.6: how far each has run. The due days of T1 and T2 are computed where
//! pathways live and stand on them; those of T3 to T5 follow from a day, a week, a month. All days are
//! those of Europe/Paris and count inclusively: what is due on a day is on time until its end.

use crate::civil::{IsoWeek, days_between};
use crate::db::Day;
use crate::esf::agenda_weeks;

crate::text_enum! {
    /// What an alert is about: t1 monthly interview, t2 milestone, t3 report of a contact, t4 agenda
    /// week, t5 monthly timesheet, by the employee and by the supervisor, t6 data of an exit from an operation, t7 situation
    /// six months after it, t8 follow-up of a job, t9 quarterly review, t10 end of an engagement contract, t11 evidence of
    /// eligibility that ages before the admission.
    pub enum AlertKind {
        Interview = "t1_interview",
        Milestone = "t2_milestone",
        File = "t3_file",
        Agenda = "t4_agenda",
        TimesheetEmployee = "t5_timesheet_employee",
        TimesheetSupervisor = "t5_timesheet_supervisor",
        EsfExit = "t6_esf_exit",
        EsfSixMonth = "t7_esf_six_month",
        JobFollowUp = "t8_job_follow_up",
        QuarterlyReview = "t9_quarterly_review",
        EngagementContract = "t10_engagement_contract",
        Eligibility = "t11_eligibility",
    }
}

crate::text_enum! {
    /// How far a timer has run: not yet near, near its due day, on it, past it, long past it.
    pub enum Stage {
        Quiet = "quiet",
        Soon = "soon",
        Due = "due",
        Overdue = "overdue",
        Escalated = "escalated",
    }
}

/// Days before and after its due day on which a milestone alerts (T2).
pub const MILESTONE_ALERT_DAYS: i64 = 15;

/// Days before its end from which an engagement contract alerts (T10).
pub const ENGAGEMENT_ALERT_DAYS: i64 = 30;

/// Days before the end of its window from which a six-month situation alerts: the window itself (T7).
pub const SIX_MONTH_ALERT_DAYS: i64 = 28;

/// T4: the day on which an agenda week is due, by the weekday of the setting (R6.3).
pub fn agenda_due_on(week: IsoWeek, due_weekday: i64) -> Day {
    agenda_weeks::due_on(week, due_weekday)
}

/// How far a timer has run today.
pub fn stage(kind: AlertKind, due_on: Day, today: Day) -> Stage {
    let past = days_between(due_on, today);
    match past {
        0 => Stage::Due,
        _ if past >= escalates_after(kind) => Stage::Escalated,
        _ if past > 0 => Stage::Overdue,
        _ if -past <= warns_before(kind) => Stage::Soon,
        _ => Stage::Quiet,
    }
}

/// Days before the due day from which an alert shows: 30 for an engagement contract (T10), 28 for a six-month situation
/// (T7), 15 for a milestone (T2), a quarterly review (T9), the data of an exit (T6) and evidence (T11), 7 for an interview,
/// a timesheet and the follow-up of a job, 2 for a report and a week.
pub fn warns_before(kind: AlertKind) -> i64 {
    match kind {
        AlertKind::Milestone | AlertKind::QuarterlyReview | AlertKind::EsfExit | AlertKind::Eligibility => {
            MILESTONE_ALERT_DAYS
        }
        AlertKind::EngagementContract => ENGAGEMENT_ALERT_DAYS,
        AlertKind::EsfSixMonth => SIX_MONTH_ALERT_DAYS,
        AlertKind::Interview
        | AlertKind::TimesheetEmployee
        | AlertKind::TimesheetSupervisor
        | AlertKind::JobFollowUp => 7,
        AlertKind::File | AlertKind::Agenda => 2,
    }
}

/// Days after the due day from which the alert goes to the officer or supervisor too: 15 for a
/// milestone, an interview, the follow-up of a job and a quarterly review (T1, T2, T8, T9), the first day for what only
/// the month or week waits for, for what the ESF asks for in time (T6, T7), and for a contract or evidence that has ended.
pub fn escalates_after(kind: AlertKind) -> i64 {
    match kind {
        AlertKind::Milestone | AlertKind::Interview | AlertKind::JobFollowUp | AlertKind::QuarterlyReview => {
            MILESTONE_ALERT_DAYS
        }
        AlertKind::File => 7,
        AlertKind::Agenda
        | AlertKind::TimesheetEmployee
        | AlertKind::TimesheetSupervisor
        | AlertKind::EsfExit
        | AlertKind::EsfSixMonth
        | AlertKind::Eligibility
        | AlertKind::EngagementContract => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_is_due_in_the_week_after() {
        assert_eq!(agenda_due_on("2026-W53".parse().unwrap(), 1), day("2027-01-04"));
    }

    #[test]
    fn an_alert_grows_louder_with_the_days() {
        use AlertKind::{Agenda, EsfExit, EsfSixMonth, Milestone};
        let due = day("2026-06-15");
        for (kind, today, expected) in [
            (Milestone, "2026-05-30", Stage::Quiet),
            (Milestone, "2026-05-31", Stage::Soon),
            (Milestone, "2026-06-15", Stage::Due),
            (Milestone, "2026-06-16", Stage::Overdue),
            (Milestone, "2026-06-29", Stage::Overdue),
            (Milestone, "2026-06-30", Stage::Escalated),
            (Agenda, "2026-06-12", Stage::Quiet),
            (Agenda, "2026-06-13", Stage::Soon),
            (Agenda, "2026-06-16", Stage::Escalated),
            (EsfExit, "2026-05-31", Stage::Soon),
            (EsfExit, "2026-06-16", Stage::Escalated),
            (EsfSixMonth, "2026-05-17", Stage::Quiet),
            (EsfSixMonth, "2026-05-18", Stage::Soon),
        ] {
            assert_eq!(stage(kind, due, day(today)), expected, "{kind} {today}");
        }
    }
}
