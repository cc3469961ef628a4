//! All the metrics of a [`Report`], in the order of the page. Metrics that are a single figure of a
//! record are listed in `figures`; the others are here. It judges nothing: [`crate::health`] does.

use crate::health::diagnosis::diagnose;
use crate::health::{ClockState, Level, verdict};
use crate::report::{Report, ReportKind, Source, Tracking, as_printed, usable};

use super::Family;
use super::figures::{Figure, RTC, SOURCES, STATS, TRACKING, unix_seconds, yes};
use super::labels::{self, Identified, Label};

/// All the metrics of a report, in the order of the page.
pub(super) fn of(report: &Report) -> Vec<Family> {
    let mut families = collection(report);
    families.extend(state(report));
    families.extend(why(report));
    families.extend(
        ReportKind::ALL
            .into_iter()
            .flat_map(|kind| of_kind(kind, report)),
    );
    families
}

/// The metrics of one of the reports, if it came.
fn of_kind(kind: ReportKind, report: &Report) -> Vec<Family> {
    match kind {
        ReportKind::Tracking => report.tracking.received().map(of_tracking),
        ReportKind::Sources => report.sources.received().map(|list| of_sources(list)),
        ReportKind::Stats => report.stats.received().map(|list| of_each(&STATS, list)),
        ReportKind::Rtc => report.rtc.received().map(|rtc| singles(&RTC, rtc)),
    }
    .unwrap_or_default()
}

fn of_tracking(tracking: &Tracking) -> Vec<Family> {
    let mut families = vec![
        Family::labelled(
            "chrony_tracking_info",
            "The reference that chronyd follows",
            labels::of_reference(tracking).map(|labels| (labels, 1.0)),
        ),
        Family::labelled(
            "chrony_tracking_leap_status_info",
            "Whether a leap second is due, and whether there is a reference at all",
            [(
                vec![("leap_status", tracking.leap_status.word().into())],
                1.0,
            )],
        ),
    ];
    families.extend(singles(&TRACKING, tracking));
    families
}

fn of_sources(sources: &[Source]) -> Vec<Family> {
    let mut families = Vec::from(source_states(sources));
    families.extend(authentication(sources));
    families.extend(of_each(&SOURCES, sources));
    families
}

/// The metrics that exist even if chronyd is unreachable.
fn collection(report: &Report) -> Vec<Family> {
    vec![
        Family::single(
            "chrony_up",
            "Whether chronyd answered (1) or not (0)",
            Some(yes(!report.is_unreachable())),
        ),
        Family::labelled(
            "chrony_report_available",
            "Whether a report that was asked for could be had (1) or not (0)",
            ReportKind::ALL.into_iter().filter_map(|kind| {
                let came = report.came(kind)?;
                Some((vec![("report", kind.to_string())], yes(came)))
            }),
        ),
        Family::single(
            "chrony_collection_timestamp_seconds",
            "When chronyd was asked, as Unix time by the clock of this machine",
            Some(unix_seconds(report.fetched_at)),
        ),
        Family::single(
            "chrony_collection_duration_seconds",
            "How long asking chronyd took, in seconds",
            Some(report.fetch_duration.as_secs_f64()),
        ),
    ]
}

/// Causes of what is wrong, and how many sources are polled.
fn why(report: &Report) -> [Family; 2] {
    let states = report.activity.map(|activity| {
        [
            ("online", activity.online),
            ("offline", activity.offline),
            ("burst_online", activity.burst_online),
            ("burst_offline", activity.burst_offline),
            ("unresolved", activity.unresolved),
        ]
    });
    [
        Family::labelled(
            "chrony_diagnosis_info",
            "A cause of what is wrong, and the source that it is about, where it is about one",
            diagnose(report).into_iter().map(|diagnosis| {
                let subject = diagnosis.subject.unwrap_or_default();
                let labels = vec![("code", diagnosis.code.to_owned()), ("subject", subject)];
                (labels, 1.0)
            }),
        ),
        Family::labelled(
            "chrony_activity_sources",
            "NTP sources by what chronyd does about them",
            states
                .into_iter()
                .flatten()
                .map(|(state, count)| (vec![("state", state.to_owned())], count.into())),
        ),
    ]
}

