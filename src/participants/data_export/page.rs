//! The archive as a page in French, for the person to read.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::Value;

use super::sources::{SOURCES, Source};
use super::store::{Form, Reading, Row};
use super::words::word;
use crate::civil;
use crate::db::{Day, Instant};
use crate::http::Lang;
use crate::participants::erasure::{self, Part};
use crate::reference::Lists;

const HEAD: &str = "<!doctype html>\n<html lang=\"fr\"><head><meta charset=\"utf-8\"><title>Vos données</title><style>\
body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}table{border-collapse:collapse;margin:0 0 1.5em;width:100%}\
th,td{border:1px solid #bbb;padding:.25em .6em;text-align:left;vertical-align:top}th{width:16em;font-weight:600;background:#f4f4f4}\
ul{margin:0;padding-left:1.2em}</style></head><body>\n";

/// Begins the page.
pub(super) fn begin(out: &mut impl Write, plie: &str, on: Day) -> io::Result<()> {
    out.write_all(HEAD.as_bytes())?;
    write!(
        out,
        "<h1>Vos données</h1>\n<p>Tout ce que {} détient à votre sujet au {} (articles 15 et 20 du RGPD). Les mêmes données, pour une \
         machine, sont dans <code>donnees.json</code> ; vos documents sont dans le dossier <code>documents</code>.</p>\n",
        escaped(plie),
        civil::french(on)
    )
}

/// Begins a part.
pub(super) fn section(out: &mut impl Write, source: &Source) -> io::Result<()> {
    writeln!(out, "<h2>{}</h2>", escaped(source.title))
}

/// A part of which there is nothing.
pub(super) fn nothing(out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"<p>Rien.</p>\n")
}

/// A row of a part.
pub(super) fn row(out: &mut impl Write, lists: &Lists, columns: &[(&'static str, Form)], row: &Row) -> io::Result<()> {
    out.write_all(b"<table>")?;
    for (name, value) in row.iter().filter(|(_, value)| !value.is_null()) {
        let form = columns.iter().find(|(column, _)| column == name).map_or(Form::Text, |(_, form)| *form);
        let label = word(name).unwrap_or(name);
        write!(out, "<tr><th>{}</th><td>{}</td></tr>", escaped(label), shown(lists, form, value))?;
    }
    out.write_all(b"</table>\n")
}

/// What a kind of object is called.
fn called(resource: &str) -> &str {
    let title = || SOURCES.iter().find(|source| source.name == resource).map(|source| source.title);
    erasure::kind(resource).map(|kind| kind.fr).or_else(title).unwrap_or(resource)
}

/// Who read what, and how long what is kept: then the page ends.
pub(super) fn end(out: &mut impl Write, readings: &[Reading], kept: &[Part]) -> io::Result<()> {
    out.write_all(
        "<h2>Qui a consulté vos données restreintes</h2>\n<table><tr><th>Données</th><td>Opération</td><td>Consultations</td>\
         <td>Comptes</td><td>Première</td><td>Dernière</td></tr>"
            .as_bytes(),
    )?;
    for line in readings {
        write!(
            out,
            "<tr><th>{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            called(&line.resource),
            escaped(&line.operation),
            line.readings,
            line.accounts,
            moment(line.first_at),
            moment(line.last_at)
        )?;
    }
    out.write_all("</table>\n<h2>Ce qui resterait après un effacement, et jusqu'à quand</h2>\n<table>".as_bytes())?;
    for part in kept {
        let label = erasure::kind(&part.kind).map_or(part.kind.as_str(), |kind| kind.fr);
        let (sentence, _) = erasure::sentence(part.rule, part.until);
        write!(out, "<tr><th>{}</th><td>{}</td></tr>", escaped(label), escaped(&sentence))?;
    }
    out.write_all("</table>\n<p>Vous pouvez demander la rectification ou l'effacement de vos données au PLIE.</p>\n</body></html>\n".as_bytes())
}

/// A value as a French reader reads it.
fn shown(lists: &Lists, form: Form, value: &Value) -> String {
    match (form, value) {
        (Form::Code(list), Value::String(code)) => escaped(lists.label(list, code, Lang::Fr).unwrap_or(code)),
        (Form::Day, Value::String(day)) => match day.parse::<Day>() {
            Ok(day) => civil::french(day),
            Err(_other) => escaped(day),
        },
        (Form::Instant, Value::String(at)) => match serde_json::from_value::<Instant>(Value::String(at.clone())) {
            Ok(at) => moment(at),
            Err(_other) => escaped(at),
        },
        (_, value) => nested(value),
    }
}

/// An instant in Paris.
fn moment(at: Instant) -> String {
    use chrono::Timelike;
    let local = at.0.with_timezone(&chrono_tz::Europe::Paris);
    format!("{} à {:02} h {:02}", civil::french(civil::day_of(at)), local.hour(), local.minute())
}

fn nested(value: &Value) -> String {
    match value {
        Value::Null => "non renseigné".to_owned(),
        Value::Bool(true) => "oui".to_owned(),
        Value::Bool(false) => "non".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => escaped(text).replace('\n', "<br>"),
        Value::Array(all) if all.is_empty() => "aucun".to_owned(),
        Value::Array(all) => {
            let items: String = all.iter().map(|one| format!("<li>{}</li>", nested(one))).collect();
            format!("<ul>{items}</ul>")
        }
        Value::Object(all) => {
            let item = |(name, value): (&String, &Value)| {
                format!("<li>{} : {}</li>", escaped(word(name).unwrap_or(name)), nested(value))
            };
            let items: String = all.iter().map(item).collect();
            format!("<ul>{items}</ul>")
        }
    }
}

/// Text that is nothing but text in the page.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // no error: a String takes everything
            c => drop(out.write_char(c)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_wrote_stays_text() {
        assert_eq!(escaped("<script>\"'&"), "&lt;script&gt;&quot;&#39;&amp;");
        let value = serde_json::json!({"text": "<b>a\nb", "late": true, "results": [], "x": null});
        let page = nested(&value);
        assert!(page.contains("Texte : &lt;b&gt;a<br>b") && page.contains("Saisi en retard : oui"), "{page}");
        assert!(page.contains("Résultats : aucun") && page.contains("x : non renseigné"), "{page}");
    }

    #[test]
    fn days_and_instants_are_those_of_paris() {
        let lists = Lists::default();
        assert_eq!(shown(&lists, Form::Day, &"2026-03-02".into()), "02/03/2026");
        assert_eq!(shown(&lists, Form::Instant, &"2026-07-02T22:15:00Z".into()), "03/07/2026 à 00 h 15");
        assert_eq!(shown(&lists, Form::Code("gender"), &"woman".into()), "woman");
    }
}
