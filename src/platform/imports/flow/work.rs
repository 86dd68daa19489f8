//! The work of an import: a stretch of rows at a time, each stretch one transaction that says how far it came.

use std::io::Write;

use uuid::Uuid;

use crate::audit::{self, Change, Entry};
use crate::ctx::Ctx;
use crate::db::{Conn, Instant, Json};
use crate::esf::time_records;
use crate::failure::{Failure, Outcome};
use crate::http::Lang;
use crate::http::problem::{self, Problem};
use crate::ids::{AnyId, ImportId, PlieId, UserId};
use crate::jobs::{JobRow, Made, Results};
use crate::participants;
use crate::participants::documents::Blobs;
use crate::participants::vault::{self, Safe};
use crate::platform::imports::bodies::{Body, Prepared};
use crate::platform::imports::rules::columns::Column;
use crate::platform::imports::rules::{
    self, ImportMode, ImportStatus, ImportTarget, KEPT_SECONDS, RowOutcome, WAITS_SECONDS,
};
use crate::platform::imports::sheet::apart::{Lines, away};
use crate::platform::imports::store::{self, ImportRow, ReportRow, Said};
use crate::refusal::Warning;

/// One way through the rows of an import.
#[derive(Debug)]
pub(crate) struct Pass {
    pub(crate) plie: PlieId,
    /// Whose own rows are, where they do not say.
    pub(crate) user: UserId,
    pub(crate) target: ImportTarget,
    pub(crate) columns: Vec<Column>,
    /// Rows that were done with before.
    pub(crate) position: i64,
    /// All rows.
    pub(crate) rows: i64,
    /// How much of the whole this pass is, in percent.
    pub(crate) part: (i64, i64),
    /// Its rows, opened as they are read.
    pub(crate) lines: Lines,
}

/// What is still to be done of an import: a pass; none where its report is all that waits.
///
/// # Errors
/// Why the import came to nothing; the database, a key or the data directory is away.
pub(crate) fn begin(cx: &mut Ctx<'_>, id: ImportId) -> Outcome<Option<Pass>> {
    let row = store::by_id(cx.conn, cx.plie(), id)?;
    match row.status {
        ImportStatus::Validated | ImportStatus::Committed => return Ok(None),
        ImportStatus::Failed => return Err(too_many(&row)),
        ImportStatus::Expired => return Err(Failure::NotFound),
        ImportStatus::Validating | ImportStatus::Committing => {}
    }
    let (Some(name), Some(bytes), Some(sealed)) = (&row.stored_as, row.stored_bytes, &row.sealed_key) else {
        return Err(Failure::defect(format!("import {id} is worked on and has no rows")));
    };
    let key = vault::open_content(cx.conn, Safe::of(cx), id.cast(), sealed)?;
    let blobs = Blobs::for_a_while(&cx.app.config.data_dir);
    let bytes = u64::try_from(bytes).map_err(Failure::defect)?;
    let lines = Lines::open(&blobs, name, &key, bytes).map_err(|e| {
        // what is not there now will not come back: a backup does not hold it
        if e.kind() == std::io::ErrorKind::NotFound { lost() } else { away(e) }
    })?;
    let part = match (row.mode, row.status) {
        (ImportMode::Commit, ImportStatus::Validating) => (0, 45),
        (ImportMode::Commit, _) => (45, 90),
        (ImportMode::Validate, _) => (0, 90),
    };
    Ok(Some(Pass {
        plie: row.plie_id,
        user: row.requested_by,
        target: row.target,
        columns: row.columns()?,
        position: row.position,
        rows: row.row_count,
        part,
        lines,
    }))
}

fn lost() -> Failure {
    Failure::conflict(
        "conflict_import_lost",
        "Le fichier n'est plus gardé ; envoyez-le de nouveau.",
        "The file is kept no more; send it again.",
    )
}

fn too_many(row: &ImportRow) -> Failure {
    rules::within(row.changes(), row.max_changes).err().map_or(Failure::NotFound, Failure::from)
}

