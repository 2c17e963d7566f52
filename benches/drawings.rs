//! What drawing costs: layout, labels and SVG of the maps of two hundred people. Medians on a shared machine; run with
//! `cargo bench -p kamap --bench drawings`.
#![allow(missing_docs, clippy::indexing_slicing, clippy::unwrap_used, reason = "a bench")]

use criterion::{Criterion, criterion_group, criterion_main};
use draw::svg::{self, Theme};
use draw::{Scene, execution_map, influence_map, strategy_map};
use plan::generate::{self, Size};
use plan::{Change, Day, Edit, Kind, Language, Plan};
use serde_json::json;
use std::hint::black_box;
use uuid::Uuid;
use web::words::Say;

fn day() -> Day {
    "2026-11-20".parse().unwrap()
}

/// Two hundred people with forty lines of influence between them.
fn crowd() -> Plan {
    let size = Size { people: 200, opportunities: 30, actions: 0, interactions: 300, needs: 30 };
    let plan = generate::plan(7, size, day()).unwrap();
    let people: Vec<Uuid> = plan.people.by_code().map(|person| person.id.uuid()).collect();
    let line = |n: usize| {
        let body = json!({
            "code": format!("IL{n:03}"), "from": people[n * 5 % 200], "to": people[(n * 13 + 7) % 200],
            "line_type": (["influences", "informal", "alliance", "conflict"][n % 4]), "strength": 1 + n % 3,
        });
        Edit::Create { kind: Kind::InfluenceLine, id: Uuid::from_u128(900 + n as u128), body }
    };
    let edits = (1..=40).map(line).collect();
    plan.apply(&Change { id: Uuid::from_u128(1), why: None, undoes: None, edits }).unwrap().plan
}

fn drawings(criterion: &mut Criterion) {
    let plan = crowd();
    let say = Say::new(Language::ZhHans);
    let written = |scene: Scene| svg::write(&scene, Theme::Page, "map").len();
    criterion.bench_function("influence map of 200 people, layout alone", |bench| {
        bench.iter(|| black_box(influence_map::scene(&plan, day(), &Default::default(), &say)));
    });
    criterion.bench_function("influence map of 200 people", |bench| {
        bench.iter(|| black_box(written(influence_map::scene(&plan, day(), &Default::default(), &say))));
    });
    criterion.bench_function("strategy map of 53 cards", |bench| {
        bench.iter(|| black_box(written(strategy_map::scene(&plan, &Default::default(), &say))));
    });
    criterion.bench_function("execution map of 83 cards", |bench| {
        bench.iter(|| black_box(written(execution_map::layers(&plan, day(), &Default::default(), &say))));
    });
}

criterion_group!(benches, drawings);
criterion_main!(benches);
