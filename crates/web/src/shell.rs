//! What surrounds every page: account, save state, undo, language, theme.

use crate::app::{App, World};
use crate::assets;
use crate::attempt::Attempt;
use crate::error::Failure;
use crate::history::BACK_TO;
use crate::page::menu::{Group, Leaf};
use crate::preferences::{Preferences, Theme};
use crate::root::Root;
use crate::words::Say;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use ledger::{AccountCard, Seat, SignedIn, Standing};
use plan::change::Steps;
use plan::{Day, Language, Plan};
use uuid::Uuid;

/// Tells the next page that a change was made, so that it can say so and offer undo.
const SAVED: &str = "kamap_saved";

/// The frame of a page.
pub struct Shell {
    /// The reader's language.
    pub say: Say,
    /// The reader's theme.
    pub theme: Theme,
    /// Others look on: what we make of people is hidden.
    pub projector: bool,
    /// The title of the page.
    pub title: String,
    /// The address of the page, for forms that come back to it.
    pub here: String,
    /// Who is signed in.
    pub user: Option<UserMenu>,
    /// The account that it is about.
    pub account: Option<Head>,
    /// The first accounts within reach, to change over to.
    pub others: Vec<AccountCard>,
    /// What can be undone and redone, and where.
    pub undoing: Option<Undoing>,
    /// The menu: the account's pages, or those over all accounts.
    pub menu: Vec<Entry>,
    /// The earlier day as of which the plan is shown.
    pub as_of: Option<Earlier>,
    /// Today.
    pub today: Day,
    /// The present instant, as the clock on the wall shows it.
    pub at: String,
    /// The day on which the account was put away.
    pub archived: Option<Day>,
    /// The day, where it stands still.
    pub pinned: Option<Day>,
    /// The revision of the plan as it is now.
    pub revision: i64,
    /// How many of its records cannot be read.
    pub wounds: usize,
    /// The change that was just made.
    pub saved: bool,
    /// What was refused without a form to show it at.
    pub refused: Vec<String>,
    /// A new id for the undo form.
    pub undo_id: Uuid,
    /// A new id for the redo form.
    pub redo_id: Uuid,
    /// A new id for the form that reopens the account.
    pub reopen_id: Uuid,
}

/// An earlier day as of which the plan is shown.
pub struct Earlier {
    /// The day.
    pub day: Day,
    /// The address of the page as it is now.
    pub now: String,
    /// Where one looks at what taking the plan back to that day would change; none where it would change nothing.
    pub back: Option<String>,
}

/// What whoever is signed in finds under their name.
pub struct UserMenu {
    /// The name.
    pub name: String,
    /// There is a session that can be ended; the demo's reader has none.
    pub has_session: bool,
    /// Administers the workspace.
    pub administers: bool,
    /// May read what was done.
    pub audits: bool,
}

impl UserMenu {
    /// The user of a session.
    pub fn of(who: &SignedIn, say: Say) -> Self {
        let has_session = who.session.is_some();
        Self {
            name: if has_session { who.name.clone() } else { say.label("user-sample") },
            has_session,
            administers: who.viewer.standing == Standing::Administrator,
            audits: who.viewer.standing.audits(),
        }
    }
}

/// A group of the menu.
pub struct Entry {
    /// Its name: label and icon.
    pub code: &'static str,
    /// The page in it is shown.
    pub open: bool,
    /// It leads away from the plan; on a phone the switch has it.
    pub beyond: bool,
    /// Its pages: title, address, and whether it is this one.
    pub pages: Vec<(String, String, bool)>,
}

/// What can be undone and redone.
pub struct Undoing {
    /// In which plan.
    pub root: Root,
    /// The changes.
    pub steps: Steps,
}

/// Where the reader's own pages are.
pub const WEEK: &str = "/week";
/// Where search is.
pub const SEARCH: &str = "/search";
/// Where the list of accounts is.
pub const ACCOUNTS: &str = "/accounts";
/// The pages over all accounts: group of the menu with its label and icon, title, address.
pub const GLOBAL: [(&str, &str, &str); 6] = [
    ("week", "page-week", WEEK),
    ("people", "page-all-people", "/people"),
    ("opportunities", "page-all-opportunities", "/opportunities"),
    ("plan", "page-all-actions", "/actions"),
    ("accounts", "page-accounts", ACCOUNTS),
    ("library", "library", "/library"),
];
/// Accounts that the switch offers; all of them are in the list.
pub const OTHERS: usize = 10;

