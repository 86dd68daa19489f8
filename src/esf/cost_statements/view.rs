//! A statement as the wire shows it, and as a claim freezes it.

use serde::Serialize;
use utoipa::ToSchema;

use super::flow::Statement;
use super::rules::{CapUse, Line, Missing, Person, Support};
use crate::civil::Month;
use crate::db::{Day, Instant};
use crate::esf::mission_letters::CostMode;
use crate::esf::money::FractionValue;
use crate::esf::money::rules::RateMethod;
use crate::esf::money::rules::flat::{Eligible, FlatRate};
use crate::ids::{OperationId, UserId};

/// Minutes that something keeps from being paid.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"reason": "not_countersigned", "minutes": 420}))]
pub(crate) struct UnsupportedView {
    /// What they lack.
    pub(crate) reason: Support,
    /// Minutes.
    pub(crate) minutes: i64,
}

/// A person's month on the operation.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"staff_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "month": "2026-01", "cost_mode": "hourly_rate", "minutes": 5200, "supported_minutes": 4780, "unsupported": [{"reason": "not_countersigned", "minutes": 420}], "over_cap_minutes": 0, "claimed_minutes": 4780, "worked_minutes": 8400, "cost_cents": 4450000, "cost_documented": true, "denominator": {"num": 103200, "den": 1}, "rate_cents": 2587, "method": "floor_of_product", "share": {"num": 239, "den": 420}, "amount_cents": 206114, "missing": []}))]
pub(crate) struct CostLineView {
    /// The account of the member of staff.
    pub(crate) staff_id: UserId,
    /// The month.
    pub(crate) month: Month,
    /// How the time is proved and paid; `none` without a letter.
    pub(crate) cost_mode: CostMode,
    /// Minutes on the operation in the period.
    pub(crate) minutes: i64,
    /// Those that proofs support; all of them where an accepted letter is the proof.
    pub(crate) supported_minutes: i64,
    /// The others, by what they lack.
    pub(crate) unsupported: Vec<UnsupportedView>,
    /// Supported minutes that caps take away, or that other operations pay (R6.25).
    pub(crate) over_cap_minutes: i64,
    /// Minutes that are paid.
    pub(crate) claimed_minutes: i64,
    /// Minutes worked in the whole month, on whatever.
    pub(crate) worked_minutes: i64,
    /// The cost of the month, or the base of the rate, in cents.
    #[schema(required = true)]
    pub(crate) cost_cents: Option<i64>,
    /// Whether a document says so of the month itself, and not of a longer period.
    pub(crate) cost_documented: bool,
    /// The minutes that this cost pays, exact: those worked, or those of the rate.
    #[schema(required = true)]
    pub(crate) denominator: Option<FractionValue>,
    /// Cents an hour, floored.
    #[schema(required = true)]
    pub(crate) rate_cents: Option<i64>,
    /// How the product of hours and rate is rounded.
    #[schema(required = true)]
    pub(crate) method: Option<RateMethod>,
    /// The part of the person's month that the operation pays, exact.
    pub(crate) share: FractionValue,
    /// What is eligible, in cents, floored.
    pub(crate) amount_cents: i64,
    /// What is missing for it to be eligible.
    pub(crate) missing: Vec<Missing>,
}

/// How the cap of a year is used (R6.25).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"year": 2026, "cap_minutes": 103200, "before_minutes": 0, "claimed_minutes": 61200, "over_cap_minutes": 0}))]
pub(crate) struct CapUseView {
    /// The year.
    pub(crate) year: i32,
    /// Minutes that may be declared up to the end of the period, all operations together.
    pub(crate) cap_minutes: i64,
    /// Those that claims hold already.
    pub(crate) before_minutes: i64,
    /// Those of this statement.
    pub(crate) claimed_minutes: i64,
    /// Those that the cap takes away.
    pub(crate) over_cap_minutes: i64,
}

