//! The second factor: codes of a clock (RFC 6238) that an app on the phone shows too, and recovery codes for when the
//! phone is gone. The shared secret cannot be a fingerprint: the server computes the same codes from it.

use super::{Refusal, slow_down};
use crate::audit::{self, Act, Deed};
use crate::secret::{Secret, digest};
use crate::session;
use crate::store::{Outcome, Statement};
use crate::{Error, HOME, Ledger};
use totp_rs::{Builder, Totp};
use uuid::Uuid;

/// How many recovery codes there are.
pub const RECOVERY_CODES: u8 = 10;
/// Bytes of a shared secret, as RFC 4226 recommends.
const BYTES: usize = 20;
/// Bytes of a recovery code: enough that its fingerprint tells nothing.
const CODE_BYTES: usize = 10;

/// What the server and the app compute the same codes from.
#[derive(Clone, PartialEq, Eq)]
pub struct SharedSecret(Vec<u8>);

/// Never in a log line.
impl std::fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SharedSecret(…)")
    }
}

impl SharedSecret {
    /// A new one.
    pub fn new(random: &Secret) -> Self {
        Self(random.bytes().iter().take(BYTES).copied().collect())
    }

    /// As it is typed into an app.
    pub fn text(&self) -> String {
        totp_rs::Secret::from(self.0.clone()).to_base32()
    }

    /// The one that is written so, if it is of the right length.
    pub fn read(text: &str) -> Option<Self> {
        let bytes = totp_rs::Secret::try_from_base32(text).ok()?.as_bytes().to_vec();
        (bytes.len() == BYTES).then_some(Self(bytes))
    }

    /// The code that an app shows at this second.
    pub fn code_at(&self, second: i64) -> Option<String> {
        Some(self.clock()?.generate(u64::try_from(second).ok()?).to_string())
    }

    fn clock(&self) -> Option<Totp> {
        Builder::new().with_secret(self.0.clone()).build().ok()
    }

    /// The step of the clock to which this code belongs: the present one, the one before, or the next.
    fn step_of(&self, code: &str, second: i64) -> Option<i64> {
        let step = self.clock()?.check(code, u64::try_from(second).ok()?)?;
        i64::try_from(step).ok()
    }
}

/// A code as it is compared: without what people put between its parts.
fn tidied(code: &str) -> String {
    code.chars().filter(|one| one.is_ascii_alphanumeric()).collect::<String>().to_ascii_uppercase()
}

/// Recovery codes drawn from one random secret, as they are shown.
fn recovery_codes(random: &Secret) -> Vec<String> {
    let code = |number: u8| {
        let seed: Vec<u8> = random.bytes().iter().copied().chain([number]).collect();
        let bytes: Vec<u8> = <sha2::Sha256 as sha2::Digest>::digest(seed).iter().take(CODE_BYTES).copied().collect();
        let text = totp_rs::Secret::from(bytes).to_base32();
        let parts: Vec<&str> = (0..text.len()).step_by(4).filter_map(|at| text.get(at..at + 4)).collect();
        parts.join("-")
    };
    (0..RECOVERY_CODES).map(code).collect()
}

/// The statements that put these recovery codes in the place of all others.
fn replace_codes(user: Uuid, codes: &[String]) -> Vec<Statement> {
    let mut statements = vec![forget_codes(user)];
    statements.extend(codes.iter().map(|code| {
        let sql = "INSERT INTO recovery_code (workspace, user_id, digest) VALUES ($1, $2, $3)";
        Statement { sql, params: vec![HOME.into(), user.into(), digest(tidied(code)).into()] }
    }));
    statements
}

fn forget_codes(user: Uuid) -> Statement {
    let sql = "DELETE FROM recovery_code WHERE workspace = $1 AND user_id = $2";
    Statement { sql, params: vec![HOME.into(), user.into()] }
}

impl Ledger {
    /// Sets the second factor up, once a code shows that the app has the secret. All sessions but this one end. Answers
    /// with the recovery codes, which nobody can show again.
    pub async fn set_second_factor(
        &self,
        (user, session): (Uuid, Uuid),
        shared: &SharedSecret,
        code: &str,
        random: &Secret,
        act: &Act,
    ) -> Result<Vec<String>, Error> {
        let step = shared.step_of(&tidied(code), act.at.as_second()).ok_or(Refusal::Code)?;
        let codes = recovery_codes(random);
        let sql = "UPDATE user_account SET totp = $3, totp_step = $4 WHERE workspace = $1 AND id = $2";
        let guard = Statement { sql, params: vec![HOME.into(), user.into(), shared.text().into(), step.into()] };
        let mut writes = replace_codes(user, &codes);
        writes.push(session::end_others(user, Some(session)));
        writes.push(audit::row(act, Deed::SecondFactorSet, Some(user)));
        let outcome = self.0.store.commit(guard, writes).await?;
        self.0.sessions.forget();
        match outcome {
            Outcome::Done => Ok(codes),
            Outcome::Stale => Err(Refusal::NoUser.into()),
        }
    }

