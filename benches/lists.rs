//! What lists over many accounts cost, and how many changes become durable a second: on the embedded database, on a
//! shared machine. Run with `cargo bench -p kamap --bench lists`.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ledger::{Filter, Ledger, List, Moment, Order, Viewer};
use plan::card::Class;
use plan::generate::{self, Size};
use plan::lens::Role;
use plan::{Change, Day, Edit, Kind, Plan};
use serde_json::{Value, json};
use std::hint::black_box;
use std::sync::atomic::{self, AtomicU64};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use uuid::Uuid;

const LOCAL: Viewer = Viewer::administrator(Uuid::from_u128(1));
/// Accounts of the portfolio.
const ACCOUNTS: u64 = 2000;
/// Writers at once, and changes of one round: each on its account, and all on one.
const WRITERS: usize = 16;
const CHANGES: usize = 400;
const TOGETHER: usize = 100;

static NUMBER: AtomicU64 = AtomicU64::new(1);

fn day() -> Day {
    "2026-11-20".parse().unwrap()
}

fn moment() -> Moment {
    Moment { at: "2026-11-20T09:00:00Z".parse().unwrap(), today: day() }
}

fn new_id() -> Uuid {
    Uuid::from_u128(0xBE00_0000_0000 + u128::from(NUMBER.fetch_add(1, atomic::Ordering::Relaxed)))
}

async fn filled(path: &std::path::Path, accounts: u64, size: Size) -> (Ledger, Vec<Uuid>) {
    let ledger = Ledger::open_sqlite(path).await.unwrap();
    let mut ids = Vec::new();
    for seed in 0..accounts {
        let plan = generate::plan(1000 + seed, size, day()).unwrap();
        ids.push(ledger.import(&LOCAL, &plan, new_id(), moment().at).await.unwrap());
    }
    (ledger, ids)
}

fn retitle(plan: &Plan, at: usize) -> Change {
    let people: Vec<_> = plan.people.iter().collect();
    let person = people.get(at % people.len()).unwrap().id.uuid();
    let was = plan.body(Kind::Person, person).unwrap().get("title").cloned().unwrap_or(Value::Null);
    let id = new_id();
    let now = json!(format!("title {}", id.as_u128() & 0xFFFF_FFFF));
    let edit = Edit::Set { kind: Kind::Person, id: person, field: "title".into(), was, now };
    Change { id, why: None, undoes: None, edits: vec![edit] }
}

fn lists(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let size = Size { people: 8, opportunities: 20, actions: 6, interactions: 6, needs: 3 };
    let (ledger, _) = runtime.block_on(filled(&folder.path().join("kamap.db"), ACCOUNTS, size));
    let reach = ledger.reach(&LOCAL);
    let falling = |column| Order { column, falling: true };
    let started = Instant::now();
    runtime.block_on(reach.portfolio(day(), &[], falling("seat_strength"), None, 50)).unwrap();
    println!("{ACCOUNTS} accounts measured in {:?}", started.elapsed());
    criterion.bench_function("portfolio of 2,000 accounts by seat strength, 50 lines", |bench| {
        bench.iter(|| {
            let page = reach.portfolio(day(), &[], falling("seat_strength"), None, 50);
            black_box(runtime.block_on(page).unwrap().lines.len())
        });
    });
    let open = [Filter::Unknown("outcome"), Filter::Is("category", "best_case".into())];
    for (name, order) in [("by close", Order { column: "close_on", falling: false }), ("by amount", falling("amount"))]
    {
        criterion.bench_function(&format!("open best cases of 40,000 opportunities {name}, 50 lines"), |bench| {
            bench.iter(|| {
                let page = reach.list(List::Opportunities, &open, order, None, 50);
                black_box(runtime.block_on(page).unwrap().lines.len())
            });
        });
    }
    criterion.bench_function("asking what changed among 2,000 accounts", |bench| {
        bench.iter(|| black_box(runtime.block_on(ledger.look()).unwrap().len()));
    });
}

