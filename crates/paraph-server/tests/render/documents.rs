//! Small PDFs written by hand: a catalogue, a page tree, and whatever a test puts in.

use std::io::Write as _;

/// The objects of a PDF; number 1 is the catalogue, 2 the page tree, 3 the page, 4 its contents, 5 a font.
pub(crate) struct Objects(pub(crate) Vec<Vec<u8>>);

impl Objects {
    /// One page of 200 by 100 points with the words "Share purchase".
    pub(crate) fn one_page() -> Self {
        let contents = stream("", b"BT /F 10 Tf 20 50 Td (Share purchase) Tj ET");
        Self(vec![
            b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
                .to_vec(),
            contents,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
        ])
    }

    /// The same with another object of a number.
    pub(crate) fn with(mut self, number: usize, object: impl AsRef<[u8]>) -> Self {
        while self.0.len() < number {
            self.0.push(b"null".to_vec());
        }
        self.0[number - 1] = object.as_ref().to_vec();
        self
    }

    /// The same with more in the catalogue.
    pub(crate) fn with_catalog(self, entries: &str) -> Self {
        self.with(1, format!("<< /Type /Catalog /Pages 2 0 R {entries} >>"))
    }

    /// The same with more in the page, which may take the place of its box.
    pub(crate) fn with_page(self, entries: &str) -> Self {
        let media = if entries.contains("/MediaBox") { "" } else { "/MediaBox [0 0 200 100]" };
        self.with(
            3,
            format!(
                "<< /Type /Page /Parent 2 0 R {media} /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> {entries} >>"
            ),
        )
    }

    /// The same with other contents of the page.
    pub(crate) fn with_contents(self, entries: &str, bytes: &[u8]) -> Self {
        self.with(4, stream(entries, bytes))
    }

    /// The bytes of the PDF.
    pub(crate) fn pdf(&self) -> Vec<u8> {
        self.pdf_with_trailer("")
    }

    /// The bytes of the PDF with more in its trailer.
    pub(crate) fn pdf_with_trailer(&self, entries: &str) -> Vec<u8> {
        let mut bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
        let mut offsets = Vec::new();
        for (index, object) in self.0.iter().enumerate() {
            offsets.push(bytes.len());
            writeln!(bytes, "{} 0 obj", index + 1).unwrap();
            bytes.extend(object);
            bytes.extend(b"\nendobj\n");
        }
        let start = bytes.len();
        writeln!(bytes, "xref\n0 {}\n0000000000 65535 f ", offsets.len() + 1).unwrap();
        for offset in &offsets {
            writeln!(bytes, "{offset:010} 00000 n ").unwrap();
        }
        let size = offsets.len() + 1;
        writeln!(bytes, "trailer\n<< /Size {size} /Root 1 0 R {entries} >>\nstartxref\n{start}\n%%EOF")
            .unwrap();
        bytes
    }
}

/// A stream object.
pub(crate) fn stream(entries: &str, bytes: &[u8]) -> Vec<u8> {
    let mut object = format!("<< /Length {} {entries} >>\nstream\n", bytes.len()).into_bytes();
    object.extend(bytes);
    object.extend(b"\nendstream");
    object
}

/// So many bytes of a repeated text, deflated into a small stream.
pub(crate) fn deflated(text: &[u8], bytes: usize) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let block = text.repeat((1 << 20) / text.len() + 1);
    let mut left = bytes;
    while left > 0 {
        let count = left.min(block.len());
        encoder.write_all(&block[..count]).unwrap();
        left -= count;
    }
    encoder.finish().unwrap()
}
