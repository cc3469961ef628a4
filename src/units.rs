//! Numbers → words: seconds in the unit that suits them, spans, directions. It rounds for people
//! and never judges. Which characters a terminal can show is not known here.

use std::borrow::Cow;

use jiff::Timestamp;

/// A figure in two parts, so that a column can align the numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// The number, with a sign if one was asked for.
    pub number: String,
    /// The unit.
    pub unit: &'static str,
}

impl Quantity {
    /// Number and unit with a blank between them.
    pub fn text(&self) -> String {
        format!("{} {}", self.number, self.unit)
    }
}

/// Whether a sign is shown: only where it has a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// `+` or `-`.
    Shown,
    /// The size alone.
    Hidden,
}

impl Sign {
    fn of(self, value: f64) -> &'static str {
        match self {
            Self::Hidden => "",
            Self::Shown if value < 0.0 => "-",
            Self::Shown => "+",
        }
    }
}

/// A unit of time: its length in seconds, and the number of it from which on the next unit is used.
struct TimeUnit {
    seconds: f64,
    limit: f64,
    name: &'static str,
}

const fn unit(seconds: f64, limit: f64, name: &'static str) -> TimeUnit {
    TimeUnit {
        seconds,
        limit,
        name,
    }
}

/// The units of time, the smallest first. A minute is `min`, for `m` is a metre.
const TIME_UNITS: [TimeUnit; 7] = [
    unit(1e-9, 1000.0, "ns"),
    unit(1e-6, 1000.0, "µs"),
    unit(1e-3, 1000.0, "ms"),
    unit(1.0, MINUTE, "s"),
    unit(MINUTE, 60.0, "min"),
    unit(60.0 * MINUTE, 24.0, "h"),
    unit(24.0 * 60.0 * MINUTE, f64::INFINITY, "d"),
];

/// A minute in seconds. A shorter time has one unit and decimals, a longer one two units: `59.4 s`,
/// `1 min 4 s`.
const MINUTE: f64 = 60.0;

/// Seconds in words: in s, ms, µs or ns, whichever gives one to three digits before the point,
/// rounded to `digits` significant digits; from a minute on as in [`span`].
pub fn seconds(seconds: f64, digits: usize, sign: Sign) -> String {
    let size = seconds.abs();
    if size.round() >= MINUTE {
        return [sign.of(seconds), &exact_span(size)].concat();
    }
    if size == 0.0 {
        return "0 s".to_owned();
    }
    let text = |value| significant(value, digits);
    scaled(seconds, sign, text).text()
}

/// The same in one unit, without trailing zeros, for where room is short: `100 ms`, `90 s`, `2.1
/// h`.
pub fn short(seconds: f64, digits: usize) -> String {
    let size = seconds.abs();
    if size == 0.0 || (MINUTE..10.0 * MINUTE).contains(&size.round()) {
        return format!("{size:.0} s");
    }
    let text = |value| significant(value, digits);
    let Quantity { number, unit } = scaled(seconds, Sign::Hidden, text);
    let number = match number.split_once('.') {
        Some(_) => number.trim_end_matches('0').trim_end_matches('.'),
        None => &number,
    };
    [number, " ", unit].concat()
}

/// The same for a column of a table: in one unit, always with one decimal, so that decimal points
/// align and each unit stays beside its number.
pub fn in_column(seconds: f64, sign: Sign) -> Quantity {
    if seconds == 0.0 {
        return Quantity {
            number: String::from("0.0"),
            unit: "s",
        };
    }
    scaled(seconds, sign, |value| format!("{value:.1}"))
}

/// A time that is not zero, in the unit that suits it; `text` rounds.
fn scaled(seconds: f64, sign: Sign, text: impl Fn(f64) -> String) -> Quantity {
    let size = seconds.abs();
    let mut number = String::new();
    let mut name = "";
    for unit in &TIME_UNITS {
        name = unit.name;
        number = text(size / unit.seconds);
        // The rounded number decides: 999.6 rounds to a thousand, which belongs to the next unit.
        if number.parse().is_ok_and(|number: f64| number < unit.limit) {
            break;
        }
    }
    number.insert_str(0, sign.of(seconds));
    Quantity { number, unit: name }
}

/// How far a clock is off, in words: `6.5 µs behind`.
pub fn offset(seconds: f64, digits: usize) -> String {
    let size = self::seconds(seconds, digits, Sign::Hidden);
    if seconds > 0.0 {
        format!("{size} ahead")
    } else if seconds < 0.0 {
        format!("{size} behind")
    } else {
        "no offset".to_owned()
    }
}

