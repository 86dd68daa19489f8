//! The lists that exports are made of, walked from their first stretch to their last: through the reach and the filters of
//! the list itself, so that an export shows nothing that the list does not.

use super::api::ExportParameters;
use super::flow::Order;
use crate::civil::Month;
use crate::ctx::Ctx;
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{OperationId, ParticipantId, UserId};
use crate::jobs::Covers;
use crate::reports::export_profiles::Profile;
use crate::reports::export_profiles::rules::{ExportSource, Row, Sensitivity};

mod participations;
mod people;
mod time;

/// A row, with whom it tells of.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) values: Row,
    pub(super) person: Option<ParticipantId>,
    /// Whose time it is, where they themselves are in reach.
    pub(super) staff: Option<UserId>,
    /// The operation by which it is reached, where the person is not.
    pub(super) operation: Option<OperationId>,
}

/// What a profile reads: whoever lacks the right to its most sensitive column has no right to it.
pub(super) fn covers(profile: &Profile) -> Covers {
    let operation = match profile.source {
        ExportSource::Participants => "list_participants",
        ExportSource::Participations => "list_participations",
        ExportSource::TimeRecords => "list_time_records",
        ExportSource::Timesheets => "list_timesheets",
    };
    Covers::of(operation, profile.sensitivity() == Sensitivity::Special)
}

/// A walk through a list.
#[derive(Debug)]
pub(super) struct Walk {
    /// The next stretch; none at the end.
    page: Option<PageIn>,
    /// The month that is walked, of a list that is walked month by month.
    month: Option<Month>,
    done: i64,
    all: i64,
}

impl Walk {
    /// Before the first stretch.
    pub(super) fn begin(order: &Order) -> Outcome<Self> {
        let month = order.parameters.from.filter(|_| order.profile.source == ExportSource::Timesheets).map(Month::of);
        Ok(Self { page: Some(first(order.profile.source)?), month, done: 0, all: 0 })
    }

    /// The rows of the next stretch; none at the end.
    pub(super) fn next(&mut self, cx: &mut Ctx<'_>, order: &Order) -> Outcome<Option<Vec<Line>>> {
        let Some(page) = self.page.take() else { return Ok(None) };
        let Page { items, next_cursor, total } = stretch(cx, order, &page, self.month)?;
        self.all = total.unwrap_or(self.all);
        self.done = self.all.min(self.done.saturating_add(page.limit));
        self.page = match next_cursor {
            Some(cursor) => Some(page.further(&cursor)?),
            None => self.month_after(order)?,
        };
        Ok(Some(items))
    }

    /// How far it is: so many of so many; months where it is walked by them.
    pub(super) fn so_far(&self) -> (i64, i64) {
        (self.done, self.all)
    }

    fn month_after(&mut self, order: &Order) -> Outcome<Option<PageIn>> {
        let last = order.parameters.to.map(Month::of);
        let Some(next) = self.month.map(Month::next).filter(|next| Some(*next) <= last) else { return Ok(None) };
        self.month = Some(next);
        self.done = 0;
        Ok(Some(first(order.profile.source)?))
    }
}

/// The first stretch of a list, in an order that stands while it is walked.
fn first(source: ExportSource) -> Outcome<PageIn> {
    PageIn::whole(match source {
        ExportSource::Participants => "last_name",
        ExportSource::Participations => "entered_on",
        ExportSource::TimeRecords => "date",
        ExportSource::Timesheets => "month",
    })
}

fn stretch(cx: &mut Ctx<'_>, order: &Order, page: &PageIn, month: Option<Month>) -> Outcome<Page<Line>> {
    let asked: &ExportParameters = &order.parameters;
    match order.profile.source {
        ExportSource::Participants => people::stretch(cx, page, asked),
        ExportSource::Participations => {
            let operation = asked.operation_id.ok_or_else(|| Failure::defect("an export of no operation"))?;
            participations::stretch(cx, page, operation, covers(&order.profile).sensitive)
        }
        ExportSource::TimeRecords => time::records(cx, page, asked),
        ExportSource::Timesheets => time::months(cx, page, month, asked.user_id),
    }
}
