//! What the repository promises about itself: imports run along the arrows, SQL and clocks stand where they may, files
//! say what they are for, and the architecture page names nothing that is not there.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::path::{Path, PathBuf};

/// Which rooms a room may use (ARCHITECTURE.md).
const ARROWS: [(&str, &[&str]); 6] = [
    ("plan", &[]),
    ("draw", &["plan"]),
    ("papers", &["plan", "draw"]),
    ("ledger", &["plan"]),
    ("web", &["plan", "draw", "papers", "ledger"]),
    ("kamap", &["plan", "draw", "papers", "ledger", "web"]),
];

/// Crates that would bring a database, a network, a clock or randomness into the core.
const IMPURE: [&str; 12] = [
    "tokio",
    "axum",
    "rusqlite",
    "tokio-postgres",
    "refinery",
    "hyper",
    "tower",
    "rand",
    "getrandom",
    "tracing",
    "tempfile",
    "reqwest",
];

/// Lines from which a file must be taken apart.
const LONGEST_FILE: usize = 600;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// All files below these folders with one of these endings.
fn files(folders: &[&str], endings: &[&str]) -> Vec<(PathBuf, String)> {
    let mut open: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                let left_out = ["target", "node_modules", "vendor", "screenshots"].contains(&name.as_str());
                if !left_out {
                    open.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(root()).unwrap().to_owned(), text));
            }
        }
    }
    assert!(!found.is_empty(), "nothing found below {folders:?}");
    found
}

/// The names under `[dependencies]` of a crate.
fn dependencies(room: &str) -> Vec<String> {
    let manifest = fs::read_to_string(root().join("crates").join(room).join("Cargo.toml")).unwrap();
    let section = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap().to_owned();
    let name = |line: &str| line.split(['.', ' ', '=']).next().unwrap_or_default().to_owned();
    section.lines().map(name).filter(|name| !name.is_empty()).collect()
}

#[test]
fn imports_run_along_the_arrows() {
    let rooms: Vec<&str> = ARROWS.iter().map(|(room, _)| *room).collect();
    for (room, allowed) in ARROWS {
        for dependency in dependencies(room).iter().filter(|one| rooms.contains(&one.as_str())) {
            assert!(allowed.contains(&dependency.as_str()), "{room} must not use {dependency}");
        }
    }
    let found = fs::read_dir(root().join("crates")).unwrap().count();
    assert_eq!(found, ARROWS.len(), "a room is missing from ARROWS");
}

#[test]
fn the_core_is_pure() {
    for dependency in dependencies("plan") {
        assert!(!IMPURE.contains(&dependency.as_str()), "plan must not use {dependency}");
    }
    for (path, text) in files(&["crates/plan/src"], &[".rs"]) {
        for word in ["std::fs", "std::net", "std::env", "std::time", "std::thread", "println!"] {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
}

#[test]
fn sql_and_clocks_stand_where_they_may() {
    for (path, text) in files(&["crates"], &[".rs"]) {
        let path = path.to_string_lossy();
        if path.contains("/tests/") {
            continue;
        }
        let sql = ["SELECT ", "INSERT INTO", "DELETE FROM", "UPDATE account"].iter().any(|word| text.contains(word));
        assert!(!sql || path.starts_with("crates/ledger/src"), "SQL in {path}");
        let clock = ["Timestamp::now", "ZonedDateTime::now", "SystemTime::now", "now_v7", "new_v4"];
        let clock = clock.iter().any(|word| text.contains(word));
        assert!(!clock || path == "crates/kamap/src/world.rs", "a clock or new ids in {path}");
    }
}

#[test]
fn files_say_what_they_are_for_and_stay_readable() {
    for (path, text) in files(&["crates", "islands", "tests"], &[".rs", ".js", ".mjs", ".css"]) {
        let first = text.lines().next().unwrap_or_default();
        let says = ["//! ", "// ", "/* "].iter().any(|start| first.starts_with(start));
        assert!(says, "{}: the first line says what the file is for", path.display());
        let lines = text.lines().count();
        let test = path.to_string_lossy().contains("tests/");
        assert!(test || lines <= LONGEST_FILE, "{}: {lines} lines", path.display());
        let name = path.file_stem().unwrap().to_string_lossy();
        assert!(!["utils", "helpers", "common", "manager"].contains(&&*name), "{}: a name says more", path.display());
    }
}

#[test]
fn the_architecture_page_names_only_what_is_there() {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    assert!(page.lines().count() <= 150, "the architecture page stays at system level");
    let named = page.split('`').skip(1).step_by(2).filter(|word| {
        let known = ["crates/", "islands/", "locales/", "cases/", "tests/", "docs/"];
        known.iter().any(|start| word.starts_with(start)) && !word.contains(['{', '*', ' '])
    });
    let mut count = 0;
    for path in named {
        assert!(root().join(path).exists(), "ARCHITECTURE.md names {path}, which is not there");
        count += 1;
    }
    assert!(count > 10, "only {count} paths found; has the page's form changed?");
}
