//! Every operation, asked by every role and by nobody, about an object of one's own, of somebody else
//! in the PLIE, of another PLIE, and about none. Who gets what is written in `roles.csv`, which is
//! reviewed line by line; `JALON_BLESS=1` writes it anew.

use std::collections::BTreeMap;
use std::process::Command;

use diesel::RunQueryDsl;
use jalon::auth::keys::Keys;
use jalon::auth::role::Role;
use jalon::auth::tokens::Tokens;
use jalon::clock::Clock;
use jalon::identity::admin;
use jalon::ids::{ApiClientId, PlieId, UserId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::node::Site;
use crate::support::{Client, Kind};

const CSV: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/roles.csv");
const RELATIONS: [&str; 4] = ["own", "same_plie", "other_plie", "unknown"];

/// What an operation may not be asked here, with the reason.
const LEFT_OUT: &[(&str, &str)] = &[];

struct World {
    site: Site,
    node: crate::support::node::Node,
    accounts: Value,
    document: Value,
}

/// Who asks: nobody, or one of each role.
type Callers = Vec<(String, Client)>;

impl World {
    fn new(kind: Kind) -> Self {
        let site = Site::empty(kind);
        let out = site.database.dir.join("matrix.json");
        let seeded = Command::new(env!("CARGO_BIN_EXE_jalon"))
            .args(["seed", "--profile", "matrix", "--seed", "7", "--weeks", "4", "--out"])
            .arg(&out)
            .envs(site.settings())
            .output()
            .unwrap();
        assert!(seeded.status.success(), "{}", String::from_utf8_lossy(&seeded.stderr));
        let accounts = serde_json::from_str(&std::fs::read_to_string(out).unwrap()).unwrap();
        let node = site.node();
        let document = Client::new(&node.url, None, None).get("/openapi.json").expect(200);
        Self { site, node, accounts, document }
    }

    fn token(&self, plie: usize, pick: impl Fn(&Value) -> bool) -> Client {
        let tokens = Tokens::new(&Keys::of(crate::support::KEY), crate::support::node::PUBLIC_URL).unwrap();
        let home = &self.accounts["plies"][plie];
        let plie: PlieId = home["id"].as_str().unwrap().parse().unwrap();
        let user = home["users"].as_array().unwrap().iter().find(|u| pick(u)).unwrap();
        let id: UserId = user["id"].as_str().unwrap().parse().unwrap();
        let token = admin::token_for_user(&mut self.site.conn(), &tokens, plie, id, Clock::machine().now()).unwrap();
        Client::new(&self.node.url, Some(token), Some(id.0))
    }

    fn role(&self, plie: usize, role: Role) -> Client {
        if role == Role::Partner {
            let tokens = Tokens::new(&Keys::of(crate::support::KEY), crate::support::node::PUBLIC_URL).unwrap();
            let home = &self.accounts["plies"][plie];
            let plie: PlieId = home["id"].as_str().unwrap().parse().unwrap();
            let id: ApiClientId = home["clients"][0]["client_id"].as_str().unwrap().parse().unwrap();
            let token =
                admin::token_for_client(&mut self.site.conn(), &tokens, plie, id, Clock::machine().now()).unwrap();
            return Client::new(&self.node.url, Some(token), None);
        }
        self.token(plie, |u| u["role"] == role.code())
    }

    fn callers(&self) -> Callers {
        let mut callers = vec![("anonymous".to_owned(), Client::new(&self.node.url, None, None))];
        for role in Role::ALL {
            if self.accounts["plies"][0]["users"].as_array().unwrap().iter().any(|u| u["role"] == role.code()) {
                callers.push((role.short().to_owned(), self.role(0, *role)));
            }
        }
        callers
    }

    /// Objects of a collection by relation: the referent's own, a colleague's, another PLIE's, none.
    fn objects(&self, collection: &str) -> BTreeMap<&'static str, String> {
        let ids = |client: &Client| -> Vec<String> {
            let page = client.get(&format!("{collection}?limit=200"));
            if page.status != 200 {
                return Vec::new();
            }
            page.body["items"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|i| i["id"].as_str().map(str::to_owned))
                .collect()
        };
        let (mine, all, foreign) = (
            ids(&self.role(0, Role::Referent)),
            ids(&self.role(0, Role::Director)),
            ids(&self.role(1, Role::Director)),
        );
        let mut found = BTreeMap::new();
        let sent = ids(&self.role(0, Role::Partner));
        let own = mine.iter().chain(&all).find(|id| sent.contains(id)).or(mine.first()).or(all.first());
        if let Some(own) = own {
            found.insert("own", own.clone());
        }
        // somebody else's is also of another territory than the officer's, so that the choice is one
        let mut near = ids(&self.role(0, Role::TerritorialOfficer));
        near.extend(sent);
        let others: Vec<&String> = all.iter().filter(|id| !mine.contains(id)).collect();
        if let Some(other) = others.iter().find(|id| !near.contains(id)).or(others.first()) {
            found.insert("same_plie", (*other).clone());
        }
        if let Some(foreign) = foreign.first() {
            found.insert("other_plie", foreign.clone());
        }
        found.insert("unknown", Uuid::now_v7().to_string());
        found
    }

    fn people(&self) -> BTreeMap<&'static str, String> {
        let id = |plie: usize, n: usize| {
            let users = self.accounts["plies"][plie]["users"].as_array().unwrap();
            users.iter().filter(|u| u["role"] == "referent").nth(n).unwrap()["id"].as_str().unwrap().to_owned()
        };
        BTreeMap::from([
            ("own", id(0, 0)),
            ("same_plie", id(0, 1)),
            ("other_plie", id(1, 0)),
            ("unknown", Uuid::now_v7().to_string()),
        ])
    }
}

