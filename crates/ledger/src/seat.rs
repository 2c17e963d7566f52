//! A seat at an account: the only way to hold a plan.

use crate::account::Stamp;
use crate::queue::{Committed, Course, Held};
use crate::snapshot::{self, Snapshot};
use crate::user::{FOUNDER, Standing};
use crate::{Error, Ledger, Moment, log, step};
use jiff::Timestamp;
use plan::attachment::Attachment;
use plan::change::{Steps, steps};
use plan::id::RecordRef;
use plan::lens::Whose;
use plan::{Change, Day, Id, Kind, Lens, Logged, Plan, Problem, Reason, View};
use std::sync::Arc;
use uuid::Uuid;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The signed-in user; written into every change.
    pub user: Uuid,
    /// The user's role in the workspace.
    pub standing: Standing,
    /// Others look on, such as at a projector: what we make of people is not shown.
    pub discreet: bool,
}

impl Viewer {
    /// Whoever keeps the machine, on its command line. What is written is by the same author as what the first
    /// administrator writes.
    pub const fn operator() -> Self {
        Self { user: FOUNDER, standing: Standing::Operator, discreet: false }
    }

    /// A user with no more rights than anybody.
    pub const fn person(user: Uuid) -> Self {
        Self { user, standing: Standing::Person, discreet: false }
    }

    /// A user who administers the workspace.
    pub const fn administrator(user: Uuid) -> Self {
        Self { user, standing: Standing::Administrator, discreet: false }
    }
}

/// One viewer's view of one account, as of the moment it was opened.
pub struct Seat {
    ledger: Ledger,
    viewer: Viewer,
    account: Uuid,
    held: Arc<Held>,
    view: View,
}

impl Seat {
    pub(crate) fn new(ledger: Ledger, viewer: Viewer, account: Uuid, held: Arc<Held>, lens: Lens) -> Self {
        let view = View::of(held.plan.clone(), lens);
        Self { ledger, viewer, account, held, view }
    }

    /// What the viewer may see of the plan, without what rests: what pages and figures are made of.
    pub fn plan(&self) -> &Plan {
        self.view.plan()
    }

    /// The same with the figures of the account.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Through which lens the viewer sees it.
    pub fn lens(&self) -> Lens {
        self.view.lens()
    }

    /// The same with what rests: what files and tables are made of, and what is compared with another day.
    pub async fn whole(&self) -> Result<View, Error> {
        if self.held.asleep.is_empty() { Ok(self.view.clone()) } else { Ok(self.seen(self.everything().await?)) }
    }

    /// The whole plan with what rests, whoever asks: what changes are made of.
    async fn everything(&self) -> Result<Arc<Plan>, Error> {
        if self.held.asleep.is_empty() {
            Ok(self.held.plan.clone())
        } else {
            Ok(self.ledger.whole(self.account).await?.plan.clone())
        }
    }

    /// What the viewer may see of a plan of this account.
    fn seen(&self, plan: Arc<Plan>) -> View {
        View::of(plan, self.lens())
    }

    /// The plan with this record in it, be it that it rests.
    pub async fn plan_with(&self, kind: Kind, id: Uuid) -> Result<View, Error> {
        if self.held.plan.has(kind, id) { Ok(self.view.clone()) } else { self.whole().await }
    }

    /// Does the record of this kind with this code rest?
    pub fn rests(&self, kind: Kind, code: &str) -> bool {
        self.lens().shows(kind) && self.held.asleep.has_code(kind, code)
    }

    /// How many of the records that rest name this one, such as a person who took part.
    pub async fn resting_with(&self, id: Uuid) -> Result<usize, Error> {
        let asleep = self.lens().shows(Kind::Interaction) && !self.held.asleep.is_empty();
        if asleep { self.ledger.resting_with(self.account, id).await } else { Ok(0) }
    }

    /// Which state of the plan it is.
    pub fn stamp(&self) -> Stamp {
        self.held.stamp
    }

    /// Makes a change durable, or names everything that is wrong with it. Sent twice, it is made once.
    pub async fn commit(&self, change: Change, moment: Moment) -> Result<Committed, Error> {
        self.lead(change, Course::On, moment).await
    }

    /// The same, if the plan is still at this stamp by then. A change that was made before stays so.
    pub async fn commit_at(&self, stamp: Stamp, change: Change, moment: Moment) -> Result<Committed, Error> {
        self.lead(change, Course::From(stamp), moment).await
    }

    /// The same with the bytes of the file that the change adds: both are written together, or neither.
    pub async fn attach(&self, change: Change, bytes: Vec<u8>, moment: Moment) -> Result<Committed, Error> {
        self.lead_with(change, Course::On, Some(bytes), moment).await
    }

