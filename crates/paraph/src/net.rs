//! What the command line asks over plain HTTP: time-stamps, the status of certificates, and certificates themselves. Each
//! answer is signed by who gives it, so the way it takes need not be protected.

use std::io::Read;

use aws_lc_rs::rand::SystemRandom;
use paraph_pades::extend::Inquiry;
use paraph_pades::validate::{Known, Needs};

/// How long anybody may take to answer, in seconds.
const TIMEOUT_S: u64 = 30;
/// Bytes of an answer; the largest public revocation lists have some 30 MB.
const ANSWER_BYTES_MAX: u64 = 64 << 20;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NetError {
    #[error("{url} could not be asked: {source}")]
    Unreachable { url: String, source: minreq::Error },
    #[error("{url} answered with status {status}")]
    Refused { url: String, status: u16 },
    #[error("the answer of {url} is too long")]
    TooLong { url: String },
    #[error("the answer of {url} cannot be used: {source}")]
    Unusable { url: String, source: paraph_pades::Error },
}

/// Asks a time-stamp authority (RFC 3161 § 3.4).
pub(crate) fn timestamp(url: &str, query: Vec<u8>) -> Result<Vec<u8>, NetError> {
    let request = minreq::post(url)
        .with_header("Content-Type", "application/timestamp-query")
        .with_header("Accept", "application/timestamp-reply")
        .with_body(query);
    send(url, request)
}

/// Gets what is missing from whom the certificates name, as far as it is to be had. Gives why the rest is not.
pub(crate) fn fetch(needs: &Needs, known: &mut Known) -> Vec<NetError> {
    let mut failures = Vec::new();
    for need in &needs.missing {
        // Without randomness there is no question, and the need stays.
        for inquiry in need.inquiries(&SystemRandom::new()).unwrap_or_default() {
            match ask(&inquiry, known) {
                Ok(()) => break,
                Err(failure) => failures.push(failure),
            }
        }
    }
    failures
}

fn ask(inquiry: &Inquiry, known: &mut Known) -> Result<(), NetError> {
    let request = match &inquiry.body {
        None => minreq::get(&inquiry.url),
        Some(body) => minreq::post(&inquiry.url)
            .with_header("Content-Type", inquiry.content_type)
            .with_body(body.clone()),
    };
    let answer = send(&inquiry.url, request.with_header("Accept", inquiry.accept))?;
    let unusable = |source| NetError::Unusable { url: inquiry.url.clone(), source };
    inquiry.take(&answer, known).map_err(unusable)
}

fn send(url: &str, request: minreq::Request) -> Result<Vec<u8>, NetError> {
    let unreachable = |source| NetError::Unreachable { url: url.to_owned(), source };
    let response = request.with_timeout(TIMEOUT_S).send_lazy().map_err(unreachable)?;
    let status = response.status_code;
    if status != 200 {
        return Err(NetError::Refused { url: url.to_owned(), status });
    }
    let mut answer = Vec::new();
    let read = response.take(ANSWER_BYTES_MAX + 1).read_to_end(&mut answer);
    read.map_err(|source| unreachable(minreq::Error::IoError(source)))?;
    if answer.len() as u64 > ANSWER_BYTES_MAX {
        return Err(NetError::TooLong { url: url.to_owned() });
    }
    Ok(answer)
}
