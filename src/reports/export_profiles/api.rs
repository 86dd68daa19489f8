//! Profiles of exports over HTTP.

/// What is sent and shown.
pub(crate) mod wire;

use actix_web::{get, put, web};

use super::flow;
use crate::app::App;
use crate::failure::Outcome;
use crate::http::problem::Problem;
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid};
use wire::{ExportProfileFilter, ExportProfileIn, ExportProfilePage, ExportProfileView};

/// List the profiles of exports
///
/// Those that Jalon comes with (`built_in`), and the PLIE's own. Sort: `code`.
#[utoipa::path(tag = "exports", params(PageParams, ExportProfileFilter), responses((status = 200, description = "One page", body = ExportProfilePage)))]
#[get("/export-profiles")]
pub(crate) async fn list_export_profiles(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<ExportProfileFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let lang = cx.lang();
        let found = flow::list(cx, &page, &filter.0)?;
        found.map(|known| ExportProfileView::of(known.profile, known.row.as_ref(), lang)).reply(&page, lang)
    })
    .await
}

/// Get a profile of exports
///
/// The PLIE's own, else the one that Jalon comes with under this code.
#[utoipa::path(tag = "exports", params(("profile" = String, Path, description = "Its code", example = "participants")), responses((status = 200, description = "The profile", body = ExportProfileView)))]
#[get("/export-profiles/{profile}")]
pub(crate) async fn get_export_profile(app: App, caller: Caller, profile: web::Path<String>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let known = flow::find(cx, &profile)?;
        let version = known.profile.version;
        Reply::object(&ExportProfileView::of(known.profile, known.row.as_ref(), cx.lang()), version)
    })
    .await
}

/// Put a profile of exports
///
/// The PLIE's own, as a whole: a new one, one in the place of a profile that Jalon comes with, or another version of its
/// own, for which `If-Match` is required (428, 412). A field that the source does not have is refused with the names of
/// those that it has; a code that is mapped must be one of the field's. Exports asked for before keep the columns that
/// they were asked with.
#[utoipa::path(tag = "exports", params(("profile" = String, Path, description = "Its code: small letters, digits and hyphens", example = "reception"), ("If-Match" = Option<String>, Header, description = "The version that was read, where the PLIE has its own already", example = "\"1\"")), request_body = ExportProfileIn, responses((status = 200, description = "Changed", body = ExportProfileView), (status = 201, description = "Made", body = ExportProfileView), (status = 412, description = "The version is stale", body = Problem, content_type = "application/problem+json"), (status = 428, description = "`If-Match` is missing", body = Problem, content_type = "application/problem+json")))]
#[put("/export-profiles/{profile}")]
pub(crate) async fn put_export_profile(
    app: App,
    caller: Caller,
    profile: web::Path<String>,
    body: Valid<ExportProfileIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, given| {
        let (known, made) = flow::put(cx, &profile, given)?;
        let version = known.profile.version;
        let view = ExportProfileView::of(known.profile, known.row.as_ref(), cx.lang());
        if made {
            return Reply::created(&view, version, format!("/v1/export-profiles/{}", view.code));
        }
        Reply::object(&view, version)
    })
    .await
}
