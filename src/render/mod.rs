//! A [`Report`] → text, in each of the formats. Every renderer is a pure function of the report and
//! of what the terminal can show.

mod check;
mod html;
mod json;
pub mod page;
mod prometheus;
mod text;

use std::fmt::Write;

pub use check::{check, check_unknown};
#[cfg(feature = "schema")]
pub(crate) use json::Document;
pub use json::{check_json, json};
pub use prometheus::prometheus;
pub use text::TableOptions;

use crate::fields::FieldMatches;
use crate::report::{Problem, Report, ReportKind};
use crate::terminal::Terminal;
use page::Page;

/// The report as tables for people.
pub fn table(report: &Report, terminal: &Terminal, options: TableOptions) -> String {
    text::text(&page(report, options.brief), terminal, options)
}

/// The report as a web page in one file, whole or in short.
pub fn html(report: &Report, brief: bool) -> String {
    html::html(&page(report, brief), &json(report, false))
}

fn page(report: &Report, brief: bool) -> Page {
    if brief {
        Page::in_short(report)
    } else {
        Page::of(report)
    }
}

/// The explanation of these fields, or a list of all fields.
pub fn explain(found: Option<&FieldMatches>, terminal: &Terminal) -> String {
    /// A wider text is hard to read.
    const USUAL_WIDTH: usize = 100;
    let page = found.map_or_else(Page::naming, Page::explaining);
    let terminal = Terminal {
        width: terminal.width.or(Some(USUAL_WIDTH)),
        ..*terminal
    };
    text::text(&page, &terminal, TableOptions::default())
}

/// The message for standard error about a missing report; `None` is chronyd itself.
pub fn problem(report: Option<ReportKind>, problem: &Problem) -> String {
    let mut text = String::from("second-hand: ");
    if let Some(report) = report {
        let _infallible = write!(text, "{report}: ");
    }
    text.push_str(&problem.message);
    text.push('\n');
    if let Some(hint) = &problem.hint {
        let _infallible = writeln!(text, "hint: {hint}");
    }
    text
}