/// The words in ASCII, with as many characters as before.
pub fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.replace('µ', "u"))
    }
}

/// Parts per million, with three decimals as chronyc prints them.
pub fn ppm(value: f64, sign: Sign) -> Quantity {
    let number = match sign {
        Sign::Shown => format!("{value:+.3}"),
        Sign::Hidden => format!("{:.3}", value.abs()),
    };
    // A rounded zero has no direction.
    let number = if number == "-0.000" {
        "+0.000".to_owned()
    } else {
        number
    };
    Quantity {
        number,
        unit: "ppm",
    }
}

/// A rate in words: `3.225 ppm slow`; a rate that rounds to zero has no direction.
pub fn rate(value: f64) -> String {
    let Quantity { number, unit } = ppm(value, Sign::Hidden);
    let direction = match value {
        _ if number == "0.000" => "",
        0.0.. => " fast",
        _ => " slow",
    };
    format!("{number} {unit}{direction}")
}

/// The units of a time span, the largest first, in seconds.
const SPAN_UNITS: [(u64, &str); 4] = [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")];

/// A time span: `21 s`, `1 min 4 s`, `46 min`, `2 h 5 min`, `24 h`. It has its two largest units,
/// or one unit from ten of it on, where the second adds little; below a second it is in
/// milliseconds.
pub fn span(seconds: f64) -> String {
    let whole = match whole_seconds(seconds) {
        Ok(whole) => whole,
        Err(milliseconds) => return milliseconds,
    };
    match SPAN_UNITS.iter().find(|&&(size, _)| whole >= size) {
        Some(&(size, unit)) if whole >= 10 * size => {
            format!("{} {unit}", (whole + size / 2) / size)
        }
        _ => exact_span(seconds),
    }
}

/// The same, always in its two largest units, for a span that is compared with a limit: `23 h 59
/// min`.
pub fn exact_span(seconds: f64) -> String {
    let whole = match whole_seconds(seconds) {
        Ok(whole) => whole,
        Err(milliseconds) => return milliseconds,
    };
    let Some(largest) = SPAN_UNITS.iter().position(|&(size, _)| whole >= size) else {
        return "0 s".to_owned();
    };
    let (size, unit) = SPAN_UNITS[largest];
    let first = format!("{} {unit}", whole / size);
    match SPAN_UNITS.get(largest + 1) {
        Some(&(next_size, next_unit)) if whole % size >= next_size => {
            format!("{first} {} {next_unit}", whole % size / next_size)
        }
        _ => first,
    }
}

/// The same for a column of a table, where most spans are short: up to ten minutes in seconds, as
/// chronyc has them.
pub fn span_in_column(seconds: f64) -> String {
    match whole_seconds(seconds) {
        Ok(whole @ 60..600) => format!("{whole} s"),
        _ => span(seconds),
    }
}

/// A span in whole seconds; `Err`: less than a second, in words and milliseconds.
fn whole_seconds(seconds: f64) -> Result<u64, String> {
    if seconds > 0.0 && seconds < 0.9995 {
        return Err(format!("{:.0} ms", seconds * 1e3));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast saturates, and no span is that long"
    )]
    Ok(seconds.round().max(0.0) as u64)
}

/// A moment, to the second: `2026-01-17 09:49:17 UTC`.
pub fn moment(time: Timestamp) -> String {
    let text = format!("{time:.0}");
    text.replace('T', " ").replace('Z', " UTC")
}

