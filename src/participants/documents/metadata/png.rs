//! PNG: chunks of a name, a length and a sum. Those that draw stay; texts, times, EXIF and whatever comes after the
//! end go.

use super::Damaged;

/// The chunks that draw, those of an animation among them.
const KEPT: &[&[u8; 4]] = &[
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV",
    b"cLLI", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
];

/// Bytes before the first chunk.
const SIGNATURE: usize = 8;
/// Length and name of a chunk.
const HEADER: usize = 8;
/// The sum after a chunk.
const SUM: u64 = 4;

#[derive(Debug)]
enum At {
    Signature,
    Header,
    /// So many bytes of a chunk are to come, its sum included.
    Body {
        left: u64,
        kept: bool,
        last: bool,
    },
    End,
}

#[derive(Debug)]
pub(in super::super) struct Cleaner {
    at: At,
    held: Vec<u8>,
}

impl Default for Cleaner {
    fn default() -> Self {
        Self { at: At::Signature, held: Vec::with_capacity(HEADER) }
    }
}

impl Cleaner {
    pub(super) fn feed(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Damaged> {
        while !bytes.is_empty() {
            bytes = match self.at {
                At::Signature => self.hold(
                    bytes,
                    SIGNATURE,
                    |held, out| {
                        out.extend_from_slice(held);
                        Ok(At::Header)
                    },
                    out,
                )?,
                At::Header => self.hold(bytes, HEADER, begin, out)?,
                At::Body { left, kept, last } => self.body(bytes, out, (left, kept, last)),
                At::End => return Ok(()),
            };
        }
        Ok(())
    }

    /// Holds bytes back until there are enough of them to tell what comes; gives back the rest.
    fn hold<'a>(
        &mut self,
        bytes: &'a [u8],
        wanted: usize,
        told: impl Fn(&[u8], &mut Vec<u8>) -> Result<At, Damaged>,
        out: &mut Vec<u8>,
    ) -> Result<&'a [u8], Damaged> {
        let (taken, rest) = bytes.split_at(bytes.len().min(wanted.saturating_sub(self.held.len())));
        self.held.extend_from_slice(taken);
        if self.held.len() == wanted {
            self.at = told(&self.held, out)?;
            self.held.clear();
        }
        Ok(rest)
    }

    fn body<'a>(&mut self, bytes: &'a [u8], out: &mut Vec<u8>, (left, kept, last): (u64, bool, bool)) -> &'a [u8] {
        let (taken, rest) = bytes.split_at(usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len()));
        if kept {
            out.extend_from_slice(taken);
        }
        let left = left.saturating_sub(u64::try_from(taken.len()).unwrap_or(u64::MAX));
        self.at = match (left, last) {
            (0, true) => At::End,
            (0, false) => At::Header,
            (left, last) => At::Body { left, kept, last },
        };
        rest
    }
}

/// Begins a chunk of this length and name.
fn begin(header: &[u8], out: &mut Vec<u8>) -> Result<At, Damaged> {
    let (length, name) = header.split_first_chunk::<4>().ok_or(Damaged)?;
    let length = u32::from_be_bytes(*length);
    if length > 0x7fff_ffff || !name.iter().all(u8::is_ascii_alphabetic) {
        return Err(Damaged);
    }
    let kept = KEPT.iter().any(|known| known.as_slice() == name);
    if kept {
        out.extend_from_slice(header);
    }
    Ok(At::Body { left: u64::from(length) + SUM, kept, last: name == b"IEND" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        [length.as_slice(), name, body, &[1, 2, 3, 4]].concat()
    }

    fn cleaned(bytes: &[u8], step: usize) -> Result<Vec<u8>, Damaged> {
        let (mut cleaner, mut out) = (Cleaner::default(), Vec::new());
        for piece in bytes.chunks(step) {
            cleaner.feed(piece, &mut out)?;
        }
        Ok(out)
    }

    const SIGN: &[u8] = &[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];

    #[test]
    fn words_times_and_what_follows_the_end_are_gone_and_the_pixels_are_there() {
        let head = chunk(b"IHDR", &[7; 13]);
        let (pixels, end) = (chunk(b"IDAT", &[9; 3000]), chunk(b"IEND", &[]));
        let gone =
            [chunk(b"tEXt", b"Author\0Nadia"), chunk(b"eXIf", b"MM\0*"), chunk(b"tIME", &[1; 7]), chunk(b"iTXt", b"x")];
        let whole = [SIGN, &head, &gone.concat(), &pixels, &end, b"and a zip"].concat();
        let kept = [SIGN, &head, &pixels, &end].concat();
        for step in [1, 3, 8, 100, whole.len()] {
            assert_eq!(cleaned(&whole, step).unwrap(), kept, "{step}");
        }
        assert_eq!(cleaned(&kept, 64).unwrap(), kept, "clean already, it stays as it is");
    }

    #[test]
    fn what_is_no_chunk_is_damaged_and_what_is_cut_is_cut() {
        assert_eq!(cleaned(&[SIGN, &[0, 0, 0, 1], b"\0\0\0\0more"].concat(), 5), Err(Damaged));
        assert_eq!(cleaned(&[SIGN, &[0xff; 8]].concat(), 5), Err(Damaged));
        let cut = [SIGN, &[0, 0, 0, 13], b"IHDR"].concat();
        assert_eq!(cleaned(&cut, 4).unwrap(), cut);
    }
}
