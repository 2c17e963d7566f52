//! The drawn maps, from an account without anybody to three hundred people, in three languages: nothing overlaps,
//! nothing leaves its card, no line runs through a card or a word; and three plans as pictures to compare with.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use draw::catalogue::{Drawing, MAPS};
use draw::execution_map;
use draw::scene::Part;
use draw::svg::{self, Theme};
use draw::{Rect, Scene, influence_map, strategy_map};
use plan::generate::{self, Size};
use plan::influence_map::LineType;
use plan::{Kind, Language, Plan, file};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use support::geometry::{Measured, crosses, overlap, text_of};
use support::pictures::{Album, Drawn, every};
use support::plans::{bedrock, empty, id, ugly};
use support::today;
use web::words::Say;

/// The influence map in its other views.
static VIEWS: [Drawing; 2] = [
    Drawing {
        name: "influence-map without small branches",
        title: "map-influence_map",
        draw: |plan, on, say| {
            let view = influence_map::View { collapsed: true, ..Default::default() };
            influence_map::scene(plan, on, &view, say)
        },
    },
    Drawing {
        name: "influence-map for all to see",
        title: "map-influence_map",
        draw: |plan, on, say| {
            let view = influence_map::View { judgements: false, ..Default::default() };
            influence_map::scene(plan, on, &view, say)
        },
    },
];

/// A synthetic plan with what the generator leaves out: lines of influence, people from outside, people without a boss
/// and without a name, solutions, and links across.
fn crowded(people: usize) -> Plan {
    let size = Size { people, opportunities: people / 8, actions: 0, interactions: people, needs: people / 6 };
    let plain = generate::plan(11, size, today()).unwrap();
    let mut whole: Value = serde_json::from_str(&file::write(&plain)).unwrap();
    let organisation = id(Kind::Organisation, 1);
    whole["organisation"] = json!([{ "id": organisation, "code": "OG1", "name": "中原设计院 Zhongyuan Design" }]);
    let solutions: Vec<Value> = (1..=people / 12)
        .map(|n| json!({ "id": id(Kind::Solution, n), "code": format!("S{n}"), "name": format!("方案 Platform {n}") }))
        .collect();
    for (n, deal) in whole.get_mut("opportunity").and_then(Value::as_array_mut).into_iter().flatten().enumerate() {
        if let Some(solution) = solutions.get(n % solutions.len().max(1)) {
            deal["solutions"] = json!([solution["id"]]);
        }
    }
    whole["solution"] = json!(solutions);
    let mut ids = Vec::new();
    for (n, person) in whole.get_mut("person").and_then(Value::as_array_mut).into_iter().flatten().enumerate() {
        ids.push(person["id"].clone());
        let last = n + people / 5 >= people && n > 0;
        if last {
            person.as_object_mut().unwrap().remove("reports_to");
        }
        if last && n % 3 == 0 {
            person["organisation"] = json!(organisation);
        }
        if n % 17 == 5 {
            person["placeholder"] = json!(true);
            person["name"] = json!("采购与供应链部副总经理（姓名待确认）");
        }
    }
    let line = |n: usize| {
        json!({
            "id": id(Kind::InfluenceLine, n), "code": format!("IL{n}"), "from": ids[(n * 37) % ids.len()],
            "to": ids[(n * 37 + 1 + n * 13 % (ids.len() - 1)) % ids.len()],
            "line_type": LineType::ALL[n % 4].code(), "strength": 1 + n % 3,
        })
    };
    let lines = if ids.len() > 2 { people / 6 } else { 0 };
    let mut pairs = BTreeSet::new();
    let lines = (1..=lines).map(line).filter(|line| {
        line["from"] != line["to"] && pairs.insert(format!("{}{}{}", line["from"], line["to"], line["line_type"]))
    });
    whole["influence_line"] = json!(lines.collect::<Vec<_>>());
    file::read(&whole.to_string()).unwrap()
}

/// Every map of every plan, in every language.
static DRAWN: LazyLock<Vec<Drawn>> = LazyLock::new(|| {
    let crowds = [("0 people", 0), ("1 person", 1), ("20 people", 20), ("300 people", 300)];
    every(&MAPS.iter().chain(&VIEWS).collect::<Vec<_>>(), crowds.map(|(name, people)| (name, crowded(people))).into())
});

