//! The rows of the archive, one page of a table after the other.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::sources::Source;
use crate::ctx::Ctx;
use crate::db::Instant;
use crate::db::literal::Literals;
use crate::db::schema::plies;
use crate::db::types::InstantSql;
use crate::each;
use crate::failure::{Failure, Outcome};
use crate::ids::ParticipantId;
use crate::participants::vault::{self, Sealed, What, words};

/// Rows that are read at a time.
pub(super) const PAGE: usize = 200;

/// A row: its members in the order of the columns.
pub(super) type Row = Map<String, Value>;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Id,
    Text,
    /// A code of this list.
    Code(&'static str),
    Day,
    Instant,
    Int,
    Bool,
    Json,
    Sealed,
}

/// A column and what it holds.
pub(super) fn columns(source: &Source) -> Vec<(&'static str, Form)> {
    let form = |form: &'static str| match form {
        "id" => Form::Id,
        "day" => Form::Day,
        "instant" => Form::Instant,
        "int" => Form::Int,
        "bool" => Form::Bool,
        "json" => Form::Json,
        "sealed" => Form::Sealed,
        other => other.strip_prefix("code=").map_or(Form::Text, Form::Code),
    };
    source.columns.split_whitespace().filter_map(|column| column.split_once(':')).map(|(n, f)| (n, form(f))).collect()
}

