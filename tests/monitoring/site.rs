//! A Nagios Core of the test's own: its configuration around `contrib/nagios.cfg`, its process, and
//! its status file as records.

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, geteuid, kill_process};
use tempfile::TempDir;
use test_support::{environment, local};

use crate::{INSTALLED, PROGRAM, text_of};

/// The user and group that own nothing, on every Linux.
const NOBODY: u32 = 65534;

/// How long Nagios may take to start and to have made every check once.
const PATIENCE: Duration = Duration::from_secs(60);

/// A service to be: its host's name and address, and the check command with its arguments.
pub struct Service<'a>(pub &'a str, pub String, pub String);

/// What Nagios has on record of a service.
#[derive(Debug)]
pub struct Record {
    /// 0 to 3.
    pub state: String,
    /// The text before the bar.
    pub text: String,
    /// The further lines, as one.
    pub further: String,
    /// What stands behind the bar.
    pub perfdata: String,
}

/// A Nagios of its own: everything it reads and writes is in one directory.
pub struct Site {
    directory: TempDir,
}

impl Site {
    /// Lays out everything that this Nagios reads, the program itself included: the user it runs as
    /// may have no access to where that is installed.
    pub fn new(nagios: &Path, services: &[Service]) -> Self {
        let site = Self {
            directory: environment::public_directory(),
        };
        for name in ["checkresults", "tmp"] {
            fs::create_dir(site.path(name)).expect("a directory");
        }
        local::place_program(nagios, &site.path("nagios"));
        let program = site.path("second-hand");
        local::place_program(Path::new(PROGRAM), &program);
        let commands = text_of("nagios.cfg");
        let installed = format!(" {INSTALLED} ");
        assert_eq!(commands.matches(&installed).count(), 2, "{commands}");
        let here = commands.replace(&installed, &format!(" {} ", program.display()));
        site.write("contrib.cfg", &(here + &example(&commands)));
        site.write("objects.cfg", &objects(services));
        site.write("nagios.cfg", &site.configuration());
        if geteuid().is_root() {
            // Nagios does not run as root, and does not need its own user here.
            for name in ["", "checkresults", "tmp"] {
                chown(site.path(name), Some(NOBODY), Some(NOBODY)).expect("root may do that");
            }
        }
        site
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a configuration file");
    }

    /// The machine's Nagios, but in this directory, in a hurry, alone and without a word to anybody.
    fn configuration(&self) -> String {
        let lines = [
            "cfg_file={dir}/contrib.cfg",
            "cfg_file={dir}/objects.cfg",
            "status_file={dir}/status.dat",
            "log_file={dir}/nagios.log",
            "log_archive_path={dir}/tmp",
            "object_cache_file={dir}/objects.cache",
            "precached_object_file={dir}/objects.precache",
            "check_result_path={dir}/checkresults",
            "temp_file={dir}/nagios.tmp",
            "temp_path={dir}/tmp",
            "lock_file={dir}/nagios.lock",
            "command_file={dir}/nagios.cmd",
            "query_socket={dir}/nagios.qh",
            "check_external_commands=0",
            "check_for_updates=0",
            "check_result_reaper_frequency=1",
            "enable_event_handlers=0",
            "enable_flap_detection=0",
            "enable_notifications=0",
            "execute_host_checks=0",
            "illegal_macro_output_chars=`~$&|'\"<>",
            "illegal_object_name_chars=`~!$%^&*|'\"<>?,()=",
            "interval_length=1",
            "retain_state_information=0",
            "service_inter_check_delay_method=n",
            "status_update_interval=1",
            "use_syslog=0",
        ];
        let directory = self.directory.path().display().to_string();
        lines
            .map(|line| line.replace("{dir}", &directory) + "\n")
            .concat()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        // setpriv ends Nagios with the test, even with one that is killed and drops nothing.
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "TERM"]);
        if geteuid().is_root() {
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
        }
        command.arg("--").arg(self.path("nagios")).args(arguments);
        command.arg(self.path("nagios.cfg")).stdin(Stdio::null());
        command
    }

    /// Nagios finds nothing wrong with the definitions, and nothing to warn of.
    pub fn assert_accepted(&self) {
        let output = self
            .command(&["-v"])
            .output()
            .expect("setpriv, of util-linux");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{told}");
        for count in ["Total Warnings: 0", "Total Errors:   0"] {
            assert!(told.contains(count), "{told}");
        }
    }

    /// Runs Nagios until it has made every check, and returns its record of each service.
    pub fn run(&self, services: usize) -> HashMap<String, Record> {
        let mut command = self.command(&[]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let _running = Running(command.spawn().expect("setpriv, of util-linux"));
        let deadline = Instant::now() + PATIENCE;
        loop {
            let status = fs::read_to_string(self.path("status.dat")).unwrap_or_default();
            let records = records(&status);
            if records.len() == services {
                return records;
            }
            let log = fs::read_to_string(self.path("nagios.log")).unwrap_or_default();
            assert!(
                Instant::now() < deadline,
                "not all checked:\n{status}\n{log}"
            );
            local::pause();
        }
    }
}

