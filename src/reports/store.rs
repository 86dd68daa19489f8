//! What reports ask of the database: counts of rows, pages of the same rows, sums of the roll-up.

use std::collections::BTreeMap;

use diesel::deserialize::FromSql;
use diesel::prelude::*;
use diesel::row::NamedRow;
use diesel::sql_types::{BigInt, Date, Nullable, Text};

use super::figures::FigureName;
use super::flow::StageEnd;
use crate::civil::{IsoWeek, Month};
use crate::ctx::Ctx;
use crate::db::literal::Literals;
use crate::db::schema::operations;
use crate::db::types::UuidSql;
use crate::db::{Day, Instant};
use crate::decimal::Decimal4;
use crate::esf::charters::Attribution;
use crate::failure::Outcome;
use crate::ids::{AnyId, OperationId, ParticipantId, PartnerStructureId, PlieId, ReferentId, UserId};
use crate::pathways::rules::PathwayStatus;

pub(super) mod annual;
pub(super) mod calendar;
pub(super) mod esf;
mod intake;
pub(super) mod quality;
mod rows;
pub(super) mod spans;
mod support;
pub(super) mod terms;
mod worked;

use rows::Rows;

/// What a report looks at.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    pub(super) plie: PlieId,
    /// Whose; everybody if none.
    pub(super) users: Option<Vec<UserId>>,
    /// On these terms alone, where pathways are assigned; an account may hold two.
    pub(super) referent: Option<ReferentId>,
    pub(super) from: Day,
    pub(super) to: Day,
    /// The ends of the months of the period.
    pub(super) month_ends: Vec<Day>,
    /// The months that lie whole in the period.
    pub(super) whole_months: Option<(Month, Month)>,
    /// The days of the others, from and to.
    pub(super) cut_days: Vec<(Day, Day)>,
    /// The weeks that begin in the period and were due by now.
    pub(super) weeks: Vec<(IsoWeek, Instant)>,
    /// The statuses that count in the caseload on the PLIE's settings (U11).
    pub(super) statuses: Vec<PathwayStatus>,
    pub(super) operation: Option<OperationId>,
    pub(super) task: Option<String>,
    pub(super) interview_type: Option<String>,
    pub(super) modality: Option<String>,
    pub(super) exit_reason: Option<String>,
    pub(super) stage_type: Option<String>,
    pub(super) theme: Option<String>,
    pub(super) resource_origin: Option<String>,
    pub(super) provider: Option<PartnerStructureId>,
    pub(super) stage_status: Option<StageEnd>,
    pub(super) today: Day,
}

/// A part of a full time; no statement selects it, terms are added up in the flow.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fte(pub(super) Option<Decimal4>);

impl<DB: diesel::backend::Backend> QueryableByName<DB> for Fte {
    fn build<'a>(_row: &impl NamedRow<'a, DB>) -> diesel::deserialize::Result<Self> {
        Ok(Self(None))
    }
}

/// The days of a span of time; the statements about anything else have no such column.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Days(pub(super) Option<i64>);

impl<DB: diesel::backend::Backend> QueryableByName<DB> for Days
where
    i64: FromSql<BigInt, DB>,
{
    fn build<'a>(row: &impl NamedRow<'a, DB>) -> diesel::deserialize::Result<Self> {
        Ok(Self(NamedRow::get::<Nullable<BigInt>, Option<i64>>(row, "days").ok().flatten()))
    }
}

/// A row that a figure counts.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct MemberRow {
    #[diesel(sql_type = Text)]
    pub(super) what: String,
    #[diesel(sql_type = UuidSql)]
    pub(super) id: AnyId,
    #[diesel(sql_type = Date)]
    pub(super) day: Day,
    #[diesel(sql_type = Nullable<UuidSql>)]
    pub(super) participant_id: Option<ParticipantId>,
    #[diesel(sql_type = Nullable<UuidSql>)]
    pub(super) user_id: Option<UserId>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(super) minutes: Option<i64>,
    #[diesel(embed)]
    pub(super) fte: Fte,
    #[diesel(embed)]
    pub(super) days: Days,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = Text)]
    figure: String,
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Pathways of a referent with a status.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct StatusRow {
    #[diesel(sql_type = UuidSql)]
    pub(super) referent_id: ReferentId,
    #[diesel(sql_type = UuidSql)]
    pub(super) user_id: UserId,
    #[diesel(sql_type = Text)]
    pub(super) status: PathwayStatus,
    #[diesel(sql_type = BigInt)]
    pub(super) n: i64,
}

/// Interviews of a type, modality and outcome.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct InterviewRow {
    #[diesel(sql_type = Text)]
    pub(super) kind: String,
    #[diesel(sql_type = Text)]
    pub(super) modality: String,
    #[diesel(sql_type = BigInt)]
    pub(super) held: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) no_show: i64,
}

/// Minutes of a task on an operation; the nil one stands for none.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct MinutesRow {
    #[diesel(sql_type = UuidSql)]
    pub(super) operation_id: OperationId,
    #[diesel(sql_type = Text)]
    pub(super) task: String,
    #[diesel(sql_type = Text)]
    pub(super) attribution: Attribution,
    #[diesel(sql_type = BigInt)]
    pub(super) minutes: i64,
}

#[derive(QueryableByName)]
struct DayRow {
    #[diesel(sql_type = Date)]
    day: Day,
    #[diesel(sql_type = BigInt)]
    n: i64,
}

fn rows<'a>(cx: &Ctx<'_>, scope: &'a Scope) -> Rows<'a> {
    Rows { lit: Literals::of(cx.conn), scope }
}

