//! Who may do what, written once. Handlers, scoped queries, `GET /v1/me`, the OpenAPI
//! (`x-permission`) and `docs/ROLES.md` all read the grid; the server does not start when an
//! operation has no line here, or a line has no operation.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::role::{Relation, Role};

pub use super::grid::GRID;

/// What an operation wants besides its roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The operation id.
    pub operation: &'static str,
    /// Whether `If-Match` is required.
    pub precondition: bool,
    /// The operation whose reach tells whether the object exists for the caller (404 or 403).
    pub sees: Option<&'static str>,
    /// How each role must be related to the object; a role that is not here may not.
    pub grants: BTreeMap<Role, Relation>,
    /// Anyone may call it, without credentials.
    pub public: bool,
    /// Any account or client may call it: it concerns only the caller.
    pub anyone: bool,
}

/// The rules by operation id.
pub static RULES: LazyLock<BTreeMap<&'static str, Rule>> = LazyLock::new(|| match parse(GRID) {
    Ok(rules) => rules,
    Err(line) => {
        log::error!("the policy grid cannot be read: {line}");
        BTreeMap::new()
    }
});

/// Reads the grid.
///
/// # Errors
/// The line that cannot be read, and why.
pub fn parse(grid: &'static str) -> Result<BTreeMap<&'static str, Rule>, String> {
    let mut rules = BTreeMap::new();
    for line in grid.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let rule = parse_line(line).ok_or_else(|| format!("«{line}»"))?;
        if rules.insert(rule.operation, rule).is_some() {
            return Err(format!("«{line}» stands twice"));
        }
    }
    Ok(rules)
}

fn parse_line(line: &'static str) -> Option<Rule> {
    let mut words = line.split_whitespace();
    let operation = words.next()?;
    let precondition = match words.next()? {
        "v" => true,
        "-" => false,
        _ => return None,
    };
    let sees = words.next().map(|w| (w != "-").then_some(w))?;
    let rest: Vec<&str> = words.collect();
    let mut rule = Rule { operation, precondition, sees, grants: BTreeMap::new(), public: false, anyone: false };
    match rest.as_slice() {
        ["public"] => rule.public = true,
        ["anyone"] => rule.anyone = true,
        letters if letters.len() == Role::ALL.len() => {
            for (role, letter) in Role::ALL.iter().zip(letters) {
                let mut chars = letter.chars();
                match (chars.next()?, chars.next()) {
                    ('.', None) => {}
                    (letter, None) => drop(rule.grants.insert(*role, Relation::of_letter(letter)?)),
                    _ => return None,
                }
            }
        }
        _ => return None,
    }
    Some(rule)
}

/// The scope that a client must hold for an operation: `orientations:write`, `events:read` …
pub fn scope(method: &str, path: &str) -> String {
    let room = path.strip_prefix("/v1/").and_then(|p| p.split('/').next()).unwrap_or_default();
    let right = if method == "GET" || path.ends_with("/check") { "read" } else { "write" };
    let room = match room {
        "changes" => "events",
        // no machine is given these
        _ if path.ends_with("/sensitive") => "sensitive",
        _ if ["/data-export", "/erase", "/erasure"].iter().any(|end| path.ends_with(end)) => "privacy",
        _ if path.contains("/erasure/") => "privacy",
        room => room,
    };
    format!("{room}:{right}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_can_be_read_and_names_each_operation_once() {
        let rules = parse(GRID).unwrap();
        assert!(rules.len() > 10);
    }

    #[test]
    fn every_operation_that_decides_visibility_exists() {
        let rules = parse(GRID).unwrap();
        for rule in rules.values() {
            if let Some(sees) = rule.sees {
                assert!(rules.contains_key(sees), "{} is seen by {sees}, which is not in the grid", rule.operation);
            }
        }
    }
}
