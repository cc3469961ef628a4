//! The comparison of the program's JSON with what chronyc printed: every key of every report, to the last digit chronyc
//! prints. The meaning of each key is the contract's, in particular one sign for all offsets and `null` for every figure
//! that means nothing; where a figure comes from is [`crate::oracle`]'s matter.

mod check;
mod why;

use serde_json::Value;

use crate::oracle::{self, NO_TIME, Reports, Row, Snapshot};

use check::{Check, address, same_f32, value};

/// Whether the program was told to leave names alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Names {
    /// It asked chronyd for them.
    Asked,
    /// `--numeric`.
    LeftOut,
}

/// Checks every report that `document` has against `snapshot`.
///
/// # Panics
///
/// With a list of everything that differs.
pub fn assert_agrees(document: &Value, snapshot: &Snapshot, names: Names) {
    let wrong = disagreements(document, snapshot, names);
    assert!(
        wrong.is_empty(),
        "{}\nchronyc: {snapshot:#?}\nsecond-hand: {document:#}",
        wrong.join("\n")
    );
}

/// Everything in the reports that `document` has that is not as in `snapshot`.
pub fn disagreements(document: &Value, snapshot: &Snapshot, names: Names) -> Vec<String> {
    let mut check = Check::new(document, names);
    if document.get("tracking").is_some() {
        check.tracking(snapshot);
    }
    if document.get("sources").is_some() {
        check.activity(&snapshot.why);
        check.rows("/sources", &snapshot.numeric.sources, |check, at, index| {
            check.source(at, snapshot, index);
            check.why(at, &snapshot.why, &snapshot.numeric.sources[index]);
        });
    }
    if document.get("stats").is_some() {
        check.rows("/stats", &snapshot.numeric.stats, |check, at, index| {
            check.statistics(at, snapshot, index);
        });
    }
    if document.get("rtc").is_some() {
        check.rtc(&snapshot.numeric);
    }
    check.wrong
}

/// What of tracking means something.
#[derive(Clone, Copy, PartialEq)]
enum Reference {
    /// None: every figure that speaks of a reference is a placeholder.
    None,
    /// The daemon's own clock.
    Own,
    /// A source.
    Source,
}

impl Reference {
    fn of(row: &Row) -> Self {
        if row[oracle::tracking::LEAP_STATUS] == "Not synchronised" {
            Self::None
        } else if row[oracle::tracking::REFERENCE_ID] == "7F7F0101"
            && row[oracle::tracking::NAME].is_empty()
        {
            Self::Own
        } else {
            Self::Source
        }
    }
}

