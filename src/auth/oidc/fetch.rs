//! Fetching an issuer's keys: discovery, then the key set. Slow answers, large ones and
//! redirections are refused.

use std::sync::LazyLock;
use std::time::Duration;

use jsonwebtoken::jwk::Jwk;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use ureq::Agent;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

const PATIENCE: Duration = Duration::from_secs(5);
const LARGEST_ANSWER: u64 = 256 * 1024;

/// Where systems keep the certificates that they trust: an operator's own authority counts too.
const BUNDLES: &[&str] =
    &["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

static AGENT: LazyLock<Agent> = LazyLock::new(|| {
    // one library for all cryptography; a second installation of it is refused and does no harm
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    let tls = TlsConfig::builder().root_certs(RootCerts::new_with_certs(&trusted())).build();
    Agent::config_builder().timeout_global(Some(PATIENCE)).max_redirects(0).tls_config(tls).build().into()
});

fn trusted() -> Vec<Certificate<'static>> {
    let bundle = BUNDLES.iter().find_map(|file| std::fs::read(file).ok()).unwrap_or_default();
    let items = parse_pem(&bundle).filter_map(Result::ok);
    let found: Vec<_> = items
        .filter_map(|item| match item {
            PemItem::Certificate(certificate) => Some(certificate),
            _ => None,
        })
        .collect();
    if found.is_empty() {
        log::warn!(target: "jalon::oidc", "no certificates are trusted: none of {BUNDLES:?} holds any");
    }
    found
}

#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<serde_json::Value>,
}

/// The keys that an issuer publishes; those of kinds that we do not know are left out.
pub(super) fn keys(issuer: &str) -> Result<Vec<Jwk>, String> {
    let discovery: Discovery = get(&format!("{issuer}/.well-known/openid-configuration"))?;
    if discovery.issuer.strip_suffix('/').unwrap_or(&discovery.issuer) != issuer {
        return Err("the discovery document is another issuer's".to_owned());
    }
    let plain = issuer.starts_with("http://") && discovery.jwks_uri.starts_with("http://");
    if !plain && !discovery.jwks_uri.starts_with("https://") {
        return Err("the keys are not behind https".to_owned());
    }
    let set: KeySet = get(&discovery.jwks_uri)?;
    Ok(set.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect())
}

fn get<T: DeserializeOwned>(url: &str) -> Result<T, String> {
    let mut response = AGENT.get(url).header("Accept", "application/json").call().map_err(|e| e.to_string())?;
    if response.status().as_u16() != 200 {
        return Err(format!("{url} answers {}", response.status().as_u16()));
    }
    let text = response.body_mut().with_config().limit(LARGEST_ANSWER).read_to_string().map_err(|e| e.to_string())?;
    serde_json::from_str(&text).map_err(|e| format!("{url}: {e}"))
}
