//! Notices: who is told what by mail when an envelope moves. Written in the transaction of the act.

use jiff::{SignedDuration, Timestamp};

use super::envelope::Envelope;
use super::message::{self, Draft};
use super::signatory::{self, Signatory, Status};
use super::submission::{self, Submission};
use super::{EnvelopeId, SignatoryId, envelope, mailing, member};
use crate::app::App;
use crate::auth::Member;
use crate::db::{Tx, Value};
use crate::error::{Error, Kind};
use crate::limits;
use crate::pages::mail::{self, About, MailBody};

/// The kind of the message that asks somebody to sign.
pub const INVITATION: &str = "invitation";
/// The kind of the message that asks them again.
pub const REMINDER: &str = "reminder";

/// What happened to an envelope.
#[derive(Clone, Copy)]
pub enum News<'a> {
    /// A signatory declined.
    Declined {
        /// Who.
        who: &'a str,
        /// Why.
        reason: &'a str,
    },
    /// A manager cancelled.
    Cancelled {
        /// Why.
        reason: &'a str,
    },
    /// The deadline passed.
    Expired,
    /// Everybody has signed and the seal is on.
    Completed,
}

impl News<'_> {
    fn kind(self) -> &'static str {
        match self {
            Self::Declined { .. } => "declined",
            Self::Cancelled { .. } => "cancelled",
            Self::Expired => "expired",
            Self::Completed => "completed",
        }
    }

    fn body(self, about: &About) -> MailBody {
        match self {
            Self::Declined { who, reason } => mail::declined(about, who, reason),
            Self::Cancelled { reason } => mail::cancelled(about, reason),
            Self::Expired => mail::expired(about),
            Self::Completed => mail::completed(about),
        }
    }
}

/// Tells the member who created the envelope.
///
/// # Errors
/// When the database fails.
pub(super) async fn tell_manager(
    tx: &mut Tx,
    app: &App,
    envelope: &Envelope,
    news: News<'_>,
) -> Result<(), Error> {
    let manager = creator(tx, app, &envelope.id).await?;
    let link = format!("{}/envelopes/{}", app.base_url, envelope.id);
    let about = About {
        locale: manager.locale,
        name: manager.name.clone(),
        sender: manager.name.clone(),
        operator: app.config.operator.clone(),
        title: envelope.title.clone(),
        zone: envelope.zone.clone(),
        link,
    };
    let body = news.body(&about);
    let draft = Draft::to_person(&envelope.account_id, &manager.email, &manager.name, news.kind(), body);
    message::enqueue(tx, app, draft.about(&envelope.project_id, &envelope.id)).await
}

/// Tells every signatory who was asked, each in their language with their own link.
///
/// # Errors
/// When the database fails.
pub(super) async fn tell_signatories(
    tx: &mut Tx,
    app: &App,
    envelope: &Envelope,
    news: News<'_>,
) -> Result<(), Error> {
    let sender = creator(tx, app, &envelope.id).await?.name;
    for signatory in signatory::list(tx, app, envelope).await? {
        if matches!(signatory.status, Status::Draft | Status::Declined) {
            continue;
        }
        let link = link_of(tx, app, &signatory).await?;
        let body = news.body(&about(app, envelope, &signatory, (&sender, link)));
        let draft =
            Draft::to_person(&envelope.account_id, &signatory.email, &signatory.name, news.kind(), body);
        let draft = draft.about(&envelope.project_id, &envelope.id).to_signatory(&signatory.id);
        message::enqueue(tx, app, draft).await?;
    }
    Ok(())
}

/// Asks a signatory to sign, with the words the sender wrote.
///
/// # Errors
/// When the database fails.
pub(super) async fn invite(
    tx: &mut Tx,
    app: &App,
    envelope: &Envelope,
    signatory: &Signatory,
    sender: &Member,
) -> Result<(), Error> {
    let token = signatory::invite(tx, app, signatory).await?;
    let link = format!("{}/s/{}", app.base_url, token.text().as_str());
    let about = about(app, envelope, signatory, (&sender.name, link));
    let words = envelope.message.as_deref().unwrap_or_default();
    let body = mail::to_sign(&about, words, envelope.expires.unwrap_or_default());
    let draft = Draft::to_person(&envelope.account_id, &signatory.email, &signatory.name, INVITATION, body);
    message::enqueue(tx, app, draft.about(&envelope.project_id, &envelope.id).to_signatory(&signatory.id))
        .await
}

