//! Bodies. The short way reads JSON straight into its type; only when that fails is the body held
//! against the published schema, which names every fault at once with its pointer.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{LazyLock, Mutex};

use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use validator::Validate;

use crate::failure::{Failure, Outcome};
use crate::refusal::Fault;

/// The largest JSON body, in bytes.
pub const LARGEST_BODY: usize = 1024 * 1024;

/// A body that has the shape its type asks for.
#[derive(Debug, Clone)]
pub struct Valid<T> {
    /// The body.
    pub value: T,
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// The texts in it that hold a health number (G6).
    pub(crate) numbers: Vec<Fault>,
}

impl<T> Valid<T> {
    /// A body that was read otherwise, without words.
    pub(crate) fn of(value: T, hash: [u8; 32]) -> Self {
        Self { value, hash, numbers: Vec::new() }
    }
}

/// No body, or an empty object.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(description = "No body, or an empty object.", example = json!({}))]
pub struct NoBody {}

impl<T: DeserializeOwned + ToSchema + Validate + 'static> FromRequest for Valid<T> {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Outcome<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let media = media_type(req);
        let post = req.method() == actix_web::http::Method::POST;
        let body = web::Bytes::from_request(req, payload);
        Box::pin(async move {
            let bytes = body.await.map_err(|e| body_failure(&e))?;
            if bytes.len() > LARGEST_BODY {
                return Err(too_large());
            }
            // a verb whose members may all be left out may be left without a body
            let none = std::any::TypeId::of::<T>() == std::any::TypeId::of::<NoBody>();
            let empty = bytes.is_empty() && (none || (post && serde_json::from_slice::<T>(b"{}").is_ok()));
            if !empty {
                media?;
            }
            let hash = crate::auth::keys::sha256(&[&bytes]);
            let value = read(if empty { b"{}" } else { &bytes })?;
            Ok(Valid { value, hash, numbers: super::numbers::faults(&bytes) })
        })
    }
}

fn too_large() -> Failure {
    Failure::request(
        "payload_too_large",
        "Le corps dépasse la limite de 1048576 octets.",
        "The body is over the limit of 1048576 bytes.",
    )
}

/// What a failed reading of a body means.
pub fn body_failure(e: &actix_web::Error) -> Failure {
    match e.as_response_error().status_code().as_u16() {
        413 => too_large(),
        408 => Failure::request(
            "request_timeout",
            "Le corps n'est pas arrivé à temps.",
            "The body did not arrive in time.",
        ),
        _ => Failure::request("malformed_request", "Le corps n'a pas pu être lu.", "The body could not be read."),
    }
}

fn media_type(req: &HttpRequest) -> Outcome<()> {
    let value = req.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (media, parameters) = value.split_once(';').unwrap_or((value, ""));
    let charset =
        parameters.split(';').filter_map(|p| p.trim().split_once('=')).find(|(n, _)| n.eq_ignore_ascii_case("charset"));
    let utf8 = charset.is_none_or(|(_, v)| v.trim_matches('"').eq_ignore_ascii_case("utf-8"));
    match media.trim().to_ascii_lowercase().as_str() {
        "application/json" | "application/merge-patch+json" if utf8 => Ok(()),
        _ => Err(Failure::request(
            "unsupported_media_type",
            "Envoyez du application/json en UTF-8.",
            "Send application/json in UTF-8.",
        )),
    }
}

fn malformed_json(why: &str) -> Failure {
    Failure::request(
        "malformed_json",
        format!("Le corps n'est pas du JSON : {why}"),
        format!("The body is not JSON: {why}"),
    )
}

