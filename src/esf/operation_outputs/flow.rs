//! Commands on the outputs of an operation.

use super::api::OperationOutputsIn;
use super::store::{self, OutputsRow};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::esf::operations;
use crate::failure::{Failure, Outcome};
use crate::ids::{OperationId, OperationOutputsId};

pub(super) fn put(cx: &mut Ctx<'_>, id: OperationId, told: &OperationOutputsIn) -> Outcome<OutputsRow> {
    if !operations::exists(cx, &cx.reach.clone(), id)? {
        return Err(Failure::NotFound);
    }
    let last = store::last(cx, id)?;
    let read = last.as_ref().map_or(0, |row| row.revision);
    cx.guard(read)?;
    let row = OutputsRow {
        plie_id: cx.plie(),
        id: OperationOutputsId::new(),
        operation_id: id,
        revision: read + 1,
        by_social_partners: told.by_social_partners,
        for_women_in_work: told.for_women_in_work,
        for_public_services: told.for_public_services,
        public_services_supported: told.public_services_supported,
        enterprises_supported: told.enterprises_supported,
        recorded_at: cx.now,
        recorded_by: cx.actor.user(),
    };
    store::insert(cx, &row)?;
    cx.record(Entry::created("operation_outputs", row.id));
    Ok(row)
}
