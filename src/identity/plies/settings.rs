//! The parameters of a PLIE. What is not given has the default of the domain page.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::amount::Share;
use crate::db::Day;
use crate::http::patched;
use crate::refusal::Fault;

crate::text_enum! {
    /// When an exit is dated (domain § 4.5): at the end of the six months in the job, or at its start.
    pub enum ExitDatePolicy {
        OnValidation = "on_validation",
        OnStart = "on_start",
    }
}

macro_rules! settings {
    ($($(#[doc = $doc:literal])* $([$low:tt ..= $high:tt])? $name:ident: $t:ty = $default:expr;)+) => {
        /// The parameters of a PLIE.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        #[schema(example = json!({"caseload_per_fte": 70, "renewal_rate": 0.3, "interview_every_months": 1, "milestone_every_months": 5, "follow_up_months": 6, "file_completion_days": 7, "agenda_due_weekday": 1, "agenda_tolerance_minutes": 0, "charter_step_minutes": 5, "timesheet_employee_days": 10, "timesheet_supervisor_days": 20, "day_warning_minutes": 600, "week_warning_minutes": 2880, "alsace_moselle": false, "exit_date_policy": "on_validation", "fixed_term_months": 6, "fixed_term_strict": true, "min_time_share": 0.5, "max_pathway_months": null, "time_locked_until": null, "orientation_expires_days": 60, "no_show_limit": 2, "agenda_freeze_working_days": 2, "suspension_max_months": 12, "suspended_in_caseload": false, "follow_up_in_caseload": true, "mission_months": 6, "mission_gap_days": 3, "seasonal_months": 8, "seasonal_window_months": 12, "long_course_months": 9, "business_months": 6, "lost_contact_attempts": 3, "engagement_contract_days": 30, "planned_end_alert_months": 3, "job_gap_days": 30, "follow_up_first_check_months": 1, "follow_up_second_check_months": 3, "former_referent_read_days": 30, "six_month_window_days": 28, "contact_attempts_required": 3, "carried_over_max_days": 28, "incomplete_rate_alert": 0.1, "incomplete_rate_red": 0.3}))]
        pub struct Settings {
            $($(#[doc = $doc])* #[serde(default = $default)] #[schema(required = true $(, minimum = $low, maximum = $high)?)] pub $name: $t,)+
            /// Months that a pathway may last, unless the commission extends it (§ 4.5); no limit if null.
            #[serde(default)]
            #[schema(required = true, minimum = 1, maximum = 120)]
            pub max_pathway_months: Option<i64>,
            /// The last day that takes no more time records and changes of them; none if null.
            #[serde(default)]
            #[schema(required = true)]
            pub time_locked_until: Option<Day>,
        }

        /// What changes of the parameters of a PLIE.
        #[derive(Debug, Clone, Default, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        #[schema(example = json!({"caseload_per_fte": 60, "max_pathway_months": null}))]
        pub struct SettingsPatch {
            $($(#[doc = $doc])* #[serde(default, deserialize_with = "patched")] #[schema(nullable = false $(, minimum = $low, maximum = $high)?)] pub $name: Option<$t>,)+
            /// Months that a pathway may last, unless the commission extends it (§ 4.5); no limit if null.
            #[serde(default, deserialize_with = "patched")]
            #[schema(minimum = 1, maximum = 120)]
            pub max_pathway_months: Option<Option<i64>>,
            /// The last day that takes no more time records and changes of them; none if null.
            #[serde(default, deserialize_with = "patched")]
            pub time_locked_until: Option<Option<Day>>,
        }

        impl Settings {
            /// The settings with what a patch changes.
            #[must_use]
            pub fn with(mut self, patch: &SettingsPatch) -> Self {
                $(if let Some(value) = patch.$name { self.$name = value; })+
                if let Some(value) = patch.max_pathway_months {
                    self.max_pathway_months = value;
                }
                if let Some(value) = patch.time_locked_until {
                    self.time_locked_until = value;
                }
                self
            }

            /// Every parameter that is out of its range, under `pointer`.
            pub fn faults(&self, pointer: &str) -> Vec<Fault> {
                let mut faults = Vec::new();
                $($(faults.extend(out_of_range(&format!("{pointer}/{}", stringify!($name)), self.$name, $low, $high));)?)+
                if let Some(months) = self.max_pathway_months {
                    faults.extend(out_of_range(&format!("{pointer}/max_pathway_months"), months, 1, 120));
                }
                let shares = [
                    ("renewal_rate", self.renewal_rate),
                    ("min_time_share", self.min_time_share),
                    ("incomplete_rate_alert", self.incomplete_rate_alert),
                    ("incomplete_rate_red", self.incomplete_rate_red),
                ];
                for (name, share) in shares {
                    if !(0..=Share::ONE).contains(&share.0) {
                        faults.extend(out_of_range(&format!("{pointer}/{name}"), if share.0 < 0 { -1 } else { 2 }, 0, 1));
                    }
                }
                faults
            }
        }
    };
}

fn out_of_range(pointer: &str, value: i64, low: i64, high: i64) -> Option<Fault> {
    let (code, fr, en) = if value < low {
        ("too_small", format!("Au moins {low}."), format!("At least {low}."))
    } else if value > high {
        ("too_large", format!("Au plus {high}."), format!("At most {high}."))
    } else {
        return None;
    };
    Some(Fault::new(pointer, code, fr, en))
}

mod default {
    //! Defaults, as functions because serde asks for them by name.
    use super::{ExitDatePolicy, Share};
    macro_rules! constants { ($($name:ident: $t:ty = $value:expr;)+) => { $(pub(super) fn $name() -> $t { $value })+ }; }
    constants! {
        seventy: i64 = 70; third: Share = Share(3000); one: i64 = 1; five: i64 = 5; six: i64 = 6; seven: i64 = 7;
        half: Share = Share(5000); tenth: Share = Share(1000); four_weeks: i64 = 28; sixty: i64 = 60; twelve: i64 = 12; ten: i64 = 10; twenty: i64 = 20; two: i64 = 2;
        zero: i64 = 0; three: i64 = 3; eight: i64 = 8; nine: i64 = 9; thirty: i64 = 30; ninety: i64 = 90; half_year: i64 = 183; day: i64 = 600; week: i64 = 2880; yes: bool = true; no: bool = false;
        on_validation: ExitDatePolicy = ExitDatePolicy::OnValidation;
    }
}

settings! {
    /// People in the active caseload of one full-time referent (S2.3).
    [1..=1000] caseload_per_fte: i64 = "default::seventy";
    /// Share of the caseload that is replaced in a year (S2.4).
    renewal_rate: Share = "default::third";
    /// Months between two interviews at most (S3.12).
    [1..=12] interview_every_months: i64 = "default::one";
    /// Months between two milestones (S3.26).
    [1..=24] milestone_every_months: i64 = "default::five";
    /// Months of follow-up after access to a job (S2.16).
    [1..=24] follow_up_months: i64 = "default::six";
    /// Calendar days to complete the file after a contact (S3.32).
    [1..=60] file_completion_days: i64 = "default::seven";
    /// Weekday, 1 Monday to 7 Sunday, on which the agenda of the week before is due (R6.3).
    [1..=7] agenda_due_weekday: i64 = "default::one";
    /// Minutes that a working day may lack and still be complete (R6.2).
    [0..=240] agenda_tolerance_minutes: i64 = "default::zero";
    /// Step of time records where the charter names none (R6.31).
    [1..=30] charter_step_minutes: i64 = "default::five";
    /// Days after the month's end within which the employee signs (T5).
    [1..=90] timesheet_employee_days: i64 = "default::ten";
    /// Days after the month's end within which the supervisor signs (T5).
    [1..=90] timesheet_supervisor_days: i64 = "default::twenty";
    /// Minutes a day above which a warning stands (§ 6.2).
    [60..=1440] day_warning_minutes: i64 = "default::day";
    /// Minutes a week above which a warning stands (§ 6.2).
    [60..=10080] week_warning_minutes: i64 = "default::week";
    /// Whether Good Friday and 26 December are public holidays.
    alsace_moselle: bool = "default::no";
    /// When an exit is dated (§ 4.5). With `on_start` the participations in operations of the ESF are left on the day the job
    /// begins, as soon as it is followed, so that T6 and T7 run from the hiring; a return from the job takes them up again.
    exit_date_policy: ExitDatePolicy = "default::on_validation";
    /// Months of a fixed-term contract that may count as a positive outcome (§ 5.5).
    [1..=24] fixed_term_months: i64 = "default::six";
    /// Whether it must last longer than that, or at least that.
    fixed_term_strict: bool = "default::yes";
    /// Share of full time that a job must have (§ 5.5).
    min_time_share: Share = "default::half";
    /// Days without activity after which an orientation expires (§ 4.2).
    [1..=730] orientation_expires_days: i64 = "default::sixty";
    /// Unexcused no-shows after which an orientation goes back to the prescriber (§ 4.2).
    [1..=10] no_show_limit: i64 = "default::two";
    /// Working days before a session at which its agenda freezes (R4.3).
    [0..=30] agenda_freeze_working_days: i64 = "default::two";
    /// Months that a suspension may last (§ 4.5).
    [1..=36] suspension_max_months: i64 = "default::twelve";
    /// Whether suspended people count in the caseload (U11).
    suspended_in_caseload: bool = "default::no";
    /// Whether people in job follow-up count in the caseload (U11).
    follow_up_in_caseload: bool = "default::yes";
    /// Months that agency missions without a break add up to for a positive outcome (§ 5.7).
    [1..=24] mission_months: i64 = "default::six";
    /// Days between two missions that are no break: a weekend, a public holiday (§ 5.5).
    [0..=30] mission_gap_days: i64 = "default::three";
    /// Months of thirty days of seasonal work for a positive outcome (§ 5.7).
    [1..=24] seasonal_months: i64 = "default::eight";
    /// Months within which they are worked.
    [1..=36] seasonal_window_months: i64 = "default::twelve";
    /// Months above which a course counts without its diploma, after the months of follow-up in it (§ 5.7).
    [1..=36] long_course_months: i64 = "default::nine";
    /// Months that a business must last after its registration for a positive outcome; 0 where that is enough (§ 5.7).
    [0..=24] business_months: i64 = "default::six";
    /// Attempts to reach somebody since the last contact, each on a day of its own, after which they may leave as lost
    /// from sight (§ 5.7).
    [1..=20] lost_contact_attempts: i64 = "default::three";
    /// Days after the start of a pathway within which its contract of engagement is signed (§ 4.5).
    [1..=365] engagement_contract_days: i64 = "default::thirty";
    /// Months before its planned end from which a pathway alerts and its extension is put on the agenda (§ 4.5).
    [1..=12] planned_end_alert_months: i64 = "default::three";
    /// Days within which a new job goes on with the follow-up of one that ended (§ 4.5).
    [0..=90] job_gap_days: i64 = "default::thirty";
    /// Months after access to a job at which the person is first asked how it goes (§ 4.5).
    [1..=24] follow_up_first_check_months: i64 = "default::one";
    /// Months at which they are asked again; the last time is the end of the follow-up.
    [1..=24] follow_up_second_check_months: i64 = "default::three";
    /// Days for which the referent before still reads a file that was handed over.
    [0..=365] former_referent_read_days: i64 = "default::thirty";
    /// Days after its closure for which the structure that sent an orientation still reads it, and after its end for
    /// which the provider of a stage still reads that (`trust.md` § 2.1).
    [0..=730] partner_read_days: i64 = "default::ninety";
    /// Days after a review or a note for which the structure it was shared with still reads of the people whom it names
    /// (S3.20, S3.21).
    [0..=730] joint_read_days: i64 = "default::half_year";
    /// Days within which the situation six months after the exit from an operation is told (T7).
    [0..=183] six_month_window_days: i64 = "default::four_weeks";
    /// Attempts, each on a day of its own, after which a person may be told as unreachable (§ 7.6).
    [1..=20] contact_attempts_required: i64 = "default::three";
    /// Days of support up to which the situation of the entry may stand for that of the exit (R7.9).
    [0..=183] carried_over_max_days: i64 = "default::four_weeks";
    /// Share of incomplete participations from which the reports alert (R7.4).
    incomplete_rate_alert: Share = "default::tenth";
    /// Share of incomplete participations from which they are red (R7.4).
    incomplete_rate_red: Share = "default::third";
}

impl Default for Settings {
    fn default() -> Self {
        // every member has a default of its own, so the empty object is a whole one
        serde_json::from_str("{}").unwrap_or_else(|_e| unreachable_settings())
    }
}

#[expect(clippy::panic, reason = "the test below shows that the empty object is read")]
fn unreachable_settings() -> Settings {
    panic!("settings without defaults")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_out_of_its_range_is_named() {
        let patch = SettingsPatch {
            caseload_per_fte: Some(0),
            max_pathway_months: Some(Some(121)),
            min_time_share: Some(Share(10_001)),
            ..SettingsPatch::default()
        };
        let faults = Settings::default().with(&patch).faults("/settings");
        let found: Vec<_> = faults.iter().map(|f| (f.pointer.as_str(), f.code)).collect();
        assert_eq!(
            found,
            [
                ("/settings/caseload_per_fte", "too_small"),
                ("/settings/max_pathway_months", "too_large"),
                ("/settings/min_time_share", "too_large")
            ]
        );
        assert!(Settings::default().faults("").is_empty());
    }

    #[test]
    fn the_defaults_are_those_of_the_seeds() {
        let settings = Settings::default();
        assert_eq!((settings.caseload_per_fte, settings.renewal_rate), (70, Share(3000)));
        assert_eq!(
            (settings.milestone_every_months, settings.follow_up_months, settings.file_completion_days),
            (5, 6, 7)
        );
    }
}
