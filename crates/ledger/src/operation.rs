//! Operations over several accounts (decided 5.50): written down first, then done step by step, one change an account
//! under an id that follows from the operation's, so that whoever goes on after a crash makes each once; undone as a
//! whole. A refusal is not kept: it is said from the plans as they are when somebody looks (decided 5.37).

mod arrival;
mod rows;
mod verb;

pub(crate) use arrival::PORTION;
pub(crate) use rows::arriving;
pub use verb::{Somebody, Verb};

use crate::account::shelf_of;
use crate::queue::Course;
use crate::store::{Outcome, Statement};
use crate::{Error, Ledger, Moment, Viewer, log, step};
use plan::{Change, Edit, Lens, Plan, Problem, Reason};
use std::sync::Arc;
use uuid::Uuid;

/// How often a step is planned anew because somebody was faster.
const TRIES: usize = 20;

/// An operation with how far it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// Its id.
    pub id: Uuid,
    /// What it does.
    pub verb: Verb,
    /// Who asked for it.
    pub by: Uuid,
    /// When.
    pub made: Moment,
    /// How far it is.
    pub state: State,
    /// Who had it undone, and when.
    pub undone: Option<(Uuid, Moment)>,
    /// One change each, in their order.
    pub steps: Vec<Step>,
}

/// How far an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Its steps are being done.
    Running,
    /// All that could be done is done.
    Done,
    /// Its steps are being taken back.
    Undoing,
    /// It was taken back.
    Undone,
}

/// What an operation does in one account.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The account.
    pub account: Uuid,
    /// The change that it makes.
    pub change: Uuid,
    /// How it went.
    pub state: StepState,
    /// The revision that it made.
    pub revision: Option<i64>,
    /// What stands in the way now, where it was refused, or where its undo is.
    pub problems: Vec<Problem>,
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Not done yet.
    Waiting,
    /// Done.
    Done,
    /// There was nothing to do.
    Nothing,
    /// Refused; the others are done all the same, but for those that need it.
    Refused,
    /// Not done, because the one before was refused.
    Left,
    /// Taken back.
    Undone,
}

/// What an operation would do in one account.
#[derive(Clone, Debug)]
pub struct Foreseen {
    /// The account.
    pub account: Uuid,
    /// Its plan as it would be; as it is, where nothing would be done.
    pub plan: Arc<Plan>,
    /// What would be done, with all consequences; nothing where nothing is to be done, or it would be refused.
    pub edits: Vec<Edit>,
    /// What would be refused.
    pub problems: Vec<Problem>,
}

macro_rules! codes {
    ($Type:ident { $($Variant:ident = $code:literal),+ }) => {
        impl $Type {
            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$Variant => $code),+ }
            }

            fn from_code(code: &str) -> Result<Self, Error> {
                match code {
                    $($code => Ok(Self::$Variant),)+
                    _ => Err(Error::Store(format!("unknown state {code}"))),
                }
            }
        }
    };
}
codes!(State { Running = "running", Done = "done", Undoing = "undoing", Undone = "undone" });
codes!(StepState {
    Waiting = "waiting",
    Done = "done",
    Nothing = "nothing",
    Refused = "refused",
    Left = "left",
    Undone = "undone"
});

impl Operation {
    fn new(id: Uuid, verb: Verb, by: Uuid, made: Moment) -> Self {
        let change = |place: usize, account: &Uuid| {
            let what = format!("{place} {account}");
            verb::id_within(id, what.as_bytes())
        };
        let accounts = verb.accounts();
        let steps = accounts.iter().enumerate().map(|(place, account)| Step::new(*account, change(place, account)));
        let steps = steps.collect();
        Self { id, verb, by, made, state: State::Running, undone: None, steps }
    }

    fn accounts(&self) -> Vec<Uuid> {
        self.steps.iter().map(|step| step.account).collect()
    }

    /// Is anything of it refused, or was?
    pub fn is_refused(&self) -> bool {
        self.steps.iter().any(|step| step.state == StepState::Refused || !step.problems.is_empty())
    }

    /// Can it be taken back?
    pub fn can_be_undone(&self) -> bool {
        self.state == State::Done && self.steps.iter().any(|step| step.state == StepState::Done)
    }
}

