//! What the operator's annual report counts (§ 8.5), as SQL: `b` is a row a pathway (on an operation, a participation) that
//! stood in the period, `who` a row a person of those. A figure's count, its groups and its page of members are made from
//! one source; only typed values enter it.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::{MemberRow, Scope};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::literal::Literals;
use crate::failure::{Failure, Outcome};
use crate::ids::AnyId;
use crate::reports::figures::FigureName as F;
use crate::reports::flow::GroupBy;

mod means;
mod sources;

pub(in crate::reports) use means::ftes;
use sources::Source;

/// What the report looks at.
#[derive(Debug, Clone)]
pub(in crate::reports) struct AnnualScope {
    /// Staff, operation and days.
    pub(in crate::reports) scope: Scope,
    /// The condition on a pathway `p` that the caller reaches its person.
    pub(in crate::reports) people: String,
    /// The condition on a meeting `m` that it is one of those in reach.
    pub(in crate::reports) meetings: String,
    /// The last day of the period that has come: what is only planned was not held.
    pub(in crate::reports) done: Day,
}

/// How many a figure counts: of the whole, or of one group.
#[derive(Debug, Clone)]
pub(in crate::reports) struct Tally {
    pub(in crate::reports) figure: F,
    /// Whether it is what the figure is set against.
    pub(in crate::reports) base: bool,
    pub(in crate::reports) group: Option<(GroupBy, String)>,
    pub(in crate::reports) n: i64,
}

#[derive(QueryableByName)]
struct TallyRow {
    #[diesel(sql_type = Text)]
    figure: String,
    #[diesel(sql_type = Text)]
    grouped: String,
    #[diesel(sql_type = Text)]
    of_key: String,
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Writes the statements of a scope.
struct Annual<'a> {
    lit: Literals,
    asked: &'a AnnualScope,
}

/// Some figures with their groups, in one statement.
pub(in crate::reports) fn tallies(cx: &mut Ctx<'_>, asked: &AnnualScope, figures: &[F]) -> Outcome<Vec<Tally>> {
    let annual = Annual { lit: Literals::of(cx.conn), asked };
    let parts: Vec<String> = figures.iter().flat_map(|figure| annual.counted(*figure)).collect();
    let sql = format!("with {} {}", annual.heads(), parts.join(" union all "));
    let rows: Vec<TallyRow> = diesel::sql_query(sql).load(cx.conn)?;
    rows.into_iter().map(tally).collect()
}

fn tally(row: TallyRow) -> Outcome<Tally> {
    let unknown = || Failure::defect(format!("a tally of {} by {}", row.figure, row.grouped));
    let (mark, name) = row.figure.split_at_checked(1).ok_or_else(unknown)?;
    let group = match row.grouped.as_str() {
        "" => None,
        by => Some((GroupBy::parse(by).ok_or_else(unknown)?, row.of_key.clone())),
    };
    Ok(Tally { figure: F::parse(name).ok_or_else(unknown)?, base: mark == "-", group, n: row.n })
}

/// The rows that a figure counts, after a place in the list; none for a figure whose rows nobody lists.
pub(in crate::reports) fn members(
    cx: &mut Ctx<'_>,
    asked: &AnnualScope,
    figure: F,
    after: Option<(Day, AnyId)>,
    limit: i64,
) -> Outcome<Option<Vec<MemberRow>>> {
    let annual = Annual { lit: Literals::of(cx.conn), asked };
    let Some(Source { from, row: Some([what, id, day, participant, user]), .. }) = annual.source(figure) else {
        return Ok(None);
    };
    let place = after.map(|(day, id)| format!("where (day, id) > ({}, {})", annual.lit.day(day), annual.lit.id(id)));
    let sql = format!(
        "with {heads} select * from (
           select '{what}' as what, {id} as id, {day} as day, {participant} as participant_id, {user} as user_id,
             cast(null as bigint) as minutes from {from}) m
         {place} order by day, id limit {limit}",
        heads = annual.heads(),
        place = place.unwrap_or_default(),
    );
    Ok(Some(diesel::sql_query(sql).load(cx.conn)?))
}

