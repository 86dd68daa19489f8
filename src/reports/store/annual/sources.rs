//! The rows behind each figure of the annual report: the tables with their conditions, how they are counted, listed and
//! grouped.

use super::Annual;
use crate::reports::figures::FigureName as F;
use crate::reports::flow::GroupBy;
use crate::reports::store::esf::{AGE, GENDER, SCHOOL};

/// The rows behind a figure.
pub(super) struct Source {
    /// The tables and the conditions.
    pub(super) from: String,
    /// How they are counted.
    pub(super) count: &'static str,
    /// `what, id, day, participant_id, user_id` of a row in a list; none where nobody may list them.
    pub(super) row: Option<[String; 5]>,
    /// What they are grouped by, by which expression, from other rows where need be.
    pub(super) groups: Vec<(GroupBy, String, Option<String>)>,
}

impl Annual<'_> {
    pub(super) fn source(&self, figure: F) -> Option<Source> {
        let (lit, plie) = (self.lit, self.plie());
        let none = lit.no_id();
        let row = |what: &str, [id, day, participant, user]: [&str; 4]| {
            Some([what, id, day, participant, user].map(str::to_owned))
        };
        let by = |by: GroupBy, key: &str| (by, key.to_owned(), None);
        let of = |from: String, row, groups| Some(Source { from, count: "count(*)", row, groups });
        let pathway = |day: &str| row("pathway", ["b.pathway_id", day, "b.participant_id", none]);
        let stage = |day: &str| row("stage", ["s.id", day, "s.participant_id", none]);
        let of_stages = |when: &str| {
            format!(
                "stages s join b on b.pathway_id = s.pathway_id where s.plie_id = {plie} and {when} between b.since_on and b.until_on"
            )
        };
        match figure {
            F::Accompanied => of(
                "who f".to_owned(),
                row("participant", ["f.participant_id", "f.in_on", "f.participant_id", none]),
                self.publics(),
            ),
            F::Entries => of(self.entered(), pathway("b.in_on"), vec![by(GroupBy::Gender, GENDER)]),
            F::Exits => of(
                self.exited(""),
                pathway("b.left_on"),
                vec![
                    by(GroupBy::Gender, GENDER),
                    by(GroupBy::ExitCategory, "b.exit_category"),
                    by(GroupBy::ExitReason, "coalesce(b.exit_reason, 'unknown')"),
                ],
            ),
            F::PositiveExitRate | F::RawPositiveRate => {
                of(self.exited(" and b.exit_category = 'positive'"), pathway("b.left_on"), Vec::new())
            }
            F::InterviewsHeld => of(
                format!(
                    "interviews i join b on b.pathway_id = i.pathway_id
                     where i.plie_id = {plie} and i.outcome = 'held' and i.day between b.since_on and b.until_on"
                ),
                row("interview", ["i.id", "i.day", "i.participant_id", "i.user_id"]),
                Vec::new(),
            ),
            F::StagesStarted => {
                of(of_stages("s.started_on"), stage("s.started_on"), vec![by(GroupBy::StageType, "s.type")])
            }
            F::StagesEnded => of(
                self.stages_ended("'completed', 'interrupted'"),
                stage("s.ended_on"),
                vec![by(GroupBy::Status, "s.status")],
            ),
            F::StagesCompleted => {
                of(self.stages_ended("'completed'"), stage("s.ended_on"), vec![by(GroupBy::StageType, "s.type")])
            }
            _ => self.others(figure),
        }
    }

    /// Barriers, whose people nobody lists since some tell of health (G4), and what was done together.
    fn others(&self, figure: F) -> Option<Source> {
        let (plie, none) = (self.plie(), self.lit.no_id().to_owned());
        let row = |what: &str, [id, day]: [&str; 2], participant: &str, user: &str| {
            Some([what, id, day, participant, user].map(str::to_owned))
        };
        let theme = vec![(GroupBy::Theme, "r.theme".to_owned(), None)];
        let barriers = |when: String| {
            format!("barriers r join b on b.pathway_id = r.pathway_id where r.plie_id = {plie} and {when}")
        };
        let to = self.last_day();
        let stood = "r.opened_on <= b.until_on and (r.lifted_on is null or r.lifted_on >= b.since_on)".to_owned();
        let open = format!(
            "r.opened_on <= {to} and (r.lifted_on is null or r.lifted_on > {to}) and (b.gone_on is null or b.gone_on >= {to})"
        );
        let unlisted = |when: String, count| Source { from: barriers(when), count, row: None, groups: theme.clone() };
        let listed = |from: String, row, groups| Source { from, count: "count(*)", row, groups };
        Some(match figure {
            F::PeopleWithBarrier => unlisted(stood, "count(distinct b.participant_id)"),
            F::BarriersOpen => unlisted(open, "count(*)"),
            F::BarriersLifted => unlisted("r.lifted_on between b.since_on and b.until_on".to_owned(), "count(*)"),
            F::CollectiveSessions => listed(
                format!("collective_sessions c where {}{}", self.sessions(), self.users("c.leader_id")),
                row("collective_session", ["c.id", "c.day"], &none, "c.leader_id"),
                Vec::new(),
            ),
            F::CollectiveAttendances => listed(
                format!(
                    "attendances a join collective_sessions c on c.plie_id = a.plie_id and c.id = a.session_id
                     join b on b.pathway_id = a.pathway_id
                     where a.plie_id = {plie} and a.outcome = 'present' and c.day between b.since_on and b.until_on and {}",
                    self.sessions()
                ),
                row("attendance", ["a.id", "c.day"], "a.participant_id", &none),
                Vec::new(),
            ),
            F::Meetings => listed(
                self.meetings(),
                row("meeting", ["m.id", "m.day"], &none, &none),
                vec![(GroupBy::MeetingKind, "m.kind".to_owned(), None)],
            ),
            _ => return None,
        })
    }

    /// What a rate is set against.
    pub(super) fn base(&self, figure: F) -> Option<String> {
        match figure {
            F::PositiveExitRate => Some(self.exited(" and b.exit_category in ('positive', 'other')")),
            F::RawPositiveRate => Some(self.exited("")),
            F::StagesCompleted => Some(self.stages_ended("'completed', 'interrupted'")),
            _ => None,
        }
    }

    fn entered(&self) -> String {
        format!(
            "b join who f on f.participant_id = b.participant_id where b.in_on between {} and {}",
            self.first_day(),
            self.last_day()
        )
    }

    fn exited(&self, filter: &str) -> String {
        format!(
            "b join who f on f.participant_id = b.participant_id where b.left_on between {} and {}{filter}",
            self.first_day(),
            self.last_day()
        )
    }

    fn stages_ended(&self, statuses: &str) -> String {
        format!(
            "stages s join b on b.pathway_id = s.pathway_id
             where s.plie_id = {} and s.status in ({statuses}) and s.ended_on between b.since_on and b.until_on",
            self.plie()
        )
    }

    /// What tells people apart. A person has several criteria, or none: those of the entry file, and those proved since.
    fn publics(&self) -> Vec<(GroupBy, String, Option<String>)> {
        let plie = self.plie();
        let criteria = format!(
            "(select b.participant_id as participant_id, c.criterion as criterion
              from b join eligibility c on c.plie_id = {plie} and c.participant_id = b.participant_id
                and c.issued_on <= {to}
              union
              select b.participant_id as participant_id, j.value ->> 'criterion' as criterion
              from b join entry_files e on e.plie_id = {plie} and e.id = b.entry_file_id
              cross join {elements} where j.value ->> 'criterion' is not null) k",
            to = self.last_day(),
            elements = self.lit.elements("e.criteria"),
        );
        let of_person = |by: GroupBy, key: &str| (by, key.to_owned(), None);
        vec![
            of_person(GroupBy::Gender, GENDER),
            of_person(GroupBy::AgeBand, AGE),
            of_person(GroupBy::Education, SCHOOL),
            of_person(GroupBy::Commune, "coalesce(f.commune, 'unknown')"),
            of_person(GroupBy::Housing, "coalesce(f.housing, 'unknown')"),
            of_person(GroupBy::PriorityDistrict, "f.qpv"),
            (GroupBy::Criterion, "k.criterion".to_owned(), Some(criteria)),
        ]
    }

    fn sessions(&self) -> String {
        format!(
            "c.plie_id = {} and c.day between {} and {}{}",
            self.plie(),
            self.first_day(),
            self.lit.day(self.asked.done),
            self.on_operation("c.operation_id")
        )
    }

    /// Meetings that were held; on an operation, those that a live time record of it names.
    fn meetings(&self) -> String {
        let worked = self.asked.scope.operation.map(|id| {
            format!(
                " and exists (select 1 from time_records t where t.plie_id = m.plie_id and t.linked_type = 'meeting'
                   and t.linked_id = m.id and t.status <> 'superseded' and t.operation_id = {})",
                self.lit.id(id)
            )
        });
        format!(
            "meetings m where m.plie_id = {} and m.day between {} and {} and {}{}",
            self.plie(),
            self.first_day(),
            self.lit.day(self.asked.done),
            self.asked.meetings,
            worked.unwrap_or_default()
        )
    }
}
