//! A person's card: who it is, how much power, where the person stands, and how well we are connected.

use super::View;
use crate::chip::{self, Look};
use crate::geometry::{Point, Rect};
use crate::labels::Labels;
use crate::paint::Paint;
use crate::scene::{Group, Heads, Item, Part, Step, Stroke, strong, text};
use crate::text;
use plan::influence_map::{Band, CoverageState, Influence, Person, Preference, Role};
use plan::relationship::Standing;
use plan::{Day, Plan};

/// Height of a card.
pub const HEIGHT: f64 = 84.0;
/// Height of its head, which shows the band.
const HEAD: f64 = 30.0;
/// Width of the bar of its stance.
const STANCE: f64 = 6.0;
const RADIUS: f64 = 8.0;
/// Where everything on it begins.
const LEFT: f64 = 14.0;
const RIGHT: f64 = 8.0;

/// What all cards of a map share.
pub struct Cards<'m, 'p> {
    /// The plan.
    pub plan: &'p Plan,
    /// The day.
    pub today: Day,
    /// What the map shows.
    pub view: &'m View,
    /// The words.
    pub labels: &'m dyn Labels,
}

/// What the person is on the map.
pub struct Shown<'m, 'p> {
    /// The person.
    pub person: &'p Person,
    /// Where we stand; none for those who left.
    pub standing: Option<&'m Standing<'p>>,
    /// The role, in the deal that is looked at or in the plan.
    pub role: Option<Role>,
    /// The stance, in the deal that is looked at or in the plan.
    pub preference: Option<Preference>,
    /// How many below are not shown.
    pub hidden: usize,
    /// Stands back.
    pub faded: bool,
}

impl Cards<'_, '_> {
    /// The card at this place.
    pub fn card(&self, rect: Rect, shown: &Shown<'_, '_>) -> Group {
        let mut items = self.ground(rect, shown);
        self.head(rect, shown, &mut items);
        self.title(rect, shown, &mut items);
        self.foot(rect, shown, &mut items);
        let person = shown.person;
        let mut group = Group::new(Part::Card, rect, items);
        group.record = Some(person.id.into());
        group.label = self.sentence(shown);
        group.link = self.labels.link(person.id.into());
        group.faded = shown.faded || !person.is_present(self.today);
        group
    }

    fn ground(&self, rect: Rect, shown: &Shown<'_, '_>) -> Vec<Item> {
        let person = shown.person;
        let band = person.influence.map(Influence::band);
        let apart = person.placeholder || person.organisation.is_some();
        let border = if apart { Stroke::dashed(Paint::LineStrong, 1.2) } else { Stroke::solid(Paint::Line, 1.0) };
        let ground = |fill, border| Item::Frame { rect, radius: RADIUS, fill, border };
        let head = match band {
            Some(Band::InnerCircle) => Some(Paint::InnerCircle),
            Some(Band::PoliticalStructure) => Some(Paint::PoliticalStructure),
            _ => None,
        };
        let mut items = vec![ground(Some(Paint::Surface), None)];
        items.extend(head.map(|paint| top(rect, paint)));
        if self.view.judgements {
            items.push(side(rect, Paint::of_preference(shown.preference)));
        }
        items.push(ground(None, Some(border)));
        items
    }

    fn head(&self, rect: Rect, shown: &Shown<'_, '_>, items: &mut Vec<Item>) {
        let person = shown.person;
        let dark = person.influence.map(Influence::band) == Some(Band::InnerCircle);
        let ink = if dark { Paint::OnInnerCircle } else { Paint::Text };
        let mut right = rect.right() - RIGHT;
        if let (Some(standing), true) = (shown.standing, self.view.judgements) {
            let now = standing.current.map_or("?".to_owned(), |current| current.proven.to_string());
            let levels = format!("{now}→{}", standing.desired);
            let (word, look) = match standing.gap() {
                Some(0) => (levels, Look(Paint::AccentWeak, Paint::Text2)),
                Some(_) => {
                    (format!("{} {levels}", self.labels.label("term-gap")), Look(Paint::WarningWeak, Paint::Warning))
                }
                None => (levels, Look(Paint::Sunken, Paint::Text2)),
            };
            let (chip, width) = chip::chip_until(right, rect.y + 6.0, &word, 84.0, look);
            items.extend(chip);
            right -= width + 6.0;
        }
        if person.influence.is_some_and(Influence::is_key) {
            right -= 13.0;
            items.extend(chip::key(Point::new(right, rect.y + 15.0), ink));
            right -= 6.0;
        }
        let (name, room) = (self.labels.show(&person.name), right - rect.x - LEFT);
        let size = if text::width(name, 14.0, true) > room { 13.0 } else { 14.0 };
        items.push(strong(rect.x + LEFT, rect.y + 20.0, size, ink, text::fit(name, room, size, true)));
    }

