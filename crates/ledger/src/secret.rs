//! What opens something: session cookies and one-time links. Stored is only its fingerprint, so who reads the database
//! opens nothing with what is found there, and a search by fingerprint tells nobody how close a guess was.

use sha2::{Digest, Sha256};
use std::fmt;

/// 32 random bytes, handed in by the world outside.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

/// Never in a log line.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// Of these bytes, which nobody can guess.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// What a cookie or a link carries: 64 hexadecimal digits.
    pub fn text(&self) -> String {
        hex(&self.0)
    }

    /// The secret that a cookie or a link carries, if it is of its form.
    pub fn read(text: &str) -> Option<Self> {
        // A number may begin with `+`; a secret may not.
        if !text.bytes().all(|one| one.is_ascii_hexdigit()) {
            return None;
        }
        let pairs = (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok());
        let bytes: Vec<u8> = pairs.collect::<Option<_>>()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// The bytes, for what is drawn from them: salts, codes.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The fingerprint under which it is stored.
    pub(crate) fn digest(&self) -> String {
        digest(self.0)
    }
}

/// SHA-256 in hexadecimal digits. Fit for what nobody can guess; passwords are another matter.
pub fn digest(bytes: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_as_it_was_written_and_never_shown() {
        let secret = Secret::new([7; 32]);
        assert_eq!(Secret::read(&secret.text()), Some(secret.clone()));
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        for other in ["", "07", "zz", "é", &"g".repeat(64), &"+7".repeat(32), &secret.text()[1..]] {
            assert!(Secret::read(other).is_none_or(|read| read != secret), "{other}");
        }
    }
}
