//! Activations (CSC: Signature Activation Data): the right to sign given hashes with a credential, soon and once. Whoever
//! holds the secret of an activation holds the key of the copy of the signing key that lies in it.

mod exchange;

pub(super) use exchange::redeem;
pub use exchange::{extend, find_live};

use jiff::{SignedDuration, Timestamp};
use paraph_pki::PrivateKey;
use paraph_vault::pin::Pin;
use paraph_vault::token::Token;
use paraph_vault::{Error as VaultError, Place};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::authorization::Bound;
use super::credential::{self, Credential, Holder, Status, WrongPin};
use super::event::Event;
use super::hash::Hash;
use super::member::Profile;
use super::{CredentialId, EntryId};
use crate::app::App;
use crate::auth::{Lane, Member, Origin, Person, TokenShown};
use crate::db::{Tx, Value};
use crate::error::{Error, Kind};
use crate::keys::Scope;
use crate::limits;

/// Why nothing was authorised or signed: what the caller did, told in the words of the CSC API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The member has no such credential.
    CredentialUnknown,
    /// The credential ended.
    CredentialDisabled,
    /// Its certificate is over.
    CredentialExpired,
    /// The PIN is not its PIN.
    PinWrong,
    /// Too many wrong PINs ended it.
    PinLocked,
    /// There is no such activation, or it was used, or it is of another credential.
    ActivationUnknown,
    /// The activation's time is over.
    ActivationExpired,
    /// A hash is not among those that were authorised.
    HashNotAuthorized,
}

/// Who enters a PIN or shows an activation: the member, through a program or on a page of ours.
pub struct Asker {
    member: Profile,
    origin: Origin,
}

impl From<&TokenShown> for Asker {
    fn from(shown: &TokenShown) -> Self {
        Self { member: shown.member.clone(), origin: shown.origin.clone() }
    }
}

impl From<&Member> for Asker {
    fn from(member: &Member) -> Self {
        Self { member: Profile::from(member), origin: member.origin.clone() }
    }
}

impl Asker {
    fn person(&self) -> Person {
        self.member.person(&self.origin)
    }
}

/// What is asked when a PIN is entered.
pub struct Wish {
    /// With which credential.
    pub credential: CredentialId,
    /// Its PIN, as typed.
    pub pin: Zeroizing<String>,
    /// What shall be signed, as far as it is known.
    pub hashes: Vec<Hash>,
    /// How many signatures, hashes not known yet included.
    pub signatures: usize,
    /// What for, in the caller's words.
    pub description: String,
    /// For which program, if what comes of it reaches it by way of the member's browser.
    pub bound: Option<Bound>,
}

/// A new activation: its secret, and for how long it is good.
pub struct Granted {
    /// The secret; CSC's `SAD`.
    pub token: Token,
    /// Seconds it may be used.
    pub seconds: i64,
}

/// What an activation still allows.
#[derive(Clone, Serialize, Deserialize)]
struct Allowance {
    hashes: Vec<Hash>,
    /// Signatures on hashes that were not known when the PIN was entered.
    unbound: usize,
    /// When it was entered.
    authorized: Timestamp,
    description: String,
    /// The program that may exchange it, as long as it is a code.
    bound: Option<Bound>,
}

/// An activation that was used: proof that the PIN was entered for these hashes, and the key to sign them with. Made here
/// alone, in the transaction in which the activation ends.
pub struct Spent {
    /// The credential.
    pub(super) credential: Credential,
    /// When the PIN was entered.
    pub(super) authorized: Timestamp,
    /// What may be signed now.
    pub(super) hashes: Vec<Hash>,
    /// With what.
    pub(super) key: PrivateKey,
}

/// Authorises signatures by the credential's PIN. A PIN is counted before it is tried, and tries on one credential wait for
/// each other, so guesses sent at once count as guesses sent one after the other, and no right PIN is refused for their sake.
///
/// # Errors
/// When the database fails; crowded when too many wait; what the caller did wrong is the inner error.
pub async fn authorize(app: &App, asker: &Asker, wish: Wish) -> Result<Result<Granted, Refused>, Error> {
    let turn = app.pin_turns.take(&wish.credential);
    let _turn = turn.lock().await;
    let mut tx = app.db.look().await?;
    let holder = Holder::from(&asker.member);
    let Some(credential) = credential::find(&mut tx, app, holder, &wish.credential).await? else {
        return Ok(Err(Refused::CredentialUnknown));
    };
    if let Some(refused) = unusable(&credential, app.clock.now()) {
        return Ok(Err(refused));
    }
    let sealed = credential::sealed_key(&mut tx, app, &credential).await?;
    drop(tx);
    let Some(sealed) = sealed else { return Ok(Err(Refused::CredentialDisabled)) };
    if !credential::count_try(app, &credential).await? {
        // Other nodes are trying the last ones that were left.
        return Err(Error::said(Kind::Busy, "error-busy"));
    }
    let opened = match open(app, asker, &credential, (wish.pin.clone(), sealed)).await {
        Ok(opened) => opened,
        Err(error) => {
            credential::take_try_back(app, &credential).await?;
            return Err(error);
        }
    };
    app.db
        .retry(|| async {
            match &opened {
                Some(key) => grant(app, asker, (&credential, key), &wish).await,
                None => note_wrong(app, asker, &credential).await.map(Err),
            }
        })
        .await
}

