//! What is wrong with the data, as SQL: one text gives each count by referent and territory, and the page of its rows.
//! The rules are those of where they live: late contacts and overdue weeks and months are the alerts', what a
//! participation lacks is what the reports of the ESF count, what an interview lacks is what a claim refuses it for.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::MemberRow;
use super::esf::{self, EsfScope};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::literal::Literals;
use crate::db::types::UuidSql;
use crate::each;
use crate::esf::cost_statements::support::{Supported, quoted};
use crate::failure::Outcome;
use crate::ids::{AnyId, ReferentId, TerritoryId, UserId};
use crate::pathways::EXIT_UNPROVED;
use crate::pathways::interviews::rules::signing::{ALWAYS_SIGNED, FACE_TO_FACE};
use crate::platform::alerts::rules::AlertKind;
use crate::reports::figures::FigureName as F;

/// What is looked at.
#[derive(Debug, Clone)]
pub(in crate::reports) struct QualityScope {
    /// The condition on the participant of a row `x` that the caller reaches them.
    pub(in crate::reports) people: String,
    /// Whose weeks, months and records; everybody's if none.
    pub(in crate::reports) users: Option<Vec<UserId>>,
    pub(in crate::reports) referent: Option<ReferentId>,
    pub(in crate::reports) territory: Option<TerritoryId>,
    pub(in crate::reports) from: Day,
    pub(in crate::reports) to: Day,
    pub(in crate::reports) today: Day,
    /// The participations behind the figures of the ESF.
    pub(in crate::reports) esf: EsfScope,
    /// The heads of the alerts that are overdue; none where there are none.
    pub(in crate::reports) alerts: Option<String>,
}

/// How many rows a figure counts of a referent and territory: above, and below where it is a share.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::reports) struct QualityRow {
    /// The figure, after `+` for what it counts and `-` for what that is set against.
    #[diesel(sql_type = Text)]
    pub(in crate::reports) figure: String,
    #[diesel(sql_type = Nullable<UuidSql>)]
    pub(in crate::reports) referent_id: Option<ReferentId>,
    #[diesel(sql_type = Nullable<UuidSql>)]
    pub(in crate::reports) territory_id: Option<TerritoryId>,
    #[diesel(sql_type = BigInt)]
    pub(in crate::reports) n: i64,
}

/// Where somebody's work counts: the later terms speak for those before.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub(in crate::reports) struct Placed {
    #[diesel(sql_type = UuidSql)]
    pub(in crate::reports) user_id: UserId,
    #[diesel(sql_type = Nullable<UuidSql>)]
    pub(in crate::reports) referent_id: Option<ReferentId>,
    #[diesel(sql_type = Nullable<UuidSql>)]
    pub(in crate::reports) territory_id: Option<TerritoryId>,
}

/// No phone, no e-mail, nobody else to ask (R7.5).
const NO_CONTACT: &str = "w.phone is null and w.email is null and w.contact_person is null";
const NO_SITUATION: &str =
    "not exists (select 1 from situations s where s.plie_id = w.plie_id and s.participant_id = w.id)";
/// The last situation says nothing of housing.
const NO_HOUSING: &str = "exists (select 1 from situations s where s.plie_id = w.plie_id and s.participant_id = w.id)
  and (select s.housing_situation from situations s where s.plie_id = w.plie_id and s.participant_id = w.id
       order by s.as_of desc, s.recorded_at desc, s.id desc limit 1) is null";
const OPEN: &str = "('admitted', 'active', 'suspended', 'in_job_follow_up')";

struct Sql<'a> {
    lit: Literals,
    plie: String,
    scope: &'a QualityScope,
    heads: Vec<String>,
    /// What shares of the ESF count.
    shares: BTreeMap<F, (String, String)>,
}

impl<'a> Sql<'a> {
    fn new(cx: &Ctx<'_>, scope: &'a QualityScope) -> Self {
        let lit = Literals::of(cx.conn);
        let plie = lit.id(cx.plie());
        let heads = std::iter::once(placed(lit, &plie)).chain([esf::heads(cx, &scope.esf)]).chain(scope.alerts.clone());
        let told = [F::IncompleteEntry, F::IncompleteExit, F::IncompleteSixMonth];
        let shares = told.into_iter().filter_map(|figure| Some((figure, esf::share(cx, &scope.esf, figure)?)));
        Self { lit, plie: plie.clone(), scope, heads: heads.collect(), shares: shares.collect() }
    }