fn each(check: impl Fn(&str, &Measured<'_>, &Scene)) {
    for Drawn { name, scene, .. } in DRAWN.iter() {
        check(name, &Measured::of(scene), scene);
    }
}

#[test]
fn every_person_need_and_solution_is_on_its_map() {
    let plan = crowded(300);
    let drawn = |scene: Scene| scene.groups().iter().filter(|group| group.part == Part::Card).count();
    let say = Say::new(Language::En);
    assert_eq!(drawn(influence_map::scene(&plan, today(), &Default::default(), &say)), plan.people.len());
    assert_eq!(drawn(influence_map::grid::scene(&plan, today(), &say)), plan.people.len());
    assert_eq!(drawn(strategy_map::scene(&plan, &Default::default(), &say)), plan.nodes.len());
    let all = plan.nodes.len() + plan.opportunities.len() + plan.solutions.len();
    assert_eq!(drawn(execution_map::layers(&plan, today(), &Default::default(), &say)), all);
}

/// Bedrock with its deal O01 over two million dollars, and a rate or none.
fn in_dollars(rate: Option<f64>) -> Plan {
    let mut whole: Value = serde_json::from_str(&file::write(&bedrock())).unwrap();
    let deals = whole["opportunity"].as_array_mut().unwrap();
    let deal = deals.iter_mut().find(|deal| deal["code"] == "O01").unwrap();
    deal["currency"] = json!("USD");
    deal["amount"] = json!(200_000_000);
    if let Some(rate) = rate {
        whole["rate"] = json!([{
            "id": id(Kind::Rate, 1), "code": "RT1", "currency": "USD", "into": "CNY", "on": "2026-01-01",
            "per_unit": rate,
        }]);
    }
    file::read(&whole.to_string()).unwrap()
}

/// All texts of the drawings that say what deals are worth.
fn worth_of(plan: &Plan) -> Vec<(&'static str, Vec<String>)> {
    let all =
        draw::catalogue::all().filter(|one| ["execution-map", "matrix", "unit-matrix", "road-map"].contains(&one.name));
    let texts = |one: &Drawing| {
        let scene = (one.draw)(plan, today(), &Say::new(Language::En));
        Measured::of(&scene).texts.iter().map(|(text, _)| (*text).to_owned()).collect()
    };
    all.map(|one| (one.name, texts(one))).collect()
}

#[test]
fn a_deal_in_another_currency_counts_at_the_rate_of_the_day() {
    for (name, texts) in worth_of(&in_dollars(Some(7.0))) {
        assert!(texts.iter().any(|text| text.starts_with("14M")), "{name}: {texts:?}");
        assert!(!texts.iter().any(|text| text.contains("no exchange rate")), "{name}: {texts:?}");
    }
}

#[test]
fn a_deal_without_a_rate_is_named_and_not_counted() {
    let sums =
        |plan: &Plan| worth_of(plan).into_iter().filter(|(name, _)| name.ends_with("matrix")).collect::<Vec<_>>();
    for (name, texts) in worth_of(&in_dollars(None)) {
        assert!(texts.iter().any(|text| text.starts_with("USD ?")), "{name}: {texts:?}");
        let named = texts.iter().any(|text| text == "Not counted, no exchange rate: O01");
        assert!(named || name == "execution-map", "{name}: {texts:?}");
    }
    // The open current deals of Bedrock are 103M, of which O01 is 28M.
    assert!(
        sums(&bedrock()).iter().all(|(_, texts)| texts.iter().any(|text| text == "103M")),
        "{:?}",
        sums(&bedrock())
    );
    assert!(sums(&in_dollars(None)).iter().all(|(_, texts)| texts.iter().any(|text| text == "75M")));
    assert!(sums(&in_dollars(Some(7.0))).iter().all(|(_, texts)| texts.iter().any(|text| text == "89M")));
}

#[test]
fn no_two_cards_overlap() {
    each(|name, measured, _| {
        for (at, a) in measured.cards.iter().enumerate() {
            for b in &measured.cards[at + 1..] {
                assert!(!overlap(a.rect, b.rect), "{name}: {} and {}", a.label, b.label);
            }
        }
    });
}

#[test]
fn all_text_stays_in_its_place() {
    each(|name, measured, _| {
        for place in &measured.places {
            for (text, rect) in place.items.iter().filter_map(text_of) {
                assert!(place.rect.holds(rect), "{name}: {text:?} {rect:?} in {:?}", place.rect);
            }
        }
    });
}

#[test]
fn no_two_texts_overlap() {
    each(|name, measured, _| measured.no_texts_overlap(name));
}

#[test]
fn no_line_runs_through_a_card_or_a_word() {
    let mut lines = 0;
    each(|name, measured, _| {
        for (part, points) in &measured.lines {
            assert!(points.len() >= 2, "{name}: {part:?}");
            let reach = Rect::around(points);
            let near = |rect: Rect| {
                reach.x <= rect.right()
                    && rect.x <= reach.right()
                    && reach.y <= rect.bottom()
                    && rect.y <= reach.bottom()
            };
            for card in measured.cards.iter().filter(|card| near(card.rect)) {
                assert!(!crosses(points, card.rect), "{name}: {part:?} through {} {points:?}", card.label);
            }
            for (text, rect) in measured.texts.iter().filter(|(_, rect)| near(*rect)) {
                assert!(!crosses(points, *rect), "{name}: {part:?} through {text:?}");
            }
        }
    });
    DRAWN.iter().for_each(|one| lines += Measured::of(&one.scene).lines.len());
    assert!(lines > 2500, "{lines}");
}

#[test]
fn every_link_finds_its_way() {
    let (plan, say) = (crowded(300), Say::new(Language::En));
    let count = |scene: &Scene, is: fn(Part) -> bool| scene.groups().iter().filter(|group| is(group.part)).count();
    let influence = influence_map::scene(&plan, today(), &Default::default(), &say);
    assert_eq!(count(&influence, |part| matches!(part, Part::Influence(_))), plan.influence_lines.len());
    let with_boss = plan.people.iter().filter(|one| one.reports_to.is_some()).count();
    assert_eq!(count(&influence, |part| part == Part::Reporting), with_boss);
    let strategy = strategy_map::scene(&plan, &Default::default(), &say);
    assert_eq!(count(&strategy, |part| part == Part::Edge), plan.edges.len());
}

#[test]
fn everything_is_within_the_drawing() {
    each(|name, measured, scene| {
        let whole = Rect::new(0.0, 0.0, scene.width, scene.height);
        for group in &measured.places {
            assert!(whole.holds(group.rect), "{name}: {:?} {:?} in {whole:?}", group.part, group.rect);
        }
        for (text, rect) in &measured.texts {
            assert!(whole.holds(*rect), "{name}: {text:?} {rect:?} in {whole:?}");
        }
        for (part, points) in &measured.lines {
            assert!(points.iter().all(|one| whole.holds(Rect::new(one.x, one.y, 0.0, 0.0))), "{name}: {part:?}");
        }
    });
}

#[test]
fn large_maps_are_about_as_wide_as_a_screen() {
    let say = Say::new(Language::ZhHans);
    let nobody_reports = {
        let mut whole: Value = serde_json::from_str(&file::write(&crowded(300))).unwrap();
        for person in whole["person"].as_array_mut().unwrap() {
            person.as_object_mut().unwrap().remove("reports_to");
        }
        file::read(&whole.to_string()).unwrap()
    };
    for (name, plan) in
        [("300", crowded(300)), ("nobody reports", nobody_reports), ("ugly", ugly()), ("bedrock", bedrock())]
    {
        for map in ["influence-map", "strategy-map"] {
            let drawing = MAPS.iter().find(|one| one.name == map).unwrap();
            let scene = (drawing.draw)(&plan, today(), &say);
            let ratio = scene.width / scene.height;
            assert!((0.6..=2.6).contains(&ratio), "{map} of {name}: {ratio}");
        }
    }
}

#[test]
fn every_card_says_what_it_shows() {
    each(|name, measured, _| {
        for card in &measured.cards {
            assert!(card.record.is_some() && !card.label.is_empty(), "{name}: {:?}", card.rect);
            assert!(card.link.is_none(), "a file leads nowhere");
        }
    });
}

#[test]
fn where_others_look_on_no_stance_shows() {
    let view = influence_map::View { judgements: false, ..Default::default() };
    let say = Say::new(Language::En);
    let scene = influence_map::scene(&bedrock(), today(), &view, &say);
    let svg = svg::write(&scene, Theme::Page, "map");
    assert!(!svg.contains("fill-pref-") && !svg.contains("data-part=\"conflict\""));
    for value in -2..=2 {
        assert!(!svg.contains(&say.grade("preference", value)), "{value}");
    }
    let open = influence_map::scene(&bedrock(), today(), &Default::default(), &say);
    let svg = svg::write(&open, Theme::Page, "map");
    assert!(svg.contains("fill-pref-pp") && svg.contains("data-part=\"conflict\""));
}

#[test]
fn branches_without_a_key_person_shrink_to_their_number() {
    let plan = crowded(300);
    let say = Say::new(Language::En);
    let view = influence_map::View { collapsed: true, ..Default::default() };
    let scene = influence_map::scene(&plan, today(), &view, &say);
    let measured = Measured::of(&scene);
    let hidden: usize =
        measured.texts.iter().filter_map(|(text, _)| text.strip_prefix('+')?.parse::<usize>().ok()).sum();
    assert!(hidden > 0);
    assert_eq!(measured.cards.len() + hidden, plan.people.len(), "who is not shown is counted");
    let shown: BTreeSet<_> = measured.cards.iter().filter_map(|card| card.record).map(|record| record.id).collect();
    let key = plan.people.iter().filter(|one| one.influence.is_some_and(|influence| influence.is_key()));
    assert!(key.into_iter().all(|one| shown.contains(&one.id.uuid())), "key people always show");
}

#[test]
fn looking_at_one_person_leaves_only_the_lines_of_that_person() {
    let plan = bedrock();
    let line = plan.influence_lines.by_code().next().unwrap();
    let view = influence_map::View { focus: Some(line.from), ..Default::default() };
    let scene = influence_map::scene(&plan, today(), &view, &Say::new(Language::En));
    let lines = scene.groups().into_iter().filter(|group| matches!(group.part, Part::Influence(_))).count();
    let own = plan.influence_lines.iter().filter(|one| one.from == line.from || one.to == line.from).count();
    assert_eq!(lines, own);
    let faded = scene.groups().into_iter().filter(|group| group.part == Part::Card && group.faded).count();
    assert!(faded > 0 && faded < plan.people.len(), "{faded}");
}

#[test]
fn lines_between_the_same_two_people_run_side_by_side() {
    let mut whole: Value = serde_json::from_str(&file::write(&bedrock())).unwrap();
    let first = whole["influence_line"][0].clone();
    let back = json!({
        "id": id(Kind::InfluenceLine, 1), "code": "IL99", "from": first["to"], "to": first["from"], "line_type": "alliance",
    });
    whole["influence_line"].as_array_mut().unwrap().push(back);
    let plan = file::read(&whole.to_string()).unwrap();
    let scene = influence_map::scene(&plan, today(), &Default::default(), &Say::new(Language::En));
    let of = |record: Value| {
        let is = |group: &&draw::scene::Group| group.record.is_some_and(|one| json!(one.id) == record);
        scene.groups().into_iter().find(is).unwrap().rect
    };
    let (there, back) = (of(first["id"].clone()), of(json!(id(Kind::InfluenceLine, 1))));
    assert_ne!(there, back);
    assert!((there.x - back.x).abs() <= 16.0 && (there.y - back.y).abs() <= 16.0, "{there:?} {back:?}");
    assert!((there.right() - back.right()).abs() <= 16.0 && (there.bottom() - back.bottom()).abs() <= 16.0);
}

#[test]
fn the_pictures_are_as_they_were() {
    let mut album = Album::open("drawings");
    for (plan_name, plan) in [("empty", empty()), ("bedrock", bedrock()), ("ugly", ugly())] {
        for Drawing { name: map, draw, .. } in MAPS {
            let language = if plan_name == "ugly" { Language::En } else { Language::ZhHans };
            album.compare(&format!("{map}.{plan_name}"), map, &draw(&plan, today(), &Say::new(language)));
        }
    }
    album.close();
}
