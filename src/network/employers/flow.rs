//! Commands on employers.

use super::api::{Contact, EmployerIn, EmployerPatch};
use super::rules::{self, Employer};
use super::store::{self, EmployerRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::failure::{Failure, Outcome, sent_again};
use crate::ids::EmployerId;
use crate::participants::fold_name;
use crate::patch::patch_options;
use crate::refusal::Refusal;

pub(super) fn create(cx: &mut Ctx<'_>, new: EmployerIn) -> Outcome<EmployerRow> {
    let row = EmployerRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(EmployerId::new),
        sort_name: fold_name(new.name.as_str()),
        name: new.name.into_string(),
        siret: new.siret.map(Into::into),
        activity: new.activity.map(Into::into),
        address: new.address.map(Into::into),
        commune_code: new.commune_code.map(Into::into),
        contacts: Json::of(&new.contacts.unwrap_or_default()).map_err(Failure::defect)?,
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
    check(cx, &row, true)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("employers", row.id));
    Ok(row)
}

fn same(a: &EmployerRow, b: &EmployerRow) -> bool {
    let what = |r: &EmployerRow| (r.name.clone(), r.siret.clone(), r.activity.clone());
    let place = |r: &EmployerRow| (r.address.clone(), r.commune_code.clone(), contacts(r).ok());
    what(a) == what(b) && place(a) == place(b)
}

fn contacts(row: &EmployerRow) -> Outcome<Vec<Contact>> {
    row.contacts.read().map_err(Failure::defect)
}

fn check(cx: &mut Ctx<'_>, row: &EmployerRow, siret: bool) -> Outcome<()> {
    let contacts = contacts(row)?;
    let employer = Employer {
        name: &row.name,
        siret: row.siret.as_deref(),
        activity: row.activity.as_deref(),
        address: row.address.as_deref(),
        contacts: contacts.iter().map(|c| (c.name.as_str(), c.function.as_ref().map(|f| f.as_str()))).collect(),
    };
    Refusal::unless_empty(rules::employer_faults(&employer))?;
    if let Some(number) = row.siret.as_ref().filter(|_| siret)
        && let Some(other) = store::with_siret(cx, number, row.id)?
    {
        return Err(Failure::conflict(
            "duplicate",
            format!("« {other} » porte déjà ce SIRET."),
            format!("\"{other}\" has this SIRET already."),
        ));
    }
    Ok(())
}

pub(super) fn update(cx: &mut Ctx<'_>, id: EmployerId, patch: EmployerPatch) -> Outcome<EmployerRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    let mut fields = Vec::new();
    if let Some(name) = patch.name {
        row.sort_name = fold_name(name.as_str());
        row.name = name.into_string();
        fields.push("name");
    }
    patch_options!(patch => row, fields: siret, activity, address, commune_code);
    if let Some(contacts) = patch.contacts {
        row.contacts = Json::of(&contacts).map_err(Failure::defect)?;
        fields.push("contacts");
    }
    if fields.is_empty() {
        return Ok(row);
    }
    check(cx, &row, fields.contains(&"siret"))?;
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("employers", id, row.version).fields(&fields));
    Ok(row)
}
