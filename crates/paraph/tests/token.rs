//! `paraph sign` with keys that are not in a PKCS#12 file: in a PKCS#11 token (SoftHSM), and in PEM files.

#![cfg(feature = "pkcs11")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

#[path = "../../../e2e/support/needs.rs"]
mod needs;
#[path = "../../paraph-pdf/tests/sample/mod.rs"]
mod sample;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sample::{SHAPES, Sample};

const LIBRARIES: [&str; 3] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
];
const P_256: &str = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
const P_384: &str = "-algorithm EC -pkeyopt ec_paramgen_curve:P-384";
const RSA: &str = "-algorithm RSA -pkeyopt rsa_keygen_bits:2048";

/// A folder with a token called `desk`, its key `signing`, and the certificate of that key in `cert.pem`.
struct Token {
    folder: tempfile::TempDir,
    library: PathBuf,
}

impl Token {
    fn new(kind: &str) -> Option<Self> {
        let library = LIBRARIES.iter().map(PathBuf::from).find(|path| path.exists());
        let Some(library) = library else {
            needs::missing("SoftHSM (the package softhsm2)");
            return None;
        };
        let token = Self { folder: tempfile::tempdir().unwrap(), library };
        std::fs::create_dir(token.path("tokens")).unwrap();
        let settings =
            format!("directories.tokendir = {}\nlog.level = ERROR\n", token.path("tokens").display());
        std::fs::write(token.path("softhsm2.conf"), settings).unwrap();
        std::fs::write(token.path("pin"), "1234\n").unwrap();
        std::fs::write(token.path("in.pdf"), Sample::of(SHAPES.into_iter().next().unwrap()).bytes()).unwrap();
        token.run("openssl", &format!("genpkey {kind} -out key.pem"));
        let usage = "keyUsage=critical,digitalSignature";
        token.run(
            "openssl",
            &format!("req -x509 -key key.pem -subj /CN=Grace -days 30 -addext {usage} -out cert.pem"),
        );
        token.run("openssl", "x509 -in cert.pem -outform DER -out cert.der");
        token.run("softhsm2-util", "--init-token --free --label desk --pin 1234 --so-pin 12345678");
        token.run("softhsm2-util", "--import key.pem --token desk --label signing --id a1 --pin 1234");
        Some(token)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path()).env("SOFTHSM2_CONF", self.path("softhsm2.conf"));
        command.env_remove("PARAPH_PIN");
        command
    }

    fn run(&self, program: &str, arguments: &str) {
        let output = self.command(program).args(arguments.split(' ')).output();
        let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
        assert!(output.status.success(), "{program} {arguments}: {}", said(&output));
    }

    fn put_certificate_in(&self) {
        let library = self.library.display();
        let object = "--write-object cert.der --type cert --id a1 --label signing";
        self.run(
            "pkcs11-tool",
            &format!("--module {library} --login --pin 1234 --token-label desk {object}"),
        );
    }

    fn sign(&self, more: &str) -> Output {
        let mut command = self.command(env!("CARGO_BIN_EXE_paraph"));
        command.args(["sign", "--in", "in.pdf", "--out", "out.pdf", "--pkcs11"]).arg(&self.library);
        command.args(more.split(' ')).output().unwrap()
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn assert_valid(path: &Path, poppler_too: bool) {
    let path = path.to_str().unwrap();
    let certificate = Path::new(path).with_file_name("cert.pem");
    let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
    let ours = command.args(["verify", path, "--trust"]).arg(certificate).output().unwrap();
    assert_eq!(ours.status.code(), Some(0), "{}", said(&ours));
    if !poppler_too {
        return;
    }
    match Command::new("pdfsig").args(["-nocert", path]).output() {
        Ok(output) => assert!(said(&output).contains("Signature is Valid."), "{}", said(&output)),
        Err(_) => needs::missing("pdfsig"),
    }
}

#[test]
fn a_key_in_a_token_signs() {
    for kind in [P_256, P_384, RSA] {
        let Some(token) = Token::new(kind) else { return };
        let output = token.sign("--token desk --label signing --cert cert.pem --password-file pin");
        assert!(output.status.success(), "{}", said(&output));
        assert_valid(&token.path("out.pdf"), true);
    }
}

#[test]
fn a_key_in_a_token_signs_with_pss() {
    let Some(token) = Token::new(RSA) else { return };
    let output = token.sign("--token desk --label signing --cert cert.pem --password-file pin --pss");
    assert!(output.status.success(), "{}", said(&output));
    assert_valid(&token.path("out.pdf"), false);
}

#[test]
fn the_certificate_may_be_in_the_token() {
    let Some(token) = Token::new(P_256) else { return };
    let output = token.sign("--token desk --label signing --password-file pin");
    assert!(said(&output).contains("no certificate for the key signing"), "{}", said(&output));
    token.put_certificate_in();
    let output = token.sign("--token desk --label signing --password-file pin");
    assert!(output.status.success(), "{}", said(&output));
    assert_valid(&token.path("out.pdf"), true);
}

#[test]
fn what_a_token_lacks_is_named_and_nothing_is_written() {
    let Some(token) = Token::new(P_256) else { return };
    let refused = |more: &str, expected: &str| {
        let output = token.sign(more);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(expected), "{}", said(&output));
        assert!(!token.path("out.pdf").exists());
    };
    refused("--token other --label signing --cert cert.pem --password-file pin", "no token labelled other");
    refused(
        "--token desk --label other --cert cert.pem --password-file pin",
        "no private key labelled other",
    );
    refused("--token desk --label signing --cert cert.pem", "PARAPH_PIN");
    refused("--token desk --label signing --cert cert.pem --password-file pin --pss", "key");
    std::fs::write(token.path("pin"), "9999").unwrap();
    refused("--token desk --label signing --cert cert.pem --password-file pin", "token");
    // A certificate of another key: the value does not verify under it, and nothing is written.
    std::fs::write(token.path("pin"), "1234").unwrap();
    token.run("openssl", &format!("genpkey {P_256} -out other.pem"));
    token.run("openssl", "req -x509 -key other.pem -subj /CN=Other -days 30 -out other-cert.pem");
    refused(
        "--token desk --label signing --cert other-cert.pem --password-file pin",
        "does not belong to the certificate",
    );
}

#[test]
fn a_key_in_pem_files_signs() {
    for (kind, pss) in [(P_256, false), ("-algorithm ED25519", false), (RSA, false), (RSA, true)] {
        let folder = tempfile::tempdir().unwrap();
        let openssl = |arguments: &str| {
            let output = Command::new("openssl").current_dir(&folder).args(arguments.split(' ')).output();
            output.map(|output| assert!(output.status.success(), "{}", said(&output)))
        };
        if openssl(&format!("genpkey {kind} -out key.pem")).is_err() {
            return needs::missing("openssl");
        }
        openssl("req -x509 -key key.pem -subj /CN=Grace -days 30 -out cert.pem").unwrap();
        std::fs::write(folder.path().join("in.pdf"), Sample::default().bytes()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
        command.current_dir(&folder).args(["sign", "--in", "in.pdf", "--out", "out.pdf"]);
        command.args(["--key", "key.pem", "--cert", "cert.pem"]);
        let output = command.args(pss.then_some("--pss")).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        assert_valid(&folder.path().join("out.pdf"), kind != "-algorithm ED25519" && !pss);
    }
}
