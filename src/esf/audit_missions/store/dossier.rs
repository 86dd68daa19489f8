//! All that hangs on some records, in a fixed number of statements however many records they are.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use uuid::Uuid;

use crate::audit::store::EntryRow;
use crate::civil::{IsoWeek, Month};
use crate::ctx::Ctx;
use crate::db::schema::{
    agenda_weeks, audit_entries, documents, participant_criteria, participants, pathways, signatures, time_corrections,
    time_record_participants, timesheets, users,
};
use crate::esf::charters::signed_tasks;
use crate::esf::time_records::{self, TimeRecordRow};
use crate::failure::Outcome;
use crate::ids::{
    AnyId, CharterId, DocumentId, OperationId, ParticipantId, SignatureId, TimeRecordId, TimesheetId, UserId,
};
use crate::participants::signatures::SignatureRow;

mod contacts;
mod letters;
mod rows;

pub(crate) use rows::{
    AttendanceFacts, CorrectionFacts, CriterionFacts, DocumentFacts, InterviewFacts, LetterFacts, MeetingFacts,
    PathwayFacts, PersonFacts, SessionFacts, ShareFacts, SheetFacts, WeekFacts,
};

/// Some records with all that hangs on them.
#[derive(Debug, Default)]
pub(crate) struct Dossiers {
    /// In the order in which they were asked for.
    pub(crate) records: Vec<TimeRecordRow>,
    pub(crate) shares: HashMap<TimeRecordId, Vec<ShareFacts>>,
    pub(crate) corrections: HashMap<TimeRecordId, Vec<CorrectionFacts>>,
    pub(crate) interviews: HashMap<Uuid, InterviewFacts>,
    pub(crate) sessions: HashMap<Uuid, SessionFacts>,
    pub(crate) attendances: HashMap<(Uuid, ParticipantId), AttendanceFacts>,
    pub(crate) meetings: HashMap<Uuid, MeetingFacts>,
    /// Who was at a meeting, of the accounts.
    pub(crate) attended: BTreeSet<(Uuid, UserId)>,
    pub(crate) signatures: HashMap<SignatureId, SignatureRow>,
    pub(crate) people: BTreeMap<ParticipantId, PersonFacts>,
    /// The records that were merged into theirs: signatures name those that they were given under.
    pub(crate) former: BTreeMap<ParticipantId, Vec<ParticipantId>>,
    pub(crate) criteria: HashMap<ParticipantId, Vec<CriterionFacts>>,
    pub(crate) pathways: HashMap<ParticipantId, Vec<PathwayFacts>>,
    /// The mission letters of those who worked, by first day.
    pub(crate) letters: HashMap<(UserId, OperationId), Vec<LetterFacts>>,
    pub(crate) weeks: HashMap<(UserId, IsoWeek), WeekFacts>,
    /// The last sheet of a month that somebody has signed, else the last.
    pub(crate) sheets: HashMap<(UserId, Month), SheetFacts>,
    /// What was signed, as it was signed.
    pub(crate) contents: HashMap<TimesheetId, String>,
    pub(crate) documents: BTreeMap<Uuid, DocumentFacts>,
    /// Last and first name.
    pub(crate) staff: BTreeMap<UserId, (String, String)>,
    /// The tasks that ask for a signed contact, with the charter that does.
    pub(crate) signed_tasks: BTreeSet<(CharterId, String)>,
}

/// Reads the records of a sample with all that hangs on them. Whether they are in reach was asked before.
pub(crate) fn load(cx: &mut Ctx<'_>, ids: &[TimeRecordId]) -> Outcome<Dossiers> {
    let mut all = proofs(cx, ids)?;
    let tenant = cx.tenant();
    all.signed_tasks = signed_tasks(&tenant.charters).map(|(charter, task)| (charter, task.to_owned())).collect();
    all.read_letters(cx)?;
    all.read_periods(cx)?;
    all.read_staff(cx)?;
    Ok(all)
}

/// Reads records with what they were spent on, who signed, and what proves the eligibility of those they were for.
pub(crate) fn proofs(cx: &mut Ctx<'_>, ids: &[TimeRecordId]) -> Outcome<Dossiers> {
    let mut all = Dossiers::default();
    let mut rows: HashMap<TimeRecordId, TimeRecordRow> =
        time_records::with_ids(cx, ids)?.into_iter().map(|row| (row.id, row)).collect();
    all.records = ids.iter().filter_map(|id| rows.remove(id)).collect();
    all.read_shares(cx, ids)?;
    all.read_contacts(cx)?;
    all.read_people(cx)?;
    all.read_signatures(cx)?;
    all.read_documents(cx)?;
    Ok(all)
}

