//! The explanation below a table: a line for each of its fields.

use std::fmt::Write;

use super::{Look, wrap};
use crate::explain::fields;
use crate::render::palette::Role;
use crate::report::ReportKind;

pub(super) fn explanation(out: &mut String, report: ReportKind, look: Look) {
    let fields = fields(report);
    let titles = fields.iter().map(|field| field.title.len());
    let width = titles.max().unwrap_or_default();
    for field in fields {
        let mut label = String::new();
        let _infallible = write!(label, "{:width$}", field.title);
        out.push_str("  ");
        look.paint(out, &label, Role::Strong);
        out.push_str("  ");
        let indent = width + 4;
        wrap::hanging(out, indent, indent, &field.text(), Role::Text, look);
    }
}
