//! Commands on API clients.

use std::collections::BTreeSet;

use super::api::{ApiClientIn, ApiClientPatch};
use super::rules::{self, ApiClientStatus};
use super::store::{self, ClientRow};
use crate::audit::Entry;
use crate::auth::keys::{random_secret, sha256};
use crate::ctx::Ctx;
use crate::db::Json;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::http::openapi::scopes;
use crate::ids::{ApiClientId, PartnerStructureId};
use crate::patch::patch_fields;
use crate::refusal::{Fault, Refusal};

fn hash(secret: &str) -> Vec<u8> {
    sha256(&[secret.as_bytes()]).to_vec()
}

fn listed(scopes: Vec<crate::http::text::Code>) -> Vec<String> {
    let unique: BTreeSet<String> = scopes.into_iter().map(String::from).collect();
    unique.into_iter().collect()
}

fn structure_fault(cx: &mut Ctx<'_>, structure: Option<PartnerStructureId>) -> Outcome<Option<Fault>> {
    let Some(id) = structure else { return Ok(None) };
    let reach = cx.reach_in("get_partner_structure");
    let there = crate::directory::partner_structures::exists(cx, &reach, id)?;
    Ok((!there).then(|| reference_fault("/partner_structure_id")))
}

/// A new client, and its secret: shown once, kept as a hash.
pub(super) fn create(cx: &mut Ctx<'_>, new: ApiClientIn) -> Outcome<(ClientRow, String)> {
    let asked: Vec<String> = new.scopes.iter().map(|s| s.as_str().to_owned()).collect();
    let mut faults = rules::scope_faults(&asked, &scopes());
    faults.extend(rules::expiry_fault(new.expires_at, cx.now));
    faults.extend(structure_fault(cx, new.partner_structure_id)?);
    Refusal::unless_empty(faults)?;
    let secret = random_secret().map_err(Failure::defect)?;
    let row = ClientRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(ApiClientId::new),
        name: new.name.into_string(),
        partner_structure_id: new.partner_structure_id,
        scopes: Json::of(&listed(new.scopes)).map_err(Failure::defect)?,
        status: ApiClientStatus::Active,
        secret_hash: hash(&secret),
        previous_secret_hash: None,
        previous_secret_until: None,
        expires_at: new.expires_at,
        rate_limit_per_minute: new.rate_limit_per_minute,
        auth_version: 1,
        last_used_at: None,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    store::insert(cx, &row)?;
    cx.record(Entry::created("api_clients", row.id));
    Ok((row, secret))
}

fn save(cx: &mut Ctx<'_>, row: &mut ClientRow, fields: &[&'static str]) -> Outcome<()> {
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, row)?;
    cx.record(Entry::changed("api_clients", row.id, row.version).fields(fields));
    Ok(())
}

pub(super) fn update(cx: &mut Ctx<'_>, id: ApiClientId, patch: ApiClientPatch) -> Outcome<ClientRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    rules::alive(row.status)?;
    let (mut fields, mut faults) = (Vec::new(), Vec::new());
    patch_fields!(patch => row, fields: name);
    if let Some(structure) = patch.partner_structure_id {
        faults.extend(structure_fault(cx, structure)?);
        row.partner_structure_id = structure;
        fields.push("partner_structure_id");
    }
    if let Some(asked) = patch.scopes {
        let given: Vec<String> = asked.iter().map(|s| s.as_str().to_owned()).collect();
        faults.extend(rules::scope_faults(&given, &scopes()));
        row.scopes = Json::of(&listed(asked)).map_err(Failure::defect)?;
        fields.push("scopes");
    }
    if let Some(expires_at) = patch.expires_at {
        faults.extend(rules::expiry_fault(expires_at, cx.now));
        row.expires_at = expires_at;
        fields.push("expires_at");
    }
    patch_fields!(patch => row, fields: rate_limit_per_minute);
    Refusal::unless_empty(faults)?;
    if fields.is_empty() {
        return Ok(row);
    }
    // its tokens carry the rate, and are of the structure it had
    row.auth_version += 1;
    save(cx, &mut row, &fields)?;
    Ok(row)
}

/// A new secret; the old one lives on for a while, or dies at once with the tokens it got.
pub(super) fn rotate(cx: &mut Ctx<'_>, id: ApiClientId, overlap_minutes: i64) -> Outcome<(ClientRow, String)> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    rules::alive(row.status)?;
    let secret = random_secret().map_err(Failure::defect)?;
    let former = std::mem::replace(&mut row.secret_hash, hash(&secret));
    if overlap_minutes > 0 {
        row.previous_secret_hash = Some(former);
        row.previous_secret_until = Some(cx.now.plus_seconds(overlap_minutes * 60));
    } else {
        (row.previous_secret_hash, row.previous_secret_until) = (None, None);
        row.auth_version += 1;
    }
    save(cx, &mut row, &["client_secret"])?;
    Ok((row, secret))
}

pub(super) fn revoke(cx: &mut Ctx<'_>, id: ApiClientId) -> Outcome<ClientRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    row.status = rules::after(row.status, "revoke")?;
    row.auth_version += 1;
    (row.previous_secret_hash, row.previous_secret_until) = (None, None);
    save(cx, &mut row, &["status"])?;
    Ok(row)
}
