//! Where a human being stands: the records of one person in all accounts and in the library, found by what links them.

use super::Whole;
use crate::library::LIBRARY;
use crate::{Error, Ledger, archive};
use plan::erasure::{self, HUMAN};
use plan::id::RecordRef;
use plan::{Kind, Problem, Reason};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The records of one human being, by the account that they are taken out of. The library is one of those.
#[derive(Default)]
pub(super) struct Standing(BTreeMap<Uuid, BTreeSet<RecordRef>>);

/// Somebody's record, wherever it is, with what links it to others of the same human being.
struct Linked {
    account: Uuid,
    record: RecordRef,
    links: Vec<String>,
}

impl Ledger {
    /// All accounts, and the library where there is one.
    pub(super) async fn places(&self) -> Result<Vec<Uuid>, Error> {
        let mut places = archive::accounts(&self.0.store).await?;
        places.extend(self.library_now().await?.map(|_| LIBRARY));
        Ok(places)
    }

    /// Where the human being of this record has to be taken out of, and under which records.
    pub(super) async fn standing(&self, account: Uuid, record: RecordRef) -> Result<Standing, Error> {
        let mut everybody = Whole::read(&self.0.store, account).await?.linked(account);
        let places = self.places().await?;
        let is_asked = |one: &Linked| one.record == record && (one.account == account || one.account == LIBRARY);
        let has_links = everybody.iter().filter(|one| is_asked(one)).any(|one| !one.links.is_empty());
        // Whoever is linked to nobody stands here alone; the account's own people need no look elsewhere.
        if has_links || record.kind == Kind::Colleague {
            for place in places.iter().copied().filter(|place| *place != account) {
                everybody.extend(Whole::read(&self.0.store, place).await?.linked(place));
            }
        }
        if !everybody.iter().any(is_asked) {
            return Err(gone(record).into());
        }
        let mut standing = Standing::default();
        let mut links = BTreeSet::new();
        loop {
            let is_same = |one: &Linked| is_asked(one) || one.links.iter().any(|link| links.contains(link));
            let (same, others): (Vec<_>, Vec<_>) = everybody.into_iter().partition(is_same);
            if same.is_empty() {
                break;
            }
            for one in same {
                standing.add(one.account, one.record);
                links.extend(one.links);
            }
            everybody = others;
        }
        standing.reach(&places, account, record);
        Ok(standing)
    }
}

impl Standing {
    /// Each account with the records.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Uuid, Vec<RecordRef>)> {
        self.0.iter().map(|(account, records)| (*account, records.iter().copied().collect()))
    }

    pub(super) fn add(&mut self, account: Uuid, record: RecordRef) {
        self.0.entry(account).or_default().insert(record);
    }

    /// One of our people in the library shows in every account, and in what its snapshots carry. Of anybody else, the
    /// library may tell whom our people know.
    fn reach(&mut self, places: &[Uuid], account: Uuid, record: RecordRef) {
        let all: BTreeSet<RecordRef> = self.0.values().flatten().copied().collect();
        let ours: Vec<RecordRef> = all.into_iter().filter(|one| one.kind == Kind::Colleague).collect();
        for place in places {
            ours.iter().for_each(|colleague| self.add(*place, *colleague));
            if *place == LIBRARY && ours.is_empty() {
                self.add(LIBRARY, record);
            }
        }
        if ours.is_empty() {
            self.add(account, record);
        }
    }

    /// The accounts in the order in which they are rewritten: where names are known best comes last, and the library last
    /// of all where it is the one that knows them.
    pub(super) fn in_turn(&self, last: Uuid) -> Vec<(Uuid, Vec<RecordRef>)> {
        let of_ours = |one: &RecordRef| one.kind == Kind::Colleague;
        let is_ours = self.0.get(&LIBRARY).is_some_and(|records| records.iter().any(of_ours));
        let mut places: Vec<_> = self.iter().collect();
        places.sort_by_key(|(place, _)| match *place {
            LIBRARY if is_ours => 3,
            LIBRARY => 0,
            place if place == last => 2,
            _ => 1,
        });
        places
    }
}

impl Whole {
    /// Everybody with what links them to others.
    fn linked(&self, account: Uuid) -> Vec<Linked> {
        let of_kind = |kind: &Kind| {
            let records = self.everybody(*kind).map(|(id, body)| (RecordRef { kind: *kind, id }, body));
            let linked = records.map(|(record, body)| Linked { account, record, links: erasure::links(record, body) });
            linked.collect::<Vec<_>>()
        };
        HUMAN.iter().flat_map(of_kind).collect()
    }
}

fn gone(record: RecordRef) -> Problem {
    let place = plan::Place { kind: Some(record.kind), id: Some(record.id), ..Default::default() };
    Problem { place, reason: Reason::Gone }
}
