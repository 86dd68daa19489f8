use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::store::CodeRow;
use crate::db::Day;
use crate::http::Lang;
use crate::refusal::Fault;

/// One code of a list, as one PLIE sees it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Code {
    /// Label for a French reader.
    pub(crate) label_fr: String,
    /// Label for an English reader.
    pub(crate) label_en: String,
    /// Place in the list; codes with the same one stand in the order of their texts.
    pub(crate) sort: i64,
    /// First day on which it may be used; none: always could.
    pub(crate) valid_from: Option<Day>,
    /// Last day on which it may be used, included; none: open.
    pub(crate) valid_to: Option<Day>,
    /// What the rules read of it: a JSON object.
    pub(crate) attrs: Value,
    /// Whether the PLIE made it or changed it.
    pub(crate) own: bool,
}

impl Code {
    /// Whether the code may be used on that day.
    pub(crate) fn valid_on(&self, on: Day) -> bool {
        self.valid_from.is_none_or(|from| from <= on) && self.valid_to.is_none_or(|to| on <= to)
    }

    /// Its label in that language.
    pub(crate) fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr => &self.label_fr,
            Lang::En => &self.label_en,
        }
    }
}

/// The code lists of one PLIE.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lists(BTreeMap<String, BTreeMap<String, Code>>);

