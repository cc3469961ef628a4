//! A certificate for servers of NTS, made by openssl for one test. It knows nothing of chrony.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::environment::public_directory;

/// A certificate that signs itself, with its key. Both go when it is dropped.
#[derive(Debug)]
pub struct Certificate {
    directory: TempDir,
}

impl Certificate {
    /// A certificate for the server at this address.
    ///
    /// # Panics
    ///
    /// When openssl cannot make it.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        let directory = public_directory();
        let certificate = Self { directory };
        let output = Command::new("openssl")
            .args(["req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=test"])
            .args(["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"])
            .args(["-addext", &format!("subjectAltName=IP:{address}")])
            .arg("-keyout")
            .arg(certificate.key())
            .arg("-out")
            .arg(certificate.path())
            .output()
            .unwrap_or_else(|cause| panic!("cannot run openssl: {cause}"));
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl: {errors}");
        certificate
    }

    /// Where the certificate lies.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.file("certificate.pem")
    }

    /// Where its key lies.
    #[must_use]
    pub fn key(&self) -> PathBuf {
        self.file("key.pem")
    }

    fn file(&self, name: &str) -> PathBuf {
        Path::new(self.directory.path()).join(name)
    }
}
