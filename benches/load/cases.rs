//! What is measured: the cases of issue 2, each with its goal.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::client::{Connection, Request};
use crate::settings::Settings;
use crate::world::World;

/// How many requests a round has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) one: usize,
    pub(crate) sixteen: usize,
}

/// One case.
pub(crate) struct Case<'a> {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// CPU milliseconds of server and database together, at most: on PostgreSQL, on SQLite.
    pub(crate) goals: (Option<f64>, Option<f64>),
    pub(crate) counts: Counts,
    pub(crate) expected: u16,
    /// The request with this number; a write never has the same twice.
    pub(crate) make: Box<dyn Fn(usize) -> Request + Sync + 'a>,
    taken: AtomicUsize,
}

impl Case<'_> {
    pub(crate) fn requests(&self, connections: usize) -> usize {
        if connections == 1 { self.counts.one } else { self.counts.sixteen }
    }

    /// The first number that no request has had.
    pub(crate) fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }

    pub(crate) fn take(&self, requests: usize) {
        self.taken.fetch_add(requests, Ordering::Relaxed);
    }

    /// The same exchange with the static answer: as much sent, as much answered.
    pub(crate) fn still(&self, k: usize, size: usize) -> Request {
        Request { path: format!("/{size}"), ..(self.make)(k) }
    }

    /// Why the case can't be measured, if it can't.
    pub(crate) fn missing(&self, settings: &Settings) -> Result<Option<&'static str>, String> {
        if !self.name.starts_with("time-split") {
            return Ok(None);
        }
        let answer = Connection::open(&settings.server)?.ask(&(self.make)(0))?;
        Ok((answer.status == 404).then_some("this Jalon has no such report (404)"))
    }
}

const MANY: Counts = Counts { one: 2000, sixteen: 6000 };
const FEWER: Counts = Counts { one: 500, sixteen: 1500 };
const LONG: Counts = Counts { one: 20, sixteen: 64 };

type Make<'a> = Box<dyn Fn(usize) -> Request + Sync + 'a>;

fn case<'a>(name: &'static str, title: &'static str, counts: Counts, make: Make<'a>) -> Case<'a> {
    let (goals, expected) = match name {
        "by-id" => ((Some(0.30), Some(0.12)), 200),
        "create" => ((Some(0.90), None), 201),
        "batch" => ((Some(7.5), None), 200),
        "month" => ((Some(1.0), None), 200),
        "time-split" | "time-split-days" => ((Some(2.0), None), 200),
        "alerts" | "month-sheet" => ((Some(50.0), Some(50.0)), 200),
        "activity" | "means" | "quality" | "calendar" | "annual" | "indicators" | "esf-people" => {
            ((Some(300.0), Some(300.0)), 200)
        }
        _ => ((Some(0.60), None), 200),
    };
    Case { name, title, goals, counts, expected, make, taken: AtomicUsize::new(0) }
}

impl Counts {
    /// So many, or as many as the free places allow for all rounds and the warm-up.
    fn within(self, places: usize, rounds: usize) -> Self {
        let round = places / (rounds + 1);
        Self { one: self.one.min(round / 5), sixteen: self.sixteen.min(round * 4 / 5) }
    }
}

pub(crate) fn all(world: &World, rounds: usize) -> Vec<Case<'_>> {
    let mut cases = reads(world);
    let create = Counts { one: 300, sixteen: 1500 }.within(world.referents.len() * 5 * 48, rounds);
    cases.push(case("create", "create one time record", create, Box::new(|k| one(world, k))));
    let batch = Counts { one: 12, sixteen: 32 }.within(world.referents.len() * 3, rounds);
    cases.push(case("batch", "create 100 time records in a batch", batch, Box::new(|k| hundred(world, k))));
    cases
}

