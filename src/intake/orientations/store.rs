//! Rows of orientations and of their history.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};

use super::rules::{OrientationStatus, OrientationType};
use crate::auth::keys::Keys;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{
    agenda_items, decisions, entry_files, orientation_events, orientations, reception_slots, referent_assignments,
    referents,
};
use crate::db::{Conn, Day, Instant, Json, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{
    AnyId, ApiClientId, EntryFileId, OrientationId, ParticipantId, PartnerStructureId, PlieId, ReceptionSlotId,
    TerritoryId,
};
use crate::intake::entry_files::rules::EntryFileStatus;
use crate::keyset;
use crate::participants::vault::What;
use crate::participants::vault::words::{self, Worded, WordsOf};

/// A row of `orientations`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = orientations, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct OrientationRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: OrientationId,
    pub(crate) partner_structure_id: PartnerStructureId,
    pub(crate) client_id: Option<ApiClientId>,
    pub(crate) external_id: Option<String>,
    pub(crate) prescriber: Json,
    pub(crate) candidate: Json,
    pub(crate) candidate_sort_name: String,
    pub(crate) candidate_birth_date: Day,
    pub(crate) candidate_france_travail_id: Option<String>,
    pub(crate) motives: Json,
    pub(crate) criteria: Json,
    pub(crate) orientation_type: Option<OrientationType>,
    pub(crate) comment: Option<String>,
    pub(crate) data_protection_commitment: bool,
    pub(crate) territory_id: Option<TerritoryId>,
    pub(crate) status: OrientationStatus,
    pub(crate) status_reason: Option<String>,
    pub(crate) alternative: Option<String>,
    pub(crate) redirected_to: Option<PartnerStructureId>,
    pub(crate) participant_id: Option<ParticipantId>,
    pub(crate) slot_id: Option<ReceptionSlotId>,
    pub(crate) booked_on: Option<Day>,
    pub(crate) no_show_count: i64,
    pub(crate) received_at: Instant,
    pub(crate) status_changed_at: Instant,
    pub(crate) expires_on: Day,
    pub(crate) closed_at: Option<Instant>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    /// The comment as it is kept; `comment` holds it in the clear in memory, and in rows older than its encryption.
    pub(crate) words_sealed: Option<Vec<u8>>,
}

impl Worded for OrientationRow {
    const WHAT: What = What::Orientation;

    fn whose(&self) -> WordsOf {
        WordsOf { plie: self.plie_id, person: self.participant_id, object: self.id.0 }
    }

    fn sealed(&mut self) -> &mut Option<Vec<u8>> {
        &mut self.words_sealed
    }

    fn each(&mut self, f: &mut dyn FnMut(&'static str, &mut String)) -> Outcome<()> {
        if let Some(comment) = &mut self.comment {
            f("/comment", comment);
        }
        Ok(())
    }
}

/// Seals some of the rows whose words stand in the clear: how many there were; none once all are sealed.
///
/// # Errors
/// The database or a key is away.
pub(crate) fn seal_clear(conn: &mut Conn, keys: &Keys, now: Instant) -> Outcome<usize> {
    let clear =
        orientations::table.filter(orientations::words_sealed.is_null()).filter(orientations::comment.is_not_null());
    let rows: Vec<OrientationRow> = clear.limit(words::BATCH).select(OrientationRow::as_select()).load(conn)?;
    words::seal_all(conn, keys, now, &rows, |conn, row| {
        let as_read = orientations::table.find((row.plie_id, row.id)).filter(orientations::version.eq(row.version));
        diesel::update(as_read).set(row).execute(conn)
    })
}

/// A row of `orientation_events`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = orientation_events, treat_none_as_default_value = false)]
pub(crate) struct EventRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: AnyId,
    pub(crate) orientation_id: OrientationId,
    pub(crate) from_status: Option<OrientationStatus>,
    pub(crate) to_status: OrientationStatus,
    pub(crate) at: Instant,
    pub(crate) actor_id: Option<AnyId>,
    pub(crate) reason: Option<String>,
}

