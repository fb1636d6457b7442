//! Signing: a warrant is built, the person's fields are filled and signed in every document of the envelope, and all of
//! it is kept with its event, or nothing is.

use super::ceremony::{self, Entry, Stage};
use super::envelope::{self, Enclosed, Envelope};
use super::event::{Chain, Event};
use super::field::{self, Field, Kind};
use super::job;
use super::signatory::{self, Signatory, Status};
use super::signature::{self, Hand};
use super::warrant::{Consent, Warrant};
use super::{document, field::Kind as FieldKind};
use crate::app::{App, Shared};
use crate::auth::LinkOpened;
use crate::db::{Tx, Value};
use crate::error::{Error, Kind as ErrorKind};
use crate::limits;
use crate::store::Kept;
use crate::words::Text;

/// Signs for the person who opened the link. Signing twice signs once.
///
/// # Errors
/// Invalid when a field is missing or consent was not given; outside when the time-stamp authority does not answer; a
/// conflict when the envelope has ended.
pub async fn sign(app: &Shared, link: &LinkOpened, entry: Entry) -> Result<(), Error> {
    let hand = Hand::of(&link.signatory, &entry)?;
    // One signature at a time per envelope on this node; the database's revision numbers settle it between nodes.
    let turn = app.turns.take(&link.signatory.envelope_id);
    let _turn = turn.lock().await;
    for _ in 0..limits::SIGNING_ATTEMPTS_MAX {
        match attempt(app, link, &entry, &hand).await {
            Err(error) if error.kind() == ErrorKind::Conflict && error.sentence().key == "error-conflict" => {
            }
            outcome => return outcome,
        }
    }
    Err(Error::said(ErrorKind::Busy, "error-busy"))
}

async fn attempt(app: &Shared, link: &LinkOpened, entry: &Entry, hand: &Hand) -> Result<(), Error> {
    let mut tx = app.db.look().await?;
    let envelope = envelope::load(&mut tx, app, &link.signatory.envelope_id).await?;
    let all = signatory::list(&mut tx, app, &envelope).await?;
    let me = all.iter().find(|s| s.id == link.signatory.id).ok_or_else(Error::not_found)?;
    if me.status == Status::Signed {
        return Ok(());
    }
    if ceremony::stage(app, &envelope, me) != Stage::ToSign {
        return Err(Error::conflict("error-nothing-to-sign"));
    }
    let enclosed = envelope::list_enclosed(&mut tx, app, &envelope).await?;
    let fields = field::list(&mut tx, app, &envelope).await?;
    let mine: Vec<Field> = fields.into_iter().filter(|field| field.signatory == me.id).collect();
    if ceremony::is_stale(&mut tx, app, me, entry, &mine).await? {
        return Err(Error::conflict("error-filled-elsewhere"));
    }
    drop(tx);
    check_values(&mine, entry)?;
    let consent = Consent::check(app, link, entry.consent.as_deref(), &enclosed)?;
    let warrant = Warrant::issue(link, consent, &envelope, &enclosed)?;
    let mut signed = Vec::new();
    for one in &enclosed {
        let fields: Vec<Field> = mine.iter().filter(|f| f.document == one.document_id).cloned().collect();
        if fields.iter().any(|f| f.kind == FieldKind::Signature) {
            let act = signature::Act { fields, entry: entry.clone(), hand: hand.clone() };
            signed.push((one.clone(), signature::approve(app, &envelope, one, &warrant, act).await?));
        }
    }
    app.db.retry(|| commit(app, &envelope, &warrant, &signed)).await?;
    app.wake();
    Ok(())
}

/// Every required field is filled, every value fits its field.
fn check_values(mine: &[Field], entry: &Entry) -> Result<(), Error> {
    for field in mine {
        let value = entry.values.get(field.id.as_str()).map(String::as_str).unwrap_or_default();
        let filled = match field.kind {
            Kind::Signature | Kind::Date => true,
            Kind::Text => !Text::parse(value, limits::FIELD_VALUE_LENGTH_MAX)?.as_str().is_empty(),
            Kind::Tick => value == "yes",
        };
        if field.required && !filled {
            return Err(Error::invalid("error-field-missing").with("label", &field.label));
        }
    }
    Ok(())
}

async fn commit(
    app: &App,
    envelope: &Envelope,
    warrant: &Warrant,
    signed: &[(Enclosed, Kept)],
) -> Result<(), Error> {
    let me = warrant.signatory();
    let mut tx = app.db.begin().await?;
    // Read again: a manager may have cancelled, or the deadline passed, while the signature was made.
    let envelope = envelope::load(&mut tx, app, &envelope.id).await?;
    if ceremony::stage(app, &envelope, me) != Stage::ToSign {
        return Err(Error::conflict("error-nothing-to-sign"));
    }
    tx.change(
        "update signatory set status = 'signed', ended_ms = $1, draft = null where id = $2 and status = 'invited'",
        &[Value::from(app.clock.now()), Value::from(&me.id)],
    )
    .await?;
    warrant.keep(&mut tx, app).await?;
    let mut details = vec![("consent_sha256".to_owned(), warrant.evidence().consent_sha256.clone())];
    for (enclosed, kept) in signed {
        document::add_file(&mut tx, app, &envelope.project_id, &kept.id).await?;
        envelope::advance(&mut tx, app, &envelope, enclosed, (&kept.id, &enclosed.facts)).await?;
        details.push((enclosed.name.clone(), hex::encode(kept.sha256)));
    }
    let everybody = signatory::list(&mut tx, app, &envelope).await?.iter().all(is_signed);
    if everybody {
        begin_sealing(&mut tx, app, &envelope).await?;
    }
    let details: Vec<(&str, &str)> =
        details.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let chain = Chain::Envelope(&envelope.account_id, &envelope.project_id, &envelope.id);
    tx.commit(Event::tell(app, chain, "envelope-signed", warrant.person(), &details)?).await
}

fn is_signed(signatory: &Signatory) -> bool {
    signatory.status == Status::Signed
}

async fn begin_sealing(tx: &mut Tx, app: &App, envelope: &Envelope) -> Result<(), Error> {
    tx.change(
        "update envelope set status = 'sealing' where id = $1 and status = 'sent'",
        &[Value::from(&envelope.id)],
    )
    .await?;
    job::enqueue(tx, app, job::Kind::SealEnvelope, envelope.id.as_str()).await
}
