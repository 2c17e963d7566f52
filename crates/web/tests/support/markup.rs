//! A strict reader of the pages that we write: what a browser would forgive is a failure here. It also reads forms, so
//! that tests send what a browser would send.

use std::collections::BTreeSet;

/// Elements that have no end.
const VOID: [&str; 9] = ["area", "base", "br", "hr", "img", "input", "link", "meta", "wbr"];
/// Elements that end a paragraph when they begin inside of one.
const BLOCKS: [&str; 12] = ["div", "dl", "fieldset", "form", "h1", "h2", "h3", "ol", "p", "section", "table", "ul"];
/// Attributes that name other elements of the page by their ids.
const NAMING: [&str; 4] = ["aria-describedby", "aria-labelledby", "for", "form"];

/// The begin of an element.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// Its attributes, unescaped.
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    /// An attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// A piece of a page.
#[derive(Clone, Debug)]
enum Piece {
    Begin(Tag),
    End(String),
    Text(String),
}

/// A page that was read to its end.
#[derive(Clone, Debug)]
pub struct Page {
    pieces: Vec<Piece>,
}

/// A form with what it would send.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it is sent.
    pub action: String,
    /// What it sends.
    pub fields: Vec<(String, String)>,
}

impl Form {
    /// The form with this field set to this value alone.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(key, _)| key != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The first value of a field.
    pub fn value(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_else(|| panic!("the form has no field {name}: {self:?}"))
    }
}

impl Page {
    /// Reads a page. Panics at the first thing that is not well formed.
    pub fn read(html: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = html.strip_prefix("<!doctype html>").expect("a doctype");
        while !rest.is_empty() {
            let at = rest.find('<').unwrap_or(rest.len());
            if at > 0 {
                pieces.push(Piece::Text(unescape(&rest[..at])));
                rest = &rest[at..];
                continue;
            }
            rest = if let Some(end) = rest.strip_prefix("</") {
                let close = end.find('>').expect("the end of an end tag");
                pieces.push(Piece::End(end[..close].to_owned()));
                &end[close + 1..]
            } else {
                let (tag, closed, after) = begin(rest);
                let name = tag.name.clone();
                pieces.push(Piece::Begin(tag));
                if closed {
                    pieces.push(Piece::End(name));
                }
                after
            };
        }
        let page = Self { pieces };
        page.check_nesting();
        page
    }