/// Which orientations a list is about.
#[derive(Debug, Default, Clone)]
pub(super) struct Wanted {
    pub(super) status: Option<OrientationStatus>,
    pub(super) territory_id: Option<TerritoryId>,
    pub(super) partner_structure_id: Option<PartnerStructureId>,
    pub(super) from: Option<Instant>,
    /// First instant after the period.
    pub(super) until: Option<Instant>,
    /// Beginning of the family or of the given name, folded.
    pub(super) name: Option<String>,
}

type Condition = Box<dyn BoxableExpression<orientations::table, MultiBackend, SqlType = Nullable<Bool>>>;

/// The orientations in reach: of a territory, received at a site, sent by a structure, or those of the people one
/// sent, welcomes or follows.
fn in_reach(cx: &Ctx<'_>, reach: &Reach) -> Condition {
    let plie = cx.plie();
    let mut ways: Vec<Condition> = Vec::new();
    if !reach.senders.is_empty() {
        let lately = orientations::closed_at.is_null().or(orientations::closed_at.ge(cx.partners_read_since()));
        ways.push(Box::new(orientations::partner_structure_id.eq_any(reach.senders.clone()).and(lately)));
    }
    if !reach.territories.is_empty() {
        ways.push(Box::new(orientations::territory_id.eq_any(reach.territories.clone())));
    }
    if !reach.sites.is_empty() {
        let there = reception_slots::table
            .filter(reception_slots::plie_id.eq(plie))
            .filter(reception_slots::site_id.eq_any(reach.sites.clone()))
            .select(reception_slots::id.nullable());
        ways.push(Box::new(orientations::slot_id.eq_any(there)));
    }
    if reach.own {
        let mine = reception_slots::table
            .inner_join(
                referents::table.on(referents::plie_id
                    .eq(reception_slots::plie_id)
                    .and(referents::id.nullable().eq(reception_slots::referent_id))),
            )
            .filter(reception_slots::plie_id.eq(plie))
            .filter(referents::plie_id.eq(plie))
            .filter(referents::user_id.eq(reach.user))
            .select(reception_slots::id.nullable());
        let files = entry_files::table
            .filter(entry_files::plie_id.eq(plie))
            .filter(entry_files::referent_user_id.eq(reach.user))
            .filter(entry_files::status.ne(EntryFileStatus::Decided))
            .filter(entry_files::orientation_id.is_not_null())
            .select(entry_files::orientation_id.assume_not_null());
        let followed = referent_assignments::table
            .filter(referent_assignments::plie_id.eq(plie))
            .filter(referent_assignments::user_id.eq(reach.user))
            .filter(referent_assignments::starts_on.le(cx.today))
            .filter(referent_assignments::ends_on.is_null().or(referent_assignments::ends_on.ge(cx.today)))
            .select(referent_assignments::participant_id.nullable());
        let sent = orientation_events::table
            .filter(orientation_events::plie_id.eq(plie))
            .filter(orientation_events::actor_id.eq(AnyId::of(reach.user.0)))
            .filter(orientation_events::from_status.is_null())
            .select(orientation_events::orientation_id);
        // whom one welcomes or sent, until it is known what becomes of them
        ways.push(Box::new(orientations::slot_id.eq_any(mine).and(orientations::closed_at.is_null())));
        ways.push(Box::new(orientations::id.eq_any(sent).and(orientations::closed_at.is_null()).nullable()));
        ways.push(Box::new(orientations::id.eq_any(files).nullable()));
        ways.push(Box::new(orientations::participant_id.eq_any(followed)));
    }
    let nothing: Vec<OrientationId> = Vec::new();
    let any = ways.into_iter().reduce(|a, b| Box::new(a.or(b)));
    any.unwrap_or_else(|| Box::new(orientations::id.eq_any(nothing).nullable()))
}

fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> orientations::BoxedQuery<'a, MultiBackend> {
    let query = orientations::table.filter(orientations::plie_id.eq(cx.plie())).into_boxed();
    if reach.all { query } else { query.filter(in_reach(cx, reach)) }
}

fn wanted<'a>(cx: &Ctx<'_>, w: &Wanted, page: &PageIn) -> orientations::BoxedQuery<'a, MultiBackend> {
    let mut query = scoped(cx, &cx.reach);
    if let Some(status) = w.status {
        query = query.filter(orientations::status.eq(status));
    }
    if let Some(id) = w.territory_id {
        query = query.filter(orientations::territory_id.eq(id));
    }
    if let Some(id) = w.partner_structure_id {
        query = query.filter(orientations::partner_structure_id.eq(id));
    }
    if let Some(from) = w.from {
        query = query.filter(orientations::received_at.ge(from));
    }
    if let Some(until) = w.until {
        query = query.filter(orientations::received_at.lt(until));
    }
    if let Some(name) = &w.name {
        // folded: letters, digits and single spaces, so nothing of it means something to `like`
        let begins = orientations::candidate_sort_name.like(format!("{name}%"));
        let word = orientations::candidate_sort_name.like(format!("% {name}%"));
        query = query.filter(begins.or(word));
    }
    if let Some(after) = page.updated_after {
        query = query.filter(orientations::updated_at.gt(after));
    }
    query
}

