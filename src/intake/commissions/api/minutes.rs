//! Minutes, made from the decisions (R4.7).

use actix_web::{Either, HttpRequest, get, web};
use jalon_press::Template;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::printed::{Letterhead, printed};
use super::{AgendaItemView, Attended, CommissionSessionView, item_views};
use crate::app::App;
use crate::auth::role::Reach;
use crate::civil::day_of;
use crate::ctx::Ctx;
use crate::esf::operations;
use crate::failure::Outcome;
use crate::http::print::{self, Printed};
use crate::http::{Caller, Query, Reply};
use crate::identity::{plies, users};
use crate::ids::{CommissionId, CommissionSessionId, TerritoryId, UserId};
use crate::intake::commissions::rules::SessionStatus;
use crate::intake::commissions::store;

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
    /// `json`, or `pdf` for the document that the chair signs.
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
/// Who was there and what was decided, item by item; a draft until the chair validates them. With `format=pdf` as the
/// document that the chair signs, in French, with the statement of the fund of the operations that run that day.
#[utoipa::path(tag = "commissions", params(("id" = CommissionSessionId, Path, description = "The session"), MinutesForm), responses((status = 200, description = "The minutes", content((MinutesView = "application/json"), (Vec<u8> = "application/pdf")), headers(("ETag" = String, description = "The version, for If-None-Match.")))))]
#[get("/commission-sessions/{id}/minutes")]
pub(crate) async fn get_commission_minutes(
    app: App,
    caller: Caller,
    id: web::Path<CommissionSessionId>,
    form: Query<MinutesForm>,
    request: HttpRequest,
) -> Outcome<Either<Reply, Printed>> {
    let id = *id;
    let as_pdf = form.0.format == Some(MinutesFormat::Pdf);
    let reply = app.read(caller, move |cx| {
        let minutes = minutes(cx, id)?;
        let version = minutes.session.version;
        if as_pdf {
            return print::sheet(&to_print(cx, &minutes)?, version);
        }
        // the items and their decisions change without the session
        Reply::object(&minutes, version).map(Reply::fingerprinted)
    });
    let reply = reply.await?;
    if as_pdf {
        return print::pdf(&app, &request, Template::Minutes, &format!("compte-rendu-{id}.pdf"), reply).await;
    }
    Ok(Either::Left(reply))
}

fn minutes(cx: &mut Ctx<'_>, id: CommissionSessionId) -> Outcome<MinutesView> {
    let session = store::find_session(cx, &cx.reach.clone(), id)?;
    let commission = store::find_commission(cx, &Reach::everything(), session.commission_id)?;
    let chair = users::names(cx, &[session.chair_id])?.remove(&session.chair_id);
    let items = store::items_of_session(cx, session.id)?;
    Ok(MinutesView {
        commission_id: commission.id,
        commission_name: commission.name,
        territory_id: commission.territory_id,
        quorum: commission.quorum,
        chair: chair.map(|(first_name, last_name)| Chair { id: session.chair_id, first_name, last_name }),
        items: item_views(cx, items)?,
        is_final: session.status == SessionStatus::MinutesValidated,
        session: CommissionSessionView::from(session),
    })
}

fn to_print(cx: &mut Ctx<'_>, minutes: &MinutesView) -> Outcome<serde_json::Value> {
    let accounts: Vec<UserId> = minutes.session.attendance.iter().filter_map(|m| m.user_id).collect();
    let accounts = users::names(cx, &accounts)?;
    let day = day_of(minutes.session.starts_at);
    let plie = plies::name(cx)?;
    let head = Letterhead { plie, funding: operations::funding_statement(cx, day)? };
    let name = |member: &Attended| {
        let account = member.user_id.and_then(|id| accounts.get(&id));
        account.map(|(first, last)| format!("{first} {last}")).or_else(|| member.name.clone().map(String::from))
    };
    Ok(printed(minutes, &head, &|member| name(member).unwrap_or_default()))
}
