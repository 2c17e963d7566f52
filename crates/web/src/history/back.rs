//! Taking the whole plan back to an earlier revision: what that would change, and the button that does it.

use super::changes::Told;
use crate::error::Failure;
use crate::form::Press;
use crate::page::Ground;
use crate::page::block::Block;
use crate::panel::EditLine;
use askama::Template;
use plan::change::Edit;

/// The name in the address of the revision that is asked for.
pub const ASKED: &str = "back-to";
/// Records that are told one by one; beyond, kinds are.
const MOST: usize = 60;

#[derive(Template)]
#[template(path = "history/back.html")]
struct Back<'g, 'p> {
    ground: &'g Ground<'p>,
    at: String,
    told: Told,
    back: Option<Press>,
    stay: String,
}

/// What going back would change; none where it is not asked for, or nobody can.
pub fn block(ground: &Ground<'_>) -> Result<Option<Block>, Failure> {
    let Some((change, then)) = ground.past.then.as_ref().filter(|_| !ground.is_past()) else { return Ok(None) };
    let edits = ground.plan.go_back(then, ground.forms.new_id()).edits;
    let stay = ground.asked.with(&ground.here, &[(ASKED, "")], None);
    let page = Back {
        ground,
        at: ground.clock(change.at),
        back: ground
            .forms
            .going_back(change.revision, ground.past.revision, stay.clone())
            .filter(|_| !edits.is_empty()),
        told: told(ground, &edits),
        stay,
    };
    Ok(Some(Block::Part(page.render()?)))
}

/// What the edits would do, in the words of what is still to come.
fn told(ground: &Ground<'_>, edits: &[Edit]) -> Told {
    Told::of(ground, edits, MOST, |edit| match edit {
        Edit::Create { .. } => EditLine::whole(ground.say.label("would-come")),
        Edit::Remove { .. } => EditLine::whole(ground.say.label("would-go")),
        Edit::Set { .. } => EditLine::of(ground.plan, ground.say, edit),
    })
}