impl Dossiers {
    fn read_shares(&mut self, cx: &mut Ctx<'_>, ids: &[TimeRecordId]) -> Outcome<()> {
        use time_record_participants as t;
        let rows: Vec<ShareFacts> = t::table
            .filter(t::plie_id.eq(cx.plie()))
            .filter(t::time_record_id.eq_any(ids.to_vec()))
            .order((t::time_record_id, t::position))
            .select((t::time_record_id, t::participant_id, t::allocated_minutes))
            .load(cx.conn)?;
        for row in rows {
            self.shares.entry(row.time_record_id).or_default().push(row);
        }
        use time_corrections as c;
        let rows: Vec<CorrectionFacts> = c::table
            .filter(c::plie_id.eq(cx.plie()))
            .filter(c::time_record_id.eq_any(ids.to_vec()))
            .order((c::time_record_id, c::id))
            .select((
                c::id,
                c::time_record_id,
                c::status,
                c::requested_by,
                c::requested_at,
                c::decided_by,
                c::decided_at,
                c::replaced_by,
            ))
            .load(cx.conn)?;
        for row in rows {
            self.corrections.entry(row.time_record_id).or_default().push(row);
        }
        Ok(())
    }

    /// Which records were merged into those of some people, one into another, and of those with whom the interviews
    /// were: a signature given before signs the identifier of that day.
    fn read_former(&mut self, cx: &mut Ctx<'_>, named: &BTreeSet<ParticipantId>) -> Outcome<()> {
        use participants as t;
        let met = self.interviews.values().map(|interview| interview.participant_id);
        let people: BTreeSet<ParticipantId> = named.iter().copied().chain(met).collect();
        // each record of a step, and whose it is today
        let mut last: BTreeMap<ParticipantId, ParticipantId> = people.into_iter().map(|id| (id, id)).collect();
        while !last.is_empty() {
            let merged: Vec<(ParticipantId, Option<ParticipantId>)> = t::table
                .filter(t::plie_id.eq(cx.plie()))
                .filter(t::merged_into.eq_any(last.keys().copied().map(Some).collect::<Vec<_>>()))
                .order(t::id)
                .select((t::id, t::merged_into))
                .load(cx.conn)?;
            // never in a circle, since a merged record is merged no more
            last = merged.into_iter().filter_map(|(id, into)| Some((id, *last.get(&into?)?))).collect();
            for (id, today) in &last {
                self.former.entry(*today).or_default().push(*id);
            }
        }
        Ok(())
    }

    /// Whom the records were for, what proves their eligibility, and when they entered.
    fn read_people(&mut self, cx: &mut Ctx<'_>) -> Outcome<()> {
        let plie = cx.plie();
        let ids: BTreeSet<ParticipantId> = self.shares.values().flatten().map(|share| share.participant_id).collect();
        self.read_former(cx, &ids)?;
        let ids: Vec<ParticipantId> = ids.into_iter().collect();
        if ids.is_empty() {
            return Ok(());
        }
        use participants as t;
        let rows: Vec<PersonFacts> = t::table
            .filter(t::plie_id.eq(plie))
            .filter(t::id.eq_any(ids.clone()))
            .select((t::id, t::last_name, t::first_name))
            .load(cx.conn)?;
        self.people = rows.into_iter().map(|row| (row.id, row)).collect();
        use participant_criteria as c;
        let rows: Vec<CriterionFacts> = c::table
            .filter(c::plie_id.eq(plie))
            .filter(c::participant_id.eq_any(ids.clone()))
            .order((c::participant_id, c::issued_on, c::id))
            .select((c::participant_id, c::criterion, c::issued_on, c::valid_until, c::evidence_document_id))
            .load(cx.conn)?;
        for row in rows {
            self.criteria.entry(row.participant_id).or_default().push(row);
        }
        use pathways as p;
        let rows: Vec<PathwayFacts> = p::table
            .filter(p::plie_id.eq(plie))
            .filter(p::participant_id.eq_any(ids))
            .order((p::participant_id, p::created_at, p::id))
            .select((p::id, p::participant_id, p::status, p::decision_id, p::activated_on, p::exit_on))
            .load(cx.conn)?;
        for row in rows {
            self.pathways.entry(row.participant_id).or_default().push(row);
        }
        Ok(())
    }

    fn read_signatures(&mut self, cx: &mut Ctx<'_>) -> Outcome<()> {
        use signatures as t;
        // of a session only the people of the records count
        let people = &self.people;
        let there = self.attendances.values().filter(|a| people.contains_key(&a.participant_id));
        let ids: BTreeSet<SignatureId> = self
            .interviews
            .values()
            .filter_map(|i| i.signature_id)
            .chain(there.filter_map(|a| a.signature_id))
            .collect();
        if ids.is_empty() {
            return Ok(());
        }
        let rows: Vec<SignatureRow> = t::table
            .filter(t::plie_id.eq(cx.plie()))
            .filter(t::id.eq_any(ids.into_iter().collect::<Vec<_>>()))
            .select(SignatureRow::as_select())
            .load(cx.conn)?;
        self.signatures = rows.into_iter().map(|row| (row.id, row)).collect();
        Ok(())
    }

