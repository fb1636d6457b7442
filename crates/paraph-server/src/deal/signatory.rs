//! Signatories: people asked to sign. They have no login; the secret in their link is what they show.

use jiff::Timestamp;
use paraph_vault::token::Token;

use super::envelope::{self, Envelope};
use super::event::{Chain, Event};
use super::field::{self, Field};
use super::submission::{self, Submission};
use super::{AccountId, EnvelopeId, ProjectId, SignatoryId};
use crate::app::App;
use crate::auth::Member;
use crate::db::{Row, Tx, Value};
use crate::error::Error;
use crate::keys::{Ring, Scope};
use crate::limits;
use crate::locale::Locale;
use crate::words::{Email, Name};

/// Where a signatory stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The envelope is a draft.
    Draft,
    /// Asked to sign.
    Invited,
    /// Has signed.
    Signed,
    /// Has declined.
    Declined,
}

impl Status {
    const ALL: [Self; 4] = [Self::Draft, Self::Invited, Self::Signed, Self::Declined];

    /// As the database and the catalogues spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Invited => "invited",
            Self::Signed => "signed",
            Self::Declined => "declined",
        }
    }

    fn parse(text: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|status| status.as_str() == text);
        found.ok_or_else(|| Error::broken("a stored signatory state is not known"))
    }
}

/// A person asked to sign.
#[derive(Debug, Clone)]
pub struct Signatory {
    /// Who.
    pub id: SignatoryId,
    /// In which envelope.
    pub envelope_id: EnvelopeId,
    /// Of which project.
    pub project_id: ProjectId,
    /// Of which account.
    pub account_id: AccountId,
    /// Their place in the list, from 0; also picks their colour.
    pub position: i64,
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Language of their pages and mails.
    pub locale: Locale,
    /// Where they stand.
    pub status: Status,
    /// Why they declined.
    pub reason: Option<String>,
    /// When they first opened the link.
    pub opened: Option<Timestamp>,
    /// When they signed or declined.
    pub ended: Option<Timestamp>,
}

impl Signatory {
    /// Whether this is their address, whatever its letter case.
    pub fn has_address(&self, email: &str) -> bool {
        self.email.to_lowercase() == email.to_lowercase()
    }
}

/// Adds a signatory to a draft. The same form sent twice adds one.
///
/// # Errors
/// Not found unless the member manages the project; a conflict when the envelope was sent or the address is there.
pub async fn add(
    app: &App,
    submission: &Submission<'_>,
    envelope: &EnvelopeId,
    (name, email): (&Name, &Email),
    locale: Locale,
) -> Result<SignatoryId, Error> {
    app.db.retry(|| add_once(app, submission, envelope, (name, email), locale)).await
}

async fn add_once(
    app: &App,
    submission: &Submission<'_>,
    envelope: &EnvelopeId,
    (name, email): (&Name, &Email),
    locale: Locale,
) -> Result<SignatoryId, Error> {
    let member = submission.member;
    let mut tx = app.db.begin().await?;
    let envelope = envelope::find_draft(&mut tx, app, member, envelope).await?;
    let content = [envelope.id.as_str(), name.as_str(), email.as_str(), locale.as_str()];
    let mark = submission.mark(app, "signatory", &content)?;
    if let Some(made) = submission::find(&mut tx, &mark).await? {
        return Ok(made);
    }
    let present = list(&mut tx, app, &envelope).await?;
    let count = i64::try_from(present.len()).map_err(Error::broken)?;
    if count >= limits::ENVELOPE_SIGNATORIES_MAX {
        return Err(
            Error::invalid("error-envelope-signatories").with("max", limits::ENVELOPE_SIGNATORIES_MAX)
        );
    }
    if present.iter().any(|s| s.has_address(email.as_str()) && s.name == name.as_str()) {
        return Err(Error::conflict("error-signatory-twice"));
    }
    let position = present.iter().map(|s| s.position + 1).max().unwrap_or(0);
    let id = insert(&mut tx, app, &envelope, (position, name.as_str(), email.as_str(), locale)).await?;
    let chain = Chain::Envelope(&member.account_id, &envelope.project_id, &envelope.id);
    let details = [("name", name.as_str()), ("email", email.as_str())];
    submission::remember(&mut tx, app, &mark, &id).await?;
    envelope::revise(&mut tx, &envelope).await?;
    tx.commit(Event::tell(app, chain, "signatory-added", &member.person(), &details)?).await?;
    Ok(id)
}

/// Adds a person to a draft, in the transaction of the caller.
pub(super) async fn insert(
    tx: &mut Tx,
    app: &App,
    envelope: &Envelope,
    (position, name, email, locale): (i64, &str, &str, Locale),
) -> Result<SignatoryId, Error> {
    let id = SignatoryId::random(&app.random)?;
    let ring = app.keys.scope(Scope::Project(&envelope.project_id))?;
    tx.execute(
        "insert into signatory (id, envelope_id, position, name, email, locale, status)
        values ($1, $2, $3, $4, $5, $6, 'draft')",
        &[
            Value::from(&id),
            Value::from(&envelope.id),
            Value::from(position),
            Value::from(ring.seal_text(("signatory", id.as_str(), "name"), name)?),
            Value::from(ring.seal_text(("signatory", id.as_str(), "email"), email)?),
            Value::from(locale.as_str()),
        ],
    )
    .await?;
    Ok(id)
}

