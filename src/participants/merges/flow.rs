//! Commands on merges.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::api::{Choices, MergeIn};
use super::linked;
use super::rules::{self, MergeStatus, STEPS};
use super::store::{self, Criteria, MOVED, MergeRow, Moved};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::db::{Day, Json};
use crate::esf::participations;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::ids::{AnyId, InterviewId, MergeId, ParticipantId, PathwayId, ReferentId, SiteId, TerritoryId, UserId};
use crate::machine;
use crate::participants::rules::likeness;
use crate::participants::store::{self as people, ParticipantRow};
use crate::participants::{addresses, duplicates, still_kept};
use crate::pathways::rules::PathwayStatus;
use crate::pathways::{interviews, parent};
use crate::refusal::{Fault, Refusal};

/// The kept person as it stood before a merge: what a merge may change of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Before {
    first_name: String,
    last_name: String,
    birth_name: Option<String>,
    birth_date: Day,
    gender: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    contact_person: Option<String>,
    address: Option<Json>,
    commune_code: Option<String>,
    postcode: Option<String>,
    external_ids: Json,
    france_travail_id: Option<String>,
    caf_msa_id: Option<String>,
    territory_id: Option<TerritoryId>,
    site_id: Option<SiteId>,
    last_contact_on: Option<Day>,
    current_pathway_id: Option<PathwayId>,
    pathway_status: Option<PathwayStatus>,
    current_referent_id: Option<ReferentId>,
    current_referent_user_id: Option<UserId>,
}

/// What was re-pointed: the objects of each table with the versions they got, and the criteria.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Repointed {
    pub(super) tables: BTreeMap<String, Vec<(Uuid, i64)>>,
    criteria: Criteria,
    /// The pathways that got the one before them.
    #[serde(default)]
    linked: Vec<Uuid>,
}

macro_rules! members {
    ($with:ident) => {
        $with!(
            first_name,
            last_name,
            birth_name,
            birth_date,
            gender,
            email,
            phone,
            contact_person,
            address,
            commune_code,
            postcode,
            external_ids,
            france_travail_id,
            caf_msa_id,
            territory_id,
            site_id,
            last_contact_on,
            current_pathway_id,
            pathway_status,
            current_referent_id,
            current_referent_user_id
        )
    };
}

impl Before {
    fn of(row: &ParticipantRow) -> Self {
        macro_rules! copied {
            ($($name:ident),+) => { Self { $($name: row.$name.clone()),+ } };
        }
        members!(copied)
    }

    fn back(self, row: &mut ParticipantRow) {
        macro_rules! restored {
            ($($name:ident),+) => {{ $(row.$name = self.$name;)+ }};
        }
        members!(restored);
        row.sort_name = likeness::sort_name(&row.last_name, &row.first_name);
    }
}

