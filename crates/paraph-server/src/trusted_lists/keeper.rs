//! The lists of a running instance: brought up to date every day, and at hand, checked, for whoever asks.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jiff::Timestamp;
use paraph_pades::validate::Lists;
use tokio::sync::watch;

use super::folder::Folder;
use super::{Outcome, Source, Update, UpdateError, update};
use crate::app::Shared;
use crate::limits;

/// A folder of lists and what is in it.
pub struct Keeper {
    folder: PathBuf,
    source: Source,
    lists: RwLock<Option<Arc<Lists>>>,
}

impl Keeper {
    /// Lists that are kept in a folder. Nothing is read yet.
    #[must_use]
    pub fn new(folder: PathBuf, source: Source) -> Self {
        Self { folder, source, lists: RwLock::new(None) }
    }

    /// The lists as of now; none while none of use are here.
    #[must_use]
    pub fn lists(&self, now: Timestamp) -> Option<Lists> {
        let lists = self.lists.read().unwrap_or_else(PoisonError::into_inner).clone();
        lists?.as_of(now)
    }

    /// Reads what is in the folder. Without a list of lists that holds there are none.
    pub fn read(&self, now: Timestamp) {
        let files = Folder::open(&self.folder).map(|folder| {
            let files = folder.files().into_iter();
            files.map(|(name, bytes)| (name.to_owned(), bytes.to_vec())).collect::<Vec<_>>()
        });
        let lists = match files.map(|files| Lists::of_files(files, &self.source.pinned, now)) {
            Ok(Ok(lists)) => Some(Arc::new(lists)),
            Ok(Err(error)) => {
                tracing::warn!(%error, folder = %self.folder.display(), "no trusted lists are in use");
                None
            }
            Err(error) => {
                tracing::error!(%error, "no trusted lists are in use");
                None
            }
        };
        *self.lists.write().unwrap_or_else(PoisonError::into_inner) = lists;
    }

    /// Brings the folder up to date.
    ///
    /// # Errors
    /// As [`update`].
    pub async fn update(&self, now: Timestamp) -> Result<Update, UpdateError> {
        let mut tell = |territory: &str, outcome: &Outcome| match outcome {
            Outcome::Kept { number, reason } => {
                tracing::warn!(territory, ?number, %reason, "a trusted list is not brought up to date");
            }
            outcome => tracing::info!(territory, ?outcome, "a trusted list"),
        };
        update(&self.folder, &self.source, now, &mut tell).await
    }
}

/// Keeps the lists of an instance up to date until told to stop. An instance without lists is done at once.
pub async fn keep(app: Shared, mut stop: watch::Receiver<bool>) {
    if app.trusted_lists.is_none() {
        return;
    }
    read(&app).await;
    while !*stop.borrow() {
        let pause = tokio::select! {
            pause = bring_up_to_date(&app) => pause,
            _ = stop.changed() => return,
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => return,
        }
    }
}

/// One update, and how long to wait for the next.
async fn bring_up_to_date(app: &Shared) -> Duration {
    let Some(keeper) = &app.trusted_lists else { return Duration::MAX };
    let outcome = keeper.update(app.clock.now()).await;
    read(app).await;
    match outcome {
        Ok(update) if update.is_complete() => Duration::from_secs(limits::TRUSTED_LISTS_SECONDS),
        Ok(_) => Duration::from_secs(limits::TRUSTED_LISTS_RETRY_SECONDS),
        Err(error) => {
            tracing::error!(%error, "the trusted lists are not brought up to date");
            Duration::from_secs(limits::TRUSTED_LISTS_RETRY_SECONDS)
        }
    }
}

/// Reads the lists beside the requests: it takes seconds.
async fn read(app: &Shared) {
    let worker = Arc::clone(app);
    let reading = tokio::task::spawn_blocking(move || {
        if let Some(keeper) = &worker.trusted_lists {
            keeper.read(worker.clock.now());
        }
    });
    if let Err(error) = reading.await {
        tracing::error!(%error, "the trusted lists were not read");
    }
}
