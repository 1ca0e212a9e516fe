//! Sealing: what lies on disk can be neither read nor exchanged without the key.
//!
//! XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) with a random 24-byte nonce per message, so that
//! messages need not be counted; HMAC-SHA256 (RFC 2104) for deriving keys and for names that say nothing.

use chacha20poly1305::aead::{Aead, Generate, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;
use zeroize::Zeroizing;

/// Bytes in a key.
pub const KEY_BYTES: usize = 32;
/// Bytes that stand before the ciphertext.
const NONCE_BYTES: usize = 24;
/// Bytes by which a sealed message is longer than the plain one: nonce and tag.
pub const OVERHEAD_BYTES: usize = NONCE_BYTES + 16;

/// A key that is wiped from memory when dropped and does not print.
#[derive(Clone)]
pub struct SecretKey(Zeroizing<[u8; KEY_BYTES]>);

impl SecretKey {
    /// A new key from the operating system's randomness.
    pub fn generate() -> Self {
        Self(Zeroizing::new(<[u8; KEY_BYTES]>::generate()))
    }

    /// A key from its bytes; `None` if there are not exactly [`KEY_BYTES`].
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(Zeroizing::new(bytes.try_into().ok()?)))
    }

    /// The bytes, for keeping the key somewhere safe.
    pub fn expose(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// Another key for one purpose; neither tells anything about the other.
    pub fn derive(&self, purpose: &str) -> Self {
        Self(Zeroizing::new(self.digest(&[b"deskhand key", purpose.as_bytes()])))
    }

    /// HMAC-SHA256 over the parts, each preceded by its length, so that no two lists of parts collide.
    pub fn digest(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.expose()).expect("HMAC takes keys of any length");
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// Seals `plain`; it opens only with the same key and the same `associated` data, which is not kept.
    pub fn seal(&self, plain: &[u8], associated: &[u8]) -> Vec<u8> {
        let nonce = XNonce::generate();
        let sealed = self
            .cipher()
            .encrypt(&nonce, Payload { msg: plain, aad: associated })
            .expect("a message in memory is far shorter than the cipher's limit of 256 GB");
        let mut message = Vec::with_capacity(NONCE_BYTES + sealed.len());
        message.extend_from_slice(&nonce);
        message.extend_from_slice(&sealed);
        message
    }

    /// Opens what [`SecretKey::seal`] made; `None` if key, associated data or a single bit differ.
    pub fn open(&self, sealed: &[u8], associated: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES)?;
        let nonce = XNonce::try_from(nonce).ok()?;
        self.cipher().decrypt(&nonce, Payload { msg: sealed, aad: associated }).ok()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.expose().into())
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> SecretKey {
        SecretKey::from_bytes(&[byte; 32]).unwrap()
    }

    #[test]
    fn a_sealed_message_opens_only_as_it_was_sealed() {
        let sealed = key(1).seal(b"maya@example.com", b"table+key");
        assert_eq!(sealed.len(), b"maya@example.com".len() + OVERHEAD_BYTES);
        assert_eq!(key(1).open(&sealed, b"table+key").unwrap().as_slice(), b"maya@example.com");
        assert!(key(2).open(&sealed, b"table+key").is_none(), "another key");
        assert!(key(1).open(&sealed, b"another row").is_none(), "another place");
        for at in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1;
            assert!(key(1).open(&flipped, b"table+key").is_none(), "bit flipped in byte {at}");
            assert!(key(1).open(&sealed[..at], b"table+key").is_none(), "cut after {at} bytes");
        }
    }

    #[test]
    fn the_same_message_never_looks_the_same_twice() {
        assert_ne!(key(1).seal(b"same", b""), key(1).seal(b"same", b""));
        assert_ne!(SecretKey::generate().expose(), SecretKey::generate().expose());
    }

    #[test]
    fn digests_depend_on_key_parts_and_where_they_are_cut() {
        assert_eq!(key(1).digest(&[b"ab", b"c"]), key(1).digest(&[b"ab", b"c"]));
        assert_ne!(key(1).digest(&[b"ab", b"c"]), key(1).digest(&[b"a", b"bc"]));
        assert_ne!(key(1).digest(&[b"ab", b"c"]), key(2).digest(&[b"ab", b"c"]));
        assert_ne!(key(1).derive("rows").expose(), key(1).derive("names").expose());
    }

    #[test]
    fn a_key_does_not_print_itself() {
        assert_eq!(format!("{:?}", key(7)), "SecretKey(…)");
    }
}
