//! What an image tells beside its pixels (place, device, times, words, thumbnails) does not stay (T36). It is taken
//! away as the bytes go by, and no pixel is touched. How the image is to be turned stays, since a scan that was taken
//! with a phone is upright by it alone; so do colour profiles. A PDF is left as it is.

mod jpeg;
mod png;

use super::rules::ContentType;

/// The image is not built as its kind is: what it holds can't be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Damaged;

/// Takes away what an image tells beside its pixels.
#[derive(Debug)]
pub(super) enum Cleaner {
    /// Nothing is taken away.
    AsItIs,
    Jpeg(jpeg::Cleaner),
    Png(png::Cleaner),
}

impl Cleaner {
    /// The one of a kind of document; of none, what comes is refused anyway.
    pub(super) fn of(kind: Option<ContentType>) -> Self {
        match kind {
            Some(ContentType::Jpeg) => Self::Jpeg(jpeg::Cleaner::default()),
            Some(ContentType::Png) => Self::Png(png::Cleaner::default()),
            Some(ContentType::Pdf) | None => Self::AsItIs,
        }
    }

    /// Adds to `out` what stays of these bytes.
    ///
    /// # Errors
    /// The image is damaged.
    pub(super) fn feed(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Damaged> {
        match self {
            Self::AsItIs => {
                out.extend_from_slice(bytes);
                Ok(())
            }
            Self::Jpeg(jpeg) => jpeg.feed(bytes, out),
            Self::Png(png) => png.feed(bytes, out),
        }
    }
}
