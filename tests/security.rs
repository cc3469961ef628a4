//! SECURITY.md, as far as it promises something: each sentence is quoted by a test that would fail if it were not true,
//! in a comment that begins with the document's name and a colon.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use test_support::files;

/// What a quotation begins with, in the comment of a test.
const MARK: &str = "SECURITY.md: ";

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The sentences in the list of what holds, each on one line.
fn promises() -> BTreeSet<String> {
    let text = fs::read_to_string(top().join("SECURITY.md")).expect("a document");
    let (_, list) = text.split_once("\n## What holds\n").expect("a section");
    let promises: BTreeSet<String> = list
        .split("\n\n")
        .filter(|paragraph| paragraph.starts_with("- "))
        .flat_map(|paragraph| paragraph.trim_start_matches("- ").split("\n- "))
        .map(on_one_line)
        .collect();
    assert!(promises.len() > 10, "{promises:#?}");
    promises
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the tests of a file quote, in the comments right above them.
fn quotations(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut comment = String::new();
    for line in text.lines().map(str::trim) {
        if let Some(words) = line.strip_prefix("///") {
            comment.push_str(words);
        } else if line == "#[test]" {
            found.extend(comment.split(MARK).skip(1).map(on_one_line));
        } else {
            comment.clear();
        }
    }
    found
}

#[test]
fn each_sentence_is_quoted_by_a_test() {
    let promises = promises();
    let mut quoted = BTreeSet::new();
    let files = ["src", "tests"].map(|directory| files::below(&top().join(directory)));
    let is_source = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "rs");
    for file in files.concat().into_iter().filter(is_source) {
        let text = fs::read_to_string(&file).expect("a source file");
        for quotation in quotations(&text) {
            let promise = promises
                .iter()
                .find(|promise| quotation.starts_with(*promise));
            let promise =
                promise.unwrap_or_else(|| panic!("{}: not promised: {quotation}", file.display()));
            quoted.insert(promise.clone());
        }
    }
    let missing: Vec<_> = promises.difference(&quoted).collect();
    assert!(missing.is_empty(), "no test quotes {missing:#?}");
}

/// SECURITY.md: There is no unsafe code in it.
#[test]
fn the_compiler_forbids_unsafe_code() {
    let manifest = fs::read_to_string(top().join("Cargo.toml")).expect("a manifest");
    assert!(
        manifest.contains("\n[workspace.lints.rust]\nunsafe_code = \"forbid\"\n"),
        "{manifest}"
    );
    assert!(
        manifest.contains("\n[lints]\nworkspace = true\n"),
        "{manifest}"
    );
}

/// SECURITY.md: Its dependencies are checked for known vulnerabilities, and for their licences.
#[test]
fn every_change_has_its_dependencies_checked() {
    let workflow = fs::read_to_string(top().join(".github/workflows/ci.yml")).expect("a workflow");
    assert!(
        workflow.contains("run: cargo deny --locked check\n"),
        "{workflow}"
    );
    let rules = fs::read_to_string(top().join("deny.toml")).expect("cargo-deny's rules");
    for section in ["[advisories]", "[licenses]"] {
        assert!(rules.contains(&format!("\n{section}\n")), "{rules}");
    }
}
