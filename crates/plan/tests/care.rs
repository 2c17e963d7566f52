//! Care with what is written about people: what is questioned before it is kept, what is not, and the quiet period of a
//! tender (decided 4.34).

#![allow(clippy::expect_used, reason = "helpers of tests")]

mod support;

use plan::care::{Matter, concerns};
use plan::{Change, Edit, Kind, Plan, Reason};
use serde_json::{Value, json};
use support::{Draft, bedrock, create, in_days, reasons, set, today, veldhaven};
use uuid::Uuid;

/// What is questioned in a field of a new person.
fn questioned(field: &str, text: impl Into<Value>) -> Option<(&'static str, String)> {
    asked(Kind::Person, field, text)
}

fn asked(kind: Kind, field: &str, text: impl Into<Value>) -> Option<(&'static str, String)> {
    let edits = vec![create(kind, Uuid::from_u128(9), json!({ "name": "X", field: text.into() }))];
    let change = Change { id: Uuid::from_u128(1), why: None, undoes: None, edits };
    concerns(&Plan::default(), &change).into_iter().find_map(|one| match one.reason {
        Reason::Careful { matter, word } => Some((matter, word)),
        _ => None,
    })
}

#[test]
fn private_life_gifts_and_rival_bids_are_questioned_in_three_scripts() {
    for (text, matter, word) in [
        ("女儿在读大学", Matter::Family, "女儿"),
        ("上月做手術", Matter::Health, "做手術"),
        ("His wife knows our CEO", Matter::Family, "wife"),
        ("Recently divorced", Matter::Family, "divorc"),
        ("信佛，不喝酒", Matter::Faith, "信佛"),
        ("属于总裁派系", Matter::Party, "派系"),
        ("爱好高尔夫", Matter::Hobby, "高尔夫"),
        ("Golfing on Fridays", Matter::Hobby, "golf"),
        ("中秋送礼", Matter::Gift, "送礼"),
        ("透露了对手报价", Matter::RivalBid, "对手报价"),
    ] {
        assert_eq!(questioned("personal_agenda", text), Some((matter.code(), word.to_owned())), "{text}");
    }
    let two = json!({ "zh-Hans": "想要轮岗", "en": "wants a gift" });
    assert_eq!(questioned("personal_agenda", two), Some(("gift", "gift".to_owned())), "in any language");
}

#[test]
fn words_that_only_sound_alike_names_and_titles_pass() {
    for text in
        ["widely respected", "Swift and gifted? no: swiftly", "Midwife of the project", "资产健康度", "Mongolfier"]
    {
        let asked = questioned("personal_agenda", text);
        assert!(asked.is_none() || text.contains("gifted"), "{text}: {asked:?}");
    }
    assert_eq!(questioned("title", "党委书记，党员干部学习"), None);
    assert_eq!(asked(Kind::Solution, "description", "Gift card platform"), None, "what we sell is not about people");
    assert_eq!(asked(Kind::Fact, "statement", "对手报价低于我们").map(|one| one.0), Some("rival_bid"));
}

#[test]
fn an_investment_is_hours_and_programmes_and_no_money() {
    for (text, word) in
        [("每季 5万元", "5万"), ("CNY 3000 a quarter", "3000"), ("about 200 usd", "200usd"), ("¥800", "800")]
    {
        assert_eq!(questioned("investment", text), Some(("gift", word.to_owned())), "{text}");
    }
    for text in ["每月 8 小时", "2 workshops, 16 hours", "高管互访 2 次"] {
        assert_eq!(questioned("investment", text), None, "{text}");
    }
    assert_eq!(
        questioned("business_agenda", "降本 3000万元"),
        None,
        "what the person wants to reach may well be money"
    );
}

#[test]
fn what_stood_there_before_is_not_questioned_again() {
    let plan = bedrock();
    let id = plan.find(Kind::Person, "P02").expect("a person");
    let ask = |was: &str, now: &str| {
        let edits = vec![set(Kind::Person, id, "personal_agenda", json!(was), json!(now))];
        concerns(&plan, &Change { id: Uuid::from_u128(1), why: None, undoes: None, edits }).len()
    };
    assert_eq!(
        [ask("", "爱好高尔夫"), ask("爱好高尔夫", "爱好高尔夫。"), ask("爱好高尔夫", "爱好高尔夫，送礼")],
        [1, 0, 1]
    );
}

#[test]
fn nothing_in_either_case_is_questioned() {
    for plan in [bedrock(), veldhaven()] {
        let all =
            Kind::ALL.iter().flat_map(|kind| plan.bodies(*kind).into_iter().map(|(id, body)| create(*kind, id, body)));
        let change = Change { id: Uuid::from_u128(1), why: None, undoes: None, edits: all.collect() };
        assert_eq!(concerns(&plan, &change), []);
    }
}

#[test]
fn during_the_quiet_period_of_a_tender_no_promised_right_is_recorded() {
    let mut draft = Draft::new();
    let quiet = json!({ "quiet_from": in_days(-2), "quiet_until": in_days(3) });
    let deal = draft.deal(quiet);
    let promise = |field: &str, was: Value, now: &str| set(Kind::Opportunity, deal, field, was, json!(now));
    let on = |draft: &Draft, edits: Vec<Edit>, day| {
        let change = Change { id: Uuid::from_u128(77), why: None, undoes: None, edits };
        draft.plan.apply_on(&change, day).map(drop).map_err(|problems| reasons(&problems))
    };
    let locked = || Err(vec![Reason::QuietPeriod { until: Some(in_days(3)) }]);
    for field in ["participation_right", "shortlist_right"] {
        assert_eq!(on(&draft, vec![promise(field, Value::Null, "promised")], today()), locked());
        assert_eq!(
            on(&draft, vec![promise(field, Value::Null, "secured")], today()),
            Ok(()),
            "what is secured is a fact"
        );
        assert_eq!(on(&draft, vec![promise(field, Value::Null, "promised")], in_days(4)), Ok(()));
        assert_eq!(on(&draft, vec![promise(field, Value::Null, "promised")], in_days(-3)), Ok(()));
    }
    let lifted = set(Kind::Opportunity, deal, "quiet_from", json!(in_days(-2)), Value::Null);
    let until = set(Kind::Opportunity, deal, "quiet_until", json!(in_days(3)), Value::Null);
    let both = vec![lifted, until, promise("shortlist_right", Value::Null, "promised")];
    assert_eq!(on(&draft, both, today()), locked(), "not by lifting it in the same breath");
}
