//! Rows of charters.

use std::collections::HashMap;
use std::sync::Arc;

use diesel::prelude::*;

use super::api::TaskView;
use crate::ctx::Ctx;
use crate::db::schema::charters;
use crate::db::{Conn, Day, Instant, Json, MultiBackend};
use crate::esf::time_records::rules::{Charter, CharterTask};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{CharterId, PlieId};
use crate::keyset;

/// A row of `charters`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = charters, treat_none_as_default_value = false)]
pub(crate) struct CharterRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: CharterId,
    pub(crate) charter_version: String,
    pub(crate) valid_from: Day,
    pub(crate) step_minutes: i64,
    pub(crate) tasks: Json,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

impl CharterRow {
    /// Its tasks.
    ///
    /// # Errors
    /// What is stored is not a list of tasks, which is a defect.
    pub(crate) fn tasks(&self) -> Outcome<Vec<TaskView>> {
        self.tasks.read().map_err(Failure::defect)
    }
}

fn of_plie<'a>(plie: PlieId) -> charters::BoxedQuery<'a, MultiBackend> {
    charters::table.filter(charters::plie_id.eq(plie)).into_boxed()
}

pub(super) fn list(cx: &mut Ctx<'_>, page: &PageIn) -> Outcome<Page<CharterRow>> {
    let filtered = |cx: &Ctx<'_>| match page.updated_after {
        Some(after) => of_plie(cx.plie()).filter(charters::updated_at.gt(after)),
        None => of_plie(cx.plie()),
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-valid_from", "valid_from"])?;
    let query = filtered(cx).select(CharterRow::as_select());
    let rows = if sort == "valid_from" {
        keyset!(query, page, asc, charters::valid_from, charters::id, Day).load(cx.conn)?
    } else {
        keyset!(query, page, desc, charters::valid_from, charters::id, Day).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &CharterRow| (r.valid_from.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

pub(super) fn find(cx: &mut Ctx<'_>, id: CharterId) -> Outcome<CharterRow> {
    Ok(of_plie(cx.plie()).filter(charters::id.eq(id)).select(CharterRow::as_select()).get_result(cx.conn)?)
}

/// Whether the PLIE has the charter.
pub(crate) fn exists(cx: &mut Ctx<'_>, id: CharterId) -> Outcome<bool> {
    find(cx, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// The charter that holds on a day.
pub(crate) fn on(cx: &mut Ctx<'_>, day: Day) -> Outcome<Option<CharterRow>> {
    let query = of_plie(cx.plie())
        .filter(charters::valid_from.le(day))
        .order(charters::valid_from.desc())
        .limit(1)
        .select(CharterRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

/// What tasks are called in French, by the charters that held until a day; the latest name of each.
pub(crate) fn task_labels(cx: &mut Ctx<'_>, until: Day) -> Outcome<HashMap<String, String>> {
    let query = of_plie(cx.plie())
        .filter(charters::valid_from.le(until))
        .order(charters::valid_from)
        .select(CharterRow::as_select());
    let rows: Vec<CharterRow> = query.load(cx.conn)?;
    let mut labels = HashMap::new();
    for row in rows {
        labels.extend(row.tasks()?.into_iter().map(|task| (task.code, task.label_fr)));
    }
    Ok(labels)
}

/// A charter as the rules read it, held in memory with the settings of its PLIE.
#[derive(Debug, Clone)]
pub(crate) struct HeldCharter {
    /// Its identifier.
    pub(crate) id: CharterId,
    /// First day on which it holds.
    pub(crate) valid_from: Day,
    /// Its step and tasks.
    pub(crate) charter: Arc<Charter>,
}

/// The tasks that ask for a signed contact, each with the charter that does (R6.7).
pub(crate) fn signed_tasks(charters: &[HeldCharter]) -> impl Iterator<Item = (CharterId, &str)> {
    charters.iter().flat_map(|held| {
        let signed = held.charter.tasks.iter().filter(|task| task.signature_required);
        signed.map(|task| (held.id, task.code.as_str()))
    })
}

/// The charters of a PLIE as the rules read them, the latest first.
pub(crate) fn held(conn: &mut Conn, plie: PlieId) -> Outcome<Vec<HeldCharter>> {
    let rule = |t: TaskView| CharterTask {
        code: t.code,
        attribution: t.attribution,
        signature_required: t.signature_required,
        linked_types: t.linked_types,
    };
    let hold = |row: CharterRow| {
        let tasks = row.tasks()?.into_iter().map(rule).collect();
        let charter = Arc::new(Charter { step_minutes: row.step_minutes, tasks });
        Ok(HeldCharter { id: row.id, valid_from: row.valid_from, charter })
    };
    all(conn, plie)?.into_iter().map(hold).collect()
}

/// All charters of a PLIE, the latest first.
pub(super) fn all(conn: &mut Conn, plie: PlieId) -> Outcome<Vec<CharterRow>> {
    let query = of_plie(plie).order(charters::valid_from.desc()).select(CharterRow::as_select());
    Ok(query.load(conn)?)
}

pub(super) fn insert(conn: &mut Conn, row: &CharterRow) -> Outcome<()> {
    diesel::insert_into(charters::table).values(row).execute(conn)?;
    Ok(())
}