/// How the sources are authenticated, where chronyd tells.
fn authentication(sources: &[Source]) -> [Family; 2] {
    let told = || {
        let labels = labels::of_sources(sources).into_iter().zip(sources);
        labels.filter_map(|(labels, source)| Some((labels, source.authentication?)))
    };
    [
        Family::labelled(
            "chrony_source_authentication_info",
            "How the packets of the source are authenticated",
            told().map(|(mut labels, authentication)| {
                let algorithm = authentication.algorithm.map(|it| it.word().into_owned());
                labels.push(("mode", authentication.mode.word().into_owned()));
                labels.push(("algorithm", algorithm.unwrap_or_default()));
                (labels, 1.0)
            }),
        ),
        Family::labelled(
            "chrony_source_nts_cookies",
            "NTS cookies that are left for the source, of eight",
            told().filter_map(|(labels, authentication)| {
                Some((labels, authentication.cookies?.into()))
            }),
        ),
    ]
}

/// The verdict as numbers to alert on. Without a reachable chronyd there are none.
fn state(report: &Report) -> Vec<Family> {
    let Some(verdict) = verdict(report).filter(|verdict| verdict.state != ClockState::Unreachable)
    else {
        return Vec::new();
    };
    let is = |state| Some(yes(verdict.state == state));
    let sources_are_known = report.sources.known().is_some();
    vec![
        Family::single(
            "chrony_synchronized",
            "Whether chronyd follows a source and has been updated by it lately (1) or not (0); how right the clock is, chrony_verdict_level says",
            is(ClockState::Synchronized),
        ),
        Family::single(
            "chrony_stale",
            "Whether chronyd claims to be synchronized, but follows no source or has had no update for long (1) or not (0)",
            is(ClockState::Stale).filter(|_| sources_are_known),
        ),
        Family::single(
            "chrony_local_reference",
            "Whether chronyd serves the clock of this machine for want of a better one (1) or not (0)",
            is(ClockState::Local),
        ),
        Family::single(
            "chrony_tracking_remote_reference",
            "Whether chronyd follows a source (1), or nothing but its own clock (0)",
            Some(yes(matches!(
                verdict.state,
                ClockState::Synchronized | ClockState::Stale
            ))),
        ),
        Family::single(
            "chrony_verdict_level",
            "What the clock is worth, the worse of its state and of its largest error: ok (0), warning (1) or critical (2)",
            Some(match verdict.level {
                Level::Good => 0.0,
                Level::Warn => 1.0,
                Level::Bad => 2.0,
            }),
        ),
        Family::single(
            "chrony_max_error_seconds",
            "The largest error the system clock can have, in seconds, if the stratum 1 server is right",
            verdict.max_error_seconds.map(as_printed),
        ),
    ]
}

fn source_states(sources: &[Source]) -> [Family; 2] {
    [
        Family::single(
            "chrony_usable_sources",
            "Sources that chronyd could set the clock by: selected, combined or selectable",
            Some(usable(sources).into()),
        ),
        Family::labelled(
            "chrony_sources_state_info",
            "What chronyd makes of each source, and how it uses it",
            labels::of_sources(sources)
                .into_iter()
                .zip(sources)
                .map(|(mut labels, source)| {
                    let standing = source.standing;
                    labels.push(("source_state", labels::state(standing.state).into()));
                    labels.push(("source_mode", labels::mode(standing.mode).into()));
                    (labels, 1.0)
                }),
        ),
    ]
}

fn singles<T>(figures: &[Figure<T>], report: &T) -> Vec<Family> {
    figures
        .iter()
        .map(|(name, help, figure)| Family::single(name, help, figure(report)))
        .collect()
}

fn of_each<T: Identified>(figures: &[Figure<T>], list: &[T]) -> Vec<Family> {
    let labels: Vec<Vec<Label>> = labels::of_sources(list);
    let family = |(name, help, figure): &Figure<T>| {
        let samples = labels
            .iter()
            .zip(list)
            .filter_map(|(labels, entry)| Some((labels.clone(), figure(entry)?)));
        Family::labelled(name, help, samples)
    };
    figures.iter().map(family).collect()
}
