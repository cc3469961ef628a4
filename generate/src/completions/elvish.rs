//! For elvish.

use std::fmt::Write;

use super::{Grammar, Kind, Switch, head, metrics};

/// The script.
#[expect(clippy::too_many_lines, reason = "most of it is the script's text")]
pub fn elvish(grammar: &Grammar) -> String {
    let mut values = String::new();
    for (verb, switch, value) in grammar.values() {
        let action = match &value.kind {
            Kind::Words(words) => {
                let words = words
                    .iter()
                    .map(|(word, help)| format!("second-hand-candidate {word} {}", quoted(help)));
                words.collect::<Vec<_>>().join("; ")
            }
            Kind::Metric => {
                let metrics = metrics()
                    .into_iter()
                    .map(|name| format!("edit:complex-candidate {name}="));
                metrics.collect::<Vec<_>>().join("; ")
            }
            Kind::File => "edit:complete-filename $words[-1]".to_owned(),
            Kind::Host | Kind::Free => "nop".to_owned(),
        };
        for name in switch.names() {
            let command = verb.map(|verb| format!("{} ", verb.name));
            let command = command.unwrap_or_default();
            let _infallible = writeln!(values, "    &'{command}{name}'= {{|words| {action} }}");
        }
    }
    let mut own = String::new();
    for verb in &grammar.commands {
        let _infallible = writeln!(
            own,
            "    &{}= {{\n{}    }}",
            verb.name,
            candidates(&verb.options)
        );
    }
    let mut commands = String::new();
    for verb in &grammar.commands {
        candidate(&mut commands, &verb.name, &verb.help);
    }
    let mut words = String::new();
    for verb in grammar.with_words() {
        let _infallible = write!(
            words,
            " elif (eq $command {}) {{
        for word [{}] {{
            edit:complex-candidate $word &code-suffix=' '
        }}
    }}",
            verb.name,
            verb.words.join(" ")
        );
    }
    let mut script = head("elvish");
    let _infallible = write!(
        script,
        r"
use str

fn second-hand-candidate {{|word help|
    edit:complex-candidate $word &code-suffix=' ' &display=$word'  '$help
}}

var second-hand-values = [
{values}]

var second-hand-options = [
{own}    &''= {{
{alone}    }}
]

set edit:completion:arg-completer[second-hand] = {{|@words|
    var command = ''
    var option = ''
    for word $words[1..-1] {{
        if (not-eq $option '') {{
            set option = ''
        }} elif (has-key $second-hand-values $word) {{
            set option = $word
        }} elif (has-key $second-hand-values $command' '$word) {{
            set option = $command' '$word
        }} elif (and (eq $command '') (not (str:has-prefix $word -))) {{
            set command = $word
        }}
    }}
    if (not-eq $option '') {{
        $second-hand-values[$option] $words
    }} elif (str:has-prefix $words[-1] -) {{
{options}        if (has-key $second-hand-options $command) {{
            $second-hand-options[$command]
        }}
    }} elif (or (eq $command '') (eq $command help)) {{
{commands}    }}{words}
}}
",
        alone = candidates(&grammar.alone),
        options = candidates(&grammar.options),
    );
    script
}

fn candidates(switches: &[Switch]) -> String {
    let mut candidates = String::new();
    for switch in switches {
        for name in switch.names() {
            candidate(&mut candidates, &name, &switch.help);
        }
    }
    candidates
}

fn candidate(script: &mut String, word: &str, help: &str) {
    let _infallible = writeln!(
        script,
        "        second-hand-candidate {word} {}",
        quoted(help)
    );
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
