//! The fields of the tracking report. The meanings are those of chrony's manual (chronyc(1),
//! "tracking"); `health` has the limits.

use super::Field;

pub(crate) static REFERENCE: Field = Field::new(
    "Reference",
    &["reference_id", "reference_name", "reference_address"],
)
.meaning("the source that chronyd follows: its name, and in brackets its address and its id")
.good("a source that you trust")
.bad("none, or local, which is this machine's own clock");

pub(crate) static STRATUM: Field = Field::new("Stratum", &["stratum"])
    .meaning("hops to a reference clock; a server that has one attached is at stratum 1")
    .good("any; it says nothing about how right the clock is")
    .bad("none, which is a clock that is not synchronized");

pub(crate) static LEAP_STATUS: Field = Field::new("Leap status", &["leap_status"])
    .meaning("whether today (UTC) ends with a leap second, or whether there is no reference at all")
    .good("normal")
    .bad(
        "unsynchronized, but for the second that is inserted; insert and delete are announcements",
    );

pub(crate) static REFERENCE_TIME: Field = Field::new(
    "Reference time",
    &["ref_time", "ref_time_unix_seconds"],
)
.meaning("when chronyd last updated the clock from a measurement, and how long ago that is")
.good("a few poll intervals ago")
.bad(
    "more than 8 poll intervals of the selected source and 3 update intervals ago, which is stale",
);

pub(crate) static SYSTEM_TIME: Field = Field::new("System time", &["system_time_offset_seconds"])
    .meaning(
        "how far the clock is from chronyd's estimate of true time, and still to be corrected; all \
         other offsets are those of that estimate",
    )
    .sign("ahead (+ in JSON) is a clock that is fast")
    .good("up to 10 ms")
    .bad("past 100 ms");

pub(crate) static MAXIMUM_ERROR: Field = Field::new("Maximum error", &["max_error_seconds"])
    .meaning(
        "how wrong the clock can be at most if the stratum-1 server is right: half the root \
              delay, the root dispersion and the offset together, the largest first",
    )
    .good("up to 100 ms")
    .bad("past 1 s");

pub(crate) static LAST_OFFSET: Field = Field::new("Last offset", &["last_offset_seconds"])
    .meaning("what the last update found; it does not say how far the clock is off now")
    .sign("ahead (+ in JSON) is a clock that was fast")
    .good("about the RMS offset")
    .bad("many times the RMS offset");

pub(crate) static RMS_OFFSET: Field = Field::new("RMS offset", &["rms_offset_seconds"])
    .meaning("long-term average of the offsets that updates have found")
    .good("small against the error that you can bear")
    .bad("growing from day to day");

pub(crate) static FREQUENCY: Field = Field::new("Frequency", &["frequency_ppm"])
    .meaning("rate at which the clock would go wrong if chronyd did not correct it")
    .sign("fast is + in JSON")
    .good("steady, however large")
    .bad("jumping from one hour to the next");

pub(crate) static RESIDUAL_FREQUENCY: Field =
    Field::new("Residual freq.", &["residual_frequency_ppm"])
        .meaning("difference between the rate that the measurements ask for and the rate in use")
        .good("near 0")
        .bad("large, and staying so");

pub(crate) static SKEW: Field = Field::new("Skew", &["skew_ppm"])
    .meaning("error bound of the frequency; 1 ppm is 86 ms a day")
    .good("up to 10 ppm")
    .bad("past 100 ppm, where the estimate is hardly worth the name");

pub(crate) static ROOT_DELAY: Field = Field::new("Root delay", &["root_delay_seconds"])
    .meaning("delay of the network on the way to the stratum-1 server and back")
    .good("below 1 ms nearby, some 10 ms over the Internet")
    .bad("more, because half of it is possible error: choose nearer servers");

pub(crate) static ROOT_DISPERSION: Field =
    Field::new("Root dispersion", &["root_dispersion_seconds"])
        .meaning(
            "error gathered on the way from the stratum-1 server, growing until the next update",
        )
        .good("about the root delay or less")
        .bad("growing: updates do not come");

pub(crate) static UPDATE_INTERVAL: Field =
    Field::new("Update interval", &["update_interval_seconds"])
        .meaning("time between the last two updates (not since the last one)")
        .good("about the poll interval of the sources")
        .bad("many times that");

pub(super) static FIELDS: [&Field; 14] = [
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
