//! Which profiles there are for a PLIE, and how it puts its own.

use std::collections::BTreeMap;

use super::api::wire::{ExportProfileFilter, ExportProfileIn, Profile};
use super::built_in::{self, built_in};
use super::rules::{self, DateFormat, Draft, ExportDelimiter, ExportEncoding};
use super::store::{self, ProfileRow};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::failure::{Failure, Outcome};
use crate::faults;
use crate::http::{Page, PageIn};
use crate::ids::{AnyId, ExportProfileId};
use crate::refusal::{Fault, Refusal};

/// The most profiles of its own that a PLIE has.
const MOST_PROFILES: i64 = 200;

/// A profile, with the row of the PLIE's own.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) profile: Profile,
    pub(crate) row: Option<ProfileRow>,
}

impl Known {
    fn own(row: ProfileRow) -> Outcome<Self> {
        let profile = Profile {
            code: row.code.clone(),
            label_fr: row.label_fr.clone(),
            label_en: row.label_en.clone(),
            source: row.source,
            columns: row.layout.read().map_err(Failure::defect)?,
            delimiter: row.delimiter,
            encoding: row.encoding,
            date_format: row.date_format,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            version: row.version,
        };
        Ok(Self { profile, row: Some(row) })
    }
}

/// One page of the profiles: those that Jalon comes with, and the PLIE's own in their place and beside them.
pub(super) fn list(cx: &mut Ctx<'_>, page: &PageIn, filter: &ExportProfileFilter) -> Outcome<Page<Known>> {
    let sort = page.sort(&["code"])?;
    let mut all: BTreeMap<String, Known> = BTreeMap::new();
    for code in built_in::CODES {
        all.extend(built_in(code).map(|profile| ((*code).to_owned(), Known { profile, row: None })));
    }
    for row in store::all(cx)? {
        all.insert(row.code.clone(), Known::own(row)?);
    }
    let changed = |known: &Known| {
        page.updated_after.is_none_or(|after| known.row.as_ref().is_some_and(|row| row.updated_at > after))
    };
    let wanted = |known: &Known| filter.source.is_none_or(|source| source == known.profile.source) && changed(known);
    let all: Vec<Known> = all.into_values().filter(wanted).collect();
    let total = page.include_total.then(|| i64::try_from(all.len()).unwrap_or(i64::MAX));
    let after = page.after::<String, crate::ids::Any>()?.map(|(code, _)| code);
    let behind = |known: &Known| after.as_ref().is_none_or(|last| known.profile.code > *last);
    let fetched = usize::try_from(page.fetch()).unwrap_or(usize::MAX);
    let shown: Vec<Known> = all.into_iter().filter(behind).take(fetched).collect();
    let key = |known: &Known| (known.profile.code.clone().into(), AnyId::of(uuid::Uuid::nil()));
    Ok(Page { total, ..page.cut(shown, sort, key)? })
}

/// The profile under a code.
pub(super) fn find(cx: &mut Ctx<'_>, code: &str) -> Outcome<Known> {
    match store::find(cx, code)? {
        Some(row) => Known::own(row),
        None => built_in(code).map(|profile| Known { profile, row: None }).ok_or(Failure::NotFound),
    }
}

/// The profile that an export names, as it may be used today.
///
/// # Errors
/// 422 where there is none under this code; 409 `conflict_profile_not_valid` where it may not be used today.
pub(crate) fn named(cx: &mut Ctx<'_>, code: &str) -> Outcome<Profile> {
    let profile = match find(cx, code) {
        Ok(known) => known.profile,
        Err(Failure::NotFound) => return Err(Failure::reference("/profile")),
        Err(other) => return Err(other),
    };
    if rules::holds_on(profile.valid_from, profile.valid_to, cx.today) {
        return Ok(profile);
    }
    Err(Failure::conflict(
        "conflict_profile_not_valid",
        "Ce profil d'export n'est pas utilisable aujourd'hui.",
        "This profile of exports can't be used today.",
    ))
}

