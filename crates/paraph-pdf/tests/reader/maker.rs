//! Writes PDFs object by object, with tables or streams of cross-references.

use paraph_pdf::{Document, Error, Object, ObjectId};

/// A file being written.
#[derive(Clone, Default)]
pub(crate) struct Maker {
    pub(crate) bytes: Vec<u8>,
    places: Vec<(u32, usize)>,
    previous: Option<usize>,
}

impl Maker {
    pub(crate) fn new() -> Self {
        Self { bytes: b"%PDF-1.7\n".to_vec(), ..Self::default() }
    }

    /// The smallest document that has a page.
    pub(crate) fn small() -> Self {
        Self::new()
            .object(1, "<< /Type /Catalog /Pages 2 0 R >>")
            .object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
            .object(3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>")
    }

    pub(crate) fn object(mut self, number: u32, body: &str) -> Self {
        self.places.push((number, self.bytes.len()));
        self.bytes.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
        self
    }

    pub(crate) fn stream(mut self, number: u32, dictionary: &str, data: &[u8]) -> Self {
        self.places.push((number, self.bytes.len()));
        let head = format!("{number} 0 obj\n<< {dictionary} /Length {} >>\nstream\n", data.len());
        self.bytes.extend_from_slice(head.as_bytes());
        self.bytes.extend_from_slice(data);
        self.bytes.extend_from_slice(b"\nendstream\nendobj\n");
        self
    }

    /// An entry for an object that is written elsewhere.
    pub(crate) fn place(mut self, number: u32, offset: usize) -> Self {
        self.places.push((number, offset));
        self
    }

    pub(crate) fn raw(mut self, bytes: &[u8]) -> Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// Ends the revision with a table.
    pub(crate) fn table(self, trailer: &str) -> Self {
        let previous = self.previous.map_or(String::new(), |previous| format!("/Prev {previous}"));
        self.table_after(&previous, trailer)
    }

    /// Ends the revision with a table whose `/Prev` is as given.
    pub(crate) fn table_after(mut self, previous: &str, trailer: &str) -> Self {
        let start = self.bytes.len();
        let mut text = String::from("xref\n0 1\n0000000000 65535 f \n");
        for (number, place) in self.places.drain(..) {
            text.push_str(&format!("{number} 1\n{place:010} 00000 n \n"));
        }
        text.push_str(&format!(
            "trailer\n<< /Size 100 /Root 1 0 R {previous} {trailer} >>\nstartxref\n{start}\n%%EOF\n"
        ));
        self.bytes.extend_from_slice(text.as_bytes());
        self.previous = Some(start);
        self
    }

    /// Ends the revision with a cross-reference stream; `inside` are objects in object streams.
    pub(crate) fn xref_stream(self, number: u32, inside: &[(u32, u32, u32)]) -> Self {
        self.xref_stream_with(number, inside, "")
    }

    /// The same, with further entries of its dictionary.
    pub(crate) fn xref_stream_with(mut self, number: u32, inside: &[(u32, u32, u32)], entries: &str) -> Self {
        let start = self.bytes.len();
        let mut rows: Vec<(u32, [u8; 6])> = Vec::new();
        let row = |kind: u8, second: u32, third: u8| {
            let [a, b, c, d] = second.to_be_bytes();
            [kind, a, b, c, d, third]
        };
        self.places.push((number, start));
        for (number, place) in self.places.drain(..) {
            rows.push((number, row(1, u32::try_from(place).unwrap(), 0)));
        }
        for (number, stream, index) in inside {
            rows.push((*number, row(2, *stream, u8::try_from(*index).unwrap())));
        }
        let index: String = rows.iter().map(|(number, _)| format!("{number} 1 ")).collect();
        let data: Vec<u8> = rows.iter().flat_map(|(_, row)| *row).collect();
        let previous = self.previous.map_or(String::new(), |previous| format!("/Prev {previous}"));
        let head = format!(
            "{number} 0 obj\n<< /Type /XRef /Size 100 /Root 1 0 R /W [1 4 1] /Index [{index}] {previous} {entries} /Length {} >>\nstream\n",
            data.len()
        );
        self.bytes.extend_from_slice(head.as_bytes());
        self.bytes.extend_from_slice(&data);
        self.bytes.extend_from_slice(format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n").as_bytes());
        self.previous = Some(start);
        self
    }
}

/// The value of object 9 when it is written like this.
pub(crate) fn read(body: &str) -> Result<Object, Error> {
    let maker = Maker::small().object(9, body).table("");
    Document::open(maker.bytes)?.current().object(ObjectId::new(9))
}

pub(crate) fn open_error(bytes: &[u8]) -> Error {
    match Document::open(bytes) {
        Ok(_) => panic!("the file was opened"),
        Err(error) => error,
    }
}
