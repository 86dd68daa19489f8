//! Months as they stand, and how they are signed.

use std::collections::BTreeSet;

use super::api::{ReopenIn, SignQuery, TimesheetFilter};
use super::rules::{self, Sheet, TimesheetStatus};
use super::store::{self, TimesheetRow};
use crate::audit::Entry;
use crate::civil::{IsoWeek, Month};
use crate::ctx::Ctx;
use crate::esf::absences::{self, Absence};
use crate::esf::agenda_weeks;
use crate::esf::staff::{self, Period};
use crate::esf::time_records::one_at_a_time;
use crate::esf::time_records::rules::TimeStatus;
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{TimesheetId, User, UserId};

/// Months before this one that a list shows when it is not told which.
const MONTHS_BEFORE: u32 = 12;

/// A month as it stands: as signed, or as its records make it now.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) user: UserId,
    pub(super) month: Month,
    pub(super) amendment: i64,
    pub(super) row: Option<TimesheetRow>,
    pub(super) sheet: Sheet,
    pub(super) text: String,
    pub(super) hash: String,
    /// Whether the content read is the one whose hash was signed.
    pub(super) intact: bool,
    /// Whether the records now say something else than what was signed.
    pub(super) changed: bool,
    pub(super) not_accepted: Vec<IsoWeek>,
}

impl Seen {
    pub(super) fn status(&self) -> TimesheetStatus {
        self.row.as_ref().map_or(TimesheetStatus::Open, |r| r.status)
    }
    pub(super) fn version(&self) -> i64 {
        self.row.as_ref().map_or(1, |r| r.version)
    }
}

/// A month in a list.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub(super) user: UserId,
    pub(super) month: Month,
    pub(super) row: Option<TimesheetRow>,
    pub(super) worked: i64,
    pub(super) absent: i64,
}

struct Live {
    sheet: Sheet,
    text: String,
    hash: String,
}

fn live(cx: &mut Ctx<'_>, user: UserId, month: Month) -> Outcome<Live> {
    let records = store::records(cx, user, month)?;
    let absences = staff::absences(cx, &[user], month.first(), month.last())?;
    let absences: Vec<Absence> = absences.into_iter().map(|(_, a)| a).collect();
    let text = rules::canonical_text(user, month, &records, &absences);
    Ok(Live { sheet: rules::sheet(month, &records, &absences), hash: rules::content_hash(&text), text })
}

/// The month of somebody whose time is in reach; `amendment` names an earlier sheet, or the one that a
/// correction has made due.
pub(super) fn find(cx: &mut Ctx<'_>, user: UserId, month: Month, amendment: Option<i64>) -> Outcome<Seen> {
    staff::admit(cx, user, "get_timesheet")?;
    let rows = store::of_month(cx, user, month)?;
    let last = rows.last().cloned();
    let Some(wanted) = amendment else { return seen(cx, user, month, last) };
    if let Some(row) = rows.into_iter().find(|r| r.amendment == wanted) {
        return seen(cx, user, month, Some(row));
    }
    let next = last.as_ref().map_or(0, |r| r.amendment + 1);
    let due = last.is_none_or(|r| rules::frozen(r.status));
    if wanted != next || !due {
        return Err(Failure::NotFound);
    }
    Ok(Seen { amendment: next, ..seen(cx, user, month, None)? })
}

fn seen(cx: &mut Ctx<'_>, user: UserId, month: Month, row: Option<TimesheetRow>) -> Outcome<Seen> {
    let now = live(cx, user, month)?;
    if let Some(kept) = row.clone().and_then(kept) {
        return Ok(Seen { changed: now.hash != kept.hash, ..kept });
    }
    let amendment = row.as_ref().map_or(0, |r| r.amendment);
    let not_accepted = agenda_weeks::not_accepted(cx, user, month)?;
    let Live { sheet, text, hash } = now;
    Ok(Seen { user, month, amendment, row, sheet, text, hash, intact: true, changed: false, not_accepted })
}

/// A sheet as somebody has signed it; none before.
fn kept(row: TimesheetRow) -> Option<Seen> {
    let (text, hash) = row.content.clone().zip(row.content_hash.clone())?;
    let (user, month, amendment) = (row.user_id, row.month, row.amendment);
    let intact = rules::content_hash(&text) == hash;
    if !intact {
        log::error!(target: "jalon::defect", "the content of timesheet {} is not the one that was signed", row.id);
    }
    let (records, absences) = rules::read_text(&text).unwrap_or_default();
    let (sheet, row) = (rules::sheet(month, &records, &absences), Some(row));
    Some(Seen { user, month, amendment, row, sheet, text, hash, intact, changed: false, not_accepted: Vec::new() })
}

