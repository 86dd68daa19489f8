//! The rows of what accompaniment leaves beside interviews: milestones, objectives, barriers, the outcome of stages.

use super::rows::Rows;
use crate::reports::figures::FigureName as F;

/// The statuses of a stage that has ended.
const OVER: &str = "'completed', 'interrupted'";

impl Rows<'_> {
    /// The rows of a figure's numerator, of those that this file knows.
    pub(super) fn accompanied(&self, figure: F) -> Option<String> {
        Some(match figure {
            F::MilestoneOnTimeRate => self.milestones(" and m.held_on <= m.due_on"),
            F::ObjectivesReached => self.objectives("'achieved'"),
            F::StagesCompleted => self.stages_ended("'completed'"),
            F::BarriersOpen => plain(&self.open()),
            F::BarriersLifted => plain(&self.lifted()),
            _ => return None,
        })
    }

    /// The rows of its denominator.
    pub(super) fn accompanied_base(&self, figure: F) -> Option<String> {
        Some(match figure {
            F::MilestoneOnTimeRate => format!("{} union all {}", self.milestones(""), self.milestones_owed()),
            F::ObjectivesReached => self.objectives("'achieved', 'partly', 'not_achieved'"),
            F::StagesCompleted => self.stages_ended(OVER),
            _ => return None,
        })
    }

    /// The referent of a pathway on a day, as an assignment `a`.
    fn referent_on(&self, row: &str, day: &str) -> String {
        format!(
            "join referent_assignments a on a.plie_id = {row}.plie_id and a.pathway_id = {row}.pathway_id
               and a.starts_on <= {day} and (a.ends_on is null or a.ends_on >= {day})"
        )
    }

    /// Milestones that were due in the period and have been held.
    fn milestones(&self, filter: &str) -> String {
        format!(
            "select 'milestone' as what, m.id as id, m.due_on as day, m.participant_id as participant_id,
               a.user_id as user_id, cast(null as bigint) as minutes
             from milestones m {referent}
             where m.plie_id = {plie} and {period}{filter}{users}",
            referent = self.referent_on("m", "m.due_on"),
            plie = self.plie(),
            period = self.period("m.due_on"),
            users = self.assigned_to(),
        )
    }

    /// Pathways whose milestone was due in the period and has not been held.
    fn milestones_owed(&self) -> String {
        format!(
            "select 'pathway' as what, p.id as id, p.next_milestone_due_on as day, p.participant_id as participant_id,
               a.user_id as user_id, cast(null as bigint) as minutes
             from pathways p join referent_assignments a on a.plie_id = p.plie_id and a.pathway_id = p.id
               and a.starts_on <= p.next_milestone_due_on
               and (a.ends_on is null or a.ends_on >= p.next_milestone_due_on)
             where p.plie_id = {plie} and {period} and p.next_milestone_due_on < {today}
               and p.status in ('active', 'in_job_follow_up'){users}",
            plie = self.plie(),
            period = self.period("p.next_milestone_due_on"),
            today = self.lit.day(self.scope.today),
            users = self.assigned_to(),
        )
    }

    /// Objectives that a milestone of the period has evaluated, each time that one has.
    fn objectives(&self, results: &str) -> String {
        format!(
            "select 'objective' as what, {objective} as id, m.held_on as day, m.participant_id as participant_id,
               a.user_id as user_id, cast(null as bigint) as minutes
             from milestones m {referent}, {elements}
             where m.plie_id = {plie} and {period} and (j.value ->> 'result') in ({results}){users}",
            objective = self.lit.id_of_text("(j.value ->> 'objective_id')"),
            referent = self.referent_on("m", "m.held_on"),
            elements = self.lit.elements("m.results"),
            plie = self.plie(),
            period = self.period("m.held_on"),
            users = self.assigned_to(),
        )
    }

    /// Stages that ended in the period.
    fn stages_ended(&self, statuses: &str) -> String {
        format!(
            "select 'stage' as what, s.id as id, s.ended_on as day, s.participant_id as participant_id,
               a.user_id as user_id, cast(null as bigint) as minutes
             from stages s {referent}
             where s.plie_id = {plie} and {period} and s.status in ({statuses}){kind}{users}",
            referent = self.referent_on("s", "s.ended_on"),
            plie = self.plie(),
            period = self.period("s.ended_on"),
            kind = self.stage_type(),
            users = self.assigned_to(),
        )
    }

    /// A filter by the type of a stage `s`.
    pub(super) fn stage_type(&self) -> String {
        self.coded("s.type", self.scope.stage_type.as_deref())
    }

    /// A filter by the reason of the exit of a pathway `p`.
    pub(super) fn exit_reason(&self) -> String {
        self.coded("p.exit_reason", self.scope.exit_reason.as_deref())
    }

    fn barriers(&self, day: &str, filter: &str) -> String {
        format!(
            "select 'barrier' as what, b.id as id, b.opened_on as day, a.participant_id as participant_id,
               a.user_id as user_id, cast(null as bigint) as minutes, b.theme as theme
             from barriers b {referent}
             where b.plie_id = {plie} and {filter}{theme}{users}",
            referent = self.referent_on("b", day),
            plie = self.plie(),
            theme = self.coded("b.theme", self.scope.theme.as_deref()),
            users = self.assigned_to(),
        )
    }

    /// Barriers open at the end of the period, of pathways that have not been left by then.
    fn open(&self) -> String {
        let to = self.lit.day(self.scope.to);
        let open = format!(
            "b.opened_on <= {to} and (b.lifted_on is null or b.lifted_on > {to})
             and not exists (select 1 from pathways p where p.plie_id = b.plie_id and p.id = b.pathway_id and p.exit_on <= {to})"
        );
        self.barriers(&to, &open)
    }

    fn lifted(&self) -> String {
        self.barriers("b.lifted_on", &self.period("b.lifted_on"))
    }

    /// How many barriers of each theme are open and were lifted, how many stages of each type began, and ended how, how
    /// many exits had each reason: kind, code, figure after a mark for above or below, count.
    pub(super) fn told_apart(&self) -> String {
        let plie = self.plie();
        let typed = |rows: String| {
            format!("select s.type as code from ({rows}) r join stages s on s.plie_id = {plie} and s.id = r.id")
        };
        let left = format!(
            "select coalesce(p.exit_reason, 'none') as code from ({}) r join pathways p on p.plie_id = {plie} and p.id = r.id",
            self.exits(&self.exit_reason())
        );
        let themed = |rows: String| format!("select b.theme as code from ({rows}) b");
        let parts = [
            ("theme", "+", F::BarriersOpen, themed(self.open())),
            ("theme", "+", F::BarriersLifted, themed(self.lifted())),
            ("stage_type", "+", F::StagesStarted, typed(self.stages(&self.stage_type()))),
            ("stage_type", "+", F::StagesCompleted, typed(self.stages_ended("'completed'"))),
            ("stage_type", "-", F::StagesCompleted, typed(self.stages_ended(OVER))),
            ("exit_reason", "+", F::Exits, left),
        ];
        let count = |(kind, mark, figure, rows): (&str, &str, F, String)| {
            format!(
                "select '{kind}' as kind, x.code as code, '{mark}{figure}' as figure, count(*) as n from ({rows}) x group by x.code"
            )
        };
        parts.map(count).join(" union all ")
    }
}

/// The rows without what tells them apart.
fn plain(rows: &str) -> String {
    format!("select what, id, day, participant_id, user_id, minutes from ({rows}) b")
}
