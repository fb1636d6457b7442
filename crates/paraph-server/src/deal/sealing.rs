//! Sealing: when everybody has signed, every document gets its seal, the envelope its authentication certificate, and
//! everybody their originals.

use super::envelope::{self, EnclosedFacts, Envelope, Status};
use super::event::{Chain, Event};
use super::notice::{self, News};
use super::{EnvelopeId, certificate, document, punctuality, seal, signature};
use crate::app::{App, Shared};
use crate::auth::Person;
use crate::db::Value;
use crate::error::Error;
use crate::keys::Scope;
use crate::store::Kept;

/// Seals an envelope that everybody has signed. One that is sealed already is left alone.
///
/// # Errors
/// Outside when the time-stamp authority does not answer; then nothing was kept and the job runs again.
pub async fn seal(app: &Shared, id: &EnvelopeId) -> Result<(), Error> {
    let mut tx = app.db.look().await?;
    let envelope = envelope::load(&mut tx, app, id).await?;
    if envelope.status != Status::Sealing {
        return Ok(());
    }
    punctuality::must_be_right(&mut tx, app).await?;
    let enclosed = envelope::list_enclosed(&mut tx, app, &envelope).await?;
    drop(tx);
    let mut sealed = Vec::with_capacity(enclosed.len());
    for one in enclosed {
        let kept = signature::seal(app, &envelope, &one).await?;
        sealed.push((one, kept));
    }
    let paper = certificate::make(app, &envelope, &sealed).await?;
    let ring = app.keys.scope(Scope::Project(&envelope.project_id))?;
    let paper = tokio::task::block_in_place(|| app.store.keep(&ring, &paper))?;
    app.db.retry(|| commit(app, &envelope, &sealed, &paper)).await?;
    app.wake();
    Ok(())
}

async fn commit(
    app: &App,
    envelope: &Envelope,
    sealed: &[(envelope::Enclosed, Kept)],
    paper: &Kept,
) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    document::add_file(&mut tx, app, &envelope.project_id, &paper.id).await?;
    tx.change(
        "update envelope set status = 'completed', ended_ms = $1, certificate_id = $2
        where id = $3 and status = 'sealing'",
        &[Value::from(app.clock.now()), Value::from(&paper.id), Value::from(&envelope.id)],
    )
    .await?;
    let mut details = vec![("certificate".to_owned(), hex::encode(paper.sha256))];
    for (enclosed, kept) in sealed {
        let sha256 = hex::encode(kept.sha256);
        let facts = EnclosedFacts { sealed_sha256: Some(sha256.clone()), ..enclosed.facts.clone() };
        document::add_file(&mut tx, app, &envelope.project_id, &kept.id).await?;
        envelope::advance(&mut tx, app, envelope, enclosed, (&kept.id, &facts)).await?;
        seal::record(&mut tx, app, envelope, &enclosed.document_id, &kept.sha256).await?;
        details.push((enclosed.name.clone(), sha256));
    }
    notice::tell_manager(&mut tx, app, envelope, News::Completed).await?;
    notice::tell_signatories(&mut tx, app, envelope, News::Completed).await?;
    let details: Vec<(&str, &str)> =
        details.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let chain = Chain::Envelope(&envelope.account_id, &envelope.project_id, &envelope.id);
    tx.commit(Event::tell(app, chain, "envelope-completed", &Person::system(), &details)?).await
}
