//! The master key, in the data directory and never in the database, and what is derived from it.
//!
//! Every node of one installation has the same key file, so that each accepts the tokens of the
//! others; the database keeps the key's fingerprint, and a node with another key does not start.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// Keys that wrap those of people, and their rotation.
pub mod wrapping;

/// The keys of this installation.
#[derive(Clone)]
pub struct Keys {
    master: [u8; 32],
    /// Where the other keys are.
    dir: Option<PathBuf>,
}
impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(***)")
    }
}

/// A failure of the cryptographic library or of the key file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyError(pub String);
impl std::fmt::Display for KeyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for KeyError {}

struct Bytes32;
impl KeyType for Bytes32 {
    fn len(&self) -> usize {
        32
    }
}

impl Keys {
    /// The key of `dir`, made there on the first start and readable by its owner alone.
    ///
    /// # Errors
    /// The file cannot be made or read, or is not a key.
    pub fn open(dir: &Path) -> Result<Self, KeyError> {
        let file = dir.join("keys").join("master.key");
        let failed = |e: std::io::Error| KeyError(format!("{}: {e}", file.display()));
        if !file.exists() {
            fs::create_dir_all(dir.join("keys")).map_err(failed)?;
            create_secret(&file, &STANDARD.encode(random_32()?)).map_err(failed)?;
        }
        let text = fs::read_to_string(&file).map_err(failed)?;
        let bytes = STANDARD.decode(text.trim()).map_err(|e| KeyError(format!("{}: {e}", file.display())))?;
        let master = bytes.try_into().map_err(|_b| KeyError(format!("{}: not a key of 32 bytes", file.display())))?;
        Ok(Self { master, dir: Some(dir.join("keys")) })
    }

    /// The key of `dir`, where it is there already; none is made.
    ///
    /// # Errors
    /// The file cannot be read, or is not a key.
    pub fn known(dir: &Path) -> Result<Option<Self>, KeyError> {
        if dir.join("keys").join("master.key").exists() { Self::open(dir).map(Some) } else { Ok(None) }
    }

    /// Keys for a test, the same each time.
    pub fn of(master: [u8; 32]) -> Self {
        Self { master, dir: None }
    }

    /// 32 bytes that belong to `purpose` and tell nothing of the master key.
    ///
    /// # Errors
    /// The library refuses, which it does not for this length.
    pub fn derive(&self, purpose: &str) -> Result<[u8; 32], KeyError> {
        let mut out = [0; 32];
        let failed = |_e| KeyError(format!("no key for {purpose}"));
        Salt::new(HKDF_SHA256, b"jalon/v1")
            .extract(&self.master)
            .expand(&[purpose.as_bytes()], Bytes32)
            .and_then(|okm| okm.fill(&mut out))
            .map_err(failed)?;
        Ok(out)
    }

    /// What the database remembers of the key.
    ///
    /// # Errors
    /// As [`Keys::derive`].
    pub fn fingerprint(&self) -> Result<String, KeyError> {
        Ok(URL_SAFE_NO_PAD.encode(self.derive("fingerprint")?))
    }

    /// `plain`, unreadable and unchangeable without the key and `about`.
    ///
    /// # Errors
    /// The library refuses.
    pub fn seal(&self, purpose: &str, about: &[u8], plain: &[u8]) -> Result<Vec<u8>, KeyError> {
        seal_with(&self.derive(purpose)?, about, plain)
    }

    /// What [`Keys::seal`] sealed.
    ///
    /// # Errors
    /// Another key, another `about`, or changed bytes.
    pub fn unseal(&self, purpose: &str, about: &[u8], sealed: &[u8]) -> Result<Vec<u8>, KeyError> {
        unseal_with(&self.derive(purpose)?, about, sealed)
    }
}

/// `plain` under a key, with the nonce before it: unreadable and unchangeable without the key and `about`.
///
/// # Errors
/// The library refuses.
pub(crate) fn seal_with(key: &[u8; 32], about: &[u8], plain: &[u8]) -> Result<Vec<u8>, KeyError> {
    let failed = |_e| KeyError("cannot seal".to_owned());
    let mut nonce = [0; NONCE_LEN];
    SystemRandom::new().fill(&mut nonce).map_err(failed)?;
    let mut sealed = plain.to_vec();
    aead(key)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(about), &mut sealed)
        .map_err(failed)?;
    let mut out = nonce.to_vec();
    out.extend(sealed);
    Ok(out)
}

/// What [`seal_with`] sealed.
///
/// # Errors
/// Another key, another `about`, or changed bytes.
pub(crate) fn unseal_with(key: &[u8; 32], about: &[u8], sealed: &[u8]) -> Result<Vec<u8>, KeyError> {
    let failed = || KeyError("cannot unseal: another key, or changed bytes".to_owned());
    let (nonce, body) = sealed.split_at_checked(NONCE_LEN).ok_or_else(failed)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_e| failed())?;
    let mut body = body.to_vec();
    let plain = aead(key)?.open_in_place(nonce, Aad::from(about), &mut body).map_err(|_e| failed())?;
    Ok(plain.to_vec())
}

/// The cipher of a key.
///
/// # Errors
/// The library refuses.
pub(crate) fn aead(key: &[u8; 32]) -> Result<LessSafeKey, KeyError> {
    let key = UnboundKey::new(&AES_256_GCM, key).map_err(|_e| KeyError("no AES key".to_owned()))?;
    Ok(LessSafeKey::new(key))
}

/// 32 random bytes.
///
/// # Errors
/// The machine has none to give.
pub fn random_32() -> Result<[u8; 32], KeyError> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_e| KeyError("no randomness".to_owned()))?;
    Ok(bytes)
}

/// A secret of 256 bits as text for a client or a link.
///
/// # Errors
/// As [`random_32`].
pub fn random_secret() -> Result<String, KeyError> {
    Ok(URL_SAFE_NO_PAD.encode(random_32()?))
}

/// SHA-256, for secrets of high entropy and fingerprints of requests.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    use sha2::Digest;
    let mut hash = sha2::Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

fn create_secret(file: &Path, text: &str) -> std::io::Result<()> {
    // written aside and linked into place: of two nodes that start at once one wins, both read the same
    let aside = file.with_extension(format!("new-{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut out = options.open(&aside)?;
    out.write_all(text.as_bytes())?;
    out.sync_all()?;
    match fs::hard_link(&aside, file) {
        Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => return Err(e),
        _ => {}
    }
    fs::remove_file(&aside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_for_one_opens_for_no_other() {
        let keys = Keys::of([7; 32]);
        let sealed = keys.seal("totp", b"user 1", b"secret").unwrap();
        assert_eq!(keys.unseal("totp", b"user 1", &sealed).unwrap(), b"secret");
        assert!(keys.unseal("totp", b"user 2", &sealed).is_err());
        assert!(keys.unseal("answer", b"user 1", &sealed).is_err());
        assert!(Keys::of([8; 32]).unseal("totp", b"user 1", &sealed).is_err());
    }

    #[test]
    fn a_key_is_made_once_and_found_again() {
        let dir = std::env::temp_dir().join(format!("jalon-keys-{}", uuid::Uuid::now_v7()));
        let first = Keys::open(&dir).unwrap().fingerprint().unwrap();
        assert_eq!(Keys::open(&dir).unwrap().fingerprint().unwrap(), first);
        fs::remove_dir_all(&dir).unwrap();
    }
}
