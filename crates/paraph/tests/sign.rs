//! `paraph sign` run as a program, with keys as OpenSSL exports them, judged by poppler, qpdf and OpenSSL.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../../e2e/support/needs.rs"]
mod needs;
#[path = "../../paraph-pdf/tests/sample/mod.rs"]
mod sample;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use aws_lc_rs::rand::SystemRandom;
use jiff::Timestamp;
use paraph_pki::KeyKind;
use paraph_pki::authority::{Authority, Owner};
use paraph_pki::timestamp::{INSTANCE_POLICY, Responder};
use sample::{SHAPES, Sample};

/// A directory with `key.p12`, `password`, `ca.pem` and `in.pdf`.
struct Desk {
    directory: tempfile::TempDir,
}

impl Desk {
    fn new(key: &[&str], export: &[&str]) -> Option<Self> {
        let desk = Self { directory: tempfile::tempdir().unwrap() };
        std::fs::write(desk.path("password"), "correct horse\n").unwrap();
        std::fs::write(desk.path("in.pdf"), Sample { pages: 2, ..Sample::default() }.bytes()).unwrap();
        let made = desk.openssl(
            &[&["req", "-x509", "-subj", "/CN=Grace Hopper", "-days", "30", "-nodes"], key].concat(),
            &[("-keyout", "key.pem"), ("-out", "ca.pem")],
        )?;
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let places = [("-inkey", "key.pem"), ("-in", "ca.pem"), ("-out", "key.p12")];
        let password = ["-passout", "pass:correct horse"];
        let exported = desk.openssl(&[&["pkcs12", "-export"], export, &password].concat(), &places)?;
        assert!(exported.status.success(), "{}", String::from_utf8_lossy(&exported.stderr));
        Some(desk)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn openssl(&self, arguments: &[&str], places: &[(&str, &str)]) -> Option<Output> {
        let mut command = Command::new("openssl");
        command.args(arguments);
        for (option, name) in places {
            command.arg(option).arg(self.path(name));
        }
        let output = command.output().ok();
        if output.is_none() {
            needs::missing("openssl");
        }
        output
    }

    fn sign(&self, more: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
        command.env_remove("PARAPH_P12_PASSWORD").arg("sign").arg("--p12").arg(self.path("key.p12"));
        command.arg("--in").arg(self.path("in.pdf")).arg("--out").arg(self.path("out.pdf"));
        command.args(more).output().unwrap()
    }

    fn sign_with_password(&self, more: &[&str]) -> Output {
        let password = self.path("password");
        self.sign(&[&["--password-file", password.to_str().unwrap()], more].concat())
    }

    /// Nothing but what was there before.
    fn is_clean(&self) -> bool {
        std::fs::read_dir(self.directory.path()).unwrap().count() == 5
    }
}

const P_256: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
const RSA: &[&str] = &["-newkey", "rsa:2048"];

fn assert_valid(path: &Path, count: usize) {
    let path = path.to_str().unwrap();
    for (program, arguments) in [("pdfsig", ["-nocert", path]), ("qpdf", ["--check", path])] {
        let Ok(output) = Command::new(program).args(arguments).output() else {
            needs::missing(program);
            continue;
        };
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if program == "pdfsig" {
            assert_eq!(said.matches("Signature is Valid.").count(), count, "{said}");
        } else {
            assert!(output.status.success(), "{said}");
        }
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// pyHanko's own verdict on a file, with one certificate trusted.
fn pyhanko_passes(file: &Path, root: &Path) {
    let mut command = Command::new("pyhanko");
    command
        .args(["sign", "validate", "--no-revocation-check", "--trust-replace", "--trust"])
        .arg(root)
        .arg(file);
    let Ok(output) = command.output() else { return needs::missing("pyhanko") };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout) + said(&output).as_str());
}

#[test]
fn an_ml_dsa_key_signs_and_pyhanko_agrees() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../paraph-pki/tests/data");
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("in.pdf"), folder.path().join("out.pdf"));
    std::fs::write(&input, Sample { pages: 2, ..Sample::default() }.bytes()).unwrap();
    for set in ["44", "65", "87"] {
        let (key, certificate) =
            (data.join(format!("ml-dsa-{set}.key.pem")), data.join(format!("ml-dsa-{set}.pem")));
        let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
        command.arg("sign").arg("--key").arg(key).arg("--cert").arg(&certificate);
        let made = command.arg("--in").arg(&input).arg("--out").arg(&output).output().unwrap();
        assert!(made.status.success(), "ML-DSA-{set}: {}", said(&made));
        let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
        let judged = command.arg("verify").arg(&output).arg("--trust").arg(&certificate).output().unwrap();
        let verdict = String::from_utf8_lossy(&judged.stdout).into_owned();
        assert!(judged.status.success() && verdict.contains("TOTAL-PASSED"), "{verdict}");
        pyhanko_passes(&output, &certificate);
        std::fs::remove_file(&output).unwrap();
    }
}