/// Every sheet of a month that somebody has signed, the amendments after the first. Whether its person is in reach was
/// asked before.
pub(super) fn signed(cx: &mut Ctx<'_>, user: UserId, month: Month) -> Outcome<Vec<Seen>> {
    Ok(store::of_month(cx, user, month)?.into_iter().filter_map(kept).collect())
}

/// The months asked for: of one person, or of all staff in reach who are employed then or have recorded.
pub(super) fn list(cx: &mut Ctx<'_>, filter: &TimesheetFilter, page: &PageIn) -> Outcome<Page<Listed>> {
    let sort = page.sort(&["-month", "month"])?;
    let this = Month::of(cx.today);
    let (from, to) = match filter.month {
        Some(month) => (month, month),
        None => ((0..MONTHS_BEFORE).fold(this, |m, _| m.prev()), this),
    };
    let reach = cx.reach.clone();
    let all = match filter.user_id {
        Some(user) if staff::reaches(cx, &reach, user)? => months(from, to).map(|m| (m, user)).collect(),
        Some(_) => BTreeSet::new(),
        None => everybody(cx, from, to)?,
    };
    let people: BTreeSet<UserId> = all.iter().map(|(_, user)| *user).collect();
    let mut stored = store::latest(cx, &people.into_iter().collect::<Vec<_>>(), from, to)?;
    let wanted = |at: &(Month, UserId)| {
        let row = stored.get(at);
        let status = row.map_or(TimesheetStatus::Open, |r| r.status);
        filter.status.is_none_or(|wanted| wanted == status)
            && page.updated_after.is_none_or(|after| row.is_some_and(|r| r.updated_at > after))
    };
    let mut all: Vec<(Month, UserId)> = all.into_iter().filter(wanted).collect();
    if sort == "-month" {
        all.reverse();
    }
    let total = page.include_total.then(|| i64::try_from(all.len()).unwrap_or(i64::MAX));
    let after = page.after::<Month, User>()?;
    let behind = |at: &(Month, UserId)| after.is_none_or(|last| if sort == "month" { *at > last } else { *at < last });
    let fetched = usize::try_from(page.fetch()).unwrap_or(usize::MAX);
    let shown: Vec<(Month, UserId)> = all.into_iter().filter(behind).take(fetched).collect();
    let people: BTreeSet<UserId> = shown.iter().map(|(_, user)| *user).collect();
    let totals = store::totals(cx, &people.into_iter().collect::<Vec<_>>(), from, to)?;
    let rows = shown
        .into_iter()
        .map(|(month, user)| {
            let (worked, absent) = totals.get(&(month, user)).copied().unwrap_or_default();
            Listed { user, month, row: stored.remove(&(month, user)), worked, absent }
        })
        .collect();
    Ok(Page { total, ..page.cut(rows, sort, |l: &Listed| (l.month.to_string().into(), l.user))? })
}

fn months(from: Month, to: Month) -> impl Iterator<Item = Month> {
    std::iter::successors(Some(from), |m| Some(m.next())).take_while(move |m| *m <= to)
}

fn everybody(cx: &mut Ctx<'_>, from: Month, to: Month) -> Outcome<BTreeSet<(Month, UserId)>> {
    let reach = cx.reach.clone();
    let users = staff::in_reach(cx, &reach)?;
    let mut all: BTreeSet<(Month, UserId)> = store::recorders(cx, users, from, to)?.into_iter().collect();
    for (user, terms) in staff::schedules(cx, &reach, None, from.first(), to.last())? {
        let holds = |m: &Month| terms.valid_from <= m.last() && terms.valid_to.is_none_or(|end| m.first() <= end);
        all.extend(months(from, to).filter(holds).map(|m| (m, user)));
    }
    Ok(all)
}

/// The employee signs (R6.15), or signs the amendment that a correction has made due (R6.18).
pub(super) fn sign(cx: &mut Ctx<'_>, user: UserId, month: Month, query: &SignQuery) -> Outcome<Seen> {
    staff::admit_self(cx, user, "get_timesheet")?;
    let (seen, actor) = to_sign(cx, user, month)?;
    let now = live(cx, user, month)?;
    let not_accepted = agenda_weeks::not_accepted(cx, user, month)?;
    let on_absences = absences::contradicted_of(cx, user, month.first(), month.last())?;
    let status = rules::sign(seen.status(), user, actor, seen.changed, &not_accepted, &on_absences)?;
    rules::same_content(query.content_hash.as_deref(), &now.hash)?;
    let (read, mut row) = match seen.row {
        Some(row) if rules::frozen(row.status) => (None, following(cx, &row)),
        Some(row) => (Some(row.version), row),
        None => (None, untouched(cx, user, month)),
    };
    row.status = status;
    row.content = Some(now.text);
    row.content_hash = Some(now.hash);
    row.employee_signed_at = Some(cx.now);
    row.employee_signed_by = Some(actor);
    row.reopened_reason = None;
    save(cx, row, read)?;
    let from = [TimeStatus::Draft, TimeStatus::Submitted];
    staff::move_records(cx, user, Period::Month(month), &from, TimeStatus::EmployeeSigned)?;
    last(cx, user, month)
}

