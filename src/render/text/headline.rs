//! The headline, as boxes where they fit and as text otherwise, and the notices below it.

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

/// The label of a notice's remedy.
const REMEDY: &str = "remedy";

/// Draws the notices, one on each line, with their texts aligned.
pub(super) fn notices(canvas: &mut Canvas, notices: &[Notice]) {
    let glyphs = canvas.style.glyphs;
    let head = |notice: &Notice| [glyphs.sign(notice.level), " ", notice.subject].concat();
    let width = |notice: &Notice| head(notice).chars().count();
    let with_remedy = notices.iter().any(|notice| notice.remedy.is_some());
    let remedy = if with_remedy { 2 + REMEDY.len() } else { 0 };
    let widths = notices.iter().map(width);
    let indent = widths.max().unwrap_or_default().max(remedy) + 4;
    for notice in notices {
        canvas.blanks(2);
        canvas.paint(&head(notice), Role::Judged(notice.level));
        canvas.blanks(indent - 2 - width(notice));
        wrap::hanging(canvas, indent, indent, &notice.text, Role::Text);
        if let Some(remedy) = &notice.remedy {
            canvas.blanks(4);
            canvas.paint(REMEDY, Role::Strong);
            canvas.blanks(indent - 4 - REMEDY.len());
            wrap::hanging(canvas, indent, indent, remedy, Role::Strong);
        }
    }
}
