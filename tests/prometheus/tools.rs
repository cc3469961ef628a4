//! The programs at the other end: `node_exporter` and Prometheus, each at a loopback address of its
//! own, and what one can ask of them over HTTP. They end with the test.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use test_support::environment::installed;
use test_support::{http, loopback};

use crate::page::{Page, Series};

/// How long anything may take to come about.
const PATIENCE: Duration = Duration::from_secs(60);

/// Looks again and again, until there is something to see.
///
/// # Panics
///
/// When nothing comes.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(Instant::now() < deadline, "no {what} within {PATIENCE:?}");
        thread::sleep(Duration::from_millis(100));
    }
}

/// A process that listens, killed and reaped when dropped.
struct Server {
    child: Child,
    address: SocketAddr,
    log: PathBuf,
}

impl Server {
    /// Starts the first of these programs that is installed.
    fn start(directory: &Path, names: &[&str], arguments: &[&str]) -> Self {
        let program = installed(names).unwrap_or_else(|| {
            panic!("none of {names:?} is installed: script/test installs what the tests need")
        });
        let own = loopback::address();
        // Nobody else is at this address, so the port stays free until it is taken.
        let address = TcpListener::bind((own, 0))
            .and_then(|listener| listener.local_addr())
            .expect("a free port");
        let log = directory.join(names[0]).with_extension("log");
        let output = fs::File::create(&log).expect("a log file");
        // setpriv ends the process with the test, even with one that is killed and drops nothing.
        let child = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", "--"])
            .arg(&program)
            .arg(format!("--web.listen-address={address}"))
            .args(arguments)
            .current_dir(directory)
            .stdin(Stdio::null())
            .stdout(output.try_clone().expect("the log file"))
            .stderr(output)
            .spawn()
            .expect("setpriv, of util-linux");
        let mut server = Self {
            child,
            address,
            log,
        };
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(address).is_err() {
            let ended = server.child.try_wait().expect("the state of a child");
            assert!(
                ended.is_none() && Instant::now() < deadline,
                "{names:?} does not listen: {}",
                fs::read_to_string(&server.log).unwrap_or_default()
            );
            thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// The body of a page.
    fn get(&self, path: &str) -> io::Result<String> {
        let stream = TcpStream::connect(self.address)?;
        http::call(stream, "GET", path, "")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only for a process that is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A `node_exporter` that reads a directory, and a Prometheus that scrapes it every second.
pub struct Fleet {
    node_exporter: Server,
    prometheus: Server,
    textfiles: PathBuf,
    _directory: TempDir,
}

impl Fleet {
    /// Starts both, with these alerts.
    pub fn start(alerts: &str) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let path = directory.path();
        let textfiles = path.join("textfiles");
        fs::create_dir(&textfiles).expect("a directory");
        let textfile_option = format!("--collector.textfile.directory={}", textfiles.display());
        let node_exporter = Server::start(
            path,
            &["prometheus-node-exporter", "node_exporter"],
            &[
                "--collector.disable-defaults",
                "--collector.textfile",
                &textfile_option,
            ],
        );
        fs::write(path.join("alerts.yml"), alerts).expect("a file");
        let configuration = format!(
            "global: {{scrape_interval: 1s, evaluation_interval: 1s}}\n\
             rule_files: [alerts.yml]\n\
             scrape_configs:\n\
             - job_name: node\n  \
               static_configs: [{{targets: ['{}']}}]\n",
            node_exporter.address
        );
        fs::write(path.join("prometheus.yml"), configuration).expect("a file");
        let prometheus = Server::start(
            path,
            &["prometheus"],
            &["--config.file=prometheus.yml", "--storage.tsdb.path=data"],
        );
        Self {
            node_exporter,
            prometheus,
            textfiles,
            _directory: directory,
        }
    }

    /// The file `node_exporter` reads.
    pub fn textfile(&self) -> PathBuf {
        self.textfiles.join("chrony.prom")
    }

    /// What `node_exporter` shows.
    pub fn exported(&self) -> String {
        self.node_exporter.get("/metrics").expect("a page")
    }

    /// The series and values of an expression, now.
    pub fn query(&self, expression: &str) -> BTreeMap<Series, f64> {
        let encoded: Vec<String> = expression
            .bytes()
            .map(|byte| format!("%{byte:02X}"))
            .collect();
        let reply = self.ask(&format!("/api/v1/query?query={}", encoded.concat()));
        let results = reply["data"]["result"].as_array().expect("a vector").iter();
        results
            .map(|result| {
                let mut labels: BTreeMap<String, String> =
                    serde_json::from_value(result["metric"].clone()).expect("labels");
                let name = labels.remove("__name__").unwrap_or_default();
                for of_the_target in ["instance", "job"] {
                    labels.remove(of_the_target);
                }
                let value = result["value"][1].as_str().expect("a value");
                ((name, labels), value.parse().expect("a number"))
            })
            .collect()
    }

    /// What Prometheus has of this page, once it has scraped it.
    pub fn scraped(&self, page: &Page) -> BTreeMap<Series, f64> {
        let time_of_collection = "chrony_collection_timestamp_seconds";
        let wanted = page.value(time_of_collection).expect("a time");
        until("scrape of this page", || {
            let seen = self.query(time_of_collection);
            seen.values()
                .any(|at| at.total_cmp(&wanted).is_eq())
                .then_some(())
        });
        self.query("{__name__=~'chrony_.*'}")
    }

    /// The names of the alerts that are firing.
    pub fn firing(&self) -> Vec<String> {
        let reply = self.ask("/api/v1/alerts");
        let alerts = reply["data"]["alerts"].as_array().expect("a list").iter();
        alerts
            .filter(|alert| alert["state"] == "firing")
            .map(|alert| {
                let name = alert["labels"]["alertname"].as_str();
                name.expect("a name").to_owned()
            })
            .collect()
    }

    fn ask(&self, path: &str) -> Value {
        let reply = until("answer of Prometheus", || {
            // Unavailable until it has read its storage.
            self.prometheus.get(path).ok()
        });
        let reply: Value = serde_json::from_str(&reply).expect("JSON");
        assert_eq!(reply["status"], "success", "{path}: {reply}");
        reply
    }
}