/// The supervisor signs what the employee has signed (R6.15): the month is frozen (R6.16).
pub(super) fn countersign(cx: &mut Ctx<'_>, user: UserId, month: Month) -> Outcome<Seen> {
    staff::admit_other(cx, user, "get_timesheet")?;
    let (seen, actor) = to_sign(cx, user, month)?;
    let now = live(cx, user, month)?;
    let status = rules::countersign(seen.status(), user, actor, &seen.hash, &now.hash)?;
    let mut row = seen.row.ok_or(Failure::NotFound)?;
    row.status = status;
    row.countersigned_at = Some(cx.now);
    row.countersigned_by = Some(actor);
    let read = row.version;
    save(cx, row, Some(read))?;
    let from = [TimeStatus::EmployeeSigned];
    staff::move_records(cx, user, Period::Month(month), &from, TimeStatus::SupervisorSigned)?;
    last(cx, user, month)
}

/// Opens a signed month again, before the supervisor signs; the employee signs anew.
pub(super) fn reopen(cx: &mut Ctx<'_>, user: UserId, month: Month, body: ReopenIn) -> Outcome<Seen> {
    let reason = body.reason.into_string();
    staff::admit(cx, user, "get_timesheet")?;
    let (seen, _) = to_sign(cx, user, month)?;
    let status = rules::reopen(seen.status(), Some(&reason))?;
    let mut row = seen.row.ok_or(Failure::NotFound)?;
    row.status = status;
    row.content = None;
    row.content_hash = None;
    row.employee_signed_at = None;
    row.employee_signed_by = None;
    row.reopened_reason = Some(reason);
    let read = row.version;
    save(cx, row, Some(read))?;
    let from = [TimeStatus::EmployeeSigned];
    staff::move_records(cx, user, Period::Month(month), &from, TimeStatus::Submitted)?;
    last(cx, user, month)
}

/// The month of somebody at whose time the caller was let in, at the version that it has read.
fn to_sign(cx: &mut Ctx<'_>, user: UserId, month: Month) -> Outcome<(Seen, UserId)> {
    one_at_a_time(cx, &[user])?;
    let row = store::of_month(cx, user, month)?.pop();
    let seen = seen(cx, user, month, row)?;
    cx.guard_content(seen.version(), |cx| super::api::reply(cx, &seen))?;
    let actor = cx.actor.user().ok_or_else(|| Failure::Forbidden { right: cx.call.op.id.to_owned() })?;
    Ok((seen, actor))
}

fn last(cx: &mut Ctx<'_>, user: UserId, month: Month) -> Outcome<Seen> {
    let row = store::of_month(cx, user, month)?.pop();
    seen(cx, user, month, row)
}

fn save(cx: &mut Ctx<'_>, mut row: TimesheetRow, read: Option<i64>) -> Outcome<()> {
    row.version += 1;
    row.updated_at = cx.now;
    store::save(cx, &row, read)?;
    let entry =
        Entry::changed("timesheets", row.id, row.version).owned_by(row.user_id).fields(&["status", "content_hash"]);
    // both signatures stand on the content, and the chain on its hash
    let entry = entry.binding(row.content_hash);
    cx.record(match row.reopened_reason {
        Some(reason) => entry.because(reason),
        None => entry,
    });
    Ok(())
}

fn untouched(cx: &Ctx<'_>, user_id: UserId, month: Month) -> TimesheetRow {
    TimesheetRow {
        plie_id: cx.plie(),
        id: TimesheetId::new(),
        user_id,
        month,
        amendment: 0,
        status: TimesheetStatus::Open,
        content_hash: None,
        content: None,
        employee_signed_at: None,
        employee_signed_by: None,
        countersigned_at: None,
        countersigned_by: None,
        reopened_reason: None,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    }
}

/// The amendment after a frozen sheet; its versions go on, since both have one address.
fn following(cx: &Ctx<'_>, frozen: &TimesheetRow) -> TimesheetRow {
    let amendment = frozen.amendment + 1;
    TimesheetRow { amendment, version: frozen.version, ..untouched(cx, frozen.user_id, frozen.month) }
}
