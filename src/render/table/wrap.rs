//! Text of any length in lines that fit the terminal. Where nobody watches a line is as long as its
//! text, so that grep finds it in one piece.

use super::Look;
use crate::render::palette::Role;

/// Appends a paragraph that starts with a lead, which the further lines are indented by.
pub(super) fn paragraph(out: &mut String, lead: &str, text: &str, role: Role, look: Look) {
    out.push_str(lead);
    let indent = lead.chars().count();
    hanging(out, indent, indent, text, role, look);
}

/// Appends the text of a paragraph whose first line stands at a column already; the further lines
/// are indented.
pub(super) fn hanging(
    out: &mut String,
    column: usize,
    indent: usize,
    text: &str,
    role: Role,
    look: Look,
) {
    /// Narrower than this a column of text is no help.
    const NARROWEST: usize = 20;
    let room = |taken| match look.width {
        Some(width) => width.saturating_sub(taken).max(NARROWEST),
        None => usize::MAX,
    };
    let (line, mut rest) = first_line(text, room(column));
    look.paint(out, line, role);
    out.push('\n');
    while !rest.is_empty() {
        let (line, behind) = first_line(rest, room(indent));
        out.extend(std::iter::repeat_n(' ', indent));
        look.paint(out, line, role);
        out.push('\n');
        rest = behind;
    }
}

/// As many words as have room, or as much of a word that has none; and what follows.
fn first_line(text: &str, room: usize) -> (&str, &str) {
    let Some((end, behind)) = text.char_indices().nth(room) else {
        return (text, "");
    };
    // A blank right behind the room does no harm.
    let blank = text[..end + behind.len_utf8()]
        .rfind(' ')
        .filter(|&blank| blank > 0);
    match blank {
        Some(blank) => (&text[..blank], &text[blank + 1..]),
        None => text.split_at(end),
    }
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
}
