//! Text for a terminal, as far as the program may send it any: with colours.

/// The text without the sequences that set colours.
///
/// # Panics
///
/// When there is any other escape sequence in it.
#[must_use]
#[track_caller]
pub fn without_colors(text: &str) -> String {
    let mut parts = text.split('\x1b');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (sequence, rest) = part.split_once('m').expect("the end of a colour");
        let is_color = sequence.strip_prefix('[').is_some_and(|numbers| {
            numbers
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b';')
        });
        assert!(is_color, "{sequence:?} sets no colour");
        plain.push_str(rest);
    }
    plain
}
