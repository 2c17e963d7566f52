//! A plan in which every text is a word that stands nowhere else, so that whoever finds the word anywhere knows from
//! which field of which record it came.

#![allow(dead_code, clippy::expect_used, reason = "every test file takes what it needs; helpers of tests")]

use plan::field::Shape;
use plan::{Kind, Lens, Plan};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Where a word stands.
#[derive(Clone, Debug)]
pub struct Sentinel {
    /// The word.
    pub word: String,
    /// The kind of its record.
    pub kind: Kind,
    /// The body of its record.
    pub body: Value,
    /// The field that it fills.
    pub field: String,
}

/// The plan with a word of its own in each text, and all the words.
pub fn planted(plan: &Plan) -> (Plan, Vec<Sentinel>) {
    let mut file: Value = serde_json::from_str(&plan::file::write(plan)).expect("a file");
    let mut sentinels = Vec::new();
    for kind in Kind::ALL.iter().copied() {
        for list in [format!("/{kind}"), format!("/library/{kind}")] {
            let Some(records) = file.pointer_mut(&list).and_then(Value::as_array_mut) else { continue };
            records.iter_mut().for_each(|body| plant(kind, body, &mut sentinels));
        }
    }
    (plan::file::read(&file.to_string()).expect("a plan"), sentinels)
}

fn plant(kind: Kind, body: &mut Value, sentinels: &mut Vec<Sentinel>) {
    let before = sentinels.len();
    for field in kind.fields().iter().filter(|field| matches!(field.shape, Shape::Words(_))) {
        let Some(value) = body.get_mut(&field.name) else { continue };
        let mut word = || {
            let word = format!("zq{:05}x", sentinels.len());
            sentinels.push(Sentinel { word: word.clone(), kind, body: Value::Null, field: field.name.clone() });
            json!(word)
        };
        *value = if value.is_array() { json!([word()]) } else { word() };
    }
    for sentinel in sentinels.iter_mut().skip(before) {
        sentinel.body = body.clone();
    }
}

/// The words that stand in a text.
pub fn found(text: &str) -> BTreeSet<String> {
    let ends = |at: usize| text.get(at..at + 8).filter(|word| word.ends_with('x')).map(str::to_owned);
    text.match_indices("zq").filter_map(|(at, _)| ends(at)).collect()
}

impl Sentinel {
    /// May whoever wears this lens read it? The lens is that of a view of the plan.
    pub fn is_for(&self, lens: Lens) -> bool {
        lens.shows_field(self.kind, &self.field, &self.body)
    }
}
