//! Rows of participants, of their names and of their numbers in other systems.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::expression::BoxableExpression;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};

use super::api::ParticipantFilter;
use super::erasure;
use super::reach;
use super::rules::likeness::{self, Identity};
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{participant_criteria, participant_external_ids, participant_names, participants};
use crate::db::{Conn, Day, Instant, Json, MultiBackend};
use crate::each;
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{ParticipantId, PathwayId, PlieId, ReferentId, SiteId, TerritoryId, UserId};
use crate::keyset;
use crate::pathways::rules::PathwayStatus;

/// A row of `participants`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = participants, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct ParticipantRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: ParticipantId,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) birth_name: Option<String>,
    pub(crate) birth_date: Day,
    /// None where a prescriber did not say.
    pub(crate) gender: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) contact_person: Option<String>,
    pub(crate) address: Option<Json>,
    pub(crate) commune_code: Option<String>,
    pub(crate) postcode: Option<String>,
    pub(crate) external_ids: Json,
    pub(crate) france_travail_id: Option<String>,
    pub(crate) caf_msa_id: Option<String>,
    pub(crate) sort_name: String,
    pub(crate) territory_id: Option<TerritoryId>,
    pub(crate) site_id: Option<SiteId>,
    pub(crate) last_contact_on: Option<Day>,
    pub(crate) merged_into: Option<ParticipantId>,
    pub(crate) current_pathway_id: Option<PathwayId>,
    pub(crate) pathway_status: Option<PathwayStatus>,
    pub(crate) current_referent_id: Option<ReferentId>,
    pub(crate) current_referent_user_id: Option<UserId>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    /// Since when the record is no more than what must stay (§ 9.2).
    pub(crate) erased_at: Option<Instant>,
}

impl ParticipantRow {
    /// The numbers the person has in other systems.
    pub(crate) fn numbers(&self) -> Outcome<BTreeMap<String, String>> {
        self.external_ids.read().map_err(Failure::defect)
    }

    /// Whether a pathway of the person goes on.
    pub(crate) fn open_pathway(&self) -> bool {
        self.pathway_status.is_some_and(PathwayStatus::is_open)
    }

    /// The day on which the person was recorded.
    pub(crate) fn recorded_on(&self) -> Day {
        crate::civil::day_of(self.created_at)
    }

    /// What tells the person from another.
    pub(crate) fn identity(&self) -> Outcome<Identity> {
        Ok(Identity {
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            birth_name: self.birth_name.clone(),
            birth_date: Some(self.birth_date),
            email: self.email.clone(),
            phone: self.phone.clone(),
            france_travail_id: self.france_travail_id.clone(),
            caf_msa_id: self.caf_msa_id.clone(),
            external_ids: self.numbers()?.into_iter().collect(),
        })
    }
}

/// A condition on participants.
type Condition = Box<dyn BoxableExpression<participants::table, MultiBackend, SqlType = Nullable<Bool>>>;

/// The participant, when it is in reach.
///
/// # Errors
/// `Gone` where it was erased and who asks knew it; else `NotFound`.
pub(crate) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: ParticipantId) -> Outcome<ParticipantRow> {
    let one = participants::table.find((cx.plie(), id)).select(ParticipantRow::as_select());
    let found = if reach.all {
        one.get_result(cx.conn).optional()?
    } else {
        let condition = reach::here(cx, reach, Some(id));
        one.filter(condition).get_result(cx.conn).optional()?
    };
    match found {
        Some(row) if row.erased_at.is_none() => Ok(row),
        Some(_) => Err(Failure::Gone),
        None if erasure::knew(cx, reach, id)? => Err(Failure::Gone),
        None => Err(Failure::NotFound),
    }
}

/// The record as it stands, erased or not, for who reaches the whole PLIE.
pub(super) fn whole(conn: &mut Conn, plie: PlieId, id: ParticipantId) -> Outcome<ParticipantRow> {
    Ok(participants::table.find((plie, id)).select(ParticipantRow::as_select()).get_result(conn)?)
}

/// Whether the person was erased.
pub(crate) fn is_erased(cx: &mut Ctx<'_>, id: ParticipantId) -> Outcome<bool> {
    let query = participants::table.find((cx.plie(), id)).select(participants::erased_at);
    Ok(query.get_result::<Option<Instant>>(cx.conn).optional()?.flatten().is_some())
}

