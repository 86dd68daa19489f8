//! Tokens of another issuer (ProConnect, Keycloak): verified against the keys that it publishes,
//! and no other. Which account a token means is asked of the database (`identity::external`).

mod fetch;

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use serde::Deserialize;
use tokio::sync::Mutex;

use crate::config::OidcConfig;
use crate::db::Instant;

/// How far the issuer's clock may differ from ours, in seconds.
const LEEWAY_SECONDS: i64 = 5;
/// How long fetched keys hold, in seconds.
const KEYS_HOLD: i64 = 600;
/// How long they serve on while the issuer does not answer, in seconds.
const KEYS_OUTLIVE: i64 = 3600;
/// How often keys are fetched at most for one that we do not know, in seconds.
const REFETCH_AFTER: i64 = 60;
const LONGEST_TOKEN: usize = 8192;

/// Whom a token of the issuer names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The issuer's name for the person.
    pub subject: String,
    /// The e-mail address, where the issuer has verified it.
    pub verified_email: Option<String>,
    /// Until when the token is good, in seconds since 1970.
    pub expires: i64,
}

/// Why a token of the issuer is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is not one of the issuer's for us.
    Invalid,
    /// It was good once.
    Expired,
    /// The issuer's keys cannot be had.
    Unavailable,
}

#[derive(Debug, Deserialize)]
struct Claims {
    sub: String,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    iat: Option<i64>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    email_verified: Option<bool>,
}

#[derive(Default)]
struct Keys {
    keys: Arc<Vec<Jwk>>,
    fetched: Option<Instant>,
    tried: Option<Instant>,
}

/// The other issuer.
pub struct Oidc {
    config: OidcConfig,
    // held while the keys are fetched: whoever else needs them waits for the same answer
    keys: Mutex<Keys>,
}

impl std::fmt::Debug for Oidc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Oidc({})", self.config.issuer)
    }
}

impl Oidc {
    /// The issuer of the settings; its keys are fetched when first needed.
    pub fn new(config: OidcConfig) -> Self {
        Self { config, keys: Mutex::default() }
    }

    /// Whether a token says that it is of this issuer; nothing of it is believed yet.
    pub fn claims(&self, token: &str) -> bool {
        #[derive(Deserialize)]
        struct Issuer {
            iss: String,
        }
        let payload = token.split('.').nth(1).filter(|_| token.len() <= LONGEST_TOKEN);
        let bytes = payload.and_then(|p| URL_SAFE_NO_PAD.decode(p).ok());
        let said: Option<Issuer> = bytes.and_then(|b| serde_json::from_slice(&b).ok());
        said.is_some_and(|said| self.is_me(&said.iss))
    }

    /// Some issuers end their name with a slash, and settings with or without it mean the same.
    fn is_me(&self, issuer: &str) -> bool {
        issuer.strip_suffix('/').unwrap_or(issuer) == self.config.issuer
    }

    /// Whom a token names, if it is one of the issuer's for us and good now.
    ///
    /// # Errors
    /// It is not, or the issuer's keys cannot be had.
    pub async fn verify(&self, token: &str, now: Instant) -> Result<Identity, Refused> {
        if token.len() > LONGEST_TOKEN {
            return Err(Refused::Invalid);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_e| Refused::Invalid)?;
        let typed = header.typ.as_deref().map(str::to_ascii_lowercase);
        let typed = matches!(typed.as_deref(), None | Some("jwt" | "at+jwt" | "application/at+jwt"));
        if !typed || header.crit.is_some() {
            return Err(Refused::Invalid);
        }
        let key = self.key(&header, now).await?;
        let claims = self.read(token, &header, &key)?;
        let seconds = now.0.timestamp();
        if seconds >= claims.exp.saturating_add(LEEWAY_SECONDS) {
            return Err(Refused::Expired);
        }
        let latest = seconds + LEEWAY_SECONDS;
        if claims.nbf.is_some_and(|at| at > latest) || claims.iat.is_some_and(|at| at > latest) || claims.sub.is_empty()
        {
            return Err(Refused::Invalid);
        }
        let verified_email = claims.email.filter(|_| claims.email_verified == Some(true));
        Ok(Identity { subject: claims.sub, verified_email, expires: claims.exp })
    }

    fn read(&self, token: &str, header: &Header, key: &Jwk) -> Result<Claims, Refused> {
        let decoding = DecodingKey::from_jwk(key).map_err(|_e| Refused::Invalid)?;
        let mut validation = Validation::new(header.alg);
        validation.set_audience(&[&self.config.audience]);
        validation.set_issuer(&[self.config.issuer.clone(), format!("{}/", self.config.issuer)]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // times are judged by the caller, with the clock that tests own too
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let data = jsonwebtoken::decode::<Claims>(token, &decoding, &validation).map_err(|_e| Refused::Invalid)?;
        Ok(data.claims)
    }

    async fn key(&self, header: &Header, now: Instant) -> Result<Jwk, Refused> {
        let mut known = self.keys.lock().await;
        let old = known.fetched.is_none_or(|at| at.plus_seconds(KEYS_HOLD) <= now);
        if !old && let Some(key) = fitting(&known.keys, header) {
            return Ok(key);
        }
        // old keys, or a key that we do not know: asked for once a minute at most
        if known.tried.is_none_or(|at| at.plus_seconds(REFETCH_AFTER) <= now) {
            known.tried = Some(now);
            let issuer = self.config.issuer.clone();
            match crate::app::blocking(move || fetch::keys(&issuer)).await {
                Ok(Ok(keys)) => {
                    known.keys = Arc::new(keys);
                    known.fetched = Some(now);
                }
                Ok(Err(why)) => log::warn!(target: "jalon::oidc", "the issuer's keys cannot be had: {why}"),
                Err(_) => return Err(Refused::Unavailable),
            }
        }
        let outlived = known.fetched.is_none_or(|at| at.plus_seconds(KEYS_OUTLIVE) <= now);
        if outlived {
            return Err(Refused::Unavailable);
        }
        fitting(&known.keys, header).ok_or(Refused::Invalid)
    }
}

/// The algorithm that a key is for, by what it is; the token has no say in it (RFC 8725 § 3.1).
fn algorithm(key: &Jwk) -> Option<Algorithm> {
    let (algorithm, named) = match &key.algorithm {
        AlgorithmParameters::RSA(_) => (Algorithm::RS256, KeyAlgorithm::RS256),
        AlgorithmParameters::EllipticCurve(p) if p.curve == EllipticCurve::P256 => {
            (Algorithm::ES256, KeyAlgorithm::ES256)
        }
        AlgorithmParameters::OctetKeyPair(p) if p.curve == EllipticCurve::Ed25519 => {
            (Algorithm::EdDSA, KeyAlgorithm::EdDSA)
        }
        _ => return None,
    };
    let signs = key.common.public_key_use.as_ref().is_none_or(|u| *u == PublicKeyUse::Signature);
    let agrees = key.common.key_algorithm.is_none_or(|a| a == named);
    (signs && agrees).then_some(algorithm)
}

fn fitting(keys: &[Jwk], header: &Header) -> Option<Jwk> {
    let mut fit = keys.iter().filter(|key| algorithm(key) == Some(header.alg));
    match &header.kid {
        Some(kid) => fit.find(|key| key.common.key_id.as_ref() == Some(kid)).cloned(),
        // without a name only an only key can be meant
        None => fit.next().filter(|_| fit.next().is_none()).cloned(),
    }
}
