//! Code lists over HTTP.

use actix_web::{get, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::attrs::AttrValue;
use super::lists::Code;
use super::{flow, names};
use crate::app::App;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::failure::{Failure, Outcome};
use crate::http::text::{Name, Text};
use crate::http::{Caller, Lang, Query, Reply, Valid};

/// A list and how many codes it has.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"name": "barrier", "codes": 13, "usable": 13, "closed": false}))]
pub(crate) struct ReferenceListSummary {
    /// Its name.
    pub(crate) name: String,
    /// Its codes, those that ended included.
    pub(crate) codes: usize,
    /// Those that may be used today.
    pub(crate) usable: usize,
    /// Whether the server itself reads the codes: they can be relabelled, but none can be added.
    pub(crate) closed: bool,
}

/// Every list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{"name": "barrier", "codes": 13, "usable": 13, "closed": false}], "next_cursor": null}))]
pub(crate) struct ReferenceLists {
    /// The lists in the order of their names.
    pub(crate) items: Vec<ReferenceListSummary>,
    /// Always null: all lists stand on one page.
    #[schema(required = true)]
    pub(crate) next_cursor: Option<String>,
}

/// A code of a list, as the caller's PLIE sees it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"code": "housing", "label": "Logement", "label_fr": "Logement", "label_en": "Housing", "sort": 10, "valid_from": null, "valid_to": null, "usable": true, "own": false, "attrs": {"social": true}}))]
pub(crate) struct ReferenceCodeView {
    /// The code.
    pub(crate) code: String,
    /// Its label in the language asked for.
    pub(crate) label: String,
    /// Its label in French.
    pub(crate) label_fr: String,
    /// Its label in English.
    pub(crate) label_en: String,
    /// Its place in the list.
    pub(crate) sort: i64,
    /// First day on which it may be used; always could if null.
    #[schema(required = true)]
    pub(crate) valid_from: Option<Day>,
    /// Last day on which it may be used; open if null.
    #[schema(required = true)]
    pub(crate) valid_to: Option<Day>,
    /// Whether it may be used on the day asked for, today if none is.
    pub(crate) usable: bool,
    /// Whether the PLIE made it or changed it.
    pub(crate) own: bool,
    /// What the rules read of it.
    #[schema(value_type = std::collections::BTreeMap<String, AttrValue>)]
    pub(crate) attrs: serde_json::Value,
}

/// A list with its codes in their order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"name": "barrier", "closed": false, "items": [{"code": "housing", "label": "Logement", "label_fr": "Logement", "label_en": "Housing", "sort": 10, "valid_from": null, "valid_to": null, "usable": true, "own": false, "attrs": {"social": true}}], "next_cursor": null}))]
pub(crate) struct ReferenceListView {
    /// Its name.
    pub(crate) name: String,
    /// Whether the server itself reads the codes: they can be relabelled, but none can be added.
    pub(crate) closed: bool,
    /// Its codes in their order.
    pub(crate) items: Vec<ReferenceCodeView>,
    /// Always null: the whole list stands on one page.
    #[schema(required = true)]
    pub(crate) next_cursor: Option<String>,
}

/// What the PLIE says of a code.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"label_fr": "Se loger", "label_en": "Housing", "valid_to": "2026-12-31"}))]
pub(crate) struct ReferenceCodeIn {
    /// Label in French; that of the code if left out, required for a new one.
    #[serde(default)]
    pub(crate) label_fr: Option<Name>,
    /// Label in English; that of the code if left out, required for a new one.
    #[serde(default)]
    pub(crate) label_en: Option<Name>,
    /// Place in the list; that of the code if left out, the last for a new one.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000)]
    #[validate(range(min = 0, max = 1_000_000, message = "0 … 1000000"))]
    pub(crate) sort: Option<i64>,
    /// First day on which it may be used; always could if left out.
    #[serde(default)]
    pub(crate) valid_from: Option<Day>,
    /// Last day on which it may be used; open if left out.
    #[serde(default)]
    pub(crate) valid_to: Option<Day>,
    /// What the rules read of it; attributes of the national code that are not named stay.
    #[serde(default)]
    #[schema(value_type = Option<std::collections::BTreeMap<String, AttrValue>>)]
    pub(crate) attrs: Option<std::collections::BTreeMap<Text<1, 60>, AttrValue>>,
}

/// Which codes.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReferenceCodeFilter {
    /// Only the codes that may be used on this day; all of them, those that ended included, if left out.
    pub(crate) on: Option<Day>,
}

