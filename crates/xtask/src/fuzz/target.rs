//! One target for each parser of bytes from outside: it must come back, with or without an error, whatever it is given.

use std::sync::OnceLock;

use aws_lc_rs::rand::SystemRandom;
use jiff::Timestamp;
use paraph_pades::validate::{ValidationContext, validate};
use paraph_pdf::{Document, Object, Password, View};
use paraph_pki::cms::SignedData;
use paraph_pki::path::{Inputs, RevocationRule};
use paraph_pki::timestamp::{Request, Token};
use paraph_pki::trusted_list::{ListOfLists, Scheme, Terms, TrustedList, qualify};
use paraph_pki::{Certificate, DigestAlgorithm, DistinguishedName, PrivateKey, PublicKey, RevocationList};
use paraph_vault::pin::Pin;
use paraph_vault::{Key, Place, file, token};

/// A parser to be tried.
pub struct Target {
    /// Its name, also that of its file in `fuzz/fuzz_targets`.
    pub name: &'static str,
    /// The folder of `fuzz/seeds` it starts from.
    pub seeds: &'static str,
    /// Whether whole documents of the corpus are seeds too.
    pub reads_documents: bool,
    /// Reads the input.
    pub run: fn(&[u8]),
}

/// Every target.
pub const TARGETS: [Target; 19] = [
    over_documents("pdf_file", pdf_file),
    over_documents("validation", validation),
    over("pdf_object", pdf_object),
    over("pdf_filter", pdf_filter),
    over("pdf_object_stream", pdf_object_stream),
    over("pdf_encryption", pdf_encryption),
    over("ber", ber),
    over("cms", cms),
    over("timestamp", timestamp),
    over("ocsp", ocsp),
    over("path", path),
    over("certificate", certificate),
    over("revocation_list", revocation_list),
    over("trusted_list", trusted_list),
    over("key", key),
    over("pkcs12", pkcs12),
    over("picture", picture),
    over("sealed_file", sealed_file),
    over("sealed_value", sealed_value),
];

/// Objects of a document that are looked at, so that one input stays quick.
const OBJECTS_MAX: usize = 400;

const fn over(name: &'static str, run: fn(&[u8])) -> Target {
    Target { name, seeds: name, reads_documents: false, run }
}

const fn over_documents(name: &'static str, run: fn(&[u8])) -> Target {
    Target { name, seeds: "pdf_file", reads_documents: true, run }
}

/// The picture of a signature, as a signatory uploads it.
pub fn picture(input: &[u8]) {
    let _read = paraph_pades::appearance::Image::decode(input);
}

/// A whole PDF file: its revisions, objects, streams, pages and form fields.
pub fn pdf_file(input: &[u8]) {
    let Ok(document) = Document::unlock(input.to_vec(), None) else { return };
    let _read = document.encryption_findings();
    for index in 0..document.revisions().len() {
        let view = document.at(index);
        for (number, _) in document.changed(index).take(OBJECTS_MAX) {
            look_at(&view, number);
        }
    }
    let view = document.current();
    if let Ok(pages) = view.pages() {
        let _read = pages.take(OBJECTS_MAX).take_while(Result::is_ok).count();
    }
    let _read = view.fields();
}

fn look_at(view: &View<'_>, number: u32) {
    let id = paraph_pdf::ObjectId::new(number);
    let object = view.object(id);
    let _read = view.value_spans(id);
    if let Ok(Object::Stream(stream)) = &object {
        let _read = view.decode(stream);
    }
}

/// A whole PDF file, its signatures validated.
pub fn validation(input: &[u8]) {
    let Ok(document) = Document::unlock(input, None) else { return };
    let _report = validate(&document, &ValidationContext::new(Vec::new(), Timestamp::UNIX_EPOCH));
}

/// One object, in a file that is otherwise right.
pub fn pdf_object(input: &[u8]) {
    pdf_file(&document_with(input, b""));
}

/// The content of a stream behind the filters that the first byte chooses.
pub fn pdf_filter(input: &[u8]) {
    const FILTERS: [&str; 8] = [
        "/FlateDecode",
        "/LZWDecode",
        "/ASCIIHexDecode",
        "/ASCII85Decode",
        "/RunLengthDecode",
        "/FlateDecode /DecodeParms << /Predictor 12 /Columns 5 >>",
        "/LZWDecode /DecodeParms << /EarlyChange 0 /Predictor 2 /Colors 3 >>",
        "[ /ASCII85Decode /FlateDecode ]",
    ];
    let Some((choice, content)) = input.split_first() else { return };
    let filter = FILTERS.get(usize::from(*choice) % FILTERS.len()).copied().unwrap_or_default();
    let head = format!("<< /Filter {filter} /Length {} >>\nstream\n", content.len());
    pdf_file(&document_with(&[head.as_bytes(), content, b"\nendstream"].concat(), b""));
}

