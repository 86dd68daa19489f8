//! The catalogue that everybody reads (S0.13).

use actix_web::{HttpMessage, HttpRequest, get};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::{App, AppState};
use crate::civil;
use crate::db::{Conn, Day, Wall};
use crate::failure::{Failure, Outcome};
use crate::http::middleware::RateLeft;
use crate::http::text::Code;
use crate::http::{Call, Lang, PageIn, PageParams, Query, Reply};
use crate::ids::{ActionId, PlieId, TerritoryId};
use crate::network::actions::store::public;
use crate::reference::{Lists, names};

/// How long anybody may keep the answer, in seconds.
const KEPT_SECONDS: u32 = 300;

/// The PLIE that offers an action.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "name": "PLIE de Grenoble"}))]
pub(crate) struct OfferingPlie {
    /// Its identifier.
    pub(crate) id: PlieId,
    /// Its name.
    pub(crate) name: String,
}

/// An open action, as everybody sees it: nothing in it is about a person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "plie": {"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "name": "PLIE de Grenoble"}, "title": "Permis solidaire", "type": "barrier_lifting", "type_label": "Levée de frein", "themes": ["mobility"], "theme_labels": ["Mobilité"], "description": null, "territory": null, "provider": "Auto-école associative", "starts_on": "2026-04-01", "ends_on": "2026-06-30", "place": "Maison de l'emploi", "places_left": 9, "innovative": false, "target_criteria": [], "target_criteria_labels": []}))]
pub(crate) struct PublicActionView {
    /// Its identifier.
    pub(crate) id: ActionId,
    /// The PLIE that offers it.
    pub(crate) plie: OfferingPlie,
    /// Its title.
    pub(crate) title: String,
    /// What it is, a code of `stage_type`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// What it is, in the language asked for.
    pub(crate) type_label: String,
    /// The barriers it lifts, codes of `barrier`.
    pub(crate) themes: Vec<String>,
    /// The barriers it lifts, in their order, in the language asked for.
    pub(crate) theme_labels: Vec<String>,
    /// What it is about.
    #[schema(required = true)]
    pub(crate) description: Option<String>,
    /// The name of the territory it is for; the whole PLIE if null.
    #[schema(required = true)]
    pub(crate) territory: Option<String>,
    /// The name of the structure that provides it.
    #[schema(required = true)]
    pub(crate) provider: Option<String>,
    /// First day.
    #[schema(required = true)]
    pub(crate) starts_on: Option<Day>,
    /// Last day.
    #[schema(required = true)]
    pub(crate) ends_on: Option<Day>,
    /// Where.
    #[schema(required = true)]
    pub(crate) place: Option<String>,
    /// Places left; without limit if null.
    #[schema(required = true)]
    pub(crate) places_left: Option<i64>,
    /// Whether it is an innovative one.
    pub(crate) innovative: bool,
    /// The publics it is made for, codes of `criterion`; all if empty.
    pub(crate) target_criteria: Vec<String>,
    /// Those publics, in their order, in the language asked for.
    pub(crate) target_criteria_labels: Vec<String>,
}

crate::page_of!(PublicActionPage, PublicActionView);

/// Which open actions are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublicActionFilter {
    /// Only those of this PLIE.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) plie_id: Option<PlieId>,
    /// Only those of this territory.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) territory_id: Option<TerritoryId>,
    /// Only those of this type.
    #[serde(default, rename = "type")]
    #[param(required = false, nullable = false)]
    pub(crate) kind: Option<Code>,
    /// Only those that lift barriers of this theme.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) theme: Option<Code>,
}

/// List open actions, without an account
///
/// Of one PLIE or of all, those that one enters today, the newest first; nothing in them is about a person. At most 60
/// requests a minute from one address (429); the answer may be kept for five minutes and has an ETag. Sort:
/// `-opened_at`.
#[utoipa::path(tag = "actions", params(PageParams, PublicActionFilter), responses((status = 200, description = "One page", body = PublicActionPage, headers(("ETag" = String, description = "The fingerprint of the page, for If-None-Match."), ("Cache-Control" = String, description = "`public`: any cache may keep it.")))))]
#[get("/public/actions")]
pub(crate) async fn list_public_actions(
    app: App,
    call: Call,
    request: HttpRequest,
    filter: Query<PublicActionFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    if let Some(address) = call.ip {
        let (left, rate) = app.limit_address(address)?;
        request.extensions_mut().insert(RateLeft { left, rate });
    }
    let state = app.clone();
    let reply = app.store.read(Wall::System, move |conn| answer(conn, &state, &call, &filter.0, &page)).await?;
    Ok(reply.fingerprinted().public_for(KEPT_SECONDS))
}

fn answer(conn: &mut Conn, app: &AppState, call: &Call, filter: &PublicActionFilter, page: &PageIn) -> Outcome<Reply> {
    let found = public::list(conn, filter, civil::day_of(app.clock.now()), page)?;
    let of: Vec<(PlieId, ActionId)> = found.items.iter().map(|(row, ..)| (row.plie_id, row.id)).collect();
    let known = public::plies(conn, of.iter().map(|(plie, _)| *plie).collect())?;
    let taken = public::taken(conn, &of)?;
    let mut items = Vec::with_capacity(found.items.len());
    for shown in found.items {
        let plie = shown.0.plie_id;
        let (name, version) = known.get(&plie).ok_or_else(|| Failure::defect("an action of no PLIE"))?;
        let tenant = app.tenant(conn, plie, *version)?;
        let taken = taken.get(&(plie, shown.0.id)).copied().unwrap_or_default();
        let plie = OfferingPlie { id: plie, name: name.clone() };
        items.push(view(shown, plie, taken, &tenant.lists, call.lang));
    }
    let listed = crate::http::Page { items, next_cursor: found.next_cursor, total: found.total };
    listed.reply(page, call.lang)?.with_fields(&call.fields)
}

fn view(shown: public::Shown, plie: OfferingPlie, taken: i64, lists: &Lists, lang: Lang) -> PublicActionView {
    let (row, provider, territory) = shown;
    let label = |list: &str, code: &str| lists.label(list, code, lang).unwrap_or(code).to_owned();
    let themes: Vec<String> = row.themes.read().unwrap_or_default();
    let target_criteria: Vec<String> = row.target_criteria.read().unwrap_or_default();
    PublicActionView {
        id: row.id,
        plie,
        type_label: label(names::STAGE_TYPE, &row.type_),
        kind: row.type_,
        theme_labels: themes.iter().map(|code| label(names::BARRIER, code)).collect(),
        themes,
        target_criteria_labels: target_criteria.iter().map(|code| label(names::CRITERION, code)).collect(),
        target_criteria,
        title: row.title,
        description: row.description,
        territory,
        provider,
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        place: row.place,
        places_left: row.capacity.map(|places| (places - taken).max(0)),
        innovative: row.innovative,
    }
}