    /// The title, and how many below are not shown.
    fn title(&self, rect: Rect, shown: &Shown<'_, '_>, items: &mut Vec<Item>) {
        let mut right = rect.right() - RIGHT;
        if shown.hidden > 0 {
            let look = Look(Paint::Text2, Paint::Surface);
            let (chip, width) = chip::chip_until(right, rect.y + HEAD + 4.0, &format!("+{}", shown.hidden), 60.0, look);
            items.extend(chip);
            right -= width + 6.0;
        }
        let title = text::fit(&self.titled(shown.person), right - rect.x - LEFT, 12.0, false);
        items.push(text(rect.x + LEFT, rect.y + HEAD + 17.0, 12.0, Paint::Text2, title));
    }

    /// The title, for people from outside with their organisation.
    fn titled(&self, person: &Person) -> String {
        let organisation = person.organisation.and_then(|one| self.plan.organisations.get(one));
        let organisation = organisation.map_or("", |one| self.labels.show(&one.name));
        let title = self.labels.show_maybe(&person.title);
        match (title, organisation) {
            ("", only) | (only, "") => only.to_owned(),
            (title, organisation) => format!("{title} · {organisation}"),
        }
    }

    /// Role, stance, contact and coverage, each always at the same place.
    fn foot(&self, rect: Rect, shown: &Shown<'_, '_>, items: &mut Vec<Item>) {
        let middle = rect.bottom() - 15.0;
        let word = match (shown.person.is_present(self.today), shown.role) {
            (false, _) => self.labels.label("drawing-left"),
            (true, Some(role)) => self.labels.code(Role::SCALE, role.code()),
            (true, None) => String::new(),
        };
        let look = Look(Paint::AccentWeak, Paint::Text);
        items.extend(chip::chip(Point::new(rect.x + LEFT, middle - 9.0), &word, 118.0, look).0);
        let right = rect.right() - RIGHT;
        if self.view.judgements {
            items.extend(chip::preference(Point::new(right - 54.0, middle), shown.preference));
        }
        if let Some(standing) = shown.standing {
            let level = usize::try_from(standing.contact.level.value()).unwrap_or(0);
            items.extend(chip::dots(Point::new(right - 42.0, middle), level, 3));
            let covered = match standing.coverage.state {
                CoverageState::None => 0,
                CoverageState::Partial => 1,
                CoverageState::Full => 2,
                CoverageState::Multi => 3,
            };
            items.extend(chip::bars(Point::new(right - 16.0, middle + 6.0), covered));
        }
    }

    /// All that the card shows, for those who do not see it.
    fn sentence(&self, shown: &Shown<'_, '_>) -> String {
        let (labels, person) = (self.labels, shown.person);
        let named = |name: &str, value: String| format!("{}{}{value}", labels.label(name), labels.label("colon"));
        let mut parts = vec![labels.show(&person.name).to_owned(), self.titled(person)];
        if !person.is_present(self.today) {
            parts.push(labels.label("drawing-left"));
        }
        parts.extend(shown.role.map(|role| labels.code(Role::SCALE, role.code())));
        parts.extend(person.influence.map(|one| named("field-influence", labels.grade(Influence::SCALE, one.value()))));
        if self.view.judgements {
            let stance = shown.preference.map(|one| labels.grade(Preference::SCALE, one.value()));
            parts.push(named("field-preference", stance.unwrap_or_else(|| labels.label("unknown"))));
        }
        if let Some(standing) = shown.standing {
            parts.push(labels.grade("contact_level", standing.contact.level.value()));
            parts.push(labels.code(CoverageState::SCALE, standing.coverage.state.code()));
            if self.view.judgements {
                let gap = standing.gap().map_or_else(|| labels.label("unknown"), |gap| gap.to_string());
                parts.push(named("term-gap", gap));
            }
        }
        labels.sentence(&parts)
    }
}

/// The head of a card, round where the card is.
fn top(rect: Rect, paint: Paint) -> Item {
    let (right, bottom) = (rect.right(), rect.y + HEAD);
    let steps = vec![
        Step::Start(Point::new(rect.x, bottom)),
        Step::To(Point::new(rect.x, rect.y + RADIUS)),
        Step::Around(Point::new(rect.x, rect.y), Point::new(rect.x + RADIUS, rect.y)),
        Step::To(Point::new(right - RADIUS, rect.y)),
        Step::Around(Point::new(right, rect.y), Point::new(right, rect.y + RADIUS)),
        Step::To(Point::new(right, bottom)),
        Step::Close,
    ];
    Item::Path { steps, fill: Some(paint), stroke: None, heads: Heads::None }
}

/// The bar at the left of a card, round where the card is.
pub(crate) fn side(rect: Rect, paint: Paint) -> Item {
    let (x, inner) = (rect.x, rect.x + STANCE);
    let steps = vec![
        Step::Start(Point::new(inner, rect.y + 0.5)),
        Step::To(Point::new(inner, rect.bottom() - 0.5)),
        Step::Around(Point::new(x, rect.bottom()), Point::new(x, rect.bottom() - RADIUS)),
        Step::To(Point::new(x, rect.y + RADIUS)),
        Step::Around(Point::new(x, rect.y), Point::new(inner, rect.y + 0.5)),
        Step::Close,
    ];
    Item::Path { steps, fill: Some(paint), stroke: None, heads: Heads::None }
}
