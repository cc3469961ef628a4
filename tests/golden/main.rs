//! The tables for fixed reports, compared with golden files and checked against rules that hold
//! whatever they look like. To refresh the files, and then to review them by eye (`cat` shows the
//! colours of the `.ansi` ones):
//!
//! ```text
//! UPDATE_GOLDEN=1 cargo test --test golden
//! ```

mod explained;
mod golden;
mod pieces;
mod reports;
mod rules;

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

/// The text without its colours.
fn stripped(text: &str) -> String {
    let mut plain = String::new();
    let mut parts = text.split('\x1b');
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (code, behind) = part.split_once('m').expect("a colour code");
        let body = code.strip_prefix('[').expect("a colour code");
        assert!(
            body.bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b';'),
            "{code:?}"
        );
        plain.push_str(behind);
    }
    plain
}
