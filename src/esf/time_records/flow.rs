//! Commands on time records.

use super::api::{TimeRecordIn, TimeRecordPatch};
use super::draft::{Allocation, Draft, same};
use super::facts;
use super::history;
use super::known::{self, Known, Wanted};
use super::rules::{self, Facts, STEPS, TimeStatus};
use super::store::{self, ShareRow, TimeRecordRow};
use super::totals::Deltas;
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::civil::{IsoWeek, Month};
use crate::ctx::Ctx;
use crate::db::Json;
use crate::esf::{agenda_weeks, staff};
use crate::failure::{Failure, Outcome};
use crate::ids::{CharterId, TimeRecordId, UserId};
use crate::machine;
use crate::reference::names;
use crate::refusal::{Refusal, Warning};

/// What the checks of one record have found: it may stand, with warnings.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) minutes: i64,
    pub(super) facts: Facts,
    pub(super) charter: CharterId,
    pub(super) warnings: Vec<Warning>,
}

/// Whether the caller may enter time of this person: its own, or that of whom its role reaches.
pub(super) fn admit(cx: &mut Ctx<'_>, user: UserId, team: Option<&Vec<UserId>>) -> Outcome<()> {
    let mine = cx.actor.user() == Some(user);
    if mine || team.is_none_or(|team| team.contains(&user)) {
        return Ok(());
    }
    Err(Failure::Forbidden { right: cx.call.op.id.to_owned() })
}

/// Who answers for others' months may look at their time, but enters and changes only its own.
fn only_own(reach: &Reach) -> bool {
    !reach.all && reach.territories.is_empty() && reach.sites.is_empty() && reach.operations.is_empty()
}

/// A record that the caller may change.
pub(super) fn to_change(cx: &mut Ctx<'_>, id: TimeRecordId) -> Outcome<TimeRecordRow> {
    let reach = cx.reach.clone();
    let row = store::find(cx, &reach, id)?;
    if only_own(&reach) && row.user_id != reach.user {
        return Err(Failure::Forbidden { right: cx.call.op.id.to_owned() });
    }
    Ok(row)
}

/// The people whose time the caller may enter besides its own; none where all. Asked only when needed.
pub(super) fn team(cx: &mut Ctx<'_>, users: impl IntoIterator<Item = UserId>) -> Outcome<Option<Vec<UserId>>> {
    let me = cx.actor.user();
    if only_own(&cx.reach) || users.into_iter().all(|user| Some(user) == me) {
        return Ok(Some(Vec::new()));
    }
    staff::in_reach(cx, &cx.reach.clone())
}

/// Every check of a record, all at once.
pub(super) fn check(cx: &Ctx<'_>, known: &Known, draft: &Draft, own: TimeRecordId) -> Outcome<Checked> {
    let p = &draft.proposed;
    let facts = facts::of(cx, known, p, own)?;
    let mut faults = facts::unknown(known, p);
    let (found, warnings) = rules::check(p, &facts);
    faults.extend(found);
    faults.extend(rules::linked_type(p, &facts));
    if let Some(modality) = &draft.modality {
        faults.extend(cx.lists().faults_for(names::TIME_MODALITY, p.date, &[("/modality", modality)]));
    }
    Refusal::unless_empty(faults)?;
    let minutes = rules::duration(p).map_err(Failure::from)?;
    let tenant = cx.tenant();
    let charter = facts::charter(&tenant, p.date).ok_or_else(|| Failure::defect("no charter after the check"))?.id;
    Ok(Checked { minutes, facts, charter, warnings })
}