fn reads(world: &World) -> Vec<Case<'_>> {
    let asked = |path: String| -> Make<'_> { Box::new(move |_| Request::get(path.clone(), &world.director)) };
    let by_referent =
        |path: &'static str| -> Make<'_> { Box::new(move |k| Request::get(path.to_owned(), &world.referent(k).token)) };
    let by_id: Make<'_> = Box::new(|k| {
        let referent = world.referent(k);
        Request::get(format!("/v1/participants/{}", referent.person(k / 7)), &referent.token)
    });
    let month: Make<'_> = Box::new(|k| {
        let referent = world.referent(k);
        let path = format!("/v1/time-records?user_id={}&month={}&limit=200", referent.id, world.month);
        Request::get(path, &referent.token)
    });
    let page = format!("/v1/participants?pathway_status=active&territory_id={}&limit=50", world.territory);
    let own = by_referent("/v1/participants?pathway_status=active&limit=50");
    let search = "/v1/participants?q=ben&limit=50".to_owned();
    let alerts = "/v1/alerts?limit=50".to_owned();
    let split = |(from, to): &(String, String)| format!("/v1/reports/time-split?from={from}&to={to}");
    let of_the_fund = |name: &str| format!("{}&operation_id={}", yearly(world, name), world.operation);
    vec![
        case("by-id", "participant by id, by their referent", MANY, by_id),
        case("page", "50 participants, filtered by status and territory", FEWER, asked(page)),
        case("page-referent", "the participants a referent follows, 50 at most", FEWER, own),
        case("search", "50 participants whose name begins with « ben »", FEWER, asked(search)),
        case("month", "200 records of a referent's month", FEWER, month),
        case("alerts", "the 50 most overdue alerts of 2,000 pathways", FEWER, asked(alerts)),
        case("time-split", "time-split over twelve whole months", FEWER, asked(split(&world.year))),
        case("time-split-days", "the same from a day to a day within months", FEWER, asked(split(&world.span))),
        case("month-sheet", "the sheet of a referent's month", FEWER, month_sheet(world)),
        case(
            "activity",
            "the activity of all referents over twelve months",
            LONG,
            asked(yearly(world, "referent-activity")),
        ),
        case("annual", "the annual report of the operator", LONG, asked(yearly(world, "operator-annual"))),
        case("indicators", "the indicators of the ESF over twelve months", LONG, asked(of_the_fund("esf-indicators"))),
        case(
            "esf-people",
            "the participants of the ESF over twelve months",
            LONG,
            asked(of_the_fund("esf-participants")),
        ),
        case("means", "the means over twelve months", LONG, asked(yearly(world, "means"))),
        case("quality", "the quality of the data of twelve months", LONG, asked(yearly(world, "data-quality"))),
        case(
            "calendar",
            "the compliance calendar of seven months",
            LONG,
            asked("/v1/reports/compliance-calendar".to_owned()),
        ),
    ]
}

/// A report over the twelve months up to the last one with time.
fn yearly(world: &World, name: &str) -> String {
    let (from, to) = &world.year;
    format!("/v1/reports/{name}?from={from}&to={to}")
}

fn month_sheet(world: &World) -> Make<'_> {
    Box::new(move |k| {
        let referent = world.referent(k);
        Request::get(format!("/v1/timesheets/{}/{}", referent.id, world.month), &referent.token)
    })
}

/// Five minutes of a referent on one of the last days, before nine o'clock: no seeded record is there.
fn one(world: &World, k: usize) -> Request {
    let referents = world.referents.len().max(1);
    let (referent, turn) = (world.referent(k), k / referents);
    let body = record(world, k, turn % 5, 300 + 5 * (turn / 5));
    Request::post("/v1/time-records", Some(&referent.token), body.to_string())
}

/// A hundred times five minutes of a referent, twenty on each of the last five days, after half past five.
fn hundred(world: &World, k: usize) -> Request {
    let referents = world.referents.len().max(1);
    let begin = 1050 + 100 * (k / referents);
    let items: Vec<Value> = (0..100).map(|n| record(world, k, n % 5, begin + 5 * (n / 5))).collect();
    let body = json!({ "items": items, "atomic": true });
    Request::post("/v1/time-records/batch", Some(&world.referent(k).token), body.to_string())
}

fn record(world: &World, k: usize, day: usize, start: usize) -> Value {
    let referent = world.referent(k);
    let clock = |minute: usize| format!("{:02}:{:02}", minute / 60, minute % 60);
    json!({
        "user_id": referent.id, "date": world.days.get(day), "start_time": clock(start), "end_time": clock(start + 5),
        "task": "file_update", "operation_id": world.operation, "participant_ids": [referent.person(k / 7 + start)],
    })
}
