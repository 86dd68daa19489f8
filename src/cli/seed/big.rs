//! Many PLIEs of full size, for load. People, referents and time go through the public API like
//! those of the other profiles; only the way from an orientation to an admission, a dozen requests a
//! person, is put in as rows: an admitted pathway with its first event and its line in the journal.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde_json::{Value, json};

use super::days;
use super::desk::{Office, id, typed, version};
use super::people::{Dice, somebody};
use super::plie::{Followed, Plan, Post, Run, together};
use crate::audit::{Entry, store as journal};
use crate::civil::{self, IsoWeek};
use crate::db::schema::{pathway_events, pathways};
use crate::db::{Conn, Day, Instant};
use crate::each;
use crate::failure::Outcome;
use crate::identity::plies::Settings;
use crate::ids::{AnyId, ParticipantId, PathwayId, PlieId};
use crate::pathways::PathwayRow;
use crate::pathways::rules::PathwayStatus;

/// Days that a full-time referent works in a year, and the records of each of them: these, or up to twice as many.
const DAYS: usize = 250;
const RECORDS_A_DAY: usize = 10;
const PLACES: &[(&str, &str, &str)] =
    &[("Nord", "38185", "38000"), ("Sud", "38151", "38130"), ("Est", "38421", "38400"), ("Ouest", "38169", "38600")];
/// Minutes of 9:00–12:00 and 13:30–17:30, with the task that mostly fills them.
const DAY_PLAN: [(i64, i64, &str); RECORDS_A_DAY] = [
    (540, 585, "interview_in_person"),
    (585, 630, "file_update"),
    (630, 675, "interview_in_person"),
    (675, 720, "file_update"),
    (810, 840, "interview_remote"),
    (840, 885, "interview_in_person"),
    (885, 930, "esf_admin"),
    (930, 975, "network"),
    (975, 1020, "collective_session"),
    (1020, 1050, "other_operation"),
];

/// How much of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    plies: usize,
    participants: usize,
    referents: usize,
    records_a_day: usize,
}

impl Size {
    pub(super) fn asked(
        plies: Option<usize>,
        participants: Option<usize>,
        records: Option<usize>,
        referents: Option<usize>,
    ) -> Self {
        let records = records.unwrap_or(50_000);
        let referents = referents.unwrap_or_else(|| records.div_ceil(DAYS * RECORDS_A_DAY)).max(1);
        let records_a_day = records.div_ceil(DAYS * referents).clamp(RECORDS_A_DAY, 2 * RECORDS_A_DAY);
        Self { plies: plies.unwrap_or(20), participants: participants.unwrap_or(2_000), referents, records_a_day }
    }

