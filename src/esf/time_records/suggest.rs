//! What could be recorded: interviews, collective sessions, commissions and meetings that took place and that no time
//! record is linked to.

mod commissions;

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::api::LinkedView;
use super::rules::{CharterTask, TimeStatus};
use crate::civil::{self, IsoWeek, TimeOfDay};
use crate::ctx::Ctx;
use crate::db::schema::{
    attendances, collective_sessions, interviews, meeting_attendees, meetings, operations, time_records,
};
use crate::db::{Day, Instant};
use crate::esf::staff;
use crate::failure::{Failure, Outcome};
use crate::ids::{AnyId, CollectiveSessionId, InterviewId, MeetingId, OperationId, ParticipantId, UserId};
use crate::pathways::interviews::rules::signing::FACE_TO_FACE;

/// Whose, and of which week.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SuggestionsAsked {
    /// Whose contacts; one's own if left out.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String, format = "uuid")]
    pub(crate) user_id: Option<UserId>,
    /// ISO week, `YYYY-Www`; this week if left out.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String, example = "2026-W10")]
    pub(crate) week: Option<IsoWeek>,
}

/// A time record that could be made as it stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "date": "2026-03-02", "start_time": "09:00", "end_time": "10:00", "duration_minutes": 60, "task": "interview_in_person", "operation_id": null, "participant_ids": ["01936c5e-7a10-7c3b-9d52-6f0e8a41b7cd"], "linked": {"type": "interview", "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ce"}, "place": null, "modality": "in_person"}))]
pub(crate) struct Suggestion {
    /// Whose minutes.
    pub(crate) user_id: UserId,
    /// The civil day.
    pub(crate) date: Day,
    /// Start on the wall clock.
    pub(crate) start_time: TimeOfDay,
    /// End on the wall clock.
    pub(crate) end_time: TimeOfDay,
    /// Minutes between them.
    pub(crate) duration_minutes: i64,
    /// Task of the charter.
    pub(crate) task: String,
    /// The operation, where only one runs on the day.
    #[schema(required = true)]
    pub(crate) operation_id: Option<OperationId>,
    /// With whom.
    pub(crate) participant_ids: Vec<ParticipantId>,
    /// The interview, the session or the meeting.
    pub(crate) linked: LinkedView,
    /// Where.
    #[schema(required = true)]
    pub(crate) place: Option<String>,
    /// How (list `time_modality`).
    #[schema(required = true)]
    pub(crate) modality: Option<String>,
}

/// What could be recorded.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": []}))]
pub(crate) struct Suggestions {
    /// In the order of their times.
    pub(crate) items: Vec<Suggestion>,
}

/// Something that took place with somebody in it.
struct Contact {
    /// What a record is linked to: the first kind that the task knows.
    kinds: &'static [&'static str],
    id: AnyId,
    /// The tasks that fit, the closest first.
    tasks: Vec<&'static str>,
    participants: Vec<ParticipantId>,
    starts_at: Instant,
    ends_at: Instant,
    day: Day,
    place: Option<String>,
    modality: Option<String>,
}

/// The suggestions of a week.
pub(super) fn of(cx: &mut Ctx<'_>, asked: &SuggestionsAsked) -> Outcome<Suggestions> {
    let user = asked.user_id.unwrap_or(cx.reach.user);
    let reach = cx.reach.clone();
    if user != reach.user && !staff::reaches(cx, &reach, user)? {
        return Err(Failure::NotFound);
    }
    let week = asked.week.unwrap_or_else(|| IsoWeek::of(cx.today));
    let mut contacts = interviewed(cx, user, week)?;
    contacts.extend(led(cx, user, week)?);
    contacts.extend(commissions::presented(cx, user, week)?);
    contacts.extend(met(cx, user, week)?);
    contacts.sort_by_key(|c| (c.starts_at, c.id));
    let running = running(cx, week)?;
    let tenant = cx.tenant();
    let items = contacts.into_iter().map(|contact| {
        let date = contact.day;
        let tasks = super::facts::charter(&tenant, date).map(|c| c.charter.tasks.as_slice()).unwrap_or_default();
        let mut on_day = running.iter().filter(|(_, from, to)| *from <= date && date <= *to);
        let operation = on_day.next().map(|o| o.0).filter(|_| on_day.next().is_none());
        suggestion(user, operation, contact, tasks)
    });
    Ok(Suggestions { items: items.flatten().collect() })
}