    /// All elements.
    pub fn tags(&self) -> impl Iterator<Item = &Tag> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Begin(tag) => Some(tag),
            _ => None,
        })
    }

    /// The texts between tags that have anything in them.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        })
    }

    /// The element with this id.
    pub fn by_id(&self, id: &str) -> Option<&Tag> {
        self.tags().find(|tag| tag.get("id") == Some(id))
    }

    /// All text within the element with this id, one text after the other.
    pub fn text_of(&self, id: &str) -> String {
        let at = self.at(|tag| tag.get("id") == Some(id)).unwrap_or_else(|| panic!("no element has the id {id}"));
        self.text_within(at)
    }

    /// The texts of all elements of this class.
    pub fn texts_of_class(&self, class: &str) -> Vec<String> {
        let is = |tag: &Tag| tag.get("class").is_some_and(|classes| classes.split(' ').any(|one| one == class));
        self.all(is).into_iter().map(|at| self.text_within(at)).collect()
    }

    /// What stands in the side panel, if one is open.
    pub fn panel(&self) -> Option<String> {
        self.by_id("panel").map(|_| self.text_of("panel"))
    }

    /// How many elements of this name there are within the element with this id.
    pub fn count_within(&self, id: &str, name: &str) -> usize {
        let at = self.at(|tag| tag.get("id") == Some(id)).unwrap_or_else(|| panic!("no element has the id {id}"));
        self.within(at).iter().filter(|piece| matches!(piece, Piece::Begin(tag) if tag.name == name)).count()
    }

    /// The form with this id, with what a browser would send.
    pub fn form(&self, id: &str) -> Form {
        let found = self.at(|tag| tag.name == "form" && tag.get("id") == Some(id));
        self.form_at(found.unwrap_or_else(|| panic!("no form has the id {id}; there are {:?}", self.forms())))
    }

    /// The first form that is sent to an address that ends so.
    pub fn form_to(&self, end: &str) -> Form {
        let is = |tag: &Tag| tag.name == "form" && tag.get("action").is_some_and(|action| action.ends_with(end));
        self.form_at(self.at(is).unwrap_or_else(|| panic!("no form is sent to ...{end}")))
    }

    /// The ids of all forms.
    pub fn forms(&self) -> Vec<&str> {
        self.tags().filter(|tag| tag.name == "form").filter_map(|tag| tag.get("id")).collect()
    }

    /// All addresses within this server that the page leads to, without the part after `#`.
    pub fn links(&self) -> BTreeSet<String> {
        let links = self.tags().filter(|tag| tag.name == "a").filter_map(|tag| tag.get("href"));
        links.filter(|href| href.starts_with('/')).map(|href| href.split('#').next().unwrap().to_owned()).collect()
    }

    /// Holds what a good page keeps to, beyond being well formed.
    pub fn check(&self) {
        self.check_ids();
        self.check_labels();
        self.check_policy();
        let count = |name: &str| self.tags().filter(|tag| tag.name == name).count();
        // Parts of a drawing have titles of their own.
        let drawings = self.tags().position(|tag| tag.name == "svg").unwrap_or(usize::MAX);
        let title = self.tags().take(drawings).filter(|tag| tag.name == "title").count();
        assert_eq!((count("h1"), count("main"), title), (1, 1, 1), "one heading, one main part, one title");
    }

    fn check_nesting(&self) {
        let mut open: Vec<&str> = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Begin(tag) => {
                    let name = tag.name.as_str();
                    let inside = |outer: &str| open.contains(&outer);
                    assert!(!(name == "form" && inside("form")), "a form in a form: {tag:?}");
                    assert!(!(name == "a" && inside("a")), "a link in a link: {tag:?}");
                    assert!(!(BLOCKS.contains(&name) && inside("p")), "a block in a paragraph: {tag:?}");
                    if !VOID.contains(&name) {
                        open.push(name);
                    }
                }
                Piece::End(name) if VOID.contains(&name.as_str()) => {}
                Piece::End(name) => assert_eq!(open.pop(), Some(name.as_str()), "elements end as they began"),
                Piece::Text(_) => {}
            }
        }
        assert!(open.is_empty(), "still open at the end: {open:?}");
    }

    fn check_ids(&self) {
        let mut ids = BTreeSet::new();
        for id in self.tags().filter_map(|tag| tag.get("id")) {
            assert!(!id.is_empty() && !id.contains(char::is_whitespace), "{id:?} is no id");
            assert!(ids.insert(id), "two elements have the id {id}");
        }
        for tag in self.tags() {
            for named in NAMING.iter().filter_map(|name| tag.get(name)).flat_map(str::split_whitespace) {
                assert!(ids.contains(named), "{tag:?} names {named}, which is not there");
            }
            if let Some(place) = tag.get("href").and_then(|href| href.strip_prefix('#')) {
                assert!(ids.contains(place), "{tag:?} leads to {place}, which is not there");
            }
        }
    }

    /// Every field has a label, every button says what it does, every picture has a text or is hidden.
    fn check_labels(&self) {
        let labelled: BTreeSet<&str> =
            self.tags().filter(|tag| tag.name == "label").filter_map(|tag| tag.get("for")).collect();
        let mut inside_label = 0;
        for (at, piece) in self.pieces.iter().enumerate() {
            match piece {
                Piece::Begin(tag) if tag.name == "label" => inside_label += 1,
                Piece::End(name) if name == "label" => inside_label -= 1,
                Piece::Begin(tag) if ["input", "select", "textarea"].contains(&tag.name.as_str()) => {
                    let hidden = tag.get("type") == Some("hidden");
                    let named = tag.get("id").is_some_and(|id| labelled.contains(id));
                    assert!(hidden || named || inside_label > 0, "{tag:?} has no label");
                }
                Piece::Begin(tag)
                    if ["a", "button", "label", "legend", "th", "h1", "h2"].contains(&tag.name.as_str()) =>
                {
                    let says = tag.get("aria-label").map_or_else(|| self.text_within(at), str::to_owned);
                    assert!(!says.is_empty(), "{tag:?} says nothing");
                }
                Piece::Begin(tag) if tag.name == "img" => assert!(tag.get("alt").is_some(), "{tag:?} has no text"),
                _ => {}
            }
        }
    }

    /// Nothing that the content security policy of our own answers would stop.
    fn check_policy(&self) {
        for tag in self.tags() {
            for (name, value) in &tag.attributes {
                assert!(name != "style" && !name.starts_with("on"), "{tag:?} has something inline");
                assert!(!value.trim_start().starts_with("javascript:"), "{tag:?} runs something");
            }
            let source = match tag.name.as_str() {
                "script" | "img" => Some(tag.get("src").expect("a source")),
                "link" => Some(tag.get("href").expect("an address")),
                "style" | "iframe" | "object" | "embed" | "base" => panic!("{tag:?} is not allowed"),
                _ => None,
            };
            assert!(source.is_none_or(|source| source.starts_with("/assets/")), "{tag:?} comes from elsewhere");
        }
        assert_eq!(self.tags().filter(|tag| tag.name == "script").count(), 2, "only our own two scripts");
        assert!(self.texts_in("script").is_empty(), "a script is written in the page");
    }

    fn texts_in(&self, name: &str) -> String {
        self.all(|tag| tag.name == name).into_iter().map(|at| self.text_within(at)).collect()
    }

    fn at(&self, is: impl Fn(&Tag) -> bool) -> Option<usize> {
        self.all(is).first().copied()
    }

    fn all(&self, is: impl Fn(&Tag) -> bool) -> Vec<usize> {
        let here = |piece: &Piece| matches!(piece, Piece::Begin(tag) if is(tag));
        self.pieces.iter().enumerate().filter(|(_, piece)| here(piece)).map(|(at, _)| at).collect()
    }

    /// The pieces between the begin of the element here and its end.
    fn within(&self, at: usize) -> &[Piece] {
        let mut depth = 0usize;
        for (to, piece) in self.pieces.iter().enumerate().skip(at) {
            match piece {
                Piece::Begin(tag) if !VOID.contains(&tag.name.as_str()) => depth += 1,
                Piece::End(name) if !VOID.contains(&name.as_str()) => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return &self.pieces[at + 1..to.max(at + 1)];
            }
        }
        panic!("an element without an end");
    }

    fn text_within(&self, at: usize) -> String {
        let text = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            _ => " ".to_owned(),
        };
        let text: String = self.within(at).iter().map(text).collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn form_at(&self, at: usize) -> Form {
        let Piece::Begin(form) = &self.pieces[at] else { panic!("no element here") };
        assert_eq!(form.get("method"), Some("post"), "{form:?}");
        let mut fields = Vec::new();
        let mut select: Option<(String, Vec<(String, bool)>)> = None;
        for (offset, piece) in self.within(at).iter().enumerate() {
            match piece {
                Piece::Begin(tag) if tag.name == "input" => {
                    let ticked = tag.get("type") != Some("checkbox") || tag.get("checked").is_some();
                    let name = tag.get("name").filter(|_| ticked && tag.get("disabled").is_none());
                    fields.extend(name.map(|name| (name.to_owned(), tag.get("value").unwrap_or_default().to_owned())));
                }
                Piece::Begin(tag) if tag.name == "textarea" => {
                    let text: String = match self.pieces.get(at + 1 + offset + 1) {
                        Some(Piece::Text(text)) => text.strip_prefix('\n').unwrap_or(text).to_owned(),
                        _ => String::new(),
                    };
                    fields.push((tag.get("name").expect("a name").to_owned(), text));
                }
                Piece::Begin(tag) if tag.name == "select" => {
                    select = Some((tag.get("name").expect("a name").to_owned(), Vec::new()));
                }
                Piece::Begin(tag) if tag.name == "option" => {
                    let (_, options) = select.as_mut().expect("an option stands in a list");
                    options.push((tag.get("value").expect("a value").to_owned(), tag.get("selected").is_some()));
                }
                Piece::End(name) if name == "select" => {
                    let (name, options) = select.take().expect("a list that began");
                    let chosen = options.iter().find(|(_, selected)| *selected).or(options.first());
                    fields.extend(chosen.map(|(value, _)| (name, value.clone())));
                }
                _ => {}
            }
        }
        Form { action: form.get("action").expect("an address").to_owned(), fields }
    }
}

