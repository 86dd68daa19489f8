//! What is sealed of a person (`trust.md` § 6.4): one data key a person, wrapped by a key of the data directory.
//!
//! What is sealed names its data key, so that a rotation re-wraps keys and never data, and a merge leaves both
//! where they are. Nothing is opened without a line of the access log. Documents have a key each, sealed under that of
//! their person, or under that of the PLIE where they are nobody's. What is written about a person stands sealed in its
//! row (`words.rs`).

/// Another wrapping key, without rewriting any data.
mod rotation;
/// Bytes too many for memory.
pub(crate) mod stream;
/// Texts about a person that stand sealed in their row.
pub(crate) mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use uuid::Uuid;

use crate::audit::access::Access;
use crate::auth::keys::{KeyError, Keys, random_32, seal_with, unseal_with};
use crate::ctx::Ctx;
use crate::db::schema::{data_keys as t, plie_keys};
use crate::db::{Both, Conn, Instant};
use crate::failure::{Failure, Outcome};
use crate::ids::{DataKeyId, DocumentId, ParticipantId, PlieId};
pub(crate) use rotation::{put_in_use, rewrap};
pub(crate) use stream::ContentKey;

/// The form of what is sealed: this byte, the data key's identifier, the nonce, the ciphertext.
const FORM: u8 = 1;

/// What of a person is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    /// Disability, nationality and the like (G4).
    SensitiveFacts,
    /// What was said in an interview.
    InterviewReport,
    /// The key of a document's bytes.
    Document,
    /// What was agreed with a social worker.
    LiaisonNote,
    /// What a quarterly review says of the person.
    ReviewItem,
    /// The diagnosis of an entry file, in words.
    EntryFile,
    /// What a referent left for the next.
    Assignment,
    /// What a stage brought, and the person's own view of it.
    StageReview,
    /// What a prescriber adds in words.
    Orientation,
}

impl What {
    /// The kind of object, as the access log calls it.
    const fn resource(self) -> &'static str {
        match self {
            Self::SensitiveFacts => "sensitive_facts",
            Self::InterviewReport => "interviews",
            Self::Document => "documents",
            Self::LiaisonNote => "liaison_notes",
            Self::ReviewItem => "quarterly_reviews",
            Self::EntryFile => "entry_files",
            Self::Assignment => "referent_assignments",
            Self::StageReview => "stage_reviews",
            Self::Orientation => "orientations",
        }
    }

    /// The members that it holds.
    const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::SensitiveFacts => &["disabled", "nationality_class", "foreign_background", "minority", "justice"],
            Self::InterviewReport => &["report"],
            Self::Document => &["content"],
            Self::LiaisonNote => &["text"],
            Self::ReviewItem => &["summary", "next_step"],
            Self::EntryFile => &["diagnosis"],
            Self::Assignment => &["handover_note"],
            Self::StageReview => &["result", "participant_view"],
            Self::Orientation => &["comment"],
        }
    }
}

/// Something sealed, of a person and of one of its objects.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sealed<'a> {
    pub(crate) what: What,
    pub(crate) person: ParticipantId,
    pub(crate) object: Uuid,
    pub(crate) bytes: &'a [u8],
}

/// Where it is sealed and opened: of a request, or of a command without one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Safe<'a> {
    pub(crate) plie: PlieId,
    pub(crate) keys: &'a Keys,
    pub(crate) now: Instant,
}

impl<'a> Safe<'a> {
    /// That of a request.
    pub(crate) fn of(cx: &Ctx<'a>) -> Self {
        Self { plie: cx.plie(), keys: &cx.app.keys, now: cx.now }
    }
}

/// What a ciphertext is bound to: it opens for no other PLIE, key, kind or object.
fn about(plie: PlieId, key: DataKeyId, what: What, object: Uuid) -> Vec<u8> {
    let parts = [b"jalon/v1/", what.resource().as_bytes(), plie.0.as_bytes(), key.0.as_bytes(), object.as_bytes()];
    parts.concat()
}

/// What a data key is bound to.
fn about_key(plie: PlieId, key: DataKeyId) -> Vec<u8> {
    [b"jalon/v1/data-key".as_slice(), plie.0.as_bytes(), key.0.as_bytes()].concat()
}

/// A key that this node lacks is an operator's affair: the request may be sent again once it is there.
fn missing(e: KeyError) -> Failure {
    log::error!(target: "jalon::keys", "{e}");
    Failure::Unavailable
}

/// `plain`, sealed under the person's key; the key is made when it is first needed.
pub(crate) fn seal(cx: &mut Ctx<'_>, what: What, person: ParticipantId, object: Uuid, plain: &str) -> Outcome<Vec<u8>> {
    let safe = Safe::of(cx);
    seal_in(cx.conn, safe, what, person, object, plain)
}

