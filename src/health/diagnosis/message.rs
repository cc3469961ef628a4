//! How long a message may be, and how many sources it names: a person reads it below a headline, in
//! two lines of a terminal. It does not know what is said.

use crate::lines::first_line;

/// The room of one of the two lines, in characters: on a terminal of 80 columns, behind the cause's
/// title.
const LINE: usize = 60;

/// The most sources that are named.
const MOST_NAMES: usize = 3;

/// The first of these texts that fits two lines, or the last.
pub(super) fn first_that_fits(texts: impl IntoIterator<Item = String>) -> String {
    let mut last = String::new();
    for text in texts {
        if fits(&text) {
            return text;
        }
        last = text;
    }
    last
}

/// Whether a text takes two lines at most.
fn fits(text: &str) -> bool {
    let (_, second) = first_line(text, LINE);
    first_line(second, LINE).1.is_empty()
}

/// What to call these sources, from many of their names to none.
pub(super) fn of_each(names: &[String]) -> impl Iterator<Item = String> {
    let all = names.len();
    let fewer = (1..=MOST_NAMES.min(all)).rev().map(move |named| {
        let (said, left_out) = names.split_at(named);
        match (said, left_out.len()) {
            ([one], 0) => one.clone(),
            ([first @ .., last], 0) => format!("{} and {last}", first.join(", ")),
            (said, more) => format!("{} and {more} more", said.join(", ")),
        }
    });
    fewer.chain((all > 1).then(|| format!("{all} sources")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_sources_are_named_where_names_are_long() {
        let say = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
            first_that_fits(of_each(&names).map(|them| format!("{them} have no time")))
        };
        assert_eq!(say(&["a", "b", "c"]), "a, b and c have no time");
        assert_eq!(
            say(&["a", "b", "c", "d"]),
            "a, b, c and 1 more have no time"
        );
        let long = "n".repeat(60);
        let expected = format!("{long} and 1 more have no time");
        assert_eq!(say(&[&long, &long]), expected);
        let longest = "n".repeat(200);
        assert_eq!(say(&[&longest, &longest]), "2 sources have no time");
    }

    #[test]
    fn two_lines_are_filled_word_by_word() {
        let word = |length: usize| "w".repeat(length);
        assert!(fits(&word(60)));
        assert!(fits(&word(120)));
        assert!(!fits(&word(121)));
        assert!(fits(&[word(60), word(60)].join(" ")));
        assert!(!fits(&[word(40), word(40), word(40)].join(" ")));
    }
}