    /// What fills a day: the first entries of the plan come in two where there are to be more records.
    fn day_plan(self) -> Vec<(i64, i64, &'static str)> {
        let twice = self.records_a_day - RECORDS_A_DAY;
        let parts = |(n, (from, to, task)): (usize, (i64, i64, &'static str))| {
            let half = from + (to - from) / 10 * 5;
            if n < twice { vec![(from, half, task), (half, to, task)] } else { vec![(from, to, task)] }
        };
        DAY_PLAN.into_iter().enumerate().flat_map(parts).collect()
    }
}

pub(super) fn make(office: &Office, seed: u64, today: Day, size: Size) -> Result<Vec<Value>, String> {
    let worked = days::last_worked(today, DAYS);
    let first = worked.first().copied().ok_or("no day to begin with")?;
    let mut made = Vec::new();
    for n in 0..size.plies {
        let name = format!("PLIE {:02}", n + 1);
        super::say(&format!("{name}: {} of {}", n + 1, size.plies));
        let plan = Plan {
            name,
            domain: format!("plie{:02}.example", n + 1),
            places: PLACES,
            referents: vec![(10000, 10000, 5); size.referents],
            first: 0,
            weekly: 0,
            settings: Settings::default(),
            seed: seed.wrapping_add(u64::try_from(n).unwrap_or_default()),
            today,
            weeks: civil::days_between(IsoWeek::of(first).monday(), today) / 7 + 1,
        };
        let mut run = Run::begin(office, plan)?;
        follow(&mut run, size.participants, first)?;
        record(&run, &worked, &size.day_plan())?;
        run.office.at(today, super::CLOSING);
        run.costs()?;
        made.push(run.summary()?);
        office.number();
    }
    Ok(made)
}

/// The people of the PLIE, each with a referent since before the first day; every twelfth is suspended.
fn follow(run: &mut Run<'_>, participants: usize, first: Day) -> Result<(), String> {
    let since = civil::add_days(first, -3);
    run.office.at(since, 9 * 60);
    let communes: Vec<(&str, &str)> = PLACES.iter().map(|(_, commune, postcode)| (*commune, *postcode)).collect();
    let people: Vec<_> = (0..participants).map(|n| (n, somebody(&mut run.dice, since, &communes, n))).collect();
    let recorded = together(&people, |(_, who)| {
        let mut body = who.candidate.clone();
        if let Some(members) = body.as_object_mut() {
            members.insert("confirm_new".to_owned(), json!(true));
        }
        let made = run.office.post(&run.data, "/v1/participants", &body)?;
        typed(&made)
    })?;
    let admitted = admit(run, &recorded, since)?;
    let numbered: Vec<(usize, (ParticipantId, PathwayId))> = admitted.into_iter().enumerate().collect();
    together(&numbered, |(n, (participant, pathway))| {
        let post = run.posts.get(n % run.posts.len().max(1)).ok_or("no post")?;
        let path = format!("/v1/pathways/{pathway}");
        let body = json!({ "referent_id": id(&post.referent), "starts_on": since, "reason": "Entrée dans le PLIE" });
        let assigned = run.office.verb_at(&run.data, &format!("{path}/assign-referent"), 1, &body)?;
        run.enter(&participant.to_string(), since, Some(&situation(*n, since)))?;
        if n % 12 == 11 {
            let pause =
                json!({ "reason": "sickness", "starts_on": since, "planned_end_on": civil::add_months(since, 11) });
            run.office.verb_at(&run.data, &format!("{path}/suspend"), version(&assigned), &pause)?;
        }
        Ok(())
    })?;
    let posts = run.posts.len().max(1);
    for (n, (participant, pathway)) in numbered {
        let public = people.get(n).map(|(_, who)| who.public).ok_or("nobody")?;
        let followed = Followed { pathway: pathway.to_string(), participant: participant.to_string(), public, since };
        if let Some(post) = run.posts.get_mut(n % posts) {
            post.people.push(followed);
        }
    }
    Ok(())
}

/// What the nth person tells of themselves at the entry.
fn situation(n: usize, as_of: Day) -> Value {
    let idle = n % 10 == 9;
    json!({ "as_of": as_of, "labour_status": if idle { "inactive_not_in_education" } else { "unemployed_12_24m" },
        "unemployment_months": if idle { Value::Null } else { json!(14 + n % 9) }, "registered_ft": !idle, "in_education": false,
        "isced": n % 6, "minimum_incomes": if n.is_multiple_of(2) { json!(["rsa"]) } else { json!(["none"]) },
        "single_parent": n.is_multiple_of(7), "housing_situation": "social_tenant", "source": "participant" })
}

/// Admitted pathways as a commission leaves them, put in together.
fn admit(run: &Run<'_>, people: &[ParticipantId], on: Day) -> Result<Vec<(ParticipantId, PathwayId)>, String> {
    let (plie, now) = (run.director.plie, run.office.now());
    let admitted: Vec<(ParticipantId, PathwayId)> = people.iter().map(|person| (*person, PathwayId::new())).collect();
    let rows = admitted.clone();
    run.office.system(move |conn| rows.chunks(500).try_for_each(|some| put_in(conn, plie, some, on, now)))?;
    Ok(admitted)
}

fn put_in(conn: &mut Conn, plie: PlieId, some: &[(ParticipantId, PathwayId)], on: Day, now: Instant) -> Outcome<()> {
    let rows: Vec<PathwayRow> = some.iter().map(|(person, pathway)| admitted(plie, *person, *pathway, now)).collect();
    each!(conn, |c| diesel::insert_into(pathways::table).values(&rows).execute(c))?;
    let events: Vec<_> = some
        .iter()
        .map(|(_, pathway)| {
            (
                pathway_events::plie_id.eq(plie),
                pathway_events::id.eq(AnyId::new()),
                pathway_events::pathway_id.eq(*pathway),
                pathway_events::to_status.eq(PathwayStatus::Admitted),
                pathway_events::at.eq(now),
                pathway_events::effective_on.eq(on),
            )
        })
        .collect();
    each!(conn, |c| diesel::insert_into(pathway_events::table).values(&events).execute(c))?;
    let lines: Vec<journal::EntryRow> = some
        .iter()
        .map(|(person, pathway)| {
            let entry = Entry::created("pathways", *pathway).about(*person);
            journal::EntryRow::system(plie, None, now, "-", "seed", entry)
        })
        .collect::<Outcome<_>>()?;
    journal::insert(conn, &lines)
}

fn admitted(plie: PlieId, person: ParticipantId, pathway: PathwayId, now: Instant) -> PathwayRow {
    PathwayRow {
        plie_id: plie,
        id: pathway,
        participant_id: person,
        entry_file_id: None,
        decision_id: None,
        status: PathwayStatus::Admitted,
        status_reason: None,
        activated_on: None,
        planned_end_on: None,
        exit_on: None,
        exit_reason: None,
        exit_category: None,
        exit_provisional_on: None,
        exit_validated_on: None,
        exit_evidence: None,
        exit_target_structure_id: None,
        previous_pathway_id: None,
        out_of_area_reason: None,
        rsa_referent: false,
        territory_id: None,
        current_referent_id: None,
        current_referent_user_id: None,
        last_interview_on: None,
        next_milestone_due_on: None,
        next_interview_due_on: None,
        suspended_from: None,
        suspended_until: None,
        recorded_by: None,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

/// A year of full days, each referent's week in one batch on its Friday evening.
fn record(run: &Run<'_>, worked: &[Day], plan: &[(i64, i64, &str)]) -> Result<(), String> {
    let mut weeks: BTreeMap<Day, Vec<Day>> = BTreeMap::new();
    for day in worked {
        weeks.entry(IsoWeek::of(*day).monday()).or_default().push(*day);
    }
    for (n, (monday, days)) in weeks.iter().enumerate() {
        super::say(&format!("{}: week {} of {}", run.plan.name, n + 1, weeks.len()));
        run.office.at(civil::add_days(*monday, 4).min(run.plan.today), 17 * 60 + 45);
        let posts: Vec<(usize, &Post)> = run.posts.iter().enumerate().collect();
        together(&posts, |(p, post)| {
            let turn =
                run.plan.seed.wrapping_mul(100_000).wrapping_add(u64::try_from(n * 1000 + p).unwrap_or_default());
            let items = week(run, post, (days, plan), &mut Dice::new(turn));
            run.office.post(&post.worker, "/v1/time-records/batch", &json!({ "items": items, "atomic": true }))?;
            Ok(())
        })?;
    }
    Ok(())
}

fn week(run: &Run<'_>, post: &Post, (days, plan): (&[Day], &[(i64, i64, &str)]), dice: &mut Dice) -> Vec<Value> {
    let mut items = Vec::new();
    for day in days {
        for (from, to, task) in plan.iter().copied() {
            let many = match task {
                "interview_in_person" | "file_update" | "interview_remote" => 1,
                "collective_session" => 4,
                _ => 0,
            };
            let start = dice.below(i64::try_from(post.people.len()).unwrap_or_default());
            let start = usize::try_from(start).unwrap_or_default();
            let named: Vec<&String> = post
                .people
                .iter()
                .cycle()
                .skip(start)
                .take(many.min(post.people.len()))
                .map(|f| &f.participant)
                .collect();
            items.push(run.record(post, *day, (from, to), task, &named));
        }
    }
    items
}
