//! The timers T1 to T12 of § 4.6 and the planned end of § 4.5: how far each has run. The due days of T1 and T2 are computed where
//! pathways live and stand on them; those of T3 to T5 follow from a day, a week, a month. All days are
//! those of Europe/Paris and count inclusively: what is due on a day is on time until its end.

use crate::civil::{IsoWeek, add_days, add_months, days_between};
use crate::db::Day;
use crate::esf::agenda_weeks;

crate::text_enum! {
    /// What an alert is about: t1 monthly interview, t2 milestone, t3 report of a contact, t4 agenda
    /// week, t5 monthly timesheet, by the employee and by the supervisor, t6 data of an exit from an operation, t7 situation
    /// six months after it, t8 follow-up of a job, t9 quarterly review, t10 end of an engagement contract, or none a month
    /// after the start, t11 evidence of eligibility that ages before the admission, t12 data of somebody who is not followed
    /// any more; `planned_end` the day on which a pathway should end, unless the commission extends it.
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
        EngagementMissing = "t10_engagement_missing",
        Eligibility = "t11_eligibility",
        RetentionReview = "t12_retention_review",
        PlannedEnd = "planned_end",
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

/// Days before two years have passed since the last contact from which the data alert (T12).
pub const RETENTION_ALERT_DAYS: i64 = 30;

/// Months after the last contact at which what is only social follow-up is reviewed (T12, § 9.2).
pub const RETENTION_MONTHS: u32 = 24;

/// T4: the day on which an agenda week is due, by the weekday of the setting (R6.3).
pub fn agenda_due_on(week: IsoWeek, due_weekday: i64) -> Day {
    agenda_weeks::due_on(week, due_weekday)
}

/// How far a timer has run today; a planned end shows so many months before.
pub fn stage(kind: AlertKind, due_on: Day, today: Day, planned_end_months: u32) -> Stage {
    let past = days_between(due_on, today);
    match past {
        0 => Stage::Due,
        _ if past >= escalates_after(kind) => Stage::Escalated,
        _ if past > 0 => Stage::Overdue,
        _ if due_on <= near(kind, today, planned_end_months) => Stage::Soon,
        _ => Stage::Quiet,
    }
}

/// The last due day that is near enough to warn: 30 days ahead for an engagement contract and the review of data (T10,
/// T12), 28 for a six-month situation (T7), 15 for a milestone (T2), a quarterly review (T9), the data of an exit (T6) and
/// evidence (T11), 7 for an interview, a timesheet, the follow-up of a job and a contract that is not there yet, 2 for a
/// report and a week; for a planned end the months of the PLIE.
pub fn near(kind: AlertKind, today: Day, planned_end_months: u32) -> Day {
    let days = match kind {
        AlertKind::PlannedEnd => return add_months(today, planned_end_months),
        AlertKind::Milestone | AlertKind::QuarterlyReview | AlertKind::EsfExit | AlertKind::Eligibility => {
            MILESTONE_ALERT_DAYS
        }
        AlertKind::EngagementContract => ENGAGEMENT_ALERT_DAYS,
        AlertKind::RetentionReview => RETENTION_ALERT_DAYS,
        AlertKind::EsfSixMonth => SIX_MONTH_ALERT_DAYS,
        AlertKind::Interview
        | AlertKind::TimesheetEmployee
        | AlertKind::TimesheetSupervisor
        | AlertKind::EngagementMissing
        | AlertKind::JobFollowUp => 7,
        AlertKind::File | AlertKind::Agenda => 2,
    };
    add_days(today, days)
}

/// Days after the due day from which the alert goes to the officer or supervisor too: 15 for a
/// milestone, an interview, the follow-up of a job, a quarterly review, a contract that is not there and data to be
/// reviewed (T1, T2, T8, T9, T10, T12), the first day for what only the month or week waits for, for what the ESF asks for
/// in time (T6, T7), for a contract or evidence that has ended and a pathway that should have.
pub fn escalates_after(kind: AlertKind) -> i64 {
    match kind {
        AlertKind::Milestone
        | AlertKind::Interview
        | AlertKind::JobFollowUp
        | AlertKind::QuarterlyReview
        | AlertKind::EngagementMissing
        | AlertKind::RetentionReview => MILESTONE_ALERT_DAYS,
        AlertKind::File => 7,
        AlertKind::Agenda
        | AlertKind::TimesheetEmployee
        | AlertKind::TimesheetSupervisor
        | AlertKind::EsfExit
        | AlertKind::EsfSixMonth
        | AlertKind::Eligibility
        | AlertKind::PlannedEnd
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
        use AlertKind::{Agenda, EngagementMissing, EsfExit, EsfSixMonth, Milestone, PlannedEnd, RetentionReview};
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
            (PlannedEnd, "2026-03-14", Stage::Quiet),
            (PlannedEnd, "2026-03-15", Stage::Soon),
            (PlannedEnd, "2026-06-16", Stage::Escalated),
            (EngagementMissing, "2026-06-07", Stage::Quiet),
            (EngagementMissing, "2026-06-08", Stage::Soon),
            (RetentionReview, "2026-05-16", Stage::Soon),
            (RetentionReview, "2026-06-29", Stage::Overdue),
        ] {
            assert_eq!(stage(kind, due, day(today), 3), expected, "{kind} {today}");
        }
    }
}
