//! Answers: made whole on the database thread, so that a worker only sends bytes.

use actix_web::body::BoxBody;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, Responder};
use serde::{Deserialize, Serialize};

use super::Lang;
use super::print::{HTML, HTML_POLICY};
use crate::failure::{Failure, Outcome};
use crate::refusal::Warning;

/// A warning, as it stands beside the object in an answer.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(example = json!({"code": "late", "message": "Saisi plus de 7 jours après le contact."}))]
pub struct WarningView {
    /// Stable code.
    pub code: String,
    /// JSON pointer to the member it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub pointer: Option<String>,
    /// The sentence, in the language asked for.
    pub message: String,
}

impl WarningView {
    /// A warning for a reader of this language.
    pub fn of(w: &Warning, lang: Lang) -> Self {
        Self { code: w.code.to_owned(), pointer: w.pointer.clone(), message: lang.pick(&w.fr, &w.en).to_owned() }
    }
}

/// An answer that succeeded; also what is kept for a replay, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    pub(crate) status: u16,
    pub(crate) body: String,
    /// In the place of the body, what is no text: a file that a read gives, and so never kept for a replay.
    #[serde(skip)]
    pub(crate) bytes: Option<Vec<u8>>,
    pub(crate) content_type: String,
    pub(crate) version: Option<i64>,
    pub(crate) tag: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) next: Option<String>,
    #[serde(skip)]
    pub(crate) replayed: bool,
    pub(crate) attachment: Option<String>,
    #[serde(skip)]
    pub(crate) max_age: Option<u32>,
}

impl Reply {
    fn json(status: u16, value: &impl Serialize) -> Outcome<Self> {
        Ok(Self::text(status, "application/json", serde_json::to_string(value).map_err(Failure::defect)?))
    }

    /// An answer of any media type.
    pub fn text(status: u16, content_type: &str, body: String) -> Self {
        Self {
            status,
            body,
            bytes: None,
            content_type: content_type.to_owned(),
            version: None,
            tag: None,
            location: None,
            next: None,
            replayed: false,
            attachment: None,
            max_age: None,
        }
    }

    /// An answer that is no text.
    pub fn bytes(status: u16, content_type: &str, bytes: Vec<u8>) -> Self {
        Self { bytes: Some(bytes), ..Self::text(status, content_type, String::new()) }
    }

    /// 200 with a value that has no version.
    ///
    /// # Errors
    /// The value cannot be JSON, which is a defect.
    pub fn value(value: &impl Serialize) -> Outcome<Self> {
        Self::json(200, value)
    }

    /// 200 with an object and its version.
    ///
    /// # Errors
    /// As [`Reply::value`].
    pub fn object(value: &impl Serialize, version: i64) -> Outcome<Self> {
        Ok(Self { version: Some(version), ..Self::json(200, value)? })
    }

    /// 201 with a new object, its version and its place.
    ///
    /// # Errors
    /// As [`Reply::value`].
    pub fn created(value: &impl Serialize, version: i64, location: impl Into<String>) -> Outcome<Self> {
        Ok(Self { version: Some(version), location: Some(location.into()), ..Self::json(201, value)? })
    }

    /// 202 with the job that does what was asked, and its place.
    ///
    /// # Errors
    /// As [`Reply::value`].
    pub fn accepted(job: &impl Serialize, version: i64, location: impl Into<String>) -> Outcome<Self> {
        Ok(Self { version: Some(version), location: Some(location.into()), ..Self::json(202, job)? })
    }

    /// 308: the object is known under another address from now on.
    ///
    /// # Errors
    /// As [`Reply::value`].
    pub fn moved(location: impl Into<String>) -> Outcome<Self> {
        Ok(Self { location: Some(location.into()), ..Self::json(308, &serde_json::json!({}))? })
    }

    /// Without the version, for what has none.
    #[must_use]
    pub fn without_version(self) -> Self {
        Self { version: None, ..self }
    }

    /// 204.
    pub fn nothing() -> Self {
        Self::text(204, "", String::new())
    }

    /// As a file with this name, never shown inline.
    #[must_use]
    pub fn attached(mut self, file_name: &str) -> Self {
        self.attachment = Some(file_name.to_owned());
        self
    }

    /// Kept by any cache for so many seconds: for what holds no personal data and asks for no account.
    #[must_use]
    pub fn public_for(mut self, seconds: u32) -> Self {
        self.max_age = Some(seconds);
        self
    }

    /// With an entity tag of its own, for what is computed and has no version.
    #[must_use]
    pub fn tagged(mut self, tag: String) -> Self {
        self.tag = Some(tag);
        self
    }

