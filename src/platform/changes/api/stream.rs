//! The change feed as a stream of Server-Sent Events: the same feed, looked at again and again for who keeps listening.
//!
//! Each look is a request of its own on a database thread: the account and its reach are asked anew, so that a
//! revocation ends the stream at the next one. What is told has its number already, and numbers are given one after
//! the other: going on after the last one loses nothing and tells nothing twice.

use std::time::{Duration, Instant as Tick};

use actix_web::http::header::ContentEncoding;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, get};
use futures_util::stream;
use serde::Deserialize;
use tokio::sync::mpsc;
use utoipa::IntoParams;

use super::{ChangeView, kinds, read_cursor, told};
use crate::app::App;
use crate::failure::{Failure, Outcome};
use crate::http::{Caller, Query};
use crate::platform::changes::store;

/// Changes of one look, at most.
const BATCH: i64 = 200;
/// How long a stream is silent before it says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long a reader may take for what was sent before; one that is slower is let go (T24).
const STALL: Duration = Duration::from_secs(30);
/// How often a stream that waits looks whether the node is about to stop.
const GLANCE: Duration = Duration::from_millis(250);
/// How long a client waits before it comes back, in milliseconds: the first line of every stream.
const GREETING: &str = "retry: 3000\n\n";

/// Where to begin, and what to hear of.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StreamFilter {
    /// A cursor of the feed, or `now`; `Last-Event-ID` goes before it. From the beginning if both are left out.
    #[param(example = "now")]
    pub(crate) after: Option<String>,
    /// Kinds of objects, separated by commas; all if left out.
    #[param(example = "participants,pathways")]
    pub(crate) types: Option<String>,
}

/// Where a stream stands.
#[derive(Debug, Clone)]
struct Place {
    /// The last number that was looked at; none: the last there is.
    after: Option<i64>,
    types: Vec<String>,
}

/// What one look has found.
struct Found {
    items: Vec<ChangeView>,
    seen: i64,
    more: bool,
}

