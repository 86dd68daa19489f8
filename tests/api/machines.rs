//! Every state machine, asked for every verb in every state by every role. Who hears what is written in `machines.csv`,
//! which is reviewed line by line against domain §§ 3 and 4; `JALON_BLESS=1` writes it anew.
//!
//! A cell is `ok` where the verb would be carried out, which is rehearsed, and else the code of the refusal, which is
//! asked in earnest: whatever is refused leaves the object as it was. Then each arrow of the machine is gone once in
//! earnest. `ref` is the referent whose object it is, `col` a colleague: the supervisor of the first.

mod esf;
mod intake;
mod objects;
mod people;
mod platform;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;

use jalon::auth::policy::RULES;
use jalon::auth::role::Role;
use jalon::identity::admin;

use crate::support::{Answer, Client, Kind, TestApp, Value, json};
use objects::{Object, Question};

const CSV: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/machines.csv");
const COLLEAGUE: &str = "col";

/// Arrows that another operation than a verb under the object's address brings about.
const ELSEWHERE: &[(&str, &str, &str)] =
    &[("milestones", "hold", "create_milestone"), ("time_records", "change", "update_time_record")];

/// What may be done in a state without an arrow, with the reason.
const NO_ARROW: &[(&str, &str, &str)] = &[("time_records", "draft", "change: a draft is changed in place (§ 6.2)")];

/// A machine as the server tells it, with the arrows that somebody may bring about.
struct Machine {
    resource: String,
    states: Vec<String>,
    arrows: Vec<Arrow>,
}

struct Arrow {
    verb: String,
    from: Vec<String>,
    to: String,
    operation: String,
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
}

impl Machine {
    fn told(app: &TestApp, resource: &str) -> Self {
        let told = app.sign_in(Role::Director).get(&format!("/v1/transitions/{resource}")).expect(200);
        let states = told["states"].as_array().unwrap().iter().map(|s| s["code"].as_str().unwrap().to_owned());
        let arrow = |step: &Value| {
            let verb = step["verb"].as_str().unwrap();
            let elsewhere = ELSEWHERE.iter().find(|(r, v, _)| (*r, *v) == (resource, verb)).map(|(_, _, op)| *op);
            let operation = step["operation"].as_str().or(elsewhere)?.to_owned();
            let to = step["to"].as_str().unwrap().to_owned();
            Some(Arrow { verb: verb.to_owned(), from: texts(&step["from"]), to, operation })
        };
        let arrows = told["steps"].as_array().unwrap().iter().filter_map(arrow).collect();
        Self { resource: resource.to_owned(), states: states.collect(), arrows }
    }

    /// The verbs, each once, with the operation that carries it out and where its first arrow leads.
    fn verbs(&self) -> Vec<&Arrow> {
        let mut seen = BTreeSet::new();
        self.arrows.iter().filter(|a| seen.insert(&a.verb)).collect()
    }

    fn knows(&self, state: &str, verb: &str) -> bool {
        self.arrows.iter().any(|a| a.verb == verb && a.from.iter().any(|from| from == state))
    }
}

