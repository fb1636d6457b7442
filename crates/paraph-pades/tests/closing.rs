//! A whole closing on one document: certified with everybody's fields, signed by each in turn, sealed at the end.
//! Every signature stays valid, and pyHanko, which we did not write, finds every change permitted.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod judges;
#[path = "../../paraph-pdf/tests/sample/mod.rs"]
mod sample;
mod scene;

use std::path::Path;

use judges::{assert_judged_valid, run};
use paraph_pades::Error;
use paraph_pades::appearance::{Appearance, Image, Mark, Point, Strokes};
use paraph_pades::form::geometry::{ShownRectangle, to_user_space};
use paraph_pades::form::{FieldKind, FieldPlacement, FieldValue, Requirement, Value};
use paraph_pades::sign::{Act, Level, SignatureField};
use paraph_pades::validate::{ValidationContext, validate};
use paraph_pdf::{Document, Field, Object};
use sample::{SHAPES, Sample};
use scene::{Scene, now};

/// pyHanko trusts our root alone and looks at every signature: whole, valid, trusted, later changes permitted.
fn assert_pyhanko_approves(scene: &Scene, bytes: &[u8], count: usize) {
    let directory = tempfile::tempdir().unwrap();
    let (path, root) = (directory.path().join("signed.pdf"), directory.path().join("root.pem"));
    std::fs::write(&path, bytes).unwrap();
    std::fs::write(&root, scene.authority.root.certificate().to_pem().unwrap()).unwrap();
    let (path, root) = (path.to_str().unwrap(), root.to_str().unwrap());
    let arguments = [
        "sign",
        "validate",
        "--no-revocation-check",
        "--trust",
        root,
        "--trust-replace",
        "--pretty-print",
        path,
    ];
    let Some(said) = run("pyhanko", &arguments) else { return };
    let good = said.text.matches("The signature is judged VALID.").count();
    assert!(said.content && good == count, "pyHanko: {}", said.text);
}

/// Our own validator passes every signature.
fn assert_we_approve(scene: &Scene, bytes: &[u8], count: usize) {
    let document = Document::open(bytes).unwrap();
    let anchors = vec![scene.authority.root.certificate().clone()];
    let report = validate(&document, &ValidationContext::new(anchors, now())).unwrap();
    assert_eq!(report.signatures.len(), count);
    assert!(report.passed(), "{report:#?}");
}

/// MuPDF draws every page without complaint.
fn assert_draws(bytes: &[u8]) {
    let directory = tempfile::tempdir().unwrap();
    let (path, drawn) = (directory.path().join("signed.pdf"), directory.path().join("page-%d.png"));
    std::fs::write(&path, bytes).unwrap();
    let Some(said) = run("mutool", &["draw", "-o", drawn.to_str().unwrap(), path.to_str().unwrap()]) else {
        return;
    };
    let complaints = said.text.replace("warning: ICC support is not available", "");
    assert!(
        said.content && !complaints.contains("warning") && !complaints.contains("error"),
        "{}",
        said.text
    );
    if let Some(keep) = std::env::var_os("PARAPH_KEEP_DRAWINGS") {
        std::fs::create_dir_all(&keep).unwrap();
        for entry in std::fs::read_dir(directory.path()).unwrap() {
            let from = entry.unwrap().path();
            let tag = bytes.len().to_string() + "-" + from.file_name().unwrap().to_str().unwrap();
            std::fs::copy(&from, Path::new(&keep).join(tag)).unwrap();
        }
    }
}

/// Somebody's fields down the left side of the page: signature, mark, date, text, paragraph, tick.
fn fields(base: &[u8], person: &str, page: usize, left: f64) -> Vec<FieldPlacement> {
    let document = Document::open(base).unwrap();
    let shown = document.current().pages().unwrap().nth(page).unwrap().unwrap();
    let name = |kind: &str| format!("{person}-{kind}");
    let own = ["mark", "date", "text", "paragraph", "tick"].map(name).to_vec();
    let kinds = [
        ("signature", FieldKind::Signature { locks: own }, 10.0, 8.0),
        ("mark", FieldKind::Mark, 20.0, 4.0),
        ("date", FieldKind::Date { format: "YYYY-MM-DD".to_owned() }, 26.0, 3.0),
        ("text", FieldKind::Text, 31.0, 3.0),
        ("paragraph", FieldKind::Paragraph, 36.0, 8.0),
        ("tick", FieldKind::Tick, 46.0, 3.0),
    ];
    kinds
        .into_iter()
        .map(|(kind, takes, top, height)| FieldPlacement {
            name: name(kind),
            page,
            rectangle: to_user_space(&shown, ShownRectangle { left, top, width: 30.0, height }),
            kind: takes,
            tooltip: format!("{kind} of {person}"),
            required: if ["text", "tick"].contains(&kind) {
                Requirement::Optional
            } else {
                Requirement::Required
            },
        })
        .collect()
}

