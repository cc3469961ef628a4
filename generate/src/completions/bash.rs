//! For bash, without the bash-completion package: plain `complete`, and no files where none belong.

use std::fmt::Write;

use super::{Grammar, Kind, Switch, head, metrics};

/// The script.
pub fn bash(grammar: &Grammar) -> String {
    let mut script = head("bash");
    let names = |switches: &[Switch]| -> String {
        let names: Vec<String> = switches.iter().flat_map(Switch::names).collect();
        names.join(" ")
    };
    let mut values = String::new();
    for (verb, switch, value) in grammar.values() {
        let action = match &value.kind {
            Kind::Words(words) => {
                let words: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
                format!("words='{}'", words.join(" "))
            }
            Kind::Metric => format!("words='{}'; compopt -o nospace", metrics().join("= ") + "="),
            Kind::Host => "_second_hand_hosts \"$current\"; return".to_owned(),
            Kind::File => "_second_hand_files \"$current\"; return".to_owned(),
            Kind::Free => continue,
        };
        let command = verb.map_or("*", |verb| &verb.name);
        let names = switch.names().into_iter();
        let names: Vec<String> = names.map(|name| format!("{command}:{name}")).collect();
        let _infallible = writeln!(values, "    {}) {action} ;;", names.join(" | "));
    }
    let mut own = String::new();
    for verb in grammar
        .commands
        .iter()
        .filter(|verb| !verb.options.is_empty())
    {
        let _infallible = writeln!(
            own,
            "            {}) words+=' {}' ;;",
            verb.name,
            names(&verb.options)
        );
    }
    let mut words = String::new();
    for verb in grammar.with_words() {
        let list = verb.words.join(" ");
        let _infallible = writeln!(words, "            {}) words='{list}' ;;", verb.name);
    }
    let _infallible = write!(
        script,
        r#"
_second_hand_files() {{
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -f -- "$1")
}}

_second_hand_hosts() {{
    if [[ $1 == /* ]]; then
        _second_hand_files "$1"
    else
        mapfile -t COMPREPLY < <(compgen -P "${{1%"${{1##*,}}"}}" -A hostname -- "${{1##*,}}")
    fi
}}

_second_hand() {{
    local command='' option='' words='' current=''
    local -a typed
    local word
    # As they were typed: bash parts words at = and :, too.
    read -ra typed <<<"${{COMP_LINE:0:COMP_POINT}}"
    [[ ${{COMP_LINE:0:COMP_POINT}} == *[[:space:]] ]] || {{
        current=${{typed[-1]}}
        unset 'typed[-1]'
    }}
    for word in "${{typed[@]:1}}"; do
        if [[ $option ]]; then
            option=''
            continue
        fi
        case $word in
        {takes_value}) option=$word ;;
        {verbs} | help) [[ $command ]] || command=$word ;;
        esac
    done
    if [[ ! $option && $current == --*=* ]]; then
        option=${{current%%=*}}
        current=${{current#*=}}
    fi
    case $command:$option in
{values}    *:)
        if [[ $current == -* ]]; then
            words='{options}'
            case $command in
{own}            '') words+=' {alone}' ;;
            esac
        else
            case $command in
            '' | help) words='{commands}' ;;
{words}            esac
        fi
        ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}}

complete -F _second_hand second-hand
"#,
        takes_value = grammar.takes_value().join(" | "),
        verbs = grammar.verbs().join(" | "),
        commands = grammar.verbs().join(" "),
        options = names(&grammar.options),
        alone = names(&grammar.alone),
    );
    script
}
