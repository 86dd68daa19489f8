//! What is due from staff: weeks, months, reviews.

use super::Sql;
use crate::platform::alerts::rules::AlertKind;

impl Sql<'_> {
    /// The terms of staff, referents or not; where somebody holds two at a time, the later one speaks for both.
    pub(super) fn terms(&self) -> String {
        let mut filter = String::new();
        if let Some(users) = &self.asked.users {
            filter.push_str(&format!(" and user_id in ({})", self.lit.ids(users)));
        }
        let plie = &self.plie;
        if let Some((id, _)) = self.asked.referent {
            return format!(
                "select id, id as referent_id, user_id, valid_from, valid_to, updated_at from referents
                 where plie_id = {plie}{filter} and id = {}",
                self.lit.id(id)
            );
        }
        format!(
            "select id, id as referent_id, user_id, valid_from, valid_to, updated_at from referents
             where plie_id = {plie}{filter}
             union all select id, {none}, user_id, valid_from, valid_to, updated_at from staff_assignments
             where plie_id = {plie}{filter}",
            none = self.lit.no_id(),
        )
    }

    pub(super) fn holding(from: &str, to: &str) -> String {
        format!(
            "r.valid_from <= {to} and (r.valid_to is null or r.valid_to >= {from})
             and not exists (select 1 from terms o where o.user_id = r.user_id and (o.valid_from, o.id) > (r.valid_from, r.id)
               and o.valid_from <= {to} and (o.valid_to is null or o.valid_to >= {from}))"
        )
    }

    /// T4: weeks not handed in, or returned.
    pub(super) fn weeks(&self) -> String {
        format!(
            "select '{kind}' as kind, w.due_on as due_on, r.user_id as id, a.id as object_id, w.week as period,
               {none} as pathway_id, {none} as participant_id, r.referent_id as referent_id, r.user_id as user_id
             from weeks w join terms r on {holding}
             left join agenda_weeks a on a.plie_id = {plie} and a.user_id = r.user_id and a.week = w.week
             where w.due_on <= {until} and coalesce(a.status, 'open') in ('open', 'returned'){changed}",
            kind = AlertKind::Agenda,
            none = self.lit.no_id(),
            holding = Self::holding("w.monday", "w.sunday"),
            plie = self.plie,
            until = self.until(AlertKind::Agenda),
            changed = self.changed("coalesce(a.updated_at, r.updated_at)"),
        )
    }

    /// T5: months that the employee, or then the supervisor, has not signed.
    pub(super) fn months(&self, kind: AlertKind, due: &str, status: &str) -> String {
        format!(
            "select '{kind}' as kind, m.{due} as due_on, r.user_id as id, t.id as object_id, m.month as period,
               {none} as pathway_id, {none} as participant_id, r.referent_id as referent_id, r.user_id as user_id
             from months m join terms r on {holding}
             left join timesheets t on t.plie_id = {plie} and t.user_id = r.user_id and t.month = m.month
               and t.amendment = (select max(l.amendment) from timesheets l where l.plie_id = {plie} and l.user_id = r.user_id and l.month = m.month)
             where m.{due} <= {until} and coalesce(t.status, 'open') = '{status}'{changed}",
            none = self.lit.no_id(),
            holding = Self::holding("m.first", "m.last"),
            plie = self.plie,
            until = self.until(kind),
            changed = self.changed("coalesce(t.updated_at, r.updated_at)"),
        )
    }

    /// T9: the last review with a structure, of a referent or of the whole, whose next is due; that of a referent who has
    /// left is nobody's.
    pub(super) fn reviews(&self) -> String {
        let mut filter = String::new();
        if let Some(users) = &self.asked.users {
            filter.push_str(&format!(" and q.user_id in ({})", self.lit.ids(users)));
        }
        if let Some((id, _)) = self.asked.referent {
            filter.push_str(&format!(" and q.referent_id = {}", self.lit.id(id)));
        }
        format!(
            "select '{kind}' as kind, q.next_due_on as due_on, q.id as id, q.id as object_id, q.quarter as period,
               {none} as pathway_id, {none} as participant_id, q.referent_id as referent_id, q.user_id as user_id
             from quarterly_reviews q left join referents r on r.plie_id = q.plie_id and r.id = q.referent_id
             where q.plie_id = {plie} and q.next_due_on <= {until}{filter}{changed}
               and (r.valid_to is null or r.valid_to >= {today})
               and not exists (select 1 from quarterly_reviews l where l.plie_id = q.plie_id and l.structure_id = q.structure_id
                 and (l.referent_id = q.referent_id or (l.referent_id is null and q.referent_id is null)) and l.held_on > q.held_on)",
            kind = AlertKind::QuarterlyReview,
            none = self.lit.no_id(),
            plie = self.plie,
            until = self.until(AlertKind::QuarterlyReview),
            today = self.lit.day(self.asked.today),
            changed = self.changed("q.updated_at"),
        )
    }
}
