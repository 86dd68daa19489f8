//! The participants and the objects that records name, in one statement.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use uuid::Uuid;

use super::{History, Known, Open, Wanted};
use crate::civil;
use crate::ctx::Ctx;
use crate::db::statement::Statement;
use crate::db::types::{InstantSql, UuidSql};
use crate::db::{Day, Instant};
use crate::each;
use crate::esf::time_records::rules::{Attribution, ContactKind, LinkedContact, Span};
use crate::failure::Outcome;
use crate::ids::{AnyId, Id, PlieId};
use crate::pathways::interviews::rules::{InterviewOutcome, signing};

type OtherRow = (
    Text,
    UuidSql,
    Nullable<UuidSql>,
    Nullable<Date>,
    Nullable<Date>,
    Nullable<InstantSql>,
    Nullable<InstantSql>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Text>,
    BigInt,
);
type OtherFound = (
    String,
    AnyId,
    Option<AnyId>,
    Option<Day>,
    Option<Day>,
    Option<Instant>,
    Option<Instant>,
    Option<String>,
    Option<String>,
    Option<String>,
    i64,
);

macro_rules! linked {
    ($table:literal) => {
        concat!(", id, null, null, null, null, null, null, null, null, 0 from ", $table, " where plie_id = ")
    };
}
macro_rules! timed {
    ($table:literal) => {
        concat!(
            ", t.id, null, null, null, t.starts_at, t.ends_at, null, null, null, 0 from ",
            $table,
            " t where t.plie_id = "
        )
    };
}
/// The contacts with times of their own that a record may be linked to, besides interviews.
const TIMED: &[(&str, &str)] = &[
    ("session", timed!("collective_sessions")),
    ("collective_session", timed!("collective_sessions")),
    ("meeting", timed!("meetings")),
    ("event", timed!("events")),
    (
        "agenda_item",
        ", t.id, null, null, null, s.starts_at, null, null, null, null, 0 from agenda_items t \
         join commission_sessions s on s.plie_id = t.plie_id and s.id = t.session_id where t.plie_id = ",
    ),
];
/// The tables of the other objects that a record may be linked to. Kinds that are not here are not kept yet, so that
/// nothing can be linked to them.
const LINKED: &[(&str, &str)] = &[
    ("orientation", linked!("orientations")),
    ("entry_file", linked!("entry_files")),
    ("participant", linked!("participants")),
    ("stage", linked!("stages")),
    ("stage_review", linked!("stage_reviews")),
    ("milestone_review", linked!("milestones")),
    ("engagement_contract", linked!("engagement_contracts")),
    ("follow_up_check", linked!("follow_up_checks")),
    ("pathway", linked!("pathways")),
    ("action", linked!("actions")),
    ("liaison_note", linked!("liaison_notes")),
    ("quarterly_review", linked!("quarterly_reviews")),
    ("employer", linked!("employers")),
    ("notice", linked!("opportunity_notices")),
    ("opportunity_notice", linked!("opportunity_notices")),
];

/// What a collective session is called in a link.
const SESSIONS: [&str; 2] = ["session", "collective_session"];

/// Reads the participants and the objects that the records name.
pub(super) fn read(cx: &mut Ctx<'_>, known: &mut Known, wanted: &Wanted) -> Outcome<()> {
    let query = linked(took_part(people(cx.plie(), wanted), cx.plie(), wanted), cx.plie(), wanted);
    let rows: Vec<OtherFound> = each!(cx.conn, |c| query.load(c))?;
    let (people, rest): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.0 == "p");
    known.participants.extend(people.into_iter().map(|row| (row.1.cast(), History::default())));
    for row in rest {
        keep(known, row);
    }
    Ok(())
}

