//! Access tokens: EdDSA alone, `typ: at+jwt`, ten minutes, every claim required (`trust.md` T14).
//! Refresh tokens: a session and a generation under a MAC; each is good once (T16).

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::keys::{KeyError, Keys, sha256};
use crate::db::Instant;
use crate::ids::{PlieId, SessionId};

/// How long an access token is good, in seconds.
pub const ACCESS_SECONDS: i64 = 600;
/// How far the clocks of two nodes may differ, in seconds.
const LEEWAY_SECONDS: i64 = 5;
const LONGEST_TOKEN: usize = 4096;
const CACHED_TOKENS: usize = 8192;

crate::text_enum! {
    /// What kind of caller a token names.
    pub enum CallerKind {
        User = "user",
        Client = "client",
    }
}

/// What an access token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Issuer: the public address of this installation.
    pub iss: String,
    /// Audience: the same address.
    pub aud: String,
    /// The account or client.
    pub sub: Uuid,
    /// Good until, in seconds since 1970.
    pub exp: i64,
    /// Good from.
    pub nbf: i64,
    /// Made at.
    pub iat: i64,
    /// Its own name.
    pub jti: Uuid,
    /// Account or client.
    pub kind: CallerKind,
    /// The PLIE.
    pub plie: PlieId,
    /// The session it belongs to, for an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<SessionId>,
    /// Requests a minute that a client of its own rate may make.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rl: Option<u32>,
    /// The scopes that a client has narrowed it to; all of its own if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Another issuer signed the person in: there is no session here. Never read from a token.
    #[serde(skip)]
    pub external: bool,
    /// The account's `auth_version` when it was made: any change of rights makes it stale.
    pub av: i64,
}

/// Whom a token is made for.
#[derive(Debug, Clone)]
pub struct Bearer {
    /// Account or client.
    pub kind: CallerKind,
    /// The PLIE.
    pub plie: PlieId,
    /// The account or client.
    pub sub: Uuid,
    /// The session of an account.
    pub sid: Option<SessionId>,
    /// Its `auth_version`.
    pub av: i64,
    /// Requests a minute, where it has a rate of its own.
    pub rl: Option<u32>,
    /// The scopes it is narrowed to.
    pub scope: Option<String>,
}

/// Why a token is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenRefused {
    /// Not a token of ours, or not one for this purpose.
    Invalid,
    /// It was good once.
    Expired,
}

/// Makes and reads tokens.
pub struct Tokens {
    issuer: String,
    key_id: String,
    public: Vec<u8>,
    signing: EncodingKey,
    verifying: DecodingKey,
    refresh: hmac::Key,
    // A signature is verified once a token; what the token may do is asked of the database each time.
    seen: Mutex<HashMap<Box<str>, Arc<Claims>>>,
}
impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tokens({})", self.issuer)
    }
}

