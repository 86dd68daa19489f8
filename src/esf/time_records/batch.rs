//! Many time records at once: facts are read once, each item is checked against them and against the
//! items before it, and what may stand is written together.

use super::api::{BatchIn, BatchResult, BatchView};
use super::draft::{self, Draft};
use super::flow;
use super::known::{self, Known, Recorded, Wanted};
use super::rules::Other;
use super::store::{self, TimeRecordRow};
use crate::ctx::Ctx;
use crate::esf::charters::is_absence;
use crate::failure::{Failure, Outcome};
use crate::http::problem;
use crate::ids::TimeRecordId;
use crate::refusal::Warning;

/// What becomes of an item.
enum Fate {
    /// It is written, at this place among the new rows.
    New(usize, Vec<Warning>),
    /// It was made by an earlier request with the same id and content.
    Old(TimeRecordId),
    No(Failure),
}

pub(super) fn create(cx: &mut Ctx<'_>, batch: &BatchIn) -> Outcome<BatchView> {
    let drafts: Vec<Draft> = batch.items.iter().map(Draft::of).collect();
    let users: Vec<_> = drafts.iter().map(|d| d.proposed.user).collect();
    let team = flow::team(cx, users.iter().copied())?;
    store::one_at_a_time(cx, &users)?;
    let mut wanted = Wanted::default();
    for draft in &drafts {
        draft.wants(&mut wanted);
    }
    let given: Vec<TimeRecordId> = batch.items.iter().filter_map(|i| i.id).collect();
    let mut made = if given.is_empty() { Vec::new() } else { store::with_ids(cx, &given)? };
    let mut known = known::load(cx, &wanted)?;
    let (mut fates, mut rows) = (Vec::new(), Vec::new());
    for (item, draft) in batch.items.iter().zip(&drafts) {
        let fate = match flow::admit(cx, draft.proposed.user, team.as_ref()) {
            Ok(()) => one(cx, &mut known, item.id, draft, &mut made, &mut rows),
            Err(failure) => Err(failure),
        };
        fates.push(match fate {
            Ok(fate) => fate,
            Err(failure @ (Failure::Refused(_) | Failure::Forbidden { .. })) => Fate::No(failure),
            Err(failure) => return Err(failure),
        });
    }
    let refused = fates.iter().any(|f| matches!(f, Fate::No(_)));
    if batch.atomic && refused {
        return Ok(view(cx, fates, &rows, true));
    }
    if batch.atomic || rows.len() < 2 {
        flow::write(cx, &rows)?;
    } else {
        write_apart(cx, &rows, &mut fates)?;
    }
    Ok(view(cx, fates, &rows, false))
}

fn one(
    cx: &Ctx<'_>,
    known: &mut Known,
    given: Option<TimeRecordId>,
    draft: &Draft,
    made: &mut Vec<TimeRecordRow>,
    rows: &mut Vec<TimeRecordRow>,
) -> Outcome<Fate> {
    if let Some(id) = given
        && let Some(first) = made.iter().find(|row| row.id == id)
    {
        return if draft::same(first, draft)? { Ok(Fate::Old(id)) } else { Err(flow::duplicate(id)) };
    }
    let id = given.unwrap_or_else(TimeRecordId::new);
    let checked = flow::check(cx, known, draft, id)?;
    let row = flow::row(cx, draft, &checked, id)?;
    if let Some(person) = known.people.get_mut(&row.user_id) {
        let other = Other {
            id,
            times: row.start_minute.zip(row.end_minute),
            duration: row.duration_minutes,
            operation: row.operation_id,
            worked: !is_absence(&row.task),
        };
        person.records.push(Recorded { date: row.date, other });
    }
    if given.is_some() {
        made.push(row.clone());
    }
    rows.push(row);
    Ok(Fate::New(rows.len() - 1, checked.warnings))
}

/// Writes all together; should the database itself refuse one, each alone.
fn write_apart(cx: &mut Ctx<'_>, rows: &[TimeRecordRow], fates: &mut [Fate]) -> Outcome<()> {
    match cx.apart(|cx| flow::write(cx, rows)) {
        Err(Failure::Refused(_)) => {}
        other => return other,
    }
    for fate in fates {
        let Fate::New(at, _) = fate else { continue };
        let Some(row) = rows.get(*at) else { continue };
        match cx.apart(|cx| flow::write(cx, std::slice::from_ref(row))) {
            Ok(()) => {}
            Err(failure @ Failure::Refused(_)) => *fate = Fate::No(failure),
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}

/// One result an item, in order. What an atomic batch held back answers 424: nothing is wrong with it.
fn view(cx: &Ctx<'_>, fates: Vec<Fate>, rows: &[TimeRecordRow], held_back: bool) -> BatchView {
    let lang = cx.lang();
    let render = |failure: &Failure| problem::render(failure, lang, &cx.call.path, &cx.call.request_id);
    let result = |fate: Fate| match fate {
        Fate::No(failure) => {
            let problem = render(&failure);
            BatchResult { status: problem.status, id: None, problem: Some(problem), warnings: Vec::new() }
        }
        _ if held_back => {
            let failure = Failure::request(
                "not_written",
                "Le lot est indivisible et une autre saisie est refusée.",
                "The batch is atomic and another of its records is refused.",
            );
            BatchResult { status: 424, id: None, problem: Some(render(&failure)), warnings: Vec::new() }
        }
        Fate::Old(id) => BatchResult { status: 201, id: Some(id), problem: None, warnings: Vec::new() },
        Fate::New(at, warnings) => BatchResult {
            status: 201,
            id: rows.get(at).map(|row| row.id),
            problem: None,
            warnings: warnings.iter().map(|w| crate::http::reply::WarningView::of(w, lang)).collect(),
        },
    };
    BatchView { items: fates.into_iter().map(result).collect() }
}
