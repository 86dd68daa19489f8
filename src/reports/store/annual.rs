//! What the operator's annual report counts (§ 8.5), as SQL: `b` is a row a pathway (on an operation, a participation) that
//! stood in the period, `who` a row a person of those. A figure's count, its groups and its page of members are made from
//! one source; only typed values enter it.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::esf::{AGE, GENDER, SCHOOL};
use super::{MemberRow, Scope};
use crate::auth::role::Role;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::literal::Literals;
use crate::failure::{Failure, Outcome};
use crate::ids::AnyId;
use crate::reports::figures::FigureName as F;
use crate::reports::flow::GroupBy;

/// What the report looks at.
#[derive(Debug, Clone)]
pub(in crate::reports) struct AnnualScope {
    /// Staff, operation and days.
    pub(in crate::reports) scope: Scope,
    /// The condition on a pathway `p` that the caller reaches its person.
    pub(in crate::reports) people: String,
    /// The condition on a meeting `m` that it is one of those in reach.
    pub(in crate::reports) meetings: String,
    /// The last day of the period that has come: what is only planned was not held.
    pub(in crate::reports) done: Day,
}

/// How many a figure counts: of the whole, or of one group.
#[derive(Debug, Clone)]
pub(in crate::reports) struct Tally {
    pub(in crate::reports) figure: F,
    /// Whether it is what the figure is set against.
    pub(in crate::reports) base: bool,
    pub(in crate::reports) group: Option<(GroupBy, String)>,
    pub(in crate::reports) n: i64,
}

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

#[derive(QueryableByName)]
struct TallyRow {
    #[diesel(sql_type = Text)]
    figure: String,
    #[diesel(sql_type = Text)]
    grouped: String,
    #[diesel(sql_type = Text)]
    of_key: String,
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// The rows behind a figure.
struct Source {
    /// The tables and the conditions.
    from: String,
    /// How they are counted.
    count: &'static str,
    /// `what, id, day, participant_id, user_id` of a row in a list; none where nobody may list them.
    row: Option<[String; 5]>,
    /// What they are grouped by, by which expression, from other rows where need be.
    groups: Vec<(GroupBy, String, Option<String>)>,
}

/// Writes the statements of a scope.
struct Annual<'a> {
    lit: Literals,
    asked: &'a AnnualScope,
}

/// Some figures with their groups, in one statement.
pub(in crate::reports) fn tallies(cx: &mut Ctx<'_>, asked: &AnnualScope, figures: &[F]) -> Outcome<Vec<Tally>> {
    let annual = Annual { lit: Literals::of(cx.conn), asked };
    let parts: Vec<String> = figures.iter().flat_map(|figure| annual.counted(*figure)).collect();
    let sql = format!("with {} {}", annual.heads(), parts.join(" union all "));
    let rows: Vec<TallyRow> = diesel::sql_query(sql).load(cx.conn)?;
    rows.into_iter().map(tally).collect()
}

fn tally(row: TallyRow) -> Outcome<Tally> {
    let unknown = || Failure::defect(format!("a tally of {} by {}", row.figure, row.grouped));
    let (mark, name) = row.figure.split_at_checked(1).ok_or_else(unknown)?;
    let group = match row.grouped.as_str() {
        "" => None,
        by => Some((GroupBy::parse(by).ok_or_else(unknown)?, row.of_key.clone())),
    };
    Ok(Tally { figure: F::parse(name).ok_or_else(unknown)?, base: mark == "-", group, n: row.n })
}

