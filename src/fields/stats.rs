//! The fields of the source statistics. The meanings are those of chrony's manual (chronyc(1),
//! "sourcestats"); `health` has the limits.

use super::Field;

pub(crate) static SOURCE: Field =
    Field::new("source", &["name", "address", "reference_id", "spare"])
        .meaning("configured name of the source, or its address")
        .good("any")
        .bad("ID#, which is a name that is not resolved yet (spare places of a pool are left out)");

pub(crate) static SAMPLES: Field = Field::new("samples", &["samples"])
    .meaning("measurements that the estimates are made of")
    .good("4 or more; chronyd drops those that no longer fit")
    .bad("fewer than 3, which are no estimate");

pub(crate) static RUNS: Field = Field::new("runs", &["runs"])
    .meaning("times that the measurements in a row lie on one side of the line fitted to them")
    .good("about half the samples")
    .bad("far fewer: a straight line does not fit");

pub(crate) static SPAN: Field = Field::new("span", &["span_seconds"])
    .meaning("time between the oldest and the newest sample")
    .good("many poll intervals")
    .bad("short again and again: the samples keep being dropped");

pub(crate) static FREQUENCY: Field = Field::new("frequency", &["frequency_ppm"])
    .meaning("rate of the corrected clock against this source")
    .sign("+ is a clock that runs fast")
    .good("smaller than the skew beside it")
    .bad("larger: the source runs at another rate than the clock");

pub(crate) static SKEW: Field = Field::new("skew", &["skew_ppm"])
    .meaning("error bound of that frequency; large at first")
    .good("up to 10 ppm")
    .bad("past 100 ppm, once there are many samples");

pub(crate) static OFFSET: Field = Field::new("offset", &["offset_seconds"])
    .meaning(
        "offset of chronyd's own estimate of true time against this source, as far as the samples \
         tell; what is still to be corrected of the clock (System time) is not in it",
    )
    .sign("+ is an estimate ahead of the source")
    .good("smaller than the error beside it")
    .bad("larger, and larger than those of the other sources");

pub(crate) static ERROR: Field = Field::new("error", &["offset_error_seconds"])
    .meaning("error bound of that estimate (without the delay's share)")
    .good("small against the error that you can bear")
    .bad("about as large as that");

pub(crate) static STD_DEV: Field = Field::new("std dev", &["std_dev_seconds"])
    .meaning("standard deviation of the samples: how much the way to the source varies")
    .good("some us nearby, below some ms over the Internet")
    .bad("many times that of the other sources");

pub(super) static FIELDS: [&Field; 9] = [
    &SOURCE, &SAMPLES, &RUNS, &SPAN, &FREQUENCY, &SKEW, &OFFSET, &ERROR, &STD_DEV,
];
