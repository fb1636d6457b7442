//! From prepared documents to signed ones, by a provider that keeps the rules.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use aws_lc_rs::rand::SystemRandom;
use base64ct::{Base64, Encoding};
use paraph_pades::sign::{self, Act, Level, Prepared, Request, SignatureField, Signer};
use paraph_pades::validate::{ValidationContext, validate};
use paraph_pdf::Document;
use paraph_pki::timestamp::{self, INSTANCE_POLICY, Responder};
use paraph_pki::{DigestAlgorithm, RsaPadding, SignatureAlgorithm};
use paraph_server::net::csc::{
    Batch, Credential, CscError, FactorKind, Mode, Operation, Order, Proof, Session, SoleControl, Version,
};
use serde_json::{Value, json};

use super::house::{CODE, House, Manner, PIN, Plan, SHA_256, now, secret};
use crate::sample::{SHAPES, Sample};

pub(super) fn proofs() -> Vec<Proof> {
    [("PIN", PIN), ("OTP", CODE)]
        .map(|(factor, value)| Proof { factor: factor.to_owned(), value: Some(secret(value)) })
        .into()
}

/// Three documents, each another way of writing one.
pub(super) fn documents() -> Vec<Vec<u8>> {
    SHAPES.into_iter().take(3).map(|shape| Sample::of(shape).bytes()).collect()
}

pub(super) fn prepared(documents: &[Vec<u8>], credential: &Credential) -> Vec<Prepared> {
    let signer = Signer {
        certificate: credential.certificate().clone(),
        chain: credential.chain().to_vec(),
        algorithm: credential.algorithm(RsaPadding::Pkcs1).unwrap(),
    };
    let time = if credential.certificate().validity().contains(now()) { now() } else { unreachable!() };
    let field = SignatureField::NewInvisible("Signature".to_owned());
    let request = Request::new(Act::Seal, field, signer, Level::BaselineB, time);
    let prepare = |bytes: &Vec<u8>| sign::prepare(&Document::open(bytes.as_slice()).unwrap(), &request);
    documents.iter().map(|bytes| prepare(bytes).unwrap()).collect()
}

pub(super) fn batch(prepared: &[Prepared], credential: &Credential) -> Batch {
    let messages: Vec<&[u8]> = prepared.iter().map(Prepared::to_be_signed).collect();
    Batch::of_messages(credential.algorithm(RsaPadding::Pkcs1).unwrap(), &messages).unwrap()
}

/// The whole signed documents.
pub(super) fn embedded(
    documents: &[Vec<u8>],
    prepared: Vec<Prepared>,
    signatures: Vec<Vec<u8>>,
) -> Vec<Vec<u8>> {
    let pairs = documents.iter().zip(prepared.into_iter().zip(signatures));
    pairs
        .map(|(bytes, (prepared, value))| {
            let finished = prepared.sign_with(value).unwrap().embed().unwrap();
            [bytes.as_slice(), finished.tail()].concat()
        })
        .collect()
}

fn assert_passes(house: &House, signed: &[u8]) {
    let anchors = vec![house.authority.root.certificate().clone()];
    let report = validate(&Document::open(signed).unwrap(), &ValidationContext::new(anchors, now())).unwrap();
    assert!(report.passed() && report.signatures.len() == 1, "{report:?}");
}

/// The credential, with its code sent.
pub(super) async fn ready(session: &Session) -> Credential {
    let credential = session.find_credential("GX1", now()).await.unwrap();
    assert_eq!(session.challenge(&credential, "OTP").await.unwrap(), None);
    credential
}

/// A batch of `count` digests.
pub(super) fn some(count: u8) -> Batch {
    let digests = (0..count).map(|number| vec![number; 32]).collect();
    Batch::of_digests(SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256), digests).unwrap()
}

