//! The participations of the ESF as a report counts them: one row each, as it was known at a time, with every figure a
//! condition on it. A figure's count and its page of members are made from the same text; only typed values enter it.
//! The conditions (`conditions.rs`) say in SQL what the rule says in Rust: a test holds the two together.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::MemberRow;
use crate::ctx::Ctx;
use crate::db::literal::Literals;
use crate::db::types::UuidSql;
use crate::db::{Day, Instant};
use crate::each;
use crate::esf::participations::rules::{EXIT_DAYS, HOUSEHOLD_UNTIL, Programme, SIX_MONTHS};
use crate::failure::{Failure, Outcome};
use crate::ids::{AnyId, OperationId, PlieId};
use crate::reports::figures::FigureName as F;

mod conditions;

use conditions::{ENTRY, EXIT, SIX, indicator, programme_of};

/// What a report of the ESF looks at.
#[derive(Debug, Clone)]
pub(in crate::reports) struct EsfScope {
    pub(in crate::reports) plie: PlieId,
    /// The condition on the participant of a participation `p` that the caller reaches them.
    pub(in crate::reports) people: String,
    /// On this operation alone.
    pub(in crate::reports) operation: Option<OperationId>,
    /// Of people of this gender alone, a code of the list.
    pub(in crate::reports) gender: Option<String>,
    /// The entries of these days.
    pub(in crate::reports) from: Day,
    /// What had happened by this day.
    pub(in crate::reports) to: Day,
    /// The day on which it is asked: operations that ended before are over.
    pub(in crate::reports) today: Day,
    /// As it was known before this instant.
    pub(in crate::reports) known_before: Option<Instant>,
    /// Days of the window after six months.
    pub(in crate::reports) window_days: i64,
    /// Those of the operations that have a number of their own.
    pub(in crate::reports) own_window_days: Vec<(OperationId, i64)>,
}

/// Counts of some figures in one cell of a breakdown: numerator and, where it is a share, denominator.
pub(in crate::reports) type Counts = BTreeMap<F, (i64, Option<i64>)>;

/// A cell: what it is about, and its counts.
#[derive(Debug, Clone)]
pub(in crate::reports) struct Cell {
    pub(in crate::reports) operation: Option<OperationId>,
    pub(in crate::reports) gender: Option<String>,
    pub(in crate::reports) age_band: Option<String>,
    pub(in crate::reports) labour_class: Option<String>,
    pub(in crate::reports) education: Option<String>,
    pub(in crate::reports) counts: Counts,
}

#[derive(QueryableByName)]
struct CellRow {
    #[diesel(sql_type = Nullable<UuidSql>)]
    operation_id: Option<OperationId>,
    #[diesel(sql_type = Nullable<Text>)]
    gender: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    age_band: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    labour_class: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    education: Option<String>,
    #[diesel(sql_type = Text)]
    counts: String,
}

/// A figure as conditions on a participation: what it counts, and what it is set against.
struct Conditions {
    counted: String,
    base: Option<String>,
}

/// Writes the statements of a scope.
pub(super) struct Esf<'a> {
    lit: Literals,
    scope: &'a EsfScope,
}

impl<'a> Esf<'a> {
    pub(super) fn of(cx: &Ctx<'_>, scope: &'a EsfScope) -> Self {
        Self { lit: Literals::of(cx.conn), scope }
    }

    fn known(&self, column: &str) -> String {
        let before = self.scope.known_before.map(|at| format!(" and {column} < {}", self.lit.instant(at)));
        before.unwrap_or_default()
    }

    fn still_counted(&self) -> String {
        match self.scope.known_before {
            None => "p.voided_at is null".to_owned(),
            Some(at) => format!("(p.voided_at is null or p.voided_at >= {})", self.lit.instant(at)),
        }
    }