/// Why a credential cannot sign at `now`, whatever the PIN.
pub(super) fn unusable(credential: &Credential, now: Timestamp) -> Option<Refused> {
    match credential.status {
        Status::Locked => Some(Refused::PinLocked),
        Status::Revoked => Some(Refused::CredentialDisabled),
        Status::Enabled if now >= credential.expires => Some(Refused::CredentialExpired),
        Status::Enabled => None,
    }
}

/// The key (PKCS#8), if the PIN is right.
async fn open(
    app: &App,
    asker: &Asker,
    credential: &Credential,
    (pin, sealed): (Zeroizing<String>, Zeroizing<Vec<u8>>),
) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    let row = credential.id.clone();
    app.passwords
        .slowly(Lane::Known(asker.member.id.as_str()), move |_| {
            let place = Place::new("credential", row.as_str(), "pin");
            match Pin::new(&pin).and_then(|pin| pin.open(place, &sealed)) {
                Ok(key) => Ok(Some(key)),
                Err(VaultError::PinIsWrong | VaultError::PinIsRefused) => Ok(None),
                Err(error) => Err(error.into()),
            }
        })
        .await
}

async fn note_wrong(app: &App, asker: &Asker, credential: &Credential) -> Result<Refused, Error> {
    let mut tx = app.db.begin().await?;
    let (kind, refused) = match credential::try_failed(&mut tx, app, credential).await? {
        WrongPin::Counted => ("credential-pin-wrong", Refused::PinWrong),
        WrongPin::Locked => ("credential-locked", Refused::PinLocked),
        WrongPin::TooLate => {
            let now = credential::find(&mut tx, app, (&asker.member).into(), &credential.id).await?;
            let ended = now.and_then(|found| unusable(&found, app.clock.now()));
            ("credential-pin-wrong", ended.unwrap_or(Refused::CredentialDisabled))
        }
    };
    tx.commit(Event::tell(app, credential.chain(), kind, &asker.person(), &[])?).await?;
    Ok(refused)
}

async fn grant(
    app: &App,
    asker: &Asker,
    (credential, key): (&Credential, &[u8]),
    wish: &Wish,
) -> Result<Result<Granted, Refused>, Error> {
    let mut tx = app.db.begin().await?;
    // Ended since it was looked at: by its holder, or by wrong PINs that were faster.
    if !credential::forget_failures(&mut tx, credential).await? {
        let now = credential::find(&mut tx, app, (&asker.member).into(), &credential.id).await?;
        let refused = now.and_then(|found| unusable(&found, app.clock.now()));
        return Ok(Err(refused.unwrap_or(Refused::CredentialUnknown)));
    }
    let now = app.clock.now();
    let allowance = Allowance {
        unbound: wish.signatures.saturating_sub(wish.hashes.len()),
        hashes: wish.hashes.clone(),
        authorized: now,
        description: wish.description.clone(),
        bound: wish.bound.clone(),
    };
    let ends = now + SignedDuration::from_secs(limits::ACTIVATION_SECONDS_MAX);
    let granted = add(&mut tx, app, (credential, key), &allowance, ends).await?;
    let event = tell(app, asker, credential, ("credential-authorized", &allowance))?;
    tx.commit(event).await?;
    Ok(Ok(granted))
}

fn tell(
    app: &App,
    asker: &Asker,
    credential: &Credential,
    (kind, allowance): (&'static str, &Allowance),
) -> Result<Event, Error> {
    let count = (allowance.hashes.len() + allowance.unbound).to_string();
    let hashes = words(&allowance.hashes);
    let mut details = vec![("count", count.as_str())];
    if !allowance.description.is_empty() {
        details.push(("description", allowance.description.as_str()));
    }
    if let Some(bound) = &allowance.bound {
        details.push(("program", bound.client.as_str()));
    }
    details.extend(hashes.iter().map(|(name, value)| (*name, value.as_str())));
    Event::tell(app, credential.chain(), kind, &asker.person(), &details)
}

/// Hashes as events and pages name them.
pub fn words(hashes: &[Hash]) -> Vec<(&'static str, String)> {
    hashes.iter().map(|hash| (hash.algorithm().name(), hex::encode(hash.value()))).collect()
}

async fn add(
    tx: &mut Tx,
    app: &App,
    (credential, key): (&Credential, &[u8]),
    allowance: &Allowance,
    ends: Timestamp,
) -> Result<Granted, Error> {
    let token = Token::generate(&app.random)?;
    let id = EntryId::random(&app.random)?;
    let ring = app.keys.scope(Scope::Account(&credential.account_id))?;
    let sealed =
        token.key("activation")?.seal(Place::new("activation", id.as_str(), "token"), key, &app.random)?;
    let now = app.clock.now();
    let (stage, seconds) = match allowance.bound {
        None => ("open", limits::ACTIVATION_SECONDS),
        Some(_) => ("code", limits::CODE_SECONDS),
    };
    let expires = (now + SignedDuration::from_secs(seconds)).min(ends);
    tx.execute(
        "insert into activation
        (id, credential_id, token_digest, stage, body, key, created_ms, expires_ms, ends_ms)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            Value::from(&id),
            Value::from(&credential.id),
            Value::from(*token.digest().as_bytes()),
            Value::from(stage),
            Value::from(ring.seal_json(("activation", id.as_str(), "body"), allowance)?),
            Value::from(ring.seal(("activation", id.as_str(), "key"), &sealed)?),
            Value::from(now),
            Value::from(expires),
            Value::from(ends),
        ],
    )
    .await?;
    Ok(Granted { token, seconds: expires.duration_since(now).as_secs() })
}

