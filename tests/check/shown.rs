//! The lines of `check` that the documents show: for each of them there is a clock of which just that is said.

use std::collections::BTreeSet;
use std::time::SystemTime;

use test_support::commands;
use test_support::scripted::{ChronyAddr, ChronyFloat, Daemon, Reports, Source};

use crate::{check, run};

/// The lines that the documents show, up to the performance data.
fn shown() -> BTreeSet<String> {
    let pages = commands::pages();
    let lines = pages.iter().flat_map(|(_, text)| text.lines());
    let shown = lines.filter(|line| line.starts_with("CHRONY "));
    let text = |line: &str| line.split(" | ").next().unwrap_or_default().to_owned();
    shown.map(text).collect()
}

#[test]
fn the_documents_show_what_is_said() {
    let well = Reports::with_sources(1);
    let mut far = Reports::with_sources(1);
    far.tracking.root_delay = ChronyFloat::from(0.3);
    far.tracking.root_dispersion = ChronyFloat::from(0.002);
    let mut behind = Reports::with_sources(1);
    behind.tracking.current_correction = ChronyFloat::from(3600.0);
    // What chronyd says before it follows anything (`REF_GetTrackingReport` in chrony's reference.c).
    let mut alone = Reports::with_sources(0).and(Source::unreachable(1));
    alone.tracking.ref_id = 0;
    alone.tracking.ip_addr = ChronyAddr::Unspec;
    alone.tracking.stratum = 0;
    alone.tracking.leap_status = 3;
    alone.tracking.ref_time = SystemTime::UNIX_EPOCH;
    let said = |reports: Reports| check(&Daemon::honest(reports), &[]).text;
    let mut said: BTreeSet<String> = [well, far, behind, alone].map(said).into();
    let refused = run(["check", "--critical", "5:1"]);
    said.extend(
        String::from_utf8_lossy(&refused.stdout)
            .lines()
            .map(str::to_owned),
    );
    let shown = shown();
    assert!(shown.len() >= 5, "{shown:?}");
    for line in &shown {
        assert!(said.contains(line), "{line} is none of {said:#?}");
    }
}