/// A Nagios that is told to end, and waited for, when dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only for a process that is gone already.
        let _ = kill_process(Pid::from_child(&self.0), Signal::TERM);
        let _ = self.0.wait();
    }
}

/// The service that is commented out in `contrib/nagios.cfg`, with a template and a host as Debian's Nagios has them. It
/// is accepted, but not checked: its limits are not for this test's daemons.
fn example(contrib: &str) -> String {
    const TEMPLATE_AND_HOST: &str = "define service {
            name generic-service
            active_checks_enabled 0
            check_period always
            max_check_attempts 3
            contacts nobody
            notification_period always
            register 0
        }
        define host {
            host_name localhost
            address 127.0.0.1
            check_period always
            max_check_attempts 1
            contacts nobody
            notification_period always
        }\n";
    let (_, service) = contrib
        .split_once("#define service {")
        .expect("the example");
    let (service, _) = service.split_once("#}").expect("its end");
    let service = service.replace('#', "");
    format!("\n{TEMPLATE_AND_HOST}define service {{{service}}}\n")
}

/// Hosts, services and the little that Nagios insists on besides.
fn objects(services: &[Service]) -> String {
    const REST: &str = "define timeperiod {
            timeperiod_name always
            alias always
            monday 00:00-24:00
            tuesday 00:00-24:00
            wednesday 00:00-24:00
            thursday 00:00-24:00
            friday 00:00-24:00
            saturday 00:00-24:00
            sunday 00:00-24:00
        }
        define command {
            command_name nobody
            command_line /bin/true
        }
        define contact {
            contact_name nobody
            host_notification_period always
            service_notification_period always
            host_notification_commands nobody
            service_notification_commands nobody
        }\n";
    let services = services.iter().map(|Service(name, address, check)| {
        format!(
            "define host {{
                host_name {name}
                address {address}
                check_period always
                max_check_attempts 1
                contacts nobody
                notification_period always
            }}
            define service {{
                host_name {name}
                service_description chrony
                check_command {check}
                check_interval 5
                retry_interval 5
                max_check_attempts 1
                check_period always
                contacts nobody
                notification_period always
            }}\n"
        )
    });
    services.fold(REST.to_owned(), |text, service| text + &service)
}

/// The services in a status file that have been checked, by their hosts' names.
fn records(status: &str) -> HashMap<String, Record> {
    let blocks = status.split("servicestatus {").skip(1);
    blocks
        .filter_map(|block| {
            let block = block.split("\n\t}").next()?;
            let fields: HashMap<&str, &str> = block
                .lines()
                .filter_map(|line| line.trim_start().split_once('='))
                .collect();
            if fields.get("has_been_checked") != Some(&"1") {
                return None;
            }
            let field = |name: &str| fields.get(name).copied().unwrap_or_default().to_owned();
            let record = Record {
                state: field("current_state"),
                text: field("plugin_output"),
                further: field("long_plugin_output"),
                perfdata: field("performance_data"),
            };
            Some((field("host_name"), record))
        })
        .collect()
}
