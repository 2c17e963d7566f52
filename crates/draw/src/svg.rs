//! A scene as SVG.

use crate::geometry::{Point, Rect};
use crate::paint::Paint;
use crate::scene::{Anchor, Dash, Group, Heads, Item, Scene, Step, Stroke};
use crate::text;
use plan::id::RecordRef;
use std::borrow::Cow;
use std::f64::consts::TAU;
use std::fmt::{self, Write};

/// Where the colours come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Inside a page: classes `fill-*` and `stroke-*`, so that the page's theme decides.
    Page,
    /// In a file of its own: the light colours themselves, on white.
    File,
}

/// The fonts that a file names: those of Windows, macOS and Linux that have Chinese.
const FONTS: &str = "'Segoe UI','PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',system-ui,sans-serif";

/// How long an arrow head is; it is wider the wider its line.
const HEAD: f64 = 7.0;

/// Writes a scene. `label` is what a screen reader says; an empty one hides the drawing from it, for drawings whose
/// number stands beside them as text.
pub fn write(scene: &Scene, theme: Theme, label: &str) -> String {
    let mut svg = Svg { text: String::new(), theme };
    let (width, height) = (Number(scene.width), Number(scene.height));
    let file = match theme {
        Theme::File => format!(" xmlns=\"http://www.w3.org/2000/svg\" font-family=\"{FONTS}\""),
        Theme::Page => " class=\"drawing\"".to_owned(),
    };
    // What is inside an image is hidden from screen readers; what is inside a group is not.
    let speaks = scene.groups().iter().any(|group| !group.label.is_empty());
    let access = match label {
        "" => "aria-hidden=\"true\"".to_owned(),
        label => format!("role=\"{}\" aria-label=\"{}\"", if speaks { "group" } else { "img" }, Escaped(label)),
    };
    svg.put(format_args!(
        "<svg{file} width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" {access}>"
    ));
    if theme == Theme::File {
        svg.put(format_args!("<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>"));
    }
    svg.items(&scene.items);
    svg.put(format_args!("</svg>"));
    svg.text
}

/// Writes one group as a drawing of its own, with `around` it as much room as its lines need: a card that a page moves,
/// a line in a layer below the cards. The page has the group's place, link and words.
pub fn write_alone(group: &Group, around: f64) -> String {
    let mut svg = Svg { text: String::new(), theme: Theme::Page };
    let (x, y) = (Number(group.rect.x - around), Number(group.rect.y - around));
    let (width, height) = (Number(group.rect.width + 2.0 * around), Number(group.rect.height + 2.0 * around));
    svg.put(format_args!(
        "<svg class=\"drawing\" width=\"{width}\" height=\"{height}\" viewBox=\"{x} {y} {width} {height}\" \
         aria-hidden=\"true\">"
    ));
    svg.items(&group.items);
    svg.put(format_args!("</svg>"));
    svg.text
}

struct Svg {
    text: String,
    theme: Theme,
}

impl Svg {
    fn put(&mut self, what: fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.text.write_fmt(what);
    }

