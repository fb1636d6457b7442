//! A provider that lies, errs or dawdles: nothing that it gives is embedded.

use base64ct::{Base64, Encoding};
use paraph_pki::{Certificate, DigestAlgorithm, RsaPadding, SignatureAlgorithm};
use paraph_server::net::csc::{Batch, Credential, CscError, Fault, Operation, Order};
use paraph_server::net::http::HttpError;
use serde_json::{Value, json};

use super::house::{Manner, Plan, now};
use super::signing::{proofs, ready, some};

/// What comes of signing two digests.
async fn signing(manner: Manner) -> Option<CscError> {
    let house = Plan::of(2).with(manner).open().await;
    let session = house.session().await;
    let credential = ready(&session).await;
    let activation = match session.authorize(&credential, Order::of(some(2), proofs())).await {
        Ok(activation) => activation,
        Err(error) => return Some(error),
    };
    activation.sign(Operation::Synchronous).await.err()
}

/// What comes of asking for a credential that says this of itself.
async fn finding(said: Value) -> Result<Credential, CscError> {
    let house = Plan::of(2).saying(said).open().await;
    house.session().await.find_credential("GX1", now()).await
}

fn text(certificate: &Certificate) -> String {
    Base64::encode_string(certificate.to_der())
}

#[tokio::test]
async fn a_signature_over_something_else_is_refused() {
    for manner in [Manner::SignsSomethingElse, Manner::SwapsSignatures] {
        let house = Plan::of(2).with(manner).open().await;
        let session = house.session().await;
        let credential = ready(&session).await;
        let algorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
        let batch = Batch::of_messages(algorithm, &[b"one", b"two"]).unwrap();
        let activation = session.authorize(&credential, Order::of(batch, proofs())).await.unwrap();
        let outcome = activation.sign(Operation::Synchronous).await.err();
        assert!(matches!(outcome, Some(CscError::SignatureIsWrong)), "{outcome:?}");
    }
}

#[tokio::test]
async fn another_number_of_signatures_is_refused() {
    for (manner, count) in [(Manner::SignsOneLess, 1), (Manner::SignsOneMore, 3)] {
        let outcome = signing(manner).await;
        let is_told = matches!(
            outcome,
            Some(CscError::WrongNumberOfSignatures { expected: 2, found }) if found == count
        );
        assert!(is_told, "{outcome:?}");
    }
}

#[tokio::test]
async fn a_signature_of_another_certificate_s_key_is_refused() {
    let plan = Plan::of(2);
    let house = plan.open().await;
    // The provider shows somebody else's certificate, of the same kind, from the same authority.
    let shown = json!({ "cert": { "certificates": [text(&house.other)] } });
    let lying = Plan::of(2).saying(shown).open().await;
    let session = lying.session().await;
    let credential = ready(&session).await;
    assert!(credential.chain().is_empty());
    let activation = session.authorize(&credential, Order::of(some(1), proofs())).await.unwrap();
    let outcome = activation.sign(Operation::Synchronous).await.err();
    assert!(matches!(outcome, Some(CscError::SignatureIsWrong)), "{outcome:?}");
}

#[tokio::test]
async fn values_that_are_no_signatures_are_refused() {
    for value in
        ["", "AAAA", "no base64!", &Base64::encode_string(&[1; 64]), &Base64::encode_string(&[0; 64])]
    {
        let answer = json!({ "signatures": [value, value] });
        let outcome = signing(Manner::Answers("signatures/signHash", 200, answer)).await;
        assert!(matches!(outcome, Some(CscError::SignatureIsWrong | CscError::Pki(_))), "{outcome:?}");
    }
}

#[tokio::test]
async fn answers_without_what_was_asked_are_refused() {
    for (method, answer) in [
        ("signatures/signHash", json!({})),
        ("signatures/signHash", json!({ "signatures": "one" })),
        ("signatures/signHash", json!({ "signatures": [1] })),
        ("signatures/signHash", json!([])),
        ("credentials/authorize", json!({})),
        ("credentials/authorize", json!({ "SAD": "" })),
        ("credentials/authorize", json!({ "SAD": 7 })),
        ("credentials/authorize", json!({ "handle": "later, with status 200" })),
    ] {
        let outcome = signing(Manner::Answers(method, 200, answer.clone())).await;
        let is_told = matches!(outcome, Some(CscError::AnswerIsMalformed { method: of, .. }) if of == method);
        assert!(is_told, "{answer}: {outcome:?}");
    }
    let page = Manner::Says("signatures/signHash", 200, "text/html", "{\"signatures\":[]}");
    assert!(matches!(signing(page).await, Some(CscError::AnswerIsMalformed { .. })));
    let broken = Manner::Says("signatures/signHash", 200, "application/json", "{\"signatures\":[");
    assert!(matches!(signing(broken).await, Some(CscError::AnswerIsMalformed { .. })));
    let nothing = Manner::Says("credentials/authorize", 204, "application/json", "");
    assert!(matches!(signing(nothing).await, Some(CscError::AnswerIsMalformed { .. })));
}

