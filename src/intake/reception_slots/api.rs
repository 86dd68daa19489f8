//! Reception slots over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::rules::{self, HalfDay};
use super::{flow, store};
use crate::app::App;
use crate::civil;
use crate::ctx::Ctx;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::query::malformed;
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid, patched};
use crate::ids::{ReceptionSlotId, ReferentId, SiteId};

/// A weekly half-day of reception (S3.10).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "site_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "referent_id": null, "weekday": 2, "half_day": "am", "capacity": 6, "valid_from": "2026-01-01", "valid_to": null, "version": 1, "created_at": "2026-01-05T08:00:00Z", "updated_at": "2026-01-05T08:00:00Z"}))]
pub(crate) struct ReceptionSlotView {
    /// Its identifier.
    pub(crate) id: ReceptionSlotId,
    /// Where people are received.
    pub(crate) site_id: SiteId,
    /// The referent who receives; anyone of the site if null.
    #[schema(required = true)]
    pub(crate) referent_id: Option<ReferentId>,
    /// 1 for Monday to 7 for Sunday.
    #[schema(minimum = 1, maximum = 7)]
    pub(crate) weekday: i64,
    /// Morning or afternoon.
    pub(crate) half_day: HalfDay,
    /// People received at one date.
    pub(crate) capacity: i64,
    /// First day.
    pub(crate) valid_from: Day,
    /// Last day; open if null.
    #[schema(required = true)]
    pub(crate) valid_to: Option<Day>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(ReceptionSlotPage, ReceptionSlotView);

/// A new reception slot.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = ReceptionSlotIn, example = json!({"site_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "weekday": 2, "half_day": "am", "capacity": 6, "valid_from": "2026-01-01"}))]
pub(crate) struct SlotIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<ReceptionSlotId>,
    /// Where people are received.
    pub(crate) site_id: SiteId,
    /// The referent who receives; anyone of the site if left out.
    #[serde(default)]
    pub(crate) referent_id: Option<ReferentId>,
    /// 1 for Monday to 7 for Sunday.
    #[schema(minimum = 1, maximum = 7)]
    pub(crate) weekday: i64,
    /// Morning or afternoon.
    pub(crate) half_day: HalfDay,
    /// People received at one date.
    #[schema(minimum = 1, maximum = 500)]
    #[validate(range(max = 500))]
    pub(crate) capacity: i64,
    /// First day.
    pub(crate) valid_from: Day,
    /// Last day; open if left out.
    #[serde(default)]
    pub(crate) valid_to: Option<Day>,
}

/// What changes of a reception slot.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = ReceptionSlotPatch, example = json!({"capacity": 8}))]
pub(crate) struct SlotPatch {
    /// Where people are received.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) site_id: Option<SiteId>,
    /// The referent who receives; anyone of the site if null.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) referent_id: Option<Option<ReferentId>>,
    /// 1 for Monday to 7 for Sunday.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, minimum = 1, maximum = 7)]
    pub(crate) weekday: Option<i64>,
    /// Morning or afternoon.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) half_day: Option<HalfDay>,
    /// People received at one date.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, minimum = 1, maximum = 500)]
    #[validate(range(max = 500))]
    pub(crate) capacity: Option<i64>,
    /// First day.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) valid_from: Option<Day>,
    /// Last day; open if null.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) valid_to: Option<Option<Day>>,
}

/// Which reception slots are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SlotFilter {
    /// Only of this site.
    #[param(value_type = Option<String>, format = "uuid")]
    site_id: Option<SiteId>,
    /// Only of this referent.
    #[param(value_type = Option<String>, format = "uuid")]
    referent_id: Option<ReferentId>,
    /// Only of this weekday, 1 for Monday to 7 for Sunday.
    weekday: Option<i64>,
    /// Only of this half-day.
    half_day: Option<HalfDay>,
    /// Only those that hold on this day.
    #[param(value_type = Option<String>, format = "date")]
    on: Option<Day>,
}

/// Of which days and where the free places are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AvailabilityFilter {
    /// First day.
    #[param(value_type = String, format = "date", example = "2026-03-02")]
    from: Day,
    /// Last day, at most 92 days after the first.
    #[param(value_type = String, format = "date", example = "2026-03-29")]
    to: Day,
    /// Only of this site.
    #[param(value_type = Option<String>, format = "uuid")]
    site_id: Option<SiteId>,
}

/// The places of a slot on a date.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"slot_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "site_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "referent_id": null, "date": "2026-03-03", "half_day": "am", "capacity": 6, "booked": 2, "left": 4}))]
pub(crate) struct AvailabilityItem {
    /// The slot.
    pub(crate) slot_id: ReceptionSlotId,
    /// Where.
    pub(crate) site_id: SiteId,
    /// The referent who receives; anyone of the site if null.
    #[schema(required = true)]
    pub(crate) referent_id: Option<ReferentId>,
    /// The date.
    pub(crate) date: Day,
    /// Morning or afternoon.
    pub(crate) half_day: HalfDay,
    /// People received at one date.
    pub(crate) capacity: i64,
    /// Places taken.
    pub(crate) booked: i64,
    /// Places left.
    pub(crate) left: i64,
}