    /// The heads of a statement: `f` is one row a participation, as it was known.
    fn heads(&self) -> String {
        let (lit, s) = (self.lit, self.scope);
        let (plie, from, to) = (lit.id(s.plie), lit.day(s.from), lit.day(s.to));
        let operation = s.operation.map(|id| format!(" and p.operation_id = {}", lit.id(id))).unwrap_or_default();
        let gender = s.gender.as_deref().map(|code| match lit.code(code) {
            Some(code) => format!(" and e.gender = {code}"),
            None => " and 1 = 0".to_owned(),
        });
        // by the index of each participation, whatever is known of the table: a list of them all, or a condition that
        // may be made one, is walked through for each where the planner takes it for short
        let last = |record: &str, moment: &str| {
            format!(
                "{record}.plie_id = p.plie_id and {record}.participation_id = p.id and {record}.moment = '{moment}'
                 and {record}.revision = (select max(n.revision) from participation_records n where n.plie_id = p.plie_id
                   and n.participation_id = p.id and n.moment = '{moment}'{known})",
                known = self.known("n.recorded_at"),
            )
        };
        format!(
            "f as (
               select p.id as id, p.participant_id as participant_id, p.operation_id as operation_id,
                 o.programme_period as period, e.on_day as entered_on, e.gender as gender, e.age as age,
                 e.labour_class as el, e.unemployment_months as months, e.in_education as ee, e.isced as isced,
                 e.housing_exclusion as housing, e.rural as rural, e.single_adult as single_adult,
                 e.jobless_household as jobless, e.dependent_children as children,
                 (o.programme_period = '{older}' and e.on_day < {household}) as hh,
                 c.disabled as disabled, c.third_country as third_country,
                 c.foreign_background as foreign_background, c.minority as minority,
                 case when x.id is not null then x.on_day
                   when o.ends_on <= {to} and o.ends_on < {today} then o.ends_on end as left_on,
                 x.labour_class as xl, x.in_education as xe, x.searching as xs,
                 x.qualification_gained as xq, x.carried_over as xc,
                 (s.id is not null) as six, s.not_reached as sn, s.labour_class as sl, s.improved as si
               from participations p
               join operations o on o.plie_id = p.plie_id and o.id = p.operation_id
               join participation_records e on {entry}
               left join esf_codes c on c.plie_id = p.plie_id and c.record_id = e.id
               left join participation_records x on {exit} and not x.withdrawn and x.on_day <= {to}
               left join participation_records s on {six_month} and not s.withdrawn and s.on_day <= {to}
               where p.plie_id = {plie} and {counted}{created} and e.on_day between {from} and {to}
                 and {people}{operation}{gender})",
            entry = last("e", "entry"),
            exit = last("x", "exit"),
            six_month = last("s", "six_month"),
            older = Programme::Esf2014,
            household = lit.day(HOUSEHOLD_UNTIL.parse().unwrap_or(s.from)),
            today = lit.day(s.today),
            counted = self.still_counted(),
            created = self.known("p.created_at"),
            people = s.people,
            gender = gender.unwrap_or_default(),
        )
    }

    fn conditions(&self, figure: F) -> Option<Conditions> {
        let plain = |counted: &str| Conditions { counted: counted.to_owned(), base: None };
        let share =
            |counted: String, base: String| Conditions { counted: format!("{base} and {counted}"), base: Some(base) };
        Some(match figure {
            F::Participants => plain("1 = 1"),
            F::Left => plain("f.left_on is not null"),
            F::IncompleteRate => share(self.incomplete(), "1 = 1".to_owned()),
            F::IncompleteEntry => share(format!("not {ENTRY}"), "1 = 1".to_owned()),
            F::IncompleteExit => share(format!("not {EXIT}"), self.exit_due()),
            F::IncompleteSixMonth => share(format!("not {SIX}"), self.six_month_due()),
            F::LateExit => share(
                format!("{} > {}", self.told_on(), self.lit.days_after("f.left_on", EXIT_DAYS)),
                "f.left_on is not null and f.xl is not null".to_owned(),
            ),
            F::CarriedOver => share("f.xc".to_owned(), "f.left_on is not null and f.xl is not null".to_owned()),
            F::Unreachable => share("f.sn".to_owned(), "f.left_on is not null and f.six".to_owned()),
            F::Eeco01 => plain(&Self::complete(Programme::EsfPlus)),
            other => {
                let programme = programme_of(other)?;
                let (counted, base) = indicator(other)?;
                share(counted, format!("{} and {base}", Self::complete(programme)))
            }
        })
    }

    fn complete(programme: Programme) -> String {
        format!("f.period = '{programme}' and {ENTRY}")
    }

    fn exit_due(&self) -> String {
        let due = self.lit.days_after("f.left_on", EXIT_DAYS);
        format!("f.left_on is not null and {due} < {}", self.lit.day(self.scope.to))
    }

    fn six_month_due(&self) -> String {
        let six_months = self.lit.months_after("f.left_on", SIX_MONTHS);
        let after = |days: i64| self.lit.days_after(&six_months, days);
        let of_each = |(id, days): &(OperationId, i64)| format!(" when {} then {}", self.lit.id(*id), after(*days));
        let own: String = self.scope.own_window_days.iter().map(of_each).collect();
        let rest = after(self.scope.window_days);
        let due = if own.is_empty() { rest } else { format!("(case f.operation_id{own} else {rest} end)") };
        format!("f.left_on is not null and {due} < {}", self.lit.day(self.scope.to))
    }

    /// The day on which the exit that stands was told with its situation for the first time: one before a re-entry was
    /// that of another exit.
    fn told_on(&self) -> String {
        let of = |record: &str| {
            format!(
                "participation_records {record} where {record}.plie_id = {plie} and {record}.participation_id = f.id
                 and {record}.moment = 'exit'{known}",
                plie = self.lit.id(self.scope.plie),
                known = self.known(&format!("{record}.recorded_at")),
            )
        };
        let first = format!(
            "(select min(n.recorded_at) from {} and n.labour_class is not null and n.revision >
               coalesce((select max(w.revision) from {} and w.withdrawn), 0))",
            of("n"),
            of("w")
        );
        self.lit.civil_day(&first)
    }

    /// Something due is incomplete.
    fn incomplete(&self) -> String {
        format!(
            "(not {ENTRY} or ({exit_due} and not {EXIT}) or ({six_due} and not {SIX}))",
            exit_due = self.exit_due(),
            six_due = self.six_month_due()
        )
    }

    fn sum(condition: &str) -> String {
        format!("cast(coalesce(sum(case when {condition} then 1 else 0 end), 0) as text)")
    }
}

