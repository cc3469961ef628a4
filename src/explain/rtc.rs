//! The fields of the hardware clock's report. The meanings are those of chrony's manual
//! (chronyc(1), "rtcdata").

use super::Field;

/// The time of the estimate.
pub static MEASURED: Field = Field {
    title: "Measured",
    keys: &["ref_time", "ref_time_unix_seconds"],
    meaning: "when the hardware clock was last measured, and in brackets what it showed then (UTC), \
              as in JSON",
    sign: None,
    good: "less than a day ago",
    bad: "not yet, for longer than a few minutes",
};

/// The offset of the RTC.
pub static OFFSET: Field = Field {
    title: "Offset",
    keys: &["offset_seconds"],
    meaning: "how far the hardware clock was off when it was measured",
    sign: Some("ahead (+ in JSON) is an RTC that is fast"),
    good: "any that is known: chronyd allows for it at the next boot",
    bad: "hours, which are a time zone: see rtconutc",
};

/// The drift of the RTC.
pub static DRIFT: Field = Field {
    title: "Drift",
    keys: &["drift_ppm"],
    meaning: "rate at which the hardware clock goes wrong",
    sign: Some("fast (+ in JSON) is an RTC that gains"),
    good: "steady, however large",
    bad: "jumping: a battery or a crystal is failing",
};

/// The samples in use.
pub static SAMPLES: Field = Field {
    title: "Samples",
    keys: &["samples"],
    meaning: "measurements that the estimate is made of",
    sign: None,
    good: "several",
    bad: "0, which is no estimate",
};

/// The runs of residuals.
pub static RUNS: Field = Field {
    title: "Runs",
    keys: &["runs"],
    meaning: "times that the measurements in a row lie on one side of the line fitted to them",
    sign: None,
    good: "about half the samples",
    bad: "far fewer: a straight line does not fit",
};

/// The time they cover.
pub static SPAN: Field = Field {
    title: "Span",
    keys: &["span_seconds"],
    meaning: "time that the measurements cover",
    sign: None,
    good: "hours",
    bad: "minutes, from which the drift cannot be told",
};

/// All of them, in the table's order.
pub static FIELDS: [&Field; 6] = [&MEASURED, &OFFSET, &DRIFT, &SAMPLES, &RUNS, &SPAN];
