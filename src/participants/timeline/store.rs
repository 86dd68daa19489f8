//! The events of a participant, in one statement: each kind selects its own, the page is cut from their union.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::auth::restricted::Restricted;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Instant;
use crate::db::literal::Literals;
use crate::db::types::{InstantSql, UuidSql};
use crate::each;
use crate::esf::staff;
use crate::failure::{Failure, Outcome};
use crate::ids::{AnyId, ParticipantId};
use crate::participants::store;
use sources::{SOURCES, Source};

mod sources;

/// An event.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct EventRow {
    #[diesel(sql_type = InstantSql)]
    pub(super) at: Instant,
    #[diesel(sql_type = Text)]
    pub(super) kind: String,
    #[diesel(sql_type = Text)]
    pub(super) what: String,
    #[diesel(sql_type = UuidSql)]
    pub(super) id: AnyId,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) detail: Option<String>,
}

#[derive(QueryableByName)]
struct Total {
    #[diesel(sql_type = BigInt)]
    total: i64,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// Only this kind.
    pub(super) kind: Option<String>,
    /// Only after this instant.
    pub(super) after: Option<Instant>,
    /// The place in the list after which the page begins.
    pub(super) place: Option<(Instant, String, String, AnyId)>,
    /// Events a page, and one more.
    pub(super) limit: i64,
    /// Whether to count.
    pub(super) count: bool,
}

/// The events of a participant in reach that the caller may see, after a place, and how many there are in all where
/// that is asked.
pub(super) fn load(cx: &mut Ctx<'_>, person: ParticipantId, asked: &Asked) -> Outcome<(Vec<EventRow>, Option<i64>)> {
    // somebody named twice in one session or review, by two pathways, was there once
    let union = parts(cx, person, asked)?.join(" union ");
    if union.is_empty() {
        return Ok((Vec::new(), asked.count.then_some(0)));
    }
    let lit = Literals::of(cx.conn);
    let mut conditions = vec!["at is not null".to_owned()];
    conditions.extend(asked.after.map(|after| format!("at > {}", lit.instant(after))));
    let listed = conditions.join(" and ");
    if let Some((at, kind, what, id)) = &asked.place {
        // the place comes with the cursor, from outside
        let (Some(kind), Some(what)) = (lit.code(kind), lit.code(what)) else { return Err(invalid_cursor()) };
        conditions.push(format!("(at, kind, what, id) < ({}, {kind}, {what}, {})", lit.instant(*at), lit.id(*id)));
    }
    let page = format!(
        "with told as ({union}) select * from told where {} order by at desc, kind desc, what desc, id desc limit {}",
        conditions.join(" and "),
        asked.limit
    );
    let rows = each!(cx.conn, |c| diesel::sql_query(page).load(c))?;
    if !asked.count {
        return Ok((rows, None));
    }
    let all = format!("with told as ({union}) select count(*) as total from told where {listed}");
    let all: Total = each!(cx.conn, |c| diesel::sql_query(all).get_result(c))?;
    Ok((rows, Some(all.total)))
}

fn invalid_cursor() -> Failure {
    Failure::request("invalid_cursor", "Ce curseur n'est pas de cette liste.", "This cursor is not of this list.")
}

fn parts(cx: &mut Ctx<'_>, person: ParticipantId, asked: &Asked) -> Outcome<Vec<String>> {
    let (mut parts, lit) = (Vec::new(), Literals::of(cx.conn));
    let (plie, who) = (lit.id(cx.plie()), lit.id(person));
    for source in SOURCES {
        let wanted = asked.kind.as_deref().is_none_or(|kind| kind == source.kind);
        if !wanted || !shown(cx, source, person)? {
            continue;
        }
        let mut whose = source.whose.replace("{health}", without_health(cx, person)?).replace("{mine}", &mine(cx, lit));
        if let Some((before, rest)) = whose.split_once("{staff:")
            && let Some((column, after)) = rest.split_once('}')
        {
            whose = format!("{before}{}{after}", of_staff(cx, source, column)?);
        }
        let at = source.at.strip_prefix("day ").map_or_else(|| source.at.to_owned(), |day| lit.first_instant(day));
        let part = format!(
            "select {at} as at, '{}' as kind, {} as what, s.id as id, cast({} as text) as detail from {} where s.plie_id = {plie} and {whose}",
            source.kind, source.what, source.detail, source.from
        );
        parts.push(part.replace("{plie}", &plie).replace("{person}", &who));
    }
    Ok(parts)
}

/// Whether the caller would see objects of that kind of this participant in their own list.
fn shown(cx: &mut Ctx<'_>, source: &Source, person: ParticipantId) -> Outcome<bool> {
    let reach = cx.reach_in(source.operation);
    match source.kind {
        // time is whose it is; of others' it takes the whole PLIE
        "time_records" => Ok(reach.all || reach.myself),
        // these are whose they are held by, which `of_staff` says
        "quarterly_reviews" | "collective_sessions" => Ok(!reach.is_empty()),
        _ => reaches(cx, &reach, person),
    }
}

fn reaches(cx: &mut Ctx<'_>, reach: &Reach, person: ParticipantId) -> Outcome<bool> {
    if *reach == cx.reach { Ok(true) } else { Ok(!reach.is_empty() && store::exists(cx, reach, person)?) }
}

/// Barriers of health are left out for whoever only enters forms (`domain.md` § 3).
fn without_health(cx: &mut Ctx<'_>, person: ParticipantId) -> Outcome<&'static str> {
    let Some(reach) = cx.narrower("list_barriers", Restricted::HealthBarriers) else { return Ok("") };
    Ok(if reaches(cx, &reach, person)? { "" } else { " and s.theme <> 'health'" })
}

/// One's own time alone, for whoever does not reach everybody's.
fn mine(cx: &Ctx<'_>, lit: Literals) -> String {
    let reach = cx.reach_in("list_time_records");
    if reach.all { String::new() } else { format!(" and s.user_id = {}", lit.id(reach.user)) }
}

/// What was held by those whose reviews and sessions the caller would see in their list.
fn of_staff(cx: &mut Ctx<'_>, source: &Source, column: &str) -> Outcome<String> {
    let (reach, lit) = (cx.reach_in(source.operation), Literals::of(cx.conn));
    let users = staff::in_reach(cx, &reach)?;
    Ok(users.map_or_else(String::new, |users| format!(" and {column} in ({})", lit.ids(&users))))
}
