//! The meaning of every field, of its sign, and of good and bad values: the only place for these
//! words. Tables have their labels from here, and `--explain` prints the rest; nothing is judged.

pub(crate) mod rtc;
pub(crate) mod sources;
pub(crate) mod stats;
pub(crate) mod tracking;

use crate::report::ReportKind;

/// A field of a report, in ASCII, because the manual and every terminal show it.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// Its label in a table.
    pub title: &'static str,
    /// Its keys in JSON.
    pub keys: &'static [&'static str],
    /// Its meaning.
    pub meaning: &'static str,
    /// The meaning of its sign or direction, if it has one.
    pub sign: Option<&'static str>,
    /// Good values.
    pub good: &'static str,
    /// Bad values.
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

    /// Its meaning, and that of its sign.
    pub fn signed_meaning(&self) -> String {
        match self.sign {
            Some(sign) => format!("{}; {sign}", self.meaning),
            None => self.meaning.to_owned(),
        }
    }

    /// The explanation in one line, without the title.
    pub fn text(&self) -> String {
        let meaning = self.signed_meaning();
        format!("{meaning}. Good: {}. Not good: {}.", self.good, self.bad)
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

/// The result of a search by name.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldMatches {
    /// The fields of that name, each with its report.
    pub fields: Vec<(ReportKind, &'static Field)>,
    /// Fields with the name as a part of theirs.
    pub related: Vec<(ReportKind, &'static Field)>,
}

/// Finds fields by a table's label or a JSON key, with or without the report in front. Without a
/// match, finds fields whose names contain the text; without these, fields whose explanations
/// contain it.
pub fn find(name: &str) -> FieldMatches {
    let name = plain(name.trim_start_matches('.'));
    let all = || {
        let reports = ReportKind::ALL.into_iter();
        reports.flat_map(|report| of(report).iter().map(move |&field| (report, field)))
    };
    let names = |field: &'static Field| field.keys.iter().chain([&field.title]).copied().map(plain);
    let is_name = |&(report, field): &(ReportKind, &'static Field)| {
        names(field).any(|other| name == other || name == format!("{report}.{other}"))
    };
    let is_in_name = |&(_, field): &(ReportKind, &'static Field)| {
        names(field).any(|other| other.contains(&name))
    };
    let fields: Vec<_> = all().filter(is_name).collect();
    let related: Vec<_> = all()
        .filter(|field| is_in_name(field) && !is_name(field))
        .collect();
    if !fields.is_empty() {
        return FieldMatches { fields, related };
    }
    let is_in_text = |field: &Field| plain(&field.text()).contains(&name);
    FieldMatches {
        fields: if related.is_empty() {
            all().filter(|(_, field)| is_in_text(field)).collect()
        } else {
            related
        },
        related: Vec::new(),
    }
}

/// A name in the form to compare: `RMS offset`, `rms-offset` and `rms_offset` are the same.
fn plain(name: &str) -> String {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name.replace(['-', '_'], " ")
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
    fn fields_are_found_by_every_name_of_theirs() {
        let titles = |name| {
            let found = find(name);
            let titles = |fields: Vec<(ReportKind, &Field)>| {
                let titles = fields
                    .iter()
                    .map(|(report, field)| format!("{report} {}", field.title));
                titles.collect::<Vec<_>>()
            };
            (titles(found.fields), titles(found.related).len())
        };
        let skews = vec!["tracking Skew".to_owned(), "stats skew".to_owned()];
        for name in ["skew", "Skew", "SKEW", "skew_ppm"] {
            assert_eq!(titles(name), (skews.clone(), 0), "{name}");
        }
        for name in ["tracking.skew_ppm", ".tracking.skew_ppm"] {
            assert_eq!(titles(name), (skews[..1].to_vec(), 0), "{name}");
        }
        for name in ["RMS offset", "rms-offset", "rms_offset_seconds", "rms"] {
            assert_eq!(titles(name).0, ["tracking RMS offset"], "{name}");
        }
        assert_eq!(titles("residual freq").0, ["tracking Residual freq."]);
        // Fields that have "error" in a longer name.
        let (errors, related) = titles("error");
        assert_eq!(errors, ["sources error", "stats error"]);
        assert!(related > 0);
        assert_eq!(titles("falseticker").0, ["sources source", "sources state"]);
        assert_eq!(titles("frobnication").0, [""; 0]);
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
