//! Rows of sensitive facts, sealed as they stand.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::rules::{NationalityClass, SensitiveAnswer};
use crate::ctx::Ctx;
use crate::db::schema::sensitive_facts as t;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::ids::{ParticipantId, PlieId, SensitiveFactsId, UserId};

/// What is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Facts {
    pub(crate) disabled: SensitiveAnswer,
    pub(crate) nationality_class: NationalityClass,
    pub(crate) foreign_background: SensitiveAnswer,
    pub(crate) minority: SensitiveAnswer,
    pub(crate) justice: SensitiveAnswer,
}

impl Facts {
    /// Nothing was asked.
    pub(crate) const UNKNOWN: Self = Self {
        disabled: SensitiveAnswer::Unknown,
        nationality_class: NationalityClass::Unknown,
        foreign_background: SensitiveAnswer::Unknown,
        minority: SensitiveAnswer::Unknown,
        justice: SensitiveAnswer::Unknown,
    };
}

/// A row of `sensitive_facts`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = t, treat_none_as_default_value = false)]
pub(crate) struct SensitiveRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: SensitiveFactsId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) as_of: Day,
    pub(crate) sealed: Vec<u8>,
    pub(crate) recorded_at: Instant,
    pub(crate) recorded_by: Option<UserId>,
}

/// What held on a day, as it was known at an instant.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asked {
    /// Of this day or before.
    pub(super) as_of: Option<Day>,
    /// Recorded before this instant.
    pub(super) known_before: Option<Instant>,
}

/// The latest facts, of a participant whose reach was looked at already.
pub(super) fn latest(cx: &mut Ctx<'_>, participant: ParticipantId, asked: Asked) -> Outcome<Option<SensitiveRow>> {
    let mut query = t::table.filter(t::plie_id.eq(cx.plie())).filter(t::participant_id.eq(participant)).into_boxed();
    if let Some(day) = asked.as_of {
        query = query.filter(t::as_of.le(day));
    }
    if let Some(instant) = asked.known_before {
        query = query.filter(t::recorded_at.lt(instant));
    }
    let query = query.order((t::as_of.desc(), t::recorded_at.desc(), t::id.desc())).limit(1);
    Ok(query.select(SensitiveRow::as_select()).get_result(cx.conn).optional()?)
}

/// The first facts for a day between two.
pub(super) fn first_between(
    cx: &mut Ctx<'_>,
    participant: ParticipantId,
    from: Day,
    to: Day,
) -> Outcome<Option<SensitiveRow>> {
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::participant_id.eq(participant))
        .filter(t::as_of.between(from, to))
        .order((t::as_of, t::recorded_at.desc(), t::id.desc()))
        .limit(1)
        .select(SensitiveRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

/// All facts that were told of some people.
pub(super) fn of_people(cx: &mut Ctx<'_>, people: &[ParticipantId]) -> Outcome<Vec<SensitiveRow>> {
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::participant_id.eq_any(people.to_vec()))
        .select(SensitiveRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// How often facts of the participant were told.
pub(super) fn count(cx: &mut Ctx<'_>, participant: ParticipantId) -> Outcome<i64> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).filter(t::participant_id.eq(participant));
    Ok(query.count().get_result(cx.conn)?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &SensitiveRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}
