//! Commands on partner structures.

use std::collections::BTreeMap;

use super::api::{PartnerStructureIn, PartnerStructurePatch};
use super::store::{self, PartnerStructureRow};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::directory::rules::{self, AUTHORISATION_STEPS, Authorisation};
use crate::failure::{Failure, Outcome};
use crate::ids::PartnerStructureId;
use crate::machine::step;
use crate::participants::fold_name;
use crate::patch::patch_fields;
use crate::reference::names;
use crate::refusal::{Fault, Refusal, Warning};

/// How many other systems may name a structure.
const EXTERNAL_IDS_MAX: usize = 20;

pub(super) fn create(cx: &mut Ctx<'_>, new: PartnerStructureIn) -> Outcome<PartnerStructureRow> {
    let external: BTreeMap<String, String> =
        new.external_ids.unwrap_or_default().into_iter().map(|(k, v)| (k.into(), v.into())).collect();
    let row = PartnerStructureRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(PartnerStructureId::new),
        sort_name: fold_name(new.name.as_str()),
        name: new.name.into_string(),
        kind: new.kind.into_string(),
        siret: new.siret.map(String::from),
        authorisation: Authorisation::Pending,
        commune_code: new.commune_code.map(String::from),
        email: new.email.map(String::from),
        phone: new.phone.map(String::from),
        external_ids: Json::of(&external).map_err(Failure::defect)?,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    if new.id.is_some()
        && let Some(there) = store::stored(cx, row.id)?
    {
        return if there.says_the_same(&row)? { Ok(there) } else { Err(Failure::taken_id()) };
    }
    Refusal::unless_empty(faults(cx, &row, true, &external))?;
    warn(cx, &row)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("partner_structures", row.id).sent_by(row.id));
    Ok(row)
}

pub(super) fn update(
    cx: &mut Ctx<'_>,
    id: PartnerStructureId,
    patch: PartnerStructurePatch,
) -> Outcome<PartnerStructureRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    let mut external = row.external_ids()?;
    let fields = apply(&mut row, patch, &mut external);
    if fields.is_empty() {
        return Ok(row);
    }
    Refusal::unless_empty(faults(cx, &row, fields.contains(&"kind"), &external))?;
    if fields.contains(&"siret") {
        warn(cx, &row)?;
    }
    row.external_ids = Json::of(&external).map_err(Failure::defect)?;
    save(cx, &mut row, Entry::changed("partner_structures", id, 0).fields(&fields))?;
    Ok(row)
}

fn apply(
    row: &mut PartnerStructureRow,
    patch: PartnerStructurePatch,
    external: &mut BTreeMap<String, String>,
) -> Vec<&'static str> {
    let mut fields = Vec::new();
    if let Some(name) = patch.name {
        row.sort_name = fold_name(name.as_str());
        row.name = name.into_string();
        fields.push("name");
    }
    patch_fields!(patch => row, fields: kind);
    if let Some(siret) = patch.siret {
        row.siret = siret.map(String::from);
        fields.push("siret");
    }
    if let Some(code) = patch.commune_code {
        row.commune_code = code.map(String::from);
        fields.push("commune_code");
    }
    if let Some(email) = patch.email {
        row.email = email.map(String::from);
        fields.push("email");
    }
    if let Some(phone) = patch.phone {
        row.phone = phone.map(String::from);
        fields.push("phone");
    }
    if let Some(ids) = patch.external_ids {
        for (system, id) in ids {
            match id {
                Some(id) => drop(external.insert(system.into(), id.into())),
                None => drop(external.remove(system.as_str())),
            }
        }
        fields.push("external_ids");
    }
    fields
}

/// `validate` or `refuse` (R3.7).
pub(super) fn decide(
    cx: &mut Ctx<'_>,
    id: PartnerStructureId,
    verb: &str,
    reason: Option<String>,
) -> Outcome<PartnerStructureRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    row.authorisation = step(AUTHORISATION_STEPS, row.authorisation, verb)?;
    let mut entry = Entry::changed("partner_structures", id, 0).fields(&["authorisation"]);
    if let Some(reason) = reason {
        entry = entry.because(reason);
    }
    save(cx, &mut row, entry)?;
    Ok(row)
}

fn save(cx: &mut Ctx<'_>, row: &mut PartnerStructureRow, entry: Entry) -> Outcome<()> {
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, row)?;
    cx.record(Entry { version: Some(row.version), ..entry }.sent_by(row.id));
    Ok(())
}

fn faults(
    cx: &Ctx<'_>,
    row: &PartnerStructureRow,
    kind_is_new: bool,
    external: &BTreeMap<String, String>,
) -> Vec<Fault> {
    let mut out = Vec::new();
    if kind_is_new {
        out.extend(cx.lists().faults_for(names::PARTNER_KIND, cx.today, &[("/kind", row.kind.as_str())]));
    }
    out.extend(row.siret.as_deref().and_then(|siret| rules::siret_fault("/siret", siret)));
    if external.len() > EXTERNAL_IDS_MAX {
        let (fr, en) = (format!("Au plus {EXTERNAL_IDS_MAX} éléments."), format!("At most {EXTERNAL_IDS_MAX} items."));
        out.push(Fault::new("/external_ids", "too_many", fr, en));
    }
    out
}

/// Services of one body share its SIRET, so a second one is only worth a look.
fn warn(cx: &mut Ctx<'_>, row: &PartnerStructureRow) -> Outcome<()> {
    if let Some(siret) = &row.siret
        && let Some(name) = store::with_siret(cx, siret, row.id)?
    {
        let (fr, en) = (format!("« {name} » a le même SIRET."), format!("\"{name}\" has the same SIRET."));
        cx.warn(Warning::new("/siret", "siret_in_use", fr, en));
    }
    Ok(())
}
