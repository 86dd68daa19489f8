//! Spans of time between two things that happen to a person: how long they wait for the reception, the commission and the
//! first interview, how long the pathway and a barrier last (§ 8.2, § 8.4). A span counts in the period in which it ends.
//! Means, medians and percentiles, and the page of their rows, come from the same text.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::Scope;
use super::rows::Rows;
use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::reports::figures::FigureName as F;

/// What a span lies between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::reports) enum Span {
    /// The orientation and the reception.
    Reception,
    /// The reception and the first commission.
    Commission,
    /// The commission that admitted and the first interview held.
    FirstInterview,
    /// Activation and exit.
    Pathway,
    /// The opening of a barrier and its lifting.
    Barrier,
}

impl Span {
    /// All of them.
    pub(in crate::reports) const ALL: [Self; 5] =
        [Self::Reception, Self::Commission, Self::FirstInterview, Self::Pathway, Self::Barrier];

    /// That which a figure is taken of.
    fn of(figure: F) -> Option<Self> {
        Some(match figure {
            F::DelayReceptionMedian | F::DelayReceptionP90 => Self::Reception,
            F::DelayCommissionMedian | F::DelayCommissionP90 => Self::Commission,
            F::DelayInterviewMedian | F::DelayInterviewP90 => Self::FirstInterview,
            F::PathwayLengthMean | F::PathwayLengthMedian => Self::Pathway,
            F::TimeToLiftMedian => Self::Barrier,
            _ => return None,
        })
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Reception => "reception",
            Self::Commission => "commission",
            Self::FirstInterview => "first_interview",
            Self::Pathway => "pathway",
            Self::Barrier => "barrier",
        }
    }
}

/// What some spans make, in days.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::reports) struct Measure {
    /// How many there are.
    pub(in crate::reports) cases: i64,
    /// What they add up to.
    pub(in crate::reports) total: i64,
    /// The one in the middle, or the sum of the two.
    pub(in crate::reports) middle: i64,
    /// The least that nine in ten do not exceed.
    pub(in crate::reports) ninetieth: i64,
}

#[derive(QueryableByName)]
struct SpanRow {
    #[diesel(sql_type = Text)]
    span: String,
    #[diesel(sql_type = Text)]
    apart: String,
    #[diesel(sql_type = BigInt)]
    cases: i64,
    #[diesel(sql_type = BigInt)]
    total: i64,
    #[diesel(sql_type = BigInt)]
    middle: i64,
    #[diesel(sql_type = BigInt)]
    ninetieth: i64,
}

/// Spans as a whole, under the empty code, and by what tells them apart: pathways by the reason of the exit, barriers by
/// theme.
pub(in crate::reports) type Measures = BTreeMap<(Span, String), Measure>;

/// The spans of a scope, measured in one statement.
pub(in crate::reports) fn measures(cx: &mut Ctx<'_>, scope: &Scope) -> Outcome<Measures> {
    let rows = super::rows(cx, scope);
    let told: Vec<String> = Span::ALL
        .iter()
        .map(|span| {
            format!("select '{}' as span, x.apart as apart, x.days as days from ({}) x", span.code(), rows.spans(*span))
        })
        .collect();
    // of an even number two are in the middle, places (n + 1) / 2 and (n + 2) / 2; of an odd one these are the same
    let sql = format!(
        "with told as ({told}),
         placed as (
           select span, apart, days, row_number() over (partition by span, apart order by days) as place,
             count(*) over (partition by span, apart) as n
           from (select span, '' as apart, days from told
                 union all select span, apart, days from told where apart <> '') u)
         select span, apart, cast(max(n) as bigint) as cases, cast(sum(days) as bigint) as total,
           cast(sum(case when place in ((n + 1) / 2, (n + 2) / 2) then days else 0 end) as bigint) as middle,
           cast(max(case when place = (9 * n + 9) / 10 then days else 0 end) as bigint) as ninetieth
         from placed group by span, apart",
        told = told.join(" union all "),
    );
    let found: Vec<SpanRow> = diesel::sql_query(sql).load(cx.conn)?;
    let measure = |row: SpanRow| {
        let span = Span::ALL.into_iter().find(|span| span.code() == row.span)?;
        let SpanRow { cases, total, middle, ninetieth, .. } = row;
        Some(((span, row.apart), Measure { cases, total, middle, ninetieth }))
    };
    Ok(found.into_iter().filter_map(measure).collect())
}

