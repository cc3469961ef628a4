//! A grid as a table that screen readers can read.

use maud::{Markup, html};

use super::piece;
use crate::render::page::{CellKind, Grid, Value};

/// The table. In a narrow window it scrolls, also by keyboard.
pub(super) fn grid(grid: &Grid, title: &str) -> Markup {
    html! {
        div.wide role="region" aria-label=(title) tabindex="0" {
            table {
                caption { (title) }
                thead {
                    tr { @for head in &grid.heads { th class=[kind(head.kind)] scope="col" { (head.field.title) } } }
                }
                tbody { @for row in grid.rows() { tr { (cells(grid, row)) } } }
            }
        }
    }
}

/// The cells of a row. The first is the row's heading.
fn cells(grid: &Grid, row: &[Value]) -> Markup {
    html! {
        @for (place, (head, value)) in grid.heads.iter().zip(row).enumerate() {
            @if place == 0 {
                th scope="row" { (piece::value(value)) }
            } @else {
                td class=[kind(head.kind)] { (piece::value(value)) }
            }
        }
    }
}

fn kind(kind: CellKind) -> Option<&'static str> {
    match kind {
        CellKind::Words => None,
        CellKind::Numbers => Some("numbers"),
    }
}
