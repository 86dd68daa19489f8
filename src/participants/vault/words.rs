//! Texts about a person that stand sealed in their row (S4, `trust.md` § 6.1).
//!
//! All the words of a row are sealed together in its `words_sealed`, each under its place in the row; where a text
//! stood is a mark, which says that there are words and nothing of them. So a row is loaded, copied and written like
//! any other, and only who shows the words opens them, which the access log notes.

use std::collections::BTreeMap;

use diesel::QueryResult;
use uuid::Uuid;

use super::{Safe, Sealed, What, key_for, note, open_in, sealed};
use crate::auth::keys::Keys;
use crate::ctx::Ctx;
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Outcome};
use crate::ids::{ParticipantId, PlieId};

/// What stands in the place of a text that is sealed: a character for private use, which means nothing.
pub(crate) const MARK: &str = "\u{e000}";

/// WordsOf words they are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WordsOf {
    pub(crate) plie: PlieId,
    /// Nobody's yet where the person is no participant.
    pub(crate) person: Option<ParticipantId>,
    /// The object that they are sealed for.
    pub(crate) object: Uuid,
}

/// A row with words in it.
pub(crate) trait Worded: Clone {
    /// What they are.
    const WHAT: What;

    /// WordsOf they are, and of which object.
    fn whose(&self) -> WordsOf;

    /// Where they stand sealed.
    fn sealed(&mut self) -> &mut Option<Vec<u8>>;

    /// Hands over each text that there is, with its place in the row as a JSON pointer.
    ///
    /// # Errors
    /// A text within JSON can't be put back.
    fn each(&mut self, f: &mut dyn FnMut(&'static str, &mut String)) -> Outcome<()>;
}

/// Texts by their place.
type Texts = BTreeMap<String, String>;

/// The row as it is written: what it holds in the clear is sealed, with what was sealed before and has its mark still.
/// Where nothing is in the clear, what is sealed stays as it is.
///
/// # Errors
/// The database or a key is away.
pub(crate) fn kept<R: Worded>(cx: &mut Ctx<'_>, row: &R) -> Outcome<R> {
    let safe = Safe::of(cx);
    kept_in(cx.conn, safe, row)
}

/// As [`kept`], without a request.
///
/// # Errors
/// The database or a key is away.
pub(crate) fn kept_in<R: Worded>(conn: &mut Conn, safe: Safe<'_>, row: &R) -> Outcome<R> {
    let mut kept = row.clone();
    let mut texts = Texts::new();
    kept.each(&mut |place, text| {
        texts.insert(place.to_owned(), std::mem::replace(text, MARK.to_owned()));
    })?;
    let before = kept.sealed().take();
    if texts.is_empty() {
        return Ok(kept);
    }
    if before.is_some() && texts.values().all(|text| text == MARK) {
        // nobody has touched them: no key is needed
        *kept.sealed() = before;
        return Ok(kept);
    }
    if let Some(bytes) = before.filter(|_| texts.values().any(|text| text == MARK)) {
        let mut stood = opened_texts(conn, safe, &[of(row, &bytes)])?.pop().unwrap_or_default();
        for (place, text) in texts.iter_mut().filter(|(_, text)| *text == MARK) {
            if let Some(before) = stood.remove(place) {
                *text = before;
            }
        }
    }
    let plain = serde_json::to_vec(&texts).map_err(Failure::defect)?;
    let WordsOf { person, object, .. } = row.whose();
    let key = key_for(conn, safe, person)?;
    *kept.sealed() = Some(sealed(safe, &key, R::WHAT, object, &plain)?);
    Ok(kept)
}

/// The rows with their words in the clear, to be shown: each is noted in the access log.
///
/// # Errors
/// The database or a key is away.
pub(crate) fn opened<R: Worded>(cx: &mut Ctx<'_>, rows: Vec<R>) -> Outcome<Vec<R>> {
    let mut rows = read(cx, rows)?;
    let mut told = Vec::new();
    for row in &mut rows {
        let mut words = false;
        row.each(&mut |_, _| words = true)?;
        if words {
            let WordsOf { person, object, .. } = row.whose();
            told.push((R::WHAT, person, object));
        }
    }
    note(cx, told);
    Ok(rows)
}

/// As [`opened`], of one row.
///
/// # Errors
/// The database or a key is away.
pub(crate) fn opened_one<R: Worded>(cx: &mut Ctx<'_>, row: R) -> Outcome<R> {
    opened(cx, vec![row])?.pop().ok_or(Failure::NotFound)
}

/// The rows with their words in the clear, to be compared with others and shown to nobody.
///
/// # Errors
/// The database or a key is away.
pub(crate) fn read<R: Worded>(cx: &mut Ctx<'_>, mut rows: Vec<R>) -> Outcome<Vec<R>> {
    let mut places = Vec::new();
    for (place, row) in rows.iter_mut().enumerate() {
        let mut marked = false;
        row.each(&mut |_, text| marked |= text == MARK)?;
        if let Some(bytes) = row.sealed().take().filter(|_| marked) {
            places.push((place, bytes));
        }
    }
    let all: Vec<Sealed<'_>> =
        places.iter().filter_map(|(place, bytes)| rows.get(*place).map(|row| of(row, bytes))).collect();
    let safe = Safe::of(cx);
    let texts = opened_texts(cx.conn, safe, &all)?;
    for ((place, _), mut texts) in places.iter().zip(texts) {
        let Some(row) = rows.get_mut(*place) else { continue };
        row.each(&mut |place, text| {
            if let Some(plain) = texts.remove(place).filter(|_| text == MARK) {
                *text = plain;
            }
        })?;
    }
    Ok(rows)
}

/// The rows without their words, for a list.
///
/// # Errors
/// A text within JSON can't be put back.
pub(crate) fn closed<R: Worded>(mut rows: Vec<R>) -> Outcome<Vec<R>> {
    for row in &mut rows {
        row.each(&mut |_, text| MARK.clone_into(text))?;
    }
    Ok(rows)
}

/// A text as an answer holds it: none where it was not opened.
pub(crate) fn told(text: String) -> Option<String> {
    (text != MARK).then_some(text)
}

/// The texts of a row from what [`super::open`] gives back, by their place.
///
/// # Errors
/// They have not their form.
pub(crate) fn texts(plain: &str) -> Outcome<BTreeMap<String, String>> {
    serde_json::from_str(plain).map_err(|_e| Failure::defect("words have not their form"))
}

fn of<'a, R: Worded>(row: &R, bytes: &'a [u8]) -> Sealed<'a> {
    let WordsOf { person, object, .. } = row.whose();
    // whose they are is told by the key that they name
    Sealed { what: R::WHAT, person: person.unwrap_or_else(|| ParticipantId::of(Uuid::nil())), object, bytes }
}

