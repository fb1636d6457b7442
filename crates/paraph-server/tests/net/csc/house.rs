//! A provider on loopback that keeps the rules of the CSC API, 1.0.4 or 2.0, and breaks one of them when told to.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use paraph_pki::authority::{Authority, Order, Owner, Profile, Published, SEAL_VALIDITY, validity_from};
use paraph_pki::name::NamePart;
use paraph_pki::{Certificate, DistinguishedName, KeyKind, PrivateKey};
use paraph_server::net::csc::{CscError, Patience, Provider, Secret, Session};
use paraph_server::net::http::Allowance;
use serde_json::{Value, json};
use zeroize::Zeroizing;

pub(super) const NOW: &str = "2026-11-21T09:30:00Z";
pub(super) const TOKEN: &str = "4/CKN69L8gdSYp5_pwH3XlFQZ3ndFhkXf9P2_TiHRG-bA";
pub(super) const PASSWORD: &str = "open sesame";
pub(super) const PIN: &str = "12345678";
pub(super) const CODE: &str = "738496";
pub(super) const SHA_256: &str = "2.16.840.1.101.3.4.2.1";

pub(super) fn now() -> Timestamp {
    NOW.parse().unwrap()
}

pub(super) fn secret(text: &str) -> Secret {
    Secret::new(Zeroizing::new(text.to_owned()))
}