/// Reads the begin of an element: the element, whether it ends at once, and what comes after.
fn begin(html: &str) -> (Tag, bool, &str) {
    let here: String = html.chars().take(120).collect();
    let mut rest = &html[1..];
    let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    assert!(name.starts_with(|first: char| first.is_ascii_alphabetic()), "a bare < at {here}");
    rest = &rest[name.len()..];
    let mut attributes: Vec<(String, String)> = Vec::new();
    loop {
        let after_space = rest.trim_start();
        if let Some(after) = after_space.strip_prefix("/>") {
            return (Tag { name, attributes }, true, after);
        }
        if let Some(after) = after_space.strip_prefix('>') {
            return (Tag { name, attributes }, false, after);
        }
        assert!(after_space.len() < rest.len(), "attributes without a space between them at {here}");
        let is_name = |c: &char| c.is_ascii_alphanumeric() || "-:_".contains(*c);
        let key: String = after_space.chars().take_while(is_name).collect();
        assert!(!key.is_empty(), "no attribute where one should be at {here}");
        rest = &after_space[key.len()..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix('=') {
            let quote = quoted.chars().next().filter(|c| "\"'".contains(*c)).expect("a quoted value");
            let (text, after) = quoted[1..].split_once(quote).expect("the end of a quoted value");
            assert!(!text.contains('<'), "a bare < in {key} at {here}");
            value = unescape(text);
            rest = after;
        }
        assert!(!attributes.iter().any(|(name, _)| *name == key), "{key} stands twice at {here}");
        attributes.push((key, value));
    }
}

/// Text as it was before it was escaped. An & that begins nothing is a failure.
fn unescape(text: &str) -> String {
    let mut parts = text.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (entity, after) = part.split_once(';').unwrap_or_else(|| panic!("a bare & before {part:?}"));
        let character = match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            number => {
                let code = number.strip_prefix('#').and_then(|code| code.parse().ok()).and_then(char::from_u32);
                code.unwrap_or_else(|| panic!("&{entity}; is no character"))
            }
        };
        plain.push(character);
        plain.push_str(after);
    }
    plain
}
