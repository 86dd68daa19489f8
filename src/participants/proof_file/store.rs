//! What the pieces of a pathway are told from.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Nullable, Text};

use super::rules::{Held, Pathway};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::literal::Literals;
use crate::db::types::UuidSql;
use crate::each;
use crate::failure::Outcome;
use crate::ids::{InterviewId, PathwayId};
use crate::pathways::EXIT_UNPROVED;
use crate::pathways::interviews::rules::InterviewOutcome;
use crate::pathways::interviews::rules::signing::is_required;
use crate::pathways::rules::exits::ExitCategory;

#[derive(QueryableByName)]
struct PathwayRow {
    #[diesel(sql_type = UuidSql)]
    id: PathwayId,
    #[diesel(sql_type = Nullable<Date>)]
    next_interview_due_on: Option<Day>,
    #[diesel(sql_type = Nullable<Date>)]
    next_milestone_due_on: Option<Day>,
    #[diesel(sql_type = Nullable<Date>)]
    exit_on: Option<Day>,
    #[diesel(sql_type = Nullable<Text>)]
    exit_category: Option<String>,
    #[diesel(sql_type = Bool)]
    proved: bool,
}

/// Some pathways, as far as their pieces go.
pub(super) fn pathways(cx: &mut Ctx<'_>, ids: &[PathwayId]) -> Outcome<HashMap<PathwayId, Pathway>> {
    let lit = Literals::of(cx.conn);
    let sql = format!(
        "select p.id as id, p.next_interview_due_on as next_interview_due_on,
           p.next_milestone_due_on as next_milestone_due_on, p.exit_on as exit_on, p.exit_category as exit_category,
           not {EXIT_UNPROVED} as proved
         from pathways p where p.plie_id = {} and p.id in ({})",
        lit.id(cx.plie()),
        lit.ids(ids),
    );
    let rows: Vec<PathwayRow> = each!(cx.conn, |c| diesel::sql_query(sql).load(c))?;
    let pathway = |row: PathwayRow| {
        let of = Pathway {
            next_interview_due_on: row.next_interview_due_on,
            next_milestone_due_on: row.next_milestone_due_on,
            exit_on: row.exit_on,
            positive: row.exit_category.as_deref() == Some(ExitCategory::Positive.code()),
            proved: row.proved,
        };
        (row.id, of)
    };
    Ok(rows.into_iter().map(pathway).collect())
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = UuidSql)]
    id: InterviewId,
    #[diesel(sql_type = Date)]
    day: Day,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    modality: String,
    #[diesel(sql_type = Bool)]
    reported: bool,
    #[diesel(sql_type = Bool)]
    signed: bool,
}

/// The interviews of a pathway that were held, in order of time.
pub(super) fn held(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Vec<Held>> {
    let lit = Literals::of(cx.conn);
    let sql = format!(
        "select i.id as id, i.day as day, i.type as kind, i.modality as modality,
           (i.report is not null or i.report_sealed is not null) as reported,
           exists (select 1 from signatures s where s.plie_id = i.plie_id and s.id = i.signature_id and s.void_at is null) as signed
         from interviews i where i.plie_id = {} and i.pathway_id = {} and i.outcome = '{}' order by i.starts_at, i.id",
        lit.id(cx.plie()),
        lit.id(pathway),
        InterviewOutcome::Held
    );
    let rows: Vec<Row> = each!(cx.conn, |c| diesel::sql_query(sql).load(c))?;
    let held = |row: Row| Held {
        id: row.id,
        day: row.day,
        reported: row.reported,
        to_sign: is_required(&row.kind, &row.modality, InterviewOutcome::Held),
        signed: row.signed,
    };
    Ok(rows.into_iter().map(held).collect())
}
