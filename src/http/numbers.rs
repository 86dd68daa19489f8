//! No national health number in a body, wherever it stands (G6, `rule_no_nir`). Rules look at the texts that they know;
//! here each text of each body is looked at, so that none is forgotten.

use serde_json::Value;
use uuid::Uuid;

use crate::failure::{Failure, Outcome};
use crate::http::Reply;
use crate::participants::nir_faults;
use crate::refusal::{Fault, Refusal};

/// Members that hold no words: what they are is nobody's business here.
const SECRETS: [&str; 9] = [
    "client_secret",
    "invite_token",
    "new_password",
    "old_password",
    "password",
    "refresh_token",
    "secret",
    "token",
    "totp",
];

/// Characters of the shortest text that may hold one.
const SHORTEST: usize = 15;

/// `rule_no_nir` for each text of a body that holds a health number.
pub(super) fn faults(body: &[u8]) -> Vec<Fault> {
    let mut found = Vec::new();
    if let Ok(value) = serde_json::from_slice::<Value>(body) {
        walk("", &value, &mut found);
    }
    found
}

fn walk(at: &str, value: &Value, found: &mut Vec<Fault>) {
    match value {
        Value::String(text) if is_text(text) => found.extend(nir_faults(&[(at, Some(text))])),
        Value::Array(all) => {
            for (n, one) in all.iter().enumerate() {
                walk(&format!("{at}/{n}"), one, found);
            }
        }
        Value::Object(members) => {
            for (name, one) in members.iter().filter(|(name, _)| !SECRETS.contains(&name.as_str())) {
                walk(&format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), one, found);
            }
        }
        _ => {}
    }
}

/// Whether it may be words: an identifier or a digest has digits of its own.
fn is_text(text: &str) -> bool {
    let digest = text.len() >= 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
    text.len() >= SHORTEST && !digest && Uuid::try_parse(text).is_err()
}

/// The answer to a body in which these were found: what was done is undone, and what was refused is refused for them
/// as well.
pub(crate) fn refused(answer: Outcome<Reply>, numbers: Vec<Fault>) -> Outcome<Reply> {
    match answer {
        answer if numbers.is_empty() => answer,
        Ok(_) => Err(Failure::from(numbers)),
        Err(Failure::Refused(Refusal::Invalid(mut found))) => {
            let told = |fault: &Fault| found.iter().any(|f| f.pointer == fault.pointer && f.code == fault.code);
            let more: Vec<Fault> = numbers.into_iter().filter(|fault| !told(fault)).collect();
            found.extend(more);
            Err(Failure::from(found))
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_of_a_body_is_looked_at_but_identifiers_digests_and_secrets() {
        let body = serde_json::json!({
            "a": "sécu 1 85 05 78 006 084 91",
            "b": [{"c/d": "185057800608491"}, "rien"],
            "id": "18505780-0608-4910-8000-000000000000",
            "hash": "a185057800608491a185057800608491a185057800608491a185057800608491",
            "password": "185057800608491",
            "n": 185_057_800_608_491_i64
        });
        let found = faults(body.to_string().as_bytes());
        let places: Vec<&str> = found.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(places, ["/a", "/b/0/c~1d"]);
        assert!(faults(b"[").is_empty());
    }

    #[test]
    fn each_text_that_the_contract_takes_is_looked_at() {
        let contract = crate::app::document().unwrap().0;
        let schemas = contract["components"]["schemas"].as_object().unwrap();
        let named = |schema: &Value| {
            let ways = ["oneOf", "anyOf"].iter().flat_map(|way| schema[*way].as_array().into_iter().flatten());
            let names =
                std::iter::once(schema).chain(ways).filter_map(|part| part["$ref"].as_str()?.rsplit('/').next());
            names.map(|name| schemas[name].clone()).collect::<Vec<_>>()
        };
        let words = |schema: &Value| {
            let long = schema["maxLength"].as_u64().is_some_and(|longest| longest >= 15);
            long && ["enum", "pattern", "format"].iter().all(|kind| schema[*kind].is_null())
        };
        let mut texts = 0;
        for (name, schema) in schemas {
            for (member, property) in schema["properties"].as_object().into_iter().flatten() {
                let worded = words(property) || named(property).iter().any(words);
                if !worded || property["x-sensitivity"] == "S5" || SECRETS.contains(&member.as_str()) {
                    continue;
                }
                texts += 1;
                let body = serde_json::json!({ member: "n° 1 85 05 78 006 084 91" }).to_string();
                let found = faults(body.as_bytes());
                assert_eq!(found.len(), 1, "{name}.{member}");
                assert_eq!((found[0].pointer.clone(), found[0].code), (format!("/{member}"), "rule_no_nir"));
            }
        }
        assert!(texts > 100, "{texts}");
    }

    #[test]
    fn what_a_rule_has_found_already_is_told_once() {
        let found = nir_faults(&[("/a", Some("185057800608491"))]);
        let both = nir_faults(&[("/a", Some("185057800608491")), ("/b", Some("185057800608491"))]);
        let Err(Failure::Refused(Refusal::Invalid(told))) = refused(Err(Failure::from(found)), both) else {
            panic!("refused")
        };
        assert_eq!(told.iter().map(|fault| fault.pointer.as_str()).collect::<Vec<_>>(), ["/a", "/b"]);
        assert_eq!(
            refused(Err(Failure::NotFound), nir_faults(&[("/a", Some("185057800608491"))])).err(),
            Some(Failure::NotFound)
        );
    }
}
