//! Icinga 2 with `contrib/icinga2.conf`: it accepts the definitions, and applies the rule to the host with an agent.

use std::fs;
use std::process::Command;

use test_support::environment;

use crate::contrib;

#[test]
fn icinga_accepts_the_definitions() {
    // The rule is for the first host; the second has a service of its own.
    let text = format!(
        r#"
        include "{}"
        object Endpoint NodeName {{ }}
        object Zone "here" {{ endpoints = [ NodeName ] }}
        object Host "with-agent" {{
          check_command = "second-hand"
          zone = "here"
          vars.agent_endpoint = NodeName
        }}
        object Host "without-agent" {{
          check_command = "second-hand"
        }}
        object Service "clock" {{
          host_name = "without-agent"
          check_command = "second-hand"
          vars.second_hand_warning = [ "1ms", "sources=3:" ]
          vars.second_hand_critical = "10ms"
          vars.second_hand_host = "127.0.0.1"
        }}
        "#,
        contrib("icinga2.conf").display()
    );
    validate("icinga::icinga_accepts_the_definitions", &text);
}

/// Has Icinga read a configuration of one command and two services, for a test of this name.
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
    for count in ["Instantiated 1 CheckCommand", "Instantiated 2 Services"] {
        assert!(told.contains(count), "{told}");
    }
    assert!(!told.contains("warning/"), "{told}");
}

/// What `id` says of this process.
fn id(option: &str) -> String {
    let output = Command::new("id").arg(option).output().expect("id");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
