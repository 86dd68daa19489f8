//! What is left of a claim when corrections take staff costs away: flat rates over them and the fund's part follow
//! (R6.19, R6.29).

use crate::esf::money::rules::eu_part;
use crate::esf::money::rules::flat::{self, Costs, FlatRate};
use crate::refusal::Refusal;

/// What a claim was filed with, as its statement keeps it.
#[derive(Debug, Clone)]
pub struct Frozen {
    /// What was eligible.
    pub totals: FrozenTotals,
    /// The budget of the operation on that day.
    pub budget: FrozenBudget,
}

/// The costs of a claim and its flat rates.
#[derive(Debug, Clone)]
pub struct FrozenTotals {
    /// The flat rates applied.
    pub flat_rates: Vec<FlatRate>,
    /// Direct staff costs in cents: the sum of the lines, or 20 % of other direct costs, whatever the lines say.
    pub staff_cents: i64,
    /// Direct costs that are not staff, in cents.
    pub other_direct_cents: i64,
    /// Allowances and wages of participants, in cents.
    pub allowance_cents: i64,
}

/// What the fund's part of a claim was worked out from.
#[derive(Debug, Clone, Copy)]
pub struct FrozenBudget {
    /// Total cost of the operation in cents.
    pub total_cost_cents: i64,
    /// What the fund pays of it, in cents.
    pub eu_contribution_cents: i64,
    /// What claims before held of that, in cents.
    pub eu_claimed_before_cents: i64,
}

/// The total of a claim and the fund's part of it, in cents; or a difference of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Net {
    /// All that is eligible.
    pub total_cents: i64,
    /// The fund's part.
    pub eu_cents: i64,
}

impl Frozen {
    /// What is left when all adjustments together take so many cents of staff costs away; `adjusted_cents` is not above
    /// zero.
    ///
    /// # Errors
    /// `Invalid` for flat rates that exclude each other, with which no claim is filed.
    pub fn net(&self, adjusted_cents: i64) -> Result<Net, Refusal> {
        let costs = Costs {
            // where staff is 20 % of other direct costs this is not looked at
            staff_cents: (self.totals.staff_cents + adjusted_cents).max(0),
            other_direct_cents: self.totals.other_direct_cents,
            allowance_cents: self.totals.allowance_cents,
        };
        let total_cents = flat::eligible("/flat_rates", &self.totals.flat_rates, costs)?.total_cents;
        let FrozenBudget { total_cost_cents, eu_contribution_cents, eu_claimed_before_cents } = self.budget;
        let eu_cents = eu_part(total_cents, eu_contribution_cents, total_cost_cents, eu_claimed_before_cents);
        Ok(Net { total_cents, eu_cents })
    }
}

impl Net {
    /// What one adjustment takes: the difference to what was left before it, not above zero.
    #[must_use]
    pub fn gone_from(self, before: Self) -> Self {
        Self {
            total_cents: (self.total_cents - before.total_cents).min(0),
            eu_cents: (self.eu_cents - before.eu_cents).min(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use FlatRate::{Indirect7, Indirect15, Indirect25, Residual40, Staff20};

    /// The fund pays half.
    fn frozen(rates: &[FlatRate], staff: i64, other: i64, allowance: i64) -> Frozen {
        Frozen {
            totals: FrozenTotals {
                flat_rates: rates.to_vec(),
                staff_cents: staff,
                other_direct_cents: other,
                allowance_cents: allowance,
            },
            budget: FrozenBudget {
                total_cost_cents: 98_156_748,
                eu_contribution_cents: 49_078_374,
                eu_claimed_before_cents: 0,
            },
        }
    }

    fn cents(total_cents: i64, eu_cents: i64) -> Net {
        Net { total_cents, eu_cents }
    }

    #[test]
    fn a_hundred_euros_of_staff_take_their_flat_rates_along() {
        // the claim | filed: total, part of the fund | gone with 100 € of staff | the working
        #[rustfmt::skip]
        let vectors = [
            (frozen(&[], 1_000_001, 250_000, 0), cents(1_250_001, 625_000), cents(-10_000, -5_000), "real costs"),
            (frozen(&[Indirect7], 1_000_001, 250_000, 0), cents(1_337_501, 668_750), cents(-10_700, -5_350),
                "7 % of 1 240 001 = 86 800.07, of 1 250 001 = 87 500.07"),
            (frozen(&[Indirect15], 1_000_001, 250_000, 0), cents(1_400_001, 700_000), cents(-11_500, -5_750),
                "15 % of 990 001 = 148 500.15, of 1 000 001 = 150 000.15"),
            (frozen(&[Indirect25], 1_000_001, 250_000, 0), cents(1_562_501, 781_250), cents(-12_500, -6_250),
                "25 % of 1 240 001 = 310 000.25, of 1 250 001 = 312 500.25"),
            (frozen(&[Residual40], 1_000_001, 0, 30_000), cents(1_430_001, 715_000), cents(-14_000, -7_000),
                "40 % of 990 001 = 396 000.4, of 1 000 001 = 400 000.4; allowances stay"),
            (frozen(&[Staff20], 50_000, 250_000, 0), cents(300_000, 150_000), cents(0, 0),
                "20 % of 250 000, whatever the sheets say"),
            (frozen(&[Staff20, Indirect15], 50_000, 250_000, 0), cents(307_500, 153_750), cents(0, 0),
                "and 15 % of these 50 000"),
        ];
        for (claim, filed, gone, working) in vectors {
            let before = claim.net(0).unwrap();
            assert_eq!(before, filed, "{working}");
            assert_eq!(claim.net(-10_000).unwrap().gone_from(before), gone, "{working}");
        }
    }

    #[test]
    fn adjustments_one_by_one_come_to_what_they_take_together() {
        let claim = frozen(&[Residual40], 1_000_001, 0, 0);
        let filed = claim.net(0).unwrap();
        assert_eq!(filed, cents(1_400_001, 700_000));
        // 40 % of 1 000 000 is whole, of 999 999 it is 399 999.6
        let first = claim.net(-1).unwrap().gone_from(filed);
        let second = claim.net(-2).unwrap().gone_from(claim.net(-1).unwrap());
        assert_eq!((first, second), (cents(-1, 0), cents(-2, -1)));
        assert_eq!(claim.net(-2).unwrap().gone_from(filed), cents(-3, -1));
        // one that was recorded without its flat part is made good by the next
        assert_eq!(claim.net(-20_000).unwrap().gone_from(filed), cents(-28_000, -14_000));
        assert_eq!(claim.net(-1_000_001).unwrap(), cents(0, 0), "all of it");
    }

    #[test]
    fn a_part_that_the_contribution_cut_stays_until_the_total_falls_below() {
        let mut claim = frozen(&[Residual40], 1_000_000, 0, 0);
        claim.budget.eu_claimed_before_cents = 49_078_374 - 690_000;
        let filed = claim.net(0).unwrap();
        assert_eq!(filed, cents(1_400_000, 690_000), "700 000, and 690 000 were left");
        assert_eq!(claim.net(-10_000).unwrap().gone_from(filed), cents(-14_000, 0), "693 000 are above it still");
        assert_eq!(claim.net(-20_000).unwrap().gone_from(filed), cents(-28_000, -4_000), "686 000");
    }
}
