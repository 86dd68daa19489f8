//! The figures of a pack: each kind of row in a table of its own, every row once.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use uuid::Uuid;

use super::Desk;
use super::spool::{Figure, Spool};
use crate::civil::Month;
use crate::esf::audit_missions::facts::Signed;
use crate::esf::audit_missions::rules::evidence::{Missing, missing};
use crate::esf::audit_missions::store::dossier::Dossiers;
use crate::esf::time_records::TimeRecordRow;
use crate::failure::Outcome;
use crate::ids::{CharterId, DocumentId, OperationId, ParticipantId, TimesheetId, UserId};

mod contacts;
mod means;
mod months;
mod papers;
mod proofs;
mod rows;

use rows::{
    AbsenceFigure, AllocationRow, AttendanceRow, ContactRow, CorrectionRow, CostFigure, CriterionRow, DocumentFigure,
    EligibilityRow, InterviewRow, LetterFigure, MeetingRow, MissingRow, MonthRecordRow, ParticipantRow,
    ParticipationFigure, PathwayRow, RateFigure, RecordRow, SessionRow, SheetLineRow, SignatureFigure, TimesheetFigure,
    WeekRow,
};
pub(super) use rows::{AdjustmentFigure, ClaimFigure, ClaimRecordFigure, CostLineFigure, PersonMonthRow};

/// Counts and minutes of one person's month.
#[derive(Debug, Default, Clone)]
struct PersonMonth {
    timesheet_id: Option<TimesheetId>,
    records: i64,
    minutes: i64,
    signed: i64,
    worked: Option<i64>,
    on_operation: Option<i64>,
}

/// What the whole sample comes to; `tools/verify_pack.py` computes every member again.
#[derive(Debug, Default, Clone, Serialize)]
pub(super) struct Totals {
    pub(super) records: i64,
    pub(super) minutes: i64,
    pub(super) allocated_minutes: i64,
    pub(super) signed_minutes: i64,
    pub(super) proved_records: i64,
    pub(super) proved_minutes: i64,
    pub(super) people: i64,
    pub(super) person_months: i64,
    pub(super) participants: i64,
    pub(super) missing: BTreeMap<&'static str, i64>,
}

macro_rules! figures {
    ($($field:ident: $name:literal $row:ident),+ $(,)?) => {
        /// The tables under way.
        struct Tables { $($field: Figure),+ }
        impl Tables {
            fn begin(spool: &mut Spool) -> Outcome<Self> {
                Ok(Self { $($field: Figure::begin(spool, $name, $row::FIELDS)?),+ })
            }
            fn end(self, spool: &mut Spool) -> Outcome<()> {
                $(self.$field.end(spool)?;)+
                Ok(())
            }
        }
    };
}
figures! {
    records: "records" RecordRow,
    allocations: "allocations" AllocationRow,
    missing: "missing" MissingRow,
    interviews: "interviews" InterviewRow,
    sessions: "sessions" SessionRow,
    attendances: "attendances" AttendanceRow,
    meetings: "meetings" MeetingRow,
    signatures: "signatures" SignatureFigure,
    participants: "participants" ParticipantRow,
    pathways: "pathways" PathwayRow,
    eligibility: "eligibility" EligibilityRow,
    weeks: "agenda-weeks" WeekRow,
    timesheets: "timesheets" TimesheetFigure,
    corrections: "corrections" CorrectionRow,
    letters: "mission-letters" LetterFigure,
    documents: "documents" DocumentFigure,
    person_months: "person-months" PersonMonthRow,
    month_records: "month-records" MonthRecordRow,
    contacts: "contacts" ContactRow,
    criteria: "criteria" CriterionRow,
    sheet_lines: "sheet-lines" SheetLineRow,
    costs: "employment-costs" CostFigure,
    rates: "hourly-rates" RateFigure,
    absences: "absences" AbsenceFigure,
    participations: "participations" ParticipationFigure,
}

