//! People, as they are listed.

use super::Line;
use crate::ctx::Ctx;
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::UserId;
use crate::participants::{self, Address, ParticipantFilter, ParticipantRow};
use crate::reports::export_profiles::rules::{Row, Value};
use crate::reports::exports::api::ExportParameters;
use crate::{civil, identity::users};

pub(super) fn stretch(cx: &mut Ctx<'_>, page: &PageIn, asked: &ExportParameters) -> Outcome<Page<Line>> {
    let filter = ParticipantFilter {
        referent_id: asked.referent_id,
        site_id: asked.site_id,
        territory_id: asked.territory_id,
        pathway_status: asked.pathway_status,
        ..ParticipantFilter::default()
    };
    let Page { items, next_cursor, total } = participants::list(cx, page, &filter, &[])?;
    let referents: Vec<UserId> = items.iter().filter_map(|row| row.current_referent_user_id).collect();
    let names = users::names(cx, &referents)?;
    let line = |row: ParticipantRow| {
        let mut values = person(&row)?;
        let referent = row.current_referent_user_id.and_then(|user| names.get(&user));
        values.extend([
            ("territory_id", row.territory_id.map(|id| id.to_string()).into()),
            ("site_id", row.site_id.map(|id| id.to_string()).into()),
            ("referent_id", row.current_referent_id.map(|id| id.to_string()).into()),
            ("referent_name", referent.map(|(first, last)| format!("{last} {first}")).into()),
            ("pathway_id", row.current_pathway_id.map(|id| id.to_string()).into()),
            ("pathway_status", row.pathway_status.map(|status| status.code()).into()),
            ("last_contact_on", row.last_contact_on.into()),
            ("recorded_on", civil::day_of(row.created_at).into()),
        ]);
        Ok(Line { values, person: Some(row.id), staff: None, operation: None })
    };
    Ok(Page { items: items.into_iter().map(line).collect::<Outcome<_>>()?, next_cursor, total })
}

/// Who somebody is, where they live and how they are reached.
pub(super) fn person(row: &ParticipantRow) -> Outcome<Row> {
    let address: Option<Address> =
        row.address.as_ref().map(|address| address.read()).transpose().map_err(Failure::defect)?;
    let text = |text: &Option<String>| Value::from(text.clone());
    Ok(Row::from([
        ("participant_id", row.id.to_string().into()),
        ("last_name", row.last_name.as_str().into()),
        ("first_name", row.first_name.as_str().into()),
        ("birth_name", text(&row.birth_name)),
        ("birth_date", row.birth_date.into()),
        ("gender", text(&row.gender)),
        ("email", text(&row.email)),
        ("phone", text(&row.phone)),
        ("contact_person", text(&row.contact_person)),
        ("address_line", address.map(|address| address.line.into_string()).into()),
        ("postcode", text(&row.postcode)),
        ("commune_code", text(&row.commune_code)),
        ("france_travail_id", text(&row.france_travail_id)),
    ]))
}
