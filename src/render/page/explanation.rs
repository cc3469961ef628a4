//! The explanation of fields by their names. It needs no report.

use super::{Block, Page, Role, Section};
use crate::fields::{self, Field, FieldMatches};
use crate::report::ReportKind;

impl Page {
    /// The explanations of these fields.
    pub fn explaining(found: &FieldMatches) -> Self {
        let related = found.related.iter();
        let related: Vec<String> = related
            .map(|(report, field)| format!("{} ({report})", field.title))
            .collect();
        let see_also = section("See also", vec![related.join(", ")]);
        let explained = found
            .fields
            .iter()
            .map(|&(report, field)| explained(report, field));
        let see_also = Some(see_also).filter(|_| !related.is_empty());
        page(explained.chain(see_also).collect())
    }

    /// The names of all fields.
    pub fn naming() -> Self {
        let names = ReportKind::ALL.map(|report| {
            let names: Vec<&str> = fields::of(report).iter().map(|field| field.title).collect();
            section(report.title(), vec![names.join(", ")])
        });
        let how = "explains one by its name here or in JSON".to_owned();
        let how = section("second-hand explain NAME", vec![how]);
        page(names.into_iter().chain([how]).collect())
    }
}

/// A field's explanation, with its path in the JSON document in jq's syntax.
fn explained(report: ReportKind, field: &'static Field) -> Section {
    let record = match report {
        ReportKind::Sources | ReportKind::Stats => format!(".{report}[]"),
        ReportKind::Tracking | ReportKind::Rtc => format!(".{report}"),
    };
    let way = match field.keys {
        [key] => format!("{record}.{key}"),
        keys => format!("{record} | .{}", keys.join(", .")),
    };
    let lines = vec![
        field.signed_meaning(),
        format!("Good: {}", field.good),
        format!("Not good: {}", field.bad),
    ];
    Section {
        remark: Some(format!("in {report}; in JSON {way}")),
        ..section(field.title, lines)
    }
}

fn section(title: &'static str, lines: Vec<String>) -> Section {
    let lines = lines.into_iter();
    Section {
        title,
        remark: None,
        blocks: lines
            .map(|line| Block::Remark(line.into(), Role::Text))
            .collect(),
        fields: &[],
    }
}

fn page(sections: Vec<Section>) -> Page {
    Page {
        headline: None,
        notices: Vec::new(),
        sections,
        unreachable: None,
        origin: None,
        asked_at: None,
    }
}
