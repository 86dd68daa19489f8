//! What the cells of a row say, as a body of the API.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::rules::ImportTarget;
use super::rules::columns::{AS_OF, CellKind, Column};
use crate::auth::keys::sha256;
use crate::civil;
use crate::db::{Day, Instant};
use crate::ids::{PlieId, UserId};
use crate::participants::{fold_name, sort_name};
use crate::refusal::Fault;

/// A row that can be carried out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Body {
    /// The members that its cells give; an empty cell gives none.
    pub(super) members: Map<String, Value>,
    /// Since when it is so, where it says.
    pub(super) as_of: Option<Instant>,
    /// Whether its identifier follows from what it says.
    pub(super) derived: bool,
}

/// A row by its number in the file, and what is wrong with it before anybody is asked.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    /// Its number in the file that was sent.
    pub(super) number: i64,
    /// What it says.
    pub(super) body: Result<Body, Vec<Fault>>,
}

/// What the cells of a row say.
pub(super) fn read(target: ImportTarget, columns: &[Column], cells: &[String]) -> Result<Body, Vec<Fault>> {
    let (mut body, mut faults) = (Body::default(), Vec::new());
    for (at, cell) in cells.iter().enumerate() {
        let text = cell.trim();
        if text.is_empty() {
            continue;
        }
        match columns.get(at) {
            Some((_, Some(member))) if member == AS_OF => match moment(text) {
                Some(at) => body.as_of = Some(at),
                None => faults.push(Fault::new(
                    format!("/{AS_OF}"),
                    "invalid_format",
                    "Ce n'est ni un instant ni un jour.",
                    "This is neither an instant nor a day.",
                )),
            },
            Some((_, Some(member))) => {
                let kind = target.kind_of(member).unwrap_or(CellKind::Text);
                put(&mut body.members, member, value(kind, text));
            }
            // left aside on purpose
            Some((heading, None)) if !heading.is_empty() => {}
            _ => faults.push(Fault::new(
                "",
                "too_many_cells",
                "Une cellule n'est sous aucun titre.",
                "A cell stands under no heading.",
            )),
        }
    }
    if faults.is_empty() { Ok(body) } else { Err(faults) }
}

/// Puts a value at its place: `address.line` stands within `address`.
fn put(members: &mut Map<String, Value>, member: &str, value: Value) {
    let Some((outer, inner)) = member.split_once('.') else {
        drop(members.insert(member.to_owned(), value));
        return;
    };
    let place = members.entry(outer.to_owned()).or_insert_with(|| Value::Object(Map::new()));
    if let Some(object) = place.as_object_mut() {
        drop(object.insert(inner.to_owned(), value));
    }
}

/// A cell as its member wants it; what does not read so stays text, for the rules to refuse.
fn value(kind: CellKind, text: &str) -> Value {
    match kind {
        CellKind::Text => Value::from(text),
        CellKind::Day => day(text).map_or_else(|| Value::from(text), |day| Value::from(day.to_string())),
        CellKind::Time => Value::from(time(text)),
        CellKind::Number => text.parse::<i64>().map_or_else(|_e| Value::from(text), Value::from),
        CellKind::YesNo => match fold_name(text).as_str() {
            "oui" | "vrai" | "true" | "yes" | "1" | "x" => Value::from(true),
            "non" | "faux" | "false" | "no" | "0" => Value::from(false),
            _ => Value::from(text),
        },
        CellKind::List => {
            let parts = text.split([',', ';', '|', ' ', '\n']).map(str::trim).filter(|part| !part.is_empty());
            Value::from(parts.collect::<Vec<_>>())
        }
    }
}

/// A day as it is written here, or as a French office writes it.
fn day(text: &str) -> Option<Day> {
    let mut parts = text.splitn(3, '/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(day), Some(month), Some(year)) => format!("{year}-{month:0>2}-{day:0>2}").parse().ok(),
        _ => text.parse().ok(),
    }
}

/// A time of day without its seconds, with two digits for the hour.
fn time(text: &str) -> String {
    let mut parts = text.splitn(3, ':');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(hour), Some(minute), None | Some("00")) => format!("{hour:0>2}:{minute}"),
        _ => text.to_owned(),
    }
}

/// An instant; by the clock of Paris where it names no zone, at midnight where it names no time.
fn moment(text: &str) -> Option<Instant> {
    if let Some(day) = day(text) {
        return Some(civil::start_of_day(day));
    }
    if let Ok(at) = serde_json::from_value(Value::from(text)) {
        return Some(at);
    }
    let (date, clock) = text.split_once(['T', ' '])?;
    let clock: civil::TimeOfDay = clock.get(..5)?.parse().ok()?;
    Some(civil::instant_at(day(date)?, clock.minutes()))
}

/// What the rows before have said: who or what stands twice in one file is refused the second time.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    keys: HashMap<String, i64>,
    told: HashMap<[u8; 32], u32>,
}

