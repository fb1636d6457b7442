//! A program of somebody else's that speaks the CSC API: JSON, a token, and the headers of a page on another site, which must
//! not matter.

use std::net::SocketAddr;

use aws_lc_rs::digest::{SHA256, digest};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request};
use base64ct::{Base64, Encoding};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::instance::{Instance, PASSWORD};
use super::person::{Person, all_between, between};

/// The PIN of every credential of the stories.
pub(crate) const PIN: &str = "482917";
/// ECDSA with SHA-256.
pub(crate) const ECDSA_SHA256: &str = "1.2.840.10045.4.3.2";
/// SHA-256.
pub(crate) const SHA_256: &str = "2.16.840.1.101.3.4.2.1";

/// A program, with what it shows.
pub(crate) struct Program {
    pub(crate) router: Router,
    /// The whole `Authorization` header.
    pub(crate) authorization: Option<String>,
    pub(crate) cookie: Option<String>,
    /// Last number of the address it asks from.
    pub(crate) machine: u8,
}

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Reply {
    /// Asserts that the request was refused with this status and these words, and returns nothing else.
    #[track_caller]
    pub(crate) fn refuses(&self, status: u16, error: &str, description: &str) {
        let wanted = json!({ "error": error, "error_description": description });
        assert_eq!((self.status, &self.body), (status, &wanted));
    }

    /// Asserts that the request is invalid, and why.
    #[track_caller]
    pub(crate) fn is_invalid(&self, description: &str) {
        self.refuses(400, "invalid_request", description);
    }

    /// Asserts that it was granted.
    #[track_caller]
    pub(crate) fn granted(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body
    }
}

impl Program {
    pub(crate) fn new(instance: &Instance) -> Self {
        Self { router: instance.router.clone(), authorization: None, cookie: None, machine: 20 }
    }

    pub(crate) fn with_token(instance: &Instance, token: &str) -> Self {
        Self { authorization: Some(format!("Bearer {token}")), ..Self::new(instance) }
    }

    pub(crate) fn with_password(instance: &Instance, email: &str, password: &str) -> Self {
        let encoded = Base64::encode_string(format!("{email}:{password}").as_bytes());
        Self { authorization: Some(format!("Basic {encoded}")), ..Self::new(instance) }
    }

    /// Asks a method of an edition, as `v1/info`.
    pub(crate) async fn ask(&self, method: &str, body: &Value) -> Reply {
        let (reply, headers) = self.send(&format!("/csc/{method}"), &body.to_string()).await;
        if reply.status != 204 {
            assert_eq!(headers["content-type"], "application/json", "{method}: {reply:?}");
        }
        assert!(headers.get("set-cookie").is_none(), "{method} gives a cookie");
        assert_eq!(headers["cache-control"], "no-store", "{method}");
        reply
    }

    pub(crate) async fn send(&self, path: &str, body: &str) -> (Reply, HeaderMap) {
        let kind =
            if path.contains("/oauth2/") { "application/x-www-form-urlencoded" } else { "application/json" };
        let mut request = Request::builder()
            .method("POST")
            .uri(path)
            .header("host", "localhost:8421")
            .header("origin", "https://elsewhere.example")
            .header("sec-fetch-site", "cross-site")
            .header("user-agent", "a program of the tests")
            .header("content-type", kind);
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let mut request = request.body(Body::from(body.to_owned())).unwrap();
        let address = SocketAddr::from(([198, 51, 100, self.machine], 40_000));
        request.extensions_mut().insert(ConnectInfo(address));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        (Reply { status: head.status.as_u16(), body }, head.headers)
    }
}

impl Person {
    /// Makes a credential through the form of the page, and gives its identifier.
    pub(crate) async fn credential(&self, name: &str) -> String {
        let page = "/account/credentials";
        let before = self.revocable("credentials").await;
        let pairs = [("credential_name", name), ("pin", PIN)];
        self.submit(page, page, &pairs).await.leads_to("/account/");
        let now = self.revocable("credentials").await;
        now.into_iter().find(|id| !before.contains(id)).unwrap_or_else(|| panic!("{name} is not on the page"))
    }

    /// The identifiers of the credentials or tokens that the page offers to revoke.
    pub(crate) async fn revocable(&self, kind: &str) -> Vec<String> {
        let shown = self.get("/account/credentials").await.text();
        all_between(&shown, &format!("action=\"/account/{kind}/"), "/revoke\"")
    }

    /// Makes an access token through the form of the page, and gives its secret.
    pub(crate) async fn token(&self, name: &str) -> String {
        let pairs = [("token_name", name), ("days", "30")];
        let answer = self.submit("/account/credentials", "/account/tokens", &pairs).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        secret(&answer.text()).unwrap()
    }
}

/// The token that a page shows, if it shows one.
pub(crate) fn secret(page: &str) -> Option<String> {
    between(page, "id=\"secret\" type=\"text\" value=\"", "\"")
}

impl Instance {
    /// A program that logged in with a member's password.
    pub(crate) async fn logged_in(&self, email: &str) -> Program {
        let program = Program::with_password(self, email, PASSWORD);
        let body = program.ask("v1/auth/login", &json!({})).await.granted();
        Program::with_token(self, body["access_token"].as_str().unwrap())
    }
}

/// A hash of some words, as it is sent.
pub(crate) fn hash(words: &str) -> String {
    Base64::encode_string(digest(&SHA256, words.as_bytes()).as_ref())
}

/// A wish to sign hashes, in the words of the first edition.
pub(crate) fn wish(credential: &str, hashes: &[&str]) -> Value {
    json!({ "credentialID": credential, "numSignatures": hashes.len(), "hash": hashes.iter().map(|one| hash(one)).collect::<Vec<_>>(),
        "PIN": PIN })
}

/// An order to sign hashes under an activation, in the words of the first edition.
pub(crate) fn order(credential: &str, sad: &Value, hashes: &[&str]) -> Value {
    json!({ "credentialID": credential, "SAD": sad, "hash": hashes.iter().map(|one| hash(one)).collect::<Vec<_>>(),
        "hashAlgo": SHA_256, "signAlgo": ECDSA_SHA256 })
}

/// A request with another value in one place.
pub(crate) fn but(mut request: Value, name: &str, value: Value) -> Value {
    request[name] = value;
    request
}

/// A request without one of its members.
pub(crate) fn without(mut request: Value, name: &str) -> Value {
    request.as_object_mut().unwrap().remove(name);
    request
}
