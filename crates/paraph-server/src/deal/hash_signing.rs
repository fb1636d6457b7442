//! Signing hashes for another's program: the activation is used up, the warrant rests on it, the credential's key signs, and
//! all of it is kept with its event before a signature leaves. Killed before that, nothing was signed as far as anybody can
//! tell, and the activation is whole; killed after it, the event stands and the activation is gone.

use super::activation::{self, Refused};
use super::event::Event;
use super::hash::Hash;
use super::warrant::HashWarrant;
use super::{CredentialId, credential, late_answer, punctuality};
use crate::app::App;
use crate::auth::TokenShown;
use crate::error::Error;

/// What shall be signed.
pub struct Order {
    /// With which credential.
    pub credential: CredentialId,
    /// The secret of the activation; CSC's `SAD`.
    pub secret: String,
    /// The hashes, in the order in which their signatures are wanted.
    pub hashes: Vec<Hash>,
    /// How the signatures are given.
    pub delivery: Delivery,
}

/// How signatures are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// At once.
    Now,
    /// When they are asked for, within so many milliseconds.
    Later {
        /// For how long they are kept.
        milliseconds: i64,
    },
}

/// What came of it.
pub enum Signed {
    /// The signatures (DER ECDSA values), in the order of the hashes.
    Now(Vec<Vec<u8>>),
    /// The secret under which they are asked for.
    Later(String),
}

/// Signs the hashes of an activation, once.
///
/// # Errors
/// When the database or the key fails; what the caller did wrong is the inner error.
pub async fn sign(app: &App, shown: &TokenShown, order: &Order) -> Result<Result<Signed, Refused>, Error> {
    app.db.retry(|| attempt(app, shown, order)).await
}

async fn attempt(app: &App, shown: &TokenShown, order: &Order) -> Result<Result<Signed, Refused>, Error> {
    let mut tx = app.db.begin().await?;
    let Some(credential) = credential::find(&mut tx, app, shown.into(), &order.credential).await? else {
        return Ok(Err(Refused::CredentialUnknown));
    };
    if let Some(refused) = activation::unusable(&credential, app.clock.now()) {
        return Ok(Err(refused));
    }
    punctuality::must_be_right(&mut tx, app).await?;
    let asked = (order.secret.as_str(), order.hashes.as_slice());
    let spent = match activation::spend(&mut tx, app, &credential, asked).await? {
        Ok(spent) => spent,
        Err(refused) => return Ok(Err(refused)),
    };
    let warrant = HashWarrant::issue(shown, spent);
    let signatures = warrant.sign(&app.random)?;
    let signed = match order.delivery {
        Delivery::Now => Signed::Now(signatures),
        Delivery::Later { milliseconds } => {
            Signed::Later(late_answer::keep(&mut tx, app, shown, &signatures, milliseconds).await?)
        }
    };
    let authorized = warrant.authorized().to_string();
    let hashes = activation::words(warrant.hashes());
    let mut details = vec![("authorized", authorized.as_str()), ("serial", warrant.serial())];
    details.extend(hashes.iter().map(|(name, value)| (*name, value.as_str())));
    tx.commit(Event::tell(app, credential.chain(), "credential-signed", warrant.person(), &details)?).await?;
    Ok(Ok(signed))
}
