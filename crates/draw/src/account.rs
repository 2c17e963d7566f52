//! What both sides put in and get: a butterfly, over the staircase of cooperation levels (method 1.3).

use crate::geometry::{Point, Rect};
use crate::hatch::{Slant, hatched};
use crate::labels::Labels;
use crate::legend::{Entry, legend};
use crate::paint::Paint;
use crate::scene::{Anchor, Group, Item, Part, Scene, Stroke, bar, centred, text};
use crate::text;
use plan::account::figures::{Balance, Imbalance, balance, balance_in, balance_of, imbalance};
use plan::account::{CooperationLevel, Side, ValueCategory, ValueType};
use plan::{Day, Money, Plan};

const MARGIN: f64 = 24.0;
/// Width of the column of categories.
const MIDDLE: f64 = 176.0;
/// Width of the bars of one side.
const BARS: f64 = 280.0;
/// Width of the amounts beside them.
const AMOUNTS: f64 = 92.0;
const WHOLE: f64 = MIDDLE + 2.0 * (BARS + AMOUNTS);
/// Height of the staircase.
const STAIRS: f64 = 132.0;
const THICK: f64 = 14.0;
const BETWEEN: f64 = 4.0;
const PADDING: f64 = 8.0;

/// The kinds of bars, from above.
const TYPES: [ValueType; 3] = [ValueType::Value, ValueType::Investment, ValueType::Risk];

/// A category with what the customer and we have in it.
struct Row {
    category: Option<ValueCategory>,
    customer: Balance,
    us: Balance,
}

/// The butterfly: the customer to the left, us to the right, on one scale.
pub fn scene(plan: &Plan, today: Day, labels: &dyn Labels) -> Scene {
    let mut items = staircase(plan, labels);
    let mut y = MARGIN + STAIRS + 24.0;
    items.push(Item::Group(sides(y, plan, today, labels)));
    y += 64.0;
    let rows = rows(plan, today);
    let largest = rows.iter().flat_map(|row| TYPES.map(|one| amount(row.customer, one).max(amount(row.us, one))));
    let largest = largest.fold(0.0, f64::max);
    if rows.is_empty() {
        items.push(centred(MARGIN + WHOLE / 2.0, y + 20.0, 13.0, false, Paint::Text2, ask(labels)));
        y += 40.0;
    }
    for row in &rows {
        let lines = TYPES.iter().filter(|one| amount(row.customer, **one).max(amount(row.us, **one)) > 0.0).count();
        let height = 2.0 * PADDING + (THICK + BETWEEN) * lines.max(1) as f64 - BETWEEN;
        items.push(bar(Rect::new(MARGIN, y, WHOLE, 1.0), 0.0, Paint::Line));
        items.push(Item::Group(category(Rect::new(middle_at(), y, MIDDLE, height), row.category, labels)));
        items.extend(bars(y + PADDING, row, largest, labels));
        y += height;
    }
    y += 12.0;
    let legend = legend(Point::new(MARGIN, y), WHOLE, TYPES.map(|one| entry(one, labels)).into());
    y = legend.rect.bottom();
    items.push(Item::Group(legend));
    let unknown = plan.value_items.iter().filter(|item| item.amount.is_none()).count();
    if unknown > 0 {
        let note = format!("{}{}{unknown}", labels.label("drawing-no-amount"), labels.label("colon"));
        items.push(text(MARGIN, y + 18.0, 12.0, Paint::Text2, text::fit(&note, WHOLE, 12.0, false)));
        y += 24.0;
    }
    Scene { width: WHOLE + 2.0 * MARGIN, height: y + MARGIN, items }
}

fn ask(labels: &dyn Labels) -> String {
    text::fit(&labels.label("drawing-ask-value"), WHOLE, 13.0, false)
}

fn middle_at() -> f64 {
    MARGIN + AMOUNTS + BARS
}

