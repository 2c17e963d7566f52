//! A table of records: columns are fields of the kind, or computed; each row opens its record beside the page.

use super::Ground;
use super::block::{Block, Link};
use crate::value;
use plan::field::{Field, Shape};
use plan::{Kind, RecordRef};
use serde_json::Value;
use uuid::Uuid;

/// The widest text that a cell shows in one line, in pixels at the size of a table's text.
const ONE_LINE: f64 = 220.0;
/// The size of a table's text, in pixels.
const TEXT: f64 = 13.0;

/// A table as the template shows it.
pub struct Table {
    /// Element id.
    pub id: String,
    /// Heading; empty where the page's own says it.
    pub heading: String,
    /// Makes a new row.
    pub new: Option<Link>,
    /// The columns after the name.
    pub columns: Vec<Column>,
    /// Rows under the headings that they are grouped by; one group without a heading where they are not.
    pub groups: Vec<(String, Vec<Row>)>,
    /// What it says where there are no rows.
    pub empty: String,
    /// What the name column is called.
    pub subject: String,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// What it is called.
    pub label: String,
    /// What the other set of words calls it.
    pub also: Option<String>,
    /// Numbers stand at the right.
    pub number: bool,
    /// Left out where the page is narrow.
    pub wide: bool,
}

/// A row: a record.
pub struct Row {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// A second line under the name.
    pub below: String,
    /// Where it opens.
    pub href: String,
    /// Is it open?
    pub open: bool,
    /// Its cells, one a column.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
    /// What its text means in full.
    pub title: String,
    /// How it looks: a class of the style sheet.
    pub class: &'static str,
}

impl Cell {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// With a class of the style sheet.
    pub fn class(self, class: &'static str) -> Self {
        Self { class, ..self }
    }

    /// With what it means in full.
    pub fn meaning(self, title: impl Into<String>) -> Self {
        Self { title: title.into(), ..self }
    }

    /// A link to a record beside the page.
    pub fn to(ground: &Ground<'_>, record: RecordRef) -> Self {
        let link = Link::to(ground, record);
        Self { text: link.text, href: Some(link.href), ..Self::default() }
    }

    /// Its text takes several lines, so that none of it is cut off.
    pub fn is_long(&self) -> bool {
        draw::text::width(&self.text, TEXT, false) > ONE_LINE
    }
}

type Computed<'f> = Box<dyn Fn(Uuid) -> Cell + 'f>;

