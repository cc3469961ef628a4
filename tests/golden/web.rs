//! The web page: what it promises to a browser, and that it says what the table says.

use base64::Engine as _;
use second_hand::render::{html, json};
use second_hand::report::{Report, Requested, Source, SourceState};
use sha2::{Digest as _, Sha256};

use crate::fixtures::{measured, of_sources, source, tracking};
use crate::{draw, reports};

/// What stands around words.
const MARKS: [char; 6] = ['(', ')', ',', ';', '.', ':'];

pub fn html_page(report: &Report) -> String {
    html(report, false)
}

/// What stands between the first occurrences of two texts.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).expect("the start");
    rest.split_once(end).expect("the end").0
}

/// The text of a page as a reader has it, without marks and without what only programs read.
fn visible(page: &str) -> String {
    let body = between(page, "<main>", "<script");
    let mut text = String::new();
    for part in body.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
        text.push(' ');
    }
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text, |text, (mark, character)| {
        text.replace(mark, character)
    })
}

#[test]
fn the_policy_lets_the_page_s_own_style_through_and_nothing_else() {
    let page = html_page(&reports::synchronized());
    let style = between(&page, "<style>", "</style>");
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(style));
    let policy = between(
        &page,
        "http-equiv=\"Content-Security-Policy\" content=\"",
        "\"",
    );
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"
        )
    );
    let program = between(&page, "<script", "</script>");
    let markup = page.replace(program, "");
    let tags: Vec<&str> = markup
        .split('<')
        .filter_map(|part| part.split('>').next())
        .collect();
    for outside in [
        "http:", "https:", "src=", "href=", "style=", "onload", "onclick",
    ] {
        assert!(!tags.iter().any(|tag| tag.contains(outside)), "{outside}");
    }
    for outside in ["http", "url(", "@import"] {
        assert!(!style.contains(outside), "{outside}");
    }
}

#[test]
fn a_page_carries_the_json_document() {
    for (name, report) in reports::all() {
        let page = html_page(&report);
        let block = between(
            &page,
            "<script id=\"report\" type=\"application/json\">",
            "</script>",
        );
        assert!(!block.contains('<'), "{name}");
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
        assert_eq!(read(block), read(&json(&report, false)), "{name}");
    }
}

#[test]
fn ten_sources_take_no_more_than_40_kilobytes() {
    let sources = (0_u8..10).map(|number| {
        let state = if number == 0 {
            SourceState::Selected
        } else {
            SourceState::Combined
        };
        let name = format!("ntp{number}.some-department.example.net");
        measured(
            source(&name, &format!("203.0.113.{number}"), state),
            2,
            -0.002_629,
            0.0286,
        )
    });
    let sources: Vec<Source> = sources.collect();
    let size = html_page(&of_sources(tracking(), sources, Requested::No)).len();
    assert!(size <= 40_000, "{size}");
}

/// Every word of the table, but for what is drawn with characters there.
#[test]
fn a_page_says_what_the_table_says() {
    for (name, report) in reports::all() {
        let page = visible(&html_page(&report));
        let words: std::collections::HashSet<&str> = page.split_whitespace().collect();
        for word in draw(&report, None, true, false).split_whitespace() {
            let word = word.trim_matches(MARKS);
            let is_drawn = !word.chars().any(char::is_alphanumeric);
            let is_there = words.iter().any(|other| other.trim_matches(MARKS) == word);
            assert!(is_drawn || is_there, "{name}: {word} is not in the page");
        }
    }
}

#[test]
fn a_chronyd_that_is_away_is_a_page_with_causes_and_advice() {
    let page = html_page(&reports::away());
    assert_eq!(
        between(&page, "<title>", "</title>"),
        "chronyd is unreachable"
    );
    let text = visible(&page);
    for wanted in [
        "127.0.0.1:323: connection refused",
        "[::1]:323: connection refused",
        "is it running?",
        // When chronyd was asked.
        "2026-01-17 09:49:29 UTC",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
}

#[test]
fn a_hostile_name_stays_a_name() {
    let page = html_page(&reports::hostile());
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("</script").count(), 1);
    assert!(!page.contains("<img"));
    assert!(visible(&page).contains(reports::HOSTILE));
}

/// The picture, for those who do not see it: each interval with its margin, and which of them is not
/// shown whole.
#[test]
fn the_agreement_is_there_in_words() {
    let reports = reports::all();
    let (_, report) = reports
        .iter()
        .find(|(name, _)| *name == "falseticker")
        .expect("it");
    let page = html_page(report);
    let figure = between(&page, "<figure>", "</figure>");
    let text = |line: &str| {
        let text = visible(&format!("<main>{line}<script"));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let lines: Vec<String> = figure.split("</li>").map(text).collect();
    // A source's offset is that of chronyd's estimate, which the clock is 1.6 µs ahead of: 676 ns and
    // 1.6 µs. The clock's own margin is 3.17 µs of dispersion and half a delay of 3.4 µs.
    for (line, wanted) in lines.iter().zip([
        "^* ntp1.example.net 2.3 µs ahead ±3.7 µs",
        "^+ ntp2.example.net 2.3 µs ahead ±3.5 µs",
        "^x ntp3.example.net ◀ 500 ms behind ±26 µs, off scale",
        "^+ ntp4.example.net 390 ns ahead ±5.8 µs",
        "clock 1.6 µs ahead ±4.9 µs",
        "10 µs behind 0 10 µs ahead",
    ]) {
        assert!(line.ends_with(wanted), "{line}");
    }
    assert_eq!(lines.len(), 6);
}
