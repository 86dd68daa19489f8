//! JPEG: segments that each begin with a marker, then the pixels. Of what applications write into it stay the form of
//! the pixels (JFIF, Adobe), the colour profile, and how the image is turned; EXIF, XMP, IPTC, comments, thumbnails and
//! whatever comes after the end go.

use super::Damaged;

const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;

#[derive(Debug, Clone, Copy)]
enum At {
    /// A marker is to come.
    Marker,
    /// Its code.
    Code,
    /// The length and then the bytes of a segment; none: its length is not known yet.
    Segment {
        code: u8,
        length: Option<usize>,
    },
    /// Pixels.
    Pixels,
    /// Pixels, or the next marker.
    PixelsOrMarker,
    End,
}

#[derive(Debug)]
pub(in super::super) struct Cleaner {
    at: At,
    started: bool,
    turned: bool,
    held: Vec<u8>,
}

impl Default for Cleaner {
    fn default() -> Self {
        Self { at: At::Marker, started: false, turned: false, held: Vec::new() }
    }
}

impl Cleaner {
    pub(super) fn feed(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Damaged> {
        while let Some((first, rest)) = bytes.split_first() {
            bytes = match self.at {
                At::Marker if *first == 0xff => {
                    self.at = At::Code;
                    rest
                }
                At::Marker => return Err(Damaged),
                At::Code => {
                    self.code(*first, out)?;
                    rest
                }
                At::Segment { code, length } => self.segment(bytes, code, length, out)?,
                At::Pixels => {
                    let plain = bytes.iter().position(|b| *b == 0xff).unwrap_or(bytes.len());
                    let (pixels, rest) = bytes.split_at(plain);
                    out.extend_from_slice(pixels);
                    match rest.split_first() {
                        Some((_, rest)) => {
                            self.at = At::PixelsOrMarker;
                            rest
                        }
                        None => rest,
                    }
                }
                At::PixelsOrMarker => {
                    match *first {
                        // an escaped byte, or a restart within the pixels
                        code @ (0 | 0xd0..=0xd7) => {
                            out.extend_from_slice(&[0xff, code]);
                            self.at = At::Pixels;
                        }
                        0xff => {}
                        code => self.code(code, out)?,
                    }
                    rest
                }
                At::End => return Ok(()),
            };
        }
        Ok(())
    }

    fn code(&mut self, code: u8, out: &mut Vec<u8>) -> Result<(), Damaged> {
        self.at = match code {
            // markers may be filled up with these
            0xff => At::Code,
            START if !self.started => {
                self.started = true;
                out.extend_from_slice(&[0xff, code]);
                At::Marker
            }
            _ if !self.started => return Err(Damaged),
            END => {
                out.extend_from_slice(&[0xff, code]);
                At::End
            }
            0xc0..=0xcf | 0xda..=0xfe => At::Segment { code, length: None },
            _ => return Err(Damaged),
        };
        Ok(())
    }

    fn segment<'a>(
        &mut self,
        bytes: &'a [u8],
        code: u8,
        length: Option<usize>,
        out: &mut Vec<u8>,
    ) -> Result<&'a [u8], Damaged> {
        let wanted = length.unwrap_or(2);
        let (taken, rest) = bytes.split_at(bytes.len().min(wanted.saturating_sub(self.held.len())));
        self.held.extend_from_slice(taken);
        if self.held.len() < wanted {
            return Ok(rest);
        }
        if length.is_none() {
            // a segment of nothing is whole once its length is there, and no byte may follow
            let told = self.held.first_chunk::<2>().map(|two| usize::from(u16::from_be_bytes(*two)));
            let told = told.filter(|length| *length >= 2).ok_or(Damaged)?;
            self.at = At::Segment { code, length: Some(told) };
            if told > 2 {
                return Ok(rest);
            }
        }
        let body = std::mem::take(&mut self.held);
        self.keep(code, body.get(2..).unwrap_or_default(), out);
        self.at = if code == SCAN { At::Pixels } else { At::Marker };
        Ok(rest)
    }

    /// Adds what stays of a segment.
    fn keep(&mut self, code: u8, body: &[u8], out: &mut Vec<u8>) {
        match code {
            // its thumbnail goes: the width and height of none
            0xe0 if body.starts_with(b"JFIF\0") => {
                if let Some(form) = body.get(..12) {
                    write(code, &[form, &[0, 0]].concat(), out);
                }
            }
            0xe1 => {
                if let Some(turn) = turn(body).filter(|turn| (2..=8).contains(turn) && !self.turned) {
                    self.turned = true;
                    write(code, &turned(turn), out);
                }
            }
            0xe2 if body.starts_with(b"ICC_PROFILE\0") => write(code, body, out),
            0xee if body.starts_with(b"Adobe") => write(code, body, out),
            0xe0..=0xfe => {}
            _ => write(code, body, out),
        }
    }
}

