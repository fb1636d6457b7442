//! Who may sign: logging in, and the proofs that a credential wants.

use paraph_server::net::csc::{CscError, FactorKind, Fault, Operation, Order, Proof};
use serde_json::json;

use super::house::{Manner, PASSWORD, Plan, now, secret};
use super::signing::{proofs, ready, some};

#[tokio::test]
async fn a_login_opens_the_service_until_it_is_revoked() {
    for version in [1, 2] {
        let house = Plan::of(version).open().await;
        let provider = house.provider().await.unwrap();
        let session = provider.log_in("ada", &secret(PASSWORD)).await.unwrap();
        session.find_credential("GX1", now()).await.unwrap();
        session.clone().revoke().await.unwrap();
        let asked = house.asked("auth/revoke");
        assert_eq!(asked[0], json!({ "token": "of the login", "token_type_hint": "access_token" }));
        let outcome = session.find_credential("GX1", now()).await.err();
        assert!(matches!(outcome, Some(CscError::Refused { fault: Fault::InvalidToken, .. })), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_told_and_not_repeated() {
    let house = Plan::of(2).open().await;
    let provider = house.provider().await.unwrap();
    let outcome = provider.log_in("ada", &secret("open, barley")).await.err().unwrap();
    assert!(matches!(outcome, CscError::Refused { fault: Fault::AuthenticationError, .. }), "{outcome:?}");
    assert!(!format!("{outcome}{outcome:?}").contains("barley"));
}

#[tokio::test]
async fn a_proof_that_is_missing_is_named_before_anything_is_asked() {
    for version in [1, 2] {
        let house = Plan::of(version).open().await;
        let session = house.session().await;
        let credential = ready(&session).await;
        for missing in ["PIN", "OTP"] {
            let rest = proofs().into_iter().filter(|proof| proof.factor != missing).collect();
            let outcome = session.authorize(&credential, Order::of(some(1), rest)).await.err();
            assert!(matches!(&outcome, Some(CscError::ProofIsMissing(id)) if id == missing), "{outcome:?}");
            // Named without a value is not given either.
            let mut empty = proofs();
            empty.iter_mut().filter(|proof| proof.factor == missing).for_each(|proof| proof.value = None);
            let outcome = session.authorize(&credential, Order::of(some(1), empty)).await.err();
            assert!(matches!(outcome, Some(CscError::ProofIsMissing(_))), "{outcome:?}");
        }
        assert!(house.asked("credentials/authorize").is_empty());
    }
}

#[tokio::test]
async fn more_signatures_than_the_credential_gives_are_not_asked_for() {
    let house = Plan::of(2).open().await;
    let session = house.session().await;
    let credential = ready(&session).await;
    let outcome = session.authorize(&credential, Order::of(some(6), proofs())).await.err();
    assert!(matches!(outcome, Some(CscError::TooManySignatures { asked: 6, given: 5 })), "{outcome:?}");
    // Fewer in all than in the first batch makes no sense.
    let order = Order { signatures: 1, ..Order::of(some(2), proofs()) };
    assert!(matches!(session.authorize(&credential, order).await, Err(CscError::TooManySignatures { .. })));
    assert!(house.asked("credentials/authorize").is_empty());
}

#[tokio::test]
async fn what_is_confirmed_on_a_telephone_is_waited_for() {
    let objects = json!([{ "type": "ChallengeResponseOOB", "id": "mobile", "label": "The application" }]);
    let said = json!({ "auth": { "expression": "mobile", "objects": objects } });
    let house = Plan::of(2).saying(said.clone()).open().await;
    let session = house.session().await;
    let credential = session.find_credential("GX1", now()).await.unwrap();
    assert_eq!(credential.factors()[0].kind, FactorKind::Elsewhere);
    let proof = || vec![Proof { factor: "mobile".to_owned(), value: None }];
    let activation = session.authorize(&credential, Order::of(some(2), proof())).await.unwrap();
    assert_eq!(activation.sign(Operation::Synchronous).await.unwrap().0.len(), 2);
    assert_eq!(house.asked("credentials/authorize")[0]["authData"], json!([{ "id": "mobile" }]));
    assert_eq!(house.asked("credentials/authorizeCheck").len(), 3);

    let house = Plan::of(2).saying(said).with(Manner::NeverFinishes).open().await;
    let session = house.session().await;
    let outcome = session.authorize(&credential, Order::of(some(2), proof())).await.err();
    assert!(matches!(outcome, Some(CscError::StillPending("credentials/authorize"))), "{outcome:?}");
}

#[tokio::test]
async fn one_of_several_proofs_is_enough_where_the_credential_says_so() {
    let said = json!({ "auth": { "expression": "(PIN AND OTP) OR mobile" } });
    let house = Plan::of(2).saying(said).open().await;
    let session = house.session().await;
    let credential = session.find_credential("GX1", now()).await.unwrap();
    assert!(credential.has_alternatives());
    let proof = vec![Proof { factor: "mobile".to_owned(), value: None }];
    session.authorize(&credential, Order::of(some(1), proof)).await.unwrap();
}

#[tokio::test]
async fn an_optional_proof_may_be_left_out_and_an_absent_one_is_none() {
    let said = json!({ "PIN": { "presence": "optional" }, "OTP": { "presence": false } });
    let house = Plan::of(1).saying(said).open().await;
    let credential = house.session().await.find_credential("GX1", now()).await.unwrap();
    let factors: Vec<(&str, bool)> =
        credential.factors().iter().map(|factor| (factor.id.as_str(), factor.is_optional)).collect();
    assert_eq!(factors, [("PIN", true)]);
}

#[tokio::test]
async fn a_challenge_is_given_back_to_be_shown() {
    let house = Plan::of(2).open().await;
    let session = house.session().await;
    let credential = session.find_credential("GX1", now()).await.unwrap();
    let question = session.challenge(&credential, "fallback question").await.unwrap();
    assert_eq!(question.as_deref(), Some("What is your mother's birth name?"));
    session.challenge(&credential, "OTP").await.unwrap();
    let asked = house.asked("credentials/getChallenge");
    assert_eq!(asked[1], json!({ "credentialID": "GX1", "authObjectID": "OTP" }));
    let old = Plan::of(1).open().await;
    let session = old.session().await;
    let credential = session.find_credential("GX1", now()).await.unwrap();
    session.challenge(&credential, "OTP").await.unwrap();
    assert_eq!(old.asked("credentials/sendOTP"), [json!({ "credentialID": "GX1" })]);
}

#[tokio::test]
async fn the_right_to_sign_is_for_the_digests_it_was_given_for() {
    // A provider that keeps the rules refuses others; here the client is made to ask with another's activation data.
    let house = Plan::of(2).open().await;
    let session = house.session().await;
    let credential = ready(&session).await;
    let first = session.authorize(&credential, Order::of(some(1), proofs())).await.unwrap();
    first.sign(Operation::Synchronous).await.unwrap();
    let again = json!({ "SAD": "SAD-1" });
    let replaying = Plan::of(2).with(Manner::Answers("credentials/authorize", 200, again)).open().await;
    let session = replaying.session().await;
    let credential = ready(&session).await;
    let stale = session.authorize(&credential, Order::of(some(1), proofs())).await.unwrap();
    let outcome = stale.sign(Operation::Synchronous).await.err();
    assert!(
        matches!(outcome, Some(CscError::Refused { fault: Fault::ActivationIsWrong, .. })),
        "{outcome:?}"
    );
}
