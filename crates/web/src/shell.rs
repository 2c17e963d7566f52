//! What surrounds every page: account, save state, undo, language, theme.

use crate::app::App;
use crate::assets;
use crate::attempt::Attempt;
use crate::preferences::{Preferences, Theme};
use crate::words::Say;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use ledger::Seat;
use plan::change::Steps;
use plan::{Day, Language};
use uuid::Uuid;

/// Tells the next page that a change was made, so that it can say so and offer undo.
const SAVED: &str = "kamap_saved";

/// The frame of a page.
pub struct Shell {
    /// The reader's language.
    pub say: Say,
    /// The reader's theme.
    pub theme: Theme,
    /// The title of the page.
    pub title: String,
    /// The address of the page, for forms that come back to it.
    pub here: String,
    /// The account that it is about.
    pub account: Option<Head>,
    /// The day, where it stands still.
    pub pinned: Option<Day>,
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
}

/// The account in the frame.
pub struct Head {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Our company.
    pub supplier: String,
    /// What can be undone and redone.
    pub steps: Steps,
}

impl Shell {
    /// A frame without an account.
    pub fn bare(app: &App, preferences: Preferences, title: &str) -> Self {
        let say = Say::new(preferences.language);
        Self {
            say,
            theme: preferences.theme,
            title: say.label(title),
            here: "/accounts".into(),
            account: None,
            pinned: app.world.is_pinned().then(|| app.world.today()),
            wounds: 0,
            saved: false,
            refused: Vec::new(),
            undo_id: app.world.id(),
            redo_id: app.world.id(),
        }
    }

    /// The frame of an account's page.
    pub fn of(app: &App, preferences: Preferences, title: &str, here: String, seat: &Seat, steps: Steps) -> Self {
        let bare = Self::bare(app, preferences, title);
        let say = bare.say;
        let account = seat.plan().account().map(|account| Head {
            id: account.id.uuid(),
            name: say.show(&account.name).to_owned(),
            supplier: say.show_maybe(&account.supplier).to_owned(),
            steps,
        });
        Self { here, account, wounds: seat.plan().wounds().len(), ..bare }
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

    /// The languages on offer, each with its own name.
    pub fn languages(&self) -> [(Language, &'static str); 3] {
        [(Language::ZhHans, "简"), (Language::ZhHant, "繁"), (Language::En, "EN")]
    }

    /// What the theme button says: what is, since the next press leads on.
    pub fn theme_label(&self) -> String {
        let theme = self.say.code("theme", self.theme.code());
        format!("{}{}{theme}", self.say.label("theme"), self.say.label("colon"))
    }

    /// The address of an asset.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }
}

/// Marks the answer: the next page says that something was saved.
pub fn mark_saved(jar: CookieJar) -> CookieJar {
    let mut cookie = Cookie::new(SAVED, "1");
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
