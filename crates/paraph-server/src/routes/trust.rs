//! Why a reader trusts what is sealed here: the instance's certificates.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use paraph_pki::{Certificate, DigestAlgorithm};

use super::{Answer, anybody_frame};
use crate::app::Shared;
use crate::auth::{Member, Visitor};
use crate::deal::signature;
use crate::error::Error;
use crate::pages::trust::{self as page, Role};

/// The certificates and their fingerprints.
///
/// # Errors
/// When the authority was replaced and does not open.
pub async fn show(State(app): State<Shared>, visitor: Visitor, asker: Result<Member, Error>) -> Answer {
    let authority = app.authority()?;
    let generation = authority.generation();
    let view = page::Trust {
        certificates: vec![
            certificate(Role::Root, authority.root()),
            certificate(Role::Issuing, generation.issuing.certificate()),
            certificate(Role::Seal, &generation.seal),
            certificate(Role::Timestamp, &generation.timestamp),
        ],
        timestamp_authority: signature::timestamp_authority_name(&app, &authority),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    Ok(page::page(&view, &anybody_frame(&app, &visitor, &asker, &visitor.path)?).into_response())
}

fn certificate(role: Role, certificate: &Certificate) -> page::Certificate {
    let validity = certificate.validity();
    page::Certificate {
        role,
        subject: certificate.subject().to_string(),
        algorithm: certificate.public_key().kind().to_string(),
        sha256: hex::encode(certificate.fingerprint(DigestAlgorithm::Sha256)),
        not_before: validity.not_before,
        not_after: validity.not_after,
    }
}

/// The root certificate, to be installed by readers; after a rotation, those before it too.
///
/// # Errors
/// When the authority was replaced and does not open.
pub async fn root(State(app): State<Shared>) -> Answer {
    let roots = app.authority()?.roots();
    let pem: String = roots.iter().map(Certificate::to_pem).collect::<Result<_, _>>()?;
    let mut response = pem.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/x-pem-file"));
    Ok(response)
}
