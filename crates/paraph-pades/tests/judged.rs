//! What we sign at every level, by both kinds of keys, once and twenty times, before every judge there is; and what others
//! sign, before ours.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

#[path = "scene/evidence.rs"]
mod evidence;
mod judges;
#[path = "judges/message.rs"]
mod message;
#[path = "../../paraph-pdf/tests/sample/mod.rs"]
mod sample;
mod scene;

use std::path::Path;

use base64ct::{Base64, Encoding};
use evidence::{context, everything, list, stamped, with_data};
use judges::{assert_each_is_valid, assert_judged_valid, run};
use message::message_and_content;
use paraph_pades::form::geometry::{ShownRectangle, to_user_space};
use paraph_pades::form::{FieldKind, FieldPlacement, Requirement};
use paraph_pades::sign::{self, Act, SignatureField};
use paraph_pades::validate::{
    DEFAULT_POLICY, Known, Level, Policy, Report, SubIndication, ValidationContext, validate,
};
use paraph_pdf::Document;
use paraph_pki::KeyKind;
use paraph_pki::cms::SignedData;
use sample::{SHAPES, Sample};
use scene::{Scene, now};

const LEVELS: [Level; 4] = [Level::BaselineB, Level::BaselineT, Level::BaselineLt, Level::BaselineLta];

/// Signed so often, one after the other, and brought to the level.
fn signed(scene: &Scene, known: &Known, level: Level, count: usize) -> Vec<u8> {
    let shape = LEVELS.iter().zip(SHAPES).find(|(one, _)| **one == level).unwrap().1;
    let mut bytes = Sample::of(shape).bytes();
    for number in 1..=count {
        let field = SignatureField::NewInvisible(format!("Seal-{number}"));
        let mut request = scene.request(Act::Seal, field);
        if level != Level::BaselineB {
            request.level = sign::Level::BaselineT;
        }
        bytes = scene.sign(&bytes, &request);
    }
    if matches!(level, Level::BaselineLt | Level::BaselineLta) {
        bytes = with_data(scene, &bytes, known);
    }
    if level == Level::BaselineLta { stamped(scene, &bytes, "Archive", now()) } else { bytes }
}

fn report(scene: &Scene, bytes: &[u8]) -> Report {
    validate(&Document::open(bytes).unwrap(), &context(scene, &Known::default(), now())).unwrap()
}

fn assert_everybody_approves(scene: &Scene) {
    let mut known = everything(scene);
    // pyHanko looks at responses only for certificates that name a responder; it takes lists for all.
    known.revocation_lists.push(list(scene, &scene.authority.issuing, &[]));
    for level in LEVELS {
        for count in [1, 20] {
            let bytes = signed(scene, &known, level, count);
            let what = format!("{level:?}, {count} signatures");
            let report = report(scene, &bytes);
            assert!(report.passed(), "{what}: {report:#?}");
            assert!(report.signatures[..count].iter().all(|one| one.level == level), "{what}: {report:#?}");
            if level == Level::BaselineLt {
                // The evidence follows the last signature.
                assert_each_is_valid(&bytes, count, "");
            } else {
                assert_judged_valid(&bytes, count);
            }
            assert_openssl_approves(scene, &bytes, level, &what);
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("signed.pdf");
            std::fs::write(&path, &bytes).unwrap();
            assert_mupdf_approves(&path, count, &what);
            assert_pyhanko_approves(scene, &path, level, count, &what);
        }
    }
}

/// Of signatures; for MuPDF a document time-stamp is a field that nobody signed.
fn assert_mupdf_approves(path: &Path, count: usize, what: &str) {
    let Some(said) = run("mutool", &["sign", "-v", path.to_str().unwrap()]) else { return };
    let (whole, followed) = ("The document is unchanged since signing.", "The signature is valid but there");
    let valid = said.text.matches(whole).count() + said.text.matches(followed).count();
    assert_eq!(valid, count, "{what}: mutool: {}", said.text);
}

