//! Documents as other programs write them: each is certified, filled in, signed and sealed. What was there stays byte for byte
//! and looks the same, and poppler and qpdf are content.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod judges;
#[path = "../../paraph-pdf/tests/sample/mod.rs"]
mod sample;
mod scene;

use std::path::{Path, PathBuf};
use std::process::Command;

use judges::{assert_judged_valid, run};
use paraph_pades::appearance::{Appearance, Mark};
use paraph_pades::form::geometry::{ShownRectangle, to_user_space};
use paraph_pades::form::{FieldKind, FieldPlacement, FieldValue, Requirement, Value};
use paraph_pades::sign::{Act, Request, SignatureField};
use paraph_pades::validate::{ValidationContext, validate};
use paraph_pdf::Document;
use sample::{SHAPES, Sample};
use scene::{Scene, now};

const PAGE: &str = "<html lang=en><title>Contract</title><style>h1{break-before:page}</style><body><p>Parties: Łukasz &amp; Zoë
<h1>Second page</h1><p>مرحبا 契約 Ελληνικά</p><form><input value=form><input type=checkbox></form></body></html>";

/// A folder with one document in it, `in.pdf`.
struct Workshop {
    folder: tempfile::TempDir,
}

impl Workshop {
    fn new() -> Self {
        let workshop = Self { folder: tempfile::tempdir().unwrap() };
        let base = Sample { pages: 2, ..Sample::of(SHAPES.into_iter().next_back().unwrap()) };
        std::fs::write(workshop.path("in.pdf"), base.bytes()).unwrap();
        std::fs::write(workshop.path("page.html"), PAGE).unwrap();
        workshop
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What a program makes of it, as `out.pdf`. None if the program is not here.
    fn made(&self, program: &str, arguments: &str) -> Option<Vec<u8>> {
        let out = self.path("out.pdf");
        let _gone = std::fs::remove_file(&out);
        let mut command = Command::new(program);
        let started = command.current_dir(&self.folder).args(arguments.split(' ')).output();
        if started.is_err() {
            // Says so, or fails where everything was asked for.
            let none = run(program, &[]);
            assert!(none.is_none());
            return None;
        }
        let bytes = std::fs::read(&out);
        Some(bytes.unwrap_or_else(|error| panic!("{program} {arguments}: {error}: {started:?}")))
    }
}

fn fields(base: &[u8]) -> Vec<FieldPlacement> {
    let document = Document::open(base).unwrap();
    let page = document.current().pages().unwrap().next().unwrap().unwrap();
    let place = |name: &str, kind, top| FieldPlacement {
        name: name.to_owned(),
        page: 0,
        rectangle: to_user_space(&page, ShownRectangle { left: 10.0, top, width: 30.0, height: 6.0 }),
        kind,
        tooltip: name.to_owned(),
        required: Requirement::Required,
    };
    vec![
        place("signature", FieldKind::Signature { locks: vec!["text".to_owned(), "tick".to_owned()] }, 60.0),
        place("text", FieldKind::Text, 70.0),
        place("tick", FieldKind::Tick, 80.0),
    ]
}

/// Certified, filled in and signed, sealed.
fn closed(scene: &Scene, base: &[u8]) -> Vec<u8> {
    let certify = Act::Certify { fields: fields(base) };
    let request = scene.request(certify, SignatureField::NewInvisible("sent".to_owned()));
    let certified = scene.sign(base, &request);
    let value = |field: &str, value| FieldValue { field: field.to_owned(), value };
    let values = vec![value("text", Value::Text("Łódź".to_owned())), value("tick", Value::Ticked)];
    let field = SignatureField::Existing("signature".to_owned());
    let appearance = Appearance { mark: Some(Mark::Typed("Ada".to_owned())), caption: Vec::new() };
    let request = Request { appearance: Some(appearance), ..scene.request(Act::Approve { values }, field) };
    let signed = scene.sign(&certified, &request);
    scene.sign(&signed, &scene.request(Act::Seal, SignatureField::NewInvisible("seal".to_owned())))
}

fn check(scene: &Scene, what: &str, base: &[u8]) {
    let closed = closed(scene, base);
    assert!(closed.starts_with(base), "{what}");
    assert_judged_valid(&closed, 3);
    let document = Document::open(closed.as_slice()).unwrap();
    let anchors = vec![scene.authority.root.certificate().clone()];
    let report = validate(&document, &ValidationContext::new(anchors, now())).unwrap();
    assert!(report.passed() && report.signatures.len() == 3, "{what}: {report:#?}");
    assert_looks_the_same(what, base, &closed);
}

/// The second page carries no field: not one pixel of it differs.
fn assert_looks_the_same(what: &str, base: &[u8], closed: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let drawn = |name: &str, bytes: &[u8]| -> Option<Vec<u8>> {
        let (from, to) = (folder.path().join(name), folder.path().join(format!("{name}-drawn")));
        std::fs::write(&from, bytes).unwrap();
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        let arguments = ["-r", "60", "-f", "2", "-l", "2", "-singlefile", "-png", &text(&from), &text(&to)];
        run("pdftoppm", &arguments)?;
        Some(std::fs::read(to.with_extension("png")).unwrap())
    };
    let (Some(before), Some(after)) = (drawn("before", base), drawn("after", closed)) else { return };
    assert!(before == after, "{what}: the second page looks different");
}

#[test]
fn what_qpdf_writes_in_all_its_ways_is_closed() {
    let (scene, workshop) = (Scene::new(), Workshop::new());
    for way in [
        "--object-streams=generate",
        "--object-streams=disable",
        "--linearize",
        "--linearize --object-streams=disable",
        "--qdf",
        "--force-version=1.3 --object-streams=disable",
        "--force-version=2.0",
        "--stream-data=uncompress",
        "--rotate=90 --flatten-rotation",
        "--rotate=270",
        "--newline-before-endstream",
    ] {
        let Some(base) = workshop.made("qpdf", &format!("{way} in.pdf out.pdf")) else { return };
        check(&scene, &format!("qpdf {way}"), &base);
    }
}

#[test]
fn what_mupdf_writes_in_all_its_ways_is_closed() {
    let (scene, workshop) = (Scene::new(), Workshop::new());
    for way in ["", "-z ", "-gggg ", "-a -d ", "-c -s "] {
        let Some(base) = workshop.made("mutool", &format!("clean {way}in.pdf out.pdf")) else { return };
        check(&scene, &format!("mutool clean {way}"), &base);
    }
}

#[test]
fn what_cairo_and_poppler_write_is_closed() {
    let (scene, workshop) = (Scene::new(), Workshop::new());
    for (program, arguments) in [("pdftocairo", "-pdf in.pdf out.pdf"), ("pdfunite", "in.pdf in.pdf out.pdf")]
    {
        let Some(base) = workshop.made(program, arguments) else { return };
        check(&scene, program, &base);
    }
}

#[test]
fn what_a_browser_prints_is_closed() {
    let (scene, workshop) = (Scene::new(), Workshop::new());
    let arguments = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --user-data-dir=profile --no-pdf-header-footer --print-to-pdf=out.pdf page.html";
    let Some(base) = workshop.made("chromium", arguments) else { return };
    check(&scene, "chromium", &base);
}