impl Seen {
    /// The next row of a file, whether it is carried out now or was before.
    pub(crate) fn row(&mut self, pass: &super::Pass, (number, cells): (i64, Vec<String>)) -> Prepared {
        let mut body = read(pass.target, &pass.columns, &cells);
        if let Ok(row) = &mut body {
            if pass.target == ImportTarget::TimeRecords {
                self.name(row, pass.plie, pass.user);
            }
            let faults = self.twice(pass.target, row, number);
            if !faults.is_empty() {
                body = Err(faults);
            }
        }
        Prepared { number, body }
    }

    /// Says whose a record is, and by which identifier the same row is known when it is sent again.
    fn name(&mut self, row: &mut Body, plie: PlieId, user: UserId) {
        row.members.entry("user_id").or_insert_with(|| Value::from(user.to_string()));
        if row.members.contains_key("id") {
            return;
        }
        let mut said = Value::Object(row.members.clone());
        said.sort_all_objects();
        let said = sha256(&[b"jalon/import/time-record", plie.0.as_bytes(), said.to_string().as_bytes()]);
        // two rows that say the same in one file are two records
        let nth = self.told.entry(said).or_default();
        *nth += 1;
        let hash = sha256(&[&said, &nth.to_be_bytes()]);
        let bytes = hash.first_chunk::<16>().copied().unwrap_or_default();
        let id = uuid::Builder::from_custom_bytes(bytes).into_uuid();
        drop(row.members.insert("id".to_owned(), Value::from(id.to_string())));
        row.derived = true;
    }

    fn twice(&mut self, target: ImportTarget, row: &Body, number: i64) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (pointer, key) in keys(target, &row.members) {
            match self.keys.get(&key) {
                Some(first) => faults.push(Fault::new(
                    pointer,
                    "duplicate_in_file",
                    format!("La ligne {first} du fichier dit déjà la même personne ou la même saisie."),
                    format!("Row {first} of the file tells of the same person or record already."),
                )),
                None => drop(self.keys.insert(key, number)),
            }
        }
        faults
    }
}

/// What names a person or a record, each with its place.
fn keys(target: ImportTarget, members: &Map<String, Value>) -> Vec<(String, String)> {
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let mut keys: Vec<(String, String)> =
        text("id").map(|id| ("/id".to_owned(), format!("id {}", id.to_ascii_lowercase()))).into_iter().collect();
    if target != ImportTarget::Participants {
        return keys;
    }
    for (system, number) in members.get("external_ids").and_then(Value::as_object).into_iter().flatten() {
        let pointer = crate::participants::rules::external_id_pointer(system);
        keys.push((pointer, format!("number {system} {}", number.as_str().unwrap_or_default())));
    }
    if let Some(number) = text("france_travail_id") {
        keys.push(("/france_travail_id".to_owned(), format!("france_travail {}", fold_name(number))));
    }
    let another = members.get("confirm_new") == Some(&Value::Bool(true));
    if let (Some(last), Some(first), Some(birth), false) =
        (text("last_name"), text("first_name"), text("birth_date"), another)
    {
        keys.push(("".to_owned(), format!("person {} {birth}", sort_name(last, first))));
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn cells_are_read_as_their_member_wants_them() {
        for (kind, text, expected) in [
            (CellKind::Day, "12/4/1987", json!("1987-04-12")),
            (CellKind::Day, "1987-04-12", json!("1987-04-12")),
            (CellKind::Day, "31/02/1987", json!("31/02/1987")),
            (CellKind::Time, "9:05", json!("09:05")),
            (CellKind::Time, "09:05:00", json!("09:05")),
            (CellKind::Number, "60", json!(60)),
            (CellKind::Number, "1 h", json!("1 h")),
            (CellKind::YesNo, "Oui", json!(true)),
            (CellKind::YesNo, "FAUX", json!(false)),
            (CellKind::YesNo, "peut-être", json!("peut-être")),
            (CellKind::List, "a; b,c|d", json!(["a", "b", "c", "d"])),
        ] {
            assert_eq!(value(kind, text), expected, "{text}");
        }
        assert_eq!(moment("2026-03-02").unwrap().to_string(), "2026-03-01T23:00:00Z");
        assert_eq!(moment("2026-03-02T09:00:00Z").unwrap().to_string(), "2026-03-02T09:00:00Z");
        assert_eq!(moment("02/03/2026 09:00").unwrap().to_string(), "2026-03-02T08:00:00Z");
        assert!(moment("hier").is_none());
    }

    #[test]
    fn empty_cells_give_nothing_and_cells_under_no_heading_are_refused() {
        let columns = [
            ("Nom".to_owned(), Some("last_name".to_owned())),
            ("Rue".to_owned(), Some("address.line".to_owned())),
            ("Note".to_owned(), None),
            (String::new(), None),
        ];
        let cells = |all: &[&str]| all.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        let body = read(ImportTarget::Participants, &columns, &cells(&[" Benali ", "1 rue", "x", " "])).unwrap();
        assert_eq!(Value::Object(body.members), json!({"last_name": "Benali", "address": {"line": "1 rue"}}));
        for too_many in [&["", "", "", "y"][..], &["", "", "", "", "z"]] {
            assert_eq!(
                read(ImportTarget::Participants, &columns, &cells(too_many)).unwrap_err()[0].code,
                "too_many_cells"
            );
        }
    }
}