type Interviewed = (InterviewId, ParticipantId, String, String, Instant, Instant, Day, Option<String>);

fn interviewed(cx: &mut Ctx<'_>, user: UserId, week: IsoWeek) -> Outcome<Vec<Contact>> {
    let recorded = time_records::table
        .filter(time_records::plie_id.eq(interviews::plie_id))
        .filter(time_records::linked_id.eq(interviews::id.nullable()))
        .filter(time_records::status.ne(TimeStatus::Superseded));
    let past = interviews::outcome.eq("planned").and(interviews::ends_at.le(cx.now));
    let query = interviews::table
        .filter(interviews::plie_id.eq(cx.plie()))
        .filter(interviews::user_id.eq(user))
        .filter(interviews::day.between(week.monday(), week.sunday()))
        .filter(interviews::outcome.eq("held").or(past))
        .filter(not(exists(recorded)))
        .order((interviews::starts_at, interviews::id))
        .limit(500)
        .select((
            interviews::id,
            interviews::participant_id,
            interviews::type_,
            interviews::modality,
            interviews::starts_at,
            interviews::ends_at,
            interviews::day,
            interviews::place,
        ));
    let rows: Vec<Interviewed> = query.load(cx.conn)?;
    let contact = |(id, participant, kind, modality, starts_at, ends_at, day, place): Interviewed| Contact {
        kinds: &["interview"],
        id: id.cast(),
        tasks: interview_tasks(&kind, &modality),
        participants: vec![participant],
        starts_at,
        ends_at,
        day,
        place,
        modality: match modality.as_str() {
            "in_person" | "home_or_outside" => Some("in_person".to_owned()),
            "phone" | "video" => Some(modality),
            _ => None,
        },
    };
    Ok(rows.into_iter().map(contact).collect())
}

/// Tasks that may not be linked to an interview would be refused as they stand, and are none of these.
fn interview_tasks(kind: &str, modality: &str) -> Vec<&'static str> {
    let general = if FACE_TO_FACE.contains(&modality) { "interview_in_person" } else { "interview_remote" };
    match kind {
        "milestone" => vec!["milestone", general],
        "stage_point" | "tripartite" => vec!["stage_review", general],
        _ => vec![general],
    }
}

type Led = (CollectiveSessionId, Instant, Instant, Day);

/// The collective sessions that somebody led, with those who were there; nobody there, nothing is recorded (G).
fn led(cx: &mut Ctx<'_>, user: UserId, week: IsoWeek) -> Outcome<Vec<Contact>> {
    use collective_sessions as t;
    let recorded = time_records::table
        .filter(time_records::plie_id.eq(t::plie_id))
        .filter(time_records::user_id.eq(user))
        .filter(time_records::linked_id.eq(t::id.nullable()))
        .filter(time_records::status.ne(TimeStatus::Superseded));
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::leader_id.eq(user))
        .filter(t::day.between(week.monday(), week.sunday()))
        .filter(t::ends_at.le(cx.now))
        .filter(not(exists(recorded)))
        .order((t::starts_at, t::id))
        .limit(500)
        .select((t::id, t::starts_at, t::ends_at, t::day));
    let rows: Vec<Led> = query.load(cx.conn)?;
    let ids: Vec<CollectiveSessionId> = rows.iter().map(|row| row.0).collect();
    let present: Vec<(Option<CollectiveSessionId>, ParticipantId)> = attendances::table
        .filter(attendances::plie_id.eq(cx.plie()))
        .filter(attendances::session_id.eq_any(ids))
        .filter(attendances::outcome.eq("present"))
        .order((attendances::session_id, attendances::id))
        .select((attendances::session_id, attendances::participant_id))
        .load(cx.conn)?;
    let contact = |(id, starts_at, ends_at, day): Led| Contact {
        kinds: &["session", "collective_session"],
        id: id.cast(),
        tasks: vec!["collective_session"],
        participants: present.iter().filter(|(of, _)| *of == Some(id)).map(|(_, who)| *who).collect(),
        starts_at,
        ends_at,
        day,
        place: None,
        modality: None,
    };
    Ok(rows.into_iter().map(contact).filter(|c| !c.participants.is_empty()).collect())
}

