//! The tables for fixed reports, compared with golden files and checked against rules that hold
//! whatever they look like. To refresh the files, and then to review them by eye (`cat` shows the
//! colours of the `.ansi` ones):
//!
//! ```text
//! UPDATE_GOLDEN=1 cargo test --test golden
//! ```

mod explained;
mod fixtures;
mod golden;
mod headline;
mod judged;
mod reports;
mod rules;
mod web;

use second_hand::render::{TableOptions, table};
use second_hand::report::Report;
use second_hand::terminal::Terminal;

/// The widths that are looked at; `None` is a pipe.
const WIDTHS: [Option<usize>; 5] = [Some(60), Some(80), Some(120), Some(200), None];

/// Somewhere for the output to go.
fn place(width: Option<usize>, unicode: bool, color: bool) -> Terminal {
    Terminal {
        is_terminal: width.is_some(),
        color,
        unicode,
        plain: false,
        width,
    }
}

fn draw(report: &Report, width: Option<usize>, unicode: bool, color: bool) -> String {
    table(
        report,
        &place(width, unicode, color),
        TableOptions::default(),
    )
}
