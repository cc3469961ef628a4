//! What every field means, what its sign says, what is good and what is not: the one place for
//! these words. Tables take their labels from here, `--explain` prints the rest; nothing is judged.

pub(crate) mod rtc;
pub(crate) mod sources;
pub(crate) mod stats;
pub(crate) mod tracking;

use crate::report::ReportKind;

/// A field of a report, in words of ASCII: it is shown in the manual and by every terminal.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// What a table calls it.
    pub title: &'static str,
    /// The keys that carry it in JSON.
    pub keys: &'static [&'static str],
    /// What it is.
    pub meaning: &'static str,
    /// What its sign or its direction says, where it has one.
    pub sign: Option<&'static str>,
    /// What is as it should be.
    pub good: &'static str,
    /// What is not.
    pub bad: &'static str,
}

impl Field {
    const fn new(title: &'static str, keys: &'static [&'static str]) -> Self {
        Self {
            title,
            keys,
            meaning: "",
            sign: None,
            good: "",
            bad: "",
        }
    }

    const fn meaning(self, meaning: &'static str) -> Self {
        Self { meaning, ..self }
    }

    const fn sign(self, sign: &'static str) -> Self {
        let sign = Some(sign);
        Self { sign, ..self }
    }

    const fn good(self, good: &'static str) -> Self {
        Self { good, ..self }
    }

    const fn bad(self, bad: &'static str) -> Self {
        Self { bad, ..self }
    }

    /// The explanation in one line, without the title.
    pub fn text(&self) -> String {
        let sign = self.sign.map(|sign| format!("; {sign}"));
        let sign = sign.as_deref().unwrap_or_default();
        format!(
            "{}{sign}. Good: {}. Not good: {}.",
            self.meaning, self.good, self.bad
        )
    }
}

/// The fields of a report, in the order in which its table shows them.
pub fn of(report: ReportKind) -> &'static [&'static Field] {
    match report {
        ReportKind::Tracking => &tracking::FIELDS,
        ReportKind::Sources => &sources::FIELDS,
        ReportKind::Stats => &stats::FIELDS,
        ReportKind::Rtc => &rtc::FIELDS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::Thresholds;
    use crate::units::short;

    #[test]
    fn the_thresholds_are_those_that_are_judged_by() {
        let time = |seconds| short(seconds, 1);
        let rate = |ppm: f64| format!("{ppm} ppm");
        let polls = |polls: f64| format!("{polls}");
        let cases = [
            (
                &tracking::SYSTEM_TIME,
                Thresholds::SYSTEM_TIME_OFFSET,
                &time as &dyn Fn(f64) -> String,
            ),
            (&tracking::MAXIMUM_ERROR, Thresholds::ERROR_BOUND, &time),
            (&tracking::SKEW, Thresholds::SKEW, &rate),
            (&stats::SKEW, Thresholds::SKEW, &rate),
            (&sources::LAST, Thresholds::SAMPLE_AGE_POLLS, &polls),
            (&sources::REACH, Thresholds::MISSED_POLLS, &polls),
        ];
        for (field, thresholds, text) in cases {
            let good = format!("up to {}", text(thresholds.good));
            let bad = format!("past {}", text(thresholds.tolerable));
            assert!(field.good.contains(&good), "{}: {good}", field.title);
            assert!(field.bad.contains(&bad), "{}: {bad}", field.title);
        }
    }

    #[test]
    fn every_field_is_explained_in_printable_ascii() {
        for field in ReportKind::ALL.into_iter().flat_map(of) {
            let text = field.text();
            let printable = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
            assert!(printable, "{text}");
            for part in [field.title, field.meaning, field.good, field.bad] {
                assert!(!part.is_empty(), "{}", field.title);
            }
            assert!(!field.keys.is_empty(), "{}", field.title);
        }
    }
}
