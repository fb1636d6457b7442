//! Encrypted documents, signed and validated: what is signed are the encrypted bytes, what is judged are the decrypted objects.
//! poppler, qpdf and pyHanko look on.

#![cfg(feature = "encryption")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail loudly")]

mod judges;
#[path = "../../paraph-pdf/tests/locked/mod.rs"]
mod locked;
#[path = "../../paraph-pdf/tests/sample/mod.rs"]
mod sample;
mod scene;

use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use judges::{assert_judged_valid, assert_opened_and_judged_valid, needs, run};
use locked::{AES_256, Keys, LOCKS, Lock, qpdf};
use paraph_pades::Error;
use paraph_pades::appearance::{Appearance, Mark};
use paraph_pades::extend::{add_validation_data, prepare_timestamp};
use paraph_pades::form::geometry::{ShownRectangle, to_user_space};
use paraph_pades::form::{FieldKind, FieldPlacement, FieldValue, Requirement, Value};
use paraph_pades::sign::{Act, Request, SignatureField};
use paraph_pades::validate::{Known, Report, SignatureReport, ValidationContext, Warning, inspect, validate};
use paraph_pdf::{Dictionary, Document, Name, Object, Password, Stream, Update};
use paraph_pki::Certificate;
use sample::{SHAPES, Sample};
use scene::{Scene, now};

const KEYS: Keys<'_> = Keys { user: "reader", owner: "writer" };
/// pyHanko encrypts and signs.
const ENCRYPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/judges/encrypts.py");
const WRITTEN: &str = "written by the signatory";

fn base() -> Vec<u8> {
    Sample { pages: 2, ..Sample::of(SHAPES[0]) }.bytes()
}

fn open(bytes: &[u8], password: &str) -> Document<Vec<u8>> {
    Document::unlock(bytes.to_vec(), Some(&Password::new(password.as_bytes())))
        .unwrap()
        .with_randomness(Arc::new(SystemRandom::new()))
}

fn report(scene: &Scene, bytes: &[u8], password: &str) -> Report {
    let anchors = vec![scene.authority.root.certificate().clone()];
    validate(&open(bytes, password), &ValidationContext::new(anchors, now())).unwrap()
}

fn sign(scene: &Scene, bytes: &[u8], password: &str, request: &Request) -> Vec<u8> {
    let finished = scene.finish_in(&open(bytes, password), request).unwrap();
    [bytes, finished.tail()].concat()
}

fn seal(scene: &Scene, name: &str) -> Request {
    scene.request(Act::Seal, SignatureField::NewInvisible(name.to_owned()))
}

fn fields(document: &Document<Vec<u8>>) -> Vec<FieldPlacement> {
    let page = document.current().pages().unwrap().next().unwrap().unwrap();
    let place = |name: &str, kind, top| FieldPlacement {
        name: name.to_owned(),
        page: 0,
        rectangle: to_user_space(&page, ShownRectangle { left: 10.0, top, width: 30.0, height: 6.0 }),
        kind,
        tooltip: format!("tooltip of {name}"),
        required: Requirement::Required,
    };
    vec![
        place("signature", FieldKind::Signature { locks: vec!["text".to_owned()] }, 60.0),
        place("text", FieldKind::Text, 70.0),
    ]
}

/// Certified, filled in and signed, sealed: with the owner's password, then with the user's.
fn closed(scene: &Scene, bytes: &[u8]) -> Vec<u8> {
    let certify = Act::Certify { fields: fields(&open(bytes, "writer")) };
    let request = scene.request(certify, SignatureField::NewInvisible("sent".to_owned()));
    let certified = sign(scene, bytes, "writer", &request);
    let values = vec![FieldValue { field: "text".to_owned(), value: Value::Text(WRITTEN.to_owned()) }];
    let field = SignatureField::Existing("signature".to_owned());
    let appearance = Appearance { mark: Some(Mark::Typed("Ada".to_owned())), caption: Vec::new() };
    let request = Request { appearance: Some(appearance), ..scene.request(Act::Approve { values }, field) };
    let signed = sign(scene, &certified, "reader", &request);
    sign(scene, &signed, "reader", &seal(scene, "seal"))
}

