//! Removal: documents that no envelope holds, and drafts that were never sent, are taken out for good, with their files. What
//! was sent stays.

use super::document::{self, Document};
use super::envelope::{self, Envelope, Status};
use super::event::{Chain, Event};
use super::submission::{self, Submission};
use super::{DocumentId, EnvelopeId, FileId};
use crate::app::App;
use crate::auth::Member;
use crate::db::{Tx, Value};
use crate::error::Error;

/// The envelopes of a project, of the member's own, that hold a document.
///
/// # Errors
/// When the database fails.
pub async fn holders(
    tx: &mut Tx,
    app: &App,
    member: &Member,
    document: &DocumentId,
) -> Result<Vec<Envelope>, Error> {
    let of_it = [Value::from(document)];
    let rows = tx.list("select envelope_id from envelope_document where document_id = $1", &of_it).await?;
    let mut found = Vec::new();
    for mut row in rows {
        found.push(envelope::find(tx, app, member, &row.id()?).await?);
    }
    Ok(found)
}

/// Removes a document that no envelope holds, and its files. The same form sent twice removes it once.
///
/// # Errors
/// Not found unless the member manages its project; a conflict while an envelope holds it.
pub async fn remove_document(app: &App, submission: &Submission<'_>, id: &DocumentId) -> Result<(), Error> {
    let mark = match submission.mark(app, "document-removal", &[id.as_str()]) {
        Ok(mark) => mark,
        Err(error) => {
            // Absent and forbidden look alike, whatever the form lacks.
            document::find(&mut app.db.look().await?, app, submission.member, id).await?;
            return Err(error);
        }
    };
    let files = app
        .db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            if submission::find::<super::kinds::Document>(&mut tx, &mark).await?.is_some() {
                return Ok(Vec::new());
            }
            let document = document::find(&mut tx, app, submission.member, id).await?;
            if !holders(&mut tx, app, submission.member, id).await?.is_empty() {
                return Err(Error::conflict("error-document-held"));
            }
            let files = take_out(&mut tx, &document).await?;
            submission::remember(&mut tx, app, &mark, id).await?;
            let details = [("document", document.name.as_str()), ("sha256", document.facts.sha256.as_str())];
            let chain = Chain::Project(&document.account_id, &document.project_id);
            let person = submission.member.person();
            tx.commit(Event::tell(app, chain, "document-removed", &person, &details)?).await?;
            Ok(files)
        })
        .await?;
    // What the database names no more is swept, should the disk refuse now.
    files.iter().try_for_each(|file| app.store.remove(file))
}

/// Takes a document out of the database, and gives the files that are of no more use.
async fn take_out(tx: &mut Tx, document: &Document) -> Result<Vec<FileId>, Error> {
    let it = [Value::from(&document.id)];
    let mut files = vec![document.file_id.clone()];
    for mut row in tx.list("select image_id from page where document_id = $1", &it).await? {
        files.push(row.id()?);
    }
    tx.execute("delete from page where document_id = $1", &it).await?;
    tx.execute("delete from job where kind = 'inspect-document' and subject = $1", &it).await?;
    tx.change("delete from document where id = $1", &it).await?;
    for file in &files {
        tx.change("delete from file where id = $1", &[Value::from(file)]).await?;
    }
    Ok(files)
}

/// Removes a draft, or one that was discarded, with its people and fields; its documents stay in the project. The same form
/// sent twice removes it once.
///
/// # Errors
/// Not found unless the member manages the project; a conflict when it was sent.
pub async fn remove_draft(app: &App, submission: &Submission<'_>, id: &EnvelopeId) -> Result<(), Error> {
    let mark = match submission.mark(app, "draft-removal", &[id.as_str()]) {
        Ok(mark) => mark,
        Err(error) => {
            envelope::find(&mut app.db.look().await?, app, submission.member, id).await?;
            return Err(error);
        }
    };
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            if submission::find::<super::kinds::Envelope>(&mut tx, &mark).await?.is_some() {
                return Ok(());
            }
            let draft = envelope::find(&mut tx, app, submission.member, id).await?;
            if !is_removable(&draft) {
                return Err(envelope::is_no_draft(id));
            }
            let it = [Value::from(id)];
            tx.execute("delete from field where envelope_id = $1", &it).await?;
            tx.execute("delete from signatory where envelope_id = $1", &it).await?;
            tx.execute("delete from envelope_document where envelope_id = $1", &it).await?;
            tx.change("delete from envelope where id = $1 and sent_ms is null", &it).await?;
            submission::remember(&mut tx, app, &mark, id).await?;
            let chain = Chain::Project(&draft.account_id, &draft.project_id);
            let details = [("title", draft.title.as_str())];
            let person = submission.member.person();
            tx.commit(Event::tell(app, chain, "draft-removed", &person, &details)?).await
        })
        .await
}

/// Whether it was never sent.
pub fn is_removable(envelope: &Envelope) -> bool {
    envelope.sent.is_none() && matches!(envelope.status, Status::Draft | Status::Cancelled)
}
