//! Minutes of work on each weekday, as the wire shows them in the terms of staff.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::patched;

macro_rules! schedule {
    ($($(#[$m:meta])* $day:ident),+ $(,)?) => {
        /// Minutes of work on each weekday; a day that is left out is not worked.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        #[schema(example = json!({"monday_minutes": 420, "tuesday_minutes": 420, "wednesday_minutes": 420, "thursday_minutes": 420, "friday_minutes": 420, "saturday_minutes": 0, "sunday_minutes": 0}))]
        pub(crate) struct WorkSchedule {
            $($(#[$m])*
            #[serde(default)]
            #[schema(minimum = 0, maximum = 720)]
            pub(crate) $day: i64,)+
        }

        /// The weekdays that change; the others stay as they are.
        #[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        #[schema(example = json!({"friday_minutes": 0}))]
        pub(crate) struct WorkSchedulePatch {
            $($(#[$m])*
            #[serde(default, deserialize_with = "patched")]
            #[schema(nullable = false, minimum = 0, maximum = 720)]
            pub(crate) $day: Option<i64>,)+
        }

        impl WorkSchedule {
            /// The schedule with these minutes, Monday first.
            pub(in crate::directory) fn of(minutes: [i64; 7]) -> Self {
                let [$($day),+] = minutes;
                Self { $($day),+ }
            }
        }
        impl WorkSchedulePatch {
            /// The schedule with the weekdays that change.
            pub(in crate::directory) fn onto(self, minutes: [i64; 7]) -> WorkSchedule {
                let was = WorkSchedule::of(minutes);
                WorkSchedule { $($day: self.$day.unwrap_or(was.$day)),+ }
            }
        }
    };
}
schedule!(
    /// Minutes on Monday.
    monday_minutes,
    /// Minutes on Tuesday.
    tuesday_minutes,
    /// Minutes on Wednesday.
    wednesday_minutes,
    /// Minutes on Thursday.
    thursday_minutes,
    /// Minutes on Friday.
    friday_minutes,
    /// Minutes on Saturday.
    saturday_minutes,
    /// Minutes on Sunday.
    sunday_minutes,
);
