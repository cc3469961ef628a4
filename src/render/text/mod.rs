//! How a terminal shows a [`Page`]: in boxes or lines, in columns and colours, and in the
//! characters that it has. It knows only the page.

mod boxes;
mod canvas;
mod chart;
mod glyphs;
mod grid;
mod headline;
mod list;
mod palette;
mod style;
mod wrap;

use canvas::Canvas;
use style::Style;

use super::page::{Block, Page, Role, Section};
use crate::fields::Field;
use crate::terminal::Terminal;

/// Options for what a page shows besides the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TableOptions {
    /// Show only the headline and the notices.
    pub brief: bool,
    /// Show a line of explanation for each field.
    pub explain: bool,
    /// Whether to chart the sources' agreement; `None`: only on a terminal with enough room.
    pub chart: Option<bool>,
}

/// Draws the page, from its headline to its origin.
pub(super) fn text(page: &Page, terminal: &Terminal, options: TableOptions) -> String {
    let mut canvas = Canvas::new(Style::new(terminal));
    if let Some(headline) = &page.headline {
        headline::headline(&mut canvas, headline);
    }
    headline::notices(&mut canvas, &page.notices);
    for section in &page.sections {
        canvas.gap();
        draw(&mut canvas, section, options);
    }
    if let Some(origin) = &page.origin {
        canvas.gap();
        wrap::paragraph(&mut canvas, 0, origin, Role::Faint);
    }
    canvas.finish()
}

fn draw(canvas: &mut Canvas, section: &Section, options: TableOptions) {
    canvas.paint(section.title, Role::Strong);
    match &section.remark {
        Some(remark) => {
            let indent = section.title.len() + 2;
            canvas.blanks(2);
            wrap::hanging(canvas, indent, indent, remark, Role::Faint);
        }
        None => canvas.end_line(),
    }
    for block in &section.blocks {
        match block {
            Block::Entries(entries) => list::list(canvas, entries),
            Block::Grid(grid) => grid::grid(canvas, grid),
            Block::Agreement(agreement) => chart::chart(canvas, agreement, options.chart),
            Block::Remark(text, role) => {
                let text = canvas.style.signed(text, *role);
                wrap::paragraph(canvas, 0, &text, *role);
            }
        }
    }
    if options.explain {
        canvas.end_line();
        explain(canvas, section.fields);
    }
}

/// Draws a line for each field: its meaning, good and bad values.
fn explain(canvas: &mut Canvas, fields: &[&Field]) {
    let titles = fields.iter().map(|field| field.title.len());
    let indent = titles.max().unwrap_or_default() + 4;
    for field in fields {
        canvas.blanks(2);
        canvas.paint(field.title, Role::Strong);
        canvas.blanks(indent - 2 - field.title.len());
        wrap::hanging(canvas, indent, indent, &field.text(), Role::Text);
    }
}