/// Stream the change feed
///
/// Server-Sent Events: each `data` is a change as `GET /v1/changes` shows it, each `id` its cursor, from which
/// `Last-Event-ID` goes on. It ends with the token, with the rights of the account and with the node; who comes back
/// with the last `id` has missed nothing. A comment stands for 15 silent seconds. At most 5 an account (429).
#[utoipa::path(tag = "platform", params(StreamFilter, ("Last-Event-ID" = Option<String>, Header, description = "The `id` of the last event that the caller has heard", example = "NDI")), responses((status = 200, description = "The feed, for as long as the caller listens", body = String, content_type = "text/event-stream", example = "id: NDI\ndata: {\"type\":\"participants\"}\n\n")))]
#[get("/changes/stream")]
pub(crate) async fn stream_changes(
    app: App,
    caller: Caller,
    req: HttpRequest,
    filter: Query<StreamFilter>,
) -> Outcome<HttpResponse> {
    let last = req.headers().get("Last-Event-ID").map(|id| id.to_str().unwrap_or_default().to_owned());
    let after = match last.or(filter.0.after).as_deref() {
        Some("now") => None,
        cursor => Some(read_cursor(cursor)?),
    };
    let mut place = Place { after, types: kinds(filter.0.types.as_deref()) };
    // whoever may not is refused as by any request, before anything is streamed
    let first = look(&app, &caller, &mut place).await?;
    let seat = app.take_stream(caller.claims.sub)?;
    // one piece waits while another is sent: a reader that is slow holds the next look up, and no memory
    let (tell, heard) = mpsc::channel(1);
    drop(actix_web::rt::spawn(async move {
        run(&app, &caller, place, first, &tell).await;
        drop(seat);
    }));
    let pieces = stream::unfold(heard, |mut heard: mpsc::Receiver<Bytes>| async move {
        heard.recv().await.map(|piece| (Ok::<_, std::io::Error>(piece), heard))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        // compressed, an event would wait for those after it
        .insert_header(ContentEncoding::Identity)
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(pieces))
}

/// One look at the feed, as any request of the caller; the place moves on.
async fn look(app: &App, caller: &Caller, place: &mut Place) -> Outcome<Found> {
    let asked = place.clone();
    let found = app
        .look(caller.clone(), move |cx| {
            // read before the changes: whatever is numbered up to here is among them, or not for this caller
            let head = store::head(cx)?;
            let after = asked.after.unwrap_or(head);
            let stretch = store::after(cx, after, &asked.types, BATCH)?;
            let seen = if stretch.more { stretch.seen } else { stretch.seen.max(head) };
            Ok(Found { seen, more: stretch.more, items: told(cx, stretch.rows) })
        })
        .await?;
    place.after = Some(found.seen);
    Ok(found)
}

/// Tells what is found, until the caller is gone or may hear no more.
async fn run(app: &App, caller: &Caller, mut place: Place, first: Found, tell: &mpsc::Sender<Bytes>) {
    let mut heard_at = Tick::now();
    let mut found = Some(first);
    if !put(tell, GREETING.to_owned(), STALL).await {
        return;
    }
    loop {
        if let Some(found) = found.take() {
            let events = events(&found.items);
            let text = if events.is_empty() { beat(heard_at.elapsed()) } else { Some(events) };
            if let Some(text) = text {
                if !put(tell, text, STALL).await {
                    return;
                }
                heard_at = Tick::now();
            }
            if !found.more && !waited(app, tell).await {
                return;
            }
        } else if !waited(app, tell).await {
            return;
        }
        if app.clock.now().micros() / 1_000_000 >= caller.claims.exp {
            return;
        }
        found = match look(app, caller, &mut place).await {
            Ok(found) => Some(found),
            // the database is away for a moment: the next look finds what this one would have
            Err(Failure::Unavailable) => None,
            Err(_no_longer) => return,
        };
    }
}

/// The comment that stands for a silence that was long enough.
fn beat(silent: Duration) -> Option<String> {
    (silent >= HEARTBEAT).then(|| ":\n\n".to_owned())
}

/// Hands a piece over; no where the caller is gone, or does not read what it was sent.
async fn put(tell: &mpsc::Sender<Bytes>, text: String, stall: Duration) -> bool {
    matches!(tokio::time::timeout(stall, tell.send(Bytes::from(text))).await, Ok(Ok(())))
}

/// Waits for the next look; no where the caller goes, or the node is about to stop.
async fn waited(app: &App, tell: &mpsc::Sender<Bytes>) -> bool {
    let mut left = app.config.http.stream_interval;
    while !left.is_zero() {
        let step = left.min(GLANCE);
        tokio::select! {
            () = tell.closed() => return false,
            () = tokio::time::sleep(step) => {}
        }
        if app.draining() {
            return false;
        }
        left = left.saturating_sub(step);
    }
    true
}

fn events(items: &[ChangeView]) -> String {
    let mut out = String::new();
    for item in items {
        // a change is JSON on one line: the strings of it hold no line break that is not escaped
        if let Ok(data) = serde_json::to_string(item) {
            out.push_str(&format!("id: {}\ndata: {data}\n\n", item.cursor));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_does_not_read_is_let_go() {
        actix_web::rt::System::new().block_on(async {
            let (tell, heard) = mpsc::channel(1);
            let soon = Duration::from_millis(20);
            assert!(put(&tell, "a".to_owned(), soon).await);
            assert!(!put(&tell, "b".to_owned(), soon).await, "nobody has taken the first");
            drop(heard);
            assert!(!put(&tell, "c".to_owned(), STALL).await, "nobody is there");
        });
    }

    #[test]
    fn a_comment_stands_for_a_long_silence_alone() {
        assert_eq!(beat(HEARTBEAT), Some(":\n\n".to_owned()));
        assert_eq!(beat(HEARTBEAT - Duration::from_millis(1)), None);
    }
}
