//! The long-term levels: what is missing is told, what is gathered goes into the document, and the outcome holds in our
//! validator and in pyHanko's after the certificates are out of date.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "scene/evidence.rs"]
mod evidence;
mod judges;
#[path = "../../paraph-pdf/tests/sample/mod.rs"]
mod sample;
mod scene;

use evidence::{DAY, ROOM, context, everything, list, response, stamped, with_data};
use jiff::{SignedDuration, Timestamp};
use judges::{assert_judged_valid, run};
use paraph_pades::Error;
use paraph_pades::extend::{add_validation_data, prepare_timestamp};
use paraph_pades::sign::{Act, Level, SignatureField};
use paraph_pades::validate::{
    self, Indication, Known, Need, Report, SubIndication, ValidationContext, missing, validate,
};
use paraph_pdf::Document;
use paraph_pki::authority::{Authority, Order, Owner, Profile, Published, Revocation};
use paraph_pki::ocsp::CertificateStatus;
use paraph_pki::path::RevocationRule;
use paraph_pki::revocation::RevocationReason;
use paraph_pki::timestamp::{INSTANCE_POLICY, Responder as TimestampResponder};
use paraph_pki::{Certificate, KeyKind};
use sample::{SHAPES, Sample};
use scene::{Scene, now};

fn signed(scene: &Scene, base: &[u8]) -> Vec<u8> {
    let mut request = scene.request(Act::Seal, SignatureField::NewInvisible("Seal".to_owned()));
    request.level = Level::BaselineT;
    scene.sign(base, &request)
}

fn look(bytes: &[u8], context: &ValidationContext) -> Report {
    validate(&Document::open(bytes).unwrap(), context).unwrap()
}

#[test]
fn what_is_missing_is_told_and_what_is_there_is_not() {
    let scene = Scene::new();
    let bytes = signed(&scene, &Sample::default().bytes());
    let document = Document::open(bytes.as_slice()).unwrap();
    let needs = |known: &Known| missing(&document, &context(&scene, known, now())).unwrap();
    let nothing = needs(&Known::default());
    let (issuing, signer) = (scene.authority.issuing.certificate(), scene.signer.certificate());
    let stamper = scene.authority.timestamp.certificate();
    for of in [signer, stamper] {
        let wanted = Need::Status { of: of.clone(), issuer: issuing.clone() };
        assert!(nothing.missing.contains(&wanted), "{:#?}", nothing.missing);
    }
    assert_eq!(nothing.missing.len(), 3, "the signer, the time-stamps, and the issuing authority");
    let all = needs(&everything(&scene));
    assert_eq!(all.missing, []);
    assert_eq!((all.used.ocsp_responses.len(), all.used.revocation_lists.len()), (2, 1));
    // Signer, time-stamps, issuing authority, root, and two responders.
    assert_eq!(all.used.certificates.len(), 6);
}

#[test]
fn without_its_issuer_a_certificate_is_told_by_name() {
    let scene = Scene::new();
    let mut request = scene.request(Act::Seal, SignatureField::NewInvisible("Seal".to_owned()));
    request.signer.chain.clear();
    let bytes = scene.sign(&Sample::default().bytes(), &request);
    let document = Document::open(bytes.as_slice()).unwrap();
    let needs = missing(&document, &context(&scene, &Known::default(), now())).unwrap();
    assert_eq!(needs.missing, [Need::Issuer { of: scene.signer.certificate().clone() }]);
}

/// A certificate of the issuing authority's name and key by a stranger, who wrote addresses of its own into it.
fn bogus(scene: &Scene) -> Certificate {
    let owner = Owner { organization: "Stranger", country: None };
    let stranger = Authority::create(owner, KeyKind::P256, now(), &scene.random).unwrap();
    let own = &scene.authority.issuing;
    let order = Order {
        profile: Profile::IssuingAuthority,
        subject: own.certificate().subject(),
        public_key: &own.key().public_key().unwrap(),
        validity: own.certificate().validity(),
        published: &Published {
            certificate: Some("http://169.254.169.254/issuer".to_owned()),
            ocsp: Some("http://169.254.169.254/ocsp".to_owned()),
            revocation_list: Some("http://169.254.169.254/list".to_owned()),
        },
    };
    stranger.root.issue(&order, &scene.random).unwrap()
}

