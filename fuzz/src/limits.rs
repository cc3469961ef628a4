//! Limits as people write them, against a reading of the Monitoring Plugins guidelines that is made here
//! from the parts they are put together of; and what a check makes of a report by them.

use arbitrary::{Result, Unstructured};
use second_hand::ExitStatus;
use second_hand::check::{Limit, Limits, Metric, Range, judge};

use super::report;

/// The usual limits of the error, in seconds (the help says so).
const USUAL_WARNING: f64 = 0.1;
const USUAL_CRITICAL: f64 = 1.0;

/// Reads the input as the limits of a check, and as what is checked.
pub fn run(data: &[u8]) {
    let _too_short = check(&mut Unstructured::new(data));
}

fn check(u: &mut Unstructured<'_>) -> Result<()> {
    let warning = limits(u)?;
    let critical = limits(u)?;
    let [Some(warning), Some(critical)] = [warning, critical] else {
        return Ok(());
    };
    let repeats = |limits: &[Limit]| {
        let is_repeated = |(place, limit): (usize, &Limit)| {
            limits[..place]
                .iter()
                .any(|other| other.metric == limit.metric)
        };
        limits.iter().enumerate().any(is_repeated)
    };
    let limits = Limits::new(&warning, &critical);
    assert_eq!(limits.is_err(), repeats(&warning) || repeats(&critical));
    let Ok(limits) = limits else { return Ok(()) };
    for limit in &warning {
        assert_eq!(limits.warning(limit.metric), Some(limit.range));
    }
    for limit in &critical {
        assert_eq!(limits.critical(limit.metric), Some(limit.range));
    }
    let has = |limits: &[Limit], metric| limits.iter().any(|limit| limit.metric == metric);
    for metric in Metric::ALL
        .into_iter()
        .filter(|&metric| metric != Metric::Error)
    {
        assert_eq!(limits.warning(metric).is_some(), has(&warning, metric));
        assert_eq!(limits.critical(metric).is_some(), has(&critical, metric));
    }
    let given = [&warning, &critical].map(|limits| has(limits, Metric::Error));
    check_usual(&limits, given, u)?;
    check_judgement(&limits, u)
}

/// The usual limits of the error are there, unless one is given in their stead or would contradict them.
fn check_usual(limits: &Limits, given: [bool; 2], u: &mut Unstructured<'_>) -> Result<()> {
    let [warning, critical] = [
        limits.warning(Metric::Error),
        limits.critical(Metric::Error),
    ];
    if given == [false, false] {
        assert_eq!(warning, Some(Range::up_to(USUAL_WARNING)));
        assert_eq!(critical, Some(Range::up_to(USUAL_CRITICAL)));
    }
    if given == [true, true] {
        return Ok(());
    }
    if let (Some(warning), Some(critical)) = (warning, critical) {
        let value = number(u)?.abs();
        for value in [value, USUAL_WARNING, USUAL_CRITICAL, value / 1e3] {
            let contradicts = critical.alerts(value) && !warning.alerts(value);
            assert!(!contradicts, "{value}: {warning} {critical}");
        }
    }
    Ok(())
}

/// A check is as bad as the worst limit that is passed, or worse for the state of the clock.
fn check_judgement(limits: &Limits, u: &mut Unstructured<'_>) -> Result<()> {
    let report = report::any(u)?;
    let judgement = judge(&report, limits);
    let worst = judgement.problems.first();
    let status = worst.map_or(ExitStatus::Ok, |worst| worst.status);
    assert_eq!(judgement.status, status);
    if report.is_unreachable() {
        assert_eq!(judgement.status, ExitStatus::Critical);
        return Ok(());
    }
    for metric in Metric::ALL {
        let Some(value) = metric.value(&report) else {
            let has_limit = limits.limit(metric);
            assert!(
                !has_limit || judgement.status != ExitStatus::Ok,
                "{metric:?}"
            );
            continue;
        };
        assert!(value.is_finite() && value >= 0.0, "{metric:?}: {value}");
        if limits
            .critical(metric)
            .is_some_and(|range| range.alerts(value))
        {
            assert_eq!(
                judgement.status,
                ExitStatus::Critical,
                "{metric:?}: {value}"
            );
        } else if limits
            .warning(metric)
            .is_some_and(|range| range.alerts(value))
        {
            let is_heard = matches!(judgement.status, ExitStatus::Warning | ExitStatus::Critical);
            assert!(is_heard, "{metric:?}: {value}: {judgement:?}");
        }
    }
    Ok(())
}

