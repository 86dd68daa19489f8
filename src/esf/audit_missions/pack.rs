//! The pack of a mission: everything that an auditor needs to build each minute again, in one zip (§ 6.9).
//!
//! What the database holds is read as of one moment, stretch by stretch of the sample, to files in the data directory;
//! then the printed documents are typeset, and all is bound into the zip. Nothing in it tells when or by whom it was made: the same
//! evidence gives the same bytes. `manifest.json` names every other file with its size and its SHA-256, and
//! `tools/verify_pack.py` computes all of it again without this server.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::disclosure::Shown;
use super::store::dossier::{self, Dossiers};
use super::store::{self, MissionRow};
use crate::audit::chain::hex;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::esf::mission_letters;
use crate::esf::operations::{self, OperationRow, Payer};
use crate::failure::Outcome;
use crate::identity::plies;
use crate::ids::AuditMissionId;
use crate::jobs::{Meter, Results};
use crate::participants::vault::{self, Safe};

mod bind;
mod costs;
mod figures;
mod index;
mod journal;
mod spool;

pub(crate) use bind::Gathered;
use costs::Costs;
use figures::{Ended, Figures};
use journal::Checkpoint;
use spool::{Place, Spool};

/// Records that are read together.
const STRETCH: i64 = 200;

/// What a reader of the pack should know, said in its manifest and its index.
const NOTES: &[(&str, &str)] = &[
    (
        "statement_of_today",
        "L'état des coûts est établi d'après les pièces d'aujourd'hui, comme si l'opération n'avait rien déposé pour ces jours. Les autres coûts directs et les allocations, que seule la comptabilité connaît, ne figurent que dans les bilans déposés.",
    ),
    (
        "months_in_full",
        "Les mois payés figurent en entier : chaque saisie, le contact qui la prouve, chaque participation et chaque critère d'éligibilité y nomment les personnes par leur seul identifiant, et une absence ne dit pas son motif.",
    ),
    (
        "people_of_the_sample",
        "Les feuilles d'émargement des temps collectifs ne montrent que les personnes de l'échantillon, et ne disent pas pourquoi quelqu'un a refusé de signer.",
    ),
];

/// Reads all that the pack of a mission in reach holds.
///
/// # Errors
/// 404 where the mission is out of reach by now; the database or the disk is away.
pub(crate) fn gather(cx: &mut Ctx<'_>, id: AuditMissionId, results: &Results, meter: &Meter) -> Outcome<Gathered> {
    let mission = store::find(cx, &cx.reach.clone(), id)?;
    let operation = operations::find(cx, &Reach::everything(), mission.operation_id)?;
    let mut spool = Spool::begin(results)?;
    let head = Head { plie: plies::name(cx)?, payer: Payer::of(cx, operation.clone()) };
    let costs = costs::write(cx, &mut spool, &mission, &operation)?;
    let (mut ended, index) = sample(cx, &mut spool, &mission, &head, &costs, meter)?;
    ended.crossed.extend(costs.claims.iter().map(|claim| claim.id.0));
    let checkpoint = journal::segment(cx, &mut spool, &ended, meter)?;
    beside(cx, &mut spool, &mission, &operation, &ended)?;
    let told = index::Told { mission: &mission, head: &head, ended: &ended, checkpoint: &checkpoint, costs: &costs };
    index.write(&mut spool, &told)?;
    let manifest = manifest_of(&mission, &operation, &ended.totals, &checkpoint);
    let safe = Safe::of(cx);
    for (path, paper) in ended.papers {
        let size = u64::try_from(paper.size).unwrap_or_default();
        let sealed = paper.sealed_key.as_deref();
        let key = sealed.map(|sealed| vault::open_content(cx.conn, safe, paper.id, sealed)).transpose()?;
        let kept = spool::Kept { size, sha256: paper.sha256, place: Place::Blob(paper.stored_as, key) };
        spool.files.insert(path, kept);
    }
    Ok(Gathered { spool, mission: id, data_dir: cx.app.config.data_dir.clone(), manifest })
}

/// Whose pack it is, and who pays.
struct Head {
    plie: String,
    payer: Payer,
}

