//! `all` makes one fetch, as the kernel sees it: one socket, one request for each thing there is to know.

use std::fs;

use test_support::chronyd::Scenario;
use test_support::environment;
use test_support::program::Run;

use crate::program;

/// Request codes of chrony's `candm.h`.
const N_SOURCES: u16 = 14;
const SOURCE_DATA: u16 = 15;
const TRACKING: u16 = 33;
const SOURCESTATS: u16 = 34;
const RTCREPORT: u16 = 35;

#[test]
fn all_asks_once_over_one_socket() {
    let daemon = Scenario::three_servers().start();
    daemon.wait_until_synchronized();
    let directory = tempfile::tempdir().expect("a directory");
    let trace = directory.path().join("trace");

    let mut command = environment::program("strace");
    command
        .args(["-f", "-qq", "-xx", "-s", "32", "-e", "trace=%network"])
        .arg("-o")
        .arg(&trace)
        .arg(program())
        .args(["all", "--json"])
        .args(daemon.udp_door().options);
    Run::of(command).document();

    let trace = fs::read_to_string(trace).expect("strace's trace");
    let sockets = trace.matches(" socket(").count();
    assert_eq!(sockets, 1, "{trace}");
    // What is traced is slow, and may be asked again.
    let requests = trace.lines().filter_map(request);
    let first_attempts = requests.filter(|&(attempt, ..)| attempt == 0);
    let mut requests: Vec<(u16, u32)> = first_attempts
        .map(|(_, code, index)| (code, index))
        .collect();
    requests.retain(|(code, _)| {
        [N_SOURCES, SOURCE_DATA, TRACKING, SOURCESTATS, RTCREPORT].contains(code)
    });
    requests.sort_unstable();
    let each_source = |code| (0..3).map(move |index| (code, index));
    let expected: Vec<(u16, u32)> = [(N_SOURCES, 0)]
        .into_iter()
        .chain(each_source(SOURCE_DATA))
        .chain([(TRACKING, 0)])
        .chain(each_source(SOURCESTATS))
        .chain([(RTCREPORT, 0)])
        .collect();
    assert_eq!(requests, expected, "{trace}");
}

/// How often a request that was sent had been sent before, its code, and the first number it carries (the index of a source).
fn request(line: &str) -> Option<(u16, u16, u32)> {
    let (call, arguments) = line.split_once('(')?;
    if !call.contains("send") && !call.contains("write") {
        return None;
    }
    let (_, quoted) = arguments.split_once('"')?;
    let (quoted, _) = quoted.split_once('"')?;
    let bytes: Vec<u8> = quoted
        .split("\\x")
        .filter_map(|digits| u8::from_str_radix(digits, 16).ok())
        .collect();
    let code = u16::from_be_bytes(bytes.get(4..6)?.try_into().ok()?);
    let attempt = u16::from_be_bytes(bytes.get(6..8)?.try_into().ok()?);
    let index = u32::from_be_bytes(bytes.get(20..24)?.try_into().ok()?);
    Some((attempt, code, index))
}
