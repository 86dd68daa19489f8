//! The one command on code lists.

use super::api::ReferenceCodeIn;
use super::lists::Lists;
use super::store::{self, OwnCode};
use super::{attrs, names};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::failure::{Failure, Outcome};
use crate::faults;
use crate::identity::plies;
use crate::refusal::{Fault, Refusal};

/// The most codes of one list: the lists of every PLIE stay in memory.
const MOST_CODES: usize = 1000;

/// Adds or changes the PLIE's own row of a code; answers the lists as they are now, and whether it was added.
pub(super) fn put(cx: &mut Ctx<'_>, list: &str, code: &str, given: ReferenceCodeIn) -> Outcome<(Lists, bool)> {
    let tenant = cx.tenant();
    let codes = tenant.lists.codes(list).ok_or(Failure::NotFound)?;
    let known = tenant.lists.get(list, code);
    let attributes = given.attrs.unwrap_or_default();
    let mut found: Vec<Fault> = Vec::new();
    found.extend(form_fault(code));
    if known.is_none() {
        found.extend(given.label_fr.is_none().then(|| faults::required("/label_fr")));
        found.extend(given.label_en.is_none().then(|| faults::required("/label_en")));
    }
    found.extend(faults::period("/valid_to", given.valid_from, given.valid_to));
    found.extend(attrs::faults(&tenant.lists, list, code, &attributes));
    Refusal::unless_empty(found)?;
    if known.is_none() {
        may_grow(list, codes.len())?;
    }
    let last = codes.iter().map(|(_, it)| it.sort).max().unwrap_or_default();
    let label = |given: Option<crate::http::text::Name>, was: Option<&String>| {
        given.map(String::from).or_else(|| was.cloned()).unwrap_or_default()
    };
    let own = OwnCode {
        label_fr: label(given.label_fr, known.map(|it| &it.label_fr)),
        label_en: label(given.label_en, known.map(|it| &it.label_en)),
        sort: given.sort.or(known.map(|it| it.sort)).unwrap_or(last + 10),
        valid_from: given.valid_from,
        valid_to: given.valid_to,
        attrs: Json::of(&attributes).map_err(Failure::defect)?,
    };
    let plie = cx.plie();
    let row = store::upsert(cx.conn, plie, list, code, own, cx.now)?;
    let entry = if row.version == 1 {
        Entry::created("reference_codes", row.id)
    } else {
        Entry::changed("reference_codes", row.id, row.version)
    };
    cx.record(entry.fields(&["label_fr", "label_en", "sort", "valid_from", "valid_to", "attrs"]));
    plies::touch(cx, &["reference_lists"])?;
    let lists = Lists::of(store::load(cx.conn, plie)?).map_err(Failure::defect)?;
    Ok((lists, known.is_none()))
}

fn form_fault(code: &str) -> Option<Fault> {
    let form = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    let good = (1..=60).contains(&code.len()) && code.bytes().all(form);
    (!good).then(|| {
        Fault::new(
            "/code",
            "invalid_format",
            "Un code compte 1 à 60 lettres minuscules, chiffres ou soulignés.",
            "A code has 1 to 60 small letters, digits or underscores.",
        )
    })
}

fn may_grow(list: &str, codes: usize) -> Outcome<()> {
    if names::CLOSED.contains(&list) {
        return Err(Failure::conflict(
            "conflict_closed_list",
            "Le serveur lit lui-même les codes de cette liste : ils peuvent être renommés, non complétés.",
            "The server itself reads the codes of this list: they can be relabelled, but none can be added.",
        ));
    }
    if codes >= MOST_CODES {
        let (fr, en) = ("Cette liste a déjà 1000 codes.", "This list has 1000 codes already.");
        return Err(Failure::conflict("conflict_full_list", fr, en));
    }
    Ok(())
}