/// One line of the table.
struct Row {
    state: String,
    verb: String,
    operation: String,
    cells: Vec<(&'static str, String)>,
}

/// The columns: each role, and the colleague beside the referent.
fn columns() -> Vec<(&'static str, Role)> {
    let mut all = Vec::new();
    for role in Role::ALL {
        all.push((role.short(), *role));
        if *role == Role::Referent {
            all.push((COLLEAGUE, *role));
        }
    }
    all
}

/// Whoever stands nearest to an object in a role.
fn caller(app: &TestApp, object: &Object, column: &'static str, role: Role) -> Client {
    if let Some((_, near)) = object.near.iter().find(|(name, _)| *name == column) {
        return near.clone();
    }
    match role {
        Role::Partner => app.given_a_partner().client,
        Role::SocialWorker | Role::FranceTravail => app.sign_in_for(role, &app.given_a_structure("dept")),
        Role::PlatformAdmin => {
            let platform = admin::ensure_platform(&mut app.conn(), app.clock.now()).unwrap();
            app.sign_in_at(platform, role)
        }
        _ => app.sign_in(role),
    }
}

/// Version and state of an object, as somebody reads it who may.
fn standing(app: &TestApp, resource: &str, object: &Object) -> (i64, String) {
    let seen = app.sign_in(objects::reader(resource)).get(&object.path).expect(200);
    (seen["version"].as_i64().unwrap(), seen[objects::state_member(resource)].as_str().unwrap().to_owned())
}

fn send(client: &Client, asked: &Question, version: i64, rehearsed: bool) -> Answer {
    let path = if rehearsed { format!("{}?dry_run=true", asked.path) } else { asked.path.clone() };
    let body = ("application/json", asked.body.to_string().into_bytes());
    client.at_version(version).send(asked.method, &path, Some(body))
}

fn cell(answer: &Answer) -> String {
    assert!(answer.status < 500, "{}", answer.text);
    match answer.status {
        200..=299 => "ok".to_owned(),
        _ => answer.body["code"].as_str().unwrap().to_owned(),
    }
}

/// The lines of a machine as they are written down: state and verb, then a cell a column.
fn written(resource: &str) -> BTreeMap<(String, String), BTreeMap<String, String>> {
    let Ok(mut table) = csv::Reader::from_path(Path::new(CSV)) else { return BTreeMap::new() };
    let heads: Vec<String> = table.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = table.records().map(Result::unwrap).filter(|row| &row[0] == resource);
    rows.map(|row| {
        let cells = heads.iter().zip(row.iter()).skip(3).map(|(h, c)| (h.clone(), c.to_owned())).collect();
        ((row[1].to_owned(), row[2].to_owned()), cells)
    })
    .collect()
}

/// What everybody hears, state by state and verb by verb.
fn table(app: &TestApp, machine: &Machine, blessing: bool) -> Vec<Row> {
    let known = if blessing { BTreeMap::new() } else { written(&machine.resource) };
    let mut rows = Vec::new();
    for state in &machine.states {
        let verbs: Vec<&Arrow> =
            machine.verbs().into_iter().filter(|a| objects::is_asked(&machine.resource, state, &a.verb)).collect();
        if verbs.is_empty() {
            continue;
        }
        let object = objects::given(app, &machine.resource, state);
        let before = standing(app, &machine.resource, &object);
        assert_eq!(before.1, object.shown, "{} in {state}", machine.resource);
        let callers: Vec<_> = columns().into_iter().map(|(c, role)| (c, caller(app, &object, c, role))).collect();
        for arrow in verbs {
            let asked = objects::question(app, &machine.resource, &object, &arrow.verb, &arrow.to);
            let expected = known.get(&(state.clone(), arrow.verb.clone()));
            let hears = |(column, client): &(&'static str, Client)| {
                let told = expected.and_then(|cells| cells.get(*column));
                let rehearsed = told.is_none_or(|cell| cell == "ok");
                (*column, cell(&send(client, &asked, before.0, rehearsed)))
            };
            let cells = callers.iter().map(hears).collect();
            rows.push(Row {
                state: state.clone(),
                verb: arrow.verb.clone(),
                operation: arrow.operation.clone(),
                cells,
            });
        }
        let after = standing(app, &machine.resource, &object);
        assert_eq!(after, before, "{} in {state}: what is refused or rehearsed changes nothing", machine.resource);
    }
    rows
}

/// What the table says against the machine and the rights that it is served with.
fn agrees(machine: &Machine, rows: &[Row]) -> Vec<String> {
    let mut faults = Vec::new();
    for row in rows {
        let at = format!("{} {} {}", machine.resource, row.state, row.verb);
        let known = machine.knows(&row.state, &row.verb);
        let free = NO_ARROW.iter().any(|(r, s, why)| {
            (*r, *s) == (machine.resource.as_str(), row.state.as_str()) && why.starts_with(&row.verb)
        });
        for ((column, role), (_, cell)) in columns().into_iter().zip(&row.cells) {
            let granted = RULES[row.operation.as_str()].grants.contains_key(&role);
            let fault = match cell.as_str() {
                "ok" if !known && !free => "is carried out, and the machine has no such arrow",
                "ok" if !granted => "is carried out without the right",
                "illegal_transition" if known => "is called illegal, and the machine has the arrow",
                "forbidden" | "not_found" | "ok" => continue,
                _ if !granted => "hears more than that it may not",
                _ => continue,
            };
            faults.push(format!("{at} by {column} {fault}: {cell}"));
        }
        if known && !row.cells.iter().any(|(_, cell)| cell == "ok") {
            faults.push(format!("{at}: nobody may"));
        }
    }
    faults
}

/// Goes each arrow once, by the first who may.
fn gone(app: &TestApp, machine: &Machine, rows: &[Row]) {
    for arrow in &machine.arrows {
        for from in &arrow.from {
            let at = format!("{} {} from {from} to {}", machine.resource, arrow.verb, arrow.to);
            let row = rows.iter().find(|r| (&r.state, &r.verb) == (from, &arrow.verb)).unwrap();
            let (column, _) = row.cells.iter().find(|(_, cell)| cell == "ok").unwrap();
            let role = columns().into_iter().find(|(name, _)| name == column).unwrap().1;
            let object = objects::ready(app, &machine.resource, from, &arrow.verb, &arrow.to);
            let before = standing(app, &machine.resource, &object);
            let asked = objects::question(app, &machine.resource, &object, &arrow.verb, &arrow.to);
            let answer = send(&caller(app, &object, column, role), &asked, before.0, false);
            assert!(matches!(answer.status, 200..=202), "{at}: {}", answer.text);
            let (version, state) = objects::arrived(app, &machine.resource, &arrow.verb, &object, &answer)
                .unwrap_or_else(|| standing(app, &machine.resource, &object));
            assert_eq!(state, arrow.to, "{at}");
            assert!(version > before.0 || answer.status == 201, "{at}: version {version} after {}", before.0);
        }
    }
}

static FILE: Mutex<()> = Mutex::new(());

/// Writes the lines of one machine, the others as they were, in the order in which people meet them.
fn bless(resource: &str, lines: &[String]) {
    let _alone = FILE.lock().unwrap();
    let heads: Vec<&str> = columns().into_iter().map(|(name, _)| name).collect();
    let old = std::fs::read_to_string(CSV).unwrap_or_default();
    let mut text = format!("resource,state,verb,{}\n", heads.join(","));
    for name in NAMES {
        let mine = |line: &&str| line.split(',').next() == Some(*name);
        let kept: Vec<&str> = if *name == resource {
            lines.iter().map(String::as_str).collect()
        } else {
            old.lines().skip(1).filter(mine).collect()
        };
        kept.iter().for_each(|line| text.push_str(&format!("{line}\n")));
    }
    std::fs::write(CSV, text).unwrap();
}

fn every_answer_is_the_one_written_down(kind: Kind, resource: &str) {
    let blessing = std::env::var("JALON_BLESS").is_ok();
    if blessing && kind == Kind::Postgres {
        // what SQLite answers is written down; PostgreSQL is held against it the next time
        return;
    }
    let app = TestApp::start(kind);
    let machine = Machine::told(&app, resource);
    let rows = table(&app, &machine, blessing);
    let line = |row: &Row| {
        let cells: Vec<&str> = row.cells.iter().map(|(_, cell)| cell.as_str()).collect();
        format!("{resource},{},{},{}", row.state, row.verb, cells.join(","))
    };
    let lines: Vec<String> = rows.iter().map(line).collect();
    if blessing {
        bless(resource, &lines);
    }
    let text = {
        let _alone = FILE.lock().unwrap();
        std::fs::read_to_string(CSV).unwrap_or_default()
    };
    let old: Vec<&str> = text.lines().filter(|l| l.split(',').next() == Some(resource)).collect();
    let mut faults: Vec<String> =
        lines.iter().filter(|l| !old.contains(&l.as_str())).map(|l| format!("answered: {l}")).collect();
    faults.extend(old.iter().filter(|l| !lines.iter().any(|n| n == *l)).map(|l| format!("written:  {l}")));
    faults.extend(agrees(&machine, &rows));
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    gone(&app, &machine, &rows);
}

macro_rules! machines {
    ($($name:ident),+ $(,)?) => {
        /// The machines that are asked.
        const NAMES: &[&str] = &[$(stringify!($name)),+];
        $(mod $name {
            use super::*;
            #[test]
            fn sqlite() { every_answer_is_the_one_written_down(Kind::Sqlite, stringify!($name)); }
            #[test]
            fn postgres() { every_answer_is_the_one_written_down(Kind::Postgres, stringify!($name)); }
        })+
    };
}
machines!(
    users,
    api_clients,
    partner_structures,
    duplicate_candidates,
    merges,
    orientations,
    entry_files,
    commission_sessions,
    decisions,
    pathways,
    stages,
    interviews,
    milestones,
    actions,
    time_records,
    time_corrections,
    agenda_weeks,
    timesheets,
    absences,
    claims,
    audit_findings,
    imports,
    jobs,
);

#[test]
fn every_machine_that_is_served_is_asked_and_has_its_lines() {
    if std::env::var("JALON_BLESS").is_ok() {
        // the lines are being written
        return;
    }
    let app = TestApp::start(Kind::Sqlite);
    let listed = app.sign_in(Role::Director).get("/v1/transitions").expect(200);
    let served: BTreeSet<&str> =
        listed["items"].as_array().unwrap().iter().map(|m| m["resource"].as_str().unwrap()).collect();
    assert_eq!(
        served,
        NAMES.iter().copied().collect(),
        "tests/api/machines.rs names every machine, and builds its objects"
    );
    for name in NAMES {
        let (machine, lines) = (Machine::told(&app, name), written(name));
        for state in &machine.states {
            for arrow in machine.verbs().into_iter().filter(|a| objects::is_asked(name, state, &a.verb)) {
                assert!(
                    lines.contains_key(&(state.clone(), arrow.verb.clone())),
                    "{name} {state} {}: no line",
                    arrow.verb
                );
            }
        }
    }
}

/// The tables of arrows in the sources, each with the type of its states.
fn declared() -> Vec<(String, String)> {
    fn walk(dir: &Path, out: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, out);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for line in text.lines().filter(|l| l.starts_with("pub static ") && l.contains(": &[Step<")) {
                let short = line.split("&[Step<").nth(1).unwrap().split('>').next().unwrap();
                let alias = format!(" as {short};");
                let long = text.lines().find(|l| l.starts_with("use ") && l.ends_with(&alias));
                let name = long.map_or(short, |l| l["use ".len()..l.len() - alias.len()].rsplit("::").next().unwrap());
                out.push((path.display().to_string(), name.to_owned()));
            }
        }
    }
    let mut out = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut out);
    out
}

#[test]
fn every_machine_of_the_code_is_served() {
    let all = declared();
    assert!(all.len() >= NAMES.len(), "{all:?}");
    let served = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/platform/transitions/mod.rs");
    let served = std::fs::read_to_string(served).unwrap();
    let missing: Vec<_> = all.iter().filter(|(_, state)| !served.contains(&format!("{state}::ALL"))).collect();
    assert!(missing.is_empty(), "not told by GET /v1/transitions: {missing:?}");
}