/// All the figures of a pack under way.
pub(super) struct Figures {
    tables: Tables,
    operation: OperationId,
    seen: BTreeSet<(u8, Uuid)>,
    months: BTreeMap<(UserId, Month), PersonMonth>,
    staff: BTreeMap<UserId, (String, String)>,
    position: i64,
    /// The sheets of the sessions that the sample names, each with its people as they are met.
    sessions: BTreeMap<Uuid, contacts::Together>,
    pub(super) totals: Totals,
    /// The charters that the records follow.
    pub(super) charters: BTreeSet<CharterId>,
    /// Whatever the journal may tell of.
    pub(super) objects: BTreeSet<Uuid>,
    /// What it tells of beside the sample: that it happened, never in whose words.
    pub(super) crossed: BTreeSet<Uuid>,
    /// Whom the records of the months were for.
    named: BTreeSet<ParticipantId>,
    /// The documents to be put in, with the name of their bytes.
    pub(super) papers: BTreeMap<String, Paper>,
}

/// A document of the pack.
#[derive(Debug, Clone)]
pub(super) struct Paper {
    pub(super) id: DocumentId,
    pub(super) stored_as: String,
    /// The key of its bytes, sealed; none where they stand in the clear.
    pub(super) sealed_key: Option<Vec<u8>>,
    pub(super) size: i64,
    pub(super) sha256: String,
}

impl Figures {
    pub(super) fn begin(spool: &mut Spool, operation: OperationId) -> Outcome<Self> {
        Ok(Self {
            tables: Tables::begin(spool)?,
            operation,
            seen: BTreeSet::new(),
            months: BTreeMap::new(),
            staff: BTreeMap::new(),
            position: 0,
            sessions: BTreeMap::new(),
            totals: Totals::default(),
            charters: BTreeSet::new(),
            objects: BTreeSet::new(),
            crossed: BTreeSet::new(),
            named: BTreeSet::new(),
            papers: BTreeMap::new(),
        })
    }

    /// Whether something of a kind is met for the first time.
    fn first(&mut self, kind: u8, id: Uuid) -> bool {
        self.seen.insert((kind, id))
    }

    /// Some more records of the sample; `each` is told of every record with what it lacks.
    pub(super) fn take(
        &mut self,
        desk: &mut Desk<'_, '_>,
        all: &Dossiers,
        mut each: impl FnMut(i64, &TimeRecordRow, &[Missing]) -> Outcome<()>,
    ) -> Outcome<()> {
        let signed = all.signed();
        self.staff.extend(all.staff.clone());
        for record in &all.records {
            let lacks = missing(&all.facts(record, &signed));
            self.record(desk, all, record, &signed, &lacks)?;
            each(self.position, record, &lacks)?;
            self.position += 1;
        }
        Ok(())
    }

    fn record(
        &mut self,
        desk: &mut Desk<'_, '_>,
        all: &Dossiers,
        record: &TimeRecordRow,
        signed: &Signed,
        lacks: &[Missing],
    ) -> Outcome<()> {
        let sheet = all.sheet_of(record).map(|sheet| sheet.id);
        let signed_minutes = sheet.and_then(|sheet| signed.minutes(sheet, record.id));
        self.tables.records.row(&RecordRow::of(self.position, record, all, sheet, signed_minutes))?;
        self.charters.insert(record.charter_id);
        self.objects.extend(all.objects_of(record));
        for share in all.shares.get(&record.id).into_iter().flatten() {
            let row = AllocationRow {
                time_record_id: record.id,
                participant_id: share.participant_id,
                minutes: share.minutes,
            };
            self.tables.allocations.row(&row)?;
            self.totals.allocated_minutes += share.minutes;
            self.participant(all, share.participant_id)?;
        }
        for one in lacks {
            let row = MissingRow {
                position: self.position,
                time_record_id: record.id,
                piece: one.piece,
                participant_id: one.of,
            };
            self.tables.missing.row(&row)?;
            *self.totals.missing.entry(one.piece.code()).or_default() += 1;
        }
        self.contact(desk, all, record)?;
        self.week(all, record)?;
        self.corrections(all, record)?;
        self.documents(all, record)?;
        self.count(record, signed_minutes, lacks.is_empty());
        Ok(())
    }

