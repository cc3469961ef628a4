//! The metrics that are a single figure of a record: name, help with unit and sign, and how to read
//! it. The other metrics are in `families`.

use jiff::Timestamp;

use crate::report::{Rtc, Source, SourceStats, Tracking, as_printed};

/// A metric's name, its help, and how its figure is read from a record.
pub(super) type Figure<T> = (&'static str, &'static str, fn(&T) -> Option<f64>);

pub(super) const TRACKING: [Figure<Tracking>; 11] = [
    (
        "chrony_tracking_stratum",
        "Hops between this machine and a reference clock",
        |tracking| tracking.stratum.map(f64::from),
    ),
    (
        "chrony_tracking_reference_timestamp_seconds",
        "When the last measurement was processed, as Unix time",
        |tracking| tracking.ref_time.0.map(unix_seconds),
    ),
    (
        "chrony_tracking_system_time_seconds",
        "Correction of the system clock that is still to be made, in seconds; positive: the clock is slow",
        // The opposite sign of the rest of this program, where ahead is positive.
        |tracking| {
            tracking
                .system_time_offset_seconds
                .map(as_printed)
                .map(|offset| -offset)
        },
    ),
    (
        "chrony_tracking_last_offset_seconds",
        "Offset found at the last update of the clock, in seconds; positive: the clock was fast; it does not say how far the clock is off now",
        |tracking| tracking.last_offset_seconds.map(as_printed),
    ),
    (
        "chrony_tracking_rms_offset_seconds",
        "Long-term average of the offset, in seconds",
        |tracking| tracking.rms_offset_seconds.map(as_printed),
    ),
    (
        "chrony_tracking_frequency_ppms",
        "Rate at which the clock would go wrong if chronyd did not correct it, in ppm; positive: fast",
        |tracking| tracking.frequency_ppm.map(as_printed),
    ),
    (
        "chrony_tracking_residual_frequency_ppms",
        "Difference between the rate the measurements ask for and the rate in use, in ppm",
        |tracking| tracking.residual_frequency_ppm.map(as_printed),
    ),
    (
        "chrony_tracking_skew_ppms",
        "Error bound of the frequency, in ppm",
        |tracking| tracking.skew_ppm.map(as_printed),
    ),
    (
        "chrony_tracking_root_delay_seconds",
        "Network delay on the whole way to the stratum 1 server, in seconds",
        |tracking| tracking.root_delay_seconds.map(as_printed),
    ),
    (
        "chrony_tracking_root_dispersion_seconds",
        "Dispersion accumulated on the whole way to the stratum 1 server, in seconds",
        |tracking| tracking.root_dispersion_seconds.map(as_printed),
    ),
    (
        "chrony_tracking_update_interval_seconds",
        "Time between the last two updates of the clock, in seconds",
        |tracking| tracking.update_interval_seconds.map(as_printed),
    ),
];

pub(super) const SOURCES: [Figure<Source>; 7] = [
    (
        "chrony_sources_stratum",
        "Stratum of the source",
        |source| source.stratum.map(f64::from),
    ),
    (
        "chrony_sources_polling_interval_seconds",
        "Time between two polls of the source, in seconds",
        |source| Some(source.poll.seconds()),
    ),
    (
        "chrony_sources_reachability_ratio",
        "Share of the last eight polls that brought a usable answer",
        |source| Some(f64::from(source.reach.0.count_ones()) / 8.0),
    ),
    (
        "chrony_sources_reachability_success",
        "Whether the last poll brought a usable answer (1) or not (0)",
        |source| source.reach.polls().last().map(yes),
    ),
    (
        "chrony_sources_last_sample_age_seconds",
        "Time since the last good sample of the source, in seconds",
        |source| source.last_sample_age_seconds.map(f64::from),
    ),
    (
        "chrony_sources_last_sample_offset_seconds",
        "Offset of chronyd's own estimate of true time (not of the system clock, see chrony_tracking_system_time_seconds) at the last sample, adjusted for what was slewed since, in seconds; positive: it is ahead of the source",
        |source| source.offset_seconds.map(as_printed),
    ),
    (
        "chrony_sources_last_sample_error_margin_seconds",
        "Margin of error of the last sample, in seconds",
        |source| source.error_seconds.map(as_printed),
    ),
];

pub(super) const STATS: [Figure<SourceStats>; 8] = [
    (
        "chrony_sourcestats_samples",
        "Sample points in use for the source",
        |stats| Some(stats.samples.into()),
    ),
    (
        "chrony_sourcestats_runs",
        "Runs of residuals of the same sign in the last regression",
        |stats| Some(stats.runs.into()),
    ),
    (
        "chrony_sourcestats_span_seconds",
        "Time between the oldest and the newest sample, in seconds",
        |stats| Some(stats.span_seconds.into()),
    ),
    (
        "chrony_sourcestats_frequency_ppms",
        "Residual frequency against the source, in ppm; positive: the clock of this machine is fast",
        |stats| stats.frequency_ppm.map(as_printed),
    ),
    (
        "chrony_sourcestats_frequency_skew_ppms",
        "Error bound of that frequency, in ppm",
        |stats| stats.skew_ppm.map(as_printed),
    ),
    (
        "chrony_sourcestats_offset",
        "Estimated offset of chronyd's own estimate of true time (not of the system clock, see chrony_tracking_system_time_seconds), in seconds; positive: it is ahead of the source",
        |stats| stats.offset_seconds.map(as_printed),
    ),
    (
        "chrony_sourcestats_offset_error_seconds",
        "Error bound of that offset, in seconds",
        |stats| stats.offset_error_seconds.map(as_printed),
    ),
    (
        "chrony_sourcestats_stddev",
        "Standard deviation of the samples, in seconds",
        |stats| stats.std_dev_seconds.map(as_printed),
    ),
];

pub(super) const RTC: [Figure<Rtc>; 6] = [
    (
        "chrony_rtc_reference_timestamp_seconds",
        "What the hardware clock showed when it was last measured, as Unix time",
        |rtc| rtc.ref_time.0.map(unix_seconds),
    ),
    (
        "chrony_rtc_samples",
        "Measurements that the estimate of the hardware clock is made of",
        |rtc| Some(rtc.samples.into()),
    ),
    (
        "chrony_rtc_runs",
        "Runs of residuals of the same sign in the regression",
        |rtc| Some(rtc.runs.into()),
    ),
    (
        "chrony_rtc_span_seconds",
        "Time that the measurements cover, in seconds",
        |rtc| Some(rtc.span_seconds.into()),
    ),
    (
        "chrony_rtc_offset_seconds",
        "Offset of the hardware clock when it was last measured, in seconds; positive: it is ahead",
        |rtc| rtc.offset_seconds.map(as_printed),
    ),
    (
        "chrony_rtc_drift_ppms",
        "Rate at which the hardware clock drifts, in ppm; positive: it gains",
        |rtc| rtc.drift_ppm.map(as_printed),
    ),
];

pub(super) fn yes(is: bool) -> f64 {
    f64::from(u8::from(is))
}

pub(super) fn unix_seconds(time: Timestamp) -> f64 {
    time.as_duration().as_secs_f64()
}
