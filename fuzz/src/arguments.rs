//! The texts that people write: a duration, a limit, a place, and a command line made of lines.

use std::ffi::OsString;
use std::time::Duration;

use clap::Parser;
use second_hand::check::{Limit, Limits};
use second_hand::chronyd::Endpoint;
use second_hand::cli::Cli;

/// Reads the input as each of them.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    duration(&text);
    endpoint(&text);
    if let Ok(limit) = Limit::parse(&text) {
        let _contradiction = Limits::new(&[limit], &[limit]);
    }
    let _said = read(text.lines());
}

/// Reads the arguments as the program does, but for its leaving what it read to the end of its
/// process: a fuzzer's does not end.
#[expect(unexpected_cfgs, reason = "set by cargo-fuzz")]
fn read<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Option<Cli> {
    let program = OsString::from("second-hand");
    let arguments = arguments.into_iter().map(OsString::from);
    let arguments: Vec<OsString> = [program].into_iter().chain(arguments).collect();
    let cli = Cli::try_parse_from(&arguments).ok();
    if cfg!(not(fuzzing)) {
        let short_cut = Cli::read(&arguments).ok();
        assert_eq!(
            format!("{short_cut:?}"),
            format!("{cli:?}"),
            "{arguments:?}"
        );
    }
    let _said = cli.as_ref().map(Cli::query);
    let _said = cli.as_ref().map(Cli::limits);
    cli
}

fn duration(text: &str) {
    let option = format!("--timeout={text}");
    if let Some(timeout) = read([&option, "tracking"]).and_then(|cli| cli.options.timeout) {
        assert!(timeout > Duration::ZERO, "{text:?} is no time at all");
        assert!(
            timeout <= Duration::from_secs(86_400),
            "{text:?} is too long"
        );
    }
}

/// A place is written as it is read.
fn endpoint(text: &str) {
    let Ok(endpoint) = Endpoint::parse(text, 323) else {
        return;
    };
    match &endpoint {
        Endpoint::Udp(_) | Endpoint::Unix(_) => {
            let again = Endpoint::parse(&endpoint.to_string(), 1);
            assert_eq!(again.as_ref(), Ok(&endpoint), "{text:?}");
        }
        Endpoint::Named { host, .. } => assert!(!host.is_empty(), "{text:?}"),
    }
}
