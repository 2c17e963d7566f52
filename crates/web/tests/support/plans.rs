//! The three plans that every page is shown with: the full sample, nothing but an account, and an ugly one.

use plan::generate::{self, Size};
use plan::{Kind, Plan, file};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The other worked example.
pub fn veldhaven() -> Plan {
    file::read(include_str!("../../../../cases/veldhaven.plan.json")).expect("the case is whole")
}

/// The worked example of the method.
pub fn bedrock() -> Plan {
    file::read(include_str!("../../../../cases/bedrock.plan.json")).expect("the sample is whole")
}

/// The other worked example, and eight accounts that were made up.
pub fn others() -> Vec<Plan> {
    let size = Size { people: 12, opportunities: 6, actions: 10, interactions: 20, needs: 4 };
    // The worked example has the ids of a first seed.
    let made = (1..9).map(|seed| generate::plan(100 + seed, size, super::today()).expect("a plan"));
    [veldhaven()].into_iter().chain(made).collect()
}

/// An account and nothing else.
pub fn empty() -> Plan {
    let account = json!([{ "id": id(Kind::Account, 1), "code": "EMPTY", "name": "空", "currency": "CNY" }]);
    file::read(&json!({ "kamap": 1, "account": account }).to_string()).expect("a plan")
}

/// An account with one person who has this code, unless the core refuses such a code.
pub fn one_person(code: &str) -> Option<Plan> {
    let account = json!([{ "id": id(Kind::Account, 1), "code": "ACC01", "name": "One", "currency": "CNY" }]);
    let person = json!([{ "id": id(Kind::Person, 1), "code": code, "name": "Somebody", "influence": 5 }]);
    file::read(&json!({ "kamap": 1, "account": account, "person": person }).to_string()).ok()
}

/// How many people the ugly plan has.
pub const UGLY_PEOPLE: usize = 300;
/// How many deals the ugly plan has.
pub const UGLY_DEALS: usize = 100;
/// The code of one of its people, of one of its deals: text that would leave its place if it were not escaped.
pub const UGLY_CODES: [&str; 2] = ["P\"><b>'", "O'><s>\""];

/// The id of the record with this number in the plans made here.
pub fn id(kind: Kind, number: usize) -> Uuid {
    Uuid::from_u128(0x0193_ffff_0000_7000_8000_0000_0000_0000 + ((kind as u128) << 32) + number as u128)
}

/// Sixty characters in both scripts with everything that HTML, SVG, JSON, CSV and formulas could trip over.
pub fn ugly_name(number: usize) -> String {
    let start = format!("=\"'<script>alert({number})</script>&amp;{{{{7*7}}}}");
    let filling = "赵钱孙李周吳鄭王ÅngströmšŽ諸葛亮𠮷";
    start.chars().chain(filling.chars().cycle()).take(60).collect()
}

/// A plan that nobody would be proud of: too many people with too long names, most fields missing, hundreds of links.
pub fn ugly() -> Plan {
    let mut file = Map::new();
    file.insert("kamap".into(), json!(1));
    let mut put = |kind: Kind, records: Vec<Value>| file.insert(kind.code().into(), Value::Array(records));
    put(
        Kind::Account,
        vec![json!({
            "id": id(Kind::Account, 1), "code": "<U&GLY>", "name": words(1), "supplier": words(2), "currency": "XXX"
        })],
    );
    put(
        Kind::Unit,
        (1..=20).map(|n| json!({ "id": id(Kind::Unit, n), "code": code("U", n), "name": words(n) })).collect(),
    );
    put(
        Kind::Organisation,
        (1..=10)
            .map(|n| json!({ "id": id(Kind::Organisation, n), "code": code("OG", n), "name": words(n + 2) }))
            .collect(),
    );
    put(Kind::Member, (1..=12).map(member).collect());
    put(Kind::Node, (1..=30).map(node).collect());
    put(Kind::Opportunity, (1..=UGLY_DEALS).map(deal).collect());
    put(Kind::OpportunityPerson, (1..=UGLY_DEALS).flat_map(parts).collect());
    put(Kind::Person, (1..=UGLY_PEOPLE).map(person).collect());
    put(Kind::RelationshipOwner, (1..=UGLY_PEOPLE).filter(|n| !every(3, *n)).map(owner).collect());
    put(Kind::Interaction, (1..=UGLY_PEOPLE).filter(|n| !every(4, *n)).map(interaction).collect());
    put(Kind::Relationship, (1..=UGLY_PEOPLE).filter(|n| !every(5, *n)).map(relationship).collect());
    file::read(&Value::Object(file).to_string()).expect("ugly, but a plan")
}

