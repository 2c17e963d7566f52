//! The reader's language: labels from `locales/`, numbers, money and days as that language writes them.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use plan::care::Matter;
use plan::figure::{Figure, Measure, Term};
use plan::problem::Lacking;
use plan::{Day, Kind, Language, Money, Plan, Problem, Words};
use serde::Deserialize;
use serde_json::Value;
use std::sync::OnceLock;
use unic_langid::{LanguageIdentifier, langid};

/// The words of each language: the plain ones, and what the course says instead.
const SOURCES: [[&str; 2]; 3] = [
    [include_str!("../../../locales/zh-Hans.ftl"), include_str!("../../../locales/course/zh-Hans.ftl")],
    [include_str!("../../../locales/zh-Hant.ftl"), include_str!("../../../locales/course/zh-Hant.ftl")],
    [include_str!("../../../locales/en.ftl"), include_str!("../../../locales/course/en.ftl")],
];

type Bundle = FluentBundle<FluentResource>;

/// By language and set of words, each read when it is first asked for.
static BUNDLES: [[OnceLock<Bundle>; 2]; 3] = [const { [const { OnceLock::new() }; 2] }; 3];

/// The plain words, with the words of the course over them where those are wanted.
fn bundle(language: LanguageIdentifier, [plain, course]: [&str; 2], wording: Wording) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks would stand between Latin and Chinese in file exports and titles.
    bundle.set_use_isolating(false);
    let course = (wording == Wording::Course).then_some(course);
    for source in [plain].into_iter().chain(course) {
        // A broken line is left out and its key shows; `locales` tests hold that there is none.
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// The two sets of words for the same things (decided 3.29).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Wording {
    /// Plain words.
    #[default]
    Plain,
    /// The words of the course.
    Course,
}

impl Wording {
    /// Both.
    pub const ALL: [Wording; 2] = [Self::Plain, Self::Course];

    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Plain => Self::Course,
            Self::Course => Self::Plain,
        }
    }

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Course => "course",
        }
    }
}

/// What a page says in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Say {
    /// The language.
    pub language: Language,
    /// The set of words.
    pub wording: Wording,
}

impl Say {
    /// In this language, in plain words.
    pub const fn new(language: Language) -> Self {
        Self { language, wording: Wording::Plain }
    }

    /// In these words.
    pub const fn worded(self, wording: Wording) -> Self {
        Self { wording, ..self }
    }

