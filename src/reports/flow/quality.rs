//! What is wrong with the data, by referent and territory: what people, pathways and participations lack, what is not
//! signed, what came late, what nobody has decided (§ 6.4, § 6.11, § 7.6). What stands wrong stands so today; what
//! happened on a day counts in its period.

use std::collections::{BTreeMap, BTreeSet};

use super::esf::reached;
use super::listing::{address, cut, page_of};
use super::{Figures, Group, GroupBy, Report, only_known, period};
use crate::auth::role::Reach;
use crate::civil::{IsoWeek, add_days};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::literal::Literals;
use crate::directory::referents;
use crate::esf::{agenda_weeks, norms, staff};
use crate::failure::{Failure, Outcome};
use crate::http::query::malformed;
use crate::http::{Page, PageIn};
use crate::identity::users;
use crate::ids::{Any, ReferentId, TerritoryId, UserId};
use crate::participants::in_reach_text;
use crate::platform::alerts::{self, Wanted, rules::AlertKind};
use crate::reports::api::{ReportName, ReportQuery};
use crate::reports::figures::{self, Figure, FigureName as F};
use crate::reports::store::esf::EsfScope;
use crate::reports::store::quality::{self as store, QualityScope};
use crate::reports::store::{Days, Fte, MemberRow, terms};

/// The figures that statements count.
const COUNTED: &[F] = &[
    F::IncompletePeople,
    F::WithoutContact,
    F::WithoutGender,
    F::WithoutAddress,
    F::WithoutSituation,
    F::WithoutHousing,
    F::IncompleteEntry,
    F::IncompleteExit,
    F::IncompleteSixMonth,
    F::WithoutReferent,
    F::WithoutDiagnosis,
    F::WithoutEligibility,
    F::WithoutProof,
    F::WithoutConsent,
    F::ExitProofsMissing,
    F::ContractsExpected,
    F::InterviewsUnsigned,
    F::ReportsMissing,
    F::LateFiles,
    F::LateRecords,
    F::WeeksOverdue,
    F::MonthsUnsigned,
    F::MonthsNotCountersigned,
];

/// The timers whose breach is counted.
const TIMERS: [AlertKind; 4] =
    [AlertKind::File, AlertKind::Agenda, AlertKind::TimesheetEmployee, AlertKind::TimesheetSupervisor];

/// How far back participations are looked at, in days: longer than any operation.
const PARTICIPATIONS_DAYS: i64 = 10 * 366;

/// What one figure counts, and among how many where it is a share.
type Counts = BTreeMap<F, (i64, Option<i64>)>;

struct Asked<'a> {
    query: &'a ReportQuery,
    scope: QualityScope,
    lists_members: bool,
}

impl Asked<'_> {
    fn listed(&self, name: F, figure: Figure, more: &[(&str, String)]) -> (F, Figure) {
        if !self.lists_members {
            return (name, figure);
        }
        let mut pairs = vec![
            ("from", Some(self.scope.from.to_string())),
            ("to", Some(self.scope.to.to_string())),
            ("referent_id", self.query.referent_id.map(|id| id.to_string())),
            ("territory_id", self.query.territory_id.map(|id| id.to_string())),
        ];
        for (name, value) in more {
            pairs.retain(|(known, _)| known != name);
            pairs.push((name, Some(value.clone())));
        }
        (name, figure.listed_at(address(ReportName::DataQuality, name, &pairs)))
    }

    fn figures(&self, counts: &Counts, more: Option<&[(&str, String)]>) -> Figures {
        let figure = |(name, (above, below)): (&F, &(i64, Option<i64>))| {
            let figure =
                below.map_or_else(|| Figure::count(*name, *above), |below| figures::rate(*name, *above, below));
            match more {
                Some(more) => self.listed(*name, figure, more),
                None => (*name, figure),
            }
        };
        counts.iter().map(figure).collect()
    }
}

