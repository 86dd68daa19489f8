//! Checkpoints: a place of the chain, signed by this installation (`trust.md` § 4.4). Whoever keeps one can prove later
//! that the chain was rewritten or cut, and that it was the chain of this installation.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};

use super::chain::hex;
use crate::auth::keys::{KeyError, Keys};
use crate::ids::PlieId;

/// What signs checkpoints: a key of its own, so that no checkpoint is ever a token.
pub(crate) struct Signer(Ed25519KeyPair);

impl Signer {
    /// That of an installation.
    ///
    /// # Errors
    /// The cryptographic library refuses the key.
    pub(crate) fn of(keys: &Keys) -> Result<Self, KeyError> {
        let seed = keys.derive("audit/checkpoint")?;
        Ed25519KeyPair::from_seed_unchecked(&seed).map(Self).map_err(|e| KeyError(e.to_string()))
    }

    /// The public key, in hexadecimal: what a verifier is told on another way than the pack.
    pub(crate) fn public_key(&self) -> String {
        hex(self.0.public_key().as_ref())
    }

    /// The signature of the place that a number and its hash name, in hexadecimal.
    pub(crate) fn sign(&self, plie: PlieId, seq: i64, hash: &[u8]) -> String {
        hex(self.0.sign(text(plie, seq, hash).as_bytes()).as_ref())
    }
}

/// What is signed, a line each; anybody can rebuild it.
fn text(plie: PlieId, seq: i64, hash: &[u8]) -> String {
    format!("jalon audit checkpoint 1\nplie {plie}\nseq {seq}\nhash {}\n", hex(hash))
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};

    use super::*;

    #[test]
    fn a_checkpoint_is_signed_by_the_installation_and_by_no_other() {
        let (signer, other) = (Signer::of(&Keys::of([7; 32])).unwrap(), Signer::of(&Keys::of([8; 32])).unwrap());
        let plie = PlieId::of(uuid::Uuid::nil());
        let bytes = |hex: String| -> Vec<u8> {
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
        };
        let signature = bytes(signer.sign(plie, 42, &[1; 32]));
        let holds = |signer: &Signer, seq: i64| {
            let key = UnparsedPublicKey::new(&ED25519, bytes(signer.public_key()));
            key.verify(text(plie, seq, &[1; 32]).as_bytes(), &signature).is_ok()
        };
        assert_eq!((holds(&signer, 42), holds(&signer, 43), holds(&other, 42)), (true, false, false));
        assert_eq!(signer.sign(plie, 42, &[1; 32]), signer.sign(plie, 42, &[1; 32]), "the same place, the same bytes");
    }
}
