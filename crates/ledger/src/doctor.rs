//! The doctor: does what the database holds agree with itself? Log against records, references, revisions, seals.

use crate::account::load;
use crate::library::LIBRARY;
use crate::step::Steps;
use crate::store::Statement;
use crate::{Error, HOME, Ledger, Seat, Viewer, files, log, snapshot};
use plan::erasure::Erasure;
use plan::{Lens, Logged, Plan, file};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// What the doctor looked at, and what is wrong.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagnosis {
    /// Accounts that were looked at.
    pub accounts: usize,
    /// Records that were looked at.
    pub records: usize,
    /// Changes that were walked back.
    pub changes: usize,
    /// Snapshots that were opened.
    pub snapshots: usize,
    /// Users that were looked at.
    pub users: usize,
    /// Each thing that is wrong, with where it is.
    pub wounds: Vec<String>,
}

impl Ledger {
    /// Looks through every account that this viewer reaches.
    pub async fn diagnose(&self, viewer: &Viewer) -> Result<Diagnosis, Error> {
        let (users, mut wounds) = self.examine_users().await?;
        wounds.extend(self.orphans().await?);
        let mut diagnosis = Diagnosis { users, wounds, ..Diagnosis::default() };
        diagnosis.wounds.extend(self.file_wounds().await?);
        let library = self.library_now().await?;
        if library.is_some()
            && let Err(error) = self.examine(viewer, LIBRARY, None, &mut diagnosis).await
        {
            diagnosis.wounds.push(format!("library: {error}"));
        }
        for card in self.reach(viewer).of_all().accounts().await? {
            diagnosis.accounts += 1;
            if let Err(error) = self.examine(viewer, card.id, library.as_ref(), &mut diagnosis).await {
                diagnosis.wounds.push(format!("account {} ({}): {error}", card.code, card.id));
            }
        }
        Ok(diagnosis)
    }

    /// Draws the cards and list rows of every account within reach and of the library anew, and what they are found by, wakes what rests where the
    /// account says otherwise, and takes out the files that nothing refers to; says how many accounts it were.
    pub async fn repair(&self, viewer: &Viewer) -> Result<usize, Error> {
        if self.library_now().await?.is_some() {
            self.draw(LIBRARY).await?;
            self.index_anew(LIBRARY).await?;
        }
        self.clear_idle_files().await?;
        let accounts = self.reach(viewer).of_all().accounts().await?;
        for account in &accounts {
            if self.misrested(account.id).await?.is_some() {
                self.wake(account.id).await?;
            }
            self.draw(account.id).await?;
            self.index_anew(account.id).await?;
        }
        Ok(accounts.len())
    }

    /// Accounts that no member belongs to, so that nobody reaches them.
    async fn orphans(&self) -> Result<Vec<String>, Error> {
        let sql = "SELECT a.id FROM account a LEFT JOIN membership m ON m.workspace = a.workspace \
                   AND m.account = a.id WHERE a.workspace = $1 AND a.id <> $2 AND a.shelf <> 'arriving' AND m.account IS NULL";
        let rows = self.0.store.read_one(Statement { sql, params: vec![HOME.into(), LIBRARY.into()] }).await?;
        rows.iter().map(|row| Ok(format!("account {}: it has no member", row.text(0)?))).collect()
    }

    /// The files that no record, no change and no snapshot of any account names.
    pub(crate) async fn idle_files(&self) -> Result<Vec<(String, i64)>, Error> {
        let mut files = self.files().await?;
        if files.is_empty() {
            return Ok(files);
        }
        let statement = |sql| Statement { sql, params: vec![HOME.into()] };
        let reads = vec![
            statement("SELECT body FROM record WHERE workspace = $1 AND kind = 'attachment'"),
            statement("SELECT edits FROM change WHERE workspace = $1 AND edits LIKE '%\"attachment\"%'"),
            statement("SELECT body FROM snapshot WHERE workspace = $1"),
        ];
        let answers = self.0.store.read(reads).await?;
        let [records, changes, snapshots] = answers.as_slice() else { return Err(Error::NotFound) };
        let mut named = BTreeSet::new();
        for row in records.iter().chain(changes) {
            named.extend(files::named_in(row.text(0)?));
        }
        for row in snapshots {
            named.extend(files::named_in(&snapshot::unpacked(row.bytes(0)?)?));
        }
        files.retain(|(hash, _)| !named.contains(hash));
        Ok(files)
    }