fn seal_field(base: &[u8]) -> FieldPlacement {
    let signature = fields(base, "seal", 0, 60.0).remove(0);
    FieldPlacement { kind: FieldKind::Signature { locks: Vec::new() }, ..signature }
}

fn strokes() -> Strokes {
    let wave = (0..60)
        .map(|step| Point { x: f64::from(step) * 3.0, y: 30.0 + 25.0 * (f64::from(step) / 5.0).sin() });
    Strokes::new(vec![wave.collect()]).unwrap()
}

fn picture() -> Image {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 40, 20);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().unwrap();
    let pixels: Vec<u8> =
        (0..800_u32).flat_map(|at| [20, 30, 120, if at % 3 == 0 { 255 } else { 40 }]).collect();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    Image::decode(&bytes).unwrap()
}

fn appearance(mark: Mark) -> Appearance {
    let caption = ["Ada Lovelace", "2026-11-21 10:04 CET", "Signed electronically via Paraph", "7Q2M-4K9D"];
    Appearance { mark: Some(mark), caption: caption.map(str::to_owned).to_vec() }
}

fn values(person: &str) -> Vec<FieldValue> {
    let mark = Appearance { mark: Some(Mark::Typed("A. L.".to_owned())), caption: Vec::new() };
    [
        ("mark", Value::Mark { name: "Ada Lovelace".to_owned(), appearance: mark }),
        ("date", Value::Text("2026-11-21".to_owned())),
        ("text", Value::Text("Société Générale d’Œuvres (Łódź)".to_owned())),
        (
            "paragraph",
            Value::Text("A longer text that is broken into lines.\nAnd a second paragraph ".repeat(4)),
        ),
        ("tick", Value::Ticked),
    ]
    .into_iter()
    .map(|(kind, value)| FieldValue { field: format!("{person}-{kind}"), value })
    .collect()
}

/// The certified document.
fn certified(scene: &Scene, base: &[u8], level: Level) -> Vec<u8> {
    let mut all = fields(base, "buyer", 0, 8.0);
    all.extend(fields(base, "seller", 1, 8.0));
    all.push(seal_field(base));
    let field = SignatureField::NewInvisible("certification".to_owned());
    let mut request = scene.request(Act::Certify { fields: all }, field);
    request.level = level;
    request.name = Some("Example Closing".to_owned());
    request.reason = Some("Sent for signature".to_owned());
    scene.sign(base, &request)
}

fn approved(scene: &Scene, base: &[u8], person: &str, mark: Mark, level: Level) -> Vec<u8> {
    let field = SignatureField::Existing(format!("{person}-signature"));
    let mut request = scene.request(Act::Approve { values: values(person) }, field);
    request.appearance = Some(appearance(mark));
    request.level = level;
    request.name = Some(format!("The {person}"));
    request.location = Some("Paris".to_owned());
    scene.sign(base, &request)
}

fn closed(scene: &Scene, base: &[u8], level: Level) -> Vec<u8> {
    let certified = certified(scene, base, level);
    let once = approved(scene, &certified, "buyer", Mark::Drawn(strokes()), level);
    let twice = approved(scene, &once, "seller", Mark::Image(picture()), level);
    let mut request = scene.request(Act::Seal, SignatureField::Existing("seal-signature".to_owned()));
    request.level = level;
    scene.sign(&twice, &request)
}

fn field(bytes: &[u8], name: &str) -> Field {
    let document = Document::open(bytes).unwrap();
    document.current().fields().unwrap().into_iter().find(|field| field.name == name).unwrap()
}

#[test]
fn a_closing_is_valid_in_every_shape_and_every_change_is_permitted() {
    let scene = Scene::new();
    for shape in SHAPES {
        let base = Sample { pages: 2, ..Sample::of(shape) }.bytes();
        let closed = closed(&scene, &base, Level::BaselineB);
        assert!(closed.starts_with(&base));
        assert_judged_valid(&closed, 4);
        assert_pyhanko_approves(&scene, &closed, 4);
        assert_we_approve(&scene, &closed, 4);
        assert_draws(&closed);
    }
}

#[test]
fn a_closing_with_time_stamps_is_valid() {
    let scene = Scene::new();
    let closed = closed(&scene, &Sample { pages: 2, ..Sample::default() }.bytes(), Level::BaselineT);
    assert_judged_valid(&closed, 4);
    assert_pyhanko_approves(&scene, &closed, 4);
    assert_we_approve(&scene, &closed, 4);
}

