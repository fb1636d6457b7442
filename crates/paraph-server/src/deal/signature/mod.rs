//! Signatures on the files of an envelope: certified when sent, approved by each signatory, sealed at the end.
//!
//! Each is prepared, signed by the instance's seal, time-stamped, judged by our own validator, and only then kept.

mod act;
mod hand;
mod judgement;
mod refusal;

pub use act::Act;
pub use hand::Hand;

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;
use paraph_pades::sign::{self, Finished, Level, Request, Signed, Signer};
use paraph_pdf::{Appended, Document};
use paraph_pki::DigestAlgorithm;
use paraph_pki::timestamp::Request as TimestampRequest;

use judgement::{must_bring_whole, must_hold};
use refusal::refused;

use super::envelope::{Enclosed, Envelope};
use super::hash::Hash;
use super::preflight::Matter;
use super::warrant::Warrant;
use super::{FileId, ProjectId};
use crate::app::{App, Shared};
use crate::error::Error;
use crate::keys::Scope;
use crate::net::timestamp::TimestampError;
use crate::store::{Kept, Opened};

/// Certifies a document with every field in place: from here on, forms may be filled and signatures made, nothing else.
/// A document that others signed before cannot be certified; it takes the signature fields alone.
///
/// # Errors
/// Invalid when the document cannot be signed, with the reason; outside when the time-stamp authority does not answer.
pub async fn certify(
    app: &Shared,
    envelope: &Envelope,
    enclosed: &Enclosed,
    matter: &Matter,
) -> Result<Kept, Error> {
    let act = act::Certification::new(app, envelope, enclosed, matter);
    apply(app, (&envelope.project_id, &enclosed.file_id), move |document| act.request(document)).await
}

/// Certifies a document as far as can be done without the key or the time-stamp, and keeps nothing: what sending would
/// refuse is told before.
///
/// # Errors
/// Invalid when the document cannot be signed, with the reason.
pub async fn rehearse(
    app: &Shared,
    envelope: &Envelope,
    enclosed: &Enclosed,
    matter: &Matter,
) -> Result<(), Error> {
    let act = act::Certification::new(app, envelope, enclosed, matter);
    let ring = app.keys.scope(Scope::Project(&envelope.project_id))?;
    let opened = app.store.read(&ring, &enclosed.file_id)?;
    let worker = app.clone();
    let rehearsed = tokio::task::spawn_blocking(move || {
        let document = Document::open(opened).map_err(Error::broken)?;
        must_bring_whole(&worker, &document)?;
        sign::prepare(&document, &act.request(&document)?).map_err(refused).map(drop)
    });
    rehearsed.await.map_err(Error::broken)?
}

/// Makes one signatory's signature on one document, as their warrant allows.
///
/// # Errors
/// As [`certify`].
pub async fn approve(
    app: &Shared,
    envelope: &Envelope,
    enclosed: &Enclosed,
    warrant: &Warrant,
    act: Act,
) -> Result<Kept, Error> {
    let request = act.request(app, envelope, warrant)?;
    apply(app, (&envelope.project_id, &enclosed.file_id), move |_| Ok(request)).await
}

/// Seals a document that everybody has signed.
///
/// # Errors
/// As [`certify`].
pub async fn seal(app: &Shared, envelope: &Envelope, enclosed: &Enclosed) -> Result<Kept, Error> {
    let request = act::seal(app, envelope);
    apply(app, (&envelope.project_id, &enclosed.file_id), move |_| Ok(request)).await
}

/// Seals a paper of ours, which is small: an authentication certificate.
///
/// # Errors
/// As [`certify`].
pub async fn seal_paper(app: &Shared, envelope: &Envelope, paper: Vec<u8>) -> Result<Vec<u8>, Error> {
    let document = Document::open(paper).map_err(Error::broken)?;
    let prepared = sign::prepare(&document, &act::seal(app, envelope)).map_err(refused)?;
    let value = app.authority.seal.key().sign(prepared.to_be_signed(), &app.random)?;
    let finished = finish(app, prepared.sign_with(value).map_err(Error::broken)?).await?;
    let whole = Document::open(Appended { base: document.into_source(), tail: finished.into_tail() });
    let whole = whole.map_err(Error::broken)?;
    must_hold(app, &whole)?;
    let Appended { mut base, tail } = whole.into_source();
    base.extend_from_slice(&tail);
    Ok(base)
}

