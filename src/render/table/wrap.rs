//! Text of any length in lines that fit the terminal. Where nobody watches a line is as long as its
//! text, so that grep finds it in one piece.

use super::Look;
use crate::render::palette::Role;

/// Appends a paragraph that starts with a lead, such as a label, which the further lines are
/// indented by.
pub(super) fn paragraph(out: &mut String, lead: &str, text: &str, role: Role, look: Look) {
    out.push_str(lead);
    hanging(out, lead.chars().count(), text, role, look);
}

/// Appends the text of a paragraph whose first line stands at this column already; the further
/// lines begin there, too.
pub(super) fn hanging(out: &mut String, indent: usize, text: &str, role: Role, look: Look) {
    /// Narrower than this a column of text is no help.
    const NARROWEST: usize = 20;
    let room = look.width.map_or(usize::MAX, |width| {
        width.saturating_sub(indent).max(NARROWEST)
    });
    let mut rest = text;
    loop {
        let (line, behind) = first_line(rest, room);
        look.paint(out, line, role);
        out.push('\n');
        if behind.is_empty() {
            return;
        }
        out.extend(std::iter::repeat_n(' ', indent));
        rest = behind;
    }
}

/// As many words as have room, or as much of a word that has none; and what follows.
fn first_line(text: &str, room: usize) -> (&str, &str) {
    let Some((end, _)) = text.char_indices().nth(room) else {
        return (text, "");
    };
    // A blank right behind the room does no harm.
    let blank = text[..=end].rfind(' ').filter(|&blank| blank > 0);
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
    }
}
