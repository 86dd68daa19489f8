//! Rows of interviews, with the signatures and the follow-ups that stand beside them.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::api::InterviewFilter;
use super::rules::InterviewOutcome;
use super::rules::signing::{self, ALWAYS_SIGNED, FACE_TO_FACE, Facts, SignatureState};
use crate::auth::restricted::Restricted;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{interviews, referent_assignments, referents, signatures};
use crate::db::{Day, Instant, Json, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{InterviewId, ParticipantId, PathwayId, PlieId, SignatureId, UserId};
use crate::keyset;
use crate::participants::in_reach;
use crate::participants::signatures::SignatureRow;
use crate::participants::vault::{self, Sealed, What};

mod held;

pub(crate) use held::held_of;

/// A row of `interviews`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = interviews, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct InterviewRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: InterviewId,
    pub(crate) pathway_id: PathwayId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) user_id: UserId,
    pub(crate) type_: String,
    pub(crate) modality: String,
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
    pub(crate) day: Day,
    pub(crate) place: Option<String>,
    pub(crate) outcome: InterviewOutcome,
    pub(crate) outcome_reason: Option<String>,
    pub(crate) report: Option<String>,
    pub(crate) information_given: Json,
    pub(crate) recorded_at: Option<Instant>,
    pub(crate) late: bool,
    pub(crate) facts_hash: Option<String>,
    pub(crate) signature_id: Option<SignatureId>,
    pub(crate) rescheduled_from: Option<InterviewId>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    /// The report as it is kept; `report` holds it in the clear in memory, and in rows older than its encryption.
    pub(crate) report_sealed: Option<Vec<u8>>,
}

impl InterviewRow {
    /// What its signature binds (R6.11).
    pub(crate) fn facts(&self) -> Facts {
        Facts {
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            participant_id: self.participant_id,
            user_id: self.user_id,
        }
    }

    /// Whether there is a report.
    pub(crate) fn has_report(&self) -> bool {
        self.report.is_some() || self.report_sealed.is_some()
    }

    /// Another report, or none.
    pub(crate) fn set_report(&mut self, report: Option<String>) {
        self.report = report;
        self.report_sealed = None;
    }

    /// Whether a signature is due (R6.7).
    pub(crate) fn must_be_signed(&self) -> bool {
        signing::is_required(&self.type_, &self.modality, self.outcome)
    }

    /// Where the signature stands, given the one that the row names.
    pub(crate) fn signature_state(&self, signature: Option<&SignatureRow>) -> SignatureState {
        let standing = signature.map(|s| (s.void_at.is_none(), s.refused_reason.is_some()));
        signing::state(self.must_be_signed(), standing)
    }
}

fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> interviews::BoxedQuery<'a, MultiBackend> {
    interviews::table
        .filter(interviews::plie_id.eq(cx.plie()))
        .filter(in_reach(cx, reach, interviews::participant_id))
        .into_boxed()
}

fn filtered<'a>(
    cx: &Ctx<'_>,
    of: Option<PathwayId>,
    filter: &InterviewFilter,
    page: &PageIn,
) -> interviews::BoxedQuery<'a, MultiBackend> {
    let mut query = scoped(cx, &cx.reach);
    for pathway in of.into_iter().chain(filter.pathway_id) {
        query = query.filter(interviews::pathway_id.eq(pathway));
    }
    if let Some(participant) = filter.participant_id {
        query = query.filter(interviews::participant_id.eq(participant));
    }
    if let Some(user) = filter.user_id {
        query = query.filter(interviews::user_id.eq(user));
    }
    if let Some(referent) = filter.referent_id {
        let account = referents::table
            .filter(referents::plie_id.eq(cx.plie()))
            .filter(referents::id.eq(referent))
            .select(referents::user_id);
        query = query.filter(interviews::user_id.eq_any(account));
    }
    if let Some(outcome) = filter.outcome {
        query = query.filter(interviews::outcome.eq(outcome));
    }
    if let Some(kind) = &filter.kind {
        query = query.filter(interviews::type_.eq(kind.as_str().to_owned()));
    }
    if let Some(modality) = &filter.modality {
        query = query.filter(interviews::modality.eq(modality.as_str().to_owned()));
    }
    if let Some(from) = filter.from {
        query = query.filter(interviews::day.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(interviews::day.le(to));
    }
    if let Some(late) = filter.late {
        query = query.filter(interviews::late.eq(late));
    }
    match filter.unsigned {
        Some(true) => query = query.filter(owed(cx.plie())),
        Some(false) => query = query.filter(diesel::dsl::not(owed(cx.plie()))),
        None => {}
    }
    match page.updated_after {
        Some(after) => query.filter(interviews::updated_at.gt(after)),
        None => query,
    }
}