/// Every category in which a side has an amount; those without one come last.
fn rows(plan: &Plan, today: Day) -> Vec<Row> {
    let all = ValueCategory::ALL.iter().copied().map(Some).chain([None]);
    let row = |category| Row {
        category,
        customer: balance_in(plan, Side::Customer, category, today),
        us: balance_in(plan, Side::Us, category, today),
    };
    let has = |row: &Row| [row.customer, row.us].iter().any(|side| TYPES.iter().any(|one| amount(*side, *one) > 0.0));
    all.map(row).filter(has).collect()
}

fn amount(balance: Balance, kind: ValueType) -> f64 {
    match kind {
        ValueType::Value => balance.value,
        ValueType::Investment => balance.investment,
        ValueType::Risk => balance.risk,
    }
}

fn category(rect: Rect, category: Option<ValueCategory>, labels: &dyn Labels) -> Group {
    let name = category.map_or_else(
        || labels.label("drawing-no-category"),
        |category| labels.code(ValueCategory::SCALE, category.code()),
    );
    let word = text::fit(&name, rect.width - 12.0, 13.0, false);
    let word = centred(rect.middle().x, rect.middle().y + 4.7, 13.0, false, Paint::Text, word);
    Group::new(Part::Heading, rect, vec![word])
}

/// The bars of both sides, away from the middle, with their amounts beyond them.
fn bars(top: f64, row: &Row, largest: f64, labels: &dyn Labels) -> Vec<Item> {
    let mut items = Vec::new();
    let mut y = top;
    for kind in TYPES {
        let both = [(Side::Customer, amount(row.customer, kind)), (Side::Us, amount(row.us, kind))];
        if both.iter().all(|(_, amount)| *amount <= 0.0) {
            continue;
        }
        for (side, amount) in both.into_iter().filter(|(_, amount)| *amount > 0.0) {
            let long = (BARS * amount / largest).max(2.0);
            let left = if side == Side::Us { middle_at() + MIDDLE } else { middle_at() - long };
            let shown = labels.money(Money(amount.round() as i64));
            let size = text::size_within(&shown, AMOUNTS - 8.0, 12.0, false);
            let (x, anchor) =
                if side == Side::Us { (left + long + 6.0, Anchor::Start) } else { (left - 6.0, Anchor::End) };
            let paint = Paint::Text;
            let line = Item::Line { x, y: y + 11.5, anchor, size, strong: false, paint, text: shown.clone() };
            let rect = Rect::new(left, y, long, THICK);
            let mut mark = filled(rect, kind);
            mark.push(line);
            let room = if side == Side::Us { rect.x } else { rect.x - AMOUNTS };
            let mut group = Group::new(Part::Mark, Rect::new(room, y - 1.0, long + AMOUNTS, THICK + 2.0), mark);
            let said = [labels.code(Side::SCALE, side.code()), labels.code(ValueType::SCALE, kind.code()), shown];
            group.label = labels.sentence(&said);
            items.push(Item::Group(group));
        }
        y += THICK + BETWEEN;
    }
    items
}

/// What is gained is full, what is put in or at risk is hatched.
fn filled(rect: Rect, kind: ValueType) -> Vec<Item> {
    match kind {
        ValueType::Value => vec![bar(rect, 2.0, Paint::Accent)],
        ValueType::Investment => hatched(rect, Slant::Rising, Paint::Accent),
        ValueType::Risk => hatched(rect, Slant::Falling, Paint::Warning),
    }
}

fn entry(kind: ValueType, labels: &dyn Labels) -> Entry {
    let word = labels.code(ValueType::SCALE, kind.code());
    Entry { width: 24.0, sign: filled(Rect::new(0.5, -7.0, 23.0, 14.0), kind), word }
}