impl Step {
    fn new(account: Uuid, change: Uuid) -> Self {
        Self { account, change, state: StepState::Waiting, revision: None, problems: Vec::new() }
    }
}

impl Ledger {
    /// What an operation would do, account by account, as the plans are now.
    pub async fn foresee(&self, viewer: &Viewer, verb: &Verb, moment: Moment) -> Result<Vec<Foreseen>, Error> {
        self.check(viewer, verb).await?;
        let operation = Operation::new(Uuid::nil(), verb.clone(), viewer.user, moment);
        let mut all = Vec::new();
        for (place, step) in operation.steps.iter().enumerate() {
            all.push(self.foreseen(&operation, place, step).await?);
        }
        Ok(all)
    }

    async fn foreseen(&self, operation: &Operation, place: usize, step: &Step) -> Result<Foreseen, Error> {
        // What rests is handed over, led elsewhere and let go of too.
        let plan = self.whole(step.account).await?.plan.clone();
        let today = operation.made.today;
        let planned = self.edits_of(&operation.verb, (place, step.change), &plan, today).await;
        let account = step.account;
        let applied = match planned {
            Ok(edits) if edits.is_empty() => return Ok(Foreseen { account, plan, edits, problems: Vec::new() }),
            Ok(edits) => plan.apply_on(&change(step.change, edits), today),
            Err(Error::Problems(problems)) => Err(problems),
            Err(error) => return Err(error),
        };
        Ok(match applied {
            Ok(done) => Foreseen { account, plan: Arc::new(done.plan), edits: done.edits, problems: Vec::new() },
            Err(problems) => Foreseen { account, plan, edits: Vec::new(), problems },
        })
    }

    /// Does something over several accounts, or goes on with it: written down first, then done to its end even if the
    /// caller goes away. Sent twice, it is done once. What one account refuses is named at its step; the others are done,
    /// unless they need it.
    pub async fn operate(&self, viewer: &Viewer, id: Uuid, verb: Verb, moment: Moment) -> Result<Operation, Error> {
        self.check(viewer, &verb).await?;
        step::may_write(&self.0.store, self.0.formats).await?;
        let operation = Operation::new(id, verb, viewer.user, moment);
        if self.0.store.commit(rows::insert(&operation, None), rows::insert_steps(&operation)).await? == Outcome::Stale
            && self.stored(id).await?.verb != operation.verb
        {
            return Err(Problem::anywhere(Reason::IdReused).into());
        }
        self.carry_on(id).await?;
        self.operation(viewer, id).await
    }

    /// Refuses what cannot be meant, and accounts out of the viewer's reach as if they were not there.
    async fn check(&self, viewer: &Viewer, verb: &Verb) -> Result<(), Error> {
        if let Some(problem) = verb.problem() {
            return Err(problem.into());
        }
        self.check_leads(viewer, &verb.named()).await
    }

    /// An operation as far as it is, with what stands in the way of the steps that were refused.
    pub async fn operation(&self, viewer: &Viewer, id: Uuid) -> Result<Operation, Error> {
        let mut operation = self.stored(id).await?;
        // Of an account that is there no more, only the id is left.
        if operation.by != viewer.user {
            self.check_leads(viewer, &operation.accounts()).await.map_err(|_| Error::NotFound)?;
        }
        for place in 0..operation.steps.len() {
            let Some(step) = operation.steps.get(place).filter(|step| step.state == StepState::Refused) else {
                continue;
            };
            let foreseen = self.foreseen(&operation, place, step).await;
            if let (Some(step), Ok(foreseen)) = (operation.steps.get_mut(place), foreseen) {
                step.problems = foreseen.problems;
            }
        }
        Ok(operation)
    }

    /// The operations that this viewer asked for, or whose accounts are all within reach, the latest first.
    pub async fn operations(&self, viewer: &Viewer) -> Result<Vec<Operation>, Error> {
        let mut all = Vec::new();
        for row in self.0.store.read_one(rows::read(None)).await? {
            let operation = self.stored(rows::operation(&row)?.id).await?;
            if operation.by == viewer.user || self.check_leads(viewer, &operation.accounts()).await.is_ok() {
                all.push(operation);
            }
        }
        Ok(all)
    }

