//! What the address of a page asks for: something open beside it, and how the page itself is looked at.

use axum::http::Uri;
use plan::Kind;

/// What is open beside the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Open {
    /// The record of this kind with this code.
    Record(Kind, String),
    /// The rows of the figure with this key.
    Figure(String),
    /// A form for a new record.
    New(Kind),
}

/// Everything that an address asks for behind its `?`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// What is open.
    pub open: Option<Open>,
    /// How the page is looked at: names and values that stay while panels open and close.
    view: Vec<(String, String)>,
    /// What else is asked of the panel, such as its history, and goes when it closes.
    about: Vec<(String, String)>,
}

/// Names that belong to the panel and not to the page.
const ABOUT: [&str; 3] = ["history", "for", CONTACTS];
/// Asks for all contacts of a person, those of long ago among them.
pub const CONTACTS: &str = "contacts";
/// What names begin with that say what a field of a new record holds at first: `set.topic=TREND`.
pub const PRESET: &str = "set.";

impl Asked {
    /// What this address names; of several things to open the first, so that no address is an error.
    pub fn of(uri: &Uri) -> Self {
        let mut asked = Self::default();
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned() {
            let about = ABOUT.contains(&name.as_str()) || name.starts_with(PRESET);
            match (opens(&name, &value), about) {
                (Some(open), _) => asked.open = asked.open.or(Some(open)),
                (None, true) => asked.about.push((name, value)),
                (None, false) => asked.view.push((name, value)),
            }
        }
        asked
    }

    /// The value of a name, empty where it is not given.
    pub fn value(&self, name: &str) -> &str {
        let mut all = self.view.iter().chain(&self.about);
        all.find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// What fields of a new record hold at first, by name.
    pub fn presets(&self) -> impl Iterator<Item = (&str, &str)> {
        self.about.iter().filter_map(|(name, value)| Some((name.strip_prefix(PRESET)?, value.as_str())))
    }

    /// Is this name given?
    pub fn is(&self, name: &str) -> bool {
        self.view.iter().chain(&self.about).any(|(key, _)| key == name)
    }

    /// The address of a page looked at in the same way, with this open beside it.
    pub fn address(&self, page: &str, open: Option<(&str, &str)>) -> String {
        self.with(page, &[], open)
    }

    /// The same with these names of the view set anew; an empty value takes the name out.
    pub fn with(&self, page: &str, view: &[(&str, &str)], open: Option<(&str, &str)>) -> String {
        let kept = self.view.iter().filter(|(name, _)| !view.iter().any(|(new, _)| new == name));
        let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
        let all = kept.chain(view.iter().copied().filter(|(_, value)| !value.is_empty())).chain(open);
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
        let mark = if query.is_empty() { "" } else { "?" };
        let anchor = if open.is_some() { "#panel" } else { "" };
        format!("{page}{mark}{query}{anchor}")
    }
}

fn opens(name: &str, value: &str) -> Option<Open> {
    match name {
        "figure" => Some(Open::Figure(value.to_owned())),
        "new" => Kind::from_code(value).map(Open::New),
        name => Kind::from_code(name).map(|kind| Open::Record(kind, value.to_owned())),
    }
}