/// The content of an object stream that a cross-reference stream points into.
pub fn pdf_object_stream(input: &[u8]) {
    let mut file = b"%PDF-1.7\n".to_vec();
    let at = file.len();
    file.extend(
        format!("4 0 obj\n<< /Type /ObjStm /N 3 /First 16 /Length {} >>\nstream\n", input.len()).bytes(),
    );
    file.extend_from_slice(input);
    file.extend_from_slice(b"\nendstream\nendobj\n");
    let section = file.len();
    let mut rows = vec![0, 0, 0, 255];
    for index in 0..3 {
        rows.extend([2, 0, 4, index]);
    }
    rows.extend([1, 0, at as u8, 0]);
    rows.extend([1, (section >> 8) as u8, section as u8, 0]);
    let head = "5 0 obj\n<< /Type /XRef /Size 6 /W [1 2 1] /Root 1 0 R /Length 24 >>\nstream\n";
    file.extend_from_slice(head.as_bytes());
    file.extend(rows);
    file.extend(format!("\nendstream\nendobj\nstartxref\n{section}\n%%EOF\n").bytes());
    pdf_file(&file);
}

/// An encryption dictionary, in a file that is otherwise right and holds a stream and a string to decrypt.
pub fn pdf_encryption(input: &[u8]) {
    let stream = b"<< /Text (as long as two blocks and one more than that) /Length 48 >>\nstream\n\
        0123456789abcdef0123456789abcdef0123456789abcdef\nendstream";
    let id = b"/ID [<31415926535897932384626433832795> <31415926535897932384626433832795>] /Encrypt ";
    let file = document_with(stream, &[id, input].concat());
    pdf_file(&file);
    let _opened = Document::unlock(file, Some(&Password::new("pass\u{AD}\u{20AC}".as_bytes())));
}

/// A small file of one page whose object 4 is what is given, and so are further entries of its trailer.
fn document_with(object: &[u8], entries: &[u8]) -> Vec<u8> {
    let objects: [&[u8]; 4] = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R >>",
        object,
    ];
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = String::from("xref\n0 5\n0000000000 65535 f \n");
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.extend(format!("{} 0 obj\n", index + 1).bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let at = file.len();
    file.extend(format!("{table}trailer\n<< /Size 5 /Root 1 0 R ").bytes());
    file.extend_from_slice(entries);
    file.extend(format!(" >>\nstartxref\n{at}\n%%EOF\n").bytes());
    file
}

/// BER of any kind.
pub fn ber(input: &[u8]) {
    if let Ok(normalised) = paraph_pki::normalise(input) {
        let again = paraph_pki::normalise(&normalised.der);
        assert!(again.is_ok_and(|again| again.der == normalised.der), "DER is normal already");
    }
}

/// A CMS message, and whether its signers hold.
pub fn cms(input: &[u8]) {
    let Ok(message) = SignedData::parse(input) else { return };
    for signer in message.signers() {
        let _facts = signer.verify(&message, &[0; 32], &[]);
        let _policy = signer.signature_policy();
    }
}

/// A time-stamp token, an answer of an authority, and a request to one.
pub fn timestamp(input: &[u8]) {
    if let Ok(token) = Token::parse(input) {
        let _facts = token.verify(&[0; 32], &[]);
    }
    if let Ok(request) = Request::new(DigestAlgorithm::Sha256, &[0; 32], &SystemRandom::new()) {
        let _token = request.accept(input);
    }
}

/// A question about certificates, and an answer, whole or its inner part alone.
pub fn ocsp(input: &[u8]) {
    if let Ok(request) = paraph_pki::ocsp::Request::from_der(input) {
        let _written = request.to_der();
    }
    if let Ok(response) = paraph_pki::ocsp::Response::from_der(input) {
        let own = response.certificates().first();
        let _found = own.map(|own| (response.find(own, own), response.authorized_by(own)));
    }
    let _read = paraph_pki::ocsp::Response::from_basic_der(input);
}

