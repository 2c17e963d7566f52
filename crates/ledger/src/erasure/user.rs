//! One of our people who is erased signs in no more: the user is called by the code, and all that opens something goes.
//! The id stays, since changes are signed with it.

use super::Order;
use crate::audit::Subject;
use crate::store::Statement;
use crate::user::{User, link};
use crate::{Error, HOME, Ledger, session};
use plan::Kind;
use plan::erasure::Erasure;
use uuid::Uuid;

impl Ledger {
    /// The users who are this human being, by the address that they sign in by; and those of the same name, who may be
    /// somebody else. The customer's people are none.
    pub(super) async fn users_of(&self, known: &[Erasure]) -> Result<(Vec<User>, Vec<User>), Error> {
        let ours: Vec<&Erasure> = known.iter().filter(|one| one.record().kind != Kind::Person).collect();
        if ours.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let mut addresses = ours.iter().flat_map(|one| one.addresses()).map(str::to_lowercase).collect::<Vec<_>>();
        addresses.sort_unstable();
        let (own, others): (Vec<User>, Vec<User>) =
            self.users().await?.into_iter().partition(|user| addresses.binary_search(&user.sign_in).is_ok());
        let is_namesake = |user: &User| ours.iter().any(|one| one.is_called(&user.name));
        Ok((own, others.into_iter().filter(is_namesake).collect()))
    }

    /// Takes the name and all that opens something from the users who are this human being.
    pub(super) async fn erase_users(&self, known: &[Erasure], order: &Order) -> Result<(), Error> {
        let (own, _) = self.users_of(known).await?;
        let code = known.iter().find(|one| one.record().kind != Kind::Person).map(Erasure::code).unwrap_or_default();
        for user in own {
            let forgotten = "DELETE FROM recovery_code WHERE workspace = $1 AND user_id = $2";
            let writes = vec![
                session::end_all(user.id),
                link::void(user.id),
                Statement { sql: forgotten, params: vec![HOME.into(), user.id.into()] },
                order.deed(Subject::from(Some(user.id))),
            ];
            self.0.store.commit(renamed(user.id, code, order), writes).await?;
            self.0.sessions.forget();
        }
        Ok(())
    }
}

fn renamed(user: Uuid, code: &str, order: &Order) -> Statement {
    let sql = "UPDATE user_account SET name = $3, sign_in = $4, password = NULL, totp = NULL, totp_step = 0, \
               disabled_at = $5 WHERE workspace = $1 AND id = $2";
    let sign_in = format!("erased-{user}");
    let params = vec![HOME.into(), user.into(), code.into(), sign_in.into(), order.at.as_second().into()];
    Statement { sql, params }
}
