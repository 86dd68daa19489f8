//! The index to be printed: what the template reads, in French.

use serde_json::{Value, json};

use super::{CONTENTS, Told, VERIFY, costs, euros, facts, label, people, signed};
use crate::civil::{french, hours};
use crate::esf::audit_missions::rules::evidence::{Missing, MissingPiece};
use crate::esf::audit_missions::store::dossier::Dossiers;
use crate::esf::time_records::TimeRecordRow;

/// Records that the printed index names; the others are on the screen and in the figures.
pub(super) const RECORDS: usize = 300;

/// A record of the sample.
pub(super) fn record(position: i64, record: &TimeRecordRow, all: &Dossiers, lacks: &[Missing]) -> Value {
    let (last, first) = all.staff.get(&record.user_id).cloned().unwrap_or_default();
    let lacks: Vec<&str> = lacks.iter().map(|one| label(one.piece)).collect();
    json!({
        "number": position + 1,
        "day": french(record.date),
        "person": format!("{last} {first}"),
        "task": record.task,
        "duration": hours(record.duration_minutes),
        "participants": people(record, all).join(", "),
        "missing": lacks.join(", "),
    })
}

/// The data of the template `pack-index`.
pub(super) fn printed(told: &Told<'_>, records: Vec<Value>, of: usize) -> Value {
    let more = of.checked_sub(records.len()).filter(|more| *more > 0);
    let missing = &told.ended.totals.missing;
    let pieces = MissingPiece::ALL.iter().filter_map(|piece| Some((*piece, missing.get(piece.code())?)));
    let months = told.ended.months.iter().map(|m| {
        json!({
            "person": format!("{} {}", m.last_name, m.first_name),
            "month": m.month,
            "records": m.sample_records,
            "drawn": hours(m.sample_minutes),
            "signed": hours(m.signed_minutes),
            "sheet": signed(m.sheet_minutes),
            "operation": signed(m.sheet_operation_minutes),
        })
    });
    let claims = told.costs.claims.iter().map(|c| {
        json!({
            "period": format!("du {} au {}", french(c.from), french(c.to)),
            "minutes": hours(c.claimed_minutes),
            "staff": euros(c.staff_cents),
            "total": euros(c.total_cents),
            "eu": euros(c.eu_cents),
        })
    });
    json!({
        "title": "Contrôle de service fait",
        "plie": told.head.plie,
        "funding": told.head.payer.statement,
        "reference": format!("Mission {}", told.mission.id),
        "dated": told.mission.period_to.to_string(),
        "facts": facts(told),
        "missing": pieces.map(|(piece, count)| json!({"label": label(piece), "count": count})).collect::<Vec<_>>(),
        "records": records,
        "more": more.map(|n| format!("Les {n} autres saisies sont dans index.html et dans figures/records.csv.")),
        "months": months.collect::<Vec<_>>(),
        "costs": costs(told),
        "claims": claims.collect::<Vec<_>>(),
        "contents": CONTENTS.iter().map(|(path, what)| json!({"path": path, "what": what})).collect::<Vec<_>>(),
        "rule": VERIFY,
        "hash": told.mission.sample_hash,
    })
}