/// The account in the frame.
pub struct Head {
    /// Its plan.
    pub root: Root,
    /// The address of its first page.
    pub front: String,
    /// Its name.
    pub name: String,
    /// Our company.
    pub supplier: String,
}

impl Head {
    /// Which account it is; none for the library.
    pub fn id(&self) -> Option<Uuid> {
        match self.root {
            Root::Account(id) => Some(id),
            Root::Library => None,
        }
    }

    /// Is it this account?
    pub fn is(&self, account: &Uuid) -> bool {
        self.root == Root::Account(*account)
    }
}

impl Shell {
    /// A frame without an account.
    pub fn bare(world: &dyn World, who: Option<&SignedIn>, preferences: Preferences, title: &str) -> Self {
        let say = preferences.say();
        Self {
            say,
            theme: preferences.theme,
            projector: preferences.projector,
            title: say.label(title),
            here: ACCOUNTS.into(),
            user: who.map(|who| UserMenu::of(who, say)),
            account: None,
            others: Vec::new(),
            undoing: None,
            menu: Vec::new(),
            as_of: None,
            today: world.today(),
            at: clock(world),
            archived: None,
            pinned: world.is_pinned().then(|| world.today()),
            revision: 0,
            wounds: 0,
            saved: false,
            refused: Vec::new(),
            undo_id: world.id(),
            redo_id: world.id(),
            reopen_id: world.id(),
        }
    }

    /// The frame of a page over all accounts. What was just saved in one of them can be undone from here.
    pub async fn over_all(
        app: &App,
        preferences: Preferences,
        (title, address): (&str, &str),
        here: String,
        jar: &CookieJar,
    ) -> Result<Self, Failure> {
        let bare = Self::bare(app.world.as_ref(), Some(&app.who), preferences, title).noting(jar);
        let entry = |(code, title, href): (&'static str, &str, &str)| Entry {
            code,
            open: href == address,
            beyond: false,
            pages: vec![(bare.say.label(title), href.to_owned(), href == address)],
        };
        let menu = GLOBAL.into_iter().map(entry).collect();
        let mut undoing = None;
        // A mark may be older than the account's being within reach.
        if let Some(root) = jar.get(SAVED).and_then(|saved| Root::at(saved.value()))
            && let Ok(seat) = root.seat(app).await
        {
            undoing = Some(Undoing { root, steps: seat.steps().await? });
        }
        Ok(Self { here, menu, undoing, ..bare })
    }

    /// The frame of an account's page.
    pub fn of(
        app: &App,
        root: Root,
        preferences: Preferences,
        title: &str,
        here: String,
        seat: &Seat,
        steps: Steps,
    ) -> Self {
        let bare = Self::bare(app.world.as_ref(), Some(&app.who), preferences, title);
        let say = bare.say;
        let name = match root {
            Root::Account(_) => seat.plan().account().map(|account| &account.name),
            Root::Library => seat.plan().workspace().map(|workspace| &workspace.name),
        };
        let supplier = seat.plan().account().map_or("", |account| say.show_maybe(&account.supplier)).to_owned();
        let front = format!("{root}/{}", Leaf::first(root, seat.plan()));
        let account = name.map(|name| Head { root, front, name: say.show(name).to_owned(), supplier });
        let undoing = Some(Undoing { root, steps });
        let archived = seat.plan().account().and_then(|account| account.archived_on);
        let (revision, wounds) = (seat.stamp().revision, seat.plan().wounds().len());
        Self { here, account, undoing, archived, revision, wounds, ..bare }
    }

    /// With the accounts that one can change over to.
    pub fn among(self, others: Vec<AccountCard>) -> Self {
        Self { others, ..self }
    }

