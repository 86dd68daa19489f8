//! What an operation may answer beside its success: the problems of the catalogue, with examples.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{answered, has_tag};
use crate::auth::policy::Rule;
use crate::http::problem::{CATALOGUE, Kind};

/// Completes the answers of one operation: the headers of its successes, every refusal it may meet.
pub(super) fn answers(
    operation: &mut Map<String, Value>,
    path: &str,
    method: &str,
    rule: &Rule,
    versioned: &BTreeSet<String>,
    changed: &mut BTreeSet<String>,
) {
    let has_body = operation.contains_key("requestBody");
    let parameters = operation.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
    let takes = |name: &str| parameters.iter().any(|p| p.get("name").and_then(Value::as_str) == Some(name));
    let (has_format, has_key) = (takes("format"), takes("Idempotency-Key"));
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    for (status, response) in responses.iter_mut() {
        let reference = answered(response).map(str::to_owned);
        let tagged = matches!(status.as_str(), "200" | "201" | "202") && has_tag(path, response, versioned);
        let Some(response) = response.as_object_mut() else { continue };
        if status.starts_with(['4', '5']) {
            exemplify(status, response);
            continue;
        }
        let mut headers = response.get("headers").and_then(Value::as_object).cloned().unwrap_or_default();
        if tagged {
            headers.entry("ETag").or_insert(json!({ "description": "The version, for If-Match and If-None-Match.", "schema": { "type": "string" } }));
        }
        if status == "201" {
            headers.entry("Location").or_insert(json!({ "description": "Where the new object is.", "schema": { "type": "string", "format": "uri-reference" } }));
        }
        if status == "202" {
            headers.entry("Location").or_insert(json!({ "description": "Where the job is.", "schema": { "type": "string", "format": "uri-reference" } }));
        }
        if reference.as_ref().is_some_and(|name| name.ends_with("Page")) {
            headers.entry("Link").or_insert(json!({ "description": "The next page, as `rel=\"next\"` (RFC 8288); none on the last.", "schema": { "type": "string" } }));
        }
        if has_key {
            headers.entry("Idempotency-Replayed").or_insert(json!({ "description": "`true` when this is the first answer to the same `Idempotency-Key` once more.", "schema": { "type": "string", "enum": ["true"] } }));
        }
        if !headers.is_empty() {
            response.insert("headers".to_owned(), Value::Object(headers));
        }
        if method != "GET" && !rule.public {
            changed.extend(reference);
        }
    }
    for status in refusals(path, method, rule, has_body, has_format) {
        responses.entry(status).or_insert(json!({ "$ref": format!("#/components/responses/Problem{status}") }));
    }
}

/// The statuses of the refusals that an operation may meet.
fn refusals(path: &str, method: &str, rule: &Rule, has_body: bool, has_format: bool) -> Vec<&'static str> {
    let ours = path.starts_with("/v1/");
    let writes = matches!(method, "POST" | "PUT" | "PATCH" | "DELETE");
    [
        ("400", ours),
        ("401", !rule.public),
        ("403", !rule.public),
        ("404", ours && path.contains('{')),
        ("406", ours && has_format),
        ("408", ours && has_body),
        ("409", ours && writes),
        ("410", erasable(path)),
        ("412", ours && rule.precondition),
        ("413", ours && has_body),
        ("415", ours && has_body),
        ("422", ours && (has_body || method == "POST")),
        ("428", ours && rule.precondition),
        ("429", ours),
        ("503", ours),
    ]
    .into_iter()
    .filter_map(|(status, met)| met.then_some(status))
    .collect()
}

/// Whether what the path names may have been erased, or hang on who was.
fn erasable(path: &str) -> bool {
    ["/v1/participants/{id}", "/v1/documents/{id}/content", "/v1/merges/{id}"].iter().any(|p| path.starts_with(p))
}

