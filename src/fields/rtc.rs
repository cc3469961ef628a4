//! The fields of the hardware clock's report. The meanings are those of chrony's manual
//! (chronyc(1), "rtcdata").

use super::{Field, stats};

pub(crate) static MEASURED: Field = Field::new("Measured", &["ref_time", "ref_time_unix_seconds"])
    .meaning(
        "when the hardware clock was last measured, and in brackets what it showed then (UTC), \
              as in JSON",
    )
    .good("less than a day ago")
    .bad("not yet, for longer than a few minutes");

pub(crate) static OFFSET: Field = Field::new("Offset", &["offset_seconds"])
    .meaning("how far the hardware clock was off when it was measured")
    .sign("ahead (+ in JSON) is an RTC that is fast")
    .good("any that is known: chronyd allows for it at the next boot")
    .bad("hours, which are a time zone: see rtconutc");

pub(crate) static DRIFT: Field = Field::new("Drift", &["drift_ppm"])
    .meaning("rate at which the hardware clock goes wrong")
    .sign("fast (+ in JSON) is an RTC that gains")
    .good("steady, however large")
    .bad("jumping: a battery or a crystal is failing");

pub(crate) static SAMPLES: Field = Field::new("Samples", &["samples"])
    .meaning("measurements that the estimate is made of")
    .good("several")
    .bad("0, which is no estimate");

pub(crate) static RUNS: Field = Field {
    title: "Runs",
    ..stats::RUNS
};

pub(crate) static SPAN: Field = Field::new("Span", &["span_seconds"])
    .meaning("time that the measurements cover")
    .good("hours")
    .bad("minutes, from which the drift cannot be told");

pub(super) static FIELDS: [&Field; 6] = [&MEASURED, &OFFSET, &DRIFT, &SAMPLES, &RUNS, &SPAN];
