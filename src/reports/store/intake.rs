//! The rows of what comes before and after the support itself: orientations and the decisions on them, people who wait, jobs
//! that are followed (§ 8.1–8.3).

use super::rows::Rows;
use crate::civil::{add_days, start_of_day};
use crate::reports::figures::FigureName as F;

/// What a commission decides of an admission; an adjournment decides nothing, and one that waits for the département has not
/// been decided (R4.4, R4.6).
const DECIDED: &str = "d.superseded_by is null and (d.outcome in ('admitted', 'refused', 'redirected')
  or (d.outcome = 'admitted_pending_department' and d.department_confirmed_at is not null))";
/// A refusal by the commission, or by the département, which leaves the outcome that it does not confirm.
const REFUSED: &str = " and d.outcome in ('refused', 'admitted_pending_department')";
/// A job that is told to last after its six months, or has made a positive exit.
const STILL_EMPLOYED: &str =
    " and f.end_reason is null and ((p.exit_category = 'positive' and p.exit_validated_on is not null) or exists (
  select 1 from follow_up_checks k where k.plie_id = f.plie_id and k.pathway_id = f.pathway_id
    and k.reached = 'yes' and k.still_employed and k.checked_on >= f.due_on))";

impl Rows<'_> {
    /// The rows of a figure's numerator, of those that this file knows.
    pub(super) fn admitted(&self, figure: F) -> Option<String> {
        Some(match figure {
            F::WaitingForReferent => self.without_referent(),
            F::WaitingForReception => self.not_received(),
            F::Conversion => self.orientations(" and o.status = 'admitted'"),
            F::RefusalRate => self.decisions(REFUSED),
            F::JobRetention => self.jobs(&format!("{}{STILL_EMPLOYED}", self.six_months_passed())),
            F::Relapse => self.jobs(" and f.end_reason is not null"),
            _ => return None,
        })
    }

    /// The rows of its denominator.
    pub(super) fn admitted_base(&self, figure: F) -> Option<String> {
        Some(match figure {
            F::Conversion => self.orientations(""),
            F::RefusalRate => self.decisions(""),
            F::JobRetention => self.jobs(&self.six_months_passed()),
            F::Relapse => self.jobs(""),
            _ => return None,
        })
    }

    /// A filter of the instants of the period.
    pub(super) fn instants(&self, column: &str) -> String {
        let [from, to] = [self.scope.from, add_days(self.scope.to, 1)].map(|day| self.lit.instant(start_of_day(day)));
        format!("{column} >= {from} and {column} < {to}")
    }

    /// Whose an orientation `o` is: the referent's of its entry file, else the one's who receives in its slot.
    pub(super) fn orientation_of(&self) -> &'static str {
        "left join entry_files e on e.plie_id = o.plie_id and e.orientation_id = o.id
         left join reception_slots s on s.plie_id = o.plie_id and s.id = o.slot_id
         left join referents r on r.plie_id = s.plie_id and r.id = s.referent_id"
    }

    /// A filter of those orientations by the people in scope, on the terms asked for.
    pub(super) fn oriented_to(&self) -> String {
        self.of_people("coalesce(e.referent_user_id, r.user_id)", "coalesce(e.referent_id, r.id)")
    }

    /// A filter of entry files `e` by the people in scope, on the terms asked for.
    pub(super) fn filed_by(&self) -> String {
        self.of_people("e.referent_user_id", "e.referent_id")
    }

    /// Orientations received in the period. One that turned out to be a double oriented nobody anew.
    fn orientations(&self, filter: &str) -> String {
        format!(
            "select 'orientation' as what, o.id as id, {day} as day, o.participant_id as participant_id,
               coalesce(e.referent_user_id, r.user_id) as user_id, cast(null as bigint) as minutes
             from orientations o {whose}
             where o.plie_id = {plie} and {period} and o.status <> 'duplicate'{filter}{users}",
            day = self.lit.civil_day("o.received_at"),
            whose = self.orientation_of(),
            plie = self.plie(),
            period = self.instants("o.received_at"),
            users = self.oriented_to(),
        )
    }

    /// What commissions of the period decided of admissions.
    fn decisions(&self, filter: &str) -> String {
        format!(
            "select 'decision' as what, d.id as id, {day} as day, e.participant_id as participant_id,
               e.referent_user_id as user_id, cast(null as bigint) as minutes
             from commission_sessions c
             join agenda_items t on t.plie_id = c.plie_id and t.session_id = c.id and t.kind = 'admission'
             join decisions d on d.plie_id = t.plie_id and d.agenda_item_id = t.id
             join entry_files e on e.plie_id = t.plie_id and e.id = t.entry_file_id
             where c.plie_id = {plie} and {period} and {DECIDED}{filter}{users}",
            day = self.lit.civil_day("c.starts_at"),
            plie = self.plie(),
            period = self.instants("c.starts_at"),
            users = self.filed_by(),
        )
    }

    /// Pathways that stand admitted at the end of the period, without a referent.
    fn without_referent(&self) -> String {
        let to = self.lit.day(self.scope.to);
        format!(
            "select 'pathway' as what, p.id as id, {to} as day, p.participant_id as participant_id, {none} as user_id,
               cast(null as bigint) as minutes
             from pathways p
             where p.plie_id = {plie} and (p.activated_on is null or p.activated_on > {to})
               and (select e.to_status from pathway_events e where e.plie_id = p.plie_id and e.pathway_id = p.id
                 and e.effective_on <= {to} order by e.effective_on desc, e.at desc, e.id desc limit 1) = 'admitted'
               and not exists (select 1 from referent_assignments a where a.plie_id = p.plie_id and a.pathway_id = p.id
                 and a.starts_on <= {to} and (a.ends_on is null or a.ends_on >= {to}))",
            none = self.lit.no_id(),
            plie = self.plie(),
        )
    }

    /// Orientations open at the end of the period whose person has not been received.
    fn not_received(&self) -> String {
        let over = self.lit.instant(start_of_day(add_days(self.scope.to, 1)));
        let open = if self.scope.to >= self.scope.today {
            "o.closed_at is null".to_owned()
        } else {
            format!("(o.closed_at is null or o.closed_at >= {over})")
        };
        format!(
            "select 'orientation' as what, o.id as id, {day} as day, o.participant_id as participant_id, {none} as user_id,
               cast(null as bigint) as minutes
             from orientations o
             where o.plie_id = {plie} and o.received_at < {over} and {open}
               and not exists (select 1 from orientation_events v where v.plie_id = o.plie_id and v.orientation_id = o.id
                 and v.to_status = 'received_in_person' and v.at < {over})",
            day = self.lit.civil_day("o.received_at"),
            none = self.lit.no_id(),
            plie = self.plie(),
        )
    }

    /// Jobs that began in the period and were followed, with the referent of their first day.
    fn jobs(&self, filter: &str) -> String {
        format!(
            "select 'employment_contract' as what, f.employment_contract_id as id, f.starts_on as day,
               p.participant_id as participant_id, a.user_id as user_id, cast(null as bigint) as minutes
             from job_follow_ups f
             join pathways p on p.plie_id = f.plie_id and p.id = f.pathway_id
             join referent_assignments a on a.plie_id = f.plie_id and a.pathway_id = f.pathway_id
               and a.starts_on <= f.starts_on and (a.ends_on is null or a.ends_on >= f.starts_on)
             where f.plie_id = {plie} and {period}{filter}{users}",
            plie = self.plie(),
            period = self.period("f.starts_on"),
            users = self.assigned_to(),
        )
    }

    fn six_months_passed(&self) -> String {
        format!(" and f.due_on <= {}", self.lit.day(self.scope.today))
    }
}
