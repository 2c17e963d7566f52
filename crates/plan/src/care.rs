//! Care with what is written about people (decided 4.34): text that looks like private life, gifts or a rival's bid is
//! questioned before it is kept, since a log forgets nothing. It is questioned, never forbidden: words have two meanings.

use crate::change::{Change, Edit};
use crate::field::{Field, Shape};
use crate::id::RecordRef;
use crate::kind::{Kind, Plan};
use crate::problem::{Place, Problem, Reason};
use crate::scale::choice;
use crate::text::Words;
use serde_json::Value;

choice! {
    /// What does not belong into a plan.
    Matter, "matter", {
        /// Family and marriage.
        Family = "family",
        /// Health.
        Health = "health",
        /// Faith.
        Faith = "faith",
        /// Membership of a party, or of a faction in it.
        Party = "party",
        /// What somebody does in private.
        Hobby = "hobby",
        /// Gifts, entertainment, money: a relationship is built with hours and approved programmes.
        Gift = "gift",
        /// What a rival bids.
        RivalBid = "rival_bid",
    }
}

/// What tells of it, folded to lower case. A Latin entry is a word of its own, or the beginning of one where it ends in `*`.
const TELLING: [(Matter, &[&str]); 7] = [
    (
        Matter::Family,
        &[
            "离婚",
            "離婚",
            "结婚",
            "結婚",
            "婚姻",
            "老婆",
            "妻子",
            "丈夫",
            "儿子",
            "兒子",
            "女儿",
            "女兒",
            "情人",
            "小孩",
            "wife",
            "husband",
            "divorc*",
            "married",
            "daughter*",
            "children",
            "girlfriend",
            "boyfriend",
        ],
    ),
    (
        Matter::Health,
        &[
            "住院",
            "做手术",
            "做手術",
            "病假",
            "生病",
            "怀孕",
            "懷孕",
            "癌",
            "糖尿病",
            "抑郁",
            "抑鬱",
            "高血压",
            "高血壓",
            "pregnan*",
            "cancer",
            "had surgery",
            "illness",
            "depression",
            "diabet*",
            "sick leave",
        ],
    ),
    (
        Matter::Faith,
        &[
            "信佛",
            "信教",
            "佛教徒",
            "基督徒",
            "穆斯林",
            "天主教",
            "信仰",
            "church",
            "muslim*",
            "christian*",
            "catholic*",
            "buddhis*",
            "jewish",
            "religio*",
        ],
    ),
    (Matter::Party, &["党员", "黨員", "派系", "党派", "黨派", "party member*", "faction*"]),
    (
        Matter::Hobby,
        &[
            "爱喝酒",
            "愛喝酒",
            "酒量",
            "打麻将",
            "打麻將",
            "高尔夫",
            "高爾夫",
            "爱好",
            "愛好",
            "hobb*",
            "golf*",
            "drinks a lot",
        ],
    ),
    (
        Matter::Gift,
        &[
            "送礼",
            "送禮",
            "礼品",
            "禮品",
            "礼物",
            "禮物",
            "红包",
            "紅包",
            "回扣",
            "购物卡",
            "購物卡",
            "茅台",
            "返点",
            "返點",
            "好处费",
            "好處費",
            "gift*",
            "kickback*",
            "bribe*",
            "red envelope*",
        ],
    ),
    (
        Matter::RivalBid,
        &[
            "对手报价",
            "對手報價",
            "对手的报价",
            "對手的報價",
            "竞争对手报价",
            "競爭對手報價",
            "对手标书",
            "對手標書",
            "标底",
            "標底",
            "rival's bid",
            "rival bid",
            "competitor's bid",
            "competitor bid",
            "their bid price",
        ],
    ),
];

/// Fields that say what somebody or something is called.
const NAMES: [&str; 4] = ["name", "name_latin", "title", "supplier"];
/// The field that says what we invest in a relationship.
const INVESTMENT: &str = "investment";
/// What amounts of money are written with.
const MONEY: [&str; 11] = ["元", "万", "萬", "块", "塊", "¥", "$", "€", "rmb", "cny", "usd"];

