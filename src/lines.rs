//! Breaks text into lines between words. It knows neither the text nor where the lines are shown.

/// The words that fit, or the part of a longer word that fits; and the rest of the text.
pub(crate) fn first_line(text: &str, room: usize) -> (&str, &str) {
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
