//! What pages are made of.

use super::Ground;
use super::filter::Filters;
use super::open::Open;
use super::table::Table;
use crate::value::name_of;
use crate::words::Say;
use draw::Scene;
use draw::svg::{self, Theme};
use plan::figure::Figure;
use plan::warning::Warning;
use plan::{Kind, RecordRef};

/// One part of a page.
pub enum Block {
    /// Figures that open to their rows.
    Figures(Vec<Tile>),
    /// Records, one a row.
    Table(Table),
    /// Maps or charts, side by side where there is room.
    Drawings(Vec<Drawing>),
    /// What a reader should look at, each with what to do about it.
    Notices(Notices),
    /// Nothing is there yet: one sentence and the one next step.
    Empty(Empty),
    /// Ways to look at the page.
    Tabs(Vec<Tab>),
    /// What of it is shown.
    Filters(Filters),
    /// A part with a template of its own, rendered.
    Part(String),
}

/// One way to look at a page.
pub struct Tab {
    /// What it is called, and where it leads.
    pub link: Link,
    /// The page is looked at so.
    pub open: bool,
}

/// Somewhere to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub href: String,
    /// It is a file to take away and not a page.
    pub file: bool,
}

impl Link {
    /// A link to a page.
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), file: false }
    }

    /// A link to a file.
    pub fn file(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { file: true, ..Self::new(text, href) }
    }

    /// A record beside this page, by name.
    pub fn to(ground: &Ground<'_>, record: RecordRef) -> Self {
        let href = ground.open_id(record.kind, record.id).unwrap_or_else(|| ground.closed());
        Self::new(name_of(ground.plan, ground.say, record.kind, record.id), href)
    }

    /// The buttons that make new records of these kinds; none that the reader may not add.
    pub fn add(ground: &Ground<'_>, kinds: &[Kind]) -> Vec<Self> {
        kinds.iter().filter(|kind| ground.may_add(**kind)).map(|kind| Self::make(ground, *kind)).collect()
    }

    /// A button that makes a new record of this kind.
    pub fn make(ground: &Ground<'_>, kind: Kind) -> Self {
        Self::new(ground.say.one("new-record", "kind", ground.say.kind(kind)), ground.making(kind))
    }
}

/// A figure that opens to its rows.
pub struct Tile {
    /// What it is called.
    pub label: String,
    /// What the other set of words calls it.
    pub also: Option<String>,
    /// Its value.
    pub value: String,
    /// In a few words what it says.
    pub meaning: String,
    /// How many records it could not count.
    pub left_out: usize,
    /// A drawing beside it.
    pub drawing: Option<String>,
    /// Where it opens.
    pub href: String,
    /// Is it open?
    pub open: bool,
    /// Element id.
    pub id: String,
}

impl Tile {
    /// The tile of the figure with this dotted key.
    pub fn of(ground: &Ground<'_>, key: &str) -> Option<Self> {
        Some(Self::with(ground, key, &ground.figure(key)?))
    }

    /// The tiles of these figures.
    pub fn all(ground: &Ground<'_>, keys: &[&str]) -> Block {
        Block::Figures(keys.iter().filter_map(|key| Self::of(ground, key)).collect())
    }

    /// The tile of a figure that is computed already.
    pub fn with(ground: &Ground<'_>, key: &str, figure: &Figure) -> Self {
        let own = figure.key;
        Self {
            label: ground.say.label(&format!("figure-{own}")),
            also: ground.say.also(&format!("figure-{own}")),
            value: ground.value_of(figure),
            meaning: ground.say.label(&format!("figure-{own}-meaning")),
            left_out: figure.left_out.len(),
            drawing: None,
            href: ground.asked.address(&ground.here, Some(("figure", key))),
            open: matches!(&ground.asked.open, Some(Open::Figure(open)) if open == key),
            id: format!("figure-{own}"),
        }
    }

    /// With a drawing beside it, which shows the value.
    pub fn drawn(self, svg: String) -> Self {
        Self { drawing: Some(svg), ..self }
    }
}

/// A map or chart.
pub struct Drawing {
    /// Element id.
    pub id: String,
    /// Heading; empty where the page's own says it.
    pub heading: String,
    /// The picture.
    pub svg: String,
    /// The same as a list, for whoever cannot or will not look at it.
    pub list: Option<Link>,
    /// What stands beside the heading, such as the value that it shows.
    pub beside: String,
    /// How it takes its place.
    pub fit: Fit,
}

/// How a drawing takes its place; the classes of it and of what is around it. All scroll where they would become too
/// small to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// In its own size.
    Own,
    /// As wide as the page.
    Page,
    /// As wide as half a page, beside another.
    Half,
}

