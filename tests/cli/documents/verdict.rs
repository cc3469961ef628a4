//! The verdict in the document, by the state of the clock and by its error.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use test_support::chronyd::Door;
use test_support::json as document;
use test_support::scripted::reply::{SourceState, Status};
use test_support::scripted::{ChronyAddr, ChronyFloat, Daemon, Reports};

use super::ask;
use super::references::never_updated;
use crate::program::{asking, run, second_hand, text};

fn verdict(reports: Reports, command: &str) -> Value {
    document(&ask(reports, &[command, "--json"]))["verdict"].clone()
}

#[test]
fn the_verdict_is_synchronized_to_somebody() {
    let expected = json!({
        "state": "synchronized",
        "level": "ok",
        "reference": "ntp1.example.net",
        "max_error_seconds": 0.007_926_771,
        "message": "synchronized to ntp1.example.net, stratum 3",
    });
    assert_eq!(verdict(Reports::default(), "all"), expected);
    assert_eq!(verdict(Reports::default(), "tracking"), expected);
}

/// A clock that is so many seconds behind, and was updated so long ago by the daemon's own clock.
fn far_off(correction: f64, age: f64) -> Reports {
    let shown = SystemTime::now() + Duration::from_secs(100_000);
    let shift = Duration::from_secs_f64(100_000.0 - correction + age);
    let mut reports = Reports::default().updated_at(shown - shift);
    reports.tracking.current_correction = ChronyFloat::from(correction);
    reports
}

/// The usual limits are 100 ms and 1 s. The bound is the offset, the dispersion and half the
/// delay together.
#[test]
fn the_verdict_is_no_better_than_the_error() {
    let of = |offset: f64, dispersion: f64, delay: f64| {
        let mut reports = far_off(-offset, 12.0);
        reports.tracking.root_dispersion = ChronyFloat::from(dispersion);
        reports.tracking.root_delay = ChronyFloat::from(delay);
        reports
    };
    let synchronized = "synchronized to ntp1.example.net, stratum 3";
    let cases = [
        (of(0.05, 0.02, 0.06), "ok", ""),
        (
            of(-0.15, 0.02, 0.06),
            "warning",
            "the clock is 150 ms behind; ",
        ),
        (
            of(0.25, 0.1, 0.06),
            "warning",
            "the clock is 250 ms ahead; ",
        ),
        // Most of it may be there, and may not.
        (
            of(0.0, 0.15, 0.02),
            "warning",
            "the clock is up to 160 ms off; ",
        ),
        (
            of(0.0, 0.1, 4.0),
            "critical",
            "the clock is up to 2.1 s off; ",
        ),
    ];
    for (reports, level, words) in cases {
        let verdict = verdict(reports, "tracking");
        assert_eq!(verdict["state"], "synchronized", "{verdict:#}");
        assert_eq!(verdict["level"], level, "{verdict:#}");
        assert_eq!(verdict["message"], format!("{words}{synchronized}"));
    }
}

/// A suspended machine wakes up an hour late: chronyd slews, and all that it says of its sources is fine.
#[test]
fn a_clock_an_hour_off_is_critical() {
    for (correction, direction) in [(3600.0, "behind"), (-3600.0, "ahead")] {
        assert_eq!(
            verdict(far_off(correction, 12.0), "all"),
            json!({
                "state": "synchronized",
                "level": "critical",
                "reference": "ntp1.example.net",
                "max_error_seconds": 3_600.007_8,
                "message": format!(
                    "the clock is 1 h {direction}; synchronized to ntp1.example.net, stratum 3"
                ),
            })
        );
    }
}

#[test]
fn the_worse_of_state_and_error_counts() {
    let level = |reports| verdict(reports, "all")["level"].clone();
    let mut stale = Reports::with_sources(0);
    assert_eq!(level(stale.clone()), "warning");
    stale.tracking.root_dispersion = ChronyFloat::from(2.0);
    assert_eq!(level(stale), "critical");

    let mut local = Reports::default();
    local.tracking.ref_id = 0x7F7F_0101;
    local.tracking.ip_addr = ChronyAddr::Unspec;
    assert_eq!(level(local.clone()), "warning");
    // It has no bound; but what is still to be corrected is known.
    local.tracking.current_correction = ChronyFloat::from(3600.0);
    assert_eq!(level(local), "critical");

    assert_eq!(level(never_updated(Reports::default())), "critical");
    let mut dead = second_hand();
    dead.args(["all", "--json"]).args(Door::closed().options);
    let dead = run(dead);
    assert_eq!(document(&dead)["verdict"]["level"], "critical");
}

#[test]
fn a_clock_goes_stale_after_eight_polls_three_updates_or_without_a_selected_source() {
    // The selected source is polled every 64 s: eight times that are 512 s, and one for chronyd's
    // fuzz of the reference time. The clock gets older while it is asked for.
    for (age, interval, state) in [
        (480, 64.2, "synchronized"),
        (520, 64.2, "stale"),
        // Whose source has a filter has an update every so many polls only.
        (520, 1024.0, "synchronized"),
        (3040, 1024.0, "synchronized"),
        (3080, 1024.0, "stale"),
        // The first update has no interval: as long as the source answers, another one will come.
        (520, 0.0, "synchronized"),
    ] {
        let mut reports = updated_ago(age);
        reports.tracking.last_update_interval = ChronyFloat::from(interval);
        assert_eq!(verdict_everywhere(reports), state, "{age} {interval}");
    }
    for (age, state) in [(480, "synchronized"), (520, "stale")] {
        let mut first = updated_ago(age);
        first.tracking.last_update_interval = ChronyFloat::from(0.0);
        first.sources[0].data.reachability = 0;
        assert_eq!(verdict_everywhere(first), state, "{age}");
    }
    let mut abandoned = Reports::default();
    abandoned.sources[0].data.state = SourceState::NonSelectable;
    assert_eq!(verdict_everywhere(abandoned), "stale");
    assert_eq!(verdict_everywhere(Reports::with_sources(0)), "stale");
}