/// The row of a record that may stand.
pub(super) fn row(cx: &Ctx<'_>, draft: &Draft, checked: &Checked, id: TimeRecordId) -> Outcome<TimeRecordRow> {
    let p = &draft.proposed;
    let task = checked.facts.charter.as_ref().and_then(|c| c.tasks.iter().find(|t| t.code == p.task));
    let task = task.ok_or_else(|| Failure::defect("no task after the check"))?;
    let shares: Vec<Allocation> = rules::allocate(checked.minutes, &p.participants)
        .into_iter()
        .map(|(participant_id, minutes)| Allocation { participant_id, minutes })
        .collect();
    Ok(TimeRecordRow {
        plie_id: cx.plie(),
        id,
        user_id: p.user,
        date: p.date,
        start_minute: p.start,
        end_minute: p.end,
        break_minutes: p.break_minutes,
        duration_minutes: checked.minutes,
        task: p.task.clone(),
        attribution: rules::effective_attribution(task, checked.facts.linked_attribution),
        charter_id: checked.charter,
        operation_id: p.operation,
        linked_type: p.linked.as_ref().map(|l| l.0.clone()),
        linked_id: p.linked.as_ref().map(|l| l.1),
        allocations: Json::of(&shares).map_err(Failure::defect)?,
        place: draft.place.clone(),
        modality: draft.modality.clone(),
        comment: p.comment.clone(),
        status: if draft.draft { TimeStatus::Draft } else { TimeStatus::Submitted },
        late: rules::is_late(p.date, cx.today, checked.facts.file_days),
        recorded_at: cx.now,
        recorded_by: cx.actor.user(),
        performed_by: p.user,
        supersedes: None,
        superseded_by: None,
        reason: None,
        month: Month::of(p.date),
        week: IsoWeek::of(p.date),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    })
}

/// The shares of a record as rows.
pub(super) fn shares(row: &TimeRecordRow) -> Outcome<Vec<ShareRow>> {
    let shares: Vec<Allocation> = row.allocations.read().map_err(Failure::defect)?;
    Ok((0i64..)
        .zip(shares)
        .map(|(position, share)| ShareRow {
            plie_id: row.plie_id,
            time_record_id: row.id,
            position,
            participant_id: share.participant_id,
            allocated_minutes: share.minutes,
        })
        .collect())
}

/// The journal's line: about the participant, where there is one alone.
pub(super) fn entry(mut entry: Entry, row: &TimeRecordRow) -> Outcome<Entry> {
    let shares: Vec<Allocation> = row.allocations.read().map_err(Failure::defect)?;
    if let [only] = shares.as_slice() {
        entry = entry.about(only.participant_id);
    }
    Ok(entry.owned_by(row.user_id))
}

pub(super) fn duplicate(id: TimeRecordId) -> Failure {
    Failure::conflict(
        "duplicate",
        format!("Une autre saisie porte cet identifiant ({id})."),
        format!("Another record has this id ({id})."),
    )
}

pub(super) fn create(cx: &mut Ctx<'_>, new: &TimeRecordIn) -> Outcome<TimeRecordRow> {
    let draft = Draft::of(new);
    let user = draft.proposed.user;
    let team = team(cx, [user])?;
    admit(cx, user, team.as_ref())?;
    store::one_at_a_time(cx, &[user])?;
    if let Some(id) = new.id
        && let [first] = store::with_ids(cx, &[id])?.as_slice()
    {
        return if same(first, &draft)? { Ok(first.clone()) } else { Err(duplicate(id)) };
    }
    let mut wanted = Wanted::default();
    draft.wants(&mut wanted);
    let known = known::load(cx, &wanted)?;
    let id = new.id.unwrap_or_else(TimeRecordId::new);
    let checked = check(cx, &known, &draft, id)?;
    let row = row(cx, &draft, &checked, id)?;
    for warning in checked.warnings {
        cx.warn(warning);
    }
    write(cx, std::slice::from_ref(&row))?;
    Ok(row)
}

/// Writes new records with their shares, totals and lines of the journal.
pub(super) fn write(cx: &mut Ctx<'_>, rows: &[TimeRecordRow]) -> Outcome<()> {
    let (mut all, mut deltas) = (Vec::new(), Deltas::default());
    for row in rows {
        all.extend(shares(row)?);
        deltas.add(row);
    }
    store::insert(cx, rows)?;
    store::insert_shares(cx, &all)?;
    deltas.write(cx)?;
    for row in rows {
        let entry = entry(Entry::created("time_records", row.id), row)?;
        cx.record(entry);
    }
    Ok(())
}

