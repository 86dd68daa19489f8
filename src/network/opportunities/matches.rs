//! Whom an opportunity fits, and what stands in the way of the others: one statement over the open pathways in reach.
//!
//! It looks at the occupations that a diagnosis aims at, the publics that the person is of, the barriers that are felt,
//! and the constraints that hold today (S3.18). Of health it looks at the codes that somebody noted for this, and only
//! for a caller who reads them in lists; of the sensitive facts at nothing.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};

use super::api::Constraint;
use super::rules::{BLOCKING_SEVERITY, LOOKING, Obstacle, OpportunityConstraintKind};
use super::store::OpportunityRow;
use crate::auth::restricted::Restricted;
use crate::ctx::Ctx;
use crate::db::literal::Literals;
use crate::db::schema::{opportunity_notices, participant_criteria};
use crate::db::types::{InstantSql, UuidSql};
use crate::db::{Day, Instant};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{Any, OpportunityId, ParticipantId, PathwayId, ReferentId};
use crate::participants::in_reach_text;
use crate::pathways::constraints::rules::{Demand, OF_HOURS, OF_TRANSPORT, health_flag};
use crate::pathways::stages::rules::is_rome;

/// An open pathway that was held against an opportunity.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct MatchRow {
    #[diesel(sql_type = UuidSql)]
    pub(super) id: PathwayId,
    #[diesel(sql_type = UuidSql)]
    pub(super) participant_id: ParticipantId,
    #[diesel(sql_type = Nullable<UuidSql>)]
    pub(super) referent_id: Option<ReferentId>,
    #[diesel(sql_type = InstantSql)]
    pub(super) created_at: Instant,
    /// The diagnosis aims at its occupation.
    #[diesel(sql_type = Bool)]
    pub(super) occupation: bool,
    /// The person is of one of its publics.
    #[diesel(sql_type = Bool)]
    pub(super) criterion: bool,
    #[diesel(sql_type = Bool)]
    barrier: bool,
    #[diesel(sql_type = Bool)]
    hours: bool,
    #[diesel(sql_type = Bool)]
    area: bool,
    #[diesel(sql_type = Bool)]
    licence: bool,
    #[diesel(sql_type = Bool)]
    physical: bool,
}

impl MatchRow {
    /// What stands in the way.
    pub(super) fn obstacles(&self) -> Vec<Obstacle> {
        let found = [
            (!self.occupation && !self.criterion, Obstacle::NotSought),
            (self.barrier, Obstacle::Barrier),
            (self.hours, Obstacle::Hours),
            (self.area, Obstacle::Area),
            (self.licence, Obstacle::DrivingLicence),
            (self.physical, Obstacle::Physical),
        ];
        found.into_iter().filter_map(|(stands, obstacle)| stands.then_some(obstacle)).collect()
    }
}

#[derive(QueryableByName)]
struct Total {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    total: i64,
}

/// What speaks for a match beside its row, and when the person heard of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Why {
    pub(super) criteria: Vec<String>,
    pub(super) notified_at: Option<Instant>,
}

const NO: &str = "(1 = 0)";

/// What an opportunity is held against, as conditions on a pathway `p`.
struct Sought<'a> {
    lit: Literals,
    plie: String,
    today: String,
    /// The people of whom the caller reads barriers and constraints of health.
    health: String,
    row: &'a OpportunityRow,
    demands: Vec<Demand>,
}

impl<'a> Sought<'a> {
    fn of(cx: &mut Ctx<'_>, row: &'a OpportunityRow) -> Outcome<Self> {
        let asked: Vec<Constraint> = row.constraints.read().map_err(Failure::defect)?;
        let demand = |c: &Constraint| match (c.kind, c.code) {
            (OpportunityConstraintKind::DrivingLicence, None) => Some(Demand::DrivingLicence),
            (_, code) => code,
        };
        let lit = Literals::of(cx.conn);
        let health = match cx.narrower("list_constraints", Restricted::HealthBarriers) {
            Some(reach) => in_reach_text(lit, cx, &reach, "p.participant_id"),
            None => "1 = 1".to_owned(),
        };
        Ok(Self {
            lit,
            plie: lit.id(cx.plie()),
            today: lit.day(cx.today),
            health,
            row,
            demands: asked.iter().filter_map(demand).collect(),
        })
    }

    /// Codes as a list for `in`; none where there are none.
    fn codes(&self, codes: impl Iterator<Item = String>) -> Option<String> {
        let codes: Vec<String> = codes.filter_map(|code| self.lit.code(&code)).collect();
        (!codes.is_empty()).then(|| codes.join(", "))
    }

