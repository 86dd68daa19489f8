//! Reports recorded before they were sealed: `jalon keys seal` seals them. Nothing of the interview changes by it, so
//! that it gets no version and no line in the journal.

use diesel::prelude::*;

use crate::auth::keys::Keys;
use crate::db::schema::interviews as t;
use crate::db::{Conn, Instant};
use crate::failure::Outcome;
use crate::ids::{InterviewId, ParticipantId, PlieId};
use crate::participants::vault::{self, Safe, What};

/// Reports sealed in one transaction.
const BATCH: i64 = 200;

/// Seals some of the reports that stand in the clear: how many; none once all are.
///
/// # Errors
/// The database or a key is away.
pub(crate) fn seal_clear(conn: &mut Conn, keys: &Keys, now: Instant) -> Outcome<usize> {
    let rows: Vec<(PlieId, InterviewId, ParticipantId, i64, Option<String>)> = t::table
        .filter(t::report.is_not_null())
        .limit(BATCH)
        .select((t::plie_id, t::id, t::participant_id, t::version, t::report))
        .load(conn)?;
    let done = rows.len();
    for (plie, id, person, version, report) in rows {
        let safe = Safe { plie, keys, now };
        let plain = report.unwrap_or_default();
        let sealed = vault::seal_in(conn, safe, What::InterviewReport, person, id.0, &plain)?;
        // one that was written meanwhile is sealed already
        diesel::update(t::table.find((plie, id)).filter(t::version.eq(version)).filter(t::report.is_not_null()))
            .set((t::report.eq(None::<String>), t::report_sealed.eq(sealed)))
            .execute(conn)?;
    }
    Ok(done)
}
