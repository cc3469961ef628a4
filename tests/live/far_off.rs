//! A clock that is an hour off, as after a suspend: chronyd follows its servers, finds nothing but microseconds between
//! them and its own estimate of true time, and slews for half a day.

use test_support::chronyd::{FAST, Scenario};

use crate::{assert_all_agree, figure, run, table, verdict};

#[test]
fn a_clock_an_hour_behind_is_never_called_well() {
    // A true time that is an hour further on makes the local clock late by as much; nothing corrects it here.
    let options = format!("{FAST} offset 3600");
    let daemon = (1..=3)
        .fold(Scenario::new(), |scenario, stratum| {
            scenario.server(stratum, &options)
        })
        .start();
    daemon.wait_until_synchronized();

    let document = assert_all_agree(&daemon, 1);
    assert_eq!(verdict(&document), "synchronized");
    assert_eq!(document["verdict"]["level"], "critical");
    let offset = figure(&document, "/tracking/system_time_offset_seconds");
    assert!((offset + 3600.0).abs() < 0.1, "{offset}");
    // The trap: the offsets of the sources are those of chronyd's own estimate.
    for index in 0..3 {
        for list in ["sources", "stats"] {
            let offset = figure(&document, &format!("/{list}/{index}/offset_seconds"));
            assert!(offset.abs() < 0.1, "{list}: {offset}");
        }
    }

    let door = &daemon.socket_door();
    for command in ["all", "tracking"] {
        let text = table(&[command], door);
        assert!(text.starts_with("✘ the clock is 1 h behind"), "{text}");
        assert!(!text.contains('✔'), "{text}");
    }
    // Each of the three sees the clock an hour behind, which is in the left half of the chart.
    let text = table(&["sources", "--chart"], door);
    let (_, chart) = text.split_once("\nAgreement").expect("a chart");
    let rows: Vec<&str> = chart.lines().skip(1).take(3).collect();
    for row in rows {
        let (left, _) = row.split_once('│').expect("the zero line");
        assert!(left.contains(['●', '○']), "{chart}");
    }
    assert!(chart.contains("2 h behind"), "{chart}");
    let output = run(&["check"], door);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}