fn opened_texts(conn: &mut Conn, safe: Safe<'_>, all: &[Sealed<'_>]) -> Outcome<Vec<Texts>> {
    let plain = open_in(conn, safe, all)?;
    plain.into_iter().map(|bytes| texts(&String::from_utf8(bytes).map_err(Failure::defect)?)).collect()
}

/// Rows sealed in one transaction by `jalon keys seal`.
pub(crate) const BATCH: i64 = 200;

/// Seals rows whose words stand in the clear: how many there were. Nothing of an object changes by it, so that it gets
/// no version and no line in the journal; `write` leaves alone what was written meanwhile.
///
/// # Errors
/// The database or a key is away.
pub(crate) fn seal_all<R: Worded>(
    conn: &mut Conn,
    keys: &Keys,
    now: Instant,
    rows: &[R],
    write: impl Fn(&mut Conn, &R) -> QueryResult<usize>,
) -> Outcome<usize> {
    for row in rows {
        let kept = kept_in(conn, Safe { plie: row.whose().plie, keys, now }, row)?;
        write(conn, &kept)?;
    }
    Ok(rows.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, PartialEq, Eq)]
    struct Row {
        text: String,
        other: Option<String>,
        words_sealed: Option<Vec<u8>>,
    }

    impl Worded for Row {
        const WHAT: What = What::LiaisonNote;
        fn whose(&self) -> WordsOf {
            WordsOf { plie: PlieId::new(), person: None, object: Uuid::nil() }
        }
        fn sealed(&mut self) -> &mut Option<Vec<u8>> {
            &mut self.words_sealed
        }
        fn each(&mut self, f: &mut dyn FnMut(&'static str, &mut String)) -> Outcome<()> {
            f("/text", &mut self.text);
            if let Some(text) = &mut self.other {
                f("/other", text);
            }
            Ok(())
        }
    }

    #[test]
    fn a_list_shows_no_words() {
        let row = |text: &str, other: Option<&str>| Row {
            text: text.to_owned(),
            other: other.map(str::to_owned),
            words_sealed: None,
        };
        let rows = vec![row("a", Some("b")), row("c", None)];
        let closed = closed(rows).unwrap();
        assert!(closed.iter().all(|row| told(row.text.clone()).is_none()));
        assert_eq!(closed[0].other.clone().and_then(told), None);
        assert_eq!(told("a".to_owned()), Some("a".to_owned()));
    }
}