    fn items(&mut self, items: &[Item]) {
        items.iter().for_each(|item| self.item(item));
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Bar { x, y, width, height, radius, paint, record } => {
                self.rect(Rect::new(*x, *y, *width, *height), *radius, Some(*paint), None, *record);
            }
            Item::Frame { rect, radius, fill, border } => self.rect(*rect, *radius, *fill, *border, None),
            Item::Circle { middle, radius, fill, border } => {
                let (x, y, radius) = (Number(middle.x), Number(middle.y), Number(*radius));
                self.put(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\""));
                self.look(*fill, *border);
                self.put(format_args!("/>"));
            }
            Item::Path { steps, fill, stroke, heads } => self.path(steps, *fill, *stroke, *heads),
            Item::Ring { x, y, radius, stroke, share, paint } => {
                let around = TAU * radius;
                let (drawn, around) = (Number(around * share.clamp(0.0, 1.0)), Number(around));
                let (x, y, radius) = (Number(*x), Number(*y), Number(*radius));
                self.put(format_args!(
                    "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" stroke-dasharray=\"{drawn} {around}\" \
                     transform=\"rotate(-90 {x} {y})\""
                ));
                self.look(None, Some(Stroke::solid(*paint, *stroke)));
                self.put(format_args!("/>"));
            }
            Item::Line { x, y, anchor, size, strong, paint, text } => {
                let anchor = match anchor {
                    Anchor::Start => "",
                    Anchor::Middle => " text-anchor=\"middle\"",
                    Anchor::End => " text-anchor=\"end\"",
                };
                let weight = if *strong { " font-weight=\"600\"" } else { "" };
                let (x, y, number) = (Number(*x), Number(*y), Number(*size));
                self.put(format_args!("<text x=\"{x}\" y=\"{y}\"{anchor} font-size=\"{number}\"{weight}"));
                self.length(text, *size, *strong);
                self.look(Some(*paint), None);
                self.put(format_args!(">{}</text>", Escaped(text)));
            }
            Item::Group(group) => self.group(group),
        }
    }

    /// Text is as wide as it was measured, whatever the font that draws it: what was placed by that width stays in its
    /// place. A single letter takes about the same in all fonts.
    fn length(&mut self, text: &str, size: f64, strong: bool) {
        let width = text::width(text, size, strong);
        if width > 0.0 && text.chars().nth(1).is_some() {
            self.put(format_args!(" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", Number(width)));
        }
    }

    fn rect(
        &mut self,
        rect: Rect,
        radius: f64,
        fill: Option<Paint>,
        border: Option<Stroke>,
        record: Option<RecordRef>,
    ) {
        let (x, y, width, height) = (Number(rect.x), Number(rect.y), Number(rect.width), Number(rect.height));
        self.put(format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\""));
        if radius > 0.0 {
            self.put(format_args!(" rx=\"{}\"", Number(radius)));
        }
        self.look(fill, border);
        self.record(record);
        self.put(format_args!("/>"));
    }

    fn record(&mut self, record: Option<RecordRef>) {
        if let Some(record) = record {
            self.put(format_args!(" data-record=\"{}\"", record.id));
        }
    }

    fn group(&mut self, group: &Group) {
        let element = if group.link.is_some() { "a" } else { "g" };
        self.put(format_args!("<{element} data-part=\"{}\"", group.part.name()));
        if let Some(link) = &group.link {
            self.put(format_args!(" href=\"{}\"", Escaped(link)));
        }
        self.record(group.record);
        let label = Escaped(&group.label);
        if !group.label.is_empty() {
            // A link speaks by its label; anything else needs to be said to be something.
            let role = if group.link.is_some() { "" } else { " role=\"img\"" };
            self.put(format_args!("{role} aria-label=\"{label}\""));
        }
        if group.faded {
            self.put(format_args!(" opacity=\"0.35\""));
        }
        self.put(format_args!(">"));
        if !group.label.is_empty() {
            self.put(format_args!("<title>{label}</title>"));
        }
        self.items(&group.items);
        self.put(format_args!("</{element}>"));
    }

    fn path(&mut self, steps: &[Step], fill: Option<Paint>, stroke: Option<Stroke>, heads: Heads) {
        self.put(format_args!("<path d=\""));
        for step in shortened(steps, heads).iter() {
            match step {
                Step::Start(to) => self.put(format_args!("M{}", Pair(*to))),
                Step::To(to) => self.put(format_args!("L{}", Pair(*to))),
                Step::Around(corner, to) => self.put(format_args!("Q{} {}", Pair(*corner), Pair(*to))),
                Step::Close => self.put(format_args!("Z")),
            }
        }
        self.put(format_args!("\""));
        self.look(fill, stroke);
        self.put(format_args!("/>"));
        if let Some(stroke) = stroke {
            if heads != Heads::None {
                self.head(steps.iter().rev().copied(), stroke);
            }
            if heads == Heads::Both {
                self.head(steps.iter().copied(), stroke);
            }
        }
    }

    /// An arrow head at the first of the steps, coming from the next.
    fn head(&mut self, steps: impl Iterator<Item = Step>, stroke: Stroke) {
        let mut ends = steps.filter_map(end);
        let (Some(tip), Some(from)) = (ends.next(), ends.next()) else { return };
        let back = tip.towards(from, HEAD);
        let half = 2.0 + stroke.width;
        let (across, along) = ((tip.y - back.y) / HEAD * half, (tip.x - back.x) / HEAD * half);
        let (left, right) = (Point::new(back.x - across, back.y + along), Point::new(back.x + across, back.y - along));
        self.put(format_args!("<path d=\"M{}L{}L{}Z\"", Pair(tip), Pair(left), Pair(right)));
        self.look(Some(stroke.paint), None);
        self.put(format_args!("/>"));
    }

    /// The attributes that say how something is filled and bordered.
    fn look(&mut self, fill: Option<Paint>, border: Option<Stroke>) {
        if fill.is_none() {
            self.put(format_args!(" fill=\"none\""));
        }
        match (self.theme, fill, border) {
            (_, None, None) => {}
            (Theme::Page, Some(fill), None) => self.put(format_args!(" class=\"fill-{}\"", fill.token())),
            (Theme::Page, None, Some(border)) => self.put(format_args!(" class=\"stroke-{}\"", border.paint.token())),
            (Theme::Page, Some(fill), Some(border)) => {
                self.put(format_args!(" class=\"fill-{} stroke-{}\"", fill.token(), border.paint.token()));
            }
            (Theme::File, fill, border) => {
                if let Some(fill) = fill {
                    self.put(format_args!(" fill=\"{}\"", fill.light()));
                }
                if let Some(border) = border {
                    self.put(format_args!(" stroke=\"{}\"", border.paint.light()));
                }
            }
        }
        if let Some(border) = border {
            let dashes = match border.dash {
                Dash::Solid => "",
                Dash::Dashed => " stroke-dasharray=\"5 3\"",
                Dash::Dotted => " stroke-dasharray=\"1.5 3.5\" stroke-linecap=\"round\"",
            };
            self.put(format_args!(" stroke-width=\"{}\"{dashes}", Number(border.width)));
        }
    }
}

