//! Time-stamps from an authority over HTTP: a real one on loopback, and every way in which one can misbehave.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use jiff::Timestamp;
use paraph_pki::authority::{Authority, Owner};
use paraph_pki::timestamp::{INSTANCE_POLICY, Request, Responder};
use paraph_pki::{DigestAlgorithm, KeyKind};
use paraph_server::net::http::{Allowance, HttpError};
use paraph_server::net::timestamp::{TimestampAuthority, TimestampError};

use super::web_server::{Answer, Manner, Transport, WebServer};
use super::{CERTIFICATE, dead_port};

const NOW: &str = "2026-11-21T09:30:00Z";
const REPLY: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\n";

type Outcome = Result<Vec<u8>, TimestampError<paraph_pki::Error>>;

/// An authority as a provider runs one: request bytes in, response bytes out.
fn authority() -> Answer {
    let (random, now) = (SystemRandom::new(), NOW.parse::<Timestamp>().unwrap());
    let owner = Owner { organization: "Provider", country: None };
    let authority = Authority::create(owner, KeyKind::P256, now, &random).unwrap();
    Arc::new(move |request| {
        let responder = Responder::new(&authority.timestamp, INSTANCE_POLICY, 500).unwrap();
        responder.respond(request, now, &random).unwrap()
    })
}

/// A server that answers as the provider would.
fn provider() -> Manner {
    let authority = authority();
    let answer: Answer = Arc::new(move |request| {
        let body = authority(request);
        [format!("{REPLY}Content-Length: {}\r\n\r\n", body.len()).as_bytes(), &body].concat()
    });
    Manner::Answers(answer)
}

fn always(answer: &'static str) -> Manner {
    Manner::Answers(Arc::new(move |_| answer.as_bytes().to_vec()))
}

fn query() -> Request {
    Request::new(DigestAlgorithm::Sha256, &[7; 32], &SystemRandom::new()).unwrap()
}

async fn ask(authority: &TimestampAuthority) -> Outcome {
    let request = query().to_der().unwrap();
    authority.answer(&request, |_| unreachable!("the instance's own authority was not to be asked")).await
}

fn at(port: u16) -> TimestampAuthority {
    let allowance = Allowance { time: Duration::from_secs(5), answer_bytes: 65_536 };
    TimestampAuthority::http(&format!("http://127.0.0.1:{port}/tsa?policy=1"), None)
        .unwrap()
        .within(allowance)
}