/// Up to three limits; `None` when one of them is none.
fn limits(u: &mut Unstructured<'_>) -> Result<Option<Vec<Limit>>> {
    (0..u.int_in_range(0..=3)?).map(|_| limit(u)).collect()
}

/// A limit put together of parts, and read.
fn limit(u: &mut Unstructured<'_>) -> Result<Option<Limit>> {
    let metric = *u.choose(&Metric::ALL)?;
    let shape: u8 = u.arbitrary()?;
    let (start, start_text) = written(metric, u)?;
    let (end, end_text) = written(metric, u)?;
    let (ends, start, end) = match shape & 7 {
        0 => (format!("{start_text}:"), start, f64::INFINITY),
        1 => (format!("~:{end_text}"), f64::NEG_INFINITY, end),
        2 => ("~:".to_owned(), f64::NEG_INFINITY, f64::INFINITY),
        3 => (format!(":{end_text}"), 0.0, end),
        4 => (end_text, 0.0, end),
        _ => (format!("{start_text}:{end_text}"), start, end),
    };
    let alerts_inside = shape & 8 != 0;
    let name = if metric == Metric::Error && shape & 16 != 0 {
        String::new()
    } else {
        format!("{}=", metric.name())
    };
    let text = format!("{name}{}{ends}", if alerts_inside { "@" } else { "" });
    let Ok(limit) = Limit::parse(&text) else {
        let is_too_fine = |end: f64| metric == Metric::Age && end != 0.0 && end.abs() < 1.001;
        let is_reversed = start >= end - end.abs() * 1e-9;
        let is_wrong = is_reversed || is_too_fine(start) || is_too_fine(end);
        assert!(is_wrong, "{text:?} is a limit");
        return Ok(None);
    };
    assert_eq!(limit.metric, metric);
    assert!(start <= end + end.abs() * 1e-9, "{text:?} is reversed");
    let again = Limit::parse(&format!("{}={}", metric.name(), limit.range));
    assert_eq!(again.as_ref(), Ok(&limit), "{text:?}");
    let value = number(u)?;
    for value in [
        value,
        start - 1.0,
        start + 1.0,
        end - 1.0,
        end + 1.0,
        f64::midpoint(start, end),
    ] {
        // Where decimals are rounded to binary is not the matter here.
        let is_close = |end: f64| (value - end).abs() <= end.abs() * 1e-9 + 1e-12;
        if value.is_finite() && !is_close(start) && !is_close(end) {
            let is_inside = start < value && value < end;
            assert_eq!(
                limit.range.alerts(value),
                is_inside == alerts_inside,
                "{text:?}: {value}"
            );
        }
    }
    Ok(Some(limit))
}

/// A number as it can be written for the metric, and what it means in the metric's own unit.
fn written(metric: Metric, u: &mut Unstructured<'_>) -> Result<(f64, String)> {
    const TIMES: &[(&str, f64)] = &[
        ("", 1.0),
        ("ns", 1e-9),
        ("us", 1e-6),
        ("ms", 1e-3),
        ("s", 1.0),
        ("m", 60.0),
        ("h", 3600.0),
    ];
    let units = match metric {
        Metric::Error | Metric::Offset | Metric::Age | Metric::Rtc => TIMES,
        Metric::Skew => &[("", 1.0), ("ppm", 1.0)],
        Metric::Reach => &[("", 1.0), ("%", 1.0)],
        Metric::Stratum | Metric::Sources | Metric::Authenticated => &[("", 1.0)],
    };
    let &(unit, factor) = u.choose(units)?;
    let number = number(u)?;
    Ok((number * factor, format!("{number}{unit}")))
}

/// A number of up to nine digits, with its point anywhere.
fn number(u: &mut Unstructured<'_>) -> Result<f64> {
    let (digits, bits, place): (u32, u8, u8) = u.arbitrary()?;
    let size = f64::from((digits >> (bits & 31)) % 1_000_000_000) / 10_f64.powi((place & 7).into());
    Ok(if place & 0x80 == 0 { size } else { -size })
}
