//! The second factor: codes of six digits that change every thirty seconds (RFC 6238).

use totp_rs::{Builder, Secret, Totp};

use crate::db::Instant;

/// How long a secret is, in bytes.
pub const SECRET_BYTES: usize = 20;

fn totp(secret: &[u8]) -> Option<Totp> {
    Builder::new().with_secret(secret.to_vec()).build().ok()
}

/// The step whose code this is, one step early or late included; each step may be used once only.
pub fn check(secret: &[u8], code: &str, now: Instant) -> Option<i64> {
    let seconds = u64::try_from(now.0.timestamp()).ok()?;
    i64::try_from(totp(secret)?.check(code.trim(), seconds)?).ok()
}

/// The code at an instant: for tests.
pub fn code(secret: &[u8], now: Instant) -> Option<String> {
    let seconds = u64::try_from(now.0.timestamp()).ok()?;
    Some(totp(secret)?.generate(seconds).to_string())
}

/// The secret as an authenticator takes it.
pub fn base32(secret: &[u8]) -> String {
    Secret::from(secret.to_vec()).to_base32()
}

/// The bytes of such a secret.
pub fn from_base32(text: &str) -> Option<Vec<u8>> {
    Secret::try_from_base32(text).ok().map(|s| s.as_bytes().to_vec())
}

/// The address that an authenticator reads from a QR code.
pub fn url(secret: &[u8], account: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("secret", &base32(secret))
        .append_pair("issuer", "Jalon")
        .finish();
    let account = form_urlencoded::byte_serialize(account.as_bytes()).collect::<String>().replace('+', "%20");
    format!("otpauth://totp/Jalon:{account}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_holds_for_its_step_and_one_beside() {
        let at = |seconds: i64| Instant::from_micros(seconds * 1_000_000).unwrap();
        let secret = [7; SECRET_BYTES];
        let code = code(&secret, at(3000)).unwrap();
        assert_eq!(check(&secret, &code, at(3000)), Some(100));
        assert_eq!(check(&secret, &code, at(3030)), Some(100));
        assert_eq!(check(&secret, &code, at(3060)), None);
        assert_eq!(check(&secret, "nonsense", at(3000)), None);
        assert_eq!(from_base32(&base32(&secret)).unwrap(), secret);
        assert!(url(&secret, "a b@c.d").starts_with("otpauth://totp/Jalon:a%20b%40c.d?secret="));
    }
}