/// Certified and sealed twice, without a field lock: over one whose names are encrypted pyHanko 0.38 stumbles.
fn in_turn(scene: &Scene, bytes: &[u8]) -> Vec<u8> {
    let invisible = SignatureField::NewInvisible("sent".to_owned());
    let certify = scene.request(Act::Certify { fields: Vec::new() }, invisible);
    let certified = sign(scene, bytes, "writer", &certify);
    let signed = sign(scene, &certified, "reader", &seal(scene, "first seal"));
    sign(scene, &signed, "writer", &seal(scene, "second seal"))
}

/// pyHanko trusts our root alone and looks at every signature: whole, valid, trusted, later changes permitted.
fn assert_pyhanko_approves(scene: &Scene, bytes: &[u8], count: usize, password: &str) {
    let folder = tempfile::tempdir().unwrap();
    let (path, root) = (folder.path().join("signed.pdf"), folder.path().join("root.pem"));
    std::fs::write(&path, bytes).unwrap();
    std::fs::write(&root, scene.authority.root.certificate().to_pem().unwrap()).unwrap();
    let (path, root) = (path.to_str().unwrap(), root.to_str().unwrap());
    let mut arguments = vec!["sign", "validate", "--no-revocation-check", "--trust", root, "--trust-replace"];
    arguments.extend(["--pretty-print", "--password", password, path]);
    let Some(said) = run("pyhanko", &arguments) else { return };
    let good = said.text.matches("The signature is judged VALID.").count();
    assert!(said.content && good == count, "pyHanko: {}", said.text);
}

fn assert_approved(scene: &Scene, bytes: &[u8], count: usize, what: &str) {
    for password in ["reader", "writer"] {
        let report = report(scene, bytes, password);
        assert!(report.passed() && report.signatures.len() == count, "{what}: {report:#?}");
        assert_eq!(report.warnings, [], "{what}");
    }
    assert_opened_and_judged_valid(bytes, count, "reader");
}

#[test]
fn a_document_encrypted_in_every_way_is_closed_and_everybody_approves() {
    let scene = Scene::new();
    for (index, lock) in LOCKS.iter().enumerate() {
        let shape = ["--object-streams=disable", "--object-streams=generate", "--linearize"][index % 3];
        let Some(bytes) = lock.close(&base(), KEYS, &[shape]) else { return };
        let closed = closed(&scene, &bytes);
        assert!(closed.starts_with(&bytes), "{}", lock.name);
        assert_approved(&scene, &closed, 3, lock.name);
        assert_draws(&closed, lock);
        let in_turn = in_turn(&scene, &bytes);
        assert_approved(&scene, &in_turn, 3, lock.name);
        // pyHanko does not know revision 5.
        if lock.version.1 != 5 {
            assert_pyhanko_approves(&scene, &in_turn, 3, "reader");
        }
        assert_reads(&closed, &[WRITTEN, "tooltip of text", "tooltip of signature"], lock);
    }
}

/// MuPDF draws every page without complaint.
fn assert_draws(bytes: &[u8], lock: &Lock) {
    let folder = tempfile::tempdir().unwrap();
    let (path, drawn) = (folder.path().join("signed.pdf"), folder.path().join("page-%d.png"));
    std::fs::write(&path, bytes).unwrap();
    let arguments = ["draw", "-p", "reader", "-o", drawn.to_str().unwrap(), path.to_str().unwrap()];
    let Some(said) = run("mutool", &arguments) else { return };
    let complaints = said.text.replace("warning: ICC support is not available", "");
    let complains = complaints.contains("error") || complaints.contains("warning");
    assert!(said.content && !complains, "mutool, {}: {}", lock.name, said.text);
}

