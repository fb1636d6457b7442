//! Signatures on the files of an envelope: certified when sent, approved by each signatory, sealed at the end.
//!
//! Each is prepared, signed by the instance's seal, time-stamped, judged by our own validator, and only then kept.

mod act;
mod archive;
mod hand;
mod judgement;
mod refusal;
mod shown;

pub use act::Act;
pub use hand::Hand;
pub(crate) use refusal::refused;
pub use shown::{Shown, texts};

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;
use paraph_pades::sign::{self, Finished, Level, Request, Signed, Signer};
use paraph_pades::validate::Level as Reached;
use paraph_pdf::{Appended, Document, Source};
use paraph_pki::DigestAlgorithm;
use paraph_pki::timestamp::Request as TimestampRequest;

use archive::archive;
use judgement::Judge;

use super::ProjectId;
use super::envelope::{Enclosed, Envelope};
use super::hash::Hash;
use super::preflight::Matter;
use super::register;
use super::warrant::Warrant;
use crate::app::{App, Shared};
use crate::error::Error;
use crate::instance::Authority;
use crate::keys::Scope;
use crate::net::timestamp::{TimestampAuthority, TimestampError};
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
    let judge = Judge::now(app).await?;
    let act = act::Certification::new(app, &judge.authority, (envelope, enclosed), matter);
    let base = opened(app, &envelope.project_id, enclosed)?;
    let signed = sign_on(app, &judge.authority, base, move |document| act.request(document)).await?;
    keep(app, judge, &envelope.project_id, (signed, Reached::BaselineT)).await
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
    let judge = Judge::now(app).await?;
    let act = act::Certification::new(app, &judge.authority, (envelope, enclosed), matter);
    let opened = opened(app, &envelope.project_id, enclosed)?;
    let rehearsed = tokio::task::spawn_blocking(move || {
        let document = Document::open(opened).map_err(Error::broken)?;
        judge.must_bring_whole(&document)?;
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
    let judge = Judge::now(app).await?;
    let request = act.request(app, &judge.authority, envelope, warrant)?;
    let base = opened(app, &envelope.project_id, enclosed)?;
    let signed = sign_on(app, &judge.authority, base, move |_| Ok(request)).await?;
    keep(app, judge, &envelope.project_id, (signed, Reached::BaselineT)).await
}

/// Seals a document that everybody has signed, with all that proves it for decades.
///
/// # Errors
/// As [`certify`]; outside too when that proof is not to be had.
pub async fn seal(app: &Shared, envelope: &Envelope, enclosed: &Enclosed) -> Result<Kept, Error> {
    let mut judge = Judge::now(app).await?;
    let base = opened(app, &envelope.project_id, enclosed)?;
    let sealed = seal_on(app, &mut judge, envelope, base).await?;
    keep(app, judge, &envelope.project_id, (sealed, Reached::BaselineLta)).await
}

/// Seals a paper of ours, which is small: an authentication certificate.
///
/// # Errors
/// As [`seal`].
pub async fn seal_paper(app: &Shared, envelope: &Envelope, paper: Vec<u8>) -> Result<Vec<u8>, Error> {
    let mut judge = Judge::now(app).await?;
    let sealed = seal_on(app, &mut judge, envelope, paper).await?;
    let whole = Document::open(sealed).map_err(Error::broken)?;
    judge.must_hold(&whole, Reached::BaselineLta)?;
    let Appended { mut base, tail } = whole.into_source();
    base.extend_from_slice(&tail);
    Ok(base)
}

async fn seal_on<S: Source + Clone + Send + 'static>(
    app: &Shared,
    judge: &mut Judge,
    envelope: &Envelope,
    base: S,
) -> Result<Appended<S>, Error> {
    let request = act::seal(app, &judge.authority, envelope);
    let sealed = sign_on(app, &judge.authority, base, move |_| Ok(request)).await?;
    archive(app, judge, &envelope.id, sealed).await
}

/// What every request of this instance has in common.
fn request(app: &App, authority: &Authority, act: sign::Act, field: sign::SignatureField) -> Request {
    Request::new(act, field, Signer::from(&authority.seal), Level::BaselineT, app.clock.now())
}

