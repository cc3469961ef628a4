//! The headline, as boxes where there is room for them, as text otherwise; and the notices below it.

use super::boxes::boxes;
use super::canvas::Canvas;
use super::wrap;
use crate::render::page::{Headline, Notice, Role};

pub(super) fn headline(canvas: &mut Canvas, headline: &Headline) {
    if boxes(canvas, &headline.stats) {
        return;
    }
    let sign = canvas.style.glyphs.sign(headline.level);
    let text = [sign, " ", &headline.message].concat();
    wrap::paragraph(canvas, 0, &text, Role::Verdict(headline.level));
    if !headline.facts.is_empty() {
        wrap::paragraph(canvas, 2, &headline.facts.join(", "), Role::Strong);
    }
}

/// Draws a notice a line, their texts below each other.
pub(super) fn notices(canvas: &mut Canvas, notices: &[Notice]) {
    let glyphs = canvas.style.glyphs;
    let head = |notice: &Notice| [glyphs.sign(notice.level), " ", notice.subject].concat();
    let width = |notice: &Notice| head(notice).chars().count();
    let indent = notices.iter().map(width).max().unwrap_or_default() + 4;
    for notice in notices {
        canvas.blanks(2);
        canvas.paint(&head(notice), Role::Judged(notice.level));
        canvas.blanks(indent - 2 - width(notice));
        wrap::hanging(canvas, indent, indent, &notice.text, Role::Text);
    }
}