impl Fit {
    /// The widest drawing that can still be read when it is made to fit a page, in pixels.
    const WIDEST: f64 = 1800.0;
    /// The same for half a page.
    const HALF: f64 = 720.0;

    fn of(scene: &Scene) -> Self {
        match scene.width {
            ..=Self::HALF => Self::Half,
            ..=Self::WIDEST => Self::Page,
            _ => Self::Own,
        }
    }

    /// Its class.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Own => "own-size",
            Self::Page => "fits",
            Self::Half => "fits-half",
        }
    }
}

impl Drawing {
    /// The map that a page is about, called so; `list` is where the same stands in words.
    pub fn of(ground: &Ground<'_>, scene: &Scene, label: &str, list: Option<String>) -> Block {
        let map = Self::chart(ground, scene, "map", label, list);
        // The page's own heading says what it is.
        Block::Drawings(vec![Self { heading: String::new(), ..map }])
    }

    /// A chart among others, under a heading of its own.
    pub fn chart(ground: &Ground<'_>, scene: &Scene, id: &str, heading: &str, list: Option<String>) -> Self {
        let heading = ground.say.label(heading);
        let svg = svg::write(scene, Theme::Page, &heading);
        let list = list.map(|href| Link::new(ground.say.label("show-as-list"), href));
        Self { id: id.into(), heading, svg, list, beside: String::new(), fit: Fit::of(scene) }
    }
}

/// Things to look at.
pub struct Notices {
    /// Element id.
    pub id: String,
    /// Heading.
    pub heading: String,
    /// What it says where there are none.
    pub none: String,
    /// One by one.
    pub notices: Vec<Notice>,
}

/// One thing to look at.
pub struct Notice {
    /// What it is.
    pub text: String,
    /// The records that it is about.
    pub records: Vec<Link>,
    /// What to do about it.
    pub action: Option<Link>,
}

impl Notices {
    /// The live checks of a part of the method: what is loose, each with "create action".
    pub fn of(ground: &Ground<'_>, warnings: &[Warning]) -> Block {
        let notices = warnings.iter().map(|warning| Notice::of(ground, warning)).collect();
        let (heading, none) = (ground.say.label("loose-ends"), ground.say.label("loose-ends-none"));
        Block::Notices(Self { id: "loose-ends".into(), heading, none, notices })
    }
}

impl Notice {
    /// A warning with the records that it is about, and "create action".
    pub fn of(ground: &Ground<'_>, warning: &Warning) -> Self {
        Self {
            text: ground.say.label(&format!("warning-{}", warning.key)),
            records: warning.records.iter().map(|record| Link::to(ground, *record)).collect(),
            action: action_for(ground, warning.records.first().copied()),
        }
    }
}

/// The link that makes an action about a record, or about the plan as a whole; none in the past.
pub fn action_for(ground: &Ground<'_>, record: Option<RecordRef>) -> Option<Link> {
    if !ground.may_add(Kind::Action) {
        return None;
    }
    let about = record.and_then(|record| Some((record.kind, ground.plan.code(record.kind, record.id)?)));
    let about = about.map(|(kind, code)| format!("{kind}.{code}")).unwrap_or_default();
    let href = ground.asked.with(&ground.here, &[("for", &about)], Some(("new", Kind::Action.code())));
    Some(Link::new(ground.say.label("create-action"), href))
}

/// What a page shows where nothing is there yet.
pub struct Empty {
    /// One sentence.
    pub text: String,
    /// The next steps; the first is the main one.
    pub links: Vec<Link>,
}

impl Empty {
    /// The empty state of a page (`empty-{slug}`), whose next step makes a record of this kind.
    pub fn of(ground: &Ground<'_>, slug: &str, kind: Kind) -> Block {
        Block::Empty(Self { text: ground.say.label(&format!("empty-{slug}")), links: Link::add(ground, &[kind]) })
    }
}

/// A page's own short help.
pub struct Help {
    /// Questions with their answers: what for, how, what good looks like, an example.
    pub parts: Vec<(String, String)>,
}

impl Help {
    /// The help of a page, if its labels are there.
    pub fn of(say: Say, slug: &str) -> Option<Self> {
        let part = |name: &&str| {
            let answer = say.maybe(&format!("help-page-{slug}-{name}"))?;
            Some((say.label(&format!("help-{name}")), answer))
        };
        let parts: Vec<_> = ["what", "how", "good", "example"].iter().filter_map(part).collect();
        (!parts.is_empty()).then_some(Self { parts })
    }
}