/// The steps without what lies under an arrow head, which would show beside its tip.
fn shortened(steps: &[Step], heads: Heads) -> Cow<'_, [Step]> {
    if heads == Heads::None {
        return Cow::Borrowed(steps);
    }
    let mut steps = steps.to_vec();
    let tip = steps.len().saturating_sub(1);
    let from = tip.checked_sub(1).and_then(|at| steps.get(at)).copied().and_then(end);
    if let (Some(from), Some(Step::To(to))) = (from, steps.get_mut(tip)) {
        *to = to.towards(from, (HEAD - 1.0).min(to.distance(from)));
    }
    if heads == Heads::Both {
        let from = steps.get(1).copied().and_then(end);
        if let (Some(from), Some(Step::Start(to))) = (from, steps.first_mut()) {
            *to = to.towards(from, (HEAD - 1.0).min(to.distance(from)));
        }
    }
    Cow::Owned(steps)
}

/// Where a step ends.
fn end(step: Step) -> Option<Point> {
    match step {
        Step::Start(to) | Step::To(to) | Step::Around(_, to) => Some(to),
        Step::Close => None,
    }
}

/// A point as paths have it.
struct Pair(Point);

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", Number(self.0.x), Number(self.0.y))
    }
}

/// A number with two decimals at most, none where none are needed: small files that compare well.
#[derive(Clone, Copy)]
struct Number(f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Far beyond any drawing, where hundredths no longer fit.
        let hundredths = (self.0.clamp(-1e12, 1e12) * 100.0).round() as i64;
        let sign = if hundredths < 0 { "-" } else { "" };
        let (whole, rest) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
        match rest {
            0 => write!(f, "{sign}{whole}"),
            rest if rest % 10 == 0 => write!(f, "{sign}{whole}.{}", rest / 10),
            rest => write!(f, "{sign}{whole}.{rest:02}"),
        }
    }
}

