//! The inspection: an uploaded document is drawn page by page in a process of its own, and judged.

use std::io::{self, Read};

use super::document::{self, Document, Layer, Status};
use super::{DocumentId, FileId};
use crate::app::Shared;
use crate::error::{Error, Kind};
use crate::keys::Scope;
use crate::render::Finding;
use crate::store::Opened;

/// Looks at a document and records what was found. A document that was judged before is left alone.
///
/// # Errors
/// When the worker cannot be started or the disk refuses; then nothing was recorded and the job runs again.
pub async fn inspect(app: &Shared, id: &DocumentId) -> Result<(), Error> {
    let mut tx = app.db.look().await?;
    let document = match document::load(&mut tx, app, id).await {
        // It was removed before anybody looked at it.
        Err(error) if error.kind() == Kind::NotFound => return Ok(()),
        document => document?,
    };
    drop(tx);
    if document.status != Status::Checking {
        return Ok(());
    }
    let ring = app.keys.scope(Scope::Project(&document.project_id))?;
    let opened = app.store.read(&ring, &document.file_id)?;
    let (worker_app, looked_at) = (app.clone(), document.clone());
    let (findings, pages) = tokio::task::spawn_blocking(move || draw(&worker_app, &looked_at, opened))
        .await
        .map_err(Error::broken)??;
    document::judge(app, &document, findings, &pages).await
}

type Drawn = (Vec<Finding>, Vec<(FileId, Layer)>);

fn draw(app: &Shared, document: &Document, opened: Opened) -> Result<Drawn, Error> {
    let ring = app.keys.scope(Scope::Project(&document.project_id))?;
    let mut pages = Vec::new();
    let size = opened.size();
    let inspection = app.renderer.inspect(Reading { opened, offset: 0 }, size, |_, layer, image| {
        pages.push((app.store.keep(&ring, &image)?.id, layer));
        Ok::<(), Error>(())
    });
    Ok((inspection?.findings, pages))
}

/// A sealed file, read from its beginning to its end.
struct Reading {
    opened: Opened,
    offset: u64,
}

impl Read for Reading {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = paraph_pdf::Source::read_at(&self.opened, self.offset, buffer)?;
        self.offset += read as u64;
        Ok(read)
    }
}