/// Removes a signatory, with their fields, from a draft as it stood at the revision that was read. Removing one who is gone
/// changes nothing.
///
/// # Errors
/// As [`add`]; a conflict when fields were placed for them since.
pub async fn remove(
    app: &App,
    member: &Member,
    envelope: &EnvelopeId,
    id: &SignatoryId,
    read: Option<i64>,
) -> Result<(), Error> {
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let envelope = envelope::find_draft(&mut tx, app, member, envelope).await?;
            let all = list(&mut tx, app, &envelope).await?;
            let Some(gone) = all.into_iter().find(|s| s.id == *id) else { return Ok(()) };
            let fields = field::list(&mut tx, app, &envelope).await?;
            let is_new =
                |field: &Field| field.signatory == *id && read.is_some_and(|read| field.revision > read);
            if fields.iter().any(is_new) {
                return Err(Error::conflict("error-signatory-changed").with("name", &gone.name));
            }
            envelope::revise(&mut tx, &envelope).await?;
            tx.execute("delete from field where signatory_id = $1", &[Value::from(id)]).await?;
            tx.change("delete from signatory where id = $1 and status = 'draft'", &[Value::from(id)]).await?;
            let chain = Chain::Envelope(&member.account_id, &envelope.project_id, &envelope.id);
            let details = [("name", gone.name.as_str()), ("email", gone.email.as_str())];
            tx.commit(Event::tell(app, chain, "signatory-removed", &member.person(), &details)?).await
        })
        .await
}

/// The signatories of an envelope, in order; the caller has shown that the envelope is theirs to see.
pub(crate) async fn list(tx: &mut Tx, app: &App, envelope: &Envelope) -> Result<Vec<Signatory>, Error> {
    let rows = tx
        .list(
            "select s.id, s.envelope_id, e.project_id, p.account_id, s.position, s.name, s.email, s.locale, s.status,
              s.reason, s.opened_ms, s.ended_ms
            from signatory s
            join envelope e on e.id = s.envelope_id
            join project p on p.id = e.project_id
            where s.envelope_id = $1
            order by s.position",
            &[Value::from(&envelope.id)],
        )
        .await?;
    rows.into_iter().map(|mut row| read(app, &mut row)).collect()
}

/// Finds whose link a secret belongs to. The secret itself is compared by its digest only.
///
/// # Errors
/// When the database fails.
pub async fn find_by_token(app: &App, token: &str) -> Result<Option<Signatory>, Error> {
    let Ok(token) = Token::parse(token) else { return Ok(None) };
    let mut tx = app.db.look().await?;
    let row = tx
        .find(
            "select s.id, s.envelope_id, e.project_id, p.account_id, s.position, s.name, s.email, s.locale, s.status,
              s.reason, s.opened_ms, s.ended_ms
            from signatory s
            join envelope e on e.id = s.envelope_id
            join project p on p.id = e.project_id
            where s.token_digest = $1",
            &[Value::from(*token.digest().as_bytes())],
        )
        .await?;
    row.map(|mut row| read(app, &mut row)).transpose()
}

/// Gives a signatory of a draft their link's secret, and returns it for the mail.
pub(super) async fn invite(tx: &mut Tx, app: &App, signatory: &Signatory) -> Result<Token, Error> {
    let token = Token::generate(&app.random)?;
    let ring = app.keys.scope(Scope::Project(&signatory.project_id))?;
    let sealed = ring.seal(("signatory", signatory.id.as_str(), "token"), token.text().as_bytes())?;
    tx.change(
        "update signatory set status = 'invited', token_digest = $1, token = $2 where id = $3 and status = 'draft'",
        &[Value::from(*token.digest().as_bytes()), Value::from(sealed), Value::from(&signatory.id)],
    )
    .await?;
    Ok(token)
}

/// The secret of a signatory's link, for another mail with the same link.
pub(super) async fn link_secret(tx: &mut Tx, app: &App, signatory: &Signatory) -> Result<String, Error> {
    let row = tx.find("select token from signatory where id = $1", &[Value::from(&signatory.id)]).await?;
    let sealed = row.map(|mut row| row.maybe_bytes()).transpose()?.flatten();
    let sealed = sealed.ok_or_else(|| Error::conflict("error-conflict"))?;
    app.keys
        .scope(Scope::Project(&signatory.project_id))?
        .open_text(("signatory", signatory.id.as_str(), "token"), &sealed)
}

fn read(app: &App, row: &mut Row) -> Result<Signatory, Error> {
    let (id, envelope_id): (SignatoryId, EnvelopeId) = (row.id()?, row.id()?);
    let (project_id, account_id): (ProjectId, AccountId) = (row.id()?, row.id()?);
    let ring = app.keys.scope(Scope::Project(&project_id))?;
    let text =
        |ring: &Ring, column, sealed: &[u8]| ring.open_text(("signatory", id.as_str(), column), sealed);
    let position = row.integer()?;
    let name = text(&ring, "name", &row.bytes()?)?;
    let email = text(&ring, "email", &row.bytes()?)?;
    let locale =
        Locale::parse(&row.text()?).ok_or_else(|| Error::broken("a stored language is not known"))?;
    let status = Status::parse(&row.text()?)?;
    let reason = row.maybe_bytes()?.map(|sealed| text(&ring, "reason", &sealed)).transpose()?;
    let (opened, ended) = (row.maybe_time()?, row.maybe_time()?);
    Ok(Signatory {
        id,
        envelope_id,
        project_id,
        account_id,
        position,
        name,
        email,
        locale,
        status,
        reason,
        opened,
        ended,
    })
}
