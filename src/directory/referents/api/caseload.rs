//! The caseload of a referent over HTTP.

use actix_web::{get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::store::ReferentRow;
use super::super::{caseload, store};
use crate::amount::Share;
use crate::app::App;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::decimal::Decimal4;
use crate::directory::rules::{self, RenewalBasis};
use crate::esf::norms;
use crate::failure::Outcome;
use crate::http::{Caller, Query, Reply};
use crate::ids::ReferentId;
use crate::pathways::rules::PathwayStatus;

/// Pathways by status.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(example = json!({"admitted": 0, "active": 52, "suspended": 3, "in_job_follow_up": 6, "exited": 2}))]
pub(crate) struct CaseloadByStatus {
    /// Admitted, not yet begun.
    pub(crate) admitted: i64,
    /// Active.
    pub(crate) active: i64,
    /// Suspended.
    pub(crate) suspended: i64,
    /// Followed in the job.
    pub(crate) in_job_follow_up: i64,
    /// Exited, not yet closed.
    pub(crate) exited: i64,
}

/// A year's entries against the mean caseload (§ 8.2).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"numerator": 21, "denominator": 70, "value": 0.3, "norm": 0.3, "rule": "entries of twelve months ÷ mean caseload at the ends of months (§ 8.2)"}))]
pub(crate) struct RenewalRateView {
    /// Entries of the twelve months up to the day.
    pub(crate) numerator: i64,
    /// Mean caseload at the ends of those months on which the terms held.
    pub(crate) denominator: Decimal4,
    /// The rate; null when the mean is 0.
    #[schema(required = true)]
    pub(crate) value: Option<Decimal4>,
    /// The norm of the referent's operation, else of the PLIE (S2.4, S4.3).
    pub(crate) norm: Share,
    /// The formula.
    pub(crate) rule: &'static str,
}

/// The caseload of a referent on a day (§ 8.1).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"referent_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "on": "2026-03-02", "active": 58, "target": 56, "capacity_left": -2, "fte_participant_support": 0.8, "by_status": {"admitted": 0, "active": 52, "suspended": 3, "in_job_follow_up": 6, "exited": 2}, "entries_12m": 17, "renewal_rate": {"numerator": 17, "denominator": 56.5, "value": 0.3009, "norm": 0.3, "rule": "entries of twelve months ÷ mean caseload at the ends of months (§ 8.2)"}}))]
pub(crate) struct CaseloadView {
    /// The referent.
    pub(crate) referent_id: ReferentId,
    /// The day.
    pub(crate) on: Day,
    /// People in the active caseload: active, and suspended or in job follow-up where the PLIE counts them.
    pub(crate) active: i64,
    /// People the referent should follow: the number of their operation, else of the PLIE, for a full time ×
    /// `fte_participant_support`, rounded half up.
    pub(crate) target: i64,
    /// Places left under the target; negative above it, which blocks nothing (S2.3).
    pub(crate) capacity_left: i64,
    /// The part of full time given to participants on that day; 0 when the terms do not hold.
    pub(crate) fte_participant_support: Share,
    /// Every pathway assigned on that day.
    pub(crate) by_status: CaseloadByStatus,
    /// Pathways that began with this referent in the twelve months up to the day.
    pub(crate) entries_12m: i64,
    /// The renewal rate.
    pub(crate) renewal_rate: RenewalRateView,
}

/// On which day.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CaseloadParams {
    /// The day; today if left out.
    pub(crate) on: Option<Day>,
}

/// Get the caseload of a referent
///
/// People followed on a day against the target, and the renewal of the twelve months up to it.
#[utoipa::path(tag = "referents", params(("id" = ReferentId, Path, description = "The referent"), CaseloadParams), responses((status = 200, description = "The caseload", body = CaseloadView)))]
#[get("/referents/{id}/caseload")]
pub(crate) async fn get_referent_caseload(
    app: App,
    caller: Caller,
    id: web::Path<ReferentId>,
    asked: Query<CaseloadParams>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let on = asked.0.on.unwrap_or(cx.today);
        Reply::value(&caseload_view(cx, &row, on)?)
    })
    .await
}

fn caseload_view(cx: &mut Ctx<'_>, row: &ReferentRow, on: Day) -> Outcome<CaseloadView> {
    let counted = caseload::count(cx, row, on)?;
    let settings = &norms::of_staff(cx, row.user_id, on)?;
    let fte = if row.holds_on(on) { row.fte_participant_support } else { Share(0) };
    let active = counted.on.active(settings);
    let target = rules::caseload_target(settings.caseload_per_fte, fte.0);
    let ends: Vec<i64> = counted.month_ends.iter().map(|day| day.active(settings)).collect();
    let rate = rules::renewal_rate(counted.entries, RenewalBasis::MonthEnds(&ends));
    let mean = |sum: i64, n: usize| Decimal4::ratio(sum.into(), i128::try_from(n).unwrap_or(0));
    let of = |status| counted.on.of(status);
    Ok(CaseloadView {
        referent_id: row.id,
        on,
        active,
        target,
        capacity_left: rules::capacity_left(target, active),
        fte_participant_support: fte,
        by_status: CaseloadByStatus {
            admitted: of(PathwayStatus::Admitted),
            active: of(PathwayStatus::Active),
            suspended: of(PathwayStatus::Suspended),
            in_job_follow_up: of(PathwayStatus::InJobFollowUp),
            exited: of(PathwayStatus::Exited),
        },
        entries_12m: counted.entries,
        renewal_rate: RenewalRateView {
            numerator: counted.entries,
            denominator: mean(ends.iter().sum(), ends.len()).unwrap_or_default(),
            value: rate.and_then(|r| Decimal4::ratio(r.numerator.into(), r.denominator.into())),
            norm: settings.renewal_rate,
            rule: "entries of twelve months ÷ mean caseload at the ends of months (§ 8.2)",
        },
    })
}
