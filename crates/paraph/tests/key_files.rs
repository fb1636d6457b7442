//! `paraph sign --key` with keys as OpenSSL and others write them into files.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../../e2e/support/needs.rs"]
mod needs;
#[expect(dead_code, reason = "the tests of signing use more of it")]
#[path = "../../paraph-pdf/tests/sample/mod.rs"]
mod sample;

use std::path::PathBuf;
use std::process::Command;

use sample::Sample;

const PASSWORD: &str = "correct horse";

/// A folder with `key.pem` (PKCS#8), `ca.pem` and `in.pdf`.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new(kind: &[&str]) -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            needs::missing("openssl");
            return None;
        }
        let desk = Self(tempfile::tempdir().unwrap());
        std::fs::write(desk.path("in.pdf"), Sample { pages: 1, ..Sample::default() }.bytes()).unwrap();
        std::fs::write(desk.path("password"), format!("{PASSWORD}\n")).unwrap();
        std::fs::write(desk.path("wrong"), "incorrect horse\n").unwrap();
        let request = ["req", "-x509", "-subj", "/CN=Grace Hopper", "-days", "30", "-nodes"];
        desk.openssl(&[&request, kind, &["-keyout", "key.pem", "-out", "ca.pem"]].concat());
        Some(desk)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn openssl(&self, arguments: &[&str]) {
        let output = Command::new("openssl").args(arguments).current_dir(self.0.path()).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Signs with a key file; gives what was said, and whether it signed.
    fn sign(&self, key: &str, more: &[&str]) -> (bool, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
        let places = ["sign", "--in", "in.pdf", "--key", key, "--cert", "ca.pem", "--out", "out.pdf"];
        let output =
            command.args(places).args(more).current_dir(self.0.path()).env_remove("PARAPH_KEY_PASSWORD");
        let output = output.output().unwrap();
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        let signed = output.status.success();
        assert_eq!(signed, self.path("out.pdf").exists(), "{key}: {said}");
        if signed {
            std::fs::remove_file(self.path("out.pdf")).unwrap();
        }
        (signed, said)
    }

    fn must_sign(&self, key: &str, more: &[&str]) {
        let (signed, said) = self.sign(key, more);
        assert!(signed, "{key}: {said}");
    }

    fn must_say(&self, key: &str, more: &[&str], words: &str) {
        let (signed, said) = self.sign(key, more);
        assert!(!signed && said.contains(words), "{key}: {said:?} does not say {words:?}");
    }
}

const ELLIPTIC: [&str; 4] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
const RSA: [&str; 2] = ["-newkey", "rsa:2048"];

#[test]
fn a_key_is_read_in_every_form_that_programs_write() {
    for (kind, old) in [(&ELLIPTIC[..], "ec"), (&RSA[..], "rsa")] {
        let Some(desk) = Desk::new(kind) else { return };
        desk.must_sign("key.pem", &[]);
        desk.openssl(&[
            "pkcs8", "-topk8", "-nocrypt", "-in", "key.pem", "-outform", "DER", "-out", "key.der",
        ]);
        desk.must_sign("key.der", &[]);
        // SEC 1 for elliptic curves, PKCS#1 for RSA, both with their own headings.
        let traditional: &[&str] = if old == "rsa" { &["-traditional"] } else { &[] };
        desk.openssl(&[&[old, "-in", "key.pem", "-out", "old.pem"], traditional].concat());
        desk.openssl(&[&[old, "-in", "key.pem", "-outform", "DER", "-out", "old.der"], traditional].concat());
        let heading = format!("-----BEGIN {} PRIVATE KEY-----", old.to_uppercase());
        let text = std::fs::read_to_string(desk.path("old.pem")).unwrap();
        assert!(text.starts_with(&heading), "{text}");
        desk.must_sign("old.pem", &[]);
        desk.must_sign("old.der", &[]);
        // As `openssl ecparam -genkey` writes it, with certificates, comments and line ends of another system around.
        let ends = format!("Bag Attributes\n{}{text}", std::fs::read_to_string(desk.path("ca.pem")).unwrap());
        std::fs::write(desk.path("around.pem"), ends.replace('\n', "\r\n")).unwrap();
        desk.must_sign("around.pem", &[]);
        for scheme in ["aes-128-cbc", "aes-256-cbc", "des3"] {
            let pass = format!("pass:{PASSWORD}");
            let encrypt = ["pkcs8", "-topk8", "-v2", scheme, "-passout", &pass, "-in", "key.pem"];
            desk.openssl(&[&encrypt[..], &["-out", "closed.pem"]].concat());
            desk.openssl(&[&encrypt[..], &["-outform", "DER", "-out", "closed.der"]].concat());
            for closed in ["closed.pem", "closed.der"] {
                desk.must_sign(closed, &["--password-file", "password"]);
                desk.must_say(closed, &["--password-file", "wrong"], "the password is wrong");
                desk.must_say(closed, &[], "PARAPH_KEY_PASSWORD");
            }
        }
    }
}

#[test]
fn what_is_no_key_that_is_read_is_named_for_what_it_is() {
    let Some(desk) = Desk::new(&ELLIPTIC) else { return };
    let pass = format!("pass:{PASSWORD}");
    desk.openssl(&["ec", "-in", "key.pem", "-aes256", "-passout", &pass, "-out", "proc-type.pem"]);
    desk.openssl(&["pkcs8", "-topk8", "-scrypt", "-passout", &pass, "-in", "key.pem", "-out", "scrypt.pem"]);
    desk.openssl(&[
        "pkcs12", "-export", "-inkey", "key.pem", "-in", "ca.pem", "-passout", &pass, "-out", "key.p12",
    ]);
    desk.openssl(&["x509", "-in", "ca.pem", "-outform", "DER", "-out", "ca.der"]);
    desk.openssl(&["pkey", "-in", "key.pem", "-pubout", "-out", "public.pem"]);
    desk.openssl(&["pkey", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "public.der"]);
    let openssh =
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE KEY-----\n";
    std::fs::write(desk.path("id_ecdsa"), openssh).unwrap();
    std::fs::write(desk.path("nothing"), "hello").unwrap();
    let two = std::fs::read_to_string(desk.path("key.pem")).unwrap().repeat(2);
    std::fs::write(desk.path("two.pem"), two).unwrap();
    let password = ["--password-file", "password"];
    for (file, words) in [
        ("proc-type.pem", "Proc-Type: 4,ENCRYPTED"),
        ("proc-type.pem", "openssl pkcs8 -topk8"),
        ("scrypt.pem", "encrypted by a scheme that is not read"),
        ("key.p12", "name it with --p12"),
        ("ca.pem", "this is a certificate"),
        ("ca.der", "this is a certificate"),
        ("public.pem", "this is a public key"),
        ("public.der", "this is a public key"),
        ("id_ecdsa", "ssh-keygen -p -m PKCS8"),
        ("nothing", "holds no private key"),
        ("two.pem", "more than one private key"),
    ] {
        desk.must_say(file, &password, words);
    }
}