fn updated_ago(seconds: u64) -> Reports {
    Reports::default().updated_at(SystemTime::now() - Duration::from_secs(seconds))
}

/// The state of the clock, which is the same whatever report was asked for and in every format.
#[track_caller]
fn verdict_everywhere(reports: Reports) -> Value {
    let daemon = Daemon::honest(reports);
    // All but the age, which grows from one run to the next.
    let ageless = |text: &str| text.split("last update").next().map(str::to_owned);
    let verdict = |command| {
        let mut verdict = document(&run(asking(&daemon, &[command, "--json"])))["verdict"].take();
        verdict["message"] = json!(ageless(verdict["message"].as_str().expect("a message")));
        verdict
    };
    let verdict_of_all = verdict("all");
    assert_eq!(verdict("tracking"), verdict_of_all);
    let first_line = |command| {
        let table = text(&run(asking(&daemon, &[command])).stdout);
        ageless(table.lines().next().unwrap_or_default()).expect("a line")
    };
    let headline = first_line("tracking");
    assert_eq!(headline, first_line("all"));
    let message = verdict_of_all["message"].as_str().expect("a message");
    assert!(headline.ends_with(message), "{headline}");
    let states = |command| {
        let page = text(&run(asking(&daemon, &[command, "-f", "prometheus"])).stdout);
        let is_state = |line: &&str| {
            line.starts_with("chrony_synchronized ") || line.starts_with("chrony_stale ")
        };
        let lines: Vec<String> = page.lines().filter(is_state).map(str::to_owned).collect();
        assert_eq!(lines.len(), 2, "{page}");
        lines
    };
    assert_eq!(states("tracking"), states("all"));
    verdict_of_all["state"].clone()
}

/// What is fetched for the verdict alone is neither shown nor missed.
#[test]
fn without_the_sources_tracking_is_whole_and_believed() {
    let daemon = Daemon::udp(updated_ago(545), |asked| {
        if asked.is_about_sources() {
            asked.status(Status::Unauth)
        } else {
            asked.honestly()
        }
    });
    let output = run(asking(&daemon, &["tracking", "--json"]));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let document = document(&output);
    assert_eq!(document["errors"], json!([]));
    assert_eq!(document["verdict"]["state"], "synchronized");
}

/// A reference time in the future is no age; then it is what chronyd counts itself.
#[test]
fn a_reference_time_in_the_future_is_no_age() {
    for (since_sample, state) in [(21, "synchronized"), (100_000, "stale")] {
        let mut reports =
            Reports::default().updated_at(SystemTime::now() + Duration::from_secs(3 * 3600));
        reports.sources[0].data.since_sample = since_sample;
        assert_eq!(verdict_everywhere(reports), state, "{since_sample}");
    }
}

/// The figures of a daemon that contradicts itself are good for nothing.
#[test]
fn a_daemon_that_contradicts_itself_is_not_believed() {
    type Change = fn(&mut Reports);
    let cases: [(&str, Change); 6] = [
        ("the clock was never updated", |reports| {
            reports.tracking.ref_time = UNIX_EPOCH;
        }),
        ("the clock was never updated", |reports| {
            reports.tracking.ref_time = UNIX_EPOCH;
            reports.sources.clear();
        }),
        ("an impossible stratum", |reports| {
            reports.tracking.stratum = 0;
            reports.tracking.leap_status = 65535;
        }),
        ("an impossible stratum", |reports| {
            reports.tracking.stratum = 16;
        }),
        ("no reference", |reports| {
            reports.tracking.ref_id = 0;
            reports.tracking.ip_addr = ChronyAddr::Unspec;
        }),
        ("the selected source has no sample", |reports| {
            reports.sources[0].data.since_sample = u32::MAX;
        }),
    ];
    for (what, contradict) in cases {
        let mut reports = Reports::default();
        contradict(&mut reports);
        assert_eq!(
            verdict_everywhere(reports.clone()),
            "unsynchronized",
            "{what}"
        );
        let verdict = verdict(reports, "all");
        let message = format!("not synchronized: chronyd contradicts itself: {what}");
        assert_eq!(verdict["message"], message);
        assert_eq!(verdict["max_error_seconds"], Value::Null, "{what}");
    }
}

/// A clock that is being set right by hours is not therefore stale, nor a stale one fresh.
#[test]
fn the_age_of_an_update_is_told_by_the_right_clock() {
    for correction in [7200.0, -7200.0] {
        assert_eq!(
            verdict(far_off(correction, 20.0), "all")["state"],
            "synchronized"
        );
        assert_eq!(
            verdict(far_off(correction, 3600.0), "all")["state"],
            "stale"
        );
    }
}
