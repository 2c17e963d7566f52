//! `locales/*.ftl`: the three files say the same things, say them all, and say nothing that nobody asks for.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;
use ledger::{Deed, Refusal, Scope, Sought, Standing};
use plan::account::Trait;
use plan::card::Class;
use plan::care::Matter;
use plan::field::{Shape, Tier};
use plan::influence_map::{Band, CoverageState};
use plan::lens::Role;
use plan::portfolio::{Figures, Part};
use plan::problem::{Conflict, Lacking};
use plan::relationship::Relationships;
use plan::review::completeness;
use plan::{Kind, Language, Plan, Problem, Reason};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use support::plans::{bedrock, empty, id};
use support::today;
use uuid::Uuid;
use web::words::{Say, Wording};

/// The files with their languages.
const FILES: [(Language, &str); 3] = [
    (Language::ZhHans, include_str!("../../../locales/zh-Hans.ftl")),
    (Language::ZhHant, include_str!("../../../locales/zh-Hant.ftl")),
    (Language::En, include_str!("../../../locales/en.ftl")),
];

/// What the course says instead.
const COURSE: [(Language, &str); 3] = [
    (Language::ZhHans, include_str!("../../../locales/course/zh-Hans.ftl")),
    (Language::ZhHant, include_str!("../../../locales/course/zh-Hant.ftl")),
    (Language::En, include_str!("../../../locales/course/en.ftl")),
];

/// What a message says: the variables in it, the terms that it names, and its text without them.
#[derive(Clone, Debug, Default, PartialEq)]
struct Message {
    variables: BTreeSet<String>,
    terms: BTreeSet<String>,
    text: String,
}

impl Message {
    fn read(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => self.text.push_str(value),
                PatternElement::Placeable { expression } => self.expression(expression),
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                variants.iter().for_each(|variant| self.read(&variant.value));
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::StringLiteral { value } => self.text.push_str(value),
            InlineExpression::VariableReference { id } => {
                self.variables.insert(id.name.to_owned());
            }
            InlineExpression::FunctionReference { arguments, .. } => self.arguments(arguments),
            InlineExpression::TermReference { id, attribute: None, arguments } => {
                self.terms.insert(id.name.to_owned());
                arguments.iter().for_each(|arguments| self.arguments(arguments));
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::NumberLiteral { .. } => {}
            other => panic!("the labels make no use of {other:?}"),
        }
    }

    fn arguments(&mut self, arguments: &CallArguments<&str>) {
        arguments.positional.iter().for_each(|one| self.inline(one));
        arguments.named.iter().for_each(|one| self.inline(&one.value));
    }
}

/// The messages of a file by key. Panics on errors, on keys that stand twice, and on anything but messages.
fn messages(language: Language, source: &'static str) -> BTreeMap<&'static str, Message> {
    let resource = parser::parse(source).unwrap_or_else(|(_, errors)| panic!("{language:?}: {errors:?}"));
    let mut messages = BTreeMap::new();
    for entry in resource.body {
        match entry {
            Entry::Message(message) => {
                assert!(message.attributes.is_empty(), "{} has attributes, which nobody reads", message.id.name);
                let mut read = Message::default();
                read.read(&message.value.expect("a value"));
                let before = messages.insert(message.id.name, read);
                assert_eq!(before, None, "{} stands twice in {language:?}", message.id.name);
            }
            // Those are read below.
            Entry::Term(_) => {}
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            other => panic!("{language:?}: {other:?}"),
        }
    }
    messages
}

/// The names of the terms of a file.
fn terms(source: &'static str) -> BTreeSet<String> {
    let resource = parser::parse(source).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
    let terms = resource.body.into_iter().filter_map(|entry| match entry {
        Entry::Term(term) => Some(term.id.name.to_owned()),
        _ => None,
    });
    terms.collect()
}

/// All keys of the English file.
fn keys() -> BTreeSet<&'static str> {
    let (language, source) = FILES[2];
    messages(language, source).into_keys().collect()
}

/// Rust and templates of the crates that ask for labels.
fn sources() -> String {
    sources_of(&["web", "kamap", "papers", "draw"])
}

fn sources_of(names: &[&str]) -> String {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut ahead: Vec<_> = names.iter().map(|name| crates.join(name).join("src")).collect();
    let mut sources = String::new();
    while let Some(folder) = ahead.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                ahead.push(path);
            } else if path.extension().is_some_and(|end| end == "rs" || end == "html") {
                sources.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    sources
}

/// What a transition can lack beside checks of a plan; `all_that_can_be_lacking_has_its_words` holds
/// it against `transition.rs`.
const LACKING: [&str; 15] = [
    "confirmed_need",
    "decision",
    "quarter",
    "buying_step_3",
    "decider",
    "certainty",
    "decision_maker",
    "decision_maker_stance",
    "approver",
    "approver_coverage",
    "approver_stance",
    "buying_step_5",
    "schedule",
    "next_step",
    "earlier_status",
];

