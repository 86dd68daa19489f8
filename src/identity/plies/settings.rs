//! The parameters of a PLIE. What is not given has the default of the domain page.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::amount::Share;

crate::text_enum! {
    /// When an exit is dated (domain § 4.5): at the end of the six months in the job, or at its start.
    pub enum ExitDatePolicy {
        OnValidation = "on_validation",
        OnStart = "on_start",
    }
}

macro_rules! settings {
    ($($(#[$m:meta])* $name:ident: $t:ty = $default:expr;)+) => {
        /// The parameters of a PLIE.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        #[schema(example = json!({"caseload_per_fte": 70, "renewal_rate": 0.3}))]
        pub struct Settings {
            $($(#[$m])* #[serde(default = $default)] pub $name: $t,)+
        }
    };
}

mod default {
    //! Defaults, as functions because serde asks for them by name.
    use super::{ExitDatePolicy, Share};
    macro_rules! constants { ($($name:ident: $t:ty = $value:expr;)+) => { $(pub(super) fn $name() -> $t { $value })+ }; }
    constants! {
        seventy: i64 = 70; third: Share = Share(3000); one: i64 = 1; five: i64 = 5; six: i64 = 6; seven: i64 = 7;
        half: Share = Share(5000); sixty: i64 = 60; twelve: i64 = 12; ten: i64 = 10; twenty: i64 = 20; two: i64 = 2;
        zero: i64 = 0; day: i64 = 600; week: i64 = 2880; yes: bool = true; no: bool = false;
        on_validation: ExitDatePolicy = ExitDatePolicy::OnValidation; none: Option<i64> = None;
    }
}

settings! {
    /// People in the active caseload of one full-time referent (S2.3).
    #[schema(minimum = 1, maximum = 1000)] caseload_per_fte: i64 = "default::seventy";
    /// Share of the caseload that is replaced in a year (S2.4).
    renewal_rate: Share = "default::third";
    /// Months between two interviews at most (S3.12).
    #[schema(minimum = 1, maximum = 12)] interview_every_months: i64 = "default::one";
    /// Months between two milestones (S3.26).
    #[schema(minimum = 1, maximum = 24)] milestone_every_months: i64 = "default::five";
    /// Months of follow-up after access to a job (S2.16).
    #[schema(minimum = 1, maximum = 24)] follow_up_months: i64 = "default::six";
    /// Calendar days to complete the file after a contact (S3.32).
    #[schema(minimum = 1, maximum = 60)] file_completion_days: i64 = "default::seven";
    /// Weekday, 1 Monday to 7 Sunday, on which the agenda of the week before is due (R6.3).
    #[schema(minimum = 1, maximum = 7)] agenda_due_weekday: i64 = "default::one";
    /// Minutes that a working day may lack and still be complete (R6.2).
    #[schema(minimum = 0, maximum = 240)] agenda_tolerance_minutes: i64 = "default::zero";
    /// Step of time records where the charter names none (R6.31).
    #[schema(minimum = 1, maximum = 30)] charter_step_minutes: i64 = "default::five";
    /// Days after the month's end within which the employee signs (T5).
    #[schema(minimum = 1, maximum = 90)] timesheet_employee_days: i64 = "default::ten";
    /// Days after the month's end within which the supervisor signs (T5).
    #[schema(minimum = 1, maximum = 90)] timesheet_supervisor_days: i64 = "default::twenty";
    /// Minutes a day above which a warning stands (§ 6.2).
    #[schema(minimum = 60, maximum = 1440)] day_warning_minutes: i64 = "default::day";
    /// Minutes a week above which a warning stands (§ 6.2).
    #[schema(minimum = 60, maximum = 10080)] week_warning_minutes: i64 = "default::week";
    /// Whether Good Friday and 26 December are public holidays.
    alsace_moselle: bool = "default::no";
    /// When an exit is dated.
    exit_date_policy: ExitDatePolicy = "default::on_validation";
    /// Months of a fixed-term contract that may count as a positive outcome (§ 5.5).
    #[schema(minimum = 1, maximum = 24)] fixed_term_months: i64 = "default::six";
    /// Whether it must last longer than that, or at least that.
    fixed_term_strict: bool = "default::yes";
    /// Share of full time that a job must have (§ 5.5).
    min_time_share: Share = "default::half";
    /// Months that a pathway may last; no limit if null.
    #[schema(required = true)] max_pathway_months: Option<i64> = "default::none";
    /// Days without activity after which an orientation expires (§ 4.2).
    #[schema(minimum = 1, maximum = 730)] orientation_expires_days: i64 = "default::sixty";
    /// Unexcused no-shows after which an orientation goes back to the prescriber (§ 4.2).
    #[schema(minimum = 1, maximum = 10)] no_show_limit: i64 = "default::two";
    /// Working days before a session at which its agenda freezes (R4.3).
    #[schema(minimum = 0, maximum = 30)] agenda_freeze_working_days: i64 = "default::two";
    /// Months that a suspension may last (§ 4.5).
    #[schema(minimum = 1, maximum = 36)] suspension_max_months: i64 = "default::twelve";
    /// Whether suspended people count in the caseload (U11).
    suspended_in_caseload: bool = "default::no";
    /// Whether people in job follow-up count in the caseload (U11).
    follow_up_in_caseload: bool = "default::yes";
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
    fn the_defaults_are_those_of_the_seeds() {
        let settings = Settings::default();
        assert_eq!((settings.caseload_per_fte, settings.renewal_rate), (70, Share(3000)));
        assert_eq!(
            (settings.milestone_every_months, settings.follow_up_months, settings.file_completion_days),
            (5, 6, 7)
        );
    }
}
