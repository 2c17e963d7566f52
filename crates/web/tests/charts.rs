//! The charts, from an account without anything to one with more than any has, in three languages: what the plan says
//! is on them, nothing overlaps, nothing leaves its place; and three plans as pictures to compare with.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use draw::catalogue::{CHARTS, Drawing};
use draw::portfolio::{self, Stand};
use draw::scene::{Dash, Paint, Part};
use draw::svg::{self, Theme};
use draw::trend::{self, Series};
use draw::{Item, Point, Rect, Scene, relationship};
use plan::generate::{self, Size};
use plan::{Day, Kind, Language, Plan, file};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use support::geometry::{Measured, room_of, text_of};
use support::pictures::{Album, Drawn, every};
use support::plans::{bedrock, empty, id, ugly_name};
use support::today;
use web::words::Say;

/// The names of what has one: long, short, in two scripts.
fn name(n: usize) -> Value {
    let plain =
        ["北岭远程操作与集团生产数据平台联合升级改造（二期）", "Donaudampfschifffahrtsgesellschaft Platform", "云"];
    if n % 4 == 3 { json!(ugly_name(n)) } else { json!(plain[n % 3]) }
}

/// More of everything that charts draw than any account has, the largest amounts, and gaps in between.
fn laden() -> Plan {
    const MANY: usize = 48;
    let size = Size { people: 90, opportunities: 60, actions: 0, interactions: 90, needs: 20 };
    let mut whole: Value = serde_json::from_str(&file::write(&generate::plan(5, size, today()).unwrap())).unwrap();
    whole["unit"] =
        (1..=9).map(|n| json!({ "id": id(Kind::Unit, n), "code": format!("U{n}"), "name": name(n) })).collect();
    whole["solution"] =
        (1..=4).map(|n| json!({ "id": id(Kind::Solution, n), "code": format!("S{n}"), "name": name(n) })).collect();
    let days = ["2020-02-29", "2026-11-20", "2027-02-03", "2027-06-30", "2028-03-31", "9999-12-31"];
    for (n, deal) in whole["opportunity"].as_array_mut().unwrap().iter_mut().enumerate() {
        deal["name"] = name(n);
        deal["amount"] = json!(if n % 9 == 0 { plan::limits::MONEY } else { n as i64 * 12_345_678 });
        deal["unit"] = if n % 7 == 6 { Value::Null } else { json!(id(Kind::Unit, 1 + n % 3 * (n % 4))) };
        deal["close_on"] = if n % 8 == 7 { Value::Null } else { json!(days[n % days.len()]) };
        deal["opportunity_type"] = json!(["current", "planned", "potential"][n % 3]);
    }
    for (n, person) in whole["person"].as_array_mut().unwrap().iter_mut().enumerate() {
        person["name"] = name(n);
        person["unit"] = if n % 5 == 4 { Value::Null } else { json!(id(Kind::Unit, 1 + n % 9)) };
    }
    let needs: Vec<Value> = whole["node"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["node_type"] == "need")
        .map(|one| one["id"].clone())
        .collect();
    let entry = |n: usize| {
        json!({
            "id": id(Kind::Entry, n), "code": format!("E{n}"), "need": needs[n / 4], "solution": id(Kind::Solution, 1 + n % 4),
            "value_customer": 1 + n % 2 * 3, "value_us": 1 + n % 5, "win_position": (n % 11 != 10).then_some(1 + n % 3),
        })
    };
    whole["entry"] = (0..needs.len() * 4).map(entry).collect();
    let relation = |n: usize| {
        json!({
            "id": id(Kind::StrategicRelation, n), "code": format!("R{n}"), "organisation": id(Kind::Organisation, n),
            "tie": (n % 6 < 5).then_some(n % 6), "influence": (!n.is_multiple_of(7)).then_some(1 + n % 5),
            "our_level": (!n.is_multiple_of(5)).then_some(n % 5), "desired_level": 4, "attitude": (!n.is_multiple_of(6)).then_some(n as i64 % 5 - 2),
            "nature": (["complementary", "neutral", "partly_competing", "competitor"][n % 4]),
        })
    };
    whole["organisation"] = (1..=MANY)
        .map(|n| json!({ "id": id(Kind::Organisation, n), "code": format!("OG{n}"), "name": name(n) }))
        .collect();
    whole["strategic_relation"] = (1..=MANY).map(relation).collect();
    let categories =
        ["money", "people", "time", "information", "commitment", "technology", "revenue_cost", "lower_risk", "brand"];
    let item = |n: usize| {
        json!({
            "id": id(Kind::ValueItem, n), "code": format!("VI{n}"), "statement": name(n), "side": (["us", "customer"][n % 2]),
            "value_type": (["investment", "value", "risk"][n % 3]), "category": categories.get(n % 11),
            "amount": (!n.is_multiple_of(10)).then_some(if n == 7 { plan::limits::MONEY } else { n as i64 * 1_000_003 }),
        })
    };
    whole["value_item"] = (1..=MANY).map(item).collect();
    let snapshot = |n: usize| {
        json!({
            "id": id(Kind::ForecastSnapshot, n), "code": format!("FS{n}"), "on": format!("2026-{:02}-{:02}", 1 + n % 12, 1 + n),
            "period_start": "2026-01-01", "period_end": "2027-12-31", "committed": n * 1_000_000,
            "expected": n * 1_000_001, "possible": plan::limits::MONEY / (1 + n as i64),
        })
    };
    whole["forecast_snapshot"] = (1..=24).map(snapshot).collect();
    file::read(&whole.to_string()).unwrap()
}

