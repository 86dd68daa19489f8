//! Wrapping keys: what the data keys of people are wrapped by (`trust.md` § 6.4). They are files of the data
//! directory and never in the database, which only says by its name which one is in use.

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{KeyError, Keys, create_secret, random_32, seal_with, unseal_with};

/// The wrapping key that comes with the master key, until the first rotation.
pub const FIRST: &str = "first";

impl Keys {
    /// Makes a wrapping key in the data directory: its name.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn new_wrapping_key(&self) -> Result<String, KeyError> {
        let name = uuid::Uuid::now_v7().simple().to_string();
        let file = self.wrapping_file(&name)?;
        create_secret(&file, &STANDARD.encode(random_32()?))
            .map_err(|e| KeyError(format!("{}: {e}", file.display())))?;
        Ok(name)
    }

    /// `plain`, sealed by the wrapping key with this name.
    ///
    /// # Errors
    /// This node does not have that key.
    pub fn wrap(&self, name: &str, about: &[u8], plain: &[u8]) -> Result<Vec<u8>, KeyError> {
        seal_with(&self.wrapping_key(name)?, about, plain)
    }

    /// What [`Keys::wrap`] sealed.
    ///
    /// # Errors
    /// This node does not have that key, or the bytes were changed.
    pub fn unwrapped(&self, name: &str, about: &[u8], wrapped: &[u8]) -> Result<[u8; 32], KeyError> {
        let plain = unseal_with(&self.wrapping_key(name)?, about, wrapped)?;
        plain.try_into().map_err(|_b| KeyError("a data key is not of 32 bytes".to_owned()))
    }

    fn wrapping_key(&self, name: &str) -> Result<[u8; 32], KeyError> {
        if name == FIRST {
            return self.derive("wrapping/first");
        }
        let file = self.wrapping_file(name)?;
        let failed = |why: String| KeyError(format!("{}: {why}", file.display()));
        let text = std::fs::read_to_string(&file).map_err(|e| failed(e.to_string()))?;
        let bytes = STANDARD.decode(text.trim()).map_err(|e| failed(e.to_string()))?;
        bytes.try_into().map_err(|_b| failed("not a key of 32 bytes".to_owned()))
    }

    fn wrapping_file(&self, name: &str) -> Result<PathBuf, KeyError> {
        // the name comes from the database, and becomes a path
        let plain = !name.is_empty() && name.len() <= 64 && name.bytes().all(|b| b.is_ascii_alphanumeric());
        match &self.dir {
            Some(dir) if plain => Ok(dir.join(format!("wrapping-{name}.key"))),
            _ => Err(KeyError(format!("no wrapping key {name}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_key_is_unwrapped_by_the_key_that_wrapped_it_alone() {
        let dir = std::env::temp_dir().join(format!("jalon-wrapping-{}", uuid::Uuid::now_v7()));
        let keys = Keys::open(&dir).unwrap();
        let second = keys.new_wrapping_key().unwrap();
        for name in [FIRST, second.as_str()] {
            let wrapped = keys.wrap(name, b"person", &[7; 32]).unwrap();
            assert_eq!(keys.unwrapped(name, b"person", &wrapped).unwrap(), [7; 32]);
            assert!(keys.unwrapped(name, b"another", &wrapped).is_err());
            let other = if name == FIRST { second.as_str() } else { FIRST };
            assert!(keys.unwrapped(other, b"person", &wrapped).is_err());
        }
        for wrong in ["", "unknown", "../master", "a/b"] {
            assert!(keys.wrap(wrong, b"", &[0; 32]).is_err(), "{wrong}");
        }
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
