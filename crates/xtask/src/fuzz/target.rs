//! One target for each parser of bytes from outside: it must come back, with or without an error, whatever it is given.

use std::sync::OnceLock;

use aws_lc_rs::rand::SystemRandom;
use jiff::Timestamp;
use paraph_pades::validate::{ValidationContext, validate};
use paraph_pdf::{Document, Object, View};
use paraph_pki::cms::SignedData;
use paraph_pki::timestamp::{Request, Token};
use paraph_pki::{Certificate, DigestAlgorithm, DistinguishedName, PrivateKey, PublicKey, RevocationList};
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
pub const TARGETS: [Target; 15] = [
    over_documents("pdf_file", pdf_file),
    over_documents("validation", validation),
    over("pdf_object", pdf_object),
    over("pdf_filter", pdf_filter),
    over("pdf_object_stream", pdf_object_stream),
    over("ber", ber),
    over("cms", cms),
    over("timestamp", timestamp),
    over("certificate", certificate),
    over("revocation_list", revocation_list),
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
    let Ok(document) = Document::open(input.to_vec()) else { return };
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
    let Ok(document) = Document::open(input) else { return };
    let _report = validate(&document, &ValidationContext { anchors: Vec::new(), now: Timestamp::UNIX_EPOCH });
}

/// One object, in a file that is otherwise right.
pub fn pdf_object(input: &[u8]) {
    pdf_file(&document_with(input));
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
    pdf_file(&document_with(&[head.as_bytes(), content, b"\nendstream"].concat()));
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

/// A small file of one page whose object 4 is what is given.
fn document_with(object: &[u8]) -> Vec<u8> {
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
    file.extend(format!("{table}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n").bytes());
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

/// A private key, a public key, a key file, a token and a password, binary or as text.
pub fn key(input: &[u8]) {
    let _read = PrivateKey::from_pkcs8_der(input);
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
}

/// The place and the key the seeds were sealed for.
fn place() -> Place<'static> {
    Place::new("fuzz", "seed", "content")
}

fn fixed_key() -> Option<&'static Key> {
    static KEY: OnceLock<Option<Key>> = OnceLock::new();
    KEY.get_or_init(|| Key::from_key_file(include_str!("../../../../fuzz/seeds/key/vault.key")).ok()).as_ref()
}