/// Every chart of every plan, in every language.
static DRAWN: LazyLock<Vec<Drawn>> =
    LazyLock::new(|| every(&CHARTS.iter().collect::<Vec<_>>(), vec![("laden", laden())]));

/// The golden figures of the sample are what its charts say.
#[test]
fn what_the_sample_says_is_on_its_charts() {
    let texts = |name: &str| -> Vec<String> {
        let chart = CHARTS.iter().find(|one| one.name == name).unwrap();
        let scene = (chart.draw)(&bedrock(), today(), &Say::new(Language::En));
        Measured::of(&scene).texts.iter().map(|(text, _)| (*text).to_owned()).collect()
    };
    let says = |name: &str, words: &[&str]| {
        let texts = texts(name);
        words.iter().for_each(|word| assert!(texts.iter().any(|text| text == word), "{name}: {word:?} in {texts:?}"));
    };
    says(
        "butterfly",
        &["Balance 0.33", "Net 53M · Return 1.23", "Net 14.2M · Return 3.74", "Both gain", "Now", "Wanted"],
    );
    says("forecast", &["8.2 %", "38.5M", "57.38M", "109M", "Target 90M"]);
    says("completeness", &["80.0 %", "20 / 25"]);
    says("star", &["3", "2"]);
    says("road-map", &["2026 Q4", "28M"]);
}

#[test]
fn everybody_every_deal_and_every_partner_has_a_mark() {
    let (plan, say) = (bedrock(), Say::new(Language::ZhHans));
    let marks = |name: &str| {
        let chart = CHARTS.iter().find(|one| one.name == name).unwrap();
        let scene = (chart.draw)(&plan, today(), &say);
        let marks = scene.groups().into_iter().filter(|group| group.part == Part::Mark);
        marks.map(|group| group.record.expect("a record").id).collect::<BTreeSet<_>>()
    };
    let present = plan.people.iter().filter(|one| one.is_present(today()));
    assert_eq!(marks("person-matrix"), present.map(|one| one.id.uuid()).collect());
    let open = plan.opportunities.iter().filter(|one| one.is_open());
    assert_eq!(marks("road-map"), open.map(|one| one.id.uuid()).collect());
    assert_eq!(marks("star"), plan.strategic_relations.iter().map(|one| one.id.uuid()).collect());
    assert_eq!(marks("battlefield").len(), plan.entries.iter().filter(|one| one.win_position.is_some()).count());
}

#[test]
fn every_mark_says_what_it_shows() {
    for Drawn { name, scene, .. } in DRAWN.iter() {
        for group in scene.groups().into_iter().filter(|group| group.part == Part::Mark && !group.items.is_empty()) {
            assert!(!group.label.is_empty(), "{name}: {:?}", group.rect);
            assert!(group.link.is_none(), "a file leads nowhere");
        }
    }
}

