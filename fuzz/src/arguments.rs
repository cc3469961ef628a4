//! The texts that people write: a duration, a limit, a place, and a command line made of lines.

use std::ffi::OsString;
use std::iter;
use std::time::Duration;

use second_hand::check::{Limit, Limits};
use second_hand::chronyd::Endpoint;
use second_hand::cli::{self, Invocation, Task};

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

/// Reads the arguments as the program does.
fn read<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Option<Invocation> {
    let words = iter::once("second-hand").chain(arguments);
    cli::read(words.map(OsString::from)).ok()
}

fn duration(text: &str) {
    let option = format!("--timeout={text}");
    if let Some(request) = read([&option, "tracking"]) {
        let Task::Report { query, .. } = request.task else {
            unreachable!("tracking is a report");
        };
        let timeout = query.timeout;
        assert!(timeout > Duration::ZERO, "{text:?} is no time at all");
        assert!(
            timeout <= Duration::from_secs(86_400),
            "{text:?} is too long"
        );
    }
}

/// A place is written as it is read, but for what a terminal would obey.
fn endpoint(text: &str) {
    let Ok(endpoint) = Endpoint::parse(text, 323) else {
        return;
    };
    let written = endpoint.to_string();
    assert!(!written.contains(char::is_control), "{text:?}");
    match &endpoint {
        Endpoint::Udp(_) | Endpoint::Unix(_) => {
            if !text.contains(char::is_control) {
                assert_eq!(
                    Endpoint::parse(&written, 1).as_ref(),
                    Ok(&endpoint),
                    "{text:?}"
                );
            }
        }
        Endpoint::Named { host, .. } => assert!(!host.is_empty(), "{text:?}"),
    }
}