/// The keys of the 25 checks and of those of level 1.
fn checks() -> Vec<&'static str> {
    let (plan, on) = (empty(), today());
    let relationships = Relationships::of(&plan, on);
    let checks = completeness::level_one(&plan, on, &relationships).into_iter();
    checks.chain(completeness::checks(&plan, on, &relationships)).map(|check| check.key).collect()
}

/// One of everything that can be lacking, each with all that its words may want.
fn lacking() -> Vec<Lacking> {
    let one = |what| Lacking { what, person: Some("P02".to_owned()), points: Some(2) };
    LACKING.into_iter().chain(checks()).map(one).collect()
}

/// One of every reason that there is.
fn reasons() -> Vec<Reason> {
    let code = || "P02".to_owned();
    let conflict = Conflict { seen: json!(1), current: json!("two"), wanted: json!(null) };
    let all = vec![
        Reason::Required,
        Reason::NotAText,
        Reason::Hidden,
        Reason::Careful { matter: "gift", word: "gift".into() },
        Reason::QuietPeriod { until: None },
        Reason::NotShown,
        Reason::NotYours { whose: plan::lens::Whose::Owners },
        Reason::TooLong { most: 60, length: 61 },
        Reason::NotANumber,
        Reason::OutOfRange { least: 1, most: 5 },
        Reason::NotAnAmount,
        Reason::NotADecimal,
        Reason::NotPositive,
        Reason::Negative,
        Reason::NotADay,
        Reason::NotAFlag,
        Reason::NotAList,
        Reason::TooMany { most: 500 },
        Reason::NamedTwice,
        Reason::NotAChoice { choices: "current, planned".into() },
        Reason::NotACurrency,
        Reason::NotAnId,
        Reason::Dangling { target: Kind::Person, id: Uuid::from_u128(404) },
        Reason::RemovedToo { target: Kind::Member, code: code() },
        Reason::UnknownField,
        Reason::FixedField,
        Reason::SetOnce,
        Reason::Retired,
        Reason::TakesNoChoices { code: "CF01".into() },
        Reason::NotARecord,
        Reason::Twice { code: code() },
        Reason::CodeTaken { code: code() },
        Reason::Circle,
        Reason::ReasonNeeded,
        Reason::NotANeed,
        Reason::EndsBeforeStart,
        Reason::EdgeNotAllowed { code: code() },
        Reason::LastParent { code: code() },
        Reason::FedByFigure,
        Reason::NotYet { lacking: lacking() },
        Reason::Gone,
        Reason::Exists,
        Reason::SameAsItself,
        Reason::Archived,
        Reason::Buried,
        Reason::NotArchived,
        Reason::NotTheName,
        Reason::Conflict(Box::new(conflict)),
        Reason::Needed { by: Kind::Opportunity, first: code(), count: 3 },
        Reason::OneAccount { count: 2 },
        Reason::BelongsToLibrary,
        Reason::NotInLibrary,
        Reason::RetireInstead,
        Reason::OutOfUse { target: Kind::Solution, code: code() },
        Reason::TouchedSince,
        Reason::MovedOn,
        Reason::UndoneAlready,
        Reason::BeforeNewFormat,
        Reason::MadeByNewer { revision: 7 },
        Reason::NoFile,
        Reason::NoSuchChange,
        Reason::IdReused,
        Reason::Empty,
        Reason::TooLarge { most: 20_000 },
        Reason::PlanFull { most: 20_000 },
        Reason::TooManyBytes { mib: 256 },
        Reason::TooDeep { most: 32 },
        Reason::KeyTwice { key: "name".into() },
        Reason::BadChange { what: "missing field".into() },
        Reason::NotJson { line: 3, column: 7 },
        Reason::WrongFormat { known: 1 },
        Reason::UnknownKind { name: "persons".into() },
        Reason::NotRising,
        Reason::NothingWeighs,
        Reason::Wounded,
        Reason::NeededByWound { by: "relationship_owner".into(), first: "W01".into() },
        Reason::WoundInFile,
    ];
    assert!(all.iter().all(is_listed));
    all
}

