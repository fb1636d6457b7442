//! Credentials: a member's own signing key and its certificate, issued by the instance, for programs of others to sign with
//! (CSC API). The key lies sealed under the account's key and, within that, under a PIN that only the member knows.

use aws_lc_rs::rand::SystemRandom;
use jiff::{SignedDuration, Timestamp};
use paraph_pki::name::NamePart;
use paraph_pki::revocation::RevocationReason;
use paraph_pki::{Certificate, DistinguishedName, KeyKind, PrivateKey};
use paraph_vault::Place;
use paraph_vault::pin::Pin;
use zeroize::Zeroizing;

use super::event::{Chain, Event};
use super::member::Profile;
use super::register;
use super::submission::{self, Submission};
use super::{AccountId, CredentialId, MemberId, kinds};
use crate::app::App;
use crate::auth::{Lane, Member, TokenShown};
use crate::db::{Row, Tx, Value};
use crate::error::Error;
use crate::keys::Scope;
use crate::limits;
use crate::words::Name;

/// Whose credentials are meant: a member who proved who they are, by a session or by a token, or a program for them.
#[derive(Clone, Copy)]
pub struct Holder<'a> {
    member: &'a MemberId,
    account: &'a AccountId,
}

impl<'a> From<&'a Member> for Holder<'a> {
    fn from(member: &'a Member) -> Self {
        Self { member: &member.id, account: &member.account_id }
    }
}

impl<'a> From<&'a TokenShown> for Holder<'a> {
    fn from(shown: &'a TokenShown) -> Self {
        Self { member: &shown.member.id, account: &shown.member.account_id }
    }
}

impl<'a> From<&'a Profile> for Holder<'a> {
    fn from(member: &'a Profile) -> Self {
        Self { member: &member.id, account: &member.account_id }
    }
}

/// What a credential can still do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It signs for whoever knows its PIN.
    Enabled,
    /// Too many wrong PINs: its key is destroyed.
    Locked,
    /// Its holder ended it: its key is destroyed.
    Revoked,
}

impl Status {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "enabled" => Some(Self::Enabled),
            "locked" => Some(Self::Locked),
            "revoked" => Some(Self::Revoked),
            _ => None,
        }
    }
}

/// A member's credential.
#[derive(Debug, Clone)]
pub struct Credential {
    /// Which; CSC's `credentialID`.
    pub id: CredentialId,
    /// In which account.
    pub account_id: AccountId,
    /// What its holder calls it.
    pub name: String,
    /// Its certificate, then those it chains to, the root last.
    pub certificates: Vec<Certificate>,
    /// What it can still do.
    pub status: Status,
    /// Since when.
    pub created: Timestamp,
    /// Until when its certificate is valid.
    pub expires: Timestamp,
}

impl Credential {
    /// Whether it can sign at `now`, with its PIN.
    pub fn is_usable(&self, now: Timestamp) -> bool {
        self.status == Status::Enabled && now < self.expires
    }

    /// Its own certificate.
    ///
    /// # Errors
    /// Broken when it was kept without one.
    pub fn certificate(&self) -> Result<&Certificate, Error> {
        self.certificates.first().ok_or_else(|| Error::broken("a credential without a certificate"))
    }

    /// Its chain of events.
    pub(super) fn chain(&self) -> Chain<'_> {
        Chain::Credential(&self.account_id, &self.id)
    }
}