    async fn stored(&self, id: Uuid) -> Result<Operation, Error> {
        let answers = self.0.store.read(vec![rows::read(Some(id)), rows::read_steps(id)]).await?;
        let [head, steps] = answers.as_slice() else { return Err(Error::NotFound) };
        let mut operation = rows::operation(head.first().ok_or(Error::NotFound)?)?;
        operation.steps = steps.iter().map(rows::step).collect::<Result<_, _>>()?;
        Ok(operation)
    }

    /// Goes on with everything that was cut short, by a crash or another instance's. One that cannot be gone on with
    /// stays as it is.
    pub(crate) async fn resume(&self) -> Result<(), Error> {
        if step::may_write(&self.0.store, self.0.formats).await.is_err() {
            return Ok(());
        }
        for row in self.0.store.read_one(rows::cut_short()).await? {
            let id: Uuid = row.parse(0)?;
            if let Err(error) = self.carry_on(id).await {
                tracing::warn!(operation = %id, %error, "an operation was not gone on with");
            }
        }
        Ok(())
    }

    /// Does what is left of an operation, in a task of its own.
    async fn carry_on(&self, id: Uuid) -> Result<(), Error> {
        let ledger = self.clone();
        let task = tokio::spawn(async move { ledger.run(id).await });
        task.await.map_err(|error| Error::Store(error.to_string()))?
    }

    async fn run(&self, id: Uuid) -> Result<(), Error> {
        let operation = self.stored(id).await?;
        match (operation.state, &operation.verb) {
            (State::Running, Verb::Import { .. }) => self.arrive(&operation).await,
            (State::Running, _) => self.run_steps(&operation).await,
            (State::Undoing, _) => self.run_back(&operation).await,
            (State::Done | State::Undone, _) => Ok(()),
        }
    }

    async fn run_steps(&self, operation: &Operation) -> Result<(), Error> {
        let mut refused = operation.steps.iter().any(|step| step.state == StepState::Refused);
        for (place, step) in operation.steps.iter().enumerate() {
            if step.state != StepState::Waiting {
                continue;
            }
            let (state, revision) = match refused && operation.verb.is_chain() {
                true => (StepState::Left, None),
                false => self.do_step(operation, place, step).await?,
            };
            refused |= state == StepState::Refused;
            self.note(rows::step_went(operation.id, place, state, revision)).await?;
        }
        self.note(rows::becomes(operation.id, State::Running, State::Done)).await
    }

    /// Writes what is known now; no row touched means that another instance wrote it.
    async fn note(&self, statement: Statement) -> Result<(), Error> {
        self.0.store.commit(statement, Vec::new()).await.map(drop)
    }

    /// Makes the change of a step on the plan as it is, planned anew where somebody is faster; found made, it is done.
    async fn do_step(
        &self,
        operation: &Operation,
        place: usize,
        step: &Step,
    ) -> Result<(StepState, Option<i64>), Error> {
        for _ in 0..TRIES {
            if let Some(revision) = self.revision_of(step.account, step.change).await? {
                return Ok((StepState::Done, Some(revision)));
            }
            let Ok(held) = self.whole(step.account).await else { return Ok((StepState::Refused, None)) };
            let today = operation.made.today;
            let edits = match self.edits_of(&operation.verb, (place, step.change), &held.plan, today).await {
                Ok(edits) if edits.is_empty() => return Ok((StepState::Nothing, None)),
                Ok(edits) => edits,
                Err(Error::Problems(_) | Error::NotFound) => return Ok((StepState::Refused, None)),
                Err(error) => return Err(error),
            };
            let change = change(step.change, edits);
            match self.commit(step.account, change, Course::On, None, operation.by, operation.made).await {
                Ok(committed) => {
                    let made = self.revision_of(step.account, step.change).await?;
                    let state = if made.is_some() { StepState::Done } else { StepState::Nothing };
                    return Ok((state, made.map(|_| committed.revision)));
                }
                Err(Error::Problems(_)) if self.fresh(step.account).await?.stamp != held.stamp => {}
                Err(Error::Problems(_)) => return Ok((StepState::Refused, None)),
                Err(error) => return Err(error),
            }
        }
        Err(Error::Store("somebody kept changing the account".into()))
    }

    async fn is_there(&self, account: Uuid) -> Result<bool, Error> {
        Ok(!self.0.store.read_one(shelf_of(account)).await?.is_empty())
    }