    /// With the menu around this page of the account at `base`, now or as of a day with the revision that it ended with.
    pub fn within(mut self, root: Root, leaf: &Leaf, plan: &Plan, base: &str, day: Option<(Day, i64)>) -> Self {
        let page = |one: &Leaf| (self.say.label(&one.title()), format!("{base}/{}", one.slug), one.slug == leaf.slug);
        let entry = |group: Group| Entry {
            code: if root == Root::Library { "library" } else { group.code() },
            open: group == leaf.group,
            beyond: false,
            pages: group
                .leaves(root)
                .filter(|leaf| leaf.is_in_menu(plan))
                .map(page)
                .chain(self.beyond(root, group))
                .collect(),
        };
        let own = Group::ALL.into_iter().map(entry).filter(|entry| !entry.pages.is_empty());
        let away = GLOBAL.into_iter().filter(|(code, ..)| match root {
            Root::Account(_) => *code == "library",
            Root::Library => *code != "library",
        });
        let away = away.map(|(code, title, href)| Entry {
            code,
            open: false,
            beyond: root != Root::Library,
            pages: vec![(self.say.label(title), href.to_owned(), false)],
        });
        let menu = match root {
            Root::Account(_) => own.chain(away).collect(),
            Root::Library => away.chain(own).collect(),
        };
        self.as_of = day.map(|(day, revision)| Earlier {
            day,
            now: format!("{root}/{}", leaf.slug),
            back: (revision < self.revision).then(|| format!("{root}/history?{BACK_TO}={revision}#back")),
        });
        Self { menu, ..self }
    }

    /// What the group of a menu has over all accounts.
    fn beyond(&self, root: Root, group: Group) -> Option<(String, String, bool)> {
        let is = group == Group::Week && matches!(root, Root::Account(_));
        is.then(|| (self.say.label("page-week"), WEEK.to_owned(), false))
    }

    /// Says what was saved on the way here.
    pub fn noting(mut self, jar: &CookieJar) -> Self {
        self.saved = jar.get(SAVED).is_some();
        self
    }

    /// Says what was refused and has no form on this page to say it at.
    pub fn refusing(mut self, attempt: Option<&Attempt>) -> Self {
        let problems = attempt.iter().flat_map(|attempt| &attempt.problems);
        self.refused = problems.map(|problem| self.say.problem_with_place(problem)).collect();
        self
    }

    /// What stands over the page on paper: the account and ours, the page, the day for which it is shown.
    pub fn on_paper(&self) -> String {
        let (account, ours) = self.account.as_ref().map_or(("", ""), |head| (&head.name, &head.supplier));
        let day = self.as_of.as_ref().map_or(self.today, |earlier| earlier.day);
        // Whoever prints stands on the paper, with when.
        let printed = self.user.as_ref().map(|user| format!("{} {}", user.name, self.at)).unwrap_or_default();
        let parts = [account, ours, &self.title, &self.say.day(day), &printed];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// Is this account the one in the frame?
    pub fn is_at(&self, account: &Uuid) -> bool {
        self.account.as_ref().is_some_and(|head| head.is(account))
    }

    /// The pages over all accounts: group of the menu, title, address.
    pub const fn over_all_pages(&self) -> &'static [(&'static str, &'static str, &'static str)] {
        &GLOBAL
    }

    /// The plan at hand, for what begins with it.
    pub fn at(&self) -> String {
        self.account.as_ref().map(|head| head.root.to_string()).unwrap_or_default()
    }

    /// The languages on offer, each with its own name.
    pub fn languages(&self) -> [(Language, &'static str); 3] {
        [(Language::ZhHans, "简"), (Language::ZhHant, "繁"), (Language::En, "EN")]
    }

    /// What the theme button says: what is, since the next press leads on.
    pub fn theme_label(&self) -> String {
        let theme = self.say.code("theme", self.theme.code());
        format!("{}{}{theme}", self.say.label("theme"), self.say.label("colon"))
    }

    /// What the button for the set of words says: what is, since the next press leads on.
    pub fn words_label(&self) -> String {
        let words = self.say.code("words", self.say.wording.code());
        format!("{}{}{words}", self.say.label("words"), self.say.label("colon"))
    }

    /// The address of an asset.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }
}

/// Marks the answer: the next page says that something was saved, and where.
pub fn mark_saved(jar: CookieJar, root: Root) -> CookieJar {
    let mut cookie = Cookie::new(SAVED, root.to_string());
    cookie.set_path("/");
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_max_age(time::Duration::seconds(60));
    jar.add(cookie)
}

/// Takes the mark away again: it was shown.
pub fn shown(jar: CookieJar) -> CookieJar {
    let mut cookie = Cookie::from(SAVED);
    cookie.set_path("/");
    if jar.get(SAVED).is_some() { jar.remove(cookie) } else { jar }
}

/// The present instant, as the clock on the wall shows it.
pub fn clock(world: &dyn World) -> String {
    world.now().to_zoned_datetime(world.zone()).strftime("%Y-%m-%d %H:%M").to_string()
}
