//! What was typed in a form as values of the core, and the change that it asks for.

use crate::attempt::Attempt;
use crate::words::Say;
use plan::field::{Field, Shape, Tier};
use plan::{Change, Edit, Kind, Money, Plan, Words, custom};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use uuid::Uuid;

/// The change that a form for a new record asks for. The record takes the change's id: sent twice, made once.
pub fn creation(plan: &Plan, kind: Kind, change: Uuid, sent: &Attempt) -> Change {
    let mut body = Value::Object(Map::new());
    for field in plan.fields(kind).iter().filter(|field| field.tier != Tier::Fixed) {
        let value = read(field, &sent.values(&field.name), &Value::Null, None);
        custom::write(&mut body, &field.name, &value);
    }
    let edits = vec![Edit::Create { kind, id: change, body }];
    Change { id: change, why: None, undoes: None, edits }
}

/// The change that a form for a record asks for: one edit for each field that differs from what the form was made with.
pub fn edits(plan: &Plan, kind: Kind, id: Uuid, change: Uuid, sent: &Attempt, say: Say) -> Change {
    let edit = |field: &Cow<'_, Field>| {
        let was: Value = serde_json::from_str(sent.value(&format!("was.{}", field.name))?).ok()?;
        let now = read(field, &sent.values(&field.name), &was, Some(say));
        (was != now).then(|| Edit::Set { kind, id, field: field.name.clone(), was, now })
    };
    let edits = plan.fields(kind).iter().filter_map(edit).collect();
    Change { id: change, why: None, undoes: None, edits }
}

/// What was typed as a value of the field. What cannot be read stays as typed, for the core to say what is wrong.
fn read(field: &Field, typed: &[&str], was: &Value, say: Option<Say>) -> Value {
    let typed: Vec<&str> = typed.iter().map(|one| one.trim()).filter(|one| !one.is_empty()).collect();
    let one = |text: &str, was: &Value| match &field.shape {
        Shape::Words(_) => words(text, was, say),
        Shape::Number(..) | Shape::Grade(..) => {
            plain_digits(text).parse::<i64>().map_or_else(|_| json!(text), Value::from)
        }
        Shape::Decimal => decimal(text).map_or_else(|| json!(text), |number| json!(number)),
        Shape::Money(..) => money(text).map_or_else(|| json!(text), Value::from),
        Shape::Day => json!(plain_digits(text).replace(['/', '.'], "-")),
        Shape::Flag => json!(text == "true"),
        Shape::Text(_) | Shape::Choice(..) | Shape::Reference(_) | Shape::Record => json!(text),
    };
    let typed: Vec<&str> = if field.many && matches!(field.shape, Shape::Words(_) | Shape::Text(_)) {
        typed.iter().flat_map(|text| text.lines()).map(str::trim).filter(|line| !line.is_empty()).collect()
    } else {
        typed
    };
    if field.many {
        // Line by line, so that a text in several languages keeps the others.
        let was = |at: usize| was.get(at).unwrap_or(&Value::Null);
        let list: Vec<Value> = typed.into_iter().enumerate().map(|(at, text)| one(text, was(at))).collect();
        return if list.is_empty() { Value::Null } else { Value::Array(list) };
    }
    typed.first().map_or(Value::Null, |text| one(text, was))
}

/// The words with the shown language replaced; unchanged where the text is what was shown.
fn words(text: &str, was: &Value, say: Option<Say>) -> Value {
    let text = text.replace("\r\n", "\n");
    let old = serde_json::from_value::<Words>(was.clone()).ok();
    let new = match (old, say) {
        (Some(old), Some(say)) if say.show(&old) == text => return was.clone(),
        (Some(old), Some(say)) => old.with(say.language, &text),
        _ => Words::Plain(text),
    };
    serde_json::to_value(new).unwrap_or(Value::Null)
}

/// Digits and signs of a Chinese keyboard's full width as plain ones.
fn plain_digits(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '。' => '.',
        '−' => '-',
        other => other,
    };
    text.chars().map(plain).collect()
}

/// A decimal number as people write it, whole numbers without a point: `0.75`, `1,200`.
fn decimal(text: &str) -> Option<f64> {
    let text: String = plain_digits(text).chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    text.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// An amount as people write it, in minor units: `28000000`, `28,000,000.50`, `2800万`, `1.2亿`, `28M`.
fn money(text: &str) -> Option<i64> {
    let text: String = plain_digits(text).chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    let units = [("亿", 8), ("億", 8), ("万", 4), ("萬", 4), ("M", 6), ("m", 6), ("K", 3), ("k", 3)];
    let unit = units.into_iter().find_map(|(unit, zeros)| Some((text.strip_suffix(unit)?, zeros)));
    let (digits, zeros) = unit.unwrap_or((text.as_str(), 0));
    let (sign, digits) = digits.strip_prefix('-').map_or((1, digits), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    // Everything in minor units: the decimal point moves two places, and as many as the unit has zeros.
    let places = zeros + 2;
    let part = part.trim_end_matches('0');
    if whole.is_empty() || part.len() > places || !whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = format!("{whole}{part}{}", "0".repeat(places - part.len()));
    number.parse::<i64>().ok().map(|number| sign * number)
}

/// An amount as an input shows it: plain, with cents only where there are any.
pub fn money_text(money: Money) -> String {
    let (sign, minor) = (if money.0 < 0 { "-" } else { "" }, money.0.unsigned_abs());
    match minor % 100 {
        0 => format!("{sign}{}", minor / 100),
        cents => format!("{sign}{}.{cents:02}", minor / 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plan::Language;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (typed, minor) in [
            ("28000000", 2_800_000_000),
            ("28,000,000.5", 2_800_000_050),
            ("2800万", 2_800_000_000),
            ("1.2亿", 12_000_000_000),
            ("28M", 2_800_000_000),
            ("0.05", 5),
            ("１２００", 120_000),
            ("-3", -300),
        ] {
            assert_eq!(money(typed), Some(minor), "{typed}");
        }
        for typed in ["", "abc", "1.005", "1.2.3", "万", "99999999999999999999"] {
            assert_eq!(money(typed), None, "{typed}");
        }
        assert_eq!(money_text(Money(2_800_000_050)), "28000000.50");
        assert_eq!(money_text(Money(-300)), "-3");
    }

    #[test]
    fn editing_in_one_language_keeps_the_others() {
        let was = json!({ "zh-Hans": "财务总监", "en": "CFO" });
        let english = Some(Say::new(Language::En));
        assert_eq!(words("CFO", &was, english), was);
        assert_eq!(words("Treasurer", &was, english), json!({ "zh-Hans": "财务总监", "en": "Treasurer" }));
        assert_eq!(words("新", &Value::Null, english), json!("新"));
    }

    #[test]
    fn what_cannot_be_read_is_kept_for_the_core_to_refuse() {
        let minutes = Kind::Interaction.field("minutes").unwrap();
        assert_eq!(read(minutes, &["３０"], &Value::Null, None), json!(30));
        assert_eq!(read(minutes, &["soon"], &Value::Null, None), json!("soon"));
        assert_eq!(read(minutes, &[" "], &Value::Null, None), Value::Null);
        let day = Kind::Interaction.field("on").unwrap();
        assert_eq!(read(day, &["2026/11/19"], &Value::Null, None), json!("2026-11-19"));
    }
}