fn opened(app: &App, project: &ProjectId, enclosed: &Enclosed) -> Result<Opened, Error> {
    app.store.read(&*app.keys.scope(Scope::Project(project))?, &enclosed.file_id)
}

/// Signs a document and has the signature time-stamped.
async fn sign_on<S: Source + Clone + Send + 'static>(
    app: &Shared,
    authority: &Arc<Authority>,
    base: S,
    request: impl FnOnce(&Document<S>) -> Result<Request, Error> + Send + 'static,
) -> Result<Appended<S>, Error> {
    let (worker, signer, opened) = (app.clone(), Arc::clone(authority), base.clone());
    let signed = tokio::task::spawn_blocking(move || {
        let document = Document::open(opened).map_err(Error::broken)?;
        let prepared = sign::prepare(&document, &request(&document)?).map_err(refused)?;
        let value = signer.seal.key().sign(prepared.to_be_signed(), &worker.random)?;
        prepared.sign_with(value).map_err(Error::broken)
    });
    let finished = finish(app, authority, signed.await.map_err(Error::broken)??).await?;
    Ok(Appended { base, tail: finished.into_tail() })
}

/// Keeps a signed document as a new file, if it holds.
async fn keep(
    app: &Shared,
    judge: Judge,
    project: &ProjectId,
    (signed, level): (Appended<Opened>, Reached),
) -> Result<Kept, Error> {
    let (worker, ring) = (app.clone(), app.keys.scope(Scope::Project(project))?);
    let kept = tokio::task::spawn_blocking(move || {
        let whole = Document::open(signed).map_err(Error::broken)?;
        judge.must_hold(&whole, level)?;
        worker.store.copy(&ring, whole.source())
    });
    kept.await.map_err(Error::broken)?
}

/// Has the signature time-stamped and puts it in its place.
async fn finish(app: &App, authority: &Authority, signed: Signed) -> Result<Finished, Error> {
    let query = signed.timestamp_query(&app.random).map_err(Error::broken)?;
    let answer = ask(app, authority, &query.to_der()?).await?;
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
    let answer = ask(app, &*app.authority()?, &query.to_der()?).await?;
    Ok(query.accept(&answer).map_err(|error| outside(&error))?.time())
}

/// A time-stamp token for a hash of somebody else's, with their nonce if they gave one (its INTEGER's content).
///
/// # Errors
/// Outside when the authority does not answer, or not as it should.
pub async fn timestamp(app: &App, hash: &Hash, nonce: Option<Vec<u8>>) -> Result<Vec<u8>, Error> {
    let mut query = TimestampRequest::new(hash.algorithm(), hash.value(), &app.random)?;
    query.nonce = nonce;
    let answer = ask(app, &*app.authority()?, &query.to_der()?).await?;
    Ok(query.accept(&answer).map_err(|error| outside(&error))?.to_der().to_vec())
}

async fn ask(app: &App, authority: &Authority, request: &[u8]) -> Result<Vec<u8>, Error> {
    if matches!(app.timestamps, TimestampAuthority::Own) {
        return own_timestamp(app, authority, request).await;
    }
    let nobody = |_: &[u8]| Err(Error::broken("another authority gives the time-stamps"));
    app.timestamps.answer(request, nobody).await.map_err(|error| match error {
        TimestampError::Own(error) => error,
        TimestampError::Http(error) => outside(&error),
    })
}

/// A time-stamp of the instance's own authority (RFC 3161), as long as its certificate is good.
///
/// # Errors
/// Outside when the certificate is over or was taken back.
pub async fn own_timestamp(app: &App, authority: &Authority, request: &[u8]) -> Result<Vec<u8>, Error> {
    if !register::is_good(app, &authority.timestamp, authority).await? {
        return Err(outside(&"the certificate of the instance's own time-stamps is over or was taken back"));
    }
    authority.timestamp(request, app.clock.now(), &app.random)
}

fn outside(cause: &dyn std::fmt::Display) -> Error {
    Error::outside("error-timestamp", cause)
}

/// Who gives time-stamps, as people read it.
pub fn timestamp_authority_name(app: &App, authority: &Authority) -> String {
    match &app.config.timestamp.url {
        Some(url) => url.clone(),
        None => {
            let subject = authority.timestamp.certificate().subject();
            subject.common_name().map_or_else(|| subject.to_string(), str::to_owned)
        }
    }
}