    fn bundle(self) -> &'static Bundle {
        let ([hans, hant, en], [say_hans, say_hant, say_en]) = (&BUNDLES, SOURCES);
        let (by_wording, sources, language) = match self.language {
            Language::ZhHans => (hans, say_hans, langid!("zh-Hans")),
            Language::ZhHant => (hant, say_hant, langid!("zh-Hant")),
            Language::En => (en, say_en, langid!("en")),
        };
        let [plain, course] = by_wording;
        let held = if self.wording == Wording::Plain { plain } else { course };
        held.get_or_init(|| bundle(language, sources, self.wording))
    }

    /// What the other set of words calls it, as a sentence for a tooltip; none where both say the same.
    pub fn also(self, key: &str) -> Option<String> {
        let other = self.worded(self.wording.other()).label(key);
        (other != self.label(key)).then(|| self.one("also-called", "other", other))
    }

    /// What the other set of words calls a field.
    pub fn also_field(self, kind: Kind, field: &str) -> Option<String> {
        self.also(&self.field_key(kind, field))
    }

    /// The label with this key; a missing one shows as its key.
    pub fn label(self, key: &str) -> String {
        self.with(key, &FluentArgs::new())
    }

    /// The label, if there is one.
    pub fn maybe(self, key: &str) -> Option<String> {
        self.bundle().has_message(key).then(|| self.label(key))
    }

    /// The label with one value in it.
    pub fn one<'v>(self, key: &str, name: &'v str, value: impl Into<FluentValue<'v>>) -> String {
        let mut args = FluentArgs::new();
        args.set(name, value);
        self.with(key, &args)
    }

    /// The label with these texts in it.
    pub fn texts(self, key: &str, values: &[(&str, String)]) -> String {
        let mut args = FluentArgs::new();
        values.iter().for_each(|(name, text)| args.set(*name, text.as_str()));
        self.with(key, &args)
    }

    /// The label with these values in it.
    pub fn with(self, key: &str, args: &FluentArgs<'_>) -> String {
        let bundle = self.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else { return key.to_owned() };
        bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned()
    }

    /// Words of the plan in this language.
    pub fn show(self, words: &Words) -> &str {
        words.show(self.language)
    }

    /// Words that may be missing.
    pub fn show_maybe(self, words: &Option<Words>) -> &str {
        words.as_ref().map_or("", |words| words.show(self.language))
    }

    /// What a field is called: by its kind if that has a word of its own for it, else the common word.
    pub fn field(self, kind: Kind, field: &str) -> String {
        self.label(&self.field_key(kind, field))
    }

    fn field_key(self, kind: Kind, field: &str) -> String {
        let own = format!("field-{kind}-{field}");
        if self.bundle().has_message(&own) { own } else { format!("field-{field}") }
    }

    /// What a kind of record is called.
    pub fn kind(self, kind: Kind) -> String {
        self.label(&format!("kind-{kind}"))
    }

    /// A code of a scale. Label keys write a slash or a dot as `_`.
    pub fn code(self, scale: &str, code: &str) -> String {
        self.label(&format!("{scale}-{}", code.replace(['/', '.'], "_")))
    }

    /// A grade of a scale. Label keys write a minus as `m`.
    pub fn grade(self, scale: &str, value: i64) -> String {
        let key = if value < 0 { format!("{scale}-m{}", -value) } else { format!("{scale}-{value}") };
        self.label(&key)
    }

    /// What is wrong, in a sentence.
    pub fn problem(self, problem: &Problem) -> String {
        let (code, parts) = problem.reason.parts();
        let mut args = FluentArgs::new();
        for (name, value) in &parts {
            let value = match value {
                Value::Number(number) => number.as_i64().map_or(FluentValue::None, FluentValue::from),
                Value::String(text) if name == "by" || name == "target" => {
                    FluentValue::from(Kind::from_code(text).map_or_else(|| text.clone(), |kind| self.kind(kind)))
                }
                Value::String(text) if name == "matter" => FluentValue::from(self.code(Matter::SCALE, text)),
                Value::String(text) => FluentValue::from(text.clone()),
                Value::Array(lacking) => FluentValue::from(self.lacking(lacking)),
                other => FluentValue::from(other.to_string()),
            };
            args.set(name.clone(), value);
        }
        self.with(&format!("problem-{}", code.replace('_', "-")), &args)
    }

    /// What must come first, in words; the same as in the refusal of a change.
    pub fn lacks(self, lacking: &Lacking) -> String {
        serde_json::to_value(lacking).map(|lacking| self.lacking(&[lacking])).unwrap_or_default()
    }

    /// All that must come first, as one list.
    fn lacking(self, lacking: &[Value]) -> String {
        let one = |lacking: &Value| {
            let what = lacking.get("what").and_then(Value::as_str).unwrap_or_default();
            let mut args = FluentArgs::new();
            if let Some(person) = lacking.get("person").and_then(Value::as_str) {
                args.set("person", person.to_owned());
            }
            if let Some(points) = lacking.get("points").and_then(Value::as_i64) {
                args.set("points", points);
            }
            let own = format!("lacking-{what}");
            let key = if self.bundle().has_message(&own) { own } else { format!("check-{what}") };
            self.with(&key, &args)
        };
        lacking.iter().map(one).collect::<Vec<_>>().join(&self.label("list-comma"))
    }

    /// Where a problem is and what it is: "person P02, owner: ...".
    pub fn problem_with_place(self, problem: &Problem) -> String {
        let place = &problem.place;
        let kind = place.kind.map(|kind| self.kind(kind));
        let field = match (place.kind, &place.field) {
            (Some(kind), Some(field)) if kind.field(field).is_some() => Some(self.field(kind, field)),
            (_, field) => field.clone(),
        };
        let parts: Vec<String> = [kind, place.record_code.clone(), field].into_iter().flatten().collect();
        let sentence = self.problem(problem);
        if parts.is_empty() { sentence } else { format!("{}{}{sentence}", parts.join(" "), self.label("colon")) }
    }

    /// A day.
    pub fn day(self, day: Day) -> String {
        day.to_string()
    }

    /// A share as percent with one decimal, rounded half up.
    pub fn percent(self, share: f64) -> String {
        format!("{} %", fixed(share * 100.0, 1))
    }

    /// A number with at most two decimals.
    pub fn number(self, value: f64) -> String {
        let text = fixed(value, 2);
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    }

    /// A decimal of the plan.
    pub fn decimal(self, value: &plan::number::Decimal) -> String {
        self.number(value.0)
    }

    /// How large a file is.
    pub fn bytes(self, bytes: i64) -> String {
        match bytes {
            ..1024 => format!("{bytes} B"),
            1024..1_048_576 => format!("{} KB", fixed(bytes as f64 / 1024.0, 0)),
            _ => format!("{} MB", fixed(bytes as f64 / 1_048_576.0, 1)),
        }
    }

    /// A number without decimals.
    pub fn whole(self, value: f64) -> String {
        fixed(value, 0)
    }

    /// Points as they are read, with one decimal.
    pub fn tenths(self, value: f64) -> String {
        fixed(value, 1)
    }

    /// A number with just two decimals, for columns that are compared.
    pub fn hundredths(self, value: f64) -> String {
        fixed(value, 2)
    }

    /// The value of a figure as it is read: percent with one decimal, points with one, sums plain.
    pub fn figure(self, figure: &Figure) -> String {
        match (figure.value, figure.measure) {
            (None, _) => self.label("unknown"),
            (Some(value), Measure::Balance) if value > 0.0 => format!("+{}", self.percent(value)),
            (Some(value), Measure::Share | Measure::Balance) => self.percent(value),
            (Some(value), Measure::Points) => fixed(value, 1),
            (Some(value), Measure::Count | Measure::Factor | Measure::Amount) => self.number(value),
        }
    }

    /// Money as the language counts it: 万 and 亿, or K and M.
    pub fn money(self, money: Money, currency: &str) -> String {
        let units = money.units();
        let steps = match self.language {
            Language::ZhHans => [(1e8, "亿"), (1e4, "万")],
            Language::ZhHant => [(1e8, "億"), (1e4, "萬")],
            Language::En => [(1e6, "M"), (1e3, "K")],
        };
        let (size, unit) = steps.into_iter().find(|(size, _)| units.abs() >= *size).unwrap_or((1.0, ""));
        format!("{currency} {}{unit}", self.number(units / size))
    }

    /// One term of a figure's row.
    pub fn term(self, plan: &Plan, currency: &str, term: &Term) -> String {
        match term {
            Term::Unknown => "–".to_owned(),
            Term::Number(value) => self.number(*value),
            Term::Share(share) => self.percent(*share),
            Term::Amount(money) => self.money(*money, currency),
            Term::Grade(scale, value) => {
                let sign = if *value > 0 && *scale == "preference" { "+" } else { "" };
                format!("{sign}{value} {}", self.grade(scale, *value)).replace('-', "−")
            }
            Term::Code(scale, code) => self.code(scale, code),
            Term::Day(day) => self.day(*day),
            Term::Record(record) => plan.code(record.kind, record.id).unwrap_or_default().to_owned(),
        }
    }
}

