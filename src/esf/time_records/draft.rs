//! A record as it is proposed: from what a caller sends, from what is stored, and with what a patch changes.

use super::api::{TimeRecordIn, TimeRecordPatch};
use super::known::Wanted;
use super::rules::{self, Proposed, TimeStatus};
use super::store::TimeRecordRow;
use crate::failure::{Failure, Outcome};
use crate::ids::{AnyId, ParticipantId};

/// One share of a record, as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "minutes": 45}))]
pub(crate) struct Allocation {
    /// The participant.
    pub(crate) participant_id: ParticipantId,
    /// Their part of the minutes.
    pub(crate) minutes: i64,
}

/// A record as a caller proposes it: what the rules look at, and what they only store.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) proposed: Proposed,
    pub(super) place: Option<String>,
    pub(super) modality: Option<String>,
    pub(super) draft: bool,
}

impl Draft {
    pub(super) fn of(new: &TimeRecordIn) -> Self {
        let proposed = Proposed {
            user: new.user_id,
            date: new.date,
            start: new.start_time.map(|t| t.minutes()),
            end: new.end_time.map(|t| t.minutes()),
            break_minutes: new.break_minutes.unwrap_or_default(),
            duration: new.duration_minutes,
            task: new.task.as_str().to_owned(),
            operation: new.operation_id,
            participants: new.participant_ids.clone().unwrap_or_default(),
            linked: new.linked.as_ref().map(|l| (l.kind.as_str().to_owned(), AnyId::of(l.id))),
            comment: new.comment.as_ref().map(|c| c.as_str().to_owned()),
        };
        Self {
            proposed,
            place: new.place.as_ref().map(|p| p.as_str().to_owned()),
            modality: new.modality.as_ref().map(|m| m.as_str().to_owned()),
            draft: new.draft.unwrap_or_default(),
        }
    }

    pub(super) fn of_row(row: &TimeRecordRow) -> Outcome<Self> {
        let shares: Vec<Allocation> = row.allocations.read().map_err(Failure::defect)?;
        let timed = row.start_minute.is_some();
        let proposed = Proposed {
            user: row.user_id,
            date: row.date,
            start: row.start_minute,
            end: row.end_minute,
            break_minutes: row.break_minutes,
            duration: (!timed).then_some(row.duration_minutes),
            task: row.task.clone(),
            operation: row.operation_id,
            participants: shares.into_iter().map(|s| s.participant_id).collect(),
            linked: row.linked_type.clone().zip(row.linked_id),
            comment: row.comment.clone(),
        };
        Ok(Self {
            proposed,
            place: row.place.clone(),
            modality: row.modality.clone(),
            draft: row.status == TimeStatus::Draft,
        })
    }

    /// With what a patch changes; the names of the members it gave.
    pub(super) fn patch(mut self, row: &TimeRecordRow, patch: TimeRecordPatch) -> (Self, Vec<&'static str>) {
        let mut fields = Vec::new();
        let p = &mut self.proposed;
        macro_rules! set {
            ($($name:ident => $target:expr, $map:expr;)+) => { $(
                if let Some(value) = patch.$name {
                    $target = $map(value);
                    fields.push(stringify!($name));
                }
            )+ };
        }
        set! {
            date => p.date, |v| v;
            start_time => p.start, |v: Option<crate::civil::TimeOfDay>| v.map(|t| t.minutes());
            end_time => p.end, |v: Option<crate::civil::TimeOfDay>| v.map(|t| t.minutes());
            break_minutes => p.break_minutes, |v| v;
            duration_minutes => p.duration, |v| v;
            task => p.task, Into::into;
            operation_id => p.operation, |v| v;
            participant_ids => p.participants, |v| v;
            linked => p.linked, |v: Option<super::api::Linked>| v.map(|l| (l.kind.into_string(), AnyId::of(l.id)));
            comment => p.comment, |v: Option<super::api::Comment>| v.map(Into::into);
            place => self.place, |v: Option<super::api::Place>| v.map(Into::into);
            modality => self.modality, |v: Option<crate::http::text::Code>| v.map(Into::into);
            draft => self.draft, |v| v;
        }
        let timeless = p.start.is_none() && p.end.is_none();
        if timeless && p.duration.is_none() {
            p.duration = Some(row.duration_minutes);
            p.break_minutes = 0;
        }
        (self, fields)
    }

    pub(super) fn wants(&self, wanted: &mut Wanted) {
        let p = &self.proposed;
        wanted.days.entry(p.user).or_default().insert(p.date);
        wanted.operations.extend(p.operation);
        wanted.participants.extend(&p.participants);
        wanted.linked.extend(p.linked.iter().map(|(kind, id)| (kind.clone(), id.0)));
    }
}

/// Whether a stored record is what this draft would make: a repeated create answers it again.
pub(super) fn same(row: &TimeRecordRow, draft: &Draft) -> Outcome<bool> {
    let stored = Draft::of_row(row)?;
    let key = |d: &Draft| {
        let p = &d.proposed;
        let mut people = p.participants.clone();
        people.sort_unstable();
        let when = (p.user, p.date, p.start, p.end, p.break_minutes, rules::duration(p).ok());
        let what = (p.task.clone(), p.operation, people, p.linked.clone(), p.comment.clone());
        (when, what, d.place.clone(), d.modality.clone(), d.draft)
    };
    Ok(key(&stored) == key(draft))
}
