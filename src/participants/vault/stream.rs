//! Bytes too many for memory, sealed as they come and opened as they go: chunks of 64 KiB under a key that seals
//! nothing else (AES-256-GCM). The number of a chunk and whether it is the last are its nonce, so that none can be
//! left out, moved or added unseen.

use std::io::{self, Read, Write};

use aws_lc_rs::aead::{Aad, LessSafeKey, Nonce};

use crate::auth::keys::{KeyError, Keys, aead, random_32};

/// Bytes of a chunk, before it is sealed.
pub(crate) const CHUNK: usize = 64 * 1024;
/// Bytes that a chunk grows by.
const TAG: usize = 16;
/// What every chunk is bound to, beside its key and its place.
const ABOUT: &[u8] = b"jalon/v1/content";

/// A key that seals one stream of bytes.
#[derive(Clone)]
pub(crate) struct ContentKey([u8; 32]);

impl std::fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ContentKey(***)")
    }
}

impl ContentKey {
    /// A key like no other.
    pub(crate) fn new() -> Result<Self, KeyError> {
        random_32().map(Self)
    }
    /// The key of these bytes.
    pub(super) fn of(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
    /// The key, sealed by the keys of the house for one purpose and object.
    pub(crate) fn sealed_by(&self, keys: &Keys, purpose: &str, about: &[u8]) -> Result<Vec<u8>, KeyError> {
        keys.seal(purpose, about, &self.0)
    }
    /// A key that was sealed so.
    pub(crate) fn unsealed(keys: &Keys, purpose: &str, about: &[u8], sealed: &[u8]) -> Result<Self, KeyError> {
        let plain = keys.unseal(purpose, about, sealed)?;
        let bytes = plain.try_into().map_err(|_other| KeyError("a key that is not of 32 bytes".to_owned()))?;
        Ok(Self(bytes))
    }
    /// Its bytes, to be sealed themselves.
    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

fn nonce(chunk: u64, last: bool) -> Nonce {
    let [a, b, c, d, e, f, g, h] = chunk.to_be_bytes();
    Nonce::assume_unique_for_key([u8::from(last), 0, 0, 0, a, b, c, d, e, f, g, h])
}

fn long(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

/// Seals what is written to it. Nothing is whole before [`Sealing::finish`].
pub(crate) struct Sealing<W> {
    out: W,
    key: LessSafeKey,
    chunk: u64,
    waiting: Vec<u8>,
}

impl<W> std::fmt::Debug for Sealing<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealing(chunk {})", self.chunk)
    }
}

impl<W: Write> Sealing<W> {
    /// Begins.
    pub(crate) fn new(out: W, key: &ContentKey) -> io::Result<Self> {
        let key = aead(key.bytes()).map_err(io::Error::other)?;
        Ok(Self { out, key, chunk: 0, waiting: Vec::with_capacity(CHUNK + TAG) })
    }

    fn seal(&mut self, last: bool) -> io::Result<()> {
        let mut chunk = std::mem::replace(&mut self.waiting, Vec::with_capacity(CHUNK + TAG));
        let sealed = self.key.seal_in_place_append_tag(nonce(self.chunk, last), Aad::from(ABOUT), &mut chunk);
        sealed.map_err(|_e| io::Error::other("cannot seal"))?;
        self.chunk += 1;
        self.out.write_all(&chunk)
    }

    /// Seals what still waits: nothing more comes.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        Ok(self.out)
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // the last chunk is another than the others, so that a full one waits for what comes
        if self.waiting.len() == CHUNK && !bytes.is_empty() {
            self.seal(false)?;
        }
        let room = CHUNK.saturating_sub(self.waiting.len());
        let taken = bytes.get(..room).unwrap_or(bytes);
        self.waiting.extend_from_slice(taken);
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Opens what was sealed, chunk by chunk; or reads what stands in the clear the same way.
pub(crate) struct Opening<R> {
    from: R,
    key: Option<LessSafeKey>,
    chunk: u64,
    left: u64,
}

impl<R> std::fmt::Debug for Opening<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opening(chunk {})", self.chunk)
    }
}

