//! The rows of what accompaniment leaves beside interviews: milestones, objectives, barriers, the outcome of stages.

use super::rows::Rows;
use crate::reports::figures::FigureName as F;
use crate::reports::flow::StageEnd;

/// The statuses of a stage that has ended.
const OVER: &str = "'completed', 'interrupted'";

impl Rows<'_> {
    /// The rows of a figure's numerator, of those that this file knows.
    pub(super) fn accompanied(&self, figure: F) -> Option<String> {
        Some(match figure {
            F::MilestoneOnTimeRate => self.milestones(" and m.held_on <= m.due_on"),
            F::ObjectivesReached => self.objectives("'achieved'"),
            F::StagesEnded => {
                self.stages_ended(self.scope.stage_status.map_or(OVER.to_owned(), |s| format!("'{s}'")).as_str())
            }
            F::StagesCompleted => self.stages_ended("'completed'"),
            F::BarriersOpen => plain(&self.open()),
            F::BarriersLifted => plain(&self.lifted()),
            other => return self.admitted(other),
        })
    }

    /// The rows of its denominator.
    pub(super) fn accompanied_base(&self, figure: F) -> Option<String> {
        Some(match figure {
            F::MilestoneOnTimeRate => format!("{} union all {}", self.milestones(""), self.milestones_owed()),
            F::ObjectivesReached => self.objectives("'achieved', 'partly', 'not_achieved'"),
            F::StagesCompleted => self.stages_ended(OVER),
            other => return self.admitted_base(other),
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
            kind = self.stage_kind(),
            users = self.assigned_to(),
        )
    }

    /// A filter by the type of a stage `s`, by where its means come from, and by its provider.
    pub(super) fn stage_kind(&self) -> String {
        let provider = self.scope.provider.map(|id| format!(" and s.provider_structure_id = {}", self.lit.id(id)));
        format!(
            "{}{}{}",
            self.coded("s.type", self.scope.stage_type.as_deref()),
            self.coded("s.resource_origin", self.scope.resource_origin.as_deref()),
            provider.unwrap_or_default()
        )
    }

    /// A filter by the reason of the exit of a pathway `p`.
    pub(super) fn exit_reason(&self) -> String {
        self.coded("p.exit_reason", self.scope.exit_reason.as_deref())
    }

    fn barriers(&self, day: &str, filter: &str) -> String {
        format!(
            "select 'barrier' as what, b.id as id, b.opened_on as day, a.participant_id as participant_id,
               a.user_id as user_id, cast(null as bigint) as minutes, b.theme as theme,
               b.opened_on as opened_on, b.lifted_on as lifted_on
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

    pub(super) fn lifted(&self) -> String {
        self.barriers("b.lifted_on", &self.period("b.lifted_on"))
    }

    /// How many barriers of each theme are open and were lifted; how many stages of each type, origin and provider began,
    /// and ended how; how many exits had each reason: kind, code, figure after a mark for above or below, count.
    pub(super) fn told_apart(&self) -> String {
        let plie = self.plie();
        let of_stages = |rows: String| {
            format!(
                "select s.type as stage_type, s.resource_origin as resource_origin,
                   coalesce({}, 'none') as provider_structure, s.status as status
                 from ({rows}) r join stages s on s.plie_id = {plie} and s.id = r.id",
                self.lit.text_of_id("s.provider_structure_id")
            )
        };
        let left = format!(
            "select coalesce(p.exit_reason, 'none') as exit_reason from ({}) r
             join pathways p on p.plie_id = {plie} and p.id = r.id",
            self.exits(&self.exit_reason())
        );
        let count = |kind: &str, mark: &str, figure: F, counted: &str, from: &str| {
            format!(
                "select '{kind}' as kind, {kind} as code, '{mark}{figure}' as figure, count({counted}) as n from {from} group by {kind}"
            )
        };
        let mut parts = Vec::new();
        for kind in ["stage_type", "resource_origin", "provider_structure"] {
            parts.push(count(kind, "+", F::StagesStarted, "*", "started"));
            parts.push(count(kind, "+", F::StagesCompleted, "case when status = 'completed' then 1 end", "ended"));
            parts.push(count(kind, "-", F::StagesCompleted, "*", "ended"));
        }
        let so = format!("ended where 1 = 1{}", self.coded("status", self.scope.stage_status.map(StageEnd::code)));
        parts.push(count("status", "+", F::StagesEnded, "*", &so));
        parts.push(count("theme", "+", F::BarriersOpen, "*", &format!("({}) o", self.open())));
        parts.push(count("theme", "+", F::BarriersLifted, "*", &format!("({}) o", self.lifted())));
        parts.push(count("exit_reason", "+", F::Exits, "*", &format!("({left}) o")));
        format!(
            "with started as ({}), ended as ({}) {}",
            of_stages(self.stages(&self.stage_kind())),
            of_stages(self.stages_ended(OVER)),
            parts.join(" union all ")
        )
    }
}

/// The rows without what tells them apart.
fn plain(rows: &str) -> String {
    format!("select what, id, day, participant_id, user_id, minutes from ({rows}) b")
}
