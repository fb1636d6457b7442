//! Signing: a warrant is built, the person's fields are filled and signed in every document of the envelope, and all of
//! it is kept with its event, or nothing is.

use super::ceremony::{self, Stage};
use super::entry::Entry;
use super::envelope::{self, Enclosed, Envelope};
use super::event::{Chain, Event};
use super::field::{self, Field, Kind};
use super::job;
use super::picture;
use super::punctuality;
use super::shown::{self, Shown};
use super::signatory::{self, Signatory, Status};
use super::signature::{self, Hand};
use super::warrant::{Consent, Warrant};
use super::{DocumentId, document, field::Kind as FieldKind, own_copy};
use crate::app::{App, Shared};
use crate::auth::LinkOpened;
use crate::db::{Tx, Value};
use crate::error::{Error, Kind as ErrorKind};
use crate::limits;
use crate::store::Kept;
use crate::words::Text;

/// What came of an attempt to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is signed, now or before.
    Signed,
    /// Nothing is signed yet: these documents were not opened, and the person did not say to sign all the same.
    NotOpened(Vec<DocumentId>),
}

/// Signs for the person who opened the link. Signing twice signs once.
///
/// # Errors
/// Invalid when a field is missing or consent was not given; outside when the time-stamp authority does not answer; a
/// conflict when the envelope has ended.
pub async fn sign(app: &Shared, link: &LinkOpened, entry: &mut Entry) -> Result<Outcome, Error> {
    complete(app, link, entry).await?;
    // What was delivered a moment ago belongs to the evidence too.
    shown::write_deliveries(app).await?;
    let hand = Hand::of(&link.signatory, entry)?;
    // One signature at a time per envelope on this node; the database's revision numbers settle it between nodes.
    let turn = app.turns.take(&link.signatory.envelope_id);
    let _turn = turn.lock().await;
    let _processor = app.signing.turn(link.signatory.id.as_str()).await?;
    for _ in 0..limits::SIGNING_ATTEMPTS_MAX {
        match attempt(app, link, entry, &hand).await {
            Err(error) if error.kind() == ErrorKind::Conflict && error.sentence().key == "error-conflict" => {
            }
            outcome => return outcome,
        }
    }
    Err(Error::said(ErrorKind::Busy, "error-busy"))
}

/// The signature itself: read from the file that the form uploads, or taken from what is kept where the form names it only.
/// What another page keeps from here on changes nothing any more.
async fn complete(app: &Shared, link: &LinkOpened, entry: &mut Entry) -> Result<(), Error> {
    let me = &link.signatory;
    if entry.upload.is_some() {
        let mut tx = app.db.look().await?;
        let envelope = envelope::load(&mut tx, app, &me.envelope_id).await?;
        let spots = picture::list(&mut tx, app, &envelope, me).await?;
        drop(tx);
        picture::read_upload(app, me, &spots, entry).await?;
    }
    if entry.lacks_signature() {
        let mut tx = app.db.look().await?;
        let kept = ceremony::find_draft_with_mark(&mut tx, app, me).await?;
        drop(tx);
        entry.complete(kept, &me.name)?;
    }
    Ok(())
}

async fn attempt(app: &Shared, link: &LinkOpened, entry: &Entry, hand: &Hand) -> Result<Outcome, Error> {
    let mut tx = app.db.look().await?;
    let envelope = envelope::load(&mut tx, app, &link.signatory.envelope_id).await?;
    let all = signatory::list(&mut tx, app, &envelope).await?;
    let me = all.iter().find(|s| s.id == link.signatory.id).ok_or_else(Error::not_found)?;
    if me.status == Status::Signed {
        return Ok(Outcome::Signed);
    }
    if ceremony::stage(app, &envelope, me) != Stage::ToSign {
        return Err(Error::conflict("error-nothing-to-sign"));
    }
    punctuality::must_be_right(&mut tx, app).await?;
    let enclosed = envelope::list_enclosed(&mut tx, app, &envelope).await?;
    let fields = field::list(&mut tx, app, &envelope).await?;
    let mine: Vec<Field> = fields.into_iter().filter(|field| field.signatory == me.id).collect();
    if ceremony::is_stale(&mut tx, app, me, entry, &mine).await? {
        return Err(Error::conflict("error-filled-elsewhere"));
    }
    let shown = what_was_shown(&mut tx, app, me, (entry, &enclosed)).await?;
    let is_first = all.iter().all(|other| other.status != Status::Signed);
    drop(tx);
    check_values(&mine, entry)?;
    let unlabelled = |kind: Kind| link.locale.sentence(kind.label_key(), &[]);
    entry.must_be_as_shown(&me.name, &mine, unlabelled)?;
    let not_opened = not_opened(&shown, entry, &enclosed);
    if !not_opened.is_empty() && !entry.signs_unopened {
        return Ok(Outcome::NotOpened(not_opened));
    }
    let consent = Consent::check(app, link, entry.consent.as_deref(), &enclosed)?;
    let warrant = Warrant::issue(link, consent, &envelope, (&enclosed, shown.of(&enclosed)))?;
    let mut signed = Vec::new();
    for one in &enclosed {
        let fields: Vec<Field> = mine.iter().filter(|f| f.document == one.document_id).cloned().collect();
        if fields.iter().any(|f| f.kind == FieldKind::Signature) {
            let act = signature::Act { fields, entry: entry.clone(), hand: hand.clone() };
            signed.push((one.clone(), signature::approve(app, &envelope, one, &warrant, act).await?));
        }
    }
    let act = Act { envelope: &envelope, warrant: &warrant, signed: &signed, is_first };
    app.db.retry(|| commit(app, &act)).await?;
    app.wake();
    Ok(Outcome::Signed)
}

