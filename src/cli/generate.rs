//! The files that packages install beside the program, for users of `cargo install`. The
//! workspace's generator makes them from the definition of the command line; this file only
//! includes them.

use clap::ValueEnum;

/// A file that `--generate` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Generate {
    /// The manual page second-hand(1)
    Man,
    /// The manual page second-hand-check(1)
    ManCheck,
    /// Completions for bash
    Bash,
    /// Completions for zsh
    Zsh,
    /// Completions for fish
    Fish,
    /// Completions for elvish
    Elvish,
    /// Completions for PowerShell
    #[value(name = "powershell")]
    PowerShell,
}

impl Generate {
    /// The whole file.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Man => include_str!("../../man/second-hand.1"),
            Self::ManCheck => include_str!("../../man/second-hand-check.1"),
            Self::Bash => include_str!("../../completions/second-hand.bash"),
            Self::Zsh => include_str!("../../completions/_second-hand"),
            Self::Fish => include_str!("../../completions/second-hand.fish"),
            Self::Elvish => include_str!("../../completions/second-hand.elv"),
            Self::PowerShell => include_str!("../../completions/second-hand.ps1"),
        }
    }
}