#[test]
fn what_may_be_left_empty_is_locked_all_the_same() {
    let scene = Scene::new();
    let certified = certified(&scene, &Sample { pages: 2, ..Sample::default() }.bytes(), Level::BaselineB);
    let empty = |kind: &str| match kind {
        "buyer-tick" => Value::Unticked,
        _ => Value::Text(String::new()),
    };
    let act = |values| Act::Approve { values };
    let left =
        ["buyer-tick", "buyer-text"].map(|name| FieldValue { field: name.to_owned(), value: empty(name) });
    let filled = values("buyer").into_iter().filter(|value| !left.iter().any(|l| l.field == value.field));
    for values in [filled.clone().chain(left.clone()).collect(), filled.collect::<Vec<_>>()] {
        let field = SignatureField::Existing("buyer-signature".to_owned());
        let once = scene.sign(&certified, &scene.request(act(values), field));
        for name in ["buyer-tick", "buyer-text"] {
            assert_eq!(self::field(&once, name).flags & 1, 1, "{name} is read-only");
        }
        assert_judged_valid(&once, 2);
        assert_pyhanko_approves(&scene, &once, 2);
        assert_we_approve(&scene, &once, 2);
    }
}

#[test]
fn a_certified_document_takes_a_seal_that_it_has_no_field_for() {
    let scene = Scene::new();
    let certified = certified(&scene, &Sample { pages: 2, ..Sample::default() }.bytes(), Level::BaselineB);
    let field = SignatureField::NewInvisible("late-seal".to_owned());
    let sealed = scene.sign(&certified, &scene.request(Act::Seal, field));
    assert_judged_valid(&sealed, 2);
    assert_pyhanko_approves(&scene, &sealed, 2);
    assert_we_approve(&scene, &sealed, 2);
}

#[test]
fn pages_that_are_turned_cropped_or_scaled_are_signed_like_any_other() {
    let scene = Scene::new();
    for rotation in [0, 90, 180, 270] {
        let page_entries = "/CropBox[50 60 545 780]/UserUnit 1.5".to_owned();
        let base = Sample { pages: 2, rotation, page_entries, ..Sample::default() }.bytes();
        let closed = closed(&scene, &base, Level::BaselineB);
        assert_judged_valid(&closed, 4);
        assert_draws(&closed);
    }
}

#[test]
fn a_signature_fills_and_locks_the_fields_of_its_signatory_only() {
    let scene = Scene::new();
    let certified = certified(&scene, &Sample { pages: 2, ..Sample::default() }.bytes(), Level::BaselineB);
    let once = approved(&scene, &certified, "buyer", Mark::Typed("Ada".to_owned()), Level::BaselineB);
    let text =
        |name: &str| field(&once, name).value.and_then(|value| value.as_string().map(|text| text.to_text()));
    assert_eq!(text("buyer-date").as_deref(), Some("2026-11-21"));
    assert_eq!(text("buyer-mark").as_deref(), Some("A. L."));
    assert_eq!(text("seller-date"), None);
    let tick = field(&once, "buyer-tick");
    assert!(tick.dictionary.has_name(b"V", b"Yes") && tick.dictionary.has_name(b"AS", b"Yes"));
    for name in ["buyer-mark", "buyer-date", "buyer-text", "buyer-paragraph", "buyer-tick"] {
        assert_eq!(field(&once, name).flags & 1, 1, "{name} is read-only");
    }
    assert_eq!(field(&once, "seller-text").flags & 1, 0);
}

#[test]
fn the_fields_are_real_and_say_what_they_are() {
    let scene = Scene::new();
    let certified = certified(&scene, &Sample { pages: 2, ..Sample::default() }.bytes(), Level::BaselineB);
    let document = Document::open(certified.as_slice()).unwrap();
    let view = document.current();
    let form = view.form().unwrap().unwrap();
    assert_eq!(form.get(b"SigFlags"), Some(&Object::Integer(3)));
    assert!(!form.contains(b"NeedAppearances"));
    let all = view.fields().unwrap();
    assert_eq!(all.len(), 14);
    for field in all.iter().filter(|field| field.name != "certification") {
        let flags = field.dictionary.get(b"F").and_then(Object::as_integer).unwrap();
        assert_eq!(flags & 4, 4, "{} is printed", field.name);
        assert!(field.dictionary.contains(b"TU") && field.dictionary.contains(b"AP"), "{}", field.name);
        assert_eq!(field.widgets, [field.id], "field and widget are one");
    }
    let date = all.iter().find(|field| field.name == "buyer-date").unwrap();
    let tooltip = date.dictionary.get(b"TU").and_then(Object::as_string).unwrap().to_text();
    assert_eq!(tooltip, "date of buyer (YYYY-MM-DD)");
    for page in view.pages().unwrap() {
        assert!(page.unwrap().dictionary.has_name(b"Tabs", b"R"));
    }
}

