//! A scene: what is drawn and where, before it is known on what.

use plan::id::RecordRef;

/// A drawing of its own size. Units are pixels on screen and points on paper.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// What is drawn, from the bottom up.
    pub items: Vec<Item>,
}

/// One thing in a scene.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A rectangle.
    Bar {
        /// Left edge.
        x: f64,
        /// Upper edge.
        y: f64,
        /// Width.
        width: f64,
        /// Height.
        height: f64,
        /// Radius of the corners.
        radius: f64,
        /// Its filling.
        paint: Paint,
        /// The record that it stands for.
        record: Option<RecordRef>,
    },
    /// A part of a ring, clockwise from the top.
    Ring {
        /// Centre, from the left.
        x: f64,
        /// Centre, from above.
        y: f64,
        /// Radius to the middle of the stroke.
        radius: f64,
        /// Width of the stroke.
        stroke: f64,
        /// How much of the ring is drawn, from 0 to 1.
        share: f64,
        /// Its colour.
        paint: Paint,
    },
    /// One line of text.
    Line {
        /// Where it is anchored.
        x: f64,
        /// Baseline.
        y: f64,
        /// Which point of the text stands at `x`.
        anchor: Anchor,
        /// Size of the letters.
        size: f64,
        /// Semibold.
        strong: bool,
        /// Its colour.
        paint: Paint,
        /// The text.
        text: String,
    },
}

/// Which point of a text is fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// A colour by its meaning; each writer knows the colour by theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// What the eye should go to.
    Accent,
    /// The empty part behind it.
    Sunken,
    /// Text.
    Text,
    /// Text of less weight.
    Text2,
    /// Trouble.
    Danger,
    /// A warning short of trouble.
    Warning,
}

impl Paint {
    /// The name of the token.
    pub const fn token(self) -> &'static str {
        match self {
            Self::Accent => "accent",
            Self::Sunken => "track",
            Self::Text => "text",
            Self::Text2 => "text-2",
            Self::Danger => "danger",
            Self::Warning => "warning",
        }
    }

    /// The colour of the light theme, which exports and print always use.
    pub const fn light(self) -> &'static str {
        match self {
            Self::Accent => "#1f5fd6",
            Self::Sunken => "#e2e6ed",
            Self::Text => "#161b22",
            Self::Text2 => "#4f5968",
            Self::Danger => "#b42318",
            Self::Warning => "#b45f0b",
        }
    }
}
