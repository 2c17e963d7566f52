//! The side panel: a record, a figure's rows, or a new record. It is the form; the page stays visible.

mod deal;
mod elsewhere;
mod figure;
mod person;
mod record;

use crate::form::{Form, New};
use crate::page::Ground;
use crate::page::open::Open;
use crate::value::name_of;
use askama::Template;
use deal::DealPanel;
use figure::FigurePanel;
use person::PersonPanel;
use plan::field::Shape;
use plan::{Id, Kind};
pub use record::EditLine;
use record::RecordPanel;
use uuid::Uuid;

/// What is open, as the page shows it.
pub struct Panel {
    /// What it is about, as a heading.
    pub heading: String,
    /// Its code or value, beside the heading.
    pub beside: String,
    /// The value of a figure and not a code.
    pub number: bool,
    /// Its content, rendered.
    pub content: String,
    /// The record in the panel, with what can be done with any record.
    pub about: Option<record::About>,
}

#[derive(Template)]
#[template(path = "panel/person.html")]
struct PersonView<'g, 'p> {
    ground: &'g Ground<'p>,
    person: PersonPanel,
}

#[derive(Template)]
#[template(path = "panel/deal.html")]
struct DealView<'g, 'p> {
    ground: &'g Ground<'p>,
    deal: DealPanel,
}

#[derive(Template)]
#[template(path = "panel/figure.html")]
struct FigureView<'g, 'p> {
    ground: &'g Ground<'p>,
    figure: FigurePanel,
}

#[derive(Template)]
#[template(path = "panel/record.html")]
struct RecordView<'g, 'p> {
    ground: &'g Ground<'p>,
    record: RecordPanel,
}

impl Panel {
    /// What the address asks for, if it is there.
    pub fn open(ground: &Ground<'_>) -> Option<Self> {
        match ground.asked.open.as_ref()? {
            Open::Figure(key) => Self::figure(ground, key),
            Open::New(kind) => Self::new(ground, *kind),
            Open::Record(kind, code) => Self::record(ground, *kind, ground.plan.find(*kind, code)?),
        }
    }

    fn figure(ground: &Ground<'_>, key: &str) -> Option<Self> {
        let figure = FigurePanel::of(ground, &ground.figure(key)?);
        let (heading, beside) = (figure.label.clone(), figure.value.clone());
        let content = FigureView { ground, figure }.render().ok()?;
        Some(Self { heading, beside, number: true, content, about: None })
    }

    fn record(ground: &Ground<'_>, kind: Kind, id: Uuid) -> Option<Self> {
        let content = match kind {
            Kind::Person => PersonView { ground, person: PersonPanel::of(ground, Id::new(id))? }.render(),
            Kind::Opportunity => DealView { ground, deal: DealPanel::of(ground, Id::new(id))? }.render(),
            _ => RecordView { ground, record: RecordPanel::of(ground, kind, id)? }.render(),
        };
        Some(Self {
            heading: crate::value::title_of(ground.plan, ground.say, kind, &ground.plan.body(kind, id)?),
            beside: ground.plan.code(kind, id)?.to_owned(),
            number: false,
            content: content.ok()?,
            about: Some(record::About::of(ground, kind, id)),
        })
    }

    /// A form for a new record; the account and the head of a plan are not made here, and a file is added to its record.
    fn new(ground: &Ground<'_>, kind: Kind) -> Option<Self> {
        if matches!(kind, Kind::Account | Kind::Attachment) || !ground.may_add(kind) {
            return None;
        }
        let after = ground.asked.with(&ground.here, &[("for", "")], Some((kind.code(), "{code}")));
        // The code is put in where the record is made.
        let after = after.replace("%7Bcode%7D", "{code}");
        let given = about(ground, kind);
        let mut first = first(ground, kind);
        let presets = ground.asked.presets().filter_map(|(name, value)| Some((kind.field(name)?.name.as_str(), value)));
        first.extend(presets.map(|(name, value)| (name, value.to_owned())));
        let form = ground.forms.create(kind, New { submit: "add", after: Some(after), first, given, ..New::default() });
        let beside = match ground.asked.value("for").split_once('.') {
            Some((of, code)) => Kind::from_code(of).and_then(|of| Some((of, ground.plan.find(of, code)?))),
            None => None,
        };
        Some(Self {
            heading: ground.say.one("new-record", "kind", ground.say.kind(kind)),
            beside: beside.map(|(of, id)| name_of(ground.plan, ground.say, of, id)).unwrap_or_default(),
            number: false,
            content: form.render().ok()?,
            about: None,
        })
    }
}

/// What the new record is about: `for=person.P02` fills the field that refers to people.
fn about<'f>(ground: &Ground<'_>, kind: Kind) -> Vec<(&'f str, String)> {
    let Some((of, code)) = ground.asked.value("for").split_once('.') else { return Vec::new() };
    let target = Kind::from_code(of).and_then(|of| Some((of, ground.plan.find(of, code)?)));
    let Some((of, id)) = target else { return Vec::new() };
    let field = kind.fields().iter().find(|field| field.shape == Shape::Reference(of));
    field.map(|field| (field.name.as_str(), id.to_string())).into_iter().collect()
}

/// What fields of a new record hold at first.
fn first<'f>(ground: &Ground<'_>, kind: Kind) -> Vec<(&'f str, String)> {
    let today = ground.today.to_string();
    match kind {
        Kind::Opportunity => vec![("opportunity_type", "current".into())],
        Kind::Action => vec![("status", "todo".into())],
        Kind::Interaction | Kind::FirstMeeting | Kind::Voice | Kind::VerificationEvent | Kind::Perception => {
            vec![("on", today)]
        }
        Kind::Fact => vec![("as_of", today)],
        Kind::LifecycleEvent => vec![("on", today)],
        _ => Vec::new(),
    }
}

/// A button that takes a record out; undo brings it back.
pub struct Removal {
    /// Where it is sent.
    pub action: String,
    /// The id of the change.
    pub change: Uuid,
    /// The page to go on to.
    pub after: String,
    /// What a screen reader says of the button.
    pub label: String,
    /// The page to come back to where it is refused.
    pub back: String,
    /// The icon of the button.
    pub icon: String,
    /// It can be pressed: the plan is the present one.
    pub live: bool,
}

impl Removal {
    /// The removal of a record, going on to the page `after`.
    pub fn of(ground: &Ground<'_>, kind: Kind, id: Uuid, after: String, what: &str) -> Self {
        let (action, change) = ground.forms.removal(kind, id);
        Self {
            action,
            change,
            after,
            label: ground.say.one("remove-what", "what", what.to_owned()),
            back: ground.forms.back().to_owned(),
            icon: crate::assets::address("icons.svg"),
            // An account is never taken out of its own plan.
            live: ground.may_edit(kind, id) && kind != Kind::Account,
        }
    }
}

/// The name of one of ours.
fn member_name(ground: &Ground<'_>, member: Id<plan::team::Member>) -> String {
    ground.plan.members.get(member).map_or("", |member| ground.say.show(&member.name)).to_owned()
}

/// A form as HTML; nothing where there is none.
fn html(form: Option<&Form>) -> String {
    form.and_then(|form| form.render().ok()).unwrap_or_default()
}