#[test]
fn who_issued_a_certificate_is_read_off_its_path_to_an_anchor() {
    let scene = Scene::new();
    let (bogus, issuing) = (bogus(&scene), scene.authority.issuing.certificate());
    let signed_with = |chain: &[&Certificate]| {
        let mut request = scene.request(Act::Seal, SignatureField::NewInvisible("Seal".to_owned()));
        request.signer.chain = chain.iter().map(|one| (*one).clone()).collect();
        scene.sign(&Sample::default().bytes(), &request)
    };
    let needs = |bytes: &[u8], context: &ValidationContext| {
        missing(&Document::open(bytes).unwrap(), context).unwrap()
    };
    let root = scene.authority.root.certificate();
    let bytes = signed_with(&[&bogus, issuing]);
    let found = needs(&bytes, &context(&scene, &Known::default(), now()));
    let status =
        |of: &Certificate, issuer: &Certificate| Need::Status { of: of.clone(), issuer: issuer.clone() };
    assert_eq!(found.missing, [status(scene.signer.certificate(), issuing), status(issuing, root)]);
    assert_eq!(found.used.certificates, [scene.signer.certificate().clone(), issuing.clone(), root.clone()]);
    // With everything said, the right chain goes into the store.
    let found = needs(&bytes, &context(&scene, &everything(&scene), now()));
    assert_eq!(found.missing, []);
    assert!(found.used.certificates.contains(issuing) && !found.used.certificates.contains(&bogus));
    // Without the right one nobody is asked at a stranger's address, but where the signer's own certificate says.
    let alone = needs(&signed_with(&[&bogus]), &context(&scene, &Known::default(), now()));
    let asked = alone.missing.iter().map(|need| match need {
        Need::Issuer { of } | Need::Status { of, .. } => of,
    });
    assert!(asked.clone().count() > 0 && asked.clone().all(|of| of == scene.signer.certificate()));
    assert!(alone.missing.contains(&Need::Issuer { of: scene.signer.certificate().clone() }));
    // Whoever trusts nobody yet is told of all there is.
    let nobody = ValidationContext::new(Vec::new(), now());
    assert_eq!(needs(&bytes, &nobody).missing.len(), 2);
}

#[test]
fn validation_data_and_an_archive_time_stamp_lift_every_shape() {
    let scene = Scene::new();
    let mut known = everything(&scene);
    // pyHanko looks at responses only for certificates that name a responder; it takes lists for all.
    known.revocation_lists.push(list(&scene, &scene.authority.issuing, &[]));
    for shape in SHAPES {
        let base = signed(&scene, &Sample::of(shape).bytes());
        let with_data = with_data(&scene, &base, &known);
        assert!(with_data.starts_with(&base));
        let level =
            |bytes: &[u8]| look(bytes, &context(&scene, &Known::default(), now())).signatures[0].level;
        assert_eq!(level(&base), validate::Level::BaselineT);
        assert_eq!(level(&with_data), validate::Level::BaselineLt);
        let archived = stamped(&scene, &with_data, "Archive-1", now());
        assert_eq!(level(&archived), validate::Level::BaselineLta);
        let renewed = stamped(&scene, &archived, "Archive-2", now());
        let report = look(&renewed, &context(&scene, &Known::default(), now()));
        assert!(report.passed() && report.signatures.len() == 3, "{report:#?}");
        assert_others_approve(&scene, &renewed);
    }
}

/// qpdf finds the file in order, poppler the signature valid, and pyHanko every signature whole, with the data inside.
fn assert_others_approve(scene: &Scene, bytes: &[u8]) {
    // Poppler looks at the signature alone, not at document time-stamps.
    assert_judged_valid(bytes, 1);
    let directory = tempfile::tempdir().unwrap();
    let (path, root) = (directory.path().join("signed.pdf"), directory.path().join("root.pem"));
    std::fs::write(&path, bytes).unwrap();
    std::fs::write(&root, scene.authority.root.certificate().to_pem().unwrap()).unwrap();
    let (path, root) = (path.to_str().unwrap(), root.to_str().unwrap());
    let validate = ["sign", "adesverify", "--pretty-print", "--trust", root, "--trust-replace", path];
    if let Some(said) = run("pyhanko", &validate) {
        assert!(said.text.contains("The signature is judged VALID."), "pyHanko: {}", said.text);
    }
}

#[test]
fn nothing_is_written_twice() {
    let scene = Scene::new();
    let known = everything(&scene);
    let bytes = with_data(&scene, &signed(&scene, &Sample::default().bytes()), &known);
    let document = Document::open(bytes.as_slice()).unwrap();
    let needs = missing(&document, &context(&scene, &Known::default(), now())).unwrap();
    assert_eq!(needs.missing, [], "it carries all it needs");
    assert_eq!(add_validation_data(&document, &needs.used).unwrap(), b"");
    // Something new goes beside what is there.
    let more =
        Known { revocation_lists: vec![list(&scene, &scene.authority.issuing, &[])], ..Known::default() };
    let tail = add_validation_data(&document, &more).unwrap();
    let more = [bytes.as_slice(), &tail].concat();
    let document = Document::open(more.as_slice()).unwrap();
    let needs = missing(&document, &context(&scene, &Known::default(), now())).unwrap();
    assert_eq!((needs.used.revocation_lists.len(), needs.used.ocsp_responses.len()), (2, 2));
}

