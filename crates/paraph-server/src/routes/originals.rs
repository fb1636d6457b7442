//! Files on their way out: streamed from the store, opened chunk by chunk, never whole in memory or on the disk.

use std::io;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use tokio::sync::mpsc;

use super::{Answer, Download};
use crate::app::{App, Shared};
use crate::auth::{LinkOpened, Member};
use crate::db::Tx;
use crate::deal::envelope::{self, Enclosed, Envelope, Status};
use crate::deal::{DocumentId, EnvelopeId, FileId, ProjectId, own_copy};
use crate::error::Error;
use crate::keys::Scope;
use crate::store::Opened;

const PDF: &str = "application/pdf";
/// How much is opened at a time, in bytes.
const CHUNK: usize = 256 * 1024;

/// The sealed original, to a member.
///
/// # Errors
/// Not found unless the member manages the project and the envelope is sealed.
pub async fn sealed_to_member(
    State(app): State<Shared>,
    member: Member,
    Path((id, document)): Path<(EnvelopeId, DocumentId)>,
) -> Answer {
    let mut tx = app.db.look().await?;
    let envelope = envelope::find(&mut tx, &app, &member, &id).await?;
    sealed(&app, tx, &envelope, &document).await
}

/// The sealed original, to a signatory.
///
/// # Errors
/// Not found unless the envelope is sealed.
pub async fn sealed_to_signatory(
    State(app): State<Shared>,
    link: LinkOpened,
    Path((_, document)): Path<(String, DocumentId)>,
) -> Answer {
    let mut tx = app.db.look().await?;
    let envelope = envelope::load(&mut tx, &app, &link.signatory.envelope_id).await?;
    sealed(&app, tx, &envelope, &document).await
}

/// The authentication certificate, to a member.
///
/// # Errors
/// Not found unless the member manages the project and the envelope is sealed.
pub async fn certificate_to_member(
    State(app): State<Shared>,
    member: Member,
    Path(id): Path<EnvelopeId>,
) -> Answer {
    let mut tx = app.db.look().await?;
    let envelope = envelope::find(&mut tx, &app, &member, &id).await?;
    certificate(&app, &envelope)
}

/// The authentication certificate, to a signatory.
///
/// # Errors
/// Not found unless the envelope is sealed.
pub async fn certificate_to_signatory(State(app): State<Shared>, link: LinkOpened) -> Answer {
    let mut tx = app.db.look().await?;
    let envelope = envelope::load(&mut tx, &app, &link.signatory.envelope_id).await?;
    certificate(&app, &envelope)
}

/// The document as it was sent, to a signatory, whatever was signed since.
///
/// # Errors
/// Not found when it is not in their envelope.
pub async fn sent_to_signatory(
    State(app): State<Shared>,
    link: LinkOpened,
    Path((_, document)): Path<(String, DocumentId)>,
) -> Answer {
    let mut tx = app.db.look().await?;
    let envelope = envelope::load(&mut tx, &app, &link.signatory.envelope_id).await?;
    let enclosed = find_enclosed(&mut tx, &app, &envelope, &document).await?;
    let file = envelope::find_sent_file(&mut tx, &envelope, &document).await?;
    drop(tx);
    let body = stream(&app, &envelope.project_id, &file)?;
    Download { content_type: PDF, name: &enclosed.name }.answer(body)
}

/// The document as a signatory signed it, while others are still to sign: with their own signature, if the file holds no other
/// person's; otherwise as it was sent to them, for the others' signatures are not theirs to have before everybody has signed.
///
/// # Errors
/// Not found when it is not in their envelope.
pub async fn copy_to_signatory(
    State(app): State<Shared>,
    link: LinkOpened,
    Path((_, document)): Path<(String, DocumentId)>,
) -> Answer {
    let mut tx = app.db.look().await?;
    let envelope = envelope::load(&mut tx, &app, &link.signatory.envelope_id).await?;
    if envelope.status == Status::Completed {
        return sealed(&app, tx, &envelope, &document).await;
    }
    let enclosed = find_enclosed(&mut tx, &app, &envelope, &document).await?;
    let is_open = matches!(envelope.status, Status::Sent | Status::Sealing);
    let own = own_copy::find(&mut tx, &link.signatory, &document).await?.filter(|_| is_open);
    let sent = envelope::find_sent_file(&mut tx, &envelope, &document).await?;
    drop(tx);
    let (file, name) = match own {
        Some(own) => (own, named(&enclosed.name, "my signature")),
        None => (sent, named(&enclosed.name, "as sent")),
    };
    let body = stream(&app, &envelope.project_id, &file)?;
    Download { content_type: PDF, name: &name }.answer(body)
}

