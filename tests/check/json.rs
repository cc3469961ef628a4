//! `check --json`: the same judgement as a document.

use serde_json::{Value, json};
use test_support::scripted::{Daemon, Reports};

use crate::{CRITICAL, OK, UNKNOWN, WARNING, check, run};

fn document(daemon: &Daemon, options: &[&str], status: i32) -> Value {
    let mut arguments = daemon.arguments();
    arguments.extend(["check".into(), "--json".into()]);
    arguments.extend(options.iter().map(Into::into));
    let output = run(arguments);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let document = test_support::json(&output);
    assert_eq!(output.status.code(), Some(status), "{document:#}");
    assert_eq!(document["check"]["exit_status"], status);
    document
}

#[test]
fn state_status_metrics_limits_and_results() {
    let daemon = Daemon::honest(Reports::default());
    let options = [
        "-w",
        "1ms",
        "-c",
        "skew=@0:1",
        "-w",
        "rtc=1h",
        "-c",
        "rtc=1h",
    ];
    let mut document = document(&daemon, &options, CRITICAL);
    let age = document["check"]["metrics"]["age"]["value"].take();
    assert!((12.0..20.0).contains(&age.as_f64().expect("an age")));
    assert_eq!(document["schema_version"], 1);
    assert_eq!(document["server"], daemon.server());
    assert_eq!(document["errors"], json!([]));
    assert_eq!(
        document["verdict"],
        json!({
            "state": "synchronized",
            "level": "ok",
            "reference": "ntp1.example.net",
            "max_error_seconds": 0.007_926_771,
            "message": "synchronized to ntp1.example.net, stratum 3"
        })
    );
    let metric = |value: Value, unit: &str, limits: [Option<&str>; 2], result: Option<&str>| {
        let unit = if unit.is_empty() {
            Value::Null
        } else {
            unit.into()
        };
        json!({
            "value": value, "unit": unit, "warning": limits[0], "critical": limits[1],
            "result": result
        })
    };
    let skew = "skew 0.129 ppm, within alert range 0 ppm to 1 ppm";
    let error = "error 7.9 ms (mainly root delay), limit 1 ms";
    assert_eq!(
        document["check"],
        json!({
            "exit_status": 2,
            "status": "critical",
            "message": skew,
            "problems": [
                { "status": "critical", "message": skew },
                { "status": "warning", "message": error },
            ],
            "metrics": {
                "error": metric(json!(0.007_926_771), "seconds", [Some("0.001"), Some("1")], Some("warning")),
                "offset": metric(json!(0.000_006_523), "seconds", [None, None], None),
                "stratum": metric(json!(3.0), "", [None, None], None),
                "skew": metric(json!(0.129), "ppm", [None, Some("@1")], Some("critical")),
                "age": metric(Value::Null, "seconds", [None, None], None),
                "sources": metric(json!(3.0), "", [None, None], None),
                "reach": metric(json!(100.0), "percent", [None, None], None),
                "rtc": metric(json!(1.632_736), "seconds", [Some("3600"), Some("3600")], Some("ok")),
            }
        })
    );
}

/// Both forms say the same.
#[test]
fn the_document_and_the_line_agree() {
    let reports = Reports {
        rtc: None,
        ..Reports::default()
    };
    let daemon = Daemon::honest(reports);
    for (options, status) in [
        (["-w", "1s"], OK),
        (["-w", "1ms"], WARNING),
        (["-c", "1ms"], CRITICAL),
        (["-c", "rtc=1h"], UNKNOWN),
    ] {
        let document = document(&daemon, &options, status);
        let seen = check(&daemon, &options);
        let message = document["check"]["message"].as_str().expect("a message");
        assert!(seen.text.ends_with(&format!(": {message}")), "{seen:?}");
        assert_eq!(seen.status, status);
        let metrics = document["check"]["metrics"].as_object().expect("metrics");
        let labels: Vec<&String> = seen.perfdata.keys().collect();
        let mut names: Vec<&String> = metrics.keys().collect();
        names.sort();
        assert_eq!(labels, names);
    }
}

#[test]
fn a_chronyd_that_is_not_there_leaves_a_document_too() {
    let daemon = Daemon::silent();
    let document = document(&daemon, &["-t", "100ms"], CRITICAL);
    assert_eq!(document["verdict"]["state"], "unreachable");
    assert_eq!(document["errors"][0]["kind"], "timeout");
    assert_eq!(document["check"]["metrics"]["error"]["value"], Value::Null);
    assert_eq!(document["check"]["metrics"]["error"]["result"], "unknown");
    assert_eq!(document["check"]["metrics"]["skew"]["result"], Value::Null);
}

/// A monitoring system has asked for a document, and hears nothing but standard output.
#[test]
fn a_document_that_cannot_be_written_to_its_file_is_on_standard_output() {
    let daemon = Daemon::honest(Reports::default());
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("missing/verdict");
    let file = file.to_str().expect("a plain path");
    let document = document(&daemon, &["-w", "1ms", "-o", file], UNKNOWN);
    let check = &document["check"];
    let why = format!("cannot write to {file}: No such file or directory (os error 2)");
    assert_eq!(check["status"], "unknown");
    assert_eq!(check["message"], why);
    assert_eq!(
        check["problems"][0],
        json!({"status": "unknown", "message": why})
    );
    assert_eq!(check["problems"][1]["status"], "warning");
    assert_eq!(check["metrics"]["error"]["value"], 0.007_926_771);
}