impl Annual<'_> {
    fn plie(&self) -> String {
        self.lit.id(self.asked.scope.plie)
    }

    fn first_day(&self) -> String {
        self.lit.day(self.asked.scope.from)
    }

    fn last_day(&self) -> String {
        self.lit.day(self.asked.scope.to)
    }

    fn users(&self, column: &str) -> String {
        let users = self.asked.scope.users.as_ref();
        users.map(|users| format!(" and {column} in ({})", self.lit.ids(users))).unwrap_or_default()
    }

    fn on_operation(&self, column: &str) -> String {
        let operation = self.asked.scope.operation;
        operation.map(|id| format!(" and {column} = {}", self.lit.id(id))).unwrap_or_default()
    }

    /// `b` and `who`.
    fn heads(&self) -> String {
        format!("b as ({}), who as ({})", self.pathways(), self.persons())
    }

    /// Pathways that stood in the period, each with its first day, the day of its exit, and the days of the period on
    /// which it stood. What was entered by error has no category of exit, and counts nowhere (§ 5.7).
    fn pathways(&self) -> String {
        let (plie, from, to, people) = (self.plie(), self.first_day(), self.last_day(), &self.asked.people);
        let columns = "p.id as pathway_id, p.participant_id as participant_id, p.entry_file_id as entry_file_id,
             p.exit_category as exit_category, p.exit_reason as exit_reason";
        let counts = "p.status <> 'cancelled' and (p.exit_validated_on is null or p.exit_category is not null)";
        let Some(operation) = self.asked.scope.operation else {
            return format!(
                "select {columns}, p.activated_on as in_on, p.exit_validated_on as left_on, p.exit_validated_on as gone_on,
                   {from} as since_on, {to} as until_on
                 from pathways p
                 where p.plie_id = {plie} and p.activated_on <= {to} and {counts}
                   and (p.exit_validated_on is null or p.exit_validated_on >= {from}) and {people}"
            );
        };
        // an exit after the end of the operation is that of a later one (R7.10)
        let exited = "p.exit_validated_on is not null and p.exit_on <= o.ends_on";
        let gone = format!("case when {exited} then p.exit_validated_on else coalesce(n.exited_on, o.ends_on) end");
        format!(
            "select {columns}, n.entered_on as in_on, case when {exited} then p.exit_validated_on end as left_on,
               {gone} as gone_on,
               case when n.entered_on > {from} then n.entered_on else {from} end as since_on,
               case when coalesce(n.exited_on, o.ends_on) < {to} then coalesce(n.exited_on, o.ends_on) else {to} end as until_on
             from participations n
             join operations o on o.plie_id = n.plie_id and o.id = n.operation_id
             join pathways p on p.plie_id = n.plie_id and p.id = n.pathway_id
             where n.plie_id = {plie} and n.operation_id = {operation} and n.voided_at is null
               and n.entered_on <= {to} and {gone} >= {from} and {counts} and {people}",
            operation = self.lit.id(operation),
        )
    }

    /// People, each once, as their last situation told by the last day of the period has them; their age is that of the
    /// day they came.
    fn persons(&self) -> String {
        let part = |column: &str, at: &str| format!("substr(cast({column} as text), {at})");
        let year = |column: &str| format!("cast({} as integer)", part(column, "1, 4"));
        format!(
            "select w.participant_id as participant_id, w.in_on as in_on, h.gender as gender, h.commune_code as commune,
               {year} - {born} - case when {day} < {birthday} then 1 else 0 end as age,
               case when cast(h.address ->> 'qpv' as text) in ('true', '1') then 'yes'
                 when cast(h.address ->> 'qpv' as text) in ('false', '0') then 'no' else 'unknown' end as qpv,
               s.isced as isced, s.housing_situation as housing
             from (select participant_id, max(in_on) as in_on from b group by participant_id) w
             join participants h on h.plie_id = {plie} and h.id = w.participant_id
             left join situations s on s.plie_id = {plie} and s.id = (
               select t.id from situations t
               where t.plie_id = {plie} and t.participant_id = w.participant_id and t.as_of <= {to}
                 and not exists (select 1 from situations l where l.plie_id = {plie} and l.supersedes = t.id)
               order by t.as_of desc, t.recorded_at desc, t.id desc limit 1)",
            year = year("w.in_on"),
            born = year("h.birth_date"),
            day = part("w.in_on", "6"),
            birthday = part("h.birth_date", "6"),
            plie = self.plie(),
            to = self.last_day(),
        )
    }

    /// The selects that count a figure: of the whole, of each group, and what each is set against.
    fn counted(&self, figure: F) -> Vec<String> {
        let Some(source) = self.source(figure) else { return Vec::new() };
        let select = |mark: &str, by: &str, key: &str, from: &str, end: &str| {
            format!(
                "select '{mark}{figure}' as figure, '{by}' as grouped, {key} as of_key, {} as n from {from}{end}",
                source.count
            )
        };
        let base = self.base(figure);
        let sides = [("+", Some(source.from.clone())), ("-", base)];
        let mut parts = Vec::new();
        for (mark, from) in sides {
            let Some(from) = from else { continue };
            parts.push(select(mark, "", "''", &from, ""));
            for (by, key, apart) in &source.groups {
                let from = apart.as_ref().unwrap_or(&from);
                parts.push(select(mark, by.code(), key, from, &format!(" group by {key}")));
            }
        }
        parts
    }
}