#[tokio::test]
async fn silence_redirections_and_endless_answers_end_the_act() {
    const METHOD: &str = "signatures/signHash";
    let outcome = signing(Manner::IsSilent(METHOD)).await;
    assert!(matches!(outcome, Some(CscError::Http(HttpError::TookTooLong(..)))), "{outcome:?}");
    let outcome = signing(Manner::Redirects(METHOD)).await;
    assert!(matches!(outcome, Some(CscError::Http(HttpError::Redirects(_)))), "{outcome:?}");
    let outcome = signing(Manner::GoesOn(METHOD)).await;
    assert!(matches!(outcome, Some(CscError::Http(HttpError::AnswerIsTooLong(..)))), "{outcome:?}");
    let outcome = signing(Manner::Says(METHOD, 500, "text/html", "<h1>Oops</h1>")).await;
    let is_told = matches!(
        outcome,
        Some(CscError::Refused { method: METHOD, status: 500, fault: Fault::Unexplained, words: None })
    );
    assert!(is_told, "{outcome:?}");
}

#[tokio::test]
async fn a_credential_that_is_not_good_is_refused_before_anything_is_signed() {
    let house = Plan::of(2).open().await;
    let other = text(&house.other);
    for (said, expected) in [
        (json!({ "key": { "status": "disabled" } }), "the credential's key is disabled at the provider"),
        (
            json!({ "cert": { "status": "revoked" } }),
            "the provider says that the credential's certificate is revoked",
        ),
        (json!({ "cert": { "status": "expired" } }), "certificate is expired"),
        (json!({ "cert": { "status": "suspended" } }), "certificate is suspended"),
        (json!({ "cert": { "certificates": [] } }), "there is no certificate in it"),
        (json!({ "cert": { "certificates": ["AAAA"] } }), "certificates"),
        (json!({ "cert": { "certificates": vec![other; 21] } }), "certificates"),
        (json!({ "key": { "len": 384 } }), "not the one of its certificate"),
        (json!({ "key": { "curve": "1.3.132.0.34" } }), "not the one of its certificate"),
        (json!({ "SCAL": "3" }), "SCAL"),
        (json!({ "auth": { "mode": "by telepathy" } }), "auth/mode"),
        (json!({ "auth": { "objects": [{ "type": "Blood", "id": "one" }] } }), "auth/mode"),
        (json!({ "key": { "algo": "all" } }), "a member is missing or of another kind"),
    ] {
        let outcome = finding(said.clone()).await.err().map(|error| error.to_string());
        assert!(outcome.as_ref().is_some_and(|told| told.contains(expected)), "{said}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_certificate_out_of_date_is_refused() {
    let house = Plan::of(1).open().await;
    let session = house.session().await;
    for time in ["2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z"] {
        let outcome = session.find_credential("GX1", time.parse().unwrap()).await.err();
        assert!(matches!(outcome, Some(CscError::CertificateIsNotValidNow)), "{outcome:?}");
    }
}

#[tokio::test]
async fn an_algorithm_the_key_does_not_offer_is_not_asked_for() {
    let rsa_only =
        finding(json!({ "key": { "algo": ["1.2.840.113549.1.1.11", "nonsense"] } })).await.unwrap();
    assert!(matches!(rsa_only.algorithm(RsaPadding::Pkcs1), Err(CscError::NoAlgorithm)));
    let stronger = finding(json!({ "key": { "algo": ["1.2.840.10045.4.3.4"] } })).await.unwrap();
    let chosen = stronger.algorithm(RsaPadding::Pkcs1).unwrap();
    assert_eq!(chosen, SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha512));
    let old = finding(json!({ "key": { "algo": ["1.2.840.10045.4.1"] } })).await.unwrap();
    assert!(matches!(old.algorithm(RsaPadding::Pkcs1), Err(CscError::NoAlgorithm)), "SHA-1");

    let house = Plan::of(2).open().await;
    let session = house.session().await;
    let credential = ready(&session).await;
    let unasked = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384);
    let batch = Batch::of_digests(unasked, vec![vec![1; 48]]).unwrap();
    let outcome = session.authorize(&credential, Order::of(batch, proofs())).await.err();
    assert!(matches!(outcome, Some(CscError::AlgorithmIsNotOffered(_))), "{outcome:?}");
    assert!(house.asked("credentials/authorize").is_empty());
}

#[tokio::test]
async fn what_leads_nowhere_is_left_out_of_the_chain() {
    let house = Plan::of(2).open().await;
    let stranger = Plan::of(2).open().await;
    let certificates =
        [&house.certificate, stranger.authority.issuing.certificate(), stranger.authority.root.certificate()];
    let credential = finding(json!({ "cert": { "certificates": certificates.map(text) } })).await.unwrap();
    // The stranger's authority has another name or another key: neither signed this certificate.
    assert!(credential.chain().is_empty(), "{:?}", credential.chain());
}

#[test]
fn a_batch_that_is_none_is_refused() {
    let ecdsa = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
    for digests in [vec![], vec![vec![1; 31]], vec![vec![1; 32], vec![]], vec![vec![1; 32]; 1_001]] {
        let outcome = Batch::of_digests(ecdsa, digests);
        assert!(matches!(outcome, Err(CscError::BatchIsMalformed)), "{outcome:?}");
    }
    let outcome = Batch::of_messages(SignatureAlgorithm::Ed25519, &[b"one"]);
    assert!(matches!(outcome, Err(CscError::AlgorithmIsNotOffered(_))), "it signs no digest");
}
