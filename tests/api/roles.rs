//! Every operation, asked by every role and by nobody, about an object of one's own, of somebody else
//! in the PLIE, of another PLIE, and about none (`roles/world.rs`). Who gets what is written in `roles.csv`, which is
//! reviewed line by line; `JALON_BLESS=1` writes it anew.
//!
//! A cell is the status of the answer. 401, 403 and 404 are refusals; 412 is what whoever may act hears on a version
//! that no object has, 422 and 409 that they were let in and sent a body that fits no object.

mod world;

use std::collections::BTreeMap;

use diesel::RunQueryDsl;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Client, Kind};
use world::{Callers, RELATIONS, World};

const CSV: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/roles.csv");

/// What an operation may not be asked here, with the reason.
const LEFT_OUT: &[(&str, &str)] = &[
    ("end_session", "it would end the session that the other questions need"),
    ("create_totp", "it would begin a second factor, and the next sign-in would ask for it"),
    ("confirm_totp", "as create_totp"),
    ("stream_changes", "it goes on for as long as it is heard; `changes_stream.rs` asks who may hear it"),
    ("remove_totp", "as create_totp"),
];

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
            "kind" if parameter["required"] == true => "month_unsigned",
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
fn path(world: &World, operation: &Operation, relation: &str) -> Option<String> {
    let mut filled = operation.path.clone();
    let named = ["{id}", "{user_id}"].into_iter().find(|name| filled.contains(name));
    if let Some(name) = named {
        let collection = filled.split(&format!("/{name}")).next().unwrap().to_owned();
        filled = filled.replacen(name, &world.object(&collection, relation)?, 1);
    }
    // an object inside the object: its own where it has one
    for name in [
        "{objective_id}",
        "{barrier_id}",
        "{milestone_id}",
        "{contract_id}",
        "{engagement_contract_id}",
        "{check_id}",
        "{constraint_id}",
        "{note_id}",
        "{eligibility_id}",
        "{attempt_id}",
        "{finding_id}",
        "{time_record_id}",
    ] {
        if filled.contains(name) {
            filled = filled.replace(name, &world.object(name, relation)?);
        }
    }
    for (name, value) in [
        ("{week}", "2026-W03"),
        ("{month}", "2026-01"),
        ("{list}", "gender"),
        ("{code}", "woman"),
        ("{system}", "si"),
        ("{name}", "caseload"),
        ("{profile}", "participants"),
        ("{resource}", "orientations"),
    ] {
        filled = filled.replace(name, value);
    }
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
    answer.status.to_string()
}

fn table(world: &World, callers: &Callers) -> String {
    let heads: Vec<&str> = callers.iter().map(|(name, _)| name.as_str()).collect();
    let mut out = format!("operation,relation,{}\n", heads.join(","));
    for operation in operations(&world.document) {
        if is_public(&operation) || LEFT_OUT.iter().any(|(id, _)| *id == operation.id) {
            continue;
        }
        let body = body(&world.document, &operation);
        let relations: &[&str] = if has_object(&operation) { &RELATIONS } else { &["-"] };
        for relation in relations {
            let Some(path) = path(world, &operation, relation) else { continue };
            let address = format!("{path}{}", query(&operation));
            let cells: Vec<String> =
                callers.iter().map(|(_, client)| ask(client, &operation, &address, body.as_ref())).collect();
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
        .filter(|t| {
            !["audit_entries", "audit_heads", "sessions", "idempotency_keys", "access_log", "access_heads"].contains(t)
        })
        .collect();
    assert!(tables.len() > 30, "{tables:?}");
    let union: Vec<String> = tables.iter().map(|t| format!("select '{t}' as name, count(*) as n from {t}")).collect();
    let found: Vec<Count> = diesel::sql_query(union.join(" union all ")).load(&mut world.site.conn()).unwrap();
    found.into_iter().map(|c| (c.name, c.n)).collect()
}

fn every_answer_is_the_one_written_down(kind: Kind) {
    let world = World::new(kind);
    // the accounts that ask are made before the rows are counted
    let callers = world.callers();
    let before = rows(&world);
    let table = table(&world, &callers);
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
    let document = (*jalon::app::document().unwrap().0).clone();
    let written = std::fs::read_to_string(CSV).unwrap_or_default();
    let missing: Vec<String> = operations(&document)
        .iter()
        .filter(|o| !is_public(o) && !LEFT_OUT.iter().any(|(id, _)| *id == o.id))
        .filter(|o| !written.lines().any(|l| l.starts_with(&format!("{},", o.id))))
        .map(|o| o.id.clone())
        .collect();
    assert!(missing.is_empty(), "no line in roles.csv: {missing:?}");
}
