//! Commands on hourly rates.

use super::api::{HourlyRateIn, HourlyRatePatch};
use super::rules::{self, Proposed};
use super::store::{self, RateRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::esf::money::rules::{BaseSource, RateBase, RateMethod};
use crate::esf::{employment_costs, operations, staff};
use crate::failure::{Failure, Outcome, reference_fault, sent_again};
use crate::ids::HourlyRateId;
use crate::patch::patch_fields;
use crate::refusal::Refusal;

pub(super) fn create(cx: &mut Ctx<'_>, new: HourlyRateIn) -> Outcome<RateRow> {
    crate::db::one_at_a_time(cx.conn, new.staff_id.0)?;
    let base = new.base.unwrap_or(RateBase::Annual);
    let documented = new.documented_from.zip(new.documented_to);
    let derived = if documented.is_some() { BaseSource::Derived } else { BaseSource::Documented };
    let mut row = RateRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(HourlyRateId::new),
        user_id: new.staff_id,
        operation_id: new.operation_id,
        base,
        base_source: new.base_source.unwrap_or(derived),
        base_cents: new.base_cents.unwrap_or_default(),
        documented_from: new.documented_from,
        documented_to: new.documented_to,
        documented_cents: None,
        share_num: new.working_share.num,
        share_den: new.working_share.den,
        full_time_minutes: rules::full_time_minutes(base, new.full_time_minutes),
        method: new.method.unwrap_or(RateMethod::FloorOfProduct),
        valid_from: new.valid_from,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    check(cx, &mut row, new.base_cents)?;
    if new.id.is_some()
        && let Some(first) = sent_again(store::find(cx, &Reach::everything(), row.id), |f| f.says_the_same(&row))?
    {
        return Ok(first);
    }
    only_one(cx, &row)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("hourly_rates", row.id).owned_by(row.user_id));
    Ok(row)
}

pub(super) fn update(cx: &mut Ctx<'_>, id: HourlyRateId, patch: HourlyRatePatch) -> Outcome<RateRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    crate::db::one_at_a_time(cx.conn, row.user_id.0)?;
    let mut fields = Vec::new();
    patch_fields!(patch => row, fields: base, base_source, base_cents, documented_from, documented_to, full_time_minutes, method, valid_from);
    if let Some(share) = patch.working_share {
        (row.share_num, row.share_den) = (share.num, share.den);
        fields.push("working_share");
    }
    if fields.is_empty() {
        return Ok(row);
    }
    let given = patch.base_cents.or_else(|| (row.base_source != BaseSource::Derived).then_some(row.base_cents));
    check(cx, &mut row, given)?;
    only_one(cx, &row)?;
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("hourly_rates", id, row.version).owned_by(row.user_id).fields(&fields));
    Ok(row)
}

/// Every fault of the rate; a base that is derived is worked out here.
fn check(cx: &mut Ctx<'_>, row: &mut RateRow, given: Option<i64>) -> Outcome<()> {
    let reach = cx.reach_in("get_operation");
    let operation = match operations::find(cx, &reach, row.operation_id) {
        Ok(o) => Some((o.starts_on, o.ends_on)),
        Err(Failure::NotFound) => None,
        Err(other) => return Err(other),
    };
    let documented = row.documented_from.zip(row.documented_to);
    let mut found = rules::faults(&Proposed {
        base: row.base,
        source: row.base_source,
        base_cents: given,
        documented,
        share: (row.share_num, row.share_den),
        full_time_minutes: row.full_time_minutes,
        valid_from: row.valid_from,
        operation,
    });
    if operation.is_none() {
        found.push(reference_fault("/operation_id"));
    }
    if !staff::reaches(cx, &Reach::everything(), row.user_id)? {
        found.push(reference_fault("/staff_id"));
    }
    Refusal::unless_empty(found)?;
    row.documented_cents = None;
    if let Some(cents) = given {
        row.base_cents = cents;
    }
    match documented {
        Some(days) => derive(cx, row, days),
        None => Ok(()),
    }
}

/// The cost of a year from what is documented between two days (R6.24).
fn derive(cx: &mut Ctx<'_>, row: &mut RateRow, (from, to): (Day, Day)) -> Outcome<()> {
    let costs = employment_costs::between(cx, &[row.user_id], from, to)?.remove(&row.user_id).unwrap_or_default();
    let (cents, months) = employment_costs::rules::documented(&costs, from, to);
    row.base_cents = rules::derived(cents, months).map_err(|fault| Failure::from(vec![fault]))?;
    row.documented_cents = Some(cents);
    Ok(())
}

/// A person has one rate an operation from a month on.
fn only_one(cx: &mut Ctx<'_>, row: &RateRow) -> Outcome<()> {
    if !store::same_month(cx, row)? {
        return Ok(());
    }
    let from = row.valid_from;
    Err(Failure::conflict(
        "duplicate",
        format!("Un taux de cette personne vaut déjà à partir du {} pour cette opération.", crate::civil::french(from)),
        format!("A rate of this person holds already from {from} on this operation."),
    ))
}