/// Makes a credential with a key of its own. The same form sent twice makes one.
///
/// # Errors
/// Invalid when the PIN is not one that is taken, or there are too many credentials.
pub async fn create(app: &App, submission: &Submission<'_>, name: &Name, pin: &str) -> Result<(), Error> {
    let mark = submission.mark(app, "credential", &[name.as_str()])?;
    let pin = Pin::choose(pin)
        .map_err(|_| Error::invalid("error-pin").with("min", paraph_vault::limits::PIN_CHARACTERS_MIN))?;
    let id = CredentialId::random(&app.random)?;
    let key = PrivateKey::generate(KeyKind::P256, &app.random)?;
    let certificates = certify(app, submission.member, &id, &key)?;
    let secret = key.to_pkcs8_der()?;
    let row = id.clone();
    let seal = move |random: &SystemRandom| {
        Ok(pin.seal(Place::new("credential", row.as_str(), "pin"), &secret, random)?)
    };
    let sealed = app.passwords.slowly(Lane::Known(submission.member.id.as_str()), seal).await?;
    let made = Made { id, name, certificates, sealed };
    app.db.retry(|| keep(app, submission.member, &mark, &made)).await
}

/// A credential that is not kept yet.
struct Made<'a> {
    id: CredentialId,
    name: &'a Name,
    certificates: Vec<Certificate>,
    sealed: Vec<u8>,
}

/// The certificate of a member's key and those it chains to. The serial number in its subject tells people of one name apart.
fn certify(
    app: &App,
    member: &Member,
    id: &CredentialId,
    key: &PrivateKey,
) -> Result<Vec<Certificate>, Error> {
    let cut = |text: &str, part: NamePart| text.chars().take(part.length_max()).collect::<String>();
    let (organization, name) =
        (cut(&app.config.operator, NamePart::Organization), cut(&member.name, NamePart::CommonName));
    let subject = DistinguishedName::build(&[
        (NamePart::Organization, &organization),
        (NamePart::SerialNumber, id.as_str()),
        (NamePart::CommonName, &name),
    ])?;
    let lifetime = SignedDuration::from_hours(24 * limits::CREDENTIAL_DAYS);
    let authority = app.authority()?;
    let certificate = authority.issue_signatory(
        (&subject, &key.public_key()?),
        app.config.public_url.as_deref(),
        (app.clock.now(), lifetime),
        &app.random,
    )?;
    Ok(vec![certificate, authority.generation().issuing.certificate().clone(), authority.root().clone()])
}

async fn keep(app: &App, member: &Member, mark: &submission::Mark, made: &Made<'_>) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    if submission::find::<kinds::Credential>(&mut tx, mark).await?.is_some() {
        return Ok(());
    }
    let mine = "select count(*) from credential where member_id = $1";
    let mine = tx.find(mine, &[Value::from(&member.id)]).await?.map_or(Ok(0), |mut row| row.integer())?;
    if mine >= limits::MEMBER_CREDENTIALS_MAX {
        return Err(Error::conflict("error-credentials").with("max", limits::MEMBER_CREDENTIALS_MAX));
    }
    let ring = app.keys.scope(Scope::Account(&member.account_id))?;
    let id = made.id.as_str();
    let written: Vec<String> = made.certificates.iter().map(|one| hex::encode(one.to_der())).collect();
    let [first, issuer, ..] = made.certificates.as_slice() else {
        return Err(Error::broken("a credential without a certificate"));
    };
    register::enter(&mut tx, app, first, issuer).await?;
    tx.execute(
        "insert into credential
        (id, member_id, name, certificates, key, status, pin_failures, created_ms, expires_ms)
        values ($1, $2, $3, $4, $5, 'enabled', 0, $6, $7)",
        &[
            Value::from(&made.id),
            Value::from(&member.id),
            Value::from(ring.seal_text(("credential", id, "name"), made.name.as_str())?),
            Value::from(ring.seal_json(("credential", id, "certificates"), &written)?),
            Value::from(ring.seal(("credential", id, "key"), &made.sealed)?),
            Value::from(app.clock.now()),
            Value::from(first.validity().not_after),
        ],
    )
    .await?;
    submission::remember(&mut tx, app, mark, &made.id).await?;
    let chain = Chain::Credential(&member.account_id, &made.id);
    let serial = first.serial_hex();
    let details = [("name", made.name.as_str()), ("serial", serial.as_str())];
    tx.commit(Event::tell(app, chain, "credential-created", &member.person(), &details)?).await
}

