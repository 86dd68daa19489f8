//! Commands on participants.

mod doubles;
mod upsert;

use std::collections::BTreeMap;

use super::addresses;
use super::api::wire::{Address, AddressPatch, ParticipantIn, ParticipantPatch};
use super::contacts;
use super::duplicates;
use super::rules::likeness;
use super::rules::{self, Contact, Draft};
use super::store::{self, ParticipantRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::{Day, Json};
use crate::directory::territories;
use crate::esf::participations;
use crate::failure::{Failure, Outcome};
use crate::faults;
use crate::ids::{ParticipantId, PathwayId, ReferentId, SiteId, UserId};
use crate::pathways::rules::PathwayStatus;
use crate::refusal::Refusal;
pub(super) use doubles::resembling;
use doubles::{check_numbers, warn_of_doubles};
pub(crate) use doubles::{likely_doubles, refuse_doubles};
pub(in crate::participants) use upsert::put;
pub(crate) use upsert::{Told, upsert};

/// A person about to become a participant.
#[derive(Debug, Clone)]
pub(crate) struct NewParticipant {
    /// The identifier, if the caller made one.
    pub(crate) id: Option<ParticipantId>,
    /// Given name.
    pub(crate) first_name: String,
    /// Family name in use.
    pub(crate) last_name: String,
    /// Family name at birth.
    pub(crate) birth_name: Option<String>,
    /// Day of birth.
    pub(crate) birth_date: Day,
    /// Code of the list `gender`; none where a prescriber did not say.
    pub(crate) gender: Option<String>,
    /// E-mail address.
    pub(crate) email: Option<String>,
    /// Phone number.
    pub(crate) phone: Option<String>,
    /// Somebody who can reach the person.
    pub(crate) contact_person: Option<String>,
    /// Where the person lives.
    pub(crate) address: Option<Address>,
    /// Numbers in other systems.
    pub(crate) external_ids: BTreeMap<String, String>,
    /// France Travail number.
    pub(crate) france_travail_id: Option<String>,
    /// CAF or MSA number, a household's.
    pub(crate) caf_msa_id: Option<String>,
}

/// Where a participant stands; what the pathways keep beside the person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PathwayPlace {
    /// The current pathway, or the last.
    pub(crate) pathway_id: Option<PathwayId>,
    /// Its status.
    pub(crate) status: Option<PathwayStatus>,
    /// The current referent.
    pub(crate) referent_id: Option<ReferentId>,
    /// Their account.
    pub(crate) referent_user_id: Option<UserId>,
    /// Their site.
    pub(crate) site_id: Option<SiteId>,
}

/// A France Travail number as it is compared: without spaces, in capitals.
pub(crate) fn france_travail_number(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
}

/// `POST /v1/participants`: doubles that the caller may see stop it, unless they confirm a new person.
pub(super) fn create_from_wire(cx: &mut Ctx<'_>, body: ParticipantIn) -> Outcome<ParticipantRow> {
    let confirm_new = body.confirm_new;
    let row = drafted(cx, body.into_new())?;
    if let Some(kept) = same_again(cx, &row)? {
        return Ok(kept);
    }
    if !confirm_new {
        refuse_doubles(&likely_doubles(cx, &row.identity()?)?)?;
    }
    keep(cx, row)
}

/// Makes a participant. Its strong numbers must be nobody else's; whether somebody looks alike is for the caller
/// to ask first ([`likely_doubles`]).
pub(crate) fn create(cx: &mut Ctx<'_>, new: NewParticipant) -> Outcome<ParticipantRow> {
    let row = drafted(cx, new)?;
    keep(cx, row)
}

fn keep(cx: &mut Ctx<'_>, row: ParticipantRow) -> Outcome<ParticipantRow> {
    check_numbers(cx, &row)?;
    store::insert(cx, &row)?;
    if row.address.is_some() {
        addresses::keep(cx, &row)?;
    }
    cx.record(Entry::created("participants", row.id).about(row.id));
    duplicates::look(cx, &row)?;
    Ok(row)
}

/// The row of a new person, held against the rules.
fn drafted(cx: &mut Ctx<'_>, new: NewParticipant) -> Outcome<ParticipantRow> {
    let mut row = ParticipantRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(ParticipantId::new),
        sort_name: likeness::sort_name(&new.last_name, &new.first_name),
        first_name: new.first_name,
        last_name: new.last_name,
        birth_name: new.birth_name,
        birth_date: new.birth_date,
        gender: new.gender,
        email: new.email,
        phone: new.phone,
        contact_person: new.contact_person,
        address: None,
        commune_code: None,
        postcode: None,
        external_ids: Json::of(&new.external_ids).map_err(Failure::defect)?,
        france_travail_id: new.france_travail_id.as_deref().map(france_travail_number),
        caf_msa_id: new.caf_msa_id,
        territory_id: None,
        site_id: None,
        last_contact_on: None,
        merged_into: None,
        current_pathway_id: None,
        pathway_status: None,
        current_referent_id: None,
        current_referent_user_id: None,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
        erased_at: None,
    };
    set_address(cx, &mut row, new.address)?;
    check(cx, &row)?;
    Ok(row)
}

