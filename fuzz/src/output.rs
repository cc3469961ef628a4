//! Paths for `--output` in a directory made up from the input. What happens is held against what the
//! kernel does with the same path in a directory of the same content: it opens, creates, follows links
//! and refuses; only that a regular file is replaced whole is the program's own.
//!
//! Another user's links, full disks and readers of pipes are the tests' matter.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, symlink};
use std::path::{Path, PathBuf};

use arbitrary::{Result, Unstructured};
use rustix::fs::{CWD, FileType, Mode, OFlags, mknodat};
use second_hand::output::Output;
use tempfile::TempDir;

/// Names that things have, in the directory itself and in the one inside it.
const NAMES: [&str; 3] = ["x", "y", "z"];
const INSIDE: &str = "in";

/// So many directories lie between the one that is played in and the machine's: more than a path can
/// climb.
const DEPTH: &str = "1/2/3/4";

const TEXT: &str = "what is written\n";

/// Reads the input as a directory and a path in it.
pub fn run(data: &[u8]) {
    let mut u = Unstructured::new(data);
    let _too_short = plan(&mut u).map(|plan| plan.check());
}

/// What stands at a name.
#[derive(Debug, Clone)]
enum Thing {
    Nothing,
    File(u32),
    Directory,
    Pipe,
    /// A link to an absolute path, which begins in the directory, or to a relative one.
    Link {
        is_absolute: bool,
        path: Vec<u8>,
    },
}

#[derive(Debug)]
struct Plan {
    things: Vec<(PathBuf, Thing)>,
    path: Vec<u8>,
}

fn plan(u: &mut Unstructured<'_>) -> Result<Plan> {
    let mut things = Vec::new();
    for directory in ["", INSIDE] {
        for name in NAMES {
            things.push((Path::new(directory).join(name), thing(u)?));
        }
    }
    let path = path(u, 2)?;
    Ok(Plan { things, path })
}

fn thing(u: &mut Unstructured<'_>) -> Result<Thing> {
    Ok(match u.int_in_range(0..=7)? {
        0 => Thing::Nothing,
        1 | 2 => Thing::File(*u.choose(&[0o600, 0o640, 0o644, 0o666, 0o755])?),
        3 => Thing::Directory,
        4 => Thing::Pipe,
        link => Thing::Link {
            is_absolute: link == 5,
            path: path(u, 1)?,
        },
    })
}

/// A path that climbs no more often than this.
fn path(u: &mut Unstructured<'_>, mut climbs: u8) -> Result<Vec<u8>> {
    let mut path = Vec::new();
    for _ in 0..u.int_in_range(0..=4)? {
        match u.int_in_range(0..=9)? {
            choice @ 0..=2 => path.extend(NAMES[choice].bytes()),
            3 | 4 => path.extend(INSIDE.bytes()),
            5 => path.push(b'.'),
            6 if climbs > 0 => {
                climbs -= 1;
                path.extend(b"..");
            }
            7 => {
                let length = usize::from(u.arbitrary::<u8>()?) + 1;
                path.extend(std::iter::repeat_n(b'n', length));
            }
            8 => {
                let raw: [u8; 4] = u.arbitrary()?;
                path.extend(raw.into_iter().filter(|byte| !b"./".contains(byte)));
            }
            _ => {}
        }
        path.push(b'/');
    }
    // Mostly without a slash at its end.
    if u.int_in_range(0..=7)? != 0 {
        path.pop();
    }
    Ok(path)
}

impl Plan {
    fn check(&self) {
        let (ours, kernels) = (self.lay_out(), self.lay_out());
        let before = ours.look();
        assert_eq!(before, kernels.look());
        let path = OsStr::from_bytes(&self.path);
        let written = Output::File(ours.root.join(path)).write(TEXT);
        let after = ours.look();
        let opened = open_as_the_kernel_does(&kernels.root.join(path));
        assert_eq!(
            written.is_ok(),
            opened.is_ok(),
            "{self:?}: {written:?}, and the kernel: {opened:?}"
        );
        assert_eq!(after, kernels.look(), "{self:?}");
        if written.is_err() {
            assert_eq!(after, before, "{self:?}");
        } else {
            let text = fs::read(ours.root.join(path)).expect("what was written");
            assert_eq!(text, TEXT.as_bytes(), "{self:?}");
        }
    }

    fn lay_out(&self) -> Directory {
        // In memory where there is such a place: a disk is slow to promise that it has written.
        let memory = Path::new("/dev/shm");
        let directory = if memory.is_dir() {
            tempfile::tempdir_in(memory)
        } else {
            tempfile::tempdir()
        };
        let whole = directory.expect("a directory");
        let root = whole.path().join(DEPTH);
        fs::create_dir_all(root.join(INSIDE)).expect("directories");
        for (place, thing) in &self.things {
            let at = root.join(place);
            match thing {
                Thing::Nothing => Ok(()),
                Thing::File(mode) => {
                    let mut options = OpenOptions::new();
                    let file = options.write(true).create_new(true).mode(*mode).open(at);
                    file.and_then(|mut file| file.write_all(b"what was there, and is longer\n"))
                }
                Thing::Directory => fs::create_dir(at),
                Thing::Pipe => mknodat(CWD, at, FileType::Fifo, Mode::RWXU, 0).map_err(Into::into),
                Thing::Link { is_absolute, path } => {
                    let path = Path::new(OsStr::from_bytes(path));
                    let _no_such_link = if *is_absolute {
                        symlink(root.join(path), at)
                    } else {
                        symlink(path, at)
                    };
                    Ok(())
                }
            }
            .expect("what stands there");
        }
        Directory { root, whole }
    }
}

/// Opens the path for writing as a shell's `>` would, but does not wait for a pipe's reader.
fn open_as_the_kernel_does(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    options.custom_flags(i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default());
    options.open(path)?.write_all(TEXT.as_bytes())
}

struct Directory {
    root: PathBuf,
    whole: TempDir,
}

/// What somebody sees of a thing.
#[derive(Debug, PartialEq)]
struct Seen {
    mode: u32,
    owner: (u32, u32),
    content: Vec<u8>,
}

impl Directory {
    /// Everything there is, by its place.
    fn look(&self) -> BTreeMap<PathBuf, Seen> {
        let mut seen = BTreeMap::new();
        let mut unseen = vec![self.whole.path().to_owned()];
        while let Some(path) = unseen.pop() {
            let status = path.symlink_metadata().expect("what stands there");
            let content = if status.is_dir() {
                let inside = fs::read_dir(&path).expect("a directory");
                unseen.extend(inside.map(|one| one.expect("a name in it").path()));
                Vec::new()
            } else if status.is_symlink() {
                let target = path.read_link().expect("a link");
                let target = target.strip_prefix(self.whole.path()).unwrap_or(&target);
                target.as_os_str().as_bytes().to_vec()
            } else if status.is_file() {
                fs::read(&path).expect("a file")
            } else {
                Vec::new()
            };
            let place = path.strip_prefix(self.whole.path()).expect("a place in it");
            seen.insert(
                place.to_owned(),
                Seen {
                    mode: status.mode(),
                    owner: (status.uid(), status.gid()),
                    content,
                },
            );
        }
        seen
    }
}