/// What a change writes that should not be kept unless somebody means it: one for each field, at the field. What stood
/// there before is not questioned again.
pub fn concerns(plan: &Plan, change: &Change) -> Vec<Problem> {
    change.edits.iter().flat_map(|edit| written(plan, edit)).collect()
}

fn written(plan: &Plan, edit: &Edit) -> Vec<Problem> {
    let (kind, id) = edit.touches();
    let question = |field: &str, was: &Value, now: &Value| {
        let field = plan.field(kind, field)?;
        let (matter, word) = telling(kind, &field, now).find(|(_, word)| !text(was).contains(word.as_str()))?;
        let record_code = plan.code(kind, id).map(str::to_owned);
        let RecordRef { kind, id } = RecordRef { kind, id };
        let place = Place { kind: Some(kind), id: Some(id), record_code, field: Some(field.name.clone()) };
        Some(Problem { place, reason: Reason::Careful { matter: matter.code(), word } })
    };
    match edit {
        Edit::Create { body, .. } => {
            let fields = body.as_object().into_iter().flatten();
            fields.filter_map(|(name, value)| question(name, &Value::Null, value)).collect()
        }
        Edit::Set { field, was, now, .. } => question(field, was, now).into_iter().collect(),
        Edit::Remove { .. } => Vec::new(),
    }
}

/// What in a value of this field tells of what.
fn telling(kind: Kind, field: &Field, value: &Value) -> impl Iterator<Item = (Matter, String)> {
    let is_text = matches!(field.shape, Shape::Words(_)) && !NAMES.contains(&field.name.as_str());
    let text = if is_text { text(value) } else { String::new() };
    let people = is_about_people(kind, field);
    let paid = (field.name == INVESTMENT).then(|| amount(&text)).flatten().map(|word| (Matter::Gift, word));
    let words = TELLING.iter().filter(move |(matter, _)| people || *matter == Matter::RivalBid);
    let found = words.filter_map(move |(matter, words)| {
        let word = words.iter().find(|word| says(&text, word))?;
        Some((*matter, word.trim_end_matches('*').to_owned()))
    });
    paid.into_iter().chain(found)
}

/// The field says something about one human being, or is where people write about whom they met. What a customer does
/// for a living is not meant: a hospital has surgery.
fn is_about_people(kind: Kind, field: &Field) -> bool {
    field.personal.is_some() || kind == Kind::Interaction
}

/// All languages of a text, folded to lower case.
fn text(value: &Value) -> String {
    let words = |value: &Value| serde_json::from_value::<Words>(value.clone()).ok();
    let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let all: Vec<Words> = list.iter().filter_map(words).collect();
    let texts: Vec<&str> = all.iter().flat_map(Words::texts).collect();
    texts.join("\n").to_lowercase()
}

fn says(text: &str, word: &str) -> bool {
    let (stem, open) = word.strip_suffix('*').map_or((word, false), |stem| (stem, true));
    if !stem.is_ascii() {
        return text.contains(stem);
    }
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(stem).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + stem.len()..).and_then(|text| text.chars().next());
        !is_letter(before.filter(char::is_ascii)) && (open || !is_letter(after.filter(char::is_ascii)))
    })
}

/// An amount of money in a text: a number beside what money is written with.
fn amount(text: &str) -> Option<String> {
    let sign = |text: &str| MONEY.iter().find(|sign| text.starts_with(**sign)).map(|sign| (*sign).to_owned());
    let ends = |text: &str| MONEY.iter().any(|sign| text.ends_with(*sign));
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, number) = (rest.get(..at)?.trim_end(), rest.get(at..)?);
        let end = number.find(|c: char| !c.is_ascii_digit() && !".,".contains(c)).unwrap_or(number.len());
        let (digits, after) = (number.get(..end)?, number.get(end..)?);
        if let Some(sign) = sign(after.trim_start()) {
            return Some(format!("{digits}{sign}"));
        }
        if ends(before) {
            return Some(digits.to_owned());
        }
        rest = after;
    }
    None
}