#[test]
fn no_two_texts_overlap() {
    DRAWN.iter().for_each(|one| Measured::of(&one.scene).no_texts_overlap(&one.name));
}

#[test]
fn all_text_stays_in_its_place() {
    for Drawn { name, scene, .. } in DRAWN.iter() {
        for place in &Measured::of(scene).places {
            for (text, rect) in place.items.iter().filter_map(text_of) {
                assert!(grown(place.rect).holds(rect), "{name}: {text:?} {rect:?} in {:?}", place.rect);
            }
        }
    }
}

#[test]
fn everything_is_within_the_drawing() {
    DRAWN.iter().for_each(|one| is_within(&one.name, &one.scene));
}

/// Larger by a hair: that is how exactly fractions add up.
fn grown(rect: Rect) -> Rect {
    Rect::new(rect.x - 0.01, rect.y - 0.01, rect.width + 0.02, rect.height + 0.02)
}

fn is_within(name: &str, scene: &Scene) {
    let whole = grown(Rect::new(0.0, 0.0, scene.width, scene.height));
    let groups = scene.groups();
    let items = groups.iter().flat_map(|group| &group.items).chain(&scene.items);
    for item in items {
        let Some(room) = room_of(item) else { continue };
        assert!(whole.holds(room), "{name}: {item:?} in {whole:?}");
    }
}

#[test]
fn no_two_bubbles_overlap() {
    for Drawn { name, scene, .. } in DRAWN.iter() {
        let marks = scene.groups().into_iter().filter(|group| group.part == Part::Mark && group.record.is_some());
        let first = |group: &draw::scene::Group| match group.items.first() {
            Some(Item::Circle { middle, radius, .. }) => Some((*middle, *radius)),
            _ => None,
        };
        let bubbles: Vec<(Point, f64)> = marks.filter_map(first).collect();
        for (at, (a, small)) in bubbles.iter().enumerate() {
            for (b, large) in &bubbles[at + 1..] {
                assert!(a.distance(*b) >= small + large, "{name}: {a:?} and {b:?}");
            }
        }
    }
}

#[test]
fn no_amount_is_cut() {
    for Drawn { name, scene, .. } in DRAWN.iter().filter(|one| one.name.contains("laden")) {
        for (text, _) in Measured::of(scene).texts {
            let number = text.trim_end_matches('…');
            let is_cut =
                number != text && !number.is_empty() && number.chars().all(|one| one.is_ascii_digit() || one == '.');
            assert!(!is_cut, "{name}: {text:?}");
        }
    }
}

#[test]
fn no_spoke_of_the_star_runs_through_a_word() {
    for Drawn { name, scene, .. } in DRAWN.iter().filter(|one| one.drawing == "star") {
        let measured = Measured::of(scene);
        for (_, points) in &measured.lines {
            for (text, rect) in &measured.texts {
                assert!(!support::geometry::crosses(points, *rect), "{name}: through {text:?}");
            }
        }
    }
}

#[test]
fn letters_are_large_enough_to_read() {
    for Drawn { name, scene, .. } in
        DRAWN.iter().filter(|one| !one.name.contains("ugly") && !one.name.contains("laden"))
    {
        let groups = scene.groups();
        for item in groups.iter().flat_map(|group| &group.items).chain(&scene.items) {
            if let Item::Line { size, text, .. } = item {
                assert!(*size >= 11.0, "{name}: {text:?} in {size}");
            }
        }
    }
}

#[test]
fn whose_name_has_no_room_on_the_star_is_counted() {
    let (plan, say) = (laden(), Say::new(Language::En));
    let scene = draw::strategic_relation::scene(&plan, &say);
    let names = plan.strategic_relations.iter().filter_map(|one| plan.organisations.get(one.organisation));
    assert_eq!(names.count(), plan.strategic_relations.len());
    let marks = scene.groups().into_iter().filter(|group| group.part == Part::Mark);
    // A named one has more than its number and its sign's question mark.
    let is_named = |group: &&draw::scene::Group| {
        group.items.iter().filter_map(text_of).any(|(text, _)| text != "?" && text.parse::<i64>().is_err())
    };
    let unnamed = marks.filter(|group| !is_named(group)).count();
    let measured = Measured::of(&scene);
    let told = measured.texts.iter().find_map(|(text, _)| text.strip_prefix("No room for the name of: ")?.parse().ok());
    assert_eq!(told.unwrap_or(0), unnamed);
}

