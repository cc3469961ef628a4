//! A manual page as it grows, in roff. It knows sections and entries, not what they say.

use clap::Command;
use roff::{Inline, Roff};

pub(super) use roff::{bold, italic, roman};

/// Longer lines than this are hard to edit and to compare.
const LINE: usize = 78;

/// A page.
pub(super) struct Page {
    roff: Roff,
    /// Whether nothing follows the last heading yet.
    is_fresh: bool,
}

impl Page {
    /// An empty page of section 1.
    pub(super) fn new(title: &str, program: &Command, date: &str) -> Self {
        let mut roff = Roff::new();
        let version = program.get_version().expect("the package has one");
        let source = format!("second-hand {version}");
        roff.control("TH", [title, "1", date, &source, "User Commands"]);
        Self {
            roff,
            is_fresh: false,
        }
    }

    pub(super) fn section(&mut self, title: &str) {
        self.roff.control("SH", [title]);
        self.is_fresh = true;
    }

    pub(super) fn subsection(&mut self, title: &str) {
        self.roff.control("SS", [title]);
    }

    /// A paragraph.
    pub(super) fn paragraph(&mut self, text: &[Inline]) {
        if !std::mem::take(&mut self.is_fresh) {
            self.roff.control("PP", []);
        }
        self.roff.text(text.to_vec());
    }

    /// The ways to call the program, a line each.
    pub(super) fn synopsis(&mut self, ways: impl IntoIterator<Item = Vec<Inline>>) {
        for (number, way) in ways.into_iter().enumerate() {
            if number > 0 {
                self.roff.control("br", []);
            }
            self.roff.text(way);
        }
    }

    /// Paragraphs.
    pub(super) fn paragraphs(&mut self, paragraphs: &[&str]) {
        for paragraph in paragraphs {
            self.paragraph(&[roman(*paragraph)]);
        }
    }

    /// A term, and what it means.
    pub(super) fn entry(&mut self, term: &[Inline], meaning: &str) {
        self.is_fresh = false;
        self.roff.control("TP", []);
        self.roff.text(term.to_vec());
        if !meaning.is_empty() {
            self.roff.text([roman(meaning)]);
        }
    }

    /// What belongs to the entry before it.
    pub(super) fn deeper(&mut self, inside: impl FnOnce(&mut Self)) {
        self.roff.control("RS", []);
        inside(self);
        self.roff.control("RE", []);
    }

    pub(super) fn finish(self) -> String {
        wrap(&self.roff.render())
    }
}

/// Breaks long lines of text, which roff fills again; its own requests stay as they are.
fn wrap(page: &str) -> String {
    let mut wrapped = String::new();
    for line in page.lines() {
        let mut rest = line;
        while rest.len() > LINE && !rest.starts_with('.') {
            // A line that began with a dot or an apostrophe would be a request.
            let place = rest[..LINE]
                .rmatch_indices(' ')
                .map(|(place, _)| place)
                .find(|&place| !rest[place + 1..].starts_with(['.', '\'']));
            let Some(place) = place.filter(|&place| place > 0) else {
                break;
            };
            wrapped.push_str(&rest[..place]);
            wrapped.push('\n');
            rest = &rest[place + 1..];
        }
        wrapped.push_str(rest);
        wrapped.push('\n');
    }
    wrapped
}
