//! What software we did not write says about a file of ours, beside what our own verifier says.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use paraph_pki::Certificate;
use paraph_pki::cms::SignedData;
use tempfile::TempDir;

use super::instance::Instance;

/// A sealed file on disk, with the root certificate it is judged by.
pub(super) struct Sealed {
    folder: TempDir,
    bytes: Vec<u8>,
}

/// A signature as it stands in the file.
struct Found {
    message: Vec<u8>,
    content: Vec<u8>,
    /// Where the message stands, which its own signature cannot cover.
    place: Range<usize>,
    /// Where what it covers ends.
    end: usize,
}

fn run(program: &str, arguments: &[&str]) -> Output {
    Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{program} is needed: {error}"))
}

fn said(output: &Output) -> String {
    format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

impl Sealed {
    pub(super) fn new(instance: &Instance, bytes: Vec<u8>) -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("sealed.pdf"), &bytes).unwrap();
        let root = instance.client().get("/trust/root.pem");
        assert_eq!(root.status, 200);
        std::fs::write(folder.path().join("root.pem"), &root.body).unwrap();
        Self { folder, bytes }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// How many signatures poppler finds valid in a file.
    pub(super) fn poppler_count(bytes: &[u8]) -> usize {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("file.pdf");
        std::fs::write(&path, bytes).unwrap();
        let told = said(&run("pdfsig", &["-nocert", path.to_str().unwrap()]));
        told.matches("Signature Validation: Signature is Valid.").count()
    }

    /// Asks everybody; `count` is how many signatures there must be, and one time-stamp over them all, which poppler finds
    /// but cannot judge.
    pub(super) fn must_convince_everybody(&self, count: usize) {
        self.must_convince_qpdf();
        self.must_convince_pdfsig(count);
        self.must_convince_pyhanko(count);
        self.must_convince_openssl(count);
        self.must_convince_ourselves(count + 1);
    }

    /// The same, on a document that others signed before, whose signatures must have stayed as whole as they were; whom
    /// they trust is not ours to say.
    pub(super) fn must_convince_of_what_we_added(&self, brought: usize, count: usize) {
        self.must_convince_qpdf();
        self.must_convince_pdfsig(brought + count);
        let count = count + 1;
        let output = self.verify(&self.path("sealed.pdf"));
        let told = said(&output);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let signatures = report["signatures"].as_array().unwrap();
        assert_eq!(signatures.len(), brought + count, "{told}");
        let whole = |one: &&serde_json::Value| one["crypto_intact"] == true && one["mdp_ok"] == true;
        assert_eq!(signatures.iter().filter(whole).count(), brought + count, "{told}");
        let passed = signatures.iter().filter(|one| one["indication"] == "TOTAL-PASSED").count();
        assert_eq!(passed, count, "{told}");
    }

    /// The same of a file with one signature of somebody else's making, which carries no time-stamp.
    pub(super) fn must_convince_of_an_untimed_signature(&self) {
        self.must_convince_qpdf();
        self.must_convince_pdfsig(1);
        self.must_convince_pyhanko(1);
        self.must_convince_ourselves(1);
    }

    fn must_convince_qpdf(&self) {
        let output = run("qpdf", &["--check", &self.text("sealed.pdf")]);
        assert!(output.status.success(), "{}", said(&output));
    }

    fn must_convince_pdfsig(&self, count: usize) {
        let told = said(&run("pdfsig", &["-nocert", &self.text("sealed.pdf")]));
        assert_eq!(told.matches("Signature Validation: Signature is Valid.").count(), count, "{told}");
    }

    fn must_convince_pyhanko(&self, count: usize) {
        let root = self.text("root.pem");
        let arguments = ["sign", "validate", "--trust", &root, "--trust-replace", &self.text("sealed.pdf")];
        let output = run("pyhanko", &arguments);
        let told = said(&output);
        assert!(output.status.success(), "{told}");
        let trusted = told.lines().filter(|line| line.contains(":INTACT:TRUSTED")).count();
        assert_eq!(trusted, count, "{told}");
        assert!(!told.contains("UNTRUSTED") && !told.contains("INVALID"), "{told}");
    }

    fn must_convince_openssl(&self, count: usize) {
        let mut found = self.signatures();
        let archive = found.pop().unwrap();
        std::fs::write(self.path("covered.bin"), &archive.content).unwrap();
        self.must_convince_openssl_of_a_time(&archive.message, &[], &self.text("covered.bin"));
        assert_eq!(found.len(), count);
        for one in &found {
            std::fs::write(self.path("message.der"), &one.message).unwrap();
            std::fs::write(self.path("content.bin"), &one.content).unwrap();
            let (message, content, root) =
                (self.text("message.der"), self.text("content.bin"), self.text("root.pem"));
            let named = ["-in", &message, "-content", &content, "-CAfile", &root, "-out", "/dev/null"];
            let output = run(
                "openssl",
                &[&["cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any"][..], &named].concat(),
            );
            assert!(output.status.success(), "{}", said(&output));
            self.must_convince_openssl_of_the_time(&one.message);
        }
    }

    fn must_convince_openssl_of_the_time(&self, message: &[u8]) {
        let message = SignedData::parse(message).unwrap();
        let signer = message.only_signer().unwrap();
        let tokens: Vec<&[u8]> = signer.signature_timestamps().collect();
        assert!(!tokens.is_empty(), "every signature carries a time-stamp");
        std::fs::write(self.path("signature.bin"), signer.signature()).unwrap();
        for token in tokens {
            self.must_convince_openssl_of_a_time(token, message.certificates(), &self.text("signature.bin"));
        }
    }

    fn must_convince_openssl_of_a_time(&self, token: &[u8], others: &[Certificate], data: &str) {
        let carried = SignedData::parse(token).unwrap();
        let chain = carried.certificates().iter().chain(others);
        let chain: String = chain.map(|one| one.to_pem().unwrap()).collect();
        std::fs::write(self.path("token.der"), token).unwrap();
        std::fs::write(self.path("chain.pem"), chain).unwrap();
        let (token, root, chain) = (self.text("token.der"), self.text("root.pem"), self.text("chain.pem"));
        let named = ["-in", &token, "-token_in", "-data", data, "-CAfile", &root, "-untrusted", &chain];
        let output = run("openssl", &[&["ts", "-verify"][..], &named].concat());
        assert!(output.status.success(), "{}", said(&output));
    }

    fn must_convince_ourselves(&self, count: usize) {
        let output = self.verify(&self.path("sealed.pdf"));
        let told = said(&output);
        assert_eq!(output.status.code(), Some(0), "{told}");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let signatures = report["signatures"].as_array().unwrap();
        assert_eq!(signatures.len(), count, "{told}");
        for one in signatures {
            assert_eq!(one["crypto_intact"], true, "{told}");
            assert_eq!(one["signature_valid"], true, "{told}");
            assert_eq!(one["mdp_ok"], true, "{told}");
            assert_eq!(one["indication"], "TOTAL-PASSED", "{told}");
        }
    }

    /// Our own verdict over a file, as the command line gives it.
    fn verify(&self, path: &Path) -> Output {
        let arguments = ["verify", path.to_str().unwrap(), "--json", "--trust", &self.text("root.pem")];
        run(env!("CARGO_BIN_EXE_paraph"), &arguments)
    }

    /// Flips one bit at so many places, spread over the whole file: nobody may be satisfied with what comes out. The seal's
    /// own message is ours alone to refuse, for poppler does not look into what lies beside the signature value in it; so is
    /// what follows the seal, whose time-stamp poppler does not judge.
    pub(super) fn must_not_survive_a_flipped_byte(&self, places: usize) {
        let path = self.path("flipped.pdf");
        let mut signatures = self.signatures();
        let _archive = signatures.pop();
        let count = signatures.len();
        let seal = signatures.pop().unwrap();
        for index in 0..places {
            let at = index * (self.bytes.len() - 1) / (places - 1);
            let mut flipped = self.bytes.clone();
            flipped[at] ^= 0x04;
            std::fs::write(&path, &flipped).unwrap();
            let ours = self.verify(&path);
            assert_ne!(ours.status.code(), Some(0), "byte {at} of {}: {}", self.bytes.len(), said(&ours));
            if !seal.place.contains(&at) && at < seal.end {
                let poppler = said(&run("pdfsig", &["-nocert", path.to_str().unwrap()]));
                let valid = poppler.matches("Signature Validation: Signature is Valid.").count();
                assert!(valid < count, "byte {at} of {}: {poppler}", self.bytes.len());
            }
        }
    }

    /// The signatures, taken out of the file by their byte ranges alone.
    fn signatures(&self) -> Vec<Found> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(at) = find(&self.bytes[from..], b"/ByteRange") {
            from += at + 10;
            let line = String::from_utf8_lossy(&self.bytes[from..from + 80]).into_owned();
            let inside = line.split_once('[').unwrap().1.split_once(']').unwrap().0.to_owned();
            let range: Vec<usize> = inside.split_whitespace().map(|number| number.parse().unwrap()).collect();
            let hexadecimal = &self.bytes[range[1] + 1..range[2] - 1];
            let padded = hex(hexadecimal);
            let content =
                [&self.bytes[range[0]..range[0] + range[1]], &self.bytes[range[2]..range[2] + range[3]]]
                    .concat();
            let message = padded[..der_length(&padded)].to_vec();
            found.push(Found { message, content, place: range[1]..range[2], end: range[2] + range[3] });
        }
        found
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

fn hex(text: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(text).unwrap();
    (0..text.len() / 2)
        .map(|index| u8::from_str_radix(&text[2 * index..2 * index + 2], 16).unwrap())
        .collect()
}

/// The length of the DER value that opens here; zeros follow it.
fn der_length(bytes: &[u8]) -> usize {
    match bytes[1] {
        short @ 0..=0x7f => 2 + usize::from(short),
        long => {
            let count = usize::from(long & 0x7f);
            let length = bytes[2..2 + count].iter().fold(0, |length, byte| length * 256 + usize::from(*byte));
            2 + count + length
        }
    }
}
