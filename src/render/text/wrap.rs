//! Text of any length in lines that fit the terminal. When stdout is not a terminal, a line is as
//! long as its text, so that grep finds it in one piece.

use super::canvas::Canvas;
use crate::render::page::Role;

/// Appends a paragraph that is indented as a whole.
pub(super) fn paragraph(canvas: &mut Canvas, indent: usize, text: &str, role: Role) {
    canvas.blanks(indent);
    hanging(canvas, indent, indent, text, role);
}

/// Appends a paragraph whose first line starts at `column`, where the canvas already is; further
/// lines are indented.
pub(super) fn hanging(canvas: &mut Canvas, column: usize, indent: usize, text: &str, role: Role) {
    /// A narrower column of text is no help.
    const NARROWEST: usize = 14;
    let width = canvas.style.width;
    let room = |taken| match width {
        Some(width) => width.saturating_sub(taken).max(NARROWEST),
        None => usize::MAX,
    };
    let (line, mut rest) = first_line(text, room(column));
    canvas.paint(line, role);
    canvas.end_line();
    while !rest.is_empty() {
        let (line, behind) = first_line(rest, room(indent));
        canvas.blanks(indent);
        canvas.paint(line, role);
        canvas.end_line();
        rest = behind;
    }
}
/// The words that fit, or the part of a longer word that fits; and the rest of the text.
fn first_line(text: &str, room: usize) -> (&str, &str) {
    let Some((end, behind)) = text.char_indices().nth(room) else {
        return (text, "");
    };
    // A blank just beyond the room is no problem.
    let within = &text[..end + behind.len_utf8()];
    let blanks = || {
        let blanks = within.rmatch_indices(' ').map(|(blank, _)| blank);
        blanks.filter(|&blank| blank > 0)
    };
    let between_words = blanks().find(|&blank| !is_within_figure(text, blank));
    match between_words.or_else(|| blanks().next()) {
        Some(blank) => (&text[..blank], &text[blank + 1..]),
        None => text.split_at(end),
    }
}

/// Whether this blank is between a number and its unit.
fn is_within_figure(text: &str, blank: usize) -> bool {
    /// "ppm" and "min"; longer words are no units.
    const LONGEST_UNIT: usize = 3;
    let (number, rest) = (&text[..blank], &text[blank + 1..]);
    let unit = rest.split(|it: char| !it.is_alphabetic()).next();
    number.ends_with(|it: char| it.is_ascii_digit())
        && unit.is_some_and(|unit| (1..=LONGEST_UNIT).contains(&unit.chars().count()))
}

#[cfg(test)]
mod tests {
    use super::first_line;

    #[test]
    fn breaks_between_words() {
        assert_eq!(first_line("one two", 7), ("one two", ""));
        assert_eq!(first_line("one two", 6), ("one", "two"));
        assert_eq!(first_line("one two", 3), ("one", "two"));
        assert_eq!(first_line("someone", 4), ("some", "one"));
        assert_eq!(first_line("by µs", 3), ("by", "µs"));
    }

    #[test]
    fn keeps_a_figure_and_its_unit_together() {
        assert_eq!(first_line("by 500 ms", 8), ("by", "500 ms"));
        assert_eq!(first_line("by 500 µs or more", 6), ("by", "500 µs or more"));
        assert_eq!(first_line("port 123 open", 9), ("port 123", "open"));
        // There is no other place to break.
        assert_eq!(first_line("500 ms", 4), ("500", "ms"));
    }
}
