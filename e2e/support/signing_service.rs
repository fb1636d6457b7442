//! A signing service of another maker (`certomancer-csc-dummy`, CSC API 1.0.4) on loopback, for as long as a test runs. Its
//! credentials are `desk/grace` (P-256), `desk/ada` (RSA) and `desk/root`, whose certificate is `root.pem`.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

const P_256: &str = "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out";
const RSA: &str = "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out";
const RUN: &str =
    "import sys; from csc_dummy.runner import run_from_file; run_from_file(sys.argv[1], int(sys.argv[2]))";
const CONFIGURATION: &str = r#"
external-url-prefix: http://127.0.0.1:9
keysets:
  keys:
    keys:
      root: {path: root.key}
      grace: {path: grace.key}
      ada: {path: ada.key}
pki-architectures:
  desk:
    keyset: keys
    entity-defaults: {country-name: FR, organization-name: Provider}
    entities:
      root: {common-name: Root}
      grace: {common-name: Grace Hopper}
      ada: {common-name: Ada Lovelace}
    certs:
      root:
        subject: root
        issuer: root
        validity: {valid-from: "2020-01-01T00:00:00+0000", valid-to: "2100-01-01T00:00:00+0000"}
        profiles: [{id: simple-ca}]
      grace:
        issuer: root
        validity: {valid-from: "2022-01-01T00:00:00+0000", valid-to: "2099-01-01T00:00:00+0000"}
        profiles: [digsig-commitment]
      ada:
        issuer: root
        validity: {valid-from: "2022-01-01T00:00:00+0000", valid-to: "2099-01-01T00:00:00+0000"}
        profiles: [digsig-commitment]
"#;

/// The running service, and the folder with its keys.
pub(crate) struct SigningService {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) address: String,
    process: Child,
    /// Read no further, but open: a program that cannot print ends.
    _said: BufReader<ChildStdout>,
}

impl SigningService {
    /// None if it is not installed and not every test was asked for.
    pub(crate) fn start() -> Option<Self> {
        let installed = Command::new("python3").args(["-c", "import csc_dummy.runner"]).output();
        if !installed.is_ok_and(|output| output.status.success()) {
            super::needs::missing("certomancer-csc-dummy");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        for (kind, name) in [(RSA, "root.key"), (P_256, "grace.key"), (RSA, "ada.key")] {
            let arguments = format!("{kind} {name}");
            let output = Command::new("openssl").current_dir(&folder).args(arguments.split(' ')).output();
            assert!(output.unwrap().status.success(), "openssl {arguments}");
        }
        std::fs::write(folder.path().join("service.yml"), CONFIGURATION).unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new("python3");
        command.current_dir(&folder).args(["-u", "-c", RUN, "service.yml", &port.to_string()]);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        let lines = said.by_ref().lines();
        let is_up = lines.map_while(Result::ok).take(50).any(|line| line.contains("Running on"));
        let service = Self { folder, address: format!("http://localhost:{port}"), process, _said: said };
        assert!(is_up, "the signing service does not start");
        service.publish_root();
        Some(service)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes the certificate of its root, by certomancer itself: RSA signs it the same each time.
    fn publish_root(&self) {
        let mut command = Command::new("python3");
        let arguments =
            ["-m", "certomancer", "--config", "service.yml", "mass-summon", "desk", "certificates", "--flat"];
        let output = command.current_dir(&self.folder).args(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        std::fs::copy(self.path("certificates/root.cert.pem"), self.path("root.pem")).unwrap();
    }
}

impl Drop for SigningService {
    fn drop(&mut self) {
        // It serves until it is ended, and its answer is of no use to anybody any more.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