/// What was shown before, with what this page reports.
async fn what_was_shown(
    tx: &mut Tx,
    app: &App,
    me: &Signatory,
    (entry, enclosed): (&Entry, &[Enclosed]),
) -> Result<Shown, Error> {
    let mut shown = shown::find(tx, app, me).await?;
    shown.view(&shown::read_report(entry.viewed.as_deref().unwrap_or_default(), enclosed));
    Ok(shown)
}

/// The documents that a person is asked about before they sign them unopened. The page opens on the only document of an
/// envelope; a program that shows no page is not asked.
fn not_opened(shown: &Shown, entry: &Entry, enclosed: &[Enclosed]) -> Vec<DocumentId> {
    match &entry.viewed {
        Some(report) if enclosed.len() > 1 => shown.not_opened(!report.is_empty(), enclosed),
        _ => Vec::new(),
    }
}

/// What is kept of an act of signing.
struct Act<'a> {
    envelope: &'a Envelope,
    warrant: &'a Warrant,
    signed: &'a [(Enclosed, Kept)],
    /// Whether this is the first signature: then the files hold no other person's.
    is_first: bool,
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

async fn commit(app: &App, act: &Act<'_>) -> Result<(), Error> {
    let Act { envelope, warrant, signed, is_first } = act;
    let me = warrant.signatory();
    let mut tx = app.db.begin().await?;
    // Read again: a manager may have cancelled, or the deadline passed, while the signature was made.
    let envelope = envelope::load(&mut tx, app, &envelope.id).await?;
    if ceremony::stage(app, &envelope, me) != Stage::ToSign {
        return Err(Error::conflict("error-nothing-to-sign"));
    }
    tx.change(
        "update signatory set status = 'signed', ended_ms = $1, draft = null, mark = null, shown = null
        where id = $2 and status = 'invited'",
        &[Value::from(app.clock.now()), Value::from(&me.id)],
    )
    .await?;
    warrant.keep(&mut tx, app).await?;
    let mut details = vec![("consent_sha256".to_owned(), warrant.evidence().consent_sha256.clone())];
    details.extend(told_shown(warrant, &document_names(&mut tx, app, &envelope).await?));
    for (enclosed, kept) in *signed {
        document::add_file(&mut tx, app, &envelope.project_id, &kept.id).await?;
        if *is_first {
            own_copy::keep(&mut tx, me, &enclosed.document_id, &kept.id).await?;
        }
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

async fn document_names(tx: &mut Tx, app: &App, envelope: &Envelope) -> Result<Vec<String>, Error> {
    Ok(envelope::list_enclosed(tx, app, envelope).await?.into_iter().map(|one| one.name).collect())
}

/// What was shown of each document, for the event.
fn told_shown(warrant: &Warrant, names: &[String]) -> Vec<(String, String)> {
    let shown = names.iter().zip(&warrant.evidence().shown);
    let told = shown.flat_map(|(name, shown)| {
        [("pages_delivered", &shown.delivered), ("pages_in_view", &shown.viewed)].map(|(detail, pages)| {
            (detail.to_owned(), format!("{name}: {} / {}", or_none(pages), shown.pages))
        })
    });
    told.collect()
}

fn or_none(pages: &str) -> &str {
    if pages.is_empty() { "0" } else { pages }
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