    /// A file of the plan or of the library under it with its bytes; none where they are not here, such as after an
    /// erasure or where a plan file told of it.
    pub async fn file(&self, id: Uuid) -> Result<Option<(Attachment, Vec<u8>)>, Error> {
        let attachment = self.plan().attachments.get(Id::new(id)).ok_or(Error::NotFound)?;
        let Some(hash) = &attachment.sha256 else { return Ok(None) };
        Ok(self.ledger.bytes(hash).await?.map(|bytes| (attachment.clone(), bytes)))
    }

    /// Brings a removed record back as it was, with what was removed with it, by a new change `id`; refused where that
    /// no longer fits. Sent twice, it is done once.
    pub async fn bring_back(&self, record: RecordRef, id: Uuid, moment: Moment) -> Result<Committed, Error> {
        if let Some(done) = self.done(id).await? {
            return Ok(done);
        }
        let log = self.log(i64::MAX, i64::MAX).await?;
        let change = self.now().await?.everything().await?.bring_back(record.kind, record.id, &log, id);
        self.lead(change.map_err(Error::Problems)?, Course::Back, moment).await
    }

    /// Sets one field back to what it was at this revision, by a new change `id`, under the rules of any other change.
    /// Sent twice, it is done once.
    pub async fn set_back(
        &self,
        record: RecordRef,
        field: &str,
        revision: i64,
        id: Uuid,
        moment: Moment,
    ) -> Result<Committed, Error> {
        if let Some(done) = self.done(id).await? {
            return Ok(done);
        }
        let then = self.ledger.as_of(self.account, revision).await?;
        let change = self.now().await?.everything().await?.set_back(record.kind, record.id, field, &then, id);
        self.lead(change.map_err(Error::Problems)?, Course::On, moment).await
    }

    /// Makes the whole plan what it was at this revision, by one new change `id`; refused if it has changed since the
    /// revision `seen`. Sent twice, it is done once.
    pub async fn go_back(&self, revision: i64, seen: i64, id: Uuid, moment: Moment) -> Result<Committed, Error> {
        if let Some(done) = self.done(id).await? {
            return Ok(done);
        }
        let (then, now) = (self.ledger.as_of(self.account, revision).await?, self.now().await?);
        if now.stamp().revision != seen {
            return Err(Problem::anywhere(Reason::TouchedSince).into());
        }
        let change = now.everything().await?.go_back(&then, id);
        self.lead(change, Course::Back, moment).await
    }

    /// The same seat as of this moment.
    async fn now(&self) -> Result<Seat, Error> {
        self.ledger.seat(&self.viewer, self.account, self.lens()).await
    }

    /// What became of a change that was made before.
    async fn done(&self, id: Uuid) -> Result<Option<Committed>, Error> {
        let made = log::made_at(&self.ledger.0.store.read_one(log::made(self.account, id)).await?)?;
        let Some((revision, _)) = made else { return Ok(None) };
        Ok(Some(Committed { revision, plan: self.now().await?.held.plan.clone() }))
    }

    /// Was this change made?
    pub async fn made(&self, id: Uuid) -> Result<bool, Error> {
        Ok(self.done(id).await?.is_some())
    }

    async fn lead(&self, change: Change, course: Course, moment: Moment) -> Result<Committed, Error> {
        self.lead_with(change, course, None, moment).await
    }

    /// Tests the viewer's rights on the edits asked for, then makes the change; what stands in its way is told as far as
    /// the viewer may know.
    async fn lead_with(
        &self,
        change: Change,
        course: Course,
        file: Option<Vec<u8>>,
        moment: Moment,
    ) -> Result<Committed, Error> {
        let lens = self.lens();
        if !lens.role().leads() {
            let refused = lens.refuse(self.everything().await?.as_ref(), &change);
            if !refused.is_empty() {
                return Err(Error::Problems(refused));
            }
        }
        let done = self.ledger.commit(self.account, change, course, file, self.viewer.user, moment).await;
        done.map_err(|error| match error {
            Error::Problems(problems) => Error::Problems(lens.problems(problems)),
            other => other,
        })
    }

    /// Takes back the change `undone` by a new change `id`, unless something it touched was changed since.
    pub async fn undo(&self, undone: Uuid, id: Uuid, moment: Moment) -> Result<Committed, Error> {
        match self.taking_back(undone, id).await? {
            Ok(change) => self.commit(change, moment).await,
            Err(done) => Ok(done),
        }
    }