/// A person's record, and those that were merged into it, one into another.
pub(super) fn records_of(conn: &mut Conn, plie: PlieId, person: ParticipantId) -> Outcome<Vec<ParticipantId>> {
    let (mut records, mut last) = (vec![person], vec![person]);
    while !last.is_empty() {
        let merged = participants::table
            .filter(participants::plie_id.eq(plie))
            .filter(participants::merged_into.eq_any(last.into_iter().map(Some).collect::<Vec<_>>()))
            .order(participants::id)
            .select(participants::id);
        // never in a circle, since a merged record is merged no more
        last = merged.load(conn)?;
        records.extend(&last);
    }
    Ok(records)
}

/// The participant, when it is in reach, held until the transaction ends: many rooms write beside a person.
pub(crate) fn held(cx: &mut Ctx<'_>, reach: &Reach, id: ParticipantId) -> Outcome<ParticipantRow> {
    crate::db::hold_row(cx.conn, "participants", cx.plie(), id)?;
    find(cx, reach, id)
}

/// Whether the participant is in reach; one who was erased is nobody any more.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: ParticipantId) -> Outcome<bool> {
    stands(cx, reach, id).or_else(|f| if f == Failure::Gone { Ok(false) } else { Err(f) })
}

/// As [`exists`]; but who knew somebody who was erased is told so.
pub(crate) fn stands(cx: &mut Ctx<'_>, reach: &Reach, id: ParticipantId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// Whether all of these people are in reach, none of them erased.
pub(crate) fn all_in_reach(cx: &mut Ctx<'_>, reach: &Reach, ids: &[ParticipantId]) -> Outcome<bool> {
    for chunk in ids.chunks(500) {
        let query = participants::table
            .filter(participants::plie_id.eq(cx.plie()))
            .filter(participants::id.eq_any(chunk.to_vec()))
            .filter(participants::erased_at.is_null())
            .filter(reach::here(cx, reach, None))
            .count();
        let found: i64 = query.get_result(cx.conn)?;
        if usize::try_from(found) != Ok(chunk.len()) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// These people, whoever asks: whether they are in reach was asked before.
pub(crate) fn with_ids(cx: &mut Ctx<'_>, ids: &[ParticipantId]) -> Outcome<HashMap<ParticipantId, ParticipantRow>> {
    let query = participants::table
        .filter(participants::plie_id.eq(cx.plie()))
        .filter(participants::id.eq_any(ids.to_vec()))
        .select(ParticipantRow::as_select());
    let rows: Vec<ParticipantRow> = query.load(cx.conn)?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The participant that another system knows by this number, when it is in reach.
pub(super) fn by_external_id(
    cx: &mut Ctx<'_>,
    reach: &Reach,
    system: &str,
    external_id: &str,
) -> Outcome<ParticipantRow> {
    let named = participant_external_ids::table
        .filter(participant_external_ids::plie_id.eq(cx.plie()))
        .filter(participant_external_ids::system.eq(system))
        .filter(participant_external_ids::external_id.eq(external_id))
        .select(participant_external_ids::participant_id);
    let query = participants::table
        .filter(participants::plie_id.eq(cx.plie()))
        .filter(participants::id.eq_any(named))
        .filter(reach::here(cx, reach, None))
        .select(ParticipantRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

fn filtered<'a>(
    cx: &Ctx<'_>,
    page: &PageIn,
    filter: &ParticipantFilter,
    words: &[String],
) -> participants::BoxedQuery<'a, MultiBackend> {
    let mut query = participants::table
        .filter(participants::plie_id.eq(cx.plie()))
        .filter(participants::merged_into.is_null())
        .filter(participants::erased_at.is_null())
        .into_boxed();
    if !cx.reach.all {
        query = query.filter(reach::here(cx, &cx.reach, None));
    }
    if let Some(after) = page.updated_after {
        query = query.filter(participants::updated_at.gt(after));
    }
    if let Some(referent) = filter.referent_id {
        query = query.filter(participants::current_referent_id.eq(referent));
    }
    if let Some(site) = filter.site_id {
        query = query.filter(participants::site_id.eq(site));
    }
    if let Some(territory) = filter.territory_id {
        query = query.filter(participants::territory_id.eq(territory));
    }
    if let Some(status) = filter.pathway_status {
        query = query.filter(participants::pathway_status.eq(status));
    }
    if let Some(criterion) = &filter.criterion {
        let met = participant_criteria::table
            .filter(participant_criteria::plie_id.eq(cx.plie()))
            .filter(participant_criteria::criterion.eq(criterion.as_str().to_owned()))
            .select(participant_criteria::participant_id);
        query = query.filter(participants::id.eq_any(met));
    }
    for word in words {
        let named = participant_names::table
            .filter(participant_names::plie_id.eq(cx.plie()))
            .filter(participant_names::folded.ge(word.clone()))
            .filter(participant_names::folded.lt(format!("{word}{}", char::MAX)))
            .select(participant_names::participant_id);
        query = query.filter(participants::id.eq_any(named));
    }
    query
}

/// One page of the participants in reach.
pub(crate) fn list(
    cx: &mut Ctx<'_>,
    page: &PageIn,
    filter: &ParticipantFilter,
    words: &[String],
) -> Outcome<Page<ParticipantRow>> {
    let total =
        if page.include_total { Some(filtered(cx, page, filter, words).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["last_name", "-created_at"])?;
    let query = filtered(cx, page, filter, words).select(ParticipantRow::as_select());
    // a referent's few people are sorted, rather than everybody's names walked in order
    let few = !cx.reach.all && cx.reach.territories.is_empty() && cx.reach.sites.is_empty();
    let mut found = if sort == "last_name" && few {
        let by_name = participants::sort_name.concat("");
        let rows = keyset!(query, page, asc, by_name, participants::id, String).load(cx.conn)?;
        page.cut(rows, sort, |r: &ParticipantRow| (r.sort_name.clone().into(), r.id))?
    } else if sort == "last_name" {
        let rows = keyset!(query, page, asc, participants::sort_name, participants::id, String).load(cx.conn)?;
        page.cut(rows, sort, |r: &ParticipantRow| (r.sort_name.clone().into(), r.id))?
    } else {
        let rows = keyset!(query, page, desc, participants::created_at, participants::id, Instant).load(cx.conn)?;
        page.cut(rows, sort, |r: &ParticipantRow| (r.created_at.to_string().into(), r.id))?
    };
    found.total = total;
    Ok(found)
}

/// The participants in reach that may be this person: same France Travail number, same number in another system,
/// same birth date, or same names.
pub(super) fn alike(cx: &mut Ctx<'_>, reach: &Reach, person: &Identity) -> Outcome<Vec<ParticipantRow>> {
    // the tenant stands in each way, so that each is one look into an index
    let plie = cx.plie();
    let here = || participants::plie_id.eq(plie);
    let sort_name = likeness::sort_name(&person.last_name, &person.first_name);
    let mut ways: Condition = Box::new(here().and(participants::sort_name.eq(sort_name)).nullable());
    if let Some(day) = person.birth_date {
        ways = Box::new(ways.or(here().and(participants::birth_date.eq(day))));
    }
    if let Some(number) = person.france_travail_id.clone() {
        ways = Box::new(ways.or(here().and(participants::france_travail_id.eq(number))));
    }
    let owners = owners(cx, &person.external_ids)?;
    let owners: Vec<ParticipantId> = owners.into_iter().map(|(_, participant)| participant).collect();
    if !owners.is_empty() {
        ways = Box::new(ways.or(here().and(participants::id.eq_any(owners))));
    }
    let query = participants::table
        .filter(ways)
        .filter(participants::merged_into.is_null())
        .filter(participants::erased_at.is_null())
        .filter(reach::here(cx, reach, None))
        .order(participants::id)
        .select(ParticipantRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// Who has these numbers in other systems, each with its system; whether the caller may see them or not.
pub(super) fn owners(cx: &mut Ctx<'_>, numbers: &[(String, String)]) -> Outcome<Vec<(String, ParticipantId)>> {
    use participant_external_ids as t;
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = t::table.select((t::system, t::participant_id)).into_boxed::<MultiBackend>();
    for (system, number) in numbers {
        let plie = t::plie_id.eq(cx.plie());
        query = query.or_filter(plie.and(t::system.eq(system.clone())).and(t::external_id.eq(number.clone())));
    }
    Ok(query.load(cx.conn)?)
}

/// Who has this France Travail number, whether the caller may see them or not.
pub(super) fn owner_of_france_travail_id(cx: &mut Ctx<'_>, number: &str) -> Outcome<Option<ParticipantId>> {
    let query = participants::table
        .filter(participants::plie_id.eq(cx.plie()))
        .filter(participants::france_travail_id.eq(number))
        .filter(participants::merged_into.is_null())
        .select(participants::id);
    Ok(query.get_result(cx.conn).optional()?)
}

/// Takes from one record the numbers of other systems that another has from now on; the others stay with it.
pub(super) fn give_numbers(cx: &mut Ctx<'_>, from: ParticipantId, to: &ParticipantRow) -> Outcome<()> {
    use participant_external_ids as t;
    for (system, number) in to.numbers()? {
        let one = t::table.find((to.plie_id, system, number)).filter(t::participant_id.eq(from));
        diesel::delete(one).execute(cx.conn)?;
    }
    Ok(())
}

/// The record that a merged one leads to now; none where the record was not merged.
pub(super) fn kept(cx: &mut Ctx<'_>, id: ParticipantId) -> Outcome<Option<ParticipantId>> {
    let (mut at, mut kept) = (id, None);
    // the kept record may have been merged in its turn; never in a circle, since a merged one is merged no more
    while let Some(next) = merged_into(cx, at)? {
        (at, kept) = (next, Some(next));
    }
    Ok(kept)
}

fn merged_into(cx: &mut Ctx<'_>, id: ParticipantId) -> Outcome<Option<ParticipantId>> {
    let query = participants::table.find((cx.plie(), id)).select(participants::merged_into);
    Ok(query.get_result::<Option<ParticipantId>>(cx.conn).optional()?.flatten())
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &ParticipantRow) -> Outcome<()> {
    diesel::insert_into(participants::table).values(row).execute(cx.conn)?;
    names(cx, row)?;
    numbers(cx, row)
}

/// Writes the row; what it is found by is written anew.
pub(super) fn update(cx: &mut Ctx<'_>, row: &ParticipantRow) -> Outcome<()> {
    update_row(cx, row)?;
    let old_names = participant_names::table
        .filter(participant_names::plie_id.eq(row.plie_id))
        .filter(participant_names::participant_id.eq(row.id));
    diesel::delete(old_names).execute(cx.conn)?;
    let old_numbers = participant_external_ids::table
        .filter(participant_external_ids::plie_id.eq(row.plie_id))
        .filter(participant_external_ids::participant_id.eq(row.id));
    diesel::delete(old_numbers).execute(cx.conn)?;
    names(cx, row)?;
    numbers(cx, row)
}

/// Writes the row alone, for what nobody searches by, over the version before its own; another writer in between
/// makes it stale.
pub(super) fn update_row(cx: &mut Ctx<'_>, row: &ParticipantRow) -> Outcome<()> {
    let before = participants::table
        .filter(participants::plie_id.eq(row.plie_id))
        .filter(participants::id.eq(row.id))
        .filter(participants::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}

fn names(cx: &mut Ctx<'_>, row: &ParticipantRow) -> Outcome<()> {
    let all = [Some(row.first_name.as_str()), Some(row.last_name.as_str()), row.birth_name.as_deref()];
    let words: BTreeSet<String> = likeness::search_words(all.into_iter().flatten());
    let rows: Vec<_> = words
        .into_iter()
        .map(|word| {
            (
                participant_names::plie_id.eq(row.plie_id),
                participant_names::folded.eq(word),
                participant_names::participant_id.eq(row.id),
            )
        })
        .collect();
    if !rows.is_empty() {
        each!(cx.conn, |c| diesel::insert_into(participant_names::table).values(&rows).execute(c))?;
    }
    Ok(())
}

fn numbers(cx: &mut Ctx<'_>, row: &ParticipantRow) -> Outcome<()> {
    let rows: Vec<_> = row
        .numbers()?
        .into_iter()
        .map(|(system, number)| {
            (
                participant_external_ids::plie_id.eq(row.plie_id),
                participant_external_ids::system.eq(system),
                participant_external_ids::external_id.eq(number),
                participant_external_ids::participant_id.eq(row.id),
            )
        })
        .collect();
    if !rows.is_empty() {
        each!(cx.conn, |c| diesel::insert_into(participant_external_ids::table).values(&rows).execute(c))?;
    }
    Ok(())
}