/// Text as XML has it, without the control characters that XML has no form for.
#[derive(Clone, Copy)]
struct Escaped<'t>(&'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\u{fffe}' | '\u{ffff}' => {}
                letter if letter.is_control() && !letter.is_whitespace() => {}
                letter => f.write_char(letter)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Part, strong};

    fn drawn(item: Item, theme: Theme) -> String {
        write(&Scene { width: 100.0, height: 12.5, items: vec![item] }, theme, "a \"b\"")
    }

    #[test]
    fn text_from_users_cannot_leave_its_place() {
        let svg = drawn(strong(0.0, 10.0, 12.0, Paint::Text, "<script>\"王\"&\u{8}"), Theme::File);
        assert!(svg.contains("&lt;script&gt;&quot;王&quot;&amp;</text>"));
        assert!(svg.contains("aria-label=\"a &quot;b&quot;\">"), "{svg}");
        assert!(svg.starts_with("<svg xmlns="));
    }

    #[test]
    fn text_is_as_wide_as_it_was_measured_in_whatever_font() {
        let svg = |text: &str| drawn(strong(0.0, 10.0, 12.0, Paint::Text, text), Theme::Page);
        let width = Number(crate::text::width("Wang 王敏", 12.0, true));
        assert!(svg("Wang 王敏").contains(&format!("textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\"")));
        assert!(!svg("5").contains("textLength"), "one letter takes what it takes");
        assert!(!svg("").contains("textLength"), "nothing has no width");
    }

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        let written = [0.0, 12.0, -0.004, -3.25, 0.5, 7.049, 1e300].map(|value| Number(value).to_string());
        assert_eq!(written, ["0", "12", "0", "-3.25", "0.5", "7.05", "1000000000000"]);
    }

    #[test]
    fn a_ring_is_drawn_in_proportion() {
        let ring = |share| {
            let item = Item::Ring { x: 50.0, y: 50.0, radius: 10.0, stroke: 4.0, share, paint: Paint::Accent };
            write(&Scene { width: 100.0, height: 100.0, items: vec![item] }, Theme::Page, "")
        };
        assert!(ring(0.5).contains("stroke-dasharray=\"31.42 62.83\""));
        assert!(ring(7.0).contains("stroke-dasharray=\"62.83 62.83\""));
        assert!(ring(0.5).contains("class=\"stroke-accent\""));
    }

    #[test]
    fn a_page_decides_on_colours_and_a_file_brings_its_own() {
        let item = || Item::Frame {
            rect: Rect::new(0.0, 0.0, 9.0, 9.0),
            radius: 0.0,
            fill: Some(Paint::Surface),
            border: Some(Stroke::dashed(Paint::Danger, 1.0)),
        };
        let page = drawn(item(), Theme::Page);
        assert!(page.contains("class=\"fill-surface stroke-danger\"") && !page.contains('#'), "{page}");
        assert!(!page.contains("style="), "the pages allow no inline style");
        let file = drawn(item(), Theme::File);
        assert!(file.contains("fill=\"#ffffff\" stroke=\"#b42318\"") && file.contains("stroke-dasharray"), "{file}");
        assert!(file.contains("font-family=") && !file.contains("class="), "{file}");
    }

    #[test]
    fn a_card_is_a_link_that_says_what_it_shows() {
        let mut group = Group::new(Part::Card, Rect::default(), vec![]);
        group.link = Some("?person=P02&x".into());
        group.label = "王敏, \"CFO\"".into();
        let svg = drawn(Item::Group(group.clone()), Theme::Page);
        assert!(
            svg.contains("<a data-part=\"card\" href=\"?person=P02&amp;x\" aria-label=\"王敏, &quot;CFO&quot;\">"),
            "{svg}"
        );
        assert!(svg.contains("role=\"group\""), "what is inside an image is hidden from screen readers: {svg}");
        group.link = None;
        assert!(drawn(Item::Group(group), Theme::Page).contains("<g data-part=\"card\" role=\"img\" aria-label="));
    }

    #[test]
    fn a_card_can_be_drawn_alone_for_a_page_that_moves_it() {
        let item = strong(110.0, 220.0, 12.0, Paint::Text, "王敏");
        let group = Group::new(Part::Card, Rect::new(100.0, 200.0, 208.0, 84.0), vec![item]);
        let svg = write_alone(&group, 2.0);
        assert!(svg.contains("width=\"212\" height=\"88\" viewBox=\"98 198 212 88\" aria-hidden"), "{svg}");
        assert!(svg.contains("x=\"110\"") && svg.contains("王敏"), "{svg}");
    }

    #[test]
    fn an_arrow_ends_in_its_tip() {
        let steps = vec![Step::Start(Point::new(0.0, 0.0)), Step::To(Point::new(40.0, 0.0))];
        let stroke = Some(Stroke::solid(Paint::Influence, 2.0));
        let svg = drawn(Item::Path { steps, fill: None, stroke, heads: Heads::End }, Theme::File);
        assert!(svg.contains("d=\"M0 0L34 0\"") && svg.contains("d=\"M40 0L33 4L33 -4Z\""), "{svg}");
    }
}