    fn count(&mut self, record: &TimeRecordRow, signed: Option<i64>, proved: bool) {
        let month = self.months.entry((record.user_id, record.month)).or_default();
        month.records += 1;
        month.minutes += record.duration_minutes;
        month.signed += signed.unwrap_or_default();
        self.totals.records += 1;
        self.totals.minutes += record.duration_minutes;
        self.totals.signed_minutes += signed.unwrap_or_default();
        if proved {
            self.totals.proved_records += 1;
            self.totals.proved_minutes += record.duration_minutes;
        }
    }

    fn participant(&mut self, all: &Dossiers, id: ParticipantId) -> Outcome<()> {
        if !self.first(0, id.0) {
            return Ok(());
        }
        self.totals.participants += 1;
        let former: Vec<String> = all.former.get(&id).into_iter().flatten().map(ToString::to_string).collect();
        if let Some(person) = all.people.get(&id) {
            self.tables.participants.row(&ParticipantRow {
                id,
                last_name: person.last_name.clone(),
                first_name: person.first_name.clone(),
                former_ids: former.join(" "),
            })?;
        }
        for p in all.pathways.get(&id).into_iter().flatten() {
            self.tables.pathways.row(&PathwayRow {
                id: p.id,
                participant_id: id,
                status: p.status.code(),
                decision_id: p.decision_id.map(crate::ids::Id::cast),
                activated_on: p.activated_on,
                exit_on: p.exit_on,
            })?;
        }
        for c in all.criteria.get(&id).into_iter().flatten() {
            self.tables.eligibility.row(&EligibilityRow {
                participant_id: id,
                criterion: c.criterion.clone(),
                issued_on: c.issued_on,
                valid_until: c.valid_until,
                document_id: c.document_id,
            })?;
        }
        Ok(())
    }

    fn week(&mut self, all: &Dossiers, record: &TimeRecordRow) -> Outcome<()> {
        match all.weeks.get(&(record.user_id, record.week)) {
            Some(week) if self.first(6, week.id.0) => self.tables.weeks.row(&WeekRow::from(week)),
            _ => Ok(()),
        }
    }

    fn corrections(&mut self, all: &Dossiers, record: &TimeRecordRow) -> Outcome<()> {
        for c in all.corrections.get(&record.id).into_iter().flatten() {
            self.tables.corrections.row(&CorrectionRow {
                id: c.id,
                time_record_id: c.time_record_id,
                status: c.status.clone(),
                requested_by: c.requested_by,
                requested_at: c.requested_at,
                decided_by: c.decided_by,
                decided_at: c.decided_at,
                replaced_by: c.replaced_by,
            })?;
        }
        Ok(())
    }

    /// The tables are whole; the months of each person, for the index.
    pub(super) fn end(mut self, desk: &mut Desk<'_, '_>) -> Outcome<Ended> {
        self.session_sheets(desk)?;
        let mut months = Vec::new();
        for ((user_id, month), m) in std::mem::take(&mut self.months) {
            let (last_name, first_name) = self.staff.get(&user_id).cloned().unwrap_or_default();
            let row = PersonMonthRow {
                user_id,
                last_name,
                first_name,
                month,
                timesheet_id: m.timesheet_id,
                sample_records: m.records,
                sample_minutes: m.minutes,
                signed_minutes: m.signed,
                sheet_minutes: m.worked,
                sheet_operation_minutes: m.on_operation,
            };
            self.tables.person_months.row(&row)?;
            months.push(row);
        }
        let drawn: Vec<UserId> = months.iter().filter(|m| m.sample_records > 0).map(|m| m.user_id).collect();
        self.totals.person_months = i64::try_from(drawn.len()).unwrap_or(i64::MAX);
        let people: BTreeSet<UserId> = drawn.into_iter().collect();
        self.totals.people = i64::try_from(people.len()).unwrap_or(i64::MAX);
        self.tables.end(desk.spool)?;
        let Self { totals, charters, objects, crossed, papers, .. } = self;
        Ok(Ended { totals, months, charters, objects, crossed, papers })
    }
}

/// What the figures came to.
pub(super) struct Ended {
    pub(super) totals: Totals,
    pub(super) months: Vec<PersonMonthRow>,
    pub(super) charters: BTreeSet<CharterId>,
    pub(super) objects: BTreeSet<Uuid>,
    pub(super) crossed: BTreeSet<Uuid>,
    pub(super) papers: BTreeMap<String, Paper>,
}