    /// New recovery codes in the place of the old ones.
    pub async fn renew_recovery_codes(&self, user: Uuid, random: &Secret, act: &Act) -> Result<Vec<String>, Error> {
        let codes = recovery_codes(random);
        let guard = audit::row(act, Deed::RecoveryCodesMade, Some(user));
        self.0.store.commit(guard, replace_codes(user, &codes)).await?;
        Ok(codes)
    }

    /// How many recovery codes are left.
    pub async fn recovery_codes_left(&self, user: Uuid) -> Result<i64, Error> {
        let sql = "SELECT COUNT(*) FROM recovery_code WHERE workspace = $1 AND user_id = $2";
        let rows = self.0.store.read_one(Statement { sql, params: vec![HOME.into(), user.into()] }).await?;
        rows.first().map_or(Ok(0), |row| row.int(0))
    }

    /// Takes the second factor away; the password alone opens from now on. All sessions end, but for the one named.
    pub async fn remove_second_factor(&self, user: Uuid, but: Option<Uuid>, act: &Act) -> Result<(), Error> {
        let sql = "UPDATE user_account SET totp = NULL WHERE workspace = $1 AND id = $2";
        let guard = Statement { sql, params: vec![HOME.into(), user.into()] };
        let ended = session::end_others(user, but);
        let writes = vec![forget_codes(user), ended, audit::row(act, Deed::SecondFactorRemoved, Some(user))];
        let outcome = self.0.store.commit(guard, writes).await?;
        self.0.sessions.forget();
        match outcome {
            Outcome::Done => Ok(()),
            Outcome::Stale => Err(Refusal::NoUser.into()),
        }
    }

    /// Is it a code of this user's second factor, or one of the recovery codes? Each is good once; wrong ones slow down.
    pub async fn check_code(&self, user: Uuid, code: &str, act: &Act) -> Result<(), Error> {
        let subject = slow_down::code_of(user);
        self.begin_attempt(&[&subject], act.at).await?;
        let used = self.use_code(user, &tidied(code), act).await?;
        if !used {
            self.0.store.commit(audit::row(act, Deed::SignInFailed, Some(user)), Vec::new()).await?;
            return Err(Refusal::Code.into());
        }
        self.forget_attempts(&[&subject]).await
    }

    async fn use_code(&self, user: Uuid, code: &str, act: &Act) -> Result<bool, Error> {
        let sql = "SELECT totp FROM user_account WHERE workspace = $1 AND id = $2 AND disabled_at IS NULL";
        let rows = self.0.store.read_one(Statement { sql, params: vec![HOME.into(), user.into()] }).await?;
        let stored = rows.first().map(|row| row.maybe_text(0)).transpose()?.flatten();
        let Some(shared) = stored.and_then(SharedSecret::read) else { return Ok(false) };
        let guard = match shared.step_of(code, act.at.as_second()) {
            Some(step) => {
                let sql = "UPDATE user_account SET totp_step = $3 WHERE workspace = $1 AND id = $2 AND totp_step < $3";
                Statement { sql, params: vec![HOME.into(), user.into(), step.into()] }
            }
            None => {
                let sql = "DELETE FROM recovery_code WHERE workspace = $1 AND user_id = $2 AND digest = $3";
                Statement { sql, params: vec![HOME.into(), user.into(), digest(code).into()] }
            }
        };
        Ok(self.0.store.commit(guard, Vec::new()).await? == Outcome::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, cut to six digits: the secret "12345678901234567890" at 59 s and at 1111111109 s.
        let shared = SharedSecret(b"12345678901234567890".to_vec());
        assert_eq!(shared.code_at(59).unwrap(), "287082");
        assert_eq!(shared.code_at(1_111_111_109).unwrap(), "081804");
        assert_eq!(shared.step_of("287082", 59), Some(1));
        assert_eq!(shared.step_of("287082", 59 + 30), Some(1), "the step before is still good");
        assert_eq!(shared.step_of("287082", 59 + 61), None);
        assert_eq!(SharedSecret::read(&shared.text()), Some(shared));
    }

    #[test]
    fn recovery_codes_differ_and_are_read_however_they_are_typed() {
        let codes = recovery_codes(&Secret::new([3; 32]));
        let mut once = codes.clone();
        once.sort();
        once.dedup();
        assert_eq!((codes.len(), once.len()), (10, 10));
        assert!(codes.iter().all(|code| code.len() == 19), "{codes:?}");
        assert_eq!(tidied(&codes[0].to_lowercase().replace('-', " ")), tidied(&codes[0]));
    }
}