#[test]
fn what_was_proven_in_time_holds_when_the_signer_is_out_of_date() {
    let scene = Scene::new();
    let bytes = with_data(&scene, &signed(&scene, &Sample::default().bytes()), &everything(&scene));
    let archived = stamped(&scene, &bytes, "Archive-1", now());
    // The signer's certificate ends after nine months; the time-stamps' certificate lives nine years.
    let later = now() + DAY * 365 * 2;
    assert!(scene.signer.certificate().validity().not_after < later);
    let report = look(&archived, &context(&scene, &Known::default(), later));
    assert!(report.passed(), "{report:#?}");
    // Without any time-stamp nothing proves that it was signed in time.
    let plain = scene.sign(
        &Sample::default().bytes(),
        &scene.request(Act::Seal, SignatureField::NewInvisible("Seal".to_owned())),
    );
    let report = look(&plain, &context(&scene, &Known::default(), later));
    assert_eq!(report.signatures[0].sub_indication, Some(SubIndication::OutOfBoundsNoPoe));
}

#[test]
fn a_renewal_asks_again_about_the_last_time_stamp_and_not_about_who_is_out_of_date() {
    let scene = Scene::new();
    let bytes = with_data(&scene, &signed(&scene, &Sample::default().bytes()), &everything(&scene));
    let archived = stamped(&scene, &bytes, "Archive-1", now());
    let document = Document::open(archived.as_slice()).unwrap();
    let later = now() + DAY * 365 * 2;
    let needs = missing(&document, &context(&scene, &Known::default(), later)).unwrap();
    let of = |need: &Need| match need {
        Need::Issuer { of } | Need::Status { of, .. } => of.clone(),
    };
    let asked: Vec<Certificate> = needs.missing.iter().map(of).collect();
    assert!(asked.contains(scene.authority.timestamp.certificate()), "{asked:?}");
    assert!(!asked.contains(scene.signer.certificate()), "it has expired, and nobody need remember it");
    // Who trusts nobody is proven nothing, and has to ask about everybody.
    let nobody = ValidationContext::new(Vec::new(), later);
    let needs = missing(&document, &nobody).unwrap();
    assert!(needs.missing.iter().map(of).any(|asked| asked == *scene.signer.certificate()));
}

#[test]
fn a_revocation_counts_if_it_came_before_the_signature() {
    let scene = Scene::new();
    let bytes = signed(&scene, &Sample::default().bytes());
    let said = |time: Timestamp| {
        let reason = RevocationReason::KeyCompromise;
        let serial = scene.signer.certificate().serial().to_vec();
        let list = list(&scene, &scene.authority.issuing, &[Revocation { serial, time, reason }]);
        let by_list = Known { revocation_lists: vec![list], ..Known::default() };
        let status = CertificateStatus::Revoked { time, reason };
        let answer = response(&scene, scene.signer.certificate(), status);
        let by_responder = Known { ocsp_responses: vec![answer], ..Known::default() };
        // Judged a minute later, when both have been said.
        let at = now() + SignedDuration::from_secs(60);
        [by_list, by_responder].map(|known| look(&bytes, &context(&scene, &known, at)).signatures.remove(0))
    };
    // A time-stamp proves that a signature is older, never that it is younger: so it is not said to be wrong.
    for one in said(now() - SignedDuration::from_hours(1)) {
        assert_eq!(
            (one.indication, one.sub_indication),
            (Indication::Indeterminate, Some(SubIndication::RevokedNoPoe))
        );
    }
    for one in said(now() + SignedDuration::from_secs(30)) {
        assert_eq!(one.indication, Indication::TotalPassed, "it was signed before: {one:#?}");
    }
}

#[test]
fn who_asks_for_words_about_revocation_gets_try_later_without_them() {
    let scene = Scene::new();
    let bytes = signed(&scene, &Sample::default().bytes());
    let strict = |known: &Known| ValidationContext {
        revocation: RevocationRule::Require,
        ..context(&scene, known, now() + SignedDuration::from_secs(5))
    };
    let report = look(&bytes, &strict(&Known::default()));
    assert_eq!(report.signatures[0].sub_indication, Some(SubIndication::TryLater));
    let report = look(&bytes, &strict(&everything(&scene)));
    assert!(report.passed(), "{report:#?}");
}

#[test]
fn a_document_that_allows_no_change_is_not_extended() {
    let scene = Scene::new();
    let base = signed(&scene, &Sample::default().bytes());
    let document = Document::open(base.as_slice()).unwrap();
    let taken = prepare_timestamp(&document, "Seal", ROOM).err();
    assert!(matches!(taken, Some(Error::FieldNameIsTaken { .. })));
    let prepared = prepare_timestamp(&document, "Archive", 16).unwrap();
    let query = prepared.query(&scene.random).unwrap();
    let responder = TimestampResponder::new(&scene.authority.timestamp, INSTANCE_POLICY, 500).unwrap();
    let answer = responder.respond(&query.to_der().unwrap(), now(), &scene.random).unwrap();
    assert!(matches!(prepared.embed(&query, &answer), Err(Error::SignatureDoesNotFit { .. })));
    // The answer to another question is not taken.
    let prepared = prepare_timestamp(&document, "Archive", ROOM).unwrap();
    let other = prepare_timestamp(&document, "Other", ROOM).unwrap().query(&scene.random).unwrap();
    let answer = responder.respond(&other.to_der().unwrap(), now(), &scene.random).unwrap();
    assert!(prepared.embed(&other, &answer).is_err());
}