/// Somebody else decrypts the words; in the file they do not stand.
fn assert_reads(bytes: &[u8], words: &[&str], lock: &Lock) {
    let opened =
        qpdf(bytes, &["--password=reader", "--decrypt", "--qdf", "--object-streams=disable"]).unwrap();
    let holds = |bytes: &[u8], word: &str| bytes.windows(word.len()).any(|part| part == word.as_bytes());
    for word in words {
        assert!(holds(&opened, word) && !holds(bytes, word), "{}: {word}", lock.name);
    }
}

#[test]
fn what_pyhanko_encrypts_we_sign_and_what_it_signs_in_an_encrypted_document_holds() {
    let scene = Scene::new();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("base.pdf"), base()).unwrap();
    let Some(made) = run("python3", &[ENCRYPTS, &path("")]) else { return };
    assert!(made.content, "pyHanko: {}", made.text);
    let root = Certificate::all_from_pem(&std::fs::read_to_string(path("signer.pem")).unwrap()).unwrap();
    for way in ["rc4", "aes128", "aes256"] {
        let signed = std::fs::read(path(&format!("{way}-signed.pdf"))).unwrap();
        let context = ValidationContext::new(root.clone(), now());
        for password in ["reader", "writer"] {
            let report = validate(&open(&signed, password), &context).unwrap();
            assert!(report.passed() && report.signatures.len() == 1, "{way}: {report:#?}");
            assert_eq!(report.signatures[0].reason.as_deref(), Some("пароль"), "a string of the dictionary");
            assert_eq!(report.warnings, [], "{way}");
        }
        // A second signature on top, ours.
        let twice = sign(&scene, &signed, "writer", &seal(&scene, "ours"));
        assert!(report(&scene, &twice, "reader").signatures.iter().all(SignatureReport::clean), "{way}");
        assert_opened_and_judged_valid(&twice, 2, "reader");
        let plain = std::fs::read(path(&format!("{way}.pdf"))).unwrap();
        let once = sign(&scene, &plain, "reader", &seal(&scene, "ours"));
        assert!(report(&scene, &once, "reader").passed(), "{way}");
        assert_pyhanko_approves(&scene, &once, 1, "reader");
    }
    passwords_of_pyhanko(&path(""));
    // ISO/TS 32004: it is read with a word, and nothing is appended that would break its code.
    let coded = std::fs::read(path("coded-signed.pdf")).unwrap();
    let outcome = validate(&open(&coded, "reader"), &ValidationContext::new(root, now())).unwrap();
    assert!(outcome.passed(), "{outcome:#?}");
    assert_eq!(outcome.warnings, [Warning::AuthenticationCodeWasNotChecked]);
    let refused = scene.finish_in(&open(&coded, "writer"), &seal(&scene, "ours")).map(drop);
    assert!(matches!(refused, Err(Error::Document(paraph_pdf::Error::DocumentIsAuthenticated))));
}

/// Passwords that are spelled otherwise in the file than they are typed, and what is refused.
fn passwords_of_pyhanko(folder: &str) {
    let read = |way: &str| std::fs::read(format!("{folder}/{way}.pdf")).unwrap();
    for (way, spellings) in [("prepared", ["I\u{AD}X \u{AA}", "IX a"]), ("encoded", ["Łž€", "writer"])] {
        for password in spellings {
            let document = open(&read(way), password);
            assert!(document.current().pages().unwrap().all(|page| page.is_ok()), "{way}");
        }
    }
    let refused =
        |way: &str| Document::unlock(read(way), Some(&Password::new(b"reader"))).map(drop).unwrap_err();
    assert!(matches!(refused("recipients"), paraph_pdf::Error::EncryptionIsForCertificates));
    assert!(matches!(refused("gcm"), paraph_pdf::Error::EncryptionIsUnsupported { .. }));
}

#[test]
fn both_shapes_of_cross_references_take_signatures_in_every_way() {
    let scene = Scene::new();
    for lock in &LOCKS {
        for shape in ["--object-streams=disable", "--object-streams=generate", "--linearize"] {
            let Some(bytes) = lock.close(&base(), KEYS, &[shape]) else { return };
            let once = sign(&scene, &bytes, "reader", &seal(&scene, "one"));
            let twice = sign(&scene, &once, "writer", &seal(&scene, "two"));
            assert!(report(&scene, &twice, "reader").passed(), "{} {shape}", lock.name);
            assert_opened_and_judged_valid(&twice, 2, "reader");
        }
    }
}

