//! What a provider says went wrong becomes a fact, and no secret of ours is ever repeated.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use paraph_server::net::csc::{CscError, Fault, Operation, Order, Patience, Proof, Provider};
use paraph_server::net::http::HttpError;
use serde_json::{Value, json};

use super::house::{CODE, Manner, PIN, Plan, TOKEN, now, patience, secret};
use super::signing::{proofs, ready, some};

/// What is made of this answer to `signatures/signHash`.
async fn refusal(status: u16, body: Value) -> (Fault, Option<String>, String) {
    let house = Plan::of(2).with(Manner::Answers("signatures/signHash", status, body)).open().await;
    let session = house.session().await;
    let credential = ready(&session).await;
    let activation = session.authorize(&credential, Order::of(some(1), proofs())).await.unwrap();
    let error = activation.sign(Operation::Synchronous).await.err().unwrap();
    let text = error.to_string();
    match error {
        CscError::Refused { method: "signatures/signHash", status: told, fault, words } => {
            assert_eq!(told, status);
            (fault, words, text)
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_error_of_the_specification_is_a_fact() {
    for (error, description, fault) in [
        ("invalid_request", "Missing parameter", Fault::InvalidRequest),
        ("unauthorized_client", "", Fault::UnauthorizedClient),
        ("invalid_client", "", Fault::InvalidClient),
        ("access_denied", "The user denied the request", Fault::AccessDenied),
        ("unsupported_response_type", "", Fault::UnsupportedResponseType),
        ("unsupported_grant_type", "", Fault::UnsupportedGrantType),
        ("invalid_scope", "", Fault::InvalidScope),
        ("invalid_grant", "Authorization code is invalid or expired", Fault::InvalidGrant),
        ("server_error", "", Fault::ServerError),
        ("temporarily_unavailable", "", Fault::TemporarilyUnavailable),
        ("expired_token", "", Fault::ExpiredToken),
        ("invalid_token", "", Fault::InvalidToken),
        ("authentication_error", "", Fault::AuthenticationError),
        ("invalid_authentication_data", "The authentication data is invalid", Fault::ProofIsWrong),
        ("invalid_pin", "The PIN is invalid", Fault::ProofIsWrong),
        ("invalid_otp", "The OTP is invalid", Fault::OneTimeCodeIsWrong),
        ("invalid_hash", "", Fault::DigestIsNotAuthorized),
        ("invalid_request", "Hash is not authorized by the SAD", Fault::DigestIsNotAuthorized),
        ("invalid_request", "Invalid parameter credentialID", Fault::CredentialIsUnknown),
        (
            "invalid_request",
            "The credential identified by credentialID is disabled",
            Fault::CredentialIsDisabled,
        ),
        ("invalid_request", "Credential locked", Fault::CredentialIsLocked),
        ("invalid_request", "Signing certificate is expired", Fault::CertificateIsExpired),
        ("invalid_request", "Numbers of signatures is too high", Fault::TooManySignatures),
        ("invalid_request", "SAD expired", Fault::ActivationIsExpired),
        ("invalid_request", "Invalid parameter SAD.", Fault::ActivationIsWrong),
        ("out_of_paper", "", Fault::Other("out_of_paper".to_owned())),
    ] {
        let body = json!({ "error": error, "error_description": description });
        let (found, words, text) = refusal(400, body).await;
        assert_eq!(found, fault, "{error}: {description}");
        assert_eq!(words.as_deref().unwrap_or_default(), description);
        assert!(text.contains("refused signatures/signHash") && text.contains("400"), "{text}");
        assert!(text.contains(description), "{text}");
    }
}

#[tokio::test]
async fn an_error_without_words_or_without_sense_is_one_too() {
    let (fault, words, _) = refusal(401, json!({ "error": "invalid_token" })).await;
    assert_eq!((fault, words), (Fault::InvalidToken, None));
    for body in [json!({}), json!([]), json!("no"), json!({ "error": 7 })] {
        let (fault, words, _) = refusal(503, body).await;
        assert_eq!((fault, words), (Fault::Unexplained, None));
    }
}

#[tokio::test]
async fn words_are_shown_on_one_line_and_not_without_end() {
    let long = format!("a\u{1b}[2J\r\nb\t{}", "c".repeat(2_000));
    let (_, words, _) = refusal(400, json!({ "error": "server_error", "error_description": long })).await;
    let words = words.unwrap();
    assert!(words.starts_with("a [2J b ccc") && words.chars().count() == 300, "{words:?}");
    let (fault, _, text) = refusal(400, json!({ "error": "x\u{7}\n".repeat(500) })).await;
    assert!(matches!(fault, Fault::Other(code) if code.chars().count() <= 300));
    assert!(!text.contains(['\u{7}', '\n']), "{text:?}");
}

#[tokio::test]
async fn a_secret_that_a_provider_repeats_is_not_shown() {
    let echo =
        |told: &str| json!({ "error": "invalid_request", "error_description": format!("{told} is wrong") });
    for (method, told) in [
        ("credentials/authorize", PIN),
        ("credentials/authorize", CODE),
        ("credentials/authorize", TOKEN),
        ("signatures/signHash", "SAD-1"),
        ("signatures/signHash", TOKEN),
    ] {
        let house = Plan::of(2).with(Manner::Answers(method, 400, echo(told))).open().await;
        let session = house.session().await;
        let credential = ready(&session).await;
        let error = match session.authorize(&credential, Order::of(some(1), proofs())).await {
            Ok(activation) => activation.sign(Operation::Synchronous).await.err().unwrap(),
            Err(error) => error,
        };
        let (text, debug) = (error.to_string(), format!("{error:?}"));
        assert!(text.contains("finds the request wrong"), "{text}");
        assert!(!text.contains(told) && !debug.contains(told), "{method}: {text}");
    }
}

#[tokio::test]
async fn a_secret_in_the_code_of_an_error_is_not_shown() {
    let house =
        Plan::of(2).with(Manner::Answers("credentials/authorize", 400, json!({ "error": PIN }))).open().await;
    let session = house.session().await;
    let credential = ready(&session).await;
    let error = session.authorize(&credential, Order::of(some(1), proofs())).await.err().unwrap();
    assert!(!format!("{error} {error:?}").contains(PIN), "{error}");
}

#[tokio::test]
async fn wrong_proofs_are_told_apart() {
    for version in [1, 2] {
        let house = Plan::of(version).open().await;
        let session = house.session().await;
        let credential = ready(&session).await;
        for (factor, fault) in [("PIN", Fault::ProofIsWrong), ("OTP", Fault::OneTimeCodeIsWrong)] {
            let mut proofs = proofs();
            for proof in proofs.iter_mut().filter(|proof| proof.factor == factor) {
                *proof = Proof { factor: factor.to_owned(), value: Some(secret("000000")) };
            }
            let error = session.authorize(&credential, Order::of(some(1), proofs)).await.err();
            assert!(
                matches!(&error, Some(CscError::Refused { fault: found, .. }) if *found == fault),
                "{error:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_token_that_is_not_taken_and_a_credential_that_is_not_there_are_told() {
    let house = Plan::of(2).open().await;
    let provider = house.provider().await.unwrap();
    let wrong = provider.with_token(secret("wrong")).find_credential("GX1", now()).await.err();
    let is_told = matches!(wrong, Some(CscError::Refused { fault: Fault::InvalidToken, status: 401, .. }));
    assert!(is_told, "{wrong:?}");
    let without = provider.without_token().list_credentials(None).await.err();
    assert!(matches!(without, Some(CscError::Refused { fault: Fault::InvalidToken, .. })), "{without:?}");
    let unknown = house.session().await.find_credential("GX2", now()).await.err();
    assert!(
        matches!(unknown, Some(CscError::Refused { fault: Fault::CredentialIsUnknown, .. })),
        "{unknown:?}"
    );
    // What no header may hold is not sent, and not told.
    let malformed = provider.with_token(secret("a\nb")).find_credential("GX1", now()).await.err();
    let is_told = matches!(malformed, Some(CscError::Http(HttpError::AuthorizationIsMalformed(_))));
    assert!(is_told, "{malformed:?}");
}

#[tokio::test]
async fn the_version_is_what_the_provider_says() {
    let outcome = Plan::of(2).introduced(json!({ "specs": "3.0.0.0" })).open().await.provider().await.err();
    assert!(matches!(&outcome, Some(CscError::VersionIsUnknown(told)) if told == "3.0.0.0"), "{outcome:?}");
    let outcome = Plan::of(1).introduced(json!({ "specs": 1 })).open().await.provider().await.err();
    assert!(matches!(outcome, Some(CscError::NoService(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_service_is_found_by_either_form_of_its_address() {
    for (version, path) in [(1, ""), (1, "/"), (1, "/csc/v1"), (2, ""), (2, "/csc/v2"), (2, "/csc/v2/")] {
        let house = Plan::of(version).open().await;
        let address = format!("{}{path}", house.address);
        let provider = Provider::open(&address, None, patience()).await.unwrap();
        assert!(provider.has_method("signatures/signHash") && provider.authorises_by("basic"), "{address}");
    }
    let house = Plan::of(1).open().await;
    for path in ["/csc/v2", "/elsewhere"] {
        let address = format!("{}{path}", house.address);
        let outcome = Provider::open(&address, None, patience()).await.err();
        assert!(matches!(&outcome, Some(CscError::NoService(told)) if *told == address), "{outcome:?}");
    }
    let ill =
        Plan::of(2).with(Manner::Says("info", 500, "text/plain", "no")).open().await.provider().await.err();
    assert!(matches!(ill, Some(CscError::Refused { method: "info", status: 500, .. })), "{ill:?}");
}

#[tokio::test]
async fn plain_http_leads_to_this_machine_only() {
    for address in ["http://signing.example/csc/v2", "http://192.0.2.1/", "http://localhost.example/"] {
        let outcome = Provider::open(address, None, Patience::default()).await.err();
        assert!(matches!(outcome, Some(CscError::AddressIsNotProtected(_))), "{address}: {outcome:?}");
    }
    for address in ["ftp://signing.example/", "https://ada:secret@signing.example/", ""] {
        let outcome = Provider::open(address, None, Patience::default()).await.err();
        assert!(
            matches!(outcome, Some(CscError::Http(HttpError::AddressIsNotHttp(_)))),
            "{address}: {outcome:?}"
        );
    }
}
