//! How figures went over time: lines with their last value, and a small line for a row of a list.

use crate::geometry::{Point, Rect};
use crate::labels::Labels;
use crate::paint::Paint;
use crate::scene::{Anchor, Dash, Group, Heads, Item, Part, Scene, Step, Stroke, line, strong, text};
use crate::text;
use plan::opportunity::ForecastSnapshot;
use plan::{Day, Money, Plan};

const MARGIN: f64 = 20.0;
/// Room for the values at the left.
const VALUES: f64 = 76.0;
/// Room for names and last values at the right.
const NAMES: f64 = 180.0;
const PLOT: (f64, f64) = (400.0, 200.0);
/// Least distance between two names at the right.
const APART: f64 = 17.0;
/// Lines across the plot.
const GRID: usize = 4;
/// A small line for a row.
const SPARK: (f64, f64) = (96.0, 24.0);

/// One figure over time.
pub struct Series {
    /// What it is called.
    pub name: String,
    /// Its colour.
    pub paint: Paint,
    /// Whole or interrupted: lines are told apart without colour.
    pub dash: Dash,
    /// Its values, in the order of days.
    pub values: Vec<(Day, f64)>,
}

/// The forecast of the period as it was seen over time, from the snapshots of the plan's latest period.
pub fn forecast(plan: &Plan, labels: &dyn Labels) -> Scene {
    let snapshots = kept(plan);
    let series = |key: &str, paint, dash, of: fn(&ForecastSnapshot) -> Money| Series {
        name: labels.label(key),
        paint,
        dash,
        values: snapshots.iter().map(|one| (one.on, of(one).0 as f64)).collect(),
    };
    let all = [
        series("drawing-possible", Paint::LineStrong, Dash::Dotted, |one| one.possible),
        series("drawing-expected", Paint::Influence, Dash::Dashed, |one| one.expected),
        series("drawing-committed", Paint::Accent, Dash::Solid, |one| one.committed),
    ];
    lines(&all, &|value| labels.money(Money(value.round() as i64)), labels)
}

/// The forecasts that were kept of the plan's latest period, the earliest first.
pub fn kept(plan: &Plan) -> Vec<&ForecastSnapshot> {
    let mut snapshots: Vec<&ForecastSnapshot> = plan.forecast_snapshots.by_code().collect();
    snapshots.sort_by_key(|one| one.on);
    let period = snapshots.last().map(|one| (one.period_start, one.period_end));
    snapshots.retain(|one| Some((one.period_start, one.period_end)) == period);
    snapshots
}

/// Lines over time on one scale that begins at zero, or below where values are.
pub fn lines(series: &[Series], shown: &dyn Fn(f64) -> String, labels: &dyn Labels) -> Scene {
    let plot = Rect::new(MARGIN + VALUES, MARGIN, PLOT.0, PLOT.1);
    let size = |items| Scene { width: plot.right() + NAMES + MARGIN, height: plot.bottom() + 28.0 + MARGIN, items };
    let Some(axes) = Axes::of(series, plot) else {
        let words = text::fit(&labels.label("drawing-no-history"), PLOT.0 + VALUES, 13.0, false);
        return size(vec![text(MARGIN, plot.middle().y, 13.0, Paint::Text2, words)]);
    };
    let mut items = axes.grid(shown);
    items.extend(axes.days(labels));
    for one in series {
        items.extend(axes.draw(one));
    }
    items.extend(names(series, &axes, shown));
    size(items)
}

/// Where days and values are.
struct Axes {
    plot: Rect,
    first: Day,
    last: Day,
    low: f64,
    high: f64,
}

impl Axes {
    fn of(series: &[Series], plot: Rect) -> Option<Self> {
        let all = || series.iter().flat_map(|one| &one.values);
        let (first, last) = (all().map(|one| one.0).min()?, all().map(|one| one.0).max()?);
        let low = round_up(-all().map(|one| one.1).fold(0.0, f64::min));
        let high = round_up(all().map(|one| one.1).fold(0.0, f64::max));
        Some(Self { plot, first, last, low: -low, high: if low + high > 0.0 { high } else { 1.0 } })
    }

    fn point(&self, (day, value): (Day, f64)) -> Point {
        let days = self.first.days_until(self.last) as f64;
        // A single day stands in the middle.
        let across = if days > 0.0 { self.first.days_until(day) as f64 / days } else { 0.5 };
        let up = (value - self.low) / (self.high - self.low);
        Point::new(self.plot.x + self.plot.width * across, self.plot.bottom() - self.plot.height * up)
    }

    fn grid(&self, shown: &dyn Fn(f64) -> String) -> Vec<Item> {
        let mut items = Vec::new();
        for step in 0..=GRID {
            let value = self.low + (self.high - self.low) * step as f64 / GRID as f64;
            let y = self.plot.bottom() - self.plot.height * step as f64 / GRID as f64;
            let words = shown(value);
            let size = text::size_within(&words, VALUES - 10.0, 11.0, false);
            items.push(line(
                Point::new(self.plot.x, y),
                Point::new(self.plot.right(), y),
                Stroke::solid(Paint::Line, 1.0),
            ));
            let (x, paint) = (self.plot.x - 8.0, Paint::Text2);
            items.push(Item::Line { x, y: y + 4.0, anchor: Anchor::End, size, strong: false, paint, text: words });
        }
        items
    }

