//! White space: what we could solve and nobody works on, the most valuable first (method 3.1).

use crate::chip;
use crate::geometry::{Point, Rect};
use crate::labels::Labels;
use crate::paint::Paint;
use crate::scene::{Group, Item, Part, Scene, bar, strong, text};
use crate::text;
use plan::Plan;
use plan::execution_map::figures::is_white;
use plan::strategy_map::{Fit, Node};

const MARGIN: f64 = 24.0;
const NAMES: f64 = 320.0;
/// Width of the longest bar.
const BAR: f64 = 420.0;
const ROW: f64 = 40.0;
const AMOUNT: f64 = 110.0;

/// The needs without an opportunity, by what doing nothing costs the customer in a year.
pub fn scene(plan: &Plan, labels: &dyn Labels) -> Scene {
    let mut needs: Vec<&Node> = plan.nodes.by_code().filter(|node| is_white(plan, node)).collect();
    needs.sort_by_key(|need| std::cmp::Reverse(need.impact_value));
    let most = needs.iter().filter_map(|need| need.impact_value).map(|money| money.0).max().unwrap_or(0).max(1);
    let row = |(at, need): (usize, &&Node)| {
        let rect = Rect::new(MARGIN, MARGIN + at as f64 * ROW, NAMES + 30.0 + BAR + AMOUNT, ROW);
        Item::Group(bar_of(rect, need, most, labels))
    };
    let mut items: Vec<Item> = needs.iter().enumerate().map(row).collect();
    if needs.is_empty() {
        let word = text::fit(&labels.label("drawing-no-white"), NAMES + BAR, 14.0, false);
        items.push(text(MARGIN, MARGIN + 25.0, 14.0, Paint::Text2, word));
    }
    let height = 2.0 * MARGIN + ROW * needs.len().max(1) as f64;
    Scene { width: 2.0 * MARGIN + NAMES + 30.0 + BAR + AMOUNT, height, items }
}

fn bar_of(rect: Rect, need: &Node, most: i64, labels: &dyn Labels) -> Group {
    let middle = rect.middle().y;
    let name = text::fit(labels.show(&need.title), NAMES - 12.0, 13.0, false);
    let fit = need.fit.map_or(0, Fit::value);
    let mut items = vec![text(rect.x, middle + 4.7, 13.0, Paint::Text, name)];
    items.extend(chip::bars(Point::new(rect.x + NAMES, middle + 6.0), usize::try_from(fit).unwrap_or(0)));
    let left = rect.x + NAMES + 30.0;
    let length = need.impact_value.map_or(0.0, |money| BAR * money.0.max(0) as f64 / most as f64);
    let amount = need.impact_value.map_or_else(|| labels.label("unknown"), |money| labels.money(money));
    if length > 0.0 {
        items.push(bar(Rect::new(left, middle - 8.0, length.max(2.0), 16.0), 3.0, Paint::Heat3));
    }
    items.push(strong(
        left + length + 8.0,
        middle + 4.7,
        text::size_within(&amount, AMOUNT - 8.0, 13.0, true),
        Paint::Text,
        amount.clone(),
    ));
    let mut group = Group::new(Part::Card, rect, items);
    group.record = Some(need.id.into());
    group.label = labels.sentence(&[labels.show(&need.title).to_owned(), labels.grade(Fit::SCALE, fit), amount]);
    group.link = labels.link(need.id.into());
    group
}
