//! Text of any length in lines that fit the terminal. When stdout is not a terminal, a line is as
//! long as its text, so that grep finds it in one piece.

use super::canvas::Canvas;
use crate::lines::first_line;
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
