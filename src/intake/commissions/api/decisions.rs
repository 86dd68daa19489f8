//! Decisions.

use actix_web::{get, post, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{DecisionPage, DecisionView};
use crate::app::App;
use crate::failure::Outcome;
use crate::http::text::Paragraph;
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid};
use crate::ids::{CommissionSessionId, DecisionId, ParticipantId};
use crate::intake::commissions::store::{Decided, KeptOutcome};
use crate::intake::commissions::{flow, store};

crate::text_enum! {
    /// What the département says of a pending admission (R4.6).
    pub enum DepartmentWord {
        Favourable = "favourable",
        Unfavourable = "unfavourable",
    }
}

impl DepartmentWord {
    /// Whether it validates the admission.
    pub(crate) fn is_favourable(self) -> bool {
        self == Self::Favourable
    }
}

fn favourable() -> DepartmentWord {
    DepartmentWord::Favourable
}

/// What the département says.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"opinion": "favourable"}))]
pub(crate) struct ConfirmDepartmentIn {
    /// Its word; favourable if left out.
    #[serde(default = "favourable")]
    pub(crate) opinion: DepartmentWord,
    /// What is proposed instead; asked when it is unfavourable (R4.5).
    #[serde(default)]
    pub(crate) alternative: Option<Paragraph>,
}

/// Which decisions.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DecisionFilter {
    /// Only those of this session.
    #[serde(default)]
    pub(crate) session_id: Option<CommissionSessionId>,
    /// Only those about this person.
    #[serde(default)]
    pub(crate) participant_id: Option<ParticipantId>,
    /// Only those of this outcome.
    #[serde(default)]
    pub(crate) outcome: Option<KeptOutcome>,
}

fn answer(decided: Decided) -> Outcome<Reply> {
    let version = decided.row.version;
    Reply::object(&DecisionView::from(decided), version)
}

/// List decisions
///
/// A correspondent of France Travail reads those on the people of its reviews, a social worker those on the RSA recipients
/// whom their structure follows too; the département's own service those that wait for its word as well. Sorts: `-created_at`, `created_at`.
#[utoipa::path(tag = "commissions", params(PageParams, DecisionFilter), responses((status = 200, description = "One page", body = DecisionPage)))]
#[get("/decisions")]
pub(crate) async fn list_decisions(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<DecisionFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        store::list_decisions(cx, &page, &filter.0)?.map(DecisionView::from).reply(&page, cx.lang())
    })
    .await
}

/// Get a decision
///
/// It is never edited; a later session may supersede it (R4.7).
#[utoipa::path(tag = "commissions", params(("id" = DecisionId, Path, description = "The decision")), responses((status = 200, description = "The decision", body = DecisionView)))]
#[get("/decisions/{id}")]
pub(crate) async fn get_decision(app: App, caller: Caller, id: web::Path<DecisionId>) -> Outcome<Reply> {
    app.read(caller, move |cx| answer(store::find_decision(cx, &cx.reach.clone(), *id)?)).await
}

/// Record the département's word on a pending admission
///
/// Favourable, the admission takes effect and the pathway opens; unfavourable, the orientation is refused with an
/// alternative (R4.6).
#[utoipa::path(tag = "commissions", params(("id" = DecisionId, Path, description = "The decision")), request_body = ConfirmDepartmentIn, responses((status = 200, description = "The decision as it stands now", body = DecisionView)))]
#[post("/decisions/{id}/confirm-department")]
pub(crate) async fn confirm_department_decision(
    app: App,
    caller: Caller,
    id: web::Path<DecisionId>,
    body: Valid<ConfirmDepartmentIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, body| answer(flow::confirm_department(cx, *id, &body)?)).await
}
