//! A scene as SVG.

use crate::geometry::{Point, Rect};
use crate::paint::Paint;
use crate::scene::{Anchor, Dash, Group, Heads, Item, Scene, Step, Stroke};
use std::f64::consts::TAU;
use std::fmt::Write;

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
    let (width, height) = (number(scene.width), number(scene.height));
    let file = match theme {
        Theme::File => format!(" xmlns=\"http://www.w3.org/2000/svg\" font-family=\"{FONTS}\""),
        Theme::Page => " class=\"drawing\"".to_owned(),
    };
    // What is inside an image is hidden from screen readers; what is inside a group is not.
    let speaks = scene.groups().iter().any(|group| !group.label.is_empty());
    let access = match label {
        "" => "aria-hidden=\"true\"".to_owned(),
        label => format!("role=\"{}\" aria-label=\"{}\"", if speaks { "group" } else { "img" }, escape(label)),
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
    let (x, y) = (number(group.rect.x - around), number(group.rect.y - around));
    let (width, height) = (number(group.rect.width + 2.0 * around), number(group.rect.height + 2.0 * around));
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
    fn put(&mut self, what: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.text.write_fmt(what);
    }

    fn items(&mut self, items: &[Item]) {
        items.iter().for_each(|item| self.item(item));
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Bar { x, y, width, height, radius, paint, record } => {
                let record = record.map(|one| format!(" data-record=\"{}\"", one.id)).unwrap_or_default();
                self.rect(Rect::new(*x, *y, *width, *height), *radius, Some(*paint), None, &record);
            }
            Item::Frame { rect, radius, fill, border } => self.rect(*rect, *radius, *fill, *border, ""),
            Item::Circle { middle, radius, fill, border } => {
                let (x, y, radius) = (number(middle.x), number(middle.y), number(*radius));
                let look = self.look(*fill, *border);
                self.put(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"{look}/>"));
            }
            Item::Path { steps, fill, stroke, heads } => self.path(steps, *fill, *stroke, *heads),
            Item::Ring { x, y, radius, stroke, share, paint } => {
                let around = TAU * radius;
                let dashes = format!("{} {}", number(around * share.clamp(0.0, 1.0)), number(around));
                let look = self.look(None, Some(Stroke::solid(*paint, *stroke)));
                let (x, y, radius) = (number(*x), number(*y), number(*radius));
                self.put(format_args!(
                    "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" stroke-dasharray=\"{dashes}\" \
                     transform=\"rotate(-90 {x} {y})\"{look}/>"
                ));
            }
            Item::Line { x, y, anchor, size, strong, paint, text } => {
                let anchor = match anchor {
                    Anchor::Start => "",
                    Anchor::Middle => " text-anchor=\"middle\"",
                    Anchor::End => " text-anchor=\"end\"",
                };
                let weight = if *strong { " font-weight=\"600\"" } else { "" };
                let (x, y, size, look) = (number(*x), number(*y), number(*size), self.look(Some(*paint), None));
                let text = escape(text);
                self.put(format_args!(
                    "<text x=\"{x}\" y=\"{y}\"{anchor} font-size=\"{size}\"{weight}{look}>{text}</text>"
                ));
            }
            Item::Group(group) => self.group(group),
        }
    }

    fn rect(&mut self, rect: Rect, radius: f64, fill: Option<Paint>, border: Option<Stroke>, more: &str) {
        let (x, y, width, height) = (number(rect.x), number(rect.y), number(rect.width), number(rect.height));
        let round = if radius > 0.0 { format!(" rx=\"{}\"", number(radius)) } else { String::new() };
        let look = self.look(fill, border);
        self.put(format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{round}{look}{more}/>"));
    }

    fn group(&mut self, group: &Group) {
        let (element, href) = match &group.link {
            Some(link) => ("a", format!(" href=\"{}\"", escape(link))),
            None => ("g", String::new()),
        };
        let name = group.part.name();
        let record = group.record.map(|one| format!(" data-record=\"{}\"", one.id)).unwrap_or_default();
        let faded = if group.faded { " opacity=\"0.35\"" } else { "" };
        let label = escape(&group.label);
        let access = match (label.is_empty(), element) {
            (true, _) => String::new(),
            (false, "a") => format!(" aria-label=\"{label}\""),
            (false, _) => format!(" role=\"img\" aria-label=\"{label}\""),
        };
        self.put(format_args!("<{element} data-part=\"{name}\"{href}{record}{access}{faded}>"));
        if !label.is_empty() {
            self.put(format_args!("<title>{label}</title>"));
        }
        self.items(&group.items);
        self.put(format_args!("</{element}>"));
    }

    fn path(&mut self, steps: &[Step], fill: Option<Paint>, stroke: Option<Stroke>, heads: Heads) {
        let mut way = String::new();
        let shortened = shortened(steps, heads);
        for step in &shortened {
            let _ = match step {
                Step::Start(to) => write!(way, "M{}", pair(*to)),
                Step::To(to) => write!(way, "L{}", pair(*to)),
                Step::Around(corner, to) => write!(way, "Q{} {}", pair(*corner), pair(*to)),
                Step::Close => write!(way, "Z"),
            };
        }
        let look = self.look(fill, stroke);
        self.put(format_args!("<path d=\"{way}\"{look}/>"));
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
        let look = self.look(Some(stroke.paint), None);
        self.put(format_args!("<path d=\"M{}L{}L{}Z\"{look}/>", pair(tip), pair(left), pair(right)));
    }

    /// The attributes that say how something is filled and bordered.
    fn look(&self, fill: Option<Paint>, border: Option<Stroke>) -> String {
        let mut look = String::new();
        match (self.theme, fill) {
            (Theme::File, Some(paint)) => look.push_str(&format!(" fill=\"{}\"", paint.light())),
            (_, None) => look.push_str(" fill=\"none\""),
            _ => {}
        }
        if let (Theme::File, Some(border)) = (self.theme, border) {
            look.push_str(&format!(" stroke=\"{}\"", border.paint.light()));
        }
        if self.theme == Theme::Page {
            let fill = fill.map(|paint| format!("fill-{}", paint.token()));
            let stroke = border.map(|border| format!("stroke-{}", border.paint.token()));
            let classes: Vec<String> = fill.into_iter().chain(stroke).collect();
            if !classes.is_empty() {
                look.push_str(&format!(" class=\"{}\"", classes.join(" ")));
            }
        }
        if let Some(border) = border {
            look.push_str(&format!(" stroke-width=\"{}\"", number(border.width)));
            match border.dash {
                Dash::Solid => {}
                Dash::Dashed => look.push_str(" stroke-dasharray=\"5 3\""),
                Dash::Dotted => look.push_str(" stroke-dasharray=\"1.5 3.5\" stroke-linecap=\"round\""),
            }
        }
        look
    }
}

/// The steps without what lies under an arrow head, which would show beside its tip.
fn shortened(steps: &[Step], heads: Heads) -> Vec<Step> {
    let mut steps = steps.to_vec();
    if heads == Heads::None {
        return steps;
    }
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
    steps
}

/// Where a step ends.
fn end(step: Step) -> Option<Point> {
    match step {
        Step::Start(to) | Step::To(to) | Step::Around(_, to) => Some(to),
        Step::Close => None,
    }
}

fn pair(point: Point) -> String {
    format!("{} {}", number(point.x), number(point.y))
}

/// Two decimals at most, none where none are needed: small files that compare well.
fn number(value: f64) -> String {
    if value == value.trunc() && value.abs() < 1e9 {
        return (value as i64).to_string();
    }
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Text as XML has it, without the control characters that XML has no form for.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            letter if letter.is_control() && !letter.is_whitespace() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
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
