//! Minutes, made from the decisions (R4.7).

use actix_web::{get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{AgendaItemView, CommissionSessionView, item_views};
use crate::app::App;
use crate::failure::{Failure, Outcome};
use crate::http::{Caller, Query, Reply};
use crate::ids::{CommissionId, CommissionSessionId, TerritoryId, UserId};
use crate::intake::commissions::rules::SessionStatus;
use crate::intake::commissions::{flow, store};

crate::text_enum! {
    /// The form of minutes.
    pub enum MinutesFormat {
        Json = "json",
        Pdf = "pdf",
    }
}

/// In which form.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MinutesForm {
    /// `json`; `pdf` is not available yet (406).
    #[serde(default)]
    #[param(inline)]
    pub(crate) format: Option<MinutesFormat>,
}

/// The chair of a session.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "first_name": "Hélène", "last_name": "Morel"}))]
pub(crate) struct Chair {
    /// Their account.
    pub(crate) id: UserId,
    /// First name.
    pub(crate) first_name: String,
    /// Last name.
    pub(crate) last_name: String,
}

/// The minutes of a session.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"commission_name": "CLAS Grenoble Nord", "final": false, "items": []}))]
pub(crate) struct MinutesView {
    /// The commission.
    pub(crate) commission_id: CommissionId,
    /// Its name.
    pub(crate) commission_name: String,
    /// Its territory.
    pub(crate) territory_id: TerritoryId,
    /// Voting members that had to be there.
    pub(crate) quorum: i64,
    /// The session with its attendance.
    pub(crate) session: CommissionSessionView,
    /// The chair.
    #[schema(required = true)]
    pub(crate) chair: Option<Chair>,
    /// The agenda in its order, each item with its decision.
    pub(crate) items: Vec<AgendaItemView>,
    /// Whether the chair validated them; a draft until then.
    #[serde(rename = "final")]
    pub(crate) is_final: bool,
}

/// Get the minutes of a commission session
///
/// Who was there and what was decided, item by item; a draft until the chair validates them.
#[utoipa::path(tag = "commissions", params(("id" = CommissionSessionId, Path, description = "The session"), MinutesForm), responses((status = 200, description = "The minutes", body = MinutesView, headers(("ETag" = String, description = "The version, for If-None-Match.")))))]
#[get("/commission-sessions/{id}/minutes")]
pub(crate) async fn get_commission_minutes(
    app: App,
    caller: Caller,
    id: web::Path<CommissionSessionId>,
    form: Query<MinutesForm>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let session = store::find_session(cx, &cx.reach.clone(), *id)?;
        if form.0.format == Some(MinutesFormat::Pdf) {
            return Err(Failure::request(
                "not_acceptable",
                "Le compte rendu se lit en JSON ; le PDF n'est pas encore disponible.",
                "Minutes are read as JSON; PDF is not available yet.",
            ));
        }
        let commission = store::find_commission(cx, &crate::auth::role::Reach::everything(), session.commission_id)?;
        let chair = flow::accounts(cx, &[session.chair_id])?.remove(&session.chair_id);
        let items = store::items_of_session(cx, session.id)?;
        let version = session.version;
        let minutes = MinutesView {
            commission_id: commission.id,
            commission_name: commission.name,
            territory_id: commission.territory_id,
            quorum: commission.quorum,
            chair: chair.map(|(first_name, last_name)| Chair { id: session.chair_id, first_name, last_name }),
            items: item_views(cx, items)?,
            is_final: session.status == SessionStatus::MinutesValidated,
            session: CommissionSessionView::from(session),
        };
        // the items and their decisions change without the session
        Reply::object(&minutes, version).map(Reply::fingerprinted)
    })
    .await
}
