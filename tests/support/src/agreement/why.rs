//! The comparison of what goes beyond the reports: all of it at a Unix socket, activity alone where everybody may ask.

use super::check::Check;
use crate::oracle::why::{Why, authentication, ntp_data, selection};
use crate::oracle::{Row, sources};

impl Check<'_> {
    /// How many sources are polled.
    pub(super) fn activity(&mut self, why: &Why) {
        let keys = "online offline burst_online burst_offline unresolved";
        self.keys("/activity", keys);
        for (key, printed) in keys.split(' ').zip(&why.activity) {
            self.integer(&format!("/activity/{key}"), Some(printed));
        }
    }

    /// What is known of a source beyond the reports, which `row` is the report of.
    pub(super) fn why(&mut self, at: &str, why: &Why, row: &Row) {
        let name = &row[sources::NAME];
        // Nothing else than a path is a socket, and the socket's owner is told everything.
        let permitted = self
            .pointer("/server")
            .as_str()
            .is_some_and(|server| server.starts_with('/'));
        let of = |rows: &'_ [Row], column: usize| -> Option<Row> {
            let row = rows.iter().find(|row| row[column] == *name);
            row.filter(|_| permitted).cloned()
        };
        let selection = of(&why.selection, selection::NAME);
        let measured = row[sources::LAST_SAMPLE_AGE] != sources::NEVER;
        self.selection(&format!("{at}/selection"), selection.as_ref(), measured);
        let authentication = of(&why.authentication, authentication::NAME);
        self.authentication(&format!("{at}/authentication"), authentication.as_ref());
        let ntp_data = of(&why.ntp_data, ntp_data::ADDRESS).filter(|_| is_unclear(row));
        // A source whose name is not resolved has the data of one that never answered.
        if name.starts_with("ID#") && permitted {
            self.integer(&format!("{at}/ntp_data/received"), Some("0"));
            return;
        }
        self.ntp_data(&format!("{at}/ntp_data"), ntp_data.as_ref());
    }

    fn selection(&mut self, at: &str, row: Option<&Row>, measured: bool) {
        let Some(row) = row else {
            return self.expect(self.pointer(at).is_null(), at, "nothing to tell");
        };
        self.keys(
            at,
            "letter word authenticated configured_options effective_options",
        );
        self.text(&format!("{at}/letter"), Some(&row[selection::LETTER]));
        let word = match row[selection::LETTER].as_str() {
            "N" => "noselect",
            "M" => "unmeasured",
            // Older versions say so of a source that they know nothing of.
            "s" if !measured => "unmeasured",
            "s" => "unsynchronized",
            "r" => "wrong stratum",
            "d" => "distant",
            "~" => "jittery",
            "w" => "starting",
            "S" => "outdated",
            "O" => "orphan",
            "T" => "untrusted",
            "x" => "falseticker",
            "W" => "waiting",
            "P" => "not preferred",
            "U" => "to be updated",
            "D" => "too far",
            "+" => "combined",
            "*" => "selected",
            other => panic!("chronyc says state {other}"),
        };
        self.text(&format!("{at}/word"), Some(word));
        let key = format!("{at}/authenticated");
        let right = self.pointer(&key) == (row[selection::AUTHENTICATED] == "Y");
        self.expect(right, &key, &row[selection::AUTHENTICATED]);
        for (key, columns) in [
            ("configured_options", selection::CONFIGURED_OPTIONS),
            ("effective_options", selection::EFFECTIVE_OPTIONS),
        ] {
            let words: Vec<&str> = row[columns]
                .iter()
                .filter_map(|letter| match letter.as_str() {
                    "N" => Some("noselect"),
                    "P" => Some("prefer"),
                    "T" => Some("trust"),
                    "R" => Some("require"),
                    _ => None,
                })
                .collect();
            let key = format!("{at}/{key}");
            let right = *self.pointer(&key) == serde_json::json!(words);
            self.expect(right, &key, &format!("{words:?}"));
        }
    }

    fn authentication(&mut self, at: &str, row: Option<&Row>) {
        use authentication::{
            ATTEMPTS, COOKIE_LENGTH, COOKIES, KEY_ID, KEY_LENGTH, KEY_TYPE, LAST_EXCHANGE_AGE,
            MODE, NAK, NEVER,
        };
        let Some(row) = row else {
            return self.expect(self.pointer(at).is_null(), at, "nothing to tell");
        };
        self.keys(
            at,
            "mode key_id algorithm key_length_bits last_exchange_age_seconds attempts nak cookies \
             cookie_length_bytes",
        );
        let mode = match row[MODE].as_str() {
            "-" => "none",
            "SK" => "key",
            "NTS" => "nts",
            other => panic!("chronyc says mode {other}"),
        };
        self.text(&format!("{at}/mode"), Some(mode));
        let nts = mode == "nts";
        let has_key = row[KEY_LENGTH] != "0";
        let algorithm = match row[KEY_TYPE].as_str() {
            "1" => "MD5",
            "2" => "SHA1",
            "3" => "SHA256",
            "15" => "AEAD-AES-SIV-CMAC-256",
            "30" => "AEAD-AES-128-GCM-SIV",
            "0" => "none",
            other => panic!("chronyc says key type {other}"),
        };
        self.text(&format!("{at}/algorithm"), has_key.then_some(algorithm));
        for (key, column, means_something) in [
            ("key_id", KEY_ID, has_key || mode == "key"),
            ("key_length_bits", KEY_LENGTH, has_key),
            (
                "last_exchange_age_seconds",
                LAST_EXCHANGE_AGE,
                nts && row[LAST_EXCHANGE_AGE] != NEVER,
            ),
            ("attempts", ATTEMPTS, nts),
            ("cookies", COOKIES, nts),
            (
                "cookie_length_bytes",
                COOKIE_LENGTH,
                nts && row[COOKIES] != "0",
            ),
        ] {
            let printed = means_something.then_some(&row[column]);
            self.integer(&format!("{at}/{key}"), printed);
        }
        let key = format!("{at}/nak");
        let seen = self.pointer(&key);
        let right = if nts {
            *seen == (row[NAK] != "0")
        } else {
            seen.is_null()
        };
        self.expect(right, &key, &row[NAK]);
    }

    fn ntp_data(&mut self, at: &str, row: Option<&Row>) {
        use ntp_data::{
            ACCEPTED, LEAP_STATUS, PEER_DELAY, RECEIVED, REFERENCE_ID, ROOT_DELAY, ROOT_DISPERSION,
            SENT, STRATUM, TESTS, VALID, VERSION,
        };
        let Some(row) = row else {
            return self.expect(self.pointer(at).is_null(), at, "nothing to tell");
        };
        self.keys(at, "sent received valid accepted last_answer");
        for (key, column) in [
            ("sent", SENT),
            ("received", RECEIVED),
            ("valid", VALID),
            ("accepted", ACCEPTED),
        ] {
            self.integer(&format!("{at}/{key}"), Some(&row[column]));
        }
        let at = format!("{at}/last_answer");
        if row[VERSION] == "0" {
            return self.expect(self.pointer(&at).is_null(), &at, "no answer");
        }
        self.keys(
            &at,
            "failed_tests leap_status stratum reference_id root_delay_seconds \
             root_dispersion_seconds delay_seconds",
        );
        let leap = match row[LEAP_STATUS].as_str() {
            "Normal" => "normal",
            "Insert second" => "insert",
            "Delete second" => "delete",
            "Not synchronised" => "unsynchronized",
            other => panic!("chronyc says leap status {other}"),
        };
        self.text(&format!("{at}/leap_status"), Some(leap));
        self.integer(&format!("{at}/stratum"), Some(&row[STRATUM]));
        self.text(&format!("{at}/reference_id"), Some(&row[REFERENCE_ID]));
        for (key, column) in [
            ("root_delay_seconds", ROOT_DELAY),
            ("root_dispersion_seconds", ROOT_DISPERSION),
            ("delay_seconds", PEER_DELAY),
        ] {
            self.number(&format!("{at}/{key}"), Some(&row[column]), 1.0);
        }
        let digits: String = row[TESTS].concat();
        let failed = |names: &str, digits: &str| -> Vec<String> {
            let pairs = names.chars().zip(digits.chars());
            let failed = pairs.filter(|(_, digit)| *digit == '0');
            failed.map(|(name, _)| name.to_string()).collect()
        };
        // The later tests are made where the earlier ones were passed.
        let mut expected = failed("123567", &digits[..6]);
        if expected.is_empty() {
            expected = failed("ABCD", &digits[6..]);
        }
        let key = format!("{at}/failed_tests");
        let right = *self.pointer(&key) == serde_json::json!(expected);
        self.expect(right, &key, &digits);
    }
}

/// Whether the report leaves open why the source gives no measurements, or whether it has a time of its own.
fn is_unclear(row: &Row) -> bool {
    let number = |column: usize| row[column].parse::<f64>().expect("a number from chronyc");
    let polls = number(sources::LAST_SAMPLE_AGE) / number(sources::POLL).exp2();
    row[sources::REACH] == "0" || polls > 9.0 || number(sources::STRATUM) >= 10.0
}
