//! Rows of operations.

use diesel::dsl::{exists as sql_exists, max, min};
use diesel::prelude::*;

use super::api::OperationFilter;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{operations, partner_structures, time_records};
use crate::db::{Day, Instant, Json, MultiBackend};
use crate::esf::audit_missions;
use crate::failure::{Failure, Outcome};
use crate::http::{Lang, Page, PageIn};
use crate::ids::{AnyId, OperationId, PartnerStructureId, PlieId};
use crate::keyset;

diesel::define_sql_function! {
    /// Text in lower case.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// A row of `operations`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = operations, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct OperationRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: OperationId,
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) fund: String,
    pub(crate) programme_period: String,
    pub(crate) specific_objective: Option<String>,
    pub(crate) axis: Option<String>,
    pub(crate) managing_authority: String,
    pub(crate) intermediate_body: Option<String>,
    pub(crate) beneficiary_structure_id: Option<PartnerStructureId>,
    pub(crate) starts_on: Day,
    pub(crate) ends_on: Day,
    pub(crate) total_cost_cents: i64,
    pub(crate) eu_contribution_cents: i64,
    pub(crate) cost_option: String,
    pub(crate) publicity_text: Option<String>,
    pub(crate) last_payment_on: Option<Day>,
    pub(crate) parameters: Json,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    pub(crate) call_for_projects: Option<String>,
}

