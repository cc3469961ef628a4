//! Replaces a regular file in one step, so that no reader ever sees half of it.

use std::fs::{File, Metadata, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::Path;

#[cfg(target_os = "linux")]
use rustix::fs::{XattrFlags, fsetxattr, lgetxattr};
use tempfile::NamedTempFile;

use super::target::directory_of;
use crate::signals;

/// Read, write and execute for the owner, the group and others.
const PERMISSIONS: u32 = 0o777;

/// Replaces the file at this path, which must not be a link. On an error, or when a signal came
/// before, the old file stays and no temporary file is left.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let file = write_beside(path, text)?;
    if signals::received().is_some() {
        return Err(io::ErrorKind::Interrupted.into());
    }
    file.persist(path).map(|_file| ()).map_err(|failed| {
        let error = failed.error;
        if error.kind() != io::ErrorKind::ResourceBusy {
            return error;
        }
        io::Error::new(
            error.kind(),
            "it is a mount point and cannot be replaced; mount its directory instead of the file",
        )
    })
}

/// Writes the text to a temporary file in the same directory, with the old file's permissions.
fn write_beside(path: &Path, text: &str) -> io::Result<NamedTempFile<File>> {
    const USUAL_MODE: u32 = 0o666;
    let old = path.symlink_metadata().ok();
    let mode = old.as_ref().map_or(USUAL_MODE, permissions);
    let mut file =
        tempfile::Builder::new()
            .prefix(".second-hand-")
            .make_in(directory_of(path), |path| {
                let mut options = OpenOptions::new();
                options.write(true).create_new(true).mode(mode).open(path)
            })?;
    file.write_all(text.as_bytes())?;
    if let Some(old) = old {
        keep_access(&old, file.as_file());
        #[cfg(target_os = "linux")]
        keep_list(path, file.as_file());
    }
    file.as_file().sync_all()?;
    Ok(file)
}

/// Gives the new file the old one's owner, group and mode, as far as this user may and the file
/// system can. Users who could read the old file can read the new one.
fn keep_access(old: &Metadata, new: &File) {
    let (owner, group) = (Some(old.uid()), Some(old.gid()));
    if fchown(new, owner, group).is_err() {
        let _not_a_member = fchown(new, None, group);
    }
    let _fixed_by_the_mount = new.set_permissions(Permissions::from_mode(permissions(old)));
}

/// Gives the new file the old one's access control list. Other systems have other lists.
#[cfg(target_os = "linux")]
fn keep_list(path: &Path, new: &File) {
    const LIST: &str = "system.posix_acl_access";
    /// No file system of Linux keeps longer ones.
    const LONGEST_LIST: usize = 65_536;
    let mut list = vec![0; LONGEST_LIST];
    if let Ok(length) = lgetxattr(path, LIST, &mut list[..]) {
        let _unknown_here = fsetxattr(new, LIST, &list[..length], XattrFlags::empty());
    }
}

fn permissions(file: &Metadata) -> u32 {
    file.mode() & PERMISSIONS
}
