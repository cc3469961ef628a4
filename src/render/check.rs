//! A [`Judgement`] in the form of the Monitoring Plugins guidelines: a line of text with
//! performance data after a bar, then further lines. It judges nothing.

use std::fmt::{self, Write};

use crate::check::{Judgement, Measured, Metric};
use crate::exit_status::ExitStatus;

/// The plugin's output.
pub fn check(judgement: &Judgement) -> String {
    let status = word(judgement.status);
    let mut text = format!("CHRONY {status}: {}", Plain(&judgement.message));
    for (number, measured) in judgement.metrics.iter().enumerate() {
        text.push_str(if number == 0 { " | " } else { " " });
        perfdata(&mut text, measured);
    }
    text.push('\n');
    for finding in judgement.problems.iter().skip(1) {
        let status = word(finding.status);
        let _infallible = writeln!(text, "{status}: {}", Plain(&finding.message));
    }
    for note in &judgement.notes {
        let _infallible = writeln!(text, "{}", Plain(note));
    }
    text
}

/// The plugin's output for arguments that cannot be read.
pub fn check_unknown(why: &str) -> String {
    format!("CHRONY {}: {}\n", word(ExitStatus::Unknown), Plain(why))
}

fn word(status: ExitStatus) -> &'static str {
    match status {
        ExitStatus::Ok => "OK",
        ExitStatus::Warning => "WARNING",
        ExitStatus::Critical => "CRITICAL",
        ExitStatus::Unknown => "UNKNOWN",
    }
}

/// `label=value[UOM];[warn];[crit];[min];[max]`, without trailing semicolons.
fn perfdata(text: &mut String, measured: &Measured) {
    let Measured {
        metric,
        value,
        warning,
        critical,
    } = measured;
    let shown = |part: Option<String>| part.unwrap_or_default();
    let value = match value {
        Some(value) => format!("{value}{}", metric.unit().symbol()),
        None => "U".to_owned(),
    };
    let (least, most) = match metric {
        // A stratum is no amount, so it has no minimum and no maximum for a graph.
        Metric::Stratum => ("", ""),
        Metric::Reach => ("0", "100"),
        _ => ("0", ""),
    };
    let warning = shown(warning.map(|range| range.to_string()));
    let critical = shown(critical.map(|range| range.to_string()));
    let all = format!(
        "{}={value};{warning};{critical};{least};{most}",
        metric.name()
    );
    text.push_str(all.trim_end_matches(';'));
}

/// Text without bars and line ends, which have a meaning in a plugin's output and can be part of a
/// name.
struct Plain<'a>(&'a str);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            f.write_char(match character {
                '|' => '?',
                control if control.is_control() => ' ',
                other => other,
            })?;
        }
        Ok(())
    }
}
