//! Query strings. Which parameters an operation knows is read from its OpenAPI description when the
//! caller is made out; here their values are read, each fault with its name.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use serde::de::DeserializeOwned;

use crate::failure::Failure;
use crate::refusal::Fault;

/// The parameters of a request as a `T`; those of paging are left to [`super::PageIn`].
#[derive(Debug)]
pub struct Query<T>(pub T);

/// The parameters that every list, and every write, understands.
pub const COMMON: &[&str] =
    &["limit", "cursor", "sort", "include_total", "updated_after", "expand", "fields", "dry_run"];

/// A parameter that cannot be read (400 `malformed_parameter`).
pub fn malformed(name: &str, got: &str, allowed: Vec<String>) -> Failure {
    let mut fault = Fault::new(
        format!("/{name}"),
        "malformed_parameter",
        format!("Valeur non prise : {got}"),
        format!("Value not taken: {got}"),
    );
    fault.allowed = allowed;
    Failure::Request {
        code: "malformed_parameter",
        fr: format!("Le paramètre « {name} » n'a pas la forme attendue : {got}"),
        en: format!("The parameter `{name}` has not the form expected: {got}"),
        faults: vec![fault],
        retry_after: None,
    }
}

/// The pairs of a query string.
///
/// # Errors
/// 400 when it is not one.
pub fn pairs(query: &str) -> Result<Vec<(String, String)>, Failure> {
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(query).map_err(|e| malformed("?", &e.to_string(), Vec::new()))?;
    for (name, value) in &pairs {
        if value.len() > 4096 || value.chars().any(super::text::forbidden) {
            return Err(malformed(name, "too long, or a forbidden character", Vec::new()));
        }
        if pairs.iter().filter(|(n, _)| n == name).count() > 1 {
            return Err(malformed(name, "given twice", Vec::new()));
        }
    }
    Ok(pairs)
}

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(req.query_string()).map(Query))
    }
}

fn read<T: DeserializeOwned>(query: &str) -> Result<T, Failure> {
    let own: Vec<(String, String)> =
        pairs(query)?.into_iter().filter(|(name, _)| !COMMON.contains(&name.as_str())).collect();
    let text = serde_urlencoded::to_string(&own).map_err(Failure::defect)?;
    let reader = serde_urlencoded::Deserializer::new(form(text.as_bytes()));
    serde_path_to_error::deserialize(reader).map_err(|e| {
        let name = e.path().to_string();
        malformed(&name, &e.into_inner().to_string(), Vec::new())
    })
}

fn form(bytes: &[u8]) -> form_urlencoded::Parse<'_> {
    form_urlencoded::parse(bytes)
}
