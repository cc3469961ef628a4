//! Two writers at once, and a reader in a loop: the reader never sees half a page.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};

use tempfile::tempdir;
use test_support::program::Run;
use test_support::scripted::{Daemon, Reports};

use crate::page::second_hand;

/// How often each page is written, at least.
const ROUNDS: usize = 60;

/// How long it may take until both pages have been read.
const PATIENCE: Duration = Duration::from_secs(60);

/// The page of a daemon with this many sources is whole.
fn is_whole(text: &str) -> bool {
    let stratum = text
        .lines()
        .filter(|line| line.starts_with("chrony_sources_stratum{"))
        .count();
    let usable = format!("\nchrony_usable_sources {stratum}\n");
    text.starts_with("# HELP chrony_up ")
        && (stratum == 1 || stratum == 40)
        && text.contains(&usable)
        && text.ends_with("\nchrony_rtc_drift_ppms -107.623\n")
}

#[test]
fn nobody_reads_half_a_page() {
    let directory = tempdir().expect("a directory");
    let file = directory.path().join("chrony.prom");
    let daemons = [1, 40].map(|sources| Daemon::honest(Reports::with_sources(sources)));
    let write = |daemon: &Daemon| {
        let mut command = second_hand();
        command.args(["all", "--format", "prometheus", "--output"]);
        command.arg(&file).args(daemon.arguments());
        let run = Run::of(command);
        assert_eq!(run.status(), Some(0), "{run:?}");
    };
    write(&daemons[0]);

    let done = AtomicBool::new(false);
    // Whether the short page, and the long one, has been read. They are written until both have.
    let seen = [false, false].map(AtomicBool::new);
    let deadline = Instant::now() + PATIENCE;
    let is_enough = |round: usize| {
        let all_seen = seen.iter().all(|seen| seen.load(Ordering::Relaxed));
        round >= ROUNDS && (all_seen || Instant::now() > deadline)
    };
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let text = fs::read_to_string(&file).expect("the file is always there");
                assert!(is_whole(&text), "half a page: {text}");
                seen[usize::from(text.len() > 20_000)].store(true, Ordering::Relaxed);
            }
        });
        let writers = daemons.each_ref().map(|daemon| {
            let mut round = 0;
            scope.spawn(move || {
                while !is_enough(round) {
                    write(daemon);
                    round += 1;
                }
            })
        });
        let ended = writers.map(ScopedJoinHandle::join);
        done.store(true, Ordering::Relaxed);
        reader.join().expect("the reader saw nothing wrong");
        assert!(ended.iter().all(Result::is_ok));
    });
    assert!(
        seen.into_iter().all(AtomicBool::into_inner),
        "a page was never read"
    );

    let left: Vec<_> = fs::read_dir(directory.path())
        .expect("the directory")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(left, ["chrony.prom"]);
}
