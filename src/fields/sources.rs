//! The fields of the sources report. The meanings are those of chrony's manual (chronyc(1),
//! "sources"); `health` has the limits.

use super::Field;

pub(crate) static SOURCE: Field = Field::new("source", &["name", "symbol", "mode"])
    .meaning("kind (^ server, = peer, # reference clock), state as chronyc's sign, configured name")
    .good("* is selected, + is combined with it, - could be")
    .bad("x is a falseticker, ~ varies too much, ? is unusable");

pub(crate) static ADDRESS: Field = Field::new("address", &["address", "reference_id", "spare"])
    .meaning("address that chronyd polls (JSON also has the reference id)")
    .good("any")
    .bad("ID#, which is a name that is not resolved yet (spare places of a pool are left out)");

pub(crate) static STATE: Field = Field::new("state", &["state", "selection"])
    .meaning("what chronyd makes of the source")
    .good("selected, combined, selectable")
    .bad(
        "falseticker (disagrees with the majority, or with the others where there is none), \
         jittery (varies too much), unusable (no usable answer, not measured yet, or noselect)",
    );

pub(crate) static AUTHENTICATION: Field = Field::new("auth", &["authentication"])
    .meaning("how the source's packets are authenticated, where chronyd tells it")
    .good("NTS, or a key with its number")
    .bad("none, where packets can be forged on the way; NTS without keys or with few cookies");

pub(crate) static STRATUM: Field = Field::new("stratum", &["stratum"])
    .meaning("hops from the source to a reference clock")
    .good("any; 1 has the reference clock itself")
    .bad("none, which is a source without a sample");

pub(crate) static POLL: Field = Field::new("poll", &["poll_log2_seconds", "poll_interval_seconds"])
    .meaning("time between two polls, which chronyd adapts")
    .good("growing towards maxpoll: the source is steady")
    .bad("at minpoll for hours");

pub(crate) static REACH: Field = Field::new(
    "reach",
    &["reachability", "reachability_octal", "ntp_data"],
)
.meaning(
    "which of the last eight polls brought a usable answer, the newest on the right, and the \
         register in octal",
)
.good("up to 1 that did not since the oldest that did; 377 is all eight")
.bad(
    "past 3 that did not, or 000: no usable answer, which may be silence, or a server that is \
         not synchronized itself",
);

pub(crate) static LAST: Field = Field::new("last", &["last_sample_age_seconds"])
    .meaning("time since the last good sample")
    .good("up to 4 poll intervals")
    .bad("past 8 poll intervals, or never");

pub(crate) static OFFSET: Field =
    Field::new("offset", &["offset_seconds", "measured_offset_seconds"])
        .meaning(
            "last measurement against chronyd's own estimate of true time, not against the clock: \
             what is still to be corrected (System time) is not in it (JSON also has it as measured)",
        )
        .sign("+ is an estimate ahead of the source")
        .good("smaller than the error beside it")
        .bad("larger: this source and the estimate disagree");

pub(crate) static ERROR: Field = Field::new("error", &["error_seconds"])
    .meaning("margin of error of that measurement, which is NTP's root distance")
    .good("small: the source is near and its own time is good")
    .bad("3 s or more, where chronyd rejects the source (maxdistance)");

pub(super) static FIELDS: [&Field; 10] = [
    &SOURCE,
    &ADDRESS,
    &STATE,
    &AUTHENTICATION,
    &STRATUM,
    &POLL,
    &REACH,
    &LAST,
    &OFFSET,
    &ERROR,
];
