//! The forecast as bars: what is won, committed, expected and possible against the target, and how sure it is
//! (method 3.2).

use crate::geometry::{Point, Rect};
use crate::hatch::{Slant, hatched};
use crate::labels::Labels;
use crate::legend::{Entry, legend};
use crate::paint::Paint;
use crate::scene::{Anchor, Group, Item, Part, Scene, Stroke, bar, line, strong, text};
use crate::text;
use plan::joint_plan::Light;
use plan::opportunity::forecast::{Forecast, Outlook};
use plan::relationship::Relationships;
use plan::review::health::Lights;
use plan::{Day, Money, Plan};

const MARGIN: f64 = 20.0;
const NAMES: f64 = 96.0;
const BARS: f64 = 380.0;
const AMOUNTS: f64 = 164.0;
const WHOLE: f64 = NAMES + BARS + AMOUNTS;
const ROW: f64 = 36.0;
const THICK: f64 = 20.0;
/// Height of the chance above the bars.
const HEAD: f64 = 30.0;
/// Height of the name of the target.
const TARGET: f64 = 22.0;

/// A part of a bar.
#[derive(Clone, Copy)]
enum Fill {
    Won,
    Committed,
    Exception,
    Weighted,
    Possible,
}

impl Fill {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Won, "drawing-won"),
        (Self::Committed, "drawing-committed"),
        (Self::Exception, "drawing-exception"),
        (Self::Weighted, "drawing-weighted"),
        (Self::Possible, "drawing-possible"),
    ];

    fn draw(self, rect: Rect) -> Vec<Item> {
        let framed = |fill, border| vec![Item::Frame { rect, radius: 0.0, fill: Some(fill), border: Some(border) }];
        match self {
            _ if rect.width <= 0.0 => Vec::new(),
            Self::Won => vec![bar(rect, 0.0, Paint::InnerCircle)],
            Self::Committed => vec![bar(rect, 0.0, Paint::Accent)],
            Self::Exception => hatched(rect, Slant::Rising, Paint::Accent),
            Self::Weighted => framed(Paint::Heat2, Stroke::solid(Paint::Heat3, 1.0)),
            Self::Possible => framed(Paint::Heat0, Stroke::dashed(Paint::LineStrong, 1.0)),
        }
    }
}

/// One bar: a sum of the forecast and what it consists of.
struct Sum {
    key: &'static str,
    amount: f64,
    parts: Vec<(Fill, f64)>,
}

/// The forecast of the plan's period.
pub fn scene(plan: &Plan, today: Day, labels: &dyn Labels) -> Scene {
    let forecast = Forecast::of(plan, today);
    let light = Lights::of(plan, today, &Relationships::of(plan, today)).forecast;
    of(&forecast, light, labels)
}

/// A forecast that is computed already, with its light.
pub fn of(forecast: &Forecast<'_>, light: Option<Light>, labels: &dyn Labels) -> Scene {
    let outlook = forecast.outlook();
    let (won, committed, possible) =
        (forecast.won.0 as f64, forecast.committed().0 as f64, forecast.possible().0 as f64);
    let (expected, exception) = (forecast.expected(), forecast.by_exception().0 as f64);
    let target = forecast.target.map(|target| target.0 as f64);
    let most = [committed, expected, possible, outlook.p90.0 as f64, target.unwrap_or(0.0)];
    let scale = Scale(most.into_iter().fold(1.0, f64::max));
    let rows = [
        Sum {
            key: "drawing-committed",
            amount: committed,
            parts: vec![(Fill::Won, won), (Fill::Committed, committed - won - exception), (Fill::Exception, exception)],
        },
        Sum {
            key: "drawing-expected",
            amount: expected,
            parts: vec![(Fill::Won, won), (Fill::Weighted, expected - won)],
        },
        Sum {
            key: "drawing-possible",
            amount: possible,
            parts: vec![(Fill::Won, won), (Fill::Possible, possible - won)],
        },
    ];
    let top = MARGIN + HEAD + TARGET;
    let mut items = vec![Item::Group(chance(outlook, light, labels))];
    let rows = rows.iter().enumerate().map(|(at, sum)| row(top + ROW * at as f64, &scale, sum, labels));
    items.extend(rows.map(Item::Group));
    items.push(Item::Group(range(top + ROW * 3.0, &scale, outlook, labels)));
    let bottom = top + ROW * 4.0;
    items.push(Item::Group(target_line(forecast.target, &scale, top, bottom, labels)));
    let entry = |(fill, key): (Fill, &str)| {
        let word = labels.label(if matches!(fill, Fill::Possible) { "drawing-open" } else { key });
        Entry { width: 22.0, sign: fill.draw(Rect::new(0.5, -7.0, 21.0, 14.0)), word }
    };
    let legend = legend(Point::new(MARGIN, bottom + 8.0), WHOLE, Fill::ALL.map(entry).into());
    let height = legend.rect.bottom() + MARGIN;
    items.push(Item::Group(legend));
    Scene { width: WHOLE + 2.0 * MARGIN, height, items }
}

/// The amount that the bars' full width stands for.
struct Scale(f64);

impl Scale {
    fn x(&self, amount: f64) -> f64 {
        MARGIN + NAMES + self.long(amount)
    }

