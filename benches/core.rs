//! What the core costs: figures and changes, on the worked example and on a plan of a thousand people. Ratios and
//! medians on a shared machine; run with `cargo bench -p kamap`.
#![allow(missing_docs, clippy::indexing_slicing, clippy::unwrap_used, reason = "a bench")]

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use ledger::{Ledger, Moment, Viewer};
use plan::generate::{self, Size};
use plan::portfolio::{Figures, Report};
use plan::{Change, Day, Edit, Kind, Plan, file};
use serde_json::{Value, json};
use std::hint::black_box;
use std::sync::Arc;
use uuid::Uuid;

const LOCAL: Viewer = Viewer::administrator(Uuid::from_u128(1));

fn day() -> Day {
    "2026-11-20".parse().unwrap()
}

fn bedrock() -> Plan {
    file::read(include_str!("../cases/bedrock.plan.json")).unwrap()
}

/// A thousand people, three thousand records and more.
fn large() -> Plan {
    let size = Size { people: 1000, opportunities: 60, actions: 200, interactions: 300, needs: 60 };
    generate::plan(7, size, day()).unwrap()
}

fn retitle(plan: &Plan, number: u128) -> Change {
    let id = plan.people.iter().next().unwrap().id.uuid();
    let was = plan.body(Kind::Person, id).unwrap().get("title").cloned().unwrap_or(Value::Null);
    let edit = Edit::Set { kind: Kind::Person, id, field: "title".into(), was, now: json!(format!("title {number}")) };
    Change { id: Uuid::from_u128(number), why: None, undoes: None, edits: vec![edit] }
}

fn figures(criterion: &mut Criterion) {
    for (name, plan) in [("bedrock", bedrock()), ("large", large())] {
        println!("{name}: {} records", plan.len());
        criterion.bench_function(&format!("all figures, {name}"), |bench| {
            bench.iter(|| black_box(Figures::of(&plan, day()).to_json()));
        });
        let change = retitle(&plan, 1);
        let (report, changed) = (Report::of(&plan, day()), plan.apply_on(&change, day()).unwrap().plan);
        criterion.bench_function(&format!("figures after one change of a person, {name}"), |bench| {
            bench.iter(|| black_box(report.after(&changed, day())));
        });
        criterion.bench_function(&format!("one change applied, {name}"), |bench| {
            bench.iter(|| black_box(plan.apply_on(&change, day()).unwrap()));
        });
    }
}

/// A library of a thousand solutions under a plan of a thousand people: what a change of it costs each plan held.
fn library(criterion: &mut Criterion) {
    let head = json!({ "name": "Our company", "currency": "CNY" });
    let mut edits = vec![Edit::Create { kind: Kind::Workspace, id: Uuid::from_u128(1), body: head }];
    edits.extend((0..1000).map(|number| {
        let body = json!({ "name": format!("Solution {number}") });
        Edit::Create { kind: Kind::Solution, id: Uuid::from_u128(1_000_000 + number), body }
    }));
    let change = Change { id: Uuid::from_u128(1), why: None, undoes: None, edits };
    let library = Arc::new(Plan::default().apply(&change).unwrap().plan);
    let plan = large().with_library(&library);
    criterion.bench_function("a library of 1,000 laid under a large plan", |bench| {
        bench.iter(|| black_box(plan.with_library(&library)));
    });
    criterion.bench_function("the file of a plan over it", |bench| bench.iter(|| black_box(file::write(&plan))));
}

fn ledger(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kamap.db");
    let moment = Moment { at: "2026-11-20T09:00:00Z".parse().unwrap(), today: day() };
    let plan = large();
    let ledger = runtime.block_on(async {
        let ledger = Ledger::open_sqlite(&path).await.unwrap();
        ledger.import(&LOCAL, &plan, Uuid::from_u128(1), moment.at).await.unwrap();
        ledger
    });
    let account = plan.account().unwrap().id.uuid();
    criterion.bench_function("a large plan loaded from SQLite", |bench| {
        bench.iter_batched(
            || runtime.block_on(Ledger::open_sqlite(&path)).unwrap(),
            |fresh| black_box(runtime.block_on(fresh.open(&LOCAL, account)).unwrap().plan().len()),
            BatchSize::PerIteration,
        );
    });
    let mut number = 100;
    criterion.bench_function("one durable change on it", |bench| {
        bench.iter(|| {
            number += 1;
            runtime.block_on(async {
                let seat = ledger.open(&LOCAL, account).await.unwrap();
                seat.commit(retitle(seat.plan(), number), moment).await.unwrap().revision
            })
        });
    });
    runtime.block_on(async {
        for turn in 0..1000 {
            let seat = ledger.open(&LOCAL, account).await.unwrap();
            seat.commit(retitle(seat.plan(), 1_000_000 + turn), moment).await.unwrap();
        }
    });
    criterion.bench_function("as of 1,000 changes ago", |bench| {
        bench.iter(|| {
            runtime.block_on(async {
                let seat = ledger.open(&LOCAL, account).await.unwrap();
                black_box(seat.as_of(seat.stamp().revision - 1000).await.unwrap().len())
            })
        });
    });
}

/// A large plan with ten thousand contacts of long ago, read cold: with all of them, and with those at rest that may.
fn resting(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kamap.db");
    let mut plan = large();
    let people: Vec<_> = plan.people.iter().map(|one| one.id).collect();
    let members: Vec<_> = plan.members.iter().map(|one| one.id).collect();
    let contact = |number: usize| {
        let body = json!({
            "on": day().plus(-800 - i64::try_from(number / 20).unwrap()), "contact_type": "meeting",
            "minutes": 30 + number % 60, "people": [people[number % people.len()]],
            "members": [members[number % members.len()]], "subject": "Quarterly review of deliveries and open claims",
        });
        Edit::Create { kind: Kind::Interaction, id: Uuid::from_u128(2_000_000 + number as u128), body }
    };
    let change = Change { id: Uuid::from_u128(3), why: None, undoes: None, edits: (0..10_000).map(contact).collect() };
    plan = plan.apply(&change).unwrap().plan;
    let account = plan.account().unwrap().id.uuid();
    let at = "2026-11-20T09:00:00Z".parse().unwrap();
    let ledger = runtime.block_on(Ledger::open_sqlite(&path)).unwrap();
    runtime.block_on(ledger.import(&LOCAL, &plan, Uuid::from_u128(1), at)).unwrap();
    let mut load = |what: &str| {
        let open = || runtime.block_on(Ledger::open_sqlite(&path)).unwrap();
        let read = |fresh: Ledger| runtime.block_on(fresh.open(&LOCAL, account)).unwrap().plan().len();
        println!("{what}: {} records read", read(open()));
        criterion.bench_function(what, |bench| {
            bench.iter_batched(open, |fresh| black_box(read(fresh)), BatchSize::PerIteration);
        });
    };
    load("10,000 old contacts more, all awake");
    let began = std::time::Instant::now();
    runtime.block_on(ledger.rest(day())).unwrap();
    println!("putting them to rest: {:?}", began.elapsed());
    load("10,000 old contacts more, at rest");
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(std::time::Duration::from_secs(3));
    targets = figures, library, ledger, resting
}
criterion_main!(benches);
