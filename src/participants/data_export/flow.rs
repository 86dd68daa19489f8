//! The archive for a person: asked for, then gathered.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::api::DataExportIn;
use super::archive::{Archive, Gathered};
use super::sources::SOURCES;
use super::{page, store};
use crate::audit::Entry;
use crate::audit::access::Access;
use crate::ctx::Ctx;
use crate::failure::{Failure, Outcome};
use crate::ids::ParticipantId;
use crate::participants::documents::{self, Blobs, Draft};
use crate::participants::erasure;
use crate::participants::store::{self as people, records_of};
use crate::participants::vault::Safe;
use crate::participants::{nir_faults, still_kept};
use crate::refusal::Refusal;

/// What an archive holds, as the access log names it.
const FIELDS: &[&str] = &["everything"];

/// Notes that an archive is asked for, and why: before anything of it is read.
pub(super) fn ask(cx: &mut Ctx<'_>, id: ParticipantId, asked: &DataExportIn) -> Outcome<()> {
    let reason = asked.reason.as_str();
    Refusal::unless_empty(nir_faults(&[("/reason", Some(reason))]))?;
    let reach = cx.reach.clone();
    let person = people::find(cx, &reach, id)?;
    still_kept(&person)?;
    cx.disclose(Access { resource: "data_exports", person: Some(id), objects: vec![id.0], fields: FIELDS.into() });
    cx.record(Entry::event("data_exports", Some(id.0)).about(id).because(reason));
    Ok(())
}

/// The disk, or the archive itself.
pub(super) fn away(e: io::Error) -> Failure {
    log::error!(target: "jalon::data_export", "{e}");
    Failure::Unavailable
}

/// Everything but the bytes of documents.
pub(super) fn gather(cx: &mut Ctx<'_>, id: ParticipantId) -> Outcome<Gathered> {
    let reach = cx.reach.clone();
    people::find(cx, &reach, id)?;
    let (plie, safe, today) = (cx.plie(), Safe::of(cx), cx.today);
    let records = records_of(cx.conn, plie, id)?;
    let blobs = Blobs::of(&cx.app.config.data_dir);
    let mut archive = Archive::new(&blobs).map_err(away)?;
    let mut html = blobs.draft().map_err(away)?;
    archive.entry("donnees.json").map_err(away)?;
    let name = store::name_of_plie(cx)?;
    let head = json!({
        "format": "jalon/personne/1", "generated_on": today, "plie": {"id": plie, "name": name},
        "participant_id": id, "records": records
    });
    page::begin(&mut html, &name, today).map_err(away)?;
    // an object is written member by member: it is never whole in memory
    let head = serde_json::to_string(&head).map_err(Failure::defect)?;
    let head = head.strip_suffix('}').unwrap_or_default();
    write!(archive, "{head},\"sections\":{{").map_err(away)?;
    sections(cx, &records, &mut archive, &mut html)?;
    let readings = store::readings(cx, &records)?;
    let kept = erasure::kept_now(cx.conn, plie, &records, today)?;
    let stays: Vec<Value> =
        kept.iter().map(|part| json!({"kind": part.kind, "rule": part.rule, "until": part.until})).collect();
    let (told, stays) = (json!(readings), json!(stays));
    write!(archive, "}},\"access_log\":{told},\"retention\":{stays}}}").map_err(away)?;
    page::end(&mut html, &readings, &kept).map_err(away)?;
    archive.entry("dossier.html").map_err(away)?;
    html.reread().and_then(|(mut bytes, _)| bytes.copy_to(&mut archive)).map_err(away)?;
    let mut papers = Vec::new();
    for row in documents::of_person(cx.conn, plie, &records)? {
        let key = row.key(cx.conn, safe)?;
        let objects = vec![row.id.0];
        cx.disclose(Access {
            resource: "documents",
            person: row.participant_id,
            objects,
            fields: (&["content"]).into(),
        });
        papers.push((row, key));
    }
    Ok(Gathered { archive, documents: papers })
}

fn sections(cx: &mut Ctx<'_>, records: &[ParticipantId], archive: &mut Archive, html: &mut Draft) -> Outcome<()> {
    let tenant = cx.tenant();
    for (n, source) in SOURCES.iter().enumerate() {
        let columns = store::columns(source);
        let comma = if n == 0 { "" } else { "," };
        write!(archive, "{comma}\"{}\":[", source.name).map_err(away)?;
        page::section(html, source).map_err(away)?;
        let mut seen = 0;
        loop {
            let rows = store::page(cx, source, records, seen)?;
            for row in &rows {
                let text = serde_json::to_string(row).map_err(Failure::defect)?;
                let comma = if seen == 0 { "" } else { "," };
                write!(archive, "{comma}{text}").map_err(away)?;
                page::row(html, &tenant.lists, &columns, row).map_err(away)?;
                seen += 1;
            }
            if rows.len() < store::PAGE {
                break;
            }
        }
        if seen == 0 {
            page::nothing(html).map_err(away)?;
        }
        archive.write_all(b"]").map_err(away)?;
    }
    Ok(())
}
