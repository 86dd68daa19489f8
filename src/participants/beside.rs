//! Whom a caller reads in part: who stands beside the support, as a correspondent of France Travail does, reads who a
//! person is and where they stand, and nothing of what the support alone needs (`domain.md` § 3).

use std::collections::HashSet;

use diesel::prelude::*;

use super::reach;
use crate::auth::restricted::Restricted;
use crate::ctx::Ctx;
use crate::db::schema::participants;
use crate::failure::{Failure, Outcome};
use crate::http::query::malformed;
use crate::ids::ParticipantId;

/// Of which of some people the caller reads all that an operation shows.
#[derive(Debug)]
pub(crate) enum Whole {
    Everybody,
    Of(HashSet<ParticipantId>),
}

impl Whole {
    /// Whether this person is one of them.
    pub(crate) fn has(&self, person: ParticipantId) -> bool {
        match self {
            Self::Everybody => true,
            Self::Of(people) => people.contains(&person),
        }
    }
}

/// Of which of these people, which the operation shows, the caller reads all of it.
pub(crate) fn whole(cx: &mut Ctx<'_>, operation: &str, people: &[ParticipantId]) -> Outcome<Whole> {
    let Some(reach) = cx.narrower(operation, Restricted::Support) else { return Ok(Whole::Everybody) };
    if reach.is_empty() {
        return Ok(Whole::Of(HashSet::new()));
    }
    let query = participants::table
        .filter(participants::plie_id.eq(cx.plie()))
        .filter(participants::id.eq_any(people.to_vec()))
        .filter(reach::here(cx, &reach, None))
        .select(participants::id);
    Ok(Whole::Of(query.load(cx.conn)?.into_iter().collect()))
}

/// A list that is filtered or sorted by what not everybody reads is a list of those of whom the caller reads it: its
/// length would tell otherwise (`trust.md` T9).
///
/// # Errors
/// 400 where the caller reads it of nobody.
pub(crate) fn only_whole(cx: &mut Ctx<'_>, parameter: &str, value: &str) -> Outcome<()> {
    match cx.narrower(cx.call.op.id, Restricted::Support) {
        None => Ok(()),
        Some(reach) if reach.is_empty() => Err(malformed(parameter, value, Vec::new())),
        Some(reach) => {
            cx.reach = reach;
            Ok(())
        }
    }
}

/// What `expand` asks for stands behind another right.
pub(crate) fn no_right(right: &str) -> Failure {
    Failure::Forbidden { right: right.to_owned() }
}