/// The shared refusals: a status, what it means, and the codes beside those of the catalogue.
pub(super) const SHARED: &[(&str, &str, &[&str])] = &[
    ("400", "The request cannot be read", &[]),
    ("401", "No valid credentials", &[]),
    ("403", "The caller may see the object but not do this", &[]),
    ("404", "It does not exist, or not for the caller", &[]),
    ("406", "The form asked for is not available here", &[]),
    ("408", "The request did not arrive whole in time", &[]),
    ("409", "The state of the object forbids it", &["conflict_<rule>"]),
    ("410", "It was erased, and the caller knew it", &[]),
    ("412", "The version is stale", &[]),
    ("413", "The body is over the limit", &[]),
    ("415", "The content type is not taken", &[]),
    ("422", "Understood but wrong", &["rule_<name>"]),
    ("428", "`If-Match` is missing", &[]),
    ("429", "Too many requests", &[]),
    ("503", "Unavailable for now", &[]),
];

/// Codes that one operation alone answers; it says so itself.
pub(super) const ALONE: &[&str] = &["totp_required"];

/// The headers of a shared refusal.
pub(super) fn refusal_headers(status: &str) -> Option<Value> {
    let retry =
        json!({ "description": "Seconds to wait before the next try.", "schema": { "type": "integer", "minimum": 0 } });
    match status {
        "401" => Some(
            json!({ "WWW-Authenticate": { "description": "How to prove who one is.", "schema": { "type": "string" } } }),
        ),
        "409" => Some(json!({ "Retry-After": retry })),
        "429" => Some(json!({ "Retry-After": retry,
            "RateLimit": { "description": "What is left of the quota.", "schema": { "type": "string" } },
            "RateLimit-Policy": { "description": "The quota and its window.", "schema": { "type": "string" } } })),
        "503" => Some(json!({ "Retry-After": retry })),
        _ => None,
    }
}

/// An answer with a problem of the catalogue.
fn problem_example(kind: &Kind) -> Value {
    let mut problem = json!({
        "type": format!("/problems/{}", kind.code), "title": kind.fr, "status": kind.status, "detail": kind.help_fr,
        "instance": "/v1/participants/01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "code": kind.code,
        "request_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca"
    });
    let more = match kind.code {
        "duplicate" => {
            json!({ "candidates": [{ "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c8", "hint": "N. B. 1987", "score": 90, "reasons": ["birth_date", "names"] }] })
        }
        "illegal_transition" => json!({ "from": "received", "allowed": ["triage", "refuse", "redirect", "withdraw"] }),
        "reference_not_found" | "unknown_field" | "validation_failed" => {
            let (pointer, code, message) = match kind.code {
                "reference_not_found" => ("/site_id", "reference_not_found", "Ce lieu n'existe pas."),
                "unknown_field" => ("/birthdate", "unknown_field", "« birthdate » n'est pas un champ de cet objet."),
                _ => ("/birth_date", "required", "Ce champ est requis."),
            };
            json!({ "errors": [{ "pointer": pointer, "code": code, "message": message }] })
        }
        "version_conflict" => json!({ "current_version": 4 }),
        _ => json!({}),
    };
    if let (Some(problem), Value::Object(more)) = (problem.as_object_mut(), more) {
        problem.extend(more);
    }
    problem
}

/// The kinds of a status, an example each, by their codes.
pub(super) fn problem_examples(status: &str) -> Map<String, Value> {
    let of = CATALOGUE.iter().filter(|kind| kind.status.to_string() == status);
    of.map(|kind| (kind.code.to_owned(), json!({ "summary": kind.en, "value": problem_example(kind) }))).collect()
}

/// Examples of a refusal that an operation describes itself: the codes that its description names, or else all of
/// the status.
fn exemplify(status: &str, response: &mut Map<String, Value>) {
    let description = response.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
    let media = response.get_mut("content").and_then(|c| c.get_mut("application/problem+json"));
    let Some(media) = media.and_then(Value::as_object_mut) else { return };
    if media.contains_key("example") || media.contains_key("examples") {
        return;
    }
    let mut examples = problem_examples(status);
    if examples.keys().any(|code| description.contains(&format!("`{code}`"))) {
        examples.retain(|code, _| description.contains(&format!("`{code}`")));
    }
    if !examples.is_empty() {
        media.insert("examples".to_owned(), Value::Object(examples));
    }
}
