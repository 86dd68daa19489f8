//! Commands on liaison notes.

use super::api::{LiaisonNoteIn, LiaisonNotePatch};
use super::rules::{self, Note};
use super::store::{self, NoteRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::ids::{LiaisonNoteId, PartnerStructureId, PathwayId};
use crate::network::known;
use crate::participants::vault::words;
use crate::patch::{patch_fields, patch_options};
use crate::pathways::{self, parent};
use crate::reference::names;
use crate::refusal::{Fault, Refusal};

pub(super) fn create(cx: &mut Ctx<'_>, pathway: PathwayId, new: LiaisonNoteIn) -> Outcome<NoteRow> {
    let of = pathways::find(cx, &cx.reach.clone(), pathway)?;
    let from_outside = outside(cx, pathway)?;
    let row = NoteRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(LiaisonNoteId::new),
        pathway_id: pathway,
        participant_id: of.participant_id,
        theme: new.theme.into_string(),
        noted_on: new.noted_on,
        text: new.text.into_string(),
        structure_id: new.structure_id.or_else(|| only(cx, from_outside)),
        contact: new.contact.map(Into::into),
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
        words_sealed: None,
    };
    if new.id.is_some()
        && let Some(first) = store::by_id(cx, row.id)?
    {
        let first = words::read(cx, vec![first])?.pop().ok_or(Failure::NotFound)?;
        return if same(&first, &row) { Ok(first) } else { Err(Failure::taken_id()) };
    }
    parent::still_written(&of)?;
    check(cx, &row, None, from_outside)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("liaison_notes", row.id).about(row.participant_id));
    Ok(row)
}

/// Whether the caller reaches the pathway by a structure alone.
fn outside(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<bool> {
    let whole = Reach { shared: Vec::new(), ..cx.reach.clone() };
    Ok(whole.is_empty() || !pathways::exists(cx, &whole, pathway)?)
}

/// The structure that somebody from outside speaks for, where it is one alone.
fn only(cx: &Ctx<'_>, from_outside: bool) -> Option<PartnerStructureId> {
    match cx.reach.shared.as_slice() {
        [one] if from_outside => Some(*one),
        _ => None,
    }
}

fn same(a: &NoteRow, b: &NoteRow) -> bool {
    (a.pathway_id, &a.theme, a.noted_on, &a.text, a.structure_id, &a.contact)
        == (b.pathway_id, &b.theme, b.noted_on, &b.text, b.structure_id, &b.contact)
}

fn check(cx: &mut Ctx<'_>, row: &NoteRow, given: Option<&[&'static str]>, from_outside: bool) -> Outcome<()> {
    let has = |name: &str| given.is_none_or(|fields| fields.contains(&name));
    let note = Note { noted_on: row.noted_on, text: &row.text, contact: row.contact.as_deref() };
    let mut found = rules::note_faults(&note, cx.today);
    if has("theme") {
        found.extend(theme_faults(cx, &row.theme));
    }
    if from_outside {
        // what a social worker writes stays with the structure that they speak for
        match row.structure_id {
            None => found.push(crate::faults::required("/structure_id")),
            Some(id) if !cx.reach.shared.contains(&id) => found.push(reference_fault("/structure_id")),
            Some(_) => {}
        }
    } else if has("structure_id") {
        found.extend(known::structure_fault(cx, "/structure_id", row.structure_id)?);
    }
    Ok(Refusal::unless_empty(found)?)
}

/// A theme of the list that may be used today, and a social one.
fn theme_faults(cx: &Ctx<'_>, theme: &str) -> Vec<Fault> {
    let found = cx.lists().faults_for(names::BARRIER, cx.today, &[("/theme", theme)]);
    if !found.is_empty() {
        return found;
    }
    let codes = cx.lists().codes(names::BARRIER).unwrap_or_default();
    let is_social = |code: &str| cx.lists().attr_bool(names::BARRIER, code, "social") == Some(true);
    let social: Vec<&str> = codes.into_iter().map(|(code, _)| code).filter(|code| is_social(code)).collect();
    rules::theme_fault(theme, &social).into_iter().collect()
}

pub(super) fn update(
    cx: &mut Ctx<'_>,
    pathway: PathwayId,
    id: LiaisonNoteId,
    patch: LiaisonNotePatch,
) -> Outcome<NoteRow> {
    let of = pathways::find(cx, &cx.reach.clone(), pathway)?;
    let mut row = store::find(cx, &cx.reach.clone(), pathway, id)?;
    let from_outside = outside(cx, pathway)?;
    if from_outside && row.recorded_by != cx.actor.user() {
        // a social worker reads what names their structure, and changes what they wrote
        return Err(Failure::Forbidden { right: cx.call.op.id.to_owned() });
    }
    cx.guard(row.version)?;
    parent::still_written(&of)?;
    let mut fields = Vec::new();
    patch_fields!(patch => row, fields: theme, noted_on, text, structure_id);
    patch_options!(patch => row, fields: contact);
    if fields.is_empty() {
        return Ok(row);
    }
    check(cx, &row, Some(&fields), from_outside)?;
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("liaison_notes", id, row.version).about(row.participant_id).fields(&fields));
    Ok(row)
}
