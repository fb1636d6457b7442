//! Documents that are closed: what can still be done to them, and what is refused.

use paraph_pades::Error;
use paraph_pades::form::{FieldKind, FieldPlacement, FieldValue, Requirement, Value};
use paraph_pades::sign::{Act, Level, SignatureField};
use paraph_pades::validate::{Report, validate};
use paraph_pdf::{Document, Name, PdfString, Rectangle, Update};

use super::evidence::{context, everything, stamped, with_data};
use super::judges::{assert_each_is_valid, run};
use super::maker::Maker;
use super::scene::{Scene, now};

/// A form of others with a text, a tick, a choice and a signature field.
fn base() -> Maker {
    let mut maker = Maker::default();
    let (text, on, off) = (
        maker.look("BT /Helv 12 Tf 2 5 Td (1000) Tj ET"),
        maker.look("0 0 9 9 re f"),
        maker.look("0 0 9 9 re S"),
    );
    let chosen = maker.look("BT /Helv 12 Tf 2 5 Td (Swiss law) Tj ET");
    maker.field(&format!("/FT/Tx/T(price)/V(1000)/AP<</N {text} 0 R>>"));
    maker.field(&format!("/FT/Btn/T(agreed)/V/Off/AS/Off/AP<</N<</Yes {on} 0 R/Off {off} 0 R>>>>"));
    maker
        .field(&format!("/FT/Ch/Ff 131072/T(law)/Opt[(Swiss law)(None)]/V(Swiss law)/AP<</N {chosen} 0 R>>"));
    maker.field("/FT/Tx/T(note)");
    maker.field("/FT/Sig/T(left)");
    maker
}

/// The places of one person.
fn places() -> Vec<FieldPlacement> {
    let names = ["text", "tick"].map(str::to_owned).to_vec();
    let kinds = [
        ("signature", FieldKind::Signature { locks: names }),
        ("text", FieldKind::Text),
        ("tick", FieldKind::Tick),
    ];
    let place = |(index, (name, kind)): (usize, (&str, FieldKind))| {
        let bottom = 300.0 - 60.0 * f64::from(u8::try_from(index).unwrap());
        FieldPlacement {
            name: name.to_owned(),
            page: 0,
            rectangle: Rectangle { left: 100.0, bottom, right: 250.0, top: bottom + 40.0 },
            kind,
            tooltip: name.to_owned(),
            required: Requirement::Optional,
        }
    };
    kinds.into_iter().enumerate().map(place).collect()
}

fn sign(scene: &Scene, base: &[u8], act: Act, field: SignatureField) -> Vec<u8> {
    let mut request = scene.request(act, field);
    request.level = Level::BaselineT;
    scene.sign(base, &request)
}

/// Signed by one person, closed, and lifted to B-LTA.
fn sealed(scene: &Scene, sent: &[u8]) -> Vec<u8> {
    let text = FieldValue { field: "text".to_owned(), value: Value::Text("agreed".to_owned()) };
    let values = if field_exists(sent, "text") { vec![text] } else { Vec::new() };
    let signed = sign(scene, sent, Act::Approve { values }, SignatureField::Existing("signature".to_owned()));
    let closed = sign(scene, &signed, Act::Close, SignatureField::NewInvisible("seal".to_owned()));
    stamped(scene, &with_data(scene, &closed, &everything(scene)), "archive", now())
}

fn field_exists(bytes: &[u8], name: &str) -> bool {
    let document = Document::open(bytes).unwrap();
    document.current().fields().unwrap().iter().any(|field| field.name == name)
}

fn judged(scene: &Scene, bytes: &[u8]) -> Report {
    validate(&Document::open(bytes).unwrap(), &context(scene, &everything(scene), now())).unwrap()
}

/// What pyHanko says: how many signatures it finds valid, and everything.
fn pyhanko(scene: &Scene, bytes: &[u8]) -> Option<(usize, String)> {
    let directory = tempfile::tempdir().unwrap();
    let (path, root) = (directory.path().join("closed.pdf"), directory.path().join("root.pem"));
    std::fs::write(&path, bytes).unwrap();
    std::fs::write(&root, scene.authority.root.certificate().to_pem().unwrap()).unwrap();
    let (path, root) = (path.to_str().unwrap(), root.to_str().unwrap());
    let options =
        ["sign", "validate", "--no-revocation-check", "--trust", root, "--trust-replace", "--pretty-print"];
    let said = run("pyhanko", &[options.as_slice(), &[path]].concat())?;
    Some((said.text.matches("The signature is judged VALID.").count(), said.text))
}