impl<R: Read> Opening<R> {
    /// So many bytes, sealed under a key; none: in the clear.
    pub(crate) fn new(from: R, key: Option<&ContentKey>, size: u64) -> io::Result<Self> {
        let key = key.map(|key| aead(key.bytes()).map_err(io::Error::other)).transpose()?;
        Ok(Self { from, key, chunk: 0, left: size })
    }

    /// The next bytes; none at the end.
    pub(crate) fn chunk(&mut self) -> io::Result<Vec<u8>> {
        if self.left == 0 {
            return Ok(Vec::new());
        }
        let plain = usize::try_from(self.left).unwrap_or(CHUNK).min(CHUNK);
        let last = self.left <= long(CHUNK);
        let mut chunk = vec![0; if self.key.is_some() { plain + TAG } else { plain }];
        self.from.read_exact(&mut chunk)?;
        if let Some(key) = &self.key {
            let opened = key.open_in_place(nonce(self.chunk, last), Aad::from(ABOUT), &mut chunk);
            opened.map_err(|_e| changed())?;
            chunk.truncate(plain);
        }
        if last && self.from.read(&mut [0])? != 0 {
            return Err(changed());
        }
        self.chunk += 1;
        self.left -= long(plain);
        Ok(chunk)
    }

    /// All that is left, written elsewhere.
    pub(crate) fn copy_to(&mut self, out: &mut impl Write) -> io::Result<()> {
        loop {
            let chunk = self.chunk()?;
            if chunk.is_empty() {
                return Ok(());
            }
            out.write_all(&chunk)?;
        }
    }
}

fn changed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "its bytes have changed")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(plain: &[u8], key: &ContentKey) -> Vec<u8> {
        let mut out = Sealing::new(Vec::new(), key).unwrap();
        // in pieces that fit no chunk
        for piece in plain.chunks(7_001) {
            out.write_all(piece).unwrap();
        }
        out.finish().unwrap()
    }

    fn opened(bytes: &[u8], key: &ContentKey, size: usize) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        Opening::new(bytes, Some(key), long(size))?.copy_to(&mut out)?;
        Ok(out)
    }

    #[test]
    fn bytes_of_any_length_come_back() {
        let key = ContentKey::new().unwrap();
        for size in [1, 7_001, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5] {
            let plain: Vec<u8> = (0..size).map(|n| u8::try_from(n % 251).unwrap()).collect();
            let bytes = sealed(&plain, &key);
            assert_eq!(bytes.len(), size + size.div_ceil(CHUNK) * TAG);
            assert_eq!(opened(&bytes, &key, size).unwrap(), plain, "{size}");
            assert!(opened(&bytes, &ContentKey::new().unwrap(), size).is_err());
        }
    }

    #[test]
    fn what_was_changed_cut_moved_or_added_does_not_open() {
        let key = ContentKey::new().unwrap();
        let plain = vec![7; 2 * CHUNK + 10];
        let bytes = sealed(&plain, &key);
        for place in [0, CHUNK, CHUNK + TAG, bytes.len() - 1] {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            assert!(opened(&changed, &key, plain.len()).is_err(), "{place}");
        }
        assert!(opened(&bytes[..bytes.len() - 1], &key, plain.len()).is_err());
        let whole = 2 * (CHUNK + TAG);
        assert!(opened(&bytes[..whole], &key, 2 * CHUNK).is_err(), "a chunk left out at the end");
        let mut moved = bytes.clone();
        let (first, second) = moved[..whole].split_at_mut(CHUNK + TAG);
        first.swap_with_slice(second);
        assert!(opened(&moved, &key, plain.len()).is_err());
        let mut longer = bytes.clone();
        longer.push(0);
        assert!(opened(&longer, &key, plain.len()).is_err());
    }

    #[test]
    fn what_stands_in_the_clear_is_read_the_same_way() {
        let plain = vec![9; CHUNK + 3];
        let mut out = Vec::new();
        Opening::new(plain.as_slice(), None, long(plain.len())).unwrap().copy_to(&mut out).unwrap();
        assert_eq!(out, plain);
        assert!(Opening::new(plain.as_slice(), None, 3).unwrap().chunk().is_err(), "longer than its row says");
    }
}
