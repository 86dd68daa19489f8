//! What the operations of the contract share: components, and schemas put right.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::refusals::{ALONE, SHARED, problem_examples, refusal_headers};
use super::scopes;

/// Adds what many operations answer, how a caller proves who it is, and the warnings beside what was changed.
pub(super) fn add(document: &mut Value, changed: &BTreeSet<String>) {
    let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) else { return };
    let mut responses = Map::new();
    for (status, meaning, more) in SHARED {
        let mut examples = problem_examples(status);
        examples.retain(|code, _| !ALONE.contains(&code.as_str()));
        let codes = examples.keys().map(String::as_str).chain(more.iter().copied());
        let codes = codes.map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
        let mut response = json!({
            "description": format!("{meaning}: {codes}."),
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" }, "examples": examples } }
        });
        if let (Some(headers), Some(response)) = (refusal_headers(status), response.as_object_mut()) {
            response.insert("headers".to_owned(), headers);
        }
        responses.insert(format!("Problem{status}"), response);
    }
    components.insert("responses".to_owned(), Value::Object(responses));
    let scopes: Map<String, Value> = scopes().into_iter().map(|s| (s.clone(), json!(s.replace(':', ": ")))).collect();
    components.insert(
        "securitySchemes".to_owned(),
        json!({
            "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "An access token from `POST /v1/auth/sessions`." },
            "client_credentials": { "type": "oauth2", "description": "An access token for a machine (RFC 6749 § 4.4).",
                "flows": { "clientCredentials": { "tokenUrl": "/v1/auth/token", "scopes": scopes } } }
        }),
    );
    let Some(schemas) = components.get_mut("schemas").and_then(Value::as_object_mut) else { return };
    for name in changed {
        if let Some(properties) =
            schemas.get_mut(name).and_then(|s| s.get_mut("properties")).and_then(Value::as_object_mut)
        {
            properties.entry("warnings").or_insert(json!({
                "type": "array", "readOnly": true, "items": { "$ref": "#/components/schemas/WarningView" },
                "description": "Accepted, but worth a look. Stands only in the answer of a write."
            }));
        }
    }
}

/// Puts right what utoipa writes in a way that readers of the contract stumble over.
pub(super) fn settle(document: &mut Value) {
    describe_unions(document);
    drop_decimal_steps(document);
    let optional = optional_bodies(document);
    mark_optional(document, &optional);
}

/// utoipa writes what a nullable member means into one branch of its union; it belongs to the member.
fn describe_unions(value: &mut Value) {
    match value {
        Value::Object(object) => {
            let branches = object.get_mut("oneOf").and_then(Value::as_array_mut);
            let description = branches.and_then(|b| {
                b.iter_mut().filter(|x| x.get("$ref").is_some()).find_map(|x| x.as_object_mut()?.remove("description"))
            });
            if let Some(description) = description {
                object.entry("description").or_insert(description);
            }
            object.values_mut().for_each(describe_unions);
        }
        Value::Array(items) => items.iter_mut().for_each(describe_unions),
        _ => {}
    }
}

/// The fourth decimal of a number is said in words. As `multipleOf: 0.0001` it would be a trap: in binary floating
/// point 0.3 is no multiple of it, and validators that compute so refuse what this server answers. Bodies are still
/// held against it here, exactly.
fn drop_decimal_steps(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if object.get("multipleOf").and_then(Value::as_f64).is_some_and(|step| step < 1.0) {
                object.shift_remove("multipleOf");
            }
            object.values_mut().for_each(drop_decimal_steps);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_decimal_steps),
        _ => {}
    }
}

/// The schemas of which nothing is required: a POST of one may be left without a body.
fn optional_bodies(document: &Value) -> BTreeSet<String> {
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
    let bare = |schema: &Value| schema.get("type") == Some(&json!("object")) && schema.get("required").is_none();
    let all = schemas.into_iter().flatten();
    all.filter(|(_, schema)| bare(schema)).map(|(name, _)| format!("#/components/schemas/{name}")).collect()
}

fn mark_optional(document: &mut Value, optional: &BTreeSet<String>) {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let posts = paths.into_iter().flat_map(Map::values_mut).filter_map(|item| item.get_mut("post"));
    for body in posts.filter_map(|post| post.get_mut("requestBody")).filter_map(Value::as_object_mut) {
        let schema = body.get("content").and_then(|c| c.pointer("/application~1json/schema/$ref"));
        if schema.and_then(Value::as_str).is_some_and(|name| optional.contains(name)) {
            body.insert("required".to_owned(), json!(false));
        }
    }
}