/// A new reason does not compile here until it stands in the list above.
fn is_listed(reason: &Reason) -> bool {
    use Reason::{
        Archived, BadChange, BeforeNewFormat, BelongsToLibrary, Buried, Circle, CodeTaken, Conflict, Dangling,
        EdgeNotAllowed, Empty, EndsBeforeStart, Exists, FedByFigure, FixedField, Gone, IdReused, KeyTwice, LastParent,
        MadeByNewer, MovedOn, NamedTwice, Needed, NeededByWound, Negative, NoFile, NoSuchChange, NotAChoice,
        NotACurrency, NotADay, NotADecimal, NotAFlag, NotAList, NotANeed, NotANumber, NotARecord, NotAText,
        NotAnAmount, NotAnId, NotArchived, NotInLibrary, NotJson, NotPositive, NotRising, NotTheName, NotYet,
        NothingWeighs, OneAccount, OutOfRange, OutOfUse, PlanFull, ReasonNeeded, RemovedToo, Required, RetireInstead,
        Retired, SameAsItself, SetOnce, TakesNoChoices, TooDeep, TooLarge, TooLong, TooMany, TooManyBytes,
        TouchedSince, Twice, UndoneAlready, UnknownField, UnknownKind, WoundInFile, Wounded, WrongFormat,
    };
    match reason {
        Required
        | NotAText
        | TooLong { .. }
        | NotANumber
        | OutOfRange { .. }
        | NotAnAmount
        | NotADecimal
        | NotPositive
        | Negative
        | NotADay
        | NotAFlag
        | NotAList
        | TooMany { .. }
        | NamedTwice
        | NotAChoice { .. }
        | NotACurrency
        | NotAnId
        | Dangling { .. }
        | RemovedToo { .. }
        | UnknownField
        | FixedField
        | SetOnce
        | Retired
        | TakesNoChoices { .. }
        | NotARecord
        | Twice { .. }
        | CodeTaken { .. }
        | Circle
        | ReasonNeeded
        | NotANeed
        | EndsBeforeStart
        | EdgeNotAllowed { .. }
        | LastParent { .. }
        | FedByFigure
        | NotYet { .. }
        | Gone
        | Exists
        | SameAsItself
        | Archived
        | Buried
        | NotArchived
        | NotTheName
        | Conflict(_)
        | Needed { .. }
        | OneAccount { .. }
        | BelongsToLibrary
        | NotInLibrary
        | RetireInstead
        | OutOfUse { .. }
        | TouchedSince
        | MovedOn
        | UndoneAlready
        | BeforeNewFormat
        | MadeByNewer { .. }
        | NoFile
        | NoSuchChange
        | IdReused
        | Empty
        | TooLarge { .. }
        | PlanFull { .. }
        | TooManyBytes { .. }
        | TooDeep { .. }
        | KeyTwice { .. }
        | BadChange { .. }
        | NotJson { .. }
        | WrongFormat { .. }
        | UnknownKind { .. }
        | NotRising
        | NothingWeighs
        | Wounded
        | NeededByWound { .. }
        | WoundInFile
        | Reason::Hidden
        | Reason::Careful { .. }
        | Reason::QuietPeriod { .. }
        | Reason::NotShown
        | Reason::NotYours { .. } => true,
    }
}

/// The key of the sentence for a reason.
fn problem_key(reason: &Reason) -> String {
    format!("problem-{}", reason.parts().0.replace('_', "-"))
}

/// The keys of all labels of scales: those of fields, those of figures and maps, and the themes of the page.
fn scale_keys() -> BTreeSet<String> {
    let mut keys: BTreeSet<String> = ["system", "light", "dark"].map(|theme| format!("theme-{theme}")).into();
    keys.extend(Band::ALL.iter().map(|band| format!("{}-{}", Band::SCALE, band.code())));
    keys.insert("light-unknown".to_owned());
    keys.extend(CoverageState::ALL.iter().map(|state| format!("{}-{}", CoverageState::SCALE, state.code())));
    for field in Kind::ALL.iter().flat_map(|kind| kind.fields()) {
        match &field.shape {
            Shape::Choice(scale, codes) => {
                keys.extend(codes.iter().map(|code| format!("{scale}-{}", code.replace(['/', '.'], "_"))))
            }
            Shape::Grade(scale, least, most) => {
                keys.extend((*least..=*most).map(|grade| format!("{scale}-{grade}").replace("--", "-m")));
            }
            _ => {}
        }
    }
    keys
}

/// The keys of all figures that are printed.
fn figure_keys() -> impl Iterator<Item = &'static str> {
    Part::ALL.iter().flat_map(|part| part.keys()).copied().chain(["promises_kept"])
}

/// The columns of all figures.
fn columns() -> BTreeSet<&'static str> {
    let mut columns = BTreeSet::new();
    for plan in [bedrock(), empty()] {
        let figures = Figures::of(&plan, today());
        columns.extend(Part::ALL.iter().flat_map(|part| figures.of_part(*part)).flat_map(|figure| figure.columns));
        columns.extend(figures.by_key("objective.promises_kept").into_iter().flat_map(|figure| figure.columns));
    }
    columns
}

