//! A scene as SVG.

use crate::scene::{Anchor, Item, Paint, Scene};
use std::f64::consts::TAU;
use std::fmt::Write;

/// Where the colours come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Inside a page: classes `fill-*` and `stroke-*`, so that the page's theme decides.
    Page,
    /// In a file of its own: the light colours themselves.
    File,
}

/// Writes a scene. `label` is what a screen reader says; an empty one hides the drawing from it, for drawings whose
/// number stands beside them as text.
pub fn write(scene: &Scene, theme: Theme, label: &str) -> String {
    let mut svg = String::new();
    let (width, height) = (number(scene.width), number(scene.height));
    let namespace = if theme == Theme::File { " xmlns=\"http://www.w3.org/2000/svg\"" } else { "" };
    let access = match label {
        "" => "aria-hidden=\"true\"".to_owned(),
        label => format!("role=\"img\" aria-label=\"{}\"", escape(label)),
    };
    // Writing to a string cannot fail.
    let _ =
        write!(svg, "<svg{namespace} width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" {access}>");
    for item in &scene.items {
        write_item(&mut svg, item, theme);
    }
    svg.push_str("</svg>");
    svg
}

fn write_item(svg: &mut String, item: &Item, theme: Theme) {
    let _ = match item {
        Item::Bar { x, y, width, height, radius, paint, record } => {
            let record = record.map(|one| format!(" data-record=\"{}\"", one.id)).unwrap_or_default();
            let (x, y, width, height) = (number(*x), number(*y), number(*width), number(*height));
            let radius = number(*radius);
            let fill = fill(*paint, theme);
            write!(
                svg,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\" {fill}{record}/>"
            )
        }
        Item::Ring { x, y, radius, stroke, share, paint } => {
            let around = TAU * radius;
            let drawn = number(around * share.clamp(0.0, 1.0));
            let (x, y, radius, stroke, around) =
                (number(*x), number(*y), number(*radius), number(*stroke), number(around));
            let colour = match theme {
                Theme::Page => format!("class=\"stroke-{}\"", paint.token()),
                Theme::File => format!("stroke=\"{}\"", paint.light()),
            };
            write!(
                svg,
                "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"none\" stroke-width=\"{stroke}\" \
                 stroke-dasharray=\"{drawn} {around}\" transform=\"rotate(-90 {x} {y})\" {colour}/>"
            )
        }
        Item::Line { x, y, anchor, size, strong, paint, text } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            let weight = if *strong { " font-weight=\"600\"" } else { "" };
            let (x, y, size, fill) = (number(*x), number(*y), number(*size), fill(*paint, theme));
            let text = escape(text);
            write!(
                svg,
                "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" font-size=\"{size}\"{weight} {fill}>{text}</text>"
            )
        }
    };
}

fn fill(paint: Paint, theme: Theme) -> String {
    match theme {
        Theme::Page => format!("class=\"fill-{}\"", paint.token()),
        Theme::File => format!("fill=\"{}\"", paint.light()),
    }
}

/// Two decimals at most, none where none are needed: small files that compare well.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_users_cannot_leave_its_place() {
        let line = Item::Line {
            x: 0.0,
            y: 10.0,
            anchor: Anchor::Start,
            size: 12.0,
            strong: false,
            paint: Paint::Text,
            text: "<script>\"王\"&".into(),
        };
        let svg = write(&Scene { width: 10.0, height: 12.5, items: vec![line] }, Theme::File, "a \"b\"");
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
}
