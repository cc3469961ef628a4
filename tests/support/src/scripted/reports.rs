//! A plausible chronyd's reports, in the wire's own terms and signs, for a scripted daemon to tell
//! and for tests to change. The figures of the ordinary ones are those of the contract's example.

use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrony_candm::common::{ChronyAddr, ChronyFloat, SourceFlags};
use chrony_candm::reply::{
    Activity, AuthData, AuthDataMode, NtpData, NtpFlags, Rtc, SelectData, SelectDataOptions,
    SourceData, SourceMode, SourceState, SourceStats, Tracking,
};

/// "Never", in a source's `since_sample`.
const NEVER: u32 = u32::MAX;

/// What a daemon has to report.
#[derive(Debug, Clone)]
pub struct Reports {
    /// The state of the system clock.
    pub tracking: Tracking,
    /// The sources, in order.
    pub sources: Vec<Source>,
    /// The hardware clock; `None` where none is configured.
    pub rtc: Option<Rtc>,
    /// Whether it tells whoever asks of its selection, of authentication, and of its NTP packets.
    pub tells_why: bool,
}

/// One source, from all its sides.
#[derive(Debug, Clone)]
pub struct Source {
    /// The name in the configuration.
    pub name: Vec<u8>,
    /// How it is polled and judged.
    pub data: SourceData,
    /// What is estimated from it.
    pub stats: SourceStats,
    /// What the last selection made of it.
    pub selection: SelectData,
    /// How its packets are authenticated.
    pub authentication: AuthData,
    /// What came of polling it.
    pub ntp_data: NtpData,
}

/// Synchronised to the first of three servers, and an RTC that is measured.
impl Default for Reports {
    fn default() -> Self {
        Self::with_sources(3)
    }
}

impl Reports {
    /// Synchronised to the first of this many servers.
    #[must_use]
    pub fn with_sources(count: u8) -> Self {
        Self {
            tracking: tracking(),
            sources: (0..count).map(Source::server).collect(),
            rtc: Some(rtc()),
            tells_why: false,
        }
    }

    /// The same, telling everybody why.
    #[must_use]
    pub fn telling_why(mut self) -> Self {
        self.tells_why = true;
        self
    }

    /// How many NTP sources are polled.
    pub(super) fn activity(&self) -> Activity {
        let count = |is_meant: fn(&Source) -> bool| {
            let sources = self.sources.iter();
            let meant = sources.filter(|source| is_meant(source)).count();
            u32::try_from(meant).unwrap_or(u32::MAX)
        };
        Activity {
            online: count(|source| source.data.mode != SourceMode::Ref && !source.is_unresolved()),
            offline: 0,
            burst_online: 0,
            burst_offline: 0,
            unresolved: count(Source::is_unresolved),
        }
    }

    /// The NTP source at this address.
    pub(super) fn ntp_source(&self, address: ChronyAddr) -> Option<&Source> {
        self.sources
            .iter()
            .find(|source| source.data.ip_addr == address && source.data.mode != SourceMode::Ref)
    }

    /// The same, updated at this moment.
    #[must_use]
    pub fn updated_at(mut self, ref_time: SystemTime) -> Self {
        self.tracking.ref_time = ref_time;
        self
    }

    /// The same, with one source more.
    #[must_use]
    pub fn and(mut self, source: Source) -> Self {
        self.sources.push(source);
        self
    }

    /// The same, without the source of this number.
    #[must_use]
    pub fn without(mut self, index: usize) -> Self {
        self.sources.remove(index);
        self
    }

    /// How many sources there are, as the wire counts them.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.sources.len()).unwrap_or(u32::MAX)
    }

    /// The configured name of the NTP source at this address, as it stands in the reply.
    pub(super) fn name_of(&self, address: ChronyAddr) -> Option<[u8; 256]> {
        let source = self.ntp_source(address)?;
        let mut name = [0; 256];
        name[..source.name.len()].copy_from_slice(&source.name);
        Some(name)
    }
}

