//! For PowerShell. No test runs this script: there is no PowerShell among Debian's packages.

use std::fmt::Write;

use super::{Grammar, Kind, Switch, head, metrics};

/// The script.
pub fn powershell(grammar: &Grammar) -> String {
    let mut script = head("PowerShell");
    let mut values = String::new();
    for (_, switch, value) in grammar.values() {
        let words = match &value.kind {
            Kind::Words(words) => list(words.iter().map(|(word, _)| word)),
            Kind::Metric => list(metrics().iter().map(|name| format!("{name}="))),
            Kind::Host | Kind::File | Kind::Free => continue,
        };
        for name in switch.names() {
            let _infallible = writeln!(values, "        '{name}' {{ {words}; break }}");
        }
    }
    let mut own = String::new();
    for verb in grammar
        .commands
        .iter()
        .filter(|verb| !verb.options.is_empty())
    {
        let _infallible = writeln!(
            own,
            "                    '{}' {{ {}; break }}",
            verb.name,
            names(&verb.options)
        );
    }
    let mut words = String::new();
    for verb in grammar.with_words() {
        let _infallible = write!(
            words,
            " elseif ($command -ceq '{}') {{\n                {}\n            }}",
            verb.name,
            list(verb.words.iter())
        );
    }
    let _infallible = write!(
        script,
        r"
Register-ArgumentCompleter -Native -CommandName second-hand -ScriptBlock {{
    param($wordToComplete, $commandAst, $cursorPosition)
    $command = ''
    $option = ''
    $typed = @($commandAst.CommandElements |
        Where-Object {{ $_.Extent.EndOffset -lt $cursorPosition }} |
        ForEach-Object {{ $_.ToString() }} |
        Select-Object -Skip 1)
    foreach ($word in $typed) {{
        if ($option) {{
            $option = ''
        }} elseif ($word -cin @({takes_value})) {{
            $option = $word
        }} elseif (-not $command -and $word -cin @({verbs}, 'help')) {{
            $command = $word
        }}
    }}
    $candidates = @(switch -CaseSensitive ($option) {{
{values}        '' {{
            if ($wordToComplete.StartsWith('-')) {{
                {options}
                switch -CaseSensitive ($command) {{
{own}                    '' {{ {alone}; break }}
                }}
            }} elseif (-not $command -or $command -ceq 'help') {{
                {verbs}
            }}{words}
            break
        }}
    }})
    $candidates |
        Where-Object {{ $_.StartsWith($wordToComplete, [System.StringComparison]::Ordinal) }} |
        ForEach-Object {{
            [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
        }}
}}
",
        takes_value = list(grammar.takes_value().iter()),
        verbs = list(grammar.verbs().iter()),
        options = names(&grammar.options),
        alone = names(&grammar.alone),
    );
    script
}

fn names(switches: &[Switch]) -> String {
    list(switches.iter().flat_map(Switch::names))
}

fn list(words: impl Iterator<Item = impl AsRef<str>>) -> String {
    let words: Vec<String> = words.map(|word| format!("'{}'", word.as_ref())).collect();
    words.join(", ")
}