/// `PUT /v1/export-profiles/{profile}`: the profile as it is now, and whether the PLIE had none under this code.
pub(super) fn put(cx: &mut Ctx<'_>, code: &str, given: ExportProfileIn) -> Outcome<(Known, bool)> {
    crate::db::one_at_a_time(cx.conn, cx.plie().0)?;
    let own = store::find(cx, code)?;
    match &own {
        Some(_) if cx.call.if_match.is_none() => return Err(Failure::PreconditionRequired),
        Some(row) => cx.guard(row.version)?,
        None => cx.guard(0)?,
    }
    let source = own.as_ref().map(|row| row.source).or_else(|| built_in(code).map(|profile| profile.source));
    Refusal::unless_empty(put_faults(cx, code, source, &given))?;
    if own.is_none() && store::count(cx)? >= MOST_PROFILES {
        let (fr, en) = ("Le PLIE a déjà 200 profils d'export.", "The PLIE has 200 profiles of exports already.");
        return Err(Failure::conflict("conflict_profiles_full", fr, en));
    }
    let Some(before) = own else {
        let row = drafted(cx, code, given)?;
        store::insert(cx, &row)?;
        cx.record(Entry::created("export_profiles", row.id));
        return Ok((Known::own(row)?, true));
    };
    let row = drafted(cx, code, given)?;
    let row = ProfileRow { id: before.id, created_at: before.created_at, version: before.version + 1, ..row };
    let (was, is) = (Known::own(before.clone())?.profile, Known::own(row.clone())?.profile);
    let fields = changed(&was, &is);
    if fields.is_empty() {
        return Ok((Known::own(before)?, false));
    }
    store::update(cx, &row)?;
    cx.record(Entry::changed("export_profiles", row.id, row.version).fields(&fields));
    Ok((Known::own(row)?, false))
}

/// The members that differ.
fn changed(was: &Profile, is: &Profile) -> Vec<&'static str> {
    let members = [
        ("label_fr", was.label_fr != is.label_fr),
        ("label_en", was.label_en != is.label_en),
        ("columns", was.columns != is.columns),
        ("delimiter", was.delimiter != is.delimiter),
        ("encoding", was.encoding != is.encoding),
        ("date_format", was.date_format != is.date_format),
        ("valid_from", was.valid_from != is.valid_from),
        ("valid_to", was.valid_to != is.valid_to),
    ];
    members.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}

fn put_faults(cx: &Ctx<'_>, code: &str, source: Option<rules::ExportSource>, given: &ExportProfileIn) -> Vec<Fault> {
    let mut found: Vec<Fault> = rules::code_fault(code).into_iter().collect();
    if source.is_some_and(|source| source != given.source) {
        found.push(Fault::new(
            "/source",
            "rule_source_fixed",
            "La source d'un profil ne change pas : faites un autre profil.",
            "The source of a profile never changes: make another profile.",
        ));
    }
    found.extend(faults::period("/valid_to", given.valid_from, given.valid_to));
    let mapped: Vec<Vec<&str>> = given
        .columns
        .iter()
        .map(|column| column.mapping.iter().flatten().map(|(ours, _)| ours.as_str()).collect())
        .collect();
    let drafts: Vec<Draft<'_>> = given
        .columns
        .iter()
        .zip(&mapped)
        .map(|(column, mapped)| Draft {
            header: column.header.as_str(),
            field: column.field.as_str(),
            format: column.format,
            mapped,
        })
        .collect();
    let codes = |list: &str| -> Vec<String> {
        cx.lists().codes(list).unwrap_or_default().into_iter().map(|(code, _)| code.to_owned()).collect()
    };
    found.extend(rules::column_faults(given.source, &drafts, codes));
    found
}

fn drafted(cx: &Ctx<'_>, code: &str, given: ExportProfileIn) -> Outcome<ProfileRow> {
    Ok(ProfileRow {
        plie_id: cx.plie(),
        id: ExportProfileId::new(),
        code: code.to_owned(),
        label_fr: given.label_fr.into_string(),
        label_en: given.label_en.into_string(),
        source: given.source,
        layout: Json::of(&given.columns).map_err(Failure::defect)?,
        delimiter: given.delimiter.unwrap_or(ExportDelimiter::Semicolon),
        encoding: given.encoding.unwrap_or(ExportEncoding::Utf8),
        date_format: given.date_format.unwrap_or(DateFormat::Iso),
        valid_from: given.valid_from,
        valid_to: given.valid_to,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    })
}