/// What the provider does otherwise than it should.
#[derive(Clone)]
pub(super) enum Manner {
    Honest,
    /// One method answers with this status and body, whatever is asked.
    Answers(&'static str, u16, Value),
    /// One method answers with this status, media type and text.
    Says(&'static str, u16, &'static str, &'static str),
    /// One method is never answered.
    IsSilent(&'static str),
    /// One method leads elsewhere.
    Redirects(&'static str),
    /// One method answers with two million bytes.
    GoesOn(&'static str),
    SignsSomethingElse,
    SwapsSignatures,
    SignsOneLess,
    SignsOneMore,
    /// As a token gives them.
    SignsInHalves,
    NeverFinishes,
}

/// What a signature may be made with.
pub(super) struct Activation {
    pub(super) hashes: Vec<String>,
    pub(super) left: u64,
}

#[derive(Default)]
pub(super) struct Ledger {
    pub(super) requests: Vec<(String, Value)>,
    pub(super) activations: HashMap<String, Activation>,
    pub(super) codes: HashMap<String, HashMap<String, String>>,
    pub(super) waiting: HashMap<String, (u32, Value)>,
    pub(super) tokens: Vec<String>,
    pub(super) sent_codes: u32,
    pub(super) count: u32,
}

/// The provider.
pub(super) struct House {
    pub(super) version: u8,
    pub(super) manner: Manner,
    pub(super) address: String,
    pub(super) authority: Authority,
    pub(super) certificate: Certificate,
    pub(super) other: Certificate,
    pub(super) key: EcdsaKeyPair,
    /// Entries of `info` and `credentials/info` that are not as usual.
    pub(super) info: Value,
    pub(super) credential: Value,
    pub(super) ledger: Mutex<Ledger>,
}

/// A provider before it is open.
pub(super) struct Plan {
    pub(super) version: u8,
    pub(super) manner: Manner,
    pub(super) info: Value,
    pub(super) credential: Value,
}

impl Plan {
    pub(super) fn of(version: u8) -> Self {
        Self { version, manner: Manner::Honest, info: json!({}), credential: json!({}) }
    }

    pub(super) fn with(self, manner: Manner) -> Self {
        Self { manner, ..self }
    }

    pub(super) fn saying(self, credential: Value) -> Self {
        Self { credential, ..self }
    }

    pub(super) fn introduced(self, info: Value) -> Self {
        Self { info, ..self }
    }

    pub(super) async fn open(self) -> Arc<House> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let owner = Owner { organization: "Provider", country: Some("FR") };
        let authority = Authority::create(owner, KeyKind::P256, now(), &SystemRandom::new()).unwrap();
        let (key, certificate) = issued(&authority, "Ada Lovelace");
        let (_, other) = issued(&authority, "Somebody Else");
        let pkcs8 = key.to_pkcs8_der().unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &pkcs8).unwrap();
        let Self { version, manner, info, credential } = self;
        let ledger = Mutex::default();
        let house = Arc::new(House {
            version,
            manner,
            address,
            authority,
            certificate,
            other,
            key,
            info,
            credential,
            ledger,
        });
        let router = axum::Router::new().fallback(handle).with_state(Arc::clone(&house));
        tokio::spawn(axum::serve(listener, router).into_future());
        house
    }
}

fn issued(authority: &Authority, name: &str) -> (PrivateKey, Certificate) {
    let random = SystemRandom::new();
    let key = PrivateKey::generate(KeyKind::P256, &random).unwrap();
    let order = Order {
        profile: Profile::Signatory,
        subject: &DistinguishedName::build(&[(NamePart::CommonName, name)]).unwrap(),
        public_key: &key.public_key().unwrap(),
        validity: validity_from(now(), SEAL_VALIDITY / 4),
        published: &Published::default(),
    };
    let certificate = authority.issuing.issue(&order, &random).unwrap();
    (key, certificate)
}

/// Short, so that a test of silence is soon over.
pub(super) fn patience() -> Patience {
    let call = Allowance { time: Duration::from_secs(5), answer_bytes: 1 << 20 };
    Patience { call, pause: Duration::from_millis(2), polls: 5 }
}

impl House {
    pub(super) async fn provider(&self) -> Result<Provider, CscError> {
        let patience = match self.manner {
            Manner::IsSilent(_) => {
                let call = Allowance { time: Duration::from_millis(300), ..patience().call };
                Patience { call, ..patience() }
            }
            _ => patience(),
        };
        Provider::open(&self.address, None, patience).await
    }

    pub(super) async fn session(&self) -> Session {
        self.provider().await.unwrap().with_token(secret(TOKEN))
    }

    pub(super) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The bodies of the requests for a method.
    pub(super) fn asked(&self, method: &str) -> Vec<Value> {
        let ledger = self.ledger();
        ledger.requests.iter().filter(|(known, _)| known == method).map(|(_, body)| body.clone()).collect()
    }

    pub(super) fn is_two(&self) -> bool {
        self.version == 2
    }

    pub(super) fn grant_token(&self, token: &str, hashes: Vec<String>) {
        let left = hashes.len() as u64;
        self.ledger().activations.insert(token.to_owned(), Activation { hashes, left });
    }
}

async fn handle(
    State(house): State<Arc<House>>,
    path: axum::http::Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = path.path();
    if path.starts_with("/oauth2/") || path.starts_with("/.well-known/") {
        return super::oauth::answer(&house, path, &body);
    }
    let Some(method) = path.strip_prefix(&format!("/csc/v{}/", house.version)) else {
        return (StatusCode::NOT_FOUND, "there is nothing here").into_response();
    };
    let json: Value = serde_json::from_slice(&body).unwrap_or_default();
    house.ledger().requests.push((method.to_owned(), json.clone()));
    let status = |number: u16| StatusCode::from_u16(number).unwrap();
    match &house.manner {
        Manner::Answers(of, number, value) if *of == method => {
            return (status(*number), axum::Json(value.clone())).into_response();
        }
        Manner::Says(of, number, media_type, text) if *of == method => {
            return (status(*number), [(header::CONTENT_TYPE, *media_type)], *text).into_response();
        }
        Manner::IsSilent(of) if *of == method => std::future::pending().await,
        Manner::Redirects(of) if *of == method => {
            return (StatusCode::FOUND, [(header::LOCATION, "https://elsewhere.example/")]).into_response();
        }
        Manner::GoesOn(of) if *of == method => {
            let long = json!({ "signatures": ["A".repeat(2_000_000)] });
            return axum::Json(long).into_response();
        }
        _ => {}
    }
    match house.answer(method, &headers, &json) {
        Ok(None) => StatusCode::NO_CONTENT.into_response(),
        Ok(Some(value)) if value.get("pending").is_some() => {
            (StatusCode::ACCEPTED, axum::Json(value)).into_response()
        }
        Ok(Some(value)) => axum::Json(value).into_response(),
        Err((number, code, description)) => {
            let said = json!({ "error": code, "error_description": description });
            (status(number), axum::Json(said)).into_response()
        }
    }
}