/// Asks a server of this manner; gives the error.
async fn misbehaving(manner: Manner) -> HttpError {
    let server = WebServer::start(Transport::Plain, manner).await;
    match ask(&at(server.port)).await {
        Err(TimestampError::Http(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_authority_over_http_gives_a_token_that_answers_the_request() {
    let server = WebServer::start(Transport::Plain, provider()).await;
    let query = query();
    let answer: Outcome =
        at(server.port).answer(&query.to_der().unwrap(), |_| unreachable!("not asked")).await;
    let token = query.accept(&answer.unwrap()).unwrap();
    assert_eq!(token.time(), NOW.parse().unwrap());
    let [head] = &server.requests()[..] else { panic!("not one request") };
    let head = head.to_ascii_lowercase();
    assert!(head.starts_with("post /tsa?policy=1 http/1.1\r\n"), "{head}");
    for header in [
        "content-type: application/timestamp-query",
        "accept: application/timestamp-reply",
        &format!("host: 127.0.0.1:{}", server.port),
    ] {
        assert!(head.lines().any(|line| line == header), "{header} is missing in {head}");
    }
}

#[tokio::test]
async fn an_authority_over_https_is_asked_when_its_certificate_is_trusted_only() {
    let server = WebServer::start(Transport::Tls, provider()).await;
    let address = format!("https://localhost:{}/", server.port);
    let trusting = TimestampAuthority::http(&address, Some(CERTIFICATE)).unwrap();
    assert!(ask(&trusting).await.is_ok());
    let wary = TimestampAuthority::http(&address, None).unwrap();
    let outcome = ask(&wary).await;
    assert!(matches!(outcome, Err(TimestampError::Http(HttpError::Unreachable(..)))), "{outcome:?}");
    assert_eq!(server.requests().len(), 1, "the request left before the certificate was judged");
}

#[tokio::test]
async fn the_instance_s_own_authority_answers_without_any_network() {
    let authority = authority();
    let query = query();
    let answer: Outcome =
        TimestampAuthority::Own.answer(&query.to_der().unwrap(), |request| Ok(authority(request))).await;
    assert!(query.accept(&answer.unwrap()).is_ok());
    let failure: Outcome =
        TimestampAuthority::Own.answer(b"", |_| Err(paraph_pki::Error::RandomnessFailed)).await;
    assert!(matches!(failure, Err(TimestampError::Own(_))));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = WebServer::start(Transport::Plain, provider()).await;
    let location = format!("Location: http://127.0.0.1:{}/\r\nContent-Length: 0\r\n\r\n", elsewhere.port);
    for status in ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let answer = format!("HTTP/1.1 {status}\r\n{location}");
        let manner = Manner::Answers(Arc::new(move |_| answer.clone().into_bytes()));
        assert!(matches!(misbehaving(manner).await, HttpError::Redirects(_)), "{status}");
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn an_answer_that_is_too_long_is_cut_off() {
    let long = Manner::Answers(Arc::new(|_| {
        [format!("{REPLY}Content-Length: 65537\r\n\r\n").as_bytes(), &[0; 65_537]].concat()
    }));
    assert!(matches!(misbehaving(long).await, HttpError::AnswerIsTooLong(_, 65_536)));
    let endless = Manner::NeverEnds("HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\n\r\n");
    assert!(matches!(misbehaving(endless).await, HttpError::AnswerIsTooLong(..)));
}

#[tokio::test]
async fn an_endless_head_is_cut_off() {
    let error = misbehaving(Manner::NeverEnds("HTTP/1.1 200 OK\r\nX: ")).await;
    assert!(matches!(error, HttpError::BrokeOff(..)), "{error}");
}

#[tokio::test]
async fn silence_ends_with_the_time_allowed() {
    let server = WebServer::start(Transport::Plain, Manner::Silent).await;
    let allowance = Allowance { time: Duration::from_millis(200), answer_bytes: 1000 };
    let outcome = ask(&at(server.port).within(allowance)).await;
    assert!(matches!(outcome, Err(TimestampError::Http(HttpError::TookTooLong(..)))), "{outcome:?}");
}

#[tokio::test]
async fn a_dead_port_and_a_hung_up_line_are_told() {
    let outcome = ask(&at(dead_port().await)).await;
    assert!(matches!(outcome, Err(TimestampError::Http(HttpError::Unreachable(..)))), "{outcome:?}");
    assert!(matches!(misbehaving(Manner::HangsUp).await, HttpError::BrokeOff(..)));
    let short = always(
        "HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: 99\r\n\r\nabc",
    );
    assert!(matches!(misbehaving(short).await, HttpError::BrokeOff(..)));
    assert!(matches!(misbehaving(always("220 smtp ready\r\n")).await, HttpError::BrokeOff(..)));
}

#[tokio::test]
async fn an_error_page_is_no_time_stamp() {
    let failing =
        always("HTTP/1.1 503 Busy\r\nContent-Type: application/timestamp-reply\r\nContent-Length: 0\r\n\r\n");
    assert!(matches!(misbehaving(failing).await, HttpError::StatusIs(_, 503)));
    let page = always("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello");
    assert!(matches!(misbehaving(page).await, HttpError::MediaTypeIsNot(..)));
    let unsaid = always("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    assert!(matches!(misbehaving(unsaid).await, HttpError::MediaTypeIsNot(..)));
}

#[tokio::test]
async fn a_media_type_may_have_capitals_and_parameters() {
    let answer =
        "HTTP/1.1 200 OK\r\nContent-Type: Application/Timestamp-Reply; x=y\r\nContent-Length: 3\r\n\r\nabc";
    let server = WebServer::start(Transport::Plain, always(answer)).await;
    assert_eq!(ask(&at(server.port)).await.unwrap(), b"abc");
}

#[test]
fn an_address_that_is_none_is_refused_at_once() {
    for address in [
        "",
        "tsa.example",
        "/tsa",
        "ftp://tsa.example/",
        "file:///etc/passwd",
        "http://",
        "http://name:password@tsa.example/",
        "http://tsa.example/a b",
        "https://exa mple/",
        "https://-/",
    ] {
        let outcome = TimestampAuthority::http(address, None).err();
        assert!(matches!(outcome, Some(HttpError::AddressIsNotHttp(_))), "{address:?}: {outcome:?}");
    }
    for address in [
        "http://tsa.example",
        "https://tsa.example:8443/path?query",
        "http://[::1]:318/",
        "HTTPS://TSA.example/",
    ] {
        assert!(TimestampAuthority::http(address, None).is_ok(), "{address}");
    }
    let spoiled = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let outcome = TimestampAuthority::http("https://tsa.example/", Some(spoiled)).err();
    assert!(matches!(outcome, Some(HttpError::TrustIsUnreadable)), "{outcome:?}");
}
