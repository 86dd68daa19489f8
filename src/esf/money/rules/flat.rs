//! Flat rates over direct costs, and which of them exclude each other (R6.29).

use super::Fraction;
use crate::refusal::{Fault, Refusal};

crate::text_enum! {
    /// A flat rate, by its code in the list `cost_option`.
    pub enum FlatRate {
        Indirect7 = "flat_7_indirect",
        Indirect15 = "flat_15_indirect",
        Indirect25 = "flat_25_indirect",
        Staff20 = "flat_20_staff",
        Residual40 = "flat_40_residual",
    }
}
use FlatRate::{Indirect7, Indirect15, Indirect25, Residual40, Staff20};

/// What is known of the costs of a period, in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Costs {
    /// Direct staff costs, as the time and the letters make them.
    pub staff_cents: i64,
    /// Direct costs that are not staff, as the accounts have them.
    pub other_direct_cents: i64,
    /// Allowances and wages of participants: beside the 40 %, and in no base.
    pub allowance_cents: i64,
}

/// What is eligible, in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Eligible {
    /// Direct staff costs: the real ones, or 20 % of the others.
    pub staff_cents: i64,
    /// Direct costs that are not staff.
    pub other_direct_cents: i64,
    /// Indirect costs by a flat rate.
    pub indirect_cents: i64,
    /// All other costs, at 40 % of direct staff costs.
    pub residual_cents: i64,
    /// Allowances and wages of participants.
    pub allowance_cents: i64,
    /// Their sum.
    pub total_cents: i64,
}

/// A percentage of an amount, floored.
fn percent(rate: i64, of_cents: i64) -> i64 {
    Fraction::whole(of_cents).times(Fraction::ratio(rate, 100)).floor()
}

/// Every fault of flat rates that are applied together to one operation (R6.29).
pub fn exclusions(pointer: &str, rates: &[FlatRate]) -> Vec<Fault> {
    let has = |rate: FlatRate| rates.contains(&rate);
    let mut out = Vec::new();
    let mut fault = |code: &'static str, fr: &str, en: &str| out.push(Fault::new(pointer, code, fr, en));
    if has(Residual40) && has(Indirect15) {
        fault(
            "rule_flat_15_and_40",
            "Les taux de 15 % et de 40 % ne s'appliquent jamais à la même opération (R6.29).",
            "The rates of 15% and 40% are never applied to the same operation (R6.29).",
        );
    }
    if has(Residual40) && (has(Indirect7) || has(Indirect25)) {
        fault(
            "rule_flat_rates",
            "Le taux de 40 % couvre tous les autres coûts : aucun taux de coûts indirects ne s'y ajoute (R6.29).",
            "The rate of 40% covers all other costs: no rate of indirect costs comes on top (R6.29).",
        );
    }
    if has(Residual40) && has(Staff20) {
        fault(
            "rule_flat_rates",
            "Le taux de 40 % porte sur des frais de personnel réels, non sur un forfait de 20 % (R6.29).",
            "The rate of 40% is of real staff costs, not of a flat rate of 20% (R6.29).",
        );
    }
    if [Indirect7, Indirect15, Indirect25].into_iter().filter(|rate| has(*rate)).count() > 1 {
        fault(
            "rule_flat_rates",
            "Un seul taux de coûts indirects s'applique à une opération (R6.29).",
            "Only one rate of indirect costs is applied to an operation (R6.29).",
        );
    }
    out
}

/// The rates of a claim against those of the claims that its operation has filed before: 15 % and 40 % are never applied
/// to the same operation, whenever it is (R6.29).
pub fn never_both(pointer: &str, rates: &[FlatRate], filed: &[FlatRate]) -> Vec<Fault> {
    let both = |one, other| rates.contains(&one) && filed.contains(&other);
    if !both(Residual40, Indirect15) && !both(Indirect15, Residual40) {
        return Vec::new();
    }
    exclusions(pointer, &[Residual40, Indirect15])
}

/// What is eligible of these costs at these flat rates; none for real costs alone.
///
/// # Errors
/// `Invalid` for rates that exclude each other, or for other direct costs beside the 40 % that covers them.
pub fn eligible(pointer: &str, rates: &[FlatRate], costs: Costs) -> Result<Eligible, Refusal> {
    let mut faults = exclusions(pointer, rates);
    let has = |rate: FlatRate| rates.contains(&rate);
    if has(Residual40) && costs.other_direct_cents > 0 {
        faults.push(Fault::new(
            "/other_direct_cents",
            "rule_flat_rates",
            "Le taux de 40 % couvre déjà les autres coûts directs (R6.29).",
            "The rate of 40% covers the other direct costs already (R6.29).",
        ));
    }
    Refusal::unless_empty(faults)?;
    let other_direct_cents = costs.other_direct_cents;
    let staff_cents = if has(Staff20) { percent(20, other_direct_cents) } else { costs.staff_cents };
    let direct = staff_cents + other_direct_cents;
    let indirect_cents = if has(Indirect7) {
        percent(7, direct)
    } else if has(Indirect15) {
        percent(15, staff_cents)
    } else if has(Indirect25) {
        percent(25, direct)
    } else {
        0
    };
    let residual_cents = if has(Residual40) { percent(40, staff_cents) } else { 0 };
    let total_cents = direct + indirect_cents + residual_cents + costs.allowance_cents;
    Ok(Eligible {
        staff_cents,
        other_direct_cents,
        indirect_cents,
        residual_cents,
        allowance_cents: costs.allowance_cents,
        total_cents,
    })
}