pub(super) fn list(cx: &mut Ctx<'_>, w: &Wanted, page: &PageIn) -> Outcome<Page<OrientationRow>> {
    let total = if page.include_total { Some(wanted(cx, w, page).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-received_at", "received_at"])?;
    let query = wanted(cx, w, page).select(OrientationRow::as_select());
    let rows = if sort == "received_at" {
        keyset!(query, page, asc, orientations::received_at, orientations::id, Instant).load(cx.conn)?
    } else {
        keyset!(query, page, desc, orientations::received_at, orientations::id, Instant).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &OrientationRow| (r.received_at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: OrientationId) -> Outcome<OrientationRow> {
    let query = scoped(cx, reach).filter(orientations::id.eq(id)).select(OrientationRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the orientation is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: OrientationId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// What a structure has sent under its own number.
pub(super) fn by_external_id(
    cx: &mut Ctx<'_>,
    structure: PartnerStructureId,
    external_id: &str,
) -> Outcome<Option<OrientationRow>> {
    let query = orientations::table
        .filter(orientations::plie_id.eq(cx.plie()))
        .filter(orientations::partner_structure_id.eq(structure))
        .filter(orientations::external_id.eq(external_id))
        .select(OrientationRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

/// The orientations in reach whose candidate has this name, birth date or number.
pub(super) fn alike(
    cx: &mut Ctx<'_>,
    reach: &Reach,
    sort_name: &str,
    birth_date: Option<Day>,
    france_travail_id: Option<&str>,
) -> Outcome<Vec<OrientationRow>> {
    let mut traits: Condition = Box::new(orientations::candidate_sort_name.eq(sort_name.to_owned()).nullable());
    if let Some(day) = birth_date {
        traits = Box::new(traits.or(orientations::candidate_birth_date.eq(day)));
    }
    if let Some(number) = france_travail_id {
        traits = Box::new(traits.or(orientations::candidate_france_travail_id.eq(number.to_owned())));
    }
    let query = scoped(cx, reach).filter(traits).select(OrientationRow::as_select());
    Ok(query.order(orientations::id).limit(200).load(cx.conn)?)
}

/// The history of each, oldest first.
pub(super) fn events(cx: &mut Ctx<'_>, ids: &[OrientationId]) -> Outcome<HashMap<OrientationId, Vec<EventRow>>> {
    let rows: Vec<EventRow> = orientation_events::table
        .filter(orientation_events::plie_id.eq(cx.plie()))
        .filter(orientation_events::orientation_id.eq_any(ids.to_vec()))
        .order((orientation_events::at, orientation_events::id))
        .select(EventRow::as_select())
        .load(cx.conn)?;
    let mut events: HashMap<OrientationId, Vec<EventRow>> = HashMap::new();
    for row in rows {
        events.entry(row.orientation_id).or_default().push(row);
    }
    Ok(events)
}

/// The entry file of each that has one.
pub(super) fn entry_files(cx: &mut Ctx<'_>, ids: &[OrientationId]) -> Outcome<HashMap<OrientationId, EntryFileId>> {
    let rows: Vec<(Option<OrientationId>, EntryFileId)> = entry_files::table
        .filter(entry_files::plie_id.eq(cx.plie()))
        .filter(entry_files::orientation_id.assume_not_null().eq_any(ids.to_vec()))
        .select((entry_files::orientation_id, entry_files::id))
        .load(cx.conn)?;
    Ok(rows.into_iter().filter_map(|(orientation, file)| orientation.map(|o| (o, file))).collect())
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &OrientationRow) -> Outcome<()> {
    let kept = words::kept(cx, row)?;
    diesel::insert_into(orientations::table).values(kept).execute(cx.conn)?;
    Ok(())
}

/// Writes the row if it is still as it was read, its words sealed as they are; tells whether it was.
pub(super) fn update(conn: &mut Conn, row: &OrientationRow) -> Outcome<bool> {
    let as_read = orientations::table
        .filter(orientations::plie_id.eq(row.plie_id))
        .filter(orientations::id.eq(row.id))
        .filter(orientations::version.eq(row.version - 1));
    Ok(diesel::update(as_read).set(row).execute(conn)? == 1)
}

pub(super) fn add_event(conn: &mut Conn, row: &EventRow) -> Outcome<()> {
    diesel::insert_into(orientation_events::table).values(row).execute(conn)?;
    Ok(())
}

/// The open orientations of a PLIE that nobody touched since an instant, nor the entry file that came of them.
pub(super) fn untouched_since(conn: &mut Conn, plie: PlieId, since: Instant) -> Outcome<Vec<OrientationRow>> {
    let alive = entry_files::table
        .filter(entry_files::plie_id.eq(plie))
        .filter(entry_files::orientation_id.is_not_null())
        .filter(entry_files::updated_at.ge(since).or(entry_files::status.eq("submitted")))
        .select(entry_files::orientation_id.assume_not_null());
    // admitted but for the département's word (R4.6): the decision is not the orientation's to outlive
    let awaited = decisions::table
        .inner_join(
            agenda_items::table
                .on(agenda_items::plie_id.eq(decisions::plie_id).and(agenda_items::id.eq(decisions::agenda_item_id))),
        )
        .inner_join(
            entry_files::table.on(entry_files::plie_id
                .eq(agenda_items::plie_id)
                .and(agenda_items::entry_file_id.is_not_null())
                .and(entry_files::id.eq(agenda_items::entry_file_id.assume_not_null()))),
        )
        .filter(decisions::plie_id.eq(plie))
        .filter(decisions::outcome.eq("admitted_pending_department"))
        .filter(decisions::department_confirmed_at.is_null())
        .filter(decisions::superseded_by.is_null())
        .filter(entry_files::orientation_id.is_not_null())
        .select(entry_files::orientation_id.assume_not_null());
    let query = orientations::table
        .filter(orientations::plie_id.eq(plie))
        .filter(orientations::closed_at.is_null())
        .filter(orientations::updated_at.lt(since))
        .filter(diesel::dsl::not(orientations::id.eq_any(alive)))
        .filter(diesel::dsl::not(orientations::id.eq_any(awaited)))
        .order(orientations::id)
        .limit(500);
    Ok(query.select(OrientationRow::as_select()).load(conn)?)
}
