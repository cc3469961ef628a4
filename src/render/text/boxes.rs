//! The figures of the headline side by side in one frame.

use std::borrow::Cow;

use super::canvas::Canvas;
use super::style::Style;
use crate::render::page::{Role, Stat};

/// Columns that a box takes besides its text: a line and two blanks.
const MARGIN: usize = 3;

/// The most characters of a name; the section below has all of it.
const LONGEST_NAME: usize = 20;

/// A figure as it is drawn.
struct Shown<'a> {
    stat: &'a Stat,
    value: Cow<'a, str>,
    detail: String,
    width: usize,
}

impl<'a> Shown<'a> {
    fn new(stat: &'a Stat, style: Style) -> Self {
        let value = style.shown(&stat.value);
        let name = stat.name.as_deref().unwrap_or_default();
        let detail = [&stat.detail, &*style.cut(name, LONGEST_NAME)].concat();
        let longest = stat.longest.as_ref();
        let longest = longest.map_or(0, |value| style.shown(value).chars().count());
        // The title, and at least one more column of the frame.
        let title = stat.title.len() + 1;
        let width = longest
            .max(title)
            .max(value.chars().count())
            .max(detail.chars().count());
        Self {
            stat,
            value,
            detail,
            width,
        }
    }
}

/// Draws the figures, four lines high. `false`: nothing is drawn, because boxes are unwanted or the
/// first four have no room.
pub(super) fn boxes(canvas: &mut Canvas, stats: &[Stat]) -> bool {
    /// Fewer boxes are no headline.
    const FEWEST: usize = 4;
    let Some(room) = canvas.style.picture_width() else {
        return false;
    };
    let shown = stats.iter().map(|stat| Shown::new(stat, canvas.style));
    let mut shown: Vec<Shown> = shown.collect();
    let width = |shown: &[Shown]| shown.iter().map(|it| it.width + MARGIN).sum::<usize>() + 1;
    if width(&shown) > room {
        shown.truncate(FEWEST);
    }
    if width(&shown) > room {
        return false;
    }
    let frame = canvas.style.glyphs.frame;
    edge(canvas, &shown, frame.top, true);
    inside(canvas, &shown, |it| (&it.value, it.stat.value.role));
    inside(canvas, &shown, |it| (&it.detail, Role::Text));
    edge(canvas, &shown, frame.bottom, false);
    true
}

fn edge(canvas: &mut Canvas, shown: &[Shown], corners: [char; 3], titled: bool) {
    let across = canvas.style.glyphs.frame.across;
    let [left, branch, right] = corners;
    let mut line = String::new();
    for (place, Shown { stat, width, .. }) in shown.iter().enumerate() {
        line.push(if place == 0 { left } else { branch });
        let mut filled = 0;
        if titled {
            line.push(across);
            line.push(' ');
            canvas.lines(&line);
            canvas.paint(stat.title, Role::Text);
            line.clear();
            line.push(' ');
            filled = stat.title.len() + 3;
        }
        line.extend(std::iter::repeat_n(across, width + 2 - filled));
    }
    line.push(right);
    canvas.lines(&line);
    canvas.end_line();
}

fn inside<'a>(
    canvas: &mut Canvas,
    shown: &'a [Shown],
    part: impl Fn(&'a Shown) -> (&'a str, Role),
) {
    let mut upright = [0; 4];
    let upright = canvas.style.glyphs.frame.upright.encode_utf8(&mut upright);
    for it in shown {
        let (text, role) = part(it);
        canvas.lines(upright);
        canvas.blanks(1);
        canvas.paint(text, role);
        canvas.blanks(it.width - text.chars().count() + 1);
    }
    canvas.lines(upright);
    canvas.end_line();
}
