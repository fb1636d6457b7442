//! What an upload brings along cannot change after it is sent: fields become part of their pages and look as they did, or they are
//! locked; the last signature closes the document. Judged by poppler, MuPDF and pyHanko.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod closing;
#[path = "../scene/evidence.rs"]
mod evidence;
mod fields;
#[path = "../judges/mod.rs"]
mod judges;
mod lists;
mod maker;
#[path = "../scene/mod.rs"]
mod scene;

use judges::run;
use paraph_pades::freeze::{Account, Frozen, freeze};
use paraph_pdf::Document;

/// The document as it is when frozen, and what became of its fields.
fn frozen(bytes: &[u8]) -> (Vec<u8>, Account) {
    let document = Document::open(bytes).unwrap();
    let Frozen { account, tail } = freeze(&document).unwrap();
    let whole = [bytes, &tail.unwrap_or_default()].concat();
    (whole, account)
}

/// Both readers of other makers draw the same pixels before and after, and qpdf finds nothing wrong.
fn assert_looks_alike(before: &[u8], after: &[u8]) {
    assert_looks_alike_in(&["MuPDF", "poppler"], before, after);
}

fn assert_looks_alike_in(readers: &[&str], before: &[u8], after: &[u8]) {
    let directory = tempfile::tempdir().unwrap();
    let mut seen: Vec<[Vec<u8>; 2]> = Vec::new();
    for (name, bytes) in [("before", before), ("after", after)] {
        let path = directory.path().join(format!("{name}.pdf"));
        std::fs::write(&path, bytes).unwrap();
        let path = path.to_str().unwrap();
        let drawn = directory.path().join(format!("{name}-mupdf.ppm"));
        let Some(said) = run("mutool", &["draw", "-r", "100", "-o", drawn.to_str().unwrap(), path, "1"])
        else {
            return;
        };
        assert!(said.content && !said.text.contains("error"), "{}", said.text);
        let start = directory.path().join(format!("{name}-poppler"));
        run("pdftoppm", &["-r", "100", "-f", "1", "-l", "1", "-singlefile", path, start.to_str().unwrap()]);
        let poppler = directory.path().join(format!("{name}-poppler.ppm"));
        seen.push([std::fs::read(drawn).unwrap(), std::fs::read(poppler).unwrap()]);
        if let Some(said) = run("qpdf", &["--check", path]) {
            assert!(said.content && !said.text.contains("WARNING"), "qpdf: {}", said.text);
        }
    }
    let [before, after] = seen.as_slice() else { return };
    for (reader, (before, after)) in ["MuPDF", "poppler"].iter().zip(before.iter().zip(after)) {
        if !readers.contains(reader) {
            continue;
        }
        assert_eq!(before.len(), after.len());
        let differing = before.iter().zip(after).filter(|(one, other)| one.abs_diff(**other) > 48).count();
        assert!(differing < 12, "{reader} draws {differing} values otherwise");
    }
}

/// What poppler reads on the first page.
fn text(bytes: &[u8]) -> Option<String> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("shown.pdf");
    std::fs::write(&path, bytes).unwrap();
    Some(run("pdftotext", &["-layout", path.to_str().unwrap(), "-"])?.text)
}

/// No field, no widget and no action is left.
fn assert_nothing_to_fill_in(bytes: &[u8]) {
    let document = Document::open(bytes).unwrap();
    let view = document.current();
    assert!(view.fields().unwrap().is_empty());
    assert!(!view.catalog().unwrap().contains(b"AcroForm"));
    for page in view.pages().unwrap() {
        for annotation in view.array(&page.unwrap().dictionary, b"Annots").unwrap() {
            let annotation = view.resolve(&annotation).unwrap();
            assert!(!annotation.as_dictionary().unwrap().has_name(b"Subtype", b"Widget"));
        }
    }
}

fn names(of: &std::collections::BTreeSet<String>) -> Vec<&str> {
    of.iter().map(String::as_str).collect()
}