/// `PATCH /v1/participants/{id}`.
pub(super) fn update(cx: &mut Ctx<'_>, id: ParticipantId, patch: ParticipantPatch) -> Outcome<ParticipantRow> {
    let mut row = store::held(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    still_kept(&row)?;
    let before = row.identity()?;
    let fields = apply(cx, &mut row, patch)?;
    if fields.is_empty() {
        return Ok(row);
    }
    row.version += 1;
    row.updated_at = cx.now;
    row.sort_name = likeness::sort_name(&row.last_name, &row.first_name);
    check(cx, &row)?;
    check_numbers(cx, &row)?;
    let another = before != row.identity()?;
    if another {
        warn_of_doubles(cx, &row)?;
    }
    store::update(cx, &row)?;
    if fields.contains(&"address") {
        addresses::keep(cx, &row)?;
    }
    if another {
        duplicates::look(cx, &row)?;
    }
    cx.record(Entry::changed("participants", id, row.version).about(id).fields(&fields));
    if fields.iter().any(|field| matches!(*field, "gender" | "birth_date")) {
        participations::person_corrected(cx, &row, false)?;
    }
    Ok(row)
}

/// A record that was merged into another takes nothing more.
pub(crate) fn still_kept(row: &ParticipantRow) -> Outcome<()> {
    match row.merged_into {
        None => Ok(()),
        Some(_) => Err(Failure::conflict(
            "conflict_merged",
            "Cette fiche a été fusionnée avec une autre ; modifiez celle qui a été gardée.",
            "This record was merged into another; change the one that was kept.",
        )),
    }
}

/// Keeps beside the person where they stand in their pathway; called by the pathways alone.
pub(crate) fn place(cx: &mut Ctx<'_>, participant: ParticipantId, place: PathwayPlace) -> Outcome<()> {
    let mut row = store::held(cx, &Reach::everything(), participant)?;
    row.current_pathway_id = place.pathway_id;
    row.pathway_status = place.status;
    row.current_referent_id = place.referent_id;
    row.current_referent_user_id = place.referent_user_id;
    row.site_id = place.site_id;
    touched(cx, row, &["current_pathway", "referent"])
}

/// Notes that the person was met or reached on a day; an earlier day changes nothing.
pub(crate) fn touch_contact(cx: &mut Ctx<'_>, participant: ParticipantId, day: Day) -> Outcome<()> {
    let mut row = store::held(cx, &Reach::everything(), participant)?;
    if row.last_contact_on.is_some_and(|last| last >= day) {
        return Ok(());
    }
    row.last_contact_on = Some(day);
    touched(cx, row, &["last_contact_on"])
}

/// The last contact anew, after what told of it was put right: it may lie earlier.
pub(crate) fn contact_corrected(cx: &mut Ctx<'_>, participant: ParticipantId) -> Outcome<()> {
    let mut row = store::held(cx, &Reach::everything(), participant)?;
    let last = contacts::last(cx, participant)?;
    if row.last_contact_on == last {
        return Ok(());
    }
    row.last_contact_on = last;
    touched(cx, row, &["last_contact_on"])
}

pub(super) fn touched(cx: &mut Ctx<'_>, mut row: ParticipantRow, fields: &[&'static str]) -> Outcome<()> {
    row.version += 1;
    row.updated_at = cx.now;
    store::update_row(cx, &row)?;
    cx.record(Entry::changed("participants", row.id, row.version).about(row.id).fields(fields));
    Ok(())
}