/// Is this one of every so many?
fn every(so_many: usize, number: usize) -> bool {
    number.is_multiple_of(so_many)
}

/// Half of the names are typed once, the others stand in all three languages.
fn words(number: usize) -> Value {
    let name = ugly_name(number);
    if every(2, number) { json!(name) } else { json!({ "zh-Hans": name, "zh-Hant": name, "en": name }) }
}

fn code(prefix: &str, number: usize) -> String {
    format!("{prefix}{number:03}")
}

fn member(n: usize) -> Value {
    json!({ "id": id(Kind::Member, n), "code": code("K", n), "name": words(n), "plan_role": "legal_finance" })
}

fn node(n: usize) -> Value {
    json!({ "id": id(Kind::Node, n), "code": code("N", n), "node_type": "need", "title": words(n) })
}

fn deal(n: usize) -> Value {
    let mut deal = json!({
        "id": id(Kind::Opportunity, n),
        "code": if n == 2 { UGLY_CODES[1].to_owned() } else { code("O", n) },
        "name": words(n),
        "opportunity_type": (["current", "planned", "potential"][n % 3]),
    });
    if every(2, n) {
        deal["amount"] = json!(if every(10, n) { plan::limits::MONEY } else { n as i64 * 12_345_678 });
    }
    if !every(3, n) {
        deal["close_on"] = json!(["0001-01-01", "2026-11-20", "9999-12-31"][n % 3]);
    }
    if every(7, n) {
        deal["outcome"] = json!(["won", "lost", "no_decision", "dropped"][n % 4]);
    }
    if every(4, n) {
        deal["need"] = json!(id(Kind::Node, 1 + n % 30));
    }
    deal
}

fn parts(deal: usize) -> Vec<Value> {
    let part = |turn: usize| {
        let person = 1 + (deal * 7 + turn * 11) % UGLY_PEOPLE;
        json!({
            "id": id(Kind::OpportunityPerson, deal * 10 + turn),
            "code": format!("OP{deal}-{turn}"),
            "opportunity": id(Kind::Opportunity, deal),
            "person": id(Kind::Person, person),
            "role": every(2, turn).then_some(["APPROVER", "DECISION_MAKER", "RECOMMENDER"][turn % 3]),
        })
    };
    (0..deal % 8).map(part).collect()
}

fn person(n: usize) -> Value {
    let mut person = json!({
        "id": id(Kind::Person, n),
        "code": if n == 2 { UGLY_CODES[0].to_owned() } else { code("P", n) },
        "name": words(n),
    });
    if every(2, n) {
        person["title"] = words(n + 1);
        person["organisation"] = json!(id(Kind::Organisation, 1 + n % 10));
    }
    if !every(3, n) {
        person["influence"] = json!(1 + n % 5);
        person["role"] = json!(["COACH", "APPROVER", "RECOMMENDER", "DECISION_MAKER", "SPONSOR"][n % 5]);
    }
    if !every(4, n) {
        person["preference"] = json!(n as i64 % 5 - 2);
    }
    if every(5, n) {
        person["unit"] = json!(id(Kind::Unit, 1 + n % 20));
        person["desired_level"] = json!(n % 4);
        person["desired_reason"] = json!("<b>".repeat(66));
    }
    if n > 1 && !every(6, n) {
        person["reports_to"] = json!(id(Kind::Person, n - 1));
    }
    if every(50, n) {
        person["left_on"] = json!("2020-02-29");
    }
    person
}

fn owner(n: usize) -> Value {
    let (person, member) = (id(Kind::Person, n), id(Kind::Member, 1 + n % 12));
    json!({
        "id": id(Kind::RelationshipOwner, n), "code": code("W", n), "person": person, "member": member,
        "primary": every(2, n)
    })
}

fn interaction(n: usize) -> Value {
    let mut interaction = json!({
        "id": id(Kind::Interaction, n),
        "code": code("I", n),
        "on": (["0001-01-01", "2026-11-20", "9999-12-31", "2026-10-01"][n % 4]),
        "contact_type": (["meeting", "call", "message", "event"][n % 4]),
        "people": [id(Kind::Person, n), id(Kind::Person, 1 + n % UGLY_PEOPLE)],
        "members": [id(Kind::Member, 1 + n % 12)],
    });
    if every(2, n) {
        interaction["minutes"] = json!(1440);
        interaction["subject"] = words(n);
    }
    interaction
}

fn relationship(n: usize) -> Value {
    json!({
        "id": id(Kind::Relationship, n),
        "code": code("L", n),
        "person": id(Kind::Person, n),
        "member": id(Kind::Member, 1 + n % 12),
        "level": n % 5,
        "proof_on": every(2, n).then_some("2026-11-20"),
    })
}
