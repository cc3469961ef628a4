//! The fields of the sources report. The meanings are those of chrony's manual (chronyc(1),
//! "sources"); the limits are judged by elsewhere.

use super::Field;

/// chronyc's two letters and the name.
pub static SOURCE: Field = Field {
    title: "source",
    keys: &["name", "symbol", "mode", "authentication"],
    meaning: "kind (^ server, = peer, # reference clock), state as chronyc's sign, configured name",
    sign: None,
    good: "* is selected, + is combined with it, - could be",
    bad: "x is a falseticker, ~ varies too much, ? is unusable",
};

/// The address.
pub static ADDRESS: Field = Field {
    title: "address",
    keys: &["address", "reference_id", "spare"],
    meaning: "address that chronyd polls (JSON also has the reference id)",
    sign: None,
    good: "any",
    bad: "ID#, which is a name that is not resolved yet (spare places of a pool are left out)",
};

/// The state as a word.
pub static STATE: Field = Field {
    title: "state",
    keys: &["state", "selection"],
    meaning: "what chronyd makes of the source",
    sign: None,
    good: "selected, combined, selectable",
    bad: "falseticker (disagrees with the majority, or with the others where there is none), \
          jittery (varies too much), unusable (no usable answer, not measured yet, or noselect)",
};

/// The source's stratum.
pub static STRATUM: Field = Field {
    title: "stratum",
    keys: &["stratum"],
    meaning: "hops from the source to a reference clock",
    sign: None,
    good: "any; 1 has the reference clock itself",
    bad: "none, which is a source without a sample",
};

/// The poll interval.
pub static POLL: Field = Field {
    title: "poll",
    keys: &["poll_log2_seconds", "poll_interval_seconds"],
    meaning: "time between two polls, which chronyd adapts",
    sign: None,
    good: "growing towards maxpoll: the source is steady",
    bad: "at minpoll for hours",
};

/// The reachability register.
pub static REACH: Field = Field {
    title: "reach",
    keys: &["reachability", "reachability_octal", "ntp_data"],
    meaning: "which of the last eight polls brought a usable answer, the newest on the right, and the \
              register in octal",
    sign: None,
    good: "up to 1 that did not since the oldest that did; 377 is all eight",
    bad: "past 3 that did not, or 000: no usable answer, which may be silence, or a server that is \
          not synchronized itself",
};

/// The age of the last sample.
pub static LAST: Field = Field {
    title: "last",
    keys: &["last_sample_age_seconds"],
    meaning: "time since the last good sample",
    sign: None,
    good: "up to 4 poll intervals",
    bad: "past 8 poll intervals, or never",
};

/// The last measurement.
pub static OFFSET: Field = Field {
    title: "offset",
    keys: &["offset_seconds", "measured_offset_seconds"],
    meaning: "last measurement of chronyd's own estimate of true time, not of the clock: what is \
              still to be corrected (System time) is not in it (JSON also has it as measured)",
    sign: Some("+ is an estimate ahead of the source"),
    good: "smaller than the error beside it",
    bad: "larger: this source and the estimate disagree",
};

/// Its margin of error.
pub static ERROR: Field = Field {
    title: "error",
    keys: &["error_seconds"],
    meaning: "margin of error of that measurement, which is NTP's root distance",
    sign: None,
    good: "small: the source is near and its own time is good",
    bad: "3 s or more, where chronyd rejects the source (maxdistance)",
};

/// All of them, in the table's order.
pub static FIELDS: [&Field; 9] = [
    &SOURCE, &ADDRESS, &STATE, &STRATUM, &POLL, &REACH, &LAST, &OFFSET, &ERROR,
];
