//! Causes in the clock itself and in what it is steered by, and reference clocks that lack a partner.

use super::evidence::Evidence;
use super::facts::name;
use super::{Cause, Certainty, Found};
use crate::health::Thresholds;
use crate::report::{Mode, RefId, Source, SourceState, as_printed};
use crate::units::{Sign, offset, ppm, rate, seconds, span};

/// From this size on an offset takes minutes to slew away, in seconds.
const LARGE_OFFSET: f64 = 1.0;

/// How fast chronyd slews at most, in seconds a second (`maxslewrate` in chrony.conf(5), 83,333 ppm).
const SLEW_RATE: f64 = 0.083_333;

/// A clock that runs on an oscillator of its own is seldom off by more, in ppm.
const LARGE_FREQUENCY: f64 = 300.0;

/// Measured for so long, in seconds, a rate says something.
const LONG_ENOUGH: u32 = 600;

/// The least stratum of a server that serves its own clock, unless it is configured otherwise.
const LOCAL_STRATUM: u16 = 10;

/// A time of day that came without its offset over a serial line is off by so much, in seconds.
const SERIAL_DELAY: f32 = 0.2;

pub(super) static CLOCK_OFF: Cause = Cause {
    code: "clock-off",
    title: "far off",
    meaning: "the clock is far off, and is being slewed: after a suspend, or in a restored machine",
    evidence: "the system time is off by 1 s or more, and the source is followed all the same. Slewing takes \
               about twelve times as long as the offset (`maxslewrate`)",
    remedy: "run `chronyc makestep` now; for machines that sleep, `makestep 1 -1` in chrony.conf",
    find: |facts| {
        let distance = as_printed(facts.tracking?.system_time_offset_seconds?);
        let left = distance.abs() / SLEW_RATE;
        (distance.abs() >= LARGE_OFFSET).then(|| {
            let how_far = offset(distance, 2);
            Found {
                certainty: Certainty::Likely,
                subject: None,
                summary: format!("the clock is {how_far}"),
                message: format!(
                    "the clock is {how_far}; slewing that away takes {} or more",
                    span(left)
                ),
                remedy: None,
                evidence: Evidence::default()
                    .and("system_time_offset_seconds", distance)
                    .and("remaining_seconds", left.round()),
            }
        })
    },
};

pub(super) static UPSTREAM_LOCAL: Cause = Cause {
    code: "upstream-local",
    title: "island",
    meaning: "the source that is followed serves its own clock, which nothing corrects",
    evidence: "ntpdata: the source's reference is its own clock (7F7F0101), and its stratum 10 or more; or \
               the reference id is 7F7F0101 and comes from another machine (`copy`)",
    remedy: "give that server a real source, or follow another one (`local` with `waitsynced` prevents it)",
    find: |facts| {
        let selected = facts.report.selected()?;
        let answer = selected.ntp_data.and_then(|ntp_data| ntp_data.last_answer);
        let is_local = selected.stratum >= Some(LOCAL_STRATUM)
            && answer.is_some_and(|answer| answer.reference_id == RefId::LOCAL);
        let tracking = facts.tracking?;
        let is_copied = tracking.reference_id == Some(RefId::LOCAL) && !tracking.is_local();
        let is_probable = selected.stratum >= Some(LOCAL_STRATUM) && answer.is_none();
        let certainty = match (is_local || is_copied, is_probable) {
            (true, _) => Certainty::Certain,
            (false, true) => Certainty::Possible,
            (false, false) => return None,
        };
        let serves = if certainty == Certainty::Certain {
            "serves"
        } else {
            "may serve"
        };
        let name = name(selected);
        Some(Found {
            certainty,
            subject: Some(name.clone()),
            summary: format!("the source {serves} its own clock"),
            message: format!("{name} {serves} its own clock, which nothing corrects"),
            remedy: None,
            evidence: Evidence::default()
                .and_maybe("stratum", selected.stratum.map(u32::from))
                .and_maybe("reference_id", answer.map(|it| it.reference_id.to_string())),
        })
    },
};

