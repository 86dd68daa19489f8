//! What stands in the way, put together from the statement, the agenda and the database.

use std::collections::{BTreeMap, BTreeSet};

use super::api::ObstacleFilter;
use super::rules::{self, Item, MissingPiece, ObstacleKind, Severity};
use super::store::{self, ItemRow, Scope};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::esf::cost_statements::{self, Asked, Statement};
use crate::esf::norms;
use crate::esf::operations::OperationRow;
use crate::esf::{absences, agenda_weeks, staff};
use crate::failure::Outcome;
use crate::http::{Page, PageIn};
use crate::ids::{Any, ParticipantId, PathwayId, UserId};
use crate::participants::proof_file::{self, Piece};

/// How many links an obstacle has.
const LINKS: usize = 3;

/// An obstacle of one owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) kind: ObstacleKind,
    pub(crate) owner: Option<UserId>,
    pub(crate) count: i64,
    pub(crate) minutes: Option<i64>,
    /// Where the first objects are.
    pub(crate) links: Vec<String>,
    /// The pieces that proof files lack, each once.
    pub(crate) pieces: BTreeSet<&'static str>,
}

impl Group {
    /// Whether it refuses the claim.
    pub(crate) fn is_error(&self) -> bool {
        self.kind.severity() == Severity::Error
    }
}

/// Every obstacle of a statement, errors first.
pub(crate) fn read(cx: &mut Ctx<'_>, made: &Statement) -> Outcome<Vec<Group>> {
    let mut groups: BTreeMap<(Severity, ObstacleKind, Option<UserId>), Group> = BTreeMap::new();
    let scope = scope(cx, made)?;
    let mut found = computed(cx, made)?;
    found.extend(proofs(cx, &scope)?);
    for item in found {
        let group = groups.entry((item.kind.severity(), item.kind, item.owner)).or_insert_with(|| Group {
            kind: item.kind,
            owner: item.owner,
            count: 0,
            minutes: None,
            links: Vec::new(),
            pieces: BTreeSet::new(),
        });
        group.count += 1;
        group.pieces.extend(item.pieces.iter().map(|piece| piece.code));
        if let Some(minutes) = item.minutes {
            *group.minutes.get_or_insert(0) += minutes;
        }
        if group.links.len() < LINKS {
            group.links.push(item.url);
        }
    }
    let most = i64::try_from(LINKS).unwrap_or(i64::MAX);
    for row in store::first(cx, &scope, most)? {
        let group = groups.entry((row.kind.severity(), row.kind, row.owner)).or_insert_with(|| Group {
            kind: row.kind,
            owner: row.owner,
            count: row.total,
            minutes: row.minutes,
            links: Vec::new(),
            pieces: BTreeSet::new(),
        });
        group.links.push(rules::address(row.kind, row.id));
    }
    Ok(groups.into_values().collect())
}

fn scope(cx: &Ctx<'_>, made: &Statement) -> Outcome<Scope> {
    Ok(Scope {
        operation: made.operation.id,
        from: made.from.max(made.operation.starts_on),
        to: made.to.min(made.operation.ends_on),
        file_days: norms::with(cx, &made.operation.parameters)?.file_completion_days,
        staff: made.people.iter().map(|p| p.user).collect(),
    })
}

/// The objects that the database does not list.
fn computed(cx: &mut Ctx<'_>, made: &Statement) -> Outcome<Vec<Item>> {
    let operation = &made.operation;
    let mut out = if rules::needs_staff_proof(&made.flat_rates) { of_staff(cx, made)? } else { Vec::new() };
    let of_operation = |kind, minutes| Item {
        kind,
        owner: None,
        id: operation.id.cast(),
        day: operation.starts_on,
        participant: None,
        minutes,
        url: format!("/v1/operations/{}", operation.id),
        pieces: Vec::new(),
    };
    if operation.publicity_text.is_none() {
        out.push(of_operation(ObstacleKind::PublicityMissing, None));
    }
    if made.before.0 + made.eligible.total_cents > operation.total_cost_cents {
        out.push(of_operation(ObstacleKind::OverBudget, None));
    }
    Ok(out)
}

