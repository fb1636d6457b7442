//! Makes small PDFs with forms of every kind, object by object.

use std::fmt::Write as _;

/// The numbers of the first objects of every document.
pub(crate) const HELVETICA: u32 = 3;
pub(crate) const PAGE: u32 = 4;
/// The first number that is free.
pub(crate) const FIRST: u32 = 6;

/// A document of one page with "Contract" on it.
#[derive(Clone, Default)]
pub(crate) struct Maker {
    /// Further entries of the catalogue.
    pub(crate) catalog: String,
    /// Further entries of the form; there is none without fields and entries.
    pub(crate) form: String,
    /// What `/Fields` lists.
    pub(crate) fields: String,
    /// Further entries of the page; `/Annots` among them.
    pub(crate) page: String,
    /// The page's content; a line of text where this is empty.
    pub(crate) content: String,
    /// Further objects, from [`FIRST`] on.
    pub(crate) objects: Vec<String>,
}

impl Maker {
    /// Adds an object; its number.
    pub(crate) fn add(&mut self, body: impl Into<String>) -> u32 {
        self.objects.push(body.into());
        FIRST + u32::try_from(self.objects.len()).unwrap() - 1
    }

    /// Adds a look of 200 by 20 that draws `content` with Helvetica as `/Helv`.
    pub(crate) fn look(&mut self, content: &str) -> u32 {
        self.stream(
            &format!(
                "/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</Helv {HELVETICA} 0 R>>>>"
            ),
            content,
        )
    }

    pub(crate) fn stream(&mut self, entries: &str, content: &str) -> u32 {
        self.add(format!("<<{entries}/Length {}>>\nstream\n{content}\nendstream", content.len()))
    }

    /// Adds a field that is its own widget, lists it in the form and on the page.
    pub(crate) fn field(&mut self, entries: &str) -> u32 {
        let row = 700 - 40 * i32::try_from(self.objects.len()).unwrap();
        let field = self.add(format!(
            "<</Type/Annot/Subtype/Widget/F 4/Rect[100 {row} 300 {}]/DA(/Helv 12 Tf 0 g){entries}>>",
            row + 20
        ));
        let _ = write!(self.fields, "{field} 0 R ");
        self.page = format!("/Annots[{}]", self.fields);
        field
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let form = if self.fields.is_empty() && self.form.is_empty() {
            String::new()
        } else {
            format!("/AcroForm<</DA(/Helv 0 Tf 0 g)/Fields[{}]{}>>", self.fields, self.form)
        };
        let content =
            if self.content.is_empty() { "BT /F1 20 Tf 72 770 Td (Contract) Tj ET" } else { &self.content };
        let mut all = vec![
            format!("<</Type/Catalog/Pages 2 0 R{form}{}>>", self.catalog),
            format!("<</Type/Pages/Count 1/Kids[{PAGE} 0 R]/Resources<</Font<</F1 {HELVETICA} 0 R>>>>>>"),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
            format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R{}>>", self.page),
            format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
        ];
        all.extend(self.objects.iter().cloned());
        assemble(&all)
    }
}

/// A file of these objects, numbered from 1; the first is the catalogue.
pub(crate) fn assemble(objects: &[String]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut offsets = Vec::new();
    for (index, body) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend_from_slice(format!("{} 0 obj\n{body}\nendobj\n", index + 1).as_bytes());
    }
    let start = out.len();
    out.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    for offset in offsets {
        out.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
    }
    let end = format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    out.extend_from_slice(end.as_bytes());
    out
}
