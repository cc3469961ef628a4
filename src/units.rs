//! Numbers → words: seconds in the unit that suits them, spans, directions. It rounds for the eye
//! and never judges. Whether a terminal can show the words is not its concern.

use std::borrow::Cow;

use jiff::Timestamp;

/// A figure split where a column aligns it: a number and its unit.
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

/// Seconds in s, ms, µs or ns, whichever gives one to three digits before the point, rounded to
/// so many significant digits.
pub fn seconds(seconds: f64, digits: usize, sign: Sign) -> Quantity {
    if seconds == 0.0 {
        return Quantity {
            number: String::from("0"),
            unit: "s",
        };
    }
    scaled(seconds, sign, |sign, value| {
        significant(sign, value, digits)
    })
}

/// The same for a column of a table: with one decimal throughout, so that the decimal points
/// stand below each other and no unit stands apart from its number.
pub fn in_column(seconds: f64, sign: Sign) -> Quantity {
    if seconds == 0.0 {
        return Quantity {
            number: String::from("0.0"),
            unit: "s",
        };
    }
    scaled(seconds, sign, |sign, value| format!("{sign}{value:.1}"))
}

fn scaled(seconds: f64, sign: Sign, text: impl Fn(&'static str, f64) -> String) -> Quantity {
    const UNITS: [(f64, &str); 4] = [(1e9, "ns"), (1e6, "µs"), (1e3, "ms"), (1.0, "s")];
    let size = seconds.abs();
    let suits = |&(factor, _): &(f64, _)| size * factor < 1000.0;
    let mut place = UNITS.iter().position(suits).unwrap_or(UNITS.len() - 1);
    let sign = match sign {
        Sign::Hidden => "",
        Sign::Shown if seconds < 0.0 => "-",
        Sign::Shown => "+",
    };
    let mut number = text(sign, size * UNITS[place].0);
    // What rounds to a thousand belongs to the next unit.
    if place + 1 < UNITS.len() && number[sign.len()..].starts_with("1000") {
        place += 1;
        number = text(sign, size * UNITS[place].0);
    }
    Quantity {
        number,
        unit: UNITS[place].1,
    }
}

/// How far a clock is off, in words: `6.5 µs behind`.
pub fn offset(seconds: f64, digits: usize) -> String {
    let size = self::seconds(seconds, digits, Sign::Hidden).text();
    if seconds > 0.0 {
        format!("{size} ahead")
    } else if seconds < 0.0 {
        format!("{size} behind")
    } else {
        "no offset".to_owned()
    }
}

/// The words in ASCII.
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

/// A rate in words: `3.225 ppm slow`; one that rounds to nothing has no direction.
pub fn rate(value: f64) -> String {
    let Quantity { number, unit } = ppm(value, Sign::Hidden);
    let direction = match value {
        _ if number == "0.000" => "",
        0.0.. => " fast",
        _ => " slow",
    };
    format!("{number} {unit}{direction}")
}

/// A time span in its two largest units: `46m`, `2h 5m`, `3d 1h`; below a minute in whole seconds,
/// below a second in milliseconds.
pub fn span(seconds: f64) -> String {
    const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3600, "h"), (60, "m"), (1, "s")];
    if seconds > 0.0 && seconds < 0.9995 {
        return format!("{:.0}ms", seconds * 1e3);
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast saturates, and no span is that long"
    )]
    let whole = seconds.round().max(0.0) as u64;
    let Some(largest) = UNITS.iter().position(|&(size, _)| whole >= size) else {
        return "0s".to_owned();
    };
    let (size, unit) = UNITS[largest];
    let first = format!("{}{unit}", whole / size);
    match UNITS.get(largest + 1) {
        Some(&(next_size, next_unit)) if whole % size >= next_size => {
            format!("{first} {}{next_unit}", whole % size / next_size)
        }
        _ => first,
    }
}

/// A moment, to the second: `2026-01-17 09:49:17 UTC`.
pub fn moment(time: Timestamp) -> String {
    let text = format!("{time:.0}");
    text.replace('T', " ").replace('Z', " UTC")
}

/// A number that is not negative behind a sign, to so many significant digits and without an
/// exponent.
fn significant(sign: &str, value: f64, digits: usize) -> String {
    let mut decimals = digits.saturating_sub(1);
    let mut power = 10.0;
    while decimals > 0 && value >= power {
        decimals -= 1;
        power *= 10.0;
    }
    let text = format!("{sign}{value:.decimals$}");
    // 9.996 rounds to 10.00, which has a digit too many.
    if decimals > 0 && text.len() > sign.len() + digits + 1 {
        let fewer = decimals - 1;
        return format!("{sign}{value:.fewer$}");
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
            (7495.3, "+7495 s"),
            (9.996e-3, "+10.0 ms"),
        ];
        for (seconds, shown) in cases {
            let text = super::seconds(seconds, 3, Sign::Shown).text();
            assert_eq!(text, shown, "{seconds}");
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
            (-7495.3, "-7495.3 s"),
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
    fn spans_have_two_units() {
        let cases = [
            (0.0, "0s"),
            (0.0078, "8ms"),
            (21.0, "21s"),
            (64.2, "1m 4s"),
            (2760.0, "46m"),
            (7500.0, "2h 5m"),
            (266_400.0, "3d 2h"),
            (86_400.0 + 59.0, "1d"),
        ];
        for (seconds, shown) in cases {
            assert_eq!(span(seconds), shown, "{seconds}");
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
