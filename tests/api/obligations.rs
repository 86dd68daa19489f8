//! `docs/OBLIGATIONS.md`: each obligation of the founding documents with what meets it, read from the tests themselves.
//!
//! A test says what it proves in its doc comment: `/// Meets S3.26, S2.6: create_milestone, validate_milestone.` The
//! operations must be of the contract and the numbers of `docs/obligations.csv`, where an obligation that no test meets
//! says what it waits for. One that is met and waits, or neither, fails. Only a test of `both!` may say so: there it is
//! held at its end to have called every operation that it names (`support/calls.rs`).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/OBLIGATIONS.md");

#[derive(Debug)]
struct Obligation {
    number: String,
    text: String,
    waits_for: String,
}

/// What one test says it proves.
#[derive(Debug)]
struct Proof {
    file: String,
    test: String,
    numbers: Vec<String>,
    operations: Vec<String>,
}

fn obligations() -> Vec<Obligation> {
    let mut table = csv::Reader::from_path(Path::new(ROOT).join("docs/obligations.csv")).unwrap();
    let rows = table.records().map(|row| {
        let row = row.unwrap();
        Obligation { number: row[0].to_owned(), text: row[1].to_owned(), waits_for: row[2].to_owned() }
    });
    rows.collect()
}

fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

fn words(list: &str) -> Vec<String> {
    list.split(',').map(|word| word.trim().trim_end_matches('.').to_owned()).filter(|word| !word.is_empty()).collect()
}

/// The tags of one source; each belongs to the next function.
fn proofs_of(file: &str, text: &str) -> Vec<Proof> {
    let mut found = Vec::new();
    let mut tags: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for line in text.lines().map(str::trim_start) {
        if let Some(tag) = line.strip_prefix("/// Meets ") {
            let (numbers, operations) =
                tag.split_once(':').unwrap_or_else(|| panic!("{file}: «{tag}» names no operation"));
            tags.push((words(numbers), words(operations)));
        } else if let Some(rest) = line.strip_prefix("fn ").or_else(|| line.strip_prefix("async fn ")) {
            let test = rest.split(['(', '<']).next().unwrap();
            assert!(
                tags.is_empty() || rest.starts_with(&format!("{test}(app: TestApp)")),
                "{file} {test}: nothing holds it to call what it names; `both!` does"
            );
            found.extend(tags.drain(..).map(|(numbers, operations)| Proof {
                file: file.to_owned(),
                test: test.to_owned(),
                numbers,
                operations,
            }));
        }
    }
    assert!(tags.is_empty(), "{file} ends with a tag that belongs to no test");
    found
}

fn proofs() -> Vec<Proof> {
    let tests = Path::new(ROOT).join("tests/api");
    let mut paths = Vec::new();
    sources(&tests, &mut paths);
    paths.sort();
    let read = paths.iter().filter(|path| !path.ends_with("obligations.rs"));
    read.flat_map(|path| {
        let file = path.strip_prefix(&tests).unwrap().to_string_lossy().into_owned();
        proofs_of(&file, &std::fs::read_to_string(path).unwrap())
    })
    .collect()
}

/// Operation id → method and path, from the contract.
fn operations() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(Path::new(ROOT).join("openapi/jalon.v1.json")).unwrap();
    let contract: serde_json::Value = serde_json::from_str(&text).unwrap();
    let paths = contract["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, methods)| {
        methods.as_object().unwrap().iter().filter_map(move |(method, operation)| {
            Some((operation["operationId"].as_str()?.to_owned(), format!("{} {path}", method.to_uppercase())))
        })
    });
    all.collect()
}

fn page(obligations: &[Obligation], proofs: &[Proof], operations: &BTreeMap<String, String>) -> String {
    let met = obligations.iter().filter(|o| o.waits_for.is_empty()).count();
    let mut page = format!(
        "# The obligations, and what meets them\n\nGenerated from the tags of the tests (`JALON_BLESS=1 scripts/test --test api obligations`); not to be \
         edited. {met} of {} obligations of the founding documents are met by an operation, each proved by a test on both databases; the \
         others say what they wait for.\n\n| number | obligation | operations | proved by |\n|---|---|---|---|\n",
        obligations.len()
    );
    for obligation in obligations {
        let mine: Vec<&Proof> = proofs.iter().filter(|p| p.numbers.contains(&obligation.number)).collect();
        let calls: BTreeSet<&String> = mine.iter().flat_map(|p| &p.operations).collect();
        let calls: Vec<String> = calls.into_iter().map(|id| format!("`{}`", operations[id])).collect();
        let tests: Vec<String> = mine.iter().map(|p| format!("`{}`: {}", p.file, p.test.replace('_', " "))).collect();
        let last = if mine.is_empty() { format!("waits for {}", obligation.waits_for) } else { tests.join("<br>") };
        writeln!(page, "| {} | {} | {} | {last} |", obligation.number, obligation.text, calls.join("<br>")).unwrap();
    }
    page
}

#[test]
fn each_obligation_is_met_by_a_test_or_says_what_it_waits_for() {
    let (obligations, proofs, operations) = (obligations(), proofs(), operations());
    let mut faults = Vec::new();
    for proof in &proofs {
        let of = format!("{} {}", proof.file, proof.test);
        let unknown = proof.numbers.iter().filter(|n| !obligations.iter().any(|o| o.number == **n));
        faults.extend(unknown.map(|n| format!("{of}: no obligation {n}")));
        let unknown = proof.operations.iter().filter(|id| !operations.contains_key(*id));
        faults.extend(unknown.map(|id| format!("{of}: no operation {id}")));
    }
    for obligation in &obligations {
        let met = proofs.iter().any(|p| p.numbers.contains(&obligation.number));
        match (met, obligation.waits_for.is_empty()) {
            (true, false) => faults.push(format!("{} is met and still waits", obligation.number)),
            (false, true) => faults.push(format!("{} «{}» is met by no test", obligation.number, obligation.text)),
            _ => {}
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    let page = page(&obligations, &proofs, &operations);
    if std::env::var("JALON_BLESS").is_ok() {
        std::fs::write(PAGE, &page).unwrap();
    }
    assert!(
        std::fs::read_to_string(PAGE).unwrap_or_default() == page,
        "docs/OBLIGATIONS.md is not what the tests prove: JALON_BLESS=1 writes it"
    );
}

#[test]
fn a_tag_belongs_to_the_next_test() {
    let text = "both! {\n    /// Meets S3.26, S2.6: create_milestone.\n    /// Meets S3.25: list_milestones.\n    fn a_milestone(app: TestApp) {";
    let found = proofs_of("x.rs", text);
    assert_eq!(found.len(), 2);
    assert_eq!(
        (found[0].test.as_str(), &found[0].numbers[..]),
        ("a_milestone", &["S3.26".to_owned(), "S2.6".to_owned()][..])
    );
    assert_eq!(found[0].operations, ["create_milestone"]);
}
