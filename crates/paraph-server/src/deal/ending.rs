//! How an envelope ends before everybody has signed: declined, cancelled, expired. Whoever waited for it is told.

use super::EnvelopeId;
use super::envelope::{self, Envelope, Status};
use super::event::{Chain, Event};
use super::notice::{self, News};
use super::signatory;
use crate::app::App;
use crate::auth::{LinkOpened, Member, Person};
use crate::db::{Tx, Value};
use crate::error::Error;
use crate::keys::Scope;
use crate::words::Text;

/// Who reads why somebody declined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Readers {
    /// The sender, and whoever manages the project with them.
    #[default]
    Sender,
    /// Everybody who was asked to sign, too.
    Everybody,
}

impl Readers {
    /// Reads the form's spelling; whatever it does not know discloses nothing.
    pub fn parse(text: &str) -> Self {
        if text == "everybody" { Self::Everybody } else { Self::Sender }
    }
}

/// A signatory declines, with their reason; nobody else is asked any more. Declining twice changes nothing.
///
/// # Errors
/// A conflict when they signed already or the envelope has ended.
pub async fn decline(app: &App, link: &LinkOpened, reason: &Text, readers: Readers) -> Result<(), Error> {
    if reason.as_str().is_empty() {
        return Err(Error::invalid("error-decline-reason"));
    }
    app.db.retry(|| decline_once(app, link, reason, readers)).await?;
    app.wake();
    Ok(())
}

async fn decline_once(app: &App, link: &LinkOpened, reason: &Text, readers: Readers) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    let envelope = envelope::load(&mut tx, app, &link.signatory.envelope_id).await?;
    let all = signatory::list(&mut tx, app, &envelope).await?;
    let me = all.iter().find(|s| s.id == link.signatory.id).ok_or_else(Error::not_found)?;
    if me.status == signatory::Status::Declined {
        return Ok(());
    }
    let ring = app.keys.scope(Scope::Project(&envelope.project_id))?;
    tx.change(
        "update signatory set status = 'declined', reason = $1, ended_ms = $2 where id = $3 and status = 'invited'",
        &[
            Value::from(ring.seal_text(("signatory", me.id.as_str(), "reason"), reason.as_str())?),
            Value::from(app.clock.now()),
            Value::from(&me.id),
        ],
    )
    .await?;
    // What stands with the envelope is read by everybody; the sender reads what stands with the signatory.
    let (shared, detail) = match readers {
        Readers::Sender => ("", "reason_to_sender"),
        Readers::Everybody => (reason.as_str(), "reason_to_everybody"),
    };
    end(&mut tx, app, &envelope, (Status::Declined, shared)).await?;
    let news = |reason| News::Declined { who: &me.name, reason };
    notice::tell_manager(&mut tx, app, &envelope, news(reason.as_str())).await?;
    notice::tell_signatories(&mut tx, app, &envelope, news(shared)).await?;
    let chain = Chain::Envelope(&envelope.account_id, &envelope.project_id, &envelope.id);
    tx.commit(Event::tell(app, chain, "envelope-declined", &link.person(), &[(detail, reason.as_str())])?)
        .await
}

/// A manager cancels what was sent, and whoever was asked is told why; or discards a draft, of which nobody knows and which
/// needs no reason. Cancelling twice changes nothing.
///
/// # Errors
/// Not found unless the member manages the project; invalid without a reason; a conflict when the envelope has ended
/// otherwise.
pub async fn cancel(app: &App, member: &Member, id: &EnvelopeId, reason: &Text) -> Result<(), Error> {
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let envelope = envelope::find(&mut tx, app, member, id).await?;
            if envelope.status == Status::Cancelled {
                return Ok(());
            }
            if reason.as_str().is_empty() && envelope.status != Status::Draft {
                return Err(Error::invalid("error-reason-empty"));
            }
            end(&mut tx, app, &envelope, (Status::Cancelled, reason.as_str())).await?;
            let news = News::Cancelled { reason: reason.as_str() };
            notice::tell_signatories(&mut tx, app, &envelope, news).await?;
            let chain = Chain::Envelope(&envelope.account_id, &envelope.project_id, &envelope.id);
            let details = [("reason", reason.as_str())];
            tx.commit(Event::tell(app, chain, "envelope-cancelled", &member.person(), &details)?).await
        })
        .await?;
    app.wake();
    Ok(())
}

/// Lets pass every deadline that has come.
///
/// # Errors
/// When the database fails.
pub async fn expire_all(app: &App) -> Result<(), Error> {
    let mut tx = app.db.look().await?;
    let due = [Value::from(app.clock.now())];
    let rows = tx.list("select id from envelope where status = 'sent' and expires_ms <= $1", &due).await?;
    drop(tx);
    for mut row in rows {
        let id: EnvelopeId = row.id()?;
        app.db.retry(|| expire(app, &id)).await?;
    }
    Ok(())
}

async fn expire(app: &App, id: &EnvelopeId) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    let envelope = envelope::load(&mut tx, app, id).await?;
    let due = envelope.expires.is_some_and(|expires| expires <= app.clock.now());
    if envelope.status != Status::Sent || !due {
        return Ok(());
    }
    end(&mut tx, app, &envelope, (Status::Expired, "")).await?;
    notice::tell_manager(&mut tx, app, &envelope, News::Expired).await?;
    let chain = Chain::Envelope(&envelope.account_id, &envelope.project_id, &envelope.id);
    tx.commit(Event::tell(app, chain, "envelope-expired", &Person::system(), &[])?).await
}

async fn end(
    tx: &mut Tx,
    app: &App,
    envelope: &Envelope,
    (status, reason): (Status, &str),
) -> Result<(), Error> {
    let ring = app.keys.scope(Scope::Project(&envelope.project_id))?;
    // A draft can only be discarded; everything else ends what was sent.
    let discarded = status == Status::Cancelled && envelope.status == Status::Draft;
    let from = if discarded { Status::Draft } else { Status::Sent };
    tx.change(
        "update envelope set status = $1, reason = $2, ended_ms = $3 where id = $4 and status = $5",
        &[
            Value::from(status.as_str()),
            Value::from(ring.seal_text(("envelope", envelope.id.as_str(), "reason"), reason)?),
            Value::from(app.clock.now()),
            Value::from(&envelope.id),
            Value::from(from.as_str()),
        ],
    )
    .await?;
    // What people filled in and did not sign is erased.
    tx.execute(
        "update signatory set draft = null, mark = null where envelope_id = $1",
        &[Value::from(&envelope.id)],
    )
    .await?;
    Ok(())
}
