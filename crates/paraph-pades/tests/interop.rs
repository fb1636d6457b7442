//! What we sign, in the hands of others and in our own validator; and the files of others, signed by us.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod judges;
#[path = "judges/message.rs"]
mod message;
#[path = "../../paraph-pdf/tests/sample/mod.rs"]
mod sample;
mod scene;

use std::path::PathBuf;

use judges::{assert_judged_valid, run};
use message::message_and_content;
use paraph_pades::Error;
use paraph_pades::appearance::{Appearance, Mark};
use paraph_pades::form::geometry::{ShownRectangle, to_user_space};
use paraph_pades::form::{FieldKind, FieldPlacement, Requirement};
use paraph_pades::sign::{Act, Level, Request, SignatureField};
use paraph_pades::validate::{Report, ValidationContext, validate};
use paraph_pdf::Document;
use paraph_pki::cms::SignedData;
use sample::{SHAPES, Sample};
use scene::{Scene, now};

fn seal() -> SignatureField {
    SignatureField::NewInvisible("Paraph-seal".to_owned())
}

fn report(scene: &Scene, bytes: &[u8]) -> Option<Report> {
    let document = Document::open(bytes).ok()?;
    let anchors = vec![scene.authority.root.certificate().clone()];
    validate(&document, &ValidationContext::new(anchors, now())).ok()
}

#[test]
fn our_own_validator_passes_what_we_sign() {
    let scene = Scene::new();
    for shape in SHAPES {
        for level in [Level::BaselineB, Level::BaselineT] {
            let mut request = scene.request(Act::Seal, seal());
            request.level = level;
            let signed = scene.sign(&Sample::of(shape).bytes(), &request);
            let report = report(&scene, &signed).unwrap();
            assert!(report.passed() && report.warnings.is_empty(), "{shape:?}: {report:?}");
            let wanted = if level == Level::BaselineB { "PAdES-B-B" } else { "PAdES-B-T" };
            assert_eq!(serde_json::to_value(report.signatures[0].level).unwrap(), wanted);
        }
    }
}

#[test]
fn a_flipped_bit_anywhere_is_noticed() {
    let scene = Scene::new();
    let signed = scene.sign(&Sample::default().bytes(), &scene.request(Act::Seal, seal()));
    let (message, _) = message_and_content(&signed, "Paraph-seal");
    let hole = signed.windows(10).position(|window| window == b"/Contents ").unwrap() + 10;
    // The zeros that fill the hole are nobody's: they carry no word and no signature covers them.
    let filling =
        hole + 1 + 2 * SignedData::parse(&message).unwrap().consumed()..hole + 1 + 2 * message.len();
    // Every thirteenth byte, which reaches every object and every table row.
    for at in (0..signed.len()).step_by(13).filter(|at| !filling.contains(at)) {
        let mut harmed = signed.clone();
        harmed[at] ^= 1;
        let passed = report(&scene, &harmed).is_some_and(|report| report.passed());
        // The case of a hexadecimal digit carries no meaning.
        let same = hole < at && at < filling.start && harmed[at].eq_ignore_ascii_case(&signed[at]);
        assert!(!passed || same, "byte {at}: {:?} for {:?}", harmed[at] as char, signed[at] as char);
    }
}

/// What stands around the last signature is what leads to it. Were it lost, those before would each be valid for itself.
#[test]
fn no_bit_around_the_last_signature_may_flip() {
    let scene = Scene::new();
    let once = scene.sign(&Sample::default().bytes(), &scene.request(Act::Seal, seal()));
    let field = SignatureField::NewInvisible("Paraph-last".to_owned());
    let twice = scene.sign(&once, &scene.request(Act::Seal, field));
    assert!(report(&scene, &twice).unwrap().passed());
    let (message, _) = message_and_content(&twice, "Paraph-last");
    let digits = message.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
    let hole = once.len()
        + twice[once.len()..].windows(64).position(|part| part == &digits.as_bytes()[..64]).unwrap();
    let around = (once.len()..hole).chain(hole + digits.len()..twice.len());
    for at in around {
        for bit in [0x01, 0x04, 0x40] {
            let mut harmed = twice.clone();
            harmed[at] ^= bit;
            let passed = report(&scene, &harmed).is_some_and(|report| report.passed());
            assert!(!passed, "byte {at}: {:?} for {:?}", harmed[at] as char, twice[at] as char);
        }
    }
}