/// Every way to change something in a sealed file that a form filler has.
fn changes(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let document = Document::open(bytes).unwrap();
    let mut changed = Vec::new();
    for field in document.current().fields().unwrap() {
        let mut update = Update::new(&document).unwrap();
        let mut dictionary = update.dictionary(field.id, "a field").unwrap();
        if field.is_kind(b"Sig") && field.value.is_some() {
            continue;
        } else if field.is_kind(b"Btn") {
            dictionary.insert("V", Name::from("Yes"));
            dictionary.insert("AS", Name::from("Yes"));
        } else {
            dictionary.insert("V", PdfString::text("9 000 000"));
        }
        update.replace(field.id, dictionary);
        let tail = update.finish(b"changed").unwrap();
        changed.push((field.name, [bytes, &tail.bytes].concat()));
    }
    changed
}

#[test]
fn a_closed_document_holds_with_what_proves_it_for_longer_before_every_judge() {
    let scene = Scene::new();
    let fields = places();
    let invisible = SignatureField::NewInvisible("sent".to_owned());
    let sent = sign(&scene, &base().bytes(), Act::Certify { fields }, invisible);
    let names: Vec<String> = Document::open(sent.as_slice())
        .unwrap()
        .current()
        .fields()
        .unwrap()
        .into_iter()
        .map(|f| f.name)
        .collect();
    assert_eq!(names, ["signature", "text", "tick", "sent"], "what the upload brought is gone");
    let sealed = sealed(&scene, &sent);
    let report = judged(&scene, &sealed);
    assert!(report.passed(), "{report:#?}");
    // This poppler validates no document time-stamps.
    assert_each_is_valid(&sealed, 3, "");
    if let Some((valid, said)) = pyhanko(&scene, &sealed) {
        assert_eq!(valid, 3, "{said}");
    }
}

#[test]
fn no_field_of_a_closed_document_can_be_changed() {
    let scene = Scene::new();
    let fields = places();
    let invisible = SignatureField::NewInvisible("sent".to_owned());
    let sealed = sealed(&scene, &sign(&scene, &base().bytes(), Act::Certify { fields }, invisible));
    let all = changes(&sealed);
    assert_eq!(all.len(), 2);
    for (field, bytes) in all {
        assert!(!judged(&scene, &bytes).passed(), "{field}");
        if let Some((valid, said)) = pyhanko(&scene, &bytes) {
            assert!(valid < 3, "{field}: {said}");
        }
    }
}

#[test]
fn a_document_that_others_signed_has_its_fields_locked_and_their_signature_holds() {
    let scene = Scene::new();
    let theirs = sign(&scene, &base().bytes(), Act::Seal, SignatureField::NewInvisible("theirs".to_owned()));
    let fields = places().into_iter().take(1).collect();
    let sent = sign(&scene, &theirs, Act::Admit { fields }, SignatureField::NewInvisible("sent".to_owned()));
    let sealed = sealed(&scene, &sent);
    let report = judged(&scene, &sealed);
    assert!(report.passed(), "{report:#?}");
    assert_each_is_valid(&sealed, 4, "");
    if let Some((valid, said)) = pyhanko(&scene, &sealed) {
        assert_eq!(valid, 4, "{said}");
    }
    for stage in [&sent, &sealed] {
        let all = changes(stage);
        let foreign = all
            .iter()
            .filter(|(field, _)| ["price", "agreed", "law", "note", "left"].contains(&field.as_str()));
        assert_eq!(foreign.clone().count(), 5);
        for (field, bytes) in foreign {
            assert!(!judged(&scene, bytes).passed(), "{field}");
        }
    }
    // Signing what was left over is no way round the lock.
    let left = scene.request(Act::Seal, SignatureField::Existing("left".to_owned()));
    assert!(matches!(scene.finish(&sent, &left), Err(Error::FieldIsLocked { .. })));
}

#[test]
fn a_closed_document_takes_no_signature_and_no_value_any_more() {
    let scene = Scene::new();
    let invisible = |name: &str| SignatureField::NewInvisible(name.to_owned());
    let sent = sign(&scene, &base().bytes(), Act::Certify { fields: places() }, invisible("sent"));
    let sealed = sealed(&scene, &sent);
    for act in [Act::Seal, Act::Close, Act::Admit { fields: Vec::new() }] {
        let refused = scene.finish(&sealed, &scene.request(act, invisible("late")));
        assert!(matches!(refused, Err(Error::DocumentIsClosed)), "{refused:?}");
    }
}

#[test]
fn a_value_that_is_not_shown_stops_the_certification() {
    let scene = Scene::new();
    let mut maker = Maker::default();
    let off = maker.look("0 0 9 9 re S");
    maker.field(&format!("/FT/Btn/T(agreed)/V/Yes/AS/Off/AP<</N<</Yes {off} 0 R/Off {off} 0 R>>>>"));
    let request =
        scene.request(Act::Certify { fields: Vec::new() }, SignatureField::NewInvisible("sent".to_owned()));
    let refused = scene.finish(&maker.bytes(), &request);
    assert!(matches!(refused, Err(Error::FieldValueDiffers { .. })), "{refused:?}");
}
