//! Commands on charters.

use super::api::{CharterIn, TaskIn, TaskView};
use super::rules::{self, DEFAULT_STEP_MINUTES, DEFAULT_TASKS, ProposedTask};
use super::store::{self, CharterRow};
use crate::audit::Entry;
use crate::audit::store::EntryRow;
use crate::ctx::Ctx;
use crate::db::{Conn, Day, Instant, Json};
use crate::failure::{Failure, Outcome};
use crate::ids::{CharterId, PlieId};
use crate::refusal::Refusal;

pub(super) fn create(cx: &mut Ctx<'_>, new: CharterIn) -> Outcome<CharterRow> {
    let tasks: Vec<TaskView> = new.tasks.into_iter().map(task).collect();
    let row = CharterRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(CharterId::new),
        charter_version: new.version.into_string(),
        valid_from: new.valid_from,
        step_minutes: new.step_minutes,
        tasks: Json::of(&tasks).map_err(Failure::defect)?,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    let others = store::all(cx.conn, cx.actor.plie)?;
    if let Some(first) = others.iter().find(|c| c.id == row.id) {
        let same = (&first.charter_version, first.valid_from, first.step_minutes, first.tasks()?)
            == (&row.charter_version, row.valid_from, row.step_minutes, tasks);
        return if same { Ok(first.clone()) } else { Err(duplicate(&row, first)) };
    }
    if let Some(other) = others.iter().find(|c| c.charter_version == row.charter_version) {
        return Err(duplicate(&row, other));
    }
    let proposed: Vec<ProposedTask> =
        tasks.iter().map(|t| ProposedTask { code: t.code.clone(), label_fr: t.label_fr.clone() }).collect();
    let taken: Vec<Day> = others.iter().map(|c| c.valid_from).collect();
    Refusal::unless_empty(rules::check(row.step_minutes, row.valid_from, &proposed, &taken))?;
    store::insert(cx.conn, &row)?;
    // the PLIE's charters are held in memory on every node until its version moves
    crate::identity::plies::touch(cx, &["charters"])?;
    cx.record(Entry::created("charters", row.id));
    Ok(row)
}

fn duplicate(row: &CharterRow, other: &CharterRow) -> Failure {
    let (name, id) = (&row.charter_version, other.id);
    Failure::conflict(
        "duplicate",
        format!("La charte « {name} », ou son identifiant, existe déjà ({id})."),
        format!("The charter \"{name}\", or its identifier, exists already ({id})."),
    )
}

fn task(new: TaskIn) -> TaskView {
    TaskView {
        code: new.code.into_string(),
        label_fr: new.label_fr.into_string(),
        label_en: new.label_en.map(Into::into),
        attribution: new.attribution,
        signature_required: new.signature_required.unwrap_or_default(),
        linked_types: new.linked_types.unwrap_or_default().into_iter().map(Into::into).collect(),
    }
}

/// First day of the charter that a PLIE starts with: before any time that it may still enter.
const DEFAULT_FROM: &str = "2014-01-01";

/// Gives a new PLIE the charter of § 5.15, so that it can record time from its first day.
///
/// # Errors
/// The database refuses.
pub(crate) fn install_default(conn: &mut Conn, plie: PlieId, now: Instant) -> Outcome<()> {
    let tasks: Vec<TaskView> = DEFAULT_TASKS
        .iter()
        .map(|t| TaskView {
            code: t.code.to_owned(),
            label_fr: t.label_fr.to_owned(),
            label_en: Some(t.label_en.to_owned()),
            attribution: t.attribution,
            signature_required: t.signature_required,
            linked_types: t.linked_types.iter().map(|l| (*l).to_owned()).collect(),
        })
        .collect();
    let row = CharterRow {
        plie_id: plie,
        id: CharterId::new(),
        charter_version: "1".to_owned(),
        valid_from: DEFAULT_FROM.parse().map_err(Failure::defect)?,
        step_minutes: DEFAULT_STEP_MINUTES,
        tasks: Json::of(&tasks).map_err(Failure::defect)?,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    store::insert(conn, &row)?;
    let entry = EntryRow::system(plie, None, now, "-", "plie create", Entry::created("charters", row.id))?;
    crate::audit::store::insert(conn, &[entry])
}