#[test]
fn files_of_other_makers_are_signed_and_what_was_valid_stays_valid() {
    let given = std::env::var_os("PARAPH_CORPUS").map(PathBuf::from);
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus"));
    let Some(corpus) = given.or(Some(beside)).filter(|path| path.is_dir()) else {
        println!("skipped: there is no corpus");
        return;
    };
    let scene = Scene::new();
    let labels = std::fs::read_to_string(corpus.join("pades").join("labels.tsv")).unwrap();
    let (mut signed_count, mut refused) = (0, Vec::new());
    for entry in std::fs::read_dir(corpus.join("pades")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "pdf") {
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        // Attacks share objects between a page and what is signed; any update to the page then touches both.
        let label = labels.lines().find(|line| line.starts_with(&name)).unwrap_or_default();
        let attack = label.contains("MUST_");
        let base = std::fs::read(&path).unwrap();
        let signed = match admitted_and_sealed(&scene, &base) {
            Ok(signed) => signed,
            Err(error) => {
                refused.push(format!("{name}: {error}"));
                continue;
            }
        };
        let (before, after) = (report(&scene, &base).unwrap(), report(&scene, &signed).unwrap());
        for field in ["Paraph-sent", "Paraph-witness", "Paraph-seal"] {
            let ours = after.signatures.iter().find(|signature| signature.field == field).unwrap();
            assert!(ours.crypto_intact && ours.signature_valid, "{name}: {ours:?}");
            assert!(attack || ours.mdp_ok, "{name}: {ours:?}");
        }
        for (old, new) in before.signatures.iter().zip(&after.signatures) {
            assert_eq!(old.crypto_intact, new.crypto_intact, "{name}: {}", old.field);
            assert!(
                attack || !old.mdp_ok || new.mdp_ok,
                "{name}: {} forbids what we did: {new:?}",
                old.field
            );
        }
        assert_poppler_finds_more(&name, &base, &signed, 3);
        signed_count += 1;
    }
    refused.sort();
    println!("{signed_count} signed, refused:\n{}", refused.join("\n"));
    assert!(signed_count >= 40, "{signed_count} signed, refused: {refused:#?}");
}

/// A place for one more signatory, their signature, and a seal.
fn admitted_and_sealed(scene: &Scene, base: &[u8]) -> Result<Vec<u8>, Error> {
    let document = Document::open(base)?;
    let page = document.current().pages()?.next().unwrap()?;
    let shown = ShownRectangle { left: 10.0, top: 10.0, width: 30.0, height: 8.0 };
    let place = FieldPlacement {
        name: "Paraph-witness".to_owned(),
        page: 0,
        rectangle: to_user_space(&page, shown),
        kind: FieldKind::Signature { locks: Vec::new() },
        tooltip: "Signature of the witness".to_owned(),
        required: Requirement::Required,
    };
    let mut signed = base.to_vec();
    let appearance = Appearance { mark: Some(Mark::Typed("W".to_owned())), caption: Vec::new() };
    for (act, field, appearance) in [
        (Act::Admit { fields: vec![place] }, SignatureField::NewInvisible("Paraph-sent".to_owned()), None),
        (
            Act::Approve { values: Vec::new() },
            SignatureField::Existing("Paraph-witness".to_owned()),
            Some(appearance),
        ),
        (Act::Seal, seal(), None),
    ] {
        let request = Request { appearance, ..scene.request(act, field) };
        let finished = scene.finish(&signed, &request)?;
        signed.extend_from_slice(finished.tail());
    }
    Ok(signed)
}

fn assert_poppler_finds_more(name: &str, base: &[u8], signed: &[u8], more: usize) {
    let directory = tempfile::tempdir().unwrap();
    let count = |bytes: &[u8]| {
        let path = directory.path().join("file.pdf");
        std::fs::write(&path, bytes).unwrap();
        let said = run("pdfsig", &["-nocert", path.to_str().unwrap()])?;
        Some((said.text.matches("Signature Validation: Signature is Valid.").count(), said.text))
    };
    let (Some((before, _)), Some((after, text))) = (count(base), count(signed)) else { return };
    assert_eq!(after, before + more, "{name}: {text}");
}

#[test]
fn many_signatures_in_turn_all_stay_valid() {
    let scene = Scene::new();
    let mut bytes = Sample::default().bytes();
    for number in 1..=12 {
        let field = SignatureField::NewInvisible(format!("Seal-{number}"));
        bytes = scene.sign(&bytes, &scene.request(Act::Seal, field));
    }
    assert_judged_valid(&bytes, 12);
    assert!(report(&scene, &bytes).unwrap().passed());
}