/// The credentials of a member, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list(tx: &mut Tx, app: &App, holder: Holder<'_>) -> Result<Vec<Credential>, Error> {
    let rows = tx
        .list(
            "select id, name, certificates, status, created_ms, expires_ms from credential
            where member_id = $1
            order by created_ms, id",
            &[Value::from(holder.member)],
        )
        .await?;
    let mut credentials = Vec::with_capacity(rows.len());
    for mut row in rows {
        credentials.push(look_up(tx, read(app, holder, &mut row)?).await?);
    }
    Ok(credentials)
}

/// One credential of a member.
///
/// # Errors
/// When the database fails.
pub async fn find(
    tx: &mut Tx,
    app: &App,
    holder: Holder<'_>,
    id: &CredentialId,
) -> Result<Option<Credential>, Error> {
    let row = tx
        .find(
            "select id, name, certificates, status, created_ms, expires_ms from credential
            where id = $1 and member_id = $2",
            &[Value::from(id), Value::from(holder.member)],
        )
        .await?;
    match row {
        Some(mut row) => look_up(tx, read(app, holder, &mut row)?).await.map(Some),
        None => Ok(None),
    }
}

/// The operator may have taken the certificate back, or the one above it.
async fn look_up(tx: &mut Tx, credential: Credential) -> Result<Credential, Error> {
    let path: Vec<&Certificate> = credential.certificates.iter().collect();
    let is_over = credential.status == Status::Enabled && register::is_revoked(tx, &path).await?;
    let status = if is_over { Status::Revoked } else { credential.status };
    Ok(Credential { status, ..credential })
}

fn read(app: &App, holder: Holder<'_>, row: &mut Row) -> Result<Credential, Error> {
    let id: CredentialId = row.id()?;
    let ring = app.keys.scope(Scope::Account(holder.account))?;
    let name = ring.open_text(("credential", id.as_str(), "name"), &row.bytes()?)?;
    let written: Vec<String> = ring.open_json(("credential", id.as_str(), "certificates"), &row.bytes()?)?;
    let certificate = |text: &String| Ok(Certificate::from_der(&hex::decode(text).map_err(Error::broken)?)?);
    let certificates = written.iter().map(certificate).collect::<Result<_, Error>>()?;
    let status =
        Status::parse(&row.text()?).ok_or_else(|| Error::broken("a credential's status is not known"))?;
    let (created, expires) = (row.time()?, row.time()?);
    Ok(Credential { id, account_id: holder.account.clone(), name, certificates, status, created, expires })
}

/// The key as it lies under the PIN; none when it was destroyed.
///
/// # Errors
/// When the database fails.
pub(super) async fn sealed_key(
    tx: &mut Tx,
    app: &App,
    credential: &Credential,
) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    let row = tx
        .find(
            "select key from credential where id = $1 and status = 'enabled'",
            &[Value::from(&credential.id)],
        )
        .await?;
    let sealed = row.map(|mut row| row.maybe_bytes()).transpose()?.flatten();
    let ring = app.keys.scope(Scope::Account(&credential.account_id))?;
    sealed.map(|sealed| ring.open(("credential", credential.id.as_str(), "key"), &sealed)).transpose()
}

/// Counts a try of the PIN before it is made, as if it were wrong: tries at the same time count one by one, on every node.
/// False when there is none left, or the credential ended.
///
/// # Errors
/// When the database fails.
pub(super) async fn count_try(app: &App, credential: &Credential) -> Result<bool, Error> {
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let counted = tx
                .execute(
                    "update credential set pin_failures = pin_failures + 1
                    where id = $1 and status = 'enabled' and pin_failures < $2",
                    &[Value::from(&credential.id), Value::from(limits::PIN_FAILURES_MAX)],
                )
                .await?;
            tx.commit_unlogged("a PIN is counted before it is tried; what came of it is told").await?;
            Ok(counted == 1)
        })
        .await
}