/// The import, while this job still has it.
fn ours(cx: &mut Ctx<'_>, job: &JobRow, id: ImportId) -> Outcome<ImportRow> {
    let row = store::held(cx.conn, cx.plie(), id)?;
    // another node goes on with it: this one leaves it be
    if !store::claim_holds(cx.conn, job.plie_id, job.id, job.claim)? {
        return Err(Failure::Unavailable);
    }
    Ok(row)
}

/// Checks or carries out a stretch of rows, from the one at `from` on, and writes down what became of them.
///
/// # Errors
/// `Unavailable` where another node has come further; the database is away.
pub(crate) fn stretch(cx: &mut Ctx<'_>, job: &JobRow, id: ImportId, from: i64, rows: &[Prepared]) -> Outcome<()> {
    let mut import = ours(cx, job, id)?;
    if import.position != from {
        return Err(Failure::Unavailable);
    }
    let told = match import.status {
        ImportStatus::Validating => cx.rehearse(|cx| all(cx, &import, rows))?,
        ImportStatus::Committing => carry_out(cx, &import, rows)?,
        _ => return Err(Failure::Unavailable),
    };
    store::put_rows(cx, id, &told)?;
    import.position += i64::try_from(rows.len()).map_err(Failure::defect)?;
    import.version += 1;
    import.updated_at = cx.now;
    store::update(cx.conn, &import)?;
    audit::store::write(cx)
}

/// Every row of a stretch, each by itself; the later ones see what the earlier ones have made.
fn all(cx: &mut Ctx<'_>, import: &ImportRow, rows: &[Prepared]) -> Outcome<Vec<ReportRow>> {
    rows.iter().map(|row| one(cx, import, row, None)).collect()
}

/// The rows that were to create or change something; what was refused or needed nothing stays so.
fn carry_out(cx: &mut Ctx<'_>, import: &ImportRow, rows: &[Prepared]) -> Outcome<Vec<ReportRow>> {
    let numbers: Vec<i64> = rows.iter().map(|row| row.number).collect();
    let validated = store::outcomes(cx, import.id, &numbers)?;
    let mut told = Vec::new();
    for row in rows {
        if let Some(expected @ (RowOutcome::Created | RowOutcome::Updated)) = validated.get(&row.number).copied() {
            told.push(one(cx, import, row, Some(expected))?);
        }
    }
    Ok(told)
}

/// One row: what became of it, or why nothing did.
fn one(cx: &mut Ctx<'_>, import: &ImportRow, row: &Prepared, expected: Option<RowOutcome>) -> Outcome<ReportRow> {
    let entries = cx.entries.len();
    let done = match &row.body {
        Err(faults) => Err(Failure::from(faults.clone())),
        Ok(body) => cx.apart(|cx| {
            let (change, object) = enter(cx, import, body)?;
            let outcome = outcome_of(change);
            let other = expected.is_some_and(|expected| outcome != expected && outcome != RowOutcome::Unchanged);
            if other { Err(overtaken()) } else { Ok((outcome, object)) }
        }),
    };
    for entry in cx.entries.iter_mut().skip(entries) {
        entry.reason.get_or_insert_with(|| format!("import {}", import.id));
    }
    let warned = std::mem::take(&mut cx.warnings);
    let (outcome, object, problems) = match done {
        Ok((outcome, object)) => (outcome, Some(AnyId::of(object)), Vec::new()),
        // nothing is known of the row: the stretch is done again
        Err(Failure::Unavailable) => return Err(Failure::Unavailable),
        Err(failure) => (RowOutcome::Rejected, None, said(import, &failure)?),
    };
    let writes = matches!(outcome, RowOutcome::Created | RowOutcome::Updated);
    let columns = import.columns()?;
    let warnings: Vec<Said> = warned.iter().map(|warning| warning_said(&columns, warning)).collect();
    Ok(ReportRow {
        plie_id: import.plie_id,
        import_id: import.id,
        row_number: row.number,
        outcome,
        written: expected.is_some() && writes,
        // what a rehearsal has made is nobody
        object_id: object.filter(|_| expected.is_some() || outcome != RowOutcome::Created),
        problems: Json::of(&problems).map_err(Failure::defect)?,
        warnings: Json::of(&warnings).map_err(Failure::defect)?,
    })
}

