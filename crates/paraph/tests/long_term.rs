//! The long-term levels on the command line: an authority on loopback gives time-stamps and revocation lists over HTTP, and
//! the files it helps to make are looked at with nobody to ask.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

#[cfg(feature = "encryption")]
#[path = "../../paraph-pdf/tests/locked/mod.rs"]
mod locked;
#[path = "../../../e2e/support/needs.rs"]
mod needs;
#[path = "../../paraph-pdf/tests/sample/mod.rs"]
mod sample;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use base64ct::{Base64, Encoding};
use jiff::{SignedDuration, Timestamp};
use paraph_pki::authority::{
    Authority, Issuer, Order, Owner, Profile, Published, RevocationListOrder, SEAL_VALIDITY, validity_from,
};
use paraph_pki::name::NamePart;
use paraph_pki::timestamp::{INSTANCE_POLICY, Responder};
use paraph_pki::{DistinguishedName, Identity, KeyKind, PrivateKey};
use sample::{SHAPES, Sample};
use serde_json::Value;

#[expect(clippy::disallowed_methods, reason = "the program under test looks at the machine's clock")]
fn now() -> Timestamp {
    Timestamp::try_from(std::time::SystemTime::now()).unwrap()
}

/// An authority whose certificates say where its lists are, served on loopback for as long as the test runs.
struct Town {
    folder: tempfile::TempDir,
    address: String,
}

/// What the server needs.
struct Hall {
    authority: Authority,
    timestamp: Identity,
}

