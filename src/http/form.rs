//! Forms with a file (`multipart/form-data`): part by part, no slower than 1 kB/s (T24).

use std::time::Duration;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::http::header;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;
use tokio::time::Instant;

use crate::failure::{Failure, Outcome};

/// Bytes a second below which an upload is given up (T24).
pub const SLOWEST: u64 = 1000;

/// Seconds that an upload may have taken once so many bytes are there: `patience`, and a second for each that
/// [`SLOWEST`] gives (T24).
pub fn seconds_allowed(patience: u64, received: u64) -> u64 {
    patience.saturating_add(received / SLOWEST)
}

/// The parts of a form, in the time that they may take.
pub(crate) struct Form {
    parts: Multipart,
    pace: Pace,
}

/// The time that an upload may take, longer with each byte that has come.
struct Pace {
    started: Instant,
    patience: u64,
    received: u64,
}

impl Form {
    /// The form of a request.
    ///
    /// # Errors
    /// 415 for any other body.
    pub(crate) fn of(req: &HttpRequest, payload: web::Payload, patience: Duration) -> Outcome<Self> {
        let media = req.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if !media.to_ascii_lowercase().starts_with("multipart/form-data") {
            return Err(Failure::request(
                "unsupported_media_type",
                "Envoyez du multipart/form-data.",
                "Send multipart/form-data.",
            ));
        }
        let pace = Pace { started: Instant::now(), patience: patience.as_secs(), received: 0 };
        Ok(Self { parts: Multipart::new(req.headers(), payload), pace })
    }

    /// The next part; none at the end.
    ///
    /// # Errors
    /// 400 where it is no form, 408 where it comes too slowly.
    pub(crate) async fn part(&mut self) -> Outcome<Option<Field>> {
        self.pace.next(&mut self.parts).await
    }

    /// More bytes of a part; none at its end.
    ///
    /// # Errors
    /// As [`Form::part`].
    pub(crate) async fn chunk(&mut self, part: &mut Field) -> Outcome<Option<web::Bytes>> {
        let chunk = self.pace.next(part).await?;
        let bytes = chunk.as_ref().map_or(0, |chunk| chunk.len());
        self.pace.received = self.pace.received.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        Ok(chunk)
    }

    /// A part that is a text of at most so many bytes.
    ///
    /// # Errors
    /// As [`Form::part`]; 400 where it is longer, or not UTF-8.
    pub(crate) async fn text(&mut self, mut part: Field, longest: usize) -> Outcome<String> {
        let mut text = Vec::new();
        while let Some(chunk) = self.chunk(&mut part).await? {
            text.extend_from_slice(&chunk);
            if text.len() > longest {
                return Err(malformed("a text is too long"));
            }
        }
        String::from_utf8(text).map_err(|_e| malformed("a text is not UTF-8"))
    }
}

impl Pace {
    /// The next of a stream, in its time.
    async fn next<S, T>(&mut self, stream: &mut S) -> Outcome<Option<T>>
    where
        S: futures_util::Stream<Item = Result<T, MultipartError>> + Unpin,
    {
        let until = self.started + Duration::from_secs(seconds_allowed(self.patience, self.received));
        match tokio::time::timeout_at(until, stream.next()).await {
            Ok(next) => next.transpose().map_err(|e| malformed(&e.to_string())),
            Err(_late) => Err(Failure::request(
                "request_timeout",
                "L'envoi est trop lent : moins de 1 ko par seconde.",
                "The upload is too slow: less than 1 kB a second.",
            )),
        }
    }
}

/// A form that can't be read (400).
pub(crate) fn malformed(why: &str) -> Failure {
    Failure::request(
        "malformed_request",
        format!("Le formulaire n'a pas pu être lu : {why}."),
        format!("The form could not be read: {why}."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kilobyte_gives_an_upload_a_second_more() {
        for (received, seconds) in
            [(0, 15), (999, 15), (1000, 16), (1024 * 1024, 15 + 1048), (u64::MAX, u64::MAX / 1000 + 15)]
        {
            assert_eq!(seconds_allowed(15, received), seconds, "{received}");
        }
    }
}
