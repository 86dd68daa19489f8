//! The events of a participant, in one statement: each kind selects its own, the page is cut from their union.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::auth::restricted::Restricted;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Instant;
use crate::db::literal::Literals;
use crate::db::types::{InstantSql, UuidSql};
use crate::each;
use crate::failure::{Failure, Outcome};
use crate::ids::{AnyId, ParticipantId};
use crate::participants::store;

/// An event.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct EventRow {
    #[diesel(sql_type = InstantSql)]
    pub(super) at: Instant,
    #[diesel(sql_type = Text)]
    pub(super) kind: String,
    #[diesel(sql_type = Text)]
    pub(super) what: String,
    #[diesel(sql_type = UuidSql)]
    pub(super) id: AnyId,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) detail: Option<String>,
}

#[derive(QueryableByName)]
struct Total {
    #[diesel(sql_type = BigInt)]
    total: i64,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// Only this kind.
    pub(super) kind: Option<String>,
    /// Only after this instant.
    pub(super) after: Option<Instant>,
    /// The place in the list after which the page begins.
    pub(super) place: Option<(Instant, String, String, AnyId)>,
    /// Events a page, and one more.
    pub(super) limit: i64,
    /// Whether to count.
    pub(super) count: bool,
}

/// A kind of object, the operation that shows it, and where its events are: their instant, what happened, the
/// object, a code; `x` is the participant.
struct Source {
    kind: &'static str,
    operation: &'static str,
    at: &'static str,
    what: &'static str,
    detail: &'static str,
    from: &'static str,
}

const fn source(
    kind: &'static str,
    operation: &'static str,
    [at, what, detail]: [&'static str; 3],
    from: &'static str,
) -> Source {
    Source { kind, operation, at, what, detail, from }
}

/// Where events are; `s` is the row whose object it is, `{plie}` and `{person}` are filled in.
const SOURCES: &[Source] = &[
    source(
        "orientations",
        "list_orientations",
        ["e.at", "e.to_status", "null"],
        "orientations s join orientation_events e on e.plie_id = s.plie_id and e.orientation_id = s.id",
    ),
    source("entry_files", "list_entry_files", ["s.created_at", "'opened'", "null"], "entry_files s"),
    source("entry_files", "list_entry_files", ["s.completed_at", "'completed'", "null"], "entry_files s"),
    source("entry_files", "list_entry_files", ["s.submitted_at", "'submitted'", "null"], "entry_files s"),
    source("entry_files", "list_entry_files", ["s.decided_at", "'decided'", "null"], "entry_files s"),
    source("decisions", "list_decisions", ["s.created_at", "'decided'", "s.outcome"], "decisions s"),
    source(
        "pathways",
        "get_pathway_history",
        ["e.at", "e.to_status", "null"],
        "pathways s join pathway_events e on e.plie_id = s.plie_id and e.pathway_id = s.id",
    ),
    source(
        "referent_assignments",
        "list_pathway_assignments",
        ["s.created_at", "'assigned'", "null"],
        "referent_assignments s",
    ),
    source("interviews", "list_interviews", ["s.starts_at", "s.outcome", "s.type"], "interviews s"),
    source("stages", "list_stages", ["s.created_at", "'created'", "s.type"], "stages s"),
    source("situations", "list_situations", ["s.recorded_at", "'recorded'", "s.labour_status"], "situations s"),
    source("eligibility", "list_eligibility", ["s.created_at", "'recorded'", "s.criterion"], "eligibility s"),
    source("documents", "list_documents", ["s.created_at", "'received'", "s.kind"], "documents s"),
    source(
        "participations",
        "list_participations",
        ["e.recorded_at", "e.moment", "null"],
        "participations s join participation_records e on e.plie_id = s.plie_id and e.participation_id = s.id",
    ),
    source("sensitive_facts", "get_sensitive_facts", ["s.recorded_at", "'recorded'", "null"], "sensitive_facts s"),
];

/// Those that do not name the participant themselves: with the condition on it.
const BY_OTHERS: &[(Source, &str)] = &[
    (
        source("participants", "get_participant", ["s.created_at", "'created'", "null"], "participants s"),
        "s.id = {person}",
    ),
    (source("merges", "get_merge", ["s.created_at", "'merged'", "null"], "merges s"), "s.target_id = {person}"),
    (
        source("merges", "get_merge", ["s.undone_at", "'undone'", "null"], "merges s"),
        "s.target_id = {person} and s.undone_at is not null",
    ),
    (
        source("objectives", "list_objectives", ["s.created_at", "'created'", "null"], "objectives s"),
        "s.pathway_id in (select id from pathways where plie_id = {plie} and participant_id = {person})",
    ),
    (
        source("barriers", "list_barriers", ["s.created_at", "'recorded'", "s.theme"], "barriers s"),
        "s.pathway_id in (select id from pathways where plie_id = {plie} and participant_id = {person}){health}",
    ),
    (
        source("stage_reviews", "list_stages", ["s.recorded_at", "'held'", "s.kind"], "stage_reviews s"),
        "s.stage_id in (select id from stages where plie_id = {plie} and participant_id = {person})",
    ),
    (
        source(
            "signatures",
            "get_signature",
            ["s.signed_at", "case when s.refused_reason is null then 'signed' else 'refused' end", "s.object_type"],
            "signatures s",
        ),
        "s.object_type in ('interview', 'entry_file') and s.object_id in (
           select id from interviews where plie_id = {plie} and participant_id = {person}
           union all select id from entry_files where plie_id = {plie} and participant_id = {person})",
    ),
    (
        source("time_records", "list_time_records", ["s.recorded_at", "'recorded'", "s.task"], "time_records s"),
        "s.superseded_by is null{mine} and s.id in (
           select time_record_id from time_record_participants where plie_id = {plie} and participant_id = {person})",
    ),
];

