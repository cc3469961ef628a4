//! Nagios Core with `contrib/nagios.cfg`: it accepts the definitions, runs the checks against live
//! daemons, and has the four states, their texts and their performance data on record.

use std::collections::HashMap;

use test_support::chronyd::{Daemon, Door, FAST, Scenario};
use test_support::environment;
use test_support::oracle::tracking;

use crate::site::{Record, Service, Site};

#[test]
fn nagios_records_the_four_states() {
    let Some(nagios) = environment::installed(&["nagios4", "nagios"]) else {
        let test = "nagios::nagios_records_the_four_states";
        return environment::not_run(test, "Nagios Core (Debian's nagios4-core) is not installed");
    };
    let synchronized = Scenario::three_servers().start();
    let lost = Scenario::new().silent_server(FAST).start();
    synchronized.wait_until_synchronized();
    lost.wait_until("unsynchronized", |seen| {
        seen.numeric.tracking[tracking::LEAP_STATUS] == "Not synchronised"
    });
    let here = "127.0.0.1".to_owned();
    let options = |door: &Door, more: &str| format!("{} {more}", door.options.join(" "));
    let at = |door: &Door| {
        let [_, address, _, port] = &door.options[..] else {
            panic!("a UDP door: {door:?}");
        };
        (address.clone(), port.clone())
    };
    let door = synchronized.udp_door();
    let (address, port) = at(&door);
    let services = [
        Service(
            "good",
            here.clone(),
            format!("check_chrony!{}", options(&door, "")),
        ),
        Service(
            "remote",
            address,
            format!("check_chrony_at_host!-p {port} -w 1h -c 'stratum=@~:0'"),
        ),
        Service(
            "tight",
            here.clone(),
            format!("check_chrony!{}", options(&door, "-w 1ns -c 1h")),
        ),
        Service(
            "lost",
            here.clone(),
            format!("check_chrony!{}", options(&lost.udp_door(), "")),
        ),
        Service(
            "gone",
            here.clone(),
            format!("check_chrony!{}", options(&Door::closed(), "")),
        ),
        Service(
            "mistyped",
            here,
            format!("check_chrony!{}", options(&door, "-c 5:1")),
        ),
    ];
    let site = Site::new(&nagios, &services);
    site.assert_accepted();
    let seen = site.run(services.len());
    for Service(name, ..) in &services {
        println!("{name}: {:#?}", seen[*name]);
    }

    the_good_are_ok(&synchronized, &seen);
    the_bad_say_why(&seen);
}

/// What Nagios shows of the good ones is what chronyc says.
fn the_good_are_ok(daemon: &Daemon, seen: &HashMap<String, Record>) {
    let row = daemon.chronyc(&["-c", "-n", "tracking"]).stdout;
    let row = String::from_utf8(row).expect("text");
    let stratum = row.split(',').nth(tracking::STRATUM).expect("a stratum");
    for name in ["good", "remote"] {
        let good = &seen[name];
        assert_eq!(good.state, "0", "{good:?}");
        assert!(
            good.text.starts_with("CHRONY OK: synchronized to 127."),
            "{good:?}"
        );
        assert!(
            good.text
                .contains(&format!(", stratum {stratum}, error at most ")),
            "{good:?}"
        );
        assert!(
            good.perfdata.contains(&format!(" stratum={stratum}")),
            "{good:?}"
        );
        assert!(good.perfdata.contains(" sources=3;"), "{good:?}");
        assert_eq!(good.further, "");
    }
    assert!(
        seen["good"].perfdata.contains("s;0.1;1;0 offset="),
        "{:?}",
        seen["good"]
    );
    assert!(
        seen["remote"].perfdata.contains(";;@~:0 skew="),
        "{:?}",
        seen["remote"]
    );
}

/// Which limit is passed, what is wrong with the clock, what is wrong with the question.
fn the_bad_say_why(seen: &HashMap<String, Record>) {
    let tight = &seen["tight"];
    assert_eq!(tight.state, "1", "{tight:?}");
    assert!(
        tight.text.starts_with("CHRONY WARNING: error "),
        "{tight:?}"
    );
    assert!(tight.text.ends_with(", limit 1 ns"), "{tight:?}");
    assert!(
        tight.perfdata.contains("s;0.000000001;3600;0 "),
        "{tight:?}"
    );
    assert!(tight.further.contains("error at most "), "{tight:?}");

    let lost = &seen["lost"];
    assert_eq!(lost.state, "2", "{lost:?}");
    // Over UDP nobody can tell a silent server from one that is not synchronized itself.
    let told = "CHRONY CRITICAL: not synchronized: the only source gives no usable answer";
    assert_eq!(lost.text, told);
    for part in ["cause: ", "remedy: ", "0 of 1 sources usable"] {
        assert!(lost.further.contains(part), "{lost:?}");
    }
    assert!(
        lost.perfdata.starts_with("error=U;0.1;1;0 offset=U;;;0 "),
        "{lost:?}"
    );
    assert!(lost.perfdata.contains(" sources=0;;;0"), "{lost:?}");

    let gone = &seen["gone"];
    assert_eq!(gone.state, "2", "{gone:?}");
    assert!(
        gone.text
            .starts_with("CHRONY CRITICAL: cannot reach chronyd: "),
        "{gone:?}"
    );
    assert!(gone.further.starts_with("hint: "), "{gone:?}");

    let mistyped = &seen["mistyped"];
    assert_eq!(mistyped.state, "3", "{mistyped:?}");
    let told = "CHRONY UNKNOWN: --critical '5:1': the start 5 is above the end 1";
    assert_eq!(mistyped.text, told);
    assert_eq!(mistyped.perfdata, "");
}
