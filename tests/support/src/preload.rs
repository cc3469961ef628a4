//! The object that is preloaded into a private chronyd (`preload.c`): compiled here, told what to do here. What it gives is
//! a hardware clock without hardware, a system clock that is wrong, and a chronyd whose time can be stopped.

use std::cell::Cell;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A hardware clock for a chronyd that has none.
#[derive(Clone, Copy, Debug)]
pub enum Rtc {
    /// Ticks, this many seconds ahead of the system clock.
    Ahead(f64),
    /// Is there, but never ticks: chronyd waits for its first measurement.
    Silent,
}

/// The device chronyd is told to open; it does not exist.
pub const RTC_DEVICE: &str = "/nonexistent/rtc";

/// A compiled object, and the file by which it is told that time stands still.
#[derive(Debug)]
pub struct Preload {
    object: PathBuf,
    freeze: PathBuf,
    /// By how many seconds the system clock seems to be ahead.
    clock_shift: i64,
    /// How many want its time to stand still.
    freezers: Cell<u32>,
}

impl Preload {
    /// Compiles the object into `directory`, for a system clock that seems to be so many seconds ahead.
    ///
    /// # Panics
    ///
    /// When there is no C compiler, or it does not like the source.
    pub fn compile(directory: &Path, clock_shift: i64) -> Self {
        let object = directory.join("preload.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/preload.c");
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror"])
            .arg("-o")
            .arg(&object)
            .args([source, "-ldl"])
            .status()
            .unwrap_or_else(|cause| panic!("cannot run the C compiler, cc: {cause}"));
        assert!(compiled.success(), "{source} does not compile");
        let freeze = directory.join("freeze");
        fs::write(&freeze, [0]).expect("the freeze file");
        Self {
            object,
            freeze,
            clock_shift,
            freezers: Cell::new(0),
        }
    }

    /// What to put into the environment of a program that is to see the same system clock as chronyd.
    pub fn clock(&self) -> Vec<(&'static str, OsString)> {
        vec![
            ("LD_PRELOAD", self.object.clone().into()),
            ("TEST_CLOCK_SHIFT", self.clock_shift.to_string().into()),
        ]
    }

    /// What to put into chronyd's environment.
    pub fn environment(&self, rtc: Option<Rtc>) -> Vec<(&'static str, OsString)> {
        let mut environment = self.clock();
        environment.push(("TEST_FREEZE_FILE", self.freeze.clone().into()));
        if let Some(rtc) = rtc {
            environment.push(("TEST_RTC_DEVICE", RTC_DEVICE.into()));
            if let Rtc::Ahead(seconds) = rtc {
                environment.push(("TEST_RTC_OFFSET", seconds.to_string().into()));
            }
        }
        environment
    }

    /// Stops chronyd's time.
    ///
    /// # Panics
    ///
    /// When the file cannot be written.
    pub fn freeze(&self) {
        self.freezers.set(self.freezers.get() + 1);
        self.tell();
    }

    /// Lets it go on, once for each time it was stopped.
    ///
    /// # Panics
    ///
    /// When the file cannot be written, or nothing stopped it.
    pub fn thaw(&self) {
        self.freezers.set(self.freezers.get() - 1);
        self.tell();
    }

    fn tell(&self) {
        let frozen = self.freezers.get() > 0;
        // Written in place: chronyd has this very file mapped, and a truncated one would end it.
        let file = fs::OpenOptions::new().write(true).open(&self.freeze);
        std::io::Write::write_all(&mut file.expect("the freeze file"), &[u8::from(frozen)])
            .expect("the freeze file");
    }
}
