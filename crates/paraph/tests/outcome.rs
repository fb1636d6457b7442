//! What `sign` and `timestamp` say of what they did, how long work is told of, and that exit codes mean the same everywhere.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

#[path = "../../paraph-pades/tests/validate/maker.rs"]
#[expect(dead_code, reason = "the tests of validation use more of it")]
mod maker;
mod members;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Command, Output};

use base64ct::{Base64, Encoding};
use jiff::Timestamp;
use maker::{AUTHORITY, Maker, Signing};
use members::members;
use paraph_pki::authority::{Authority, Owner};
use paraph_pki::{DigestAlgorithm, KeyKind};
use serde_json::Value;
use tempfile::TempDir;

fn paraph(folder: &TempDir, arguments: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
    let Output { status, stdout, stderr } =
        command.current_dir(folder.path()).args(arguments.split(' ')).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

#[expect(clippy::disallowed_methods, reason = "the program under test looks at the machine's clock")]
fn now() -> Timestamp {
    Timestamp::try_from(std::time::SystemTime::now()).unwrap()
}

/// A folder with a key, its chain, documents with and without a signature, and a file that is none.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let owner = Owner { organization: "Example", country: None };
    let random = aws_lc_rs::rand::SystemRandom::new();
    let authority = Authority::create(owner, KeyKind::P256, now(), &random).unwrap();
    let seal = &authority.seal;
    let key = Base64::encode_string(&seal.key().to_pkcs8_der().unwrap());
    let lines: Vec<&str> = key.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    write(
        "key.pem",
        format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n")).as_bytes(),
    );
    let chain: String = std::iter::once(seal.certificate())
        .chain(seal.chain())
        .map(|certificate| certificate.to_pem().unwrap())
        .collect();
    write("chain.pem", chain.as_bytes());
    write("root.pem", authority.root.certificate().to_pem().unwrap().as_bytes());
    write("maker.pem", AUTHORITY.root.certificate().to_pem().unwrap().as_bytes());
    write("in.pdf", &Maker::new().bytes);
    let signed = Maker::new().sign(&Signing::buyer().timestamped("2026-03-02T00:00:00Z"));
    write("signed.pdf", &signed.bytes);
    write("other.pdf", b"PK\x03\x04 a zip file");
    folder
}

#[test]
fn what_was_signed_is_told_to_programs_with_its_digest_and_every_member_is_documented() {
    let folder = folder();
    let (code, said, noted) =
        paraph(&folder, "sign --key key.pem --cert chain.pem --in signed.pdf --out out.pdf --json");
    assert_eq!((code, noted.as_str()), (0, ""));
    let told: Value = serde_json::from_str(&said).unwrap();
    let written = std::fs::read(folder.path().join("out.pdf")).unwrap();
    assert_eq!(told["output"], "out.pdf");
    assert_eq!(told["bytes"], written.len());
    let digest = DigestAlgorithm::Sha256.digest(&written);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(told["sha256"], digest.as_str());
    let made = &told["made"];
    assert_eq!((&made["field"], &made["level"]), (&"Signature1".into(), &"PAdES-B-B".into()));
    assert_eq!((&made["signer"], &made["kind"]), (&"Example Seal".into(), &"signature".into()));
    assert_eq!(made["time_source"], "claimed");
    let signatures = told["signatures"].as_array().unwrap();
    assert_eq!(signatures.len(), 2);
    assert_eq!(signatures[1], *made);
    assert_eq!((&signatures[0]["field"], &signatures[0]["level"]), (&"buyer".into(), &"PAdES-B-T".into()));

    let (mut found, documented) = (BTreeSet::new(), include_str!("../../../docs/report.md"));
    members(&told, &mut found);
    assert!(found.len() > 10, "{found:?}");
    let missing: Vec<&String> =
        found.iter().filter(|name| !documented.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "docs/report.md does not name {missing:?}");
}

#[test]
fn without_json_nothing_is_written_to_either_stream() {
    let (code, said, noted) =
        paraph(&folder(), "sign --key key.pem --cert chain.pem --in in.pdf --out out.pdf");
    assert_eq!((code, said.as_str(), noted.as_str()), (0, "", ""));
}

