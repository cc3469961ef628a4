//! The fields of the tracking report. The meanings are those of chrony's manual (chronyc(1),
//! "tracking"); the limits are judged by elsewhere.

use super::Field;

/// The source that is followed.
pub static REFERENCE: Field = Field {
    title: "Reference",
    keys: &["reference_id", "reference_name", "reference_address"],
    meaning: "the source that chronyd follows: its name, and in brackets its address and its id",
    sign: None,
    good: "a source that you trust",
    bad: "none, or local, which is this machine's own clock",
};

/// Hops to a reference clock.
pub static STRATUM: Field = Field {
    title: "Stratum",
    keys: &["stratum"],
    meaning: "hops to a reference clock; a server that has one attached is at stratum 1",
    sign: None,
    good: "any; it says nothing about how right the clock is",
    bad: "none, which is a clock that is not synchronized",
};

/// Leap second and synchronization status.
pub static LEAP_STATUS: Field = Field {
    title: "Leap status",
    keys: &["leap_status"],
    meaning: "whether today (UTC) ends with a leap second, or whether there is no reference at all",
    sign: None,
    good: "normal",
    bad: "unsynchronized, but for the second that is inserted; insert and delete are announcements",
};

/// The last update of the clock.
pub static REFERENCE_TIME: Field = Field {
    title: "Reference time",
    keys: &["ref_time", "ref_time_unix_seconds"],
    meaning: "when chronyd last updated the clock from a measurement, and how long ago that is",
    sign: None,
    good: "a few poll intervals ago",
    bad: "more than 8 poll intervals of the selected source and 3 update intervals ago, which is stale",
};

/// The error of the system clock, as far as chronyd knows it.
pub static SYSTEM_TIME: Field = Field {
    title: "System time",
    keys: &["system_time_offset_seconds"],
    meaning: "how far the clock is from chronyd's estimate of true time, and still to be corrected; \
              all other offsets are those of that estimate",
    sign: Some("ahead (+ in JSON) is a clock that is fast"),
    good: "up to 10 ms",
    bad: "past 100 ms",
};

/// The bound on the error.
pub static MAXIMUM_ERROR: Field = Field {
    title: "Maximum error",
    keys: &["max_error_seconds"],
    meaning: "how wrong the clock can be at most if the stratum-1 server is right: half the root \
              delay, the root dispersion and the offset together, the largest first",
    sign: None,
    good: "up to 100 ms",
    bad: "past 1 s",
};

/// The offset at the last update.
pub static LAST_OFFSET: Field = Field {
    title: "Last offset",
    keys: &["last_offset_seconds"],
    meaning: "what the last update found; it does not say how far the clock is off now",
    sign: Some("ahead (+ in JSON) is a clock that was fast"),
    good: "about the RMS offset",
    bad: "many times the RMS offset",
};

/// The average of these offsets.
pub static RMS_OFFSET: Field = Field {
    title: "RMS offset",
    keys: &["rms_offset_seconds"],
    meaning: "long-term average of the offsets that updates have found",
    sign: None,
    good: "small against the error that you can bear",
    bad: "growing from day to day",
};

/// The rate of the uncorrected clock.
pub static FREQUENCY: Field = Field {
    title: "Frequency",
    keys: &["frequency_ppm"],
    meaning: "rate at which the clock would go wrong if chronyd did not correct it",
    sign: Some("fast is + in JSON"),
    good: "steady, however large",
    bad: "jumping from one hour to the next",
};

/// What the rate in use leaves over.
pub static RESIDUAL_FREQUENCY: Field = Field {
    title: "Residual freq.",
    keys: &["residual_frequency_ppm"],
    meaning: "difference between the rate that the measurements ask for and the rate in use",
    sign: None,
    good: "near 0",
    bad: "large, and staying so",
};

/// The error bound of the rate.
pub static SKEW: Field = Field {
    title: "Skew",
    keys: &["skew_ppm"],
    meaning: "error bound of the frequency",
    sign: None,
    good: "up to 10 ppm",
    bad: "past 100 ppm, where the estimate is hardly worth the name",
};

/// The delay on the way to stratum 1.
pub static ROOT_DELAY: Field = Field {
    title: "Root delay",
    keys: &["root_delay_seconds"],
    meaning: "delay of the network on the way to the stratum-1 server and back",
    sign: None,
    good: "below 1 ms nearby, some 10 ms over the Internet",
    bad: "more, because half of it is possible error: choose nearer servers",
};

/// The error gathered on that way.
pub static ROOT_DISPERSION: Field = Field {
    title: "Root dispersion",
    keys: &["root_dispersion_seconds"],
    meaning: "error gathered on the way from the stratum-1 server, growing until the next update",
    sign: None,
    good: "about the root delay or less",
    bad: "growing: updates do not come",
};

/// The time between updates.
pub static UPDATE_INTERVAL: Field = Field {
    title: "Update interval",
    keys: &["update_interval_seconds"],
    meaning: "time between the last two updates (not since the last one)",
    sign: None,
    good: "about the poll interval of the sources",
    bad: "many times that",
};

/// All of them, in the table's order.
pub static FIELDS: [&Field; 14] = [
    &REFERENCE,
    &REFERENCE_TIME,
    &MAXIMUM_ERROR,
    &STRATUM,
    &SYSTEM_TIME,
    &LAST_OFFSET,
    &RMS_OFFSET,
    &ROOT_DELAY,
    &ROOT_DISPERSION,
    &LEAP_STATUS,
    &UPDATE_INTERVAL,
    &FREQUENCY,
    &RESIDUAL_FREQUENCY,
    &SKEW,
];
