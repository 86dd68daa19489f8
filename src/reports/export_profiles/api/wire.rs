//! Profiles as they are sent, shown and kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::db::{Day, Instant};
use crate::http::Lang;
use crate::http::text::{Code, Name, Text};
use crate::ids::UserId;
use crate::reports::export_profiles::rules::fields;
use crate::reports::export_profiles::rules::{
    ColumnFormat, DateFormat, ExportDelimiter, ExportEncoding, ExportSource, Sensitivity,
};
use crate::reports::export_profiles::store::ProfileRow;

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"header": "Sexe", "field": "gender", "mapping": {"woman": "F", "man": "H"}, "default": "NSP"}))]
pub(crate) struct ExportColumn {
    /// Its heading.
    pub(crate) header: Text<1, 100>,
    /// The field of the source; the names of a source are those that a refusal lists.
    pub(crate) field: Code,
    /// How it is written, where that differs from the rest of the profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) format: Option<ColumnFormat>,
    /// Their code for each of ours; a code that is not named stands as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 200))]
    #[schema(nullable = false)]
    pub(crate) mapping: Option<BTreeMap<String, Text<0, 100>>>,
    /// What stands where nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) default: Option<Text<1, 100>>,
}

/// A profile as the PLIE wants it, all of it.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"label_fr": "Fichier du personnel d'accueil", "label_en": "List for the reception", "source": "participants", "columns": [{"header": "Nom", "field": "last_name"}, {"header": "Prénom", "field": "first_name"}, {"header": "Né(e) le", "field": "birth_date", "format": "DD/MM/YYYY"}], "encoding": "utf-8-bom"}))]
pub(crate) struct ExportProfileIn {
    /// Label in French.
    pub(crate) label_fr: Name,
    /// Label in English.
    pub(crate) label_en: Name,
    /// Where its rows come from; it never changes.
    pub(crate) source: ExportSource,
    /// Its columns, in their order.
    #[validate(length(min = 1, max = 100), nested)]
    #[schema(min_items = 1, max_items = 100)]
    pub(crate) columns: Vec<ExportColumn>,
    /// What stands between the cells of a CSV; `semicolon` if left out.
    #[serde(default)]
    pub(crate) delimiter: Option<ExportDelimiter>,
    /// How the text of a CSV becomes bytes; `utf-8` if left out.
    #[serde(default)]
    pub(crate) encoding: Option<ExportEncoding>,
    /// How days are written; `YYYY-MM-DD` if left out.
    #[serde(default)]
    pub(crate) date_format: Option<DateFormat>,
    /// First day on which it may be used.
    #[serde(default)]
    pub(crate) valid_from: Option<Day>,
    /// Last day on which it may be used.
    #[serde(default)]
    pub(crate) valid_to: Option<Day>,
}

/// A profile, whether Jalon came with it or the PLIE made it. It is what a job is asked with, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Profile {
    pub(crate) code: String,
    pub(crate) label_fr: String,
    pub(crate) label_en: String,
    pub(crate) source: ExportSource,
    pub(crate) columns: Vec<ExportColumn>,
    pub(crate) delimiter: ExportDelimiter,
    pub(crate) encoding: ExportEncoding,
    pub(crate) date_format: DateFormat,
    pub(crate) valid_from: Option<Day>,
    pub(crate) valid_to: Option<Day>,
    /// 0 for one that Jalon came with.
    pub(crate) version: i64,
}

impl Profile {
    /// What its most sensitive column tells.
    pub(crate) fn sensitivity(&self) -> Sensitivity {
        let levels = self.columns.iter().filter_map(|column| fields::of(self.source, column.field.as_str()));
        levels.map(|field| field.tells).max().unwrap_or(Sensitivity::Internal)
    }
}

/// A profile of exports.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"code": "timesheets", "label": "Feuilles de temps", "label_fr": "Feuilles de temps", "label_en": "Timesheets", "source": "timesheets", "sensitivity": "S2", "columns": [{"header": "Nom", "field": "last_name"}, {"header": "Mois", "field": "month"}, {"header": "Heures", "field": "worked_minutes", "format": "HH:MM"}], "delimiter": "semicolon", "encoding": "utf-8-bom", "date_format": "YYYY-MM-DD", "valid_from": null, "valid_to": null, "built_in": true, "recorded_by": null, "version": 0, "created_at": null, "updated_at": null}))]
pub(crate) struct ExportProfileView {
    /// Its code, by which an export names it.
    pub(crate) code: String,
    /// Its label in the language asked for.
    pub(crate) label: String,
    /// Label in French.
    pub(crate) label_fr: String,
    /// Label in English.
    pub(crate) label_en: String,
    /// Where its rows come from.
    pub(crate) source: ExportSource,
    /// What its most sensitive column tells about a person: `S3` is exported by few roles.
    pub(crate) sensitivity: Sensitivity,
    /// Its columns, in their order.
    pub(crate) columns: Vec<ExportColumn>,
    /// What stands between the cells of a CSV.
    pub(crate) delimiter: ExportDelimiter,
    /// How the text of a CSV becomes bytes.
    pub(crate) encoding: ExportEncoding,
    /// How days are written.
    pub(crate) date_format: DateFormat,
    /// First day on which it may be used.
    #[schema(required = true)]
    pub(crate) valid_from: Option<Day>,
    /// Last day on which it may be used.
    #[schema(required = true)]
    pub(crate) valid_to: Option<Day>,
    /// Whether Jalon came with it and the PLIE has none of its own in its place.
    pub(crate) built_in: bool,
    /// The account that changed it last; null for a machine and for one that Jalon came with.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Version, for If-Match; 0 where it is not the PLIE's own.
    pub(crate) version: i64,
    /// When the PLIE made it.
    #[schema(required = true)]
    pub(crate) created_at: Option<Instant>,
    /// When it last changed.
    #[schema(required = true)]
    pub(crate) updated_at: Option<Instant>,
}

impl ExportProfileView {
    /// A profile, with the row of the PLIE's own, for a reader of this language.
    pub(crate) fn of(profile: Profile, row: Option<&ProfileRow>, lang: Lang) -> Self {
        Self {
            sensitivity: profile.sensitivity(),
            label: lang.pick(&profile.label_fr, &profile.label_en).to_owned(),
            code: profile.code,
            label_fr: profile.label_fr,
            label_en: profile.label_en,
            source: profile.source,
            columns: profile.columns,
            delimiter: profile.delimiter,
            encoding: profile.encoding,
            date_format: profile.date_format,
            valid_from: profile.valid_from,
            valid_to: profile.valid_to,
            built_in: row.is_none(),
            recorded_by: row.and_then(|row| row.recorded_by),
            version: profile.version,
            created_at: row.map(|row| row.created_at),
            updated_at: row.map(|row| row.updated_at),
        }
    }
}

crate::page_of!(ExportProfilePage, ExportProfileView);

/// Which profiles.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExportProfileFilter {
    /// Only those of this source.
    #[serde(default)]
    #[param(required = false, nullable = false, inline)]
    pub(crate) source: Option<ExportSource>,
}
