//! A large plan comes in by portions, so that the writer is never held for long: an account nobody sees until the last
//! one is in, the library as it grows. Cut short, it goes on when the ledger is opened again.

use super::{Operation, State, Step, StepState, TRIES, Verb, rows};
use crate::account::{Shelf, Stamp, json, text};
use crate::library::LIBRARY;
use crate::queue::Course;
use crate::{Error, Ledger, Moment, Viewer, account, membership, search, snapshot};
use plan::lens::Role;
use plan::portion::portions;
use plan::{Change, Edit, Plan, Problem, Reason};
use uuid::Uuid;

/// Edits of one portion: what a second engine thread writes in some ten milliseconds.
pub(crate) const PORTION: usize = 1000;

impl Ledger {
    /// Brings in edits that make a new account, or go into the library, portion by portion under the operation `id`.
    pub(crate) async fn import_in_portions(
        &self,
        viewer: &Viewer,
        (account, id): (Uuid, Uuid),
        edits: Vec<Edit>,
        at: jiff::Timestamp,
    ) -> Result<Uuid, Error> {
        // No clock is asked: it belongs to the day of its instant, in UTC.
        let today = jiff::tz::TimeZone::UTC.to_datetime(at).date().into();
        let mut operation = Operation::new(id, Verb::Import { account }, viewer.user, Moment { at, today });
        let portions = portions(edits, PORTION);
        let change = |place: usize| if place == 0 { id } else { super::verb::id_within(id, &place.to_be_bytes()) };
        operation.steps = (0..portions.len()).map(|place| Step::new(account, change(place))).collect();
        let waiting = snapshot::packed(&text(&portions))?;
        self.0.store.commit(rows::insert(&operation, Some(waiting)), rows::insert_steps(&operation)).await?;
        self.carry_on(id).await.map(|()| account)
    }

    /// Writes the portions that are not in yet, and lets everybody see the account. Where one is refused, because the
    /// library moved meanwhile, nothing of the account is left.
    pub(super) async fn arrive(&self, operation: &Operation) -> Result<(), Error> {
        let Verb::Import { account } = operation.verb else { return Ok(()) };
        let waiting = self.0.store.read_one(rows::read_edits(operation.id)).await?;
        let portions: Vec<Vec<Edit>> = match waiting.first() {
            Some(row) => json(&snapshot::unpacked(row.bytes(0)?)?)?,
            // Another instance was faster.
            None => return Ok(()),
        };
        for ((place, step), edits) in operation.steps.iter().enumerate().zip(portions) {
            let change = Change { id: step.change, why: None, undoes: None, edits };
            if let Err(error) = self.portion(operation, place, change).await {
                if matches!(error, Error::Problems(_)) && account != LIBRARY {
                    self.depart(operation).await?;
                }
                return Err(error);
            }
            let revision = self.revision_of(account, step.change).await?;
            self.note(rows::step_went(operation.id, place, StepState::Done, revision)).await?;
        }
        let mut writes = vec![search::due(account)];
        if account != LIBRARY {
            let held = self.fresh(account).await?;
            writes.push(account::puts(account, Shelf::of(&held.plan)));
            writes.push(membership::admit(account, operation.by, Role::Owner));
        }
        self.0.store.commit(rows::becomes(operation.id, State::Running, State::Done), writes).await?;
        self.index(account).await
    }

    async fn portion(&self, operation: &Operation, place: usize, change: Change) -> Result<(), Error> {
        let Verb::Import { account } = operation.verb else { return Ok(()) };
        let id = change.id;
        if self.revision_of(account, id).await?.is_some() {
            return Ok(());
        }
        let made = match place {
            0 if account != LIBRARY => self.found_arriving(operation, &change).await,
            _ => self.commit(account, change, Course::Written, None, operation.by, operation.made).await.map(drop),
        };
        match made {
            // Another instance that goes on with the same was faster.
            Err(Error::Problems(_)) if self.revision_of(account, id).await?.is_some() => Ok(()),
            made => made,
        }
    }

    async fn found_arriving(&self, operation: &Operation, change: &Change) -> Result<(), Error> {
        let library = self.library_now().await?;
        let ground = library.as_ref().map_or_else(Plan::default, |(_, library)| Plan::default().with_library(library));
        let applied = ground.apply(change).map_err(Error::Problems)?;
        let library = library.map_or(0, |(revision, _)| revision);
        let stamp = Stamp { revision: 1, last_change: change.id, library };
        let viewer = Viewer::person(operation.by);
        self.found(&viewer, (stamp, Some(Shelf::Arriving)), (change, &ground, &applied), operation.made.at)
            .await
            .map(drop)
    }

    /// What stands in the way of taking back an import; none where the verb is another, or its changes are taken back
    /// like any others, as those of the library are.
    pub(super) async fn departure_problems(&self, verb: &Verb) -> Result<Option<Vec<Problem>>, Error> {
        let Verb::Import { account } = *verb else { return Ok(None) };
        if account == LIBRARY {
            return Ok(None);
        }
        let stamp = match self.fresh(account).await {
            Ok(held) => held.stamp,
            Err(Error::NotFound) => return Ok(Some(Vec::new())),
            Err(error) => return Err(error),
        };
        // The last change is a portion of it, or somebody has worked with the account since.
        match self.is_portion(account, stamp.last_change).await? {
            true => Ok(Some(Vec::new())),
            false => Ok(Some(vec![crate::applied_problem(&Plan::default(), account, Reason::TouchedSince)])),
        }
    }

    /// Takes out an account that an import brought in; false where the operation is another.
    pub(super) async fn depart(&self, operation: &Operation) -> Result<bool, Error> {
        let Verb::Import { account } = operation.verb else { return Ok(false) };
        if account == LIBRARY {
            return Ok(false);
        }
        for _ in 0..TRIES {
            let Ok(held) = self.fresh(account).await else { break };
            // Somebody else's account under the same id stays.
            if !self.is_portion(account, held.stamp.last_change).await? || self.purge(account, held.stamp).await? {
                break;
            }
        }
        for state in [State::Running, State::Undoing] {
            self.note(rows::becomes(operation.id, state, State::Undone)).await?;
        }
        for place in 0..operation.steps.len() {
            self.note(rows::step_went(operation.id, place, StepState::Undone, None)).await?;
        }
        Ok(true)
    }

    /// Is this change of an account a portion of an import?
    async fn is_portion(&self, account: Uuid, change: Uuid) -> Result<bool, Error> {
        Ok(!self.0.store.read_one(rows::portion(account, change)).await?.is_empty())
    }
}
