//! The files that are made from the program's own definitions and committed: completions, the
//! manual page, the page of fields, the JSON Schema. The program
//! carries the finished files, and nothing of what makes them.

mod causes;
mod completions;
mod fields;
mod man;

use completions::{Grammar, bash, elvish, fish, powershell, zsh};
use second_hand::cli;

/// What writes the completions for a shell.
type Script = fn(&Grammar) -> String;

/// A generated file.
pub struct Generated {
    /// Its path from the top of the repository.
    pub path: &'static str,
    /// Its whole content.
    pub content: String,
}

/// All generated files, as they must be.
pub fn all() -> Vec<Generated> {
    let mut command = cli::definition();
    // Only then it has the options that clap adds by itself.
    command.build();
    let grammar = Grammar::of(&command);
    let completions: [(&str, Script); 5] = [
        ("completions/second-hand.bash", bash),
        ("completions/_second-hand", zsh),
        ("completions/second-hand.fish", fish),
        ("completions/second-hand.elv", elvish),
        ("completions/second-hand.ps1", powershell),
    ];
    let mut files: Vec<Generated> = completions
        .into_iter()
        .map(|(path, script)| Generated {
            path,
            content: script(&grammar),
        })
        .collect();
    files.push(Generated {
        path: "man/second-hand.1",
        content: man::page(&command),
    });
    files.push(Generated {
        path: "docs/causes.md",
        content: causes::page(),
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
