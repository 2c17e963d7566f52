//! Erasing somebody for good, and the list of who was erased.

use crate::Failure;
use crate::command::{Erase, ErasedList};
use crate::files::{named, print, put};
use crate::serve::{LOCAL, open};
use crate::user::act;
use ledger::Erased;
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
