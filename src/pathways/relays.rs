//! Relays whose day has come: who answers for the pathway and the person follows the date (§ 4.5). Work of the house,
//! in the journal and so in the feed.

use diesel::prelude::*;

use super::rules::FOLLOWED;
use crate::audit::Entry;
use crate::audit::store::{self as audit, EntryRow};
use crate::civil;
use crate::db::schema::{pathways, referent_assignments as a, referents};
use crate::db::{Conn, Day, Instant};
use crate::failure::Outcome;
use crate::ids::{ParticipantId, PathwayId, PlieId, ReferentId, SiteId, UserId};
use crate::participants::{self, Follower};

/// The most pathways at a time; the others are done the next time.
const MOST: i64 = 1000;

/// A pathway that keeps another referent than the one in place, at the version it was read at.
#[derive(Debug, Queryable)]
struct Due {
    plie_id: PlieId,
    id: PathwayId,
    version: i64,
    participant_id: ParticipantId,
    referent_id: ReferentId,
    user_id: UserId,
    site_id: SiteId,
}

/// Lets every pathway and its person be of the referent in place today, in every PLIE; tells how many. Two nodes may do
/// it at once: each relay begins once.
///
/// # Errors
/// The database is away.
pub(crate) fn begin_relays(conn: &mut Conn, now: Instant) -> Outcome<usize> {
    let mut begun = 0;
    for due in due(conn, civil::day_of(now))? {
        // in the order of identifiers and before any row of theirs, as whoever merges or hands over holds them
        crate::db::one_at_a_time(conn, due.id.0)?;
        let read = pathways::table
            .filter(pathways::plie_id.eq(due.plie_id))
            .filter(pathways::id.eq(due.id))
            .filter(pathways::version.eq(due.version));
        let version = due.version + 1;
        let set = (
            pathways::current_referent_id.eq(Some(due.referent_id)),
            pathways::current_referent_user_id.eq(Some(due.user_id)),
            pathways::version.eq(version),
            pathways::updated_at.eq(now),
        );
        // somebody changes it just now; if it is still due then, the next time does it
        if diesel::update(read).set(set).execute(conn)? == 0 {
            continue;
        }
        begun += 1;
        let by = Follower { referent_id: due.referent_id, user_id: due.user_id, site_id: due.site_id };
        let person = participants::followed_by(conn, due.plie_id, due.participant_id, due.id, by, now)?;
        let pathway = Entry::changed("pathways", due.id, version).about(due.participant_id).fields(&["referent"]);
        let entries: Vec<EntryRow> = [Some(pathway), person]
            .into_iter()
            .flatten()
            .map(|entry| EntryRow::system(due.plie_id, None, now, "-", "begin_relays", entry))
            .collect::<Outcome<_>>()?;
        audit::insert(conn, &entries)?;
    }
    Ok(begun)
}

/// The pathways whose referent in place is not the one they keep, in order of their identifiers.
fn due(conn: &mut Conn, today: Day) -> Outcome<Vec<Due>> {
    let query = pathways::table
        .inner_join(a::table.on(a::plie_id.eq(pathways::plie_id).and(a::pathway_id.eq(pathways::id))))
        .inner_join(referents::table.on(referents::plie_id.eq(a::plie_id).and(referents::id.eq(a::referent_id))))
        .filter(pathways::status.eq_any(FOLLOWED.to_vec()))
        .filter(a::starts_on.le(today))
        .filter(a::ends_on.is_null().or(a::ends_on.ge(today).assume_not_null()))
        .filter(
            pathways::current_referent_id
                .is_null()
                .or(pathways::current_referent_id.assume_not_null().ne(a::referent_id)),
        )
        .order(pathways::id)
        .limit(MOST)
        .select((
            pathways::plie_id,
            pathways::id,
            pathways::version,
            pathways::participant_id,
            a::referent_id,
            a::user_id,
            referents::site_id,
        ));
    Ok(query.load(conn)?)
}