/// The way that a request with this row would go.
fn enter(cx: &mut Ctx<'_>, import: &ImportRow, body: &Body) -> Outcome<(Change, Uuid)> {
    let (members, as_of, on_duplicate) = (&body.members, body.as_of, import.on_duplicate);
    match import.target {
        ImportTarget::Participants => {
            let told = participants::Told { members, as_of, on_duplicate };
            participants::upsert(cx, &told).map(|(change, id)| (change, id.0))
        }
        ImportTarget::TimeRecords => {
            let told = time_records::Told { members, derived: body.derived, as_of, on_duplicate };
            time_records::enter(cx, &told).map(|(change, id)| (change, id.0))
        }
    }
}

const fn outcome_of(change: Change) -> RowOutcome {
    match change {
        Change::Created => RowOutcome::Created,
        Change::Changed => RowOutcome::Updated,
        Change::Erased | Change::Merged | Change::None => RowOutcome::Unchanged,
    }
}

fn overtaken() -> Failure {
    Failure::conflict(
        "conflict_changed_since_validation",
        "Cette ligne ferait maintenant autre chose que lors du contrôle ; envoyez de nouveau le fichier.",
        "This row would now do something else than when it was validated; send the file again.",
    )
}

/// A refusal in both languages, each fault with the column that it is in.
fn said(import: &ImportRow, failure: &Failure) -> Outcome<Vec<Said>> {
    let told = |lang| problem::render(failure, lang, "", "");
    let (fr, en): (Problem, Problem) = (told(Lang::Fr), told(Lang::En));
    let columns = import.columns()?;
    let mut all: Vec<Said> = fr
        .errors
        .into_iter()
        .zip(en.errors)
        .map(|(fr, en)| Said {
            column: column_of(&columns, &fr.pointer),
            pointer: fr.pointer,
            code: fr.code,
            fr: fr.message,
            en: en.message,
            candidates: Vec::new(),
        })
        .collect();
    if all.is_empty() {
        let (pointer, column) = (String::new(), None);
        all.push(Said { pointer, column, code: fr.code, fr: fr.detail, en: en.detail, candidates: Vec::new() });
    }
    if let Some(first) = all.first_mut() {
        first.candidates = fr.candidates;
    }
    Ok(all)
}

fn warning_said(columns: &[Column], warning: &Warning) -> Said {
    let pointer = warning.pointer.clone().unwrap_or_default();
    Said {
        column: column_of(columns, &pointer),
        pointer,
        code: warning.code.to_owned(),
        fr: warning.fr.clone(),
        en: warning.en.clone(),
        candidates: Vec::new(),
    }
}

/// The heading over what a pointer names, or over what it lies within.
fn column_of(columns: &[Column], pointer: &str) -> Option<String> {
    let path = pointer.trim_start_matches('/').replace('/', ".").replace("~1", "/").replace("~0", "~");
    let over = |member: &str| path == member || path.strip_prefix(member).is_some_and(|rest| rest.starts_with('.'));
    columns.iter().find(|(_, member)| member.as_deref().is_some_and(over)).map(|(heading, _)| heading.clone())
}

/// Ends a pass: the name of the file, where it is needed no more.
///
/// # Errors
/// `Unavailable` where another node has come further; the database is away.
pub(crate) fn end(cx: &mut Ctx<'_>, job: &JobRow, id: ImportId) -> Outcome<Option<String>> {
    let mut import = ours(cx, job, id)?;
    store::counts(cx, &mut import)?;
    let mut gone = None;
    match import.status {
        ImportStatus::Validating => {
            let within = rules::within(import.changes(), import.max_changes);
            import.validated_at = Some(cx.now);
            match (import.mode, within) {
                (ImportMode::Validate, _) => {
                    import.status = ImportStatus::Validated;
                    import.expires_at = cx.now.plus_seconds(WAITS_SECONDS);
                }
                (ImportMode::Commit, Ok(())) => {
                    import.status = ImportStatus::Committing;
                    import.position = 0;
                }
                (ImportMode::Commit, Err(refusal)) => {
                    gone = over(&mut import, ImportStatus::Failed, cx.now);
                    import.problems = Json::of(&said(&import, &refusal.into())?).map_err(Failure::defect)?;
                }
            }
        }
        ImportStatus::Committing => gone = over(&mut import, ImportStatus::Committed, cx.now),
        _ => return Err(Failure::Unavailable),
    }
    import.version += 1;
    import.updated_at = cx.now;
    store::update(cx.conn, &import)?;
    cx.record(Entry::event("imports", Some(id.0)).because(import.status.code()));
    audit::store::write(cx)?;
    Ok(gone)
}