impl Lists {
    /// The lists of these rows: the PLIE's own row takes the place of the national one, whatever
    /// their order. National attributes that it does not name stay, so that a new label never
    /// takes from a code what the rules read of it.
    ///
    /// # Errors
    /// The attributes of a row are not a JSON object.
    pub(crate) fn of(rows: Vec<CodeRow>) -> serde_json::Result<Self> {
        let mut lists = Self::default();
        let (own, national): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.plie_id.is_some());
        for row in national.into_iter().chain(own) {
            let attrs: Map<String, Value> = row.attrs.read()?;
            let list = lists.0.entry(row.list).or_default();
            let mut all = match list.remove(&row.code) {
                Some(Code { attrs: Value::Object(all), .. }) => all,
                _ => Map::new(),
            };
            all.extend(attrs);
            let own = row.plie_id.is_some();
            let CodeRow { code, label_fr, label_en, sort, valid_from, valid_to, .. } = row;
            list.insert(code, Code { label_fr, label_en, sort, valid_from, valid_to, attrs: Value::Object(all), own });
        }
        Ok(lists)
    }

    /// The names of the lists.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The codes of a list in their order, those that ended included; none if there is no such list.
    pub(crate) fn codes(&self, list: &str) -> Option<Vec<(&str, &Code)>> {
        let mut codes: Vec<(&str, &Code)> = self.0.get(list)?.iter().map(|(code, it)| (code.as_str(), it)).collect();
        // stable, so equal places keep the order of the texts
        codes.sort_by_key(|(_, it)| it.sort);
        Some(codes)
    }

    /// One code, whether it may still be used or not.
    pub(crate) fn get(&self, list: &str, code: &str) -> Option<&Code> {
        self.0.get(list)?.get(code)
    }

    /// Whether the code may be used on that day.
    ///
    /// # Errors
    /// It may not: the codes that may, in their order.
    pub(crate) fn check(&self, list: &str, code: &str, on: Day) -> Result<(), Vec<String>> {
        if self.get(list, code).is_some_and(|it| it.valid_on(on)) {
            return Ok(());
        }
        let codes = self.codes(list).unwrap_or_default();
        Err(codes.into_iter().filter(|(_, it)| it.valid_on(on)).map(|(code, _)| code.to_owned()).collect())
    }

    /// A fault `unknown_code` for each code that may not be used on that day; each code comes with
    /// the JSON pointer to it.
    pub(crate) fn faults_for(&self, list: &str, on: Day, codes: &[(&str, &str)]) -> Vec<Fault> {
        let fault = |&(pointer, code): &(&str, &str)| {
            let allowed = self.check(list, code, on).err()?;
            let (fr, en) = if self.get(list, code).is_some() {
                (
                    format!("Le code « {code} » de la liste {list} n’est pas utilisable le {on}."),
                    format!("The code \"{code}\" of the list {list} can't be used on {on}."),
                )
            } else {
                (
                    format!("Le code « {code} » n’existe pas dans la liste {list}."),
                    format!("The list {list} has no code \"{code}\"."),
                )
            };
            Some(Fault { allowed, ..Fault::new(pointer, "unknown_code", fr, en) })
        };
        codes.iter().filter_map(fault).collect()
    }

    /// The label of a code, whether it may still be used or not: old data is shown too.
    pub(crate) fn label(&self, list: &str, code: &str, lang: Lang) -> Option<&str> {
        Some(self.get(list, code)?.label(lang))
    }

    /// An attribute of a code.
    pub(crate) fn attr(&self, list: &str, code: &str, name: &str) -> Option<&Value> {
        self.get(list, code)?.attrs.get(name)
    }

    /// A yes-or-no attribute; none where the list does not say.
    pub(crate) fn attr_bool(&self, list: &str, code: &str, name: &str) -> Option<bool> {
        self.attr(list, code, name)?.as_bool()
    }

    /// An attribute that is a text.
    pub(crate) fn attr_str(&self, list: &str, code: &str, name: &str) -> Option<&str> {
        self.attr(list, code, name)?.as_str()
    }

    /// An attribute that is a whole number.
    pub(crate) fn attr_i64(&self, list: &str, code: &str, name: &str) -> Option<i64> {
        self.attr(list, code, name)?.as_i64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{Instant, Json};
    use crate::ids::{AnyId, PlieId};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn row(code: &str, own: bool, sort: i64, from: Option<&str>, to: Option<&str>, attrs: Value) -> CodeRow {
        let at = Instant::from_micros(0).unwrap();
        CodeRow {
            id: AnyId::new(),
            list: "motive".to_owned(),
            code: code.to_owned(),
            plie_id: own.then(PlieId::new),
            label_fr: format!("{code} fr{}", if own { " à nous" } else { "" }),
            label_en: format!("{code} en{}", if own { " ours" } else { "" }),
            sort,
            valid_from: from.map(day),
            valid_to: to.map(day),
            attrs: Json::of(&attrs).unwrap(),
            version: 1,
            created_at: at,
            updated_at: at,
        }
    }

    fn lists() -> Lists {
        let none = || serde_json::json!({});
        Lists::of(vec![
            row("clause", true, 5, None, None, serde_json::json!({"months": 3, "kind": "local"})),
            row("mous", false, 30, None, Some("2026-06-30"), none()),
            row("clause", false, 20, None, None, serde_json::json!({"social": true, "kind": "national"})),
            row("language", false, 10, None, None, none()),
            row("later", true, 10, Some("2027-01-01"), None, none()),
        ])
        .unwrap()
    }

    #[test]
    fn a_code_is_accepted_only_between_its_days_both_included() {
        let lists = lists();
        let cases = [
            ("language", "1990-01-01", true),
            ("mous", "2026-06-30", true),
            ("mous", "2026-07-01", false),
            ("later", "2026-12-31", false),
            ("later", "2027-01-01", true),
            ("nothing", "2026-01-01", false),
        ];
        for (code, on, accepted) in cases {
            assert_eq!(lists.check("motive", code, day(on)).is_ok(), accepted, "{code} on {on}");
        }
    }

    #[test]
    fn a_refused_code_names_those_allowed_on_the_day_in_their_order() {
        let lists = lists();
        assert_eq!(lists.check("motive", "no", day("2026-06-01")).unwrap_err(), ["clause", "language", "mous"]);
        assert_eq!(lists.check("motive", "no", day("2027-06-01")).unwrap_err(), ["clause", "language", "later"]);
        assert!(lists.check("no_list", "no", day("2027-06-01")).unwrap_err().is_empty());
    }

    #[test]
    fn the_row_of_the_plie_replaces_the_national_one_but_keeps_attributes_it_does_not_name() {
        let lists = lists();
        assert_eq!(lists.label("motive", "clause", Lang::Fr), Some("clause fr à nous"));
        assert_eq!(lists.label("motive", "clause", Lang::En), Some("clause en ours"));
        assert_eq!(lists.attr_bool("motive", "clause", "social"), Some(true));
        assert_eq!(lists.attr_str("motive", "clause", "kind"), Some("local"));
        assert_eq!(lists.attr_i64("motive", "clause", "months"), Some(3));
    }

    #[test]
    fn an_attribute_that_is_not_said_is_not_a_no() {
        assert_eq!(lists().attr_bool("motive", "language", "social"), None);
    }

    #[test]
    fn a_code_that_ended_keeps_its_label() {
        assert_eq!(lists().label("motive", "mous", Lang::Fr), Some("mous fr"));
    }

    #[test]
    fn every_wrong_code_is_a_fault_at_its_place_and_says_whether_it_exists() {
        let codes = [("/motives/0", "language"), ("/motives/1", "mous"), ("/motives/2", "typo")];
        let faults = lists().faults_for("motive", day("2026-07-01"), &codes);
        let seen: Vec<(&str, &str)> = faults.iter().map(|f| (f.pointer.as_str(), f.code)).collect();
        assert_eq!(seen, [("/motives/1", "unknown_code"), ("/motives/2", "unknown_code")]);
        assert_eq!(faults[0].en, "The code \"mous\" of the list motive can't be used on 2026-07-01.");
        assert_eq!(faults[1].fr, "Le code « typo » n’existe pas dans la liste motive.");
        assert!(faults.iter().all(|f| f.allowed == ["clause", "language"]));
    }

    #[test]
    fn attributes_that_are_not_an_object_are_an_error() {
        assert!(Lists::of(vec![row("x", false, 1, None, None, serde_json::json!([1]))]).is_err());
    }
}