#[test]
fn a_document_that_everybody_may_read_is_signed_without_a_password() {
    let scene = Scene::new();
    for lock in &LOCKS {
        let Some(bytes) = lock.close(&base(), Keys { user: "", owner: "writer" }, &[]) else { return };
        let document = Document::unlock(bytes.as_slice(), None).unwrap();
        let document = document.with_randomness(Arc::new(SystemRandom::new()));
        let finished = scene.finish_in(&document, &seal(&scene, "one")).unwrap();
        let signed = [bytes.as_slice(), finished.tail()].concat();
        assert!(report(&scene, &signed, "").passed());
        assert_opened_and_judged_valid(&signed, 1, "");
    }
}

#[test]
fn a_document_with_a_password_of_another_alphabet_is_signed() {
    let scene = Scene::new();
    for password in ["пароль", "éàü"] {
        let keys = Keys { user: password, owner: "writer" };
        let Some(bytes) = AES_256.close(&base(), keys, &[]) else { return };
        let signed = sign(&scene, &bytes, password, &seal(&scene, "one"));
        assert!(report(&scene, &signed, password).passed());
        assert_pyhanko_approves(&scene, &signed, 1, password);
    }
}

#[test]
fn what_the_user_may_not_do_the_owner_does() {
    let scene = Scene::new();
    let user_may_not = |bytes: &[u8], request: &Request, password: &str| {
        let refused = scene.finish_in(&open(bytes, password), request).map(drop);
        matches!(refused, Err(Error::UserMayNot { .. }))
    };
    for (rule, fills) in [("--modify=none", false), ("--modify=form", true)] {
        let lock = Lock { name: rule, arguments: vec!["256", rule].leak(), version: (5, 6) };
        let Some(bytes) = lock.close(&base(), KEYS, &[]) else { return };
        let fields = fields(&open(&bytes, "writer")).drain(..1).collect();
        let invisible = SignatureField::NewInvisible("sent".to_owned());
        let certify = scene.request(Act::Certify { fields }, invisible);
        assert!(user_may_not(&bytes, &certify, "reader"), "{rule}");
        assert!(user_may_not(&bytes, &seal(&scene, "one"), "reader"), "{rule}");
        let certified = sign(&scene, &bytes, "writer", &certify);
        let existing = SignatureField::Existing("signature".to_owned());
        let approve = scene.request(Act::Approve { values: Vec::new() }, existing);
        assert_eq!(user_may_not(&certified, &approve, "reader"), !fills, "{rule}");
        assert!(report(&scene, &sign(&scene, &certified, "writer", &approve), "reader").passed());
        let user = open(&certified, "reader");
        assert!(matches!(prepare_timestamp(&user, "stamp", 8_192), Err(Error::UserMayNot { .. })));
        assert!(matches!(add_validation_data(&user, &Known::default()), Err(Error::UserMayNot { .. })));
    }
}

#[test]
fn changes_are_found_in_what_is_decrypted() {
    let scene = Scene::new();
    for lock in &LOCKS {
        let Some(bytes) = lock.close(&base(), KEYS, &["--object-streams=generate"]) else { return };
        let signed = sign(&scene, &bytes, "writer", &seal(&scene, "one"));
        // The same content under another vector is no change.
        let same = changed(&signed, |content| content);
        assert!(report(&scene, &same, "reader").passed(), "{}", lock.name);
        let other = changed(&signed, |content| [content, b" 1 g".to_vec()].concat());
        let report = report(&scene, &other, "reader");
        assert!(!report.passed() && !report.signatures[0].mdp_ok, "{}: {report:#?}", lock.name);
        assert!(report.signatures[0].crypto_intact && report.signatures[0].signature_valid);
    }
}

