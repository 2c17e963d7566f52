//! Nothing that was acknowledged is lost: a hundred times a server under load is ended by `kill -9` at a random moment,
//! started again on the same data, and has every change that it ever answered, once.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};
use support::contacts::{AT_FIRST, Dice, Exported, Sent, Target};
use support::{LIMIT, Served, bedrock, must, run, said, text};

const ROUNDS: u128 = 100;
/// Clients at once.
const CLIENTS: u128 = 4;
/// Between how many acknowledged changes a server is ended.
const BETWEEN: [u64; 2] = [3, 20];
/// How long after the last of them at most, in microseconds: about what a commit takes, so that every part of it is hit.
const LATER: u64 = 5_000;

/// What clients know of their changes.
#[derive(Default)]
struct Known {
    acknowledged: Vec<Sent>,
    unanswered: Vec<Sent>,
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
fn load_and_kill(mut served: Served, round: u128, dice: &mut Dice) -> Known {
    let (to, known) = (Target::of(&served), Mutex::new(Known::default()));
    let most = usize::try_from(dice.between(BETWEEN[0], BETWEEN[1])).unwrap();
    let later = Duration::from_micros(dice.between(0, LATER));
    let (enough, reached) = channel();
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (to, known, enough) = (&to, &known, enough.clone());
            scope.spawn(move || send_until_gone(to, [round, client], known, most, &enough));
        }
        let reached = reached.recv_timeout(LIMIT);
        std::thread::sleep(later);
        served.signal("KILL");
        served.wait(LIMIT);
        reached.unwrap_or_else(|_| panic!("{most} changes take too long"));
    });
    known.into_inner().unwrap()
}

fn assert_once(found: &Exported, all: &[Sent], what: &str) {
    for sent in all {
        let seen = found.times(*sent);
        assert_eq!(seen, (1, 1), "{what}: {sent:?} stands {seen:?} times");
    }
}

#[test]
fn a_server_killed_a_hundred_times_has_everything_that_it_acknowledged_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    must(&["import", text(&bedrock()), "--data", text(data)]);
    let start = || Served::start(&["serve", "--data", text(data), "--listen", "127.0.0.1:0"]);
    let (begun, mut dice) = (Instant::now(), Dice::thrown());
    let (mut all, mut halfway, mut slowest): (Vec<Sent>, usize, Duration) = Default::default();
    let mut served = start();
    for round in 0..ROUNDS {
        let known = load_and_kill(served, round, &mut dice);
        assert!(known.acknowledged.len() >= 3, "{}", known.acknowledged.len());
        assert!(!known.unanswered.is_empty(), "round {round}: it was ended under load");
        let again = Instant::now();
        served = start();
        assert_eq!(served.get("/healthz").status, 200);
        slowest = slowest.max(again.elapsed());
        all.extend(&known.acknowledged);
        let found = Exported::from(data);
        assert_once(&found, &all, "acknowledged");
        // A change without an answer was made whole or not at all; sent again, as a browser does, it is made once.
        let made = known.unanswered.iter().filter(|sent| found.times(**sent) == (1, 1)).count();
        assert_eq!(found.count(), AT_FIRST + all.len() + made, "no other record came or went");
        let to = Target::of(&served);
        for sent in known.unanswered.iter().chain(known.acknowledged.last()) {
            assert!(sent.send(&to), "sent again: {sent:?}");
        }
        all.extend(&known.unanswered);
        halfway += made;
    }
    served.signal("TERM");
    assert_eq!(served.wait(LIMIT).code(), Some(0));
    let found = Exported::from(data);
    assert_once(&found, &all, "at the end");
    assert_eq!(found.count(), AT_FIRST + all.len());
    eprintln!(
        "{ROUNDS} rounds in {:?}: {} changes, of them {halfway} made though unanswered; up again within {slowest:?}",
        begun.elapsed(),
        all.len()
    );
    let examined = must(&["doctor", "--data", text(data)]);
    assert!(examined.trim_end().ends_with(" 0 wounds"), "{examined}");
    let again = run(&["import", text(&bedrock()), "--data", text(data)]);
    assert_eq!(again.status.code(), Some(1), "the account is still the same: {}", said(&again));
}