/// What is open for the participants, and who answers for them.
fn people(plie: PlieId, wanted: &Wanted) -> Statement<OtherRow> {
    let people = || wanted.participants.iter().map(|p| p.0);
    let query = Statement::<OtherRow>::new(
        "select 'p', id, cast(null as uuid), cast(null as date), cast(null as date), cast(null as timestamptz), \
         cast(null as timestamptz), cast(null as text), cast(null as text), cast(null as text), cast(0 as bigint) \
         from participants where merged_into is null and plie_id = ",
    )
    .id(plie)
    .sql(" and id")
    .in_ids(people());
    if wanted.participants.is_empty() {
        return query;
    }
    query
        .sql(
            // a positive exit may be dated of the start of the job that was followed until its validation (§ 4.5)
            " union all select 'h', participant_id, null, activated_on, \
                 case when exit_category = 'positive' and exit_validated_on > exit_on then exit_validated_on \
                 else exit_on end, created_at, null, status, null, null, 0 from pathways where plie_id = ",
        )
        .id(plie)
        .sql(" and participant_id")
        .in_ids(people())
        .sql(
            " union all select 'f', participant_id, referent_user_id, null, null, created_at, decided_at, \
                 null, null, null, 0 from entry_files where plie_id = ",
        )
        .id(plie)
        .sql(" and participant_id")
        .in_ids(people())
        .sql(
            " union all select 'e', participant_id, null, null, null, received_at, closed_at, null, null, null, \
                 0 from orientations where plie_id = ",
        )
        .id(plie)
        .sql(" and participant_id")
        .in_ids(people())
        .sql(
            " union all select 'g', participant_id, user_id, starts_on, ends_on, null, null, null, null, null, \
                 0 from referent_assignments where plie_id = ",
        )
        .id(plie)
        .sql(" and participant_id")
        .in_ids(people())
}

/// The operations that the participants take part in while they run, and the sessions that they signed.
fn took_part(query: Statement<OtherRow>, plie: PlieId, wanted: &Wanted) -> Statement<OtherRow> {
    let people = || wanted.participants.iter().map(|p| p.0);
    if wanted.participants.is_empty() {
        return query;
    }
    let query = query
        .sql(
            " union all select 'q', t.participant_id, t.operation_id, t.entered_on, \
             case when t.exited_on < o.ends_on then t.exited_on else o.ends_on end, null, null, null, null, null, 0 \
             from participations t join operations o on o.plie_id = t.plie_id and o.id = t.operation_id \
             where t.voided_at is null and t.plie_id = ",
        )
        .id(plie)
        .sql(" and t.participant_id")
        .in_ids(people());
    let sessions = wanted.linked.iter().filter(|(kind, _)| SESSIONS.contains(&kind.as_str())).map(|(_, id)| *id);
    let sessions: Vec<Uuid> = sessions.collect();
    if sessions.is_empty() {
        return query;
    }
    query
        .sql(
            " union all select 't', a.session_id, a.participant_id, null, null, null, null, null, null, null, 0 \
             from attendances a join signatures s on s.plie_id = a.plie_id and s.id = a.signature_id \
             and s.void_at is null and s.refused_reason is null where a.outcome = 'present' and a.plie_id = ",
        )
        .id(plie)
        .sql(" and a.session_id")
        .in_ids(sessions)
        .sql(" and a.participant_id")
        .in_ids(people())
}

