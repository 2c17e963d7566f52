//! Erasing somebody for good, the list of who was erased, and letting go what is kept no longer.

use crate::Failure;
use crate::command::{Erase, ErasedList, Retention};
use crate::files::{named, print, put};
use crate::serve::{LOCAL, open};
use crate::user::act;
use crate::world::RealWorld;
use ledger::{Erased, Retained};
use web::World;
use web::words::Say;

/// `kamap erase`: says in each account what was rewritten, and which texts a human should look at.
pub async fn erase(erase: Erase, say: Say) -> Result<(), Failure> {
    let ledger = open(&erase.home).await?;
    let account = named(&ledger, &erase.account).await?;
    let human = ledger.human(&LOCAL, account, &erase.person).await?;
    let erased = ledger.erase(&LOCAL, account, human, &act()).await?;
    if erased.is_empty() {
        return print(format!("{}\n", say.label("erase-nothing")));
    }
    let mut text: String = erased.iter().map(|one| told(one, say)).collect();
    text.push_str(&format!("{}\n", say.label("erase-backups")));
    print(&text)
}

/// `kamap erased`.
pub async fn erased(list: ErasedList) -> Result<(), Failure> {
    put(list.output.as_deref(), &open(&list.home).await?.erasure_list().await?)
}

/// `kamap retention`: says in each account what went, or would.
pub async fn retention(retention: Retention, say: Say) -> Result<(), Failure> {
    let (ledger, now) = (open(&retention.home).await?, RealWorld.moment());
    let retained = match retention.dry_run {
        true => ledger.foresee_retention(now).await?,
        false => ledger.retain(now).await?,
    };
    if retained == Retained::default() {
        return print(format!("{}\n", say.label("retention-nothing")));
    }
    let mut text: String = retained.accounts.iter().map(|one| told(one, say)).collect();
    text.push_str(&format!("{}\n", say.one("retention-audit", "count", retained.audit)));
    print(&text)
}

fn told(erased: &Erased, say: Say) -> String {
    let count = |key: &str, count: usize| say.one(key, "count", i64::try_from(count).unwrap_or(i64::MAX));
    let mut lines = vec![
        format!("{} {}", erased.account_code, erased.code),
        count("erase-records", erased.records),
        count("erase-changes", erased.changes),
        count("erase-snapshots", erased.snapshots),
    ];
    for (replaced, key) in [(true, "erase-replaced"), (false, "erase-hinted")] {
        let mentions: Vec<_> = erased.mentions.iter().filter(|one| one.replaced == replaced).collect();
        if !mentions.is_empty() {
            lines.push(say.label(key));
        }
        let place = |kind, field: &str| format!("{} {}", say.kind(kind), say.field(kind, field));
        lines.extend(mentions.iter().map(|one| format!("  {} {}", one.code, place(one.kind, &one.field))));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}
