//! The checks of which the comparison is made: one value of the document against what chronyc printed for it. They know how
//! chronyc prints numbers, names and times, and not which key is which figure.

use std::io::Write;
use std::net::IpAddr;
use std::process::{Command, Stdio};

use jiff::Timestamp;
use serde_json::Value;

use super::Names;
use crate::oracle::Row;
use crate::oracle::tracking::{NAME, REFERENCE_ID};

/// A document under comparison, and what was found wrong with it.
pub struct Check<'a> {
    document: &'a Value,
    names: Names,
    pub wrong: Vec<String>,
}

impl<'a> Check<'a> {
    pub fn new(document: &'a Value, names: Names) -> Self {
        Self {
            document,
            names,
            wrong: Vec::new(),
        }
    }

    /// The reference id chronyd has for a source: an IPv4 address's four bytes, four bytes of an IPv6 address's MD5 hash, a
    /// reference clock's four characters; of the one that is followed (which it may `copy`), the one in `tracking`.
    pub fn reference_id(&mut self, at: &str, name: &str, tracking: &Row) {
        let hexadecimal = |bytes: &[u8]| -> String {
            let digits = bytes.iter().map(|byte| format!("{byte:02X}"));
            digits.collect()
        };
        let expected = match address(name) {
            Some(_) if name == tracking[NAME] => Some(tracking[REFERENCE_ID].clone()),
            Some(IpAddr::V4(address)) => Some(hexadecimal(&address.octets())),
            Some(IpAddr::V6(address)) => Some(md5(&address.octets())[..8].to_uppercase()),
            None if is_unresolved(name) => None,
            None => Some(format!("{:0<8}", hexadecimal(name.as_bytes()))),
        };
        self.text(&format!("{at}/reference_id"), expected.as_ref());
    }

    pub fn address_and_name(&mut self, at: &str, numeric: &str, named: &str) {
        let address = address(numeric).map(|_| numeric);
        self.text(&format!("{at}/address"), address);
        self.name(&format!("{at}/name"), numeric, named);
    }

    /// `--numeric` leaves out all names but those of reference clocks, which are their addresses.
    pub fn name(&mut self, key: &str, numeric: &str, named: &str) {
        let is_refclock = address(numeric).is_none() && !is_unresolved(numeric);
        let told = self.names == Names::Asked || is_refclock;
        self.text(key, (told && !named.is_empty()).then_some(named));
    }

    /// A place without an address is spare where another one with the same name has an address.
    pub fn spare(&mut self, at: &str, numeric: &[Row], named: &[Row], name: usize, index: usize) {
        let has_no_address = |index: usize| is_unresolved(&numeric[index][name]);
        let others = (0..numeric.len()).filter(|&other| !has_no_address(other));
        let is_spare = has_no_address(index)
            && others
                .into_iter()
                .any(|other| named[other][name] == named[index][name]);
        let key = format!("{at}/spare");
        let said = self.pointer(&key).as_bool();
        self.expect(said == Some(is_spare), &key, &is_spare.to_string());
    }

    pub fn rows(&mut self, at: &str, rows: &[Row], mut row: impl FnMut(&mut Self, &str, usize)) {
        let Some(seen) = self.pointer(at).as_array() else {
            self.expect(false, at, "a list");
            return;
        };
        if seen.len() != rows.len() {
            self.expect(false, at, &format!("{} rows", rows.len()));
            return;
        }
        for index in 0..rows.len() {
            row(self, &format!("{at}/{index}"), index);
        }
    }

    /// Every key is known here, so that none goes unchecked.
    pub fn keys(&mut self, at: &str, expected: &str) {
        let mut expected: Vec<&str> = expected.split_whitespace().collect();
        expected.sort_unstable();
        let keys = |object: &serde_json::Map<String, Value>| {
            let mut keys: Vec<String> = object.keys().cloned().collect();
            keys.sort_unstable();
            keys
        };
        let seen = self.pointer(at).as_object().map(keys).unwrap_or_default();
        if seen != expected {
            let seen = format!("keys of {at}: {seen:?}");
            self.wrong.push(format!("{seen}, expected {expected:?}"));
        }
    }

    pub fn text(&mut self, key: &str, expected: Option<&(impl AsRef<str> + ?Sized)>) {
        let expected = expected.map(AsRef::as_ref);
        let seen = self.pointer(key);
        let right = match expected {
            Some(expected) => seen == expected,
            None => seen.is_null(),
        };
        self.expect(right, key, expected.unwrap_or("null"));
    }

