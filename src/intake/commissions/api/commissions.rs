//! Commissions.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{CommissionPage, CommissionView, Presence};
use crate::app::App;
use crate::failure::Outcome;
use crate::http::text::Name;
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid, patched};
use crate::ids::{CommissionId, PartnerStructureId, TerritoryId, UserId};
use crate::intake::commissions::rules::Voice;
use crate::intake::commissions::{flow, store};

/// A member of a commission: an account, or somebody of a structure by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CommissionMember, example = json!({"user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "voice": "vote"}))]
pub(crate) struct Member {
    /// The member's account, where they have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) user_id: Option<UserId>,
    /// The structure they speak for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) structure_id: Option<PartnerStructureId>,
    /// Their name; asked where there is no account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Name>,
    /// Whether they vote or advise.
    pub(crate) voice: Voice,
}

impl Member {
    /// Whether two entries name one person.
    pub(crate) fn same_person(&self, other: &Self) -> bool {
        match (self.user_id, other.user_id) {
            (Some(a), Some(b)) => a == b,
            (None, None) => self.name == other.name && self.structure_id == other.structure_id,
            _ => false,
        }
    }

    /// Whether this member is who came.
    pub(crate) fn is(&self, came: &Presence) -> bool {
        match (self.user_id, came.user_id) {
            (Some(a), Some(b)) => a == b,
            (None, None) => {
                self.name == came.name && (came.structure_id.is_none() || came.structure_id == self.structure_id)
            }
            _ => false,
        }
    }
}

/// A new commission.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "CLAS Grenoble Nord", "territory_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "quorum": 0, "members": []}))]
pub(crate) struct CommissionIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<CommissionId>,
    /// Its name.
    pub(crate) name: Name,
    /// The territory whose people it admits.
    pub(crate) territory_id: TerritoryId,
    /// Voting members that have to be there; 0 is no quorum.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100, default = 0)]
    pub(crate) quorum: i64,
    /// Its members.
    #[serde(default)]
    #[validate(length(max = 100))]
    #[schema(max_items = 100)]
    pub(crate) members: Vec<Member>,
}

/// What changes of a commission.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"quorum": 3}))]
pub(crate) struct CommissionPatch {
    /// Its name.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) name: Option<Name>,
    /// The territory whose people it admits from now on.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) territory_id: Option<TerritoryId>,
    /// Voting members that have to be there; 0 is no quorum.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, minimum = 0, maximum = 100)]
    pub(crate) quorum: Option<i64>,
    /// Its members; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[validate(length(max = 100))]
    #[schema(nullable = false, max_items = 100)]
    pub(crate) members: Option<Vec<Member>>,
}

/// Which commissions.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CommissionFilter {
    /// Only those of this territory.
    #[serde(default)]
    pub(crate) territory_id: Option<TerritoryId>,
}

/// List commissions
///
/// Sorts: `name`, `-created_at`.
#[utoipa::path(tag = "commissions", params(PageParams, CommissionFilter), responses((status = 200, description = "One page", body = CommissionPage)))]
#[get("/commissions")]
pub(crate) async fn list_commissions(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<CommissionFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        store::list_commissions(cx, &page, filter.0.territory_id)?.map(CommissionView::from).reply(&page, cx.lang())
    })
    .await
}

/// Create a commission
///
/// For a territory; its quorum is at most the number of its voting members (R4.1).
#[utoipa::path(tag = "commissions", request_body = CommissionIn, responses((status = 201, description = "Created", body = CommissionView)))]
#[post("/commissions")]
pub(crate) async fn create_commission(app: App, caller: Caller, body: Valid<CommissionIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create_commission(cx, new)?;
        let location = format!("/v1/commissions/{}", row.id);
        Reply::created(&CommissionView::from(row.clone()), row.version, location)
    })
    .await
}

/// Get a commission
///
/// With its members.
#[utoipa::path(tag = "commissions", params(("id" = CommissionId, Path, description = "The commission")), responses((status = 200, description = "The commission", body = CommissionView)))]
#[get("/commissions/{id}")]
pub(crate) async fn get_commission(app: App, caller: Caller, id: web::Path<CommissionId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find_commission(cx, &cx.reach.clone(), *id)?;
        Reply::object(&CommissionView::from(row.clone()), row.version)
    })
    .await
}

/// Change a commission
///
/// A list of members replaces the former one.
#[utoipa::path(tag = "commissions", params(("id" = CommissionId, Path, description = "The commission")), request_body = CommissionPatch, responses((status = 200, description = "Changed", body = CommissionView)))]
#[patch("/commissions/{id}")]
pub(crate) async fn update_commission(
    app: App,
    caller: Caller,
    id: web::Path<CommissionId>,
    body: Valid<CommissionPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update_commission(cx, *id, patch)?;
        Reply::object(&CommissionView::from(row.clone()), row.version)
    })
    .await
}
