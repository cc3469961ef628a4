//! How many round trips a fetch takes, counted where the requests arrive.

use std::time::Duration;

use test_support::scripted::{Asked, Daemon, Reports};

use crate::program::{ask, side_by_side};

/// The round trip of the link these tests pretend to have: much longer than a busy machine makes the requests wait that are
/// sent at once.
const ROUND_TRIP: Duration = Duration::from_millis(400);

/// A daemon at the other end of such a link.
fn distant(reports: Reports) -> Daemon {
    Daemon::udp(reports, |asked: &Asked| asked.honestly().after(ROUND_TRIP))
}

/// What the requests of a fetch depend on: the number of sources, then the sources, then their names.
#[test]
fn a_fetch_takes_a_round_trip_for_each_thing_it_must_know_first() {
    let cases: [(&[&str], usize); 5] = [
        (&["tracking", "--numeric"], 2),
        (&["rtc"], 1),
        (&["tracking"], 2),
        (&["stats", "--numeric"], 2),
        (&["all"], 4),
    ];
    side_by_side(&cases, |&(arguments, most)| {
        let daemon = distant(Reports::with_sources(20));
        let mut arguments = arguments.to_vec();
        arguments.push("--json");
        let run = ask(&daemon, &arguments);
        run.assert_complete();
        let taken = daemon.log().round_trips();
        assert!(taken <= most, "{arguments:?}: {taken} round trips");
        run.assert_within(ROUND_TRIP * u32::try_from(most).expect("a few"));
    });
}