#[tokio::test]
async fn one_authorization_signs_a_batch_of_three_documents_in_either_version() {
    for (number, version) in [(1, Version::One), (2, Version::Two)] {
        let house = Plan::of(number).open().await;
        let session = house.session().await;
        assert_eq!(session.provider().version(), version);
        let credential = ready(&session).await;
        let documents = documents();
        let prepared = prepared(&documents, &credential);
        let batch = batch(&prepared, &credential);
        let activation = session.authorize(&credential, Order::of(batch, proofs())).await.unwrap();
        let (signatures, rest) = activation.sign(Operation::Synchronous).await.unwrap();
        assert_eq!((signatures.len(), rest.left()), (3, 0));
        for signed in embedded(&documents, prepared, signatures) {
            assert_passes(&house, &signed);
        }
        assert_eq!(house.asked("credentials/authorize").len(), 1, "one authorization");
        assert_eq!(house.asked("signatures/signHash").len(), 1, "one call");
    }
}

#[tokio::test]
async fn each_version_is_spoken_by_its_own_names() {
    for version in [1, 2] {
        let house = Plan::of(version).open().await;
        let session = house.session().await;
        let credential = ready(&session).await;
        let order = Order { description: Some("the agreement"), ..Order::of(some(2), proofs()) };
        let activation = session.authorize(&credential, order).await.unwrap();
        activation.sign(Operation::Synchronous).await.unwrap();
        let hashes: Vec<String> = (0..2).map(|number| Base64::encode_string(&[number; 32])).collect();
        let (authorize, sign) = match version {
            1 => (
                json!({ "credentialID": "GX1", "numSignatures": 2, "hash": hashes, "PIN": PIN, "OTP": CODE,
                    "description": "the agreement" }),
                json!({ "credentialID": "GX1", "SAD": "SAD-1", "hash": hashes, "signAlgo": "1.2.840.10045.4.3.2" }),
            ),
            _ => (
                json!({ "credentialID": "GX1", "numSignatures": 2, "hashes": hashes, "hashAlgorithmOID": SHA_256,
                    "authData": [{ "id": "PIN", "value": PIN }, { "id": "OTP", "value": CODE }],
                    "description": "the agreement" }),
                json!({ "credentialID": "GX1", "SAD": "SAD-1", "hashes": hashes, "signAlgo": "1.2.840.10045.4.3.2" }),
            ),
        };
        assert_eq!(house.asked("credentials/authorize"), [authorize]);
        assert_eq!(house.asked("signatures/signHash"), [sign]);
    }
}

#[tokio::test]
async fn a_provider_that_answers_later_is_asked_until_it_is_done() {
    let house = Plan::of(2).open().await;
    let session = house.session().await;
    assert!(session.provider().is_asynchronous());
    let credential = ready(&session).await;
    let activation = session.authorize(&credential, Order::of(some(3), proofs())).await.unwrap();
    let (signatures, _) = activation.sign(Operation::Asynchronous).await.unwrap();
    assert_eq!(signatures.len(), 3);
    let [asked] = &house.asked("signatures/signHash")[..] else { unreachable!() };
    assert_eq!((&asked["operationMode"], &asked["validity_period"]), (&json!("A"), &json!(12)));
    let polls = house.asked("signatures/signPolling");
    assert_eq!(polls, vec![json!({ "requestID": "response-2" }); 3]);
}

#[tokio::test]
async fn a_provider_that_is_never_done_is_left_after_a_while() {
    let house = Plan::of(2).with(Manner::NeverFinishes).open().await;
    let session = house.session().await;
    let credential = ready(&session).await;
    let activation = session.authorize(&credential, Order::of(some(1), proofs())).await.unwrap();
    let outcome = activation.sign(Operation::Asynchronous).await.err();
    assert!(matches!(outcome, Some(CscError::StillPending("signatures/signHash"))), "{outcome:?}");
    assert_eq!(house.asked("signatures/signPolling").len(), 5);
}

#[tokio::test]
async fn version_one_knows_no_asynchronous_mode_and_is_not_asked_for_it() {
    let house = Plan::of(1).open().await;
    let session = house.session().await;
    let credential = ready(&session).await;
    let activation = session.authorize(&credential, Order::of(some(1), proofs())).await.unwrap();
    activation.sign(Operation::Asynchronous).await.unwrap();
    assert_eq!(house.asked("signatures/signHash")[0]["operationMode"], Value::Null);
}

