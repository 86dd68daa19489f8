//! The contract: complete, described, exemplified, and in step with the policy.

use std::collections::BTreeMap;

use jalon::auth::policy::RULES;
use serde_json::Value;

fn document() -> Value {
    (*jalon::app::document().unwrap().0).clone()
}

fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut out = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if operation.get("operationId").is_some() {
                out.push((path.clone(), method.clone(), operation.clone()));
            }
        }
    }
    out
}

#[test]
fn every_operation_has_a_summary_a_description_a_right_and_a_tag_that_is_described() {
    let document = document();
    let tags: Vec<&str> = document["tags"].as_array().unwrap().iter().map(|t| t["name"].as_str().unwrap()).collect();
    for (path, method, operation) in operations(&document) {
        let at = format!("{method} {path}");
        assert!(
            operation["summary"].is_string() && operation["description"].is_string(),
            "{at}: no summary or description"
        );
        assert!(operation["x-permission"].is_object(), "{at}: no x-permission");
        assert!(tags.contains(&operation["tags"][0].as_str().unwrap()), "{at}: a tag without description");
    }
}

#[test]
fn operation_ids_are_unique_and_each_has_a_rule() {
    let document = document();
    let mut ids: Vec<String> =
        operations(&document).iter().map(|(_, _, o)| o["operationId"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    let before = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), before);
    assert_eq!(ids, RULES.keys().map(|k| (*k).to_owned()).collect::<Vec<_>>());
}

