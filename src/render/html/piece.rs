//! The smallest pieces of a page: signs, classes, values and lamps.

use maud::{Markup, html};

use crate::render::page::{Content, Lamp, Lamps, Level, Role, Value};

/// The class of a level.
pub(super) fn class(level: Level) -> &'static str {
    match level {
        Level::Good => "good",
        Level::Warn => "warn",
        Level::Bad => "bad",
    }
}

/// The sign of a level, because no fact may depend on colour alone. Screen readers get the word.
pub(super) fn sign(level: Level) -> Markup {
    let (sign, word) = match level {
        Level::Good => ("✔", "good"),
        Level::Warn => ("⚠", "warning"),
        Level::Bad => ("✘", "critical"),
    };
    html! { span role="img" aria-label=(word) { (sign) } }
}

/// The class of a role; plain text has none.
pub(super) fn role(role: Role) -> Option<&'static str> {
    match role {
        Role::Text | Role::Judged(Level::Good) => None,
        Role::Faint => Some("faint"),
        Role::Strong => Some("strong"),
        Role::Chosen => Some("chosen"),
        Role::Wrong => Some("wrong"),
        Role::Judged(level) | Role::Verdict(level) | Role::State(level) => Some(class(level)),
    }
}

/// A value, with a sign if it is judged and not good.
pub(super) fn value(value: &Value) -> Markup {
    let content = html! {
        @if let Some(level) = value.role.signed() { (sign(level)) " " }
        @match &value.content {
            Content::Text(text) => (text),
            Content::Figure(figure) => (figure.text()),
            Content::Reach(reach) => (lamps(reach)),
            Content::Nothing => span aria-label="none" role="img" { "–" },
        }
    };
    html! {
        @if let Some(class) = role(value.role) { span.(class) { (content) } } @else { (content) }
    }
}

/// The polls as lamps, the newest on the right, and the register in octal.
fn lamps(lamps: &Lamps) -> Markup {
    let answered = lamps.polls.iter().filter(|&&lamp| lamp == Lamp::Answered);
    let words = format!(
        "{} of the last 8 polls with a usable answer",
        answered.count()
    );
    let drawn = |kind, d: fn(usize) -> String| {
        let places = (0..).zip(lamps.polls).filter(|&(_, lamp)| lamp == kind);
        places.map(|(place, _)| d(place * 11)).collect::<String>()
    };
    // Draws a dot as a line of no length with round ends.
    let dot = |at| format!("M{} 5h0", at + 5);
    let ring = |at| format!("M{} 5a3 3 0 1 0 6 0a3 3 0 1 0-6 0", at + 2);
    html! {
        svg.lamps width="88" height="10" role="img" aria-label=(words) {
            path.on d=(drawn(Lamp::Answered, dot)) {}
            path.off d=(drawn(Lamp::Missed, ring)) {}
            path.none d=(drawn(Lamp::Unheard, dot)) {}
        }
        " " (lamps.octal)
    }
}
