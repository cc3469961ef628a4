//! Explanations: every label of a table and every key of a document has one, and none is left over.

use std::collections::BTreeSet;

use second_hand::fields;
use second_hand::render::{TableOptions, json, table};
use second_hand::report::ReportKind;
use serde_json::Value;

use crate::{place, reports};

#[test]
fn every_key_of_a_document_is_explained_once_a_report() {
    let document: Value =
        serde_json::from_str(&json(&reports::synchronized(), false)).expect("a document");
    for report in ReportKind::ALL {
        let section = &document[report.to_string()];
        let entry = section.get(0).unwrap_or(section);
        let keys: BTreeSet<&str> = entry
            .as_object()
            .expect("fields")
            .keys()
            .map(String::as_str)
            .collect();
        let explained: Vec<&str> = fields::of(report)
            .iter()
            .flat_map(|field| field.keys.iter().copied())
            .collect();
        let once: BTreeSet<&str> = explained.iter().copied().collect();
        assert_eq!(once.len(), explained.len(), "{report}: {explained:?}");
        assert_eq!(once, keys, "{report}");
    }
}

#[test]
fn every_label_is_explained_below_its_table_in_one_line() {
    let options = TableOptions {
        explain: true,
        ..TableOptions::default()
    };
    // Of authentication chronyd does not tell everybody.
    let drawn: String = [reports::synchronized(), reports::waiting()]
        .iter()
        .map(|report| table(report, &place(None, true, false), options))
        .collect();
    for report in ReportKind::ALL {
        for field in fields::of(report) {
            let start = format!("  {} ", field.title);
            let explained = drawn
                .lines()
                .any(|line| line.starts_with(&start) && line.ends_with(&field.text()));
            assert!(explained, "{report}: {}", field.title);
            let label = drawn
                .lines()
                .any(|line| !line.starts_with("  ") && line.contains(field.title));
            assert!(label, "{report}: no table shows {}", field.title);
        }
    }
}