/// What the cells of a breakdown are told apart by.
#[derive(Debug, Clone, Copy)]
pub(in crate::reports) enum Cells {
    /// By gender alone.
    ByGender,
    /// By all that tells publics apart.
    ByPublic,
}

impl Cells {
    /// The columns, and how many of them are grouped by.
    fn columns(self, lit: Literals) -> (String, &'static str) {
        let none = "cast(null as text)";
        match self {
            Self::ByGender => (
                format!(
                    "coalesce(f.gender, 'unknown') as gender, {} as operation_id, {none} as age_band, {none} as labour_class, {none} as education",
                    lit.no_id()
                ),
                "coalesce(f.gender, 'unknown')",
            ),
            Self::ByPublic => (
                format!(
                    "{GENDER} as gender, f.operation_id as operation_id, {AGE} as age_band, {CLASS} as labour_class, {SCHOOL} as education"
                ),
                BY_PUBLIC,
            ),
        }
    }
}

pub(super) const GENDER: &str = "coalesce(f.gender, 'unknown')";
pub(super) const AGE: &str = "case when f.age <= 17 then 'under_18' when f.age <= 29 then '18_29' when f.age <= 54 then '30_54' else '55_plus' end";
const CLASS: &str = "coalesce(f.el, 'unknown')";
pub(super) const SCHOOL: &str = "case when f.isced is null then 'unknown' when f.isced <= 2 then 'isced_0_2' when f.isced <= 4 then 'isced_3_4' else 'isced_5_8' end";
const BY_PUBLIC: &str = "coalesce(f.gender, 'unknown'), f.operation_id,
  case when f.age <= 17 then 'under_18' when f.age <= 29 then '18_29' when f.age <= 54 then '30_54' else '55_plus' end,
  coalesce(f.el, 'unknown'),
  case when f.isced is null then 'unknown' when f.isced <= 2 then 'isced_0_2' when f.isced <= 4 then 'isced_3_4' else 'isced_5_8' end";