/// A second create with the same id and the same content answers the first result.
fn same_again(cx: &mut Ctx<'_>, new: &ParticipantRow) -> Outcome<Option<ParticipantRow>> {
    let row = match store::find(cx, &Reach::everything(), new.id) {
        Ok(row) => row,
        Err(Failure::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let place = |r: &ParticipantRow| {
        let address = r.address.as_ref().map(|a| a.read::<Address>().map_err(Failure::defect)).transpose()?;
        // left out, it is the day of the first request, which a later one cannot know
        Ok::<_, Failure>(address.map(|a| Address { valid_from: a.valid_from.filter(|d| *d != r.recorded_on()), ..a }))
    };
    let same_person = row.identity()? == new.identity()? && row.gender == new.gender;
    let same = same_person && row.contact_person == new.contact_person && place(&row)? == place(new)?;
    let mine = row.recorded_by == cx.actor.user() || store::exists(cx, &cx.reach_in("get_participant"), row.id)?;
    if same && mine {
        return Ok(Some(row));
    }
    Err(Failure::conflict(
        "duplicate",
        "Un autre participant porte déjà cet identifiant.",
        "Another participant already has this identifier.",
    ))
}

/// Puts the address in its columns; the territory is that of its commune.
fn set_address(cx: &mut Ctx<'_>, row: &mut ParticipantRow, address: Option<Address>) -> Outcome<()> {
    let Some(address) = address else {
        row.address = None;
        row.commune_code = None;
        row.postcode = None;
        row.territory_id = None;
        return Ok(());
    };
    let address = address.dated(cx.today);
    row.territory_id = territories::of_commune(cx, address.commune_code.as_str())?;
    row.commune_code = Some(address.commune_code.as_str().to_owned());
    row.postcode = Some(address.postcode.as_str().to_owned());
    row.address = Some(Json::of(&address).map_err(Failure::defect)?);
    Ok(())
}

/// Every rule of a participant; warnings go to the answer.
fn check(cx: &mut Ctx<'_>, row: &ParticipantRow) -> Outcome<()> {
    let contact = Contact {
        email: row.email.as_deref(),
        phone: row.phone.as_deref(),
        contact_person: row.contact_person.as_deref(),
    };
    let numbers: Vec<(String, String)> = row.numbers()?.into_iter().collect();
    let address: Option<Address> = row.address.as_ref().map(|a| a.read().map_err(Failure::defect)).transpose()?;
    let entered = row.current_pathway_id.is_some();
    let draft = Draft {
        first_name: &row.first_name,
        last_name: &row.last_name,
        birth_name: row.birth_name.as_deref(),
        birth_date: row.birth_date,
        contact,
        entered,
        external_ids: &numbers,
        texts: &[
            ("/france_travail_id", row.france_travail_id.as_deref()),
            ("/caf_msa_id", row.caf_msa_id.as_deref()),
            ("/address/line", address.as_ref().map(|a| a.line.as_str())),
        ],
    };
    let mut found = rules::draft_faults(&draft, cx.today);
    if let Some(gender) = row.gender.as_deref() {
        found.extend(cx.lists().faults_for("gender", cx.today, &[("/gender", gender)]));
    }
    Refusal::unless_empty(found)?;
    let unreachable = if entered { None } else { rules::contact_warning(contact) };
    let unusual = rules::birth_date_warning("/birth_date", row.birth_date, cx.today);
    unreachable.into_iter().chain(unusual).for_each(|w| cx.warn(w));
    Ok(())
}

/// Lays a merge patch over the row: the members that were given.
fn apply(cx: &mut Ctx<'_>, row: &mut ParticipantRow, patch: ParticipantPatch) -> Outcome<Vec<&'static str>> {
    let mut fields = Vec::new();
    macro_rules! member {
        ($($name:ident: $value:expr => |$given:ident| $kept:expr;)+) => { $(
            if let Some($given) = $value {
                row.$name = $kept;
                fields.push(stringify!($name));
            }
        )+ };
    }
    member! {
        first_name: patch.first_name => |v| v.into_string();
        last_name: patch.last_name => |v| v.into_string();
        birth_name: patch.birth_name => |v| v.map(String::from);
        birth_date: patch.birth_date => |v| v;
        gender: patch.gender => |v| Some(v.into_string());
        email: patch.email => |v| v.map(String::from);
        phone: patch.phone => |v| v.map(String::from);
        contact_person: patch.contact_person => |v| v.map(String::from);
        france_travail_id: patch.france_travail_id => |v| v.map(|t| france_travail_number(t.as_str()));
        caf_msa_id: patch.caf_msa_id => |v| v.map(String::from);
    }
    if let Some(numbers) = patch.external_ids {
        let mut kept = if numbers.is_some() { row.numbers()? } else { BTreeMap::new() };
        for (system, number) in numbers.unwrap_or_default() {
            match number {
                Some(number) => drop(kept.insert(system, number.into_string())),
                None => drop(kept.remove(&system)),
            }
        }
        row.external_ids = Json::of(&kept).map_err(Failure::defect)?;
        fields.push("external_ids");
    }
    if let Some(address) = patch.address {
        let address = address.map(|new| merged_address(row, new)).transpose()?;
        set_address(cx, row, address)?;
        fields.push("address");
    }
    Ok(fields)
}

/// The address with what the patch gives of it (RFC 7396 goes down into objects).
fn merged_address(row: &ParticipantRow, patch: AddressPatch) -> Outcome<Address> {
    let old: Option<Address> = row.address.as_ref().map(|a| a.read().map_err(Failure::defect)).transpose()?;
    let line = patch.line.or_else(|| old.as_ref().map(|a| a.line.clone()));
    let postcode = patch.postcode.or_else(|| old.as_ref().map(|a| a.postcode.clone()));
    let commune_code = patch.commune_code.or_else(|| old.as_ref().map(|a| a.commune_code.clone()));
    let missing = [
        ("/address/line", line.is_none()),
        ("/address/postcode", postcode.is_none()),
        ("/address/commune_code", commune_code.is_none()),
    ];
    let (Some(line), Some(postcode), Some(commune_code)) = (line, postcode, commune_code) else {
        let missing = missing.into_iter().filter(|(_, gone)| *gone).map(|(pointer, _)| faults::required(pointer));
        return Err(Failure::from(missing.collect::<Vec<_>>()));
    };
    let (qpv, frr, valid_from) = old.map(|a| (a.qpv, a.frr, a.valid_from)).unwrap_or_default();
    Ok(Address {
        line,
        postcode,
        commune_code,
        qpv: patch.qpv.unwrap_or(qpv),
        frr: patch.frr.unwrap_or(frr),
        valid_from: patch.valid_from.unwrap_or(valid_from),
    })
}