    async fn examine(
        &self,
        viewer: &Viewer,
        account: Uuid,
        library: Option<&(i64, Arc<Plan>)>,
        diagnosis: &mut Diagnosis,
    ) -> Result<(), Error> {
        let store = &self.0.store;
        let (stamp, plan) = load(store, account).await?;
        diagnosis.records += plan.len() + plan.wounds().len();
        diagnosis.wounds.extend(plan.wounds().map(|wound| {
            let code = wound.code.as_deref().map(|code| format!(" ({code})")).unwrap_or_default();
            format!("account {account}: {} {}{code} cannot be read: {}", wound.kind, wound.id, wound.why)
        }));
        // What could not be written as a file and read again has a reference or a value that is wrong.
        let whole = library.map_or_else(|| plan.clone(), |(_, library)| plan.with_library(library));
        if let Err(problems) = file::read_stored(&file::write(&whole)) {
            let told = problems.iter().map(|one| one.problem.to_string());
            diagnosis.wounds.extend(told.map(|problem| format!("account {account}: {problem}")));
        }
        diagnosis.wounds.extend(self.misdrawn(account, &whole).await?);
        diagnosis.wounds.extend(self.misfound(account, &whole).await?);
        diagnosis.wounds.extend(self.misrested(account).await?);
        diagnosis.wounds.extend(self.files_without_bytes(account, &plan).await?);
        for one in self.erasures().await?.iter().filter(|one| one.account == account) {
            let (kind, id) = (one.record.kind, one.record.id);
            let (Some(body), Some(code)) = (plan.body(kind, id), plan.code(kind, id)) else { continue };
            if !Erasure::of(one.record, code).is_some_and(|erasure| erasure.is_done(&body)) {
                let wound =
                    format!("account {account}: {code} was erased and has a name again; erase {code} once more");
                diagnosis.wounds.push(wound);
            }
        }
        let changes = log::latest(store, account, i64::MAX, i64::MAX).await?;
        diagnosis.changes += changes.len();
        let newest = changes.first();
        if newest.map(|change| (change.revision, change.id)) != Some((stamp.revision, stamp.last_change)) {
            diagnosis.wounds.push(format!("account {account}: its stamp is not its last change"));
        }
        let expected = (1..=stamp.revision).rev();
        if !changes.iter().map(|change| change.revision).eq(expected) {
            diagnosis.wounds.push(format!("account {account}: revisions are missing from its log"));
        }
        // Each change was applied over the library as it was by then: a state that there was, and none before the last.
        let libraries = log::libraries(store, account).await?;
        let newest = library.map_or(0, |(revision, _)| *revision);
        if libraries.first().is_some_and(|last| *last > newest) || !libraries.is_sorted_by(|later, one| later >= one) {
            diagnosis.wounds.push(format!("account {account}: its changes name states of the library that never were"));
        }
        diagnosis.wounds.extend(changes.iter().filter_map(|change| {
            let why = &change.unread.as_ref()?.why;
            Some(format!("account {account}: change {} cannot be read: {why}", change.revision))
        }));
        let seat = self.seat(viewer, account, Lens::WHOLE).await?;
        if Logged::readable(&changes).is_ok() {
            self.walk_back(&seat, account, diagnosis).await?;
        }
        for sealed in snapshot::list(store, account).await? {
            diagnosis.snapshots += 1;
            if let Err(error) = snapshot::open(store, account, sealed.id, self.0.formats).await {
                diagnosis.wounds.push(format!("account {account}: {error}"));
            }
        }
        Ok(())
    }

    /// Does the log lead back to nothing, and to what steps to new formats sealed?
    async fn walk_back(&self, seat: &Seat, account: Uuid, diagnosis: &mut Diagnosis) -> Result<(), Error> {
        let store = &self.0.store;
        // Walked back over all changes, nothing may be left: every record came in by one of them.
        let first = seat.as_of(0).await?;
        let left = first.len() + first.wounds().len();
        if left > 0 {
            diagnosis.wounds.push(format!("account {account}: {left} records have no change that made them"));
        }
        // Each step to a new format changed the form alone.
        for step in Steps::of(store, account).await?.iter().filter(|step| step.revision > 0) {
            let sealed = snapshot::open(store, account, step.snapshot, self.0.formats).await?;
            if seat.as_of(step.revision).await?.own() != sealed.own() {
                let wound = format!("account {account}: revision {} is not what its snapshot sealed", step.revision);
                diagnosis.wounds.push(wound);
            }
        }
        Ok(())
    }
}