/// Nothing more is done: the name of the file.
fn over(import: &mut ImportRow, status: ImportStatus, now: Instant) -> Option<String> {
    import.status = status;
    import.finished_at = Some(now);
    import.expires_at = now.plus_seconds(KEPT_SECONDS);
    import.let_go()
}

/// Gives an import up whose work came to nothing: the name of the file.
///
/// # Errors
/// The database is away.
pub(crate) fn give_up(
    conn: &mut Conn,
    job: &JobRow,
    id: ImportId,
    why: &Failure,
    now: Instant,
) -> Outcome<Option<String>> {
    let mut import = store::held(conn, job.plie_id, id)?;
    if import.job_id != job.id || !matches!(import.status, ImportStatus::Validating | ImportStatus::Committing) {
        return Ok(None);
    }
    let gone = over(&mut import, ImportStatus::Failed, now);
    import.problems = Json::of(&said(&import, why)?).map_err(Failure::defect)?;
    import.version += 1;
    import.updated_at = now;
    store::update(conn, &import)?;
    Ok(gone)
}

/// Rows that are read together for the report.
const PAGE: i64 = 500;

/// The name of the report in the work.
const REPORT: &str = "report";

/// The report of an import, row by row, as the result of its job; sealed, since it says what was wrong with whom.
///
/// # Errors
/// The database or the disk is away.
pub(crate) fn report(cx: &mut Ctx<'_>, job: &JobRow, results: &Results, id: ImportId) -> Outcome<Made> {
    let import = store::by_id(cx.conn, cx.plie(), id)?;
    let working = results.begin().map_err(away)?;
    let mut out = working.seal(REPORT, &cx.app.keys, job.id).map_err(away)?;
    let head = serde_json::json!({
        "import_id": import.id, "target": import.target, "status": import.status, "sha256": import.sha256,
        "counts": {"created": import.rows_created, "updated": import.rows_updated,
            "unchanged": import.rows_unchanged, "rejected": import.rows_rejected},
    });
    let head = serde_json::to_string(&head).map_err(Failure::defect)?;
    // rows are written as they are read: the report is never whole in memory
    write!(out, "{},\"rows\":[", head.strip_suffix('}').unwrap_or_default()).map_err(away)?;
    let mut last = 0;
    loop {
        let rows = store::rows_after(cx, id, last, PAGE)?;
        for row in &rows {
            let comma = if last == 0 { "" } else { "," };
            let line = serde_json::to_string(&crate::platform::imports::api::RowView::of(row, Lang::Fr)?);
            write!(out, "{comma}{}", line.map_err(Failure::defect)?).map_err(away)?;
            last = row.row_number;
        }
        if rows.is_empty() {
            break;
        }
    }
    out.write_all(b"]}").map_err(away)?;
    working.made_of(out, format!("jalon-import-{id}.json"), "application/json").map_err(away)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_under_the_heading_that_it_is_of() {
        let column = |heading: &str, member: Option<&str>| (heading.to_owned(), member.map(str::to_owned));
        let columns = [
            column("Nom", Some("last_name")),
            column("Rue", Some("address.line")),
            column("SI", Some("external_ids.si")),
            column("Personnes", Some("participant_ids")),
            column("Note", None),
        ];
        for (pointer, heading) in [
            ("/last_name", Some("Nom")),
            ("/address/line", Some("Rue")),
            ("/address/postcode", None),
            ("/external_ids/si", Some("SI")),
            ("/participant_ids/2", Some("Personnes")),
            ("/last", None),
            ("", None),
        ] {
            assert_eq!(column_of(&columns, pointer).as_deref(), heading, "{pointer}");
        }
    }
}
