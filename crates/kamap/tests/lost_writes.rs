//! Nothing that was acknowledged is lost when the machine itself stops: below the program lies a layer that forgets
//! whatever was not synced. It notes every write (`lost_writes/journal.c`), and the test replays the notes up to a
//! moment as a disk might have kept them (`lost_writes/disk.rs`), then opens the result with the program.
//!
//! What this does not model: a disk that says it has synced and has not; damage to what was synced; an older kernel's
//! order of entries in the folder above; writes through mapped memory, which SQLite makes to its index alone.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]
#![cfg(target_os = "linux")]

#[path = "lost_writes/disk.rs"]
mod disk;
mod support;

use disk::{Disk, Note, notes};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use support::contacts::{AT_FIRST, Dice, Exported, Sent, Target};
use support::{LIMIT, Served, bedrock, kamap, run, said, text};

/// Changes that are made; enough for SQLite to move its log into the database in between.
const CHANGES: u128 = 300;
/// Clients at once.
const CLIENTS: u128 = 3;
/// Moments at which the machine stops.
const CRASHES: usize = 100;

/// What happened: every note, where the import was acknowledged, and where each change was.
struct Story {
    notes: Vec<(u64, Note)>,
    imported: u64,
    acknowledged: Vec<(Sent, u64)>,
}

/// The layer, compiled; the program's own SQLite needs a C compiler too.
fn layer(folder: &Path) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lost_writes/journal.c");
    let library = folder.join("journal.so");
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".into());
    let args = ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-pthread", "-o", text(&library), text(&source)];
    let made = Command::new(compiler).args(args).output().unwrap();
    assert!(made.status.success(), "{}", said(&made));
    library
}

/// Imports, serves, changes and stops, all of it noted.
fn story(folder: &Path) -> Story {
    let (data, journal) = (folder.join("data"), folder.join("journal"));
    std::fs::create_dir(&data).unwrap();
    let layer = layer(folder);
    let noted = [("LD_PRELOAD", text(&layer)), ("KAMAP_JOURNAL_OF", text(&data)), ("KAMAP_JOURNAL", text(&journal))];
    let so_far = || std::fs::metadata(&journal).unwrap().len();
    let import = kamap().args(["import", text(&bedrock()), "--data", text(&data)]).envs(noted).output().unwrap();
    assert!(import.status.success(), "{}", said(&import));
    let imported = so_far();
    let mut served = Served::start_in(&noted, &["serve", "--data", text(&data), "--listen", "127.0.0.1:0"]);
    let (to, acknowledged) = (Target::of(&served), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (to, acknowledged, so_far) = (&to, &acknowledged, &so_far);
            scope.spawn(move || {
                for turn in 0..CHANGES / CLIENTS {
                    let sent = Sent::new(0, client, turn);
                    assert!(sent.send(to));
                    // Read after the answer: all that the answer rests on was noted by then.
                    acknowledged.lock().unwrap().push((sent, so_far()));
                }
            });
        }
    });
    served.signal("TERM");
    assert_eq!(served.wait(LIMIT).code(), Some(0));
    let left: Vec<_> = std::fs::read_dir(&data).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["kamap.db"], "who stops in peace leaves one whole file");
    let notes = notes(&std::fs::read(&journal).unwrap());
    Story { notes, imported, acknowledged: acknowledged.into_inner().unwrap() }
}

/// Moments of the story, in order: half of them anywhere, half just before something is synced.
fn moments(story: &Story, dice: &mut Dice) -> Vec<usize> {
    let synced = |at: &usize| matches!(story.notes[*at].1, Note::Synced(_));
    let syncs: Vec<usize> = (0..story.notes.len()).filter(synced).collect();
    let mut pick = |many: usize| usize::try_from(dice.between(0, u64::try_from(many - 1).unwrap())).unwrap();
    let mut moments: Vec<usize> =
        (0..CRASHES).map(|n| if n % 2 == 0 { pick(story.notes.len()) } else { syncs[pick(syncs.len())] }).collect();
    moments.sort_unstable();
    moments
}

/// Stops the machine at these moments; what each of them broke, if anything.
fn crash(story: &Story, moments: &[usize], heed_syncs: bool, dice: &mut Dice) -> Vec<String> {
    let (mut disk, mut taken, mut broken) = (Disk::default(), 0, Vec::new());
    for moment in moments {
        for (_, note) in &story.notes[taken..*moment] {
            disk.take(note, heed_syncs);
        }
        taken = taken.max(*moment);
        let until = taken.checked_sub(1).map_or(0, |last| story.notes[last].0);
        let folder = tempfile::tempdir().unwrap();
        disk.crash_into(folder.path(), dice);
        if let Err(what) = opened(story, until, folder.path()) {
            broken.push(format!("after note {taken}: {what}"));
        }
    }
    broken
}

/// Opens what a crash left with the program: it must be sound, and hold all that was acknowledged until then, once.
fn opened(story: &Story, until: u64, data: &Path) -> Result<(), String> {
    let doctor = run(&["doctor", "--data", text(data)]);
    if !doctor.status.success() || !said(&doctor).trim_end().ends_with(" 0 wounds") {
        return Err(said(&doctor));
    }
    let exported = run(&["export", "BEDROCK", "--data", text(data)]);
    if !exported.status.success() {
        return if until < story.imported { Ok(()) } else { Err(said(&exported)) };
    }
    let found = Exported::read(&String::from_utf8(exported.stdout).unwrap());
    let mut made = 0;
    for (sent, at) in &story.acknowledged {
        match found.times(*sent) {
            (1, 1) => made += 1,
            (0, 0) if *at > until => {}
            seen => return Err(format!("{sent:?}, acknowledged at {at} of {until}, stands {seen:?} times")),
        }
    }
    if found.count() == AT_FIRST + made {
        Ok(())
    } else {
        Err(format!("{} contacts, not {}", found.count(), AT_FIRST + made))
    }
}

#[test]
fn a_machine_that_stops_has_everything_that_was_acknowledged_once() {
    let folder = tempfile::tempdir().unwrap();
    let (story, mut dice) = (story(folder.path()), Dice::thrown());
    assert_eq!(story.acknowledged.len(), usize::try_from(CHANGES).unwrap());
    let first = story.acknowledged.iter().map(|(_, at)| *at).min().unwrap();
    let moved = |(at, note): &&(u64, Note)| *at > first && matches!(note, Note::Wrote(name, ..) if name == "kamap.db");
    assert!(story.notes.iter().filter(moved).count() > 0, "the log was moved into the database under load");

    let moments = moments(&story, &mut dice);
    let broken = crash(&story, &moments, true, &mut dice);
    assert!(broken.is_empty(), "{} of {CRASHES}: {broken:#?}", broken.len());

    // A program that did not sync would be found out.
    let some: Vec<usize> = moments.iter().copied().step_by(10).collect();
    let broken = crash(&story, &some, false, &mut dice);
    assert!(broken.len() > some.len() / 4, "without syncs only {} of {} are broken", broken.len(), some.len());
    eprintln!(
        "{} notes, {CRASHES} crashes; without syncs {} of {} broken",
        story.notes.len(),
        broken.len(),
        some.len()
    );
}
