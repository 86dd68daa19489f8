//! Examples made whole: every member that a schema names stands in its example.

use serde_json::{Map, Value, json};

/// Members that an example leaves out although they are always sent: null where they may be, else the
/// example of their type. A handwritten example says what matters; the contract shows the whole object.
pub(super) fn complete_examples(document: &mut Value) {
    let Some(schemas) = document.pointer("/components/schemas").cloned() else { return };
    let Some(targets) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else { return };
    for schema in targets.values_mut() {
        let Some(mut example) = schema.get("example").cloned() else { continue };
        complete(&mut example, schema, &schemas, 0);
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("example".to_owned(), example);
        }
    }
}

/// A page of one, for the pages that show no example of their own. After the others, since it shows one of them.
pub(super) fn page_examples(document: &mut Value) {
    let Some(schemas) = document.pointer("/components/schemas").cloned() else { return };
    let Some(targets) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else { return };
    for (_, schema) in targets.iter_mut().filter(|(name, _)| name.ends_with("Page")) {
        let item = schema.pointer("/properties/items/items").and_then(|of| sample_of(of, &schemas, 0));
        if let (Some(item), Some(schema)) = (item, schema.as_object_mut()) {
            schema.entry("example").or_insert(json!({ "items": [item], "next_cursor": null }));
        }
    }
}

/// Completes one example, and the objects inside it.
fn complete(example: &mut Value, schema: &Value, schemas: &Value, depth: u8) {
    if let Some(named) = schema.get("$ref").and_then(Value::as_str).and_then(|r| schemas.get(r.rsplit('/').next()?)) {
        if depth < 5 {
            complete(example, named, schemas, depth + 1);
        }
        return;
    }
    if let (Some(items), Some(of)) = (example.as_array_mut(), schema.get("items")) {
        items.iter_mut().for_each(|item| complete(item, of, schemas, depth + 1));
        return;
    }
    let (Some(members), Some(properties)) =
        (example.as_object_mut(), schema.get("properties").and_then(Value::as_object))
    else {
        return;
    };
    for name in schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
        let sample = properties.get(name).and_then(|p| sample_of(p, schemas, 0));
        if let (false, Some(sample)) = (members.contains_key(name), sample) {
            members.insert(name.to_owned(), sample);
        }
    }
    for (name, member) in members.iter_mut() {
        if let Some(property) = properties.get(name) {
            complete(member, property, schemas, depth + 1);
        }
    }
}

/// A value that a schema takes.
fn sample_of(schema: &Value, schemas: &Value, depth: u8) -> Option<Value> {
    if depth > 4 {
        return None;
    }
    if let Some(example) = schema.get("example").or_else(|| schema.get("examples")?.get(0)) {
        return Some(example.clone());
    }
    let nullable = schema
        .get("oneOf")
        .and_then(Value::as_array)
        .is_some_and(|b| b.iter().any(|x| x.get("type") == Some(&json!("null"))));
    let kinds = schema.get("type");
    if nullable || kinds.and_then(Value::as_array).is_some_and(|k| k.contains(&json!("null"))) {
        return Some(Value::Null);
    }
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|r| r.rsplit('/').next()) {
        return sample_of(schemas.get(name)?, schemas, depth + 1);
    }
    if let Some(first) = schema.get("enum").and_then(|e| e.get(0)) {
        return Some(first.clone());
    }
    match kinds.and_then(Value::as_str)? {
        "array" => Some(json!([])),
        "boolean" => Some(json!(false)),
        "integer" | "number" => Some(schema.get("minimum").cloned().unwrap_or(json!(1))),
        "string" => Some(json!("…")),
        "object" => {
            let mut whole = Map::new();
            for name in schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
            {
                whole.insert(name.to_owned(), sample_of(schema.get("properties")?.get(name)?, schemas, depth + 1)?);
            }
            Some(Value::Object(whole))
        }
        _ => None,
    }
}
