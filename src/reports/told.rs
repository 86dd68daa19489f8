//! A report read back from its own answer: what is printed, and what a snapshot has frozen, is what was answered.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::api::ReportName;
use super::csv::HEADING;
use super::figures::{Figure, FigureName};
use super::flow::{Figures, Group, GroupBy, Report};
use super::masking;
use crate::db::{Day, Instant};
use crate::decimal::Decimal4;
use crate::failure::{Failure, Outcome};
use crate::http::Reply;
use crate::http::table::{Cell, Form, Table};

/// A report.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Told {
    pub(super) name: ReportName,
    pub(super) from: Day,
    pub(super) to: Day,
    pub(super) computed_at: Instant,
    pub(super) figures: BTreeMap<String, ToldFigure>,
    pub(super) groups: Vec<ToldGroup>,
}

/// A figure, with the rule of the day on which it was answered.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct ToldFigure {
    pub(super) numerator: Option<Decimal4>,
    pub(super) denominator: Option<Decimal4>,
    pub(super) value: Option<Decimal4>,
    pub(super) rule: String,
    /// How many spans of time it is taken of.
    #[serde(default)]
    pub(super) cases: Option<i64>,
}

/// The figures of a group.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct ToldGroup {
    pub(super) by: String,
    pub(super) key: String,
    pub(super) label: Option<String>,
    pub(super) figures: BTreeMap<String, ToldFigure>,
}

impl Told {
    /// Reads an answer.
    ///
    /// # Errors
    /// It is no report, which is a defect.
    pub(super) fn read(answer: &str) -> Outcome<Self> {
        serde_json::from_str(answer).map_err(Failure::defect)
    }

    /// Masks its small counts as those of a report. What this version knows no more is left out.
    pub(super) fn mask(&mut self) {
        let mut report = Report {
            from: self.from,
            to: self.to,
            as_known_on: None,
            figures: figures(&self.figures),
            groups: self.groups.iter().filter_map(group).collect(),
        };
        masking::mask(&mut report);
        self.figures = told(report.figures);
        let back = |g: Group| ToldGroup { by: g.by.to_string(), key: g.key, label: g.label, figures: told(g.figures) };
        self.groups = report.groups.into_iter().map(back).collect();
    }

    /// As a table: one row a figure, of the whole first, then of each group.
    ///
    /// # Errors
    /// There is no place for the rows.
    pub(super) fn table(&self, form: Form) -> Outcome<Reply> {
        let mut table = Table::with(form, HEADING)?;
        let (from, to) = (self.from.to_string(), self.to.to_string());
        let period = [Cell::Text(self.name.code()), Cell::Text(&from), Cell::Text(&to)];
        add(&mut table, &period, [Cell::Empty; 3], &self.figures)?;
        for group in &self.groups {
            let label = group.label.as_deref().map_or(Cell::Empty, Cell::Text);
            add(&mut table, &period, [Cell::Text(&group.by), Cell::Text(&group.key), label], &group.figures)?;
        }
        table.reply(&format!("{}-{from}-{to}", self.name))
    }
}

fn group(g: &ToldGroup) -> Option<Group> {
    let by = GroupBy::parse(&g.by)?;
    Some(Group { by, key: g.key.clone(), label: g.label.clone(), figures: figures(&g.figures) })
}

fn figures(told: &BTreeMap<String, ToldFigure>) -> Figures {
    let figure = |(code, f): (&String, &ToldFigure)| {
        let name = FigureName::parse(code)?;
        let figure = Figure {
            numerator: f.numerator,
            denominator: f.denominator,
            value: f.value,
            rule: name.rule(),
            members_url: None,
            level: None,
            cases: f.cases,
        };
        Some((name, figure))
    };
    told.iter().filter_map(figure).collect()
}

fn told(figures: Figures) -> BTreeMap<String, ToldFigure> {
    let figure = |(name, f): (FigureName, Figure)| {
        let Figure { numerator, denominator, value, rule, cases, .. } = f;
        (name.code().to_owned(), ToldFigure { numerator, denominator, value, rule: rule.to_owned(), cases })
    };
    figures.into_iter().map(figure).collect()
}

fn add(
    table: &mut Table,
    period: &[Cell<'_>],
    group: [Cell<'_>; 3],
    figures: &BTreeMap<String, ToldFigure>,
) -> Outcome<()> {
    for (name, figure) in figures {
        let numbers = [figure.numerator, figure.denominator, figure.value].map(|n| n.map(|v| v.to_string()));
        let [numerator, denominator, value] =
            numbers.each_ref().map(|n| n.as_deref().map_or(Cell::Empty, Cell::Number));
        let cells = [Cell::Text(name), numerator, denominator, value, Cell::Text(&figure.rule)];
        table.row(&[period, &group[..], &cells[..]].concat())?;
    }
    Ok(())
}