impl Tokens {
    /// The tokens of the installation with these keys at this address.
    ///
    /// # Errors
    /// The cryptographic library refuses the key.
    pub fn new(keys: &Keys, issuer: &str) -> Result<Self, KeyError> {
        let seed = keys.derive("tokens/ed25519")?;
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|e| KeyError(e.to_string()))?;
        let document = pair.to_pkcs8().map_err(|_e| KeyError("no PKCS#8".to_owned()))?;
        let public = pair.public_key().as_ref().to_vec();
        Ok(Self {
            issuer: issuer.to_owned(),
            key_id: URL_SAFE_NO_PAD.encode(sha256(&[&public])).chars().take(16).collect(),
            signing: EncodingKey::from_ed_der(document.as_ref()),
            verifying: DecodingKey::from_ed_der(&public),
            refresh: hmac::Key::new(hmac::HMAC_SHA256, &keys.derive("tokens/refresh")?),
            public,
            seen: Mutex::new(HashMap::new()),
        })
    }

    /// The public key, for others to verify our tokens (RFC 7517).
    pub fn jwks(&self) -> serde_json::Value {
        let x = URL_SAFE_NO_PAD.encode(&self.public);
        serde_json::json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": self.key_id, "x": x }] })
    }

    /// An access token for a caller.
    ///
    /// # Errors
    /// The cryptographic library refuses.
    pub fn access(&self, bearer: &Bearer, now: Instant) -> Result<String, KeyError> {
        let iat = now.0.timestamp();
        let issuer = self.issuer.clone();
        let claims = Claims {
            iss: issuer.clone(),
            aud: issuer,
            sub: bearer.sub,
            exp: iat + ACCESS_SECONDS,
            nbf: iat,
            iat,
            jti: Uuid::now_v7(),
            kind: bearer.kind,
            plie: bearer.plie,
            sid: bearer.sid,
            rl: bearer.rl,
            scope: bearer.scope.clone(),
            external: false,
            av: bearer.av,
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some("at+jwt".to_owned());
        header.kid = Some(self.key_id.clone());
        jsonwebtoken::encode(&header, &claims, &self.signing).map_err(|e| KeyError(e.to_string()))
    }

    /// What a token says, if it is one of ours and good now.
    ///
    /// # Errors
    /// It is not.
    pub fn verify(&self, token: &str, now: Instant) -> Result<Arc<Claims>, TokenRefused> {
        let known = self.seen.lock().ok().and_then(|seen| seen.get(token).cloned());
        let claims = match known {
            Some(claims) => claims,
            None => {
                let claims = Arc::new(self.decode(token)?);
                self.remember(token, &claims, now);
                claims
            }
        };
        let seconds = now.0.timestamp();
        if seconds >= claims.exp + LEEWAY_SECONDS {
            return Err(TokenRefused::Expired);
        }
        let from_the_future = claims.nbf > seconds + LEEWAY_SECONDS || claims.iat > seconds + LEEWAY_SECONDS;
        if from_the_future || claims.exp - claims.iat > ACCESS_SECONDS || claims.exp < claims.iat {
            return Err(TokenRefused::Invalid);
        }
        Ok(claims)
    }

    fn decode(&self, token: &str) -> Result<Claims, TokenRefused> {
        if token.len() > LONGEST_TOKEN {
            return Err(TokenRefused::Invalid);
        }
        let invalid = |_e: jsonwebtoken::errors::Error| TokenRefused::Invalid;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[&self.issuer]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        // times are judged above, by the clock that tests own too
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let data = jsonwebtoken::decode::<Claims>(token, &self.verifying, &validation).map_err(invalid)?;
        let ours = data.header.typ.as_deref() == Some("at+jwt") && data.header.kid.as_deref() == Some(&self.key_id);
        if ours { Ok(data.claims) } else { Err(TokenRefused::Invalid) }
    }

    fn remember(&self, token: &str, claims: &Arc<Claims>, now: Instant) {
        let Ok(mut seen) = self.seen.lock() else { return };
        if seen.len() >= CACHED_TOKENS {
            let seconds = now.0.timestamp();
            seen.retain(|_, c| c.exp > seconds);
            if seen.len() >= CACHED_TOKENS {
                seen.clear();
            }
        }
        seen.insert(token.into(), claims.clone());
    }

    /// The refresh token of a generation of a session.
    pub fn refresh(&self, plie: PlieId, session: SessionId, generation: i64) -> String {
        let body = refresh_body(plie, session, generation);
        let tag = hmac::sign(&self.refresh, &body);
        let mut bytes = body;
        bytes.extend_from_slice(tag.as_ref());
        format!("jalon_rt_{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Which generation of which session a refresh token is; nothing if it is not one of ours.
    pub fn read_refresh(&self, token: &str) -> Option<(PlieId, SessionId, i64)> {
        let bytes = URL_SAFE_NO_PAD.decode(token.strip_prefix("jalon_rt_")?).ok()?;
        let (body, tag) = bytes.split_at_checked(40)?;
        hmac::verify(&self.refresh, body, tag).ok()?;
        let plie = Uuid::from_slice(body.get(..16)?).ok()?;
        let session = Uuid::from_slice(body.get(16..32)?).ok()?;
        let generation = i64::from_be_bytes(body.get(32..40)?.try_into().ok()?);
        Some((PlieId::of(plie), SessionId::of(session), generation))
    }
}

fn refresh_body(plie: PlieId, session: SessionId, generation: i64) -> Vec<u8> {
    let mut body = plie.0.as_bytes().to_vec();
    body.extend_from_slice(session.0.as_bytes());
    body.extend_from_slice(&generation.to_be_bytes());
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(seconds * 1_000_000).unwrap()
    }

    fn bearer(plie: PlieId, sub: Uuid) -> Bearer {
        Bearer { kind: CallerKind::User, plie, sub, sid: None, av: 1, rl: None, scope: None }
    }

    fn tokens() -> Tokens {
        Tokens::new(&Keys::of([1; 32]), "http://jalon.test").unwrap()
    }

    #[test]
    fn a_token_is_good_for_ten_minutes_and_no_more() {
        let tokens = tokens();
        let (plie, user) = (PlieId::new(), Uuid::now_v7());
        let token = tokens.access(&bearer(plie, user), at(1000)).unwrap();
        assert_eq!(tokens.verify(&token, at(1000)).unwrap().sub, user);
        assert_eq!(tokens.verify(&token, at(1599)).unwrap().plie, plie);
        assert_eq!(tokens.verify(&token, at(1605)), Err(TokenRefused::Expired));
        assert_eq!(tokens.verify(&token, at(900)), Err(TokenRefused::Invalid));
    }

    #[test]
    fn forged_tokens_are_refused() {
        let tokens = tokens();
        let token = tokens.access(&bearer(PlieId::new(), Uuid::now_v7()), at(1000)).unwrap();
        let other = Tokens::new(&Keys::of([2; 32]), "http://jalon.test").unwrap();
        let foreign = other.access(&bearer(PlieId::new(), Uuid::now_v7()), at(1000)).unwrap();
        let elsewhere = Tokens::new(&Keys::of([1; 32]), "http://else.test").unwrap();
        let misdirected = elsewhere.access(&bearer(PlieId::new(), Uuid::now_v7()), at(1000)).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"at+jwt"}"#);
        let hs = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"at+jwt"}"#);
        let forged = [
            foreign,
            misdirected,
            format!("{none}.{}.", parts[1]),
            format!("{hs}.{}.{}", parts[1], parts[2]),
            format!("{}.{}.{}", parts[0], parts[1], "AAAA"),
            format!("{}.{}", parts[0], parts[1]),
            "a".repeat(5000),
            String::new(),
        ];
        for wrong in forged {
            assert_eq!(tokens.verify(&wrong, at(1000)), Err(TokenRefused::Invalid), "{wrong}");
        }
    }

    #[test]
    fn a_refresh_token_names_its_generation_and_cannot_be_made_up() {
        let tokens = tokens();
        let (plie, session) = (PlieId::new(), SessionId::new());
        let token = tokens.refresh(plie, session, 3);
        assert_eq!(tokens.read_refresh(&token), Some((plie, session, 3)));
        assert_eq!(tokens.read_refresh(&token.replace("jalon_rt_A", "jalon_rt_B")), None);
        assert_eq!(tokens.read_refresh("jalon_rt_AAAA"), None);
    }
}