/// The keys of all warnings: what stands first in brackets where the core gathers them.
fn warnings() -> BTreeSet<String> {
    let mut ahead = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../plan/src")];
    let mut keys = BTreeSet::new();
    while let Some(folder) = ahead.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                ahead.push(path);
            } else if SHOWN.iter().any(|shown| path.ends_with(shown)) {
                keys.extend(warning_keys(&std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    keys
}

/// Where the core gathers the warnings that pages show.
const SHOWN: [&str; 2] = ["opportunity/checks.rs", "review/alerts.rs"];

fn warning_keys(source: &str) -> Vec<String> {
    let calls = ["s.of(", "s\n        .of(", "s.when("].iter().flat_map(|call| source.match_indices(call));
    let key = |(at, _): (usize, &str)| source[at..].split('"').nth(1).unwrap().to_owned();
    calls.map(key).collect()
}

/// The keys that a field's label may have: its own by kind if there is one, else the common one.
fn field_keys(keys: &BTreeSet<&'static str>) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for kind in Kind::ALL {
        for field in kind.fields() {
            let own = format!("field-{kind}-{}", field.name);
            used.insert(if keys.contains(own.as_str()) { own } else { format!("field-{}", field.name) });
        }
    }
    used
}

fn assert_says(language: Language, key: &str) {
    let said = Say::new(language).maybe(key).unwrap_or_else(|| panic!("{language:?} has no label {key}"));
    assert!(!said.trim().is_empty() && said != key, "{language:?}: {key} says {said:?}");
}

#[test]
fn the_three_files_have_the_same_keys_and_variables() {
    let files = FILES.map(|(language, source)| messages(language, source));
    let [hans, hant, en] =
        files.map(|file| file.into_iter().map(|(key, message)| (key, message.variables)).collect::<BTreeMap<_, _>>());
    assert!(en.len() > 200);
    for (key, variables) in &en {
        assert_eq!(hans.get(key), Some(variables), "{key} in zh-Hans");
        assert_eq!(hant.get(key), Some(variables), "{key} in zh-Hant");
    }
    assert_eq!((hans.len(), hant.len()), (en.len(), en.len()), "no key is in one file only");
}

#[test]
fn the_course_has_a_word_for_each_term_and_no_other_label() {
    let (_, english) = FILES[2];
    let plain = terms(english);
    assert!(plain.len() > 4, "{plain:?}");
    let mut named = BTreeSet::new();
    for ((language, source), (_, course)) in FILES.into_iter().zip(COURSE) {
        assert_eq!(terms(source), plain, "{language:?}");
        assert_eq!(terms(course), plain, "{language:?}");
        assert!(messages(language, course).is_empty(), "{language:?}: a label is written once");
        named.extend(messages(language, source).into_values().flat_map(|message| message.terms));
    }
    assert_eq!(named, plain, "each term is named by a label, and no other is");
}

#[test]
fn either_set_of_words_says_the_other_one_too() {
    for language in Language::ALL {
        let plain = Say::new(language);
        let course = plain.worded(Wording::Course);
        for key in ["field-preference", "role-SPONSOR", "figure-attainment", "figure-thread_risk"] {
            assert_ne!(plain.label(key), course.label(key), "{language:?}: {key}");
            assert!(plain.also(key).is_some_and(|also| also.contains(&course.label(key))), "{language:?}: {key}");
            assert!(course.also(key).is_some_and(|also| also.contains(&plain.label(key))), "{language:?}: {key}");
        }
        assert_eq!(plain.also("field-influence"), None, "where both say the same there is nothing to add");
        for key in keys() {
            let said = course.label(key);
            assert!(!said.contains("{ -") && !said.contains("{-"), "{language:?}: {key} names an unknown term: {said}");
        }
    }
    let say = Say::new(Language::En);
    for say in [say, say.worded(Wording::Course)] {
        // Two kinds of coverage are never both called so.
        let [people, pipeline] = ["figure-people_coverage", "figure-pipeline_coverage"].map(|key| say.label(key));
        assert_eq!((people.as_str(), pipeline.as_str()), ("People coverage", "Pipeline coverage"));
        assert_ne!(say.label("role-SPONSOR"), say.label("plan_role-exec_sponsor"), "theirs and ours");
    }
}

#[test]
fn chinese_is_chinese() {
    for (language, source) in &FILES[..2] {
        for (key, message) in messages(*language, source) {
            let text = message.text.trim();
            assert!(!text.is_ascii() || text.is_empty(), "{key} in {language:?} is {text:?}");
        }
    }
}

#[test]
fn traditional_is_not_simplified() {
    let (_, source) = FILES[1];
    let simplified = "这个为于与从们会体众优传价伤伦关兴军农决况净减凤划则创办务动劳势区医协单卖卫压参双发变叶号员响团园围国图圆圣场块坚坛坏声处备复够头夹奖妇学实审宪对寻导将尔尝层岁岛币师帐带帮应废开异张弹强归当录彻总恳戏战户执扩扫扬护报担择损换据携数断时显暂术机杀杂权条来极构标样档桥检楼欢毕气汇汉沟没测济浅浏浓润涨温湾满滚灭灯灵点炼烦热爱牵状独现环电画畅疗监盖盘码确础离种积称稳穷窜竞笔签简类粮紧纠红级纪纯纲纳纸线练组细织终绍经结绘给络绝统继续维综绿编缘缩网罗罚职联肃胜脏脑节药获营虑补装见观规视览触计订认讨让训议记讲许论设访证评识诉词试话该详语误说请读课谁调谈谋谓谢财责败货质购费资赔赖赞赵达过运还进远违连迟适选递释银错锁键长门闭问间闲队阶际险隐难预领频题额风飞马驱验鱼鸡黄齐";
    for (key, message) in messages(Language::ZhHant, source) {
        let found: String = message.text.chars().filter(|c| simplified.contains(*c)).collect();
        assert!(found.is_empty(), "{key} in zh-Hant has {found}");
    }
}

#[test]
fn every_kind_and_field_has_a_label() {
    for language in Language::ALL {
        let say = Say::new(language);
        for kind in Kind::ALL {
            assert_says(language, &format!("kind-{kind}"));
            assert!(kind.fields().len() > 2, "{kind}");
            for field in kind.fields() {
                let label = say.field(*kind, &field.name);
                let missing = label.starts_with("field-") || label.trim().is_empty();
                assert!(!missing, "{language:?}: {kind} {} has no label", field.name);
            }
        }
        Kind::ALL
            .iter()
            .filter(|kind| **kind != Kind::CardPlace)
            .for_each(|kind| assert_says(language, &format!("many-{kind}")));
    }
}

#[test]
fn every_value_of_every_scale_has_a_label() {
    let keys = scale_keys();
    assert!(keys.contains("preference-m2") && keys.contains("role-DECISION_MAKER") && keys.contains("coverage-multi"));
    for language in Language::ALL {
        keys.iter().for_each(|key| assert_says(language, key));
        let say = Say::new(language);
        for field in Kind::ALL.iter().flat_map(|kind| kind.fields()) {
            let labels: Vec<String> = match &field.shape {
                Shape::Choice(scale, codes) => codes.iter().map(|code| say.code(scale, code)).collect(),
                Shape::Grade(scale, least, most) => (*least..=*most).map(|grade| say.grade(scale, grade)).collect(),
                _ => continue,
            };
            let different: BTreeSet<&String> = labels.iter().collect();
            assert_eq!(different.len(), labels.len(), "{language:?}: two values of {} read alike", field.name);
        }
    }
}

/// Choices among things of kamap itself, which their names say, and the characteristics, each with its own question.
const NO_SCALES: [&str; 3] = ["kind", "setting", "trait"];

/// The keys of the values that forms offer on scales of the method, as labels write them.
fn values_on_offer() -> BTreeSet<String> {
    let kinds = Kind::ALL.iter().filter(|kind| **kind != Kind::CardPlace);
    let fields = kinds.flat_map(|kind| kind.fields()).filter(|field| field.tier != Tier::Fixed);
    let fields = fields.filter(|field| match &field.shape {
        Shape::Choice(scale, _) => !NO_SCALES.contains(&scale.as_str()),
        _ => true,
    });
    let keys = fields.flat_map(|field| match &field.shape {
        Shape::Choice(scale, codes) => {
            codes.iter().map(|code| format!("{scale}-{}", code.replace(['/', '.'], "_"))).collect()
        }
        Shape::Grade(scale, least, most) => {
            (*least..=*most).map(|grade| format!("{scale}-{grade}").replace("--", "-m")).collect()
        }
        _ => Vec::new(),
    });
    keys.collect()
}

#[test]
fn every_value_on_offer_says_when_to_choose_it() {
    let offered = values_on_offer();
    assert!(offered.len() > 200, "{}", offered.len());
    let keys = keys();
    let lacking: Vec<&String> = offered.iter().filter(|key| !keys.contains(format!("choose-{key}").as_str())).collect();
    assert!(lacking.is_empty(), "no help to choose: {lacking:?}");
    for language in Language::ALL {
        offered.iter().for_each(|key| assert_says(language, &format!("choose-{key}")));
    }
}

#[test]
fn every_problem_has_a_sentence_with_all_its_values() {
    for language in Language::ALL {
        let say = Say::new(language);
        for reason in reasons() {
            assert_says(language, &problem_key(&reason));
            let sentence = say.problem(&Problem::anywhere(reason.clone()));
            let open = sentence.contains(['{', '}', '$']) || sentence.contains("problem-");
            assert!(!open, "{language:?} {reason:?}: {sentence}");
        }
    }
    let say = Say::new(Language::En);
    let sentence = |reason| say.problem(&Problem::anywhere(reason));
    assert_eq!(sentence(Reason::OutOfRange { least: -2, most: 2 }), "Please enter a number from -2 to 2.");
    let dangling = sentence(Reason::Dangling { target: Kind::Person, id: Uuid::nil() });
    assert!(dangling.contains(&say.kind(Kind::Person)) && dangling.contains(&Uuid::nil().to_string()), "{dangling}");
}

#[test]
fn all_that_can_be_lacking_has_its_words() {
    let source = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../plan/src/transition.rs"));
    let source = source.unwrap();
    // Either by `Lacking::what("…")` or in a list of what is asked for.
    for key in LACKING {
        assert!(source.contains(&format!("\"{key}\"")), "{key} is lacked by nothing any more");
    }
    for (at, found) in source.match_indices("Lacking::what(\"") {
        let key = source[at + found.len()..].split('"').next().unwrap();
        assert!(LACKING.contains(&key), "{key} can be lacking and is not tried here");
    }
    for list in source.split("let asked = [").skip(1).map(|rest| rest.split("];").next().unwrap()) {
        let keys: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
        assert!(keys.len() > 1 && keys.iter().all(|key| LACKING.contains(key)), "{keys:?}");
    }
    assert_eq!(checks().len(), 25 + 8);
    for language in Language::ALL {
        LACKING.iter().for_each(|what| assert_says(language, &format!("lacking-{what}")));
        checks().iter().for_each(|check| assert_says(language, &format!("check-{check}")));
    }
    let say = Say::new(Language::En);
    let lacking = vec![
        Lacking { points: Some(2), ..Lacking::what("certainty") },
        Lacking { person: Some("P02".to_owned()), ..Lacking::what("approver_coverage") },
        Lacking::what("one_goal"),
    ];
    let sentence = say.problem(&Problem::anywhere(Reason::NotYet { lacking }));
    for words in ["now 2", "P02", &say.label("check-one_goal")] {
        assert!(sentence.contains(words), "{words}: {sentence}");
    }
}

#[test]
fn every_figure_and_column_has_its_words() {
    for language in Language::ALL {
        for key in figure_keys().filter(|key| *key != "target") {
            for key in [format!("figure-{key}"), format!("figure-{key}-meaning"), format!("figure-{key}-how")] {
                assert_says(language, &key);
            }
        }
        figure_keys().for_each(|key| assert_says(language, &format!("figure-{key}")));
        Part::ALL.iter().for_each(|part| assert_says(language, &format!("part-{}", part.code())));
        columns().iter().for_each(|column| assert_says(language, &format!("term-{column}")));
    }
}

#[test]
fn every_label_that_is_asked_for_by_name_is_there() {
    let (sources, keys) = (sources(), keys());
    let asked = ["label(\"", ".one(\"", ".maybe(\"", ".with(\"", ".told(\"", "labels(\""];
    let mut found = 0;
    for way in asked {
        for (at, _) in sources.match_indices(way) {
            let key = sources[at + way.len()..].split('"').next().unwrap();
            assert!(keys.contains(key), "{way}{key}\") is asked for, and no file has it");
            found += 1;
        }
    }
    assert!(found > 100, "{found}");
    // In lists, such as the columns of a file.
    let families = ["field-", "term-", "figure-", "problem-", "reason-", "lowered-", "kind-", "role-", "api-"];
    for literal in sources.split('"').filter(|text| families.iter().any(|family| text.starts_with(family))) {
        let whole = literal.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) && !literal.ends_with('-');
        assert!(!whole || keys.contains(literal), "{literal} is named, and no file has it");
    }
}

