//! What a correction of a claimed record takes away from its claim (R6.19).

use serde::Deserialize;

use super::rules::net::{Frozen, FrozenBudget, FrozenTotals, Net};
use super::rules::{self, ClaimStatus, ClaimedLine};
use super::store::{self, Adjusted, AdjustmentRow, ClaimRow, ClaimedRecord, LineRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::esf::money::rules::flat::FlatRate;
use crate::esf::money::rules::{Fraction, Rate};
use crate::failure::{Failure, Outcome};
use crate::ids::{ClaimAdjustmentId, OperationId, TimeCorrectionId, TimeRecordId};

/// The claim that holds a record: whether it may still be adjusted, and the minutes that it was filed with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    pub(crate) status: ClaimStatus,
    pub(crate) minutes: i64,
    pub(crate) operation: OperationId,
    pub(crate) from: Day,
    pub(crate) to: Day,
    record: ClaimedRecord,
}

impl Held {
    /// Minutes of a new version that the claim still holds: none on another operation, in another month or outside its
    /// days.
    fn keeps(&self, kept: &Kept) -> i64 {
        let same = kept.operation == Some(self.operation)
            && self.from <= kept.date
            && kept.date <= self.to
            && self.record.month.contains(kept.date);
        if same { kept.minutes } else { 0 }
    }
}

/// The version that a correction makes of a record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kept {
    pub(crate) id: TimeRecordId,
    pub(crate) operation: Option<OperationId>,
    pub(crate) date: Day,
    pub(crate) minutes: i64,
}

/// The claim that holds a record, if one does.
pub(crate) fn of_record(cx: &mut Ctx<'_>, record: TimeRecordId) -> Outcome<Option<Held>> {
    let Some(record) = store::held(cx, record)? else { return Ok(None) };
    let claim = store::find(cx, &Reach::everything(), record.claim_id)?;
    Ok(Some(Held {
        status: claim.status,
        minutes: record.minutes,
        operation: claim.operation_id,
        from: claim.starts_on,
        to: claim.ends_on,
        record,
    }))
}

impl Held {
    /// Whether a correction may leave so much: only less, and only until the claim is decided on.
    ///
    /// # Errors
    /// `Conflict` `conflict_claim_decided` or `conflict_claimed`.
    pub(crate) fn allows(&self, kept: Option<&Kept>) -> Outcome<()> {
        rules::still_open(self.status)?;
        let minutes = kept.map_or(0, |kept| kept.minutes);
        Ok(rules::only_less(self.minutes, minutes)?)
    }
}

/// Takes away from the claim what a correction takes away from its record. The account's writers were taken one at a
/// time before.
pub(crate) fn adjust(
    cx: &mut Ctx<'_>,
    held: &Held,
    correction: TimeCorrectionId,
    kept: Option<&Kept>,
    reason: &str,
) -> Outcome<()> {
    let record = held.record;
    // two corrections of one claim come one after the other
    crate::db::one_at_a_time(cx.conn, record.claim_id.0)?;
    let minutes = kept.map_or(0, |kept| held.keeps(kept)) - record.minutes;
    if let Some(kept) = kept
        && held.keeps(kept) > 0
    {
        store::take_over(cx, &ClaimedRecord { time_record_id: kept.id, minutes: kept.minutes, ..record })?;
    }
    if minutes == 0 {
        return Ok(());
    }
    let line = store::line(cx, record.claim_id, record.user_id, record.month)?;
    let before = store::adjusted_line(cx, record.claim_id, record.user_id, record.month)?;
    let amount_cents = claimed(&line, before).less(minutes);
    let mut claim: ClaimRow = store::find(cx, &Reach::everything(), record.claim_id)?;
    // it may have been decided on since the correction was allowed
    rules::still_open(claim.status)?;
    let gone = taken(cx, &claim, amount_cents)?;
    let row = AdjustmentRow {
        plie_id: cx.plie(),
        id: ClaimAdjustmentId::new(),
        claim_id: record.claim_id,
        time_correction_id: correction,
        time_record_id: record.time_record_id,
        user_id: record.user_id,
        month: record.month,
        minutes,
        amount_cents,
        reason: reason.to_owned(),
        recorded_by: cx.actor.user(),
        created_at: cx.now,
        total_cents: Some(gone.total_cents),
        eu_cents: Some(gone.eu_cents),
    };
    store::insert_adjustment(cx, &row)?;
    claim.version += 1;
    claim.updated_at = cx.now;
    store::update(cx, &claim)?;
    let fields = ["adjusted_minutes", "adjusted_cents", "adjusted_total_cents", "adjusted_eu_cents"];
    // why stands with the correction, whose words go with the person they are about
    cx.record(Entry::changed("claims", claim.id, claim.version).fields(&fields));
    Ok(())
}

