//! Commands on quarterly reviews.

use std::collections::{BTreeSet, HashMap};

use super::api::{QuarterlyReviewIn, QuarterlyReviewPatch, ReviewItemIn};
use super::rules::{self, Review};
use super::store::{self, ItemRow, ReviewRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::esf::staff;
use crate::failure::{Failure, Outcome, reference_fault, sent_again};
use crate::ids::{PathwayId, QuarterlyReviewId, ReferentId, UserId};
use crate::network::attendees::{self, Attendee};
use crate::network::known::{self, NamedPathway};
use crate::patch::patch_fields;
use crate::pathways::parent;
use crate::refusal::{Fault, Refusal};

pub(super) fn create(cx: &mut Ctx<'_>, new: QuarterlyReviewIn) -> Outcome<ReviewRow> {
    let (referent_id, user_id, mut found) = whose(cx, new.referent_id)?;
    let attendees = new.attendees.unwrap_or_default();
    let row = ReviewRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(QuarterlyReviewId::new),
        structure_id: new.structure_id,
        quarter: new.quarter.into_string(),
        referent_id,
        user_id,
        held_on: new.held_on,
        next_due_on: rules::next_due_on(new.held_on),
        attendees: Json::of(&attendees).map_err(Failure::defect)?,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    let given = new.items.unwrap_or_default();
    if new.id.is_some()
        && let Some(first) = sent_again(store::find(cx, &Reach::everything(), row.id), |first| same(first, &row))?
    {
        return Ok(first);
    }
    found.extend(faults(cx, &row, &given)?);
    found.extend(known::structure_fault(cx, "/structure_id", Some(row.structure_id))?);
    found.extend(attendees::faults(cx, &attendees)?);
    // a line names the person of its pathway, whom a merge may change
    parent::hold(cx, given.iter().map(|item| item.pathway_id))?;
    let (items, named) = items(cx, row.id, &given, &HashMap::new())?;
    found.extend(named);
    Refusal::unless_empty(found)?;
    one_alone(cx, &row)?;
    store::insert(cx, &row)?;
    store::put_items(cx, row.id, &items)?;
    cx.record(entry(Entry::created("quarterly_reviews", row.id), &row));
    Ok(row)
}

fn entry(entry: Entry, row: &ReviewRow) -> Entry {
    match row.user_id {
        Some(user) => entry.owned_by(user),
        None => entry,
    }
}

fn same(a: &ReviewRow, b: &ReviewRow) -> bool {
    let attendees = |r: &ReviewRow| r.attendees.read::<Vec<Attendee>>().ok();
    (a.structure_id, &a.quarter, a.referent_id, a.held_on) == (b.structure_id, &b.quarter, b.referent_id, b.held_on)
        && attendees(a) == attendees(b)
}

/// Whose review it is: that of the referent named, else of the caller's own terms, else of the whole structure.
fn whose(cx: &mut Ctx<'_>, named: Option<ReferentId>) -> Outcome<(Option<ReferentId>, Option<UserId>, Vec<Fault>)> {
    let me = cx.actor.user();
    let Some(id) = named else {
        let own = match me.filter(|_| cx.reach.myself && !cx.reach.all) {
            Some(user) => store::terms_of(cx, user)?,
            None => None,
        };
        return Ok((own, me, Vec::new()));
    };
    let account = store::referent(cx, id)?;
    let there = match account {
        Some(user) => staff::reaches(cx, &cx.reach.clone(), user)?,
        None => false,
    };
    let fault = (!there).then(|| reference_fault("/referent_id"));
    Ok((Some(id), account, fault.into_iter().collect()))
}

fn faults(cx: &Ctx<'_>, row: &ReviewRow, given: &[ReviewItemIn]) -> Outcome<Vec<Fault>> {
    let texts = |item: &ReviewItemIn| (item.summary.clone(), item.next_step.clone());
    let texts: Vec<_> = given.iter().map(texts).collect();
    let review = Review {
        quarter: &row.quarter,
        held_on: row.held_on,
        items: texts.iter().map(|(s, n)| (s.as_ref().map(|t| t.as_str()), n.as_ref().map(|t| t.as_str()))).collect(),
    };
    Ok(rules::review_faults(&review, cx.today))
}

/// The items as rows, and every pathway among them that may not be named or stands twice; those who stood there
/// already stay, whoever follows them now.
fn items(
    cx: &mut Ctx<'_>,
    id: QuarterlyReviewId,
    given: &[ReviewItemIn],
    before: &HashMap<PathwayId, ItemRow>,
) -> Outcome<(Vec<ItemRow>, Vec<Fault>)> {
    let new: Vec<PathwayId> = given.iter().map(|i| i.pathway_id).filter(|id| !before.contains_key(id)).collect();
    let named: HashMap<PathwayId, NamedPathway> = known::pathways(cx, &[cx.reach_in("get_pathway")], &new)?;
    let (mut rows, mut found, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (n, item) in given.iter().enumerate() {
        let pointer = format!("/items/{n}/pathway_id");
        if !seen.insert(item.pathway_id) {
            found.push(Fault::new(
                pointer,
                "rule_item_twice",
                "Un parcours ne figure qu'une fois dans un point.",
                "A pathway stands once only in a review.",
            ));
            continue;
        }
        let there = before.get(&item.pathway_id).map(|row| row.participant_id);
        let Some(participant_id) = there.or(named.get(&item.pathway_id).map(|p| p.participant_id)) else {
            found.push(reference_fault(pointer));
            continue;
        };
        rows.push(ItemRow {
            plie_id: cx.plie(),
            review_id: id,
            position: i64::try_from(n).unwrap_or(i64::MAX),
            pathway_id: item.pathway_id,
            participant_id,
            summary: item.summary.clone().map(Into::into),
            next_step: item.next_step.clone().map(Into::into),
            words_sealed: None,
        });
    }
    Ok((rows, found))
}

/// One review for a structure, a quarter and a referent (S3.20).
fn one_alone(cx: &mut Ctx<'_>, row: &ReviewRow) -> Outcome<()> {
    match store::alike(cx, row)? {
        None => Ok(()),
        Some(other) => Err(Failure::conflict(
            "duplicate",
            format!("Ce point de la structure pour {} existe déjà ({other}) (S3.20).", row.quarter),
            format!("This review of the structure for {} exists already ({other}) (S3.20).", row.quarter),
        )),
    }
}

pub(super) fn update(cx: &mut Ctx<'_>, id: QuarterlyReviewId, patch: QuarterlyReviewPatch) -> Outcome<ReviewRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    let (mut fields, mut found) = (Vec::new(), Vec::new());
    patch_fields!(patch => row, fields: quarter);
    if let Some(held_on) = patch.held_on {
        row.held_on = held_on;
        row.next_due_on = rules::next_due_on(held_on);
        fields.push("held_on");
    }
    if let Some(attendees) = patch.attendees {
        found.extend(attendees::faults(cx, &attendees)?);
        row.attendees = Json::of(&attendees).map_err(Failure::defect)?;
        fields.push("attendees");
    }
    let given = patch.items;
    if given.is_some() {
        fields.push("items");
    }
    if fields.is_empty() {
        return Ok(row);
    }
    found.extend(faults(cx, &row, given.as_deref().unwrap_or_default())?);
    let rows = match &given {
        None => None,
        Some(given) => {
            let standing = store::items(cx, &[id])?.into_values().flatten().map(|row| row.pathway_id);
            parent::hold(cx, standing.chain(given.iter().map(|item| item.pathway_id)))?;
            let before = store::items(cx, &[id])?.remove(&id).unwrap_or_default();
            let before = before.into_iter().map(|row| (row.pathway_id, row)).collect();
            let (rows, named) = items(cx, id, given, &before)?;
            found.extend(named);
            Some(rows)
        }
    };
    Refusal::unless_empty(found)?;
    if fields.contains(&"quarter") {
        one_alone(cx, &row)?;
    }
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    if let Some(rows) = rows {
        store::put_items(cx, id, &rows)?;
    }
    cx.record(entry(Entry::changed("quarterly_reviews", id, row.version), &row).fields(&fields));
    Ok(row)
}
