//! What the packages bring: the same files in both, the units in their places and none of them enabled, and around them the
//! words that Debian's policy and `cargo binstall` ask for. docker/test-package builds one and installs it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use test_support::files;

/// Where the two differ, and have to: zsh's functions have another place, Debian's tools look for a changelog by this name, and
/// Debian has the licence's text already.
const DIFFERENT: [(&str, &str); 3] = [
    (
        "completions/_second-hand → usr/share/zsh/vendor-completions/_second-hand",
        "completions/_second-hand → usr/share/zsh/site-functions/_second-hand",
    ),
    (
        "CHANGELOG.md → usr/share/doc/second-hand/changelog",
        "CHANGELOG.md → usr/share/doc/second-hand/CHANGELOG.md",
    ),
    (
        "package/copyright → usr/share/doc/second-hand/copyright",
        "LICENSE → usr/share/licenses/second-hand/LICENSE",
    ),
];

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text_of(name: &str) -> String {
    fs::read_to_string(top().join(name)).expect("a text")
}

/// Cargo.toml's package, as cargo reads it.
fn package() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
        .current_dir(top())
        .output()
        .expect("cargo");
    let mut metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array_mut().expect("packages");
    let ours = packages.iter().position(|it| it["name"] == "second-hand");
    packages.swap_remove(ours.expect("the program"))
}

/// Each asset of a package with its place and its mode.
fn assets(package: &Value, packager: &str, keys: [&str; 3]) -> BTreeSet<(String, String)> {
    let assets = package["metadata"][packager]["assets"].as_array();
    assets
        .expect("assets")
        .iter()
        .map(|asset| {
            let field = |place: usize| match asset {
                Value::Array(fields) => fields[place].as_str(),
                _ => asset[keys[place]].as_str(),
            };
            let [source, place, mode] = [0, 1, 2].map(|it| field(it).expect("a word"));
            let place = place.trim_start_matches('/');
            let name = source.rsplit('/').next().unwrap_or_default();
            let name = if place.ends_with('/') { name } else { "" };
            (format!("{source} → {place}{name}"), mode.to_owned())
        })
        .collect()
}

fn debian(package: &Value) -> BTreeSet<(String, String)> {
    assets(package, "deb", ["", "", ""])
}

fn rpm(package: &Value) -> BTreeSet<(String, String)> {
    assets(package, "generate-rpm", ["source", "dest", "mode"])
}

#[test]
fn both_packages_bring_the_same_files() {
    let package = package();
    let as_in_rpm = |(asset, mode): (String, String)| {
        let other = DIFFERENT.iter().find(|(debian, _)| *debian == asset);
        let asset = other.map_or(asset, |(_, rpm)| (*rpm).to_owned());
        (asset, mode)
    };
    let expected: BTreeSet<_> = debian(&package).into_iter().map(as_in_rpm).collect();
    assert!(expected.len() > 10, "{expected:#?}");
    assert_eq!(rpm(&package), expected);
}

#[test]
fn units_are_in_their_places_and_nothing_is_enabled() {
    let package = package();
    let places = debian(&package);
    for (source, place) in [
        (
            "contrib/systemd/*.service",
            "usr/lib/systemd/system/*.service",
        ),
        ("contrib/systemd/*.timer", "usr/lib/systemd/system/*.timer"),
        (
            "contrib/systemd/*.conf",
            "usr/share/second-hand/tmpfiles.d/*.conf",
        ),
    ] {
        let asset = (format!("{source} → {place}"), "644".to_owned());
        assert!(places.contains(&asset), "{asset:?}: {places:#?}");
    }
    // What enables, starts or creates: scripts, presets, cron's and tmpfiles' directories.
    for key in ["maintainer-scripts", "systemd-units", "triggers-file"] {
        assert!(package["metadata"]["deb"].get(key).is_none(), "{key}");
    }
    for (asset, _) in &places {
        for place in [" etc/", "lib/tmpfiles.d", "system-preset", ".wants/"] {
            assert!(!asset.contains(place), "{asset}");
        }
    }
}