/// `POST /v1/participants/{id}/merge`.
pub(super) fn merge(cx: &mut Ctx<'_>, id: ParticipantId, asked: MergeIn) -> Outcome<(MergeRow, ParticipantRow)> {
    let (source, target) = both(cx, id, asked.into_id)?;
    let open = source.open_pathway() && target.open_pathway();
    rules::mergeable(store::open_on_both(cx, open, source.id, target.id)?)?;
    let merge = MergeId::new();
    let before = Before::of(&target);
    let gone = tombstone(cx, source, target.id)?;
    let repointed = repoint(cx, &gone, target.id)?;
    let kept = keep(cx, &gone, target, &asked.choose)?;
    participations::person_corrected(cx, &kept, true)?;
    duplicates::merged(cx, gone.id, kept.id)?;
    duplicates::look(cx, &kept)?;
    let row = MergeRow {
        plie_id: cx.plie(),
        id: merge,
        source_id: gone.id,
        target_id: kept.id,
        status: MergeStatus::Done,
        choose: Json::of(&asked.choose).map_err(Failure::defect)?,
        moved: Json::of(&repointed).map_err(Failure::defect)?,
        kept_before: Json::of(&before).map_err(Failure::defect)?,
        target_version: kept.version,
        request_id: cx.call.request_id.clone(),
        merged_by: cx.actor.user(),
        undone_by: None,
        undone_at: None,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    store::insert(cx, &row)?;
    cx.record(Entry::created("merges", row.id).about(kept.id));
    Ok((row, kept))
}

/// Holds the pathways of two people, then their orientations and entry files, then their rows, each in the order of their
/// identifiers. Whoever writes under a pathway or a file holds it before they read whose it is, so that nothing is written
/// of a record that is no more; whoever writes beside a person holds its row. Told are the pathways that are held.
fn hold(cx: &mut Ctx<'_>, people: [ParticipantId; 2]) -> Outcome<BTreeSet<PathwayId>> {
    let pathways = store::pathways_of(cx, people)?;
    parent::hold(cx, pathways.iter().copied())?;
    store::hold_intake(cx, people)?;
    for person in people.into_iter().collect::<BTreeSet<_>>() {
        crate::db::hold_row(cx.conn, "participants", cx.plie(), person)?;
    }
    Ok(pathways)
}

/// Whether the people have a pathway that was not theirs when theirs were held: an admission or another merge came
/// first.
fn pathway_since(cx: &mut Ctx<'_>, people: [ParticipantId; 2], held: &BTreeSet<PathwayId>) -> Outcome<bool> {
    Ok(!store::pathways_of(cx, people)?.is_subset(held))
}

/// The two records, held.
fn both(cx: &mut Ctx<'_>, id: ParticipantId, into: ParticipantId) -> Outcome<(ParticipantRow, ParticipantRow)> {
    let reach = cx.reach.clone();
    if people::exists(cx, &reach, id)? && id == into {
        return Err(Failure::from(vec![Fault::new(
            "/into_id",
            "rule_same_participant",
            "Une fiche ne se fusionne pas avec elle-même.",
            "A record is not merged into itself.",
        )]));
    }
    let held = hold(cx, [id, into])?;
    let source = people::find(cx, &reach, id)?;
    cx.guard(source.version)?;
    still_kept(&source)?;
    let target = people::find(cx, &reach, into).map_err(|failure| match failure {
        Failure::NotFound | Failure::Gone => Failure::from(vec![reference_fault("/into_id")]),
        other => other,
    })?;
    still_kept(&target)?;
    if pathway_since(cx, [id, into], &held)? {
        return Err(Failure::Stale { current: source.version });
    }
    Ok((source, target))
}

/// The record that is no more, and the feed's tombstone of it, which names the kept one.
fn tombstone(cx: &mut Ctx<'_>, mut row: ParticipantRow, kept: ParticipantId) -> Outcome<ParticipantRow> {
    row.merged_into = Some(kept);
    row.version += 1;
    row.updated_at = cx.now;
    people::update_row(cx, &row)?;
    cx.record(Entry::erased("participants", row.id, row.version).about(kept).fields(&["merged_into"]));
    Ok(row)
}

fn repoint(cx: &mut Ctx<'_>, gone: &ParticipantRow, kept: ParticipantId) -> Outcome<Repointed> {
    let mut done = Repointed { linked: linked::link(cx, [gone.id, kept])?, ..Repointed::default() };
    for (table, versioned) in MOVED.iter().copied() {
        let moved = store::move_all(cx, (table, versioned), gone.id, kept)?;
        rebound(cx, table, &moved)?;
        noted(cx, table, versioned, &moved, kept);
        told(&mut done, table, moved);
    }
    store::follow_pathways(cx, gone.id, kept)?;
    let moved = store::move_time(cx, gone.id, kept, None)?;
    noted(cx, TIME, true, &moved, kept);
    told(&mut done, TIME, moved);
    done.criteria = store::move_criteria(cx, gone.id, kept)?;
    Ok(done)
}

/// Where time is recorded.
const TIME: &str = "time_records";

fn told(done: &mut Repointed, table: &str, moved: Vec<Moved>) {
    if !moved.is_empty() {
        done.tables.insert(table.to_owned(), moved.into_iter().map(|row| (row.id.0, row.version)).collect());
    }
}

/// A signature that is still to come binds the person of today.
fn rebound(cx: &mut Ctx<'_>, table: &str, moved: &[Moved]) -> Outcome<()> {
    if table != "interviews" {
        return Ok(());
    }
    interviews::rebind(cx, moved.iter().map(|row| InterviewId::of(row.id.0)).collect())
}

/// Each object that has a version and got another is a change of its own.
fn noted(cx: &mut Ctx<'_>, table: &'static str, versioned: bool, moved: &[Moved], person: ParticipantId) {
    for row in moved.iter().filter(|_| versioned) {
        let entry = Entry::changed(table, AnyId::of(row.id.0), row.version).about(person);
        cx.record(entry.fields(&["participant_id"]));
    }
}

/// The kept person with what was chosen of the other, and with what the other has brought.
fn keep(cx: &mut Ctx<'_>, gone: &ParticipantRow, mut row: ParticipantRow, choose: &Choices) -> Outcome<ParticipantRow> {
    macro_rules! choose {
        ($($name:ident),+) => { $(row.$name = rules::kept(gone.$name.clone(), row.$name.take(), choose.$name);)+ };
    }
    macro_rules! always {
        ($($name:ident),+) => { $(if choose.$name == Some(rules::Side::Source) { row.$name = gone.$name.clone(); })+ };
    }
    always!(first_name, last_name, birth_date);
    choose!(birth_name, gender, email, phone, contact_person, france_travail_id, caf_msa_id);
    // the territory is that of the address
    if choose.address.map_or(row.address.is_none(), |side| side == rules::Side::Source) {
        row.address = gone.address.clone();
        row.commune_code = gone.commune_code.clone();
        row.postcode = gone.postcode.clone();
        row.territory_id = gone.territory_id;
    }
    let mut numbers = gone.numbers()?;
    numbers.extend(row.numbers()?);
    row.external_ids = Json::of(&numbers).map_err(Failure::defect)?;
    row.last_contact_on = row.last_contact_on.max(gone.last_contact_on);
    // the one that goes on, else the later one
    if gone.open_pathway() || !row.open_pathway() && gone.current_pathway_id > row.current_pathway_id {
        row.current_pathway_id = gone.current_pathway_id;
        row.pathway_status = gone.pathway_status;
        row.current_referent_id = gone.current_referent_id;
        row.current_referent_user_id = gone.current_referent_user_id;
        row.site_id = gone.site_id;
    }
    row.sort_name = likeness::sort_name(&row.last_name, &row.first_name);
    row.version += 1;
    row.updated_at = cx.now;
    people::give_numbers(cx, gone.id, &row)?;
    people::update(cx, &row)?;
    addresses::keep(cx, &row)?;
    cx.record(Entry::changed("participants", row.id, row.version).about(row.id).fields(&["merged"]));
    Ok(row)
}

/// `POST /v1/merges/{id}/undo`.
pub(super) fn undo(cx: &mut Ctx<'_>, id: MergeId) -> Outcome<(MergeRow, ParticipantRow)> {
    let found = store::find(cx, &cx.reach.clone(), id)?;
    let people = [found.source_id, found.target_id];
    let held = hold(cx, people)?;
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    row.status = machine::step(STEPS, row.status, "undo")?;
    let everything = crate::auth::role::Reach::everything();
    let mut source = people::find(cx, &everything, row.source_id)?;
    let mut target = people::find(cx, &everything, row.target_id)?;
    let touched_since = store::touched_since(cx, target.id, &row)? || pathway_since(cx, people, &held)?;
    if target.version != row.target_version || touched_since {
        return Err(Failure::from(touched()));
    }
    let repointed: Repointed = row.moved.read().map_err(Failure::defect)?;
    point_back(cx, &repointed, &row)?;
    linked::unlink(cx, &repointed.linked)?;
    store::follow_pathways(cx, row.source_id, row.target_id)?;
    let before: Before = row.kept_before.read().map_err(Failure::defect)?;
    before.back(&mut target);
    target.version += 1;
    target.updated_at = cx.now;
    people::update(cx, &target)?;
    source.merged_into = None;
    source.version += 1;
    source.updated_at = cx.now;
    people::update(cx, &source)?;
    for person in [&target, &source] {
        cx.record(Entry::changed("participants", person.id, person.version).about(person.id).fields(&["merged_into"]));
    }
    for person in [&target, &source] {
        addresses::keep(cx, person)?;
        participations::person_corrected(cx, person, true)?;
    }
    duplicates::unmerged(cx, source.id, target.id)?;
    duplicates::look(cx, &source)?;
    duplicates::look(cx, &target)?;
    row.undone_by = cx.actor.user();
    row.undone_at = Some(cx.now);
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("merges", row.id, row.version).about(source.id).fields(&["status"]));
    Ok((row, target))
}