    fn occupation(&self) -> String {
        match self.row.rome.as_deref().filter(|code| is_rome(code)) {
            None => NO.to_owned(),
            Some(rome) => format!(
                "exists (select 1 from target_occupations o where o.plie_id = {} and o.entry_file_id = p.entry_file_id and o.rome = '{rome}')",
                self.plie
            ),
        }
    }

    fn criterion(&self) -> Outcome<String> {
        let codes: Vec<String> = self.row.target_criteria.read().map_err(Failure::defect)?;
        let Some(codes) = self.codes(codes.into_iter()) else { return Ok(NO.to_owned()) };
        Ok(format!(
            "exists (select 1 from participant_criteria c where c.plie_id = {} and c.participant_id = p.participant_id
               and c.criterion in ({codes}) and (c.valid_until is null or c.valid_until >= {}))",
            self.plie, self.today
        ))
    }

    fn barrier(&self) -> Outcome<String> {
        let codes: Vec<String> = self.row.blocking_barriers.read().map_err(Failure::defect)?;
        let Some(codes) = self.codes(codes.into_iter()) else { return Ok(NO.to_owned()) };
        Ok(format!(
            "exists (select 1 from barriers b where b.plie_id = {} and b.pathway_id = p.id and b.theme in ({codes})
               and b.severity >= {BLOCKING_SEVERITY} and b.lifted_on is null and (b.theme <> 'health' or {}))",
            self.plie, self.health
        ))
    }

    /// A constraint of the person that holds today and for which more is so.
    fn constrained(&self, more: &str) -> String {
        format!(
            "exists (select 1 from participant_constraints k where k.plie_id = {} and k.pathway_id = p.id
               and k.valid_from <= {today} and (k.valid_to is null or k.valid_to >= {today}) and {more})",
            self.plie,
            today = self.today
        )
    }

    /// The person rules one of these out.
    fn ruled_out(&self, known: &[Demand]) -> String {
        let asked = self.demands.iter().filter(|demand| known.contains(demand));
        let named: Vec<String> =
            asked.map(|demand| format!("cast(k.rules_out as text) like '%\"{demand}\"%'")).collect();
        if named.is_empty() { NO.to_owned() } else { self.constrained(&format!("({})", named.join(" or "))) }
    }

    /// The person can work in some communes alone, and this is none of them.
    fn area(&self) -> String {
        let plain = |code: &&str| code.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
        let Some(commune) = self.row.commune_code.as_deref().filter(plain) else { return NO.to_owned() };
        let limited = self.constrained("k.kind = 'area' and cast(k.commune_codes as text) <> '[]'");
        let there = self.constrained(&format!("cast(k.commune_codes as text) like '%\"{commune}\"%'"));
        format!("({limited} and not {there})")
    }

    /// A licence or a vehicle is asked for, and the person is known to have none: what nobody asked rules nothing out.
    fn licence(&self) -> String {
        let ruled_out = self.ruled_out(OF_TRANSPORT);
        if !self.demands.contains(&Demand::DrivingLicence) {
            return ruled_out;
        }
        let known = format!(
            "(select s.driving_licence from situations s where s.plie_id = {plie} and s.participant_id = p.participant_id
                and s.driving_licence is not null and s.as_of <= {today}
                and not exists (select 1 from situations n where n.plie_id = s.plie_id and n.supersedes = s.id)
              order by s.as_of desc, s.recorded_at desc, s.id desc limit 1)",
            plie = self.plie,
            today = self.today
        );
        format!("({ruled_out} or not coalesce({known}, true))")
    }

    /// A constraint of health says no, for a caller who reads it.
    fn physical(&self) -> String {
        let flags = self.demands.iter().filter_map(|demand| health_flag(*demand));
        match self.codes(flags.map(|flag| flag.code().to_owned())) {
            None => NO.to_owned(),
            Some(codes) => {
                format!(
                    "({} and {})",
                    self.constrained(&format!("k.kind = 'health' and k.value in ({codes})")),
                    self.health
                )
            }
        }
    }
}

