//! What chronyc says beyond the reports, at a daemon's Unix socket: the columns of `chronyc -c` for what chronyd does not
//! tell to everybody.

use crate::chronyd::Daemon;
use crate::oracle::Row;

/// Columns of `chronyc -c selectdata`.
pub mod selection {
    #![allow(missing_docs)]
    pub const LETTER: usize = 0;
    pub const NAME: usize = 1;
    /// `Y` or `N`.
    pub const AUTHENTICATED: usize = 2;
    /// One column for each of N, P, T, R and one more, with the letter or a dash.
    pub const CONFIGURED_OPTIONS: std::ops::Range<usize> = 3..7;
    pub const EFFECTIVE_OPTIONS: std::ops::Range<usize> = 8..12;
    pub const COUNT: usize = 18;
}

/// Columns of `chronyc -c authdata`.
pub mod authentication {
    #![allow(missing_docs)]
    pub const NAME: usize = 0;
    /// `-`, `SK` or `NTS`.
    pub const MODE: usize = 1;
    pub const KEY_ID: usize = 2;
    pub const KEY_TYPE: usize = 3;
    pub const KEY_LENGTH: usize = 4;
    pub const LAST_EXCHANGE_AGE: usize = 5;
    pub const ATTEMPTS: usize = 6;
    pub const NAK: usize = 7;
    pub const COOKIES: usize = 8;
    pub const COOKIE_LENGTH: usize = 9;
    pub const COUNT: usize = 10;

    /// The age of a key establishment that never was.
    pub const NEVER: &str = "4294967295";
}

/// Columns of `chronyc -c ntpdata`; newer versions have more.
pub mod ntp_data {
    #![allow(missing_docs)]
    pub const ADDRESS: usize = 0;
    pub const LEAP_STATUS: usize = 5;
    /// 0: no answer yet.
    pub const VERSION: usize = 6;
    pub const STRATUM: usize = 8;
    pub const ROOT_DELAY: usize = 13;
    pub const ROOT_DISPERSION: usize = 14;
    pub const REFERENCE_ID: usize = 15;
    pub const PEER_DELAY: usize = 19;
    /// Three columns of digits.
    pub const TESTS: std::ops::Range<usize> = 23..26;
    pub const SENT: usize = 30;
    pub const RECEIVED: usize = 31;
    pub const VALID: usize = 32;
    pub const ACCEPTED: usize = 33;
    pub const FEWEST: usize = 34;
}

/// How many columns `chronyc -c activity` has: sources online, offline, in a burst (two sorts), without an address.
pub const ACTIVITY: usize = 5;

/// What chronyc says beyond the reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// `activity`.
    pub activity: Row,
    /// `selectdata -a`.
    pub selection: Vec<Row>,
    /// `authdata -a`, which has no reference clocks.
    pub authentication: Vec<Row>,
    /// `ntpdata`, which has the sources with an address.
    pub ntp_data: Vec<Row>,
}

/// Asks chronyc, at the socket.
pub(super) fn ask(daemon: &Daemon) -> Why {
    let commands = ["activity", "selectdata -a", "authdata -a", "ntpdata"];
    let output = daemon.chronyc_at_socket(&[["-c", "-n", "-m"].as_slice(), &commands].concat());
    let text = String::from_utf8_lossy(&output.stdout);
    let rows: Vec<Row> = text
        .lines()
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect();
    let of_width = |width: usize| rows.iter().filter(move |row| row.len() == width).cloned();
    let errors = String::from_utf8_lossy(&output.stderr);
    let activity = of_width(ACTIVITY).next();
    Why {
        activity: activity.unwrap_or_else(|| panic!("no activity in {text}{errors}")),
        selection: of_width(selection::COUNT).collect(),
        authentication: of_width(authentication::COUNT).collect(),
        ntp_data: rows
            .iter()
            .filter(|row| row.len() >= ntp_data::FEWEST)
            .cloned()
            .collect(),
    }
}
