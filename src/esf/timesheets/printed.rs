//! A timesheet as both sign it: what the template reads, in French.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::rules::TimesheetStatus;
use super::view::{AwayPart, SheetSigner, TimesheetDayView, TimesheetView};
use crate::civil::{day_of, french_long, french_moment, hours};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::esf::charters::{self, Attribution};
use crate::esf::operations::{self, Payer};
use crate::failure::Outcome;
use crate::identity::{plies, users};
use crate::ids::{OperationId, UserId};

/// The data of the template `timesheet`.
pub(super) fn printed(cx: &mut Ctx<'_>, sheet: &TimesheetView) -> Outcome<Value> {
    let (first, last) = (sheet.month.first(), sheet.month.last());
    let labels = charters::task_labels(cx, last)?;
    let paying: Vec<OperationId> = sheet.totals.by_operation.iter().filter_map(|o| o.operation_id).collect();
    let payers = operations::payers(cx, &paying)?;
    let funding = match payers.first() {
        Some(payer) => payer.statement.clone(),
        None => operations::funding_statement(cx, last)?,
    };
    let mut people: Vec<UserId> = sheet.signatures.iter().map(|s| s.user_id).collect();
    people.push(sheet.user_id);
    let people = users::names(cx, &people)?;
    let name = |id: UserId| people.get(&id).map(|(first, last)| format!("{first} {last}"));
    let month = french_month(first);
    Ok(json!({
        "title": format!("Relevé de temps, {month}"),
        "plie": plies::name(cx)?,
        "funding": funding,
        "reference": format!("Relevé {} de {}, {}", sheet.month, sheet.user_id, amendment(sheet.amendment)),
        "draft": sheet.status != TimesheetStatus::Countersigned,
        "dated": sheet.signatures.last().map_or(last, |s| day_of(s.signed_at)).to_string(),
        "person": name(sheet.user_id),
        "month": format!("{month}, {}", amendment(sheet.amendment)),
        "status": status(sheet.status),
        "operations": payers.iter().map(|p| json!({"number": p.number, "title": p.title})).collect::<Vec<_>>(),
        "lines": sheet.days.iter().flat_map(|day| lines(day, &labels, &payers)).collect::<Vec<_>>(),
        "totals": totals(sheet, &payers),
        "rule": "Signé par la personne puis par une autre, sa ou son responsable, sur le même contenu (R6.15). Après les deux signatures, une correction donne lieu à un avenant.",
        "signatures": signatures(sheet, &name),
        "hash": sheet.content_hash,
    }))
}

fn payer(payers: &[Payer], id: Option<OperationId>) -> Option<&Payer> {
    payers.iter().find(|p| Some(p.id) == id)
}

fn lines(day: &TimesheetDayView, labels: &HashMap<String, String>, payers: &[Payer]) -> Vec<Value> {
    let date = french_long(day.date);
    let away = away(day.absence).map(|said| {
        json!({"day": date, "task": said, "operation": null, "attribution": null, "participants": null, "duration": null})
    });
    let worked = day.lines.iter().map(|line| {
        json!({
            "day": date,
            "task": labels.get(&line.task).unwrap_or(&line.task),
            "operation": payer(payers, line.operation_id).map(|p| &p.number),
            "attribution": attribution(line.attribution),
            "participants": (line.participants > 0).then_some(line.participants),
            "duration": hours(line.minutes),
        })
    });
    let mut lines: Vec<Value> = away.into_iter().chain(worked).collect();
    // the day is written once
    for line in lines.iter_mut().skip(1) {
        if let Some(day) = line.get_mut("day") {
            *day = json!("");
        }
    }
    lines
}

fn totals(sheet: &TimesheetView, payers: &[Payer]) -> Vec<Value> {
    let total = |label: String, minutes: i64| json!({"label": label, "duration": hours(minutes)});
    let by_operation = sheet.totals.by_operation.iter().map(|of| {
        let known = payer(payers, of.operation_id);
        let label = known.map_or("Hors opération".to_owned(), |p| format!("Opération {}", p.named()));
        total(label, of.minutes)
    });
    let by_attribution = sheet.totals.by_attribution.iter();
    let by_attribution = by_attribution.map(|of| total(attribution(of.attribution).to_owned(), of.minutes));
    let whole = [
        total("Temps travaillé".to_owned(), sheet.totals.worked_minutes),
        total("Absences".to_owned(), sheet.totals.absence_minutes),
    ];
    by_operation.chain(by_attribution).chain(whole).collect()
}

fn signatures(sheet: &TimesheetView, name: &dyn Fn(UserId) -> Option<String>) -> Vec<Value> {
    let one = |signer: SheetSigner, quality: &str| {
        let given = sheet.signatures.iter().find(|s| s.signs_as == signer);
        json!({
            "quality": quality,
            "name": given.and_then(|s| name(s.user_id)),
            "signed": given.map(|s| format!("Signé le {}", french_moment(s.signed_at))),
        })
    };
    vec![one(SheetSigner::Employee, "La personne"), one(SheetSigner::Supervisor, "Sa ou son responsable")]
}

fn french_month(first: Day) -> String {
    french_long(first).split_once("1er ").map(|(_, month)| month.to_owned()).unwrap_or_default()
}

fn amendment(number: i64) -> String {
    if number == 0 { "première version".to_owned() } else { format!("avenant {number}") }
}

fn status(status: TimesheetStatus) -> &'static str {
    match status {
        TimesheetStatus::Open => "À signer",
        TimesheetStatus::EmployeeSigned => "Signé par la personne, à contresigner",
        TimesheetStatus::Countersigned => "Signé par les deux",
    }
}

fn away(part: AwayPart) -> Option<&'static str> {
    match part {
        AwayPart::None => None,
        AwayPart::Morning => Some("Absence le matin"),
        AwayPart::Afternoon => Some("Absence l’après-midi"),
        AwayPart::Day => Some("Absence"),
    }
}

fn attribution(attribution: Attribution) -> &'static str {
    match attribution {
        Attribution::P => "Participant",
        Attribution::G => "Groupe",
        Attribution::O => "Opération",
        Attribution::N => "Hors opération",
    }
}