    /// The weeks and the months of the records.
    fn read_periods(&mut self, cx: &mut Ctx<'_>) -> Outcome<()> {
        let plie = cx.plie();
        let users: Vec<UserId> = distinct(self.records.iter().map(|r| r.user_id));
        use agenda_weeks as w;
        let rows: Vec<WeekFacts> = w::table
            .filter(w::plie_id.eq(plie))
            .filter(w::user_id.eq_any(users.clone()))
            .filter(w::week.eq_any(distinct(self.records.iter().map(|r| r.week))))
            .select((
                w::id,
                w::user_id,
                w::week,
                w::status,
                w::expected_minutes,
                w::covered_minutes,
                w::submitted_at,
                w::accepted_at,
                w::accepted_by,
            ))
            .load(cx.conn)?;
        let wanted: BTreeSet<(UserId, IsoWeek)> = self.records.iter().map(|r| (r.user_id, r.week)).collect();
        let kept = rows.into_iter().filter(|row| wanted.contains(&(row.user_id, row.week)));
        self.weeks = kept.map(|row| ((row.user_id, row.week), row)).collect();
        use timesheets as t;
        let rows: Vec<SheetFacts> = t::table
            .filter(t::plie_id.eq(plie))
            .filter(t::user_id.eq_any(users))
            .filter(t::month.eq_any(distinct(self.records.iter().map(|r| r.month))))
            .order((t::user_id, t::month, t::amendment))
            .select(SheetFacts::as_select())
            .load(cx.conn)?;
        let wanted: BTreeSet<(UserId, Month)> = self.records.iter().map(|r| (r.user_id, r.month)).collect();
        for row in rows.into_iter().filter(|row| wanted.contains(&(row.user_id, row.month))) {
            let at = (row.user_id, row.month);
            let signed = row.content_hash.is_some();
            // an amendment that nobody has signed yet takes nothing from what both have signed
            if signed || !self.sheets.contains_key(&at) {
                self.sheets.insert(at, row);
            }
        }
        self.read_contents(cx)
    }

    fn read_contents(&mut self, cx: &mut Ctx<'_>) -> Outcome<()> {
        use timesheets as t;
        let signed: Vec<TimesheetId> =
            self.sheets.values().filter(|s| s.content_hash.is_some()).map(|s| s.id).collect();
        if signed.is_empty() {
            return Ok(());
        }
        let rows: Vec<(TimesheetId, Option<String>)> = t::table
            .filter(t::plie_id.eq(cx.plie()))
            .filter(t::id.eq_any(signed))
            .select((t::id, t::content))
            .load(cx.conn)?;
        self.contents = rows.into_iter().filter_map(|(id, content)| Some((id, content?))).collect();
        Ok(())
    }

    /// The papers of the signatures and of the eligibility.
    fn read_documents(&mut self, cx: &mut Ctx<'_>) -> Outcome<()> {
        let of_signatures = self.signatures.values().filter_map(|s| s.document_id);
        let of_criteria = self.criteria.values().flatten().filter_map(|c| c.document_id);
        let ids: Vec<DocumentId> = distinct(of_signatures.chain(of_criteria).map(crate::ids::Id::cast));
        self.documents = documents(cx, &ids)?;
        Ok(())
    }

    fn read_staff(&mut self, cx: &mut Ctx<'_>) -> Outcome<()> {
        let signers = self.sheets.values().flat_map(|s| [s.employee_signed_by, s.countersigned_by]).flatten();
        let others = self.weeks.values().filter_map(|w| w.accepted_by);
        let met = self.interviews.values().map(|i| i.user_id).chain(self.sessions.values().map(|s| s.leader_id));
        let ids: Vec<UserId> = distinct(self.records.iter().map(|r| r.user_id).chain(signers).chain(others).chain(met));
        let rows: Vec<(UserId, String, String)> = users::table
            .filter(users::plie_id.eq(cx.plie()))
            .filter(users::id.eq_any(ids))
            .select((users::id, users::last_name, users::first_name))
            .load(cx.conn)?;
        self.staff = rows.into_iter().map(|(id, last, first)| (id, (last, first))).collect();
        Ok(())
    }
}

/// These documents, by identifier.
pub(crate) fn documents(cx: &mut Ctx<'_>, ids: &[DocumentId]) -> Outcome<BTreeMap<Uuid, DocumentFacts>> {
    use documents as t;
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<DocumentFacts> = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::id.eq_any(ids.to_vec()))
        .select((
            t::id,
            t::participant_id,
            t::kind,
            t::content_type,
            t::size_bytes,
            t::sha256,
            t::stored_as,
            t::sealed_key,
            t::created_at,
        ))
        .load(cx.conn)?;
    Ok(rows.into_iter().map(|row| (row.id.0, row)).collect())
}

fn distinct<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    all.collect::<BTreeSet<T>>().into_iter().collect()
}

/// Most entries of the journal that one answer shows.
const MOST_ENTRIES: i64 = 200;

/// What the journal says of some objects, in the order of the chain.
pub(crate) fn journal(cx: &mut Ctx<'_>, objects: &[Uuid]) -> Outcome<Vec<EntryRow>> {
    use audit_entries as t;
    let ids: Vec<AnyId> = objects.iter().copied().map(AnyId::of).collect();
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::object_id.eq_any(ids))
        .filter(t::seq.is_not_null())
        .order(t::seq)
        .limit(MOST_ENTRIES)
        .select(EntryRow::as_select());
    Ok(query.load(cx.conn)?)
}
