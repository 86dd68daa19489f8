//! The months that cost the operation something, whole: every record of them, every sheet that somebody has signed, as it
//! was signed and as it is printed, and what it says day by day.

use std::collections::{BTreeSet, HashMap};

use jalon_press::Template;
use serde::Deserialize;

use super::Figures;
use super::rows::{MonthRecordRow, SheetLineRow, TimesheetFigure};
use crate::civil::Month;
use crate::ctx::Ctx;
use crate::esf::audit_missions::pack::Desk;
use crate::esf::audit_missions::store::dossier::SheetFacts;
use crate::esf::audit_missions::store::months::{self, RecordFacts};
use crate::esf::charters::is_absence;
use crate::esf::time_records;
use crate::esf::time_records::rules::TimeStatus;
use crate::esf::timesheets::rules::{read_text, sheet};
use crate::esf::timesheets::{self, SignedSheet};
use crate::failure::{Failure, Outcome};
use crate::identity::users;
use crate::ids::{ParticipantId, TimeRecordId, UserId};
use crate::jobs::Meter;

impl Figures {
    /// These months and those of the sample, one after the other.
    pub(in crate::esf::audit_missions::pack) fn months(
        &mut self,
        desk: &mut Desk<'_, '_>,
        costed: &BTreeSet<(UserId, Month)>,
        meter: &Meter,
    ) -> Outcome<()> {
        for at in costed {
            self.months.entry(*at).or_default();
        }
        let all: Vec<(UserId, Month)> = self.months.keys().copied().collect();
        let people: BTreeSet<UserId> = all.iter().map(|(user, _)| *user).collect();
        let people: Vec<UserId> = people.into_iter().collect();
        for (user, (first, last)) in users::names(desk.cx, &people)? {
            self.staff.insert(user, (last, first));
        }
        let count = i64::try_from(all.len()).unwrap_or(i64::MAX);
        for (n, (user, month)) in (0i64..).zip(all) {
            self.records_of(desk, user, month)?;
            if let Some(sheet) = months::sheet(desk.cx, user, month)? {
                self.timesheets(desk, &sheet)?;
            }
            meter.at(n, count, (40, 60));
        }
        Ok(())
    }

    /// Every record of a month. Those of the operation are the journal's to tell of as well, and whom they are for is
    /// asked whether they take part.
    fn records_of(&mut self, desk: &mut Desk<'_, '_>, user: UserId, month: Month) -> Outcome<()> {
        let records = months::records(desk.cx, user, month)?;
        let ids: Vec<TimeRecordId> = records.iter().map(|r| r.id).collect();
        let mut people = months::people(desk.cx, &ids)?;
        people.extend(once_for(desk.cx, &records)?);
        let support = months::support(desk.cx, self.operation, user, month)?;
        let paid: Vec<TimeRecordId> = ids.into_iter().filter(|id| support.contains_key(id)).collect();
        self.proofs(desk.cx, &paid)?;
        for record in records {
            let people = people.get(&record.id).map(Vec::as_slice).unwrap_or_default();
            if record.operation_id == Some(self.operation) {
                self.crossed.insert(record.id.0);
                self.charters.insert(record.charter_id);
                if record.status != TimeStatus::Superseded {
                    self.named.extend(people);
                }
            }
            let support = support.get(&record.id).copied();
            self.tables.month_records.row(&MonthRecordRow::of(record, people, support))?;
        }
        Ok(())
    }

    /// Every sheet of a month that somebody has signed; the one that counts is told where nobody has.
    fn timesheets(&mut self, desk: &mut Desk<'_, '_>, counts: &SheetFacts) -> Outcome<()> {
        let (user_id, month) = (counts.user_id, counts.month);
        let drawn = self.months.get(&(user_id, month)).is_some_and(|m| m.records > 0);
        self.months.entry((user_id, month)).or_default().timesheet_id = Some(counts.id);
        if counts.content_hash.is_none() {
            self.tables.timesheets.row(&unsigned(counts))?;
        }
        for signed in timesheets::signed(desk.cx, user_id, month)? {
            let told = if drawn { &mut self.objects } else { &mut self.crossed };
            told.insert(signed.id.0);
            self.days(counts, &signed)?;
            let stem = format!("timesheets/{user_id}-{month}-{}", signed.amendment);
            desk.spool.text(format!("{stem}.txt"), &signed.content)?;
            desk.spool.press_later(format!("{stem}.pdf"), Template::Timesheet, &signed.printed)?;
            self.tables.timesheets.row(&TimesheetFigure {
                id: signed.id,
                user_id,
                month,
                amendment: signed.amendment,
                status: signed.status,
                content_hash: Some(signed.content_hash),
                content_path: Some(format!("{stem}.txt")),
                printed_path: Some(format!("{stem}.pdf")),
                employee_signed_at: signed.employee.0,
                employee_signed_by: signed.employee.1,
                countersigned_at: signed.supervisor.0,
                countersigned_by: signed.supervisor.1,
            })?;
        }
        Ok(())
    }

    /// What a signed month says, day by day; of the sheet that counts, the sums too.
    fn days(&mut self, counts: &SheetFacts, signed: &SignedSheet) -> Outcome<()> {
        let (records, absences) = read_text(&signed.content).unwrap_or_default();
        for day in sheet(counts.month, &records, &absences).days {
            for cell in day.cells {
                self.tables.sheet_lines.row(&SheetLineRow {
                    timesheet_id: signed.id,
                    user_id: counts.user_id,
                    month: counts.month,
                    amendment: signed.amendment,
                    date: day.date,
                    task: cell.task,
                    operation_id: cell.operation,
                    attribution: cell.attribution,
                    minutes: cell.minutes,
                    participants: cell.participants,
                })?;
            }
        }
        if signed.id == counts.id {
            let worked = records.iter().filter(|r| !is_absence(&r.task));
            let on_operation = worked.clone().filter(|r| r.operation == Some(self.operation));
            let month = self.months.entry((counts.user_id, counts.month)).or_default();
            month.worked = Some(worked.map(|r| r.minutes).sum());
            month.on_operation = Some(on_operation.map(|r| r.minutes).sum());
        }
        Ok(())
    }
}

/// A share, as the row of its record keeps it.
#[derive(Deserialize)]
struct Share {
    participant_id: ParticipantId,
}

/// Whom records were for whose places others have taken. Their own rows alone still tell it, and the months that were
/// signed with them name the same people.
fn once_for(cx: &mut Ctx<'_>, records: &[RecordFacts]) -> Outcome<HashMap<TimeRecordId, Vec<ParticipantId>>> {
    let replaced: Vec<TimeRecordId> =
        records.iter().filter(|record| record.status == TimeStatus::Superseded).map(|record| record.id).collect();
    let mut people = HashMap::new();
    for some in replaced.chunks(500) {
        for row in time_records::with_ids(cx, some)? {
            let shares: Vec<Share> = row.allocations.read().map_err(Failure::defect)?;
            people.insert(row.id, shares.into_iter().map(|share| share.participant_id).collect());
        }
    }
    Ok(people)
}

/// A month that nobody has signed.
fn unsigned(sheet: &SheetFacts) -> TimesheetFigure {
    TimesheetFigure {
        id: sheet.id,
        user_id: sheet.user_id,
        month: sheet.month,
        amendment: sheet.amendment,
        status: sheet.status,
        content_hash: None,
        content_path: None,
        printed_path: None,
        employee_signed_at: sheet.employee_signed_at,
        employee_signed_by: sheet.employee_signed_by,
        countersigned_at: sheet.countersigned_at,
        countersigned_by: sheet.countersigned_by,
    }
}