/// The first page's content written again in an update.
fn changed(bytes: &[u8], change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let document = open(bytes, "reader");
    let view = document.current();
    let page = view.pages().unwrap().next().unwrap().unwrap();
    let id = page.dictionary.get(b"Contents").unwrap().as_reference().unwrap();
    let Object::Stream(stream) = view.object(id).unwrap() else { panic!("no content") };
    let raw = view.raw(&stream).unwrap();
    let decoded = view.decode(&stream).unwrap();
    let mut update = Update::new(&document).unwrap();
    let new = change(decoded.clone());
    if new == decoded {
        update.replace(id, Stream::new(stream.dictionary.clone(), raw));
    } else {
        let mut dictionary = stream.dictionary.clone();
        dictionary.remove(b"Filter");
        dictionary.remove(b"DecodeParms");
        update.replace(id, Stream::new(dictionary, new));
    }
    let tail = update.finish(&[1]).unwrap().bytes;
    [bytes, &tail].concat()
}

/// With AES-256 one key encrypts all objects: whoever has no password can still show one page's content on another.
#[test]
fn ciphertext_moved_to_another_object_is_a_change_like_any_other() {
    let scene = Scene::new();
    for lock in LOCKS.iter().filter(|lock| lock.name.starts_with("AES")) {
        let Some(bytes) = lock.close(&base(), KEYS, &["--object-streams=disable"]) else { return };
        let signed = sign(&scene, &bytes, "writer", &seal(&scene, "one"));
        let moved = moved(&signed);
        let report = report(&scene, &moved, "reader");
        let signature = &report.signatures[0];
        assert!(
            !report.passed() && !signature.mdp_ok && signature.crypto_intact,
            "{}: {report:#?}",
            lock.name
        );
        // Before revision 5 each object has its own key: the bytes are not what they should be, and a warning says so, unless their
        // padding is right by chance, once in 256 times.
        assert!(lock.version.0 != 5 || report.warnings.is_empty(), "{}: {:?}", lock.name, report.warnings);
    }
}

/// The second page's encrypted bytes written as the first page's content, by somebody without the key.
fn moved(bytes: &[u8]) -> Vec<u8> {
    let document = open(bytes, "reader");
    let view = document.current();
    let contents: Vec<_> = view
        .pages()
        .unwrap()
        .map(|page| page.unwrap().dictionary.get(b"Contents").unwrap().as_reference().unwrap())
        .collect();
    let Object::Stream(stream) = view.object(contents[1]).unwrap() else { panic!("no content") };
    let paraph_pdf::StreamData::Span { offset, length, .. } = stream.data else { panic!("no span") };
    let (from, length) = (usize::try_from(offset).unwrap(), usize::try_from(length).unwrap());
    let mut whole = bytes.to_vec();
    let place = whole.len();
    let head = format!("{} 0 obj\n<< /Length {length} >>\nstream\n", contents[0].number);
    whole.extend([head.as_bytes(), &bytes[from..from + length], b"\nendstream\nendobj\n"].concat());
    let start = whole.len();
    let previous = i64::try_from(document.revisions().last().unwrap().xref_offset).unwrap();
    let mut trailer = Vec::new();
    let carried = view.trailer().clone().with("Prev", previous);
    paraph_pdf::serialize::value(&carried.into(), &mut trailer).unwrap();
    whole.extend(format!("xref\n{} 1\n{place:010} 00000 n \ntrailer\n", contents[0].number).bytes());
    whole.extend(trailer);
    whole.extend(format!("\nstartxref\n{start}\n%%EOF\n").bytes());
    whole
}

#[test]
fn one_changed_byte_of_an_encrypted_file_is_seen() {
    let scene = Scene::new();
    let Some(bytes) = AES_256.close(&base(), KEYS, &[]) else { return };
    let signed = sign(&scene, &bytes, "reader", &seal(&scene, "one"));
    let place = bytes.windows(6).position(|part| part == b"stream").unwrap();
    for at in [place + 10, place + 40] {
        let mut flipped = signed.clone();
        flipped[at] ^= 1;
        let anchors = vec![scene.authority.root.certificate().clone()];
        let opened = Document::unlock(flipped, Some(&Password::new(b"reader"))).unwrap();
        let report = validate(&opened, &ValidationContext::new(anchors, now())).unwrap();
        assert!(!report.clean() && !report.signatures[0].crypto_intact);
    }
}