/// The statement up to its order: those whom it fits, or the others.
fn statement(cx: &mut Ctx<'_>, row: &OpportunityRow, fits: bool, page: &PageIn) -> Outcome<String> {
    let people = in_reach_text(Literals::of(cx.conn), cx, &cx.reach.clone(), "p.participant_id");
    let sought = Sought::of(cx, row)?;
    let looking: Vec<String> = LOOKING.iter().map(|status| format!("'{status}'")).collect();
    let changed = page.updated_after.map(|at| format!(" and p.updated_at > {}", sought.lit.instant(at)));
    let fit = "(occupation or criterion) and not (barrier or hours or area or licence or physical)";
    Ok(format!(
        "with looked as (select p.id as id, p.participant_id as participant_id, p.current_referent_id as referent_id,
           p.created_at as created_at, {occupation} as occupation, {criterion} as criterion, {barrier} as barrier,
           {hours} as hours, {area} as area, {licence} as licence, {physical} as physical
         from pathways p where p.plie_id = {plie} and p.status in ({looking}) and {people}{changed}),
         found as (select * from looked where {fits})",
        occupation = sought.occupation(),
        criterion = sought.criterion()?,
        barrier = sought.barrier()?,
        hours = sought.ruled_out(OF_HOURS),
        area = sought.area(),
        licence = sought.licence(),
        physical = sought.physical(),
        plie = sought.plie,
        looking = looking.join(", "),
        changed = changed.unwrap_or_default(),
        fits = if fits { fit.to_owned() } else { format!("not ({fit})") },
    ))
}

/// A page of those whom it fits, or of the others, each with what speaks for it.
pub(super) fn list(
    cx: &mut Ctx<'_>,
    row: &OpportunityRow,
    fits: bool,
    page: &PageIn,
) -> Outcome<Page<(MatchRow, Why)>> {
    let sort = page.sort(&["-created_at"])?;
    let lit = Literals::of(cx.conn);
    let head = statement(cx, row, fits, page)?;
    let place = page
        .after::<Instant, Any>()?
        .map(|(at, id)| format!("where (created_at, id) < ({}, {})", lit.instant(at), lit.id(id)));
    let sql = format!(
        "{head} select * from found {} order by created_at desc, id desc limit {}",
        place.unwrap_or_default(),
        page.fetch()
    );
    let rows: Vec<MatchRow> = diesel::sql_query(sql).load(cx.conn)?;
    let mut found = page.cut(rows, sort, |r: &MatchRow| (r.created_at.to_string().into(), r.id))?;
    if page.include_total {
        let all: Total =
            diesel::sql_query(format!("{head} select count(*) as total from found")).get_result(cx.conn)?;
        found.total = Some(all.total);
    }
    let mut why = why(cx, row, &found.items)?;
    Ok(found.map(|m| {
        let speaks = why.remove(&m.id).unwrap_or_default();
        (m, speaks)
    }))
}

/// A proof that still holds (T11).
#[diesel::dsl::auto_type]
fn valid(today: Day) -> _ {
    participant_criteria::valid_until.is_null().or(participant_criteria::valid_until.ge(today).assume_not_null())
}

fn why(cx: &mut Ctx<'_>, row: &OpportunityRow, matches: &[MatchRow]) -> Outcome<HashMap<PathwayId, Why>> {
    let people: Vec<ParticipantId> = matches.iter().filter(|m| m.criterion).map(|m| m.participant_id).collect();
    let sought: Vec<String> = row.target_criteria.read().map_err(Failure::defect)?;
    let criteria: Vec<(ParticipantId, String)> = participant_criteria::table
        .filter(participant_criteria::plie_id.eq(cx.plie()))
        .filter(participant_criteria::criterion.eq_any(sought))
        .filter(participant_criteria::participant_id.eq_any(people))
        .filter(valid(cx.today))
        .order((participant_criteria::participant_id, participant_criteria::criterion))
        .select((participant_criteria::participant_id, participant_criteria::criterion))
        .load(cx.conn)?;
    let notified = notified(cx, row.id, matches)?;
    let one = |m: &MatchRow| {
        let of = criteria.iter().filter(|(person, _)| *person == m.participant_id);
        let criteria = of.map(|(_, code)| code.clone()).collect();
        (m.id, Why { criteria, notified_at: notified.get(&m.id).copied() })
    };
    Ok(matches.iter().map(one).collect())
}

fn notified(
    cx: &mut Ctx<'_>,
    opportunity: OpportunityId,
    matches: &[MatchRow],
) -> Outcome<HashMap<PathwayId, Instant>> {
    let query = opportunity_notices::table
        .filter(opportunity_notices::plie_id.eq(cx.plie()))
        .filter(opportunity_notices::opportunity_id.eq(opportunity))
        .filter(opportunity_notices::pathway_id.eq_any(matches.iter().map(|m| m.id).collect::<Vec<_>>()))
        .select((opportunity_notices::pathway_id, opportunity_notices::notified_at));
    Ok(query.load::<(PathwayId, Instant)>(cx.conn)?.into_iter().collect())
}