/// What every request of this instance has in common.
fn request(app: &App, act: sign::Act, field: sign::SignatureField) -> Request {
    Request::new(act, field, Signer::from(&app.authority.seal), Level::BaselineT, app.clock.now())
}

/// Signs a file of the store and keeps the outcome as a new file.
async fn apply(
    app: &Shared,
    (project, file): (&ProjectId, &FileId),
    request: impl FnOnce(&Document<Opened>) -> Result<Request, Error> + Send + 'static,
) -> Result<Kept, Error> {
    let ring = app.keys.scope(Scope::Project(project))?;
    let base = app.store.read(&ring, file)?;
    let (worker, opened) = (app.clone(), base.clone());
    let signed = tokio::task::spawn_blocking(move || {
        let document = Document::open(opened).map_err(Error::broken)?;
        let prepared = sign::prepare(&document, &request(&document)?).map_err(refused)?;
        let value = worker.authority.seal.key().sign(prepared.to_be_signed(), &worker.random)?;
        prepared.sign_with(value).map_err(Error::broken)
    });
    let finished = finish(app, signed.await.map_err(Error::broken)??).await?;
    let worker = app.clone();
    let kept = tokio::task::spawn_blocking(move || {
        let whole = Document::open(Appended { base, tail: finished.into_tail() }).map_err(Error::broken)?;
        must_hold(&worker, &whole)?;
        worker.store.copy(&ring, whole.source())
    });
    kept.await.map_err(Error::broken)?
}

/// Has the signature time-stamped and puts it in its place.
async fn finish(app: &App, signed: Signed) -> Result<Finished, Error> {
    let query = signed.timestamp_query(&app.random).map_err(Error::broken)?;
    let answer = ask(app, &query.to_der()?).await?;
    let stamped = signed.with_timestamp(&query, &answer).map_err(|error| outside(&error))?;
    stamped.embed().map_err(Error::broken)
}

/// Asks the time-stamp authority for the time, which also shows that it answers.
///
/// # Errors
/// Outside when it does not answer, or not as it should.
pub async fn ask_time(app: &App) -> Result<Timestamp, Error> {
    let imprint = digest(&SHA256, b"preflight");
    let query = TimestampRequest::new(DigestAlgorithm::Sha256, imprint.as_ref(), &app.random)?;
    let answer = ask(app, &query.to_der()?).await?;
    Ok(query.accept(&answer).map_err(|error| outside(&error))?.time())
}

/// A time-stamp token for a hash of somebody else's, with their nonce if they gave one (its INTEGER's content).
///
/// # Errors
/// Outside when the authority does not answer, or not as it should.
pub async fn timestamp(app: &App, hash: &Hash, nonce: Option<Vec<u8>>) -> Result<Vec<u8>, Error> {
    let mut query = TimestampRequest::new(hash.algorithm(), hash.value(), &app.random)?;
    query.nonce = nonce;
    let answer = ask(app, &query.to_der()?).await?;
    Ok(query.accept(&answer).map_err(|error| outside(&error))?.to_der().to_vec())
}

async fn ask(app: &App, request: &[u8]) -> Result<Vec<u8>, Error> {
    let own = |request: &[u8]| app.authority.timestamp(request, app.clock.now(), &app.random);
    app.timestamps.answer(request, own).await.map_err(|error| match error {
        TimestampError::Own(error) => error,
        TimestampError::Http(error) => outside(&error),
    })
}

fn outside(cause: &dyn std::fmt::Display) -> Error {
    Error::outside("error-timestamp", cause)
}

/// Who gives time-stamps, as people read it.
pub fn timestamp_authority_name(app: &App) -> String {
    match &app.config.timestamp.url {
        Some(url) => url.clone(),
        None => {
            let subject = app.authority.timestamp.certificate().subject();
            subject.common_name().map_or_else(|| subject.to_string(), str::to_owned)
        }
    }
}
