//! Commands on PLIEs.

use super::Settings;
use super::api::{PlieIn, PliePatch};
use super::store::{self, PlieRow};
use crate::audit::Entry;
use crate::audit::store::EntryRow;
use crate::auth::actor::HeldRole;
use crate::auth::role::Role;
use crate::ctx::Ctx;
use crate::db::{Instant, Json};
use crate::directory::rules::siren_is_valid;
use crate::failure::{Failure, Outcome};
use crate::faults;
use crate::identity::admin::{self, NewUser};
use crate::identity::users;
use crate::ids::PlieId;
use crate::patch::patch_fields;
use crate::refusal::{Fault, Refusal};

fn plie_faults(row: &PlieRow, settings: &Settings) -> Vec<Fault> {
    let mut found = settings.faults("/settings");
    if row.siren.as_deref().is_some_and(|siren| !siren_is_valid(siren)) {
        let (fr, en) = ("Ce SIREN n'est pas valide.", "This SIREN is not valid.");
        found.push(Fault::new("/siren", "invalid", fr, en));
    }
    found.extend(faults::period("/protocol_ends_on", row.protocol_starts_on, row.protocol_ends_on));
    found
}

/// A new PLIE; and, where its first director is named, their invitation.
pub(super) fn create(cx: &mut Ctx<'_>, new: PlieIn) -> Outcome<(PlieRow, Option<(String, Instant)>)> {
    let settings = Settings::default().with(&new.settings.unwrap_or_default());
    let row = PlieRow {
        id: new.id.unwrap_or_else(PlieId::new),
        name: new.name.into_string(),
        siren: new.siren.map(String::from),
        protocol_starts_on: new.protocol_starts_on,
        protocol_ends_on: new.protocol_ends_on,
        settings: Json::of(&settings).map_err(Failure::defect)?,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    Refusal::unless_empty(plie_faults(&row, &settings))?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("plies", row.id));
    let (now, call) = (cx.now, cx.call);
    let own = EntryRow::system(row.id, None, now, &call.request_id, call.op.id, Entry::created("plies", row.id))?;
    crate::audit::store::insert(cx.conn, &[own])?;
    admin::furnish(cx.conn, row.id, now)?;
    let Some(director) = new.first_director else { return Ok((row, None)) };
    let held =
        HeldRole { role: Role::Director, scope_type: None, scope_id: None, valid_from: cx.today, valid_to: None };
    let new = NewUser {
        email: director.email.into_string(),
        first_name: director.first_name.into_string(),
        last_name: director.last_name.into_string(),
        roles: vec![held],
        password: None,
    };
    let user = admin::create_user(cx.conn, row.id, &new, now)?;
    let link = users::invite(cx.conn, row.id, user, now)?;
    Ok((row, Some(link)))
}

pub(super) fn update(cx: &mut Ctx<'_>, patch: PliePatch) -> Outcome<PlieRow> {
    let mut row = store::find(cx, cx.plie())?;
    cx.guard(row.version)?;
    let mut fields = Vec::new();
    patch_fields!(patch => row, fields: name);
    if let Some(siren) = patch.siren {
        row.siren = siren.map(String::from);
        fields.push("siren");
    }
    patch_fields!(patch => row, fields: protocol_starts_on, protocol_ends_on);
    let mut settings: Settings = row.settings.read().map_err(Failure::defect)?;
    if let Some(patch) = &patch.settings {
        settings = settings.with(patch);
        row.settings = Json::of(&settings).map_err(Failure::defect)?;
        fields.push("settings");
    }
    Refusal::unless_empty(plie_faults(&row, &settings))?;
    if fields.is_empty() {
        return Ok(row);
    }
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("plies", row.id, row.version).fields(&fields));
    Ok(row)
}
