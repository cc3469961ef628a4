//! The agreement of the sources as a picture, one interval on each line, on one axis; then the same
//! in words.

use maud::{Markup, html};

use super::piece;
use crate::render::page::{Agreement, Interval, Line, Role};

/// The picture with its title and its axis.
pub(super) fn agreement(chart: &Agreement) -> Markup {
    let [behind, ahead] = chart.ends();
    html! {
        figure {
            figcaption { strong { (Agreement::TITLE) } " " (chart.caption) @if chart.is_clipped() { "; ◀ ▶ off scale" } }
            ul.agreement { @for line in chart.lines() { (shown_line(line, chart)) } }
            p.axis aria-hidden="true" { span { (behind) } span { "0" } span { (ahead) } }
        }
    }
}

fn shown_line(line: &Line, chart: &Agreement) -> Markup {
    html! {
        li class=[piece::role(line.role)] {
            span { (line.label) }
            svg aria-hidden="true" {
                line.zero x1="50%" x2="50%" y1="0" y2="100%" {}
                @if let Some(interval) = line.interval { (drawn(interval, line, chart.range)) }
            }
            small { (words(line, chart)) }
        }
    }
}

/// The same in words.
fn words(line: &Line, chart: &Agreement) -> Markup {
    let Some(interval) = line.interval else {
        return html! { (Agreement::NO_SAMPLE) };
    };
    let [offset, _] = interval.words();
    html! {
        span { (offset) } " " span { "±" (interval.margin()) @if chart.clips(interval) { ", off scale" } }
    }
}

fn drawn(interval: Interval, line: &Line, range: f64) -> Markup {
    let place = |seconds: f64| format!("{:.2}%", 50.0 + 49.0 * (seconds / range).clamp(-1.0, 1.0));
    let (low, high) = (interval.low(), interval.high());
    let is_inside = interval.offset.abs() <= range;
    html! {
        @if low <= range && high >= -range {
            line.margin x1=(place(low)) x2=(place(high)) y1="50%" y2="50%" {}
        }
        @if low < -range { text x="0" y="50%" { "◀" } }
        @if high > range { text x="100%" y="50%" text-anchor="end" { "▶" } }
        @if is_inside {
            @if line.role == Role::Wrong {
                text x=(place(interval.offset)) y="50%" text-anchor="middle" { "✘" }
            } @else {
                circle cx=(place(interval.offset)) cy="50%" r="5" {}
            }
        }
    }
}
