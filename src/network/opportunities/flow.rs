//! Commands on opportunities.

use std::collections::{BTreeSet, HashSet};

use super::api::{Constraint, EmployerRef, OpportunityIn, OpportunityNotifyIn, OpportunityPatch};
use super::rules::{self, NoticeResult, Opportunity};
use super::store::{self, NoticeRow, OpportunityRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::failure::{Failure, Outcome, reference_fault, sent_again};
use crate::http::text::Code;
use crate::ids::{EmployerId, OpportunityId, OpportunityNoticeId, PathwayId};
use crate::network::{employers, known};
use crate::patch::patch_field;
use crate::pathways::parent;
use crate::reference::names;
use crate::refusal::{Fault, Refusal};

pub(super) fn create(cx: &mut Ctx<'_>, new: OpportunityIn) -> Outcome<OpportunityRow> {
    let (employer_id, employer_name, mut found) = employer(cx, new.employer)?;
    let row = OpportunityRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(OpportunityId::new),
        title: new.title.into_string(),
        description: new.description.map(Into::into),
        kind: new.kind.into_string(),
        employer_id,
        employer_name,
        rome: new.rome.map(Into::into),
        commune_code: new.commune_code.map(Into::into),
        target_criteria: codes(new.target_criteria.unwrap_or_default())?,
        blocking_barriers: codes(new.blocking_barriers.unwrap_or_default())?,
        constraints: Json::of(&new.constraints.unwrap_or_default()).map_err(Failure::defect)?,
        closes_on: new.closes_on,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    if new.id.is_some()
        && let Some(first) = sent_again(store::find(cx, &Reach::everything(), row.id), |first| same(first, &row))?
    {
        return Ok(first);
    }
    found.extend(faults(cx, &row, None)?);
    found.extend(rules::closed_already(row.closes_on, cx.today));
    Refusal::unless_empty(found)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("opportunities", row.id));
    Ok(row)
}

/// The codes in their order, each once.
fn codes(given: Vec<Code>) -> Outcome<Json> {
    let mut seen = BTreeSet::new();
    let distinct: Vec<Code> = given.into_iter().filter(|code| seen.insert(code.clone())).collect();
    Json::of(&distinct).map_err(Failure::defect)
}

fn same(a: &OpportunityRow, b: &OpportunityRow) -> bool {
    let what = |r: &OpportunityRow| (r.title.clone(), r.description.clone(), r.kind.clone(), r.rome.clone());
    let whose = |r: &OpportunityRow| (r.employer_id, r.employer_name.clone(), r.commune_code.clone(), r.closes_on);
    let lists = |r: &OpportunityRow| {
        let codes = |json: &Json| json.read::<Vec<String>>().ok();
        (codes(&r.target_criteria), codes(&r.blocking_barriers), r.constraints.read::<Vec<Constraint>>().ok())
    };
    what(a) == what(b) && whose(a) == whose(b) && lists(a) == lists(b)
}

/// An employer of the PLIE by its identifier, or another by its name.
fn employer(cx: &mut Ctx<'_>, given: Option<EmployerRef>) -> Outcome<(Option<EmployerId>, Option<String>, Vec<Fault>)> {
    let Some(given) = given else { return Ok((None, None, Vec::new())) };
    let name: Option<String> = given.name.map(Into::into);
    let mut found: Vec<Fault> = rules::employer_fault(given.id.is_some(), name.as_deref()).into_iter().collect();
    if let Some(id) = given.id
        && !employers::exists(cx, &cx.reach_in("get_employer"), id)?
    {
        found.push(reference_fault("/employer/id"));
    }
    found.extend(crate::participants::nir_faults(&[("/employer/name", name.as_deref())]));
    Ok((given.id, name.filter(|_| given.id.is_none()), found))
}

fn faults(cx: &mut Ctx<'_>, row: &OpportunityRow, given: Option<&[&'static str]>) -> Outcome<Vec<Fault>> {
    let has = |name: &str| given.is_none_or(|fields| fields.contains(&name));
    let constraints: Vec<Constraint> = row.constraints.read().map_err(Failure::defect)?;
    let mut found = rules::opportunity_faults(&Opportunity {
        title: &row.title,
        description: row.description.as_deref(),
        rome: row.rome.as_deref(),
        constraints: constraints
            .iter()
            .map(|c| (c.kind, c.code, c.value.as_ref().map_or("", |v| v.as_str())))
            .collect(),
    });
    if has("kind") {
        found.extend(cx.lists().faults_for(names::OPPORTUNITY_KIND, cx.today, &[("/kind", &row.kind)]));
    }
    for (list, name, held) in [
        (names::CRITERION, "target_criteria", &row.target_criteria),
        (names::BARRIER, "blocking_barriers", &row.blocking_barriers),
    ] {
        if has(name) {
            let codes: Vec<String> = held.read().map_err(Failure::defect)?;
            let at: Vec<String> = (0..codes.len()).map(|n| format!("/{name}/{n}")).collect();
            let named: Vec<(&str, &str)> =
                at.iter().map(String::as_str).zip(codes.iter().map(String::as_str)).collect();
            found.extend(cx.lists().faults_for(list, cx.today, &named));
        }
    }
    Ok(found)
}

