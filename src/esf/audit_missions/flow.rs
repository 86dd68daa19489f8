//! Commands on audit missions.

use super::api::wire::{AuditMissionIn, AuditMissionPatch, AuditSample};
use super::rules;
use super::store::{self, MissionRow};
use crate::audit::Entry;
use crate::auth::keys::random_secret;
use crate::auth::role::Reach;
use crate::civil;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::esf::operations;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::http::text::Email;
use crate::identity::users;
use crate::ids::{AuditMissionId, UserId};
use crate::jobs::{self, Asked, JobKind, JobRow};
use crate::refusal::{Fault, Refusal};

mod draw;
pub(super) mod findings;

pub(super) fn create(cx: &mut Ctx<'_>, new: AuditMissionIn) -> Outcome<MissionRow> {
    if let Some(id) = new.id
        && let Some(first) = made_before(cx, id, &new)?
    {
        return Ok(first);
    }
    let mut found = rules::window_faults(new.opens_on, new.closes_on, cx.today);
    let listed = new.sample.ids.as_ref().map(Vec::len);
    found.extend(rules::sample::faults(new.sample.rule.as_ref().map(|rule| rule.count), listed));
    match operations::find(cx, &cx.reach_in("get_operation"), new.operation_id) {
        Ok(operation) => {
            found.extend(rules::period_faults(new.from, new.to, (operation.starts_on, operation.ends_on)));
        }
        Err(Failure::NotFound) => found.push(reference_fault("/operation_id")),
        Err(failure) => return Err(failure),
    }
    let (emails, auditors, faults) = auditors(cx, &new.auditor_emails)?;
    found.extend(faults);
    Refusal::unless_empty(found)?;
    let sample = with_seed(new.sample)?;
    let drawn = draw::draw(cx, new.operation_id, (new.from, new.to), &sample)?;
    let row = MissionRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(AuditMissionId::new),
        operation_id: new.operation_id,
        period_from: new.from,
        period_to: new.to,
        sample: Json::of(&sample).map_err(Failure::defect)?,
        sample_hash: drawn.hash,
        population: drawn.population,
        records: i64::try_from(drawn.records.len()).map_err(Failure::defect)?,
        participants: drawn.participants,
        minutes: drawn.minutes,
        auditor_emails: Json::of(&emails).map_err(Failure::defect)?,
        opens_on: new.opens_on,
        closes_on: new.closes_on,
        opens_at: civil::start_of_day(new.opens_on),
        closes_at: civil::start_of_day(civil::add_days(new.closes_on, 1)),
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    store::insert(cx, &row)?;
    store::insert_items(cx, row.id, &drawn.records)?;
    store::put_auditors(cx, row.id, &auditors)?;
    give_windows(cx, &auditors)?;
    cx.record(Entry::created("audit_missions", row.id));
    Ok(row)
}

