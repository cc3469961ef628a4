//! The comparison with the golden files.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use second_hand::render::{TableOptions, table};
use second_hand::terminal::Terminal;

use crate::web::html_page;

use crate::{WIDTHS, draw, place, reports};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/files")
        .join(name)
}

fn compare(name: &str, drawn: &str) {
    let path = file(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, drawn).expect("the golden file can be written");
        return;
    }
    let golden = fs::read_to_string(&path)
        .unwrap_or_else(|cause| panic!("{}: {cause}; UPDATE_GOLDEN=1 makes it", path.display()));
    assert!(
        golden == drawn,
        "{name} differs; UPDATE_GOLDEN=1 refreshes it, git diff shows what changed. It is now:\n\
         {drawn}"
    );
}

/// The drawings at every width, one below the other.
fn at_every_width(widths: &[Option<usize>], draw: impl Fn(Option<usize>) -> String) -> String {
    let mut text = String::new();
    for &width in widths {
        let ruler = match width {
            Some(columns) => format!("=== {columns} columns "),
            None => "=== piped ".to_owned(),
        };
        let length = width.unwrap_or(80);
        let _infallible = writeln!(text, "{ruler:=<length$}");
        text.push_str(&draw(width));
    }
    text
}

/// The widths of a report's golden file: a hundred sources at each would be long to review.
fn widths(name: &str) -> &'static [Option<usize>] {
    match name {
        "many" => &[Some(80), None],
        _ => &WIDTHS,
    }
}

#[test]
fn text() {
    for (name, report) in reports::all() {
        let drawn = at_every_width(widths(name), |width| draw(&report, width, true, false));
        compare(&format!("{name}.txt"), &drawn);
    }
}

#[test]
fn ascii() {
    for (name, report) in reports::all() {
        let drawn = at_every_width(widths(name), |width| draw(&report, width, false, false));
        compare(&format!("{name}.ascii.txt"), &drawn);
    }
}

#[test]
fn ansi() {
    for (name, report) in reports::all() {
        let drawn = at_every_width(&[Some(80)], |width| draw(&report, width, true, true));
        compare(&format!("{name}.ansi"), &drawn);
    }
}

/// Nothing but the headline, and what is the matter.
#[test]
fn status() {
    let options = TableOptions {
        brief: true,
        ..TableOptions::default()
    };
    for name in ["synchronized", "troubled", "unsynchronized"] {
        let mut reports = reports::all().into_iter();
        let (_, report) = reports.find(|(other, _)| *other == name).expect("a report");
        let drawn = at_every_width(&WIDTHS, |width| {
            table(&report, &place(width, true, false), options)
        });
        compare(&format!("status-{name}.txt"), &drawn);
    }
}

/// Words instead of pictures.
#[test]
fn plain() {
    for name in ["troubled", "unresolved"] {
        let mut reports = reports::all().into_iter();
        let (_, report) = reports.find(|(other, _)| *other == name).expect("a report");
        let drawn = at_every_width(&[Some(80), None], |width| {
            let place = Terminal {
                plain: true,
                ..place(width, true, false)
            };
            table(&report, &place, TableOptions::default())
        });
        compare(&format!("plain-{name}.txt"), &drawn);
    }
}

#[test]
fn explained_and_charted() {
    let options = TableOptions {
        explain: true,
        chart: Some(true),
        ..TableOptions::default()
    };
    let report = reports::synchronized();
    let drawn = at_every_width(&WIDTHS, |width| {
        table(&report, &place(width, true, false), options)
    });
    compare("explained.txt", &drawn);
}

/// The web pages, each a file that a browser can open. The one of a hundred sources would be long to review.
#[test]
fn html() {
    for (name, report) in reports::all().into_iter().chain(reports::for_browsers()) {
        if name != "many" {
            compare(&format!("{name}.html"), &html_page(&report));
        }
    }
}
