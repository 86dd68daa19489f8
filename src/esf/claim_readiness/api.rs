//! Claim readiness over HTTP.

use actix_web::{get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::flow::{self, Group};
use super::rules::{Item, ObstacleKind, Severity};
use crate::app::App;
use crate::auth::role::Role;
use crate::db::{Day, Instant};
use crate::esf::cost_statements::{CapUseView, Statement};
use crate::esf::operations;
use crate::failure::Outcome;
use crate::http::query::malformed;
use crate::http::{Caller, Lang, PageIn, PageParams, Query, Reply};
use crate::ids::{AnyId, OperationId, ParticipantId, UserId};

/// An obstacle of one owner.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"kind": "month_unsigned", "severity": "error", "owner_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "owner_role": null, "count": 2, "minutes": 16800, "message": "2 mois sans les deux signatures.", "links": ["/v1/timesheets/01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca/2026-01", "/v1/timesheets/01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca/2026-02"], "pieces": [], "items_url": "/v1/operations/01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb/claim-obstacles?kind=month_unsigned&from=2026-01-01&to=2026-03-31&owner_id=01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca"}))]
pub(crate) struct ObstacleView {
    /// What stands in the way.
    kind: ObstacleKind,
    /// Whether it refuses the claim.
    severity: Severity,
    /// The account that can mend it.
    #[schema(required = true)]
    owner_id: Option<UserId>,
    /// The role that can mend it, where it is no one person's.
    #[schema(required = true)]
    owner_role: Option<Role>,
    /// How many objects it is about.
    count: i64,
    /// Minutes that hang on them.
    #[schema(required = true)]
    minutes: Option<i64>,
    /// The sentence for a reader.
    message: String,
    /// Where the first of them are.
    links: Vec<String>,
    /// The pieces that are missing, where it is about proof files; each once.
    pieces: Vec<&'static str>,
    /// Where all of them are listed.
    items_url: String,
}

/// How a person's cap is used in a year (R6.25).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"staff_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "cap": {"year": 2026, "cap_minutes": 103200, "before_minutes": 0, "claimed_minutes": 61200, "over_cap_minutes": 0}}))]
pub(crate) struct PersonCapView {
    /// The account of the member of staff.
    staff_id: UserId,
    /// The cap of the year.
    cap: CapUseView,
}

/// What stands between an operation and its claim.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"operation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "from": "2026-01-01", "to": "2026-03-31", "computed_at": "2026-04-15T08:00:00Z", "ready": false, "errors": 1, "warnings": 0, "supported_minutes": 61200, "unsupported_minutes": 16800, "obstacles": [{"kind": "publicity_missing", "severity": "error", "owner_id": null, "owner_role": "director", "count": 1, "minutes": null, "message": "1 mention de publicité du fonds manquante.", "links": ["/v1/operations/01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb"], "pieces": [], "items_url": "/v1/operations/01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb/claim-obstacles?kind=publicity_missing&from=2026-01-01&to=2026-03-31"}], "caps": []}))]
pub(crate) struct ClaimReadinessView {
    /// The operation.
    operation_id: OperationId,
    /// First day.
    from: Day,
    /// Last day, included.
    to: Day,
    /// When it was made.
    computed_at: Instant,
    /// Whether nothing refuses the claim.
    ready: bool,
    /// How many obstacles refuse it.
    errors: usize,
    /// How many are worth a look.
    warnings: usize,
    /// Minutes that proofs support.
    supported_minutes: i64,
    /// Minutes that nothing supports, and that a claim leaves out (R6.17).
    unsupported_minutes: i64,
    /// Every obstacle by owner, errors first.
    obstacles: Vec<ObstacleView>,
    /// How caps on hours are used, by person and year.
    caps: Vec<PersonCapView>,
}

/// A piece that a proof file lacks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"piece": "exit_evidence", "due_on": "2026-02-28", "url": "/v1/pathways/01936c5e-7a10-7c3b-9d52-6f0e8a41b7cf"}))]
pub(crate) struct ObstaclePieceView {
    /// An item of the entry file's checklist, or a piece of the pathway, as the proof file names it.
    piece: &'static str,
    /// Until when it is due.
    #[schema(required = true)]
    due_on: Option<Day>,
    /// Where it is to be put; null where nothing is there yet.
    #[schema(required = true)]
    url: Option<String>,
}

/// One object that stands in the way.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"kind": "interview_unsigned", "severity": "error", "owner_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "owner_role": null, "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cd", "day": "2026-01-14", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ce", "minutes": null, "url": "/v1/interviews/01936c5e-7a10-7c3b-9d52-6f0e8a41b7cd", "pieces": []}))]
pub(crate) struct ObstacleItemView {
    /// What it is.
    kind: ObstacleKind,
    /// Whether it refuses the claim.
    severity: Severity,
    /// The account that can mend it.
    #[schema(required = true)]
    owner_id: Option<UserId>,
    /// The role that can mend it, where it is no one person's.
    #[schema(required = true)]
    owner_role: Option<Role>,
    /// The object; of a week or a month, whose it is.
    id: AnyId,
    /// Its day, or the first of its week, month or year.
    day: Day,
    /// The participant, where it is about one.
    #[schema(required = true)]
    participant_id: Option<ParticipantId>,
    /// Minutes that hang on it.
    #[schema(required = true)]
    minutes: Option<i64>,
    /// Where it is.
    url: String,
    /// The pieces that are missing, where it is about a proof file.
    pieces: Vec<ObstaclePieceView>,
}

crate::page_of!(ObstacleItemPage, ObstacleItemView);

/// Which days.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReadinessQuery {
    /// First day.
    pub(crate) from: Day,
    /// Last day, included.
    pub(crate) to: Day,
}