pub(super) fn report(cx: &mut Ctx<'_>, query: &ReportQuery) -> Outcome<Report> {
    let asked = ask(cx, query)?;
    // a share of nothing is shown as well
    let mut whole: Counts = COUNTED.iter().map(|figure| (*figure, (0, None))).collect();
    let mut referents: BTreeMap<Option<ReferentId>, Counts> = BTreeMap::new();
    let mut territories: BTreeMap<Option<TerritoryId>, Counts> = BTreeMap::new();
    for row in store::counts(cx, &asked.scope, COUNTED)? {
        let (mark, name) = row.figure.split_at(1);
        let Some(figure) = F::parse(name) else { continue };
        let all = [
            &mut whole,
            referents.entry(row.referent_id).or_default(),
            territories.entry(row.territory_id).or_default(),
        ];
        for counts in all {
            let both = counts.entry(figure).or_default();
            if mark == "+" {
                both.0 += row.n;
            } else {
                *both.1.get_or_insert(0) += row.n;
            }
        }
    }
    let places = places(cx)?;
    whole.insert(F::WeeksIncomplete, (0, None));
    for week in weeks(cx, &asked, &places)? {
        let (referent, territory) = week.user_id.and_then(|user| places.get(&user).copied()).unwrap_or_default();
        for counts in [&mut whole, referents.entry(referent).or_default(), territories.entry(territory).or_default()] {
            counts.entry(F::WeeksIncomplete).or_default().0 += 1;
        }
    }
    with_bases(&mut whole);
    let mut all = asked.figures(&whole, Some(&[]));
    all.extend(duplicates(cx, &asked)?);
    let groups = groups(cx, &asked, &referents, &territories)?;
    let (from, to) = (asked.scope.from, asked.scope.to);
    Ok(Report { from, to, as_known_on: None, figures: all, groups })
}

/// A share among none at all is one of nothing, no plain count.
fn with_bases(whole: &mut Counts) {
    for (figure, (_, base)) in whole.iter_mut() {
        if figure.rule().contains('÷') {
            base.get_or_insert(0);
        }
    }
}

/// Where the work of everybody counts.
type Places = BTreeMap<UserId, (Option<ReferentId>, Option<TerritoryId>)>;

fn places(cx: &mut Ctx<'_>) -> Outcome<Places> {
    Ok(store::places(cx)?.into_iter().map(|p| (p.user_id, (p.referent_id, p.territory_id))).collect())
}

/// Agenda weeks that have ended and are not complete or not accepted, as a claim would find them.
fn weeks(cx: &mut Ctx<'_>, asked: &Asked<'_>, places: &Places) -> Outcome<Vec<MemberRow>> {
    let scope = &asked.scope;
    let ended = add_days(IsoWeek::of(cx.today).monday(), -1).min(scope.to);
    if ended < scope.from {
        return Ok(Vec::new());
    }
    let asked_for = |user: &UserId| {
        let (referent, territory) = places.get(user).copied().unwrap_or_default();
        scope.referent.is_none_or(|id| referent == Some(id)) && scope.territory.is_none_or(|id| territory == Some(id))
    };
    let schedules = staff::schedules_of(cx, scope.users.as_deref(), scope.from, ended)?;
    let people: BTreeSet<UserId> = schedules.into_iter().map(|(user, _)| user).filter(asked_for).collect();
    let people: Vec<UserId> = people.into_iter().collect();
    let found = agenda_weeks::incomplete(cx, &people, scope.from, ended)?;
    let row = |week: agenda_weeks::Incomplete| MemberRow {
        what: "agenda_week".to_owned(),
        id: week.user.cast(),
        day: week.week.monday(),
        participant_id: None,
        user_id: Some(week.user),
        minutes: Some(week.missing),
        fte: Fte::default(),
        days: Days::default(),
    };
    Ok(found.into_iter().map(row).collect())
}

/// The pairs that wait for a decision, for whoever decides; their own list shows them.
fn duplicates(cx: &mut Ctx<'_>, asked: &Asked<'_>) -> Outcome<Figures> {
    let narrowed = asked.query.referent_id.is_some() || asked.query.territory_id.is_some();
    if narrowed || cx.reach_in("list_duplicate_candidates").is_empty() {
        return Ok(Vec::new());
    }
    let figure = Figure::count(F::DuplicatesOpen, store::duplicates(cx)?);
    Ok(vec![(F::DuplicatesOpen, figure.listed_at("/v1/duplicate-candidates?status=open"))])
}

