//! Who follows a person, when the day of a relay has come.

use diesel::prelude::*;

use crate::audit::Entry;
use crate::db::schema::participants as t;
use crate::db::{Conn, Instant, hold_row};
use crate::failure::Outcome;
use crate::ids::{ParticipantId, PathwayId, PlieId, ReferentId, SiteId, UserId};

/// The referent in place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Follower {
    /// Who.
    pub(crate) referent_id: ReferentId,
    /// Their account.
    pub(crate) user_id: UserId,
    /// Their site.
    pub(crate) site_id: SiteId,
}

/// Keeps beside the person who follows them from today on, where the pathway is the one they are in now; called by the
/// pathways alone. Gives the entry for the journal, none where nothing changed.
///
/// # Errors
/// The database is away.
pub(crate) fn followed_by(
    conn: &mut Conn,
    plie: PlieId,
    id: ParticipantId,
    pathway: PathwayId,
    by: Follower,
    now: Instant,
) -> Outcome<Option<Entry>> {
    hold_row(conn, "participants", plie, id)?;
    let here = t::table.filter(t::plie_id.eq(plie)).filter(t::id.eq(id)).filter(t::current_pathway_id.eq(pathway));
    let Some(read) = here.select(t::version).first::<i64>(conn).optional()? else { return Ok(None) };
    let version = read + 1;
    let set = (
        t::current_referent_id.eq(Some(by.referent_id)),
        t::current_referent_user_id.eq(Some(by.user_id)),
        t::site_id.eq(Some(by.site_id)),
        t::version.eq(version),
        t::updated_at.eq(now),
    );
    diesel::update(t::table.filter(t::plie_id.eq(plie)).filter(t::id.eq(id))).set(set).execute(conn)?;
    Ok(Some(Entry::changed("participants", id, version).about(id).fields(&["referent"])))
}
