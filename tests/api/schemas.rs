//! Each schema of the contract has one type: where two bear one name, the contract keeps the last and says nothing.
//!
//! The sources are searched for everything that gives a schema its name; a schema of the contract whose name is not found
//! so makes the search itself fail.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Names that two types bear on purpose, with the reason. Both must know the same codes.
const SHARED: &[(&str, &str)] =
    &[("HalfDay", "morning or afternoon, of a reception slot and of an absence: the rooms do not share their rules")];

/// A type that has a schema.
#[derive(Debug, PartialEq, Eq)]
struct Named {
    name: String,
    file: String,
    /// The codes, of an enum of codes.
    codes: Vec<String>,
}

fn word(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').unwrap_or(text.len());
    &text[..end]
}

/// What stands after each occurrence of a mark.
fn after<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(mark).map(move |(at, _)| &text[at + mark.len()..])
}

/// The name of what follows a keyword, the first of `struct` and `enum` at the beginning of a declaration.
fn declared(text: &str) -> Option<(&str, &str)> {
    let mut head = 0;
    for line in text.split_inclusive('\n') {
        let plain = line.trim_start();
        let bare = plain.strip_prefix("pub(crate) ").or_else(|| plain.strip_prefix("pub(super) "));
        let bare = bare.or_else(|| plain.strip_prefix("pub ")).unwrap_or(plain);
        if let Some(rest) = bare.strip_prefix("struct ").or_else(|| bare.strip_prefix("enum ")) {
            return Some((&text[..head], word(rest)));
        }
        head += line.len();
    }
    None
}

/// Every type of a source that has a schema.
fn named(file: &str, text: &str) -> Vec<Named> {
    let code: String = text.lines().filter(|l| !l.trim_start().starts_with("//")).map(|l| format!("{l}\n")).collect();
    let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for rest in after(code, "#[derive(") {
        let Some((derived, rest)) = rest.split_once(")]") else { continue };
        if !derived.split(',').any(|d| matches!(d.trim(), "ToSchema" | "utoipa::ToSchema")) {
            continue;
        }
        let (attributes, name) = declared(rest).unwrap_or_else(|| panic!("{file}: what is derived?"));
        let other = after(attributes, "#[schema(").find_map(|a| a.trim_start().strip_prefix("as = ")).map(word);
        found.push((other.unwrap_or(name).to_owned(), Vec::new()));
    }
    for rest in after(code, "text_enum! {") {
        let (_, name) = declared(rest).unwrap_or_else(|| panic!("{file}: which enum?"));
        let body = rest.split_once('{').unwrap().1.split_once('}').unwrap().0;
        let codes = body.split('"').skip(1).step_by(2).map(str::to_owned).collect();
        found.push((name.to_owned(), codes));
    }
    let mut add = |name: &str| found.push((name.to_owned(), Vec::new()));
    after(code, "page_of!(").for_each(|rest| add(word(rest)));
    after(code, "parsed_text!(\n").for_each(|rest| add(word(rest)));
    for rest in after(code, "by_its_text!(\n") {
        rest.lines().take_while(|l| l.starts_with("    ")).for_each(|l| add(word(l)));
    }
    after(code, "ToSchema for ").for_each(|rest| add(word(rest)));
    let real = found.into_iter().filter(|(name, _)| !name.starts_with('$') && !name.is_empty());
    real.map(|(name, codes)| Named { name, file: file.to_owned(), codes }).collect()
}

fn all() -> Vec<Named> {
    fn walk(dir: &Path, out: &mut Vec<Named>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                out.extend(named(&path.display().to_string(), &std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut out = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut out);
    out
}

/// Whether a name is that of a text of so many characters, which says its shape itself.
fn tells_its_shape(name: &str) -> bool {
    name.strip_prefix("Text")
        .is_some_and(|rest| rest.replace("UpTo", "").replace("To", "").bytes().all(|b| b.is_ascii_digit()))
}

#[test]
fn no_two_types_bear_the_name_of_one_schema() {
    let mut by_name: BTreeMap<String, Vec<Named>> = BTreeMap::new();
    for one in all() {
        by_name.entry(one.name.clone()).or_default().push(one);
    }
    let contract = jalon::app::document().unwrap().0;
    let schemas = contract["components"]["schemas"].as_object().unwrap();
    let lost: Vec<&String> = schemas.keys().filter(|k| !by_name.contains_key(*k) && !tells_its_shape(k)).collect();
    assert!(lost.is_empty(), "the search of this test does not find the types of {lost:?}");
    let mut faults = Vec::new();
    let mut shared = BTreeSet::new();
    for (name, types) in by_name.iter().filter(|(_, types)| types.len() > 1) {
        let files: Vec<&str> = types.iter().map(|t| t.file.as_str()).collect();
        let codes: BTreeSet<&Vec<String>> = types.iter().map(|t| &t.codes).collect();
        if SHARED.iter().any(|(known, _)| known == name) {
            shared.insert(name.as_str());
            if codes.len() > 1 || types[0].codes.is_empty() {
                faults.push(format!("{name} is shared and has several shapes: {files:?}"));
            }
        } else {
            faults
                .push(format!("{name} is the schema of several types: {files:?}; name one apart, `#[schema(as = …)]`"));
        }
    }
    let idle = SHARED.iter().filter(|(name, _)| !shared.contains(name));
    faults.extend(idle.map(|(name, _)| format!("{name} is shared no more")));
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_search_sees_every_way_to_name_a_schema() {
    let text = "#[derive(Debug, Serialize, ToSchema)]\n#[serde(x)]\n#[schema(example = json!({}))]\npub(crate) struct AView {\n}\n\
        /// #[derive(ToSchema)]\n#[derive(\n    Debug,\n    utoipa::ToSchema,\n)]\n#[schema(as = B, example = 1)]\npub enum C {}\n\
        #[derive(Debug)]\nstruct None;\ncrate::text_enum! {\n    pub enum D {\n        E = \"e\",\n        F = \"f\",\n    }\n}\n\
        page_of!(GPage, AView);\nimpl utoipa::ToSchema for H {}\nparsed_text!(\n    I, x\n);\nby_its_text!(\n    J \"j\",\n    K \"k\",\n);\n\
        impl utoipa::ToSchema for $name {}\n";
    let found = named("x.rs", text);
    let names: Vec<&str> = found.iter().map(|n| n.name.as_str()).collect();
    assert_eq!(names, ["AView", "B", "D", "GPage", "I", "J", "K", "H"]);
    assert_eq!(found[2].codes, ["e", "f"]);
}
