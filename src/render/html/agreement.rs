//! The agreement of the sources as a picture: an interval a line, on one axis; the same in words
//! behind it.

use maud::{Markup, html};

use super::piece;
use crate::render::page::{Agreement, Interval, Line, Role};

/// The picture with its title and its axis.
pub(super) fn agreement(chart: &Agreement) -> Markup {
    let [behind, ahead] = chart.ends();
    html! {
        figure {
            figcaption { strong { (Agreement::TITLE) } " " (chart.caption) @if chart.is_clipped() { "; ◀ ▶ off scale" } }
            ul.agreement { @for line in &chart.lines { (shown_line(line, chart.range)) } }
            p.axis aria-hidden="true" { span { (behind) } span { "0" } span { (ahead) } }
        }
    }
}

fn shown_line(line: &Line, range: f64) -> Markup {
    let words = match line.interval {
        Some(interval) => {
            let [words, _] = interval.words();
            words
        }
        None => Agreement::NO_SAMPLE.to_owned(),
    };
    html! {
        li class=[piece::role(line.role)] {
            span { (line.label) }
            svg width="100%" height="24" aria-hidden="true" {
                line.zero x1="50%" x2="50%" y1="0" y2="24" {}
                @if let Some(interval) = line.interval { (drawn(interval, line, range)) }
            }
            small { (words) }
        }
    }
}

fn drawn(interval: Interval, line: &Line, range: f64) -> Markup {
    let place = |seconds: f64| format!("{:.2}%", 50.0 + 49.0 * (seconds / range).clamp(-1.0, 1.0));
    let (low, high) = (interval.low(), interval.high());
    let is_inside = interval.offset.abs() <= range;
    html! {
        @if low <= range && high >= -range {
            line.margin x1=(place(low)) x2=(place(high)) y1="12" y2="12" {}
        }
        @if low < -range { text x="0" y="17" { "◀" } }
        @if high > range { text x="100%" y="17" text-anchor="end" { "▶" } }
        @if is_inside {
            @if line.role == Role::Wrong {
                text x=(place(interval.offset)) y="17" text-anchor="middle" { "✘" }
            } @else {
                circle cx=(place(interval.offset)) cy="12" r="5" {}
            }
        }
    }
}