/// The words on drawings; their cards lead nowhere until a page says where.
impl draw::Labels for Say {
    fn language(&self) -> Language {
        self.language
    }

    fn label(&self, key: &str) -> String {
        Say::label(*self, key)
    }

    fn code(&self, scale: &str, code: &str) -> String {
        Say::code(*self, scale, code)
    }

    fn grade(&self, scale: &str, value: i64) -> String {
        Say::grade(*self, scale, value)
    }

    fn money(&self, amount: Money) -> String {
        Say::money(*self, amount, "").trim_start().to_owned()
    }

    fn number(&self, value: f64) -> String {
        Say::number(*self, value)
    }

    fn percent(&self, share: f64) -> String {
        Say::percent(*self, share)
    }

    fn day(&self, day: Day) -> String {
        Say::day(*self, day)
    }
}

/// `value` with this many decimals, rounded half up, away from zero.
fn fixed(value: f64, decimals: i32) -> String {
    let scale = 10f64.powi(decimals);
    // The smallest nudge makes 0.25 x 10, stored a hair below its half, go up as people expect.
    let rounded = (value.abs() * scale + 0.5 + 1e-9).floor() / scale;
    let sign = if value < 0.0 && rounded > 0.0 { "−" } else { "" };
    let text = format!("{rounded:.*}", usize::try_from(decimals).unwrap_or(0));
    format!("{sign}{text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_half_up_for_display() {
        assert_eq!(fixed(0.25, 1), "0.3");
        assert_eq!(fixed(-0.04, 1), "0.0");
        assert_eq!(fixed(-12.35, 1), "−12.4");
        assert_eq!(Say::new(Language::En).percent(0.741935), "74.2 %");
        assert_eq!(Say::new(Language::En).number(4.0), "4");
        assert_eq!(Say::new(Language::En).number(11.350365), "11.35");
        assert_eq!(Say::new(Language::En).number(100.0), "100");
    }

    #[test]
    fn money_is_counted_as_the_language_does() {
        let amount = Money(2_800_000_000);
        assert_eq!(Say::new(Language::ZhHans).money(amount, "CNY"), "CNY 2800万");
        assert_eq!(Say::new(Language::ZhHant).money(Money(12_000_000_000), "CNY"), "CNY 1.2億");
        assert_eq!(Say::new(Language::En).money(amount, "CNY"), "CNY 28M");
        assert_eq!(Say::new(Language::En).money(Money(950), "EUR"), "EUR 9.5");
    }
}
