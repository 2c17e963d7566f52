//! Signing in with a name and a password. The answer never tells whether anybody has the name: it takes as long and
//! says the same.

use super::{Refusal, password, slow_down};
use crate::audit::{self, Act, Deed};
use crate::secret::Secret;
use crate::session;
use crate::store::Statement;
use crate::{Error, HOME, Ledger};
use uuid::Uuid;

/// Who gave the right password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The user.
    pub user: Uuid,
    /// Has to give a code too.
    pub needs_code: bool,
}

impl Ledger {
    /// Is it this user's password? Wrong ones slow down by name and by address.
    pub async fn check_password(&self, sign_in: &str, password: &str, act: &Act) -> Result<Entry, Error> {
        let (name, address) = (slow_down::name(sign_in), slow_down::address(&act.origin));
        self.begin_attempt(&[&name, &address], act.at).await?;
        let user = self.user_by_sign_in(sign_in).await?;
        let stored = match &user {
            Some(user) if !user.is_disabled => self.stored_password(user.id).await?,
            // Asked for all the same: an answer without it would come sooner.
            _ => self.stored_password(Uuid::nil()).await?,
        };
        let right = self.0.hashing.is(password, stored.as_deref()).await?;
        match user.filter(|_| right) {
            Some(user) => {
                self.forget_attempts(&[&name]).await?;
                self.take_back_attempt(&address).await?;
                Ok(Entry { user: user.id, needs_code: user.has_second_factor })
            }
            None => {
                let known = self.user_by_sign_in(sign_in).await?.map(|user| user.id);
                self.0.store.commit(audit::row(act, Deed::SignInFailed, known), Vec::new()).await?;
                Err(Refusal::SignIn.into())
            }
        }
    }

    /// A user's own new password, shown to be allowed by the old one. All sessions but this one end.
    pub async fn change_password(
        &self,
        user: Uuid,
        (old, new): (&str, &str),
        (session, salt): (Uuid, &Secret),
        act: &Act,
    ) -> Result<(), Error> {
        let known = self.user(user).await?.ok_or(Refusal::NoUser)?;
        password::check(new, &known.sign_in)?;
        self.confirm_password(user, old, act).await?;
        let hash = self.0.hashing.hash(new, salt).await?;
        let writes = vec![session::end_others(user, Some(session)), audit::row(act, Deed::PasswordSet, Some(user))];
        self.0.store.commit(password::store(user, &hash), writes).await?;
        self.0.sessions.forget();
        Ok(())
    }

    /// Is it the password of somebody who is signed in? Wrong ones slow down.
    pub async fn confirm_password(&self, user: Uuid, password: &str, act: &Act) -> Result<(), Error> {
        let subject = slow_down::code_of(user);
        self.begin_attempt(&[&subject], act.at).await?;
        let stored = self.stored_password(user).await?;
        if !self.0.hashing.is(password, stored.as_deref()).await? {
            return Err(Refusal::PasswordWrong.into());
        }
        self.forget_attempts(&[&subject]).await
    }

    /// Can anybody sign in, or may somebody still become the first administrator?
    pub async fn has_users(&self) -> Result<bool, Error> {
        let sql = "SELECT id FROM user_account WHERE workspace = $1 LIMIT 1";
        let rows = self.0.store.read_one(Statement { sql, params: vec![HOME.into()] }).await?;
        Ok(!rows.is_empty())
    }
}
