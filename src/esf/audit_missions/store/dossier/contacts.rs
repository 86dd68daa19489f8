//! What the time was spent on: interviews, collective sessions and who was there, meetings.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::{AttendanceFacts, Dossiers, InterviewFacts, MeetingFacts, SessionFacts};
use crate::ctx::Ctx;
use crate::db::schema::{attendances, collective_sessions, interviews, meeting_attendees, meetings};
use crate::failure::Outcome;
use crate::ids::{CollectiveSessionId, InterviewId, MeetingId, UserId};

impl Dossiers {
    /// The objects of this kind that records are linked to.
    fn linked<T>(&self, kinds: &[&str]) -> Vec<crate::ids::Id<T>> {
        let named = self.records.iter().filter(|r| r.linked_type.as_deref().is_some_and(|kind| kinds.contains(&kind)));
        let ids: BTreeSet<crate::ids::Id<T>> = named.filter_map(|r| r.linked_id).map(crate::ids::Id::cast).collect();
        ids.into_iter().collect()
    }

    /// The interviews, sessions and meetings.
    pub(super) fn read_contacts(&mut self, cx: &mut Ctx<'_>) -> Outcome<()> {
        self.read_interviews(cx)?;
        let plie = cx.plie();
        let sessions: Vec<CollectiveSessionId> = self.linked(&["session", "collective_session"]);
        if !sessions.is_empty() {
            use collective_sessions as t;
            let rows: Vec<SessionFacts> = t::table
                .filter(t::plie_id.eq(plie))
                .filter(t::id.eq_any(sessions.clone()))
                .select((t::id, t::title, t::leader_id, t::starts_at, t::ends_at, t::day, t::place, t::operation_id))
                .load(cx.conn)?;
            self.sessions = rows.into_iter().map(|row| (row.id.0, row)).collect();
            use attendances as a;
            let rows: Vec<AttendanceFacts> = a::table
                .filter(a::plie_id.eq(plie))
                .filter(a::session_id.eq_any(sessions))
                .select((a::id, a::session_id, a::participant_id, a::outcome, a::signature_id))
                .load(cx.conn)?;
            let of = |row: AttendanceFacts| row.session_id.map(|session| ((session.0, row.participant_id), row));
            self.attendances = rows.into_iter().filter_map(of).collect();
        }
        let named: Vec<MeetingId> = self.linked(&["meeting"]);
        if !named.is_empty() {
            use meetings as t;
            let rows: Vec<MeetingFacts> = t::table
                .filter(t::plie_id.eq(plie))
                .filter(t::id.eq_any(named.clone()))
                .select((t::id, t::kind, t::starts_at, t::ends_at, t::day))
                .load(cx.conn)?;
            self.meetings = rows.into_iter().map(|row| (row.id.0, row)).collect();
            use meeting_attendees as a;
            let rows: Vec<(MeetingId, Option<UserId>)> = a::table
                .filter(a::plie_id.eq(plie))
                .filter(a::meeting_id.eq_any(named))
                .filter(a::user_id.is_not_null())
                .filter(a::attended.eq(true))
                .select((a::meeting_id, a::user_id))
                .load(cx.conn)?;
            self.attended = rows.into_iter().filter_map(|(id, user)| Some((id.0, user?))).collect();
        }
        Ok(())
    }

    fn read_interviews(&mut self, cx: &mut Ctx<'_>) -> Outcome<()> {
        use interviews as t;
        let ids: Vec<InterviewId> = self.linked(&["interview"]);
        if ids.is_empty() {
            return Ok(());
        }
        let rows: Vec<InterviewFacts> = t::table
            .filter(t::plie_id.eq(cx.plie()))
            .filter(t::id.eq_any(ids))
            .select((
                t::id,
                t::pathway_id,
                t::participant_id,
                t::user_id,
                t::type_,
                t::modality,
                t::starts_at,
                t::ends_at,
                t::day,
                t::place,
                t::outcome,
                t::report.is_not_null().or(t::report_sealed.is_not_null()),
                t::recorded_at,
                t::late,
                t::facts_hash,
                t::signature_id,
            ))
            .load(cx.conn)?;
        self.interviews = rows.into_iter().map(|row| (row.id.0, row)).collect();
        Ok(())
    }
}
