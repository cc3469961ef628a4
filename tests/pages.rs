//! The README and the pages of `docs/` as texts: the README is short, each page is found from it, and what is linked is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use test_support::commands;

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every document, by its path from the top.
fn documents() -> Vec<(PathBuf, String)> {
    let others = ["CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"].map(PathBuf::from);
    let others = others.map(|page| {
        let text = fs::read_to_string(top().join(&page)).expect("a document");
        (page, text)
    });
    commands::pages().into_iter().chain(others).collect()
}

/// The text without its blocks of code.
fn prose(text: &str) -> String {
    let parts = text.split("\n```").step_by(2);
    parts.collect::<Vec<_>>().join("\n")
}

/// Where a document's links and pictures lead.
fn links(text: &str) -> Vec<String> {
    let text = prose(text);
    let mut links = Vec::new();
    for (beginning, end) in [("](", ')'), ("src=\"", '"'), ("srcset=\"", '"')] {
        let found = text.split(beginning).skip(1);
        links.extend(
            found
                .filter_map(|link| link.split(end).next())
                .map(str::to_owned),
        );
    }
    let defined = text.lines().filter_map(|line| line.strip_prefix('['));
    let defined = defined.filter_map(|line| line.split_once("]: "));
    links.extend(defined.map(|(_, link)| link.to_owned()));
    links
}

/// The anchors of a document's headings, as GitHub makes them.
fn anchors(text: &str) -> BTreeSet<String> {
    let text = prose(text);
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let anchor = |heading: &str| -> String {
        let title = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = title
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    headings.map(anchor).collect()
}

/// The path without steps up.
fn straight(path: &Path) -> PathBuf {
    let mut straight = PathBuf::new();
    for part in path.components() {
        if part == Component::ParentDir {
            straight.pop();
        } else {
            straight.push(part);
        }
    }
    straight
}

#[test]
fn the_readme_is_short() {
    let readme = include_str!("../README.md");
    assert!(readme.lines().count() < 150);
}

#[test]
fn every_link_leads_somewhere() {
    let mut seen = 0;
    for (page, text) in documents() {
        for link in links(&text) {
            if link.starts_with("https://") {
                continue;
            }
            seen += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let file = if file.is_empty() {
                page.clone()
            } else {
                straight(&page.with_file_name(file))
            };
            let path = top().join(&file);
            assert!(path.exists(), "{}: {link}", page.display());
            if !anchor.is_empty() {
                let there = fs::read_to_string(path).expect("a document");
                assert!(
                    anchors(&there).contains(anchor),
                    "{}: {link}",
                    page.display()
                );
            }
        }
    }
    assert!(seen > 20, "{seen} links");
}

#[test]
fn every_page_is_found_from_the_readme() {
    let linked: BTreeSet<PathBuf> = links(include_str!("../README.md"))
        .iter()
        .map(|link| PathBuf::from(link.split('#').next().unwrap_or_default()))
        .collect();
    for (page, _) in commands::pages().iter().skip(1) {
        assert!(linked.contains(page), "{}", page.display());
    }
}