/// The first message, and its time-stamp where the level has one.
fn assert_openssl_approves(scene: &Scene, bytes: &[u8], level: Level, what: &str) {
    let (message, content) = message_and_content(bytes, "Seal-1");
    let parsed = SignedData::parse(&message).unwrap();
    let signer = parsed.only_signer().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("message"), &message[..parsed.consumed()]).unwrap();
    std::fs::write(path("content"), content).unwrap();
    std::fs::write(path("value"), signer.signature()).unwrap();
    std::fs::write(path("root"), scene.authority.root.certificate().to_pem().unwrap()).unwrap();
    let cms = ["cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any", "-out", "/dev/null", "-in"];
    let files = [&path("message"), "-content", &path("content"), "-CAfile", &path("root")];
    let Some(said) = run("openssl", &[&cms[..], &files].concat()) else { return };
    assert!(said.content, "{what}: {}", said.text);
    let stamps: Vec<&[u8]> = signer.signature_timestamps().collect();
    assert_eq!(stamps.is_empty(), level == Level::BaselineB, "{what}");
    for stamp in stamps {
        std::fs::write(path("token"), stamp).unwrap();
        let token = path("token");
        let (value, root) = (path("value"), path("root"));
        let ts = ["ts", "-verify", "-token_in", "-in", &token, "-data", &value, "-CAfile", &root];
        let said = run("openssl", &ts).unwrap();
        assert!(said.content && said.text.contains("Verification: OK"), "{what}: {}", said.text);
    }
}

fn assert_pyhanko_approves(scene: &Scene, path: &Path, level: Level, count: usize, what: &str) {
    let root = path.with_file_name("root.pem");
    std::fs::write(&root, scene.authority.root.certificate().to_pem().unwrap()).unwrap();
    let (path, root) = (path.to_str().unwrap(), root.to_str().unwrap());
    // The lower two levels carry nothing about revocation, and nobody is there to be asked.
    let unasked: &[&str] =
        if matches!(level, Level::BaselineB | Level::BaselineT) { &["--no-revocation-check"] } else { &[] };
    for (way, more) in [("validate", &[][..]), ("adesverify", unasked)] {
        let arguments = ["sign", way, "--pretty-print", "--trust", root, "--trust-replace"];
        let Some(said) = run("pyhanko", &[&arguments, more, &[path]].concat()) else { return };
        let valid = said.text.matches("The signature is judged VALID.").count();
        assert_eq!(valid, count, "{what}, {way}: {}", said.text);
    }
}

#[test]
fn everybody_approves_of_what_p_256_signs() {
    assert_everybody_approves(&Scene::new());
}

#[test]
fn everybody_approves_of_what_rsa_signs() {
    assert_everybody_approves(&Scene::with_keys(KeyKind::Rsa3072));
}