    fn period(&self, column: &str) -> String {
        format!("{column} between {} and {}", self.lit.day(self.scope.from), self.lit.day(self.scope.to))
    }

    /// The people on a pathway, on the day it began.
    fn people(&self, condition: &str) -> String {
        format!(
            "select 'participant' as what, w.id as id, {day} as day, w.id as participant_id,
               w.current_referent_user_id as user_id, cast(null as bigint) as minutes
             from participants w join pathways p on p.plie_id = w.plie_id and p.id = w.current_pathway_id
             left join decisions d on d.plie_id = p.plie_id and d.id = p.decision_id
             where w.plie_id = {plie} and w.merged_into is null and p.status in {OPEN} and ({condition})",
            day = self.begun(),
            plie = self.plie,
        )
    }

    fn begun(&self) -> String {
        format!("coalesce(p.activated_on, d.effective_on, {})", self.lit.day(self.scope.today))
    }

    fn pathways(&self, condition: &str) -> String {
        format!(
            "select 'pathway' as what, p.id as id, {day} as day, p.participant_id as participant_id,
               p.current_referent_user_id as user_id, cast(null as bigint) as minutes
             from pathways p left join decisions d on d.plie_id = p.plie_id and d.id = p.decision_id
             where p.plie_id = {plie} and p.status in {OPEN} and {condition}",
            day = self.begun(),
            plie = self.plie,
        )
    }

    fn without_in_file(condition: &str) -> String {
        format!(
            "not exists (select 1 from entry_files e where e.plie_id = p.plie_id and e.id = p.entry_file_id and {condition})"
        )
    }

