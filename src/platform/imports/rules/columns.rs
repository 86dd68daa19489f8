//! Columns of a file and members of what its rows are.

use super::ImportTarget;
use crate::refusal::Fault;

crate::text_enum! {
    /// How the cells of a column are read.
    pub enum CellKind {
        Text = "text",
        Day = "day",
        Time = "time",
        Number = "number",
        YesNo = "yes_no",
        List = "list",
    }
}

/// The member that says since when a row is as it is: what is stored and newer stays.
pub const AS_OF: &str = "updated_at";

/// Where numbers in other systems stand: `external_ids.` and the system.
pub const EXTERNAL: &str = "external_ids.";

use CellKind::{Day, List, Number, Text, Time, YesNo};

/// Members of a participant that a column may be.
const PARTICIPANT: &[(&str, CellKind)] = &[
    ("id", Text),
    ("first_name", Text),
    ("last_name", Text),
    ("birth_name", Text),
    ("birth_date", Day),
    ("gender", Text),
    ("email", Text),
    ("phone", Text),
    ("contact_person", Text),
    ("address.line", Text),
    ("address.postcode", Text),
    ("address.commune_code", Text),
    ("address.qpv", YesNo),
    ("address.frr", YesNo),
    ("address.valid_from", Day),
    ("france_travail_id", Text),
    ("caf_msa_id", Text),
    ("confirm_new", YesNo),
    (AS_OF, Text),
];

/// Members of a time record that a column may be.
const TIME_RECORD: &[(&str, CellKind)] = &[
    ("id", Text),
    ("user_id", Text),
    ("date", Day),
    ("start_time", Time),
    ("end_time", Time),
    ("break_minutes", Number),
    ("duration_minutes", Number),
    ("task", Text),
    ("operation_id", Text),
    ("participant_ids", List),
    ("linked.type", Text),
    ("linked.id", Text),
    ("place", Text),
    ("modality", Text),
    ("comment", Text),
    ("draft", YesNo),
    (AS_OF, Text),
];

impl ImportTarget {
    const fn members(self) -> &'static [(&'static str, CellKind)] {
        match self {
            Self::Participants => PARTICIPANT,
            Self::TimeRecords => TIME_RECORD,
        }
    }

    /// How the cells of a member are read; none where the target has no such member.
    pub fn kind_of(self, member: &str) -> Option<CellKind> {
        let named = self.members().iter().find(|(name, _)| *name == member).map(|(_, kind)| *kind);
        let number =
            self == Self::Participants && member.strip_prefix(EXTERNAL).is_some_and(|system| !system.is_empty());
        named.or(number.then_some(Text))
    }

    /// The members, by name.
    pub fn names(self) -> Vec<String> {
        let names = self.members().iter().map(|(name, _)| (*name).to_owned());
        names.chain((self == Self::Participants).then(|| format!("{EXTERNAL}*"))).collect()
    }
}

/// A column, by its heading and the member that it is; none for one that is left aside.
pub type Column = (String, Option<String>);

/// Which column is which member: as the mapping says, else by its heading.
///
/// # Errors
/// Every column that is nothing, and everything in the mapping that fits nothing.
pub fn columns(
    target: ImportTarget,
    headings: &[String],
    mapping: &[(String, Option<String>)],
) -> Result<Vec<Column>, Vec<Fault>> {
    let mut faults: Vec<Fault> = mapping.iter().filter_map(|one| mapping_fault(target, headings, one)).collect();
    let mut columns: Vec<Column> = Vec::with_capacity(headings.len());
    for heading in headings {
        let mapped = mapping.iter().find(|(name, _)| name == heading).map(|(_, member)| member.clone());
        let member = match mapped {
            Some(member) => member,
            None if heading.is_empty() => None,
            None if target.kind_of(heading).is_some() => Some(heading.clone()),
            None => {
                faults.push(unknown(target, heading));
                None
            }
        };
        if let Some(member) = &member
            && let Some((other, _)) = columns.iter().find(|(_, known)| known.as_ref() == Some(member))
        {
            faults.push(Fault::new(
                "/file",
                "duplicate_column",
                format!("Les colonnes « {other} » et « {heading} » sont toutes deux « {member} »."),
                format!("The columns `{other}` and `{heading}` are both `{member}`."),
            ));
        }
        columns.push((heading.clone(), member));
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

fn unknown(target: ImportTarget, heading: &str) -> Fault {
    let mut fault = Fault::new(
        "/file",
        "unknown_field",
        format!("La colonne « {heading} » n'est aucun champ : dites dans « mapping » lequel, ou null pour la laisser."),
        format!("The column `{heading}` is no field: say in `mapping` which one, or null to leave it aside."),
    );
    fault.allowed = target.names();
    fault
}

fn mapping_fault(
    target: ImportTarget,
    headings: &[String],
    (heading, member): &(String, Option<String>),
) -> Option<Fault> {
    let pointer = format!("/mapping/{}", heading.replace('~', "~0").replace('/', "~1"));
    if !headings.contains(heading) {
        return Some(Fault::new(
            pointer,
            "unknown_column",
            format!("Le fichier n'a pas de colonne « {heading} »."),
            format!("The file has no column `{heading}`."),
        ));
    }
    let known = member.as_ref().is_none_or(|member| target.kind_of(member).is_some());
    (!known).then(|| {
        let mut fault =
            Fault::new(pointer, "unknown_code", "Ce champ n'existe pas ici.", "There is no such field here.");
        fault.allowed = target.names();
        fault
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(all: &[&str]) -> Vec<String> {
        all.iter().map(|t| (*t).to_owned()).collect()
    }

    #[test]
    fn a_column_is_a_member_by_its_heading_or_by_the_mapping() {
        let mapping = [("Nom".to_owned(), Some("last_name".to_owned())), ("Remarque".to_owned(), None)];
        let found = columns(
            ImportTarget::Participants,
            &texts(&["Nom", "first_name", "Remarque", "", "external_ids.si"]),
            &mapping,
        );
        let members: Vec<_> = found.unwrap().into_iter().map(|(_, member)| member).collect();
        let expected = [Some("last_name"), Some("first_name"), None, None, Some("external_ids.si")];
        assert_eq!(members, expected.map(|m| m.map(str::to_owned)));
    }

    #[test]
    fn what_fits_nothing_is_named_all_at_once() {
        let mapping = [
            ("Absente".to_owned(), Some("email".to_owned())),
            ("Nom".to_owned(), Some("nom".to_owned())),
            ("Prénom".to_owned(), Some("first_name".to_owned())),
        ];
        let headings = texts(&["Nom", "Prénom", "first_name", "Tel", "external_ids."]);
        let faults = columns(ImportTarget::Participants, &headings, &mapping).unwrap_err();
        let mut told: Vec<_> = faults.iter().map(|f| format!("{} {}", f.pointer, f.code)).collect();
        told.sort();
        assert_eq!(
            told,
            [
                "/file duplicate_column",
                "/file unknown_field",
                "/file unknown_field",
                "/mapping/Absente unknown_column",
                "/mapping/Nom unknown_code"
            ]
        );
    }

    #[test]
    fn time_records_have_no_numbers_of_other_systems() {
        assert!(ImportTarget::TimeRecords.kind_of("external_ids.si").is_none());
        assert_eq!(ImportTarget::TimeRecords.kind_of("participant_ids"), Some(CellKind::List));
    }
}