/// The heads of both sides with net value and return, and between them how they share.
fn sides(y: f64, plan: &Plan, today: Day, labels: &dyn Labels) -> Group {
    let rect = Rect::new(MARGIN, y, WHOLE, 56.0);
    let mut items = Vec::new();
    let half = BARS + AMOUNTS;
    for (side, middle) in [(Side::Customer, MARGIN + half / 2.0), (Side::Us, MARGIN + WHOLE - half / 2.0)] {
        let balance = balance_of(plan, side, today);
        let net = labels.money(Money(balance.net().round() as i64));
        let returns = balance.return_on().map_or_else(|| labels.label("unknown"), |value| labels.number(value));
        let (net_word, return_word) = (labels.label("drawing-net"), labels.label("drawing-return"));
        let words = format!("{net_word} {net} · {return_word} {returns}");
        let size = text::size_within(&words, half - 16.0, 13.0, false);
        items.push(centred(middle, y + 18.0, 14.0, true, Paint::Text, labels.code(Side::SCALE, side.code())));
        items.push(centred(middle, y + 40.0, size, false, Paint::Text2, words));
    }
    let middle = MARGIN + WHOLE / 2.0;
    let known = balance(plan, today).value.map_or_else(|| labels.label("unknown"), |value| labels.number(value));
    let known = format!("{} {known}", labels.label("drawing-balance"));
    items.push(centred(middle, y + 18.0, 13.0, true, Paint::Text, text::fit(&known, MIDDLE - 8.0, 13.0, true)));
    let (key, paint) = match imbalance(plan, today) {
        Some(Imbalance::NotSustainable) => ("drawing-not-sustainable", Paint::Danger),
        Some(Imbalance::OneSided) => ("drawing-one-sided", Paint::Warning),
        None if balance(plan, today).value.is_some() => ("drawing-sound", Paint::Confirmed),
        None => return Group::new(Part::Heading, rect, items),
    };
    items.push(centred(middle, y + 40.0, 13.0, true, paint, text::fit(&labels.label(key), MIDDLE - 8.0, 13.0, true)));
    Group::new(Part::Heading, rect, items)
}

/// Four steps up; where we stand is full, where we want to be has a strong border.
fn staircase(plan: &Plan, labels: &dyn Labels) -> Vec<Item> {
    let account = plan.accounts.iter().next();
    let now = account.and_then(|one| one.cooperation_level).map(CooperationLevel::value);
    let target = account.and_then(|one| one.cooperation_target).map(CooperationLevel::value);
    let width = WHOLE / 4.0;
    let step = |value: i64| {
        let height = 32.0 + 22.0 * (value - 1) as f64;
        let x = MARGIN + width * (value - 1) as f64;
        let block = Rect::new(x, MARGIN + STAIRS - height, width - 4.0, height);
        let (is_now, is_target) = (now == Some(value), target == Some(value));
        let (fill, ink) = if is_now { (Paint::Accent, Paint::OnAccent) } else { (Paint::AccentWeak, Paint::Text) };
        let border = is_target.then_some(Stroke::dashed(Paint::Accent, 2.0));
        let name = format!("{value} {}", labels.grade(CooperationLevel::SCALE, value));
        let name = text::fit(&name, block.width - 12.0, 13.0, true);
        let mark = match (is_now, is_target) {
            (true, true) => format!("{} = {}", labels.label("term-level_now"), labels.label("term-level_wanted")),
            (true, false) => labels.label("term-level_now"),
            (false, true) => labels.label("term-level_wanted"),
            _ => String::new(),
        };
        let mark = text::fit(&mark, block.width - 12.0, 12.0, false);
        let mut items = vec![Item::Frame { rect: block, radius: 4.0, fill: Some(fill), border }];
        items.push(centred(block.middle().x, block.y + 20.0, 13.0, true, ink, name.clone()));
        if !mark.is_empty() {
            items.push(centred(block.middle().x, block.y - 8.0, 12.0, false, Paint::Text2, mark.clone()));
        }
        let mut group = Group::new(Part::Mark, Rect::new(x, block.y - 24.0, width - 4.0, height + 24.0), items);
        group.label = labels.sentence(&[name, mark]);
        Item::Group(group)
    };
    (1..=4).map(step).collect()
}
