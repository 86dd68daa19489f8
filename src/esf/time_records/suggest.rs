//! What could be recorded: contacts that took place and that no time record is linked to.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::api::LinkedView;
use super::rules::TimeStatus;
use crate::civil::{self, IsoWeek, TimeOfDay};
use crate::ctx::Ctx;
use crate::db::schema::{interviews, operations, time_records};
use crate::db::{Day, Instant};
use crate::esf::staff;
use crate::failure::{Failure, Outcome};
use crate::ids::{Id, InterviewId, OperationId, ParticipantId, UserId};
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
    /// The contact.
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

type Contact = (InterviewId, ParticipantId, String, String, Instant, Instant, Day, Option<String>);

/// The suggestions of a week.
pub(super) fn of(cx: &mut Ctx<'_>, asked: &SuggestionsAsked) -> Outcome<Suggestions> {
    let user = asked.user_id.unwrap_or(cx.reach.user);
    let reach = cx.reach.clone();
    if user != reach.user && !staff::reaches(cx, &reach, user)? {
        return Err(Failure::NotFound);
    }
    let week = asked.week.unwrap_or_else(|| IsoWeek::of(cx.today));
    let contacts = contacts(cx, user, week)?;
    let running = running(cx, week)?;
    let tenant = cx.tenant();
    let items = contacts.into_iter().map(|contact| {
        let date = contact.6;
        let known = |task: &str| {
            let charter = super::facts::charter(&tenant, date);
            charter.is_some_and(|c| c.charter.tasks.iter().any(|t| t.code == task))
        };
        let mut on_day = running.iter().filter(|(_, from, to)| *from <= date && date <= *to);
        let operation = on_day.next().map(|o| o.0).filter(|_| on_day.next().is_none());
        suggestion(user, operation, contact, known)
    });
    Ok(Suggestions { items: items.flatten().collect() })
}

fn contacts(cx: &mut Ctx<'_>, user: UserId, week: IsoWeek) -> Outcome<Vec<Contact>> {
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
    Ok(query.load(cx.conn)?)
}

/// The operations that run in a week.
fn running(cx: &mut Ctx<'_>, week: IsoWeek) -> Outcome<Vec<(OperationId, Day, Day)>> {
    let query = operations::table
        .filter(operations::plie_id.eq(cx.plie()))
        .filter(operations::starts_on.le(week.sunday()).and(operations::ends_on.ge(week.monday())))
        .select((operations::id, operations::starts_on, operations::ends_on));
    Ok(query.load(cx.conn)?)
}

fn suggestion(
    user: UserId,
    operation: Option<OperationId>,
    contact: Contact,
    known: impl Fn(&str) -> bool,
) -> Option<Suggestion> {
    let (id, participant, kind, modality, starts_at, ends_at, date, place) = contact;
    let start = civil::minute_of(starts_at);
    // what passes midnight is recorded day by day
    let end = if civil::day_of(ends_at) == date { civil::minute_of(ends_at) } else { 1440 };
    let face_to_face = FACE_TO_FACE.contains(&modality.as_str());
    let general = if face_to_face { "interview_in_person" } else { "interview_remote" };
    let special = match kind.as_str() {
        "milestone" => "milestone",
        "stage_point" | "tripartite" => "stage_review",
        "job_follow_up" => "job_follow_up",
        "rsa_contract" => "rsa_contract",
        "diagnosis" => "diagnosis",
        _ => general,
    };
    // tasks that may not be linked to an interview would be refused as they stand
    let linkable = ["milestone", "stage_review"].contains(&special) || special == general;
    let task = if linkable && known(special) { special } else { general };
    Some(Suggestion {
        user_id: user,
        date,
        start_time: TimeOfDay::of_minutes(start)?,
        end_time: TimeOfDay::of_minutes(end).filter(|_| end > start)?,
        duration_minutes: end - start,
        task: task.to_owned(),
        operation_id: operation,
        participant_ids: vec![participant],
        linked: LinkedView { kind: "interview".to_owned(), id: Id::cast(id) },
        place,
        modality: match modality.as_str() {
            "in_person" | "home_or_outside" => Some("in_person".to_owned()),
            "phone" | "video" => Some(modality),
            _ => None,
        },
    })
}
