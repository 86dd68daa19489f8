//! Which minutes of an operation proofs support, as SQL: one text for the sums of a statement, for the lists of what is
//! missing before a claim, and for the records that a claim holds. Only typed values enter it.

use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::literal::Literals;
use crate::esf::charters::rules::ABSENCE_TASKS;
use crate::esf::charters::signed_tasks;
use crate::esf::participations::rules::Programme;
use crate::ids::OperationId;
use crate::pathways::interviews::rules::signing::{ALWAYS_SIGNED, FACE_TO_FACE};

/// The records of an operation between two days, each with its support.
#[derive(Debug, Clone)]
pub(crate) struct Supported {
    plie: String,
    operation: String,
    from: String,
    to: String,
    /// Condition on a record `r` that its task asks for a signed contact (R6.7).
    signed_task: String,
}

/// Codes of ours as a list for `in`.
pub(crate) fn quoted(codes: &[&str]) -> String {
    codes.iter().map(|code| format!("'{code}'")).collect::<Vec<_>>().join(", ")
}

/// A signature that stands: not void; a refusal with its reason is one (R6.12).
const STANDS: &str = "g.void_at is null";

/// A record `r` of an interview. Never unknown, so that it can be denied.
const OF_INTERVIEW: &str = "coalesce(r.linked_type, '') = 'interview'";

/// A record `r` of a collective session, where each person signs (R6.7).
const OF_SESSION: &str = "coalesce(r.linked_type, '') in ('session', 'collective_session')";

/// The people `m` of a record `r`.
const PEOPLE: &str = "time_record_participants m where m.plie_id = r.plie_id and m.time_record_id = r.id";

/// The interview `i` of a record was planned, missed or cancelled: none of these minutes happened (§ 6.10).
fn not_held() -> String {
    format!("{OF_INTERVIEW} and coalesce(i.outcome, '') <> 'held'")
}

/// Somebody whom a record names was not at its session: the agenda contradicts the attendance sheet (§ 6.10).
fn not_attended() -> String {
    format!(
        "{OF_SESSION} and exists (select 1 from {PEOPLE} and not exists (
           select 1 from attendances a where a.plie_id = m.plie_id and a.session_id = r.linked_id
             and a.participant_id = m.participant_id and a.outcome = 'present'))"
    )
}

impl Supported {
    pub(crate) fn new(cx: &Ctx<'_>, operation: OperationId, from: Day, to: Day) -> Self {
        let lit = Literals::of(cx.conn);
        let mut signed = Vec::new();
        for (charter, task) in signed_tasks(&cx.tenant().charters) {
            if let Some(code) = lit.code(task) {
                signed.push(format!("(r.charter_id = {} and r.task = {code})", lit.id(charter)));
            }
        }
        let signed_task = if signed.is_empty() { "1 = 0".to_owned() } else { signed.join(" or ") };
        Self {
            plie: lit.id(cx.plie()),
            operation: lit.id(operation),
            from: lit.day(from),
            to: lit.day(to),
            signed_task,
        }
    }

    /// The literal of the PLIE.
    pub(crate) fn plie(&self) -> &str {
        &self.plie
    }
    /// The literal of the operation.
    pub(crate) fn operation(&self) -> &str {
        &self.operation
    }
    /// The period, as a condition on a column.
    pub(crate) fn period(&self, column: &str) -> String {
        format!("{column} between {} and {}", self.from, self.to)
    }