#[test]
fn a_signature_over_a_mixture_holds_and_the_mixture_is_told() {
    let scene = Scene::new();
    for lock in LOCKS.iter().filter(|lock| lock.version.0 >= 4) {
        let Some(bytes) = lock.close(&base(), KEYS, &[]) else { return };
        let document = open(&bytes, "writer");
        let mut update = Update::new(&document).unwrap();
        let clear = Dictionary::new().with("Filter", Name::from("Crypt"));
        let id = update.add(Stream::new(clear, *b"put here by anybody")).unwrap();
        let root = document.current().trailer().get(b"Root").unwrap().as_reference().unwrap();
        let catalog = update.dictionary(root, "the catalogue").unwrap().with("Mixed", id);
        update.replace(root, catalog);
        let mixed = [bytes.clone(), update.finish(&[1]).unwrap().bytes].concat();
        let signed = sign(&scene, &mixed, "writer", &seal(&scene, "one"));
        let report = report(&scene, &signed, "reader");
        assert!(report.passed(), "{}: {report:#?}", lock.name);
        assert_eq!(report.warnings, [Warning::PartsAreNotEncrypted { objects: vec![id.number] }]);
    }
}

#[test]
fn the_inspection_says_how_a_document_is_encrypted() {
    let Some(bytes) = AES_256.close(&base(), KEYS, &[]) else { return };
    let facts = inspect(&open(&bytes, "reader")).unwrap().encryption.unwrap();
    let said = serde_json::to_value(&facts).unwrap();
    assert_eq!(said["streams"], "AES-256");
    assert_eq!(said["revision"], 6);
    assert_eq!(said["opened_as"], "user");
    let scene = Scene::new();
    let clear = scene.sign(&base(), &seal(&scene, "one"));
    assert_judged_valid(&clear, 1);
    assert_eq!(inspect(&Document::open(clear).unwrap()).unwrap().encryption, None);
}

#[test]
fn validation_data_and_a_time_stamp_are_added_to_an_encrypted_document() {
    let scene = Scene::new();
    for lock in &LOCKS {
        let Some(bytes) = lock.close(&base(), KEYS, &[]) else { return };
        let signed = sign(&scene, &bytes, "reader", &seal(&scene, "one"));
        let known = Known { certificates: scene.authority.seal.chain().to_vec(), ..Known::default() };
        let tail = add_validation_data(&open(&signed, "reader"), &known).unwrap();
        let whole = [signed, tail].concat();
        let document = open(&whole, "reader");
        let store =
            document.current().dictionary(&document.current().catalog().unwrap(), b"DSS").unwrap().unwrap();
        let first = document.current().array(&store, b"Certs").unwrap()[0].clone();
        let stream = document.current().resolve(&first).unwrap();
        let read = document.current().decode(stream.as_stream().unwrap()).unwrap();
        assert_eq!(read, scene.authority.seal.chain()[0].to_der(), "{}", lock.name);
        let report = report(&scene, &whole, "writer");
        assert!(report.passed() && report.warnings.is_empty(), "{}: {report:#?}", lock.name);
        assert_opened_and_judged_valid_but_extended(&whole, lock);
    }
}

/// The signature is valid, and what follows it is not signed.
fn assert_opened_and_judged_valid_but_extended(bytes: &[u8], lock: &Lock) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("extended.pdf");
    std::fs::write(&path, bytes).unwrap();
    let path = path.to_str().unwrap();
    if let Some(said) = run("pdfsig", &["-nocert", "-upw", "reader", path]) {
        assert!(said.text.contains("Signature is Valid."), "{}: {}", lock.name, said.text);
    }
    if let Some(said) = run("qpdf", &["--check", "--password=reader", path]) {
        assert!(said.content && !said.text.contains("WARNING"), "{}: {}", lock.name, said.text);
    }
}
