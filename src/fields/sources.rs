//! The fields of the sources report. The meanings are those of chrony's manual (chronyc(1),
//! "sources"); the limits are judged by elsewhere.

use super::Field;

pub(crate) static SOURCE: Field = Field::new("source", &["name", "symbol", "mode"])
    .meaning("kind (^ server, = peer, # reference clock), state as chronyc's sign, configured name")
    .good("* is selected, + is combined with it, - could be")
    .bad("x is a falseticker, ~ varies too much, ? is unusable");

pub(crate) static ADDRESS: Field = Field::new("address", &["address", "reference_id"])
    .meaning("address that chronyd polls (JSON also has the reference id)")
    .good("any")
    .bad("ID#, which is a name that could not be resolved yet");

pub(crate) static STATE: Field = Field::new("state", &["state"])
    .meaning("what chronyd makes of the source")
    .good("selected, combined, selectable")
    .bad(
        "falseticker (disagrees with the majority), jittery (varies too much), unusable (silent, \
          not measured yet, or noselect)",
    );

pub(crate) static STRATUM: Field = Field::new("stratum", &["stratum"])
    .meaning("hops from the source to a reference clock")
    .good("any; 1 has the reference clock itself")
    .bad("none, which is a source without a sample");

pub(crate) static POLL: Field = Field::new("poll", &["poll_log2_seconds", "poll_interval_seconds"])
    .meaning("time between two polls, which chronyd adapts")
    .good("growing towards maxpoll: the source is steady")
    .bad("at minpoll for hours");

pub(crate) static REACH: Field = Field::new("reach", &["reachability", "reachability_octal"])
    .meaning("the last eight polls, the newest on the right, and the register in octal")
    .good("up to 1 missed since the oldest answer; 377 is all eight answered")
    .bad("past 3 missed, or 000");

pub(crate) static LAST: Field = Field::new("last", &["last_sample_age_seconds"])
    .meaning("time since the last good sample")
    .good("up to 4 poll intervals")
    .bad("past 8 poll intervals, or never");

pub(crate) static OFFSET: Field =
    Field::new("offset", &["offset_seconds", "measured_offset_seconds"])
        .meaning("last measurement, less what was corrected since (JSON also has it as measured)")
        .sign("+ is a clock ahead of the source")
        .good("smaller than the error beside it")
        .bad("larger: this source and the clock disagree");

pub(crate) static ERROR: Field = Field::new("error", &["error_seconds"])
    .meaning("margin of error of that measurement, which is NTP's root distance")
    .good("small: the source is near and its own time is good")
    .bad("3 s or more, where chronyd rejects the source (maxdistance)");

pub(super) static FIELDS: [&Field; 9] = [
    &SOURCE, &ADDRESS, &STATE, &STRATUM, &POLL, &REACH, &LAST, &OFFSET, &ERROR,
];
