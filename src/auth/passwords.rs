//! Passwords: Argon2id at the OWASP floor (19 MiB, two passes), and what a password must hold.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

use crate::refusal::Fault;

/// How hard a hash is to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// What is served: 19 MiB, t = 2, p = 1.
    Full,
    /// For seeds and tests only.
    Cheap,
}

fn argon2(cost: Cost) -> Option<Argon2<'static>> {
    let (memory, passes) = match cost {
        Cost::Full => (19_456, 2),
        Cost::Cheap => (8, 1),
    };
    Params::new(memory, passes, 1, None).ok().map(|p| Argon2::new(Algorithm::Argon2id, Version::V0x13, p))
}

/// The hash of a password, with its salt and its cost inside.
pub fn hash(password: &str, cost: Cost) -> Option<String> {
    argon2(cost)?.hash_password(password.as_bytes()).ok().map(|h| h.to_string())
}

/// Whether a password is the one that was hashed.
pub fn verify(password: &str, hash: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else { return false };
    argon2(Cost::Full).is_some_and(|a| a.verify_password(password.as_bytes(), &hash).is_ok())
}

/// A hash of no password: verified against when the account is unknown, so that the time of the
/// answer does not tell (`trust.md` T10).
pub const DUMMY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$VGltZUVxdWFsaXNlcjAx$mhEG8CLtTt3LQmVJ3LfVqkTMFBv2cyzAFHYUMsZBVXw";

/// The commonest of long passwords; the rest is too short to pass anyway.
const COMMON: &[&str] = &[
    "123456789012",
    "1234567890123",
    "azertyuiop12",
    "azertyuiop123",
    "motdepasse12",
    "motdepasse123",
    "motdepasse1234",
    "password1234",
    "password12345",
    "passwordpassword",
    "qwertyuiop12",
    "qwertyuiop123",
    "administrateur",
    "bonjourbonjour",
    "loulouloulou",
    "doudoudoudou",
    "jetaimejetaime",
    "azerty123456",
    "qwerty123456",
    "abcdefghijkl",
    "abcd12345678",
];

/// What is wrong with a new password: 12 to 256 characters, no common one, nothing that names the
/// person (`trust.md` § 6.4). Any composition is accepted.
pub fn faults(password: &str, pointer: &str, names: &[&str]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let length = password.chars().count();
    if !(12..=256).contains(&length) {
        faults.push(Fault::new(
            pointer,
            "password_length",
            "Le mot de passe doit compter de 12 à 256 caractères.",
            "The password must have 12 to 256 characters.",
        ));
    }
    let folded = password.to_lowercase();
    let distinct = folded.chars().collect::<std::collections::BTreeSet<_>>().len();
    let named = names.iter().any(|n| n.chars().count() >= 4 && folded.contains(&n.to_lowercase()));
    if COMMON.contains(&folded.as_str()) || distinct < 5 || named {
        faults.push(Fault::new(
            pointer,
            "password_guessable",
            "Ce mot de passe se devine trop facilement.",
            "This password is too easy to guess.",
        ));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_and_no_other() {
        let hashed = hash("cheval agrafe pile", Cost::Cheap).unwrap();
        assert!(verify("cheval agrafe pile", &hashed));
        assert!(!verify("cheval agrafe", &hashed));
        assert!(!verify("", DUMMY));
    }

    #[test]
    fn short_common_and_named_passwords_are_refused_and_composition_is_free() {
        let refused = |p: &str| !faults(p, "/password", &["Nadia", "Benali", "nadia.benali@plie.example"]).is_empty();
        for p in ["court", "motdepasse123", "aaaaaaaaaaaaaaa", "vive-benali-2026"] {
            assert!(refused(p), "{p}");
        }
        for p in ["cheval agrafe pile", "éàüß œuvre à neuf", "correct horse battery"] {
            assert!(!refused(p), "{p}");
        }
    }
}
