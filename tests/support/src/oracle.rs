//! What chronyc says: the figures of a daemon, from a program that is not ours. It knows the columns of `chronyc -c` and
//! nothing of the program under test; the comparison of the two is made in [`crate::agreement`].

pub mod why;

use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use crate::chronyd::Daemon;
use crate::local;

pub use why::Why;

/// A line of `chronyc -c`, by columns.
pub type Row = Vec<String>;

/// Columns of `chronyc -c tracking`.
pub mod tracking {
    #![allow(missing_docs)]
    pub const REFERENCE_ID: usize = 0;
    pub const NAME: usize = 1;
    pub const STRATUM: usize = 2;
    pub const REF_TIME: usize = 3;
    /// Positive when the system clock is slow: the one column whose sign is not ours.
    pub const SYSTEM_TIME: usize = 4;
    pub const LAST_OFFSET: usize = 5;
    pub const RMS_OFFSET: usize = 6;
    pub const FREQUENCY: usize = 7;
    pub const RESIDUAL_FREQUENCY: usize = 8;
    pub const SKEW: usize = 9;
    pub const ROOT_DELAY: usize = 10;
    pub const ROOT_DISPERSION: usize = 11;
    pub const UPDATE_INTERVAL: usize = 12;
    pub const LEAP_STATUS: usize = 13;
    pub const COUNT: usize = 14;
}

/// Columns of `chronyc -c sources`.
pub mod sources {
    #![allow(missing_docs)]
    pub const MODE: usize = 0;
    pub const STATE: usize = 1;
    pub const NAME: usize = 2;
    pub const STRATUM: usize = 3;
    pub const POLL: usize = 4;
    /// Octal.
    pub const REACH: usize = 5;
    pub const LAST_SAMPLE_AGE: usize = 6;
    pub const OFFSET: usize = 7;
    pub const MEASURED_OFFSET: usize = 8;
    pub const ERROR: usize = 9;
    pub const COUNT: usize = 10;

    /// The age of a sample that was never taken.
    pub const NEVER: &str = "4294967295";
}

/// Columns of `chronyc -c sourcestats`.
pub mod stats {
    #![allow(missing_docs)]
    pub const NAME: usize = 0;
    pub const SAMPLES: usize = 1;
    pub const RUNS: usize = 2;
    pub const SPAN: usize = 3;
    pub const FREQUENCY: usize = 4;
    pub const SKEW: usize = 5;
    pub const OFFSET: usize = 6;
    pub const STD_DEV: usize = 7;
    pub const COUNT: usize = 8;

    /// What a source without estimates reports for its skew, in ppm, and for its standard deviation, in seconds.
    pub const NO_SKEW: &str = "2000.000";
    pub const NO_STD_DEV: &str = "4.000000000";
}

/// Columns of `chronyc -c rtcdata`.
pub mod rtc {
    #![allow(missing_docs)]
    pub const REF_TIME: usize = 0;
    pub const SAMPLES: usize = 1;
    pub const RUNS: usize = 2;
    pub const SPAN: usize = 3;
    pub const OFFSET: usize = 4;
    pub const DRIFT: usize = 5;
    pub const COUNT: usize = 6;
}

/// 1970, which stands for a time there is none of.
pub const NO_TIME: &str = "0.000000000";

/// Everything chronyc says of a daemon, at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// With addresses, as `chronyc -n` prints it.
    pub numeric: Reports,
    /// With the configured names, as `chronyc -N` prints it.
    pub named: Reports,
    /// The bounds of the estimated offsets, in seconds, one for each source. chronyc does not print them, so they are read
    /// off the wire; there are none for a daemon without UDP.
    pub offset_errors: Option<Vec<f32>>,
    /// What goes beyond the reports.
    pub why: Why,
}

/// The four reports, as chronyc prints them.
#[derive(Clone, Debug, PartialEq)]
pub struct Reports {
    /// `tracking`.
    pub tracking: Row,
    /// `sources -a`: without `-a` the sources whose names are not resolved are hidden.
    pub sources: Vec<Row>,
    /// `sourcestats -a`.
    pub stats: Vec<Row>,
    /// `rtcdata`, where there is a hardware clock.
    pub rtc: Option<Row>,
}

impl Snapshot {
    /// Whether the daemon follows a source.
    pub fn is_synchronized(&self) -> bool {
        self.numeric.tracking[tracking::LEAP_STATUS] != "Not synchronised"
            && self.selected().is_some()
    }

    /// The source that is followed.
    pub fn selected(&self) -> Option<&Row> {
        self.numeric
            .sources
            .iter()
            .find(|row| row[sources::STATE] == "*")
    }

    /// How many sources have given at least so many samples.
    ///
    /// # Panics
    ///
    /// When chronyc's count is no number.
    pub fn sources_with_samples(&self, samples: u32) -> usize {
        let count = |row: &&Row| row[stats::SAMPLES].parse::<u32>().expect("a count") >= samples;
        self.numeric.stats.iter().filter(count).count()
    }

    /// The states of the sources, one character for each: `*`, `+`, `-`, `x`, `~` or `?`.
    pub fn states(&self) -> String {
        let states = self.numeric.sources.iter();
        states.map(|row| row[sources::STATE].as_str()).collect()
    }

    /// Seconds between the last two updates, as printed.
    pub fn update_interval(&self) -> &str {
        &self.numeric.tracking[tracking::UPDATE_INTERVAL]
    }
}

