//! An authority of a test's own, and the certificates that it gives: PEM files, made with the program `openssl`.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::directory::Directory;

/// A certificate with its key.
pub struct Identity {
    /// The certificate.
    pub certificate: PathBuf,
    /// The key, not encrypted.
    pub key: PathBuf,
}

/// Who signs certificates. Its files go when it is dropped.
pub struct Authority {
    directory: Directory,
    own: Identity,
}

impl Authority {
    /// A new one, whom nobody trusts yet.
    pub fn new() -> Self {
        let directory = Directory::new();
        let own = identity(directory.path(), "authority");
        let mut command = request("Factwire test authority", &own);
        openssl(command.args(["-addext", "basicConstraints=critical,CA:TRUE", "-out"]).arg(&own.certificate));
        Self { directory, own }
    }

    /// Its certificate, which whoever trusts it is given.
    pub fn certificate(&self) -> &Path {
        &self.own.certificate
    }

    /// A certificate for `name` on loopback.
    pub fn certify(&self, name: &str) -> Identity {
        let given = identity(self.directory.path(), name);
        let mut command = request(name, &given);
        command.arg("-CA").arg(&self.own.certificate).arg("-CAkey").arg(&self.own.key);
        command.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
        openssl(command.args(["-addext", "subjectAltName=IP:127.0.0.1", "-out"]).arg(&given.certificate));
        given
    }
}

fn identity(directory: &Path, name: &str) -> Identity {
    let file = |kind: &str| directory.join(format!("{name}.{kind}"));
    Identity { certificate: file("pem"), key: file("key") }
}

/// A request for a certificate with a new key.
fn request(name: &str, identity: &Identity) -> Command {
    let mut command = Command::new("openssl");
    command.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]);
    command.args(["-subj", &format!("/CN={name}"), "-keyout"]).arg(&identity.key);
    command
}

fn openssl(command: &mut Command) {
    let output = command.output().expect("openssl is missing: make setup (as root, on Debian or Ubuntu)");
    assert!(output.status.success(), "openssl: {}", String::from_utf8_lossy(&output.stderr));
}