enum Source<'f> {
    Field(&'static Field),
    Computed(Computed<'f>),
}

/// A table in the making.
pub struct Records<'g, 'p> {
    ground: &'g Ground<'p>,
    kind: Kind,
    id: String,
    heading: String,
    records: Vec<(Uuid, Value)>,
    columns: Vec<(Column, Source<'g>)>,
    below: Option<&'static str>,
    group: Option<Box<dyn Fn(Uuid) -> String + 'g>>,
}

impl<'g, 'p> Records<'g, 'p> {
    /// All records of a kind, by code, under the kind's name in the plural (`many-{kind}`).
    pub fn of(ground: &'g Ground<'p>, kind: Kind) -> Self {
        let heading = ground.say.label(&format!("many-{kind}"));
        let records = ground.plan.bodies(kind);
        Self { ground, kind, id: kind.code().into(), heading, records, columns: Vec::new(), below: None, group: None }
    }

    /// Under another element id and heading, for a second table of the same kind.
    pub fn named(mut self, id: &str, heading: impl Into<String>) -> Self {
        (self.id, self.heading) = (id.into(), heading.into());
        self
    }

    /// Only the records for which this holds.
    pub fn only(mut self, holds: impl Fn(Uuid) -> bool) -> Self {
        self.records.retain(|(id, _)| holds(*id));
        self
    }

    /// In this order; ties stay by code.
    pub fn sorted<K: PartialOrd>(mut self, key: impl Fn(Uuid) -> K) -> Self {
        self.records.sort_by(|a, b| key(a.0).partial_cmp(&key(b.0)).unwrap_or(std::cmp::Ordering::Equal));
        self
    }

    /// Under headings: rows with the same one stand together, in the order in which they come.
    pub fn grouped(mut self, heading: impl Fn(Uuid) -> String + 'g) -> Self {
        self.group = Some(Box::new(heading));
        self
    }

    /// With this field as a second line under the name.
    pub fn below(mut self, field: &'static str) -> Self {
        self.below = Some(field);
        self
    }

    /// With these fields as columns.
    pub fn fields(mut self, names: &[&str]) -> Self {
        let seen = |field: &&Field| field.audience.is_none_or(|audience| self.ground.plan.shows(audience));
        for field in names.iter().filter_map(|name| self.kind.field(name)).filter(seen) {
            let number = matches!(field.shape, Shape::Number(..) | Shape::Decimal | Shape::Money(..));
            let label = self.ground.say.field(self.kind, &field.name);
            let also = self.ground.say.also_field(self.kind, &field.name);
            self.columns.push((Column { label, also, number, wide: false }, Source::Field(field)));
        }
        self
    }

    /// With fields that are left out where the page is narrow.
    pub fn wide_fields(self, names: &[&str]) -> Self {
        let from = self.columns.len();
        let mut table = self.fields(names);
        table.columns.iter_mut().skip(from).for_each(|(column, _)| column.wide = true);
        table
    }

    /// With a computed column under this label.
    pub fn computed(mut self, label: &str, number: bool, cell: impl Fn(Uuid) -> Cell + 'g) -> Self {
        let (label, also) = (self.ground.say.label(label), self.ground.say.also(label));
        self.columns.push((Column { label, also, number, wide: false }, Source::Computed(Box::new(cell))));
        self
    }

    /// The table.
    pub fn table(self) -> Table {
        let mut groups: Vec<(String, Vec<Row>)> = Vec::new();
        for (id, body) in &self.records {
            let heading = self.group.as_ref().map(|group| group(*id)).unwrap_or_default();
            let row = self.row(*id, body);
            match groups.iter_mut().find(|(name, _)| *name == heading) {
                Some((_, rows)) => rows.push(row),
                None => groups.push((heading, vec![row])),
            }
        }
        let (ground, say) = (self.ground, self.ground.say);
        Table {
            id: self.id,
            heading: self.heading,
            new: ground.may_add(self.kind).then(|| Link::make(ground, self.kind)),
            columns: self.columns.into_iter().map(|(column, _)| column).collect(),
            groups,
            empty: say.one("table-empty", "kind", say.kind(self.kind)),
            subject: say.kind(self.kind),
        }
    }

    /// The table as a block of a page.
    pub fn block(self) -> Block {
        // What the reader does not see is no empty table either.
        if self.ground.plan.shows_kind(self.kind) { Block::Table(self.table()) } else { Block::Part(String::new()) }
    }

    fn row(&self, id: Uuid, body: &Value) -> Row {
        let ground = self.ground;
        let code = body.get("code").and_then(Value::as_str).unwrap_or_default().to_owned();
        let below = self.below.and_then(|name| self.kind.field(name));
        Row {
            name: value::title_of(ground.plan, ground.say, self.kind, body),
            below: below.map(|field| value::show(ground.plan, ground.say, field, body)).unwrap_or_default(),
            href: ground.open(self.kind, &code),
            open: ground.is_open(self.kind, &code),
            cells: self.columns.iter().map(|(_, source)| self.cell(id, body, source)).collect(),
            code,
        }
    }

    fn cell(&self, id: Uuid, body: &Value, source: &Source<'_>) -> Cell {
        match source {
            Source::Computed(cell) => cell(id),
            Source::Field(field) => {
                let ground = self.ground;
                let target = body.get(&field.name).map(|value| field.references(value)).unwrap_or_default();
                let text = value::show(ground.plan, ground.say, field, body);
                let href = match target.as_slice() {
                    [(kind, id)] => ground.open_id(*kind, *id),
                    _ => None,
                };
                // A name or a choice stands on one line; sentences and several names may take more.
                let long = target.len() > 1 || matches!(field.shape, Shape::Words(_) | Shape::Text(_));
                let class = match field.shape {
                    Shape::Day => "day",
                    _ if long => "words",
                    _ => "",
                };
                Cell { text, href, class, title: String::new() }
            }
        }
    }
}

impl Table {
    /// How many rows it has.
    pub fn count(&self) -> usize {
        self.groups.iter().map(|(_, rows)| rows.len()).sum()
    }

    /// Without the button for a new row: rows come by themselves.
    pub fn without_new(self) -> Self {
        Self { new: None, ..self }
    }
}