    /// The change `id` that takes back `undone` now, or what became of it where it was made before.
    pub(crate) async fn taking_back(&self, undone: Uuid, id: Uuid) -> Result<Result<Change, Committed>, Error> {
        let (log, steps) = (log::since(&self.ledger.0.store, self.account, undone).await?, self.format_steps().await?);
        let Some((change, later)) = log.split_first() else {
            return Err(Problem::anywhere(Reason::NoSuchChange).into());
        };
        if let Some(made) = later.iter().find(|one| one.id == id && one.undoes == Some(undone)) {
            return Ok(Err(Committed { revision: made.revision, plan: self.held.plan.clone() }));
        }
        if steps.after(change.revision).is_some() {
            return Err(Problem::anywhere(Reason::BeforeNewFormat).into());
        }
        // The log was read after the plan was, so the plan is taken again.
        let now = self.now().await?.everything().await?;
        now.undo(change, later, id).map(Ok).map_err(|problems| Error::Problems(self.lens().problems(problems)))
    }

    /// The viewer's own last change and last undo that still stand.
    pub async fn steps(&self) -> Result<Steps, Error> {
        let traces = log::traces(&self.ledger.0.store, self.account).await?;
        Ok(steps(&traces, self.viewer.user))
    }

    /// The last `most` changes, newest first, as the viewer may read them.
    pub async fn history(&self, most: i64) -> Result<Vec<Logged>, Error> {
        self.history_before(i64::MAX, most).await
    }

    /// The last `most` changes before this revision, newest first, as the viewer may read them.
    pub async fn history_before(&self, revision: i64, most: i64) -> Result<Vec<Logged>, Error> {
        Ok(self.lens().log(&self.held.plan, self.log(revision, most).await?))
    }

    async fn log(&self, before: i64, most: i64) -> Result<Vec<Logged>, Error> {
        let log = log::latest(&self.ledger.0.store, self.account, before, most).await?;
        Ok(self.format_steps().await?.lift(self.ledger.0.formats, log))
    }

    /// The steps that the account took from format to format.
    async fn format_steps(&self) -> Result<step::Steps, Error> {
        step::Steps::of(&self.ledger.0.store, self.account).await
    }

    /// The plan as it was at this revision, over the library as it was when that revision was made: both are walked
    /// back from now. A revision that is the last or was never reached is now. Refused where a newer version made a
    /// change since that this one cannot read.
    pub async fn as_of(&self, revision: i64) -> Result<View, Error> {
        Ok(self.seen(self.ledger.as_of(self.account, revision).await?))
    }

    /// The last revision made at or before this instant; 0 before the account was there.
    pub async fn revision_at(&self, at: Timestamp) -> Result<i64, Error> {
        log::revision_at(&self.ledger.0.store, self.account, at).await
    }

    /// The changes that touched a record, newest first.
    pub async fn history_of(&self, kind: Kind, id: Uuid) -> Result<Vec<Logged>, Error> {
        // What is hidden touched nothing.
        let all = self.history(i64::MAX).await?;
        Ok(all.into_iter().filter(|change| change.touched(kind, id)).collect())
    }

    /// A figure of the account day by day, from this day on: what trend lines show. Only days on which it was measured
    /// and known are in it.
    pub async fn trend(&self, key: &str, from: Day) -> Result<Vec<(Day, f64)>, Error> {
        if self.lens().shows_figure(key) { self.ledger.trend(self.account, key, from).await } else { Ok(Vec::new()) }
    }

    /// Seals the plan as it is now, with its figures, under a name. Sent twice, it is sealed once.
    pub async fn seal(&self, id: Uuid, name: &str, moment: Moment) -> Result<(), Error> {
        step::may_write(&self.ledger.0.store, self.ledger.0.formats).await?;
        if !self.lens().works() {
            return Err(Problem::anywhere(Reason::NotYours { whose: Whose::Team }).into());
        }
        let now = self.ledger.whole(self.account).await?;
        let revision = now.stamp.revision;
        let statement = snapshot::seal(self.account, id, revision, name, &now.plan, self.viewer.user, moment)?;
        // No row touched means that this id was sealed before.
        self.ledger.0.store.commit(statement, Vec::new()).await.map(drop)
    }

    /// The account's snapshots, the latest first.
    pub async fn snapshots(&self) -> Result<Vec<Snapshot>, Error> {
        let all = snapshot::list(&self.ledger.0.store, self.account).await?;
        let lens = self.lens();
        Ok(all.into_iter().map(|one| Snapshot { figures: lens.figures(one.figures), ..one }).collect())
    }

    /// The plan that a snapshot sealed.
    pub async fn open_snapshot(&self, id: Uuid) -> Result<View, Error> {
        Ok(self.seen(self.ledger.open_snapshot(self.account, id).await?))
    }
}
