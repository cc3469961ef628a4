//! The page that explains every field, for those who read on the web, in the words of `--explain`.

use std::fmt::Write;

use second_hand::fields;
use second_hand::report::ReportKind;

/// The page, in Markdown.
pub fn page() -> String {
    let mut page = String::from(
        "# The fields\n\n\
         What `--explain` says under each table. Offsets are positive when the clock they speak of is\n\
         ahead, frequencies when it runs fast.\n",
    );
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
