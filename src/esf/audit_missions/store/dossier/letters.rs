//! The mission letters of those who worked (§ 6.1).

use diesel::prelude::*;

use super::{Dossiers, LetterFacts, distinct};
use crate::ctx::Ctx;
use crate::db::schema::mission_letters;
use crate::failure::Outcome;
use crate::ids::OperationId;

impl Dossiers {
    /// The mission letters of those who worked on an operation.
    pub(super) fn read_letters(&mut self, cx: &mut Ctx<'_>) -> Outcome<()> {
        use mission_letters as t;
        let operations: Vec<OperationId> = distinct(self.records.iter().filter_map(|r| r.operation_id));
        if operations.is_empty() {
            return Ok(());
        }
        let rows: Vec<LetterFacts> = t::table
            .filter(t::plie_id.eq(cx.plie()))
            .filter(t::operation_id.eq_any(operations))
            .filter(t::user_id.eq_any(distinct(self.records.iter().map(|r| r.user_id))))
            .order((t::starts_on, t::id))
            .select((
                t::id,
                t::user_id,
                t::operation_id,
                t::missions,
                t::starts_on,
                t::ends_on,
                t::cost_mode,
                t::signed_on,
                t::accepted_by_ma_on,
            ))
            .load(cx.conn)?;
        for row in rows {
            self.letters.entry((row.user_id, row.operation_id)).or_default().push(row);
        }
        Ok(())
    }
}
