//! The page that explains every field, for those who read on the web, in the words of `--explain`.

use std::fmt::Write;

use second_hand::fields;
use second_hand::report::ReportKind;

/// How to read them, before one is looked up.
const READING: &str = include_str!("reading.md");

/// The page, in Markdown.
pub fn page() -> String {
    let mut page = String::from(READING);
    for report in ReportKind::ALL {
        let title = report.title();
        let _infallible = write!(
            page,
            "\n## {title}\n\n| Field | In JSON | Meaning | Good | Not good |\n|---|---|---|---|---|\n"
        );
        for field in fields::of(report) {
            let keys: Vec<String> = field.keys.iter().map(|key| format!("`{key}`")).collect();
            let _infallible = writeln!(
                page,
                "| {} | {} | {} | {} | {} |",
                field.title,
                keys.join(", "),
                field.signed_meaning(),
                field.good,
                field.bad
            );
        }
    }
    page
}
