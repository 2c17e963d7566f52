//! Changes that clients send over HTTP, each a contact with an id and a subject that nothing else has, so that a lost
//! one and a doubled one both show.

use super::{Served, ask, must, posting, text};
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use uuid::Uuid;

/// How many contacts the worked example has.
pub const AT_FIRST: usize = 63;

/// A small generator of numbers (SplitMix64), so that a printed seed gives the same moments again.
pub struct Dice(u64);

impl Dice {
    /// The seed of this run: that of `KAMAP_TEST_SEED`, else another one each time. Printed, to be able to come back.
    pub fn thrown() -> Self {
        use std::hash::{BuildHasher, RandomState};
        let asked = std::env::var("KAMAP_TEST_SEED").ok().map(|seed| seed.parse().unwrap());
        let seed = asked.unwrap_or_else(|| RandomState::new().hash_one(0));
        eprintln!("KAMAP_TEST_SEED={seed}");
        Self(seed)
    }

    /// A number from `least` to `most`.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        least + (mixed ^ (mixed >> 31)) % (most - least + 1)
    }
}

/// One change that a client sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sent(Uuid);

impl Sent {
    /// The change of this turn of this client in this round.
    pub fn new(round: u128, client: u128, turn: u128) -> Self {
        Self(Uuid::from_u128(0x0193_dddd_0000_7000_8000_0000_0000_0000 + (round << 32) + (client << 24) + turn))
    }

    /// Tells the record from every other, beside its id.
    fn subject(self) -> String {
        format!("contact {} & \"co\"", self.0)
    }

    /// Sends it; was it acknowledged?
    pub fn send(self, to: &Target) -> bool {
        let id = self.0.to_string();
        let fields = [
            ("form_key", "new-interaction"),
            ("change", id.as_str()),
            ("back", "/accounts"),
            ("on", "2026-11-19"),
            ("contact_type", "meeting"),
            ("minutes", "30"),
            ("people", "01930000-0000-7000-8007-000000000002"),
            ("members", "01930000-0000-7000-8003-000000000001"),
            ("subject", &self.subject()),
        ];
        match ask(to.address, &posting(to.address, &to.cookie, &to.path, &fields)) {
            Ok(reply) if reply.status == 303 => true,
            Ok(reply) => panic!("refused: {}", reply.text),
            Err(_) => false,
        }
    }
}

/// Where changes are sent.
pub struct Target {
    address: SocketAddr,
    cookie: String,
    path: String,
}

impl Target {
    /// The contacts of the only account of this server.
    pub fn of(served: &Served) -> Self {
        let path = format!("/accounts/{}/records/interaction", served.account());
        Self { address: served.address, cookie: served.cookie(), path }
    }
}

/// The contacts of an exported plan: how often each id and each subject stands in it.
pub struct Exported(BTreeMap<String, usize>);

impl Exported {
    /// The worked example, written out by the program.
    pub fn from(data: &Path) -> Self {
        Self::read(&must(&["export", "BEDROCK", "--data", text(data)]))
    }

    /// From the text of a plan file.
    pub fn read(file: &str) -> Self {
        let plan: Value = serde_json::from_str(file).unwrap();
        let mut found = BTreeMap::new();
        for record in plan["interaction"].as_array().unwrap() {
            for field in ["id", "subject"] {
                let value = record[field].as_str().map_or_else(|| record[field].to_string(), str::to_owned);
                *found.entry(value).or_default() += 1;
            }
        }
        Self(found)
    }

    /// How often the id and the subject of a change stand there.
    pub fn times(&self, sent: Sent) -> (usize, usize) {
        let times = |key: &str| self.0.get(key).copied().unwrap_or(0);
        (times(&sent.0.to_string()), times(&sent.subject()))
    }

    /// How many contacts there are that no client sent in vain, if each stands once.
    pub fn count(&self) -> usize {
        self.0.len() / 2
    }
}