    fn criteria(condition: &str) -> String {
        format!(
            "exists (select 1 from participant_criteria c where c.plie_id = p.plie_id
               and c.participant_id = p.participant_id{condition})"
        )
    }

    fn exits(&self, condition: &str) -> String {
        format!(
            "select 'pathway' as what, p.id as id, p.exit_on as day, p.participant_id as participant_id,
               p.current_referent_user_id as user_id, cast(null as bigint) as minutes
             from pathways p where p.plie_id = {plie} and {period} and p.exit_category = 'positive'{condition}",
            plie = self.plie,
            period = self.period("p.exit_on"),
        )
    }

    fn contracts(&self, condition: &str) -> String {
        format!(
            "select 'employment_contract' as what, c.id as id, c.starts_on as day, c.participant_id as participant_id,
               p.current_referent_user_id as user_id, cast(null as bigint) as minutes
             from employment_contracts c join pathways p on p.plie_id = c.plie_id and p.id = c.pathway_id
             where c.plie_id = {plie} and {period}{condition}",
            plie = self.plie,
            period = self.period("c.starts_on"),
        )
    }

    fn interviews(&self, condition: &str) -> String {
        format!(
            "select 'interview' as what, i.id as id, i.day as day, i.participant_id as participant_id,
               i.user_id as user_id, cast(null as bigint) as minutes
             from interviews i where i.plie_id = {plie} and {period} and {condition}",
            plie = self.plie,
            period = self.period("i.day"),
        )
    }

    /// Interviews and stage reviews that have been recorded, on time or late (§ 6.4).
    fn files(&self, condition: &str) -> String {
        format!(
            "{interviews} union all
             select 'stage_review' as what, i.id as id, i.held_on as day, s.participant_id as participant_id,
               p.current_referent_user_id as user_id, cast(null as bigint) as minutes
             from stage_reviews i join stages s on s.plie_id = i.plie_id and s.id = i.stage_id
             join pathways p on p.plie_id = s.plie_id and p.id = s.pathway_id
             where i.plie_id = {plie} and {period} and {condition}",
            interviews = self.interviews(&format!("i.recorded_at is not null and {condition}")),
            plie = self.plie,
            period = self.period("i.held_on"),
        )
    }

    fn late_records(&self) -> String {
        format!(
            "select 'time_record' as what, t.id as id, t.date as day, {none} as participant_id, t.user_id as user_id,
               t.duration_minutes as minutes
             from time_records t where t.plie_id = {plie} and t.late and t.status <> 'superseded' and {period}",
            none = self.lit.no_id(),
            plie = self.plie,
            period = self.period("t.date"),
        )
    }

    /// What a timer is past, of the days asked for.
    fn overdue(&self, what: &str, kind: AlertKind) -> Option<String> {
        self.scope.alerts.as_ref()?;
        Some(format!(
            "select '{what}' as what, l.id as id, l.due_on as day, l.participant_id as participant_id,
               l.user_id as user_id, cast(null as bigint) as minutes
             from alerts l where l.kind = '{kind}' and {period}",
            period = self.period("l.due_on"),
        ))
    }

    /// The rows that a figure counts.
    fn counted(&self, figure: F) -> Option<String> {
        Some(match figure {
            F::IncompletePeople => self.people(&format!(
                "({NO_CONTACT}) or w.gender is null or w.commune_code is null or ({NO_SITUATION}) or ({NO_HOUSING})"
            )),
            F::WithoutContact => self.people(NO_CONTACT),
            F::WithoutGender => self.people("w.gender is null"),
            F::WithoutAddress => self.people("w.commune_code is null"),
            F::WithoutSituation => self.people(NO_SITUATION),
            F::WithoutHousing => self.people(NO_HOUSING),
            F::WithoutReferent => self.pathways("p.current_referent_id is null"),
            F::WithoutDiagnosis => self.pathways(&Self::without_in_file(
                "(e.diagnosis ->> 'project_maturity') is not null and (e.diagnosis ->> 'autonomy_level') is not null",
            )),
            F::WithoutConsent => self.pathways(&Self::without_in_file("e.consent_to_enter is not null")),
            F::WithoutEligibility => self.pathways(&format!("not {}", Self::criteria(""))),
            F::WithoutProof => self.pathways(&format!(
                "{} and not {}",
                Self::criteria(""),
                Self::criteria(" and c.evidence_document_id is not null")
            )),
            F::ExitProofsMissing => self.exits(&format!(" and {EXIT_UNPROVED}")),
            F::ContractsExpected => self.contracts(" and c.document_state = 'expected'"),
            F::InterviewsUnsigned => self.interviews(&format!("({})", Supported::unsigned_interview())),
            F::LateFiles => self.files("i.late"),
            F::LateRecords => self.late_records(),
            F::ReportsMissing => return self.overdue("interview", AlertKind::File),
            F::WeeksOverdue => return self.overdue("agenda_week", AlertKind::Agenda),
            F::MonthsUnsigned => return self.overdue("timesheet", AlertKind::TimesheetEmployee),
            F::MonthsNotCountersigned => return self.overdue("timesheet", AlertKind::TimesheetSupervisor),
            other => return self.shares.get(&other).map(|(counted, _)| counted.clone()),
        })
    }

    /// What they are set against, where that is rows too.
    fn base(&self, figure: F) -> Option<String> {
        Some(match figure {
            F::IncompletePeople
            | F::WithoutContact
            | F::WithoutGender
            | F::WithoutAddress
            | F::WithoutSituation
            | F::WithoutHousing => self.people("1 = 1"),
            F::WithoutReferent | F::WithoutDiagnosis | F::WithoutConsent | F::WithoutEligibility | F::WithoutProof => {
                self.pathways("1 = 1")
            }
            F::ExitProofsMissing => self.exits(""),
            F::ContractsExpected => self.contracts(""),
            F::InterviewsUnsigned => self.interviews(&format!(
                "i.outcome = 'held' and (i.modality in ({}) or i.type in ({}))",
                quoted(&FACE_TO_FACE),
                quoted(&ALWAYS_SIGNED)
            )),
            F::LateFiles => self.files("1 = 1"),
            other => return self.shares.get(&other).map(|(_, base)| base.clone()),
        })
    }

    /// The rows within reach, each with the referent and the territory that it counts under: those of the person, of
    /// staff their own.
    fn placed(&self, rows: &str) -> String {
        let users = match &self.scope.users {
            Some(users) => format!("x.user_id in ({})", self.lit.ids(users)),
            None => "1 = 1".to_owned(),
        };
        let referent = "case when x.participant_id is null then t.referent_id else w.current_referent_id end";
        let territory = "case when x.participant_id is null then t.territory_id else w.territory_id end";
        let only = |column: &str, id: Option<String>| id.map(|id| format!(" and {column} = {id}")).unwrap_or_default();
        format!(
            "select x.what, x.id, x.day, x.participant_id, x.user_id, x.minutes, {referent} as referent_id,
               {territory} as territory_id
             from ({rows}) x
             left join participants w on w.plie_id = {plie} and w.id = x.participant_id
             left join placed t on t.user_id = x.user_id
             where ((x.participant_id is not null and {people}) or (x.participant_id is null and {users})){one}{there}",
            plie = self.plie,
            people = self.scope.people,
            one = only(&format!("({referent})"), self.scope.referent.map(|id| self.lit.id(id))),
            there = only(&format!("({territory})"), self.scope.territory.map(|id| self.lit.id(id))),
        )
    }

    fn heads(&self) -> String {
        self.heads.join(", ")
    }
}

