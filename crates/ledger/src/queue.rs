//! One queue an account: whatever waits is applied to the plan in turn and committed in one transaction. Within a
//! process changes of one account never contend; another instance is noticed by the stamp.

use crate::account::{self, Head, Stamp, Writes};
use crate::library::LIBRARY;
use crate::log;
use crate::past::Earlier;
use crate::resting::Asleep;
use crate::store::Outcome;
use crate::{Error, Ledger, Moment, files, step};
use jiff::Timestamp;
use plan::problem::Reason;
use plan::{Applied, Change, Plan, Problem};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;
use uuid::Uuid;

/// How often a commit starts over because another instance was faster.
const TRIES: usize = 50;

/// A plan as it was at a stamp, with the library that lies under it, and what rests and is not in it.
pub struct Held {
    pub stamp: Stamp,
    pub plan: Arc<Plan>,
    pub asleep: Arc<Asleep>,
    under: Option<Arc<Held>>,
}

impl Held {
    /// The plan's own records at this stamp, with the library laid under them.
    fn over(stamp: Stamp, own: &Plan, asleep: Arc<Asleep>, under: Option<Arc<Held>>) -> Self {
        let plan = under.as_ref().map_or_else(|| own.own(), |library| own.with_library(&library.plan));
        let library = under.as_ref().map_or(0, |library| library.stamp.revision);
        Self { stamp: Stamp { library, ..stamp }, plan: Arc::new(plan), asleep, under }
    }

    /// The same account with all records awake, read at this stamp.
    pub fn woken(&self, stamp: Stamp, own: &Plan) -> Self {
        Self::over(stamp, own, Arc::default(), self.under.clone())
    }

    /// Is it over the library as it is at this stamp?
    fn is_over(&self, library: Option<Stamp>) -> bool {
        self.under.as_ref().map(|library| library.stamp) == library
    }
}

/// What the ledger keeps about an account while it runs.
#[derive(Default)]
pub struct Room {
    held: Mutex<Option<Arc<Held>>>,
    /// The earlier plan that was asked for last.
    pub(crate) earlier: Mutex<Option<Earlier>>,
    /// The plan with what rests, where somebody asked for it.
    whole: Mutex<Option<Arc<Held>>>,
    waiting: Mutex<Vec<Waiting>>,
    turn: tokio::sync::Mutex<()>,
}

struct Waiting {
    change: Change,
    course: Course,
    file: Option<Vec<u8>>,
    by: Uuid,
    moment: Moment,
    reply: oneshot::Sender<Result<Committed, Error>>,
}

/// Does a change lead on, under the rules about moves, from wherever the plan is or from one stamp alone, or back to what
/// was, or does it write down a part of a file, which is searched when it is complete?
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Course {
    On,
    From(Stamp),
    Back,
    Written,
}

impl Course {
    /// Must it begin at another stamp than this one?
    fn has_left(self, stamp: Stamp) -> bool {
        matches!(self, Self::From(wanted) if wanted != stamp)
    }
}

/// A change that is durable.
#[derive(Clone, Debug)]
pub struct Committed {
    /// The revision that it made, or had made when it came before.
    pub revision: i64,
    /// The plan after it.
    pub plan: Arc<Plan>,
}

impl Room {
    /// Lets go of a plan that is no longer the one at this stamp.
    pub fn let_go(&self, stamp: Stamp) {
        let mut held = self.held();
        if held.as_ref().is_some_and(|held| !held.stamp.is_same_account(stamp)) {
            *held = None;
            *self.earlier.lock().unwrap_or_else(PoisonError::into_inner) = None;
            *self.kept_whole() = None;
        }
    }