/// The four lights.
const LIGHTS: [&str; 4] = ["relationship", "execution", "voice", "forecast"];

/// The keys of the criteria of all steps in an account's life.
fn criteria() -> BTreeSet<String> {
    let event = |to: &str| {
        let mut file = json!({ "kamap": 1, "account": empty().bodies(Kind::Account).remove(0).1 });
        file["account"] = json!([file["account"]]);
        file["lifecycle_event"] =
            json!([{ "id": id(Kind::LifecycleEvent, 1), "code": "LE1", "to": to, "on": "2026-01-01" }]);
        plan::file::read(&file.to_string()).unwrap()
    };
    let ahead = |plan: &Plan| plan::review::lifecycle::ahead(plan, today(), &Relationships::of(plan, today())).1;
    let all = ["prospect", "customer", "loyal", "former"].map(event);
    all.iter().flat_map(ahead).map(|one| format!("criterion-{}", one.key)).collect()
}

#[test]
fn every_warning_question_and_criterion_has_its_words() {
    assert!(warnings().len() > 15, "{:?}", warnings());
    for language in Language::ALL {
        warnings().iter().for_each(|key| assert_says(language, &format!("warning-{key}")));
        Trait::ALL.iter().for_each(|one| assert_says(language, &format!("question-{}", one.code())));
        criteria().iter().for_each(|key| assert_says(language, key));
        LIGHTS.iter().for_each(|light| assert_says(language, &format!("lights-{light}")));
    }
}

