//! The life of a job: its states, how long a claim holds, how often it is tried, how far it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::machine::Step;

crate::text_enum! {
    /// What a job does.
    pub enum JobKind {
        AuditPack = "audit_pack",
        Import = "import",
        Export = "export",
    }
}

crate::text_enum! {
    /// Where a job stands.
    pub enum JobState {
        Queued = "queued",
        Running = "running",
        Done = "done",
        Failed = "failed",
        Expired = "expired",
    }
}

use JobState::{Done, Expired, Failed, Queued, Running};

/// The machine of a job; none of its steps is a verb of the API.
pub static STEPS: &[Step<JobState>] = &[
    Step {
        verb: "start",
        from: &[Queued, Running],
        to: Running,
        guard: "a node claims it; a claim that ran out is claimed anew",
    },
    Step { verb: "finish", from: &[Running], to: Done, guard: "by the node whose claim it is" },
    Step { verb: "fail", from: &[Running], to: Failed, guard: "refused, or interrupted too often" },
    Step {
        verb: "expire",
        from: &[Done],
        to: Expired,
        guard: "its result has been kept long enough, or somebody in it was erased",
    },
    Step {
        verb: "begin_anew",
        from: &[Running],
        to: Queued,
        guard: "somebody whom it may tell of was erased meanwhile",
    },
];

impl JobState {
    /// Whether nothing more happens to its result.
    pub const fn is_over(self) -> bool {
        matches!(self, Done | Failed | Expired)
    }
}

/// How long a claim holds without a sign of life, in seconds.
pub const CLAIM_SECONDS: i64 = 60;

/// How often a job is begun before it is given up.
pub const MOST_ATTEMPTS: i64 = 3;

/// How long a result is kept, in seconds.
pub const KEPT_SECONDS: i64 = 7 * 24 * 3600;

/// Whether a job that was begun so often is begun once more.
pub const fn is_tried_again(attempts: i64) -> bool {
    attempts < MOST_ATTEMPTS
}

/// How far a job is, told by whoever does it and read by whoever keeps its claim.
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<AtomicI64>);

impl Meter {
    /// So many of so many are done, of a stretch of the whole from one percentage to another. It never goes back, and
    /// 100 is told when the result is kept.
    pub fn at(&self, done: i64, all: i64, (from, to): (i64, i64)) {
        let part = if all > 0 { (to - from).saturating_mul(done.clamp(0, all)) / all } else { 0 };
        self.0.fetch_max((from + part).clamp(0, 99), Ordering::Relaxed);
    }

    /// The percentage.
    pub fn percent(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_never_goes_back_and_ends_with_the_result() {
        let meter = Meter::default();
        let mut told = Vec::new();
        for (done, all, stretch) in
            [(0, 10, (0, 70)), (5, 10, (0, 70)), (4, 10, (0, 70)), (0, 0, (70, 90)), (9, 3, (90, 100))]
        {
            meter.at(done, all, stretch);
            told.push(meter.percent());
        }
        assert_eq!(told, [0, 35, 35, 70, 99]);
    }

    #[test]
    fn a_job_is_given_up_after_three_tries() {
        assert_eq!([0, 1, 2, 3, 4].map(is_tried_again), [true, true, true, false, false]);
        assert!(!JobState::Queued.is_over() && JobState::Failed.is_over());
    }
}