    /// The plan with what rests that somebody asked for last.
    pub(crate) fn kept_whole(&self) -> MutexGuard<'_, Option<Arc<Held>>> {
        self.whole.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held(&self) -> MutexGuard<'_, Option<Arc<Held>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until nothing of this process writes to the account; as long as the answer is held, nothing does.
    pub(crate) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ledger {
    /// The plan as it is now: the one we hold if its stamp still stands, laid over the library anew where only that
    /// moved, else read anew.
    pub(crate) async fn fresh(&self, account: Uuid) -> Result<Arc<Held>, Error> {
        let rows = self.0.store.read_one(account::stamps_of(account)).await?;
        let stamp = account::stamp(&rows, account)?.ok_or(Error::NotFound)?;
        let library = account::stamp(&rows, LIBRARY)?.filter(|_| account != LIBRARY);
        // Only an account that is there gets a room, so that asking for others leaves nothing behind.
        let room = self.room(account);
        let mark = account::mark(&rows, account)?;
        let same = |held: &Arc<Held>| held.stamp.is_same_account(stamp) && held.asleep.mark() == mark;
        let held = room.held().clone().filter(same);
        if let Some(held) = held.clone().filter(|held| held.is_over(library)) {
            return Ok(held);
        }
        let under = match library {
            Some(stamp) => Some(self.library_at(stamp).await?),
            None => None,
        };
        let held = match held {
            Some(held) => Held::over(stamp, &held.plan, held.asleep.clone(), under),
            None => {
                let (stamp, plan, asleep) = account::load_awake(&self.0.store, account, mark).await?;
                Held::over(stamp, &plan, Arc::new(asleep), under)
            }
        };
        let held = Arc::new(held);
        *room.held() = Some(held.clone());
        Ok(held)
    }

    /// The library as it is at this stamp or, where it moved meanwhile, later.
    async fn library_at(&self, stamp: Stamp) -> Result<Arc<Held>, Error> {
        let room = self.room(LIBRARY);
        let held = room.held().clone().filter(|held| held.stamp == stamp);
        if let Some(held) = held {
            return Ok(held);
        }
        let (stamp, plan) = account::load(&self.0.store, LIBRARY).await?;
        let held = Arc::new(Held::over(stamp, &plan, Arc::default(), None));
        *room.held() = Some(held.clone());
        Ok(held)
    }

    /// Queues a change, with the bytes of the file that it adds, and waits until it is durable or refused. Runs to its end even if the caller goes away.
    pub(crate) async fn commit(
        &self,
        account: Uuid,
        change: Change,
        course: Course,
        file: Option<Vec<u8>>,
        by: Uuid,
        moment: Moment,
    ) -> Result<Committed, Error> {
        // A seat is at an account that is there.
        let room = self.room(account);
        let (reply, answer) = oneshot::channel();
        room.waiting().push(Waiting { change, course, file, by, moment, reply });
        let ledger = self.clone();
        tokio::spawn(async move { ledger.drain(&room, account).await });
        answer.await.map_err(|_| Error::Store("the commit was dropped".into()))?
    }

    /// Takes its turn and commits all that waits by then; often an earlier turn has taken it along already.
    async fn drain(&self, room: &Room, account: Uuid) {
        let _turn = room.turn().await;
        let waiting = std::mem::take(&mut *room.waiting());
        if waiting.is_empty() {
            return;
        }
        let mut batch = Batch::of(waiting);
        for _ in 0..TRIES {
            match self.try_batch(room, account, &mut batch).await {
                Ok(Outcome::Done) => return batch.reply(),
                Ok(Outcome::Stale) => batch.start_over(),
                Err(error) => return batch.fail(&error),
            }
        }
        batch.fail(&Error::Store("another instance kept changing the account".into()));
    }

    async fn try_batch(&self, room: &Room, account: Uuid, batch: &mut Batch) -> Result<Outcome, Error> {
        step::may_write(&self.0.store, self.0.formats).await?;
        let mut held = self.fresh(account).await?;
        let wakes = self.meets_asleep(account, &held, batch.waiting.iter().map(|one| &one.change)).await?;
        if wakes {
            held = self.whole(account).await?;
        }
        let mut asked = vec![log::instant_of(account, held.stamp.revision)];
        asked.extend(batch.waiting.iter().map(|one| log::made(account, one.change.id)));
        let answers = self.0.store.read(asked).await?;
        let (last, made) = answers.split_first().ok_or(Error::NotFound)?;
        let last = last.first().map(|row| row.parse(0)).transpose()?;
        let made: Result<Vec<_>, _> = made.iter().map(|rows| log::made_at(rows)).collect();
        let asked = batch.waiting.iter().flat_map(|one| files::asked_by(&one.change)).collect::<Vec<_>>();
        let there = if asked.is_empty() { BTreeSet::new() } else { files::found(&self.0.store.read(asked).await?)? };
        let writes = batch.stage(account, &held, last, made?, &there);
        let Some((plan, stamp)) = batch.last.clone().filter(|(_, stamp)| *stamp != held.stamp) else {
            return Ok(Outcome::Done);
        };
        let head = Head::of(&plan).ok_or(Error::NotFound)?;
        let guard = match wakes {
            true => account::advance(&head, held.stamp, stamp),
            false => account::advance_asleep(&head, held.stamp, stamp, &held.asleep),
        };
        let outcome = self.0.store.commit(guard, writes.into_statements()).await?;
        let (asleep, under) = (held.asleep.clone(), held.under.clone());
        let next = || Arc::new(Held { stamp, plan: plan.clone(), asleep, under });
        *room.held() = (outcome == Outcome::Done).then(next);
        *room.kept_whole() = None;
        if outcome == Outcome::Done {
            self.0.news.tell(account, stamp);
        }
        if outcome == Outcome::Done && account == LIBRARY {
            self.draw_where_due().await?;
        }
        Ok(outcome)
    }
}

impl Waiting {
    fn applied(&self, plan: &Plan, there: &BTreeSet<String>) -> Result<Applied, Vec<Problem>> {
        let applied = match self.course {
            Course::On | Course::From(_) => plan.apply_on(&self.change, self.moment.today),
            Course::Back => plan.apply_back(&self.change),
            Course::Written => plan.apply(&self.change),
        }?;
        let lacking = files::lacking(&self.change, &applied, self.file.as_deref(), there);
        if lacking.is_empty() { Ok(applied) } else { Err(lacking) }
    }
}

/// The changes that one transaction will carry, each with its answer once it is known.
struct Batch {
    waiting: Vec<Waiting>,
    answers: Vec<Result<Committed, Error>>,
    last: Option<(Arc<Plan>, Stamp)>,
}

impl Batch {
    fn of(waiting: Vec<Waiting>) -> Self {
        Self { waiting, answers: Vec::new(), last: None }
    }