type Met = (MeetingId, String, Instant, Instant, Day);

/// The meetings to which somebody was invited, and from which they did not stay away.
fn met(cx: &mut Ctx<'_>, user: UserId, week: IsoWeek) -> Outcome<Vec<Contact>> {
    let recorded = time_records::table
        .filter(time_records::plie_id.eq(meetings::plie_id))
        .filter(time_records::user_id.eq(user))
        .filter(time_records::linked_id.eq(meetings::id.nullable()))
        .filter(time_records::status.ne(TimeStatus::Superseded));
    let same = meeting_attendees::plie_id.eq(meetings::plie_id).and(meeting_attendees::meeting_id.eq(meetings::id));
    let came = meeting_attendees::attended.is_null().or(meeting_attendees::attended.eq(true).assume_not_null());
    let query = meetings::table
        .inner_join(meeting_attendees::table.on(same))
        .filter(meetings::plie_id.eq(cx.plie()))
        .filter(meeting_attendees::user_id.eq(user))
        .filter(came)
        .filter(meetings::day.between(week.monday(), week.sunday()))
        .filter(meetings::ends_at.le(cx.now))
        .filter(not(exists(recorded)))
        .order((meetings::starts_at, meetings::id))
        .limit(500)
        .select((meetings::id, meetings::kind, meetings::starts_at, meetings::ends_at, meetings::day));
    let rows: Vec<Met> = query.load(cx.conn)?;
    let contact = |(id, kind, starts_at, ends_at, day): Met| Contact {
        kinds: &["meeting"],
        id: id.cast(),
        tasks: match kind.as_str() {
            "team" | "referent" => vec!["referent_meeting", "network"],
            _ => vec!["network"],
        },
        participants: Vec::new(),
        starts_at,
        ends_at,
        day,
        place: None,
        modality: None,
    };
    Ok(rows.into_iter().map(contact).collect())
}

/// The operations that run in a week.
fn running(cx: &mut Ctx<'_>, week: IsoWeek) -> Outcome<Vec<(OperationId, Day, Day)>> {
    let query = operations::table
        .filter(operations::plie_id.eq(cx.plie()))
        .filter(operations::starts_on.le(week.sunday()).and(operations::ends_on.ge(week.monday())))
        .select((operations::id, operations::starts_on, operations::ends_on));
    Ok(query.load(cx.conn)?)
}

/// The record that a contact would make: of the first task that the charter of its day has, the last where it has none.
fn suggestion(
    user: UserId,
    operation: Option<OperationId>,
    contact: Contact,
    charter: &[CharterTask],
) -> Option<Suggestion> {
    let start = civil::minute_of(contact.starts_at);
    // what passes midnight is recorded day by day
    let end = if civil::day_of(contact.ends_at) == contact.day { civil::minute_of(contact.ends_at) } else { 1440 };
    let known = contact.tasks.iter().find_map(|code| charter.iter().find(|t| t.code == *code));
    let task = known.map(|t| t.code.as_str()).or(contact.tasks.last().copied())?;
    let linkable = |kind: &&&str| known.is_some_and(|t| t.linked_types.iter().any(|l| l == **kind));
    let kind = contact.kinds.iter().find(linkable).or(contact.kinds.first())?;
    Some(Suggestion {
        user_id: user,
        date: contact.day,
        start_time: TimeOfDay::of_minutes(start)?,
        end_time: TimeOfDay::of_minutes(end).filter(|_| end > start)?,
        duration_minutes: end - start,
        task: task.to_owned(),
        operation_id: operation,
        participant_ids: contact.participants,
        linked: LinkedView { kind: (*kind).to_owned(), id: contact.id },
        place: contact.place,
        modality: contact.modality,
    })
}