/// A certification path: records of two bytes of length and so many bytes, the first an anchor, the second the certificate
/// that is judged, the others certificates, revocation lists or responses.
pub fn path(input: &[u8]) {
    let mut records = records(input).into_iter();
    let mut certificate = || records.next().and_then(|bytes| Certificate::from_der(bytes).ok());
    let (Some(anchor), Some(leaf)) = (certificate(), certificate()) else { return };
    let (mut others, mut lists, mut responses) = (Vec::new(), Vec::new(), Vec::new());
    for bytes in records {
        others.extend(Certificate::from_der(bytes));
        lists.extend(RevocationList::from_der(bytes));
        responses.extend(paraph_pki::ocsp::Response::from_der(bytes));
    }
    let anchors = [anchor];
    let time = leaf.validity().not_before;
    let inputs = Inputs {
        revocation_lists: &lists,
        ocsp_responses: &responses,
        known_by: leaf.validity().not_after.max(time),
        revocation: RevocationRule::Require,
        ..Inputs::new(&anchors, &others, time)
    };
    let facts = paraph_pki::path::validate(&leaf, &inputs);
    assert!(!facts.is_valid() || facts.anchor() == anchors.first(), "a path that holds ends at the anchor");
}

fn records(mut input: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    while let Some((length, rest)) = input.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length)).min(rest.len());
        let (record, rest) = rest.split_at(length);
        found.push(record);
        input = rest;
    }
    found
}

/// A certificate, binary or as text, and a name.
pub fn certificate(input: &[u8]) {
    let _read = DistinguishedName::from_der(input);
    if let Ok(text) = std::str::from_utf8(input) {
        let _read = Certificate::from_pem(text);
        let _read = Certificate::all_from_pem(text);
    }
    if let Ok(certificate) = Certificate::from_der(input) {
        let _read = certificate.is_signed_by(certificate.public_key());
        assert_eq!(certificate.to_der(), input, "a certificate is kept as it came");
    }
}

/// A list of revoked certificates.
pub fn revocation_list(input: &[u8]) {
    let _read = RevocationList::from_der(input);
}

/// A trusted list: its signature by the one who signed the seeds, and what it says whoever signed it.
pub fn trusted_list(input: &[u8]) {
    static SIGNER: OnceLock<Option<Certificate>> = OnceLock::new();
    let pem = include_str!("../../../../fuzz/seeds/trusted_list/signer.pem");
    let signer = SIGNER.get_or_init(|| Certificate::from_pem(pem).ok()).as_slice();
    let claimed = Scheme::claimed_by(input);
    if let Ok(list) = TrustedList::open(input, signer) {
        assert_eq!(Ok(&list.scheme), claimed.as_ref(), "what was signed is what is there");
        let _said = qualify(&list.signer, &[], list.scheme.issued, std::slice::from_ref(&list));
        let terms = Terms { time: list.scheme.issued, known_sequence: None };
        if let Ok(lists) = ListOfLists::open(signer, &[input], input, terms) {
            let _national = lists
                .open_national(include_bytes!("../../../../fuzz/seeds/trusted_list/national.xml"), terms);
        }
    }
}

/// A private key, a public key, a key file, a token and a password, binary or as text.
pub fn key(input: &[u8]) {
    let _read = PrivateKey::from_pkcs8_der(input);
    let _read = PrivateKey::from_file(input, None);
    let _read = PublicKey::from_info_der(input);
    if let Ok(text) = std::str::from_utf8(input) {
        let _read = PrivateKey::from_pem(text);
        let _read = Key::from_key_file(text);
        let _read = token::Token::parse(text);
        if let Ok(password) = paraph_vault::password::Password::new(text) {
            let _weighed = paraph_vault::password::accept(&password, &["Ada", "ada@firm.example"]);
        }
    }
}

/// A PKCS#12 file under the password of the seeds.
pub fn pkcs12(input: &[u8]) {
    let _read = paraph_pki::pkcs12::open(input, "paraph");
}

/// A sealed file, read to its end.
pub fn sealed_file(input: &[u8]) {
    let Some(key) = fixed_key() else { return };
    let Ok(reader) = file::Reader::open(input.to_vec(), key, place()) else { return };
    let mut buffer = [0; 1000];
    let mut offset = 0;
    while let Ok(count @ 1..) = reader.read_at(offset, &mut buffer) {
        offset += count as u64;
    }
}

/// A sealed value and a wrapped key.
pub fn sealed_value(input: &[u8]) {
    let Some(key) = fixed_key() else { return };
    let _opened = key.open(place(), input);
    let _opened = key.unwrap(place(), input);
    // What is long enough and of the known version costs a derivation, and is opened by a key then, as above.
    if input.len() < 17 || input.first() != Some(&1) {
        let _opened = Pin::new("482917").and_then(|pin| pin.open(place(), input));
    }
}

/// The place and the key the seeds were sealed for.
fn place() -> Place<'static> {
    Place::new("fuzz", "seed", "content")
}

fn fixed_key() -> Option<&'static Key> {
    static KEY: OnceLock<Option<Key>> = OnceLock::new();
    KEY.get_or_init(|| Key::from_key_file(include_str!("../../../../fuzz/seeds/key/vault.key")).ok()).as_ref()
}