fn write(code: u8, body: &[u8], out: &mut Vec<u8>) {
    // a segment was read with a length that fits
    let length = u16::try_from(body.len() + 2).unwrap_or(u16::MAX);
    out.extend_from_slice(&[0xff, code]);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(body);
}

/// How EXIF says that the image is to be turned.
fn turn(body: &[u8]) -> Option<u16> {
    let tiff = body.strip_prefix(b"Exif\0\0")?;
    let little = match tiff.first_chunk::<4>()? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let two = |at: usize| {
        let two: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let four = |at: usize| {
        let four: [u8; 4] = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    };
    let directory = usize::try_from(four(4)?).ok()?;
    let entries = usize::from(two(directory)?);
    let mut places = (0..entries).map(|n| directory.saturating_add(2).saturating_add(n * 12));
    let place = places.find(|at| two(*at) == Some(0x0112))?;
    two(place.checked_add(8)?)
}

/// EXIF that says nothing but how the image is to be turned.
fn turned(turn: u16) -> Vec<u8> {
    let head = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01";
    [head.as_slice(), &turn.to_be_bytes(), &[0; 6]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(code: u8, body: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        write(code, body, &mut out);
        out
    }

    fn cleaned(bytes: &[u8], step: usize) -> Result<Vec<u8>, Damaged> {
        let (mut cleaner, mut out) = (Cleaner::default(), Vec::new());
        for piece in bytes.chunks(step) {
            cleaner.feed(piece, &mut out)?;
        }
        Ok(out)
    }

    const JFIF: &[u8] = b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0";
    const PIXELS: &[u8] = &[1, 2, 0xff, 0, 3, 0xff, 0xd0, 4];

    #[test]
    fn place_words_and_thumbnails_are_gone_and_the_pixels_are_there() {
        let tables = segment(0xdb, &[5; 65]);
        let frame = segment(0xc0, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
        let scan = [segment(SCAN, &[1, 1, 0, 0, 63, 0]), PIXELS.to_vec()].concat();
        // a progressive image has more than one scan, with tables between
        let drawn = [tables.clone(), frame, scan.clone(), segment(0xc4, &[6; 20]), scan].concat();
        let gone = [
            segment(0xe1, b"Exif\0\0II*\0\x08\0\0\0\0\0GPS"),
            segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x/>"),
            segment(0xed, b"Photoshop 3.0\0"),
            segment(0xfe, b"taken at home"),
            segment(0xe2, b"MPF\0"),
            segment(0xe0, b"JFXX\0thumb"),
        ];
        let stays = [segment(0xe2, b"ICC_PROFILE\0\x01\x01p"), segment(0xee, b"Adobe\0d\0\0\0\0\x01")].concat();
        let mut thumb = JFIF.to_vec();
        (thumb[12], thumb[13]) = (1, 1);
        thumb.extend([9, 9, 9]);
        let whole =
            [&[0xff, START][..], &segment(0xe0, &thumb), &gone.concat(), &stays, &drawn, &[0xff, END], b"a film"]
                .concat();
        let kept = [&[0xff, START][..], &segment(0xe0, JFIF), &stays, &drawn, &[0xff, END]].concat();
        for step in [1, 2, 5, 33, whole.len()] {
            assert_eq!(cleaned(&whole, step).unwrap(), kept, "{step}");
        }
        assert_eq!(cleaned(&kept, 7).unwrap(), kept, "clean already, it stays as it is");
    }

    #[test]
    fn a_scan_by_phone_stays_upright() {
        let exif = |turn: u8| {
            let tiff = [
                b"II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x04\0\0\0XYZ\0\x12\x01\x03\0\x01\0\0\0".as_slice(),
                &[turn, 0, 0, 0],
                &[0; 4],
            ];
            segment(0xe1, &[b"Exif\0\0".as_slice(), &tiff.concat(), b"secret place"].concat())
        };
        for (turn, kept) in [(6, true), (1, false), (9, false)] {
            let out = cleaned(&[&[0xff, START][..], &exif(turn), &[0xff, END]].concat(), 11).unwrap();
            assert_eq!(out.windows(4).any(|w| w == b"Exif"), kept, "{turn}");
            assert!(!out.windows(6).any(|w| w == b"secret"));
            assert!(!out.windows(3).any(|w| w == b"XYZ"));
            if kept {
                assert_eq!(super::turn(&out[6..out.len() - 2]), Some(u16::from(turn)));
            }
        }
    }

    #[test]
    fn what_is_no_segment_is_damaged_and_what_is_cut_is_cut() {
        for damaged in [
            &[0xff, START, 0x00][..],
            &[0xff, START, 0xff, 0x02],
            &[0xff, START, 0xff, 0xe0, 0, 1],
            &[0xff, 0xe0],
            &[0x00],
        ] {
            assert_eq!(cleaned(damaged, 2), Err(Damaged), "{damaged:?}");
        }
        let cut = [0xff, START, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0];
        assert_eq!(cleaned(&cut, 3).unwrap(), [0xff, START]);
    }
}