/// As [`seal`], without a request.
pub(crate) fn seal_in(
    conn: &mut Conn,
    safe: Safe<'_>,
    what: What,
    person: ParticipantId,
    object: Uuid,
    plain: &str,
) -> Outcome<Vec<u8>> {
    let key = key_for(conn, safe, Some(person))?;
    sealed(safe, &key, what, object, plain.as_bytes())
}

/// The key of a person, or of the PLIE for what is nobody's.
fn key_for(conn: &mut Conn, safe: Safe<'_>, person: Option<ParticipantId>) -> Outcome<Named> {
    match person {
        Some(person) => key_of(conn, safe, person),
        None => key_of_plie(conn, safe),
    }
}

fn sealed(safe: Safe<'_>, (id, key): &Named, what: What, object: Uuid, plain: &[u8]) -> Outcome<Vec<u8>> {
    let sealed = seal_with(key, &about(safe.plie, *id, what, object), plain).map_err(Failure::defect)?;
    Ok([[FORM].as_slice(), id.0.as_bytes(), &sealed].concat())
}

/// What was sealed, in its order; who reads it is noted in the access log, which is written before the answer.
pub(crate) fn open(cx: &mut Ctx<'_>, all: &[Sealed<'_>]) -> Outcome<Vec<String>> {
    let safe = Safe::of(cx);
    let plain = open_in(cx.conn, safe, all)?;
    note(cx, all.iter().map(|s| (s.what, s.person, s.object)));
    plain.into_iter().map(|bytes| String::from_utf8(bytes).map_err(Failure::defect)).collect()
}

fn open_in(conn: &mut Conn, safe: Safe<'_>, all: &[Sealed<'_>]) -> Outcome<Vec<Vec<u8>>> {
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let damaged = || Failure::defect("what is sealed has not its form");
    let mut parts = Vec::with_capacity(all.len());
    for sealed in all {
        let rest = sealed.bytes.strip_prefix(&[FORM]).ok_or_else(damaged)?;
        let (id, body) = rest.split_at_checked(16).ok_or_else(damaged)?;
        let id = Uuid::from_slice(id).map_err(Failure::defect)?;
        parts.push((DataKeyId::of(id), body));
    }
    let keys = keys_named(conn, safe, parts.iter().map(|(id, _)| *id).collect())?;
    let mut opened = Vec::with_capacity(all.len());
    for (sealed, (id, body)) in all.iter().zip(parts) {
        // a key that is no more was destroyed with the person's data
        let key = keys.get(&id).ok_or(Failure::NotFound)?;
        let about = about(safe.plie, id, sealed.what, sealed.object);
        opened.push(unseal_with(key, &about, body).map_err(Failure::defect)?);
    }
    Ok(opened)
}

/// Notes that this is read of people, or of who is no participant yet: one line a person and kind.
pub(crate) fn note<P: Into<Option<ParticipantId>>>(cx: &mut Ctx<'_>, read: impl IntoIterator<Item = (What, P, Uuid)>) {
    let mut people: BTreeMap<(What, Option<ParticipantId>), BTreeSet<Uuid>> = BTreeMap::new();
    for (what, person, object) in read {
        people.entry((what, person.into())).or_default().insert(object);
    }
    for ((what, person), objects) in people {
        let objects = objects.into_iter().collect();
        cx.disclose(Access { resource: what.resource(), person, objects, fields: what.fields().into() });
    }
}

/// The key of a document's bytes, sealed.
pub(crate) fn seal_content(
    conn: &mut Conn,
    safe: Safe<'_>,
    person: Option<ParticipantId>,
    document: DocumentId,
    content: &ContentKey,
) -> Outcome<Vec<u8>> {
    let key = key_for(conn, safe, person)?;
    sealed(safe, &key, What::Document, document.0, content.bytes())
}

/// The key of a document's bytes; whoever opens them with it notes that.
pub(crate) fn open_content(conn: &mut Conn, safe: Safe<'_>, document: DocumentId, bytes: &[u8]) -> Outcome<ContentKey> {
    // which person it is of is told by the key that it names
    let person = ParticipantId::of(Uuid::nil());
    let one = Sealed { what: What::Document, person, object: document.0, bytes };
    let plain = open_in(conn, safe, &[one])?.pop().ok_or(Failure::NotFound)?;
    let plain = plain.try_into().map_err(|_b| Failure::defect("the key of a document is not of 32 bytes"))?;
    Ok(ContentKey::of(plain))
}