/// The places of a period, by date.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"from": "2026-03-02", "to": "2026-03-08", "items": []}))]
pub(crate) struct AvailabilityView {
    /// First day.
    pub(crate) from: Day,
    /// Last day.
    pub(crate) to: Day,
    /// Each slot on each of its dates.
    pub(crate) items: Vec<AvailabilityItem>,
}

/// List reception slots
///
/// Sorts: `-created_at`, `weekday`.
#[utoipa::path(tag = "reception_slots", params(PageParams, SlotFilter), responses((status = 200, description = "One page", body = ReceptionSlotPage)))]
#[get("/reception-slots")]
pub(crate) async fn list_reception_slots(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<SlotFilter>,
) -> Outcome<Reply> {
    let f = filter.0;
    let wanted = store::Wanted {
        site_id: f.site_id,
        referent_id: f.referent_id,
        weekday: f.weekday,
        half_day: f.half_day,
        during: f.on.map(|on| (on, on)),
    };
    app.read(caller, move |cx| store::list(cx, &wanted, &page)?.map(ReceptionSlotView::from).reply(&page, cx.lang()))
        .await
}

/// Create a reception slot
///
/// A weekly half-day of a site, or of one referent there, from its first to its last day.
#[utoipa::path(tag = "reception_slots", request_body = SlotIn, responses((status = 201, description = "Created", body = ReceptionSlotView)))]
#[post("/reception-slots")]
pub(crate) async fn create_reception_slot(app: App, caller: Caller, body: Valid<SlotIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let (row, again) = flow::create(cx, new)?;
        let location = format!("/v1/reception-slots/{}", row.id);
        let version = row.version;
        let reply = Reply::created(&ReceptionSlotView::from(row), version, location)?;
        Ok(if again { Reply { status: 200, ..reply } } else { reply })
    })
    .await
}

/// Tell the free places
///
/// For each slot and each of its dates: places, places taken, places left. At most 92 days.
#[utoipa::path(tag = "reception_slots", params(AvailabilityFilter), responses((status = 200, description = "The places", body = AvailabilityView)))]
#[get("/reception-slots/availability")]
pub(crate) async fn get_reception_availability(
    app: App,
    caller: Caller,
    filter: Query<AvailabilityFilter>,
) -> Outcome<Reply> {
    let AvailabilityFilter { from, to, site_id } = filter.0;
    let days = civil::days_between(from, to) + 1;
    if !(1..=rules::LONGEST_LOOK).contains(&days) {
        return Err(malformed("to", "0 to 91 days after `from`", Vec::new()));
    }
    app.read(caller, move |cx| Reply::value(&availability(cx, from, to, site_id)?)).await
}

fn availability(cx: &mut Ctx<'_>, from: Day, to: Day, site_id: Option<SiteId>) -> Outcome<AvailabilityView> {
    let wanted = store::Wanted { site_id, during: Some((from, to)), ..store::Wanted::default() };
    let slots = store::during(cx, &wanted)?;
    let ids: Vec<ReceptionSlotId> = slots.iter().map(|s| s.id).collect();
    let taken = store::taken(cx, &ids, from, to)?;
    let mut items = Vec::new();
    let mut date = from;
    while date <= to {
        for slot in slots.iter().filter(|s| rules::receives_on(&s.slot(), date)) {
            let booked = taken.get(&(slot.id, date)).copied().unwrap_or(0);
            items.push(AvailabilityItem {
                slot_id: slot.id,
                site_id: slot.site_id,
                referent_id: slot.referent_id,
                date,
                half_day: slot.half_day,
                capacity: slot.capacity,
                booked,
                left: (slot.capacity - booked).max(0),
            });
        }
        date = civil::add_days(date, 1);
    }
    Ok(AvailabilityView { from, to, items })
}

/// Get a reception slot
///
/// With its weekday, half-day and number of places.
#[utoipa::path(tag = "reception_slots", params(("id" = ReceptionSlotId, Path, description = "The slot")), responses((status = 200, description = "The slot", body = ReceptionSlotView)))]
#[get("/reception-slots/{id}")]
pub(crate) async fn get_reception_slot(app: App, caller: Caller, id: web::Path<ReceptionSlotId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        Reply::object(&ReceptionSlotView::from(row), version)
    })
    .await
}

/// Change a reception slot
///
/// Refused while bookings to come would lose their place (409 `conflict_slot_booked`).
#[utoipa::path(tag = "reception_slots", params(("id" = ReceptionSlotId, Path, description = "The slot")), request_body = SlotPatch, responses((status = 200, description = "Changed", body = ReceptionSlotView)))]
#[patch("/reception-slots/{id}")]
pub(crate) async fn update_reception_slot(
    app: App,
    caller: Caller,
    id: web::Path<ReceptionSlotId>,
    body: Valid<SlotPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        let version = row.version;
        Reply::object(&ReceptionSlotView::from(row), version)
    })
    .await
}

impl From<store::SlotRow> for ReceptionSlotView {
    fn from(row: store::SlotRow) -> Self {
        Self {
            id: row.id,
            site_id: row.site_id,
            referent_id: row.referent_id,
            weekday: row.weekday,
            half_day: row.half_day,
            capacity: row.capacity,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