    async fn revision_of(&self, account: Uuid, change: Uuid) -> Result<Option<i64>, Error> {
        let made = log::made_at(&self.0.store.read_one(log::made(account, change)).await?)?;
        Ok(made.map(|(revision, _)| revision))
    }

    /// Takes an operation back as a whole, in the accounts last changed first. Where one account refuses - what it did
    /// was changed since, or is needed - nothing is taken back anywhere, and the refusals are named at their steps
    /// (decided 5.43). Sent twice, it is done once.
    pub async fn undo_operation(&self, viewer: &Viewer, id: Uuid, moment: Moment) -> Result<Operation, Error> {
        let mut operation = self.operation(viewer, id).await?;
        let mut there = Vec::new();
        for (_, step) in operation.done() {
            there.extend(self.is_there(step.account).await?.then_some(step.account));
        }
        self.check_leads(viewer, &there).await?;
        if operation.state == State::Done {
            let mut refused = false;
            for place in operation.done().map(|(place, _)| place).collect::<Vec<_>>() {
                let Some(step) = operation.steps.get_mut(place) else { continue };
                step.problems = self.undo_problems(&operation.verb, step, moment).await?;
                refused |= !step.problems.is_empty();
            }
            if refused {
                return Ok(operation);
            }
            self.note(rows::undone(id, viewer.user, moment)).await?;
        }
        self.carry_on(id).await?;
        self.operation(viewer, id).await
    }

    /// What would stand in the way of taking back a step now.
    async fn undo_problems(&self, verb: &Verb, step: &Step, moment: Moment) -> Result<Vec<Problem>, Error> {
        if let Some(problems) = self.departure_problems(verb).await? {
            return Ok(problems);
        }
        // In an account that was deleted since, nothing is left to take back.
        if !self.is_there(step.account).await? {
            return Ok(Vec::new());
        }
        let viewer = Viewer::person(Uuid::nil());
        let seat = self.seat(&viewer, step.account, Lens::WHOLE).await?;
        let tried = match seat.taking_back(step.change, step.undo()).await {
            Ok(Ok(change)) => seat.plan().apply_on(&change, moment.today).map(drop),
            Ok(Err(_)) => Ok(()),
            Err(Error::Problems(problems)) if is_undone(&problems) => Ok(()),
            Err(Error::Problems(problems)) => Err(problems),
            Err(error) => return Err(error),
        };
        Ok(tried.err().unwrap_or_default())
    }

    async fn run_back(&self, operation: &Operation) -> Result<(), Error> {
        let Some((by, moment)) = operation.undone else { return Err(Error::NotFound) };
        if self.depart(operation).await? {
            return Ok(());
        }
        let viewer = Viewer::person(by);
        let mut left = false;
        for (place, step) in operation.done().collect::<Vec<_>>().into_iter().rev() {
            let undone = match self.seat(&viewer, step.account, Lens::WHOLE).await {
                Ok(seat) => seat.undo(step.change, step.undo(), moment).await.map(drop),
                Err(error) => Err(error),
            };
            let undone = match undone {
                Err(Error::Problems(problems)) if is_undone(&problems) => Ok(()),
                Err(Error::NotFound) => Ok(()),
                other => other,
            };
            match undone {
                Ok(()) => self.note(rows::step_went(operation.id, place, StepState::Undone, step.revision)).await?,
                // Somebody was faster than we could look. What is left can be taken back once that is settled.
                Err(Error::Problems(_)) => left = true,
                Err(error) => return Err(error),
            }
        }
        let end = if left { State::Done } else { State::Undone };
        self.note(rows::becomes(operation.id, State::Undoing, end)).await
    }
}

impl Operation {
    /// The steps that are done and stand, with their places.
    fn done(&self) -> impl Iterator<Item = (usize, &Step)> {
        self.steps.iter().enumerate().filter(|(_, step)| step.state == StepState::Done)
    }
}

impl Step {
    /// The id of the change that takes it back.
    fn undo(&self) -> Uuid {
        verb::id_within(self.change, b"undo")
    }
}

/// Somebody took the step back by itself.
fn is_undone(problems: &[Problem]) -> bool {
    problems.iter().all(|one| one.reason == Reason::UndoneAlready)
}

fn change(id: Uuid, edits: Vec<Edit>) -> Change {
    Change { id, why: None, undoes: None, edits }
}