fn groups(
    cx: &mut Ctx<'_>,
    asked: &Asked<'_>,
    by_referent: &BTreeMap<Option<ReferentId>, Counts>,
    by_territory: &BTreeMap<Option<TerritoryId>, Counts>,
) -> Outcome<Vec<Group>> {
    let accounts = terms::accounts(cx, by_referent.keys().flatten().copied().collect())?;
    let names = users::names(cx, &accounts.values().copied().collect::<Vec<_>>())?;
    let territories = terms::territory_names(cx)?;
    let group = |by: GroupBy, parameter: Option<&str>, key: Option<String>, label: Option<String>, counts: &Counts| {
        // no parameter asks for what belongs to nobody
        let more = parameter.zip(key.clone()).map(|more| [more]);
        let figures = asked.figures(counts, more.as_ref().map(|more| &more[..]));
        Group { by, key: key.unwrap_or_else(|| "none".to_owned()), label, figures }
    };
    let mut out = Vec::new();
    for (id, counts) in by_referent {
        let name = id.and_then(|id| names.get(accounts.get(&id)?)).map(|(first, last)| format!("{first} {last}"));
        // somebody of one's territory may be followed by a referent of another, whom one can't ask for
        let reached = |user: &UserId| asked.scope.users.as_ref().is_none_or(|users| users.contains(user));
        let parameter = id.and_then(|id| accounts.get(&id)).filter(|user| reached(user)).map(|_| "referent_id");
        out.push(group(GroupBy::Referent, parameter, id.map(|id| id.to_string()), name, counts));
    }
    for (id, counts) in by_territory {
        let name = id.and_then(|id| territories.get(&id).cloned());
        out.push(group(GroupBy::Territory, Some("territory_id"), id.map(|id| id.to_string()), name, counts));
    }
    Ok(out)
}

/// The rows that a figure counts.
pub(super) fn members(cx: &mut Ctx<'_>, figure: F, query: &ReportQuery, page: &PageIn) -> Outcome<Page<MemberRow>> {
    let sort = page.sort(&["day"])?;
    let asked = ask(cx, query)?;
    if figure == F::WeeksIncomplete {
        let places = places(cx)?;
        return page_of(weeks(cx, &asked, &places)?, page, sort);
    }
    if !COUNTED.contains(&figure) {
        let known = COUNTED.iter().chain(&[F::WeeksIncomplete]).map(|f| f.code().to_owned()).collect();
        return Err(malformed("figure", figure.code(), known));
    }
    let after = page.after::<Day, Any>()?;
    let (rows, total) = store::members(cx, &asked.scope, figure, after, page.fetch(), page.include_total)?;
    Ok(Page { total, ..cut(rows, page, sort)? })
}

/// What is asked for, within what the caller may see.
fn ask<'a>(cx: &mut Ctx<'_>, query: &'a ReportQuery) -> Outcome<Asked<'a>> {
    only_known(ReportName::DataQuality, query)?;
    let (from, to) = period(cx, ReportName::DataQuality, query)?;
    let reach = cx.reach.clone();
    let users = staff::in_reach(cx, &reach)?;
    if let Some(id) = query.referent_id {
        let row = referents::find(cx, &Reach::everything(), id)?;
        if !staff::reaches(cx, &reach, row.user_id)? {
            return Err(Failure::NotFound);
        }
    }
    super::listing::known_territory(cx, query.territory_id)?;
    let own = Reach { own: reach.own || reach.myself, ..reach.clone() };
    let esf = EsfScope {
        plie: cx.plie(),
        people: reached(cx, &reach),
        operation: None,
        gender: None,
        from: add_days(to, -PARTICIPATIONS_DAYS),
        to: to.min(cx.today),
        today: cx.today,
        known_before: None,
        window_days: cx.settings().six_month_window_days,
        own_window_days: norms::own(cx, "six_month_window_days")?,
    };
    // what is due today is on time until its end
    let due_before = Some(add_days(to, 1).min(cx.today));
    let wanted = Wanted { kinds: TIMERS.to_vec(), referent_id: None, due_before };
    let scope = QualityScope {
        people: in_reach_text(Literals::of(cx.conn), cx, &own, "x.participant_id"),
        users,
        referent: query.referent_id,
        territory: query.territory_id,
        from,
        to,
        today: cx.today,
        esf,
        alerts: alerts::text(cx, reach, wanted)?,
    };
    let lists_members = !cx.reach_in("list_report_members").is_empty();
    Ok(Asked { query, scope, lists_members })
}