#[tokio::test]
async fn a_transaction_goes_on_for_as_many_signatures_as_it_was_given() {
    for version in [1, 2] {
        let house = Plan::of(version).open().await;
        let session = house.session().await;
        let credential = ready(&session).await;
        let order = Order { signatures: 4, ..Order::of(some(1), proofs()) };
        let activation = session.authorize(&credential, order).await.unwrap();
        let (_, rest) = activation.sign(Operation::Synchronous).await.unwrap();
        assert_eq!(rest.left(), 3);
        let next = rest.extend(some(2)).await.unwrap();
        let (signatures, rest) = next.sign(Operation::Synchronous).await.unwrap();
        assert_eq!((signatures.len(), rest.left()), (2, 1));
        let outcome = rest.extend(some(2)).await.err();
        assert!(matches!(outcome, Some(CscError::TooManySignatures { asked: 2, given: 1 })), "{outcome:?}");
        assert_eq!(house.asked("credentials/extendTransaction").len(), 1);
    }
}

#[tokio::test]
async fn a_signature_in_two_halves_is_put_together() {
    let house = Plan::of(2).with(Manner::SignsInHalves).open().await;
    let session = house.session().await;
    let credential = ready(&session).await;
    let documents = documents();
    let prepared = prepared(&documents, &credential);
    let order = Order::of(batch(&prepared, &credential), proofs());
    let activation = session.authorize(&credential, order).await.unwrap();
    let (signatures, _) = activation.sign(Operation::Synchronous).await.unwrap();
    for signed in embedded(&documents, prepared, signatures) {
        assert_passes(&house, &signed);
    }
}

#[tokio::test]
async fn a_credential_says_what_it_wants_and_is() {
    for version in [1, 2] {
        let house = Plan::of(version).open().await;
        let session = house.session().await;
        let credential = session.find_credential("GX1", now()).await.unwrap();
        assert_eq!((credential.id(), credential.mode()), ("GX1", Mode::Explicit));
        assert_eq!((credential.sole_control(), credential.signatures_max()), (SoleControl::Two, 5));
        assert_eq!(credential.certificate(), &house.certificate);
        assert_eq!(credential.chain().len(), 2, "issuing authority and root");
        let factors: Vec<_> =
            credential.factors().iter().map(|factor| (factor.id.as_str(), factor.kind)).collect();
        assert_eq!(factors, [("PIN", FactorKind::Password), ("OTP", FactorKind::Challenge)]);
        assert_eq!(session.list_credentials(None).await.unwrap().len(), 7);
        let pages = if version == 1 { 3 } else { 1 };
        assert_eq!(house.asked("credentials/list").len(), pages, "all pages are read");
    }
}

/// What the provider's time-stamp authority answers.
pub(super) fn stamped(house: &House, body: &Value) -> Option<Value> {
    let imprint = Base64::decode_vec(body["hash"].as_str()?).ok()?;
    let mut request =
        timestamp::Request::new(DigestAlgorithm::Sha256, &imprint, &SystemRandom::new()).ok()?;
    request.nonce = hex::decode(body["nonce"].as_str()?).ok();
    let responder = Responder::new(&house.authority.timestamp, INSTANCE_POLICY, 500).ok()?;
    let response = responder.respond(&request.to_der().ok()?, now(), &SystemRandom::new()).ok()?;
    let token = request.accept(&response).ok()?;
    Some(json!({ "timestamp": Base64::encode_string(token.to_der()) }))
}

#[tokio::test]
async fn the_provider_s_time_stamp_answers_the_request_or_is_refused() {
    let house = Plan::of(2).open().await;
    let session = house.session().await;
    let random = SystemRandom::new();
    let request = timestamp::Request::new(DigestAlgorithm::Sha256, &[7; 32], &random).unwrap();
    let token = session.timestamp(&request).await.unwrap();
    assert_eq!((token.time(), token.imprint()), (now(), &[7; 32][..]));
    let other = timestamp::Request::new(DigestAlgorithm::Sha256, &[8; 32], &random).unwrap();
    let stale = Base64::encode_string(token.to_der());
    let lying = Plan::of(2).with(Manner::Answers("signatures/timestamp", 200, json!({ "timestamp": stale })));
    let outcome = lying.open().await.session().await.timestamp(&other).await.err();
    let another = paraph_pki::Error::TimestampAnswersAnotherRequest;
    assert!(matches!(&outcome, Some(CscError::Pki(error)) if *error == another), "{outcome:?}");
}
