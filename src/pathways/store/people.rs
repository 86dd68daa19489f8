//! The participants whose pathways are within reach.

use diesel::dsl::auto_type;
use diesel::prelude::*;

use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::schema::{entry_files, participants, referent_assignments};
use crate::ids::{PlieId, SiteId, TerritoryId, UserId};

#[auto_type]
fn followed(plie: PlieId, user: UserId, today: Day) -> _ {
    referent_assignments::table
        .filter(referent_assignments::plie_id.eq(plie))
        .filter(referent_assignments::user_id.eq(user))
        .filter(referent_assignments::starts_on.le(today))
        .filter(referent_assignments::ends_on.is_null().or(referent_assignments::ends_on.assume_not_null().ge(today)))
        .select(referent_assignments::participant_id)
}

#[auto_type]
fn in_file(plie: PlieId, user: UserId) -> _ {
    entry_files::table
        .filter(entry_files::plie_id.eq(plie))
        .filter(entry_files::referent_user_id.eq(user))
        .filter(entry_files::status.ne("decided"))
        .select(entry_files::participant_id)
}

#[auto_type]
fn people(plie: PlieId, territories: Vec<TerritoryId>, sites: Vec<SiteId>, user: UserId, today: Day) -> _ {
    let followed: followed = followed(plie, user, today);
    let in_file: in_file = in_file(plie, user);
    participants::table
        .filter(participants::plie_id.eq(plie))
        .filter(
            participants::territory_id
                .assume_not_null()
                .eq_any(territories)
                .or(participants::site_id.assume_not_null().eq_any(sites))
                .or(participants::id.eq_any(followed))
                .or(participants::id.eq_any(in_file)),
        )
        .select(participants::id)
}

/// The identifiers of the participants within a reach that is not the whole PLIE, to filter by.
pub(crate) fn ids_in_reach(cx: &Ctx<'_>, reach: &Reach) -> people {
    let user = if reach.own { reach.user } else { UserId::of(uuid::Uuid::nil()) };
    people(cx.plie(), reach.territories.clone(), reach.sites.clone(), user, cx.today)
}