/// A person on the operation.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"staff_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "first_name": "Nadia", "last_name": "Benali", "minutes": 62400, "supported_minutes": 61200, "claimed_minutes": 61200, "amount_cents": 2638953, "caps": [{"year": 2026, "cap_minutes": 103200, "before_minutes": 0, "claimed_minutes": 61200, "over_cap_minutes": 0}]}))]
pub(crate) struct CostPersonView {
    /// The account.
    pub(crate) staff_id: UserId,
    /// First name.
    pub(crate) first_name: String,
    /// Last name.
    pub(crate) last_name: String,
    /// Minutes on the operation.
    pub(crate) minutes: i64,
    /// Those that proofs support.
    pub(crate) supported_minutes: i64,
    /// Those that are paid.
    pub(crate) claimed_minutes: i64,
    /// What is eligible, in cents.
    pub(crate) amount_cents: i64,
    /// Annual caps of hourly rates, a year each.
    pub(crate) caps: Vec<CapUseView>,
}

/// What is eligible, in cents, flat rates floored (R6.29).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"minutes": 62400, "supported_minutes": 61200, "unsupported_minutes": 1200, "claimed_minutes": 61200, "flat_rates": ["flat_40_residual"], "staff_cents": 2638953, "other_direct_cents": 0, "indirect_cents": 0, "residual_cents": 1055581, "allowance_cents": 0, "total_cents": 3694534, "eu_cents": 1847267}))]
pub(crate) struct CostTotalsView {
    /// Minutes on the operation.
    pub(crate) minutes: i64,
    /// Those that proofs support.
    pub(crate) supported_minutes: i64,
    /// Those that nothing supports.
    pub(crate) unsupported_minutes: i64,
    /// Those that are paid.
    pub(crate) claimed_minutes: i64,
    /// The flat rates applied.
    pub(crate) flat_rates: Vec<FlatRate>,
    /// Direct staff costs: the lines, or 20 % of other direct costs.
    pub(crate) staff_cents: i64,
    /// Direct costs that are not staff, as the accounts have them.
    pub(crate) other_direct_cents: i64,
    /// Indirect costs by a flat rate.
    pub(crate) indirect_cents: i64,
    /// All other costs at 40 % of direct staff costs.
    pub(crate) residual_cents: i64,
    /// Allowances and wages of participants, beside the 40 %.
    pub(crate) allowance_cents: i64,
    /// All that is eligible.
    pub(crate) total_cents: i64,
    /// The fund's part of it, floored, at most what is left of its contribution.
    pub(crate) eu_cents: i64,
}

/// The budget of the operation.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"total_cost_cents": 98156748, "eu_contribution_cents": 49078374, "claimed_before_cents": 0, "eu_claimed_before_cents": 0, "left_cents": 94462214, "over_budget": false}))]
pub(crate) struct CostBudgetView {
    /// Its total cost in cents.
    pub(crate) total_cost_cents: i64,
    /// What the fund pays of it, in cents.
    pub(crate) eu_contribution_cents: i64,
    /// What claims hold already, in cents.
    pub(crate) claimed_before_cents: i64,
    /// The fund's part of that.
    pub(crate) eu_claimed_before_cents: i64,
    /// What is left of the total cost after this statement; below zero above the budget.
    pub(crate) left_cents: i64,
    /// Whether it is above the budget.
    pub(crate) over_budget: bool,
}

/// The cost statement of an operation.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"operation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "operation_number": "202601234", "from": "2026-01-01", "to": "2026-12-31", "computed_at": "2027-01-15T08:00:00Z", "cost_option": "flat_40_residual", "lines": [], "people": [], "totals": {"minutes": 0, "supported_minutes": 0, "unsupported_minutes": 0, "claimed_minutes": 0, "flat_rates": ["flat_40_residual"], "staff_cents": 0, "other_direct_cents": 0, "indirect_cents": 0, "residual_cents": 0, "allowance_cents": 0, "total_cents": 0, "eu_cents": 0}, "budget": {"total_cost_cents": 98156748, "eu_contribution_cents": 49078374, "claimed_before_cents": 0, "eu_claimed_before_cents": 0, "left_cents": 98156748, "over_budget": false}}))]
pub(crate) struct CostStatementView {
    /// The operation.
    pub(crate) operation_id: OperationId,
    /// Its number.
    pub(crate) operation_number: String,
    /// First day.
    pub(crate) from: Day,
    /// Last day, included.
    pub(crate) to: Day,
    /// When it was made.
    pub(crate) computed_at: Instant,
    /// How the operation justifies costs (list `cost_option`).
    pub(crate) cost_option: String,
    /// A line a person and month.
    pub(crate) lines: Vec<CostLineView>,
    /// The same by person, with caps.
    pub(crate) people: Vec<CostPersonView>,
    /// What is eligible.
    pub(crate) totals: CostTotalsView,
    /// Against the budget.
    pub(crate) budget: CostBudgetView,
}

