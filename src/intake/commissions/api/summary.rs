//! What the members of a commission read of an item: the summary sheet (`domain.md` § 3).

use actix_web::{get, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::item_view;
use super::views::AgendaPerson;
use crate::app::App;
use crate::auth::role::Reach;
use crate::failure::Outcome;
use crate::http::{Caller, Reply};
use crate::ids::AgendaItemId;
use crate::intake::commissions::rules::ItemKind;
use crate::intake::commissions::store;
use crate::intake::entry_files::{self, EntryFileSummary};
use crate::pathways::{self, PathwaySummary};

/// The summary sheet of an agenda item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"agenda_item_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "kind": "information", "participant": null, "entry_file": null, "pathway": null}))]
pub(crate) struct AgendaItemSummary {
    /// The item.
    pub(crate) agenda_item_id: AgendaItemId,
    /// What it is about.
    pub(crate) kind: ItemKind,
    /// The person it is about.
    #[schema(required = true)]
    pub(crate) participant: Option<AgendaPerson>,
    /// The entry file, for an admission.
    #[schema(required = true)]
    pub(crate) entry_file: Option<EntryFileSummary>,
    /// The pathway, for all others.
    #[schema(required = true)]
    pub(crate) pathway: Option<PathwaySummary>,
}

/// Get the summary sheet of an agenda item
///
/// What the session decides on, as its members read it from its convocation until it is closed (R4.8): diagnosis, publics
/// with what their evidence is worth, barriers, objectives, stages. What is protected is told by its effect alone, and
/// barriers of health are left out, whoever asks.
#[utoipa::path(tag = "commissions", params(("id" = AgendaItemId, Path, description = "The item")), responses((status = 200, description = "The summary", body = AgendaItemSummary)))]
#[get("/agenda-items/{id}/summary")]
pub(crate) async fn get_agenda_item_summary(app: App, caller: Caller, id: web::Path<AgendaItemId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find_item(cx, &cx.reach.clone(), *id)?;
        // whoever reaches the item reaches what it is about
        let everything = Reach::everything();
        let entry_file = match row.entry_file_id {
            Some(file) => {
                let file = entry_files::find(cx, &everything, file)?;
                Some(entry_files::summary(cx, file)?)
            }
            None => None,
        };
        let pathway = match row.pathway_id {
            Some(pathway) => {
                let pathway = pathways::find(cx, &everything, pathway)?;
                Some(pathways::summary(cx, &pathway)?)
            }
            None => None,
        };
        let (version, item) = (row.version, item_view(cx, row)?);
        let sheet = AgendaItemSummary {
            agenda_item_id: item.id,
            kind: item.kind,
            participant: item.participant,
            entry_file,
            pathway,
        };
        // what it is about changes without the item
        Reply::object(&sheet, version).map(Reply::fingerprinted)
    })
    .await
}
