//! The means of the annual report: full-time equivalents by role.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::{Annual, AnnualScope};
use crate::auth::role::Role;
use crate::ctx::Ctx;
use crate::db::literal::Literals;
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
/// that the account holds that day. On an operation only those with a mission letter count, by its share.
pub(in crate::reports) fn ftes(cx: &mut Ctx<'_>, asked: &AnnualScope) -> Outcome<Vec<RoleFte>> {
    let annual = Annual { lit: Literals::of(cx.conn), asked };
    let Some(sql) = annual.statement() else { return Ok(Vec::new()) };
    Ok(diesel::sql_query(sql).load(cx.conn)?)
}

impl Annual<'_> {
    /// The statement; none without a month-end.
    fn statement(&self) -> Option<String> {
        let days = &self.asked.scope.month_ends;
        if days.is_empty() {
            return None;
        }
        let days: Vec<String> = days.iter().map(|day| format!("({})", self.lit.day(*day))).collect();
        let days = format!("(with days (day) as (values {}) select day from days) d", days.join(", "));
        let (plie, users) = (self.plie(), self.users("v.user_id"));
        let (letter, share) = match self.asked.scope.operation {
            None => (String::new(), "10000"),
            Some(id) => (
                format!(
                    " join mission_letters l on l.plie_id = v.plie_id and l.user_id = v.user_id
                       and l.operation_id = {} and l.starts_on <= d.day and l.ends_on >= d.day",
                    self.lit.id(id)
                ),
                "coalesce(l.fixed_percentage_e4, 10000)",
            ),
        };
        let holds = "v.valid_from <= d.day and (v.valid_to is null or v.valid_to >= d.day)";
        let first = self.first_role();
        Some(format!(
            "select role, cast(sum(fte) as bigint) as fte, cast(sum(support) as bigint) as support from (
               select 'referent' as role, v.fte_e4 * {share} as fte, v.fte_participant_support_e4 * {share} as support
               from {days} join referents v on {holds}{letter} where v.plie_id = {plie}{users}
               union all
               select {first} as role, v.fte_e4 * {share} as fte, 0 as support
               from {days} join staff_assignments v on {holds}{letter}
               join users u on u.plie_id = v.plie_id and u.id = v.user_id where v.plie_id = {plie}{users}) x
             group by role order by role"
        ))
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