/// The rows that a figure counts, after a place in the list; none for a figure whose rows nobody lists.
pub(in crate::reports) fn members(
    cx: &mut Ctx<'_>,
    asked: &AnnualScope,
    figure: F,
    after: Option<(Day, AnyId)>,
    limit: i64,
) -> Outcome<Option<Vec<MemberRow>>> {
    let annual = Annual { lit: Literals::of(cx.conn), asked };
    let Some(Source { from, row: Some([what, id, day, participant, user]), .. }) = annual.source(figure) else {
        return Ok(None);
    };
    let place = after.map(|(day, id)| format!("where (day, id) > ({}, {})", annual.lit.day(day), annual.lit.id(id)));
    let sql = format!(
        "with {heads} select * from (
           select '{what}' as what, {id} as id, {day} as day, {participant} as participant_id, {user} as user_id,
             cast(null as bigint) as minutes from {from}) m
         {place} order by day, id limit {limit}",
        heads = annual.heads(),
        place = place.unwrap_or_default(),
    );
    Ok(Some(diesel::sql_query(sql).load(cx.conn)?))
}

/// The full-time equivalents by role, at each month-end: the terms of referents, and of other staff under the first role
/// that the account holds that day. On an operation only those with a mission letter count, by its share.
pub(in crate::reports) fn ftes(cx: &mut Ctx<'_>, asked: &AnnualScope) -> Outcome<Vec<RoleFte>> {
    let annual = Annual { lit: Literals::of(cx.conn), asked };
    let Some(sql) = annual.ftes() else { return Ok(Vec::new()) };
    Ok(diesel::sql_query(sql).load(cx.conn)?)
}