/// Takes the count of a try back that could not be made.
///
/// # Errors
/// When the database fails.
pub(super) async fn take_try_back(app: &App, credential: &Credential) -> Result<(), Error> {
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            tx.execute(
                "update credential set pin_failures = pin_failures - 1 where id = $1 and pin_failures > 0",
                &[Value::from(&credential.id)],
            )
            .await?;
            tx.commit_unlogged("a PIN that was not tried does not count").await
        })
        .await
}

/// Gives the last try back where it was counted and the program ended before it was made, at the start of a program.
///
/// # Errors
/// When the database fails.
pub async fn settle_tries(app: &App) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    tx.execute(
        "update credential set pin_failures = $1 where status = 'enabled' and pin_failures > $2",
        &[Value::from(limits::PIN_FAILURES_MAX - 1), Value::from(limits::PIN_FAILURES_MAX - 1)],
    )
    .await?;
    tx.commit_unlogged("a PIN that was not tried does not count").await
}

/// What a wrong PIN did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WrongPin {
    /// It was counted.
    Counted,
    /// It was the last one allowed: the key is destroyed.
    Locked,
    /// The credential had ended before.
    TooLate,
}

/// Draws the consequence of a wrong PIN, which was counted before it was tried; with the last one allowed the key is destroyed.
///
/// # Errors
/// When the database fails.
pub(super) async fn try_failed(tx: &mut Tx, app: &App, credential: &Credential) -> Result<WrongPin, Error> {
    let counted = tx
        .find(
            "select pin_failures from credential where id = $1 and status = 'enabled'",
            &[Value::from(&credential.id)],
        )
        .await?;
    let Some(mut counted) = counted else { return Ok(WrongPin::TooLate) };
    if counted.integer()? < limits::PIN_FAILURES_MAX {
        return Ok(WrongPin::Counted);
    }
    end(tx, app, credential, "locked").await?;
    Ok(WrongPin::Locked)
}

/// Forgets the wrong PINs, now that the right one was entered; false when the credential ended meanwhile.
///
/// # Errors
/// When the database fails.
pub(super) async fn forget_failures(tx: &mut Tx, credential: &Credential) -> Result<bool, Error> {
    let known = tx
        .execute(
            "update credential set pin_failures = 0 where id = $1 and status = 'enabled'",
            &[Value::from(&credential.id)],
        )
        .await?;
    Ok(known == 1)
}

/// Ends a credential that is enabled: its key and every copy of it under an activation are destroyed, its certificate is
/// taken back.
async fn end(tx: &mut Tx, app: &App, credential: &Credential, status: &str) -> Result<u64, Error> {
    let id = Value::from(&credential.id);
    tx.execute("delete from activation where credential_id = $1", &[id]).await?;
    let ended = tx
        .execute(
            "update credential set status = $1, key = null, ended_ms = $2 where id = $3 and status = 'enabled'",
            &[Value::from(status), Value::from(app.clock.now()), Value::from(&credential.id)],
        )
        .await?;
    let certificate = credential.certificate()?;
    // The operator may have taken it back before.
    if ended == 1 && !register::is_revoked(tx, &[certificate]).await? {
        let reason = RevocationReason::CessationOfOperation;
        register::revoke_within(tx, app, &certificate.serial_hex(), reason).await?;
    }
    Ok(ended)
}

/// Ends a member's own credential. Ending it twice ends it once.
///
/// # Errors
/// Not found unless it is theirs.
pub async fn revoke(app: &App, member: &Member, id: &CredentialId) -> Result<(), Error> {
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let found = find(&mut tx, app, member.into(), id).await?.ok_or_else(Error::not_found)?;
            if end(&mut tx, app, &found, "revoked").await? == 0 {
                return Ok(());
            }
            let details = [("name", found.name.as_str())];
            tx.commit(Event::tell(app, found.chain(), "credential-revoked", &member.person(), &details)?)
                .await
        })
        .await
}