/// A number that is not negative, with `digits` significant digits and without an exponent.
fn significant(value: f64, digits: usize) -> String {
    let mut decimals = digits.saturating_sub(1);
    let mut power = 10.0;
    while decimals > 0 && value >= power {
        decimals -= 1;
        power *= 10.0;
    }
    let text = format!("{value:.decimals$}");
    // 9.996 rounds to 10.00, which has a digit too many.
    if decimals > 0 && text.len() > digits + 1 {
        let fewer = decimals - 1;
        return format!("{value:.fewer$}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_choose_their_unit() {
        let cases = [
            (0.0, "0 s"),
            (6.523e-6, "+6.52 µs"),
            (-0.002_629, "-2.63 ms"),
            (-0.5, "-500 ms"),
            (999.4e-6, "+999 µs"),
            (999.6e-6, "+1.00 ms"),
            (1.5e-9, "+1.50 ns"),
            (3.0e-10, "+0.30 ns"),
            (9.996e-3, "+10.0 ms"),
            (59.4, "+59.4 s"),
            (-59.96, "-1 min"),
            (-3600.0, "-1 h"),
            (3_599.999_998, "+1 h"),
            (1000.0, "+16 min 40 s"),
            (7495.3, "+2 h 4 min"),
            (10_000.0, "+2 h 46 min"),
            (200_000.0, "+2 d 7 h"),
        ];
        for (seconds, shown) in cases {
            let text = super::seconds(seconds, 3, Sign::Shown);
            assert_eq!(text, shown, "{seconds}");
        }
    }

    #[test]
    fn short_times_have_one_unit_and_no_zeros_at_their_end() {
        let cases = [
            (1.0, "1 s"),
            (0.1, "100 ms"),
            (0.0015, "1.5 ms"),
            (59.96, "60 s"),
            (599.4, "599 s"),
            (600.0, "10 min"),
            (3599.0, "1 h"),
            (7500.0, "2.08 h"),
            (43_200.0, "12 h"),
            (0.0, "0 s"),
        ];
        for (seconds, shown) in cases {
            assert_eq!(short(seconds, 3), shown, "{seconds}");
        }
    }

    #[test]
    fn columns_have_one_decimal() {
        let cases = [
            (0.0, "0.0 s"),
            (6.523e-6, "+6.5 µs"),
            (-0.5, "-500.0 ms"),
            (999.94e-6, "+999.9 µs"),
            (999.96e-6, "+1.0 ms"),
            (59.94, "+59.9 s"),
            (59.96, "+1.0 min"),
            (3599.0, "+1.0 h"),
            (1000.0, "+16.7 min"),
            (-7495.3, "-2.1 h"),
            (10_000.0, "+2.8 h"),
            (86_400.0, "+1.0 d"),
            (1e9, "+11574.1 d"),
        ];
        for (seconds, shown) in cases {
            let text = in_column(seconds, Sign::Shown).text();
            assert_eq!(text, shown, "{seconds}");
        }
    }

    #[test]
    fn offsets_have_a_direction() {
        assert_eq!(offset(-6.523e-6, 2), "6.5 µs behind");
        assert_eq!(offset(0.5, 2), "500 ms ahead");
        assert_eq!(offset(0.0, 2), "no offset");
        assert_eq!(ascii(&offset(6.5e-6, 2)), "6.5 us ahead");
    }

    #[test]
    fn spans_have_two_units_at_most() {
        let cases = [
            (0.0, "0 s"),
            (0.0078, "8 ms"),
            (21.0, "21 s"),
            (64.2, "1 min 4 s"),
            (2760.0, "46 min"),
            (2789.0, "46 min"),
            (7500.0, "2 h 5 min"),
            (86_370.0, "24 h"),
            (266_400.0, "3 d 2 h"),
            (86_400.0 + 59.0, "1 d"),
        ];
        for (seconds, shown) in cases {
            assert_eq!(span(seconds), shown, "{seconds}");
        }
    }

    #[test]
    fn what_is_compared_is_exact() {
        for (seconds, shown) in [
            (2789.0, "46 min 29 s"),
            (86_370.0, "23 h 59 min"),
            (60.0, "1 min"),
        ] {
            assert_eq!(exact_span(seconds), shown, "{seconds}");
        }
    }

    #[test]
    fn spans_in_columns_are_short() {
        let cases = [
            (0.0, "0 s"),
            (0.0078, "8 ms"),
            (21.0, "21 s"),
            (599.0, "599 s"),
            (600.0, "10 min"),
            (1024.0, "17 min"),
            (3599.0, "60 min"),
            (7500.0, "2 h 5 min"),
            (36_000.0, "10 h"),
            (864_000.0, "10 d"),
        ];
        for (seconds, shown) in cases {
            assert_eq!(span_in_column(seconds), shown, "{seconds}");
        }
    }

    #[test]
    fn rates_have_a_direction() {
        assert_eq!(rate(-3.225), "3.225 ppm slow");
        assert_eq!(rate(0.5), "0.500 ppm fast");
        assert_eq!(rate(0.0004), "0.000 ppm");
        assert_eq!(ppm(-0.0001, Sign::Shown).text(), "+0.000 ppm");
    }
}
