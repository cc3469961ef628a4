//! Icinga 2 with `contrib/icinga2.conf` and with what `docs/monitoring.md` says: it accepts the definitions, and the command it
//! makes of a service's variables is one the program accepts.

use std::fs;
use std::process::Command;

use test_support::environment;

use crate::contrib;

#[test]
fn icinga_accepts_the_definition() {
    let text = format!(
        r#"
        const PluginDir = "/usr/lib/nagios/plugins"
        include "{}"
        object Host "here" {{
          check_command = "second-hand"
          address = "127.0.0.1"
        }}
        object Service "chrony" {{
          host_name = "here"
          check_command = "second-hand"
          vars.second_hand_warning = [ "1ms", "sources=3:" ]
          vars.second_hand_critical = "10ms"
          vars.second_hand_host = "127.0.0.1"
        }}
        "#,
        contrib("icinga2.conf").display()
    );
    validate("icinga::icinga_accepts_the_definition", &text);
}

#[test]
fn icinga_accepts_what_the_page_says() {
    let page = include_str!("../../docs/monitoring.md");
    let (_, behind) = page
        .split_once("```\nobject CheckCommand")
        .expect("the definition");
    let (definition, _) = behind.split_once("\n```").expect("its end");
    let text = format!(
        r#"
        object CheckCommand{definition}
        object Endpoint NodeName {{ }}
        object Zone "here" {{ endpoints = [ NodeName ] }}
        object Host "here" {{
          check_command = "second-hand"
          address = "127.0.0.1"
          zone = "here"
          vars.agent_endpoint = NodeName
        }}
        "#
    );
    validate("icinga::icinga_accepts_what_the_page_says", &text);
}

/// Has Icinga read a configuration of one command and one service, for a test of this name.
fn validate(test: &str, configuration: &str) {
    let Some(icinga) = environment::installed(&["icinga2"]) else {
        return environment::not_run(test, "Icinga 2 (Debian's icinga2-bin) is not installed");
    };
    let directory = tempfile::tempdir().expect("a directory");
    let main = directory.path().join("icinga2.conf");
    fs::write(&main, configuration).expect("a configuration file");
    let mut command = Command::new(icinga);
    command
        .args(["daemon", "--validate", "--config"])
        .arg(&main);
    // As this user, and with everything it writes in this directory.
    command.args(["-D", &format!("RunAsUser={}", id("-un"))]);
    command.args(["-D", &format!("RunAsGroup={}", id("-gn"))]);
    for place in ["DataDir", "CacheDir", "InitRunDir", "LogDir"] {
        let definition = format!("{place}={}", directory.path().display());
        command.args(["-D", &definition]);
    }
    let output = command.output().expect("icinga2 runs");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}");
    for count in ["Instantiated 1 CheckCommand", "Instantiated 1 Service"] {
        assert!(told.contains(count), "{told}");
    }
    assert!(!told.contains("warning/"), "{told}");
}

/// What `id` says of this process.
fn id(option: &str) -> String {
    let output = Command::new("id").arg(option).output().expect("id");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