    fn long(&self, amount: f64) -> f64 {
        BARS * (amount / self.0).clamp(0.0, 1.0)
    }
}

/// The chance to reach the target, with its light as a word.
fn chance(outlook: &Outlook, light: Option<Light>, labels: &dyn Labels) -> Group {
    let rect = Rect::new(MARGIN, MARGIN, WHOLE, HEAD);
    let Some(chance) = outlook.chance else {
        let words = text::fit(&labels.label("drawing-no-target"), WHOLE, 14.0, false);
        return Group::new(Part::Heading, rect, vec![text(MARGIN, MARGIN + 18.0, 14.0, Paint::Text2, words)]);
    };
    let (word, paint) = match light {
        Some(Light::Green) => ("light-green", Paint::Confirmed),
        Some(Light::Amber) => ("light-amber", Paint::Warning),
        Some(Light::Red) => ("light-red", Paint::Danger),
        None => ("unknown", Paint::Neutral),
    };
    let name = text::fit(&labels.label("drawing-chance"), 300.0, 14.0, false);
    let value = labels.percent(chance);
    let after = MARGIN + text::width(&name, 14.0, false) + 10.0;
    let dot = after + text::width(&value, 18.0, true) + 18.0;
    let items = vec![
        text(MARGIN, MARGIN + 18.0, 14.0, Paint::Text2, name),
        strong(after, MARGIN + 19.0, 18.0, Paint::Text, value),
        Item::Circle { middle: Point::new(dot, MARGIN + 13.0), radius: 5.0, fill: Some(paint), border: None },
        text(dot + 11.0, MARGIN + 18.0, 13.0, Paint::Text, labels.label(word)),
    ];
    Group::new(Part::Heading, rect, items)
}

fn row(y: f64, scale: &Scale, sum: &Sum, labels: &dyn Labels) -> Group {
    let (name, amount) = (labels.label(sum.key), labels.money(Money(sum.amount.round() as i64)));
    let mut items = vec![text(MARGIN, y + 22.0, 13.0, Paint::Text, text::fit(&name, NAMES - 10.0, 13.0, false))];
    let mut from = 0.0;
    for (fill, part) in &sum.parts {
        items.extend(fill.draw(Rect::new(scale.x(from), y + 8.0, scale.long(*part), THICK)));
        from += part.max(0.0);
    }
    items.push(right(y, amount.clone(), true));
    let mut group = Group::new(Part::Mark, Rect::new(MARGIN, y, WHOLE, ROW), items);
    group.label = format!("{name} {amount}");
    group
}

/// From the total that is almost sure to the one that is hardly ever reached.
fn range(y: f64, scale: &Scale, outlook: &Outlook, labels: &dyn Labels) -> Group {
    let (low, high) = (scale.x(outlook.p10.0 as f64), scale.x(outlook.p90.0 as f64));
    let (level, stroke) = (y + 18.0, Stroke::solid(Paint::Text2, 2.0));
    let cap = |x| line(Point::new(x, level - 6.0), Point::new(x, level + 6.0), stroke);
    let words = format!("{} – {}", labels.money(outlook.p10), labels.money(outlook.p90));
    let name = labels.label("drawing-range");
    let items = vec![
        text(MARGIN, y + 22.0, 13.0, Paint::Text, text::fit(&name, NAMES - 10.0, 13.0, false)),
        line(Point::new(low, level), Point::new(high, level), stroke),
        cap(low),
        cap(high),
        right(y, words.clone(), false),
    ];
    let mut group = Group::new(Part::Mark, Rect::new(MARGIN, y, WHOLE, ROW), items);
    group.label = format!("{name} {words}");
    group
}

fn right(y: f64, words: String, strong: bool) -> Item {
    let size = text::size_within(&words, AMOUNTS - 12.0, 13.0, strong);
    let x = MARGIN + WHOLE;
    Item::Line { x, y: y + 22.0, anchor: Anchor::End, size, strong, paint: Paint::Text, text: words }
}

fn target_line(target: Option<Money>, scale: &Scale, top: f64, bottom: f64, labels: &dyn Labels) -> Group {
    let rect = Rect::new(MARGIN, top - TARGET, WHOLE, bottom - top + TARGET);
    let Some(target) = target else { return Group::new(Part::Mark, rect, Vec::new()) };
    let x = scale.x(target.0 as f64);
    let words = format!("{} {}", labels.label("drawing-target"), labels.money(target));
    let size = text::size_within(&words, WHOLE, 13.0, true);
    let half = text::width(&words, size, true) / 2.0;
    // The name stands over its line, but never outside.
    let middle = x.clamp(MARGIN + half, (MARGIN + WHOLE - half).max(MARGIN + half));
    let name = Item::Line {
        x: middle,
        y: top - 6.0,
        anchor: Anchor::Middle,
        size,
        strong: true,
        paint: Paint::Text,
        text: words.clone(),
    };
    let upright = line(Point::new(x, top), Point::new(x, bottom), Stroke::dashed(Paint::Text, 1.6));
    let mut group = Group::new(Part::Mark, rect, vec![upright, name]);
    group.label = words;
    group
}
