//! What is due to the ESF.

use super::Sql;
use crate::esf::participations::rules::EXIT_DAYS;
use crate::esf::participations::{EXIT_UNTOLD, left_on_text, six_months_after_text};
use crate::platform::alerts::rules::AlertKind;

impl Sql<'_> {
    /// T6: participations left by the person, or at the end of their operation (R7.10), whose exit is not told whole.
    pub(super) fn esf_exits(&self) -> String {
        let due_on = self.lit.days_after(&left_on_text(self.lit, self.asked.today), EXIT_DAYS);
        self.participations(AlertKind::EsfExit, &due_on, EXIT_UNTOLD)
    }

    /// T7: six months have passed since the exit, or the end of the operation (R7.10), and the situation is not told; the dead are asked no more.
    pub(super) fn esf_six_months(&self) -> String {
        let left_six_months_ago = six_months_after_text(self.lit, self.asked.today);
        let due_on = self.due(&left_six_months_ago, &self.asked.six_month_days, "p.operation_id");
        let asked = "not p.complete_six_month and (w.exit_reason is null or w.exit_reason <> 'deceased')";
        self.participations(AlertKind::EsfSixMonth, &due_on, asked)
    }

    pub(super) fn participations(&self, kind: AlertKind, due_on: &str, owing: &str) -> String {
        format!(
            "select '{kind}' as kind, {due_on} as due_on, p.id as id, p.id as object_id, cast(null as text) as period,
               p.pathway_id as pathway_id, p.participant_id as participant_id, w.current_referent_id as referent_id,
               w.current_referent_user_id as user_id
             from participations p join operations o on o.plie_id = p.plie_id and o.id = p.operation_id
             join pathways w on w.plie_id = p.plie_id and w.id = p.pathway_id
             where p.plie_id = {plie} and p.voided_at is null and {owing} and {due_on} <= {until}{mine}{changed}",
            plie = self.plie,
            until = self.until(kind),
            mine = self.mine("w.current_referent_user_id", Some("w.current_referent_id")),
            changed = self.changed("p.updated_at"),
        )
    }
}
