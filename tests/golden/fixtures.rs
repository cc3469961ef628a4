//! What the fixed reports are put together from. Figures are such as chronyd sends, names are of the
//! domains and networks reserved for examples.

use std::net::IpAddr;
use std::time::Duration;

use jiff::Timestamp;
use second_hand::report::{
    Address, ErrorBound, LeapStatus, Mode, Poll, Reach, RefId, RefTime, Report, Requested, Rtc,
    Source, SourceState, SourceStats, Standing, Tracking,
};

pub fn time(text: &str) -> Timestamp {
    text.parse().expect("a timestamp")
}

fn fetched_at() -> Timestamp {
    time("2026-01-17T09:49:29.123456789Z")
}

pub fn ip(text: &str) -> Address {
    Address::Ip(text.parse::<IpAddr>().expect("an IP address"))
}

pub fn tracked_rtc() -> Rtc {
    Rtc {
        ref_time: RefTime(Some(time("2026-01-17T09:45:12Z"))),
        samples: 10,
        runs: 5,
        span_seconds: 549,
        offset_seconds: Some(-1.632_736),
        drift_ppm: Some(-107.623),
    }
}

pub fn unmeasured_rtc() -> Rtc {
    Rtc {
        ref_time: RefTime(None),
        samples: 0,
        runs: 0,
        span_seconds: 0,
        offset_seconds: None,
        drift_ppm: None,
    }
}

pub fn of_sources(tracking: Tracking, sources: Vec<Source>, rtc: Requested<Rtc>) -> Report {
    Report {
        fetched_at: fetched_at(),
        fetch_duration: Duration::from_millis(1),
        system_clock: Some(fetched_at()),
        server: Some("127.0.0.1:323".to_owned()),
        tracking: Requested::Received(tracking),
        stats: Requested::Received(sources.iter().map(stats_of).collect()),
        sources: Requested::Received(sources.into()),
        rtc,
        activity: None,
        unreachable: None,
    }
}

pub fn tracking() -> Tracking {
    Tracking {
        reference_id: Some(RefId(0xCB00_710F)),
        reference_name: Some("ntp1.example.net".to_owned()),
        reference_address: ip("203.0.113.15"),
        stratum: Some(3),
        leap_status: LeapStatus::Normal,
        ref_time: RefTime(Some(time("2026-01-17T09:49:17Z"))),
        system_time_offset_seconds: Some(-0.000_006_523),
        last_offset_seconds: Some(-0.000_006_747),
        rms_offset_seconds: Some(0.000_035_822),
        frequency_ppm: Some(-3.225),
        residual_frequency_ppm: Some(0.0),
        skew_ppm: Some(0.129),
        root_delay_seconds: Some(0.013_639_022),
        root_dispersion_seconds: Some(0.001_100_737),
        update_interval_seconds: Some(64.2),
        error_bound: Some(ErrorBound {
            offset_seconds: 0.000_006_523,
            root_dispersion_seconds: 0.001_100_737,
            half_root_delay_seconds: 0.006_819_511,
        }),
    }
}

pub fn nothing_known(leap_status: LeapStatus) -> Tracking {
    Tracking {
        reference_id: None,
        reference_name: None,
        reference_address: Address::None,
        stratum: None,
        leap_status,
        ref_time: RefTime(None),
        system_time_offset_seconds: None,
        last_offset_seconds: None,
        rms_offset_seconds: None,
        frequency_ppm: None,
        residual_frequency_ppm: None,
        skew_ppm: None,
        root_delay_seconds: None,
        root_dispersion_seconds: None,
        update_interval_seconds: None,
        error_bound: None,
    }
}

/// A server that answers, without a measurement.
pub fn source(name: &str, address: &str, state: SourceState) -> Source {
    Source {
        address: ip(address),
        name: Some(name.to_owned()),
        reference_id: None,
        standing: Standing {
            mode: Mode::Server,
            state,
        },
        stratum: None,
        poll: Poll(6),
        reach: Reach(0o377),
        last_sample_age_seconds: Some(21),
        offset_seconds: None,
        measured_offset_seconds: None,
        error_seconds: None,
        selection: None,
        authentication: None,
        ntp_data: None,
    }
}

pub fn measured(source: Source, stratum: u16, offset: f32, error: f32) -> Source {
    Source {
        stratum: Some(stratum),
        offset_seconds: Some(offset),
        measured_offset_seconds: Some(offset),
        error_seconds: Some(error),
        ..source
    }
}

/// A source that never answered.
pub fn silent(source: Source) -> Source {
    Source {
        reach: Reach(0),
        last_sample_age_seconds: None,
        ..source
    }
}

pub fn stats_of(source: &Source) -> SourceStats {
    let known = source.offset_seconds.is_some();
    SourceStats {
        address: source.address,
        name: source.name.clone(),
        reference_id: Some(RefId(0xCB00_710F)),
        samples: if known { 11 } else { 0 },
        runs: if known { 5 } else { 0 },
        span_seconds: if known { 2760 } else { 0 },
        frequency_ppm: known.then_some(-0.001),
        skew_ppm: known.then_some(0.045),
        offset_seconds: source.offset_seconds,
        offset_error_seconds: source.error_seconds.map(|error| error / 8.0),
        std_dev_seconds: source.error_seconds.map(|error| error / 40.0),
    }
}