/// The counts of some figures in each cell, in one pass over the participations.
pub(in crate::reports) fn cells(cx: &mut Ctx<'_>, scope: &EsfScope, figures: &[F], by: Cells) -> Outcome<Vec<Cell>> {
    let esf = Esf::of(cx, scope);
    let conditions: Vec<(F, Conditions)> =
        figures.iter().filter_map(|figure| Some((*figure, esf.conditions(*figure)?))).collect();
    let sums: Vec<String> = conditions
        .iter()
        .flat_map(|(_, c)| [Some(Esf::sum(&c.counted)), c.base.as_deref().map(Esf::sum)])
        .flatten()
        .collect();
    let (columns, grouped) = by.columns(esf.lit);
    let sql = format!(
        "with {} select {columns}, {} as counts from f group by {grouped}",
        esf.heads(),
        sums.join(" || ',' || ")
    );
    let rows: Vec<CellRow> = each!(cx.conn, |c| diesel::sql_query(sql).load(c))?;
    rows.into_iter().map(|row| cell(&conditions, row)).collect()
}

fn cell(conditions: &[(F, Conditions)], row: CellRow) -> Outcome<Cell> {
    let mut numbers = row.counts.split(',').map(str::parse::<i64>);
    let mut next = || match numbers.next() {
        Some(Ok(n)) => Ok(n),
        _ => Err(Failure::defect("a count of the ESF that is no number")),
    };
    let mut counts = Counts::new();
    for (figure, c) in conditions {
        let counted = next()?;
        let base = if c.base.is_some() { Some(next()?) } else { None };
        counts.insert(*figure, (counted, base));
    }
    Ok(Cell {
        operation: row.operation_id,
        gender: row.gender,
        age_band: row.age_band,
        labour_class: row.labour_class,
        education: row.education,
        counts,
    })
}

/// The participations that a figure counts, after a place in the list; none for a figure that lists nobody.
pub(in crate::reports) fn members(
    cx: &mut Ctx<'_>,
    scope: &EsfScope,
    figure: F,
    after: Option<(Day, AnyId)>,
    limit: i64,
) -> Outcome<Option<Vec<MemberRow>>> {
    let esf = Esf::of(cx, scope);
    let Some(c) = esf.conditions(figure) else { return Ok(None) };
    let place =
        after.map(|(day, id)| format!(" and (f.entered_on, f.id) > ({}, {})", esf.lit.day(day), esf.lit.id(id)));
    let sql = format!(
        "with {heads} select 'participation' as what, f.id as id, f.entered_on as day, f.participant_id as participant_id,
           {none} as user_id, cast(null as bigint) as minutes
         from f where {counted}{place} order by f.entered_on, f.id limit {limit}",
        heads = esf.heads(),
        none = esf.lit.no_id(),
        counted = c.counted,
        place = place.unwrap_or_default(),
    );
    Ok(Some(each!(cx.conn, |c| diesel::sql_query(sql).load(c))?))
}

/// The heads of a statement, the last of them `f` with a row a participation, for one that counts more beside.
pub(super) fn heads(cx: &Ctx<'_>, scope: &EsfScope) -> String {
    Esf::of(cx, scope).heads()
}