impl Annual<'_> {
    fn plie(&self) -> String {
        self.lit.id(self.asked.scope.plie)
    }

    fn from_day(&self) -> String {
        self.lit.day(self.asked.scope.from)
    }

    fn to_day(&self) -> String {
        self.lit.day(self.asked.scope.to)
    }

    fn users(&self, column: &str) -> String {
        let users = self.asked.scope.users.as_ref();
        users.map(|users| format!(" and {column} in ({})", self.lit.ids(users))).unwrap_or_default()
    }

    fn on_operation(&self, column: &str) -> String {
        let operation = self.asked.scope.operation;
        operation.map(|id| format!(" and {column} = {}", self.lit.id(id))).unwrap_or_default()
    }

    /// `b` and `who`.
    fn heads(&self) -> String {
        format!("b as ({}), who as ({})", self.pathways(), self.persons())
    }

    /// Pathways that stood in the period, each with its first day, the day of its exit, and the days of the period on
    /// which it stood. What was entered by error has no category of exit, and counts nowhere (§ 5.7).
    fn pathways(&self) -> String {
        let (plie, from, to, people) = (self.plie(), self.from_day(), self.to_day(), &self.asked.people);
        let columns = "p.id as pathway_id, p.participant_id as participant_id, p.entry_file_id as entry_file_id,
             p.exit_category as exit_category, p.exit_reason as exit_reason";
        let counts = "p.status <> 'cancelled' and (p.exit_validated_on is null or p.exit_category is not null)";
        let Some(operation) = self.asked.scope.operation else {
            return format!(
                "select {columns}, p.activated_on as in_on, p.exit_validated_on as left_on, p.exit_validated_on as gone_on,
                   {from} as since_on, {to} as until_on
                 from pathways p
                 where p.plie_id = {plie} and p.activated_on <= {to} and {counts}
                   and (p.exit_validated_on is null or p.exit_validated_on >= {from}) and {people}"
            );
        };
        // an exit after the end of the operation is that of a later one (R7.10)
        let exited = "p.exit_validated_on is not null and p.exit_on <= o.ends_on";
        let gone = format!("case when {exited} then p.exit_validated_on else coalesce(n.exited_on, o.ends_on) end");
        format!(
            "select {columns}, n.entered_on as in_on, case when {exited} then p.exit_validated_on end as left_on,
               {gone} as gone_on,
               case when n.entered_on > {from} then n.entered_on else {from} end as since_on,
               case when coalesce(n.exited_on, o.ends_on) < {to} then coalesce(n.exited_on, o.ends_on) else {to} end as until_on
             from participations n
             join operations o on o.plie_id = n.plie_id and o.id = n.operation_id
             join pathways p on p.plie_id = n.plie_id and p.id = n.pathway_id
             where n.plie_id = {plie} and n.operation_id = {operation} and n.voided_at is null
               and n.entered_on <= {to} and {gone} >= {from} and {counts} and {people}",
            operation = self.lit.id(operation),
        )
    }

    /// People, each once, as their last situation told by the last day of the period has them; their age is that of the
    /// day they came.
    fn persons(&self) -> String {
        let part = |column: &str, at: &str| format!("substr(cast({column} as text), {at})");
        let year = |column: &str| format!("cast({} as integer)", part(column, "1, 4"));
        format!(
            "select w.participant_id as participant_id, w.in_on as in_on, h.gender as gender, h.commune_code as commune,
               {year} - {born} - case when {day} < {birthday} then 1 else 0 end as age,
               case when cast(h.address ->> 'qpv' as text) in ('true', '1') then 'yes'
                 when cast(h.address ->> 'qpv' as text) in ('false', '0') then 'no' else 'unknown' end as qpv,
               s.isced as isced, s.housing_situation as housing
             from (select participant_id, max(in_on) as in_on from b group by participant_id) w
             join participants h on h.plie_id = {plie} and h.id = w.participant_id
             left join situations s on s.plie_id = {plie} and s.id = (
               select t.id from situations t
               where t.plie_id = {plie} and t.participant_id = w.participant_id and t.as_of <= {to}
                 and not exists (select 1 from situations l where l.plie_id = {plie} and l.supersedes = t.id)
               order by t.as_of desc, t.recorded_at desc, t.id desc limit 1)",
            year = year("w.in_on"),
            born = year("h.birth_date"),
            day = part("w.in_on", "6"),
            birthday = part("h.birth_date", "6"),
            plie = self.plie(),
            to = self.to_day(),
        )
    }

    /// The selects that count a figure: of the whole, of each group, and what each is set against.
    fn counted(&self, figure: F) -> Vec<String> {
        let Some(source) = self.source(figure) else { return Vec::new() };
        let select = |mark: &str, by: &str, key: &str, from: &str, end: &str| {
            format!(
                "select '{mark}{figure}' as figure, '{by}' as grouped, {key} as of_key, {} as n from {from}{end}",
                source.count
            )
        };
        let base = self.base(figure);
        let sides = [("+", Some(source.from.clone())), ("-", base)];
        let mut parts = Vec::new();
        for (mark, from) in sides {
            let Some(from) = from else { continue };
            parts.push(select(mark, "", "''", &from, ""));
            for (by, key, apart) in &source.groups {
                let from = apart.as_ref().unwrap_or(&from);
                parts.push(select(mark, by.code(), key, from, &format!(" group by {key}")));
            }
        }
        parts
    }

    fn source(&self, figure: F) -> Option<Source> {
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
        let to = self.to_day();
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
    fn base(&self, figure: F) -> Option<String> {
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
            self.from_day(),
            self.to_day()
        )
    }

    fn exited(&self, filter: &str) -> String {
        format!(
            "b join who f on f.participant_id = b.participant_id where b.left_on between {} and {}{filter}",
            self.from_day(),
            self.to_day()
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
              from b join participant_criteria c on c.plie_id = {plie} and c.participant_id = b.participant_id
                and c.issued_on <= {to}
              union
              select b.participant_id as participant_id, j.value ->> 'criterion' as criterion
              from b join entry_files e on e.plie_id = {plie} and e.id = b.entry_file_id
              cross join {elements} where j.value ->> 'criterion' is not null) k",
            to = self.to_day(),
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
            self.from_day(),
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
            self.from_day(),
            self.lit.day(self.asked.done),
            self.asked.meetings,
            worked.unwrap_or_default()
        )
    }

    fn ftes(&self) -> Option<String> {
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
