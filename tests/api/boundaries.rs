//! Imports run one way (`docs/ARCHITECTURE.md`): this reads the sources and says who looks back.

use std::path::{Path, PathBuf};

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

/// Files of `src/`, relative, with their text up to their own tests.
fn files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    paths
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap().to_owned();
            let code: String =
                code.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            (path.strip_prefix(&root).unwrap().to_string_lossy().into_owned(), code)
        })
        .collect()
}

fn is(path: &str, what: &str) -> bool {
    path.ends_with(&format!("/{what}.rs")) || path.contains(&format!("/{what}/"))
}

#[track_caller]
fn none(found: Vec<String>) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

fn those_that_name(select: impl Fn(&str) -> bool, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, code) in files() {
        if select(&path) {
            found.extend(words.iter().filter(|w| code.contains(*w)).map(|w| format!("{path} names {w}")));
        }
    }
    found
}

#[test]
fn rules_know_neither_http_nor_sql_nor_the_clock() {
    none(those_that_name(
        |p| is(p, "rules") && !p.ends_with("/tests.rs"),
        &[
            "actix",
            "diesel",
            "serde",
            "utoipa",
            "Utc::now",
            "Local::now",
            "std::time",
            "crate::http",
            "crate::ctx",
            "crate::db::Conn",
        ],
    ));
}

#[test]
fn stores_do_not_know_http_servers_and_flows_do_not_either() {
    none(those_that_name(|p| is(p, "store") || is(p, "flow"), &["actix"]));
}

#[test]
fn what_speaks_http_does_not_know_the_tables() {
    none(those_that_name(|p| is(p, "api"), &["db::schema", "diesel::"]));
}

#[test]
fn no_room_looks_at_reports_or_the_platform() {
    let rooms = ["identity/", "directory/", "intake/", "participants/", "pathways/", "network/", "esf/", "reference/"];
    none(those_that_name(|p| rooms.iter().any(|r| p.starts_with(r)), &["crate::reports", "crate::platform"]));
}

/// The sensitive answers that the ESF counts people by (`docs/decisions/0007-esf-codes.md`): one file writes them, one
/// reads them.
#[test]
fn only_the_indicators_read_the_codes_of_the_esf() {
    let may = [
        "db/schema.rs",
        "esf/participations/codes.rs",
        "reports/store/esf.rs",
        // the rights of the person: to see them, and to have them erased
        "participants/data_export/sources.rs",
        "participants/erasure/store/steps.rs",
    ];
    none(those_that_name(|p| !may.contains(&p), &["esf_codes"]));
}

#[test]
fn only_the_policy_and_the_actor_compare_roles() {
    let may = ["auth/", "cli/", "identity/"];
    none(those_that_name(
        |p| !may.iter().any(|m| p.starts_with(m)) && !p.starts_with("http/openapi"),
        &["role == Role::", "Role::Director =>"],
    ));
}
