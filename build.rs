//! Links the stack unwinder into the program where the compiler's own C linker has it to link: to load
//! `libgcc_s.so` takes about a tenth of a run's time. Where in doubt, everything stays as usual.

use std::env;
use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if is_native_glibc() && is_usual_linker() && has_static_unwinder() {
        println!("cargo:rustc-link-lib=static:-bundle=gcc_eh");
    }
}

fn is_native_glibc() -> bool {
    env::var("HOST") == env::var("TARGET")
        && env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux")
        && env::var("CARGO_CFG_TARGET_ENV").as_deref() == Ok("gnu")
}

/// Whether the linker is the one that can be asked below.
fn is_usual_linker() -> bool {
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    env::var_os("RUSTC_LINKER").is_none() && !flags.contains("linker")
}

fn has_static_unwinder() -> bool {
    let answer = Command::new("cc")
        .arg("-print-file-name=libgcc_eh.a")
        .output();
    // A linker that does not have the file repeats its bare name.
    answer.is_ok_and(|answer| {
        let path = String::from_utf8_lossy(&answer.stdout);
        answer.status.success() && Path::new(path.trim()).is_absolute()
    })
}
