//! Addresses over HTTP.

use actix_web::{get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::store::{self, AddressRow, Asked};
use crate::app::App;
use crate::civil;
use crate::db::{Day, Instant, Json};
use crate::failure::Outcome;
use crate::http::{Caller, PageIn, PageParams, Query, Reply};
use crate::ids::{AddressId, ParticipantId, UserId};
use crate::participants;
use crate::participants::api::wire::Address;

/// An address that was told of a participant. It is never changed: another is recorded after it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d6", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "address": {"line": "12 rue des Alpes", "postcode": "38000", "commune_code": "38185", "qpv": true, "frr": null, "valid_from": "2026-02-01"}, "valid_from": "2026-02-01", "recorded_by": null, "recorded_at": "2026-03-02T08:15:00Z", "version": 1, "created_at": "2026-03-02T08:15:00Z", "updated_at": "2026-03-02T08:15:00Z"}))]
pub(crate) struct ParticipantAddressView {
    /// Its identifier.
    id: AddressId,
    /// The participant.
    participant_id: ParticipantId,
    /// Where the person lives from then on; null where they have no address any more.
    #[schema(required = true, value_type = Option<Address>)]
    address: Option<Json>,
    /// The day it holds from.
    valid_from: Day,
    /// The account that recorded it.
    #[schema(required = true)]
    recorded_by: Option<UserId>,
    /// When it was recorded.
    recorded_at: Instant,
    /// Always 1.
    version: i64,
    /// The same as `recorded_at`.
    created_at: Instant,
    /// The same as `recorded_at`.
    updated_at: Instant,
}

impl From<AddressRow> for ParticipantAddressView {
    fn from(row: AddressRow) -> Self {
        Self {
            id: row.id,
            participant_id: row.participant_id,
            address: row.address,
            valid_from: row.valid_from,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
            version: 1,
            created_at: row.recorded_at,
            updated_at: row.recorded_at,
        }
    }
}

crate::page_of!(ParticipantAddressPage, ParticipantAddressView);

/// Which addresses are listed.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddressFilter {
    /// What held on this day: those that began then or before.
    #[param(required = false)]
    pub(crate) as_of: Option<Day>,
    /// What was known at the end of this day: those recorded until then.
    #[param(required = false)]
    pub(crate) known_on: Option<Day>,
}

/// List the addresses of a participant
///
/// Every one that was ever recorded: a change of `address` adds one and takes none away. Sorts: `-valid_from`,
/// `valid_from`.
#[utoipa::path(tag = "participants", params(("id" = ParticipantId, Path, description = "The participant"), PageParams, AddressFilter), responses((status = 200, description = "One page", body = ParticipantAddressPage)))]
#[get("/participants/{id}/addresses")]
pub(crate) async fn list_participant_addresses(
    app: App,
    caller: Caller,
    id: web::Path<ParticipantId>,
    page: PageIn,
    filter: Query<AddressFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        if let Some(moved) = participants::moved(cx, *id, "/addresses")? {
            return Ok(moved);
        }
        participants::find(cx, &cx.reach.clone(), *id)?;
        let known_before = filter.0.known_on.map(|day| civil::start_of_day(civil::add_days(day, 1)));
        let asked = Asked { as_of: filter.0.as_of, known_before };
        store::list(cx, *id, &page, asked)?.map(ParticipantAddressView::from).reply(&page, cx.lang())
    })
    .await
}