/// The parts of a page's help.
const HELP: [&str; 4] = ["what", "how", "good", "example"];
/// The groups of the menu.
const GROUPS: [&str; 9] = ["week", "people", "opportunities", "maps", "plan", "review", "more", "accounts", "library"];

/// The pages over all accounts.
const OVER_ALL: [&str; 9] =
    ["audit", "week", "accounts", "all-opportunities", "all-actions", "all-people", "hand-over", "move", "operation"];

/// What a page of a role may show.
const SECTIONS: [&str; 15] = [
    "meetings",
    "actions",
    "contacts",
    "promises",
    "deals",
    "alerts",
    "asks",
    "commits",
    "moved-deals",
    "cold",
    "chances",
    "meet",
    "executive-contacts",
    "accounts",
    "decisions",
];

/// The codes of what may go wrong for programs, as their description names them.
fn faults() -> impl Iterator<Item = String> {
    let document = web::api_document();
    let named = document["components"]["responses"].as_object().expect("responses").clone();
    named.into_iter().map(|(code, _)| code)
}

/// How it stands with a user.
const USER_STATES: [&str; 3] = ["disabled", "invited", "active"];
/// The fields of the forms about users.
const USER_FIELDS: [&str; 10] =
    ["name", "sign_in", "password", "new", "old", "code", "standing", "token_name", "scope", "days"];

