//! Orientations that nobody touches expire (§ 4.2): work of the house, in the journal and so in the feed.

use diesel::prelude::*;

use super::rules::{self, OrientationStatus};
use super::store::{self, EventRow};
use crate::audit::{self, Entry};
use crate::civil;
use crate::db::schema::plies;
use crate::db::{Conn, Instant, Json};
use crate::failure::{Failure, Outcome};
use crate::identity::plies::Settings;
use crate::ids::{AnyId, PlieId};
use crate::intake::entry_files::{self, Untouched};

/// Expires what was left untouched too long, in every PLIE; tells how many. Two nodes may do it at once: each
/// orientation expires once.
///
/// # Errors
/// The database is away.
pub fn expire(conn: &mut Conn, now: Instant) -> Outcome<usize> {
    let all: Vec<(PlieId, Json)> = plies::table.select((plies::id, plies::settings)).load(conn)?;
    let mut expired = 0;
    for (plie, settings) in all {
        let settings: Settings = settings.read().map_err(Failure::defect)?;
        expired += expire_in(conn, plie, settings.orientation_expires_days, now)?;
    }
    Ok(expired)
}

fn expire_in(conn: &mut Conn, plie: PlieId, days: i64, now: Instant) -> Outcome<usize> {
    let today = civil::day_of(now);
    let since = civil::start_of_day(civil::add_days(today, -days));
    let (mut entries, mut expired) = (Vec::new(), 0);
    for mut row in store::untouched_since(conn, plie, since)? {
        let from = row.status;
        if !rules::has_expired(from, row.updated_at, days, today) {
            continue;
        }
        let file = match entry_files::untouched_of(conn, plie, row.id, since)? {
            Untouched::Alive => continue,
            Untouched::NoFile => None,
            Untouched::File(file) => Some(*file),
        };
        if from == OrientationStatus::ReceptionBooked {
            row.slot_id = None;
            row.booked_on = None;
        }
        row.status = OrientationStatus::Expired;
        row.status_reason = None;
        row.status_changed_at = now;
        row.closed_at = Some(now);
        row.version += 1;
        row.updated_at = now;
        if !store::update(conn, &row)? {
            continue;
        }
        let event = EventRow {
            plie_id: plie,
            id: AnyId::new(),
            orientation_id: row.id,
            from_status: Some(from),
            to_status: row.status,
            at: now,
            actor_id: None,
            reason: None,
        };
        store::add_event(conn, &event)?;
        let entry = Entry::changed("orientations", row.id, row.version)
            .about(row.participant_id)
            .sent_by(row.partner_structure_id)
            .fields(&["status"]);
        expired += 1;
        let ended = file.map(|file| entry_files::expire(conn, file, now)).transpose()?;
        for entry in [Some(entry), ended].into_iter().flatten() {
            entries.push(audit::store::EntryRow::system(plie, None, now, "-", "expire_orientations", entry)?);
        }
    }
    audit::store::insert(conn, &entries)?;
    Ok(expired)
}