impl Source {
    /// A server of this number, in good health: the first is selected, the others combined with it.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "field by field, it is data")]
    pub fn server(number: u8) -> Self {
        let address = Ipv4Addr::new(203, 0, 113, 15u8.wrapping_add(number));
        let state = match number {
            0 => SourceState::Selected,
            _ => SourceState::Unselected,
        };
        Self {
            name: format!("ntp{}.example.net", u32::from(number) + 1).into_bytes(),
            data: SourceData {
                ip_addr: address.into(),
                poll: 6,
                stratum: 2,
                state,
                mode: SourceMode::Client,
                flags: SourceFlags::empty(),
                reachability: 0o377,
                since_sample: 21,
                orig_latest_meas: ChronyFloat::from(-0.002_619),
                latest_meas: ChronyFloat::from(-0.002_629),
                latest_meas_err: ChronyFloat::from(0.086),
            },
            stats: SourceStats {
                ref_id: address.into(),
                ip_addr: address.into(),
                n_samples: 11,
                n_runs: 5,
                span_seconds: 2760,
                sd: ChronyFloat::from(0.000_025),
                resid_freq_ppm: ChronyFloat::from(-0.001),
                skew_ppm: ChronyFloat::from(0.045),
                est_offset: ChronyFloat::from(0.000_001),
                est_offset_err: ChronyFloat::from(0.000_1),
            },
            selection: SelectData {
                ref_id: address.into(),
                ip_addr: address.into(),
                state_char: if number == 0 { b'*' } else { b'+' },
                authentication: 0,
                leap: 0,
                pad: 0,
                conf_options: SelectDataOptions::empty(),
                eff_options: SelectDataOptions::empty(),
                last_sample_ago: 21,
                score: ChronyFloat::from(1.0),
                lo_limit: ChronyFloat::from(-0.088),
                hi_limit: ChronyFloat::from(0.083),
            },
            authentication: AuthData {
                mode: AuthDataMode::None,
                key_type: 0,
                key_id: 0,
                key_length: 0,
                ke_attempts: 0,
                last_ke_ago: NEVER,
                cookies: 0,
                cookies_length: 0,
                nak: 0,
            },
            ntp_data: NtpData {
                remote_addr: address.into(),
                local_addr: Ipv4Addr::new(192, 0, 2, 1).into(),
                remote_port: 123,
                leap: 0,
                version: 4,
                mode: 4,
                stratum: 2,
                poll: 6,
                precision: -23,
                root_delay: ChronyFloat::from(0.000_2),
                root_dispersion: ChronyFloat::from(0.000_3),
                ref_id: u32::from_be_bytes(*b"GPS\0"),
                ref_time: UNIX_EPOCH,
                offset: ChronyFloat::from(-0.002_629),
                peer_delay: ChronyFloat::from(0.013),
                peer_dispersion: ChronyFloat::from(0.000_01),
                response_time: ChronyFloat::from(0.000_1),
                jitter_asymmetry: ChronyFloat::from(0.0),
                flags: NtpFlags::TESTS,
                tx_tss_char: b'K',
                rx_tss_char: b'K',
                total_tx_count: 40,
                total_rx_count: 40,
                total_valid_count: 40,
            },
        }
    }

    fn is_unresolved(&self) -> bool {
        matches!(self.data.ip_addr, ChronyAddr::Id(_))
    }

    /// The same, in this state.
    #[must_use]
    pub fn in_state(mut self, state: SourceState) -> Self {
        self.data.state = state;
        self
    }

    /// The same, under this name.
    #[must_use]
    pub fn named(mut self, name: impl AsRef<[u8]>) -> Self {
        self.name = name.as_ref().to_vec();
        self
    }