/// A signature is due (R6.7), and none stands.
#[diesel::dsl::auto_type]
fn owed(plie: PlieId) -> _ {
    let (modalities, types): (Vec<&'static str>, Vec<&'static str>) = (FACE_TO_FACE.to_vec(), ALWAYS_SIGNED.to_vec());
    let held: InterviewOutcome = InterviewOutcome::Held;
    // never null, so that its contrary is true where nothing was signed
    let standing = signatures::table
        .filter(signatures::plie_id.eq(plie))
        .filter(signatures::id.nullable().eq(interviews::signature_id))
        .filter(signatures::void_at.is_null());
    interviews::outcome
        .eq(held)
        .and(interviews::modality.eq_any(modalities).or(interviews::type_.eq_any(types)))
        .and(diesel::dsl::not(diesel::dsl::exists(standing)))
}

/// The first 500 of a pathway, in order of time.
pub(super) fn of_pathway(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Vec<InterviewRow>> {
    let query = interviews::table
        .filter(interviews::plie_id.eq(cx.plie()))
        .filter(interviews::pathway_id.eq(pathway))
        .order((interviews::starts_at, interviews::id))
        .limit(500)
        .select(InterviewRow::as_select());
    Ok(query.load(cx.conn)?)
}

pub(super) fn list(
    cx: &mut Ctx<'_>,
    of: Option<PathwayId>,
    filter: &InterviewFilter,
    page: &PageIn,
) -> Outcome<Page<InterviewRow>> {
    let total =
        if page.include_total { Some(filtered(cx, of, filter, page).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-starts_at", "starts_at"])?;
    let query = filtered(cx, of, filter, page).select(InterviewRow::as_select());
    let rows = if sort == "starts_at" {
        keyset!(query, page, asc, interviews::starts_at, interviews::id, Instant).load(cx.conn)?
    } else {
        keyset!(query, page, desc, interviews::starts_at, interviews::id, Instant).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &InterviewRow| (r.starts_at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

/// The interview, in reach.
pub(crate) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: InterviewId) -> Outcome<InterviewRow> {
    let query = scoped(cx, reach).filter(interviews::id.eq(id)).select(InterviewRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the interview is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: InterviewId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// What an account held from one day to another, both included, in order of time.
pub(crate) fn held_between(cx: &mut Ctx<'_>, user: UserId, from: Day, to: Day) -> Outcome<Vec<InterviewRow>> {
    let query = interviews::table
        .filter(interviews::plie_id.eq(cx.plie()))
        .filter(interviews::user_id.eq(user))
        .filter(interviews::outcome.eq(InterviewOutcome::Held))
        .filter(interviews::day.ge(from))
        .filter(interviews::day.le(to))
        .order((interviews::starts_at, interviews::id))
        .select(InterviewRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// The last day on which an interview of the pathway was held.
pub(super) fn last_held(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Option<Day>> {
    let query = interviews::table
        .filter(interviews::plie_id.eq(cx.plie()))
        .filter(interviews::pathway_id.eq(pathway))
        .filter(interviews::outcome.eq(InterviewOutcome::Held))
        .order(interviews::starts_at.desc())
        .select(interviews::day);
    Ok(query.first(cx.conn).optional()?)
}

/// Whether the account is elsewhere at that time: another of its interviews, planned or held, overlaps.
pub(super) fn overlaps(cx: &mut Ctx<'_>, row: &InterviewRow) -> Outcome<bool> {
    let query = interviews::table
        .filter(interviews::plie_id.eq(row.plie_id))
        .filter(interviews::user_id.eq(row.user_id))
        .filter(interviews::id.ne(row.id))
        .filter(interviews::outcome.eq_any([InterviewOutcome::Planned, InterviewOutcome::Held]))
        .filter(interviews::starts_at.lt(row.ends_at))
        .filter(interviews::ends_at.gt(row.starts_at))
        .select(interviews::id);
    let other: Option<InterviewId> = query.first(cx.conn).optional()?;
    Ok(other.is_some())
}

/// Whether the account was the referent of the pathway on that day.
pub(super) fn is_assigned(cx: &mut Ctx<'_>, row: &InterviewRow) -> Outcome<bool> {
    use referent_assignments as a;
    let query = a::table
        .filter(a::plie_id.eq(row.plie_id))
        .filter(a::pathway_id.eq(row.pathway_id))
        .filter(a::user_id.eq(row.user_id))
        .filter(a::starts_on.le(row.day))
        .filter(a::ends_on.is_null().or(a::ends_on.ge(row.day)))
        .select(a::id);
    let found: Option<crate::ids::AssignmentId> = query.first(cx.conn).optional()?;
    Ok(found.is_some())
}

/// The interview with this identifier, of whatever pathway: for a create that is sent twice.
pub(super) fn by_id(cx: &mut Ctx<'_>, id: InterviewId) -> Outcome<Option<InterviewRow>> {
    let query = interviews::table.find((cx.plie(), id)).select(InterviewRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

/// What stands beside interviews in an answer.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    pub(super) signatures: HashMap<SignatureId, SignatureRow>,
    pub(super) rescheduled_to: HashMap<InterviewId, InterviewId>,
}

/// The signatures of these interviews, and those planned instead of the rescheduled ones.
pub(super) fn beside(cx: &mut Ctx<'_>, rows: &[InterviewRow]) -> Outcome<Beside> {
    let mut found = Beside::default();
    let signed: Vec<SignatureId> = rows.iter().filter_map(|row| row.signature_id).collect();
    if !signed.is_empty() {
        let all: Vec<SignatureRow> = signatures::table
            .filter(signatures::plie_id.eq(cx.plie()))
            .filter(signatures::id.eq_any(signed))
            .select(SignatureRow::as_select())
            .load(cx.conn)?;
        found.signatures = all.into_iter().map(|s| (s.id, s)).collect();
    }
    let moved: Vec<InterviewId> =
        rows.iter().filter(|row| row.outcome == InterviewOutcome::Rescheduled).map(|row| row.id).collect();
    if !moved.is_empty() {
        let all: Vec<(Option<InterviewId>, InterviewId)> = interviews::table
            .filter(interviews::plie_id.eq(cx.plie()))
            .filter(interviews::rescheduled_from.eq_any(moved))
            .select((interviews::rescheduled_from, interviews::id))
            .load(cx.conn)?;
        found.rescheduled_to = all.into_iter().filter_map(|(from, to)| from.map(|from| (from, to))).collect();
    }
    Ok(found)
}

/// Of which interviews the caller reads the report.
#[derive(Debug)]
pub(super) enum Reports {
    All,
    Of(HashSet<InterviewId>),
}

impl Reports {
    /// The interview as the caller may read it.
    pub(super) fn of(&self, row: InterviewRow) -> InterviewRow {
        let read = match self {
            Self::All => true,
            Self::Of(ids) => ids.contains(&row.id),
        };
        if read { row } else { InterviewRow { report: None, report_sealed: None, ..row } }
    }
}

/// Of which of these interviews, which the caller may see, it reads the report as well.
pub(super) fn reports_read(cx: &mut Ctx<'_>, rows: &[InterviewRow]) -> Outcome<Reports> {
    let Some(reach) = cx.narrower("get_interview", Restricted::InterviewReports) else { return Ok(Reports::All) };
    if reach.is_empty() {
        return Ok(Reports::Of(HashSet::new()));
    }
    let ids: Vec<InterviewId> = rows.iter().map(|row| row.id).collect();
    let query = scoped(cx, &reach).filter(interviews::id.eq_any(ids)).select(interviews::id);
    Ok(Reports::Of(query.load(cx.conn)?.into_iter().collect()))
}

/// How an interview stands, for the milestone that was held in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InterviewStands {
    pub(crate) day: Day,
    pub(crate) held: bool,
    pub(crate) signature: SignatureState,
}

/// How an interview of the pathway stands; none where the pathway has no such interview.
pub(crate) fn stands(cx: &mut Ctx<'_>, pathway: PathwayId, id: InterviewId) -> Outcome<Option<InterviewStands>> {
    let Some(row) = by_id(cx, id)?.filter(|row| row.pathway_id == pathway) else { return Ok(None) };
    let signatures = beside(cx, std::slice::from_ref(&row))?.signatures;
    let signature = row.signature_state(row.signature_id.and_then(|id| signatures.get(&id)));
    Ok(Some(InterviewStands { day: row.day, held: row.outcome == InterviewOutcome::Held, signature }))
}

/// The interviews with their reports in the clear, each noted in the access log.
pub(super) fn opened(cx: &mut Ctx<'_>, mut rows: Vec<InterviewRow>) -> Outcome<Vec<InterviewRow>> {
    let clear = rows.iter().filter(|row| row.report.is_some());
    vault::note(cx, clear.map(|row| (What::InterviewReport, row.participant_id, row.id.0)));
    let (what, mut places, mut sealed) = (What::InterviewReport, Vec::new(), Vec::new());
    for (place, row) in rows.iter().enumerate() {
        if let (None, Some(bytes)) = (&row.report, &row.report_sealed) {
            places.push(place);
            sealed.push(Sealed { what, person: row.participant_id, object: row.id.0, bytes });
        }
    }
    let plain = vault::open(cx, &sealed)?;
    for (place, report) in places.into_iter().zip(plain) {
        if let Some(row) = rows.get_mut(place) {
            row.report = Some(report);
        }
    }
    Ok(rows)
}

/// The row as it is kept: its report sealed.
fn kept(cx: &mut Ctx<'_>, row: &InterviewRow) -> Outcome<InterviewRow> {
    let mut kept = row.clone();
    if let Some(report) = kept.report.take() {
        let sealed = vault::seal(cx, What::InterviewReport, row.participant_id, row.id.0, &report)?;
        kept.report_sealed = Some(sealed);
    }
    Ok(kept)
}

/// The interviews are another person's record now: the facts that a signature still to come binds are told anew.
/// What was signed stays as it was signed.
pub(crate) fn rebind(cx: &mut Ctx<'_>, ids: Vec<InterviewId>) -> Outcome<()> {
    let unsigned = interviews::table
        .filter(interviews::plie_id.eq(cx.plie()))
        .filter(interviews::id.eq_any(ids))
        .filter(interviews::facts_hash.is_not_null())
        .filter(interviews::signature_id.is_null())
        .select(InterviewRow::as_select());
    let rows: Vec<InterviewRow> = unsigned.load(cx.conn)?;
    for row in rows {
        let hash = signing::facts_hash(&row.facts());
        let one = interviews::table.find((row.plie_id, row.id));
        diesel::update(one).set(interviews::facts_hash.eq(hash)).execute(cx.conn)?;
    }
    Ok(())
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &InterviewRow) -> Outcome<()> {
    let kept = kept(cx, row)?;
    diesel::insert_into(interviews::table).values(kept).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &InterviewRow) -> Outcome<()> {
    let before = interviews::table
        .filter(interviews::plie_id.eq(row.plie_id))
        .filter(interviews::id.eq(row.id))
        .filter(interviews::version.eq(row.version - 1));
    let kept = kept(cx, row)?;
    match diesel::update(before).set(kept).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