/// The mission that an earlier create with this id made: the same content answers it again.
fn made_before(cx: &mut Ctx<'_>, id: AuditMissionId, new: &AuditMissionIn) -> Outcome<Option<MissionRow>> {
    let first = match store::find(cx, &Reach::everything(), id) {
        Ok(first) => first,
        Err(Failure::NotFound) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let emails: Vec<String> = first.auditor_emails.read().map_err(Failure::defect)?;
    let drawn: AuditSample = first.sample.read().map_err(Failure::defect)?;
    let mut asked = new.sample.clone();
    if let (Some(asked), Some(drawn)) = (&mut asked.rule, &drawn.rule) {
        // a seed that was left out is the one that was made then
        asked.seed = asked.seed.take().or_else(|| drawn.seed.clone());
    }
    let same = (first.operation_id, first.period_from, first.period_to, first.opens_on, first.closes_on)
        == (new.operation_id, new.from, new.to, new.opens_on, new.closes_on)
        && drawn == asked
        && emails.iter().map(String::as_str).eq(new.auditor_emails.iter().map(Email::as_str));
    if same { Ok(Some(first)) } else { Err(Failure::taken_id()) }
}

/// The sample as it is kept: a rule has its seed.
fn with_seed(mut sample: AuditSample) -> Outcome<AuditSample> {
    if let Some(rule) = &mut sample.rule
        && rule.seed.is_none()
    {
        let made = random_secret().map_err(Failure::defect)?;
        let seed: String = made.chars().take(32).collect();
        rule.seed = Some(seed.parse().map_err(Failure::defect)?);
    }
    Ok(sample)
}

type Named = (Vec<String>, Vec<UserId>, Vec<Fault>);

/// The addresses, their accounts, and what is wrong with them.
fn auditors(cx: &mut Ctx<'_>, given: &[Email]) -> Outcome<Named> {
    let emails: Vec<String> = given.iter().map(|email| email.as_str().to_owned()).collect();
    let folded: Vec<String> = emails.iter().map(|email| email.to_lowercase()).collect();
    let mut faults = rules::email_faults(&folded);
    let mut accounts = Vec::new();
    if !faults.is_empty() {
        return Ok((emails, accounts, faults));
    }
    for (n, email) in emails.iter().enumerate() {
        match users::auditor(cx, &format!("/auditor_emails/{n}"), email)? {
            Ok(user) => accounts.push(user),
            Err(fault) => faults.push(fault),
        }
    }
    Ok((emails, accounts, faults))
}

/// The roles of these accounts are those of the missions in which they are named now.
fn give_windows(cx: &mut Ctx<'_>, accounts: &[UserId]) -> Outcome<()> {
    for user in accounts {
        let windows = store::windows(cx, *user)?;
        users::set_windows(cx, *user, &windows)?;
    }
    Ok(())
}

pub(super) fn update(cx: &mut Ctx<'_>, id: AuditMissionId, patch: AuditMissionPatch) -> Outcome<MissionRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    let mut fields = Vec::new();
    if let Some(opens_on) = patch.opens_on {
        row.opens_on = opens_on;
        row.opens_at = civil::start_of_day(opens_on);
        fields.push("opens_on");
    }
    if let Some(closes_on) = patch.closes_on {
        row.closes_on = closes_on;
        row.closes_at = civil::start_of_day(civil::add_days(closes_on, 1));
        fields.push("closes_on");
    }
    if patch.auditor_emails.is_some() {
        fields.push("auditor_emails");
    }
    if fields.is_empty() {
        return Ok(row);
    }
    // a window may be closed at once: yesterday is its last day then
    let mut found = rules::window_faults(row.opens_on, row.closes_on, civil::add_days(cx.today, -1));
    let before: Vec<UserId> = named(cx, id)?;
    let mut after = before.clone();
    if let Some(given) = &patch.auditor_emails {
        let (emails, accounts, faults) = auditors(cx, given)?;
        found.extend(faults);
        row.auditor_emails = Json::of(&emails).map_err(Failure::defect)?;
        after = accounts;
    }
    Refusal::unless_empty(found)?;
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    store::put_auditors(cx, id, &after)?;
    let concerned: std::collections::BTreeSet<UserId> = before.into_iter().chain(after).collect();
    give_windows(cx, &concerned.into_iter().collect::<Vec<_>>())?;
    cx.record(Entry::changed("audit_missions", id, row.version).fields(&fields));
    Ok(row)
}

fn named(cx: &mut Ctx<'_>, id: AuditMissionId) -> Outcome<Vec<UserId>> {
    let found = store::auditors(cx, &[id])?.remove(&id).unwrap_or_default();
    Ok(found.into_iter().map(|(user, _)| user).collect())
}

/// Asks for the pack; whoever asks reaches the mission now, when it is made and when it is fetched.
pub(super) fn pack(cx: &mut Ctx<'_>, id: AuditMissionId) -> Outcome<JobRow> {
    store::find(cx, &cx.reach.clone(), id)?;
    let parameters = Json::of(&serde_json::Map::new()).map_err(Failure::defect)?;
    jobs::enqueue(cx, Asked { kind: JobKind::AuditPack, object: Some(id.0), parameters, covers: None })
}