/// Reminds a signatory who has not signed, with the same link. The same form sent twice reminds once.
///
/// # Errors
/// Not found unless the member manages the project; a conflict when there is nothing to wait for; too many when they were
/// reminded lately or too many mails were sent.
pub async fn remind(
    app: &App,
    submission: &Submission<'_>,
    id: &EnvelopeId,
    who: &SignatoryId,
) -> Result<(), Error> {
    let member = submission.member;
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let envelope = envelope::find(&mut tx, app, member, id).await?;
            let all = signatory::list(&mut tx, app, &envelope).await?;
            let signatory = all.iter().find(|s| s.id == *who).ok_or_else(Error::not_found)?;
            if envelope.status != envelope::Status::Sent || signatory.status != Status::Invited {
                return Err(Error::conflict("error-nothing-to-remind"));
            }
            let mark = submission.mark(app, "reminder", &[id.as_str(), who.as_str()])?;
            if submission::find::<super::kinds::Signatory>(&mut tx, &mark).await?.is_some() {
                return Ok(());
            }
            must_have_rested(&mut tx, app, who).await?;
            mailing::count(&mut tx, app, member, &[&signatory.email]).await?;
            submission::remember(&mut tx, app, &mark, who).await?;
            let link = link_of(&mut tx, app, signatory).await?;
            let about = about(app, &envelope, signatory, (&member.name, link));
            let body = mail::reminder(&about, envelope.expires.unwrap_or_default());
            let draft =
                Draft::to_person(&envelope.account_id, &signatory.email, &signatory.name, REMINDER, body);
            let draft = draft.about(&envelope.project_id, &envelope.id).to_signatory(&signatory.id);
            message::enqueue(&mut tx, app, draft).await?;
            let chain =
                super::event::Chain::Envelope(&envelope.account_id, &envelope.project_id, &envelope.id);
            let details = [("name", signatory.name.as_str()), ("email", signatory.email.as_str())];
            let event =
                super::event::Event::tell(app, chain, "signatory-reminded", &member.person(), &details)?;
            tx.commit(event).await
        })
        .await?;
    app.wake();
    Ok(())
}

/// Until when somebody who was reminded is not reminded again.
pub fn rests_until(reminded: Timestamp) -> Timestamp {
    reminded + SignedDuration::from_mins(limits::REMINDER_PAUSE_MINUTES)
}

async fn must_have_rested(tx: &mut Tx, app: &App, who: &SignatoryId) -> Result<(), Error> {
    let row = tx
        .find(
            "select max(created_ms) from message where signatory_id = $1 and kind = $2",
            &[Value::from(who), Value::from(REMINDER)],
        )
        .await?;
    let last = row.map(|mut row| row.maybe_time()).transpose()?.flatten();
    match last.is_some_and(|last| rests_until(last) > app.clock.now()) {
        true => Err(Error::said(Kind::TooMany, "error-reminded-lately")
            .with("minutes", limits::REMINDER_PAUSE_MINUTES)),
        false => Ok(()),
    }
}

fn about(app: &App, envelope: &Envelope, signatory: &Signatory, (sender, link): (&str, String)) -> About {
    About {
        locale: signatory.locale,
        name: signatory.name.clone(),
        sender: sender.to_owned(),
        operator: app.config.operator.clone(),
        title: envelope.title.clone(),
        zone: envelope.zone.clone(),
        link,
    }
}

async fn link_of(tx: &mut Tx, app: &App, signatory: &Signatory) -> Result<String, Error> {
    Ok(format!("{}/s/{}", app.base_url, signatory::link_secret(tx, app, signatory).await?))
}

/// The member who created an envelope and hears of it.
///
/// # Errors
/// When the database fails.
pub(crate) async fn creator(tx: &mut Tx, app: &App, id: &EnvelopeId) -> Result<member::Profile, Error> {
    let row = tx
        .find(
            "select m.id, m.account_id, m.email, m.name, m.role, m.locale
            from envelope e
            join member m on m.id = e.created_by
            where e.id = $1",
            &[Value::from(id)],
        )
        .await?;
    member::read(app, &mut row.ok_or_else(Error::not_found)?)
}
