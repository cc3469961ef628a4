//! Sets a scene of private chronyds, runs a command in it, and takes it down. Its temporary directory is left behind only
//! when a signal ends it; the daemons end with it always.

use std::env;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, ExitCode, ExitStatus};

use test_support::chronyd::{Daemon, LOCALHOST, Scenario};

const USAGE: &str = "\
usage: scene [OPTION]... COMMAND [ARGUMENT]...

Runs COMMAND while a private chronyd follows two good servers, and one that is wrong by half a second. In the arguments,
{socket} is its Unix socket, {address} and {port} are where it takes questions by UDP. No clock is touched.

  --server NAME   the servers have these names, which are loopback addresses here; the third is wrong
  --offline N     there are N servers instead, which chronyd leaves alone
  --reach         begin when every server has answered eight polls
  --port PORT     chronyd takes questions at this port of 127.0.0.1; 0: at any that is free";

#[derive(Default)]
struct Options {
    servers: Vec<String>,
    offline: Option<u32>,
    reach: bool,
    port: Option<u16>,
}

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1).peekable();
    let mut options = Options::default();
    while let Some(option) = arguments.next_if(|argument| argument.starts_with("--")) {
        let mut value = || arguments.next().unwrap_or_default();
        let is_understood = match option.as_str() {
            "--server" => {
                options.servers.push(value());
                true
            }
            "--offline" => {
                options.offline = value().parse().ok();
                options.offline.is_some()
            }
            "--port" => {
                options.port = value().parse().ok();
                options.port.is_some()
            }
            "--reach" => {
                options.reach = true;
                true
            }
            _ => false,
        };
        if !is_understood {
            eprintln!("{USAGE}");
            return ExitCode::FAILURE;
        }
    }
    let Some(program) = arguments.next() else {
        eprintln!("{USAGE}");
        return ExitCode::FAILURE;
    };
    let daemon = options.set();
    // setpriv ends the command with the scene, even with one that a signal ends.
    let status = Command::new("setpriv")
        .args(["--pdeathsig", "TERM", "--", &program])
        .args(arguments.map(|argument| in_place(&argument, &daemon)))
        .status();
    passed_on(status.expect("setpriv, of util-linux"))
}

impl Options {
    fn set(&self) -> Daemon {
        let mut scenario = match self.offline {
            Some(count) => Scenario::new().offline_servers(count),
            None if self.servers.is_empty() => Scenario::odd_one_out(),
            None => Scenario::odd_one_out_of(&self.servers),
        };
        if let Some(port) = self.port {
            scenario = scenario.udp_at(LOCALHOST[0]);
            if port > 0 {
                scenario = scenario.command_port(port);
            }
        }
        let daemon = scenario.start();
        if self.offline.is_none() {
            daemon.wait_until_synchronized();
            daemon.wait_until_the_odd_one_is_out();
        }
        if self.reach {
            daemon.wait_until_all_polls_are_answered();
            // One may have been taken for a falseticker for a moment.
            daemon.wait_until_the_odd_one_is_out();
        }
        daemon
    }
}

/// The argument with the daemon's whereabouts.
fn in_place(argument: &str, daemon: &Daemon) -> String {
    argument
        .replace("{socket}", &daemon.socket_door().server)
        .replace("{address}", &daemon.udp().ip().to_string())
        .replace("{port}", &daemon.udp().port().to_string())
}

/// A command's status, as a shell has it.
fn passed_on(status: ExitStatus) -> ExitCode {
    let by_signal = || status.signal().map(|signal| 128 + signal);
    let code = status.code().or_else(by_signal).unwrap_or_default();
    u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from)
}