/// MuPDF signs a field that we placed, beside a signature of ours; each of us finds both good.
#[test]
fn what_mupdf_signs_holds() {
    // It keeps room for a value as long as a trial's, and values of ECDSA differ in length.
    let scene = Scene::with_keys(KeyKind::Rsa2048);
    let base = Sample::default().bytes();
    let page = Document::open(base.as_slice()).unwrap().current().pages().unwrap().next().unwrap().unwrap();
    let place = FieldPlacement {
        name: "Theirs".to_owned(),
        page: 0,
        rectangle: to_user_space(&page, ShownRectangle { left: 10.0, top: 60.0, width: 30.0, height: 8.0 }),
        kind: FieldKind::Signature { locks: Vec::new() },
        tooltip: "Their signature".to_owned(),
        required: Requirement::Required,
    };
    let field = SignatureField::NewInvisible("Ours".to_owned());
    let admitted = scene.sign(&base, &scene.request(Act::Admit { fields: vec![place] }, field));
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("in.pdf"), &admitted).unwrap();
    write_key(&scene, folder.path());
    let export =
        ["pkcs12", "-export", "-in", &path("chain.pem"), "-inkey", &path("key.pem"), "-passout", "pass:key"];
    let Some(said) = run("openssl", &[&export[..], &["-out", &path("key.p12")]].concat()) else { return };
    assert!(said.content, "{}", said.text);
    let view = Document::open(admitted.as_slice()).unwrap();
    let theirs = view.current().fields().unwrap().into_iter().find(|field| field.name == "Theirs").unwrap();
    let number = theirs.id.number.to_string();
    let sign =
        ["sign", "-s", &path("key.p12"), "-P", "key", "-o", &path("out.pdf"), &path("in.pdf"), &number];
    let Some(said) = run("mutool", &sign) else { return };
    assert!(said.content, "{}", said.text);
    let signed = std::fs::read(path("out.pdf")).unwrap();
    assert!(signed.starts_with(&admitted));
    // MuPDF writes the signer's certificate alone; its issuer is supplied, as with `--cert`.
    let issuer = vec![scene.authority.issuing.certificate().clone()];
    let known = Known { certificates: issuer, ..Known::default() };
    // Older releases digest by SHA-1, which counts no more; but for that everything is right.
    let strict = context(&scene, &known, now());
    let policy = DEFAULT_POLICY.replace("\"SHA-1\", \"until\": \"2012-08-01\"", "\"SHA-1\"");
    let lenient = ValidationContext { policy: Policy::from_json(&policy).unwrap(), ..strict.clone() };
    let look = |context| validate(&Document::open(signed.as_slice()).unwrap(), context).unwrap();
    let report = look(&strict);
    let outdated = Some(SubIndication::CryptoConstraintsFailureNoPoe);
    assert!(report.passed() || report.signatures[1].sub_indication == outdated, "{report:#?}");
    let report = look(&lenient);
    assert!(report.passed() && report.signatures.len() == 2, "{report:#?}");
}

/// The message is OpenSSL's, in a place that we kept for it.
#[test]
fn what_openssl_signs_holds() {
    for kind in [KeyKind::P256, KeyKind::Rsa2048] {
        let scene = Scene::with_keys(kind);
        let mut bytes = scene.sign(
            &Sample::default().bytes(),
            &scene.request(Act::Seal, SignatureField::NewInvisible("Seal".to_owned())),
        );
        let (message, content) = message_and_content(&bytes, "Seal");
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        std::fs::write(path("content"), &content).unwrap();
        write_key(&scene, folder.path());
        let cms = ["cms", "-sign", "-cades", "-binary", "-md", "sha256", "-outform", "DER"];
        let files = [
            "-in",
            &path("content"),
            "-out",
            &path("message"),
            "-signer",
            &path("signer.pem"),
            "-inkey",
            &path("key.pem"),
        ];
        let Some(said) = run("openssl", &[&cms[..], &files, &["-certfile", &path("issuing.pem")]].concat())
        else {
            return;
        };
        assert!(said.content, "{}", said.text);
        let mut theirs = std::fs::read(path("message")).unwrap();
        theirs.resize(message.len(), 0);
        let digits = theirs.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let ours = message.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
        let at =
            bytes.windows(64).position(|part| part.eq_ignore_ascii_case(&ours.as_bytes()[..64])).unwrap();
        bytes[at..at + digits.len()].copy_from_slice(digits.as_bytes());
        assert_judged_valid(&bytes, 1);
        let report = report(&scene, &bytes);
        assert!(report.passed(), "{report:#?}");
    }
}

/// The signer's key and certificates, as PEM.
fn write_key(scene: &Scene, folder: &Path) {
    let der = scene.signer.key().to_pkcs8_der().unwrap();
    let key = Base64::encode_string(&der);
    let lines: Vec<&str> = key.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let key = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"));
    std::fs::write(folder.join("key.pem"), key).unwrap();
    let signer = scene.signer.certificate().to_pem().unwrap();
    let issuing = scene.authority.issuing.certificate().to_pem().unwrap();
    std::fs::write(folder.join("signer.pem"), &signer).unwrap();
    std::fs::write(folder.join("issuing.pem"), &issuing).unwrap();
    std::fs::write(folder.join("chain.pem"), signer + &issuing).unwrap();
}
