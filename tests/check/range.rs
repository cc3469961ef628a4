//! The range parser by its properties, and by what the guidelines say in words.

use proptest::prelude::*;
use second_hand::check::{Limit, ParseRangeError, Range, Unit};

fn parse(text: &str) -> Result<Range, ParseRangeError> {
    Range::parse(text, |number| Unit::Seconds.read(number))
}

/// The five examples of the guidelines' table, with what it says of each, at the ends and around.
#[test]
fn the_examples_of_the_guidelines() {
    let cases: [(&str, &[f64], &[f64]); 5] = [
        ("10", &[0.0, 5.0, 10.0], &[-0.1, 10.1]),
        ("10:", &[10.0, 1e9], &[9.9, 0.0, -1.0]),
        ("~:10", &[-1e9, 0.0, 10.0], &[10.1]),
        ("10:20", &[10.0, 15.0, 20.0], &[9.9, 20.1]),
        ("@10:20", &[9.9, 20.1], &[10.0, 15.0, 20.0]),
    ];
    for (text, well, alerting) in cases {
        let range = parse(text).expect("a range");
        assert!(well.iter().all(|&value| !range.alerts(value)), "{text}");
        assert!(alerting.iter().all(|&value| range.alerts(value)), "{text}");
        assert_eq!(range.to_string(), text);
    }
}

#[test]
fn faults_are_named() {
    let cases = [
        ("", "neither start nor end"),
        ("@", "neither start nor end"),
        (":", "neither start nor end"),
        ("@:", "neither start nor end"),
        ("1:2:3", "more than one colon"),
        ("10:~", "'~'"),
        ("~", "'~'"),
        ("20:10", "the start 20 is above the end 10"),
        ("-5", "the start 0 is above the end -5"),
        ("ten", "'ten' is not a number"),
        ("10:ten", "'ten' is not a number"),
        ("nan", "'nan' is not a number"),
        ("inf", "'inf' is not a number"),
        ("1e3", "'1e3' is not a number"),
        ("1,5", "'1,5' is not a number"),
        ("5 ms", "'5 ms' is not a number"),
        ("ms", "'ms' is not a number"),
        ("5d", "'5d' is not a number"),
        ("@@5", "'@5' is not a number"),
    ];
    for (text, named) in cases {
        let fault = parse(text).expect_err(text).to_string();
        assert!(fault.contains(named), "{text}: {fault}");
    }
}

/// A unit belongs to the metric: milliseconds are no stratum, ppm are no time.
#[test]
fn units_fit_the_metric() {
    for limit in [
        "5ms",
        "error=5us",
        "offset=0.5s",
        "age=2h",
        "rtc=2m",
        "skew=1ppm",
        "skew=1",
        "reach=75%:",
        "stratum=3",
        "sources=2:",
    ] {
        assert!(Limit::parse(limit).is_ok(), "{limit}");
    }
    for limit in [
        "5ppm",
        "skew=5ms",
        "age=5%",
        "stratum=3s",
        "sources=2m:",
        "reach=1h",
        "ERROR=5",
        "=5",
        "error=",
        "error",
        "skew=0.1=2",
    ] {
        assert!(Limit::parse(limit).is_err(), "{limit}");
    }
}

/// The ends of a range and what stands for each: the text, and the number it means.
fn start() -> impl Strategy<Value = (String, f64)> {
    prop_oneof![
        Just((String::new(), 0.0)),
        Just(("~:".to_owned(), f64::NEG_INFINITY)),
        number().prop_map(|(text, number)| (format!("{text}:"), number)),
    ]
}

fn end() -> impl Strategy<Value = (String, f64)> {
    prop_oneof![number(), Just((String::new(), f64::INFINITY))]
}

/// A decimal number of up to nine digits, on both sides of zero.
fn number() -> impl Strategy<Value = (String, f64)> {
    (any::<bool>(), 0_u32..10_000, 0_u32..100_000).prop_map(|(negative, whole, fraction)| {
        let sign = if negative { "-" } else { "" };
        let text = format!("{sign}{whole}.{fraction:05}");
        let number = text.parse().expect("a number");
        (text, number)
    })
}

proptest! {
    /// A value alerts exactly outside the ends, or with `@` exactly inside; both ends are inside.
    #[test]
    fn alerts_exactly_outside(
        at in any::<bool>(),
        (start_text, start) in start(),
        (end_text, end) in end(),
        (_, elsewhere) in number(),
    ) {
        // `:` alone and nothing at all are no ranges, and an end alone cannot be left out.
        prop_assume!(!end_text.is_empty() || !start_text.is_empty());
        let text = format!("{}{start_text}{end_text}", if at { "@" } else { "" });
        let parsed = parse(&text);
        if start > end {
            prop_assert_eq!(parsed, Err(ParseRangeError::Reversed(start, end)));
            return Ok(());
        }
        let range = parsed.expect("a range");
        let around = [start, end].map(|end| [end.next_down(), end, end.next_up()]);
        for value in around.into_iter().flatten().chain([elsewhere]) {
            if value.is_finite() {
                let is_outside = value < start || end < value;
                prop_assert_eq!(range.alerts(value), is_outside != at, "{} in {}", value, text);
            }
        }
    }

    /// A range printed and parsed again is the same range, and is printed without an exponent.
    #[test]
    fn what_is_printed_is_the_same_range(
        at in any::<bool>(),
        (start_text, _) in start(),
        (end_text, _) in end(),
        unit in prop_oneof![Just(""), Just("ns"), Just("us"), Just("ms"), Just("m"), Just("h")],
    ) {
        let at = if at { "@" } else { "" };
        let unit = if end_text.is_empty() { "" } else { unit };
        if let Ok(range) = parse(&format!("{at}{start_text}{end_text}{unit}")) {
            let printed = range.to_string();
            prop_assert_eq!(parse(&printed), Ok(range), "{}", printed);
            prop_assert!(!printed.contains(['e', 'E']), "{}", printed);
        }
    }

    /// Whatever is typed, it is a range or a named fault; what is a range survives being printed.
    #[test]
    fn nothing_typed_breaks_it(text in "[@~:0-9.eimnsu+-]{0,12}|.{0,20}") {
        if let Ok(range) = parse(&text) {
            prop_assert_eq!(parse(&range.to_string()), Ok(range));
        }
    }

    /// A unit moves the decimal point, and nothing else.
    #[test]
    fn units_are_exact(number in 0_u64..1_000_000_000_000) {
        let digits = format!("{number:013}");
        for (unit, decimals) in [("ns", 9), ("us", 6), ("ms", 3), ("s", 0)] {
            let (whole, fraction) = digits.split_at(digits.len() - decimals);
            let seconds: f64 = format!("{whole}.{fraction}").parse().expect("a number");
            prop_assert_eq!(Unit::Seconds.read(&format!("{number}{unit}")), Ok(seconds));
        }
    }
}
