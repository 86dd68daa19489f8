//! The means of the annual report: full-time equivalents by role.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::{Annual, AnnualScope};
use crate::auth::role::Role;
use crate::civil::Month;
use crate::ctx::Ctx;
use crate::db::literal::Literals;
use crate::esf::charters::rules::ABSENCE_TASKS;
use crate::esf::cost_statements::support::quoted;
use crate::failure::Outcome;

/// The full-time equivalents of a role, summed over month-ends, in hundred-millionths.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::reports) struct RoleFte {
    #[diesel(sql_type = Text)]
    pub(in crate::reports) role: String,
    #[diesel(sql_type = BigInt)]
    pub(in crate::reports) fte: i64,
    #[diesel(sql_type = BigInt)]
    pub(in crate::reports) support: i64,
}

/// The full-time equivalents by role, at each month-end: the terms of referents, and of other staff under the first role
/// that the account holds that day. On an operation only those with a mission letter count, by its fixed share; where the
/// letter fixes none, by the part of what they worked that they worked on the operation.
pub(in crate::reports) fn ftes(cx: &mut Ctx<'_>, asked: &AnnualScope) -> Outcome<Vec<RoleFte>> {
    let annual = Annual { lit: Literals::of(cx.conn), asked };
    let Some(sql) = annual.statement() else { return Ok(Vec::new()) };
    Ok(diesel::sql_query(sql).load(cx.conn)?)
}

/// The share that a letter `l` fixes, in ten-thousandths; unknown where it fixes none.
const FIXED_SHARE: &str = "case when l.cost_mode = 'fixed_percentage' then l.fixed_percentage_e4 end";

/// What somebody's terms add up to over the month-ends: at fixed shares, and by the hour.
fn sums_of(part: &str) -> String {
    format!(
        "cast(coalesce(sum({part} * share), 0) as bigint) as {part}_fixed,
         cast(coalesce(sum(case when share is null then {part} end), 0) as bigint) as {part}_hours"
    )
}

/// The part of somebody's terms that is the operation's, in hundred-millionths. The fraction of the minutes is multiplied
/// out before it is divided, and rounded once a person, half up: what is shown has four decimals.
fn on_operation(part: &str) -> String {
    format!(
        "p.{part}_fixed + case when w.minutes > 0
           then (20000 * p.{part}_hours * w.ours + w.minutes) / (2 * w.minutes) else 0 end"
    )
}

impl Annual<'_> {
    /// The statement; none without a month-end.
    fn statement(&self) -> Option<String> {
        let days = &self.asked.scope.month_ends;
        if days.is_empty() {
            return None;
        }
        let days: Vec<String> =
            days.iter().map(|day| format!("({}, '{}')", self.lit.day(*day), Month::of(*day))).collect();
        let days = format!("days (day, month) as (values {})", days.join(", "));
        let (plie, users) = (self.plie(), self.users("v.user_id"));
        let Some(operation) = self.asked.scope.operation.map(|id| self.lit.id(id)) else {
            let terms = self.terms("10000", "", &plie, &users);
            return Some(format!(
                "with {days} select role, cast(sum(fte * share) as bigint) as fte,
                   cast(sum(support * share) as bigint) as support from ({terms}) x group by role order by role"
            ));
        };
        let letter = format!(
            " join mission_letters l on l.plie_id = v.plie_id and l.user_id = v.user_id
               and l.operation_id = {operation} and l.starts_on <= d.day and l.ends_on >= d.day"
        );
        let terms = self.terms(FIXED_SHARE, &letter, &plie, &users);
        let (fte, support) = (on_operation("fte"), on_operation("support"));
        Some(format!(
            "with {days}, worked as ({worked})
             select role, cast(sum({fte}) as bigint) as fte, cast(sum({support}) as bigint) as support from (
               select role, user_id, {sums} from ({terms}) x group by role, user_id) p
             left join worked w on w.user_id = p.user_id group by role order by role",
            worked = self.worked(&operation),
            sums = [sums_of("fte"), sums_of("support")].join(", "),
        ))
    }

    /// A row for each month-end and terms that hold on it: `role, user_id, fte, support, share`.
    fn terms(&self, share: &str, letter: &str, plie: &str, users: &str) -> String {
        let holds = "v.valid_from <= d.day and (v.valid_to is null or v.valid_to >= d.day)";
        let first = self.first_role();
        format!(
            "select 'referent' as role, v.user_id as user_id, v.fte_e4 as fte, v.fte_participant_support_e4 as support,
               {share} as share
             from days d join referents v on {holds}{letter} where v.plie_id = {plie}{users}
             union all
             select {first} as role, v.user_id as user_id, v.fte_e4 as fte, 0 as support, {share} as share
             from days d join staff_assignments v on {holds}{letter}
             join users u on u.plie_id = v.plie_id and u.id = v.user_id where v.plie_id = {plie}{users}"
        )
    }

    /// What each person worked, and how much of it on the operation, in the months of the period at whose end a letter
    /// without a fixed share held: `user_id, ours, minutes`.
    fn worked(&self, operation: &str) -> String {
        format!(
            "select t.user_id as user_id, cast(sum(t.minutes) as bigint) as minutes,
               cast(sum(case when t.operation_id = {operation} then t.minutes else 0 end) as bigint) as ours
             from ({recorded}) t where exists (
               select 1 from days d join mission_letters l on l.starts_on <= d.day and l.ends_on >= d.day
               where d.month = t.month and l.plie_id = {plie} and l.user_id = t.user_id
                 and l.operation_id = {operation} and l.cost_mode <> 'fixed_percentage')
             group by t.user_id",
            recorded = self.recorded(),
            plie = self.plie(),
        )
    }

    /// Minutes worked: whole months from the roll-up, the days of cut months from the records.
    fn recorded(&self) -> String {
        let (scope, absences) = (&self.asked.scope, quoted(&ABSENCE_TASKS));
        let whole = scope.whole_months.map(|(first, last)| {
            format!(
                "select r.user_id, r.month, r.operation_id, r.minutes from time_totals r
                 where r.plie_id = {}{} and r.month between '{first}' and '{last}' and r.task not in ({absences})",
                self.plie(),
                self.users("r.user_id"),
            )
        });
        let cut = scope.cut_days.iter().map(|(from, to)| {
            format!(
                "select r.user_id, r.month, r.operation_id, r.duration_minutes as minutes from time_records r
                 where r.plie_id = {}{} and r.date between {} and {} and r.status <> 'superseded'
                   and r.task not in ({absences})",
                self.plie(),
                self.users("r.user_id"),
                self.lit.day(*from),
                self.lit.day(*to),
            )
        });
        whole.into_iter().chain(cut).collect::<Vec<_>>().join(" union all ")
    }

    /// The first role, in their order, that an account `u` holds on a day `d`, but that of referents, whose terms are their
    /// own.
    fn first_role(&self) -> String {
        let roles = Role::ALL.iter().enumerate().filter(|(_, role)| role.is_staff() && **role != Role::Referent);
        let ranks: Vec<String> = roles.map(|(n, role)| format!("when '{role}' then '{n:02}{role}'")).collect();
        format!(
            "coalesce(substr((select min(case j.value ->> 'role' {} end) from {}
               where j.value ->> 'valid_from' <= cast(d.day as text)
                 and (j.value ->> 'valid_to' is null or j.value ->> 'valid_to' >= cast(d.day as text))), 3), 'other')",
            ranks.join(" "),
            self.lit.elements("u.roles")
        )
    }
}