/// The codes of all that the audit tells.
fn deeds() -> impl Iterator<Item = &'static str> {
    Deed::ALL.iter().map(|deed| deed.code()).chain([Sought::CHANGED])
}

#[test]
fn every_deed_has_its_words() {
    let keys = keys();
    let lacking: Vec<&str> = deeds().filter(|deed| !keys.contains(format!("deed-{deed}").as_str())).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

#[test]
fn every_refusal_about_users_has_its_words() {
    let keys = keys();
    for refusal in Refusal::ALL {
        assert!(keys.contains(format!("refused-{}", refusal.code()).as_str()), "{refusal:?}");
    }
    for standing in Standing::ALL {
        assert!(keys.contains(format!("standing-{}", standing.code()).as_str()), "{standing:?}");
    }
    for field in USER_FIELDS.iter().chain(&USER_STATES) {
        assert!(keys.contains(format!("user-{field}").as_str()), "{field}");
    }
}

/// The checks of a value proposition.
fn qualities() -> impl Iterator<Item = &'static str> {
    let sample = support::plans::bedrock();
    let proposition = sample.propositions.iter().next().expect("the sample has one");
    plan::joint_plan::quality::quality(&sample, proposition).map(|check| check.key).into_iter()
}

/// The last parts of the addresses of all pages.
fn slugs() -> impl Iterator<Item = &'static str> {
    web::page::menu::PAGES.iter().chain(web::page::menu::LIBRARY).map(|leaf| leaf.slug)
}

