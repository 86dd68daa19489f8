//! A timesheet as a table: one row for each task and operation of a day, and for each day away.

use super::view::{AwayPart, TimesheetView};
use crate::failure::Outcome;
use crate::http::Reply;
use crate::http::table::{Cell, Form, Table};
use crate::ids::OperationId;

const HEADING: &[&str] = &[
    "user_id",
    "month",
    "amendment",
    "status",
    "date",
    "absence",
    "task",
    "attribution",
    "operation_id",
    "operation_number",
    "participants",
    "minutes",
    "content_hash",
];

pub(super) fn reply(form: Form, view: &TimesheetView) -> Outcome<Reply> {
    let mut table = Table::with(form, HEADING)?;
    let (user, month) = (view.user_id.to_string(), view.month.to_string());
    let amendment = view.amendment.to_string();
    for day in &view.days {
        let (date, absence) = (day.date.to_string(), day.absence.code());
        let before = [
            Cell::Text(&user),
            Cell::Text(&month),
            Cell::Number(&amendment),
            Cell::Text(view.status.code()),
            Cell::Text(&date),
            Cell::Text(absence),
        ];
        let hash = Cell::Text(&view.content_hash);
        if day.lines.is_empty() && day.absence != AwayPart::None {
            let empty = [Cell::Empty; 5];
            table.row(&[&before[..], &empty[..], &[Cell::Number("0"), hash]].concat())?;
        }
        for line in &day.lines {
            let operation = line.operation_id.map(|id| id.to_string());
            let (participants, minutes) = (line.participants.to_string(), line.minutes.to_string());
            let cells = [
                Cell::Text(&line.task),
                Cell::Text(line.attribution.code()),
                operation.as_deref().map_or(Cell::Empty, Cell::Text),
                number(view, line.operation_id).map_or(Cell::Empty, Cell::Text),
                Cell::Number(&participants),
                Cell::Number(&minutes),
                hash,
            ];
            table.row(&[&before[..], &cells[..]].concat())?;
        }
    }
    table.reply(&format!("timesheet-{}-{}", view.month, view.user_id))
}

fn number(view: &TimesheetView, operation: Option<OperationId>) -> Option<&str> {
    let of = view.totals.by_operation.iter().find(|o| o.operation_id == operation)?;
    of.operation_number.as_deref()
}
