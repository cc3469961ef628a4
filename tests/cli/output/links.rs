//! Symbolic links where the output is to go: followed as the kernel follows them, or refused.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown, lchown, symlink};
use std::path::Path;

use rustix::process::geteuid;
use test_support::environment::{self, NOBODY, public_directory};
use test_support::scripted::{Daemon, Reports};

use super::{OLD, assert_written, names, writing};
use crate::program::{run, text};

#[test]
fn a_symbolic_link_goes_on_pointing_to_its_target() {
    let directory = public_directory();
    let target = directory.path().join("target.json");
    let link = directory.path().join("link.json");
    fs::write(&target, OLD).expect("room for a file");
    symlink("target.json", &link).expect("a link");
    let daemon = Daemon::honest(Reports::default());
    assert_written(&run(writing(&daemon, &link)), &target);
    assert_eq!(
        fs::read_link(&link).expect("a link"),
        Path::new("target.json")
    );
    assert_eq!(names(&directory), ["link.json", "target.json"]);
}

#[test]
fn a_link_is_named_relative_to_where_the_program_runs() {
    let directory = public_directory();
    symlink("target.json", directory.path().join("link.json")).expect("a link");
    let daemon = Daemon::honest(Reports::default());
    let mut command = writing(&daemon, Path::new("link.json"));
    command.current_dir(directory.path());
    assert_written(&run(command), &directory.path().join("target.json"));
    assert_eq!(names(&directory), ["link.json", "target.json"]);
}

/// As a shell's `>` does: the first run of a timer may find a link to a file that is not there yet.
#[test]
fn a_dangling_link_gets_its_file() {
    let daemon = Daemon::honest(Reports::default());
    for steps in [
        &[("link.json", "target.json")][..],
        &[("link.json", "below/target.json")],
        &[("below/link.json", "../target.json")],
        &[
            ("link.json", "below/again.json"),
            ("below/again.json", "target.json"),
        ],
        &[("link.json", "ABSOLUTE/target.json")],
    ] {
        let directory = public_directory();
        let path = |name: &str| directory.path().join(name);
        fs::create_dir(path("below")).expect("a directory");
        let mut end = path("");
        for (link, target) in steps {
            let target = target.replace("ABSOLUTE", &directory.path().display().to_string());
            symlink(&target, path(link)).expect("a link");
            end = path(link).parent().expect("a directory").join(target);
        }
        assert_written(&run(writing(&daemon, &path(steps[0].0))), &end);
        assert!(fs::symlink_metadata(&end).expect("it is there").is_file());
        for (link, _) in steps {
            fs::read_link(path(link)).expect("still a link");
        }
    }
}

#[test]
fn a_link_that_leads_nowhere_stays_as_it_is() {
    let directory = public_directory();
    let daemon = Daemon::honest(Reports::default());
    let links = [
        ("circle.json", "back.json"),
        ("back.json", "circle.json"),
        ("lost.json", "missing/target.json"),
    ];
    for (link, target) in links {
        symlink(target, directory.path().join(link)).expect("a link");
    }
    for (link, target) in links {
        let link = directory.path().join(link);
        let output = run(writing(&daemon, &link));
        assert_eq!(output.status.code(), Some(3), "{output:?}");
        let messages = text(&output.stderr);
        assert!(messages.contains(&link.display().to_string()), "{messages}");
        assert_eq!(fs::read_link(&link).expect("a link"), Path::new(target));
    }
    assert_eq!(names(&directory), ["back.json", "circle.json", "lost.json"]);
}

/// What `fs.protected_symlinks` forbids, also where it is switched off: in a directory like `/tmp`
/// whoever comes first could choose what the program writes to.
/// SECURITY.md: `--output` does not follow another user's symbolic link in a sticky directory such as `/tmp`.
#[test]
fn another_users_link_in_a_sticky_directory_is_not_followed() {
    const TEST: &str = "another_users_link_in_a_sticky_directory_is_not_followed";
    if !geteuid().is_root() {
        return environment::not_run(TEST, "only root can make a link of another user's");
    }
    let daemon = Daemon::honest(Reports::default());
    let elsewhere = public_directory();
    let file = elsewhere.path().join("file.json");
    let missing = elsewhere.path().join("missing.json");
    let nobody = Some(NOBODY);
    let sticky = 0o1777;
    for (mode, of_the_directory, of_the_link, is_followed) in [
        (sticky, None, nobody, false),
        (sticky, None, None, true),
        (sticky, nobody, nobody, true),
        (0o755, None, nobody, true),
        (0o777, None, nobody, true),
        (0o1755, None, nobody, true),
    ] {
        for target in [&file, &missing, Path::new("/dev/null")] {
            fs::write(&file, OLD).expect("room for a file");
            let directory = public_directory();
            let link = directory.path().join("link.json");
            symlink(target, &link).expect("a link");
            lchown(&link, of_the_link, of_the_link).expect("root may");
            chown(directory.path(), of_the_directory, of_the_directory).expect("root may");
            fs::set_permissions(directory.path(), Permissions::from_mode(mode)).expect("root may");

            let output = run(writing(&daemon, &link));
            let case = format!("{mode:o} {of_the_directory:?} {of_the_link:?}: {output:?}");
            let status = if is_followed { 0 } else { 3 };
            assert_eq!(output.status.code(), Some(status), "{case}");
            assert_eq!(fs::read_link(&link).expect("still a link"), target);
            let is_old = fs::read_to_string(&file).expect("it is there") == OLD;
            assert_eq!(is_old, target != file || !is_followed, "{case}");
            let is_made = fs::remove_file(&missing).is_ok();
            assert_eq!(is_made, target == missing && is_followed, "{case}");
        }
    }
}