#[test]
fn keys_of_both_kinds_and_both_dialects_sign_every_shape_of_file() {
    for (key, export) in [(P_256, &[][..]), (RSA, &[][..]), (RSA, &["-legacy"][..])] {
        let Some(desk) = Desk::new(key, export) else { return };
        for shape in SHAPES {
            let base = Sample::of(shape).bytes();
            std::fs::write(desk.path("in.pdf"), &base).unwrap();
            let output = desk.sign_with_password(&["--reason", "Because", "--name", "Grace"]);
            assert!(output.status.success(), "{}", said(&output));
            assert!(std::fs::read(desk.path("out.pdf")).unwrap().starts_with(&base));
            assert_valid(&desk.path("out.pdf"), 1);
        }
    }
}

#[test]
fn a_signed_file_can_be_signed_again_in_place() {
    let Some(desk) = Desk::new(P_256, &[]) else { return };
    assert!(desk.sign_with_password(&[]).status.success());
    let signed = std::fs::read(desk.path("out.pdf")).unwrap();
    std::fs::write(desk.path("in.pdf"), &signed).unwrap();
    assert!(desk.sign_with_password(&[]).status.success());
    assert_valid(&desk.path("out.pdf"), 2);
    assert!(std::fs::read(desk.path("out.pdf")).unwrap().starts_with(&signed));
}

#[test]
fn the_password_may_come_from_the_environment() {
    let Some(desk) = Desk::new(P_256, &[]) else { return };
    let without = desk.sign(&[]);
    assert_eq!(without.status.code(), Some(2));
    assert!(said(&without).contains("PARAPH_P12_PASSWORD"), "{}", said(&without));
    let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
    command.env("PARAPH_P12_PASSWORD", "correct horse").arg("sign").arg("--p12").arg(desk.path("key.p12"));
    command.arg("--in").arg(desk.path("in.pdf")).arg("--out").arg(desk.path("out.pdf"));
    assert!(command.status().unwrap().success());
    assert_valid(&desk.path("out.pdf"), 1);
}

#[test]
fn what_cannot_be_signed_leaves_nothing_behind() {
    let Some(desk) = Desk::new(P_256, &[]) else { return };
    std::fs::write(desk.path("password"), "wrong").unwrap();
    assert_eq!(desk.sign_with_password(&[]).status.code(), Some(2));
    assert!(desk.is_clean());
    std::fs::write(desk.path("password"), "correct horse").unwrap();
    for bytes in [b"PK\x03\x04 no PDF".to_vec(), Vec::new()] {
        std::fs::write(desk.path("in.pdf"), bytes).unwrap();
        let output = desk.sign_with_password(&[]);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains("not a PDF"), "{}", said(&output));
        assert!(desk.is_clean());
    }
}

#[test]
fn level_b_t_without_an_authority_is_refused_and_never_lowered() {
    let Some(desk) = Desk::new(P_256, &[]) else { return };
    let output = desk.sign_with_password(&["--level", "b-t"]);
    assert_eq!(output.status.code(), Some(2));
    // Nobody listens there.
    let output = desk.sign_with_password(&["--level", "b-t", "--tsa", "http://127.0.0.1:1/tsa"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(desk.is_clean());
}

#[test]
fn level_b_t_carries_the_authoritys_time_stamp() {
    let Some(desk) = Desk::new(P_256, &[]) else { return };
    let url = serve_one_timestamp();
    let output = desk.sign_with_password(&["--level", "b-t", "--tsa", &url]);
    assert!(output.status.success(), "{}", said(&output));
    assert_valid(&desk.path("out.pdf"), 1);
    let signed = std::fs::read(desk.path("out.pdf")).unwrap();
    // id-aa-signatureTimeStampToken, as it stands in /Contents.
    let attribute = b"060B2A864886F70D010910020E";
    assert!(signed.windows(attribute.len()).any(|window| window == attribute));
}

/// A time-stamp authority that answers once; its address.
fn serve_one_timestamp() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/tsa", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let request = body(&mut stream);
        let random = SystemRandom::new();
        let owner = Owner { organization: "Example", country: None };
        let authority = Authority::create(owner, KeyKind::P256, now(), &random).unwrap();
        let responder = Responder::new(&authority.timestamp, INSTANCE_POLICY, 500).unwrap();
        let answer = responder.respond(&request, now(), &random).unwrap();
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nConnection: close";
        write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n", answer.len()).unwrap();
        stream.write_all(&answer).unwrap();
    });
    url
}

#[expect(clippy::disallowed_methods, reason = "the program under test looks at the machine's clock")]
fn now() -> Timestamp {
    Timestamp::try_from(std::time::SystemTime::now()).unwrap()
}

fn body(stream: &mut impl Read) -> Vec<u8> {
    let mut read = Vec::new();
    let mut byte = [0];
    while !read.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        read.extend(byte);
    }
    let head = String::from_utf8(read).unwrap().to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    let mut body = vec![0; length.trim().parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    body
}
