//! Employers over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{flow, store};
use crate::app::App;
use crate::db::Instant;
use crate::failure::Outcome;
use crate::http::text::{CommuneCode, Email, Name, Note, Phone};
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Text, Valid, patched};
use crate::ids::{EmployerId, UserId};
use crate::participants::fold_name;

/// Somebody to reach at an employer's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Agnès Roux", "function": "Responsable RH", "email": "a.roux@transports.example", "phone": "0476000000"}))]
pub(crate) struct Contact {
    /// Their name.
    pub(crate) name: Name,
    /// What they do there.
    #[serde(default)]
    pub(crate) function: Option<Name>,
    /// E-mail address.
    #[serde(default)]
    pub(crate) email: Option<Email>,
    /// Phone number.
    #[serde(default)]
    pub(crate) phone: Option<Phone>,
}

/// An employer (S0.9).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "name": "Transports Alpins", "siret": "73282932000074", "activity": "Logistique", "address": null, "commune_code": "38185", "contacts": [], "recorded_by": null, "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct EmployerView {
    /// Its identifier.
    pub(crate) id: EmployerId,
    /// Its name.
    pub(crate) name: String,
    /// SIRET of the establishment.
    #[schema(required = true)]
    pub(crate) siret: Option<String>,
    /// What it does.
    #[schema(required = true)]
    pub(crate) activity: Option<String>,
    /// Where it is.
    #[schema(required = true)]
    pub(crate) address: Option<String>,
    /// INSEE code of its commune.
    #[schema(required = true)]
    pub(crate) commune_code: Option<String>,
    /// Whom to reach there.
    pub(crate) contacts: Vec<Contact>,
    /// The account that recorded it; null for a machine.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(EmployerPage, EmployerView);

/// A new employer.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Transports Alpins", "siret": "73282932000074", "activity": "Logistique", "commune_code": "38185", "contacts": [{"name": "Agnès Roux", "function": "Responsable RH"}]}))]
pub(crate) struct EmployerIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<EmployerId>,
    /// Its name.
    pub(crate) name: Name,
    /// SIRET of the establishment; the only one of the PLIE (409 `duplicate`).
    #[serde(default)]
    pub(crate) siret: Option<Text<14, 14>>,
    /// What it does.
    #[serde(default)]
    pub(crate) activity: Option<Name>,
    /// Where it is.
    #[serde(default)]
    pub(crate) address: Option<Note>,
    /// INSEE code of its commune.
    #[serde(default)]
    pub(crate) commune_code: Option<CommuneCode>,
    /// Whom to reach there.
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(length(max = 50))]
    pub(crate) contacts: Option<Vec<Contact>>,
}

/// What changes of an employer.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"activity": "Transport et logistique"}))]
pub(crate) struct EmployerPatch {
    /// Its name.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) name: Option<Name>,
    /// SIRET of the establishment.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) siret: Option<Option<Text<14, 14>>>,
    /// What it does.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) activity: Option<Option<Name>>,
    /// Where it is.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) address: Option<Option<Note>>,
    /// INSEE code of its commune.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) commune_code: Option<Option<CommuneCode>>,
    /// Whom to reach there; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 50)]
    #[validate(length(max = 50))]
    pub(crate) contacts: Option<Vec<Contact>>,
}

/// Which employers are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct EmployerFilter {
    /// Only those whose name has these letters, whatever the case and the accents.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) q: Option<Name>,
    /// Only the one with this SIRET.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) siret: Option<Text<14, 14>>,
    /// Only those of this commune.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) commune_code: Option<CommuneCode>,
}

/// List employers
///
/// Sort: `name`.
#[utoipa::path(tag = "employers", params(PageParams, EmployerFilter), responses((status = 200, description = "One page", body = EmployerPage)))]
#[get("/employers")]
pub(crate) async fn list_employers(
    app: App,
    caller: Caller,
    filter: Query<EmployerFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let folded = filter.0.q.as_ref().map(|q| fold_name(q.as_str()));
        store::list(cx, &filter.0, folded.as_deref(), &page)?.map(EmployerView::from).reply(&page, cx.lang())
    })
    .await
}

/// Create an employer
///
/// A SIRET stands once (409 `duplicate`).
#[utoipa::path(tag = "employers", request_body = EmployerIn, responses((status = 201, description = "Created", body = EmployerView)))]
#[post("/employers")]
pub(crate) async fn create_employer(app: App, caller: Caller, body: Valid<EmployerIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let (version, location) = (row.version, format!("/v1/employers/{}", row.id));
        Reply::created(&EmployerView::from(row), version, location)
    })
    .await
}

/// Get an employer
///
/// With those to reach there.
#[utoipa::path(tag = "employers", params(("id" = EmployerId, Path, description = "The employer")), responses((status = 200, description = "The employer", body = EmployerView)))]
#[get("/employers/{id}")]
pub(crate) async fn get_employer(app: App, caller: Caller, id: web::Path<EmployerId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        Reply::object(&EmployerView::from(row), version)
    })
    .await
}

/// Change an employer
///
/// A list of contacts replaces the former one.
#[utoipa::path(tag = "employers", params(("id" = EmployerId, Path, description = "The employer")), request_body = EmployerPatch, responses((status = 200, description = "Changed", body = EmployerView)))]
#[patch("/employers/{id}")]
pub(crate) async fn update_employer(
    app: App,
    caller: Caller,
    id: web::Path<EmployerId>,
    body: Valid<EmployerPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        let version = row.version;
        Reply::object(&EmployerView::from(row), version)
    })
    .await
}

impl From<store::EmployerRow> for EmployerView {
    fn from(row: store::EmployerRow) -> Self {
        Self {
            contacts: row.contacts.read().unwrap_or_default(),
            id: row.id,
            name: row.name,
            siret: row.siret,
            activity: row.activity,
            address: row.address,
            commune_code: row.commune_code,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