impl Town {
    /// With `lists` the authority publishes its revocation lists; without, it answers that there are none.
    fn new(lists: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let random = SystemRandom::new();
        let owner = Owner { organization: "Example", country: None };
        let authority = Authority::create(owner, KeyKind::P256, now(), &random).unwrap();
        let (key, certificate) = issue(&authority.issuing, Profile::Signatory, &address);
        let (stamp_key, stamp) = issue(&authority.issuing, Profile::Timestamp, &address);
        let chain = vec![authority.issuing.certificate().clone()];
        let timestamp = Identity::new(stamp_key, stamp, chain).unwrap();
        let town = Self { folder: tempfile::tempdir().unwrap(), address };
        let pem = |certificate: &paraph_pki::Certificate| certificate.to_pem().unwrap();
        town.write("root.pem", pem(authority.root.certificate()).as_bytes());
        town.write("chain.pem", (pem(&certificate) + &pem(authority.issuing.certificate())).as_bytes());
        town.write("root.crl", &list(&authority.root));
        town.write("leaf.pem", pem(&certificate).as_bytes());
        town.write("issuing.pem", pem(authority.issuing.certificate()).as_bytes());
        town.write("in.pdf", &Sample::of(SHAPES[1]).bytes());
        let der = key.to_pkcs8_der().unwrap();
        let body = Base64::encode_string(&der);
        let lines: Vec<&str> =
            body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        let key = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"));
        town.write("key.pem", key.as_bytes());
        let hall = Arc::new(Hall { authority, timestamp });
        std::thread::spawn(move || {
            for stream in listener.incoming().take(100) {
                answer(&hall, lists, stream.unwrap());
            }
        });
        town
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    fn paraph(&self, arguments: &str) -> Output {
        let arguments = arguments.replace("TSA", &format!("{}/tsa", self.address));
        let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
        command.current_dir(&self.folder).args(arguments.split(' ')).output().unwrap()
    }

    fn paraph_ok(&self, arguments: &str) {
        let output = self.paraph(arguments);
        assert!(output.status.success(), "{arguments}: {}", said(&output));
    }

    fn refuses(&self, arguments: &str, expected: &str) {
        let output = self.paraph(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments}: {}", said(&output));
        assert!(said(&output).contains(expected), "{}", said(&output));
        assert!(!self.path("out.pdf").exists(), "nothing is written");
    }

    /// The report, with the root trusted and nobody asked.
    fn report(&self, name: &str, more: &str) -> (Option<i32>, Value) {
        let output = self.paraph(&format!("verify {name} --trust root.pem --json{more}"));
        (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
    }

    fn level(&self, name: &str) -> String {
        self.report(name, "").1["signatures"][0]["level"].as_str().unwrap().to_owned()
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn issue(issuer: &Issuer, profile: Profile, address: &str) -> (PrivateKey, paraph_pki::Certificate) {
    let key = PrivateKey::generate(KeyKind::P256, &SystemRandom::new()).unwrap();
    let subject = DistinguishedName::build(&[(NamePart::CommonName, "Ada Lovelace")]).unwrap();
    let order = Order {
        profile,
        subject: &subject,
        public_key: &key.public_key().unwrap(),
        validity: validity_from(now(), SEAL_VALIDITY),
        published: &Published {
            revocation_list: Some(format!("{address}/issuing.crl")),
            ..Published::default()
        },
    };
    let certificate = issuer.issue(&order, &SystemRandom::new()).unwrap();
    (key, certificate)
}

fn list(issuer: &Issuer) -> Vec<u8> {
    let this_update = now() - SignedDuration::from_secs(1);
    let next_update = this_update + SignedDuration::from_hours(24);
    let order = RevocationListOrder { number: 1, this_update, next_update, revocations: &[] };
    issuer.issue_revocation_list(&order, &SystemRandom::new()).unwrap()
}

fn answer(hall: &Hall, lists: bool, mut stream: TcpStream) {
    let mut read = Vec::new();
    let mut byte = [0];
    while !read.ends_with(b"\r\n\r\n") {
        if stream.read_exact(&mut byte).is_err() {
            return;
        }
        read.extend(byte);
    }
    let head = String::from_utf8(read).unwrap().to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.trim().parse().unwrap())];
    stream.read_exact(&mut body).unwrap();
    let found = if head.starts_with("post /tsa") {
        let responder = Responder::new(&hall.timestamp, INSTANCE_POLICY, 500).unwrap();
        Some(responder.respond(&body, now(), &SystemRandom::new()).unwrap())
    } else {
        (lists && head.starts_with("get /issuing.crl")).then(|| list(&hall.authority.issuing))
    };
    let status = if found.is_some() { "200 OK" } else { "404 Not Found" };
    let body = found.unwrap_or_default();
    let kind = if head.starts_with("post /tsa") { "timestamp-reply" } else { "pkix-crl" };
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: application/{kind}\r\nConnection: close");
    write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n", body.len()).unwrap();
    stream.write_all(&body).unwrap();
}

const SIGN: &str = "sign --key key.pem --cert chain.pem --in in.pdf --out out.pdf --tsa TSA";

#[test]
fn what_was_extended_and_time_stamped_is_told_to_programs() {
    let town = Town::new(true);
    let tell = |arguments: &str| -> Value {
        let output = town.paraph(arguments);
        assert!(output.status.success(), "{arguments}: {}", said(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let key = "--key key.pem --cert chain.pem --trust root.pem --crl root.crl --json";
    let signed = tell(&format!("sign {key} --level b-lta --tsa TSA --in in.pdf --out lta.pdf"));
    assert_eq!(
        (&signed["made"]["level"], &signed["made"]["time_source"]),
        (&"PAdES-B-LTA".into(), &"timestamp".into())
    );
    let told = tell(&format!("sign {key} --level b-t --tsa TSA --in in.pdf --out t.pdf"));
    assert_eq!(told["made"]["level"], "PAdES-B-T");
    let told = tell("extend --to b-lt --trust root.pem --crl root.crl --json --in t.pdf --out lt.pdf");
    assert_eq!((&told["made"], &told["signatures"][0]["level"]), (&Value::Null, &"PAdES-B-LT".into()));
    let told =
        tell("extend --to b-lta --tsa TSA --trust root.pem --crl root.crl --json --in lt.pdf --out lta.pdf");
    assert_eq!(
        (&told["made"]["kind"], &told["made"]["level"]),
        (&"document_timestamp".into(), &"DOC-TIMESTAMP".into())
    );
    assert_eq!(told["signatures"][0]["level"], "PAdES-B-LTA");
    let told = tell("timestamp --tsa TSA --json --in in.pdf --out stamped.pdf");
    assert_eq!((&told["made"]["field"], &told["output"]), (&"Timestamp1".into(), &"stamped.pdf".into()));
    assert!(told["made"]["time"].is_string(), "{told:#}");
}

#[test]
fn a_file_signed_at_the_archive_level_needs_nobody_any_more() {
    let town = Town::new(true);
    town.paraph_ok(&format!("{SIGN} --level b-lta --trust root.pem --crl root.crl"));
    for more in ["", " --revocation required"] {
        let (code, report) = town.report("out.pdf", more);
        assert_eq!(code, Some(0), "{report:#}");
        assert_eq!(report["missing"], Value::Array(Vec::new()));
        assert_eq!(report["signatures"].as_array().unwrap().len(), 2);
    }
    assert_eq!(town.level("out.pdf"), "PAdES-B-LTA");
}

#[test]
fn a_file_is_lifted_step_by_step_and_renewed() {
    let town = Town::new(true);
    town.paraph_ok(&format!("{SIGN} --level b-t"));
    assert_eq!(town.level("out.pdf"), "PAdES-B-T");
    let (code, report) = town.report("out.pdf", " --revocation required");
    assert_eq!((code, &report["signatures"][0]["sub_indication"]), (Some(1), &"TRY_LATER".into()));
    assert_eq!(report["missing"].as_array().unwrap().len(), 3, "{report:#}");
    town.paraph_ok("extend --to b-lt --trust root.pem --crl root.crl --in out.pdf --out lt.pdf");
    assert_eq!(town.level("lt.pdf"), "PAdES-B-LT");
    // Everything is in the file, so nobody has to be asked but for the time.
    town.paraph_ok("extend --to b-lta --tsa TSA --trust root.pem --offline --in lt.pdf --out lta.pdf");
    assert_eq!(town.level("lta.pdf"), "PAdES-B-LTA");
    town.paraph_ok("extend --to b-lta --tsa TSA --trust root.pem --offline --in lta.pdf --out renewed.pdf");
    let (code, report) = town.report("renewed.pdf", "");
    assert_eq!((code, report["signatures"].as_array().unwrap().len()), (Some(0), 3));
    let first = std::fs::read(town.path("out.pdf")).unwrap();
    assert!(std::fs::read(town.path("renewed.pdf")).unwrap().starts_with(&first));
}

#[cfg(feature = "encryption")]
#[test]
fn an_encrypted_file_reaches_every_level() {
    let keys = locked::Keys { user: "", owner: "writer" };
    for lock in [&locked::LOCKS[1], &locked::LOCKS[4], locked::AES_256] {
        let town = Town::new(true);
        let base = std::fs::read(town.path("in.pdf")).unwrap();
        let Some(encrypted) = lock.close(&base, keys, &[]) else { return };
        town.write("in.pdf", &encrypted);
        town.paraph_ok(&format!("{SIGN} --level b-t"));
        assert_eq!(town.level("out.pdf"), "PAdES-B-T");
        town.paraph_ok("extend --to b-lt --trust root.pem --crl root.crl --in out.pdf --out lt.pdf");
        town.paraph_ok("extend --to b-lta --tsa TSA --trust root.pem --offline --in lt.pdf --out lta.pdf");
        town.paraph_ok("timestamp --tsa TSA --in lta.pdf --out stamped.pdf");
        assert_eq!(town.level("stamped.pdf"), "PAdES-B-LTA");
        let (code, report) = town.report("stamped.pdf", " --revocation required");
        assert_eq!((code, report["signatures"].as_array().unwrap().len()), (Some(0), 3), "{report:#}");
        assert_eq!(report["warnings"], Value::Array(Vec::new()), "{} {:?}", lock.name, lock.version);
        let stamped = std::fs::read(town.path("stamped.pdf")).unwrap();
        assert!(stamped.starts_with(&encrypted));
        assert!(locked::qpdf(&stamped, &["--password=writer", "--decrypt"]).is_some());
    }
}

#[test]
fn a_level_that_is_not_reached_is_named_and_nothing_is_written() {
    let town = Town::new(false);
    let lacks = "words about the revocation of Ada Lovelace";
    town.refuses(&format!("{SIGN} --level b-lt --trust root.pem --crl root.crl"), lacks);
    town.refuses(&format!("{SIGN} --level b-lt --trust root.pem --crl root.crl"), "answered with status 404");
    town.paraph_ok(&format!("{SIGN} --level b-t"));
    std::fs::rename(town.path("out.pdf"), town.path("signed.pdf")).unwrap();
    town.refuses("extend --to b-lt --trust root.pem --offline --in signed.pdf --out out.pdf", lacks);
    town.refuses("extend --to b-lt --trust root.pem --in in.pdf --out out.pdf", "carries no signature");
    town.refuses("extend --to b-lt --trust in.pdf --in signed.pdf --out out.pdf", "no certificate");
    town.refuses("timestamp --tsa http://127.0.0.1:1/ --in in.pdf --out out.pdf", "could not be asked");
    // Who looks is told what is missing, and where it may be had.
    let output = town.paraph("verify signed.pdf --trust root.pem");
    let words =
        "Nothing is known about the revocation of Ada Lovelace (--crl, --ocsp). It names http://127.0.0.1:";
    assert!(said(&output).contains(words), "{}", said(&output));
}

#[test]
fn any_pdf_may_be_time_stamped() {
    let town = Town::new(true);
    town.paraph_ok("timestamp --tsa TSA --in in.pdf --out out.pdf");
    let (code, report) = town.report("out.pdf", "");
    assert_eq!(code, Some(0), "{report:#}");
    assert_eq!(report["signatures"][0]["kind"], "document_timestamp");
}

/// pyHanko signs at every level, with time-stamps and revocation lists of ours; we find each of its files good.
#[test]
fn what_pyhanko_signs_with_our_authorities_holds_at_every_level() {
    let town = Town::new(true);
    let settings = "validation-contexts:\n  town:\n    trust: root.pem\n    trust-replace: true\n    other-certs: issuing.pem\n";
    town.write("pyhanko.yml", settings.as_bytes());
    let stamps = format!("--timestamp-url {}/tsa", town.address);
    let data = format!("{stamps} --with-validation-info --validation-context town");
    for (level, more) in [
        ("PAdES-B-B", String::new()),
        ("PAdES-B-T", stamps),
        ("PAdES-B-LT", data.clone()),
        ("PAdES-B-LTA", format!("{data} --use-pades-lta")),
    ] {
        let key = "--no-pass --key key.pem --cert leaf.pem --chain issuing.pem";
        let arguments = format!("sign addsig --field Sig1 --use-pades {more} pemder {key} in.pdf theirs.pdf");
        let mut command = Command::new("pyhanko");
        let Ok(output) = command.current_dir(&town.folder).args(arguments.split_whitespace()).output() else {
            return needs::missing("pyhanko");
        };
        assert!(output.status.success(), "{level}: {}", said(&output));
        let (code, report) = town.report("theirs.pdf", "");
        assert_eq!(code, Some(0), "{level}: {report:#}");
        assert_eq!(town.level("theirs.pdf"), level);
    }
}