/// The objects that records are linked to.
fn linked(mut query: Statement<OtherRow>, plie: PlieId, wanted: &Wanted) -> Statement<OtherRow> {
    let of = |kind: &str| wanted.linked.iter().filter(|(k, _)| k == kind).map(|l| l.1).collect::<Vec<_>>();
    let interviews = of("interview");
    if !interviews.is_empty() {
        query = query
            .sql(
                " union all select 'i', i.id, i.participant_id, i.day, null, i.starts_at, i.ends_at, i.type, \
                 i.modality, i.outcome, case when s.id is not null then 1 else 0 end from interviews i \
                 left join signatures s on s.plie_id = i.plie_id and s.id = i.signature_id \
                 and s.void_at is null and s.refused_reason is null where i.plie_id = ",
            )
            .id(plie)
            .sql(" and i.id")
            .in_ids(interviews);
    }
    let records = of("time_record");
    if !records.is_empty() {
        query = query
            .sql(
                " union all select 'time_record', id, null, null, null, null, null, attribution, null, null, 0 \
                 from time_records where status <> 'superseded' and plie_id = ",
            )
            .id(plie)
            .sql(" and id")
            .in_ids(records);
    }
    for (kind, sql) in TIMED {
        let ids = of(kind);
        if !ids.is_empty() {
            query = query.sql(" union all select '").sql(kind).sql("'").sql(sql).id(plie).sql(" and t.id").in_ids(ids);
        }
    }
    for (kind, sql) in LINKED {
        let ids = of(kind);
        if !ids.is_empty() {
            query = query.sql(" union all select '").sql(kind).sql("'").sql(sql).id(plie).sql(" and id").in_ids(ids);
        }
    }
    query
}

fn keep(known: &mut Known, row: OtherFound) {
    let (kind, id, other, from, to, at, until, text, modality, outcome, number) = row;
    let day = |at: Option<Instant>| at.map(civil::day_of);
    match kind.as_str() {
        "h" if text.as_deref() == Some("cancelled") => {}
        "h" | "f" | "e" => {
            let Some(from) = from.or_else(|| day(at)) else { return };
            let open = Open {
                from,
                to: if kind == "h" { to } else { day(until) },
                pathway: kind == "h",
                referent: other.map(Id::cast),
            };
            if let Some(history) = known.participants.get_mut(&id.cast()) {
                history.open.push(open);
            }
        }
        "g" => {
            let Some((user, from)) = other.zip(from) else { return };
            if let Some(history) = known.participants.get_mut(&id.cast()) {
                history.assigned.push((user.cast(), from, to));
            }
        }
        "q" => {
            let Some((operation, (from, to))) = other.zip(from.zip(to)) else { return };
            if let Some(history) = known.participants.get_mut(&id.cast()) {
                history.entered.push((operation.cast(), from, to));
            }
        }
        "t" => known.signed_there.extend(other.map(|who| (id.0, who.cast()))),
        "i" => {
            let Some((starts_at, ends_at)) = at.zip(until) else { return };
            let outcome = outcome.as_deref().and_then(InterviewOutcome::parse).unwrap_or(InterviewOutcome::Planned);
            let (kind, modality) = (text.unwrap_or_default(), modality.unwrap_or_default());
            let contact = LinkedContact {
                kind: ContactKind::Interview,
                span: Span::between(starts_at, ends_at),
                participant: other.map(Id::cast),
                planned: outcome == InterviewOutcome::Planned,
                signature_required: signing::is_required(&kind, &modality, outcome),
                signed: number == 1,
            };
            known.contacts.insert(id.0, contact);
            known.linked.insert(("interview".to_owned(), id.0), None);
        }
        "session" | "collective_session" | "meeting" | "event" | "agenda_item" => {
            known.contacts.extend(at.map(|at| (id.0, gathered(&kind, at, until))));
            known.linked.insert((kind, id.0), None);
        }
        _ => {
            let attribution = text.as_deref().and_then(Attribution::parse);
            known.linked.insert((kind, id.0), attribution);
        }
    }
}

/// A contact that is no interview.
fn gathered(kind: &str, starts_at: Instant, ends_at: Option<Instant>) -> LinkedContact {
    let kind = match kind {
        "agenda_item" => ContactKind::AgendaItem,
        _ if SESSIONS.contains(&kind) => ContactKind::Session,
        _ => ContactKind::Gathering,
    };
    let whole_day = Span::day(civil::day_of(starts_at));
    LinkedContact {
        kind,
        span: ends_at.map_or(whole_day, |ends_at| Span::between(starts_at, ends_at)),
        participant: None,
        planned: false,
        signature_required: kind == ContactKind::Session,
        // of a session it is asked for the people of each record
        signed: false,
    }
}
