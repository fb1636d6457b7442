//! Sending: every document is certified with all fields in place, everybody is invited, or nothing happened.

use jiff::SignedDuration;

use super::envelope::{self, EnclosedFacts, Envelope};
use super::event::{Chain, Event};
use super::preflight::{self, Matter};
use super::{EnvelopeId, document, mailing, notice, room, signature};
use crate::app::{App, Shared};
use crate::auth::Member;
use crate::db::{Tx, Value};
use crate::error::Error;
use crate::keys::Scope;
use crate::pages::Tone;
use crate::store::Kept;
use crate::words::Text;

/// What the sender decides when a draft is sent.
pub struct Words {
    /// What every signatory reads in the mail and above the documents.
    pub message: Text,
    /// Days to sign.
    pub days: i64,
    /// The revision of the draft that was reviewed; none when no page said so.
    pub read: Option<i64>,
}

/// Sends a draft. Sending what was sent already changes nothing.
///
/// # Errors
/// Not found unless the member manages the project; invalid while the preflight shows red; outside when the time-stamp
/// authority does not answer; a conflict when the draft changed after it was reviewed; too many when too many mails were sent.
pub async fn send(app: &Shared, member: &Member, id: &EnvelopeId, words: &Words) -> Result<(), Error> {
    let mut tx = app.db.look().await?;
    let envelope = envelope::find(&mut tx, app, member, id).await?;
    if envelope.status != envelope::Status::Draft {
        return if envelope.sent.is_some() { Ok(()) } else { Err(envelope::is_no_draft(id)) };
    }
    if words.read.is_some_and(|read| read != envelope.revision) {
        return Err(Error::conflict("error-draft-changed"));
    }
    let matter = Matter::load(&mut tx, app, &envelope).await?;
    drop(tx);
    let checks = preflight::check(app, &envelope, &matter, member.locale).await;
    if checks.iter().any(|check| check.tone() == Tone::Bad) {
        return Err(Error::invalid("error-preflight"));
    }
    must_leave(app, member, &matter).await?;
    let mut certified = Vec::with_capacity(matter.enclosed.len());
    for enclosed in &matter.enclosed {
        certified.push(signature::certify(app, &envelope, enclosed, &matter).await?);
    }
    let sent = Sent { words, matter: &matter, certified: &certified };
    app.db.retry(|| commit(app, member, id, &sent)).await?;
    app.wake();
    Ok(())
}

/// Refuses what would be too many mails before documents are certified for them; they are counted when they are written.
async fn must_leave(app: &App, member: &Member, matter: &Matter) -> Result<(), Error> {
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            mailing::count(&mut tx, app, member, &addresses(matter)).await
        })
        .await
}

fn addresses(matter: &Matter) -> Vec<&str> {
    matter.signatories.iter().map(|signatory| signatory.email.as_str()).collect()
}

/// What is kept when a draft is sent.
struct Sent<'a> {
    words: &'a Words,
    matter: &'a Matter,
    certified: &'a [Kept],
}

async fn commit(app: &App, member: &Member, id: &EnvelopeId, sent: &Sent<'_>) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    let envelope = envelope::find(&mut tx, app, member, id).await?;
    if !Matter::load(&mut tx, app, &envelope).await?.is_same(sent.matter) {
        return Err(Error::conflict("error-draft-changed"));
    }
    let mut more = 0;
    for kept in sent.certified {
        more += room::taken(app, &kept.id)?;
    }
    room::must_fit(&mut tx, app, (&envelope.account_id, &envelope.project_id), more).await?;
    mailing::count(&mut tx, app, member, &addresses(sent.matter)).await?;
    mark_sent(&mut tx, app, &envelope, sent).await?;
    let mut details = vec![("days".to_owned(), sent.words.days.to_string())];
    for (enclosed, kept) in sent.matter.enclosed.iter().zip(sent.certified) {
        let sha256 = hex::encode(kept.sha256);
        let facts = EnclosedFacts { sent_sha256: Some(sha256.clone()), ..enclosed.facts.clone() };
        document::add_file(&mut tx, app, &envelope.project_id, &kept.id).await?;
        envelope::advance(&mut tx, app, &envelope, enclosed, (&kept.id, &facts)).await?;
        envelope::remember_sent(&mut tx, &envelope, &enclosed.document_id, &kept.id).await?;
        details.push((enclosed.name.clone(), sha256));
    }
    let envelope = envelope::load(&mut tx, app, id).await?;
    for signatory in &sent.matter.signatories {
        notice::invite(&mut tx, app, &envelope, signatory, member).await?;
    }
    let details: Vec<(&str, &str)> =
        details.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let chain = Chain::Envelope(&envelope.account_id, &envelope.project_id, &envelope.id);
    tx.commit(Event::tell(app, chain, "envelope-sent", &member.person(), &details)?).await
}

async fn mark_sent(tx: &mut Tx, app: &App, envelope: &Envelope, sent: &Sent<'_>) -> Result<(), Error> {
    let ring = app.keys.scope(Scope::Project(&envelope.project_id))?;
    let now = app.clock.now();
    tx.change(
        "update envelope set status = 'sent', message = $1, sent_ms = $2, expires_ms = $3
        where id = $4 and status = 'draft'",
        &[
            Value::from(
                ring.seal_text(("envelope", envelope.id.as_str(), "message"), sent.words.message.as_str())?,
            ),
            Value::from(now),
            Value::from(now + SignedDuration::from_hours(24 * sent.words.days)),
            Value::from(&envelope.id),
        ],
    )
    .await
}
