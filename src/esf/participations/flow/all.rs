//! Opening the participations of an operation from the time that is recorded on it: its first action with a person.

use super::{Opening, Said, open_with, operation_in_reach, pathway_of};
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::esf::participations::store::{self, ParticipationRow};
use crate::failure::{Failure, Outcome};
use crate::ids::OperationId;
use crate::participants;

/// How many are opened where nobody says.
const MANY: i64 = 100;

/// `POST /v1/operations/{id}/open-participations`: those opened, and whether more are left.
pub(in crate::esf::participations) fn open_all(
    cx: &mut Ctx<'_>,
    id: OperationId,
    limit: Option<i64>,
) -> Outcome<(Vec<ParticipationRow>, bool)> {
    let Some(operation) = operation_in_reach(cx, id)? else { return Err(Failure::NotFound) };
    let most = limit.unwrap_or(MANY);
    let mut people = store::first_times(cx, &operation, most + 1)?;
    let has_more = people.len() > usize::try_from(most).unwrap_or(usize::MAX);
    people.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    let mut opened = Vec::with_capacity(people.len());
    for first in people {
        let person = participants::held(cx, &Reach::everything(), first.participant_id)?;
        let pathway_id = pathway_of(cx, &person, None)?.id;
        let operation = operation.clone();
        // nobody enters before they are proved eligible (§ 6.10)
        let proved = participants::first_proof(cx, first.participant_id)?;
        let entered_on = proved.map_or(first.day, |day| day.max(first.day));
        let said = Said::default();
        opened.push(open_with(cx, Opening { id: None, person, operation, pathway_id, entered_on, said }, None)?);
    }
    Ok((opened, has_more))
}
