//! Minutes of work on each weekday, as the wire shows them in the terms of staff and as the database keeps them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rules::{self, Pattern, Patterns};
use crate::ctx::Ctx;
use crate::db::{Day, Json};
use crate::esf::staff;
use crate::failure::{Failure, Outcome};
use crate::http::patched;
use crate::ids::UserId;
use crate::refusal::Refusal;

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
            /// The minutes, Monday first.
            pub(in crate::directory) fn minutes(self) -> [i64; 7] {
                [$(self.$day),+]
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

/// A weekly pattern with the day from which it holds.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"valid_from": "2026-09-01", "work_schedule": {"monday_minutes": 420, "tuesday_minutes": 420, "wednesday_minutes": 0, "thursday_minutes": 420, "friday_minutes": 420, "saturday_minutes": 0, "sunday_minutes": 0}}))]
pub(crate) struct DatedSchedule {
    /// Its first day.
    valid_from: Day,
    /// Minutes of work on each weekday.
    work_schedule: WorkSchedule,
}

/// The patterns that hold, in order of time.
pub(in crate::directory) fn dated(patterns: &Patterns) -> Vec<DatedSchedule> {
    let of = |held: rules::Held| DatedSchedule { valid_from: held.from, work_schedule: WorkSchedule::of(held.minutes) };
    patterns.held().into_iter().map(of).collect()
}

/// The pattern of today, or of the day of the terms that is nearest to it.
pub(in crate::directory) fn of_today(patterns: &Patterns, today: Day) -> WorkSchedule {
    let last = patterns.to.map_or(today, |to| today.min(to));
    WorkSchedule::of(patterns.on(last.max(patterns.from)))
}

/// A change of pattern as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    valid_from: Day,
    minutes: [i64; 7],
}

/// The changes of pattern, as they are kept.
pub(in crate::directory) fn kept(changes: &[Pattern]) -> Outcome<Json> {
    let all: Vec<Kept> = changes.iter().map(|c| Kept { valid_from: c.valid_from, minutes: c.minutes }).collect();
    Json::of(&all).map_err(Failure::defect)
}

/// The patterns of terms from what is kept of them: the first, and the changes.
///
/// # Errors
/// What is kept can't be read, which is a defect.
pub(crate) fn read(from: Day, to: Option<Day>, first: &str, changes: &str) -> Outcome<Patterns> {
    let minutes: BTreeMap<String, i64> = serde_json::from_str(first).map_err(Failure::defect)?;
    let changes: Vec<Kept> = serde_json::from_str(changes).map_err(Failure::defect)?;
    Ok(Patterns {
        from,
        to,
        first: rules::WEEKDAYS.map(|day| minutes.get(day).copied().unwrap_or_default()),
        changes: changes.into_iter().map(|c| Pattern { valid_from: c.valid_from, minutes: c.minutes }).collect(),
    })
}

/// The patterns after a change: of the weekdays that change, from a day on; where none is given, from the day on which
/// the pattern of today began, which corrects that one. Nothing where nothing changes.
///
/// # Errors
/// `Invalid` for a day outside the terms, or where it would change a month that somebody has signed (R6.16).
pub(in crate::directory) fn change(
    cx: &mut Ctx<'_>,
    user: UserId,
    was: &Patterns,
    days: WorkSchedulePatch,
    from: Option<Day>,
) -> Outcome<Option<Patterns>> {
    let begun = |day: Day| was.around(day).map_or(was.from, |held| held.from);
    let on = from.unwrap_or_else(|| begun(cx.today));
    Refusal::unless_empty(was.change_fault(on).into_iter().collect())?;
    let now = was.changed(on, days.onto(was.on(on)).minutes());
    if now == *was {
        return Ok(None);
    }
    let until = now.around(on).and_then(|held| held.to).unwrap_or(cx.today);
    if staff::signed_between(cx, user, on, until.max(on))? {
        return Err(Failure::from(vec![rules::signed_pattern()]));
    }
    Ok(Some(now))
}
