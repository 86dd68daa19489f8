//! Which operations a test calls: every client notes what it asks and of which server. A test that says in its doc
//! comment what it proves (`/// Meets S3.26: create_milestone.`) is held to it by `both!`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};

/// Method, path without its query, and status, by the address of the server.
type Calls = BTreeMap<String, BTreeSet<(String, String, u16)>>;

static CALLS: LazyLock<Mutex<Calls>> = LazyLock::new(Mutex::default);

/// Notes an answer.
pub fn note(url: &str, method: &str, path: &str, status: u16) {
    let path = path.split('?').next().unwrap_or_default().to_owned();
    let mut calls = CALLS.lock().unwrap_or_else(PoisonError::into_inner);
    calls.entry(url.to_owned()).or_default().insert((method.to_owned(), path, status));
}

/// What was asked of a server, which is forgotten with it: another one may get its port.
pub fn take(url: &str) -> BTreeSet<(String, String, u16)> {
    CALLS.lock().unwrap_or_else(PoisonError::into_inner).remove(url).unwrap_or_default()
}

/// The operation ids with their methods and the parts of their paths.
fn operations() -> &'static Vec<(String, String, Vec<String>)> {
    static OPERATIONS: OnceLock<Vec<(String, String, Vec<String>)>> = OnceLock::new();
    OPERATIONS.get_or_init(|| {
        let document = (*jalon::app::document().unwrap().0).clone();
        let paths = document["paths"].as_object().unwrap();
        let all = paths.iter().flat_map(|(path, methods)| {
            methods.as_object().unwrap().iter().filter_map(move |(method, operation)| {
                let parts = path.split('/').map(str::to_owned).collect();
                Some((operation["operationId"].as_str()?.to_owned(), method.to_uppercase(), parts))
            })
        });
        all.collect()
    })
}

/// The operation that a method and a path are of: of two that fit, the one that says more of it in words.
fn operation_of(method: &str, path: &str) -> Option<&'static str> {
    let asked: Vec<&str> = path.split('/').collect();
    let fits = |parts: &[String]| {
        parts.len() == asked.len() && parts.iter().zip(&asked).all(|(part, word)| part.starts_with('{') || part == word)
    };
    let words = |parts: &[String]| parts.iter().filter(|part| !part.starts_with('{')).count();
    let fitting = operations().iter().filter(|(_, m, parts)| m == method && fits(parts));
    fitting.max_by_key(|(_, _, parts)| words(parts)).map(|(id, ..)| id.as_str())
}

/// Whether the answer shows anything of the operation: neither an address that is none nor a caller that is nobody.
fn shows(status: u16) -> bool {
    !matches!(status, 401 | 404 | 405 | 406 | 415 | 500..)
}

/// The operations that the doc comments of a test name; none where it claims nothing.
fn claimed(said: &[&str]) -> BTreeSet<String> {
    let tags = said.iter().filter_map(|line| line.split_once("Meets ")?.1.split_once(':'));
    let words = tags.flat_map(|(_, operations)| operations.split([',', '.', '"', '#', ' ']));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// That a test has called what it claims to prove; `said` are its attributes as they are written.
///
/// # Panics
/// Where it has not.
pub fn kept(said: &[&str], url: &str) {
    let calls = take(url);
    let claimed = claimed(said);
    if claimed.is_empty() {
        return;
    }
    let called: BTreeSet<&str> =
        calls.iter().filter(|call| shows(call.2)).filter_map(|call| operation_of(&call.0, &call.1)).collect();
    let missing: Vec<&String> = claimed.iter().filter(|id| !called.contains(id.as_str())).collect();
    assert!(missing.is_empty(), "the test says that it meets an obligation by what it never calls: {missing:?}");
}

#[test]
fn a_call_is_of_the_operation_that_says_most_of_it() {
    assert_eq!(operation_of("GET", "/v1/stages/01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"), Some("get_stage"));
    assert_eq!(operation_of("POST", "/v1/orientations/check"), Some("check_orientation"));
    assert_eq!(operation_of("GET", "/v1/charters/current"), Some("get_current_charter"));
    assert_eq!((operation_of("PUT", "/v1/stages"), operation_of("GET", "/v1/kites")), (None, None));
}

#[test]
fn a_test_that_does_not_call_what_it_claims_fails() {
    let said = ["doc = r\" Meets S2.5, S2.6: list_stages, create_stage.\"", "doc = \" In words: nothing.\""];
    assert_eq!(claimed(&said), BTreeSet::from(["create_stage".to_owned(), "list_stages".to_owned()]));
    assert_eq!(claimed(&["doc = \" S3.26: create_milestone\""]), BTreeSet::new());
    note("http://here", "GET", "/v1/stages?limit=1", 200);
    note("http://here", "POST", "/v1/pathways/1/stages", 404);
    let held = std::panic::catch_unwind(|| kept(&said, "http://here"));
    assert!(held.is_err(), "a 404 shows nothing of an operation");
    note("http://here", "GET", "/v1/stages", 200);
    note("http://here", "POST", "/v1/pathways/1/stages", 422);
    kept(&said, "http://here");
    assert!(take("http://here").is_empty(), "they are forgotten");
}
