//! How a browser shows a [`Page`]: a single file without scripts. It knows only the page.

mod agreement;
mod grid;
mod piece;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::page::{Block, Entry, Headline, Level, Notice, Page, Place, Section, Stat};
use crate::fields::Field;

/// The style sheet, which is part of each page.
const STYLE: &str = include_str!("style.css");

/// The content security policy: a browser may apply this style and load nothing else. It has the
/// style's hash (SHA-256, in base64), which a test checks.
const POLICY: &str = "default-src 'none'; style-src 'sha256-i1bqnhAzbwcDnwp+YO6Inhf9lBGwA/PhAYqlSjNmgMc='; base-uri 'none'; form-action 'none'";

/// The page as an HTML document. For programs it contains the JSON document of the same report.
pub(super) fn html(page: &Page, json: &str) -> String {
    let title = match &page.headline {
        Some(headline) => headline.message.clone(),
        None => page.unreachable.as_ref().map_or_else(
            || "What chronyd says".to_owned(),
            |_| "chronyd is unreachable".to_owned(),
        ),
    };
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    @match &page.headline {
                        Some(headline) => (top(headline)),
                        None => (without_headline(page, &title)),
                    }
                    @if !page.notices.is_empty() {
                        ul.notices { @for notice in &page.notices { (shown_notice(notice)) } }
                    }
                    @for section in &page.sections { (shown_section(section)) }
                }
                footer {
                    p {
                        @if let Some(origin) = page.origin.as_ref().or(page.asked_at.as_ref()) { (origin) ". " }
                        "Made by second-hand " (env!("CARGO_PKG_VERSION")) "."
                    }
                }
                // A data block, which browsers neither run nor show. Without a `<` in it, no text
                // can end it early.
                script #report type="application/json" { (PreEscaped(json.trim_end().replace('<', "\\u003c"))) }
            }
        }
    };
    document.into_string()
}

fn top(headline: &Headline) -> Markup {
    html! {
        h1.(piece::class(headline.level)) { (piece::sign(headline.level)) " " (headline.message) }
        dl.stats { @for stat in &headline.stats { (shown_stat(stat)) } }
    }
}

/// The head of a page without a verdict: chronyd is unreachable, or tracking was not requested.
fn without_headline(page: &Page, title: &str) -> Markup {
    html! {
        @if let Some(unreachable) = &page.unreachable {
            h1.bad { (piece::sign(Level::Bad)) " " (title) }
            ul.paths { @for cause in &unreachable.causes { li { (cause) } } }
            @if let Some(advice) = &unreachable.advice { p.advice { strong { "hint" } " " (advice) } }
        } @else {
            h1 { (title) }
        }
    }
}

fn shown_stat(stat: &Stat) -> Markup {
    html! {
        div {
            dt { (stat.title) }
            dd { (piece::value(&stat.value)) }
            @if !stat.detail.is_empty() || stat.name.is_some() {
                dd.detail { (stat.detail) @if let Some(name) = &stat.name { (name) } }
            }
        }
    }
}

fn shown_notice(notice: &Notice) -> Markup {
    html! {
        li {
            strong.(piece::class(notice.level)) { (piece::sign(notice.level)) " " (notice.subject) }
            " " (notice.text)
            @if let Some(remedy) = &notice.remedy { br; strong { "remedy" } " " (remedy) }
        }
    }
}

fn shown_section(section: &Section) -> Markup {
    html! {
        section {
            h2 { (section.title) @if let Some(remark) = &section.remark { " " small { (remark) } } }
            @for block in &section.blocks {
                @match block {
                    Block::Entries(entries) => dl.entries { @for entry in entries { (shown_entry(entry)) } },
                    Block::Grid(grid) => (grid::grid(grid, section.title)),
                    Block::Agreement(chart) => (agreement::agreement(chart)),
                    Block::Remark(text, role) => p class=[piece::role(*role)] {
                        @if let Some(level) = role.signed() { (piece::sign(level)) " " }
                        (text)
                    },
                }
            }
            @if section.blocks.iter().any(has_figures) { (explained(section)) }
        }
    }
}

fn has_figures(block: &Block) -> bool {
    matches!(block, Block::Entries(_) | Block::Grid(_))
}

fn shown_entry(entry: &Entry) -> Markup {
    let place = match entry.place {
        Place::Across => "across",
        Place::Left => "left",
        Place::Right => "right",
    };
    html! {
        div.(place) {
            dt { (entry.field.title) }
            dd { (piece::value(&entry.value)) @if let Some(remark) = &entry.remark { " " small { (remark) } } }
        }
    }
}

/// The explanations of the fields, folded.
fn explained(section: &Section) -> Markup {
    let field = |field: &Field| html! { dt { (field.title) } dd { (field.text()) } };
    html! {
        details {
            summary { "What these figures mean" }
            dl { @for it in section.fields { (field(it)) } }
        }
    }
}
