//! For fish.

use std::fmt::Write;

use super::{Grammar, Kind, Switch, head, metrics};

/// The script.
pub fn fish(grammar: &Grammar) -> String {
    let mut script = head("fish");
    let _infallible = write!(
        script,
        r#"
# The command on the line, if there is one yet.
function __second_hand_command
    set -l value
    for word in (commandline -opc)[2..-1]
        if set -q value[1]
            set -e value[1]
            continue
        end
        switch $word
            case {takes_value}
                set value coming
            case {verbs} help
                echo $word
                return 0
        end
    end
    return 1
end

function __second_hand_awaits_command
    set -l command (__second_hand_command)
    test -z "$command" -o "$command" = help
end

# Hosts, of which several may stand with commas; or the path of a socket.
function __second_hand_hosts
    if string match -q '/*' -- (commandline -ct)
        __fish_complete_path (commandline -ct)
    else
        __fish_complete_list , __fish_print_hostnames
    end
end

complete -c second-hand -f
"#,
        takes_value = grammar.takes_value().join(" "),
        verbs = grammar.verbs().join(" "),
    );
    for verb in &grammar.commands {
        let _infallible = writeln!(
            script,
            "complete -c second-hand -n __second_hand_awaits_command -a {} -d {}",
            verb.name,
            quoted(&verb.help)
        );
    }
    for switch in &grammar.options {
        option(&mut script, "", switch);
    }
    for switch in &grammar.alone {
        option(&mut script, " -n 'not __second_hand_command'", switch);
    }
    for verb in &grammar.commands {
        let condition = format!(" -n 'contains {} (__second_hand_command)'", verb.name);
        if !verb.words.is_empty() {
            let words = verb.words.join(" ");
            let _infallible = writeln!(script, "complete -c second-hand{condition} -a '{words}'");
        }
        for switch in &verb.options {
            option(&mut script, &condition, switch);
        }
    }
    script
}

fn option(script: &mut String, condition: &str, switch: &Switch) {
    let short = switch.short.map(|letter| format!(" -s {letter}"));
    let value = switch.value.as_ref().map(|value| match &value.kind {
        // Read once more as code when it is used, so that \t is a tabulator then.
        Kind::Words(words) => {
            let words = words
                .iter()
                .map(|(word, help)| format!("{word}\\t'{}'", help.replace('\'', "")));
            format!(" -x -a \"{}\"", words.collect::<Vec<_>>().join(" "))
        }
        Kind::Metric => format!(" -x -a '{}='", metrics().join("= ")),
        Kind::Host => " -x -a '(__second_hand_hosts)'".to_owned(),
        Kind::File => " -r -F".to_owned(),
        Kind::Free => " -x".to_owned(),
    });
    let _infallible = writeln!(
        script,
        "complete -c second-hand{condition}{} -l {}{} -d {}",
        short.unwrap_or_default(),
        switch.long,
        value.unwrap_or_default(),
        quoted(&switch.help)
    );
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"\'"))
}
