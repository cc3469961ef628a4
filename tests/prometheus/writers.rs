//! Two writers at once, and a reader in a loop: the reader never sees half a page.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, ScopedJoinHandle};

use tempfile::tempdir;
use test_support::scripted::{Daemon, Reports};

use crate::page::second_hand;

const ROUNDS: usize = 60;

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
        let output = command.arg(&file).args(daemon.arguments()).output();
        let output = output.expect("the program runs");
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    };
    write(&daemons[0]);

    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut lengths = Vec::new();
            while !done.load(Ordering::Relaxed) {
                let text = fs::read_to_string(&file).expect("the file is always there");
                assert!(is_whole(&text), "half a page: {text}");
                lengths.push(text.len() > 20_000);
            }
            lengths
        });
        let writers = daemons
            .each_ref()
            .map(|daemon| scope.spawn(move || (0..ROUNDS).for_each(|_| write(daemon))));
        let ended = writers.map(ScopedJoinHandle::join);
        done.store(true, Ordering::Relaxed);
        let lengths = reader.join().expect("the reader saw nothing wrong");
        assert!(ended.iter().all(Result::is_ok));
        // It did see the pages of both.
        assert!(lengths.contains(&true) && lengths.contains(&false));
    });

    let left: Vec<_> = fs::read_dir(directory.path())
        .expect("the directory")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(left, ["chrony.prom"]);
}