/// List the code lists
///
/// Their names and sizes. The ETag stands until a label, a code or a validity changes.
#[utoipa::path(tag = "reference", responses((status = 200, description = "Every list", body = ReferenceLists, headers(("ETag" = String, description = "The version, for If-None-Match.")))))]
#[get("/reference-lists")]
pub(crate) async fn list_reference_lists(app: App, caller: Caller) -> Outcome<Reply> {
    app.read(caller, |cx| {
        let summary = |name: &str| {
            let codes = cx.lists().codes(name).unwrap_or_default();
            ReferenceListSummary {
                name: name.to_owned(),
                codes: codes.len(),
                usable: codes.iter().filter(|(_, code)| code.valid_on(cx.today)).count(),
                closed: names::CLOSED.contains(&name),
            }
        };
        let items = cx.lists().names().map(summary).collect();
        tagged(cx, &ReferenceLists { items, next_cursor: None })
    })
    .await
}

/// Get a code list
///
/// Its codes in their order, with French and English labels, validity and what the rules read of them.
#[utoipa::path(tag = "reference", params(("list" = String, Path, description = "The list's name", example = "barrier"), ReferenceCodeFilter), responses((status = 200, description = "The list", body = ReferenceListView, headers(("ETag" = String, description = "The version, for If-None-Match.")))))]
#[get("/reference-lists/{list}")]
pub(crate) async fn get_reference_list(
    app: App,
    caller: Caller,
    list: web::Path<String>,
    filter: Query<ReferenceCodeFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let (asked, on) = (filter.0.on, filter.0.on.unwrap_or(cx.today));
        let codes = cx.lists().codes(&list).ok_or(Failure::NotFound)?;
        let items = codes
            .into_iter()
            .filter(|(_, it)| asked.is_none_or(|day| it.valid_on(day)))
            .map(|(code, it)| view(code, it, on, cx.lang()))
            .collect();
        let closed = names::CLOSED.contains(&list.as_str());
        tagged(cx, &ReferenceListView { name: list.into_inner(), closed, items, next_cursor: None })
    })
    .await
}

/// Get a code of a list
///
/// Also one that may no longer be used: old data is shown with its label.
#[utoipa::path(tag = "reference", params(("list" = String, Path, description = "The list's name", example = "barrier"), ("code" = String, Path, description = "The code", example = "housing")), responses((status = 200, description = "The code", body = ReferenceCodeView, headers(("ETag" = String, description = "The version, for If-None-Match.")))))]
#[get("/reference-lists/{list}/{code}")]
pub(crate) async fn get_reference_code(app: App, caller: Caller, path: web::Path<(String, String)>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let (list, code) = path.into_inner();
        let it = cx.lists().get(&list, &code).ok_or(Failure::NotFound)?;
        tagged(cx, &view(&code, it, cx.today, cx.lang()))
    })
    .await
}

/// Add or change a code of a list
///
/// For the caller's PLIE alone: a national code is relabelled, moved or ended, a new one added. A code is never
/// deleted, since data names it for ever: end it by `valid_to`.
#[utoipa::path(tag = "reference", params(("list" = String, Path, description = "The list's name", example = "barrier"), ("code" = String, Path, description = "The code: small letters, digits and underscores", example = "housing")), request_body = ReferenceCodeIn, responses((status = 200, description = "Changed", body = ReferenceCodeView), (status = 201, description = "Added", body = ReferenceCodeView)))]
#[put("/reference-lists/{list}/{code}")]
pub(crate) async fn put_reference_code(
    app: App,
    caller: Caller,
    path: web::Path<(String, String)>,
    body: Valid<ReferenceCodeIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, given| {
        let (list, code) = path.into_inner();
        let (lists, added) = flow::put(cx, &list, &code, given)?;
        let it = lists.get(&list, &code).ok_or_else(|| Failure::defect("a code that was just written is not there"))?;
        let view = view(&code, it, cx.today, cx.lang());
        if added {
            let mut reply = Reply::created(&view, 1, format!("/v1/reference-lists/{list}/{code}"))?;
            reply.version = None;
            return Ok(reply);
        }
        Reply::value(&view)
    })
    .await
}

fn tagged(cx: &Ctx<'_>, value: &impl Serialize) -> Outcome<Reply> {
    Ok(Reply::object(value, cx.actor.plie_version)?.fingerprinted())
}

fn view(code: &str, it: &Code, on: Day, lang: Lang) -> ReferenceCodeView {
    ReferenceCodeView {
        code: code.to_owned(),
        label: it.label(lang).to_owned(),
        label_fr: it.label_fr.clone(),
        label_en: it.label_en.clone(),
        sort: it.sort,
        valid_from: it.valid_from,
        valid_to: it.valid_to,
        usable: it.valid_on(on),
        own: it.own,
        attrs: it.attrs.clone(),
    }
}
