//! What an operation does: its verb with what it was asked for, and the edits that each of its steps makes by then.

use crate::library::LIBRARY;
use crate::{Error, Ledger};
use plan::hand_over::Ours;
use plan::id::RecordRef;
use plan::relocate::Moved;
use plan::{Day, Edit, Id, Kind, Plan, Problem, Reason};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is done over several accounts. It names records, so that nothing personal is kept with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case")]
pub enum Verb {
    /// What one of ours has to do in these accounts goes to another.
    HandOver {
        /// Whose it was.
        from: Somebody,
        /// Whose it becomes.
        to: Somebody,
        /// Where.
        accounts: Vec<Uuid>,
    },
    /// A person, or a unit with its people and open deals, goes to another account.
    Move {
        /// Who or what.
        record: RecordRef,
        /// The account that is left.
        from: Uuid,
        /// The account where it goes.
        to: Uuid,
    },
    /// A plan comes in, in portions.
    Import {
        /// The account, or the library.
        account: Uuid,
    },
}

/// One of ours, by a record of one account or of the library that is this human being.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Somebody {
    /// The account, or the library.
    pub account: Uuid,
    /// The member, or the record in the library.
    pub record: Uuid,
}

impl Somebody {
    /// A member of an account.
    pub fn member(account: Uuid, record: Uuid) -> Self {
        Self { account, record }
    }

    /// One of our people in the library.
    pub fn colleague(record: Uuid) -> Self {
        Self { account: LIBRARY, record }
    }

    fn of(self, plan: &Plan) -> Option<Ours> {
        match self.account {
            LIBRARY => plan.colleagues.get(Id::new(self.record)).map(Ours::from),
            _ => plan.members.get(Id::new(self.record)).map(Ours::from),
        }
    }
}

impl Verb {
    /// The stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::HandOver { .. } => "hand_over",
            Self::Move { .. } => "move",
            Self::Import { .. } => "import",
        }
    }

    /// The accounts of its steps in their order: what is added comes first, what is removed last. An import has its
    /// portions instead.
    pub(super) fn accounts(&self) -> Vec<Uuid> {
        match self {
            Self::HandOver { accounts, .. } => accounts.clone(),
            Self::Move { from, to, .. } => vec![*to, *from],
            Self::Import { account } => vec![*account],
        }
    }

    /// The accounts that it names in any way, the library aside.
    pub(super) fn named(&self) -> Vec<Uuid> {
        let mut named = self.accounts();
        if let Self::HandOver { from, to, .. } = self {
            named.extend([from.account, to.account]);
        }
        named
    }

    /// Does a step that is refused keep those after it from being done?
    pub(super) fn is_chain(&self) -> bool {
        !matches!(self, Self::HandOver { .. })
    }

    /// What is wrong with what was asked for, whatever the plans say.
    pub(super) fn problem(&self) -> Option<Problem> {
        let at = |field: &str, reason| {
            let place = plan::Place { field: Some(field.to_owned()), ..plan::Place::default() };
            Some(Problem { place, reason })
        };
        match self {
            Self::HandOver { from, to, .. } if from == to => at("to", Reason::SameAsItself),
            Self::HandOver { accounts, .. } if accounts.is_empty() => at("accounts", Reason::Required),
            Self::Move { from, to, .. } if from == to => at("to", Reason::SameAsItself),
            Self::Move { record, .. } if moved(*record).is_none() => at("record", Reason::Gone),
            _ => None,
        }
    }
}

/// What of the core's a record is that moves; none where its kind does not.
fn moved(record: RecordRef) -> Option<Moved> {
    match record.kind {
        Kind::Person => Some(Moved::Person(record.id)),
        Kind::Unit => Some(Moved::Unit(record.id)),
        _ => None,
    }
}

impl Ledger {
    /// The edits of the step with this place and change, on the plan of its account as it is now; none where nothing is
    /// to be done there.
    pub(super) async fn edits_of(
        &self,
        verb: &Verb,
        (place, change): (usize, Uuid),
        plan: &Plan,
        today: Day,
    ) -> Result<Vec<Edit>, Error> {
        match verb {
            Verb::HandOver { from, to, .. } => {
                let (from, to) = (self.somebody(*from, "from").await?, self.somebody(*to, "to").await?);
                Ok(plan.hand_over(&from, &to, id_within(change, b"member"), today))
            }
            Verb::Move { record, from, .. } => {
                let moved = moved(*record).ok_or(Error::NotFound)?;
                if place > 0 {
                    return Ok(plan.let_go(moved, today));
                }
                let from = self.whole(*from).await?;
                let id = |id: Uuid| id_within(change, id.as_bytes());
                plan.take_in(moved, &from.plan, today, id).map_err(Error::from)
            }
            // An import has its edits written down.
            Verb::Import { .. } => Err(Error::NotFound),
        }
    }

    async fn somebody(&self, who: Somebody, field: &str) -> Result<Ours, Error> {
        let place = plan::Place { field: Some(field.to_owned()), ..plan::Place::default() };
        let gone = || Error::from(Problem { place, reason: Reason::Gone });
        who.of(&self.fresh(who.account).await?.plan).ok_or_else(gone)
    }
}

/// The id of something that a change makes: the same at every try, on every instance.
pub(super) fn id_within(change: Uuid, what: &[u8]) -> Uuid {
    Uuid::new_v5(&change, what)
}