/// Destroys the keys of a person, and so whatever they sealed, here and in what was copied without its keys. What
/// must stay is sealed under a new one: the keys of these documents, as they are sealed from now on.
pub(crate) fn destroy(
    conn: &mut Conn,
    safe: Safe<'_>,
    people: &[ParticipantId],
    keep: &[(DocumentId, Vec<u8>)],
) -> Outcome<Vec<(DocumentId, Vec<u8>)>> {
    let mut contents = Vec::with_capacity(keep.len());
    for (document, bytes) in keep {
        contents.push((*document, open_content(conn, safe, *document, bytes)?));
    }
    let gone = t::table.filter(t::plie_id.eq(safe.plie)).filter(t::participant_id.eq_any(people.to_vec()));
    diesel::delete(gone).execute(conn)?;
    let Some(person) = people.first() else { return Ok(Vec::new()) };
    let seal = |(document, content): (DocumentId, ContentKey)| {
        Ok((document, seal_content(conn, safe, Some(*person), document, &content)?))
    };
    contents.into_iter().map(seal).collect()
}

/// A data key and its name.
type Named = (DataKeyId, [u8; 32]);

/// The data keys with these identifiers, unwrapped.
fn keys_named(conn: &mut Conn, safe: Safe<'_>, ids: BTreeSet<DataKeyId>) -> Outcome<HashMap<DataKeyId, [u8; 32]>> {
    let wanted = ids.len();
    let mut rows: Vec<(DataKeyId, String, Vec<u8>)> = t::table
        .filter(t::plie_id.eq(safe.plie))
        .filter(t::id.eq_any(ids.clone()))
        .select((t::id, t::wrapping_key, t::wrapped))
        .load(conn)?;
    if rows.len() < wanted {
        let house = plie_keys::table.find(safe.plie).filter(plie_keys::id.eq_any(ids));
        let columns = (plie_keys::id, plie_keys::wrapping_key, plie_keys::wrapped);
        rows.extend(house.select(columns).load::<(DataKeyId, String, Vec<u8>)>(conn)?);
    }
    let unwrap = |(id, name, wrapped): (DataKeyId, String, Vec<u8>)| {
        let key = safe.keys.unwrapped(&name, &about_key(safe.plie, id), &wrapped).map_err(missing)?;
        Ok((id, key))
    };
    rows.into_iter().map(unwrap).collect()
}

/// The person's data key, made now if there is none yet.
fn key_of(conn: &mut Conn, safe: Safe<'_>, person: ParticipantId) -> Outcome<Named> {
    // two writers at once would each make one
    crate::db::hold_row(conn, "participants", safe.plie, person)?;
    let known: Option<DataKeyId> = t::table
        .filter(t::plie_id.eq(safe.plie))
        .filter(t::participant_id.eq(person))
        .select(t::id)
        .get_result(conn)
        .optional()?;
    if let Some(id) = known {
        let key = keys_named(conn, safe, BTreeSet::from([id]))?.remove(&id).ok_or(Failure::NotFound)?;
        return Ok((id, key));
    }
    let (id, key, name, wrapped) = made(conn, safe)?;
    diesel::insert_into(t::table)
        .values((
            t::plie_id.eq(safe.plie),
            t::id.eq(id),
            t::participant_id.eq(person),
            t::wrapping_key.eq(name),
            t::wrapped.eq(wrapped),
            t::created_at.eq(safe.now),
            t::updated_at.eq(safe.now),
        ))
        .execute(conn)?;
    Ok((id, key))
}

/// The PLIE's own data key, made now if there is none yet.
fn key_of_plie(conn: &mut Conn, safe: Safe<'_>) -> Outcome<Named> {
    use plie_keys as p;
    let find = |conn: &mut Conn| p::table.find(safe.plie).select(p::id).get_result::<DataKeyId>(conn).optional();
    if find(conn)?.is_none() {
        let (id, _, name, wrapped) = made(conn, safe)?;
        // of two writers at once one makes it, and both read it
        Both(
            diesel::insert_into(p::table)
                .values((
                    p::plie_id.eq(safe.plie),
                    p::id.eq(id),
                    p::wrapping_key.eq(name),
                    p::wrapped.eq(wrapped),
                    p::created_at.eq(safe.now),
                    p::updated_at.eq(safe.now),
                ))
                .on_conflict_do_nothing(),
        )
        .execute(conn)?;
    }
    let id = find(conn)?.ok_or(Failure::NotFound)?;
    let key = keys_named(conn, safe, BTreeSet::from([id]))?.remove(&id).ok_or(Failure::NotFound)?;
    Ok((id, key))
}

/// A new data key: its name, itself, the wrapping key in use, and how it is kept.
fn made(conn: &mut Conn, safe: Safe<'_>) -> Outcome<(DataKeyId, [u8; 32], String, Vec<u8>)> {
    let (id, key) = (DataKeyId::new(), random_32().map_err(Failure::defect)?);
    let name = rotation::in_use(conn)?;
    let wrapped = safe.keys.wrap(&name, &about_key(safe.plie, id), &key).map_err(missing)?;
    Ok((id, key, name, wrapped))
}
