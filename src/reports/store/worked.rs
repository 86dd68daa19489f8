//! The rows of worked time: live records and their roll-up by month, absences left out (§ 8.4).

use super::rows::{Rows, quoted};
use crate::esf::charters::rules::ABSENCE_TASKS;

impl Rows<'_> {
    /// Live records of the period, absences left out.
    pub(super) fn records(&self, attributions: &str) -> String {
        format!(
            "select 'time_record' as what, t.id as id, t.date as day, {none} as participant_id, t.user_id as user_id,
               t.duration_minutes as minutes
             from time_records t where {live} and {period} and t.attribution in ({attributions})",
            none = self.lit.no_id(),
            live = self.live("t"),
            period = self.period("t.date"),
        )
    }

    fn live(&self, t: &str) -> String {
        format!("t.plie_id = {plie} and t.status <> 'superseded'{worked}", plie = self.plie(), worked = self.worked(t))
    }

    /// Work (not absence) in scope: of its people, its operation, its task.
    fn worked(&self, t: &str) -> String {
        let operation = self.scope.operation.map(|id| format!(" and {t}.operation_id = {}", self.lit.id(id)));
        format!(
            " and {t}.task not in ({}){}{}{}",
            quoted(&ABSENCE_TASKS),
            operation.unwrap_or_default(),
            self.coded(&format!("{t}.task"), self.scope.task.as_deref()),
            self.users(&format!("{t}.user_id")),
        )
    }

    /// Minutes by operation, task and attribution: whole months from the roll-up, the days of cut
    /// months from the records.
    pub(super) fn minutes(&self) -> String {
        let nil = self.lit.id(crate::ids::OperationId::of(uuid::Uuid::nil()));
        let mut parts = Vec::new();
        if let Some((first, last)) = self.scope.whole_months {
            parts.push(format!(
                "select t.operation_id as operation_id, t.task as task, t.attribution as attribution, t.minutes as minutes
                 from time_totals t where t.plie_id = {plie} and t.month between '{first}' and '{last}'{worked}",
                plie = self.plie(),
                worked = self.worked("t"),
            ));
        }
        for (from, to) in &self.scope.cut_days {
            parts.push(format!(
                "select coalesce(t.operation_id, {nil}) as operation_id, t.task as task, t.attribution as attribution,
                   t.duration_minutes as minutes
                 from time_records t where {live} and t.date between {from} and {to}",
                live = self.live("t"),
                from = self.lit.day(*from),
                to = self.lit.day(*to),
            ));
        }
        format!(
            "select operation_id, task, attribution, cast(sum(minutes) as bigint) as minutes
             from ({}) m group by operation_id, task, attribution",
            parts.join(" union all ")
        )
    }
}