    fn days(&self, labels: &dyn Labels) -> Vec<Item> {
        let y = self.plot.bottom() + 20.0;
        let day = |x, anchor, day| {
            let text = labels.day(day);
            Item::Line { x, y, anchor, size: 11.0, strong: false, paint: Paint::Text2, text }
        };
        if self.first == self.last {
            return vec![day(self.plot.middle().x, Anchor::Middle, self.first)];
        }
        vec![day(self.plot.x, Anchor::Start, self.first), day(self.plot.right(), Anchor::End, self.last)]
    }

    fn draw(&self, series: &Series) -> Vec<Item> {
        let points: Vec<Point> = series.values.iter().map(|one| self.point(*one)).collect();
        let dot = |middle: &Point| {
            let border = Some(Stroke::solid(Paint::Surface, 1.0));
            Item::Circle { middle: *middle, radius: 3.0, fill: Some(series.paint), border }
        };
        let stroke = Stroke { paint: series.paint, width: 2.0, dash: series.dash };
        way(&points, stroke).into_iter().chain(points.iter().map(dot)).collect()
    }
}

/// A line along points; none where there are fewer than two.
fn way(points: &[Point], stroke: Stroke) -> Option<Item> {
    let (first, rest) = points.split_first()?;
    let steps: Vec<Step> = std::iter::once(Step::Start(*first)).chain(rest.iter().copied().map(Step::To)).collect();
    (!rest.is_empty()).then_some(Item::Path { steps, fill: None, stroke: Some(stroke), heads: Heads::None })
}

/// Names and last values beside the ends of their lines, moved apart where they would overlap.
fn names(series: &[Series], axes: &Axes, shown: &dyn Fn(f64) -> String) -> Vec<Item> {
    let last = |one: &Series| one.values.last().map(|end| axes.point(*end).y);
    let mut ends: Vec<(&Series, f64)> = series.iter().filter_map(|one| Some((one, last(one)?))).collect();
    ends.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut least = axes.plot.y;
    for (_, y) in &mut ends {
        *y = y.max(least);
        least = *y + APART;
    }
    // Pushed down too far, they move up again from the last one.
    let mut most = axes.plot.bottom();
    for (_, y) in ends.iter_mut().rev() {
        *y = y.min(most);
        most = *y - APART;
    }
    let name = |(series, y): (&Series, f64)| {
        let value = series.values.last().map_or(String::new(), |end| shown(end.1));
        let x = axes.plot.right() + 14.0;
        let rect = Rect::new(x, y - 9.0, NAMES - 14.0, APART);
        let size = text::size_within(&value, 84.0, 12.0, true);
        let sign = line(
            Point::new(x, y),
            Point::new(x + 22.0, y),
            Stroke { paint: series.paint, width: 2.0, dash: series.dash },
        );
        let after = x + 28.0 + text::width(&value, size, true) + 6.0;
        let words = text::fit(&series.name, rect.right() - after, 12.0, false);
        let items = vec![
            sign,
            strong(x + 28.0, y + 4.0, size, Paint::Text, value.clone()),
            text(after, y + 4.0, 12.0, Paint::Text2, words),
        ];
        let mut group = Group::new(Part::Mark, rect, items);
        group.label = format!("{} {value}", series.name);
        Item::Group(group)
    };
    ends.into_iter().map(name).collect()
}

/// The next number up that four lines divide well; 0 for 0.
fn round_up(value: f64) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    let unit = 10f64.powf(value.log10().floor());
    [1.0, 1.2, 1.6, 2.0, 2.4, 3.2, 4.0, 6.0, 8.0, 10.0]
        .into_iter()
        .map(|step| step * unit)
        .find(|step| *step >= value)
        .unwrap_or(value)
}

/// A small line without words, for a row whose number stands beside it; the last value is marked. Days apart are not
/// drawn to scale.
pub fn spark(values: &[f64]) -> Scene {
    const EDGE: f64 = 4.0;
    let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(low, high), one| (low.min(*one), high.max(*one)));
    let wide = (SPARK.0 - 2.0 * EDGE) / values.len().saturating_sub(1).max(1) as f64;
    let point = |(at, value): (usize, &f64)| {
        let up = if high > low { (value - low) / (high - low) } else { 0.5 };
        Point::new(EDGE + wide * at as f64, SPARK.1 - EDGE - (SPARK.1 - 2.0 * EDGE) * up)
    };
    let points: Vec<Point> = values.iter().enumerate().map(point).collect();
    let mut items: Vec<Item> = way(&points, Stroke::solid(Paint::Text2, 1.5)).into_iter().collect();
    let dot = |middle: &Point| Item::Circle { middle: *middle, radius: 2.6, fill: Some(Paint::Accent), border: None };
    items.extend(points.last().map(dot));
    Scene { width: SPARK.0, height: SPARK.1, items }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_ends_at_a_number_that_four_lines_divide_well() {
        for (value, end) in [(0.0, 0.0), (0.07, 0.08), (1.0, 1.0), (1.1, 1.2), (5.1, 6.0), (9.5, 10.0), (870.0, 1000.0)]
        {
            assert!((round_up(value) - end).abs() < 1e-9, "{value}: {}", round_up(value));
        }
    }

    #[test]
    fn a_small_line_stays_in_its_row() {
        for values in [&[][..], &[3.0], &[3.0, 3.0], &[-1e18, 1e18, 0.0]] {
            for item in spark(values).items {
                if let Item::Circle { middle, .. } = item {
                    assert!((4.0..=92.0).contains(&middle.x) && (4.0..=20.0).contains(&middle.y), "{middle:?}");
                }
            }
        }
    }
}
