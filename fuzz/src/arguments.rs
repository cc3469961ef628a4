//! The texts that people write: a duration, a place, and a command line made of lines.

use std::ffi::OsString;
use std::time::Duration;

use clap::Parser;
use second_hand::chronyd::Endpoint;
use second_hand::cli::Cli;

/// Reads the input as each of them.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    duration(&text);
    endpoint(&text);
    let _said = read(text.lines());
}

fn read<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Option<Cli> {
    let arguments = ["second-hand"].into_iter().chain(arguments);
    // Not as the program does it, which leaves the tidying up to the end of its process.
    let cli = Cli::try_parse_from(arguments.map(OsString::from)).ok()?;
    let _said = cli.query();
    Some(cli)
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
