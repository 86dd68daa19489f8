//! What the pieces of a pathway are told from.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Text};

use super::rules::{Held, Pathway};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::literal::Literals;
use crate::db::schema::pathways as t;
use crate::db::types::UuidSql;
use crate::each;
use crate::failure::Outcome;
use crate::ids::{InterviewId, PathwayId};
use crate::pathways::interviews::rules::InterviewOutcome;
use crate::pathways::interviews::rules::signing::is_required;
use crate::pathways::rules::exits::ExitCategory;

/// A pathway, as far as its pieces go.
pub(super) fn pathway(cx: &mut Ctx<'_>, id: PathwayId) -> Outcome<Pathway> {
    type Row = (Option<Day>, Option<Day>, Option<Day>, Option<String>, bool);
    let query = t::table.find((cx.plie(), id)).select((
        t::next_interview_due_on,
        t::next_milestone_due_on,
        t::exit_on,
        t::exit_category,
        t::exit_evidence.is_not_null(),
    ));
    let (next_interview_due_on, next_milestone_due_on, exit_on, category, proved): Row = query.get_result(cx.conn)?;
    let positive = category.as_deref() == Some(ExitCategory::Positive.code());
    Ok(Pathway { next_interview_due_on, next_milestone_due_on, exit_on, positive, proved })
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
