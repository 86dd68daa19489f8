//! Partner structures over HTTP.

use std::collections::BTreeMap;

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{flow, store};
use crate::app::App;
use crate::ctx::Ctx;
use crate::db::Instant;
use crate::directory::rules::{self, Authorisation};
use crate::failure::Outcome;
use crate::http::text::{Code, CommuneCode, Email, Name, Note, Phone};
use crate::http::{Caller, NoBody, PageIn, PageParams, Query, Reply, Text, Valid, patched};
use crate::ids::PartnerStructureId;
use crate::participants::fold_name;
use crate::reference::names;

/// The name of another system.
pub(crate) type System = Text<1, 50>;
/// What another system calls an object.
pub(crate) type ExternalId = Text<1, 200>;
/// 14 digits; whether they make a SIRET is a rule.
pub(crate) type Siret = Text<1, 20>;

/// A partner structure.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "name": "CCAS de Grenoble", "kind": "ccas", "siret": "73282932000074", "authorisation": "pending", "commune_code": "38185", "email": "ccas@example.org", "phone": null, "external_ids": {"dora": "ccas-grenoble"}, "version": 1, "created_at": "2026-01-05T08:00:00Z", "updated_at": "2026-01-05T08:00:00Z"}))]
pub(crate) struct PartnerStructureView {
    /// Its identifier.
    pub(crate) id: PartnerStructureId,
    /// Its name.
    pub(crate) name: String,
    /// Its kind, a code of the list `partner_kind`; null where the kind would tell a third party of somebody's
    /// health, justice or family.
    #[schema(required = true)]
    pub(crate) kind: Option<String>,
    /// Its SIRET.
    #[schema(required = true)]
    pub(crate) siret: Option<String>,
    /// Whether the PLIE knows it: what a structure that is `pending` or `refused` pushes waits in quarantine.
    pub(crate) authorisation: Authorisation,
    /// INSEE code of its commune.
    #[schema(required = true)]
    pub(crate) commune_code: Option<String>,
    /// E-mail address.
    #[schema(required = true)]
    pub(crate) email: Option<String>,
    /// Phone number.
    #[schema(required = true)]
    pub(crate) phone: Option<String>,
    /// What other systems call it.
    pub(crate) external_ids: BTreeMap<String, String>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(PartnerStructurePage, PartnerStructureView);

/// A new partner structure.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "CCAS de Grenoble", "kind": "ccas", "siret": "73282932000074"}))]
pub(crate) struct PartnerStructureIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<PartnerStructureId>,
    /// Its name.
    pub(crate) name: Name,
    /// Its kind, a code of the list `partner_kind`.
    pub(crate) kind: Code,
    /// Its SIRET, 14 digits with their key.
    #[serde(default)]
    pub(crate) siret: Option<Siret>,
    /// INSEE code of its commune.
    #[serde(default)]
    pub(crate) commune_code: Option<CommuneCode>,
    /// E-mail address.
    #[serde(default)]
    pub(crate) email: Option<Email>,
    /// Phone number.
    #[serde(default)]
    pub(crate) phone: Option<Phone>,
    /// What other systems call it, at most 20.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub(crate) external_ids: Option<BTreeMap<System, ExternalId>>,
}

/// What changes of a partner structure.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "accueil@example.org", "external_ids": {"dora": null}}))]
pub(crate) struct PartnerStructurePatch {
    /// Its name.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) name: Option<Name>,
    /// Its kind, a code of the list `partner_kind`.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) kind: Option<Code>,
    /// Its SIRET; null for none.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) siret: Option<Option<Siret>>,
    /// INSEE code of its commune; null for none.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) commune_code: Option<Option<CommuneCode>>,
    /// E-mail address; null for none.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) email: Option<Option<Email>>,
    /// Phone number; null for none.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) phone: Option<Option<Phone>>,
    /// The systems whose name for it changes; null takes one away, the others stay.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, value_type = BTreeMap<String, Option<String>>, required = false)]
    pub(crate) external_ids: Option<BTreeMap<System, Option<ExternalId>>>,
}

/// Why a structure is refused.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Structure inconnue du département."}))]
pub(crate) struct PartnerStructureRefusal {
    /// Why; kept in the audit log.
    pub(crate) reason: Note,
}

/// Which partner structures.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PartnerStructureFilter {
    /// Only those of this kind, a code of the list `partner_kind`.
    #[param(value_type = Option<String>)]
    pub(crate) kind: Option<Code>,
    /// Only those whose authorisation stands so.
    pub(crate) authorisation: Option<Authorisation>,
    /// Only those with this SIRET.
    #[param(value_type = Option<String>)]
    pub(crate) siret: Option<Siret>,
    /// Only those whose name holds this, whatever its accents and capitals.
    #[param(value_type = Option<String>)]
    pub(crate) q: Option<Name>,
}

