//! For zsh.

use std::fmt::Write;

use super::{Grammar, Kind, Switch, head, metrics, quoted};

/// The script.
pub fn zsh(grammar: &Grammar) -> String {
    let mut script = format!("#compdef second-hand\n{}", head("zsh"));
    let mut commands = String::new();
    for verb in &grammar.commands {
        let entry = quoted(&format!("{}:{}", verb.name, verb.help));
        let _infallible = writeln!(commands, "        {entry}");
    }
    let mut own = String::new();
    for verb in grammar
        .commands
        .iter()
        .filter(|verb| !verb.options.is_empty())
    {
        let _infallible = writeln!(
            own,
            "    {})\n        options+=(\n{}        )\n        ;;",
            verb.name,
            specs(&verb.options)
        );
    }
    for verb in grammar.with_words() {
        let _infallible = writeln!(
            own,
            "    {})\n        options+=('*:word:({})')\n        ;;",
            verb.name,
            verb.words.join(" ")
        );
    }
    let _infallible = write!(
        script,
        r#"
_second-hand_commands() {{
    local -a commands=(
{commands}    )
    _describe -V -t commands command commands
}}

_second-hand_hosts() {{
    if [[ $PREFIX == /* ]]; then
        _files
    else
        compset -P '*,'
        _hosts
    fi
}}

_second-hand_metrics() {{
    local -a metrics=({metrics})
    compset -P '*=' && return
    _describe -V -t metrics metric metrics -S =
}}

_second-hand() {{
    local curcontext=$curcontext state line
    local -A opt_args
    local -a options=(
{options}    )
    _arguments -s -C $options \
{alone}        '1:command:_second-hand_commands' \
        '*:: :->command' && return
    [[ $state == command ]] || return 1
    case $line[1] in
{own}    help)
        _arguments '1:command:_second-hand_commands'
        return
        ;;
    esac
    _arguments -s $options
}}

if [[ $funcstack[1] == _second-hand ]]; then
    _second-hand "$@"
else
    compdef _second-hand second-hand
fi
"#,
        metrics = metrics().join(" "),
        options = specs(&grammar.options),
        alone = specs(&grammar.alone).replace('\n', " \\\n"),
    );
    script
}

/// A line for each option.
fn specs(switches: &[Switch]) -> String {
    let mut specs = String::new();
    for switch in switches {
        let value = switch.value.as_ref().map(|value| {
            let action = match &value.kind {
                Kind::Words(words) => {
                    let words = words
                        .iter()
                        .map(|(word, help)| format!("{word}\\:\"{help}\""));
                    format!("(({}))", words.collect::<Vec<_>>().join(" "))
                }
                Kind::Metric => "_second-hand_metrics".to_owned(),
                Kind::Host => "_second-hand_hosts".to_owned(),
                Kind::File => "_files".to_owned(),
                Kind::Free => " ".to_owned(),
            };
            format!(":{}:{action}", value.name)
        });
        let value = value.unwrap_or_default();
        let help = switch
            .help
            .replace(':', r"\:")
            .replace('[', r"\[")
            .replace(']', r"\]");
        let names = switch.names();
        let takes = switch.value.is_some();
        let (before, names) = match (switch.short, switch.repeats) {
            (Some(short), repeats) => {
                let exclusive = format!("({})", names.join(" "));
                let before = if repeats { "*" } else { exclusive.as_str() };
                let ends = if takes { ["+", "="] } else { ["", ""] };
                (
                    quoted(before),
                    format!("{{-{short}{},--{}{}}}", ends[0], switch.long, ends[1]),
                )
            }
            (None, _) => (
                String::new(),
                format!("--{}{}", switch.long, if takes { "=" } else { "" }),
            ),
        };
        let rest = quoted(&format!("[{help}]{value}"));
        let _infallible = writeln!(specs, "        {before}{names}{rest}");
    }
    specs
}
