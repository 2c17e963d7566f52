//! Nothing that was acknowledged is lost: a server under load is ended by `kill -9`, started again on the same data, and
//! has every change that it ever answered, once.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use serde_json::Value;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};
use std::time::Instant;
use support::{LIMIT, Served, ask, bedrock, must, posting, run, said, text};
use uuid::Uuid;

const ROUNDS: u128 = 5;
/// Clients at once.
const CLIENTS: u128 = 3;
/// Between how many acknowledged changes a server is ended.
const BETWEEN: [u64; 2] = [80, 120];

/// One change that a client sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Sent(Uuid);

impl Sent {
    fn new(round: u128, client: u128, turn: u128) -> Self {
        Self(Uuid::from_u128(0x0193_dddd_0000_7000_8000_0000_0000_0000 + (round << 32) + (client << 24) + turn))
    }

    /// Tells the record from every other, beside its id.
    fn subject(self) -> String {
        format!("contact {} & \"co\"", self.0)
    }

    /// Sends it; was it acknowledged?
    fn send(self, to: &Target) -> bool {
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
        match ask(to.address, &posting(to.address, &to.path, &fields)) {
            Ok(reply) if reply.status == 303 => true,
            Ok(reply) => panic!("refused: {}", reply.text),
            Err(_) => false,
        }
    }
}

/// Where changes are sent.
struct Target {
    address: SocketAddr,
    path: String,
}

impl Target {
    fn of(served: &Served) -> Self {
        Self { address: served.address, path: format!("/accounts/{}/records/interaction", served.account()) }
    }
}

/// What clients know of their changes.
#[derive(Default)]
struct Known {
    acknowledged: Vec<Sent>,
    unanswered: Vec<Sent>,
}

/// A number between two ends, another one each time.
fn any([least, most]: [u64; 2]) -> usize {
    usize::try_from(least + RandomState::new().hash_one(0) % (most - least + 1)).unwrap()
}

/// Sends changes as fast as it can until the server is gone, and says when there were enough.
fn send_until_gone(to: &Target, [round, client]: [u128; 2], known: &Mutex<Known>, most: usize, enough: &Sender<()>) {
    for turn in 0.. {
        let sent = Sent::new(round, client, turn);
        let done = sent.send(to);
        let mut known = known.lock().unwrap();
        if done {
            known.acknowledged.push(sent);
            if known.acknowledged.len() == most {
                enough.send(()).unwrap();
            }
        } else {
            known.unanswered.push(sent);
            return;
        }
    }
}

/// Loads the server and ends it in the middle.
fn load_and_kill(mut served: Served, round: u128) -> Known {
    let (to, known, most) = (Target::of(&served), Mutex::new(Known::default()), any(BETWEEN));
    let (enough, reached) = channel();
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (to, known, enough) = (&to, &known, enough.clone());
            scope.spawn(move || send_until_gone(to, [round, client], known, most, &enough));
        }
        let reached = reached.recv_timeout(LIMIT);
        served.signal("KILL");
        served.wait(LIMIT);
        reached.unwrap_or_else(|_| panic!("{most} changes take too long"));
    });
    known.into_inner().unwrap()
}

/// How often each record stands in the exported plan, by id; the file must be whole.
fn exported(data: &Path) -> BTreeMap<String, usize> {
    let file = data.join("out.plan.json");
    must(&["export", "BEDROCK", "--data", text(data), "-o", text(&file)]);
    must(&["check", text(&file)]);
    let plan: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let mut found = BTreeMap::new();
    for record in plan["interaction"].as_array().unwrap() {
        for field in ["id", "subject"] {
            let value = record[field].as_str().map_or_else(|| record[field].to_string(), str::to_owned);
            *found.entry(value).or_default() += 1;
        }
    }
    found
}

fn assert_once(found: &BTreeMap<String, usize>, sent: Sent, what: &str) {
    let times = |key: &str| found.get(key).copied().unwrap_or(0);
    let seen = (times(&sent.0.to_string()), times(&sent.subject()));
    assert_eq!(seen, (1, 1), "{what}: {sent:?} stands {seen:?} times");
}

#[test]
fn a_killed_server_has_everything_that_it_acknowledged_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    must(&["import", text(&bedrock()), "--data", text(data)]);
    let start = || Served::start(&["serve", "--data", text(data), "--listen", "127.0.0.1:0"]);
    let mut all: Vec<Sent> = Vec::new();
    let mut served = start();
    for round in 0..ROUNDS {
        let known = load_and_kill(served, round);
        assert!(known.acknowledged.len() >= 80, "{}", known.acknowledged.len());
        let begun = Instant::now();
        served = start();
        assert_eq!(served.get("/healthz").status, 200);
        eprintln!(
            "round {round}: {} acknowledged, {} unanswered; up again after {:?}",
            known.acknowledged.len(),
            known.unanswered.len(),
            begun.elapsed()
        );
        all.extend(&known.acknowledged);
        let found = exported(data);
        all.iter().for_each(|sent| assert_once(&found, *sent, "acknowledged"));
        // A change without an answer was made whole or not at all; sent again, as a browser does, it is made once.
        let made = |sent: &&Sent| found.contains_key(&sent.0.to_string());
        let halfway = known.unanswered.iter().filter(made).count();
        assert_eq!(found.len(), 2 * (63 + all.len() + halfway), "no other record came or went");
        let to = Target::of(&served);
        for sent in known.unanswered.iter().chain(known.acknowledged.last()) {
            assert!(sent.send(&to), "sent again: {sent:?}");
        }
        all.extend(&known.unanswered);
        let found = exported(data);
        all.iter().for_each(|sent| assert_once(&found, *sent, "sent again"));
        assert_eq!(found.len(), 2 * (63 + all.len()));
    }
    served.signal("TERM");
    assert_eq!(served.wait(LIMIT).code(), Some(0));
    let again = run(&["import", text(&bedrock()), "--data", text(data)]);
    assert_eq!(again.status.code(), Some(1), "the account is still the same: {}", said(&again));
}