#[test]
fn every_parameter_and_every_property_is_described_and_every_object_has_an_example() {
    let document = document();
    let mut wrong = Vec::new();
    for (path, method, operation) in operations(&document) {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            if parameter["description"].as_str().unwrap_or_default().is_empty() {
                wrong.push(format!("{method} {path}: parameter {}", parameter["name"]));
            }
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let Some(properties) = schema["properties"].as_object() else { continue };
        for (property, of) in properties {
            let described = of.get("description").is_some() || of.get("$ref").is_some();
            if !described {
                wrong.push(format!("{name}.{property} has no description"));
            }
        }
        if schema.get("example").is_none() && schema.get("examples").is_none() {
            wrong.push(format!("{name} has no example"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The schemas that a schema leads to: to read all of them for each of them takes a minute.
fn led_to<'a>(schema: &'a Value, schemas: &'a Value) -> BTreeMap<&'a str, &'a Value> {
    let (mut found, mut left) = (BTreeMap::new(), vec![schema]);
    while let Some(value) = left.pop() {
        match value {
            Value::Object(object) => {
                let name = object.get("$ref").and_then(Value::as_str).and_then(|to| to.rsplit('/').next());
                if let Some(name) = name
                    && found.insert(name, &schemas[name]).is_none()
                {
                    left.push(&schemas[name]);
                }
                left.extend(object.values());
            }
            Value::Array(items) => left.extend(items),
            _ => {}
        }
    }
    found
}

#[test]
fn every_example_fits_its_schema() {
    let document = document();
    let schemas = &document["components"]["schemas"];
    let mut wrong = Vec::new();
    for (name, schema) in schemas.as_object().unwrap() {
        let Some(example) = schema.get("example") else { continue };
        let mut root = schema.clone();
        root["components"] = serde_json::json!({ "schemas": led_to(schema, schemas) });
        let validator = jsonschema::options().should_validate_formats(true).build(&root).unwrap();
        wrong.extend(validator.iter_errors(example).map(|e| format!("{name}: {e} at {}", e.instance_path())));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let mut lost = Vec::new();
    let mut left = vec![&document];
    while let Some(value) = left.pop() {
        match value {
            Value::Object(object) => {
                if let Some(to) = object.get("$ref").and_then(Value::as_str)
                    && document.pointer(to.trim_start_matches('#')).is_none()
                {
                    lost.push(to);
                }
                left.extend(object.values());
            }
            Value::Array(items) => left.extend(items),
            _ => {}
        }
    }
    assert!(lost.is_empty(), "nothing is called {lost:?}: a parameter's type is not collected, say #[param(inline)]");
}

#[test]
fn every_refusal_has_examples_that_fit_and_name_their_status() {
    let document = document();
    let mut root = document["components"]["schemas"]["Problem"].clone();
    root["components"] = serde_json::json!({ "schemas": document["components"]["schemas"] });
    let problem = jsonschema::options().should_validate_formats(true).build(&root).unwrap();
    for (path, method, operation) in operations(&document) {
        for (status, response) in operation["responses"].as_object().unwrap() {
            let response = match response["$ref"].as_str() {
                Some(to) => document.pointer(to.trim_start_matches('#')).unwrap(),
                None => response,
            };
            let Some(media) = response["content"].get("application/problem+json") else { continue };
            let examples =
                media["examples"].as_object().unwrap_or_else(|| panic!("{method} {path} {status}: no example"));
            for (code, example) in examples {
                assert!(problem.is_valid(&example["value"]), "{method} {path} {status} {code}");
                assert_eq!(example["value"]["code"], code.as_str());
                assert_eq!(example["value"]["status"].to_string(), *status);
            }
        }
    }
}

#[test]
fn the_checked_in_contract_is_that_of_the_code() {
    let file = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/jalon.v1.json")).unwrap();
    let file: Value = serde_json::from_str(&file).unwrap();
    assert!(
        file == document(),
        "openapi/jalon.v1.json is not what the code says: run scripts/openapi and review its diff"
    );
}

const ROLES_PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/ROLES.md");

/// Who may do what, as a page for the people of the field, from the rights that the contract shows.
fn roles_page() -> String {
    use jalon::auth::restricted::Restricted;
    use jalon::auth::role::Role;
    let document = document();
    let mut page = String::from(
        "# Who may do what\n\nGenerated from the policy grid that the server obeys (`JALON_BLESS=1 scripts/test --test api openapi`); not to be edited.\n\n\
         `tenant` any object of the PLIE · `territory` those of the role's territory, or of the PLIE where the role names none · `own` those of the \
         participants one follows today (read one by one for a while after a handover) · `self` one's own · `structure` what one's structure sent · `shared` the quarterly reviews with one's structure, and the people in them or in a liaison note with it · `session` the items of an open session one sits in · \
         `grant` the sample of an open audit mission · `platform` beside any PLIE. A role that is not named may not.\n",
    );
    for (what, restricted) in [
        ("The report of an interview", Restricted::InterviewReports),
        ("A barrier of health in a list", Restricted::HealthBarriers),
    ] {
        let readers: Vec<&str> = restricted.readers().iter().map(|role| role.code()).collect();
        page.push_str(&format!("\n{what} is read only by {}, as far as they reach it.\n", readers.join(", ")));
    }
    for tag in document["tags"].as_array().unwrap() {
        let name = tag["name"].as_str().unwrap();
        let mine: Vec<_> = operations(&document).into_iter().filter(|(_, _, o)| o["tags"][0] == name).collect();
        if mine.is_empty() {
            continue;
        }
        page.push_str(&format!(
            "\n## {name}\n\n{}\n\n| operation | who |\n|---|---|\n",
            tag["description"].as_str().unwrap()
        ));
        for (path, method, operation) in mine {
            let right = &operation["x-permission"];
            let who = if right["public"] == true {
                "anybody, without credentials".to_owned()
            } else if right["anyone"] == true {
                "every account and machine, about itself".to_owned()
            } else {
                let roles = Role::ALL
                    .iter()
                    .filter_map(|r| Some(format!("{} ({})", r.code(), right["roles"][r.code()].as_str()?)));
                roles.collect::<Vec<_>>().join(", ")
            };
            page.push_str(&format!(
                "| `{} {path}`: {} | {who} |\n",
                method.to_uppercase(),
                operation["summary"].as_str().unwrap()
            ));
        }
    }
    page
}

#[test]
fn the_page_of_roles_is_that_of_the_policy() {
    let page = roles_page();
    if std::env::var("JALON_BLESS").is_ok() {
        std::fs::write(ROLES_PAGE, &page).unwrap();
    }
    assert!(
        std::fs::read_to_string(ROLES_PAGE).unwrap_or_default() == page,
        "docs/ROLES.md is not what the policy says: JALON_BLESS=1 writes it"
    );
}
