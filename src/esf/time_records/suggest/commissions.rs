//! The commissions in which somebody presented people: one record a session, of those whose referent they are.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::Contact;
use crate::civil::{self, IsoWeek, add_days};
use crate::ctx::Ctx;
use crate::db::Instant;
use crate::db::schema::{agenda_items, commission_sessions as t, entry_files, pathways, time_records};
use crate::esf::time_records::rules::TimeStatus;
use crate::failure::Outcome;
use crate::ids::{AgendaItemId, CommissionSessionId, EntryFileId, ParticipantId, PathwayId, UserId};

/// Minutes that are proposed for each person presented: a session says when it begins, and not who was heard how long.
const MINUTES_EACH: i64 = 15;

type Item = (CommissionSessionId, Instant, AgendaItemId, Option<ParticipantId>, Option<EntryFileId>, Option<PathwayId>);

/// The sessions of a week that were held, with those presented by their referent.
pub(super) fn presented(cx: &mut Ctx<'_>, user: UserId, week: IsoWeek) -> Outcome<Vec<Contact>> {
    let same = agenda_items::plie_id.eq(t::plie_id).and(agenda_items::session_id.eq(t::id));
    let items: Vec<Item> = t::table
        .inner_join(agenda_items::table.on(same))
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::status.eq_any(["held", "minutes_validated"]))
        .filter(t::starts_at.ge(civil::start_of_day(week.monday())))
        .filter(t::starts_at.lt(civil::start_of_day(add_days(week.sunday(), 1))))
        .order((t::starts_at, t::id, agenda_items::position, agenda_items::id))
        .limit(500)
        .select((
            t::id,
            t::starts_at,
            agenda_items::id,
            agenda_items::participant_id,
            agenda_items::entry_file_id,
            agenda_items::pathway_id,
        ))
        .load(cx.conn)?;
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let (files, ways) = own(cx, user, &items)?;
    let recorded = recorded(cx, user, &items)?;
    let mut sessions: BTreeMap<(Instant, CommissionSessionId), Vec<&Item>> = BTreeMap::new();
    for item in &items {
        let mine = item.4.is_some_and(|id| files.contains(&id)) || item.5.is_some_and(|id| ways.contains(&id));
        if mine {
            sessions.entry((item.1, item.0)).or_default().push(item);
        }
    }
    let contact = |((starts_at, _), items): ((Instant, CommissionSessionId), Vec<&Item>)| {
        let people: BTreeSet<ParticipantId> = items.iter().filter_map(|item| item.3).collect();
        let first = items.first().filter(|_| !people.is_empty() && !items.iter().any(|i| recorded.contains(&i.2)))?;
        let minutes = MINUTES_EACH * i64::try_from(people.len()).unwrap_or(1);
        Some(Contact {
            kinds: &["agenda_item"],
            id: first.2.cast(),
            tasks: vec!["commission_item"],
            participants: people.into_iter().collect(),
            starts_at,
            ends_at: starts_at.plus_seconds(minutes * 60),
            day: civil::day_of(starts_at),
            place: None,
            modality: None,
        })
    };
    Ok(sessions.into_iter().filter_map(contact).filter(|c| c.ends_at <= cx.now).collect())
}

/// The files and pathways among these that are those of a referent.
fn own(cx: &mut Ctx<'_>, user: UserId, items: &[Item]) -> Outcome<(BTreeSet<EntryFileId>, BTreeSet<PathwayId>)> {
    let files: Vec<EntryFileId> = entry_files::table
        .filter(entry_files::plie_id.eq(cx.plie()))
        .filter(entry_files::id.eq_any(items.iter().filter_map(|item| item.4).collect::<Vec<_>>()))
        .filter(entry_files::referent_user_id.eq(user))
        .select(entry_files::id)
        .load(cx.conn)?;
    let ways: Vec<PathwayId> = pathways::table
        .filter(pathways::plie_id.eq(cx.plie()))
        .filter(pathways::id.eq_any(items.iter().filter_map(|item| item.5).collect::<Vec<_>>()))
        .filter(pathways::current_referent_user_id.eq(user))
        .select(pathways::id)
        .load(cx.conn)?;
    Ok((files.into_iter().collect(), ways.into_iter().collect()))
}

/// The items that time of somebody is linked to already.
fn recorded(cx: &mut Ctx<'_>, user: UserId, items: &[Item]) -> Outcome<BTreeSet<AgendaItemId>> {
    let ids: Vec<crate::ids::AnyId> = items.iter().map(|item| item.2.cast()).collect();
    let linked: Vec<Option<crate::ids::AnyId>> = time_records::table
        .filter(time_records::plie_id.eq(cx.plie()))
        .filter(time_records::user_id.eq(user))
        .filter(time_records::linked_id.eq_any(ids))
        .filter(time_records::status.ne(TimeStatus::Superseded))
        .select(time_records::linked_id)
        .load(cx.conn)?;
    Ok(linked.into_iter().flatten().map(crate::ids::Id::cast).collect())
}
