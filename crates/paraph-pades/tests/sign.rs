//! Signing as a caller does it, judged by programs of other makers.

mod judges;
#[path = "../../paraph-pdf/tests/sample/mod.rs"]
mod sample;
mod scene;

use judges::assert_judged_valid;
use paraph_pades::Error;
use paraph_pades::sign::{self, Act, Level, SignatureField};
use paraph_pades::validate::{ValidationContext, validate};
use paraph_pdf::{CrossReferenceKind, Dictionary, Document, Name, Object, PdfString, Update};
use paraph_pki::{DigestAlgorithm, KeyKind};
use sample::{SHAPES, Sample, Shape};
use scene::{Scene, now};

fn invisible() -> SignatureField {
    SignatureField::NewInvisible("Seal".to_owned())
}

#[test]
fn a_seal_on_every_shape_of_file_is_valid_and_leaves_the_file_untouched() {
    let scene = Scene::new();
    for shape in SHAPES {
        let base = Sample { pages: 3, ..Sample::of(shape) }.bytes();
        let signed = scene.sign(&base, &scene.request(Act::Seal, invisible()));
        assert!(signed.starts_with(&base));
        assert_judged_valid(&signed, 1);
    }
}

/// Old readers must see the document that all others see; but what another signed is not touched.
#[test]
fn two_sets_of_cross_references_become_one_before_the_first_signature_only() {
    let scene = Scene::new();
    let kinds = |bytes: &[u8]| -> Vec<CrossReferenceKind> {
        Document::open(bytes).unwrap().revisions().iter().map(|revision| revision.kind).collect()
    };
    let base = Sample::of(Shape::Hybrid).bytes();
    assert_eq!(kinds(&base), [CrossReferenceKind::Hybrid]);
    let once = scene.sign(&base, &scene.request(Act::Seal, invisible()));
    assert_eq!(kinds(&once), [CrossReferenceKind::Stream]);
    let again = SignatureField::NewInvisible("Again".to_owned());
    let twice = scene.sign(&once, &scene.request(Act::Seal, again));
    assert_eq!(kinds(&twice), [CrossReferenceKind::Stream; 2]);
    assert_judged_valid(&twice, 2);
    // As another maker signs it: the signature is an object in an update of the hybrid file.
    let document = Document::open(base.as_slice()).unwrap();
    let mut update = Update::new(&document).unwrap();
    let value = update.add(Dictionary::new().with("Type", Name::from("Sig"))).unwrap();
    let field = Dictionary::new().with("FT", Name::from("Sig")).with("T", PdfString::literal("Theirs"));
    let field = update.add(field.with("V", value)).unwrap();
    let form = Dictionary::new().with("Fields", vec![Object::from(field)]);
    let root = document.current().trailer().get(b"Root").and_then(Object::as_reference).unwrap();
    let catalog = update.dictionary(root, "the catalogue").unwrap().with("AcroForm", form);
    update.replace(root, catalog);
    let theirs = [base.as_slice(), &update.finish(b"theirs").unwrap().bytes].concat();
    let ours = scene.sign(&theirs, &scene.request(Act::Seal, invisible()));
    assert_eq!(
        kinds(&ours),
        [CrossReferenceKind::Hybrid, CrossReferenceKind::Table, CrossReferenceKind::Table]
    );
}

#[test]
fn every_kind_of_key_signs() {
    for kind in [KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Ed25519, KeyKind::Rsa2048] {
        let scene = Scene::with_keys(kind);
        let signed = scene.sign(&Sample::default().bytes(), &scene.request(Act::Seal, invisible()));
        let document = Document::open(signed.as_slice()).unwrap();
        let anchors = vec![scene.authority.root.certificate().clone()];
        let report = validate(&document, &ValidationContext::new(anchors, now())).unwrap();
        assert!(report.passed(), "{kind:?}: {report:?}");
        // NSS, with which poppler judges, knows no Ed25519.
        if kind != KeyKind::Ed25519 {
            assert_judged_valid(&signed, 1);
        }
    }
}

#[test]
fn the_digest_of_the_whole_document_is_known_without_reading_it_again() {
    for kind in [KeyKind::P256, KeyKind::P384] {
        let scene = Scene::with_keys(kind);
        let base = Sample::default().bytes();
        let finished = scene.finish(&base, &scene.request(Act::Seal, invisible())).unwrap();
        let whole = [base.as_slice(), finished.tail()].concat();
        assert_eq!(finished.sha256(), DigestAlgorithm::Sha256.digest(&whole));
    }
}

#[test]
fn a_level_that_is_not_reached_is_an_error_and_never_lowered() {
    let scene = Scene::new();
    let base = Sample::default().bytes();
    let document = Document::open(base.as_slice()).unwrap();
    let mut request = scene.request(Act::Seal, invisible());
    request.level = Level::BaselineT;
    let prepared = sign::prepare(&document, &request).unwrap();
    let value = scene.signer.key().sign(prepared.to_be_signed(), &scene.random).unwrap();
    let signed = prepared.sign_with(value).unwrap();
    assert!(signed.wants_timestamp());
    assert!(matches!(signed.embed(), Err(Error::TimestampIsMissing)));
}

#[test]
fn a_time_stamped_signature_is_valid() {
    let scene = Scene::new();
    let mut request = scene.request(Act::Seal, invisible());
    request.level = Level::BaselineT;
    assert_judged_valid(&scene.sign(&Sample::default().bytes(), &request), 1);
}