struct Operation {
    id: String,
    method: String,
    path: String,
    described: Value,
}

fn operations(document: &Value) -> Vec<Operation> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, described) in item.as_object().unwrap() {
            if let Some(id) = described["operationId"].as_str() {
                all.push(Operation {
                    id: id.to_owned(),
                    method: method.to_uppercase(),
                    path: path.clone(),
                    described: described.clone(),
                });
            }
        }
    }
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all
}

fn is_public(operation: &Operation) -> bool {
    operation.described["x-permission"]["public"] == true
}

fn is_for_anyone(operation: &Operation) -> bool {
    operation.described["x-permission"]["anyone"] == true
}

fn query(operation: &Operation) -> String {
    let mut pairs = Vec::new();
    for parameter in operation.described["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap();
        let value = match name {
            "dry_run" => "true",
            "from" if parameter["required"] == true => "2026-01-01",
            "to" if parameter["required"] == true => "2026-01-31",
            "on" if parameter["required"] == true => "2026-01-15",
            "month" if parameter["required"] == true => "2026-01",
            "week" if parameter["required"] == true => "2026-W03",
            "figure" if parameter["required"] == true => "active_caseload",
            _ => continue,
        };
        if parameter["in"] == "query" {
            pairs.push(format!("{name}={value}"));
        }
    }
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

fn body(document: &Value, operation: &Operation) -> Option<Value> {
    let content = operation.described["requestBody"]["content"].as_object()?;
    let schema = &content.values().next()?["schema"];
    let schema = match schema["$ref"].as_str() {
        Some(reference) => &document["components"]["schemas"][reference.rsplit('/').next()?],
        None => schema,
    };
    Some(schema.get("example").cloned().unwrap_or_else(|| json!({})))
}

/// The path about an object; nothing when the world has no such object.
fn path(
    world: &World,
    operation: &Operation,
    relation: &str,
    cache: &mut BTreeMap<String, BTreeMap<&'static str, String>>,
) -> Option<String> {
    let mut filled = operation.path.clone();
    if filled.contains("{id}") && !filled.contains("by-external-id") {
        let collection = filled.split("/{id}").next().unwrap().to_owned();
        let objects = cache.entry(collection.clone()).or_insert_with(|| world.objects(&collection));
        filled = filled.replacen("{id}", objects.get(relation)?, 1);
    }
    if filled.contains("{user_id}") {
        filled = filled.replace("{user_id}", world.people().get(relation)?);
    }
    for (name, value) in [
        ("{week}", "2026-W03"),
        ("{month}", "2026-01"),
        ("{list}", "gender"),
        ("{code}", "woman"),
        ("{system}", "si"),
        ("{name}", "caseload"),
        ("{resource}", "orientations"),
        ("{id}", "nobody"),
    ] {
        filled = filled.replace(name, value);
    }
    // an object inside the object: none, since what is asked is whether one may come that far
    while let (Some(from), Some(to)) = (filled.find('{'), filled.find('}')) {
        filled.replace_range(from..=to, &Uuid::now_v7().to_string());
    }
    Some(filled)
}

fn has_object(operation: &Operation) -> bool {
    operation.path.contains("{id}") || operation.path.contains("{user_id}")
}

fn ask(client: &Client, operation: &Operation, path: &str, body: Option<&Value>) -> String {
    let needs_version =
        operation.described["parameters"].as_array().into_iter().flatten().any(|p| p["name"] == "If-Match");
    // a version that no object has: whoever may act hears 412, and nothing is changed
    let client = if needs_version { client.at_version(999_999) } else { client.clone() };
    let bytes = body.map(|b| ("application/json", b.to_string().into_bytes()));
    let answer = client.send(&operation.method, path, bytes);
    assert!(answer.status < 500, "{} {path}: {}", operation.method, answer.text);
    match answer.status {
        401 | 403 | 404 => answer.status.to_string(),
        _ => "ok".to_owned(),
    }
}

fn table(world: &World) -> String {
    let callers = world.callers();
    let heads: Vec<&str> = callers.iter().map(|(name, _)| name.as_str()).collect();
    let mut out = format!("operation,relation,{}\n", heads.join(","));
    let mut cache = BTreeMap::new();
    for operation in operations(&world.document) {
        if is_public(&operation) || LEFT_OUT.iter().any(|(id, _)| *id == operation.id) {
            continue;
        }
        let body = body(&world.document, &operation);
        let relations: &[&str] = if has_object(&operation) { &RELATIONS } else { &["-"] };
        for relation in relations {
            let Some(path) = path(world, &operation, relation, &mut cache) else { continue };
            let address = format!("{path}{}", query(&operation));
            let mut cells = Vec::new();
            for (name, client) in &callers {
                // about oneself: every account may, and some would end the session that the test needs
                let cell = if is_for_anyone(&operation) && name != "anonymous" {
                    "ok".to_owned()
                } else {
                    ask(client, &operation, &address, body.as_ref())
                };
                cells.push(cell);
            }
            out.push_str(&format!("{},{relation},{}\n", operation.id, cells.join(",")));
        }
    }
    out
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

/// How many rows each table of the field has, and the sum of their versions.
fn rows(world: &World) -> BTreeMap<String, i64> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/db/schema.rs")).unwrap();
    let tables: Vec<&str> = text
        .lines()
        .filter_map(|l| l.trim().strip_suffix(") {").and_then(|l| l.split_once(" (")).map(|(name, _)| name))
        .filter(|t| t.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        .filter(|t| !["audit_entries", "audit_heads", "sessions", "idempotency_keys"].contains(t))
        .collect();
    assert!(tables.len() > 30, "{tables:?}");
    let union: Vec<String> = tables.iter().map(|t| format!("select '{t}' as name, count(*) as n from {t}")).collect();
    let found: Vec<Count> = diesel::sql_query(union.join(" union all ")).load(&mut world.site.conn()).unwrap();
    found.into_iter().map(|c| (c.name, c.n)).collect()
}

fn every_answer_is_the_one_written_down(kind: Kind) {
    let world = World::new(kind);
    let before = rows(&world);
    let table = table(&world);
    assert_eq!(rows(&world), before, "a rehearsed, refused or stale write changes no row");
    if std::env::var("JALON_BLESS").is_ok() {
        std::fs::write(CSV, &table).unwrap();
    }
    let written = std::fs::read_to_string(CSV).unwrap_or_default();
    let differences: Vec<String> = {
        let (old, new): (Vec<&str>, Vec<&str>) = (written.lines().collect(), table.lines().collect());
        let mut all: Vec<String> = new.iter().filter(|l| !old.contains(l)).map(|l| format!("answered: {l}")).collect();
        all.extend(old.iter().filter(|l| !new.contains(l)).map(|l| format!("written:  {l}")));
        all
    };
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

#[test]
fn every_answer_is_the_one_written_down_on_sqlite() {
    every_answer_is_the_one_written_down(Kind::Sqlite);
}

#[test]
fn every_answer_is_the_one_written_down_on_postgres() {
    every_answer_is_the_one_written_down(Kind::Postgres);
}

#[test]
fn every_operation_is_asked() {
    let document = jalon::app::document().unwrap().0;
    let written = std::fs::read_to_string(CSV).unwrap_or_default();
    let missing: Vec<String> = operations(&document)
        .iter()
        .filter(|o| !is_public(o) && !LEFT_OUT.iter().any(|(id, _)| *id == o.id))
        .filter(|o| !written.lines().any(|l| l.starts_with(&format!("{},", o.id))))
        .map(|o| o.id.clone())
        .collect();
    assert!(missing.is_empty(), "no line in roles.csv: {missing:?}");
}