/// The events of a participant in reach that the caller may see, after a place, and how many there are in all where
/// that is asked.
pub(super) fn load(cx: &mut Ctx<'_>, person: ParticipantId, asked: &Asked) -> Outcome<(Vec<EventRow>, Option<i64>)> {
    let union = parts(cx, person, asked)?.join(" union all ");
    if union.is_empty() {
        return Ok((Vec::new(), asked.count.then_some(0)));
    }
    let lit = Literals::of(cx.conn);
    let mut conditions = vec!["at is not null".to_owned()];
    conditions.extend(asked.after.map(|after| format!("at > {}", lit.instant(after))));
    let listed = conditions.join(" and ");
    if let Some((at, kind, what, id)) = &asked.place {
        // the place comes with the cursor, from outside
        let (Some(kind), Some(what)) = (lit.code(kind), lit.code(what)) else { return Err(invalid_cursor()) };
        conditions.push(format!("(at, kind, what, id) < ({}, {kind}, {what}, {})", lit.instant(*at), lit.id(*id)));
    }
    let page = format!(
        "with events as ({union}) select * from events where {} order by at desc, kind desc, what desc, id desc limit {}",
        conditions.join(" and "),
        asked.limit
    );
    let rows = each!(cx.conn, |c| diesel::sql_query(page).load(c))?;
    if !asked.count {
        return Ok((rows, None));
    }
    let all = format!("with events as ({union}) select count(*) as total from events where {listed}");
    let all: Total = each!(cx.conn, |c| diesel::sql_query(all).get_result(c))?;
    Ok((rows, Some(all.total)))
}

fn invalid_cursor() -> Failure {
    Failure::request("invalid_cursor", "Ce curseur n'est pas de cette liste.", "This cursor is not of this list.")
}

fn parts(cx: &mut Ctx<'_>, person: ParticipantId, asked: &Asked) -> Outcome<Vec<String>> {
    let named = SOURCES.iter().map(|source| (source, "s.participant_id = {person}"));
    let others = BY_OTHERS.iter().map(|(source, condition)| (source, *condition));
    let (mut parts, lit) = (Vec::new(), Literals::of(cx.conn));
    for (source, condition) in named.chain(others) {
        let wanted = asked.kind.as_deref().is_none_or(|kind| kind == source.kind);
        if !wanted || !shown(cx, source, person)? {
            continue;
        }
        let condition = condition.replace("{health}", without_health(cx, person)?).replace("{mine}", &mine(cx, lit));
        let (plie, who) = (lit.id(cx.plie()), lit.id(person));
        let part = format!(
            "select {} as at, '{}' as kind, {} as what, s.id as id, cast({} as text) as detail from {} where s.plie_id = {plie} and {condition}",
            source.at, source.kind, source.what, source.detail, source.from
        );
        parts.push(part.replace("{plie}", &plie).replace("{person}", &who));
    }
    Ok(parts)
}

/// Whether the caller would see objects of that kind of this participant in their own list.
fn shown(cx: &mut Ctx<'_>, source: &Source, person: ParticipantId) -> Outcome<bool> {
    let reach = cx.reach_in(source.operation);
    if source.kind == "time_records" {
        // time is whose it is; of others' it takes the whole PLIE
        return Ok(reach.all || reach.myself);
    }
    reaches(cx, &reach, person)
}

fn reaches(cx: &mut Ctx<'_>, reach: &Reach, person: ParticipantId) -> Outcome<bool> {
    if *reach == cx.reach { Ok(true) } else { Ok(!reach.is_empty() && store::exists(cx, reach, person)?) }
}

/// Barriers of health are left out for whoever only enters forms (`domain.md` § 3).
fn without_health(cx: &mut Ctx<'_>, person: ParticipantId) -> Outcome<&'static str> {
    let Some(reach) = cx.narrower("list_barriers", Restricted::HealthBarriers) else { return Ok("") };
    Ok(if reaches(cx, &reach, person)? { "" } else { " and s.theme <> 'health'" })
}

/// One's own time alone, for whoever does not reach everybody's.
fn mine(cx: &Ctx<'_>, lit: Literals) -> String {
    let reach = cx.reach_in("list_time_records");
    if reach.all { String::new() } else { format!(" and s.user_id = {}", lit.id(reach.user)) }
}
