//! The program outside, chronyd in a container: the services of `docker/docker-compose.test.yml`, reached in the ways that
//! containers leave open. Where a service is, and at which address, is the Docker engine's word.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use test_support::chronyd::Door;
use test_support::docker::{self, Container};
use test_support::environment::Unprivileged;
use test_support::program::Run;

use crate::access::{assert_lists, assert_unreachable};
use crate::{document, errors, figure, program, run, verdict};

/// A client synchronised to two others is never far off: they all read the same clock.
const CLOSE: f64 = 0.01;

#[test]
#[ignore = "a container's chronyd: docker/test runs it"]
fn a_daemon_without_a_network_is_reached_by_its_socket() {
    let seed = Service::named("seed");

    let document = document(&["all"], &seed.socket_door(), 1);
    assert_eq!(document["server"], seed.socket_door().server);
    assert_eq!(verdict(&document), "local");
    assert_eq!(document["tracking"]["stratum"], 10);
    assert_eq!(document["tracking"]["reference_id"], "7F7F0101");
    assert_eq!(errors(&document), [("rtc", "unavailable")]);
    assert_eq!(seed.clients(), 0);
}

#[test]
#[ignore = "a container's chronyd: docker/test runs it"]
fn a_user_without_privileges_is_told_what_would_help() {
    let seed = Service::named("seed");

    let (socket, closed) = (seed.socket_door(), Door::closed());
    let output = run_as(None, &["all", "--json"], &closed.then(&socket));
    let document = assert_unreachable(&output, "permission");
    assert_lists(&document, &[&socket.server, &closed.server]);
    let hint = document["errors"][0]["hint"].as_str().expect("a hint");

    // The advice is true: root is let in, and so is this very user where chronyd listens on UDP as well.
    assert!(hint.contains("root"), "{hint}");
    assert_eq!(run(&["tracking"], &socket).status.code(), Some(0));
    assert!(hint.contains("cmdport 0"), "{hint}");
    let udp = Service::named("client").udp_door();
    let output = run_as(None, &["tracking"], &udp);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
#[ignore = "a container's chronyd: docker/test runs it"]
fn two_servers_over_a_bridge_go_by_their_names() {
    let client = Service::named("client");
    let names = ["server-1", "server-2"];
    let addresses = names.map(|name| Service::named(name).container.address().to_string());

    for door in [client.udp_door(), client.socket_door()] {
        let document = document(&["all"], &door, 1);
        assert_eq!(document["server"], door.server);
        assert_eq!(verdict(&document), "synchronized");
        let sources = document["sources"].as_array().expect("sources");
        assert_eq!(sources.len(), 2, "{document:#}");
        for (index, source) in sources.iter().enumerate() {
            assert_eq!(source["name"], names[index]);
            assert_eq!(source["address"], addresses[index]);
            assert_eq!(document["stats"][index]["name"], names[index]);
            assert!(
                figure(source, "/offset_seconds").abs() < CLOSE,
                "{source:#}"
            );
        }
        let tracking = &document["tracking"];
        let followed = names
            .iter()
            .position(|name| tracking["reference_name"] == *name);
        let followed = followed.unwrap_or_else(|| panic!("it follows neither: {tracking:#}"));
        assert_eq!(tracking["reference_address"], addresses[followed]);
        // server-1 is of stratum 1, server-2 of stratum 2; who follows one is one further on.
        assert_eq!(tracking["stratum"], followed + 2);
        assert_eq!(sources[followed]["state"], "selected");
        assert!(figure(&document, "/verdict/max_error_seconds") < CLOSE);

        let numeric = self::document(&["sources", "--numeric"], &door, 0);
        assert_eq!(numeric["sources"][0]["name"], Value::Null);
        assert_eq!(numeric["sources"][0]["address"], addresses[0]);
    }
}

#[test]
#[ignore = "a container's chronyd: docker/test runs it"]
fn a_socket_in_a_shared_directory_serves_root_and_its_owner() {
    let client = Service::named("client");
    let door = client.socket_door();

    assert_eq!(run(&["tracking"], &door).status.code(), Some(0));
    // The user chronyd runs as in its container: nobody special out here.
    let directory = fs::metadata(&client.directory).expect("the shared directory");
    assert_ne!(directory.uid(), 0);
    let owner = Some((directory.uid(), directory.gid()));
    let output = run_as(owner, &["tracking", "--json"], &door);
    let document = test_support::json(&output);
    assert_eq!(output.status.code(), Some(0), "{document:#}");
    assert_eq!(document["server"], door.server);
    assert_eq!(verdict(&document), "synchronized");

    assert_unreachable(&run_as(None, &["all", "--json"], &door), "permission");
    assert_eq!(client.clients(), 0);
}

#[test]
#[ignore = "a container's chronyd: docker/test runs it"]
fn a_client_whose_server_has_left_the_network_goes_stale() {
    let client = Service::named("client-lost");
    let door = client.udp_door();
    assert_eq!(verdict(&document(&["all"], &door, 1)), "synchronized");

    Service::named("server-lost").container.disconnect();
    let deadline = Instant::now() + Duration::from_secs(60);
    while client.chronyc(&["-c", "-n", "sources"]).starts_with("^,*") {
        assert!(Instant::now() < deadline, "the source stays selected");
        thread::sleep(Duration::from_millis(200));
    }

    let tracking = client.chronyc(&["-n", "tracking"]);
    assert!(tracking.contains("Leap status     : Normal"), "{tracking}");
    let document = document(&["all"], &door, 1);
    assert_eq!(verdict(&document), "stale");
    assert_eq!(document["sources"][0]["state"], "unusable");
    assert_eq!(document["sources"][0]["reachability"], 0);
    assert_eq!(document["sources"][0]["name"], "server-lost");
    assert_eq!(document["tracking"]["leap_status"], "normal");
}

#[test]
#[ignore = "a container's chronyd: docker/test runs it"]
fn a_paused_container_is_silent() {
    let hung = Service::named("hung");
    let doors = [hung.udp_door(), hung.socket_door()];

    hung.container.pause();
    for door in &doors {
        let started = Instant::now();
        let output = run(&["all", "--json", "--timeout", "700ms"], door);
        let taken = started.elapsed();
        let document = assert_unreachable(&output, "timeout");
        assert_lists(&document, &[&door.server]);
        assert!(
            taken >= Duration::from_millis(700) && taken < Duration::from_secs(2),
            "{taken:?}"
        );
    }
    assert_eq!(hung.clients(), 0);

    hung.container.unpause();
    for door in &doors {
        assert_eq!(verdict(&document(&["tracking"], door, 0)), "local");
    }
}

#[test]
#[ignore = "a container's chronyd: docker/test runs it"]
fn a_stopped_container_is_gone() {
    let gone = Service::named("gone");
    let doors = [gone.udp_door(), gone.socket_door()];
    for door in &doors {
        assert_eq!(verdict(&document(&["tracking"], door, 0)), "local");
    }

    gone.container.stop();
    for door in &doors {
        let document = assert_unreachable(&run(&["all", "--json"], door), "connection");
        assert_lists(&document, &[&door.server]);
    }
}

/// A service, and the directory that it shares with this machine if it shares any.
struct Service {
    container: Container,
    directory: PathBuf,
}

impl Service {
    fn named(name: &str) -> Self {
        Self {
            container: Container::of_service(name),
            directory: docker::run_directory().join(name),
        }
    }

    fn socket_door(&self) -> Door {
        Door::at_socket(&self.directory.join("chronyd.sock"))
    }

    fn udp_address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.container.published_port()).into()
    }

    fn udp_door(&self) -> Door {
        Door::at_address(self.udp_address())
    }

    /// How many sockets of the program's lie beside the daemon's.
    fn clients(&self) -> usize {
        let entries = fs::read_dir(&self.directory).expect("the shared directory");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        names
            .filter(|name| name.to_string_lossy().starts_with("second-hand-"))
            .count()
    }

    fn chronyc(&self, arguments: &[&str]) -> String {
        let address = self.udp_address();
        let output = Command::new("chronyc")
            .args([
                "-h",
                &address.ip().to_string(),
                "-p",
                &address.port().to_string(),
            ])
            .args(arguments)
            .output()
            .expect("chronyc");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

/// Runs the program as this user and group; as nobody if there is none.
fn run_as(user: Option<(u32, u32)>, arguments: &[&str], door: &Door) -> Output {
    let copy = Unprivileged::copy_of(program());
    let mut command = copy.command();
    if let Some((user, group)) = user {
        command.uid(user).gid(group);
    }
    command.args(arguments).args(&door.options);
    Run::of(command).output
}
