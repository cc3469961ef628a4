//! A report in one of the formats, and what each of them promises whatever chronyd has said.

use std::collections::HashSet;

use arbitrary::{Result, Unstructured};
use second_hand::check::{Limits, judge};
use second_hand::render::{self, TableOptions};
use second_hand::report::{Report, Requested};
use second_hand::terminal::Terminal;
use serde_json::Value;

use super::report;

/// Elements that a page is made of; anything else would be what chronyd has said.
const ELEMENTS: &[&str] = &[
    "!DOCTYPE",
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "br",
    "footer",
    "script",
    "h1",
    "h2",
    "p",
    "ul",
    "li",
    "dl",
    "dt",
    "dd",
    "div",
    "section",
    "small",
    "strong",
    "details",
    "summary",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "span",
    "figure",
    "figcaption",
    "svg",
    "line",
    "circle",
    "path",
    "text",
];

/// Reads the input as a report and the way to show it.
pub fn run(data: &[u8]) {
    let mut u = Unstructured::new(data);
    let Ok(look) = Look::any(&mut u) else { return };
    if let Ok(report) = report::any(&mut u) {
        look.check(&report);
    }
}

/// One way to show a report.
pub struct Look {
    format: u8,
    terminal: Terminal,
    options: TableOptions,
}

impl Look {
    /// Any format, any terminal.
    pub fn any(u: &mut Unstructured<'_>) -> Result<Self> {
        let (format, flags, chart): (u8, u8, u8) = u.arbitrary()?;
        let flag = |place: u8| flags >> place & 1 == 1;
        let width = match u.arbitrary::<u16>()? {
            0 => None,
            huge @ 60_000.. => Some(usize::from(huge)),
            usual => Some(1 + usize::from(usual % 250)),
        };
        Ok(Self {
            format: format % 8,
            terminal: Terminal {
                is_terminal: flag(0),
                color: flag(1),
                unicode: flag(2),
                plain: flag(3),
                width,
            },
            options: TableOptions {
                brief: flag(4),
                explain: flag(5),
                chart: [None, Some(false), Some(true), Some(true)][usize::from(chart & 3)],
            },
        })
    }

    /// Renders the report.
    pub fn check(&self, report: &Report) {
        match self.format {
            0 => check_json(report, &render::json(report, self.terminal.is_terminal)),
            1 => check_page(report, &render::html(report, self.options.brief)),
            2 => check_metrics(&render::prometheus(report)),
            3 => check_judgement(report),
            _ => {
                let text = render::table(report, &self.terminal, self.options);
                check_text(&text, self.terminal.color);
                if !self.terminal.unicode {
                    assert!(text.is_ascii(), "{text}");
                }
            }
        }
        for (report, problem) in report.problems() {
            check_text(&render::problem(report, problem), false);
        }
    }
}

fn check_json(report: &Report, text: &str) {
    let document: Value = serde_json::from_str(text).expect("a JSON document");
    let mut missing = false;
    let mut place = |key: &str, is_no: bool, is_got: bool| {
        let value = document.get(key);
        assert_eq!(value.is_none(), is_no, "{key}: {document}");
        assert_eq!(value.is_some_and(|value| !value.is_null()), is_got, "{key}");
        missing |= !is_no && !is_got;
    };
    place(
        "tracking",
        report.tracking.is_no(),
        is_received(&report.tracking),
    );
    place(
        "sources",
        report.sources.is_no(),
        is_received(&report.sources),
    );
    place("stats", report.stats.is_no(), is_received(&report.stats));
    place("rtc", report.rtc.is_no(), is_received(&report.rtc));
    let errors = document["errors"].as_array().expect("a list of errors");
    assert_eq!(missing, !errors.is_empty(), "{document}");
}

fn is_received<T>(requested: &Requested<T>) -> bool {
    requested.received().is_some()
}

/// A page of the program's own elements, and in it the whole JSON document.
fn check_page(report: &Report, page: &str) {
    check_text(page, false);
    let (markup, rest) = page
        .split_once("type=\"application/json\">")
        .expect("a block");
    let (block, end) = rest.split_once("</script>").expect("its end");
    check_json(report, block);
    let (head, rest) = markup.split_once("<style>").expect("a style sheet");
    let (_, body) = rest.split_once("</style>").expect("its end");
    for part in [head, body, end] {
        for tag in part.split('<').skip(1) {
            let name = tag.trim_start_matches('/');
            let name = name.split([' ', '>', '/']).next().unwrap_or_default();
            assert!(ELEMENTS.contains(&name), "<{tag}");
        }
    }
}

/// No two series are alike, and no line is anything else than a comment or a sample.
fn check_metrics(page: &str) {
    check_text(page, false);
    let mut series = HashSet::new();
    for line in page.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').expect("a sample");
        assert!(value.parse::<f64>().is_ok(), "{line:?}");
        assert!(series.insert(name), "twice: {line:?}");
    }
}

/// A line for the monitoring system, and nothing in its perfdata that it could not read.
fn check_judgement(report: &Report) {
    let limits = Limits::new(&[], &[]).expect("limits that nobody has set");
    let judgement = judge(report, &limits);
    let text = render::check(&judgement);
    check_text(&text, false);
    assert!(text.starts_with("CHRONY "), "{text:?}");
    assert!(text.matches('|').count() <= 1, "{text:?}");
    let document = render::check_json(report, &judgement, false);
    serde_json::from_str::<Value>(&document).expect("a JSON document");
}

/// Nothing that a terminal would obey, but the program's own colours.
fn check_text(text: &str, color: bool) {
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if color && character == '\u{1b}' {
            assert_eq!(rest.next(), Some('['), "{text:?}");
            let end = rest.find(|c| !c.is_ascii_digit() && *c != ';');
            assert_eq!(end, Some('m'), "{text:?}");
        } else {
            assert!(character == '\n' || !character.is_control(), "{text:?}");
        }
    }
}