impl CostLineView {
    fn of(user: UserId, line: &Line) -> Self {
        let unsupported = line.unsupported.iter();
        Self {
            staff_id: user,
            month: line.month,
            cost_mode: line.mode,
            minutes: line.minutes,
            supported_minutes: line.supported,
            unsupported: unsupported
                .map(|(reason, minutes)| UnsupportedView { reason: *reason, minutes: *minutes })
                .collect(),
            over_cap_minutes: line.over_cap,
            claimed_minutes: line.claimed,
            worked_minutes: line.worked,
            cost_cents: line.cost_cents,
            cost_documented: line.documented,
            denominator: line.denominator.map(FractionValue::of),
            rate_cents: line.rate.map(|rate| rate.cents_an_hour()),
            method: line.rate.map(|rate| rate.method),
            share: FractionValue::of(line.share),
            amount_cents: line.amount,
            missing: line.missing.clone(),
        }
    }
}

impl CapUseView {
    /// The use of a cap, for the wire.
    pub(crate) fn of(cap: &CapUse) -> Self {
        Self {
            year: cap.year,
            cap_minutes: cap.cap,
            before_minutes: cap.before,
            claimed_minutes: cap.claimed,
            over_cap_minutes: cap.over,
        }
    }
}

impl CostPersonView {
    fn of(person: &Person, names: Option<&(String, String)>) -> Self {
        let (first_name, last_name) = names.cloned().unwrap_or_default();
        let sum = |of: fn(&Line) -> i64| person.lines.iter().map(of).sum::<i64>();
        Self {
            staff_id: person.user,
            first_name,
            last_name,
            minutes: sum(|l| l.minutes),
            supported_minutes: sum(|l| l.supported),
            claimed_minutes: sum(|l| l.claimed),
            amount_cents: sum(|l| l.amount),
            caps: person.caps.iter().map(CapUseView::of).collect(),
        }
    }
}

impl CostStatementView {
    /// A statement, for the wire.
    pub(crate) fn of(made: &Statement, computed_at: Instant) -> Self {
        let sum = |of: fn(&Line) -> i64| made.lines().map(|(_, line)| of(line)).sum::<i64>();
        let Eligible { staff_cents, other_direct_cents, indirect_cents, residual_cents, allowance_cents, total_cents } =
            made.eligible;
        let operation = &made.operation;
        let left_cents = operation.total_cost_cents - made.before.0 - total_cents;
        Self {
            operation_id: operation.id,
            operation_number: operation.number.clone(),
            from: made.from,
            to: made.to,
            computed_at,
            cost_option: operation.cost_option.clone(),
            lines: made.lines().map(|(user, line)| CostLineView::of(user, line)).collect(),
            people: made.people.iter().map(|p| CostPersonView::of(p, made.names.get(&p.user))).collect(),
            totals: CostTotalsView {
                minutes: sum(|l| l.minutes),
                supported_minutes: sum(|l| l.supported),
                unsupported_minutes: sum(Line::lacking),
                claimed_minutes: sum(|l| l.claimed),
                flat_rates: made.flat_rates.clone(),
                staff_cents,
                other_direct_cents,
                indirect_cents,
                residual_cents,
                allowance_cents,
                total_cents,
                eu_cents: made.eu_cents,
            },
            budget: CostBudgetView {
                total_cost_cents: operation.total_cost_cents,
                eu_contribution_cents: operation.eu_contribution_cents,
                claimed_before_cents: made.before.0,
                eu_claimed_before_cents: made.before.1,
                left_cents,
                over_budget: left_cents < 0,
            },
        }
    }
}