pub(super) fn update(cx: &mut Ctx<'_>, id: OpportunityId, patch: OpportunityPatch) -> Outcome<OpportunityRow> {
    let seen = cx.reach_in("get_opportunity");
    let mut row = store::find(cx, &seen, id)?;
    if !store::exists(cx, &cx.reach.clone(), id)? {
        return Err(Failure::Forbidden { right: cx.call.op.id.to_owned() });
    }
    cx.guard(row.version)?;
    let mut found = Vec::new();
    let mut fields = Vec::new();
    if let Some(given) = &patch.employer {
        let (employer_id, employer_name, wrong) = employer(cx, given.clone())?;
        (row.employer_id, row.employer_name) = (employer_id, employer_name);
        found.extend(wrong);
        fields.push("employer");
    }
    fields.extend(apply(&mut row, patch)?);
    if fields.is_empty() {
        return Ok(row);
    }
    found.extend(faults(cx, &row, Some(&fields))?);
    Refusal::unless_empty(found)?;
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("opportunities", id, row.version).fields(&fields));
    Ok(row)
}

fn apply(row: &mut OpportunityRow, patch: OpportunityPatch) -> Outcome<Vec<&'static str>> {
    let mut fields = Vec::new();
    patch_field!(fields, patch.title, "title", |title| row.title = title.into_string());
    patch_field!(fields, patch.description, "description", |text| row.description = text.map(Into::into));
    patch_field!(fields, patch.kind, "kind", |kind| row.kind = kind.into_string());
    patch_field!(fields, patch.rome, "rome", |code| row.rome = code.map(Into::into));
    patch_field!(fields, patch.commune_code, "commune_code", |code| row.commune_code = code.map(Into::into));
    patch_field!(fields, patch.target_criteria, "target_criteria", |list| row.target_criteria = codes(list)?);
    patch_field!(fields, patch.blocking_barriers, "blocking_barriers", |list| row.blocking_barriers = codes(list)?);
    patch_field!(fields, patch.constraints, "constraints", |list| {
        row.constraints = Json::of(&list).map_err(Failure::defect)?;
    });
    patch_field!(fields, patch.closes_on, "closes_on", |day| row.closes_on = day);
    Ok(fields)
}

/// Passes an opportunity on: each person hears of it once (S2.12). Answers the notices in the order asked for.
pub(super) fn notify(
    cx: &mut Ctx<'_>,
    id: OpportunityId,
    asked: OpportunityNotifyIn,
) -> Outcome<Vec<(NoticeRow, bool)>> {
    let seen = cx.reach_in("get_opportunity");
    let row = store::find(cx, &seen, id)?;
    let mut found = cx.lists().faults_for(names::CHANNEL, cx.today, &[("/channel", asked.channel.as_str())]);
    let mut distinct = HashSet::new();
    let ids: Vec<PathwayId> = asked.pathway_ids.iter().copied().filter(|id| distinct.insert(*id)).collect();
    let reach = cx.reach.clone();
    // a notice names the person of its pathway, whom a merge may change
    parent::hold(cx, ids.iter().copied())?;
    let named = known::pathways(cx, std::slice::from_ref(&reach), &ids)?;
    for (n, id) in asked.pathway_ids.iter().enumerate() {
        let pointer = format!("/pathway_ids/{n}");
        match named.get(id) {
            None => found.push(reference_fault(pointer)),
            Some(pathway) if !pathway.status.is_open() => found.push(Fault::new(
                pointer,
                "rule_pathway_open",
                "Ce parcours n'est pas en cours.",
                "This pathway is not open.",
            )),
            Some(_) => {}
        }
    }
    Refusal::unless_empty(found)?;
    rules::still_open(row.closes_on, cx.today)?;
    let notice = |id: &PathwayId| {
        let pathway = named.get(id)?;
        Some(NoticeRow {
            plie_id: row.plie_id,
            id: OpportunityNoticeId::new(),
            opportunity_id: row.id,
            pathway_id: *id,
            participant_id: pathway.participant_id,
            channel: asked.channel.as_str().to_owned(),
            notified_at: cx.now,
            result: NoticeResult::Pending,
            recorded_by: cx.actor.user(),
            version: 1,
            created_at: cx.now,
            updated_at: cx.now,
        })
    };
    let new: Vec<NoticeRow> = ids.iter().filter_map(notice).collect();
    let made: HashSet<OpportunityNoticeId> = new.iter().map(|n| n.id).collect();
    store::keep_notices(cx, &new)?;
    let mut kept = store::notices_of(cx, id, &ids)?;
    kept.sort_by_key(|n| ids.iter().position(|id| *id == n.pathway_id));
    for one in kept.iter().filter(|n| made.contains(&n.id)) {
        cx.record(Entry::created("opportunity_notices", one.id).about(one.participant_id));
    }
    Ok(kept.into_iter().map(|n| (n.clone(), made.contains(&n.id))).collect())
}

/// What came of it for somebody who heard of it (S2.12).
pub(super) fn tell_result(
    cx: &mut Ctx<'_>,
    opportunity: OpportunityId,
    id: OpportunityNoticeId,
    result: Option<NoticeResult>,
) -> Outcome<NoticeRow> {
    crate::db::one_at_a_time(cx.conn, id.0)?;
    let mut row = store::find_notice(cx, opportunity, id)?;
    cx.guard(row.version)?;
    let Some(result) = result else { return Ok(row) };
    row.result = result;
    row.version += 1;
    row.updated_at = cx.now;
    store::update_notice(cx, &row)?;
    let entry = Entry::changed("opportunity_notices", row.id, row.version).about(row.participant_id);
    cx.record(entry.fields(&["result"]));
    Ok(row)
}