/// Whether root's chronyc becomes chrony's user, as it does since 4.9: that user may not be let in where a private daemon's
/// socket lies. An older one does not know the option `-u`, which says whom to become.
///
/// # Panics
///
/// When chronyc cannot be run.
pub fn chronyc_drops_privileges() -> bool {
    static DROPS: OnceLock<bool> = OnceLock::new();
    *DROPS.get_or_init(|| {
        let help = Command::new("chronyc").arg("--help").output();
        let help = help.unwrap_or_else(|cause| panic!("cannot run chronyc: {cause}"));
        String::from_utf8_lossy(&help.stdout).contains("-u USER")
    })
}

/// The version of chrony that is tested with, as (4, 3). chronyc is of the same one as the daemons.
///
/// # Panics
///
/// When chronyc cannot be run, or does not tell.
pub fn chrony_version() -> (u32, u32) {
    let output = Command::new("chronyc").arg("--version").output();
    let output = output.unwrap_or_else(|cause| panic!("cannot run chronyc: {cause}"));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let version = text.split_once("version ").map(|(_, version)| version);
    let parts = version.and_then(|it| it.split_once('.'));
    let parts = parts.and_then(|(major, rest)| {
        let minor: String = rest.chars().take_while(char::is_ascii_digit).collect();
        Some((major.parse().ok()?, minor.parse().ok()?))
    });
    parts.unwrap_or_else(|| panic!("no version in {text}"))
}

/// Asks chronyc for everything.
///
/// # Panics
///
/// When chronyc gets no answer.
pub fn ask(daemon: &Daemon) -> Snapshot {
    let numeric = reports(daemon, "-n");
    let offset_errors = daemon.udp_address().map(|address| {
        (0..numeric.stats.len())
            .map(|index| offset_error(address, index))
            .collect()
    });
    Snapshot {
        numeric,
        named: reports(daemon, "-N"),
        offset_errors,
        why: why::ask(daemon),
    }
}

/// Runs `run` between two snapshots that agree, so that what it saw is what they show.
///
/// # Panics
///
/// When the figures change from one snapshot to the next every time.
pub fn between_equal_snapshots<T>(daemon: &Daemon, mut run: impl FnMut() -> T) -> (T, Snapshot) {
    const ATTEMPTS: usize = 20;
    for _ in 0..ATTEMPTS {
        let _still = daemon.stop_time();
        let before = ask(daemon);
        let result = run();
        if ask(daemon) == before {
            return (result, before);
        }
        local::pause();
    }
    panic!("chronyc gave other figures each time, {ATTEMPTS} times over");
}

/// One run of chronyc. `rtcdata` comes last: chronyc ends at the first command that fails.
fn reports(daemon: &Daemon, naming: &str) -> Reports {
    let commands = ["tracking", "sources -a", "sourcestats -a", "rtcdata"];
    let output = daemon.chronyc(&[["-c", naming, "-m"].as_slice(), &commands].concat());
    let text = String::from_utf8_lossy(&output.stdout);
    let rows: Vec<Row> = text
        .lines()
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect();
    let of_width = |width: usize| rows.iter().filter(move |row| row.len() == width).cloned();
    let no_rtc = text.contains("RTC driver not running");
    assert_eq!(
        output.status.success(),
        !no_rtc,
        "chronyc ended with {}: {text}{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    Reports {
        tracking: of_width(tracking::COUNT).next().expect("tracking"),
        sources: of_width(sources::COUNT).collect(),
        stats: of_width(stats::COUNT).collect(),
        rtc: of_width(rtc::COUNT).next(),
    }
}

/// The last field of a source's statistics, which chronyc leaves out, from the bytes of chronyd's reply (`candm.h`).
fn offset_error(address: (IpAddr, u16), index: usize) -> f32 {
    const SOURCESTATS: u16 = 34;
    const REPLY_LENGTH: usize = 84;
    const FIELD: usize = 80;

    let mut request = [0; REPLY_LENGTH];
    // Version 6, a request.
    request[..2].copy_from_slice(&[6, 1]);
    request[4..6].copy_from_slice(&SOURCESTATS.to_be_bytes());
    let index = u32::try_from(index).expect("an index");
    request[20..24].copy_from_slice(&index.to_be_bytes());

    let socket = UdpSocket::bind(match address.0 {
        IpAddr::V4(_) => (IpAddr::from(Ipv4Addr::LOCALHOST), 0),
        IpAddr::V6(_) => (IpAddr::from(std::net::Ipv6Addr::LOCALHOST), 0),
    })
    .expect("a UDP socket");
    let wait = socket.set_read_timeout(Some(Duration::from_secs(5)));
    wait.expect("a time-out");
    socket.send_to(&request, address).expect("a request sent");
    let mut reply = [0; 512];
    let length = socket.recv(&mut reply).expect("chronyd's reply");
    assert!(length >= REPLY_LENGTH, "a reply of {length} bytes");
    let field = reply[FIELD..REPLY_LENGTH].try_into().expect("four bytes");
    wire_float(u32::from_be_bytes(field))
}

/// chrony's `Float`: a signed exponent of 7 bits, a signed coefficient of 25, which is a fraction.
fn wire_float(bits: u32) -> f32 {
    let signed = bits.cast_signed();
    let exponent = signed >> 25;
    let coefficient = (signed << 7) >> 7;
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
    // The coefficient has 24 bits besides its sign: no bit is lost.
    let value = (f64::from(coefficient) * 2f64.powi(exponent - 25)) as f32;
    value
}

#[cfg(test)]
mod tests {
    use super::wire_float;

    /// From the definition in chrony's `candm.h`: value = coefficient × 2^(exponent − 25).
    #[test]
    fn wire_floats_are_read_as_defined() {
        assert!(wire_float(0).to_bits() == 0);
        assert!((wire_float(1 << 23 | 3 << 25) - 2.0).abs() < f32::EPSILON);
        assert!((wire_float(0x01ff_ffff) + 2f32.powi(-25)).abs() < f32::EPSILON.powi(2));
    }
}