/// Numerator and, where it counts rows too, denominator of some figures, in one statement.
pub(super) fn counts(
    cx: &mut Ctx<'_>,
    scope: &Scope,
    figures: &[FigureName],
) -> Outcome<BTreeMap<FigureName, (i64, Option<i64>)>> {
    let rows = rows(cx, scope);
    let part = |mark: &str, figure: FigureName, sql: Option<String>| {
        sql.map(|sql| format!("select '{mark}{figure}' as figure, count(*) as n from ({sql}) x"))
    };
    let parts: Vec<String> = figures
        .iter()
        .flat_map(|f| [part("+", *f, rows.counted(*f).or_else(|| rows.measured(*f))), part("-", *f, rows.base(*f))])
        .flatten()
        .collect();
    let found: Vec<CountRow> = diesel::sql_query(parts.join(" union all ")).load(cx.conn)?;
    let mut out: BTreeMap<FigureName, (i64, Option<i64>)> = BTreeMap::new();
    for row in found {
        let (mark, name) = row.figure.split_at(1);
        let Some(figure) = FigureName::parse(name) else { continue };
        let both = out.entry(figure).or_default();
        if mark == "+" {
            both.0 = row.n;
        } else {
            both.1 = Some(row.n);
        }
    }
    Ok(out)
}

/// The rows that a figure counts, after a place in the list; none for a figure that counts no rows.
pub(super) fn members(
    cx: &mut Ctx<'_>,
    scope: &Scope,
    figure: FigureName,
    after: Option<(Day, AnyId)>,
    limit: i64,
) -> Outcome<Option<Vec<MemberRow>>> {
    let rows = rows(cx, scope);
    let Some(sql) = rows.counted(figure).or_else(|| rows.measured(figure)) else { return Ok(None) };
    let place = after.map(|(day, id)| format!("where (day, id) > ({}, {})", rows.lit.day(day), rows.lit.id(id)));
    let page = format!("select * from ({sql}) m {} order by day, id limit {limit}", place.unwrap_or_default());
    Ok(Some(diesel::sql_query(page).load(cx.conn)?))
}

/// The pathways assigned on the last day, by referent and status.
pub(super) fn by_status(cx: &mut Ctx<'_>, scope: &Scope) -> Outcome<Vec<StatusRow>> {
    let sql = format!(
        "select referent_id, user_id, status, count(*) as n from ({}) s group by referent_id, user_id, status",
        rows(cx, scope).assigned(&[scope.to])
    );
    Ok(diesel::sql_query(sql).load(cx.conn)?)
}

/// The caseload at each month-end.
pub(super) fn month_ends(cx: &mut Ctx<'_>, scope: &Scope) -> Outcome<Vec<i64>> {
    let Some(sql) = rows(cx, scope).counted(FigureName::AverageCaseload) else { return Ok(Vec::new()) };
    let found: Vec<DayRow> =
        diesel::sql_query(format!("select day, count(*) as n from ({sql}) c group by day")).load(cx.conn)?;
    let by_day: BTreeMap<Day, i64> = found.into_iter().map(|r| (r.day, r.n)).collect();
    Ok(scope.month_ends.iter().map(|day| by_day.get(day).copied().unwrap_or_default()).collect())
}

/// Interviews held and missed, by type and modality.
pub(super) fn interviews(cx: &mut Ctx<'_>, scope: &Scope) -> Outcome<Vec<InterviewRow>> {
    let sql = rows(cx, scope).interviews_by_kind();
    Ok(diesel::sql_query(sql).load(cx.conn)?)
}

/// A count of a figure among what has one code.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct CodeRow {
    /// What the code is of: the code of a `GroupBy`.
    #[diesel(sql_type = Text)]
    pub(super) kind: String,
    #[diesel(sql_type = Text)]
    pub(super) code: String,
    /// The figure, after `+` for its numerator and `-` for its denominator.
    #[diesel(sql_type = Text)]
    pub(super) figure: String,
    #[diesel(sql_type = BigInt)]
    pub(super) n: i64,
}

/// Barriers by theme, stages by type, exits by reason.
pub(super) fn told_apart(cx: &mut Ctx<'_>, scope: &Scope) -> Outcome<Vec<CodeRow>> {
    let sql = rows(cx, scope).told_apart();
    Ok(diesel::sql_query(sql).load(cx.conn)?)
}

/// How many participants were followed on some day of the period.
pub(super) fn followed(cx: &mut Ctx<'_>, scope: &Scope) -> Outcome<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let row: Row = diesel::sql_query(rows(cx, scope).people_followed()).get_result(cx.conn)?;
    Ok(row.n)
}

/// How many alerts each timer has, of the heads of a statement about them.
pub(super) fn alerts(cx: &mut Ctx<'_>, heads: &str) -> Outcome<BTreeMap<String, i64>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        kind: String,
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let sql = format!("with {heads} select kind, count(*) as n from alerts group by kind");
    let found: Vec<Row> = diesel::sql_query(sql).load(cx.conn)?;
    Ok(found.into_iter().map(|row| (row.kind, row.n)).collect())
}

/// Minutes worked, by operation, task and attribution.
pub(super) fn minutes(cx: &mut Ctx<'_>, scope: &Scope) -> Outcome<Vec<MinutesRow>> {
    let sql = rows(cx, scope).minutes();
    Ok(diesel::sql_query(sql).load(cx.conn)?)
}

/// The numbers of operations, for a reader.
pub(super) fn operation_numbers(cx: &mut Ctx<'_>, ids: Vec<OperationId>) -> Outcome<BTreeMap<OperationId, String>> {
    let found: Vec<(OperationId, String)> = operations::table
        .filter(operations::plie_id.eq(cx.plie()))
        .filter(operations::id.eq_any(ids))
        .select((operations::id, operations::number))
        .load(cx.conn)?;
    Ok(found.into_iter().collect())
}