    /// An interview `i` that was held and is to be signed, and is not (R6.7).
    pub(crate) fn unsigned_interview() -> String {
        format!(
            "i.outcome = 'held' and (i.modality in ({}) or i.type in ({})) and not exists (
               select 1 from signatures g where g.plie_id = i.plie_id and g.id = i.signature_id and {STANDS})",
            quoted(&FACE_TO_FACE),
            quoted(&ALWAYS_SIGNED)
        )
    }

    /// The interview `i` of a record was held by another account, or with somebody whom the record does not name: it
    /// proves nothing of these minutes (§ 6.10). Asked where the interview is the proof: of time for people, and of tasks
    /// that are signed. Who stood in, or took the pathway over, is the account of the interviews that they held.
    fn of_another(&self) -> String {
        format!(
            "{OF_INTERVIEW} and i.id is not null and (r.attribution in ('P', 'G') or {signed})
               and (i.user_id <> r.user_id
                 or not exists (select 1 from {PEOPLE} and m.participant_id = i.participant_id))",
            signed = self.signed_task,
        )
    }

    /// The contact of a record `r` lacks a signature: that of its interview, that of somebody whom it names at its session,
    /// or any signature at all where its task asks for one and what it is linked to bears none (R6.7, R6.17).
    fn contact_owed(&self) -> String {
        let stands = |of: &str| {
            format!(
                "exists (select 1 from signatures g
                   where g.plie_id = {of}.plie_id and g.id = {of}.signature_id and {STANDS})"
            )
        };
        format!(
            "({OF_INTERVIEW} and {interview})
             or ({OF_SESSION} and exists (select 1 from attendances a, {PEOPLE}
               and a.plie_id = m.plie_id and a.session_id = r.linked_id and a.participant_id = m.participant_id
               and a.outcome = 'present' and not {there}))
             or (({signed}) and not ({OF_INTERVIEW} and {met}) and not ({OF_SESSION} and exists (select 1 from {PEOPLE})))",
            interview = Self::unsigned_interview(),
            there = stands("a"),
            met = stands("i"),
            signed = self.signed_task,
        )
    }

    /// A person `m` of a record was never entered in the operation: time for them is not the operation's (§ 6.10). Asked
    /// of operations of the periods alone whose participants the ESF counts.
    pub(crate) fn never_entered(&self) -> String {
        let periods: Vec<&str> = Programme::ALL.iter().map(|period| period.code()).collect();
        format!(
            "(exists (select 1 from operations o where o.plie_id = m.plie_id and o.id = {operation}
                and o.programme_period in ({periods}))
              and not exists (select 1 from participations t where t.plie_id = m.plie_id
                and t.participant_id = m.participant_id and t.operation_id = {operation} and t.voided_at is null))",
            operation = self.operation,
            periods = quoted(&periods),
        )
    }

    /// `id, user_id, month, day, minutes, status, version, mode, support` of each live record of work; `mode` is the cost
    /// mode of the letter that holds on its day. The first reason that fits is the one told, in the order in which proofs
    /// are made; where a fixed share is the proof, nothing more is asked of the record.
    pub(crate) fn records(&self) -> String {
        format!(
            "select r.id as id, r.user_id as user_id, r.month as month, r.date as day, r.duration_minutes as minutes,
               r.status as status, r.version as version, l.cost_mode as mode,
               case
                 when l.id is null then 'no_mission_letter'
                 when l.cost_mode = 'fixed_percentage' then 'supported'
                 when r.status in ('draft', 'submitted') then 'not_signed'
                 when r.status = 'employee_signed' then 'not_countersigned'
                 when exists (select 1 from time_record_participants m where m.plie_id = r.plie_id
                   and m.time_record_id = r.id and {never_entered}) then 'no_participation'
                 when {of_another} then 'contact_of_another'
                 when {not_held} then 'contact_not_held'
                 when {not_attended} then 'not_attended'
                 when {owed} then 'contact_not_signed'
                 else 'supported' end as support
             from time_records r
             left join mission_letters l on l.plie_id = r.plie_id and l.user_id = r.user_id
               and l.operation_id = r.operation_id and l.starts_on <= r.date and l.ends_on >= r.date
             left join interviews i on i.plie_id = r.plie_id and i.id = r.linked_id and r.linked_type = 'interview'
             where r.plie_id = {plie} and r.operation_id = {operation} and {period} and r.status <> 'superseded'
               and r.task not in ({absences})",
            of_another = self.of_another(),
            not_held = not_held(),
            not_attended = not_attended(),
            owed = self.contact_owed(),
            never_entered = self.never_entered(),
            plie = self.plie,
            operation = self.operation,
            period = self.period("r.date"),
            absences = quoted(&ABSENCE_TASKS),
        )
    }
}