pub(super) fn update(cx: &mut Ctx<'_>, id: TimeRecordId, mut patch: TimeRecordPatch) -> Outcome<TimeRecordRow> {
    let before = to_change(cx, id)?;
    store::one_at_a_time(cx, &[before.user_id])?;
    cx.guard(before.version)?;
    let reason = patch.reason.take().map(String::from);
    let (draft, fields) = Draft::of_row(&before)?.patch(&before, patch);
    if fields.is_empty() {
        return Ok(before);
    }
    let mut wanted = Wanted::default();
    draft.wants(&mut wanted);
    wanted.days.entry(before.user_id).or_default().insert(before.date);
    let known = known::load(cx, &wanted)?;
    let unsigned = |known: &Known| {
        let person = known.people.get(&before.user_id);
        !person.is_some_and(|person| person.signed.contains(&before.month.to_string()))
    };
    if unsigned(&known) && before.status != TimeStatus::Draft {
        machine::step(STEPS, before.status, "change")?;
        if draft.draft {
            machine::step(STEPS, before.status, "draft")?;
        }
    }
    let mut checked = check(cx, &known, &draft, id)?;
    if !unsigned(&known) {
        return Err(signed(&before));
    }
    unlocked(cx, &before)?;
    let moved = draft.proposed.date != before.date;
    if !moved && !before.late {
        // what was on file in time stays so, however often it is put right
        checked.warnings.retain(|w| w.code != "late");
    }
    let mut after = row(cx, &draft, &checked, id)?;
    after.late = if moved { after.late } else { before.late };
    after.created_at = before.created_at;
    after.version = before.version + 1;
    after.reason = reason;
    after.supersedes = before.supersedes;
    if history::handed_in(cx, &before)? {
        after.supersedes = Some(history::keep(cx, &before)?);
    }
    for warning in checked.warnings {
        cx.warn(warning);
    }
    replace(cx, &before, &after)?;
    let mut line = entry(Entry::changed("time_records", id, after.version), &after)?.fields(&fields);
    if let Some(reason) = &after.reason {
        line = line.because(reason.clone());
    }
    cx.record(line);
    Ok(after)
}

/// Writes what a record says now over what it said before, with its shares and totals.
fn replace(cx: &mut Ctx<'_>, before: &TimeRecordRow, after: &TimeRecordRow) -> Outcome<()> {
    let mut deltas = Deltas::default();
    deltas.take(before);
    deltas.add(after);
    store::update(cx, after, before.version)?;
    if before.allocations.0.get() != after.allocations.0.get() {
        store::delete_shares(cx, before.id)?;
        store::insert_shares(cx, &shares(after)?)?;
    }
    deltas.write(cx)?;
    if after.date != before.date || after.duration_minutes < before.duration_minutes {
        agenda_weeks::reopen_where_short(cx, before.user_id, before.date, before.date)?;
    }
    Ok(())
}

/// Whether the day of a record still takes changes (setting `time_locked_until`).
fn unlocked(cx: &Ctx<'_>, row: &TimeRecordRow) -> Outcome<()> {
    Ok(Refusal::unless_empty(rules::locked("/date", row.date, cx.settings().time_locked_until).into_iter().collect())?)
}

fn signed(row: &TimeRecordRow) -> Failure {
    Failure::invalid(
        "/date",
        "rule_period_signed",
        format!("Le mois {} est signé : demander une correction.", row.month),
        format!("The month {} is signed: ask for a correction.", row.month),
    )
}

/// Takes a draft back. A wrong record of a returned week must be able to go, but what was handed in is never erased: it
/// leaves the live records as one does whose cancellation is approved, and its history stays to be read.
pub(super) fn delete(cx: &mut Ctx<'_>, id: TimeRecordId) -> Outcome<()> {
    let row = to_change(cx, id)?;
    store::one_at_a_time(cx, &[row.user_id])?;
    cx.guard(row.version)?;
    rules::delete(row.status)?;
    unlocked(cx, &row)?;
    let mut deltas = Deltas::default();
    deltas.take(&row);
    if history::handed_in(cx, &row)? {
        history::withdraw(cx, &row)?;
    } else {
        store::delete(cx, &row)?;
        let line = entry(Entry::erased("time_records", id, row.version + 1), &row)?;
        cx.record(line);
    }
    deltas.write(cx)?;
    agenda_weeks::reopen_where_short(cx, row.user_id, row.date, row.date)
}
