//! Renewal: what was declined, cancelled or not signed in time is prepared again as a new draft, with its documents, its
//! people, its fields and its message. What anybody did with the first one stays with the first one.

use std::collections::HashMap;

use super::envelope::{self, Status};
use super::event::{Chain, Event};
use super::field::{self, Field};
use super::submission::{self, Submission};
use super::{EnvelopeId, FieldId, signatory};
use crate::app::App;
use crate::db::Value;
use crate::error::Error;
use crate::keys::Scope;

/// Prepares an envelope that ended unsigned again. The same form sent twice prepares one draft.
///
/// # Errors
/// Not found unless the member manages the project; a conflict unless the envelope was declined, cancelled or expired, or
/// when one of its documents cannot be sent any more.
pub async fn renew(app: &App, submission: &Submission<'_>, id: &EnvelopeId) -> Result<EnvelopeId, Error> {
    app.db.retry(|| renew_once(app, submission, id)).await
}

async fn renew_once(app: &App, submission: &Submission<'_>, id: &EnvelopeId) -> Result<EnvelopeId, Error> {
    let member = submission.member;
    let mut tx = app.db.begin().await?;
    let ended = envelope::find(&mut tx, app, member, id).await?;
    if !matches!(ended.status, Status::Declined | Status::Cancelled | Status::Expired) {
        return Err(Error::conflict("error-not-ended").leading_to(format!("/envelopes/{id}")));
    }
    let mark = submission.mark(app, "renewal", &[id.as_str()])?;
    if let Some(made) = submission::find(&mut tx, &mark).await? {
        return Ok(made);
    }
    let documents = envelope::list_enclosed(&mut tx, app, &ended).await?;
    let documents: Vec<_> = documents.into_iter().map(|one| one.document_id).collect();
    let project = &ended.project_id;
    let made = envelope::draw_up(&mut tx, app, member, (project, &ended.title), &documents).await?;
    let message = ended.message.as_deref().unwrap_or_default();
    let ring = app.keys.scope(Scope::Project(project))?;
    tx.change(
        "update envelope set message = $1, time_zone = $2 where id = $3",
        &[
            Value::from(ring.seal_text(("envelope", made.as_str(), "message"), message)?),
            Value::from(ended.zone.name()),
            Value::from(&made),
        ],
    )
    .await?;
    let draft = envelope::load(&mut tx, app, &made).await?;
    let mut people = HashMap::new();
    for one in signatory::list(&mut tx, app, &ended).await? {
        let person = (one.position, one.name.as_str(), one.email.as_str(), one.locale);
        people.insert(one.id.clone(), signatory::insert(&mut tx, app, &draft, person).await?);
    }
    for (position, field) in (0i64..).zip(field::list(&mut tx, app, &ended).await?) {
        let Some(signatory) = people.get(&field.signatory).cloned() else { continue };
        let field = Field { id: FieldId::random(&app.random)?, signatory, revision: 0, ..field };
        field::insert(&mut tx, app, &draft, (position, &field)).await?;
    }
    submission::remember(&mut tx, app, &mark, &made).await?;
    let chain = Chain::Envelope(&member.account_id, project, &made);
    let details = [("title", ended.title.as_str()), ("renewed", id.as_str())];
    tx.commit(Event::tell(app, chain, "envelope-created", &member.person(), &details)?).await?;
    Ok(made)
}