/// Policy 3.4.1: one line of less than 80 characters, without the package's name, an article or a full stop.
#[test]
fn the_synopsis_is_as_debian_wants_it() {
    let package = package();
    let synopsis = package["description"].as_str().expect("a description");
    assert!(synopsis.chars().count() < 80, "{synopsis}");
    assert!(!synopsis.contains('\n') && !synopsis.ends_with('.'));
    for beginning in ["second-hand", "a ", "an ", "the "] {
        assert!(!synopsis.to_lowercase().starts_with(beginning));
    }
}

#[test]
fn debians_changelog_is_of_this_version() {
    let package = package();
    let changelog = text_of("package/changelog");
    let version = package["version"].as_str().expect("a version");
    let first = format!("second-hand ({version}-1) unstable; urgency=medium\n");
    assert!(changelog.starts_with(&first), "{changelog}");

    let ours = text_of("CHANGELOG.md");
    let heading = ours.lines().find(|line| line.starts_with("## ["));
    let date = heading.and_then(|line| line.rsplit(" - ").next());
    let signature = changelog.lines().find(|line| line.starts_with(" -- "));
    let signed = signature.and_then(|line| line.rsplit("  ").next());
    let day = Command::new("date")
        .args(["--utc", "+%F", "--date", signed.expect("a date")])
        .output()
        .expect("date");
    let day = String::from_utf8(day.stdout).expect("text");
    assert_eq!(Some(day.trim()), date);
    let maintainer = package["metadata"]["deb"]["maintainer"].as_str();
    let maintainer = maintainer.expect("a maintainer");
    assert!(signature.is_some_and(|line| line.contains(maintainer)));
}

/// What the release workflow calls its archives, and the directory in them.
#[test]
fn binstall_finds_what_a_release_has() {
    let package = package();
    let binstall = &package["metadata"]["binstall"];
    let filled_in = |key: &str| {
        let text = binstall[key].as_str().expect("a template");
        // The workflow's words for these.
        text.replace("{ name }-v{ version }", "second-hand-$GITHUB_REF_NAME")
            .replace("{ target }", "$TARGET")
            .replace("{ bin }{ binary-ext }", "second-hand")
    };
    let workflow = text_of(".github/workflows/release.yml");
    let place = filled_in("bin-dir");
    let (directory, program) = place.split_once('/').expect("a directory");
    assert_eq!(program, "second-hand");
    assert!(workflow.contains(&format!("directory={directory}\n")));
    assert!(workflow.contains("\"dist/$directory.tar.gz\""));
    assert!(workflow.contains("cp -r \"target/$TARGET/release/second-hand\" "));
    assert!(workflow.contains("test \"v$version\" = \"$GITHUB_REF_NAME\""));
    let address = format!("{{ repo }}/releases/download/v{{ version }}/{directory}.tar.gz");
    assert_eq!(filled_in("pkg-url"), address);
    assert_eq!(binstall["pkg-fmt"], "tgz");
}

/// An engine's file that no test runs says so in its first line, and so does the table; of the others nobody says so.
#[test]
fn what_is_not_run_in_its_engine_says_so() {
    let page = text_of("docs/monitoring.md");
    let mut engines = 0;
    for row in page.lines().filter(|line| line.contains("](../contrib/")) {
        let Some((row, run)) = row.trim_end_matches(" |").rsplit_once(" | ") else {
            continue;
        };
        for link in row.split("](../").skip(1) {
            let name = link.split(')').next().unwrap_or_default();
            let file = text_of(name);
            assert_eq!(file.starts_with("# Not run in "), run == "no", "{name}");
            let runner = text_of("docker/engines-inside");
            let path = name.trim_start_matches("contrib/");
            assert_eq!(runner.contains(path), run != "no", "{name}");
            engines += 1;
        }
    }
    assert!(engines >= 9, "{engines}");
}

/// Definitions that name the program's place name the packages'.
#[test]
fn contrib_calls_the_program_where_the_packages_put_it() {
    let mut calls = 0;
    for path in files::below(&top().join("contrib")) {
        let text = fs::read_to_string(&path).expect("text");
        for word in text.split(|c: char| c.is_whitespace() || "\"'`=[](),".contains(c)) {
            if word.starts_with('/') && word.ends_with("bin/second-hand") {
                assert_eq!(word, "/usr/bin/second-hand", "{}", path.display());
                calls += 1;
            }
        }
    }
    assert!(calls >= 5, "{calls}");
}