/// A column as text, or null.
fn as_text(pg: bool, name: &str, form: Form) -> String {
    match (form, pg) {
        (Form::Text | Form::Code(_), _) | (Form::Day | Form::Json, false) => format!("s.{name}"),
        (Form::Day, true) => format!("to_char(s.{name}, 'YYYY-MM-DD')"),
        (Form::Instant, true) => format!("(extract(epoch from s.{name}) * 1000000)::bigint::text"),
        (Form::Sealed, true) => format!("encode(s.{name}, 'hex')"),
        (Form::Id | Form::Int | Form::Bool | Form::Json, true) => format!("s.{name}::text"),
        (Form::Id | Form::Sealed, false) => format!("case when s.{name} is null then null else hex(s.{name}) end"),
        (Form::Instant | Form::Int | Form::Bool, false) => format!("cast(s.{name} as text)"),
    }
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// So many rows of a table after the first ones, what is sealed of them opened.
pub(super) fn page(cx: &mut Ctx<'_>, source: &Source, records: &[ParticipantId], offset: usize) -> Outcome<Vec<Row>> {
    let columns = columns(source);
    let (pg, lit) = (cx.conn.is_pg(), Literals::of(cx.conn));
    let texts: Vec<String> = columns.iter().map(|(name, form)| as_text(pg, name, *form)).collect();
    let texts = texts.join(", ");
    let line = if pg { format!("json_build_array({texts})::text") } else { format!("json_array({texts})") };
    let (table, rows, order) = (source.table, source.rows, source.order);
    let sql = format!(
        "select {line} as line from {table} s where s.plie_id = {{plie}} and {rows} order by {order} limit {PAGE} offset {offset}"
    );
    let sql = sql.replace("{plie}", &lit.id(cx.plie())).replace("{who}", &lit.ids(records));
    let lines: Vec<Line> = each!(cx.conn, |c| diesel::sql_query(sql).load(c))?;
    let rows: Vec<Row> = lines.iter().map(|line| read(&columns, &line.line)).collect::<Outcome<_>>()?;
    match source.sealed {
        Some(sealed) => opened(cx, sealed, records, &columns, rows),
        None => Ok(rows),
    }
}

fn read(columns: &[(&'static str, Form)], line: &str) -> Outcome<Row> {
    let texts: Vec<Option<String>> = serde_json::from_str(line).map_err(|_e| odd())?;
    let mut row = Row::new();
    for ((name, form), text) in columns.iter().zip(texts) {
        let value = text.map(|text| value(*form, text)).transpose()?.unwrap_or(Value::Null);
        row.insert((*name).to_owned(), value);
    }
    Ok(row)
}

/// An error of the readers would quote what they have read.
fn odd() -> Failure {
    Failure::defect("a row of an archive has not its form")
}

fn value(form: Form, text: String) -> Outcome<Value> {
    Ok(match form {
        Form::Text | Form::Code(_) | Form::Day | Form::Sealed => Value::String(text),
        Form::Id => Value::String(Uuid::parse_str(&text).map_err(|_e| odd())?.to_string()),
        Form::Instant => {
            let at = text.parse().ok().and_then(Instant::from_micros).ok_or_else(odd)?;
            Value::String(at.to_string())
        }
        Form::Int => Value::from(text.parse::<i64>().map_err(|_e| odd())?),
        Form::Bool => Value::Bool(matches!(text.as_str(), "1" | "true")),
        Form::Json => serde_json::from_str(&text).map_err(|_e| odd())?,
    })
}

/// The rows with what is sealed of them in a member of its own; each is in the access log.
fn opened(
    cx: &mut Ctx<'_>,
    (what, member): (What, &'static str),
    records: &[ParticipantId],
    columns: &[(&'static str, Form)],
    mut rows: Vec<Row>,
) -> Outcome<Vec<Row>> {
    let Some((sealed, _)) = columns.iter().find(|(_, form)| *form == Form::Sealed) else { return Ok(rows) };
    let mut places = Vec::new();
    let mut clear = Vec::new();
    for (place, row) in rows.iter_mut().enumerate() {
        let named = |name: &str| row.get(name).and_then(Value::as_str).and_then(|text| Uuid::parse_str(text).ok());
        // an item of a review has the name of its review; what hangs on a pathway or a stage is the person's
        let object = named("id").or_else(|| named("review_id")).ok_or_else(odd)?;
        let person = named("participant_id").or_else(|| records.first().map(|id| id.0)).ok_or_else(odd)?;
        match row.shift_remove(*sealed) {
            Some(Value::String(hex)) => places.push((place, ParticipantId::of(person), object, bytes(&hex)?)),
            // older than its encryption
            _ if row.get(member).is_some_and(|value| !value.is_null()) => {
                clear.push((what, ParticipantId::of(person), object));
            }
            _ => {}
        }
    }
    vault::note(cx, clear);
    let all: Vec<Sealed<'_>> = places
        .iter()
        .map(|(_, person, object, bytes)| Sealed { what, person: *person, object: *object, bytes })
        .collect();
    let plain = vault::open(cx, &all)?;
    for ((place, ..), text) in places.iter().zip(plain) {
        let Some(row) = rows.get_mut(*place) else { continue };
        match what {
            What::SensitiveFacts => {
                row.insert(member.to_owned(), serde_json::from_str(&text).map_err(|_e| odd())?);
            }
            What::InterviewReport | What::Document => {
                row.insert(member.to_owned(), Value::String(text));
            }
            _ => *row = with_words(std::mem::take(row), &text)?,
        }
    }
    Ok(rows)
}

/// The row with its words in their places.
fn with_words(row: Row, plain: &str) -> Outcome<Row> {
    let mut whole = Value::Object(row);
    for (place, text) in words::texts(plain)? {
        if let Some(value) = whole.pointer_mut(&place) {
            *value = Value::String(text);
        }
    }
    match whole {
        Value::Object(row) => Ok(row),
        _ => Err(odd()),
    }
}

fn bytes(hex: &str) -> Outcome<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(digit(high)? * 16 + digit(low)?),
        _ => None,
    };
    hex.as_bytes().chunks(2).map(pair).collect::<Option<Vec<u8>>>().ok_or_else(odd)
}

/// How often something of the person was read, by which operation, between when and when, by how many accounts.
#[derive(Debug, Clone, Serialize, QueryableByName)]
pub(super) struct Reading {
    #[diesel(sql_type = Text)]
    pub(super) resource: String,
    #[diesel(sql_type = Text)]
    pub(super) operation: String,
    #[diesel(sql_type = BigInt)]
    pub(super) readings: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) accounts: i64,
    #[diesel(sql_type = InstantSql)]
    pub(super) first_at: Instant,
    #[diesel(sql_type = InstantSql)]
    pub(super) last_at: Instant,
}

/// Who read what, counted; archives for the person are not counted, so that one makes no other.
pub(super) fn readings(cx: &mut Ctx<'_>, records: &[ParticipantId]) -> Outcome<Vec<Reading>> {
    let lit = Literals::of(cx.conn);
    let sql = format!(
        "select resource, operation, count(*) as readings, count(distinct actor_id) as accounts, min(at) as first_at, max(at) as last_at
         from access_log where plie_id = {} and participant_id in ({}) and operation <> 'create_data_export'
         group by resource, operation order by resource, operation",
        lit.id(cx.plie()),
        lit.ids(records)
    );
    Ok(each!(cx.conn, |c| diesel::sql_query(sql).load(c))?)
}

/// The name of the caller's PLIE.
pub(super) fn name_of_plie(cx: &mut Ctx<'_>) -> Outcome<String> {
    Ok(plies::table.find(cx.plie()).select(plies::name).get_result(cx.conn)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::participants::data_export::sources::SOURCES;

    #[test]
    fn every_column_has_a_form_that_is_known() {
        for source in SOURCES {
            let columns = columns(source);
            assert_eq!(columns.len(), source.columns.split_whitespace().count(), "{}", source.name);
            for (column, (name, form)) in source.columns.split_whitespace().zip(columns) {
                let told = column.strip_prefix(name).unwrap().strip_prefix(':').unwrap();
                assert!(form != Form::Text || told == "text", "{}.{column}", source.name);
            }
            let sealed = source.columns.contains(":sealed");
            assert_eq!(source.sealed.is_some(), sealed, "{}", source.name);
        }
    }

    #[test]
    fn a_value_is_what_its_column_holds() {
        let id = "01936C5E7A107C3B9D526F0E8A41B7C9";
        assert_eq!(value(Form::Id, id.to_owned()).unwrap(), "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9");
        assert_eq!(value(Form::Bool, "0".to_owned()).unwrap(), false);
        assert_eq!(value(Form::Int, "-3".to_owned()).unwrap(), -3);
        assert_eq!(value(Form::Instant, "1772438400000000".to_owned()).unwrap(), "2026-03-02T08:00:00Z");
        assert!(value(Form::Int, "x".to_owned()).is_err());
        assert_eq!(bytes("00ffA0").unwrap(), [0, 255, 160]);
        assert!(bytes("0").is_err() && bytes("0g").is_err());
    }
}
