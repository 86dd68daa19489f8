//! What the people of an operation cost, when they were away, and who takes part: no more than a pack shows.

use diesel::prelude::*;

use crate::ctx::Ctx;
use crate::db::schema::{absences, employment_costs, hourly_rates, participations};
use crate::db::{Day, Instant};
use crate::esf::absences::rules::HalfDay;
use crate::esf::money::rules::{BaseSource, RateBase, RateMethod};
use crate::failure::Outcome;
use crate::ids::{
    AbsenceId, DocumentId, EmploymentCostId, HourlyRateId, OperationId, ParticipantId, ParticipationId, UserId,
};

/// What somebody has cost for a time.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct CostFacts {
    pub(crate) id: EmploymentCostId,
    pub(crate) user_id: UserId,
    pub(crate) period_from: Day,
    pub(crate) period_to: Day,
    pub(crate) gross_cost_cents: i64,
    pub(crate) document_id: Option<DocumentId>,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    pub(crate) version: i64,
}

/// What an hour of somebody costs, with all that it is made of.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct RateFacts {
    pub(crate) id: HourlyRateId,
    pub(crate) user_id: UserId,
    pub(crate) base: RateBase,
    pub(crate) base_source: BaseSource,
    pub(crate) base_cents: i64,
    pub(crate) documented_from: Option<Day>,
    pub(crate) documented_to: Option<Day>,
    pub(crate) documented_cents: Option<i64>,
    pub(crate) share_num: i64,
    pub(crate) share_den: i64,
    pub(crate) full_time_minutes: i64,
    pub(crate) method: RateMethod,
    pub(crate) valid_from: Day,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    pub(crate) version: i64,
}

/// When somebody was away, never why.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct AbsenceFacts {
    pub(crate) id: AbsenceId,
    pub(crate) user_id: UserId,
    pub(crate) starts_on: Day,
    pub(crate) ends_on: Day,
    pub(crate) half_day: Option<HalfDay>,
    pub(crate) created_at: Instant,
    pub(crate) cancelled_at: Option<Instant>,
}

/// That somebody takes part in an operation.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct ParticipationFacts {
    pub(crate) id: ParticipationId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) entered_on: Day,
    pub(crate) exited_on: Option<Day>,
    pub(crate) created_at: Instant,
    pub(crate) voided_at: Option<Instant>,
}

/// The rates of some people on an operation that begin on a day or before.
pub(crate) fn rates(cx: &mut Ctx<'_>, operation: OperationId, users: &[UserId], until: Day) -> Outcome<Vec<RateFacts>> {
    use hourly_rates as t;
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::operation_id.eq(operation))
        .filter(t::user_id.eq_any(users.to_vec()))
        .filter(t::valid_from.le(until))
        .order((t::user_id, t::valid_from, t::id))
        .select((
            t::id,
            t::user_id,
            t::base,
            t::base_source,
            t::base_cents,
            t::documented_from,
            t::documented_to,
            t::documented_cents,
            t::share_num,
            t::share_den,
            t::full_time_minutes,
            t::method,
            t::valid_from,
            t::created_at,
            t::updated_at,
            t::version,
        ));
    Ok(query.load(cx.conn)?)
}

/// The costs of some people that cover a day between two.
pub(crate) fn costs(cx: &mut Ctx<'_>, users: &[UserId], from: Day, to: Day) -> Outcome<Vec<CostFacts>> {
    use employment_costs as t;
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::user_id.eq_any(users.to_vec()))
        .filter(t::period_from.le(to))
        .filter(t::period_to.ge(from))
        .order((t::user_id, t::period_from, t::id))
        .select((
            t::id,
            t::user_id,
            t::period_from,
            t::period_to,
            t::gross_cost_cents,
            t::document_id,
            t::created_at,
            t::updated_at,
            t::version,
        ));
    Ok(query.load(cx.conn)?)
}

/// The absences of some people that hold a day between two, those that were cancelled among them.
pub(crate) fn absences(cx: &mut Ctx<'_>, users: &[UserId], from: Day, to: Day) -> Outcome<Vec<AbsenceFacts>> {
    use absences as t;
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::user_id.eq_any(users.to_vec()))
        .filter(t::starts_on.le(to))
        .filter(t::ends_on.ge(from))
        .order((t::user_id, t::starts_on, t::id))
        .select((t::id, t::user_id, t::starts_on, t::ends_on, t::half_day, t::created_at, t::cancelled_at));
    Ok(query.load(cx.conn)?)
}

/// The participations of some people in an operation, those that were made void among them.
pub(crate) fn participations(
    cx: &mut Ctx<'_>,
    operation: OperationId,
    people: &[ParticipantId],
) -> Outcome<Vec<ParticipationFacts>> {
    use participations as t;
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::operation_id.eq(operation))
        .filter(t::participant_id.eq_any(people.to_vec()))
        .order((t::participant_id, t::entered_on, t::id))
        .select((t::id, t::participant_id, t::entered_on, t::exited_on, t::created_at, t::voided_at));
    Ok(query.load(cx.conn)?)
}
