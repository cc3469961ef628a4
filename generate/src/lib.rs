//! The files that are made from the program's own definitions and committed: completions, the
//! manual page, the page of fields, the JSON Schema. The shipped program carries none of this.

mod fields;
mod man;

use clap::Command;
use clap_complete::{Shell, generate};
use second_hand::cli;

/// A generated file.
pub struct Generated {
    /// Its path from the top of the repository.
    pub path: &'static str,
    /// Its whole content.
    pub content: String,
}

/// All generated files, as they must be.
pub fn all() -> Vec<Generated> {
    let command = cli::definition();
    let completions = [
        ("completions/second-hand.bash", Shell::Bash),
        ("completions/_second-hand", Shell::Zsh),
        ("completions/second-hand.fish", Shell::Fish),
        ("completions/second-hand.elv", Shell::Elvish),
        ("completions/_second-hand.ps1", Shell::PowerShell),
    ];
    let mut files: Vec<Generated> = completions
        .into_iter()
        .map(|(path, shell)| Generated {
            path,
            content: completion(command.clone(), shell),
        })
        .collect();
    files.push(Generated {
        path: "man/second-hand.1",
        content: man::page(&command),
    });
    files.push(Generated {
        path: "docs/fields.md",
        content: fields::page(),
    });
    files.push(Generated {
        path: "schema/second-hand.v1.json",
        content: second_hand::schema::report_schema(),
    });
    files
}

fn completion(mut command: Command, shell: Shell) -> String {
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    generate(shell, &mut command, name, &mut script);
    let script = String::from_utf8(script).expect("completion scripts are UTF-8");
    // clap_complete 4.6 takes the hyphen in the program's name for a border between two commands in
    // one half of the bash script, and not in the other.
    script.replace("second__subcmd__hand", "second__hand")
}