#[test]
fn exit_codes_mean_the_same_of_every_command() {
    let folder = folder();
    for (arguments, expected) in [
        ("verify signed.pdf --trust maker.pem", 0),
        ("verify signed.pdf", 1),
        ("verify in.pdf", 1),
        ("verify other.pdf", 2),
        ("verify absent.pdf", 2),
        ("verify", 2),
        ("verify signed.pdf --no-such-option", 2),
        ("inspect signed.pdf", 0),
        ("inspect other.pdf", 2),
        ("inspect absent.pdf", 2),
        ("policy", 0),
        ("sign --key key.pem --cert chain.pem --in in.pdf --out out.pdf", 0),
        ("sign --key key.pem --cert chain.pem --in other.pdf --out no.pdf", 2),
        ("sign --key key.pem --cert chain.pem --in absent.pdf --out no.pdf", 2),
        ("sign --key key.pem --cert chain.pem --in in.pdf --out no.pdf --json --level b-t", 2),
        ("sign --key root.pem --cert chain.pem --in in.pdf --out no.pdf", 2),
        ("extend --to b-lt --offline --in in.pdf --out no.pdf --json", 2),
        ("extend --to b-lt --offline --in signed.pdf --out no.pdf", 2),
        ("extend --to b-lta --in signed.pdf --out no.pdf", 2),
        ("timestamp --tsa http://127.0.0.1:9 --in in.pdf --out no.pdf --json", 2),
        ("timestamp --tsa http://127.0.0.1:9 --in other.pdf --out no.pdf", 2),
        ("no-such-command", 2),
        ("--help", 0),
        ("sign --help", 0),
        ("--version", 0),
    ] {
        let (code, said, noted) = paraph(&folder, arguments);
        assert_eq!(code, expected, "{arguments}: {said}{noted}");
        if expected == 2 {
            assert!(said.is_empty() && !noted.is_empty(), "{arguments}: {said}{noted}");
        }
    }
    assert!(!folder.path().join("no.pdf").exists());
}

/// What is seen on a terminal, which `script` of util-linux plays.
fn on_terminal(folder: &TempDir, arguments: &str) -> String {
    let line = format!("{} {arguments}", env!("CARGO_BIN_EXE_paraph"));
    let mut command = Command::new("script");
    command.current_dir(folder.path()).args(["-q", "-e", "-c", &line, "/dev/null"]);
    let Output { status, stdout, .. } = command.output().unwrap();
    assert!(status.code().is_some_and(|code| code < 2), "{arguments}");
    String::from_utf8(stdout).unwrap()
}

/// A document of more than fifty megabytes.
fn write_large(folder: &TempDir) {
    let mut file = std::fs::File::create(folder.path().join("large.pdf")).unwrap();
    let maker = Maker::new()
        .update(&[(90, &format!("<< /Length 0 >>\nstream\n{}\nendstream", "x".repeat(51 << 20)))]);
    file.write_all(&maker.sign(&Signing::buyer()).bytes).unwrap();
}

#[test]
fn work_on_a_large_file_is_told_of_on_a_terminal_and_leaves_no_trace_of_the_line() {
    let folder = folder();
    write_large(&folder);
    let seen = on_terminal(&folder, "verify large.pdf");
    assert!(seen.starts_with("\r\u{1b}[Kparaph: checking (51 MB), 0 s"), "{seen:?}");
    assert!(
        seen.contains("\r\u{1b}[KIt is not known who signed"),
        "the line is gone before the answer: {seen:?}"
    );
    let seen = on_terminal(&folder, "inspect large.pdf");
    assert!(seen.starts_with("\r\u{1b}[Kparaph: looking through the revisions (51 MB)"), "{seen:?}");
    let seen = on_terminal(&folder, "sign --key key.pem --cert chain.pem --in large.pdf --out out.pdf");
    assert!(seen.starts_with("\r\u{1b}[Kparaph: copying (51 MB), 0 s"), "{seen:?}");
    assert!(seen.ends_with("\r\u{1b}[K"), "{seen:?}");
    for silent in ["verify large.pdf --quiet", "verify large.pdf --json", "verify signed.pdf"] {
        assert!(!on_terminal(&folder, silent).contains("\u{1b}["), "{silent}");
    }
    let (_, _, noted) = paraph(&folder, "verify large.pdf");
    assert_eq!(noted, "", "nothing is told where nobody looks");
}
