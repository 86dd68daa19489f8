//! The timers T1 to T5 of § 4.6: when something is due, and whether that day has passed. All days are
//! those of Europe/Paris and count inclusively: what is due on a day is on time until its end.

use crate::civil::{IsoWeek, Month, add_days, add_months, days_between};
use crate::db::Day;
use crate::esf::{agenda_weeks, timesheets};

crate::text_enum! {
    /// What an alert is about: t1 monthly interview, t2 milestone, t3 report of a contact, t4 agenda
    /// week, t5 monthly timesheet, by the employee and by the supervisor.
    pub enum AlertKind {
        Interview = "t1_interview",
        Milestone = "t2_milestone",
        File = "t3_file",
        Agenda = "t4_agenda",
        TimesheetEmployee = "t5_timesheet_employee",
        TimesheetSupervisor = "t5_timesheet_supervisor",
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

/// Months between two interviews (setting `interview_every_months`; T1).
pub const INTERVIEW_MONTHS: u32 = 1;
/// Months between two milestones (setting `milestone_every_months`; T2).
pub const MILESTONE_MONTHS: u32 = 5;
/// Days before and after its due day on which a milestone alerts (T2).
pub const MILESTONE_ALERT_DAYS: i64 = 15;

/// A suspension of a pathway; it lasts from `starts_on` until the day before `resumed_on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suspension {
    /// First day suspended.
    pub starts_on: Day,
    /// First day active again; none while it lasts.
    pub resumed_on: Option<Day>,
}

/// Days of suspension since a day, which push due dates back by as many (§ 4.5); none while a
/// suspension lasts, because its timers stand still.
pub fn suspended_days(since: Day, suspensions: &[Suspension]) -> Option<i64> {
    suspensions.iter().map(|s| s.resumed_on.map(|resumed| days_between(s.starts_on.max(since), resumed).max(0))).sum()
}

/// T1: the last day of the month `every_months` after the last held interview (or the activation),
/// shifted by the days of suspension since; none while suspended.
pub fn interview_due_on(last: Day, every_months: u32, suspensions: &[Suspension]) -> Option<Day> {
    let due = Month::of(last).plus(every_months).last();
    suspended_days(last, suspensions).map(|days| add_days(due, days))
}

/// T2: so many months after the last milestone (or the activation), clamped to the end of the month
/// and shifted by the days of suspension since; none while suspended.
pub fn milestone_due_on(last: Day, every_months: u32, suspensions: &[Suspension]) -> Option<Day> {
    suspended_days(last, suspensions).map(|days| add_days(add_months(last, every_months), days))
}

/// The days on which a milestone alerts: 15 before, on the day, 15 after (T2).
pub fn milestone_alert_days(due: Day) -> [Day; 3] {
    [-MILESTONE_ALERT_DAYS, 0, MILESTONE_ALERT_DAYS].map(|n| add_days(due, n))
}

/// T3: the last day on which the report of a contact that ended on a day is on time (§ 6.4).
pub fn file_due_on(contact_ended_on: Day, file_days: i64) -> Day {
    add_days(contact_ended_on, file_days)
}

/// T4: the day on which an agenda week is due, by the weekday of the setting (R6.3).
pub fn agenda_due_on(week: IsoWeek, due_weekday: i64) -> Day {
    agenda_weeks::due_on(week, due_weekday)
}

/// T5: the day until which the month is signed, by the days of the setting of employee or supervisor.
pub fn timesheet_due_on(month: Month, days: i64) -> Day {
    timesheets::due_on(month, days)
}

/// Whether the due day has passed.
pub fn breached(due_on: Day, today: Day) -> bool {
    today > due_on
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

/// Days before the due day from which an alert shows: 15 for a milestone (T2), 7 for an interview and
/// a timesheet, 2 for a report and a week.
pub fn warns_before(kind: AlertKind) -> i64 {
    match kind {
        AlertKind::Milestone => MILESTONE_ALERT_DAYS,
        AlertKind::Interview | AlertKind::TimesheetEmployee | AlertKind::TimesheetSupervisor => 7,
        AlertKind::File | AlertKind::Agenda => 2,
    }
}

/// Days after the due day from which the alert goes to the officer or supervisor too: 15 for a
/// milestone and an interview (T1, T2), the first day for what only the month or week waits for.
pub fn escalates_after(kind: AlertKind) -> i64 {
    match kind {
        AlertKind::Milestone | AlertKind::Interview => MILESTONE_ALERT_DAYS,
        AlertKind::File => 7,
        AlertKind::Agenda | AlertKind::TimesheetEmployee | AlertKind::TimesheetSupervisor => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }
    fn suspension(from: &str, resumed: Option<&str>) -> Suspension {
        Suspension { starts_on: day(from), resumed_on: resumed.map(day) }
    }

    #[test]
    fn an_interview_is_due_by_the_end_of_the_following_month() {
        for (last, every, due) in [
            ("2026-01-05", 1, "2026-02-28"),
            ("2026-01-31", 1, "2026-02-28"),
            ("2024-01-31", 1, "2024-02-29"),
            ("2026-11-30", 1, "2026-12-31"),
            ("2026-12-01", 1, "2027-01-31"),
            ("2026-03-29", 1, "2026-04-30"),
            ("2026-01-05", 2, "2026-03-31"),
        ] {
            assert_eq!(interview_due_on(day(last), every, &[]), Some(day(due)), "{last} + {every}");
        }
    }

    #[test]
    fn a_milestone_is_due_five_months_later_clamped_to_the_month() {
        for (last, due) in [
            ("2026-01-15", "2026-06-15"),
            ("2026-09-30", "2027-02-28"),
            ("2023-09-30", "2024-02-29"),
            ("2026-10-31", "2027-03-31"),
            ("2026-03-31", "2026-08-31"),
        ] {
            assert_eq!(milestone_due_on(day(last), MILESTONE_MONTHS, &[]), Some(day(due)), "{last}");
        }
        let alerts = milestone_alert_days(day("2026-06-15")).map(|d| d.to_string());
        assert_eq!(alerts, ["2026-05-31", "2026-06-15", "2026-06-30"]);
    }

    #[test]
    fn a_suspension_shifts_due_dates_by_its_days_and_stops_them_while_it_lasts() {
        let last = day("2026-01-15");
        for (suspensions, due) in [
            (vec![], Some("2026-06-15")),
            (vec![suspension("2026-02-01", Some("2026-03-01"))], Some("2026-07-13")),
            (vec![suspension("2025-12-01", Some("2026-01-20"))], Some("2026-06-20")),
            (vec![suspension("2025-10-01", Some("2025-12-01"))], Some("2026-06-15")),
            (
                vec![suspension("2026-02-01", Some("2026-02-11")), suspension("2026-03-01", Some("2026-03-06"))],
                Some("2026-06-30"),
            ),
            (vec![suspension("2026-02-01", None)], None),
        ] {
            assert_eq!(milestone_due_on(last, 5, &suspensions), due.map(day), "{suspensions:?}");
        }
        let shifted = interview_due_on(last, 1, &[suspension("2026-02-01", Some("2026-02-11"))]);
        assert_eq!(shifted, Some(day("2026-03-10")));
    }

    #[test]
    fn what_is_due_on_a_day_is_on_time_that_day() {
        let due = day("2026-03-29");
        for (today, late) in [("2026-03-28", false), ("2026-03-29", false), ("2026-03-30", true)] {
            assert_eq!(breached(due, day(today)), late, "{today}");
        }
    }

    #[test]
    fn weeks_months_and_reports_have_their_due_days() {
        let week: IsoWeek = "2026-W53".parse().unwrap();
        assert_eq!(agenda_due_on(week, 1), day("2027-01-04"));
        let month: Month = "2026-02".parse().unwrap();
        assert_eq!((timesheet_due_on(month, 10), timesheet_due_on(month, 20)), (day("2026-03-10"), day("2026-03-20")));
        assert_eq!(file_due_on(day("2026-12-28"), 7), day("2027-01-04"));
    }

    #[test]
    fn an_alert_grows_louder_with_the_days() {
        use AlertKind::{Agenda, Milestone};
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
        ] {
            assert_eq!(stage(kind, due, day(today)), expected, "{kind} {today}");
        }
    }
}
