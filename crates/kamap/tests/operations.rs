//! Operations over several accounts from outside: one that is ended by `kill -9` between two accounts is gone on with,
//! each account is changed once, and undo gives all of them back; and accounts that are archived and deleted.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use support::contacts::Dice;
use support::{LIMIT, bedrock, kamap, must, refused, text};

const ACCOUNTS: usize = 12;
const ROUNDS: usize = 8;

/// Copies of the worked example, each an account of its own.
fn accounts(data: &str, folder: &Path) -> Vec<String> {
    let file = std::fs::read_to_string(bedrock()).unwrap();
    let code = |number: usize| format!("B{number:03}");
    for number in 0..ACCOUNTS {
        let own = file.replace("01930000-", &format!("019{number:02}{number:03}-")).replace("BEDROCK", &code(number));
        let path = folder.join(format!("{number}.plan.json"));
        std::fs::write(&path, own).unwrap();
        must(&["import", text(&path), "--data", data]);
    }
    (0..ACCOUNTS).map(code).collect()
}

/// How many changes there are in all logs, once everything that was cut short is done; nothing may be wrong.
fn changes(data: &str) -> usize {
    let told = must(&["doctor", "--data", data]);
    assert!(told.trim_end().ends_with(" 0 wounds"), "{told}");
    let words: Vec<&str> = told.split([' ', ',']).collect();
    words[words.iter().position(|word| *word == "changes").unwrap() - 1].parse().unwrap()
}

/// Begins to hand over and ends it without warning after this long; false where it was done already.
fn cut_short(data: &str, after: Duration) -> bool {
    let args = ["hand-over", "--from", "Lin Mu", "--to", "Xu Chengzhi", "--data", data];
    let mut child = kamap().args(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    let cut = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    cut
}

/// The latest operation: its id, and whether it is done.
fn latest(data: &str) -> Option<String> {
    let told = must(&["operations", "--data", data]);
    told.lines().next().map(|line| line.split(' ').next().unwrap().to_owned())
}

#[test]
fn a_hand_over_that_is_killed_between_accounts_is_gone_on_with_and_undone_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = text(&data);
    let codes = accounts(data, folder.path());
    let exported = |code: &str| must(&["export", code, "--data", data]);
    let before: Vec<String> = codes.iter().map(|code| exported(code)).collect();
    let mut dice = Dice::thrown();
    // How long it takes when nobody ends it.
    let begun = Instant::now();
    assert!(!cut_short(data, LIMIT.min(Duration::from_secs(20))), "it is done by then");
    let whole = begun.elapsed().min(Duration::from_millis(1500));
    let mut known = changes(data);
    assert_eq!(known, 2 * ACCOUNTS, "each account once");
    must(&["operations", &latest(data).unwrap(), "--undo", "--data", data]);
    known += ACCOUNTS;
    let (mut halfway, mut last) = (0, latest(data));
    for round in 0..ROUNDS {
        let after = Duration::from_micros(dice.between(0, u64::try_from(whole.as_micros()).unwrap()));
        let cut = cut_short(data, after);
        // Looking at the data goes on with what was cut short.
        let now = changes(data);
        let written = latest(data) != last;
        assert_eq!(now, known + if written { ACCOUNTS } else { 0 }, "round {round}: each account once or none");
        halfway += usize::from(cut && written);
        if written {
            last = latest(data);
            must(&["operations", last.as_deref().unwrap(), "--undo", "--data", data]);
            known = now + ACCOUNTS;
            assert_eq!(changes(data), known);
        }
        for (code, before) in codes.iter().zip(&before) {
            assert!(exported(code) == *before, "round {round}: {code} is what it was");
        }
    }
    eprintln!("{ROUNDS} rounds over {ACCOUNTS} accounts, {halfway} of them ended after they were written down");
}

#[test]
fn an_account_is_archived_reopened_and_deleted_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let data = text(folder.path());
    must(&["import", text(&bedrock()), "--data", data]);
    let delete = ["account", "delete", "BEDROCK", "--name", "Bedrock Petroleum", "--data", data];
    assert!(refused(&delete).contains("Archive it first"));
    must(&["account", "archive", "BEDROCK", "--data", data]);
    let export = ["export", "BEDROCK", "--data", data];
    assert!(must(&export).contains("archived_on"), "it can still be taken away");
    must(&["account", "reopen", "BEDROCK", "--data", data]);
    must(&["account", "archive", "BEDROCK", "--data", data]);
    let wrong = refused(&["account", "delete", "BEDROCK", "--name", "Bedrock", "--data", data]);
    assert!(wrong.contains("Type the name of the account exactly"), "{wrong}");
    must(&delete);
    assert!(refused(&export).contains("no account BEDROCK"));
    assert!(refused(&["import", text(&bedrock()), "--data", data]).contains("deleted for good"));
}

#[test]
fn who_hands_over_is_told_how_each_account_went_and_whom_nobody_knows() {
    let folder = tempfile::tempdir().unwrap();
    let data = text(folder.path());
    must(&["import", text(&bedrock()), "--data", data]);
    let nobody = refused(&["hand-over", "--from", "Nobody", "--to", "Xu Chengzhi", "--data", data]);
    assert!(nobody.contains("none of our people is Nobody"), "{nobody}");
    let told = must(&["hand-over", "--from", "Lin Mu", "--to", "Xu Chengzhi", "--account", "BEDROCK", "--data", data]);
    assert!(told.contains("BEDROCK Done") && told.contains("1 of 1 done"), "{told}");
    let id = told.lines().next().unwrap();
    assert!(must(&["operations", id, "--undo", "--data", data]).contains("Undone"));
    assert!(refused(&["operations", "nonsense", "--data", data]).contains("no operation"));
}
