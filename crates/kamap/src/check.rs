//! `kamap check`: whether a plan file can be read, and what the plan in it still lacks (method 5.3, decided 1.10).

use crate::Failure;
use crate::command::Check;
use crate::files::{print, read};
use crate::world::today;
use plan::relationship::Relationships;
use plan::review::completeness::{self, Check as Asked};
use plan::{Day, Plan};
use std::path::Path;
use web::words::Say;

/// Records in which something is missing that are named; the rest are counted.
const NAMED: usize = 6;

/// `kamap check`: each file, whatever is wrong with the others.
pub fn check(check: &Check, say: Say) -> Result<(), Failure> {
    let failures: Vec<Failure> = check.files.iter().filter_map(|file| of_file(file, check, say).err()).collect();
    if failures.is_empty() { Ok(()) } else { Err(Failure::Several(failures)) }
}

/// One file. A library has no completeness: it is read, and that is all.
fn of_file(file: &Path, check: &Check, say: Say) -> Result<(), Failure> {
    let plan = read(file)?;
    let mut text = format!("{}\n", say.one("check-ok", "count", i64::try_from(plan.len()).unwrap_or(i64::MAX)));
    let asked = asked(&plan, check.on.unwrap_or_else(today));
    for part in 0..=5 {
        text.push_str(&of_part(&plan, part, &asked, say));
    }
    print(text)?;
    let open = asked.iter().filter(|one| !one.holds).count();
    match check.complete && open > 0 {
        true => Err(Failure::told("check-incomplete", [("count", open.to_string())])),
        false => Ok(()),
    }
}

/// Level 1, then the 25.
fn asked(plan: &Plan, on: Day) -> Vec<Asked> {
    if plan.is_library() {
        return Vec::new();
    }
    let relationships = Relationships::of(plan, on);
    let mut asked = completeness::level_one(plan, on, &relationships);
    asked.extend(completeness::checks(plan, on, &relationships));
    asked
}

/// A part's name with how many of its checks hold, and a line for each.
fn of_part(plan: &Plan, part: u8, asked: &[Asked], say: Say) -> String {
    let of_part: Vec<&Asked> = asked.iter().filter(|one| one.part == part).collect();
    if of_part.is_empty() {
        return String::new();
    }
    let held = of_part.iter().filter(|one| one.holds).count();
    let mut text = format!("\n{} {held}/{}\n", say.code("plan_part", &part.to_string()), of_part.len());
    of_part.iter().for_each(|one| text.push_str(&line(plan, one, say)));
    text
}

fn line(plan: &Plan, asked: &Asked, say: Say) -> String {
    let state = say.label(if asked.holds { "check-holds" } else { "check-open" });
    let what = say.label(&format!("check-{}", asked.key));
    let records = &asked.missing;
    let names = records.iter().take(NAMED).map(|one| web::name_of(plan, say, one.kind, one.id));
    let rest = records.len().saturating_sub(NAMED);
    let rest = (rest > 0).then(|| say.one("check-more", "count", i64::try_from(rest).unwrap_or(i64::MAX)));
    let named = names.chain(rest).collect::<Vec<_>>().join(&say.label("list-comma"));
    let named = if named.is_empty() { named } else { format!("{}{named}", say.label("colon")) };
    format!("  {state} {what}{named}\n")
}
