//! A caller: plain HTTP, answers as JSON, and the habits of a good client (If-Match) where asked.

use serde_json::Value;

#[derive(Clone)]
pub struct Client {
    agent: ureq::Agent,
    url: String,
    pub token: Option<String>,
    /// The account or client it is, where there is one.
    pub id: Option<uuid::Uuid>,
    headers: Vec<(String, String)>,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: std::collections::BTreeMap<String, String>,
    pub body: Value,
    pub text: String,
    /// The body as it came.
    pub raw: Vec<u8>,
}

impl Client {
    pub fn new(url: &str, token: Option<String>, id: Option<uuid::Uuid>) -> Self {
        // smaller buffers than ureq's own: they are filled with zeros for each call
        let config = ureq::Agent::config_builder().input_buffer_size(16 * 1024).output_buffer_size(64 * 1024);
        let agent = config.http_status_as_error(false).max_redirects(0).build().into();
        Self { agent, url: url.to_owned(), token, id, headers: Vec::new() }
    }

    /// With one more header on each request.
    pub fn with(&self, name: &str, value: impl ToString) -> Self {
        let mut other = self.clone();
        other.headers.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
        other.headers.push((name.to_owned(), value.to_string()));
        other
    }

    /// With `If-Match` of this version.
    pub fn at_version(&self, version: i64) -> Self {
        self.with("If-Match", format!("\"{version}\""))
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, Some(("application/json", body.to_string().into_bytes())))
    }

    pub fn put(&self, path: &str, body: &Value) -> Answer {
        self.send("PUT", path, Some(("application/json", body.to_string().into_bytes())))
    }

    pub fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send("PATCH", path, Some(("application/merge-patch+json", body.to_string().into_bytes())))
    }

    pub fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None)
    }

    /// The bytes of an answer that is no text.
    pub fn download(&self, path: &str) -> (u16, Vec<u8>) {
        let mut request = ureq::http::Request::builder().method("GET").uri(format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let mut response = self.agent.run(request.body(()).unwrap()).unwrap();
        super::calls::note(&self.url, "GET", path, response.status().as_u16());
        let bytes = response.body_mut().with_config().limit(1 << 30).read_to_vec().unwrap();
        (response.status().as_u16(), bytes)
    }

    /// Any request.
    pub fn send(&self, method: &str, path: &str, body: Option<(&str, Vec<u8>)>) -> Answer {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let response = match body {
            Some((media, bytes)) => self.agent.run(request.header("Content-Type", media).body(bytes).unwrap()),
            None => self.agent.run(request.body(()).unwrap()),
        };
        let mut response = response.unwrap_or_else(|e| panic!("{method} {path}: {e}"));
        super::calls::note(&self.url, method, path, response.status().as_u16());
        let headers = response
            .headers()
            .iter()
            .map(|(n, v)| (n.as_str().to_owned(), String::from_utf8_lossy(v.as_bytes()).into_owned()))
            .collect();
        let raw = response.body_mut().with_config().limit(64 * 1024 * 1024).read_to_vec().unwrap_or_default();
        let text = String::from_utf8_lossy(&raw).into_owned();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { status: response.status().as_u16(), headers, body, text, raw }
    }
}

impl Answer {
    /// The body, when the status is this one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.body
    }

    /// That the answer is a problem with this status and code.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{}", self.text);
        assert_eq!(self.headers["content-type"], "application/problem+json");
        self.body
    }

    /// The codes of the faults with their pointers, sorted: `"/name required"`.
    pub fn faults(&self) -> Vec<String> {
        let empty = Vec::new();
        let errors = self.body["errors"].as_array().unwrap_or(&empty);
        let mut all: Vec<String> = errors
            .iter()
            .map(|e| format!("{} {}", e["pointer"].as_str().unwrap_or(""), e["code"].as_str().unwrap_or("")))
            .collect();
        all.sort();
        all
    }

    /// The codes of the warnings.
    pub fn warnings(&self) -> Vec<String> {
        let empty = Vec::new();
        let warnings = self.body["warnings"].as_array().unwrap_or(&empty);
        warnings.iter().filter_map(|w| w["code"].as_str().map(str::to_owned)).collect()
    }
}