#[test]
fn the_certification_points_to_itself_and_permits_form_filling() {
    let scene = Scene::new();
    let certified = certified(&scene, &Sample { pages: 2, ..Sample::default() }.bytes(), Level::BaselineB);
    let document = Document::open(certified.as_slice()).unwrap();
    let view = document.current();
    let permissions = view.dictionary(&view.catalog().unwrap(), b"Perms").unwrap().unwrap();
    let signature = view.dictionary(&permissions, b"DocMDP").unwrap().unwrap();
    assert!(signature.has_name(b"SubFilter", b"ETSI.CAdES.detached") && !signature.contains(b"Cert"));
    let references = view.array(&signature, b"Reference").unwrap();
    let reference = references[0].as_dictionary().unwrap();
    assert!(reference.has_name(b"TransformMethod", b"DocMDP"));
    let parameters = reference.get(b"TransformParams").and_then(Object::as_dictionary).unwrap();
    assert_eq!(parameters.get(b"P"), Some(&Object::Integer(2)));
}

/// What signing a certified document answers.
fn refusal(scene: &Scene, base: &[u8], act: Act, field: &str) -> Error {
    let request = scene.request(act, SignatureField::Existing(field.to_owned()));
    scene.finish(base, &request).unwrap_err()
}

#[test]
fn what_would_break_the_agreement_is_refused() {
    let scene = Scene::new();
    let base = Sample { pages: 2, ..Sample::default() }.bytes();
    let certified = certified(&scene, &base, Level::BaselineB);
    let approve = |values: Vec<FieldValue>| Act::Approve { values };
    let refused = |act: Act, field: &str| refusal(&scene, &certified, act, field);
    let again = Act::Certify { fields: Vec::new() };
    assert!(matches!(refused(again, "buyer-signature"), Error::DocumentIsAlreadySigned));
    let text = fields(&base, "late", 0, 8.0).split_off(3);
    let late = Act::Admit { fields: text };
    assert!(matches!(refused(late, "seal-signature"), Error::SignedDocumentTakesSignaturesOnly));
    assert!(matches!(refused(approve(values("buyer")), "nobody"), Error::FieldIsMissing { .. }));
    assert!(matches!(refused(approve(values("buyer")), "buyer-text"), Error::FieldTakesAnotherKind { .. }));
    assert!(matches!(
        refused(approve(values("seller")), "buyer-signature"),
        Error::FieldIsNotThisSignatorys { .. }
    ));
    assert!(matches!(refused(approve(Vec::new()), "buyer-signature"), Error::RequiredFieldIsEmpty { .. }));
    assert!(matches!(refused(Act::Seal, "certification"), Error::FieldIsAlreadySigned { .. }));
    let mut wrong = values("buyer");
    wrong[1].value = Value::Ticked;
    assert!(matches!(refused(approve(wrong), "buyer-signature"), Error::FieldTakesAnotherKind { .. }));
    let mut twice = values("buyer");
    twice.push(twice[1].clone());
    assert!(matches!(refused(approve(twice), "buyer-signature"), Error::FieldIsNotThisSignatorys { .. }));
    let mut unwritable = values("buyer");
    unwritable[2].value = Value::Text("契約".to_owned());
    assert!(matches!(
        refused(approve(unwritable), "buyer-signature"),
        Error::CharacterHasNoGlyph { character: '契' }
    ));
}

#[test]
fn a_field_that_nobody_could_see_or_name_is_refused() {
    let scene = Scene::new();
    let base = Sample { pages: 2, ..Sample::default() }.bytes();
    let good = fields(&base, "buyer", 0, 8.0);
    let refused = |change: fn(&mut FieldPlacement)| {
        let mut all = good.clone();
        change(&mut all[2]);
        let field = SignatureField::NewInvisible("certification".to_owned());
        scene.finish(&base, &scene.request(Act::Certify { fields: all }, field)).unwrap_err()
    };
    assert!(matches!(refused(|field| field.rectangle.right = 600.0), Error::FieldIsOutsideThePage { .. }));
    assert!(matches!(
        refused(|field| field.rectangle.top = field.rectangle.bottom + 1.0),
        Error::FieldIsOutsideThePage { .. }
    ));
    assert!(matches!(refused(|field| field.rectangle.left = f64::NAN), Error::FieldIsOutsideThePage { .. }));
    assert!(matches!(refused(|field| field.page = 2), Error::PageIsMissing { index: 2 }));
    assert!(matches!(refused(|field| field.name = "buyer-text".to_owned()), Error::FieldNameIsTaken { .. }));
    for name in ["", "a.b", "a\nb"] {
        assert!(
            matches!(
                scene.finish(&base, &{
                    let mut all = good.clone();
                    name.clone_into(&mut all[2].name);
                    scene.request(Act::Certify { fields: all }, SignatureField::NewInvisible("c".to_owned()))
                }),
                Err(Error::FieldNameIsNotAllowed { .. })
            ),
            "{name:?}"
        );
    }
}
