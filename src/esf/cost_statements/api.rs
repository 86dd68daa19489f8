//! Cost statements over HTTP.

use actix_web::{get, web};
use serde::Deserialize;
use utoipa::IntoParams;

use super::csv;
use super::flow::{self, Asked};
use super::view::CostStatementView;
use crate::app::App;
use crate::civil::{Month, months_between};
use crate::db::Day;
use crate::esf::audit_missions::of_operation;
use crate::esf::money::rules::flat::FlatRate;
use crate::esf::operations;
use crate::failure::{Failure, Outcome};
use crate::http::query::malformed;
use crate::http::table::Format;
use crate::http::{Caller, Query, Reply};
use crate::ids::OperationId;
use crate::refusal::Refusal;

/// Months that one statement covers at most.
const MONTHS_MAX: i64 = 84;

/// Which days, and what the accounts add.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CostStatementQuery {
    /// First day.
    pub(crate) from: Day,
    /// Last day, included; seven years later at most.
    pub(crate) to: Day,
    /// Direct costs that are not staff, as the accounts have them, in cents; 0 if left out.
    #[serde(default)]
    #[param(required = false, minimum = 0)]
    pub(crate) other_direct_cents: Option<i64>,
    /// Allowances and wages of participants, in cents; 0 if left out.
    #[serde(default)]
    #[param(required = false, minimum = 0)]
    pub(crate) allowance_cents: Option<i64>,
    /// Flat rates besides that of the operation, by their codes in `cost_option`, separated by commas.
    #[serde(default)]
    #[param(required = false, example = "flat_7_indirect")]
    pub(crate) flat_rates: Option<String>,
    /// The form of the answer: `json`, `csv` or `xlsx`.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) format: Option<Format>,
}

/// Get the cost statement of an operation
///
/// By person and month: cost mode, minutes with those that nothing supports and why, cost, rate or share, what is
/// eligible, what caps take away (R6.25); flat rates (R6.29) and the budget. An auditor reads that of the operation under
/// check while the mission is open. `format=csv` gives one row a line, `format=xlsx` the same rows as a workbook.
#[utoipa::path(tag = "claims", params(("id" = OperationId, Path, description = "The operation"), CostStatementQuery), responses((status = 200, description = "The statement", content((CostStatementView = "application/json"), (String = "text/csv", example = json!("operation_number;staff_id;last_name;first_name;month;cost_mode;minutes\r\n")), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
#[get("/operations/{id}/cost-statement")]
pub(crate) async fn get_cost_statement(
    app: App,
    caller: Caller,
    id: web::Path<OperationId>,
    query: Query<CostStatementQuery>,
) -> Outcome<Reply> {
    app.report(caller, move |cx| {
        let asked = Format::asked(query.0.format, cx.call, &[Format::Json, Format::Csv, Format::Xlsx])?;
        let operation = operations::find(cx, &cx.reach.clone(), *id)?;
        of_operation(cx, "operations", vec![operation.id.0], &["cost_statement"]);
        let made = flow::make(cx, operation, &query.0.asked()?).map_err(told)?;
        let view = CostStatementView::of(&made, cx.now);
        match asked.form() {
            Some(form) => csv::reply(form, &view),
            None => Reply::value(&view),
        }
    })
    .await
}

/// What a statement refuses stands in the query here, not in a body.
fn told(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(Refusal::Invalid(faults)) => match faults.first() {
            Some(fault) => malformed(fault.pointer.trim_start_matches('/'), &fault.en, Vec::new()),
            None => Failure::Internal,
        },
        other => other,
    }
}

impl CostStatementQuery {
    fn asked(&self) -> Outcome<Asked> {
        if self.to < self.from || months_between(Month::of(self.from).first(), self.to) >= MONTHS_MAX {
            return Err(malformed("to", "before from, or more than seven years after it", Vec::new()));
        }
        let amount = |name: &str, given: Option<i64>| match given.unwrap_or_default() {
            cents @ 0..=operations::rules::MONEY_MAX_CENTS => Ok(cents),
            other => Err(malformed(name, &other.to_string(), Vec::new())),
        };
        let codes = self.flat_rates.as_deref().unwrap_or_default().split(',').map(str::trim).filter(|c| !c.is_empty());
        let rate = |code: &str| {
            let known = || FlatRate::ALL.iter().map(|rate| rate.code().to_owned()).collect();
            FlatRate::parse(code).ok_or_else(|| malformed("flat_rates", code, known()))
        };
        Ok(Asked {
            from: self.from,
            to: self.to,
            other_direct_cents: amount("other_direct_cents", self.other_direct_cents)?,
            allowance_cents: amount("allowance_cents", self.allowance_cents)?,
            flat_rates: codes.map(rate).collect::<Outcome<_>>()?,
            anew: false,
        })
    }
}
