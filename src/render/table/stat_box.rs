//! Stat boxes: the figures that the eye is to find first, side by side in one frame. It does not
//! know what they mean.

use super::Look;
use super::glyphs::Frame;
use crate::render::palette::Role;

/// A figure with its name above and a remark below.
pub(super) struct StatBox {
    pub(super) title: &'static str,
    pub(super) value: String,
    pub(super) role: Role,
    pub(super) detail: String,
    /// The least room for its text: figures that change from run to run must not move the frame.
    pub(super) least: usize,
}

impl StatBox {
    fn width(&self) -> usize {
        // The frame goes on for a little behind the title.
        let title = self.title.len() + 1;
        let value = self.value.chars().count();
        let detail = self.detail.chars().count();
        self.least.max(title).max(value).max(detail)
    }
}

/// Columns that a box takes besides its text: a line and two blanks.
const MARGIN: usize = 3;

/// Columns that the boxes take side by side.
pub(super) fn width(boxes: &[StatBox]) -> usize {
    let widths = boxes.iter().map(|stat| stat.width() + MARGIN);
    widths.sum::<usize>() + 1
}

/// Appends the boxes, four lines high.
pub(super) fn boxes(out: &mut String, boxes: &[StatBox], look: Look) {
    let frame = look.glyphs.frame;
    edge(out, boxes, frame.top, true, look);
    inside(out, boxes, look, |stat| (&stat.value, stat.role));
    inside(out, boxes, look, |stat| (&stat.detail, Role::Text));
    edge(out, boxes, frame.bottom, false, look);
}

fn edge(out: &mut String, boxes: &[StatBox], corners: [char; 3], titled: bool, look: Look) {
    let Frame { across, .. } = look.glyphs.frame;
    let [left, branch, right] = corners;
    let mut line = String::new();
    for (place, stat) in boxes.iter().enumerate() {
        line.push(if place == 0 { left } else { branch });
        let mut filled = 0;
        if titled {
            line.push(across);
            line.push(' ');
            look.paint(out, &line, Role::Faint);
            look.paint(out, stat.title, Role::Text);
            line.clear();
            line.push(' ');
            filled = stat.title.len() + 3;
        }
        line.extend(std::iter::repeat_n(across, stat.width() + 2 - filled));
    }
    line.push(right);
    look.paint(out, &line, Role::Faint);
    out.push('\n');
}

fn inside<'a>(
    out: &mut String,
    boxes: &'a [StatBox],
    look: Look,
    part: impl Fn(&'a StatBox) -> (&'a str, Role),
) {
    let mut upright = [0; 4];
    let upright = look.glyphs.frame.upright.encode_utf8(&mut upright);
    for stat in boxes {
        let (text, role) = part(stat);
        look.paint(out, upright, Role::Faint);
        out.push(' ');
        look.paint(out, text, role);
        let filling = stat.width() - text.chars().count() + 1;
        out.extend(std::iter::repeat_n(' ', filling));
    }
    look.paint(out, upright, Role::Faint);
    out.push('\n');
}
