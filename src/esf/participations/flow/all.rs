//! Opening the participations of an operation from the time that is recorded on it: its first action with a person.

use super::{Opening, Said, open_with, operation_in_reach, pathway_of};
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::esf::participations::store::{self, ParticipationRow};
use crate::failure::{Failure, Outcome};
use crate::ids::OperationId;
use crate::participants;
use crate::refusal::Warning;

/// How many are opened where nobody says.
const MANY: i64 = 100;

/// `POST /v1/operations/{id}/open-participations`: those opened, and whether more are left.
pub(in crate::esf::participations) fn open_all(
    cx: &mut Ctx<'_>,
    id: OperationId,
    limit: Option<i64>,
) -> Outcome<(Vec<ParticipationRow>, bool)> {
    let Some(operation) = operation_in_reach(cx, id)? else { return Err(Failure::NotFound) };
    let most = usize::try_from(limit.unwrap_or(MANY)).unwrap_or(usize::MAX);
    let (mut opened, mut has_more, mut left_out) = (Vec::new(), false, 0);
    for first in store::first_times(cx, &operation)? {
        // nobody enters before they are proved eligible (§ 6.10), and nobody after the operation
        let proved = participants::first_proof(cx, first.participant_id)?;
        let entered_on = proved.map_or(first.day, |day| day.max(first.day));
        if entered_on > operation.ends_on {
            left_out += 1;
            continue;
        }
        if opened.len() >= most {
            has_more = true;
            break;
        }
        let person = participants::held(cx, &Reach::everything(), first.participant_id)?;
        let pathway_id = pathway_of(cx, &person, None)?.id;
        let operation = operation.clone();
        let said = Said::default();
        opened.push(open_with(cx, Opening { id: None, person, operation, pathway_id, entered_on, said }, None)?);
    }
    if left_out > 0 {
        cx.warn(proved_late(left_out));
    }
    Ok((opened, has_more))
}

fn proved_late(people: i64) -> Warning {
    Warning::new(
        "",
        "proved_after_operation",
        format!(
            "{people} personne(s) dont l'éligibilité n'a été prouvée qu'après l'opération n'y entrent pas (§ 6.10)."
        ),
        format!("{people} people who were proved eligible only after the operation do not enter it (§ 6.10)."),
    )
}
