//! The rehearsal of a push over HTTP.

use actix_web::post;

use super::wire::{OrientationCheckIn, OrientationCheckView};
use crate::app::App;
use crate::failure::Outcome;
use crate::http::{Caller, Reply, Valid};
use crate::intake::orientations::flow::check;

/// Rehearse an orientation
///
/// Tells what is missing, which criteria the person meets and whether the person is known; to a partner, among
/// its own orientations only. Writes nothing but its line in the journal. At most 20 an hour.
#[utoipa::path(tag = "orientations", request_body = OrientationCheckIn, responses((status = 200, description = "What a push would meet", body = OrientationCheckView)))]
#[post("/orientations/check")]
pub(crate) async fn check_orientation(app: App, caller: Caller, body: Valid<OrientationCheckIn>) -> Outcome<Reply> {
    app.limit_lookups(caller.claims.sub)?;
    app.write(caller, body, |cx, draft| Reply::value(&check::check(cx, &draft)?)).await
}
