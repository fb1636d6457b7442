//! What the instance's authority says to programs: revocation lists (RFC 5280), the status of certificates (RFC 6960
//! appendix A), the certificates of issuers, and time-stamps (RFC 3161 § 3.4), if the operator has them served.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::IntoResponse;
use base64ct::{Base64, Encoding};
use paraph_pki::ocsp::{Failure, Request};

use super::Answer;
use crate::app::{App, Shared};
use crate::deal::{register, signature};
use crate::error::Error;

/// `GET /crl/{issuer}`: the revocation list of an issuer, new at this instant.
///
/// # Errors
/// Not found when there is no such issuer.
pub async fn revocation_list(State(app): State<Shared>, Path(name): Path<String>) -> Answer {
    let authority = app.authority()?;
    let issuer = authority.issuer(&name).ok_or_else(Error::not_found)?;
    let now = app.clock.now();
    let register = register::read(&mut app.db.look().await?, issuer.certificate(), &[], now).await?;
    Ok(answer("application/pkix-crl", authority.revocation_list(&register, now, &app.random)?))
}

/// `GET /ca/{issuer}`: the certificate of an issuer.
///
/// # Errors
/// Not found when there is no such issuer.
pub async fn issuer(State(app): State<Shared>, Path(name): Path<String>) -> Answer {
    let authority = app.authority()?;
    let issuer = authority.issuer(&name).ok_or_else(Error::not_found)?;
    Ok(answer("application/pkix-cert", issuer.certificate().to_der().to_vec()))
}

/// `POST /ocsp`: the status of certificates.
///
/// # Errors
/// When the database or the library fails; a request that cannot be answered is answered with its reason.
pub async fn ask(State(app): State<Shared>, headers: HeaderMap, body: Bytes) -> Answer {
    must_be(&headers, "application/ocsp-request")?;
    status(&app, &body).await
}

/// `GET /ocsp/{request}`: the same, with the request in Base64.
///
/// # Errors
/// As [`ask`].
pub async fn ask_by_address(State(app): State<Shared>, Path(request): Path<String>) -> Answer {
    match Base64::decode_vec(&request) {
        Ok(request) => status(&app, &request).await,
        Err(_) => Ok(answer(OCSP_RESPONSE, Failure::Malformed.to_der()?)),
    }
}

const OCSP_RESPONSE: &str = "application/ocsp-response";

async fn status(app: &App, bytes: &[u8]) -> Answer {
    let Ok(request) = Request::from_der(bytes) else {
        return Ok(answer(OCSP_RESPONSE, Failure::Malformed.to_der()?));
    };
    let authority = app.authority()?;
    let Some(issuer) = authority.asked(&request) else {
        return Ok(answer(OCSP_RESPONSE, Failure::Unauthorized.to_der()?));
    };
    let now = app.clock.now();
    let serials: Vec<&[u8]> = request.certificates.iter().map(|certificate| certificate.serial()).collect();
    let register = register::read(&mut app.db.look().await?, issuer.certificate(), &serials, now).await?;
    Ok(answer(OCSP_RESPONSE, authority.answer_status((bytes, &register), now, &app.random)?))
}

/// `POST /tsa`: a time-stamp of the instance's own authority.
///
/// # Errors
/// Not found unless the operator has them served; outside when the authority's certificate is over or was taken back.
pub async fn timestamp(State(app): State<Shared>, headers: HeaderMap, body: Bytes) -> Answer {
    if !app.config.timestamp.serve {
        return Err(Error::not_found());
    }
    must_be(&headers, "application/timestamp-query")?;
    let token = signature::own_timestamp(&app, &*app.authority()?, &body).await?;
    Ok(answer("application/timestamp-reply", token))
}

/// A browser sends no form of this kind to another site without asking first, so nobody can have it sent on their behalf.
fn must_be(headers: &HeaderMap, media_type: &str) -> Result<(), Error> {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(media_type) { Ok(()) } else { Err(Error::invalid("error-form")) }
}

fn answer(media_type: &'static str, body: Vec<u8>) -> axum::response::Response {
    let mut response = body.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