impl Rows<'_> {
    /// The rows that a mean, a median or a percentile is taken of; none for another figure.
    pub(super) fn measured(&self, figure: F) -> Option<String> {
        Span::of(figure).map(|span| self.spans(span))
    }

    /// Spans as rows, with their `days`, and `apart`, the code that tells them apart.
    fn spans(&self, span: Span) -> String {
        match span {
            Span::Reception => self.receptions(),
            Span::Commission => self.commissions(),
            Span::FirstInterview => self.first_interviews(),
            Span::Pathway => self.lengths(),
            Span::Barrier => format!(
                "select b.what as what, b.id as id, b.lifted_on as day, b.participant_id as participant_id,
                   b.user_id as user_id, b.minutes as minutes, {days} as days, b.theme as apart
                 from ({lifted}) b",
                days = self.lit.days_between("b.opened_on", "b.lifted_on"),
                lifted = self.lifted(),
            ),
        }
    }

    /// People received in the period, on the day for which the reception was booked.
    fn receptions(&self) -> String {
        format!(
            "select 'orientation' as what, o.id as id, o.booked_on as day, o.participant_id as participant_id,
               coalesce(e.referent_user_id, r.user_id) as user_id, cast(null as bigint) as minutes,
               {days} as days, cast('' as text) as apart
             from orientations o {whose}
             where o.plie_id = {plie} and {period} and {received}{users}",
            days = self.lit.days_between(&self.lit.civil_day("o.received_at"), "o.booked_on"),
            whose = self.orientation_of(),
            plie = self.plie(),
            period = self.period("o.booked_on"),
            received = RECEIVED,
            users = self.oriented_to(),
        )
    }

    /// Entry files of people who were received, at the first commission that was held on them.
    fn commissions(&self) -> String {
        let day = self.lit.civil_day("c.starts_at");
        format!(
            "select 'entry_file' as what, e.id as id, {day} as day, e.participant_id as participant_id,
               e.referent_user_id as user_id, cast(null as bigint) as minutes,
               {days} as days, cast('' as text) as apart
             from commission_sessions c
             join agenda_items t on t.plie_id = c.plie_id and t.session_id = c.id and t.kind = 'admission'
             join entry_files e on e.plie_id = t.plie_id and e.id = t.entry_file_id
             join orientations o on o.plie_id = e.plie_id and o.id = e.orientation_id
             where c.plie_id = {plie} and {period} and {HELD} and o.booked_on is not null and {RECEIVED}
               and not exists (
                 select 1 from agenda_items j join commission_sessions k on k.plie_id = j.plie_id and k.id = j.session_id
                 where j.plie_id = t.plie_id and j.entry_file_id = t.entry_file_id and j.kind = 'admission'
                   and k.status in ('held', 'minutes_validated') and k.starts_at < c.starts_at){users}",
            days = self.lit.days_between("o.booked_on", &day),
            plie = self.plie(),
            period = self.instants("c.starts_at"),
            users = self.filed_by(),
        )
    }

    /// The first interviews held on pathways that a commission opened.
    fn first_interviews(&self) -> String {
        let decided = self.lit.civil_day("c.starts_at");
        format!(
            "select 'interview' as what, i.id as id, i.day as day, i.participant_id as participant_id,
               i.user_id as user_id, cast(null as bigint) as minutes, {days} as days, cast('' as text) as apart
             from pathways p
             join decisions d on d.plie_id = p.plie_id and d.id = p.decision_id
             join commission_sessions c on c.plie_id = d.plie_id and c.id = d.session_id
             join interviews i on i.plie_id = p.plie_id and i.id = (
               select f.id from interviews f
               where f.plie_id = p.plie_id and f.pathway_id = p.id and f.outcome = 'held'
               order by f.starts_at, f.id limit 1)
             where p.plie_id = {plie} and p.decision_id is not null and {period} and i.day >= {decided}{users}",
            days = self.lit.days_between(&decided, "i.day"),
            plie = self.plie(),
            period = self.period("i.day"),
            users = self.users("i.user_id"),
        )
    }

    /// Pathways whose exit was validated in the period; what was entered by error has no category, and no length (§ 5.7).
    fn lengths(&self) -> String {
        let exits = format!(
            " and p.exit_category is not null and p.activated_on is not null and p.exit_on is not null{}",
            self.exit_reason()
        );
        format!(
            "select x.what as what, x.id as id, x.day as day, x.participant_id as participant_id, x.user_id as user_id,
               x.minutes as minutes, {days} as days, coalesce(w.exit_reason, 'none') as apart
             from ({exits}) x join pathways w on w.plie_id = {plie} and w.id = x.id",
            days = self.lit.days_between("w.activated_on", "w.exit_on"),
            exits = self.exits(&exits),
            plie = self.plie(),
        )
    }
}

/// The person of an orientation `o` has been received.
const RECEIVED: &str = "exists (select 1 from orientation_events v where v.plie_id = o.plie_id
  and v.orientation_id = o.id and v.to_status = 'received_in_person')";
/// A session `c` has been held.
const HELD: &str = "c.status in ('held', 'minutes_validated')";
