//! What the operation cost in the period: the statement that today's evidence comes to, a line a person and month, and
//! the claims that were filed of these days, byte for byte as they were filed.

use std::collections::BTreeSet;

use super::figures::{AdjustmentFigure, ClaimFigure, ClaimRecordFigure, CostLineFigure};
use super::spool::{Figure, Spool};
use crate::civil::Month;
use crate::ctx::Ctx;
use crate::esf::audit_missions::store::{MissionRow, months};
use crate::esf::claims::{self, AdjustmentRow, ClaimRow};
use crate::esf::cost_statements::{self, Asked, CostStatementView};
use crate::esf::operations::OperationRow;
use crate::failure::{Failure, Outcome};
use crate::ids::{ClaimId, TimeRecordId, UserId};

/// Records of a claim that are read together.
const STRETCH: i64 = 1000;

/// What the index tells of the costs.
pub(super) struct Costs {
    pub(super) statement: CostStatementView,
    pub(super) claims: Vec<ClaimFigure>,
    /// Whose months the statement and the claims hold.
    pub(super) months: BTreeSet<(UserId, Month)>,
}

/// Writes the statement and the claims.
pub(super) fn write(
    cx: &mut Ctx<'_>,
    spool: &mut Spool,
    mission: &MissionRow,
    operation: &OperationRow,
) -> Outcome<Costs> {
    let asked = Asked {
        from: mission.period_from,
        to: mission.period_to,
        other_direct_cents: 0,
        allowance_cents: 0,
        flat_rates: Vec::new(),
        anew: true,
    };
    let made = cost_statements::make(cx, operation.clone(), &asked)?;
    let statement = CostStatementView::of(&made, cx.now);
    let mut told = serde_json::to_value(&statement).map_err(Failure::defect)?;
    // nothing in a pack tells when it was made
    told.as_object_mut().and_then(|members| members.remove("computed_at"));
    spool.json("cost-statement.json", &told)?;
    lines(spool, &statement)?;
    let claims = filed(cx, spool, mission)?;
    let filed: Vec<ClaimId> = claims.iter().map(|c| c.id).collect();
    let mut held: BTreeSet<(UserId, Month)> = statement.lines.iter().map(|l| (l.staff_id, l.month)).collect();
    held.extend(months::of_claims(cx, &filed)?);
    Ok(Costs { statement, claims, months: held })
}

fn lines(spool: &mut Spool, statement: &CostStatementView) -> Outcome<()> {
    let mut figure = Figure::begin(spool, "cost-lines", CostLineFigure::FIELDS)?;
    for line in &statement.lines {
        let person = statement.people.iter().find(|p| p.staff_id == line.staff_id);
        let missing: Vec<&str> = line.missing.iter().map(|m| m.code()).collect();
        figure.row(&CostLineFigure {
            user_id: line.staff_id,
            last_name: person.map(|p| p.last_name.clone()).unwrap_or_default(),
            first_name: person.map(|p| p.first_name.clone()).unwrap_or_default(),
            month: line.month,
            cost_mode: line.cost_mode,
            minutes: line.minutes,
            supported_minutes: line.supported_minutes,
            unsupported_minutes: line.unsupported.iter().map(|u| u.minutes).sum(),
            over_cap_minutes: line.over_cap_minutes,
            claimed_minutes: line.claimed_minutes,
            worked_minutes: line.worked_minutes,
            cost_cents: line.cost_cents,
            denominator_num: line.denominator.map(|d| d.num),
            denominator_den: line.denominator.map(|d| d.den),
            rate_cents: line.rate_cents,
            method: line.method,
            share_num: line.share.num,
            share_den: line.share.den,
            amount_cents: line.amount_cents,
            missing: missing.join(" "),
        })?;
    }
    figure.end(spool)
}

/// The claims that hold days of the period, with the records of each and what corrections have taken away from it.
fn filed(cx: &mut Ctx<'_>, spool: &mut Spool, mission: &MissionRow) -> Outcome<Vec<ClaimFigure>> {
    let mut figure = Figure::begin(spool, "claims", ClaimFigure::FIELDS)?;
    let mut less = Figure::begin(spool, "claim-adjustments", AdjustmentFigure::FIELDS)?;
    let mut records = Figure::begin(spool, "claim-records", ClaimRecordFigure::FIELDS)?;
    let mut all = Vec::new();
    for row in claims::between(cx, mission.operation_id, mission.period_from, mission.period_to)? {
        let path = format!("claims/{}.json", row.id);
        spool.text(path.as_str(), &row.content)?;
        let adjustments = claims::adjustments_of(cx, row.id)?;
        for adjustment in &adjustments {
            less.row(&adjusted(adjustment))?;
        }
        held(cx, &mut records, row.id)?;
        let claim = claim(row, path, &adjustments);
        figure.row(&claim)?;
        all.push(claim);
    }
    figure.end(spool)?;
    less.end(spool)?;
    records.end(spool)?;
    Ok(all)
}

/// The records whose minutes a claim holds, stretch by stretch.
fn held(cx: &mut Ctx<'_>, figure: &mut Figure, claim: ClaimId) -> Outcome<()> {
    let mut after: Option<TimeRecordId> = None;
    loop {
        let some = claims::records_after(cx, claim, after, STRETCH)?;
        let Some(last) = some.last() else { return Ok(()) };
        after = Some(last.time_record_id);
        for row in &some {
            figure.row(&ClaimRecordFigure {
                claim_id: row.claim_id,
                time_record_id: row.time_record_id,
                user_id: row.user_id,
                month: row.month,
                minutes: row.minutes,
            })?;
        }
    }
}

fn claim(row: ClaimRow, content_path: String, adjustments: &[AdjustmentRow]) -> ClaimFigure {
    ClaimFigure {
        id: row.id,
        from: row.starts_on,
        to: row.ends_on,
        status: row.status,
        claimed_minutes: row.claimed_minutes,
        supported_minutes: row.supported_minutes,
        unsupported_minutes: row.unsupported_minutes,
        staff_cents: row.staff_cents,
        total_cents: row.total_cents,
        eu_cents: row.eu_cents,
        adjusted_minutes: adjustments.iter().map(|a| a.minutes).sum(),
        adjusted_cents: adjustments.iter().map(|a| a.amount_cents).sum(),
        adjusted_total_cents: adjustments.iter().filter_map(|a| a.total_cents).sum(),
        adjusted_eu_cents: adjustments.iter().filter_map(|a| a.eu_cents).sum(),
        overridden: row.override_reason.is_some(),
        content_hash: row.content_hash,
        content_path,
        filed_at: row.filed_at,
        filed_by: row.filed_by,
        decided_on: row.decided_on,
        accepted_cents: row.accepted_cents,
    }
}

fn adjusted(row: &AdjustmentRow) -> AdjustmentFigure {
    AdjustmentFigure {
        id: row.id,
        claim_id: row.claim_id,
        time_correction_id: row.time_correction_id,
        time_record_id: row.time_record_id,
        user_id: row.user_id,
        month: row.month,
        minutes: row.minutes,
        amount_cents: row.amount_cents,
        total_cents: row.total_cents,
        eu_cents: row.eu_cents,
        recorded_at: row.created_at,
    }
}
