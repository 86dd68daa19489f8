//! Whom a result tells of. Whoever fetches it is asked anew whether they still reach all of them: a handover, another
//! territory, a role that has ended bite on a file that is made already (`trust.md` T11).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::auth::restricted::Restricted;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::esf::staff;
use crate::failure::{Failure, Outcome};
use crate::ids::{OperationId, ParticipantId, UserId};
use crate::participants;

/// What a job reads beside the object that it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Covers {
    /// The operation that shows the same, a page at a time.
    pub(crate) operation: String,
    /// Whether it holds the answers that few roles may give away.
    pub(crate) sensitive: bool,
    /// The people of the result; none are named for who reaches the whole PLIE.
    #[serde(default)]
    pub(crate) people: BTreeSet<ParticipantId>,
    /// The members of staff whose time it tells of, likewise.
    #[serde(default)]
    pub(crate) staff: BTreeSet<UserId>,
    /// The operations of the ESF through which other time was reached, likewise.
    #[serde(default)]
    pub(crate) operations: BTreeSet<OperationId>,
}

impl Covers {
    /// What an operation shows, of nobody yet.
    pub(crate) fn of(operation: &str, sensitive: bool) -> Self {
        Self {
            operation: operation.to_owned(),
            sensitive,
            people: BTreeSet::new(),
            staff: BTreeSet::new(),
            operations: BTreeSet::new(),
        }
    }

    /// How far the caller may give away what it tells.
    pub(crate) fn reach(&self, cx: &Ctx<'_>) -> Reach {
        let what = if self.sensitive { Restricted::EsfAnswers } else { Restricted::Exports };
        cx.narrower(&self.operation, what).unwrap_or_else(|| cx.reach_in(&self.operation))
    }

    /// Whether the caller still reaches all of it.
    ///
    /// # Errors
    /// The database is away.
    pub(super) fn is_reached(&self, cx: &mut Ctx<'_>) -> Outcome<bool> {
        let reach = self.reach(cx);
        if reach.all || reach.is_empty() {
            return Ok(reach.all);
        }
        if !self.operations.iter().all(|id| reach.operations.contains(id)) {
            return Ok(false);
        }
        let staff = staff::in_reach(cx, &reach)?.ok_or_else(|| Failure::defect("a limited reach without limits"))?;
        if !self.staff.iter().all(|id| staff.contains(id)) {
            return Ok(false);
        }
        let people: Vec<ParticipantId> = self.people.iter().copied().collect();
        participants::all_in_reach(cx, &reach, &people)
    }
}