/// What so many cents of staff costs, not above zero, take from the total of a claim and from the fund's part: the same
/// working as when it was filed, with all that adjustments have taken away.
fn taken(cx: &mut Ctx<'_>, claim: &ClaimRow, staff_cents: i64) -> Outcome<Net> {
    let filed: Filed = serde_json::from_str(&claim.content).map_err(Failure::defect)?;
    let frozen = Frozen::from(filed);
    let since = store::adjusted(cx, &[claim.id])?;
    let sum = |of: fn(&Adjusted) -> i64| since.iter().map(of).sum::<i64>();
    let before =
        Net { total_cents: claim.total_cents + sum(|a| a.total_cents), eu_cents: claim.eu_cents + sum(|a| a.eu_cents) };
    Ok(frozen.net(sum(|a| a.amount_cents) + staff_cents)?.gone_from(before))
}

/// What the statement of a claim keeps of its working.
#[derive(Deserialize)]
struct Filed {
    totals: FiledTotals,
    budget: FiledBudget,
}

/// The flat rates of the claims that an operation has filed.
pub(super) fn filed_rates(cx: &mut Ctx<'_>, operation: OperationId) -> Outcome<Vec<FlatRate>> {
    let mut rates = Vec::new();
    // a claim a quarter or so
    for content in store::contents(cx, operation)? {
        let filed: Filed = serde_json::from_str(&content).map_err(Failure::defect)?;
        rates.extend(filed.totals.flat_rates);
    }
    Ok(rates)
}

#[derive(Deserialize)]
struct FiledTotals {
    flat_rates: Vec<FlatRate>,
    staff_cents: i64,
    other_direct_cents: i64,
    allowance_cents: i64,
}

#[derive(Deserialize)]
struct FiledBudget {
    total_cost_cents: i64,
    eu_contribution_cents: i64,
    eu_claimed_before_cents: i64,
}

impl From<Filed> for Frozen {
    fn from(Filed { totals, budget }: Filed) -> Self {
        Self {
            totals: FrozenTotals {
                flat_rates: totals.flat_rates,
                staff_cents: totals.staff_cents,
                other_direct_cents: totals.other_direct_cents,
                allowance_cents: totals.allowance_cents,
            },
            budget: FrozenBudget {
                total_cost_cents: budget.total_cost_cents,
                eu_contribution_cents: budget.eu_contribution_cents,
                eu_claimed_before_cents: budget.eu_claimed_before_cents,
            },
        }
    }
}

fn claimed(line: &LineRow, (adjusted_minutes, adjusted_cents): (i64, i64)) -> ClaimedLine {
    let parts = line.denominator_num.zip(line.denominator_den);
    let denominator = parts.map_or(Fraction::ONE, |(num, den)| Fraction::ratio(num, den));
    let cost_cents = line.cost_cents.unwrap_or_default();
    ClaimedLine {
        mode: line.cost_mode,
        supported: line.supported_minutes,
        claimed: line.claimed_minutes,
        amount: line.amount_cents,
        cost_cents,
        denominator,
        rate: line.method.map(|method| Rate { base_cents: cost_cents, denominator, method }),
        adjusted_minutes,
        adjusted_cents,
    }
}
