//! Commands on claims.

use super::adjust;
use super::api::{ClaimDecideIn, ClaimIn, ClaimPatch};
use super::rules::{self, ClaimStatus, Obstacle, Period};
use super::store::{self, ClaimRow, LineRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::civil::day_of;
use crate::ctx::Ctx;
use crate::esf::claim_readiness::{self, Group};
use crate::esf::cost_statements::rules::Line;
use crate::esf::cost_statements::support::Supported;
use crate::esf::cost_statements::{self, Asked, CostStatementView, Statement};
use crate::esf::money::rules::{flat, in_millionths};
use crate::esf::operations::{self, OperationRow};
use crate::esf::timesheets::rules::content_hash;
use crate::failure::{Failure, Outcome};
use crate::ids::{ClaimId, OperationId, UserId};
use crate::refusal::{Refusal, Warning};

/// Files a claim: the statement is frozen, its records are marked.
pub(super) fn create(cx: &mut Ctx<'_>, id: OperationId, new: ClaimIn) -> Outcome<ClaimRow> {
    let operation = operations::find(cx, &cx.reach.clone(), id)?;
    crate::db::one_at_a_time(cx.conn, id.0)?;
    if let Some(first) = made_before(cx, id, &new)? {
        return Ok(first);
    }
    let filed_by = cx.actor.user().ok_or_else(|| Failure::Forbidden { right: cx.call.op.id.to_owned() })?;
    let days = Period { from: new.from, to: new.to, starts_on: operation.starts_on, ends_on: operation.ends_on };
    Refusal::unless_empty(rules::period_faults(&days, cx.today))?;
    if let Some((from, to)) = store::overlapping(cx, id, new.from, new.to)? {
        return Err(rules::overlap(from, to).into());
    }
    let made = statement(cx, operation, &new)?;
    let filed = adjust::filed_rates(cx, id)?;
    Refusal::unless_empty(flat::never_both("/flat_rates", &made.flat_rates, &filed))?;
    let overridden = admit(cx, &made, new.override_reason.as_ref().map(|r| r.as_str().to_owned()))?;
    let row = freeze(cx, &made, &new, filed_by, overridden)?;
    let lines: Vec<LineRow> =
        (0i64..).zip(made.lines()).map(|(at, (user, line))| line_row(&row, at, user, line)).collect();
    store::insert(cx, &row, &lines)?;
    mark(cx, &row)?;
    let entry = Entry::created("claims", row.id).binding(row.content_hash.clone());
    cx.record(match &row.override_reason {
        Some(reason) => entry.because(reason.clone()),
        None => entry,
    });
    Ok(row)
}

/// The claim that an earlier create with this id made: the same days answer it again.
fn made_before(cx: &mut Ctx<'_>, operation: OperationId, new: &ClaimIn) -> Outcome<Option<ClaimRow>> {
    let Some(id) = new.id else { return Ok(None) };
    match store::find(cx, &Reach::everything(), id) {
        Ok(row) if (row.operation_id, row.starts_on, row.ends_on) == (operation, new.from, new.to) => Ok(Some(row)),
        Ok(_) => Err(Failure::taken_id()),
        Err(Failure::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The statement that is frozen. On PostgreSQL it is made once more when nobody can write the time of its people.
fn statement(cx: &mut Ctx<'_>, operation: OperationRow, new: &ClaimIn) -> Outcome<Statement> {
    let asked = Asked {
        from: new.from,
        to: new.to,
        other_direct_cents: new.other_direct_cents.unwrap_or_default(),
        allowance_cents: new.allowance_cents.unwrap_or_default(),
        flat_rates: new.flat_rates.clone().unwrap_or_default(),
        anew: false,
    };
    let made = cost_statements::make(cx, operation, &asked)?;
    if !cx.conn.is_pg() {
        return Ok(made);
    }
    let people: Vec<UserId> = made.people.iter().map(|p| p.user).collect();
    crate::esf::time_records::one_at_a_time(cx, &people)?;
    cost_statements::make(cx, made.operation, &asked)
}

/// Refuses while errors stand, unless whoever answers for the operation overrides them; warnings go along.
fn admit(cx: &mut Ctx<'_>, made: &Statement, reason: Option<String>) -> Outcome<Option<String>> {
    let groups = claim_readiness::read(cx, made)?;
    let told = |group: &Group| {
        let (fr, en) = group.kind.sentence(group.count);
        Obstacle { code: group.kind.code(), fr, en }
    };
    for group in groups.iter().filter(|g| !g.is_error()) {
        let Obstacle { code, fr, en } = told(group);
        cx.warn(Warning::new("", code, fr, en));
    }
    let errors: Vec<Obstacle> = groups.iter().filter(|g| g.is_error()).map(told).collect();
    if errors.is_empty() {
        return Ok(None);
    }
    if reason.is_none() {
        return Err(rules::not_ready(errors).into());
    }
    // who changes the operation answers for it
    if cx.reach_in("update_operation").is_empty() {
        return Err(Failure::Forbidden { right: "override_reason".to_owned() });
    }
    Ok(reason)
}

fn freeze(
    cx: &mut Ctx<'_>,
    made: &Statement,
    new: &ClaimIn,
    filed_by: UserId,
    override_reason: Option<String>,
) -> Outcome<ClaimRow> {
    let content = serde_json::to_string(&CostStatementView::of(made, cx.now)).map_err(Failure::defect)?;
    let sum = |of: fn(&Line) -> i64| made.lines().map(|(_, line)| of(line)).sum::<i64>();
    Ok(ClaimRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(ClaimId::new),
        operation_id: made.operation.id,
        starts_on: made.from,
        ends_on: made.to,
        status: ClaimStatus::Filed,
        override_reason,
        note: new.note.clone().map(Into::into),
        content_hash: content_hash(&content),
        content,
        claimed_minutes: sum(|l| l.claimed),
        supported_minutes: sum(|l| l.supported),
        unsupported_minutes: sum(Line::lacking),
        staff_cents: made.eligible.staff_cents,
        total_cents: made.eligible.total_cents,
        eu_cents: made.eu_cents,
        filed_at: cx.now,
        filed_by,
        decided_on: None,
        decided_by: None,
        accepted_cents: None,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    })
}

fn line_row(claim: &ClaimRow, position: i64, user_id: UserId, line: &Line) -> LineRow {
    let part = |n: i128| i64::try_from(n).ok();
    LineRow {
        plie_id: claim.plie_id,
        claim_id: claim.id,
        position,
        user_id,
        month: line.month,
        operation_id: claim.operation_id,
        cost_mode: line.mode,
        minutes: line.minutes,
        supported_minutes: line.supported,
        claimed_minutes: line.claimed,
        worked_minutes: line.worked,
        cost_cents: line.cost_cents,
        denominator_num: line.denominator.and_then(|d| part(d.num())),
        denominator_den: line.denominator.and_then(|d| part(d.den())),
        method: line.rate.map(|rate| rate.method),
        share_ppm: in_millionths(line.share),
        amount_cents: line.amount,
    }
}

/// Marks the records whose minutes the claim holds, with a line in the journal for each.
fn mark(cx: &mut Ctx<'_>, row: &ClaimRow) -> Outcome<()> {
    let records = Supported::new(cx, row.operation_id, row.starts_on, row.ends_on);
    for moved in store::claim(cx, row.id, &records)? {
        let entry = Entry::changed("time_records", moved.id, moved.version);
        cx.record(entry.owned_by(moved.user_id).fields(&["status"]));
    }
    Ok(())
}

/// A note is all that changes of a claim (R6.20).
pub(super) fn update(cx: &mut Ctx<'_>, id: ClaimId, patch: ClaimPatch) -> Outcome<ClaimRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    let Some(note) = patch.note else { return Ok(row) };
    row.note = note.map(Into::into);
    save(cx, row, &["note"])
}

/// The service-done check has decided.
pub(super) fn decide(cx: &mut Ctx<'_>, id: ClaimId, body: &ClaimDecideIn) -> Outcome<ClaimRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    let filed_on = day_of(row.filed_at);
    let accepted = body.accepted_cents;
    let left = row.total_cents + store::adjusted(cx, &[id])?.iter().map(|a| a.total_cents).sum::<i64>();
    row.status = rules::decide(row.status, filed_on, body.decided_on, cx.today, accepted, left)?;
    row.decided_on = Some(body.decided_on);
    row.decided_by = cx.actor.user();
    row.accepted_cents = accepted;
    save(cx, row, &["status", "decided_on", "accepted_cents"])
}

fn save(cx: &mut Ctx<'_>, mut row: ClaimRow, fields: &[&'static str]) -> Outcome<ClaimRow> {
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("claims", row.id, row.version).fields(fields));
    Ok(row)
}