/// The figures of the sample and of the months that cost something, and the index under way.
fn sample(
    cx: &mut Ctx<'_>,
    spool: &mut Spool,
    mission: &MissionRow,
    head: &Head,
    costs: &Costs,
    meter: &Meter,
) -> Outcome<(Ended, index::Index)> {
    let mut figures = Figures::begin(spool, mission.operation_id)?;
    let (mut shown, mut index, mut from) = (Shown::default(), index::Index::begin(spool)?, 0);
    loop {
        let ids = store::items_from(cx, mission.id, from, STRETCH)?;
        if ids.is_empty() {
            break;
        }
        let all: Dossiers = dossier::load(cx, &ids)?;
        shown.add(&all);
        figures.take(&mut Desk { cx, spool, head }, &all, |position, record, lacks| {
            index.record(position, record, &all, lacks)
        })?;
        from += i64::try_from(ids.len()).unwrap_or(STRETCH);
        meter.at(from, mission.records, (0, 40));
    }
    shown.note(cx, mission.id, &["pack"]);
    figures.months(&mut Desk { cx, spool, head }, &costs.months, meter)?;
    figures.means(cx)?;
    let (from, to) = figures.days_held().unwrap_or((mission.period_from, mission.period_to));
    let letters = mission_letters::between(
        cx,
        mission.operation_id,
        &[],
        from.min(mission.period_from),
        to.max(mission.period_to),
    )?;
    figures.letters(cx, &letters)?;
    Ok((figures.end(&mut Desk { cx, spool, head })?, index))
}

/// What the figures are made with: the database, the files under way, the head of what is printed.
struct Desk<'a, 'c> {
    cx: &'a mut Ctx<'c>,
    spool: &'a mut Spool,
    head: &'a Head,
}

/// What the pack holds beside the sample and the costs: each part writes its files.
fn beside(
    cx: &mut Ctx<'_>,
    spool: &mut Spool,
    mission: &MissionRow,
    operation: &OperationRow,
    ended: &Ended,
) -> Outcome<()> {
    spool.json("mission.json", &mission_of(mission))?;
    spool.json("operation.json", &operation_of(operation))?;
    spool.json("totals.json", &ended.totals)?;
    let charters: Vec<_> = ended.charters.iter().copied().collect();
    let charters: Vec<Value> = store::pack::charters(cx, &charters)?
        .into_iter()
        .map(|c| {
            let tasks: Value = c.tasks.read().unwrap_or_default();
            json!({ "id": c.id, "version": c.charter_version, "valid_from": c.valid_from, "step_minutes": c.step_minutes, "tasks": tasks })
        })
        .collect();
    spool.json("charters.json", &charters)
}

fn mission_of(mission: &MissionRow) -> Value {
    let sample: Value = mission.sample.read().unwrap_or_default();
    json!({
        "id": mission.id,
        "operation_id": mission.operation_id,
        "from": mission.period_from,
        "to": mission.period_to,
        "sample": sample,
        "sample_hash": mission.sample_hash,
        "population": mission.population,
        "records": mission.records,
        "participants": mission.participants,
        "minutes": mission.minutes,
    })
}

fn operation_of(o: &OperationRow) -> Value {
    json!({
        "id": o.id,
        "number": o.number,
        "title": o.title,
        "fund": o.fund,
        "programme_period": o.programme_period,
        "specific_objective": o.specific_objective,
        "axis": o.axis,
        "managing_authority": o.managing_authority,
        "intermediate_body": o.intermediate_body,
        "starts_on": o.starts_on,
        "ends_on": o.ends_on,
        "total_cost_cents": o.total_cost_cents,
        "eu_contribution_cents": o.eu_contribution_cents,
        "cost_option": o.cost_option,
        "publicity_text": o.publicity_text,
    })
}

/// A file, as the manifest names it.
#[derive(Debug, Serialize)]
struct Named<'a> {
    path: &'a str,
    size: u64,
    sha256: &'a str,
}

/// What the manifest says beside the files.
fn manifest_of(
    mission: &MissionRow,
    operation: &OperationRow,
    totals: &figures::Totals,
    checkpoint: &Checkpoint,
) -> Value {
    let notes: Vec<Value> = NOTES.iter().map(|(code, fr)| json!({ "code": code, "fr": fr })).collect();
    json!({
        "format": "jalon-audit-pack 1",
        "mission_id": mission.id,
        "operation_number": operation.number,
        "from": mission.period_from,
        "to": mission.period_to,
        "sample_hash": mission.sample_hash,
        "totals": totals,
        "chain": { "last_seq": checkpoint.last_seq, "hash": checkpoint.hash.as_deref().map(hex) },
        "notes": notes,
    })
}

/// The last file: what all the others must be.
fn manifest(spool: &mut Spool, manifest: &mut Value) -> Outcome<()> {
    let named = |(path, kept): (&String, &spool::Kept)| json!(Named { path, size: kept.size, sha256: &kept.sha256 });
    let files: Vec<Value> = spool.files.iter().map(named).collect();
    if let Some(members) = manifest.as_object_mut() {
        members.insert("files".to_owned(), Value::Array(files));
    }
    spool.json("manifest.json", manifest)?;
    let sum = spool.files.get("manifest.json").map(|kept| format!("{}  manifest.json\n", kept.sha256));
    spool.text("manifest.sha256", &sum.unwrap_or_default())
}

/// What is missing, piece by piece, in words.
type Counts = BTreeMap<&'static str, i64>;
