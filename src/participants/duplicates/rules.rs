//! The rules of a pair: its machine.

use crate::machine::Step;

crate::text_enum! {
    /// What became of a pair.
    pub enum PairStatus {
        Open = "open",
        Merged = "merged",
        Distinct = "distinct",
    }
}
use PairStatus as S;

/// The machine. `merge` and `unmerge` are events: the two were made one, or that was undone.
pub static STEPS: &[Step<S>] = &[
    Step { verb: "dismiss", from: &[S::Open], to: S::Distinct, guard: "somebody has looked: they are two persons" },
    Step { verb: "merge", from: &[S::Open, S::Distinct], to: S::Merged, guard: "the two were merged" },
    Step { verb: "unmerge", from: &[S::Merged], to: S::Open, guard: "their merge was undone" },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::step;

    #[test]
    fn a_refused_pair_is_never_open_again_by_itself() {
        assert_eq!(step(STEPS, S::Open, "dismiss").unwrap(), S::Distinct);
        assert!(step(STEPS, S::Distinct, "dismiss").is_err());
        assert_eq!(step(STEPS, S::Distinct, "merge").unwrap(), S::Merged);
        assert!(step(STEPS, S::Distinct, "unmerge").is_err());
        assert_eq!(step(STEPS, S::Merged, "unmerge").unwrap(), S::Open);
    }
}