/// Whose work counts under which referent and territory.
fn placed(lit: Literals, plie: &str) -> String {
    format!(
        "placed as (
           select r.user_id as user_id, r.id as referent_id, s.territory_id as territory_id
           from referents r join sites s on s.plie_id = r.plie_id and s.id = r.site_id
           where r.plie_id = {plie} and not exists (select 1 from referents o where o.plie_id = r.plie_id
             and o.user_id = r.user_id and (o.valid_from, o.id) > (r.valid_from, r.id))
           union all
           select r.user_id, {none}, s.territory_id
           from staff_assignments r join sites s on s.plie_id = r.plie_id and s.id = r.site_id
           where r.plie_id = {plie}
             and not exists (select 1 from referents o where o.plie_id = r.plie_id and o.user_id = r.user_id)
             and not exists (select 1 from staff_assignments o where o.plie_id = r.plie_id
               and o.user_id = r.user_id and (o.valid_from, o.id) > (r.valid_from, r.id)))",
        none = lit.no_id(),
    )
}

/// How many rows each figure counts, by referent and territory, in one statement.
pub(in crate::reports) fn counts(cx: &mut Ctx<'_>, scope: &QualityScope, figures: &[F]) -> Outcome<Vec<QualityRow>> {
    let sql = Sql::new(cx, scope);
    let part = |mark: &str, figure: F, rows: Option<String>| {
        rows.map(|rows| {
            format!(
                "select '{mark}{figure}' as figure, y.referent_id as referent_id, y.territory_id as territory_id,
                   count(*) as n from ({}) y group by y.referent_id, y.territory_id",
                sql.placed(&rows)
            )
        })
    };
    let parts: Vec<String> =
        figures.iter().flat_map(|f| [part("+", *f, sql.counted(*f)), part("-", *f, sql.base(*f))]).flatten().collect();
    let text = format!("with {} {}", sql.heads(), parts.join(" union all "));
    Ok(each!(cx.conn, |c| diesel::sql_query(text).load(c))?)
}

/// The rows that a figure counts, after a place in the list, and how many there are where that is asked; none for one
/// that no statement counts.
pub(in crate::reports) fn members(
    cx: &mut Ctx<'_>,
    scope: &QualityScope,
    figure: F,
    after: Option<(Day, AnyId)>,
    limit: i64,
    count: bool,
) -> Outcome<(Vec<MemberRow>, Option<i64>)> {
    #[derive(QueryableByName)]
    struct Total {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let sql = Sql::new(cx, scope);
    // without alerts there is nothing overdue
    let Some(rows) = sql.counted(figure) else { return Ok((Vec::new(), count.then_some(0))) };
    let (heads, rows) = (sql.heads(), sql.placed(&rows));
    let place = after.map(|(day, id)| format!("where (day, id) > ({}, {})", sql.lit.day(day), sql.lit.id(id)));
    let text = format!(
        "with {heads} select what, id, day, participant_id, user_id, minutes from ({rows}) y {} order by day, id limit {limit}",
        place.unwrap_or_default()
    );
    let page = each!(cx.conn, |c| diesel::sql_query(text).load(c))?;
    if !count {
        return Ok((page, None));
    }
    let text = format!("with {heads} select count(*) as n from ({rows}) y");
    let total: Total = each!(cx.conn, |c| diesel::sql_query(text).get_result(c))?;
    Ok((page, Some(total.n)))
}

/// Where the work of everybody counts.
pub(in crate::reports) fn places(cx: &mut Ctx<'_>) -> Outcome<Vec<Placed>> {
    let lit = Literals::of(cx.conn);
    let text =
        format!("with {} select user_id, referent_id, territory_id from placed", placed(lit, &lit.id(cx.plie())));
    Ok(each!(cx.conn, |c| diesel::sql_query(text).load(c))?)
}

/// How many pairs wait to be told one person or two.
pub(in crate::reports) fn duplicates(cx: &mut Ctx<'_>) -> Outcome<i64> {
    use crate::db::schema::duplicate_candidates as t;
    let open = t::table.filter(t::plie_id.eq(cx.plie())).filter(t::status.eq("open"));
    Ok(open.count().get_result(cx.conn)?)
}
