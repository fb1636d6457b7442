//! Files of other makers: they open, every object in every revision is read, or the refusal is a known one.

use std::path::PathBuf;

use paraph_pdf::{Document, Error, Location, ObjectId};

fn corpus() -> Option<PathBuf> {
    let given = std::env::var_os("PARAPH_CORPUS").map(PathBuf::from);
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus"));
    let found = given.or(Some(beside)).filter(|path| path.is_dir());
    if found.is_none() {
        println!("skipped: there is no corpus");
    }
    found
}

#[cfg(feature = "encryption")]
fn open(file: std::fs::File) -> Result<Document<std::fs::File>, Error> {
    Document::unlock(file, None)
}

#[cfg(not(feature = "encryption"))]
fn open(file: std::fs::File) -> Result<Document<std::fs::File>, Error> {
    Document::open(file)
}

#[test]
fn real_signed_files_open_and_all_their_objects_are_read() {
    let Some(corpus) = corpus() else { return };
    let mut refused = Vec::new();
    for entry in std::fs::read_dir(corpus.join("pades")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "pdf") {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let document = match open(std::fs::File::open(&path).unwrap()) {
            Ok(document) => document,
            Err(error) => {
                refused.push(format!("{name}: {error}"));
                continue;
            }
        };
        let pages = document
            .current()
            .pages()
            .unwrap()
            .map(|page| page.unwrap_or_else(|error| panic!("{name}: {error}")));
        assert!(pages.count() > 0, "{name} has pages");
        let fields = document.current().fields().unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(fields.iter().any(|field| field.is_kind(b"Sig")), "{name} has a signature field");
        for index in 0..document.revisions().len() {
            let view = document.at(index);
            for (number, location) in document.changed(index) {
                let generation = match location {
                    Location::InFile { generation, .. } => generation,
                    _ => 0,
                };
                let id = ObjectId { number, generation };
                view.object(id).unwrap_or_else(|error| panic!("{name}: revision {index}: {id}: {error}"));
            }
        }
    }
    refused.sort();
    refused.retain(|line| cfg!(feature = "encryption") || !line.ends_with("the document is encrypted"));
    let known = [
        "esig+dss__3db38c__pdf-signed-corrupted.pdf: no well-formed cross-reference section at byte 150689",
        "esig+dss__40b630__pades-5-signatures-and-1-document-timestamp.pdf: no well-formed cross-reference section at byte 0",
    ];
    assert_eq!(refused, known);
}