async fn sealed(app: &App, mut tx: Tx, envelope: &Envelope, document: &DocumentId) -> Answer {
    if envelope.status != Status::Completed {
        return Err(Error::not_found());
    }
    let enclosed = find_enclosed(&mut tx, app, envelope, document).await?;
    drop(tx);
    let body = stream(app, &envelope.project_id, &enclosed.file_id)?;
    Download { content_type: PDF, name: &signed_name(&enclosed.name) }.answer(body)
}

fn certificate(app: &App, envelope: &Envelope) -> Answer {
    let file = envelope.certificate_id.as_ref().ok_or_else(Error::not_found)?;
    let body = stream(app, &envelope.project_id, file)?;
    let name = format!("{} - certificate.pdf", envelope.title);
    Download { content_type: PDF, name: &name }.answer(body)
}

async fn find_enclosed(
    tx: &mut Tx,
    app: &App,
    envelope: &Envelope,
    document: &DocumentId,
) -> Result<Enclosed, Error> {
    let all = envelope::list_enclosed(tx, app, envelope).await?;
    all.into_iter().find(|enclosed| enclosed.document_id == *document).ok_or_else(Error::not_found)
}

/// "Agreement.pdf" becomes "Agreement - signed.pdf".
fn signed_name(name: &str) -> String {
    named(name, "signed")
}

fn named(name: &str, what: &str) -> String {
    let stem = name.strip_suffix(".pdf").or_else(|| name.strip_suffix(".PDF")).unwrap_or(name);
    format!("{stem} - {what}.pdf")
}

/// A page's image. Its address never shows another image, so a browser may keep it for itself.
pub(super) fn image(app: &App, project: &ProjectId, id: &FileId) -> Answer {
    // Without the project's key nothing is shown, kept or not.
    let ring = app.keys.scope(Scope::Project(project))?;
    let bytes = match app.images.find(id.as_str()) {
        Some(bytes) => bytes,
        None => {
            let bytes = Bytes::from(tokio::task::block_in_place(|| app.store.read_all(&ring, id))?);
            app.images.keep(id.as_str(), &bytes, bytes.len());
            bytes
        }
    };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("image/png"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    Ok(response)
}

/// A file's words as a body; the reading runs beside and stops when the person goes away.
pub(super) fn stream(app: &App, project: &ProjectId, id: &FileId) -> Result<Body, Error> {
    let ring = app.keys.scope(Scope::Project(project))?;
    let opened = app.store.read(&ring, id)?;
    let (sender, receiver) = mpsc::channel::<io::Result<Bytes>>(4);
    tokio::task::spawn_blocking(move || pump(&opened, &sender));
    Ok(Body::from_stream(Received(receiver)))
}

fn pump(opened: &Opened, sender: &mpsc::Sender<io::Result<Bytes>>) {
    let mut offset = 0;
    while offset < opened.size() {
        let size = usize::try_from(opened.size() - offset).unwrap_or(CHUNK).min(CHUNK);
        let mut chunk = vec![0; size];
        let read = opened.read_exact_at(offset, &mut chunk).map(|()| Bytes::from(chunk));
        let failed = read.is_err();
        if sender.blocking_send(read).is_err() || failed {
            return;
        }
        offset += size as u64;
    }
}

/// The receiving end as a stream.
struct Received(mpsc::Receiver<io::Result<Bytes>>);

impl futures_core::Stream for Received {
    type Item = io::Result<Bytes>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_file_says_so_in_its_name() {
        assert_eq!(signed_name("Agreement.pdf"), "Agreement - signed.pdf");
        assert_eq!(signed_name("Agreement"), "Agreement - signed.pdf");
    }
}