    /// The same, at this address.
    #[must_use]
    pub fn at(mut self, address: impl Into<IpAddr>) -> Self {
        let address = address.into();
        self.data.ip_addr = address.into();
        self.stats.ip_addr = address.into();
        self.selection.ip_addr = address.into();
        self
    }

    /// A reference clock with this reference id, not selected.
    #[must_use]
    pub fn reference_clock(id: [u8; 4]) -> Self {
        let mut source = Self::server(0).in_state(SourceState::Selectable);
        source.name.clear();
        source.data.mode = SourceMode::Ref;
        source.data.ip_addr = Ipv4Addr::from(id).into();
        source.data.stratum = 0;
        source.data.poll = 4;
        source.stats.ip_addr = ChronyAddr::Unspec;
        source.stats.ref_id = u32::from_be_bytes(id);
        source.selection.ip_addr = ChronyAddr::Unspec;
        source.selection.ref_id = u32::from_be_bytes(id);
        source
    }

    /// A server that has never answered.
    #[must_use]
    pub fn unreachable(number: u8) -> Self {
        let mut source = Self::server(number).in_state(SourceState::NonSelectable);
        source.data.stratum = 0;
        source.data.reachability = 0;
        source.data.since_sample = NEVER;
        let nothing = ChronyFloat::from(0.0);
        source.data.orig_latest_meas = nothing;
        source.data.latest_meas = nothing;
        source.data.latest_meas_err = nothing;
        source.stats.n_samples = 0;
        source.stats.n_runs = 0;
        source.stats.span_seconds = 0;
        source.stats.resid_freq_ppm = nothing;
        source.stats.est_offset = nothing;
        source.stats.est_offset_err = nothing;
        // What chronyd says of a source that has no samples.
        source.stats.skew_ppm = ChronyFloat::from(2000.0);
        source.stats.sd = ChronyFloat::from(4.0);
        source.selection.state_char = b'M';
        source.ntp_data.version = 0;
        source.ntp_data.total_rx_count = 0;
        source.ntp_data.total_valid_count = 0;
        source
    }

    /// A server whose name has not been resolved; chronyd gives it a number instead of an address.
    #[must_use]
    pub fn unresolved(number: u32, name: &str) -> Self {
        let mut source = Self::unreachable(0).named(name);
        source.data.ip_addr = ChronyAddr::Id(number);
        source.stats.ip_addr = ChronyAddr::Id(number);
        source.stats.ref_id = 0;
        source.selection.ip_addr = ChronyAddr::Id(number);
        source
    }
}

/// Of a clock that follows the first server, and was corrected twelve seconds ago.
fn tracking() -> Tracking {
    let reference = Ipv4Addr::new(203, 0, 113, 15);
    Tracking {
        ref_id: reference.into(),
        ip_addr: reference.into(),
        stratum: 3,
        leap_status: 0,
        ref_time: SystemTime::now() - Duration::from_secs(12),
        // Positive on the wire: the system clock is behind.
        current_correction: ChronyFloat::from(0.000_006_523),
        last_offset: ChronyFloat::from(-0.000_006_747),
        rms_offset: ChronyFloat::from(0.000_035_822),
        freq_ppm: ChronyFloat::from(-3.225),
        resid_freq_ppm: ChronyFloat::from(0.0),
        skew_ppm: ChronyFloat::from(0.129),
        root_delay: ChronyFloat::from(0.013_639_022),
        root_dispersion: ChronyFloat::from(0.001_100_737),
        last_update_interval: ChronyFloat::from(64.2),
    }
}

/// Of a hardware clock that has been measured for a while.
fn rtc() -> Rtc {
    Rtc {
        ref_time: UNIX_EPOCH + Duration::from_secs(1_768_643_112),
        n_samples: 10,
        n_runs: 5,
        span_seconds: 549,
        rtc_seconds_fast: ChronyFloat::from(-1.632_736),
        rtc_gain_rate_ppm: ChronyFloat::from(-107.623),
    }
}
