//! From what was read to what the checks of one record look at.

use super::known::{History, Known, Operation};
use super::rules::{Facts, ParticipantFacts, Proposed};
use crate::civil::{IsoWeek, Month, is_public_holiday};
use crate::ctx::{Ctx, Tenant};
use crate::db::Day;
use crate::esf::absences::away;
use crate::esf::charters::HeldCharter;
use crate::failure::{Outcome, reference_fault};
use crate::ids::{ParticipantId, TimeRecordId};
use crate::refusal::Fault;

/// The charter of a PLIE that holds on a day.
pub(super) fn charter(tenant: &Tenant, day: Day) -> Option<&HeldCharter> {
    tenant.charters.iter().find(|c| c.valid_from <= day)
}

/// The facts of a record, `own` being its id.
pub(super) fn of(cx: &Ctx<'_>, known: &Known, p: &Proposed, own: TimeRecordId) -> Outcome<Facts> {
    let settings = cx.settings();
    let person = known.people.get(&p.user);
    let operation = p.operation.and_then(|id| known.operations.get(&id));
    let linked = p.linked.as_ref().map(|(kind, id)| (kind.clone(), id.0));
    let (file_days, day_norm, week_norm) = Operation::norms(operation, settings);
    let tenant = cx.tenant();
    Ok(Facts {
        today: cx.today,
        charter: charter(&tenant, p.date).map(|c| c.charter.clone()),
        operation: operation.map(|o| o.facts.clone()),
        away: person.map_or(crate::esf::absences::Away::Present, |person| away(&person.absences, p.date)),
        others: person.map(|person| person.others(p.date, own)).unwrap_or_default(),
        week_minutes: person.map_or(0, |person| person.week_minutes(IsoWeek::of(p.date), own)),
        month_signed: !known.correcting
            && person.is_some_and(|person| person.signed.contains(&Month::of(p.date).to_string())),
        locked_until: settings.time_locked_until.filter(|_| !known.correcting),
        mission_letter: p.operation.is_some_and(|id| {
            let letters = person.map(|person| person.letters.as_slice()).unwrap_or_default();
            letters.iter().any(|(operation, from, to)| *operation == id && *from <= p.date && p.date <= *to)
        }),
        participants: p.participants.iter().filter_map(|id| participant(known, *id, p.date)).collect(),
        contact: linked.as_ref().and_then(|(_, id)| known.contact(*id, &p.participants)),
        linked_attribution: linked.as_ref().and_then(|key| known.linked.get(key)).copied().flatten(),
        expected_minutes: person.map(|person| person.expected(p.date)).transpose()?.flatten(),
        public_holiday: is_public_holiday(p.date, settings.alsace_moselle),
        file_days,
        day_norm,
        week_norm,
    })
}

fn participant(known: &Known, id: ParticipantId, day: Day) -> Option<ParticipantFacts> {
    let history = known.participants.get(&id)?;
    Some(history.on(id, day))
}

impl History {
    fn on(&self, id: ParticipantId, day: Day) -> ParticipantFacts {
        let holds = |from: Day, to: Option<Day>| from <= day && to.is_none_or(|to| day <= to);
        let running: Vec<_> = self.open.iter().filter(|o| holds(o.from, o.to)).collect();
        let exits = self.open.iter().filter(|o| o.pathway).filter_map(|o| o.to);
        let entered = self.entered.iter().filter(|(_, from, to)| *from <= day && day <= *to);
        let assigned = self.assigned.iter().filter(|(_, from, to)| holds(*from, *to)).max_by_key(|a| a.1);
        ParticipantFacts {
            id,
            open: !running.is_empty(),
            exited_on: exits.filter(|exit| *exit < day).max(),
            assigned_to: assigned.map(|a| a.0).or_else(|| running.iter().find_map(|o| o.referent)),
            operations: entered.map(|(operation, ..)| *operation).collect(),
        }
    }
}

/// The identifiers of a record that name nothing of the PLIE.
pub(super) fn unknown(known: &Known, p: &Proposed) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !known.people.get(&p.user).is_some_and(|person| person.exists) {
        faults.push(reference_fault("/user_id"));
    }
    if p.operation.is_some_and(|id| !known.operations.contains_key(&id)) {
        faults.push(reference_fault("/operation_id"));
    }
    for (i, id) in p.participants.iter().enumerate() {
        if !known.participants.contains_key(id) {
            faults.push(reference_fault(format!("/participant_ids/{i}")));
        }
    }
    if p.linked.as_ref().is_some_and(|(kind, id)| !known.linked.contains_key(&(kind.clone(), id.0))) {
        faults.push(reference_fault("/linked/id"));
    }
    faults
}
