//! Filters of a page: choices in its address, as a plain form that works without scripts.

use super::Ground;

/// The filters of a page.
pub struct Filters {
    /// Where the form leads.
    pub action: String,
    /// The filters.
    pub filters: Vec<Filter>,
    /// Names and values in the address that stay.
    pub kept: Vec<(&'static str, String)>,
    /// The page without filters, where any is set.
    pub reset: Option<String>,
}

/// One filter.
pub struct Filter {
    /// Its name in the address.
    pub name: &'static str,
    /// What it is called.
    pub label: String,
    /// What stands for all.
    pub all: String,
    /// Values with their labels, and whether they are chosen.
    pub options: Vec<(String, String, bool)>,
}

impl Filter {
    /// A filter with these values and labels.
    pub fn of(ground: &Ground<'_>, name: &'static str, label: String, options: Vec<(String, String)>) -> Self {
        let chosen = ground.asked.value(name);
        let option = |(value, label): (String, String)| {
            let is = value == chosen;
            (value, label, is)
        };
        Self { name, label, all: ground.say.label("all"), options: options.into_iter().map(option).collect() }
    }
}

impl Filters {
    /// The filters of this page.
    pub fn of(ground: &Ground<'_>, filters: Vec<Filter>) -> Self {
        let set = filters.iter().any(|filter| filter.options.iter().any(|(_, _, chosen)| *chosen));
        Self { action: ground.here.clone(), filters, kept: Vec::new(), reset: set.then(|| ground.here.clone()) }
    }
}
