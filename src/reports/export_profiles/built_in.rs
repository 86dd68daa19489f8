//! The profiles that Jalon comes with: one a source. That of Ma Démarche FSE+ follows `domain.md` § 7.7, since the columns
//! of the present import could not be read (`docs/decisions/0009-exports.md`): a PLIE that has the template puts its own in
//! its place.

use std::collections::BTreeMap;

use super::api::wire::{ExportColumn, Profile};
use super::rules::{ColumnFormat, DateFormat, ExportDelimiter, ExportEncoding, ExportSource};

/// Their codes.
pub(super) const CODES: &[&str] = &["mdfse-participants", "participants", "time-records", "timesheets"];

/// Yes and no, as French forms have them.
const OUI_NON: &[(&str, &str)] = &[("true", "oui"), ("false", "non")];
/// Answers that may be declined (G3, R7.3).
const REPONSES: &[(&str, &str)] =
    &[("yes", "oui"), ("no", "non"), ("declined", "ne souhaite pas répondre"), ("unknown", "non demandé")];
const SEXE: &[(&str, &str)] = &[("woman", "F"), ("man", "H")];

/// A column before it is one: its heading, its field, its form, their codes for ours.
type Column = (&'static str, &'static str, Option<ColumnFormat>, &'static [(&'static str, &'static str)]);

const fn plain(header: &'static str, field: &'static str) -> Column {
    (header, field, None, &[])
}
const fn mapped(header: &'static str, field: &'static str, codes: &'static [(&'static str, &'static str)]) -> Column {
    (header, field, None, codes)
}
const fn formed(header: &'static str, field: &'static str, format: ColumnFormat) -> Column {
    (header, field, Some(format), &[])
}

/// § 7.7: entry, exit, six months after; the last column says what is missing (R7.1 to R7.4).
const MDFSE: &[Column] = &[
    plain("Identifiant externe", "participation_id"),
    plain("Numéro d'opération", "operation_number"),
    plain("Nom", "last_name"),
    plain("Prénom", "first_name"),
    plain("Nom de naissance", "birth_name"),
    plain("Date de naissance", "birth_date"),
    mapped("Sexe", "gender", SEXE),
    plain("Adresse", "address_line"),
    plain("Code postal", "postcode"),
    plain("Code INSEE de la commune", "commune_code"),
    formed("Téléphone", "phone", ColumnFormat::NationalPhone),
    plain("Courriel", "email"),
    plain("Personne à contacter", "contact_person"),
    plain("Date d'entrée", "entered_on"),
    plain("Situation sur le marché du travail à l'entrée", "entry_labour_status"),
    plain("Mois sans emploi à l'entrée", "entry_unemployment_months"),
    mapped("En formation à l'entrée", "entry_in_education", OUI_NON),
    plain("Niveau d'études (CITE)", "entry_isced"),
    mapped("Situation de handicap", "disabled", REPONSES),
    mapped("Ressortissant d'un pays tiers", "third_country", REPONSES),
    mapped("D'origine étrangère", "foreign_background", REPONSES),
    plain("Situation de logement", "entry_housing_situation"),
    plain("Minima sociaux", "entry_minimum_incomes"),
    mapped("Parent isolé", "entry_single_parent", OUI_NON),
    mapped("Quartier prioritaire", "qpv", OUI_NON),
    mapped("Zone de revitalisation rurale", "frr", OUI_NON),
    mapped("Zone rurale", "rural", OUI_NON),
    plain("Date de sortie", "exited_on"),
    plain("Motif de sortie", "exit_reason"),
    plain("Situation sur le marché du travail à la sortie", "exit_labour_status"),
    mapped("En recherche d'emploi à la sortie", "searching", OUI_NON),
    mapped("En formation à la sortie", "exit_in_education", OUI_NON),
    mapped("Qualification obtenue", "qualification_gained", OUI_NON),
    plain("Niveau à la sortie (CITE)", "exit_isced"),
    plain("Date à six mois", "six_month_on"),
    mapped("Joint à six mois", "six_month_reached", &[("yes", "oui"), ("no", "non")]),
    plain("Situation à six mois constatée le", "six_month_as_of"),
    plain("Situation sur le marché du travail à six mois", "six_month_labour_status"),
    mapped("Situation améliorée à six mois", "improved", OUI_NON),
    plain("Source à six mois", "six_month_source"),
    plain("Manquants", "missing"),
];

const PARTICIPANTS: &[Column] = &[
    plain("Identifiant", "participant_id"),
    plain("Nom", "last_name"),
    plain("Prénom", "first_name"),
    plain("Nom de naissance", "birth_name"),
    plain("Date de naissance", "birth_date"),
    mapped("Sexe", "gender", SEXE),
    plain("Téléphone", "phone"),
    plain("Courriel", "email"),
    plain("Personne à contacter", "contact_person"),
    plain("Adresse", "address_line"),
    plain("Code postal", "postcode"),
    plain("Code INSEE de la commune", "commune_code"),
    plain("Référent", "referent_name"),
    plain("Parcours", "pathway_status"),
    plain("Dernier contact", "last_contact_on"),
];

const TIME_RECORDS: &[Column] = &[
    plain("Identifiant", "time_record_id"),
    plain("Nom", "last_name"),
    plain("Prénom", "first_name"),
    plain("Date", "date"),
    plain("Début", "start_time"),
    plain("Fin", "end_time"),
    plain("Minutes", "duration_minutes"),
    formed("Durée", "duration_minutes", ColumnFormat::HoursMinutes),
    plain("Tâche", "task"),
    plain("Imputation", "attribution"),
    plain("Opération", "operation_number"),
    plain("Participants", "participants"),
    plain("Lieu", "place"),
    plain("État", "status"),
    mapped("Saisie tardive", "late", OUI_NON),
    plain("Saisi le", "recorded_at"),
];

const TIMESHEETS: &[Column] = &[
    plain("Nom", "last_name"),
    plain("Prénom", "first_name"),
    plain("Mois", "month"),
    plain("Avenant", "amendment"),
    plain("État", "status"),
    plain("Minutes travaillées", "worked_minutes"),
    formed("Heures travaillées", "worked_minutes", ColumnFormat::HoursMinutes),
    plain("Minutes d'absence", "absence_minutes"),
    plain("Signé par l'agent le", "employee_signed_at"),
    plain("Contresigné le", "countersigned_at"),
    plain("Empreinte", "content_hash"),
];

/// The profile that Jalon comes with under a code.
pub(super) fn built_in(code: &str) -> Option<Profile> {
    let (label_fr, label_en, source, columns) = match code {
        "mdfse-participants" => (
            "Participants pour Ma Démarche FSE+",
            "Participants for Ma Démarche FSE+",
            ExportSource::Participations,
            MDFSE,
        ),
        "participants" => ("Participants", "Participants", ExportSource::Participants, PARTICIPANTS),
        "time-records" => ("Saisies de temps", "Time records", ExportSource::TimeRecords, TIME_RECORDS),
        "timesheets" => ("Feuilles de temps", "Timesheets", ExportSource::Timesheets, TIMESHEETS),
        _ => return None,
    };
    // an import takes no mark before the first heading; a spreadsheet wants one
    let import = source == ExportSource::Participations;
    Some(Profile {
        code: code.to_owned(),
        label_fr: label_fr.to_owned(),
        label_en: label_en.to_owned(),
        source,
        columns: columns.iter().filter_map(column).collect(),
        delimiter: ExportDelimiter::Semicolon,
        encoding: if import { ExportEncoding::Utf8 } else { ExportEncoding::Utf8Bom },
        date_format: DateFormat::Iso,
        valid_from: None,
        valid_to: None,
        version: 0,
    })
}

fn column((header, field, format, codes): &Column) -> Option<ExportColumn> {
    let mapping: Option<BTreeMap<_, _>> =
        codes.iter().map(|(ours, theirs)| Some(((*ours).to_owned(), theirs.parse().ok()?))).collect();
    Some(ExportColumn {
        header: header.parse().ok()?,
        field: field.parse().ok()?,
        format: *format,
        mapping: mapping.filter(|codes| !codes.is_empty()),
        default: None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::rules::{Draft, column_faults};
    use super::*;

    #[test]
    fn the_profiles_that_jalon_comes_with_name_fields_that_there_are() {
        for (code, columns) in CODES.iter().zip([MDFSE, PARTICIPANTS, TIME_RECORDS, TIMESHEETS]) {
            let profile = built_in(code).unwrap();
            assert_eq!(profile.columns.len(), columns.len(), "{code}");
            for column in &profile.columns {
                let mapped: Vec<&str> = column.mapping.iter().flatten().map(|(ours, _)| ours.as_str()).collect();
                let draft = Draft {
                    header: column.header.as_str(),
                    field: column.field.as_str(),
                    format: column.format,
                    mapped: &mapped,
                };
                let codes = |_: &str| vec!["woman".to_owned(), "man".to_owned()];
                assert_eq!(column_faults(profile.source, &[draft], codes), [], "{code} {}", draft.field);
            }
            let mut headers: Vec<&str> = profile.columns.iter().map(|column| column.header.as_str()).collect();
            headers.sort_unstable();
            headers.dedup();
            assert_eq!(headers.len(), columns.len(), "{code}");
        }
    }
}
