//! What is due for the people who are followed, and for those who were.

use super::Sql;
use crate::civil::{add_days, sub_months};
use crate::platform::alerts::rules::{AlertKind, RETENTION_MONTHS};

/// The contacts that are not on file: word for word those of the index `interviews_to_file`, so that the many that are
/// cost nothing.
const TO_FILE: &str =
    "(i.outcome = 'planned' or (i.outcome = 'held' and i.report is null and i.report_sealed is null))";

impl Sql<'_> {
    /// T1 and T2: the due day stands on the pathway, empty while its timer is paused.
    pub(super) fn pathways(&self, kind: AlertKind, column: &str) -> String {
        format!(
            "select '{kind}' as kind, p.{column} as due_on, p.id as id, p.id as object_id, cast(null as text) as period,
               p.id as pathway_id, p.participant_id as participant_id, p.current_referent_id as referent_id,
               p.current_referent_user_id as user_id
             from pathways p
             where p.plie_id = {plie} and p.{column} <= {until} and p.status in ('active', 'in_job_follow_up'){mine}{changed}",
            plie = self.plie,
            until = self.until(kind),
            mine = self.mine("p.current_referent_user_id", Some("p.current_referent_id")),
            changed = self.changed("p.updated_at"),
        )
    }

    /// T3: contacts held without a report, and contacts whose time has passed without an outcome.
    pub(super) fn files(&self) -> String {
        // the operation that sets the norms of the pathway that day, as `esf::norms` finds it
        let operation = format!(
            "(select n.operation_id from participations n join operations o on o.plie_id = n.plie_id and o.id = n.operation_id
              where n.plie_id = {plie} and n.pathway_id = i.pathway_id and n.voided_at is null and n.entered_on <= i.day
                and (n.exited_on is null or n.exited_on >= i.day) and o.ends_on >= i.day
              order by n.entered_on desc, n.id desc limit 1)",
            plie = self.plie,
        );
        let due_on = self.due("i.day", &self.asked.file_days, &operation);
        format!(
            "select '{kind}' as kind, {due_on} as due_on, i.id as id, i.id as object_id, cast(null as text) as period,
               i.pathway_id as pathway_id, i.participant_id as participant_id,
               case when p.current_referent_user_id = i.user_id then p.current_referent_id end as referent_id,
               i.user_id as user_id
             from interviews i join pathways p on p.plie_id = i.plie_id and p.id = i.pathway_id
             where i.plie_id = {plie} and i.day >= {since} and i.day <= {last} and {due_on} <= {until} and {TO_FILE}
               and (i.outcome = 'held' or i.ends_at <= {now}){mine}{changed}",
            kind = AlertKind::File,
            plie = self.plie,
            since = self.lit.day(self.asked.contacts_since),
            last =
                self.lit.day(add_days((self.asked.until)(self.asked, AlertKind::File), -self.asked.file_days.fewest())),
            until = self.until(AlertKind::File),
            now = self.lit.instant(self.asked.now),
            mine = self.mine("i.user_id", None),
            changed = self.changed("i.updated_at"),
        )
    }

    /// T8: the next check of the follow-up of a job, at last its end.
    pub(super) fn job_follow_ups(&self) -> String {
        format!(
            "select '{kind}' as kind, coalesce(f.next_check_on, f.due_on) as due_on, p.id as id, p.id as object_id,
               cast(null as text) as period, p.id as pathway_id, p.participant_id as participant_id,
               p.current_referent_id as referent_id, p.current_referent_user_id as user_id
             from job_follow_ups f join pathways p on p.plie_id = f.plie_id and p.id = f.pathway_id
             where f.plie_id = {plie} and f.ended_on is null and coalesce(f.next_check_on, f.due_on) <= {until}{mine}{changed}",
            kind = AlertKind::JobFollowUp,
            plie = self.plie,
            until = self.until(AlertKind::JobFollowUp),
            mine = self.mine("p.current_referent_user_id", Some("p.current_referent_id")),
            changed = self.changed("f.updated_at"),
        )
    }

    /// T10: engagement contracts of open pathways that end, unless one of the same kind comes after.
    pub(super) fn engagements(&self) -> String {
        format!(
            "select '{kind}' as kind, e.ends_on as due_on, e.id as id, e.id as object_id, cast(null as text) as period,
               p.id as pathway_id, p.participant_id as participant_id, p.current_referent_id as referent_id,
               p.current_referent_user_id as user_id
             from engagement_contracts e join pathways p on p.plie_id = e.plie_id and p.id = e.pathway_id
             where e.plie_id = {plie} and e.ends_on <= {until} and p.status in ('active', 'suspended', 'in_job_follow_up')
               and not exists (select 1 from engagement_contracts n where n.plie_id = e.plie_id and n.pathway_id = e.pathway_id
                 and n.kind = e.kind and n.starts_on > e.ends_on){mine}{changed}",
            kind = AlertKind::EngagementContract,
            plie = self.plie,
            until = self.until(AlertKind::EngagementContract),
            mine = self.mine("p.current_referent_user_id", Some("p.current_referent_id")),
            changed = self.changed("e.updated_at"),
        )
    }

    /// T10: pathways that have begun and have no engagement contract at all, so many days after their start (§ 4.5).
    pub(super) fn without_engagement(&self) -> String {
        let due_on = self.lit.days_after("p.activated_on", self.asked.engagement_days);
        // by the day of the start, which has an index
        let begun = add_days((self.asked.until)(self.asked, AlertKind::EngagementMissing), -self.asked.engagement_days);
        format!(
            "select '{kind}' as kind, {due_on} as due_on, p.id as id, p.id as object_id, cast(null as text) as period,
               p.id as pathway_id, p.participant_id as participant_id, p.current_referent_id as referent_id,
               p.current_referent_user_id as user_id
             from pathways p
             where p.plie_id = {plie} and p.activated_on <= {begun} and p.status in ('active', 'in_job_follow_up')
               and not exists (select 1 from engagement_contracts e where e.plie_id = p.plie_id and e.pathway_id = p.id){mine}{changed}",
            kind = AlertKind::EngagementMissing,
            plie = self.plie,
            begun = self.lit.day(begun),
            mine = self.mine("p.current_referent_user_id", Some("p.current_referent_id")),
            changed = self.changed("p.updated_at"),
        )
    }

    /// The planned end of a pathway; of one that was given none, as many months after its start as the PLIE lets it last
    /// (§ 4.5).
    pub(super) fn planned_ends(&self) -> String {
        let kind = AlertKind::PlannedEnd;
        let until = (self.asked.until)(self.asked, kind);
        let ends = |due_on: &str, condition: &str| {
            format!(
                "select '{kind}' as kind, {due_on} as due_on, p.id as id, p.id as object_id, cast(null as text) as period,
                   p.id as pathway_id, p.participant_id as participant_id, p.current_referent_id as referent_id,
                   p.current_referent_user_id as user_id
                 from pathways p
                 where p.plie_id = {plie} and p.status in ('active', 'suspended') and {condition}{mine}{changed}",
                plie = self.plie,
                mine = self.mine("p.current_referent_user_id", Some("p.current_referent_id")),
                changed = self.changed("p.updated_at"),
            )
        };
        let until_text = self.lit.day(until);
        let planned = ends("p.planned_end_on", &format!("p.planned_end_on <= {until_text}"));
        let Some(months) = self.asked.max_pathway_months else { return planned };
        let due_on = format!("({})", self.lit.months_after("p.activated_on", months));
        // a month may be three days shorter than another
        let begun = self.lit.day(add_days(sub_months(until, months), 3));
        let limit = format!("p.planned_end_on is null and p.activated_on <= {begun} and {due_on} <= {until_text}");
        format!("{planned} union all {}", ends(&due_on, &limit))
    }

    /// T11: evidence that holds no longer soon, of people whose entry file is not decided yet.
    pub(super) fn evidence(&self) -> String {
        format!(
            "select '{kind}' as kind, c.valid_until as due_on, c.id as id, p.id as object_id, c.criterion as period,
               {none} as pathway_id, p.participant_id as participant_id, p.referent_id as referent_id,
               p.referent_user_id as user_id
             from participant_criteria c join entry_files p on p.plie_id = c.plie_id and p.participant_id = c.participant_id
             where c.plie_id = {plie} and c.valid_until <= {until} and p.status <> 'decided'{mine}{changed}",
            kind = AlertKind::Eligibility,
            none = self.lit.no_id(),
            plie = self.plie,
            until = self.until(AlertKind::Eligibility),
            mine = self.mine("p.referent_user_id", Some("p.referent_id")),
            changed = self.changed("c.updated_at"),
        )
    }

    /// T12: people whom nobody follows any more, two years after the last contact (§ 9.2). It is the data manager who
    /// looks at them, so that they are nobody's among the referents.
    pub(super) fn retention(&self) -> Option<String> {
        if self.asked.referent.is_some() {
            return None;
        }
        let kind = AlertKind::RetentionReview;
        let until = (self.asked.until)(self.asked, kind);
        let due_on = format!("({})", self.lit.months_after("p.last_contact_on", RETENTION_MONTHS));
        Some(format!(
            "select '{kind}' as kind, {due_on} as due_on, p.id as id, p.id as object_id, cast(null as text) as period,
               p.current_pathway_id as pathway_id, p.id as participant_id, p.current_referent_id as referent_id,
               p.current_referent_user_id as user_id
             from participants p
             where p.plie_id = {plie} and p.last_contact_on <= {last} and {due_on} <= {until}
               and (p.pathway_status is null or p.pathway_status in ('exited', 'closed', 'cancelled'))
               and p.merged_into is null and {persons}{changed}
               and not exists (select 1 from erasures e where e.plie_id = p.plie_id and e.participant_id = p.id)",
            plie = self.plie,
            // a month may be three days shorter than another
            last = self.lit.day(add_days(sub_months(until, RETENTION_MONTHS), 3)),
            until = self.lit.day(until),
            persons = self.asked.persons,
            changed = self.changed("p.updated_at"),
        ))
    }
}
