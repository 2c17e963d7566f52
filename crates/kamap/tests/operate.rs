//! What an operator does from the command line: a backup while others write, a move to the other engine and back, and
//! files that are damaged in every way.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use support::contacts::{AT_FIRST, Dice, Exported, Sent, Target};
use support::{Served, bedrock, must, run, said, text};

/// Damaged files that are checked.
const DAMAGED: usize = 200;

#[test]
fn a_backup_of_a_server_under_load_is_whole_and_has_all_that_was_acknowledged_before() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup, again) =
        (folder.path().join("data"), folder.path().join("kamap.backup"), folder.path().join("again"));
    must(&["import", text(&bedrock()), "--data", text(&data)]);
    let served = Served::start(&["serve", "--data", text(&data), "--listen", "127.0.0.1:0"]);
    let (to, acknowledged, stop) = (Target::of(&served), Mutex::new(Vec::new()), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for client in 0..3 {
            let (to, acknowledged, stop) = (&to, &acknowledged, &stop);
            scope.spawn(move || {
                for turn in (0..).take_while(|_| !stop.load(Ordering::Relaxed)) {
                    let sent = Sent::new(0, client, turn);
                    assert!(sent.send(to));
                    acknowledged.lock().unwrap().push(sent);
                }
            });
        }
        for round in 0..5 {
            let before = acknowledged.lock().unwrap().clone();
            must(&["backup", "-o", text(&backup), "--data", text(&data)]);
            let during = acknowledged.lock().unwrap().len() - before.len();
            let home = again.join(round.to_string());
            must(&["restore", text(&backup), "--data", text(&home)]);
            assert!(must(&["doctor", "--data", text(&home)]).trim_end().ends_with(" 0 wounds"));
            let found = Exported::from(&home);
            before.iter().for_each(|sent| assert_eq!(found.times(*sent), (1, 1), "{sent:?}"));
            assert!(found.count() >= AT_FIRST + before.len());
            eprintln!("backup {round}: {} changes before it, {during} while it was made", before.len());
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert!(acknowledged.into_inner().unwrap().len() > 20, "there was a load");
}

/// A database of its own in the throw-away cluster. Its absence is a failure, not a reason to skip.
fn postgres(name: &str) -> String {
    let server = std::env::var("KAMAP_TEST_POSTGRES").expect("run through bin/test or bin/with-postgres");
    let name = format!("operate_{name}_{}", std::process::id());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
    });
    format!("{}/{name}", server.rsplit_once('/').unwrap().0)
}

#[test]
fn everything_moves_to_postgres_and_back_byte_by_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (here, back, url) = (path("here"), path("back"), postgres("move"));
    must(&["import", text(&bedrock()), "--data", &here]);
    must(&["generate", "--people", "20", "--seed", "7", "--data", &here]);
    must(&["erase", "BEDROCK", "P05", "--data", &here]);
    let first = must(&["move", "--data", &here, "--to", &url]);
    let second = must(&["move", "--database", &url, "--to", &back]);
    let rows = |told: &str| told.split(' ').next().unwrap().parse::<usize>().unwrap();
    assert_eq!(rows(&first) + 1, rows(&second), "as many rows, and that it was taken along once more");
    let homes = [["--data", &here], ["--database", &url], ["--data", &back]];
    let all = |command: &[&str]| {
        homes.map(|home| {
            let file = path("file");
            must(&[command, &["-o", &file], &home].concat());
            // What is taken along is on record where it was, so that the audits grow apart.
            let text = std::fs::read_to_string(&file).unwrap();
            text.lines()
                .filter(|line| !line.starts_with("[\"audit\""))
                .map(|line| format!("{line}\n"))
                .collect::<String>()
        })
    };
    for command in [&["backup"][..], &["export", "BEDROCK"], &["erased"]] {
        let [here, there, back] = all(command);
        assert!(here == there && there == back, "{command:?}");
    }
    for home in homes {
        assert!(must(&["doctor", home[0], home[1]]).trim_end().ends_with(" 0 wounds"));
    }
    // Never over what is there.
    let told = said(&run(&["move", "--data", &here, "--to", &back]));
    assert!(told.contains("restore into a new one"), "{told}");
}

/// Does something bad to the text of a plan file.
fn damage(sample: &str, dice: &mut Dice) -> String {
    let mut any = |many: usize| usize::try_from(dice.between(0, u64::try_from(many - 1).unwrap())).unwrap();
    let lines: Vec<&str> = sample.lines().collect();
    let at = any(lines.len());
    let without = |at: usize| {
        lines.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, line)| *line).collect::<Vec<_>>().join("\n")
    };
    let with = |at: usize, other: &str| {
        let lines = lines.iter().enumerate().map(|(n, line)| if n == at { other } else { *line });
        lines.collect::<Vec<_>>().join("\n")
    };
    match any(6) {
        // Cut off, in the middle of a sign too.
        0 => String::from_utf8_lossy(&sample.as_bytes()[..any(sample.len() - 2)]).into_owned(),
        1 => without(at),
        2 => with(at, "\"\u{0}"),
        3 => with(at, &lines[at].replace("\": ", "\": [[")),
        // A field that nobody knows, a value of another type.
        4 => sample.replacen("\"code\": \"P", &format!("\"code{}\": \"P", any(9)), 1 + any(9)),
        _ => sample.replacen("\"on\": \"2026", &format!("\"on\": \"{}-99", any(99_999)), 1 + any(9)),
    }
}

#[test]
fn damaged_files_are_told_with_their_place_and_never_break_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let (sample, mut dice) = (std::fs::read_to_string(bedrock()).unwrap(), Dice::thrown());
    let write = |number: usize| {
        let path: PathBuf = folder.path().join(format!("{number:03}.plan.json"));
        // What happens to be sound still, such as a line of no weight left out, is damaged again.
        let text = loop {
            let text = damage(&sample, &mut dice);
            if plan::file::read(&text).is_err() {
                break text;
            }
        };
        std::fs::write(&path, text).unwrap();
        path
    };
    let paths: Vec<PathBuf> = (0..DAMAGED).map(write).collect();
    let good = bedrock();
    let args: Vec<&str> = ["check", text(&good)].into_iter().chain(paths.iter().map(|path| text(path))).collect();
    let checked = run(&args);
    let told = said(&checked);
    assert_eq!(checked.status.code(), Some(1), "{told}");
    assert!(!told.contains("panicked"), "{told}");
    assert!(told.starts_with("No problems: 556 records."), "the good one is told apart: {told}");
    let is_placed = |path: &Path| {
        let begin = format!("kamap: {}:", path.display());
        told.lines().any(|line| line.strip_prefix(&begin).is_some_and(|rest| rest.len() > 10))
    };
    paths.iter().for_each(|path| assert!(is_placed(path), "{}: {told}", path.display()));
    let placed = told.lines().filter(|line| {
        line.contains(".plan.json:") && line.split(':').nth(2).is_some_and(|line| line.parse::<usize>().is_ok())
    });
    assert!(placed.count() >= DAMAGED / 2, "most are told with their line");
}
