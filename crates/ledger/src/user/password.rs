//! Passwords: argon2id, on threads of their own and two at once, so that a flood of them does not eat the server.

use super::{LONGEST_NAME, Refusal};
use crate::secret::Secret;
use crate::store::Statement;
use crate::{Error, HOME, Ledger};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// The shortest password, in characters.
pub const SHORTEST_PASSWORD: usize = 12;
/// The longest password, in characters.
pub const LONGEST_PASSWORD: usize = 200;
/// How many are computed at once; each takes 19 MiB.
const AT_ONCE: usize = 2;
/// Bytes of a salt.
const SALT: usize = 16;
/// Nobody's password, with the parameters of all others: it takes as long to find wrong.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Lets passwords be computed, a few at once.
pub struct Hashing(Semaphore);

impl Default for Hashing {
    fn default() -> Self {
        Self(Semaphore::new(AT_ONCE))
    }
}

impl Hashing {
    /// What is stored of a password.
    pub async fn hash(&self, password: &str, salt: &Secret) -> Result<String, Error> {
        let (password, salt) = (password.to_owned(), salt.clone());
        self.turn(move || {
            let salt = salt.bytes().get(..SALT).unwrap_or_default();
            let hash: PasswordHash =
                Argon2::default().hash_password_with_salt(password.as_bytes(), salt).map_err(ours)?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Is it this password? Where nothing is stored, it takes as long to say no.
    pub async fn is(&self, password: &str, stored: Option<&str>) -> Result<bool, Error> {
        let (password, stored) = (password.to_owned(), stored.map(str::to_owned));
        self.turn(move || {
            let known = PasswordHash::new(stored.as_deref().unwrap_or(NOBODYS)).map_err(ours)?;
            let right = Argon2::default().verify_password(password.as_bytes(), &known).is_ok();
            Ok(right && stored.is_some())
        })
        .await
    }

    async fn turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let _turn = self.0.acquire().await.map_err(ours)?;
        tokio::task::spawn_blocking(work).await.map_err(ours)?
    }
}

fn ours(error: impl std::fmt::Display) -> Error {
    Error::Store(format!("password: {error}"))
}

/// Is this fit to be the password of whoever signs in by this name?
pub fn check(password: &str, sign_in: &str) -> Result<(), Refusal> {
    let length = password.chars().count();
    if !(SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&length) {
        return Err(Refusal::PasswordLength);
    }
    let name = sign_in.split('@').next().unwrap_or_default();
    let holds_name = (4..=LONGEST_NAME).contains(&name.chars().count()) && password.to_lowercase().contains(name);
    let mut characters: Vec<char> = password.chars().collect();
    characters.sort_unstable();
    characters.dedup();
    if holds_name || characters.len() < 4 { Err(Refusal::PasswordWeak) } else { Ok(()) }
}

/// The statement that stores a password.
pub fn store(user: Uuid, hash: &str) -> Statement {
    let sql = "UPDATE user_account SET password = $3 WHERE workspace = $1 AND id = $2";
    Statement { sql, params: vec![HOME.into(), user.into(), hash.into()] }
}

impl Ledger {
    /// What is stored of a user's password.
    pub(super) async fn stored_password(&self, user: Uuid) -> Result<Option<String>, Error> {
        let sql = "SELECT password FROM user_account WHERE workspace = $1 AND id = $2";
        let rows = self.0.store.read_one(Statement { sql, params: vec![HOME.into(), user.into()] }).await?;
        Ok(rows.first().map(|row| row.maybe_text(0)).transpose()?.flatten().map(str::to_owned))
    }

    pub(super) async fn has_readable_password(&self, user: Uuid) -> Result<bool, Error> {
        Ok(self.stored_password(user).await?.is_none_or(|stored| PasswordHash::new(&stored).is_ok()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_and_not_the_name() {
        assert_eq!(check("correct horse battery", "lin@example.com"), Ok(()));
        assert_eq!(check("我们的客户在北京南站等车呢", "lin"), Ok(()));
        assert_eq!(check("short", "lin"), Err(Refusal::PasswordLength));
        assert_eq!(check(&"long".repeat(51), "lin"), Err(Refusal::PasswordLength));
        assert_eq!(check("xuchengzhi-2026", "xuchengzhi@example.com"), Err(Refusal::PasswordWeak));
        assert_eq!(check("aaaaaaaaaaaaaaaa", "lin"), Err(Refusal::PasswordWeak));
    }

    #[tokio::test]
    async fn it_takes_as_long_where_nobody_has_a_password() {
        let hashing = Hashing::default();
        let stored = hashing.hash("correct horse battery", &Secret::new([1; 32])).await.unwrap();
        let mut quickest = [std::time::Duration::MAX; 2];
        // In turn and the quickest of many: a busy machine makes some slow, and none quick.
        for _ in 0..10 {
            for (quickest, stored) in quickest.iter_mut().zip([Some(stored.as_str()), None]) {
                let begun = std::time::Instant::now();
                assert!(!hashing.is("staple in the haystack", stored).await.unwrap());
                *quickest = begun.elapsed().min(*quickest);
            }
        }
        let [somebody, nobody] = quickest;
        assert!(nobody * 2 > somebody && somebody * 2 > nobody, "{somebody:?} against {nobody:?}");
    }

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other() {
        let hashing = Hashing::default();
        let stored = hashing.hash("correct horse battery", &Secret::new([1; 32])).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(hashing.is("correct horse battery", Some(&stored)).await.unwrap());
        assert!(!hashing.is("correct horse batterx", Some(&stored)).await.unwrap());
        assert!(!hashing.is("correct horse battery", None).await.unwrap());
        let salted = hashing.hash("correct horse battery", &Secret::new([2; 32])).await.unwrap();
        assert_ne!(stored, salted, "another salt");
    }
}
