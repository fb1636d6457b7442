//! Makes small valid PDFs for tests: every way of writing cross-references, rotated and cropped pages, any size.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::io::Write;

/// How the sample writes its cross-references.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shape {
    #[default]
    Table,
    Stream,
    /// A table, and a stream beside it for what only readers of PDF 1.5 see: here the font (§ 7.5.8.4).
    Hybrid,
    /// A cross-reference stream, and every object that may be in an object stream is.
    ObjectStreams,
}

pub(crate) const SHAPES: [Shape; 4] = [Shape::Table, Shape::Stream, Shape::Hybrid, Shape::ObjectStreams];

/// What to make. Every page shows its number.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) shape: Shape,
    pub(crate) pages: usize,
    pub(crate) rotation: u16,
    /// Further entries of every page dictionary.
    pub(crate) page_entries: String,
    /// Further entries of the catalogue.
    pub(crate) catalog_entries: String,
    /// Incompressible bytes added as a stream.
    pub(crate) payload: usize,
    /// What follows `%%EOF`.
    pub(crate) ending: &'static str,
}

impl Default for Sample {
    fn default() -> Self {
        Self {
            shape: Shape::Table,
            pages: 1,
            rotation: 0,
            page_entries: String::new(),
            catalog_entries: String::new(),
            payload: 0,
            ending: "\n",
        }
    }
}

impl Sample {
    pub(crate) fn of(shape: Shape) -> Self {
        Self { shape, ..Self::default() }
    }

    /// The bytes of the document. The catalogue is object 1, the page tree 2, the font 3, the first page 4.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut plain: Vec<(usize, String)> = Vec::new();
        let mut streams: Vec<(usize, Vec<u8>)> = Vec::new();
        let pages: Vec<usize> = (0..self.pages).map(|index| 4 + 2 * index).collect();
        let kids: Vec<String> = pages.iter().map(|number| format!("{number} 0 R")).collect();
        plain.push((1, format!("<</Type/Catalog/Pages 2 0 R{}>>", self.catalog_entries)));
        plain.push((2, format!("<</Type/Pages/Count {}/Kids[{}]>>", self.pages, kids.join(" "))));
        plain.push((3, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned()));
        for (index, number) in pages.iter().enumerate() {
            plain.push((
                *number,
                format!(
                    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate {}/Contents {} 0 R\
                     /Resources<</Font<</F 3 0 R>>>>{}>>",
                    self.rotation,
                    number + 1,
                    self.page_entries
                ),
            ));
            let text = format!("BT /F 24 Tf 60 760 Td (Page {}) Tj ET", index + 1);
            streams.push((number + 1, text.into_bytes()));
        }
        let mut next = 4 + 2 * self.pages;
        if self.payload > 0 {
            streams.push((next, noise(self.payload)));
            next += 1;
        }
        self.assemble(plain, streams, next)
    }

    fn assemble(&self, plain: Vec<(usize, String)>, streams: Vec<(usize, Vec<u8>)>, next: usize) -> Vec<u8> {
        let mut file = File { out: b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec(), entries: Vec::new(), next };
        file.entries.push((0, 0, 0, 65_535));
        for (number, bytes) in streams {
            file.object(
                number,
                &[format!("<</Length {}>>\nstream\n", bytes.len()).as_bytes(), &bytes, ENDSTREAM],
            );
        }
        let (inside, outside): (Vec<_>, Vec<_>) =
            plain.into_iter().partition(|(number, _)| match self.shape {
                Shape::Table | Shape::Stream => false,
                Shape::Hybrid => *number == FONT,
                Shape::ObjectStreams => true,
            });
        for (number, body) in outside {
            file.object(number, &[body.as_bytes()]);
        }
        if !inside.is_empty() {
            file.object_stream(&inside);
        }
        let mut start = file.out.len();
        match self.shape {
            Shape::Table => file.table(""),
            Shape::Hybrid => {
                let hidden = start;
                file.stream();
                file.entries.push((file.next, 1, hidden, 0));
                file.next += 1;
                start = file.out.len();
                file.table(&format!("/XRefStm {hidden}"));
            }
            Shape::Stream | Shape::ObjectStreams => file.stream(),
        }
        write!(file.out, "startxref\n{start}\n%%EOF{}", self.ending).unwrap();
        file.out
    }
}

const FONT: usize = 3;
const ENDSTREAM: &[u8] = b"\nendstream";
const TRAILER: &str = "/Root 1 0 R/ID[<00112233445566778899AABBCCDDEEFF><00112233445566778899AABBCCDDEEFF>]";

/// A file being written: its bytes, its cross-reference entries (number, type, second and third field), and the
/// next free number.
struct File {
    out: Vec<u8>,
    entries: Vec<(usize, u8, usize, usize)>,
    next: usize,
}

impl File {
    fn object(&mut self, number: usize, body: &[&[u8]]) {
        self.entries.push((number, 1, self.out.len(), 0));
        writeln!(self.out, "{number} 0 obj").unwrap();
        self.out.extend(body.concat());
        self.out.extend(b"\nendobj\n");
    }

    fn object_stream(&mut self, plain: &[(usize, String)]) {
        let (mut heads, mut bodies) = (String::new(), String::new());
        for (index, (number, body)) in plain.iter().enumerate() {
            heads += &format!("{number} {} ", bodies.len());
            bodies += body;
            bodies += " ";
            self.entries.push((*number, 2, self.next, index));
        }
        let (count, first, length) = (plain.len(), heads.len(), heads.len() + bodies.len());
        let head =
            format!("<</Type/ObjStm/N {count}/First {first}/Length {length}>>\nstream\n{heads}{bodies}");
        self.object(self.next, &[head.as_bytes(), ENDSTREAM]);
        self.next += 1;
    }

    /// What lies in streams is hidden from who knows tables alone.
    fn table(&mut self, more: &str) {
        self.entries.sort_unstable();
        self.entries.dedup();
        write!(self.out, "xref\n0 {}\n", self.next).unwrap();
        for (_, kind, offset, generation) in &self.entries {
            match kind {
                1 => writeln!(self.out, "{offset:010} {generation:05} n ").unwrap(),
                _ => writeln!(self.out, "0000000000 65535 f ").unwrap(),
            }
        }
        write!(self.out, "trailer\n<</Size {}{more}{TRAILER}>>\n", self.next).unwrap();
    }

    fn stream(&mut self) {
        self.entries.push((self.next, 1, self.out.len(), 0));
        self.entries.sort_unstable();
        let mut rows = Vec::new();
        for (_, kind, second, third) in &self.entries {
            rows.push(*kind);
            rows.extend(u32::try_from(*second).unwrap().to_be_bytes());
            rows.extend(u16::try_from(*third).unwrap().to_be_bytes());
        }
        let (size, length) = (self.next + 1, rows.len());
        let head = format!("<</Type/XRef/Size {size}/W[1 4 2]{TRAILER}/Length {length}>>\nstream\n");
        let number = self.next;
        writeln!(self.out, "{number} 0 obj").unwrap();
        self.out.extend([head.as_bytes(), &rows, ENDSTREAM, b"\nendobj\n"].concat());
    }
}

/// Bytes no compressor can shorten, the same every time (xorshift).
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend(state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}