/// A body as its type, or every fault of it.
///
/// # Errors
/// 400 when it is not JSON, 422 with every fault when it has another shape.
pub fn read<T: DeserializeOwned + ToSchema + Validate>(bytes: &[u8]) -> Outcome<T> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize::<_, T>(&mut reader);
    let error = match read {
        Ok(value) => {
            reader.end().map_err(|e| malformed_json(&e.to_string()))?;
            return value.validate().map(|()| value).map_err(|e| Failure::from(cross_faults(&e)));
        }
        Err(error) => error,
    };
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|e| malformed_json(&e.to_string()))?;
    let mut faults = shape_faults::<T>(&value);
    if faults.is_empty() {
        faults.push(read_fault(&error));
    }
    Err(Failure::from(faults))
}

/// What the type itself says no to, beyond its published schema.
fn read_fault(error: &serde_path_to_error::Error<serde_json::Error>) -> Fault {
    let mut pointer = String::new();
    for segment in error.path() {
        use serde_path_to_error::Segment;
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => pointer.push_str(&format!("/{key}")),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    let why = error.inner().to_string();
    let why = why.split(" at line ").next().unwrap_or_default().to_owned();
    Fault::new(pointer, "invalid", format!("Valeur non prise : {why}"), format!("Value not taken: {why}"))
}

/// What one rule of `validator` asks for, in both languages.
fn told(error: &validator::ValidationError) -> (String, String) {
    if let Some(message) = error.message.as_deref() {
        return (message.to_owned(), message.to_owned());
    }
    let bound = |name: &str| error.params.get(name).map(ToString::to_string);
    match (error.code.as_ref(), bound("min"), bound("max")) {
        ("length", Some(least), Some(most)) => {
            (format!("De {least} à {most} éléments."), format!("From {least} to {most} elements."))
        }
        ("length" | "range", Some(least), None) => (format!("Au moins {least}."), format!("At least {least}.")),
        ("length" | "range", None, Some(most)) => (format!("Au plus {most}."), format!("At most {most}.")),
        ("range", Some(least), Some(most)) => (format!("De {least} à {most}."), format!("From {least} to {most}.")),
        _ => ("Valeur non prise.".to_owned(), "Value not taken.".to_owned()),
    }
}

/// What `validator` found across fields.
pub(crate) fn cross_faults(errors: &validator::ValidationErrors) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (field, found) in errors.field_errors() {
        for error in found {
            let pointer = if field == "__all__" { String::new() } else { format!("/{field}") };
            let (fr, en) = told(error);
            faults.push(Fault::new(pointer, "invalid", fr, en));
        }
    }
    if faults.is_empty() {
        faults.push(Fault::new("", "invalid", "Données invalides.", "Invalid data."));
    }
    faults
}

type Compiled = std::sync::Arc<jsonschema::Validator>;
static SCHEMAS: LazyLock<Mutex<HashMap<String, Compiled>>> = LazyLock::new(|| Mutex::new(HashMap::new()));

fn compiled<T: ToSchema>() -> Option<Compiled> {
    let name = T::name().into_owned();
    if let Some(known) = SCHEMAS.lock().ok()?.get(&name) {
        return Some(known.clone());
    }
    let mut parts = Vec::new();
    T::schemas(&mut parts);
    let parts: serde_json::Map<String, serde_json::Value> =
        parts.into_iter().filter_map(|(n, s)| Some((n, serde_json::to_value(s).ok()?))).collect();
    let mut root = serde_json::to_value(T::schema()).ok()?;
    root.as_object_mut()?.insert("components".to_owned(), serde_json::json!({ "schemas": parts }));
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&root)
        .map_err(|e| log::error!("schema {name}: {e}"))
        .ok()?;
    let validator = std::sync::Arc::new(validator);
    SCHEMAS.lock().ok()?.insert(name, validator.clone());
    Some(validator)
}

/// What is wrong with the shape of a value, held against the published schema of a type.
pub fn shape_faults<T: ToSchema>(value: &serde_json::Value) -> Vec<Fault> {
    let Some(schema) = compiled::<T>() else { return Vec::new() };
    schema.iter_errors(value).take(100).flat_map(|e| faults_of(&e)).collect()
}

