//! A report as a table: one row a figure, of the whole first, then of each group.

use super::api::ReportName;
use super::flow::{Figures, Report};
use crate::failure::Outcome;
use crate::http::Reply;
use crate::http::table::{Cell, Form, Table};

pub(super) const HEADING: &[&str] =
    &["report", "from", "to", "group_by", "group", "label", "figure", "numerator", "denominator", "value", "rule"];

pub(super) fn reply(form: Form, name: ReportName, report: &Report) -> Outcome<Reply> {
    let mut table = Table::with(form, HEADING)?;
    let (from, to) = (report.from.to_string(), report.to.to_string());
    let period = [Cell::Text(name.code()), Cell::Text(&from), Cell::Text(&to)];
    add(&mut table, &period, [Cell::Empty; 3], &report.figures)?;
    for group in &report.groups {
        let label = group.label.as_deref().map_or(Cell::Empty, Cell::Text);
        add(&mut table, &period, [Cell::Text(group.by.code()), Cell::Text(&group.key), label], &group.figures)?;
    }
    table.reply(&format!("{name}-{from}-{to}"))
}

fn add(table: &mut Table, period: &[Cell<'_>], group: [Cell<'_>; 3], figures: &Figures) -> Outcome<()> {
    for (name, figure) in figures {
        let numbers = [figure.numerator, figure.denominator, figure.value].map(|n| n.map(|v| v.to_string()));
        let [numerator, denominator, value] =
            numbers.each_ref().map(|n| n.as_deref().map_or(Cell::Empty, Cell::Number));
        let cells = [Cell::Text(name.code()), numerator, denominator, value, Cell::Text(figure.rule)];
        table.row(&[period, &group[..], &cells[..]].concat())?;
    }
    Ok(())
}
