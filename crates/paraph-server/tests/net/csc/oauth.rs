//! OAuth 2.0: tokens for the service and for a credential, PKCE checked as RFC 7636 wants it.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::collections::HashMap;

use aws_lc_rs::rand::SystemRandom;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use paraph_pki::DigestAlgorithm;
use paraph_server::net::csc::{
    AuthorizationServer, Client, CscError, Fault, Granted, Mode, Operation, Scope, Visit,
};
use serde_json::{Value, json};

use super::house::{House, Plan, SHA_256, now, secret};
use super::signing::some;

const REDIRECT: &str = "https://paraph.example/back?from=provider";
const CLIENT_SECRET: &str = "of the client";

fn client() -> Client {
    Client { id: "paraph & co".to_owned(), secret: Some(secret(CLIENT_SECRET)) }
}

fn query(address: &str) -> HashMap<String, String> {
    let (_, query) = address.split_once('?').unwrap();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

impl House {
    /// What the person's browser does: visits the address, confirms, and is returned.
    fn visited(&self, visit: &Visit) -> String {
        let parameters = query(visit.address());
        assert!(visit.address().starts_with(&format!("{}/oauth2/authorize?", self.address)));
        assert_eq!(parameters["response_type"], "code");
        assert_eq!(parameters["code_challenge_method"], "S256");
        let code = format!("code-{}", self.ledger().codes.len());
        let returned = format!("{REDIRECT}&code={code}&state={}", parameters["state"]);
        self.ledger().codes.insert(code, parameters);
        returned
    }
}

/// The token endpoint, and the metadata of RFC 8414.
pub(super) fn answer(house: &House, path: &str, body: &[u8]) -> Response {
    if path == "/.well-known/oauth-authorization-server/issuer" {
        let base = &house.address;
        let issuer = house.info["claimed"].as_str().map_or(format!("{base}/issuer"), str::to_owned);
        let metadata = json!({ "issuer": issuer, "authorization_endpoint": format!("{base}/oauth2/authorize"),
            "token_endpoint": format!("{base}/oauth2/token") });
        return axum::Json(metadata).into_response();
    }
    let form: HashMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
    let refused = |code: &str, description: &str| {
        let said = json!({ "error": code, "error_description": description });
        (StatusCode::BAD_REQUEST, axum::Json(said)).into_response()
    };
    let is = |name: &str, value: &str| form.get(name).is_some_and(|found| found == value);
    if !is("client_id", "paraph & co") || !is("client_secret", CLIENT_SECRET) {
        return refused("invalid_client", "Invalid parameter client_secret of the client");
    }
    match (path, form.get("grant_type").map(String::as_str)) {
        ("/oauth2/revoke", None) => StatusCode::NO_CONTENT.into_response(),
        ("/oauth2/token", Some("client_credentials")) => {
            axum::Json(json!({ "access_token": super::house::TOKEN, "token_type": "Bearer" })).into_response()
        }
        ("/oauth2/token", Some("refresh_token")) if is("refresh_token", "fresh") => {
            axum::Json(json!({ "access_token": super::house::TOKEN, "token_type": "bearer" })).into_response()
        }
        ("/oauth2/token", Some("authorization_code")) => {
            // A code is taken once.
            let asked = form.get("code").and_then(|code| house.ledger().codes.remove(code));
            let Some(asked) = asked else { return refused("invalid_grant", "Invalid parameter code") };
            let verifier = form.get("code_verifier").cloned().unwrap_or_default();
            let challenge =
                Base64UrlUnpadded::encode_string(&DigestAlgorithm::Sha256.digest(verifier.as_bytes()));
            if verifier.len() < 43 || asked["code_challenge"] != challenge || !is("redirect_uri", REDIRECT) {
                return refused("invalid_grant", "The code verifier does not match");
            }
            axum::Json(granted(house, &asked)).into_response()
        }
        _ => refused("unsupported_grant_type", "Invalid parameter grant_type"),
    }
}

fn granted(house: &House, asked: &HashMap<String, String>) -> Value {
    if asked["scope"] == "service" {
        return json!({ "access_token": super::house::TOKEN, "refresh_token": "fresh", "token_type": "Bearer",
            "expires_in": 3600 });
    }
    let name = if house.is_two() { "hashes" } else { "hash" };
    assert_eq!(asked.get("hashAlgorithmOID").is_some_and(|oid| oid == SHA_256), house.is_two());
    let digests = asked[name].split(',').map(|text| Base64UrlUnpadded::decode_vec(text).unwrap());
    let hashes: Vec<String> = digests.map(|digest| Base64::encode_string(&digest)).collect();
    assert_eq!(asked["numSignatures"], hashes.len().to_string());
    house.grant_token("of scope credential", hashes);
    let kind = if house.is_two() { "Bearer" } else { "SAD" };
    json!({ "access_token": "of scope credential", "token_type": kind, "expires_in": 300 })
}

async fn server(house: &House) -> AuthorizationServer {
    house.provider().await.unwrap().authorization_server().await.unwrap()
}

fn visit(server: &AuthorizationServer, scope: Scope<'_>) -> Visit {
    server.visit(&client(), REDIRECT, scope, &SystemRandom::new()).unwrap()
}

/// A credential that is authorised on the provider's page.
fn in_browser(version: u8) -> Plan {
    Plan::of(version).saying(match version {
        1 => json!({ "authMode": "oauth2code", "PIN": null, "OTP": null }),
        _ => json!({ "auth": { "mode": "oauth2code", "expression": null, "objects": [] } }),
    })
}

#[tokio::test]
async fn a_client_opens_the_service_for_itself() {
    let house = Plan::of(2).open().await;
    let session = server(&house).await.client_session(&client()).await.unwrap();
    session.find_credential("GX1", now()).await.unwrap();
}

#[tokio::test]
async fn a_visit_opens_the_service_and_its_token_can_be_renewed_and_revoked() {
    let house = Plan::of(2).open().await;
    let server = server(&house).await;
    let visit = visit(&server, Scope::Service);
    let returned = house.visited(&visit);
    let Granted { access, refresh, seconds, credential } =
        server.exchange(&client(), visit, &returned).await.unwrap();
    assert_eq!((seconds, credential), (Some(3600), None));
    house.provider().await.unwrap().with_token(access).find_credential("GX1", now()).await.unwrap();
    let renewed = server.refresh(&client(), &refresh.unwrap()).await.unwrap();
    server.revoke(&client(), &renewed.access).await.unwrap();
    let outcome = server.refresh(&client(), &secret("stale")).await.err();
    assert!(matches!(outcome, Some(CscError::Refused { method: "oauth2/token", .. })), "{outcome:?}");
}

#[tokio::test]
async fn a_visit_authorises_a_batch_with_a_credential() {
    for version in [1, 2] {
        let house = in_browser(version).open().await;
        let session = house.session().await;
        let credential = session.find_credential("GX1", now()).await.unwrap();
        assert_eq!(credential.mode(), Mode::Code);
        let server = server(&house).await;
        let batch = some(3);
        let visit = visit(&server, Scope::Credential(&credential, &batch));
        assert_eq!(query(visit.address())["credentialID"], "GX1");
        let returned = house.visited(&visit);
        let granted = server.exchange(&client(), visit, &returned).await.unwrap();
        let activation = session.activate(&credential, granted, batch).unwrap();
        let (signatures, _) = activation.sign(Operation::Synchronous).await.unwrap();
        assert_eq!(signatures.len(), 3);
        assert_eq!(house.asked("signatures/signHash")[0]["SAD"], "of scope credential");
    }
}

#[tokio::test]
async fn a_token_for_a_credential_is_enough_where_there_is_none_for_the_service() {
    let house = in_browser(2).open().await;
    let credential = house.session().await.find_credential("GX1", now()).await.unwrap();
    let server = server(&house).await;
    let batch = some(1);
    let visit = visit(&server, Scope::Credential(&credential, &batch));
    let returned = house.visited(&visit);
    let granted = server.exchange(&client(), visit, &returned).await.unwrap();
    let session = house.provider().await.unwrap().without_token();
    let activation = session.activate(&credential, granted, batch).unwrap();
    activation.sign(Operation::Synchronous).await.unwrap();
    assert_eq!(house.asked("signatures/signHash")[0]["SAD"], Value::Null);
}

#[tokio::test]
async fn a_token_signs_nothing_but_what_the_person_saw() {
    let house = in_browser(2).open().await;
    let session = house.session().await;
    let credential = session.find_credential("GX1", now()).await.unwrap();
    let server = server(&house).await;
    let (seen, unseen) = (some(1), some(2));
    let visit = visit(&server, Scope::Credential(&credential, &seen));
    let returned = house.visited(&visit);
    let granted = server.exchange(&client(), visit, &returned).await.unwrap();
    let activation = session.activate(&credential, granted, unseen).unwrap();
    let outcome = activation.sign(Operation::Synchronous).await.err();
    assert!(
        matches!(outcome, Some(CscError::Refused { fault: Fault::DigestIsNotAuthorized, .. })),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_credential_of_the_browser_is_not_authorised_by_proofs() {
    let house = in_browser(2).open().await;
    let session = house.session().await;
    let credential = session.find_credential("GX1", now()).await.unwrap();
    let order = paraph_server::net::csc::Order::of(some(1), Vec::new());
    let outcome = session.authorize(&credential, order).await.err();
    assert!(matches!(outcome, Some(CscError::AuthorizationIsElsewhere)), "{outcome:?}");
}

#[tokio::test]
async fn the_end_of_another_visit_is_refused() {
    let house = Plan::of(2).open().await;
    let server = server(&house).await;
    let mine = || visit(&server, Scope::Service);
    let other = house.visited(&mine());
    let returned = |visit: &Visit| house.visited(visit);
    for spoil in [
        |_: &str| "https://paraph.example/back".to_owned(),
        |_: &str| String::new(),
        |address: &str| address.split("&state").next().unwrap().to_owned(),
        |address: &str| format!("{address}&state=another"),
        |address: &str| format!("{address}&code=another"),
        |address: &str| format!("{}x", address),
    ] {
        let visit = mine();
        let returned = spoil(&returned(&visit));
        let outcome = server.exchange(&client(), visit, &returned).await.err();
        assert!(matches!(outcome, Some(CscError::VisitIsAnother)), "{returned}: {outcome:?}");
    }
    let outcome = server.exchange(&client(), mine(), &other).await.err();
    assert!(matches!(outcome, Some(CscError::VisitIsAnother)), "{outcome:?}");
}

#[tokio::test]
async fn a_code_is_of_no_use_to_who_did_not_ask_for_it() {
    let house = Plan::of(2).open().await;
    let server = server(&house).await;
    let (mine, theirs) = (visit(&server, Scope::Service), visit(&server, Scope::Service));
    let stolen = query(&house.visited(&theirs))["code"].clone();
    // The thief puts the stolen code beside their own state.
    let state = query(mine.address())["state"].clone();
    let returned = format!("{REDIRECT}&code={stolen}&state={state}");
    let outcome = server.exchange(&client(), mine, &returned).await.err();
    assert!(matches!(outcome, Some(CscError::Refused { fault: Fault::InvalidGrant, .. })), "{outcome:?}");
}

#[tokio::test]
async fn a_refusal_on_the_page_is_told() {
    let house = Plan::of(2).open().await;
    let server = server(&house).await;
    let visit = visit(&server, Scope::Service);
    let state = query(visit.address())["state"].clone();
    let returned = format!("{REDIRECT}&error=access_denied&error_description=Not+today&state={state}#top");
    let outcome = server.exchange(&client(), visit, &returned).await.err().unwrap();
    assert!(outcome.to_string().contains("access was denied"), "{outcome}");
    assert!(outcome.to_string().contains("\"Not today\""), "{outcome}");
}

#[tokio::test]
async fn a_client_that_is_not_known_is_told_and_its_secret_is_not() {
    let house = Plan::of(2).open().await;
    let stranger = Client { id: "somebody".to_owned(), secret: Some(secret(CLIENT_SECRET)) };
    let outcome = server(&house).await.client_session(&stranger).await.err().unwrap();
    assert!(matches!(outcome, CscError::Refused { fault: Fault::InvalidClient, .. }), "{outcome:?}");
    assert!(!format!("{outcome}{outcome:?}").contains(CLIENT_SECRET));
}

#[tokio::test]
async fn an_authorization_server_is_found_by_its_issuer_and_must_stand_by_it() {
    let house = Plan::of(2).open().await;
    let issuer = |address: &str| json!({ "oauth2": null, "oauth2Issuer": address });
    // The issuer is at another house, whose metadata say so themselves.
    let good = Plan::of(2).introduced(issuer(&format!("{}/issuer", house.address))).open().await;
    let found = good.provider().await.unwrap().authorization_server().await.unwrap();
    found.client_session(&client()).await.unwrap();

    let liar = Plan::of(2).introduced(json!({ "claimed": "https://bank.example" })).open().await;
    for address in
        [format!("{}/issuer", liar.address), format!("{}/other", house.address), "nonsense".to_owned()]
    {
        let misled = Plan::of(2).introduced(issuer(&address)).open().await;
        assert!(misled.provider().await.unwrap().authorization_server().await.is_err(), "{address}");
    }
    let none = Plan::of(2).introduced(issuer("")).open().await;
    let outcome = none.provider().await.unwrap().authorization_server().await.err();
    assert!(matches!(outcome, Some(CscError::NoAuthorizationServer)), "{outcome:?}");
    let unprotected = Plan::of(2).introduced(json!({ "oauth2": "http://login.example/" })).open().await;
    let outcome = unprotected.provider().await.unwrap().authorization_server().await.err();
    assert!(matches!(outcome, Some(CscError::AddressIsNotProtected(_))), "{outcome:?}");
}
