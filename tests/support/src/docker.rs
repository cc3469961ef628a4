//! Daemons in containers: those a test starts for itself, and the services of `docker/docker-compose.test.yml`, which are
//! running when the tests begin. It speaks to the Docker engine, and knows nothing of what a configuration says.

use std::env;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::net::IpAddr;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::http;

/// Where the engine listens.
const ENGINE: &str = "/var/run/docker.sock";

/// The image that docker-compose.test.yml builds.
const IMAGE: &str = "second-hand-test-chronyd";

/// The label of every container of a test run; its value is the run's directory.
const LABEL: &str = "second-hand.test";

/// The directory of the host that the tests, the services and the engine know by the same name.
///
/// # Panics
///
/// When the tests do not run in docker-compose.test.yml's service `test-integration`.
pub fn run_directory() -> PathBuf {
    const VARIABLE: &str = "SECOND_HAND_TEST_RUN";
    let directory = env::var_os(VARIABLE);
    directory
        .unwrap_or_else(|| panic!("{VARIABLE} is not set: docker/test runs the container tests"))
        .into()
}

/// A chronyd in a container of its own, removed when dropped.
#[derive(Debug)]
pub struct Process {
    container: Container,
    log: PathBuf,
}

impl Process {
    /// Starts the image's `chronyd` with `configuration`, its log beside that file. It lives in the tests' network, may write
    /// to the configuration's directory and read what else the tests have made, keys for example, and sees nothing else of
    /// the host.
    ///
    /// # Panics
    ///
    /// When the engine refuses.
    pub fn start(chronyd: &Path, configuration: &Path, environment: &[(&str, &OsStr)]) -> Self {
        let log = configuration.with_extension("log");
        let directory = configuration.parent().expect("a file in a directory");
        let directory = directory.display();
        let run = run_directory();
        let run = run.display();
        let environment: Vec<String> = environment
            .iter()
            .map(|(name, value)| format!("{name}={}", value.display()))
            .collect();
        let created = created(&engine(
            "POST",
            "/containers/create",
            Some(&json!({
                "Image": IMAGE,
                "Entrypoint": [chronyd],
                "Cmd": ["-x", "-n", "-u", "root", "-l", log, "-f", configuration],
                "Env": environment,
                "Labels": { LABEL: run_directory() },
                "HostConfig": {
                    "NetworkMode": "host",
                    "Binds": [format!("{run}:{run}:ro"), format!("{directory}:{directory}")],
                },
            })),
        ));
        let process = Self {
            container: Container { id: created },
            log,
        };
        process.container.act("POST", "start");
        process
    }

    /// Sends the daemon a signal.
    ///
    /// # Panics
    ///
    /// When it is gone.
    pub fn signal(&self, signal: Signal) {
        let signal = signal.as_raw();
        self.container.act("POST", &format!("kill?signal={signal}"));
    }

    /// Whether it still runs.
    ///
    /// # Panics
    ///
    /// When the engine does not say.
    pub fn runs(&self) -> bool {
        self.container.inspect()["State"]["Running"] == true
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // While a test panics, a second panic would hide the first.
        let _ = ask(
            "DELETE",
            &format!("/containers/{}?force=1", self.container.id),
            None,
        );
    }
}

/// A container of docker-compose.test.yml.
#[derive(Debug)]
pub struct Container {
    id: String,
}

impl Container {
    /// The one of this service.
    ///
    /// # Panics
    ///
    /// When there is none, or more than one.
    pub fn of_service(service: &str) -> Self {
        let labels = [
            format!("{LABEL}={}", run_directory().display()),
            format!("com.docker.compose.service={service}"),
            // The image may have the service's label, and with it a container that a test has started.
            "com.docker.compose.oneoff=False".to_owned(),
        ];
        let filters = percent_encoded(&json!({ "label": labels }).to_string());
        let found = engine("GET", &format!("/containers/json?filters={filters}"), None);
        match found.as_array().map(Vec::as_slice) {
            Some([container]) => Self {
                id: text(&container["Id"]).to_owned(),
            },
            _ => panic!("not one container of the service {service}: {found}"),
        }
    }

    /// Its address on the bridge network.
    ///
    /// # Panics
    ///
    /// When it is on no network, or on several.
    pub fn address(&self) -> IpAddr {
        let (_, network) = self.network();
        let address = text(&network["IPAddress"]).parse();
        address.unwrap_or_else(|cause| panic!("{cause}: {network}"))
    }

    /// The port of this machine at which its UDP port 323 is published.
    ///
    /// # Panics
    ///
    /// When it is not.
    pub fn published_port(&self) -> u16 {
        let ports = &self.inspect()["NetworkSettings"]["Ports"];
        let port = text(&ports["323/udp"][0]["HostPort"]).parse();
        port.unwrap_or_else(|cause| panic!("{cause}: {ports}"))
    }

    /// Takes it off its network.
    ///
    /// # Panics
    ///
    /// When the engine refuses.
    pub fn disconnect(&self) {
        let (name, _) = self.network();
        engine(
            "POST",
            &format!("/networks/{name}/disconnect"),
            Some(&json!({ "Container": self.id })),
        );
    }

    /// Freezes everything in it.
    ///
    /// # Panics
    ///
    /// When the engine refuses.
    pub fn pause(&self) {
        self.act("POST", "pause");
    }

    /// Lets a paused one go on.
    ///
    /// # Panics
    ///
    /// When the engine refuses.
    pub fn unpause(&self) {
        self.act("POST", "unpause");
    }

    /// Has its daemon end.
    ///
    /// # Panics
    ///
    /// When the engine refuses.
    pub fn stop(&self) {
        self.act("POST", "stop");
    }

    fn act(&self, method: &str, action: &str) {
        engine(method, &format!("/containers/{}/{action}", self.id), None);
    }

    fn inspect(&self) -> Value {
        engine("GET", &format!("/containers/{}/json", self.id), None)
    }

    fn network(&self) -> (String, Value) {
        let networks = self.inspect()["NetworkSettings"]["Networks"].take();
        let networks = networks.as_object();
        let mut networks = networks.into_iter().flatten();
        match (networks.next(), networks.next()) {
            (Some((name, network)), None) => (name.clone(), network.clone()),
            _ => panic!("the container is not on one network"),
        }
    }
}

fn created(answer: &Value) -> String {
    text(&answer["Id"]).to_owned()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

/// Asks the engine for something that it must not refuse.
fn engine(method: &str, path: &str, body: Option<&Value>) -> Value {
    ask(method, path, body).unwrap_or_else(|refusal| panic!("{method} {path}: {refusal}"))
}

/// One request, on a connection of its own.
fn ask(method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let answer = UnixStream::connect(ENGINE)
        .and_then(|stream| http::call(stream, method, path, &body))
        .map_err(|cause| format!("{ENGINE}: {cause}"))?;
    Ok(serde_json::from_str(&answer).unwrap_or_default())
}

fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("room in memory");
        }
        encoded
    })
}