/// List partner structures
///
/// Sorts: `name`, `-created_at`.
#[utoipa::path(tag = "partner_structures", params(PageParams, PartnerStructureFilter), responses((status = 200, description = "One page", body = PartnerStructurePage)))]
#[get("/partner-structures")]
pub(crate) async fn list_partner_structures(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<PartnerStructureFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let folded = filter.0.q.as_ref().map(|q| fold_name(q.as_str()));
        let found = store::list(cx, &filter.0, folded.as_deref(), &page)?;
        found.map(|row| view(cx, row)).reply(&page, cx.lang())
    })
    .await
}

/// Create a partner structure
///
/// Its authorisation is `pending` until somebody validates or refuses it. Another structure with the same SIRET
/// is a warning, since the services of one body share it.
#[utoipa::path(tag = "partner_structures", request_body = PartnerStructureIn, responses((status = 201, description = "Created", body = PartnerStructureView)))]
#[post("/partner-structures")]
pub(crate) async fn create_partner_structure(
    app: App,
    caller: Caller,
    body: Valid<PartnerStructureIn>,
) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let (version, location) = (row.version, format!("/v1/partner-structures/{}", row.id));
        Reply::created(&view(cx, row), version, location)
    })
    .await
}

/// Get a partner structure
///
/// With its authorisation and what other systems call it.
#[utoipa::path(tag = "partner_structures", params(("id" = PartnerStructureId, Path, description = "The structure")), responses((status = 200, description = "The structure", body = PartnerStructureView)))]
#[get("/partner-structures/{id}")]
pub(crate) async fn get_partner_structure(
    app: App,
    caller: Caller,
    id: web::Path<PartnerStructureId>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        object(cx, row)
    })
    .await
}

/// Change a partner structure
///
/// The authorisation changes by `validate` and `refuse` only.
#[utoipa::path(tag = "partner_structures", params(("id" = PartnerStructureId, Path, description = "The structure")), request_body = PartnerStructurePatch, responses((status = 200, description = "Changed", body = PartnerStructureView)))]
#[patch("/partner-structures/{id}")]
pub(crate) async fn update_partner_structure(
    app: App,
    caller: Caller,
    id: web::Path<PartnerStructureId>,
    body: Valid<PartnerStructurePatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        object(cx, row)
    })
    .await
}

/// Validate a partner structure
///
/// What it pushes leaves the quarantine (R3.7).
#[utoipa::path(tag = "partner_structures", params(("id" = PartnerStructureId, Path, description = "The structure")), request_body = NoBody, responses((status = 200, description = "Validated", body = PartnerStructureView)))]
#[post("/partner-structures/{id}/validate")]
pub(crate) async fn validate_partner_structure(
    app: App,
    caller: Caller,
    id: web::Path<PartnerStructureId>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _| {
        let row = flow::decide(cx, *id, "validate", None)?;
        object(cx, row)
    })
    .await
}

/// Refuse a partner structure
///
/// The reason is kept in the audit log (R3.7).
#[utoipa::path(tag = "partner_structures", params(("id" = PartnerStructureId, Path, description = "The structure")), request_body = PartnerStructureRefusal, responses((status = 200, description = "Refused", body = PartnerStructureView)))]
#[post("/partner-structures/{id}/refuse")]
pub(crate) async fn refuse_partner_structure(
    app: App,
    caller: Caller,
    id: web::Path<PartnerStructureId>,
    body: Valid<PartnerStructureRefusal>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, refusal| {
        let row = flow::decide(cx, *id, "refuse", Some(refusal.reason.into_string()))?;
        object(cx, row)
    })
    .await
}

fn object(cx: &Ctx<'_>, row: store::PartnerStructureRow) -> Outcome<Reply> {
    let version = row.version;
    Reply::object(&view(cx, row), version)
}

fn view(cx: &Ctx<'_>, row: store::PartnerStructureRow) -> PartnerStructureView {
    let sensitive = cx.lists().attr_bool(names::PARTNER_KIND, &row.kind, "sensitive") == Some(true);
    let own = cx.actor.structure == Some(row.id);
    let staff = cx.actor.roles.iter().any(|held| held.role.is_staff());
    PartnerStructureView {
        external_ids: row.external_ids().unwrap_or_default(),
        id: row.id,
        name: row.name,
        kind: rules::kind_is_shown(sensitive, staff, own).then_some(row.kind),
        siret: row.siret,
        authorisation: row.authorisation,
        commune_code: row.commune_code,
        email: row.email,
        phone: row.phone,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
