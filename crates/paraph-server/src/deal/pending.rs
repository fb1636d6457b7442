//! Signatures that are being made: the work goes on though the person who signs looks at another page meanwhile, and what came
//! of it is kept for them. A node that ends forgets them: nothing was signed then, and the form is as it was filled in.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::SignatoryId;
use super::entry::Entry;
use super::signing::{self, Outcome};
use crate::app::Shared;
use crate::auth::LinkOpened;
use crate::error::Error;
use crate::limits;

/// What came of a form that was sent to be signed.
pub struct Finished {
    /// The form, its upload read.
    pub entry: Entry,
    /// What came of it.
    pub outcome: Result<Outcome, Error>,
}

/// Where the signature of a person stands on this node.
pub enum Standing {
    /// Nothing is being made.
    Nothing,
    /// It is being made, or waits for its turn.
    Pending,
    /// It was made, or could not be; reported once.
    Finished(Box<Finished>),
}

/// The signatures that are being made.
#[derive(Default)]
pub struct PendingSignatures(Mutex<HashMap<SignatoryId, State>>);

enum State {
    Pending,
    Finished(Box<Finished>, Instant),
}

impl PendingSignatures {
    /// Signs, and waits for it a moment: after that, or when the same person's signature is being made already, it is pending.
    pub async fn sign(&self, app: &Shared, link: &LinkOpened, mut entry: Entry) -> Standing {
        if !self.begin(&link.signatory.id) {
            return Standing::Pending;
        }
        let (worker, opened) = (app.clone(), link.clone());
        let work = tokio::spawn(async move {
            let ending = Ending { app: worker, id: opened.signatory.id.clone() };
            let outcome = signing::sign(&ending.app, &opened, &mut entry).await;
            ending.app.pending.finish(&ending.id, Finished { entry, outcome });
        });
        let patience = Duration::from_secs(limits::SIGNING_PATIENCE_SECONDS);
        match tokio::time::timeout(patience, work).await {
            Err(_) => Standing::Pending,
            Ok(ended) => {
                if let Err(error) = ended {
                    tracing::error!(%error, "a signature was not finished");
                }
                self.look(&link.signatory.id)
            }
        }
    }

    /// Where somebody's signature stands; what came of it is given away.
    pub fn look(&self, id: &SignatoryId) -> Standing {
        let mut all = self.lock();
        match all.remove(id) {
            None => Standing::Nothing,
            Some(State::Finished(_, at)) if is_over(at) => Standing::Nothing,
            Some(State::Finished(finished, _)) => Standing::Finished(finished),
            Some(State::Pending) => {
                all.insert(id.clone(), State::Pending);
                Standing::Pending
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SignatoryId, State>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, id: &SignatoryId) -> bool {
        let mut all = self.lock();
        all.retain(|_, state| !matches!(state, State::Finished(_, at) if is_over(*at)));
        if matches!(all.get(id), Some(State::Pending)) {
            return false;
        }
        all.insert(id.clone(), State::Pending);
        true
    }

    fn finish(&self, id: &SignatoryId, finished: Finished) {
        self.lock().insert(id.clone(), State::Finished(Box::new(finished), Instant::now()));
    }
}

/// Whether the outcome of a signature is too old to be reported.
fn is_over(at: Instant) -> bool {
    at.elapsed() > Duration::from_secs(limits::SIGNING_KEPT_SECONDS)
}

/// The end of the work on a signature: however it ends, the signature is no longer pending.
struct Ending {
    app: Shared,
    id: SignatoryId,
}

impl Drop for Ending {
    fn drop(&mut self) {
        let mut all = self.app.pending.lock();
        if matches!(all.get(&self.id), Some(State::Pending)) {
            all.remove(&self.id);
        }
    }
}