/// Re-points back what a merge has moved; all of it, or nothing.
fn point_back(cx: &mut Ctx<'_>, repointed: &Repointed, row: &MergeRow) -> Outcome<()> {
    for (table, rows) in &repointed.tables {
        let (known, versioned) = known(table)?;
        let moved = if known == TIME {
            store::move_time(cx, row.target_id, row.source_id, Some(rows))?
        } else {
            store::move_back(cx, (known, versioned), rows, row.target_id, row.source_id)?
        };
        if moved.len() != rows.len() {
            return Err(Failure::from(touched()));
        }
        rebound(cx, table, &moved)?;
        noted(cx, known, versioned, &moved, row.source_id);
    }
    store::criteria_back(cx, &repointed.criteria, row.source_id, row.target_id)
}

/// The table of this name, and whether its rows have versions.
fn known(table: &str) -> Outcome<(&'static str, bool)> {
    let all = MOVED.iter().copied().chain([(TIME, true)]);
    all.into_iter().find(|(name, _)| *name == table).ok_or_else(|| Failure::defect(format!("{table} never moved")))
}

fn touched() -> Refusal {
    Refusal::conflict(
        "conflict_touched",
        "La fiche gardée a changé depuis la fusion ; elle ne se défait plus.",
        "The kept record has changed since the merge; it is no longer undone.",
    )
}