fn faults_of(error: &jsonschema::ValidationError<'_>) -> Vec<Fault> {
    use jsonschema::error::ValidationErrorKind as Kind;
    let at = error.instance_path().as_str().to_owned();
    let one = |code: &'static str, fr: String, en: String| vec![Fault::new(at.clone(), code, fr, en)];
    match error.kind() {
        Kind::AdditionalProperties { unexpected } => unexpected
            .iter()
            .map(|name| {
                Fault::new(
                    format!("{at}/{name}"),
                    "unknown_field",
                    format!("« {name} » n'est pas un champ de cet objet."),
                    format!("`{name}` is not a field of this object."),
                )
            })
            .collect(),
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            vec![Fault::new(format!("{at}/{name}"), "required", "Ce champ est requis.", "This field is required.")]
        }
        Kind::Enum { options } => {
            let mut fault =
                Fault::new(at, "unknown_code", "Cette valeur n'est pas de la liste.", "This value is not of the list.");
            fault.allowed =
                options.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect();
            vec![fault]
        }
        Kind::MaxLength { limit } => {
            one("too_long", format!("Au plus {limit} caractères."), format!("At most {limit} characters."))
        }
        Kind::MinLength { limit } => {
            one("too_short", format!("Au moins {limit} caractères."), format!("At least {limit} characters."))
        }
        Kind::MaxItems { limit } => {
            one("too_many", format!("Au plus {limit} éléments."), format!("At most {limit} items."))
        }
        Kind::MinItems { limit } => {
            one("too_few", format!("Au moins {limit} éléments."), format!("At least {limit} items."))
        }
        Kind::Maximum { limit } => one("too_large", format!("Au plus {limit}."), format!("At most {limit}.")),
        Kind::Minimum { limit } => one("too_small", format!("Au moins {limit}."), format!("At least {limit}.")),
        Kind::Format { format } => one(
            "invalid_format",
            format!("La forme attendue est « {format} »."),
            format!("The form expected is `{format}`."),
        ),
        Kind::Pattern { .. } => one(
            "invalid_format",
            "Ce n'est pas la forme attendue.".to_owned(),
            "This is not the form expected.".to_owned(),
        ),
        Kind::Type { kind } => {
            let expected = format!("{kind:?}");
            let expected =
                expected.rsplit(['(', ' ']).next().unwrap_or_default().trim_end_matches([')', '}']).to_lowercase();
            one(
                "wrong_type",
                format!("Le type attendu est « {expected} »."),
                format!("The type expected is `{expected}`."),
            )
        }
        Kind::OneOfNotValid { context } | Kind::AnyOf { context } if told_by(context).is_some() => {
            told_by(context).into_iter().flatten().flat_map(faults_of).collect()
        }
        _ => one("invalid", "Cette valeur n'est pas prise.".to_owned(), "This value is not taken.".to_owned()),
    }
}

/// Of a member that may be null: what the other branch says, when there is only one.
fn told_by<'a, 'e>(
    context: &'a [Vec<jsonschema::ValidationError<'e>>],
) -> Option<&'a [jsonschema::ValidationError<'e>]> {
    use jsonschema::error::ValidationErrorKind as Kind;
    let wants_null = |e: &jsonschema::ValidationError<'_>| matches!(e.kind(), Kind::Type { kind } if format!("{kind:?}").contains("Null"));
    let mut told = context.iter().filter(|errors| !errors.iter().any(wants_null));
    match (told.next(), told.next()) {
        (Some(errors), None) if context.len() > 1 => Some(errors),
        _ => None,
    }
}

/// For members of a merge patch (RFC 7396): absent leaves, `null` clears, a value sets.
/// `#[serde(default, deserialize_with = "patched")]` on an `Option<Option<T>>`, or on an
/// `Option<T>` that cannot be cleared.
///
/// # Errors
/// What the value's own type says.
pub fn patched<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<Option<T>, D::Error> {
    T::deserialize(d).map(Some)
}
