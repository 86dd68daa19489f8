//! The change feed over HTTP.

mod stream;

use actix_web::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::store;
use crate::app::App;
use crate::audit::Change;
use crate::audit::store::EntryRow;
use crate::ctx::Ctx;
use crate::db::Instant;
use crate::failure::{Failure, Outcome};
use crate::http::{Caller, Query, Reply};
use crate::ids::{AnyId, ParticipantId};

pub(crate) use stream::*;

/// One change of one object.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"type": "participants", "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "change": "changed", "version": 3, "at": "2026-03-02T08:15:00Z", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "cursor": "NDI"}))]
pub(crate) struct ChangeView {
    /// The kind of object, as its collection is named.
    #[serde(rename = "type")]
    kind: String,
    /// The object.
    id: AnyId,
    /// What happened; `erased` is a tombstone, and so is `merged`, of a record made one with `participant_id`.
    change: Change,
    /// The version that the object got.
    #[schema(required = true)]
    version: Option<i64>,
    /// When.
    at: Instant,
    /// The participant it is about.
    #[schema(required = true)]
    participant_id: Option<ParticipantId>,
    /// Where to go on after this change.
    cursor: String,
}

/// A stretch of the feed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [], "next_cursor": "NDI", "has_more": false}))]
pub(crate) struct ChangePage {
    /// The changes, in the order of commits.
    items: Vec<ChangeView>,
    /// Where to go on, now or at the next sync; what was asked with when nothing is new.
    #[schema(required = true)]
    next_cursor: Option<String>,
    /// Whether more is there already.
    has_more: bool,
}

/// Where to begin, and what to hear of.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChangeFilter {
    /// `next_cursor` or `cursor` of an answer before; from the beginning if left out.
    pub(crate) after: Option<String>,
    /// Kinds of objects, separated by commas; all if left out.
    #[param(example = "participants,pathways")]
    pub(crate) types: Option<String>,
}

/// How many changes a page holds; read beside the filter.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only its description is used")]
pub(crate) struct ChangeLimit {
    /// How many changes a page holds.
    #[param(minimum = 1, maximum = 200, default = 50, required = false)]
    limit: u32,
}

/// Read the change feed
///
/// Created, changed and erased objects of what the caller may see, in the order of commits. A change
/// is there at the latest a second after its write was acknowledged; none is ever skipped.
#[utoipa::path(tag = "platform", params(ChangeFilter, ChangeLimit), responses((status = 200, description = "A stretch of the feed", body = ChangePage)))]
#[get("/changes")]
pub(crate) async fn list_changes(
    app: App,
    caller: Caller,
    page: crate::http::PageIn,
    filter: Query<ChangeFilter>,
) -> Outcome<Reply> {
    let after = read_cursor(filter.0.after.as_deref())?;
    app.read(caller, move |cx| {
        let found = store::after(cx, after, &kinds(filter.0.types.as_deref()), page.limit)?;
        let items = told(cx, found.rows);
        let next_cursor = (found.seen > 0).then(|| cursor(found.seen));
        Reply::value(&ChangePage { items, next_cursor, has_more: found.more })
    })
    .await
}

/// The kinds that a parameter names.
fn kinds(types: Option<&str>) -> Vec<String> {
    let named = types.unwrap_or_default().split(',').map(str::trim);
    named.filter(|t| !t.is_empty()).map(str::to_owned).collect()
}

/// Changes as they are told to the caller.
fn told(cx: &Ctx<'_>, rows: Vec<EntryRow>) -> Vec<ChangeView> {
    let mut items: Vec<ChangeView> = rows.into_iter().filter_map(view).collect();
    if !cx.reach.senders.is_empty() {
        // a partner follows what it sent, not whom the PLIE has made of it
        items.iter_mut().for_each(|item| item.participant_id = None);
    }
    items
}

fn view(row: EntryRow) -> Option<ChangeView> {
    let change = if merged(&row) { Change::Merged } else { row.change };
    Some(ChangeView {
        kind: row.resource,
        id: row.object_id?,
        change,
        version: row.object_version,
        at: row.at,
        participant_id: row.subject_id,
        cursor: cursor(row.seq?),
    })
}

/// Whether what is no more was made one with the participant that the entry is about.
fn merged(row: &EntryRow) -> bool {
    let fields: Vec<String> = row.fields.read().unwrap_or_default();
    row.change == Change::Erased && row.resource == "participants" && fields.iter().any(|f| f == "merged_into")
}

fn cursor(seq: i64) -> String {
    URL_SAFE_NO_PAD.encode(seq.to_string())
}

fn read_cursor(text: Option<&str>) -> Outcome<i64> {
    let Some(text) = text else { return Ok(0) };
    let seq = URL_SAFE_NO_PAD.decode(text).ok().and_then(|b| String::from_utf8(b).ok()).and_then(|t| t.parse().ok());
    seq.filter(|n| *n >= 0).ok_or_else(|| {
        Failure::request("invalid_cursor", "Ce curseur n'est pas de ce flux.", "This cursor is not of this feed.")
    })
}