    /// With its version and a fingerprint of the body as entity tag, for an object that is computed
    /// anew each time: what it shows may change while its version does not.
    #[must_use]
    pub fn fingerprinted(self) -> Self {
        let tag = format!("{}-{}", self.version.unwrap_or_default(), self.fingerprint());
        self.tagged(tag)
    }

    /// What tells one content from another.
    pub(crate) fn fingerprint(&self) -> String {
        let hash = crate::auth::keys::sha256(&[self.bytes.as_deref().unwrap_or(self.body.as_bytes())]);
        hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    fn entity_tag(&self) -> Option<String> {
        self.tag.clone().or_else(|| self.version.map(|v| v.to_string())).map(|t| format!("\"{t}\""))
    }

    /// Whether the caller says that it has this already (`If-None-Match` of a read).
    pub(crate) fn is_known_to(&self, req: &HttpRequest) -> bool {
        let Some(tag) = self.entity_tag().filter(|_| self.status == 200 && req.method().is_safe()) else {
            return false;
        };
        let wanted = req.headers().get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
        wanted.is_some_and(|w| w == "*" || w.split(',').any(|one| one.trim().trim_start_matches("W/") == tag))
    }

    /// With the warnings as a member beside those of the object.
    #[must_use]
    pub fn with_warnings(mut self, warnings: &[Warning], lang: Lang) -> Self {
        if warnings.is_empty() || !self.body.ends_with('}') {
            return self;
        }
        let views: Vec<WarningView> = warnings.iter().map(|w| WarningView::of(w, lang)).collect();
        if let Ok(list) = serde_json::to_string(&views) {
            self.body.pop();
            let comma = if self.body.ends_with('{') { "" } else { "," };
            self.body.push_str(comma);
            self.body.push_str("\"warnings\":");
            self.body.push_str(&list);
            self.body.push('}');
        }
        self
    }

    /// With only these members of the object, or of each item of the page; `id` always stays.
    ///
    /// # Errors
    /// A name that none of the objects has (400 `malformed_parameter`).
    pub fn with_fields(mut self, fields: &[String]) -> Outcome<Self> {
        use serde_json::Value;
        // a table keeps its columns
        if fields.is_empty() || self.status >= 300 || self.content_type != "application/json" {
            return Ok(self);
        }
        let mut value: Value = serde_json::from_str(&self.body).map_err(Failure::defect)?;
        let is_page = value.get("items").is_some_and(Value::is_array) && value.get("next_cursor").is_some();
        let objects: Vec<&mut Value> = match value.get_mut("items").and_then(Value::as_array_mut) {
            Some(items) if is_page => items.iter_mut().collect(),
            _ => vec![&mut value],
        };
        for object in objects.into_iter().filter_map(Value::as_object_mut) {
            if let Some(unknown) = fields.iter().find(|f| !object.contains_key(*f)) {
                let allowed: Vec<String> = object.keys().cloned().collect();
                return Err(super::query::malformed("fields", &format!("«{unknown}»"), allowed));
            }
            object.retain(|k, _| k == "id" || fields.iter().any(|f| f == k));
        }
        self.body = serde_json::to_string(&value).map_err(Failure::defect)?;
        Ok(self)
    }
}

impl Responder for Reply {
    type Body = BoxBody;

    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let unchanged = self.is_known_to(req);
        let tag = self.entity_tag();
        let mut response = HttpResponse::build(if unchanged { StatusCode::NOT_MODIFIED } else { status });
        if let Some(tag) = tag {
            response.insert_header((header::ETAG, tag));
        }
        if let Some(seconds) = self.max_age {
            response.insert_header((header::CACHE_CONTROL, format!("public, max-age={seconds}")));
        }
        if let Some(location) = self.location {
            response.insert_header((header::LOCATION, location));
        }
        if let Some(next) = self.next {
            response.insert_header((header::LINK, format!("<{next}>; rel=\"next\"")));
        }
        if self.replayed {
            response.insert_header(("Idempotency-Replayed", "true"));
        }
        if let Some(name) = self.attachment {
            response.insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")));
        }
        if unchanged || status == StatusCode::NO_CONTENT {
            return response.finish();
        }
        if self.content_type == HTML {
            // pages are French whatever is asked for
            response.insert_header((header::CONTENT_SECURITY_POLICY, HTML_POLICY));
            response.insert_header((header::CONTENT_LANGUAGE, Lang::Fr.tag()));
        } else if let Some(lang) = req.extensions().get::<Lang>() {
            response.insert_header((header::CONTENT_LANGUAGE, lang.tag()));
        }
        response.content_type(self.content_type);
        match self.bytes {
            Some(bytes) => response.body(bytes),
            None => response.body(self.body),
        }
    }
}