    pub fn integer(&mut self, key: &str, printed: Option<&(impl AsRef<str> + ?Sized)>) {
        let expected = printed.map(|printed| -> i64 {
            let digits = printed.as_ref();
            digits.parse().expect("an integer from chronyc")
        });
        let seen = self.pointer(key);
        let right = match expected {
            Some(expected) => seen.as_i64() == Some(expected),
            None => seen.is_null(),
        };
        self.expect(right, key, &format!("{expected:?}"));
    }

    /// A figure of which chronyc prints so many digits. It must be the shortest decimal of the `f32` that chronyd sent, and
    /// that `f32` must print as chronyc printed it.
    pub fn number(&mut self, key: &str, printed: Option<&String>, sign: f64) {
        let seen = self.pointer(key);
        let right = match printed {
            None => seen.is_null(),
            Some(printed) => seen.as_f64().is_some_and(|number| {
                let decimals = printed
                    .split_once('.')
                    .map_or(0, |(_, digits)| digits.len());
                let sent = f64::from(narrowed(number));
                let reprinted = format!("{:.decimals$}", sign * sent);
                same_f32(number, narrowed(number))
                    && without_sign_of_zero(&reprinted) == without_sign_of_zero(printed)
            }),
        };
        let expected = printed.map_or("null", |printed| printed);
        self.expect(right, key, &format!("{expected} (× {sign})"));
    }

    /// A time, which the document has twice: as text, and in seconds.
    pub fn time(&mut self, key: &str, printed: Option<&String>) {
        let seconds_key = format!("{key}_unix_seconds");
        let (text, seconds) = (self.pointer(key), self.pointer(&seconds_key));
        let Some(printed) = printed else {
            let none = text.is_null() && seconds.is_null();
            self.expect(none, key, "null");
            return;
        };
        let instant: Option<Timestamp> = text.as_str().and_then(|text| text.parse().ok());
        let reprinted = instant.map(|instant| {
            let (whole, part) = (instant.as_second(), instant.subsec_nanosecond());
            format!("{whole}.{part:09}")
        });
        let in_utc = text.as_str().is_some_and(|text| text.ends_with('Z'));
        let right = in_utc && reprinted.as_deref() == Some(printed);
        self.expect(right, key, printed);
        // An f64 of today's seconds tells quarters of a microsecond apart.
        let near = seconds.as_f64().map(|seconds| seconds - value(printed));
        let right = near.is_some_and(|difference| difference.abs() < 5e-7);
        self.expect(right, &seconds_key, printed);
    }

    pub fn pointer(&self, key: &str) -> &'a Value {
        self.document.pointer(key).unwrap_or(&Value::Null)
    }

    pub fn expect(&mut self, right: bool, key: &str, expected: &str) {
        if !right {
            let seen = self.document.pointer(key);
            let seen = seen.map_or("nothing".to_owned(), Value::to_string);
            self.wrong
                .push(format!("{key} is {seen}, chronyc has {expected}"));
        }
    }
}

pub fn address(name: &str) -> Option<IpAddr> {
    name.parse().ok()
}

/// The MD5 hash of `bytes` in hexadecimal, as md5sum makes it.
fn md5(bytes: &[u8]) -> String {
    let mut md5sum = Command::new("md5sum")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("md5sum");
    let mut input = md5sum.stdin.take().expect("its standard input");
    input.write_all(bytes).expect("a few bytes written");
    drop(input);
    let output = md5sum.wait_with_output().expect("md5sum's answer");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// chronyc's stand-in for the address of a source whose name is not resolved yet.
fn is_unresolved(name: &str) -> bool {
    name.starts_with("ID#")
}

/// A figure too small for its digits is printed as -0.000 or 0.000, by its sign, which nobody can read.
fn without_sign_of_zero(printed: &str) -> &str {
    match printed.strip_prefix('-') {
        Some(digits) if digits.bytes().all(|byte| matches!(byte, b'0' | b'.')) => digits,
        _ => printed,
    }
}

pub fn value(printed: &str) -> f64 {
    printed.parse().expect("a number from chronyc")
}

#[allow(clippy::cast_possible_truncation)]
fn narrowed(number: f64) -> f32 {
    number as f32
}

/// Whether `number` is a shortest decimal that reads back as `sent`. There may be two that are equally near.
pub fn same_f32(number: f64, sent: f32) -> bool {
    let digits = |text: String| text.split('e').next().map_or(0, str::len);
    let shortest = digits(format!("{sent:e}"));
    narrowed(number).to_bits() == sent.to_bits() && digits(format!("{number:e}")) <= shortest
}