/// Which objects.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ObstacleFilter {
    /// The kind of obstacle.
    #[param(inline)]
    pub(crate) kind: ObstacleKind,
    /// First day.
    pub(crate) from: Day,
    /// Last day, included.
    pub(crate) to: Day,
    /// Only those of this account.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) owner_id: Option<UserId>,
}

/// Get the claim readiness of an operation
///
/// Every obstacle to a claim of these days, with its owner, its weight and where its objects are (§ 6.11): errors refuse
/// the claim unless the director overrides them. What is missing in the proof files of its people is named as the proof
/// file itself names it.
#[utoipa::path(tag = "claims", params(("id" = OperationId, Path, description = "The operation"), ReadinessQuery), responses((status = 200, description = "What stands in the way", body = ClaimReadinessView)))]
#[get("/operations/{id}/claim-readiness")]
pub(crate) async fn get_claim_readiness(
    app: App,
    caller: Caller,
    id: web::Path<OperationId>,
    query: Query<ReadinessQuery>,
) -> Outcome<Reply> {
    app.report(caller, move |cx| {
        let ReadinessQuery { from, to } = query.0;
        in_order(from, to)?;
        let operation = operations::find(cx, &cx.reach.clone(), *id)?;
        let made = flow::statement(cx, operation, from, to)?;
        let groups = flow::read(cx, &made)?;
        Reply::value(&ClaimReadinessView::of(&made, &groups, cx.now, cx.lang()))
    })
    .await
}

/// List the objects of an obstacle
///
/// Each object that one kind of obstacle is about, by day. Sorts: `day`.
#[utoipa::path(tag = "claims", params(("id" = OperationId, Path, description = "The operation"), PageParams, ObstacleFilter), responses((status = 200, description = "One page", body = ObstacleItemPage)))]
#[get("/operations/{id}/claim-obstacles")]
pub(crate) async fn list_claim_obstacles(
    app: App,
    caller: Caller,
    id: web::Path<OperationId>,
    page: PageIn,
    filter: Query<ObstacleFilter>,
) -> Outcome<Reply> {
    app.report(caller, move |cx| {
        in_order(filter.0.from, filter.0.to)?;
        let operation = operations::find(cx, &cx.reach.clone(), *id)?;
        flow::items(cx, operation, &filter.0, &page)?.map(ObstacleItemView::from).reply(&page, cx.lang())
    })
    .await
}

fn in_order(from: Day, to: Day) -> Outcome<()> {
    let far = crate::civil::months_between(from, to) > 84;
    if to < from || far {
        return Err(malformed("to", "before from, or more than seven years after it", Vec::new()));
    }
    Ok(())
}

impl ClaimReadinessView {
    fn of(made: &Statement, groups: &[Group], computed_at: Instant, lang: Lang) -> Self {
        let errors = groups.iter().filter(|g| g.is_error()).count();
        let caps = made
            .people
            .iter()
            .flat_map(|p| p.caps.iter().map(|cap| PersonCapView { staff_id: p.user, cap: CapUseView::of(cap) }));
        Self {
            operation_id: made.operation.id,
            from: made.from,
            to: made.to,
            computed_at,
            ready: errors == 0,
            errors,
            warnings: groups.len() - errors,
            supported_minutes: made.lines().map(|(_, line)| line.supported).sum(),
            unsupported_minutes: made.lines().map(|(_, line)| line.lacking()).sum(),
            obstacles: groups.iter().map(|group| ObstacleView::of(made, group, lang)).collect(),
            caps: caps.collect(),
        }
    }
}

impl ObstacleView {
    fn of(made: &Statement, group: &Group, lang: Lang) -> Self {
        let (fr, en) = group.kind.sentence(group.count);
        let owner = group.owner.map(|user| format!("&owner_id={user}")).unwrap_or_default();
        let (operation, kind, from, to) = (made.operation.id, group.kind, made.from, made.to);
        Self {
            kind,
            severity: kind.severity(),
            owner_id: group.owner,
            owner_role: kind.owner_role().filter(|_| group.owner.is_none()),
            count: group.count,
            minutes: group.minutes,
            message: lang.pick(&fr, &en).to_owned(),
            links: group.links.clone(),
            pieces: group.pieces.iter().copied().collect(),
            items_url: format!("/v1/operations/{operation}/claim-obstacles?kind={kind}&from={from}&to={to}{owner}"),
        }
    }
}

impl From<Item> for ObstacleItemView {
    fn from(item: Item) -> Self {
        Self {
            severity: item.kind.severity(),
            owner_role: item.kind.owner_role().filter(|_| item.owner.is_none()),
            kind: item.kind,
            owner_id: item.owner,
            id: item.id,
            day: item.day,
            participant_id: item.participant,
            minutes: item.minutes,
            url: item.url,
            pieces: item
                .pieces
                .into_iter()
                .map(|p| ObstaclePieceView { piece: p.code, due_on: p.due_on, url: p.url })
                .collect(),
        }
    }
}
