//! Documents of every kind through the real drawing process: what is refused, what is warned of, what is drawn and read,
//! and that whatever a document does, an answer comes.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod appearance;
mod corpus;
mod documents;
mod faithful;
mod fonts;
mod forms;
#[path = "../../../paraph-pades/tests/validate/maker.rs"]
#[expect(dead_code, reason = "the tests of validation use more of it")]
mod maker;
mod process;
mod refused;
mod robust;

use std::path::PathBuf;

use paraph_server::render::{Finding, Inspection, PageLayer, RenderError, Renderer};

/// The drawing process of this crate, built beside the tests.
fn renderer() -> Renderer {
    let tests = std::env::current_exe().unwrap();
    let program: PathBuf = tests.parent().unwrap().parent().unwrap().join("examples/render_worker");
    assert!(program.exists(), "{} is built by `cargo test` of the whole package", program.display());
    Renderer::new(program)
}

/// What came of a document, with the pages that were handed over.
struct Looked {
    inspection: Inspection,
    pages: Vec<(PageLayer, Vec<u8>)>,
}

fn look_with(renderer: &Renderer, document: &[u8]) -> Looked {
    let mut pages = Vec::new();
    let inspection = renderer.inspect(document, document.len() as u64, |number, layer, image| {
        pages.push((layer, image));
        assert_eq!(number as usize, pages.len());
        Ok::<(), RenderError>(())
    });
    Looked { inspection: inspection.unwrap(), pages }
}

fn look(document: &[u8]) -> Looked {
    look_with(&renderer(), document)
}

/// Asserts that a document is refused with exactly this finding first, and that no page of it is shown.
fn check_refused(document: &[u8], expected: &Finding) {
    let looked = look(document);
    assert_eq!(looked.inspection.findings.first(), Some(expected), "{:?}", looked.inspection.findings);
    assert!(expected.is_refusal());
    assert!(looked.pages.is_empty());
}

/// Asserts that a document is shown whole, with exactly these warnings.
fn check_shown(document: &[u8], warnings: &[Finding]) -> Vec<(PageLayer, Vec<u8>)> {
    let looked = look(document);
    assert_eq!(looked.inspection.findings, warnings);
    assert!(!looked.inspection.is_refused());
    assert_eq!(looked.inspection.pages as usize, looked.pages.len());
    looked.pages
}