/// What the months, the caps and the agenda of the staff leave open.
fn of_staff(cx: &mut Ctx<'_>, made: &Statement) -> Outcome<Vec<Item>> {
    let scope = scope(cx, made)?;
    let supervisors = staff::supervisors(cx, &scope.staff, scope.to)?;
    let boss = |user: UserId| supervisors.get(&user).copied();
    let mut out = Vec::new();
    for person in &made.people {
        out.extend(rules::of_person(person, made.operation.id, boss(person.user)));
    }
    let agenda: BTreeSet<UserId> = made.people.iter().filter(|p| rules::needs_agenda(p)).map(|p| p.user).collect();
    let agenda: Vec<UserId> = agenda.into_iter().collect();
    if scope.from <= scope.to && !agenda.is_empty() {
        let weeks = agenda_weeks::incomplete(cx, &agenda, scope.from, scope.to)?;
        out.extend(weeks.iter().map(|week| rules::of_week(week, boss(week.user))));
        let on_absences = absences::contradicted(cx, &agenda, scope.from, scope.to)?;
        let claimed = on_absences.iter().filter(|(_, work)| work.operation == Some(made.operation.id));
        out.extend(claimed.map(|(user, work)| rules::of_work(*user, work)));
    }
    Ok(out)
}

/// The people of the claim whose proof files lack pieces, by the function that the proof file itself answers with.
fn proofs(cx: &mut Ctx<'_>, scope: &Scope) -> Outcome<Vec<Item>> {
    let people = store::people(cx, scope)?;
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let asked: Vec<(ParticipantId, Option<PathwayId>)> = people.iter().map(|p| (p.id, p.pathway)).collect();
    let mut missing = proof_file::missing(cx, &asked)?;
    let of = |person: &store::PersonRow| {
        let pieces = missing.remove(&person.id)?;
        Some(Item {
            kind: ObstacleKind::ProofFileIncomplete,
            owner: person.owner,
            id: person.id.cast(),
            day: person.day,
            participant: Some(person.id),
            minutes: None,
            url: format!("/v1/participants/{}/proof-file", person.id),
            pieces: pieces.into_iter().map(missing_piece).collect(),
        })
    };
    Ok(people.iter().filter_map(of).collect())
}

fn missing_piece(piece: Piece) -> MissingPiece {
    MissingPiece { code: piece.code, due_on: piece.due_on, url: piece.pointer }
}

/// The statement that readiness looks at: nothing is known here of costs that are not staff.
pub(super) fn statement(cx: &mut Ctx<'_>, operation: OperationRow, from: Day, to: Day) -> Outcome<Statement> {
    let asked = Asked { from, to, other_direct_cents: 0, allowance_cents: 0, flat_rates: Vec::new(), anew: false };
    cost_statements::make(cx, operation, &asked)
}

/// The objects of one kind of obstacle, by day.
pub(super) fn items(
    cx: &mut Ctx<'_>,
    operation: OperationRow,
    filter: &ObstacleFilter,
    page: &PageIn,
) -> Outcome<Page<Item>> {
    let sort = page.sort(&["day"])?;
    let made = statement(cx, operation, filter.from, filter.to)?;
    let after = page.after::<Day, Any>()?;
    let key = |item: &Item| (item.day.to_string().into(), item.id);
    if filter.kind.in_database() {
        let scope = scope(cx, &made)?;
        let (rows, total) =
            store::page(cx, &scope, filter.kind, filter.owner_id, after, page.fetch(), page.include_total)?;
        let items = rows.into_iter().map(|row| of_row(filter.kind, row)).collect();
        return Ok(Page { total, ..page.cut(items, sort, key)? });
    }
    let found = match filter.kind {
        ObstacleKind::ProofFileIncomplete => proofs(cx, &scope(cx, &made)?)?,
        _ => computed(cx, &made)?,
    };
    let mut all: Vec<Item> = found
        .into_iter()
        .filter(|item| item.kind == filter.kind && filter.owner_id.is_none_or(|owner| item.owner == Some(owner)))
        .collect();
    all.sort_by_key(|item| (item.day, item.id));
    let total = page.include_total.then(|| i64::try_from(all.len()).unwrap_or(i64::MAX));
    let fetched = usize::try_from(page.fetch()).unwrap_or(usize::MAX);
    let shown = all.into_iter().filter(|item| after.is_none_or(|last| (item.day, item.id) > last)).take(fetched);
    Ok(Page { total, ..page.cut(shown.collect(), sort, key)? })
}

fn of_row(kind: ObstacleKind, row: ItemRow) -> Item {
    Item {
        kind,
        owner: row.owner,
        id: row.id,
        day: row.day,
        participant: row.participant,
        minutes: row.minutes,
        url: rules::address(kind, row.id),
        pieces: Vec::new(),
    }
}
