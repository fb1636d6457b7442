//! Writes small PDFs object by object, appends revisions to them and signs them: full control over every byte.

#[path = "blocks.rs"]
mod blocks;
#[path = "export.rs"]
mod export;

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use jiff::Timestamp;
use paraph_pades::validate::{Drawn, Report, ValidationContext, validate};
use paraph_pdf::Document;
use paraph_pki::authority::{Authority, Owner};
use paraph_pki::cms::SignedAttributes;
use paraph_pki::timestamp::{INSTANCE_POLICY, Request, Responder};
use paraph_pki::{Certificate, DigestAlgorithm, KeyKind};

/// Space for a signature, in bytes.
pub(crate) const SPACE: usize = 6_000;

/// One authority for all tests: its root is the trust anchor.
pub(crate) static AUTHORITY: LazyLock<Authority> = LazyLock::new(|| {
    let owner = Owner { organization: "Test", country: None };
    Authority::create(owner, KeyKind::P256, "2026-01-01T00:00:00Z".parse().unwrap(), &SystemRandom::new())
        .unwrap()
});

/// Objects of a document with three fields to fill in, two to sign, and a comment.
pub(crate) const OBJECTS: &[(u32, &str)] = &[
    (1, "<< /Type /Catalog /Pages 2 0 R /AcroForm 4 0 R >>"),
    (2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
    (3, PAGE),
    (
        4,
        "<< /Fields [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R] /SigFlags 3 /DA (/F1 10 Tf) /DR << /Font << /F1 6 0 R >> >> >>",
    ),
    (5, "<< /Length 43 >>\nstream\nBT /F1 12 Tf 72 720 Td (The contract) Tj ET\nendstream"),
    (6, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"),
    (7, "<< /Title (Contract) >>"),
    (10, NAME_FIELD),
    (11, "<< /Type /Annot /Subtype /Widget /FT /Tx /T (place) /Rect [72 560 300 580] /P 3 0 R /F 4 >>"),
    (
        12,
        "<< /Type /Annot /Subtype /Widget /FT /Btn /T (agree) /Rect [72 520 84 532] /P 3 0 R /F 4 /AS /Off /AP << /N << /Yes 21 0 R /Off 22 0 R >> >> >>",
    ),
    (13, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (buyer) /Rect [72 300 200 360] /P 3 0 R /F 132 >>"),
    (14, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (seller) /Rect [300 300 428 360] /P 3 0 R /F 132 >>"),
    (15, "<< /Type /Annot /Subtype /Text /Rect [500 700 520 720] /Contents (A remark) /P 3 0 R >>"),
    (20, "<< /Type /XObject /Subtype /Form /BBox [0 0 228 20] /Length 0 >>\nstream\n\nendstream"),
    (21, "<< /Type /XObject /Subtype /Form /BBox [0 0 12 12] /Length 12 >>\nstream\n0 0 12 12 re\nendstream"),
    (22, "<< /Type /XObject /Subtype /Form /BBox [0 0 12 12] /Length 0 >>\nstream\n\nendstream"),
];
pub(crate) const PAGE: &str = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 6 0 R >> >> /Annots [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 15 0 R] >>";
pub(crate) const NAME_FIELD: &str = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /Rect [72 600 300 620] /P 3 0 R /F 4 /AP << /N 20 0 R >> >>";

/// A document being written.
#[derive(Clone)]
pub(crate) struct Maker {
    pub(crate) bytes: Vec<u8>,
    pub(crate) previous: Option<usize>,
    pub(crate) size: u32,
    pub(crate) root: u32,
}

/// How a signature is to be made.
pub(crate) struct Signing {
    pub(crate) field: u32,
    pub(crate) value: u32,
    /// More keys of the signature dictionary.
    pub(crate) extra: String,
    /// More keys of the field.
    pub(crate) field_extra: String,
    /// Other objects of the same revision.
    pub(crate) with: Vec<(u32, String)>,
    pub(crate) timestamped_at: Option<Timestamp>,
}

impl Signing {
    pub(crate) fn buyer() -> Self {
        Self::of(13, 30)
    }

    pub(crate) fn seller() -> Self {
        Self::of(14, 40)
    }

    pub(crate) fn of(field: u32, value: u32) -> Self {
        let (extra, field_extra) = (String::new(), String::new());
        Self { field, value, extra, field_extra, with: Vec::new(), timestamped_at: None }
    }

    /// Certifies the document with a permission.
    pub(crate) fn certify(mut self, permission: u8) -> Self {
        self.extra = format!(
            "/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P {permission} /V /1.2 >> >>]"
        );
        let catalog = format!(
            "<< /Type /Catalog /Pages 2 0 R /AcroForm 4 0 R /Perms << /DocMDP {} 0 R >> >>",
            self.value
        );
        self.with.push((1, catalog));
        self
    }

    /// Locks fields as the signature's field says.
    pub(crate) fn lock(mut self, lock: &str) -> Self {
        self.field_extra = format!("/Lock << /Type /SigFieldLock {lock} >>");
        self
    }

    pub(crate) fn timestamped(mut self, at: &str) -> Self {
        self.timestamped_at = Some(at.parse().unwrap());
        self
    }

    pub(crate) fn with(mut self, number: u32, body: &str) -> Self {
        self.with.push((number, body.to_owned()));
        self
    }
}

impl Maker {
    pub(crate) fn new() -> Self {
        let mut maker =
            Self { bytes: b"%PDF-2.0\n%\xE2\xE3\xCF\xD3\n".to_vec(), previous: None, size: 100, root: 1 };
        let objects: Vec<(u32, String)> =
            OBJECTS.iter().map(|(number, body)| (*number, (*body).to_owned())).collect();
        maker.append(&objects, "/Info 7 0 R");
        maker
    }

    /// A revision of these objects.
    pub(crate) fn update(mut self, objects: &[(u32, &str)]) -> Self {
        let objects: Vec<(u32, String)> =
            objects.iter().map(|(number, body)| (*number, (*body).to_owned())).collect();
        self.append(&objects, "/Info 7 0 R");
        self
    }

    /// A revision of one object, byte for byte as given.
    pub(crate) fn rewritten(mut self, number: u32, body: &str) -> Self {
        let place = self.bytes.len();
        self.bytes.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
        self.close(&[(number, place)], "/Info 7 0 R");
        self
    }

    pub(crate) fn append(&mut self, objects: &[(u32, String)], trailer: &str) {
        let mut places = Vec::new();
        for (number, body) in objects {
            places.push((*number, self.bytes.len()));
            let body = with_length(body);
            self.bytes.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
        }
        self.close(&places, trailer);
    }

    /// Cross-references to these places, and the end of the revision.
    pub(crate) fn close(&mut self, places: &[(u32, usize)], trailer: &str) {
        let start = self.bytes.len();
        let mut text = String::from("xref\n0 1\n0000000000 65535 f \n");
        for (number, place) in places {
            text.push_str(&format!("{number} 1\n{place:010} 00000 n \n"));
        }
        let previous = self.previous.map_or(String::new(), |previous| format!("/Prev {previous}"));
        let (size, root) = (self.size, self.root);
        text.push_str(&format!(
            "trailer\n<< /Size {size} /Root {root} 0 R {trailer} {previous} >>\nstartxref\n{start}\n%%EOF\n"
        ));
        self.bytes.extend_from_slice(text.as_bytes());
        self.previous = Some(start);
    }

    /// Signs an empty field in a revision of its own.
    pub(crate) fn sign(mut self, signing: &Signing) -> Self {
        let rectangle = if signing.field == 13 { "72 300 200 360" } else { "300 300 428 360" };
        let name = if signing.field == 13 { "buyer" } else { "seller" };
        let field = format!(
            "<< /Type /Annot /Subtype /Widget /FT /Sig /T ({name}) /Rect [{rectangle}] /P 3 0 R /F 132 /V {} 0 R {} >>",
            signing.value, signing.field_extra
        );
        let mut objects = signing.with.clone();
        objects.push((signing.field, field));
        objects.push((signing.value, signature_dictionary("Sig", "ETSI.CAdES.detached", &signing.extra)));
        self.append(&objects, "/Info 7 0 R");
        let timestamped_at = signing.timestamped_at;
        self.fill(&|digest| message(digest, timestamped_at));
        self
    }

    /// A document time-stamp in a new invisible field.
    pub(crate) fn stamp(self, field: u32, at: &str) -> Self {
        self.stamp_among(&format!("{field} 0 R"), field, at)
    }

    /// As [`Self::stamp`], after others made in fields 200, 202 and so on.
    pub(crate) fn stamp_after(self, field: u32, at: &str) -> Self {
        let fields: Vec<String> = (200..=field).step_by(2).map(|number| format!("{number} 0 R")).collect();
        self.stamp_among(&fields.join(" "), field, at)
    }

    fn stamp_among(mut self, stamps: &str, field: u32, at: &str) -> Self {
        let value = field + 1;
        let at: Timestamp = at.parse().unwrap();
        let fields = format!(
            "<< /Fields [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R {stamps}] /SigFlags 3 /DA (/F1 10 Tf) /DR << /Font << /F1 6 0 R >> >> >>"
        );
        let page = PAGE.replace("15 0 R]", &format!("15 0 R {stamps}]"));
        let objects = [
            (3, page),
            (4, fields),
            (
                field,
                format!(
                    "<< /Type /Annot /Subtype /Widget /FT /Sig /T (stamp{field}) /Rect [0 0 0 0] /P 3 0 R /F 132 /V {value} 0 R >>"
                ),
            ),
            (value, signature_dictionary("DocTimeStamp", "ETSI.RFC3161", "")),
        ];
        self.append(&objects, "/Info 7 0 R");
        self.fill(&|digest| token(digest, at));
        self
    }

    /// Writes the byte range and the message into the last signature dictionary.
    pub(crate) fn fill(&mut self, message: &dyn Fn(&[u8]) -> Vec<u8>) {
        let gap = find_last(&self.bytes, b"/Contents <") + b"/Contents ".len();
        let gap_end = gap + 2 * SPACE + 2;
        let range = format!("[0 {gap} {gap_end} {}]", self.bytes.len() - gap_end);
        let place = find_last(&self.bytes, b"/ByteRange [") + b"/ByteRange ".len();
        self.bytes[place..place + range.len()].copy_from_slice(range.as_bytes());
        self.fill_gap(gap, gap_end, message);
    }

    /// Signs whatever is outside the gap.
    pub(crate) fn fill_gap(&mut self, gap: usize, gap_end: usize, message: &dyn Fn(&[u8]) -> Vec<u8>) {
        let mut hasher = DigestAlgorithm::Sha256.hasher();
        hasher.update(&self.bytes[..gap]);
        hasher.update(&self.bytes[gap_end..]);
        let message = message(&hasher.finish());
        assert!(message.len() <= SPACE, "{} bytes", message.len());
        for (index, byte) in message.iter().enumerate() {
            let place = gap + 1 + 2 * index;
            self.bytes[place..place + 2].copy_from_slice(format!("{byte:02x}").as_bytes());
        }
    }
}

/// Puts the right `/Length` before a stream.
fn with_length(body: &str) -> String {
    let Some((dictionary, rest)) = body.split_once("\nstream\n") else { return body.to_owned() };
    let length = rest.strip_suffix("\nendstream").unwrap().len();
    let (before, after) = dictionary.split_once("/Length ").unwrap();
    let after = after.trim_start_matches(|character: char| character.is_ascii_digit());
    format!("{before}/Length {length}{after}\nstream\n{rest}")
}

/// A signature dictionary with room for its range and value.
pub(crate) fn signature_dictionary(kind: &str, sub_filter: &str, extra: &str) -> String {
    let zeros = "0".repeat(2 * SPACE);
    // The range is written later, with its closing bracket, into the blank behind the opening one.
    let blank = " ".repeat(40);
    format!(
        "<< /Type /{kind} /Filter /Adobe.PPKLite /SubFilter /{sub_filter} /M (D:20260301120000Z) {extra} /ByteRange [{blank}/Contents <{zeros}> >>"
    )
}

pub(crate) fn find_last(bytes: &[u8], needle: &[u8]) -> usize {
    bytes.windows(needle.len()).rposition(|window| window == needle).unwrap()
}

/// A signature by the seal.
pub(crate) fn message(digest: &[u8], timestamped_at: Option<Timestamp>) -> Vec<u8> {
    let random = SystemRandom::new();
    let seal = &AUTHORITY.seal;
    let attributes = SignedAttributes::new(DigestAlgorithm::Sha256, digest, seal.certificate()).unwrap();
    let mut signed = seal.sign(attributes, &random).unwrap();
    if let Some(at) = timestamped_at {
        let imprint = DigestAlgorithm::Sha256.digest(signed.signature());
        signed = signed.with_signature_timestamp(token(&imprint, at));
    }
    signed.to_der().unwrap()
}

/// A time-stamp token over a digest.
pub(crate) fn token(digest: &[u8], at: Timestamp) -> Vec<u8> {
    let random = SystemRandom::new();
    let request = Request::new(DigestAlgorithm::Sha256, digest, &random).unwrap();
    let responder = Responder::new(&AUTHORITY.timestamp, INSTANCE_POLICY, 500).unwrap();
    let response = responder.respond(&request.to_der().unwrap(), at, &random).unwrap();
    request.accept(&response).unwrap().to_der().to_vec()
}

/// What validation says in April 2026, with our root trusted.
pub(crate) fn look(bytes: &[u8]) -> Result<Report, paraph_pades::Error> {
    let outcome = look_at("2026-04-01T00:00:00Z", vec![AUTHORITY.root.certificate().clone()], bytes);
    export::keep(bytes, outcome.as_ref());
    outcome
}

/// The same, with what drawing the pages found for the first signature.
pub(crate) fn look_with(drawn: Drawn, bytes: &[u8]) -> Report {
    let document = Document::open(bytes).unwrap();
    let anchors = vec![AUTHORITY.root.certificate().clone()];
    let now = "2026-04-01T00:00:00Z".parse().unwrap();
    let context = ValidationContext { drawn: vec![drawn], ..ValidationContext::new(anchors, now) };
    validate(&document, &context).unwrap()
}

pub(crate) fn look_at(
    now: &str,
    anchors: Vec<Certificate>,
    bytes: &[u8],
) -> Result<Report, paraph_pades::Error> {
    let document = Document::open(bytes)?;
    let report = validate(&document, &ValidationContext::new(anchors, now.parse().unwrap()))?;
    // Whatever a test looks at, what is told block by block must agree with the verdict.
    report.signatures.iter().for_each(blocks::agree);
    Ok(report)
}