/// The identifiers of those in reach, for the feed of changes.
pub(crate) fn ids_in_reach(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<Vec<AnyId>> {
    Ok(scoped(cx, reach)?.select(operations::id).load(cx.conn)?)
}

/// Staff read every operation of their PLIE; a role that names some reads only those, an auditor those of open missions.
fn scoped<'a>(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<operations::BoxedQuery<'a, MultiBackend>> {
    let query = operations::table.filter(operations::plie_id.eq(cx.plie())).into_boxed();
    if reach.all || (reach.operations.is_empty() && !reach.only_granted()) {
        return Ok(query);
    }
    let mut named = audit_missions::operations_granted(cx, reach)?;
    named.extend(&reach.operations);
    Ok(query.filter(operations::id.eq_any(named)))
}

pub(super) fn list(cx: &mut Ctx<'_>, page: &PageIn, filter: &OperationFilter) -> Outcome<Page<OperationRow>> {
    let reach = cx.reach.clone();
    let filtered = |cx: &mut Ctx<'_>| {
        let mut query = scoped(cx, &reach)?;
        if let Some(fund) = &filter.fund {
            query = query.filter(operations::fund.eq(fund.clone()));
        }
        if let Some(on) = filter.on {
            query = query.filter(operations::starts_on.le(on).and(operations::ends_on.ge(on)));
        }
        if let Some(q) = &filter.q {
            let like = format!("%{}%", like_escaped(&q.to_lowercase()));
            let number = lower(operations::number).like(like.clone()).escape('\\');
            query = query.filter(number.or(lower(operations::title).like(like).escape('\\')));
        }
        if let Some(after) = page.updated_after {
            query = query.filter(operations::updated_at.gt(after));
        }
        Ok::<_, Failure>(query)
    };
    let total = if page.include_total { Some(filtered(cx)?.count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["number", "starts_on", "-starts_on"])?;
    let query = filtered(cx)?.select(OperationRow::as_select());
    let mut found = match sort {
        "number" => {
            let rows = keyset!(query, page, asc, operations::number, operations::id, String).load(cx.conn)?;
            page.cut(rows, sort, |r: &OperationRow| (r.number.clone().into(), r.id))?
        }
        "starts_on" => {
            let rows = keyset!(query, page, asc, operations::starts_on, operations::id, Day).load(cx.conn)?;
            page.cut(rows, sort, |r: &OperationRow| (r.starts_on.to_string().into(), r.id))?
        }
        _ => {
            let rows = keyset!(query, page, desc, operations::starts_on, operations::id, Day).load(cx.conn)?;
            page.cut(rows, sort, |r: &OperationRow| (r.starts_on.to_string().into(), r.id))?
        }
    };
    found.total = total;
    Ok(found)
}

fn like_escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '%' | '_') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// An operation in reach.
pub(crate) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: OperationId) -> Outcome<OperationRow> {
    let query = scoped(cx, reach)?.filter(operations::id.eq(id)).select(OperationRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the operation is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: OperationId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

pub(super) fn by_number(cx: &mut Ctx<'_>, number: &str) -> Outcome<Option<OperationId>> {
    let query = operations::table
        .filter(operations::plie_id.eq(cx.plie()))
        .filter(operations::number.eq(number))
        .select(operations::id);
    Ok(query.get_result(cx.conn).optional()?)
}

pub(super) fn structure_exists(cx: &mut Ctx<'_>, id: PartnerStructureId) -> Outcome<bool> {
    let one = partner_structures::table
        .filter(partner_structures::plie_id.eq(cx.plie()))
        .filter(partner_structures::id.eq(id));
    Ok(diesel::select(sql_exists(one)).get_result(cx.conn)?)
}

/// The first and the last day with live time on the operation.
pub(super) fn recorded_days(cx: &mut Ctx<'_>, id: OperationId) -> Outcome<(Option<Day>, Option<Day>)> {
    let query = time_records::table
        .filter(time_records::plie_id.eq(cx.plie()))
        .filter(time_records::operation_id.eq(id))
        .filter(time_records::status.ne("superseded"))
        .select((min(time_records::date), max(time_records::date)));
    Ok(query.get_result(cx.conn)?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &OperationRow) -> Outcome<()> {
    diesel::insert_into(operations::table).values(row).execute(cx.conn)?;
    Ok(())
}

pub(super) fn update(cx: &mut Ctx<'_>, row: &OperationRow) -> Outcome<()> {
    diesel::update(operations::table.find((row.plie_id, row.id))).set(row).execute(cx.conn)?;
    Ok(())
}

/// An operation as a printed document names it, with what it says of the fund that pays (S3.29).
#[derive(Debug, Clone)]
pub(crate) struct Payer {
    pub(crate) id: OperationId,
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) starts_on: Day,
    pub(crate) ends_on: Day,
    pub(crate) statement: Option<String>,
}

impl Payer {
    /// Of a row.
    pub(crate) fn of(cx: &Ctx<'_>, row: OperationRow) -> Self {
        let statement = statement(cx, row.publicity_text, &row.fund);
        let OperationRow { id, number, title, starts_on, ends_on, .. } = row;
        Self { id, number, title, starts_on, ends_on, statement }
    }

    /// Its number and title.
    pub(crate) fn named(&self) -> String {
        format!("{}, {}", self.number, self.title)
    }
}

/// Those of these operations that the PLIE has, the latest first. Whether they are in reach was asked before.
pub(crate) fn payers(cx: &mut Ctx<'_>, ids: &[OperationId]) -> Outcome<Vec<Payer>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = operations::table
        .filter(operations::plie_id.eq(cx.plie()))
        .filter(operations::id.eq_any(ids.to_vec()))
        .order((operations::starts_on.desc(), operations::id.desc()))
        .select(OperationRow::as_select());
    let rows: Vec<OperationRow> = query.load(cx.conn)?;
    Ok(rows.into_iter().map(|row| Payer::of(cx, row)).collect())
}

/// The words of an operation, or those of its fund.
pub(crate) fn statement(cx: &Ctx<'_>, own: Option<String>, fund: &str) -> Option<String> {
    if own.is_some() || cx.lists().attr_bool("fund", fund, "eu") != Some(true) {
        return own;
    }
    let label = cx.lists().label("fund", fund, Lang::Fr).unwrap_or(fund);
    Some(format!("Cofinancé par l’Union européenne, {label}"))
}

/// What documents say of the fund that pays that day (S3.29): the words of the operation, or those of its fund. None
/// where no operation runs.
pub(crate) fn funding_statement(cx: &mut Ctx<'_>, on: Day) -> Outcome<Option<String>> {
    let running: Option<(Option<String>, String)> = operations::table
        .filter(operations::plie_id.eq(cx.plie()))
        .filter(operations::starts_on.le(on).and(operations::ends_on.ge(on)))
        .order((operations::starts_on.desc(), operations::id.desc()))
        .select((operations::publicity_text, operations::fund))
        .first(cx.conn)
        .optional()?;
    Ok(running.and_then(|(own, fund)| statement(cx, own, &fund)))
}