    fn start_over(&mut self) {
        self.answers.clear();
        self.last = None;
    }

    /// Applies one change after the other; a refused one leaves no trace. Instants never run backwards within an
    /// account, whatever a clock does: a change is made at the `last` one's at the earliest.
    fn stage(
        &mut self,
        account: Uuid,
        held: &Held,
        last: Option<Timestamp>,
        made: Vec<Option<(i64, String)>>,
        there: &BTreeSet<String>,
    ) -> Writes {
        let mut writes = Writes::default();
        let mut last = last.unwrap_or(Timestamp::MIN);
        let (mut plan, mut stamp) = (held.plan.clone(), held.stamp);
        let mut staged: HashMap<Uuid, (i64, String)> = HashMap::new();
        for (one, made) in self.waiting.iter().zip(made) {
            let digest = log::digest(&one.change);
            let before = made.or_else(|| staged.get(&one.change.id).cloned());
            let answer = match before {
                Some((revision, same)) if same == digest => Ok(Committed { revision, plan: plan.clone() }),
                Some(_) => Err(Problem::anywhere(Reason::IdReused).into()),
                None if one.course.has_left(stamp) => Err(Problem::anywhere(Reason::MovedOn).into()),
                None => one.applied(&plan, there).map_err(Error::Problems).map(|applied| {
                    // What changes nothing leaves nothing that could be undone.
                    if !applied.edits.is_empty() {
                        let before = std::mem::replace(&mut plan, Arc::new(applied.plan));
                        last = last.max(one.moment.at);
                        one.file.iter().for_each(|bytes| writes.push(files::write(bytes)));
                        stamp = Stamp { revision: stamp.revision + 1, last_change: one.change.id, ..stamp };
                        staged.insert(one.change.id, (stamp.revision, digest));
                        writes.change(account, stamp, &one.change, &applied.edits, one.by, last);
                        writes.records(account, stamp.revision, &before, &plan, &applied.edits);
                        if one.course != Course::Written {
                            writes.tokens(account, &before, &plan, &applied.edits);
                        }
                    }
                    Committed { revision: stamp.revision, plan: plan.clone() }
                }),
            };
            self.answers.push(answer);
        }
        self.last = Some((plan, stamp));
        writes
    }

    fn reply(self) {
        for (one, answer) in self.waiting.into_iter().zip(self.answers) {
            // Whoever no longer waits for the answer does not need it.
            let _ = one.reply.send(answer);
        }
    }

    fn fail(self, error: &Error) {
        for one in self.waiting {
            let answer = match error {
                Error::NotFound => Error::NotFound,
                Error::OnlyReads => Error::OnlyReads,
                error => Error::Store(error.to_string()),
            };
            let _ = one.reply.send(Err(answer));
        }
    }
}