/// Finding somebody among 20,000 people of 20 accounts: who works with all of them, and who is a member of one.
fn search(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kamap.db");
    let size = Size { people: 1000, opportunities: 2, actions: 6, interactions: 6, needs: 3 };
    let (ledger, accounts) = runtime.block_on(filled(&path, 20, size));
    println!("20,000 people with what they are found by: {} MB", std::fs::metadata(&path).unwrap().len() >> 20);
    let member = Viewer::person(Uuid::from_u128(2));
    runtime.block_on(ledger.admit(*accounts.first().unwrap(), member.user, Role::Core)).unwrap();
    for (whose, viewer) in [("", &LOCAL), (", of one account", &member)] {
        let reach = ledger.reach(viewer);
        for text in ["晓", "luo", "lzy", "wangxiaoming", "王晓明", "王 经理"] {
            criterion.bench_function(&format!("search {text} over 20,000 people, first 50{whose}"), |bench| {
                bench.iter(|| {
                    let found = reach.find(text, &[Class::Person], None, 50);
                    black_box(runtime.block_on(found).unwrap().len())
                });
            });
        }
    }
    criterion.bench_function("search 晓 over everything, first 6 of each class", |bench| {
        let reach = ledger.reach(&LOCAL);
        bench.iter(|| black_box(runtime.block_on(reach.find("晓", Class::ALL, None, 6)).unwrap().len()));
    });
}

/// All writers at once, each on its account and its person, each waiting for its change before the next, until there
/// are so many changes in all.
async fn write(ledger: &Ledger, accounts: &[Uuid], changes: usize) {
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let ledger = ledger.clone();
            let account = *accounts.get(writer % accounts.len()).unwrap();
            tokio::spawn(async move {
                for _ in (writer..changes).step_by(WRITERS) {
                    let seat = ledger.open(&LOCAL, account).await.unwrap();
                    seat.commit(retitle(seat.plan(), writer), moment()).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
}

/// How long anybody waits for a change of another account while a plan of 16,000 records comes in. Printed, since the
/// longest of many waits is the question, not the median of many imports.
fn arrival(_: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let small = Size { people: 10, opportunities: 2, actions: 2, interactions: 2, needs: 2 };
    let (ledger, accounts) = runtime.block_on(filled(&folder.path().join("kamap.db"), 1, small));
    let size = Size { people: 5000, opportunities: 300, actions: 700, interactions: 2000, needs: 40 };
    let large = generate::plan(900, size, day()).unwrap();
    let (records, begun) = (large.len(), Instant::now());
    let (longest, changes) = runtime.block_on(async {
        let other = ledger.clone();
        let coming = tokio::spawn(async move { other.import(&LOCAL, &large, new_id(), moment().at).await.unwrap() });
        let (mut longest, mut changes) = (Duration::ZERO, 0);
        while !coming.is_finished() {
            let sent = Instant::now();
            write(&ledger, &accounts, 1).await;
            longest = longest.max(sent.elapsed());
            changes += 1;
        }
        (longest, changes)
    });
    let took = begun.elapsed();
    println!("{records} records came in in {took:?}; {changes} changes of another account, the longest {longest:?}");
}

fn writers(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let size = Size { people: 100, opportunities: 12, actions: 30, interactions: 100, needs: 10 };
    let (ledger, accounts) = runtime.block_on(filled(&folder.path().join("kamap.db"), WRITERS as u64, size));
    let mut group = criterion.benchmark_group("durable changes");
    group.throughput(Throughput::Elements(CHANGES as u64));
    group.bench_function("16 writers on 16 accounts", |bench| {
        bench.iter(|| runtime.block_on(write(&ledger, &accounts, CHANGES)));
    });
    group.throughput(Throughput::Elements(TOGETHER as u64));
    group.bench_function("16 writers on one account, 100 changes in all", |bench| {
        bench.iter(|| {
            let account = accounts.get(..1).unwrap();
            let revision = async || ledger.open(&LOCAL, *account.first().unwrap()).await.unwrap().stamp().revision;
            let before = runtime.block_on(revision());
            runtime.block_on(write(&ledger, account, TOGETHER));
            assert_eq!(runtime.block_on(revision()) - before, TOGETHER as i64, "none is lost");
        });
    });
    group.throughput(Throughput::Elements(1));
    group.bench_function("one writer", |bench| {
        bench.iter(|| {
            runtime.block_on(async {
                let seat = ledger.open(&LOCAL, *accounts.first().unwrap()).await.unwrap();
                seat.commit(retitle(seat.plan(), 0), moment()).await.unwrap().revision
            })
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(5));
    targets = lists, search, writers, arrival
}
criterion_main!(benches);
