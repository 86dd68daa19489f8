//! A statement as a table: one row a person and month.

use super::view::{CostLineView, CostStatementView};
use crate::failure::Outcome;
use crate::http::Reply;
use crate::http::table::{Cell, Form, Table};

const HEADING: &[&str] = &[
    "operation_number",
    "staff_id",
    "last_name",
    "first_name",
    "month",
    "cost_mode",
    "minutes",
    "supported_minutes",
    "unsupported_minutes",
    "unsupported",
    "over_cap_minutes",
    "claimed_minutes",
    "worked_minutes",
    "cost_cents",
    "denominator_num",
    "denominator_den",
    "rate_cents",
    "method",
    "share_num",
    "share_den",
    "amount_cents",
    "missing",
];

pub(super) fn reply(form: Form, view: &CostStatementView) -> Outcome<Reply> {
    let mut table = Table::with(form, HEADING)?;
    for line in &view.lines {
        let cells = row(view, line);
        let cells: Vec<Cell<'_>> = cells
            .iter()
            .map(|(text, number)| match (text.is_empty(), number) {
                (true, _) => Cell::Empty,
                (false, true) => Cell::Number(text),
                (false, false) => Cell::Text(text),
            })
            .collect();
        table.row(&cells)?;
    }
    table.reply(&format!("cost-statement-{}-{}", view.from, view.to))
}

/// The cells of a line, each with whether it is a number.
fn row(view: &CostStatementView, line: &CostLineView) -> Vec<(String, bool)> {
    let person = view.people.iter().find(|p| p.staff_id == line.staff_id);
    let text = |text: String| (text, false);
    let number = |n: i64| (n.to_string(), true);
    let maybe = |n: Option<i64>| (n.map(|n| n.to_string()).unwrap_or_default(), true);
    let reasons: Vec<String> = line.unsupported.iter().map(|u| format!("{}: {}", u.reason, u.minutes)).collect();
    let missing: Vec<&str> = line.missing.iter().map(|m| m.code()).collect();
    vec![
        text(view.operation_number.clone()),
        text(line.staff_id.to_string()),
        text(person.map(|p| p.last_name.clone()).unwrap_or_default()),
        text(person.map(|p| p.first_name.clone()).unwrap_or_default()),
        text(line.month.to_string()),
        text(line.cost_mode.to_string()),
        number(line.minutes),
        number(line.supported_minutes),
        number(line.unsupported.iter().map(|u| u.minutes).sum()),
        text(reasons.join(", ")),
        number(line.over_cap_minutes),
        number(line.claimed_minutes),
        number(line.worked_minutes),
        maybe(line.cost_cents),
        maybe(line.denominator.map(|d| d.num)),
        maybe(line.denominator.map(|d| d.den)),
        maybe(line.rate_cents),
        text(line.method.map(|m| m.to_string()).unwrap_or_default()),
        number(line.share.num),
        number(line.share.den),
        number(line.amount_cents),
        text(missing.join(", ")),
    ]
}