impl Check<'_> {
    fn tracking(&mut self, snapshot: &Snapshot) {
        use oracle::tracking::{
            FREQUENCY, LAST_OFFSET, LEAP_STATUS, NAME, REF_TIME, REFERENCE_ID, RESIDUAL_FREQUENCY,
            RMS_OFFSET, ROOT_DELAY, ROOT_DISPERSION, SKEW, STRATUM, SYSTEM_TIME, UPDATE_INTERVAL,
        };
        let (row, named) = (&snapshot.numeric.tracking, &snapshot.named.tracking);
        let reference = Reference::of(row);
        let exists = reference != Reference::None;
        let source = reference == Reference::Source;
        // What the last update found stays known when its source is lost. Where there never was one, all is zero; a clock
        // set by hand has a correction all the same.
        let is_told = |column: usize| value(&row[column]) != 0.0;
        let history = source
            || [LAST_OFFSET, RMS_OFFSET, UPDATE_INTERVAL]
                .into_iter()
                .any(is_told);
        let corrected = history || is_told(SYSTEM_TIME);

        self.keys(
            "/tracking",
            "reference_id reference_name reference_address stratum leap_status ref_time \
             ref_time_unix_seconds system_time_offset_seconds last_offset_seconds rms_offset_seconds \
             frequency_ppm residual_frequency_ppm skew_ppm root_delay_seconds root_dispersion_seconds \
             update_interval_seconds max_error_seconds",
        );
        let leap = match row[LEAP_STATUS].as_str() {
            "Normal" => "normal",
            "Insert second" => "insert",
            "Delete second" => "delete",
            "Not synchronised" => "unsynchronized",
            other => panic!("chronyc says leap status {other}"),
        };
        self.text("/tracking/leap_status", Some(leap));
        self.text(
            "/tracking/reference_id",
            exists.then_some(&row[REFERENCE_ID]),
        );
        let address = address(&row[NAME]);
        self.text(
            "/tracking/reference_address",
            address.map(|_| row[NAME].as_str()),
        );
        self.name("/tracking/reference_name", &row[NAME], &named[NAME]);
        self.integer("/tracking/stratum", exists.then_some(&row[STRATUM]));
        self.time("/tracking/ref_time", exists.then_some(&row[REF_TIME]));

        let figures = [
            ("system_time_offset_seconds", SYSTEM_TIME, corrected, -1.0),
            ("last_offset_seconds", LAST_OFFSET, history, 1.0),
            ("rms_offset_seconds", RMS_OFFSET, history, 1.0),
            ("residual_frequency_ppm", RESIDUAL_FREQUENCY, source, 1.0),
            ("skew_ppm", SKEW, source, 1.0),
            ("root_delay_seconds", ROOT_DELAY, exists, 1.0),
            ("root_dispersion_seconds", ROOT_DISPERSION, exists, 1.0),
        ];
        for (key, column, means_something, sign) in figures {
            let printed = means_something.then_some(&row[column]);
            self.number(&format!("/tracking/{key}"), printed, sign);
        }
        // chronyc prints three digits: what reads as zero may be an estimate, or none.
        let frequency = &row[FREQUENCY];
        let estimated = value(frequency) != 0.0 || self.pointer("/tracking/frequency_ppm").is_f64();
        self.number(
            "/tracking/frequency_ppm",
            estimated.then_some(frequency),
            1.0,
        );
        let interval = self.pointer("/tracking/update_interval_seconds").as_f64();
        if history && interval.is_some_and(|seconds| seconds > 0.0) {
            let printed = &row[UPDATE_INTERVAL];
            self.number("/tracking/update_interval_seconds", Some(printed), 1.0);
        } else {
            // chronyc prints one digit: an interval below 50 ms reads as none.
            let is_none = !history || value(&row[UPDATE_INTERVAL]) == 0.0;
            self.expect(
                is_none && interval.is_none(),
                "/tracking/update_interval_seconds",
                &row[UPDATE_INTERVAL],
            );
        }

        self.max_error(source.then_some(&row[..]));
    }

    /// |current correction| + root dispersion + root delay / 2, from chrony's manual; of a row that has a source.
    fn max_error(&mut self, row: Option<&[String]>) {
        use oracle::tracking::{ROOT_DELAY, ROOT_DISPERSION, SYSTEM_TIME};
        let bound = row.map(|row| {
            value(&row[SYSTEM_TIME]).abs()
                + value(&row[ROOT_DISPERSION])
                + value(&row[ROOT_DELAY]) / 2.0
        });
        let mut bounds = vec!["/tracking/max_error_seconds"];
        // A verdict on a daemon that says one thing and shows another may hold no bound.
        if self.pointer("/verdict/state") != "stale" {
            bounds.push("/verdict/max_error_seconds");
        }
        for key in bounds {
            let seen = self.pointer(key).as_f64();
            // Three figures of nine digits each, and their sum as an f32.
            let same = match (seen, bound) {
                (Some(seen), Some(bound)) => {
                    (seen - bound).abs() < 2e-9 + bound * f64::from(f32::EPSILON)
                }
                (seen, bound) => seen.is_none() && bound.is_none(),
            };
            self.expect(same, key, &format!("{bound:?}"));
        }
    }

    fn source(&mut self, at: &str, snapshot: &Snapshot, index: usize) {
        use oracle::sources::{
            ERROR, LAST_SAMPLE_AGE, MEASURED_OFFSET, MODE, NAME, NEVER, OFFSET, POLL, REACH, STATE,
            STRATUM,
        };
        let row = &snapshot.numeric.sources[index];
        self.keys(
            at,
            "address name reference_id mode state symbol stratum poll_log2_seconds poll_interval_seconds \
             reachability reachability_octal last_sample_age_seconds offset_seconds \
             measured_offset_seconds error_seconds selection authentication ntp_data spare",
        );
        self.spare(
            at,
            &snapshot.numeric.sources,
            &snapshot.named.sources,
            NAME,
            index,
        );
        let mode = match row[MODE].as_str() {
            "^" => "server",
            "=" => "peer",
            "#" => "refclock",
            other => panic!("chronyc says mode {other}"),
        };
        let state = match row[STATE].as_str() {
            "*" => "selected",
            "+" => "combined",
            "-" => "selectable",
            "x" => "falseticker",
            "~" => "jittery",
            "?" => "unusable",
            other => panic!("chronyc says state {other}"),
        };
        self.text(&format!("{at}/mode"), Some(mode));
        self.text(&format!("{at}/state"), Some(state));
        let symbol = format!("{}{}", row[MODE], row[STATE]);
        self.text(&format!("{at}/symbol"), Some(&symbol));
        self.address_and_name(at, &row[NAME], &snapshot.named.sources[index][NAME]);
        self.reference_id(at, &row[NAME], &snapshot.numeric.tracking);

        let sampled = row[LAST_SAMPLE_AGE] != NEVER;
        self.integer(&format!("{at}/stratum"), sampled.then_some(&row[STRATUM]));
        self.integer(&format!("{at}/poll_log2_seconds"), Some(&row[POLL]));
        let interval = value(&row[POLL]).exp2();
        let key = format!("{at}/poll_interval_seconds");
        self.expect(
            self.pointer(&key).as_f64() == Some(interval),
            &key,
            &interval.to_string(),
        );
        let reach = u64::from_str_radix(&row[REACH], 8).expect("octal");
        self.integer(&format!("{at}/reachability"), Some(&reach.to_string()));
        let key = format!("{at}/reachability_octal");
        let octal = self.pointer(&key).as_str();
        self.expect(
            octal.map(|digits| u64::from_str_radix(digits, 8)) == Some(Ok(reach)),
            &key,
            &row[REACH],
        );
        let age = sampled.then_some(&row[LAST_SAMPLE_AGE]);
        self.integer(&format!("{at}/last_sample_age_seconds"), age);
        for (key, column) in [
            ("offset_seconds", OFFSET),
            ("measured_offset_seconds", MEASURED_OFFSET),
            ("error_seconds", ERROR),
        ] {
            self.number(&format!("{at}/{key}"), sampled.then_some(&row[column]), 1.0);
        }
    }

    fn statistics(&mut self, at: &str, snapshot: &Snapshot, index: usize) {
        use oracle::stats::{
            FREQUENCY, NAME, NO_SKEW, NO_STD_DEV, OFFSET, RUNS, SAMPLES, SKEW, SPAN, STD_DEV,
        };
        let row = &snapshot.numeric.stats[index];
        self.keys(
            at,
            "address name reference_id samples runs span_seconds frequency_ppm skew_ppm \
             offset_seconds offset_error_seconds std_dev_seconds spare",
        );
        self.spare(
            at,
            &snapshot.numeric.stats,
            &snapshot.named.stats,
            NAME,
            index,
        );
        self.address_and_name(at, &row[NAME], &snapshot.named.stats[index][NAME]);
        self.reference_id(at, &row[NAME], &snapshot.numeric.tracking);
        for (key, column) in [("samples", SAMPLES), ("runs", RUNS), ("span_seconds", SPAN)] {
            self.integer(&format!("{at}/{key}"), Some(&row[column]));
        }
        let sampled = row[SAMPLES] != "0";
        let slope = row[SKEW] != NO_SKEW;
        for (key, column, means_something) in [
            ("frequency_ppm", FREQUENCY, slope),
            ("skew_ppm", SKEW, slope),
            ("offset_seconds", OFFSET, sampled),
            ("std_dev_seconds", STD_DEV, row[STD_DEV] != NO_STD_DEV),
        ] {
            let printed = means_something.then_some(&row[column]);
            self.number(&format!("{at}/{key}"), printed, 1.0);
        }
        let key = format!("{at}/offset_error_seconds");
        let seen = self.pointer(&key).as_f64();
        let right = match &snapshot.offset_errors {
            _ if !sampled => seen.is_none(),
            Some(errors) => seen.is_some_and(|seen| same_f32(seen, errors[index])),
            None => seen.is_some_and(|seen| seen >= 0.0),
        };
        let expected = snapshot.offset_errors.as_ref().map(|errors| errors[index]);
        self.expect(right, &key, &format!("{expected:?}"));
    }

    fn rtc(&mut self, reports: &Reports) {
        use oracle::rtc::{DRIFT, OFFSET, REF_TIME, RUNS, SAMPLES, SPAN};
        let Some(row) = &reports.rtc else {
            self.expect(
                self.pointer("/rtc").is_null(),
                "/rtc",
                "RTC driver not running",
            );
            return;
        };
        self.keys(
            "/rtc",
            "ref_time ref_time_unix_seconds samples runs span_seconds offset_seconds drift_ppm",
        );
        let measured = row[REF_TIME] != NO_TIME;
        self.time("/rtc/ref_time", measured.then_some(&row[REF_TIME]));
        for (key, column) in [("samples", SAMPLES), ("runs", RUNS), ("span_seconds", SPAN)] {
            self.integer(&format!("/rtc/{key}"), Some(&row[column]));
        }
        for (key, column) in [("offset_seconds", OFFSET), ("drift_ppm", DRIFT)] {
            self.number(
                &format!("/rtc/{key}"),
                measured.then_some(&row[column]),
                1.0,
            );
        }
    }
}