#[test]
fn no_label_is_without_use() {
    let (sources, keys) = (sources(), keys());
    // The keys that are put together, each with what shows that they still are.
    let families: [(&str, BTreeSet<String>); 47] = [
        ("code(\"deed\", &entry.what)", deeds().map(|deed| format!("deed-{deed}")).collect()),
        ("code(\"user\", line.user.state())", USER_STATES.iter().map(|state| format!("user-{state}")).collect()),
        ("\"refused-{}\"", Refusal::ALL.iter().map(|one| format!("refused-{}", one.code())).collect()),
        (
            "code(\"standing\", one.code())",
            Standing::ALL.iter().map(|one| format!("standing-{}", one.code())).collect(),
        ),
        ("\"api-title-{}\"", faults().map(|code| format!("api-title-{code}")).collect()),
        ("\"api-fault-{}\"", faults().map(|code| format!("api-fault-{code}")).collect()),
        ("code(\"scope\", one.code())", Scope::ALL.iter().map(|one| format!("scope-{}", one.code())).collect()),
        ("code(\"user\", field.label)", USER_FIELDS.iter().map(|field| format!("user-{field}")).collect()),
        ("code(\"words\", self.say.wording.code())", ["words-plain", "words-course"].map(str::to_owned).into()),
        ("\"warning-{}\"", warnings().iter().map(|key| format!("warning-{key}")).collect()),
        ("\"question-{}\"", Trait::ALL.iter().map(|one| format!("question-{}", one.code())).collect()),
        ("\"criterion-{}\"", criteria()),
        ("code(\"lights\", part)", LIGHTS.iter().map(|light| format!("lights-{light}")).collect()),
        ("\"field-{kind}-{field}\"", field_keys(&keys)),
        ("\"field-{field}\"", field_keys(&keys)),
        ("\"kind-{kind}\"", Kind::ALL.iter().map(|kind| format!("kind-{kind}")).collect()),
        ("\"{scale}-{}\", code.replace(['/', '.'], \"_\")", scale_keys()),
        ("\"figure-{own}\"", figure_keys().map(|key| format!("figure-{key}")).collect()),
        ("\"part-{part_code}\"", Part::ALL.iter().map(|part| format!("part-{}", part.code())).collect()),
        ("\"figure-{own}-meaning\"", figure_keys().map(|key| format!("figure-{key}-meaning")).collect()),
        ("-how\"", figure_keys().map(|key| format!("figure-{key}-how")).collect()),
        ("\"term-{column}\"", columns().iter().map(|column| format!("term-{column}")).collect()),
        ("\"problem-{}\"", reasons().iter().map(problem_key).collect()),
        ("\"lacking-{what}\"", LACKING.iter().map(|what| format!("lacking-{what}")).collect()),
        ("\"check-{what}\"", checks().iter().map(|check| format!("check-{check}")).collect()),
        ("\"many-{kind}\"", Kind::ALL.iter().map(|kind| format!("many-{kind}")).collect()),
        ("\"page-{}\"", slugs().map(|slug| format!("page-{slug}")).collect()),
        ("\"empty-{slug}\"", slugs().map(|slug| format!("empty-{slug}")).collect()),
        (
            "\"help-page-{slug}-{name}\"",
            HELP.iter()
                .flat_map(|part| slugs().chain(OVER_ALL).map(move |slug| format!("help-page-{slug}-{part}")))
                .collect(),
        ),
        ("\"help-{name}\"", HELP.iter().map(|part| format!("help-{part}")).collect()),
        ("\"choose-{scale}-{}\"", scale_keys().iter().map(|key| format!("choose-{key}")).collect()),
        ("\"quality-{}\"", qualities().map(|key| format!("quality-{key}")).collect()),
        ("code(\"plan_part\"", (0..=5).map(|part| format!("plan_part-{part}")).collect()),
        ("\"check-{}\"", checks().iter().map(|check| format!("check-{check}")).collect()),
        (
            "code(Role::SCALE, role.code())",
            Role::ALL.iter().map(|role| format!("{}-{}", Role::SCALE, role.code())).collect(),
        ),
        ("\"access-role-{}\"", Role::ALL.iter().map(|role| format!("access-role-{}", role.code())).collect()),
        (
            "code(Matter::SCALE, text)",
            Matter::ALL.iter().map(|matter| format!("{}-{}", Matter::SCALE, matter.code())).collect(),
        ),
        ("\"step-{number}-say\"", (1..=9).map(|step| format!("step-{step}-say")).collect()),
        ("\"step-{number}-ask\"", (1..=9).map(|step| format!("step-{step}-ask")).collect()),
        ("code(\"week\", section.id)", SECTIONS.iter().map(|section| format!("week-{section}")).collect()),
        ("code(\"week-none\", section.id)", SECTIONS.iter().map(|section| format!("week-none-{section}")).collect()),
        ("code(\"as\", one.code())", ["seller", "manager", "executive"].map(|role| format!("as-{role}")).into()),
        (
            "code(\"operation\", one.verb)",
            ["hand_over", "move", "import"].map(|verb| format!("operation-{verb}")).into(),
        ),
        (
            "code(\"operation-state\", operation.state)",
            ["running", "done", "undoing", "undone"].map(|state| format!("operation-state-{state}")).into(),
        ),
        (
            "code(\"step-state\", step.state)",
            ["waiting", "done", "nothing", "refused", "left", "undone"]
                .map(|state| format!("step-state-{state}"))
                .into(),
        ),
        (
            "code(\"class\", group.class.code())",
            Class::ALL.iter().map(|class| format!("class-{}", class.code())).collect(),
        ),
        ("code(\"group\", entry.code)", GROUPS.iter().map(|group| format!("group-{group}")).collect()),
    ];
    for (shown_by, _) in &families {
        assert!(sources.contains(shown_by), "nothing puts {shown_by} together any more");
    }
    let helped: BTreeSet<String> = Kind::ALL
        .iter()
        .flat_map(|kind| kind.fields().iter().map(move |field| format!("help-{kind}-{}", field.name)))
        .collect();
    assert!(sources.contains("\"help-{kind}-{}\""));
    // Whose second half is a literal of its own, here or in the core.
    let halves: [(&str, &str); 5] = [
        ("guide-", "\"guide-{key}\""),
        ("view-", "code(\"view\", way)"),
        ("list-", "any(say, \"list\""),
        ("warning-", "\"warning-{}\""),
        ("check-", "\"check-{key}\""),
    ];
    let literals = [sources.clone(), sources_of(&["plan"])].concat();
    for (_, shown_by) in halves {
        assert!(sources.contains(shown_by), "nothing puts {shown_by} together any more");
    }
    let by_halves = |key: &str| {
        let half = halves.iter().find_map(|(first, _)| key.strip_prefix(first));
        half.is_some_and(|half| literals.contains(&format!("\"{half}\"")))
    };
    let put_together =
        |key: &str| helped.contains(key) || by_halves(key) || families.iter().any(|(_, keys)| keys.contains(key));
    let unused: Vec<&str> =
        keys.into_iter().filter(|key| !sources.contains(&format!("\"{key}\"")) && !put_together(key)).collect();
    assert!(unused.is_empty(), "nobody asks for {unused:?}");
}