/// The rows of those heads that a share counts, and those it is set against; none for a figure that is no share.
pub(super) fn share(cx: &Ctx<'_>, scope: &EsfScope, figure: F) -> Option<(String, String)> {
    let esf = Esf::of(cx, scope);
    let Conditions { counted, base } = esf.conditions(figure)?;
    let rows = |condition: &str| {
        format!(
            "select 'participation' as what, f.id as id, f.entered_on as day, f.participant_id as participant_id,
               {none} as user_id, cast(null as bigint) as minutes from f where {condition}",
            none = esf.lit.no_id(),
        )
    };
    Some((rows(&counted), rows(&base?)))
}

/// How many participations a figure counts.
pub(in crate::reports) fn total(cx: &mut Ctx<'_>, scope: &EsfScope, figure: F) -> Outcome<Option<i64>> {
    #[derive(QueryableByName)]
    struct Total {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let esf = Esf::of(cx, scope);
    let Some(c) = esf.conditions(figure) else { return Ok(None) };
    let sql = format!("with {} select count(*) as n from f where {}", esf.heads(), c.counted);
    let found: Total = each!(cx.conn, |c| diesel::sql_query(sql).get_result(c))?;
    Ok(Some(found.n))
}

/// What the operations of a period bring beside their participants: CO20 to CO23, or EECO18 and EECO19.
pub(in crate::reports) fn outputs(cx: &mut Ctx<'_>, scope: &EsfScope, programme: Programme) -> Outcome<Vec<(F, i64)>> {
    #[derive(QueryableByName)]
    struct Sums {
        #[diesel(sql_type = BigInt)]
        partners: i64,
        #[diesel(sql_type = BigInt)]
        women: i64,
        #[diesel(sql_type = BigInt)]
        services: i64,
        #[diesel(sql_type = BigInt)]
        supported: i64,
        #[diesel(sql_type = BigInt)]
        enterprises: i64,
    }
    let esf = Esf::of(cx, scope);
    let (lit, plie) = (esf.lit, esf.lit.id(scope.plie));
    let operation = scope.operation.map(|id| format!(" and o.id = {}", lit.id(id))).unwrap_or_default();
    let flag = |column: &str| format!("cast(coalesce(sum(case when u.{column} then 1 else 0 end), 0) as bigint)");
    let number = |column: &str| format!("cast(coalesce(sum(u.{column}), 0) as bigint)");
    let sql = format!(
        "with latest as (select u.operation_id as operation_id, max(u.revision) as revision from operation_outputs u
           where u.plie_id = {plie}{recorded} group by u.operation_id)
         select {partners} as partners, {women} as women, {services} as services, {supported} as supported,
           {enterprises} as enterprises
         from operation_outputs u join latest l on l.operation_id = u.operation_id and l.revision = u.revision
         join operations o on o.plie_id = u.plie_id and o.id = u.operation_id
         where u.plie_id = {plie} and o.programme_period = '{programme}' and o.starts_on <= {to} and o.ends_on >= {from}{operation}",
        recorded = esf.known("u.recorded_at"),
        partners = flag("by_social_partners"),
        women = flag("for_women_in_work"),
        services = flag("for_public_services"),
        supported = number("public_services_supported"),
        enterprises = number("enterprises_supported"),
        to = lit.day(scope.to),
        from = lit.day(scope.from),
    );
    let s: Sums = each!(cx.conn, |c| diesel::sql_query(sql).get_result(c))?;
    Ok(match programme {
        Programme::Esf2014 => {
            vec![(F::Co20, s.partners), (F::Co21, s.women), (F::Co22, s.services), (F::Co23, s.enterprises)]
        }
        Programme::EsfPlus => vec![(F::Eeco18, s.supported), (F::Eeco19, s.enterprises)],
    })
}
