//! A disk as a crash leaves it: what was synced is there, of the rest anything may be, each write whole, not at all, or
//! in part.

use crate::support::contacts::Dice;
use std::collections::BTreeMap;
use std::path::Path;

/// What a disk tears a write into.
const SECTOR: usize = 512;

/// One thing that the program asked of its files.
#[derive(Clone, Debug)]
pub enum Note {
    Created(String),
    Wrote(String, usize, Vec<u8>),
    Truncated(String, usize),
    Synced(String),
    Removed(String),
    Renamed(String, String),
}

/// All notes of a journal, each with the place in the journal at which it ends.
pub fn notes(journal: &[u8]) -> Vec<(u64, Note)> {
    let (mut rest, mut notes) = (journal, Vec::new());
    while !rest.is_empty() {
        let what = take(&mut rest, 1)[0];
        let name_length = u16::from_ne_bytes(take(&mut rest, 2).try_into().unwrap());
        let name = String::from_utf8(take(&mut rest, name_length.into()).to_vec()).unwrap();
        let mut number = || usize::try_from(u64::from_ne_bytes(take(&mut rest, 8).try_into().unwrap())).unwrap();
        let (offset, length) = (number(), number());
        let note = match what {
            b'c' => Note::Created(name),
            b'w' => Note::Wrote(name, offset, take(&mut rest, length).to_vec()),
            b't' => Note::Truncated(name, offset),
            b's' => Note::Synced(name),
            b'u' => Note::Removed(name),
            b'r' => Note::Renamed(name, String::from_utf8(take(&mut rest, length).to_vec()).unwrap()),
            other => panic!("the journal has a note {other}"),
        };
        notes.push((u64::try_from(journal.len() - rest.len()).unwrap(), note));
    }
    notes
}

fn take<'j>(rest: &mut &'j [u8], length: usize) -> &'j [u8] {
    let (taken, left) = rest.split_at(length);
    *rest = left;
    taken
}

#[derive(Clone, Default)]
struct File {
    durable: Vec<u8>,
    pending: Vec<Pending>,
}

#[derive(Clone)]
enum Pending {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

/// Files, and the folder's entries that lead to them; of both, what is durable and what is not yet.
#[derive(Clone, Default)]
pub struct Disk {
    files: Vec<File>,
    /// What the program sees.
    entries: BTreeMap<String, usize>,
    durable: BTreeMap<String, usize>,
    /// An entry that comes, or goes.
    pending: Vec<(String, Option<usize>)>,
}

/// What becomes of that which was not synced.
#[derive(Clone, Copy)]
enum Fate {
    Kept,
    Dropped,
    Random,
}

impl Disk {
    /// Does what the program asked. Where syncs are not heeded, nothing ever becomes durable.
    pub fn take(&mut self, note: &Note, heed_syncs: bool) {
        match note {
            Note::Created(name) => {
                self.files.push(File::default());
                self.link(name, Some(self.files.len() - 1));
            }
            Note::Wrote(name, offset, bytes) => self.file(name).pending.push(Pending::Write(*offset, bytes.clone())),
            Note::Truncated(name, length) => self.file(name).pending.push(Pending::Truncate(*length)),
            Note::Synced(_) if !heed_syncs => {}
            Note::Synced(name) if name.is_empty() => {
                for (name, file) in std::mem::take(&mut self.pending) {
                    entry(&mut self.durable, name, file);
                }
            }
            Note::Synced(name) => {
                let file = self.file(name);
                for pending in std::mem::take(&mut file.pending) {
                    pending.apply(&mut file.durable, |_| true);
                }
            }
            Note::Removed(name) => self.link(name, None),
            Note::Renamed(from, to) => {
                let file = self.entries[from];
                self.link(to, Some(file));
                self.link(from, None);
            }
        }
    }

    fn link(&mut self, name: &str, file: Option<usize>) {
        entry(&mut self.entries, name.to_owned(), file);
        self.pending.push((name.to_owned(), file));
    }

    fn file(&mut self, name: &str) -> &mut File {
        &mut self.files[self.entries[name]]
    }

    /// Writes into a folder what a crash at this moment leaves. The index in shared memory (`-shm`) does not outlive
    /// any process, so it is left out.
    pub fn crash_into(&self, folder: &Path, dice: &mut Dice) {
        let fate = match dice.between(0, 3) {
            0 => Fate::Kept,
            1 => Fate::Dropped,
            _ => Fate::Random,
        };
        let mut entries = self.durable.clone();
        for (name, file) in &self.pending {
            if fate.keeps(dice) {
                entry(&mut entries, name.clone(), *file);
            }
        }
        for (name, file) in entries.iter().filter(|(name, _)| !name.ends_with("-shm")) {
            let file = &self.files[*file];
            let mut bytes = file.durable.clone();
            for pending in &file.pending {
                let torn = matches!(fate, Fate::Random) && dice.between(0, 2) == 0;
                if torn {
                    pending.apply(&mut bytes, |_| dice.between(0, 1) == 0);
                } else if fate.keeps(dice) {
                    pending.apply(&mut bytes, |_| true);
                }
            }
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    }
}

impl Fate {
    fn keeps(self, dice: &mut Dice) -> bool {
        match self {
            Self::Kept => true,
            Self::Dropped => false,
            Self::Random => dice.between(0, 1) == 0,
        }
    }
}

fn entry(entries: &mut BTreeMap<String, usize>, name: String, file: Option<usize>) {
    match file {
        Some(file) => entries.insert(name, file),
        None => entries.remove(&name),
    };
}

impl Pending {
    /// Of a write, the sectors that are kept.
    fn apply(&self, bytes: &mut Vec<u8>, mut kept: impl FnMut(usize) -> bool) {
        match self {
            Self::Truncate(length) if kept(0) => bytes.resize(*length, 0),
            Self::Truncate(_) => {}
            Self::Write(offset, written) => {
                for (at, sector) in written.chunks(SECTOR).enumerate().filter(|(at, _)| kept(*at)) {
                    let begin = offset + at * SECTOR;
                    if bytes.len() < begin + sector.len() {
                        bytes.resize(begin + sector.len(), 0);
                    }
                    bytes[begin..begin + sector.len()].copy_from_slice(sector);
                }
            }
        }
    }
}