#[test]
fn where_others_look_on_no_stance_shows() {
    let say = Say::new(Language::En);
    let drawn = |judgements| {
        svg::write(&relationship::matrix::scene(&bedrock(), today(), judgements, &say), Theme::Page, "matrix")
    };
    assert!(drawn(true).contains("fill-pref-pp"));
    let closed = drawn(false);
    assert!(!closed.contains("-pref-"));
    for value in -2..=2 {
        assert!(!closed.contains(&say.grade("preference", value)), "{value}");
    }
}

/// Snapshots of an account that turned around, came to rest, and was not assessed once.
fn stands() -> Vec<Stand> {
    let quarter = |n: usize| {
        let turn = n as f64 * 0.7;
        let assessed = n != 4;
        Stand {
            name: format!("{} Q{}", 2023 + n / 4, 1 + n % 4),
            personal: assessed.then_some((0.5 + 0.4 * turn.sin()).min(0.88)),
            strategic: Some(0.3 + 0.04 * n as f64),
        }
    };
    let mut all: Vec<Stand> = (0..12).map(quarter).collect();
    all.extend((0..6).map(|n| Stand { name: format!("rest {n}"), personal: Some(1.0), strategic: Some(1.0) }));
    all
}

#[test]
fn an_account_walks_its_plot_by_snapshots() {
    let say = Say::new(Language::En);
    for count in [0, 1, 2, 5, 12, 18] {
        let scene = portfolio::path(&stands()[..count], &say);
        let name = format!("path of {count}");
        is_within(&name, &scene);
        let measured = Measured::of(&scene);
        measured.no_texts_overlap(&name);
        for (_, points) in &measured.lines {
            for (text, rect) in &measured.texts {
                assert!(!support::geometry::crosses(points, *rect), "{name}: through {text:?}");
            }
        }
        let marks = scene.groups().into_iter().filter(|group| group.part == Part::Mark).count();
        let known = stands()[..count].iter().filter(|one| one.personal.is_some()).count();
        assert_eq!(marks, known, "{name}");
    }
}

#[test]
fn lines_keep_their_names_apart_and_show_what_is_below_zero() {
    let say = Say::new(Language::En);
    let day = |n: usize| format!("2026-{:02}-01", 1 + n).parse::<Day>().unwrap();
    let series = |at: usize| Series {
        name: format!("A figure with quite a long name {at}"),
        paint: Paint::Accent,
        dash: [Dash::Solid, Dash::Dashed, Dash::Dotted][at % 3],
        values: (0..12).map(|n| (day(n), (n as f64 - 4.0) * 0.01 * at as f64)).collect(),
    };
    for count in [0, 1, 3, 8] {
        let all: Vec<Series> = (0..count).map(series).collect();
        let scene = trend::lines(&all, &|value| say.number(value), &say);
        is_within("lines", &scene);
        Measured::of(&scene).no_texts_overlap("lines");
        if count > 1 {
            assert!(Measured::of(&scene).texts.iter().any(|(text, _)| text.starts_with('−')));
        }
    }
}

#[test]
fn the_pictures_are_as_they_were() {
    let mut album = Album::open("charts");
    for (plan_name, plan) in [("empty", empty()), ("bedrock", bedrock()), ("laden", laden())] {
        for Drawing { name: chart, draw, .. } in CHARTS {
            let language = if plan_name == "laden" { Language::En } else { Language::ZhHans };
            album.compare(&format!("{chart}.{plan_name}"), chart, &draw(&plan, today(), &Say::new(language)));
        }
    }
    let path = portfolio::path(&stands()[..12], &Say::new(Language::ZhHans));
    album.compare("account-plot.path", "account-plot", &path);
    album.close();
}