pub(super) static LOCAL_REFERENCE: Cause = Cause {
    code: "local-reference",
    title: "own clock",
    meaning: "chronyd serves the clock of this machine for want of a better one (`local`)",
    evidence: "the reference is this machine's own clock (7F7F0101)",
    remedy: "give it a real source, or leave it, where an island of machines is meant to agree",
    find: |facts| {
        let tracking = facts.tracking.filter(|tracking| tracking.is_local())?;
        Some(Found {
            certainty: Certainty::Certain,
            subject: None,
            summary: "chronyd serves its own clock".to_owned(),
            message: "chronyd serves the clock of this machine, which nothing corrects".to_owned(),
            remedy: None,
            evidence: Evidence::default()
                .and("reference_id", RefId::LOCAL.to_string())
                .and_maybe("stratum", tracking.stratum.map(u32::from)),
        })
    },
};

pub(super) static PULSE_WITHOUT_TIME: Cause = Cause {
    code: "pulse-without-time",
    title: "no time of day",
    meaning: "a reference clock gives no samples, and another one is off by more than 0.2 s: a pulse per \
              second that has no time of day to go by",
    evidence: "one reference clock has no sample; another one is off by more than 0.2 s, or a falseticker",
    remedy: "correct the other one by `offset`, as sourcestats shows it; `lock` the pulse to it; start gpsd after chronyd",
    find: |facts| {
        let clocks = |wanted: fn(&Source) -> bool| -> Option<&Source> {
            let mut sources = facts.sources?.iter();
            sources.find(|source| source.standing.mode == Mode::RefClock && wanted(source))
        };
        let pulse = clocks(|source| source.last_sample_age_seconds.is_none())?;
        let time = clocks(|source| {
            source.last_sample_age_seconds.is_some()
                && (source.standing.state == SourceState::Falseticker
                    || source
                        .offset_seconds
                        .is_some_and(|it| it.abs() > SERIAL_DELAY))
        })?;
        let state = match time.offset_seconds {
            Some(it) => format!("{} off", seconds(it.abs().into(), 2, Sign::Hidden)),
            None => "a falseticker".to_owned(),
        };
        Some(Found {
            certainty: Certainty::Possible,
            subject: Some(name(pulse)),
            summary: format!("{} has no time to go by", name(pulse)),
            message: format!(
                "{} gives no samples, and {} is {state}",
                name(pulse),
                name(time)
            ),
            remedy: None,
            evidence: Evidence::default()
                .and("other", name(time))
                .and_maybe("offset_seconds", time.offset_seconds),
        })
    },
};

pub(super) static STEERED_TWICE: Cause = Cause {
    code: "steered-twice",
    title: "steered twice",
    meaning: "something else seems to steer the clock, too",
    evidence: "measured for ten minutes or more against a source that is followed, the frequency is over 300 \
               ppm, or its error bound over 100 ppm",
    remedy: "run one time service only, and switch off the time synchronization of virtual machine tools",
    find: |facts| {
        let tracking = facts.tracking?;
        let stats = facts.stats(facts.report.selected()?)?;
        let skew = tracking.skew_ppm.map(f64::from)?;
        let frequency = f64::from(tracking.frequency_ppm?);
        let is_odd = frequency.abs() > LARGE_FREQUENCY || skew > Thresholds::SKEW.tolerable;
        (is_odd && stats.span_seconds >= LONG_ENOUGH).then(|| Found {
            certainty: Certainty::Possible,
            subject: None,
            summary: "something else may steer the clock".to_owned(),
            message: format!(
                "the clock runs {}, give or take {}: something else may steer it, too",
                rate(frequency),
                ppm(skew, Sign::Hidden).text()
            ),
            remedy: None,
            evidence: Evidence::default()
                .and_maybe("frequency_ppm", tracking.frequency_ppm)
                .and_maybe("skew_ppm", tracking.skew_ppm),
        })
    },
};
