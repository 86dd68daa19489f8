//! Typed values as SQL literals, for the few statements too wide for the query builder (reports,
//! alerts). Only values whose text has an alphabet of its own can be written: identifiers, days,
//! instants, codes. A text that somebody typed is bound, never written.

use super::{Conn, Day, Instant};
use crate::ids::Id;

/// Writes literals for one of the two databases.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Literals {
    pg: bool,
}

impl Literals {
    /// Those of the database at the other end.
    pub(crate) fn of(conn: &Conn) -> Self {
        Self { pg: conn.is_pg() }
    }

    /// An identifier.
    pub(crate) fn id<T>(self, id: Id<T>) -> String {
        if self.pg { format!("'{id}'::uuid") } else { format!("x'{}'", id.0.simple()) }
    }

    /// A list of identifiers for `in`; never empty, since SQL has no empty list.
    pub(crate) fn ids<T>(self, ids: &[Id<T>]) -> String {
        let nobody = [Id::of(uuid::Uuid::nil())];
        let ids = if ids.is_empty() { nobody.as_slice() } else { ids };
        ids.iter().map(|id| self.id(*id)).collect::<Vec<_>>().join(", ")
    }

    /// A civil day.
    pub(crate) fn day(self, day: Day) -> String {
        if self.pg { format!("date '{day}'") } else { format!("'{day}'") }
    }

    /// An instant.
    pub(crate) fn instant(self, at: Instant) -> String {
        if self.pg { format!("timestamptz '{at}'") } else { at.micros().to_string() }
    }

    /// The first instant, in UTC, of the day of an expression: one that lies in that day in Paris too.
    pub(crate) fn first_instant(self, expression: &str) -> String {
        if self.pg {
            format!("(cast({expression} as timestamp) at time zone 'UTC')")
        } else {
            format!("cast(strftime('%s', {expression}) as integer) * 1000000")
        }
    }

    /// The day so many days after the one of an expression.
    pub(crate) fn days_after(self, expression: &str, days: i64) -> String {
        if self.pg { format!("({expression} + {days})") } else { format!("date({expression}, '{days:+} days')") }
    }

    /// The day so many months after the one of an expression, clamped to the end of a shorter month.
    pub(crate) fn months_after(self, expression: &str, months: u32) -> String {
        if self.pg {
            return format!("cast({expression} + interval '{months} months' as date)");
        }
        let later = format!("date({expression}, '+{months} months')");
        let last = format!("date({expression}, '+{months} months', 'start of month', '-1 day')");
        format!("case when substr({later}, 9) <> substr({expression}, 9) then {last} else {later} end")
    }

    /// The days from the day of one expression to that of another.
    pub(crate) fn days_between(self, from: &str, to: &str) -> String {
        if self.pg {
            format!("cast({to} - {from} as bigint)")
        } else {
            format!("cast(julianday({to}) - julianday({from}) as integer)")
        }
    }

    /// The civil day of Europe/Paris on which the instant of an expression falls. SQLite knows no zones: there the clocks
    /// change on the last Sundays of March and October at 01:00 UTC, as they have since 1996.
    pub(crate) fn civil_day(self, expression: &str) -> String {
        if self.pg {
            return format!("cast({expression} at time zone 'Europe/Paris' as date)");
        }
        let seconds = format!("({expression}) / 1000000, 'unixepoch'");
        let change =
            |last: &str| format!("date(strftime('%Y', {seconds}) || '{last}', '-6 days', 'weekday 0') || ' 01:00:00'");
        format!(
            "date({seconds}, case when datetime({seconds}) >= {} and datetime({seconds}) < {} then '+2 hours' else '+1 hours' end)",
            change("-03-31"),
            change("-10-31")
        )
    }

    /// The text of the identifier of an expression; null where there is none.
    pub(crate) fn text_of_id(self, expression: &str) -> String {
        if self.pg {
            return format!("cast({expression} as text)");
        }
        let part = |from: u8, length: u8| format!("substr(lower(hex({expression})), {from}, {length})");
        format!(
            "case when {expression} is not null then {} || '-' || {} || '-' || {} || '-' || {} || '-' || {} end",
            part(1, 8),
            part(9, 4),
            part(13, 4),
            part(17, 4),
            part(21, 12)
        )
    }

    /// An identifier that is not there, in a column of a union.
    pub(crate) fn no_id(self) -> &'static str {
        if self.pg { "null::uuid" } else { "null" }
    }

    /// The identifier in an expression of text.
    pub(crate) fn id_of_text(self, expression: &str) -> String {
        if self.pg { format!("cast({expression} as uuid)") } else { format!("unhex(replace({expression}, '-', ''))") }
    }

    /// The elements of an array of JSON, as `j.value`.
    pub(crate) fn elements(self, column: &str) -> String {
        if self.pg {
            format!("jsonb_array_elements({column}) as j (value)")
        } else {
            format!("json_each({column}) as j")
        }
    }

    /// A code, which is lower-case letters, digits and underscores; none when it is not one.
    pub(crate) fn code(self, code: &str) -> Option<String> {
        let plain = code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        (plain && !code.is_empty()).then(|| format!("'{code}'"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_break_out_is_written() {
        for lit in [Literals { pg: true }, Literals { pg: false }] {
            assert_eq!(lit.code("interview_in_person").as_deref(), Some("'interview_in_person'"));
            for wrong in ["", "a'b", "a b", "A", "é", "a;--"] {
                assert_eq!(lit.code(wrong), None, "{wrong}");
            }
            assert!(lit.ids::<crate::ids::User>(&[]).contains("0000"), "an empty list finds nobody");
        }
        let day: Day = "2026-03-02".parse().unwrap();
        assert_eq!(Literals { pg: false }.days_after("d", -7), "date(d, '-7 days')");
        assert_eq!(Literals { pg: true }.day(day), "date '2026-03-02'");
        assert_eq!(Literals { pg: true }.months_after("d", 6), "cast(d + interval '6 months' as date)");
        assert_eq!(Literals { pg: true }.days_between("a", "b"), "cast(b - a as bigint)");
    }
}