/// An activation as it lies there.
struct Found {
    id: EntryId,
    stage: String,
    allowance: Allowance,
    key: Zeroizing<Vec<u8>>,
    ends: Timestamp,
}

/// The activation whose secret is shown, if it is of this credential and not over yet.
async fn find(
    tx: &mut Tx,
    app: &App,
    credential: &Credential,
    token: &Token,
) -> Result<Result<Found, Refused>, Error> {
    let row = tx
        .find(
            "select id, stage, body, key, expires_ms, ends_ms from activation
            where token_digest = $1 and credential_id = $2 and stage <> 'over'",
            &[Value::from(*token.digest().as_bytes()), Value::from(&credential.id)],
        )
        .await?;
    let Some(mut row) = row else { return Ok(Err(Refused::ActivationUnknown)) };
    let id: EntryId = row.id()?;
    let ring = app.keys.scope(Scope::Account(&credential.account_id))?;
    let stage = row.text()?;
    let allowance = ring.open_json(("activation", id.as_str(), "body"), &row.bytes()?)?;
    let sealed = ring.open(("activation", id.as_str(), "key"), &row.bytes()?)?;
    if row.time()? <= app.clock.now() {
        return Ok(Err(Refused::ActivationExpired));
    }
    let key = token.key("activation")?.open(Place::new("activation", id.as_str(), "token"), &sealed)?;
    Ok(Ok(Found { id, stage, allowance, key, ends: row.time()? }))
}

/// Uses an activation up for these hashes. What it allows beyond them can be had by extending it, once.
///
/// # Errors
/// When the database fails; what the caller did wrong is the inner error, and then nothing may be kept.
pub(super) async fn spend(
    tx: &mut Tx,
    app: &App,
    credential: &Credential,
    (secret, hashes): (&str, &[Hash]),
) -> Result<Result<Spent, Refused>, Error> {
    let Ok(token) = Token::parse(secret) else { return Ok(Err(Refused::ActivationUnknown)) };
    let found = match find(tx, app, credential, &token).await? {
        Ok(found) if found.stage == "open" => found,
        Ok(_) => return Ok(Err(Refused::ActivationUnknown)),
        Err(refused) => return Ok(Err(refused)),
    };
    let mut left = found.allowance.clone();
    if !hashes.iter().all(|hash| take(&mut left.hashes, hash)) {
        return Ok(Err(Refused::HashNotAuthorized));
    }
    let ring = app.keys.scope(Scope::Account(&credential.account_id))?;
    let body = ring.seal_json(("activation", found.id.as_str(), "body"), &left)?;
    // With nothing left to sign, the copy of the key goes now.
    let used = if left.hashes.is_empty() && left.unbound == 0 {
        tx.execute(
            "update activation set stage = 'over', body = $1, key = null where id = $2 and stage = 'open'",
            &[Value::from(body), Value::from(&found.id)],
        )
        .await?
    } else {
        tx.execute(
            "update activation set stage = 'spent', body = $1 where id = $2 and stage = 'open'",
            &[Value::from(body), Value::from(&found.id)],
        )
        .await?
    };
    if used != 1 {
        return Ok(Err(Refused::ActivationUnknown));
    }
    Ok(Ok(Spent {
        credential: credential.clone(),
        authorized: found.allowance.authorized,
        hashes: hashes.to_vec(),
        key: PrivateKey::from_pkcs8_der(&found.key)?,
    }))
}

/// Takes one such hash out of those allowed.
fn take(allowed: &mut Vec<Hash>, wanted: &Hash) -> bool {
    let at = allowed.iter().position(|hash| hash == wanted);
    at.map(|at| allowed.swap_remove(at)).is_some()
}

/// Removes activations that are over.
///
/// # Errors
/// When the database fails.
pub async fn sweep(app: &App) -> Result<(), Error> {
    let old = app.clock.now() - SignedDuration::from_secs(limits::ACTIVATION_SECONDS_MAX);
    let mut tx = app.db.begin().await?;
    tx.execute("delete from activation where expires_ms <= $1", &[Value::from(old)]).await?;
    tx.commit_unlogged("activations that are over are swept").await
}
