//! What the command line asks over plain HTTP: time-stamps, the status of certificates, and certificates themselves. Each
//! answer is signed by who gives it, so the way it takes need not be protected.

use std::io::Read;

use aws_lc_rs::rand::SystemRandom;
use paraph_pades::validate::{Known, Need, Needs};
use paraph_pki::cms::SignedData;
use paraph_pki::{Certificate, DigestAlgorithm, RevocationList, ocsp};

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
    Unusable { url: String, source: paraph_pki::Error },
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
        match need {
            Need::Issuer { of } => {
                let found = first(of.issuer_urls(), &mut failures, certificates);
                known.certificates.extend(found.unwrap_or_default());
            }
            Need::Status { of, issuer } => {
                let answer = first(of.ocsp_urls(), &mut failures, |url| response(url, of, issuer));
                match answer {
                    Some(answer) => known.ocsp_responses.push(answer),
                    None => {
                        known.revocation_lists.extend(first(of.revocation_list_urls(), &mut failures, list))
                    }
                }
            }
        }
    }
    failures
}

/// The first address that answers.
fn first<T>(
    urls: Vec<String>,
    failures: &mut Vec<NetError>,
    ask: impl Fn(&str) -> Result<T, NetError>,
) -> Option<T> {
    urls.iter().find_map(|url| ask(url).map_err(|failure| failures.push(failure)).ok())
}

/// RFC 6960 appendix A.1.
fn response(url: &str, of: &Certificate, issuer: &Certificate) -> Result<ocsp::Response, NetError> {
    let unusable = |source| NetError::Unusable { url: url.to_owned(), source };
    let asked =
        ocsp::Request::new(of, issuer, DigestAlgorithm::Sha1, &SystemRandom::new()).map_err(unusable)?;
    let request = minreq::post(url)
        .with_header("Content-Type", "application/ocsp-request")
        .with_header("Accept", "application/ocsp-response")
        .with_body(asked.to_der().map_err(unusable)?);
    let answer = ocsp::Response::from_der(&send(url, request)?).map_err(unusable)?;
    // RFC 9654 § 3: many responders leave the nonce out, but one that is there must be ours.
    if answer.nonce().is_some_and(|nonce| Some(nonce) != asked.nonce.as_deref()) {
        return Err(unusable(paraph_pki::Error::Malformed { structure: "Nonce" }));
    }
    Ok(answer)
}

fn list(url: &str) -> Result<RevocationList, NetError> {
    let bytes = send(url, minreq::get(url))?;
    RevocationList::from_der(&bytes).map_err(|source| NetError::Unusable { url: url.to_owned(), source })
}

/// One certificate, or several in a message that signs nothing (RFC 5280 § 4.2.2.1).
fn certificates(url: &str) -> Result<Vec<Certificate>, NetError> {
    let bytes = send(url, minreq::get(url))?;
    let one = Certificate::from_der(&bytes).map(|certificate| vec![certificate]);
    let bundle = |_| SignedData::parse(&bytes).map(|message| message.certificates().to_vec());
    one.or_else(bundle).map_err(|source| NetError::Unusable { url: url.to_owned(), source })
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
