//! The fields of the source statistics. The meanings are those of chrony's manual (chronyc(1),
//! "sourcestats"); the limits are judged by elsewhere.

use super::Field;

/// The source.
pub static SOURCE: Field = Field {
    title: "source",
    keys: &["name", "address", "reference_id", "spare"],
    meaning: "configured name of the source, or its address",
    sign: None,
    good: "any",
    bad: "ID#, which is a name that is not resolved yet (spare places of a pool are left out)",
};

/// The samples in use.
pub static SAMPLES: Field = Field {
    title: "samples",
    keys: &["samples"],
    meaning: "measurements that the estimates are made of",
    sign: None,
    good: "4 or more; chronyd drops those that no longer fit",
    bad: "fewer than 3, which are no estimate",
};

/// The runs of residuals.
pub static RUNS: Field = Field {
    title: "runs",
    keys: &["runs"],
    meaning: "times that the measurements in a row lie on one side of the line fitted to them",
    sign: None,
    good: "about half the samples",
    bad: "far fewer: a straight line does not fit",
};

/// The time they cover.
pub static SPAN: Field = Field {
    title: "span",
    keys: &["span_seconds"],
    meaning: "time between the oldest and the newest sample",
    sign: None,
    good: "many poll intervals",
    bad: "short again and again: the samples keep being dropped",
};

/// The residual frequency.
pub static FREQUENCY: Field = Field {
    title: "frequency",
    keys: &["frequency_ppm"],
    meaning: "rate of the corrected clock against this source",
    sign: Some("+ is a clock that runs fast"),
    good: "smaller than the skew beside it",
    bad: "larger: the source runs at another rate than the clock",
};

/// The error bound of that frequency.
pub static SKEW: Field = Field {
    title: "skew",
    keys: &["skew_ppm"],
    meaning: "error bound of that frequency; large at first",
    sign: None,
    good: "up to 10 ppm",
    bad: "past 100 ppm, once there are many samples",
};

/// The estimated offset.
pub static OFFSET: Field = Field {
    title: "offset",
    keys: &["offset_seconds"],
    meaning: "estimated offset of chronyd's own estimate of true time against this source, without \
              what is still to be corrected of the clock",
    sign: Some("+ is an estimate ahead of the source"),
    good: "smaller than the error beside it",
    bad: "larger, and larger than those of the other sources",
};

/// The error bound of that offset.
pub static ERROR: Field = Field {
    title: "error",
    keys: &["offset_error_seconds"],
    meaning: "error bound of that estimate (without the delay's share)",
    sign: None,
    good: "small against the error that you can bear",
    bad: "about as large as that",
};

/// The standard deviation.
pub static STD_DEV: Field = Field {
    title: "std dev",
    keys: &["std_dev_seconds"],
    meaning: "standard deviation of the samples: how much the way to the source varies",
    sign: None,
    good: "some us nearby, below some ms over the Internet",
    bad: "many times that of the other sources",
};

/// All of them, in the table's order.
pub static FIELDS: [&Field; 9] = [
    &SOURCE, &SAMPLES, &RUNS, &SPAN, &FREQUENCY, &SKEW, &OFFSET, &ERROR, &STD_DEV,
];
