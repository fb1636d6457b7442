//! Events: what was done, by whom, when, from where. Each row of a chain holds the hash of the row before it.
//!
//! The words of an event are sealed; the chain is computed over a salted commitment to them, so that it can still be
//! checked when the project's key, and with it every readable word, is gone.

use std::collections::HashMap;

use aws_lc_rs::digest::{self, SHA256};
use aws_lc_rs::rand::SecureRandom;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AccountId, CredentialId, EnvelopeId, ProjectId};
use crate::app::App;
use crate::auth::Person;
use crate::db::{Tx, Value};
use crate::error::{Error, unreadable_json};
use crate::keys::Scope;
use crate::log::Act;

/// The chain an event belongs to: writers contend only there.
#[derive(Clone, Copy)]
pub enum Chain<'a> {
    /// What concerns the account: members, sign-ins, invitations.
    Account(&'a AccountId),
    /// What concerns one credential of a member: its authorisations and signatures.
    Credential(&'a AccountId, &'a CredentialId),
    /// What concerns a project.
    Project(&'a AccountId, &'a ProjectId),
    /// What concerns one envelope of a project.
    Envelope(&'a AccountId, &'a ProjectId, &'a EnvelopeId),
}

/// An event about to be appended.
pub struct Event {
    chain: String,
    account_id: AccountId,
    project_id: Option<ProjectId>,
    kind: &'static str,
    body: Vec<u8>,
    commitment: [u8; 32],
    at: Timestamp,
    /// Who did it, as the log names them.
    actor: String,
    /// From where, of a visitor without an account: an operator shuts out addresses that guess.
    source: Option<String>,
}

/// The readable words of an event.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Body {
    /// Who did it, and from where.
    pub actor: Person,
    /// What else belongs to it, by name: documents' digests, addresses, reasons.
    pub details: Vec<(String, String)>,
    /// 32 random bytes in hexadecimal: without them the commitment cannot be guessed.
    salt: String,
}

/// An event as it is shown.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Which chain, `account:…`, `project:…` or `envelope:…`.
    pub chain: String,
    /// Its number in the chain, from 1.
    pub sequence: i64,
    /// What was done, as a sentence's key.
    pub kind: String,
    /// Who, from where, and the details.
    pub body: Body,
    /// When.
    pub at: Timestamp,
    /// The hash of the row before; zeros in the first.
    previous: [u8; 32],
    /// The hash of this row, which holds that of the row before.
    pub hash: [u8; 32],
}

impl Chain<'_> {
    fn name(&self) -> String {
        match self {
            Self::Account(id) => format!("account:{id}"),
            Self::Credential(_, id) => format!("credential:{id}"),
            Self::Project(_, id) => format!("project:{id}"),
            Self::Envelope(_, _, id) => format!("envelope:{id}"),
        }
    }

    fn account(&self) -> AccountId {
        match self {
            Self::Account(id) | Self::Credential(id, _) | Self::Project(id, _) | Self::Envelope(id, _, _) => {
                (*id).clone()
            }
        }
    }

    fn project(&self) -> Option<ProjectId> {
        match self {
            Self::Account(_) | Self::Credential(..) => None,
            Self::Project(_, id) | Self::Envelope(_, id, _) => Some((*id).clone()),
        }
    }
}

impl Event {
    /// Words an event: `kind` says what was done, `details` what belongs to it.
    ///
    /// # Errors
    /// When the key of the account or project cannot be used.
    pub fn tell(
        app: &App,
        chain: Chain<'_>,
        kind: &'static str,
        actor: &Person,
        details: &[(&str, &str)],
    ) -> Result<Self, Error> {
        let mut salt = [0u8; 32];
        app.random.fill(&mut salt).map_err(|_| Error::broken("the system gives no randomness"))?;
        let body = Body {
            actor: actor.clone(),
            details: details.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            salt: hex::encode(salt),
        };
        let words = serde_json::to_vec(&body).map_err(Error::broken)?;
        let name = chain.name();
        let project_id = chain.project();
        let account_id = chain.account();
        let scope = project_id.as_ref().map_or(Scope::Account(&account_id), Scope::Project);
        let body = app.keys.scope(scope)?.seal(("event", &name, "body"), &words)?;
        Ok(Self {
            commitment: sha256(&[&words]),
            chain: name,
            account_id,
            project_id,
            kind,
            body,
            at: app.clock.now(),
            actor: actor.identifier(),
            source: actor.origin.as_ref().filter(|_| actor.id.is_empty()).map(|origin| origin.ip.clone()),
        })
    }

    /// What the log tells of it once it is kept: identifiers alone.
    pub(crate) fn act(&self) -> Act {
        Act {
            kind: self.kind,
            chain: self.chain.clone(),
            account: self.account_id.to_string(),
            project: self.project_id.as_ref().map(ToString::to_string),
            actor: self.actor.clone(),
            source: self.source.clone(),
        }
    }
}

/// When the last event of the instance was recorded, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn latest(tx: &mut Tx) -> Result<Option<Timestamp>, Error> {
    let row = tx.find("select at_ms from event order by at_ms desc limit 1", &[]).await?;
    row.map(|mut row| row.time()).transpose()
}

/// Appends an event to its chain; called by [`Tx::commit`] alone.
pub(crate) async fn append(tx: &mut Tx, event: Event) -> Result<(), Error> {
    let last = tx
        .find(
            "select sequence, hash from event where chain = $1 order by sequence desc limit 1",
            &[Value::from(event.chain.as_str())],
        )
        .await?;
    let (sequence, previous) = match last {
        Some(mut row) => (row.integer()? + 1, row.digest()?),
        None => (1, [0; 32]),
    };
    let hash = link(&event.chain, sequence, event.at, event.kind, &[event.commitment, previous]);
    tx.execute(
        "insert into event (chain, sequence, account_id, project_id, kind, body, commitment, previous, hash, at_ms)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            Value::from(event.chain.as_str()),
            Value::from(sequence),
            Value::from(&event.account_id),
            Value::from(event.project_id.as_ref()),
            Value::from(event.kind),
            Value::from(event.body),
            Value::from(event.commitment),
            Value::from(previous),
            Value::from(hash),
            Value::from(event.at),
        ],
    )
    .await?;
    Ok(())
}

/// The events of one envelope, oldest first, for its certificate.
///
/// # Errors
/// When the database fails, a row does not open, or the chain does not hold.
pub async fn list_of_envelope(
    tx: &mut Tx,
    app: &App,
    project: &ProjectId,
    envelope: &EnvelopeId,
) -> Result<Vec<Recorded>, Error> {
    let rows = tx
        .list(
            "select e.chain, e.sequence, e.kind, e.body, e.commitment, e.previous, e.hash, e.at_ms
            from event e
            where e.chain = $1 and e.project_id = $2
            order by e.sequence",
            &[Value::from(format!("envelope:{envelope}").as_str()), Value::from(project)],
        )
        .await?;
    let events = read_all(app, Scope::Project(project), rows)?;
    let whole =
        events.iter().enumerate().all(|(index, event)| usize::try_from(event.sequence) == Ok(index + 1));
    if whole { Ok(events) } else { Err(Error::broken(format!("the chain of envelope {envelope} has a gap"))) }
}

/// Opens rows, and checks each by itself and against the row before it where that one is among them.
pub(super) fn read_all(
    app: &App,
    scope: Scope<'_>,
    rows: Vec<crate::db::Row>,
) -> Result<Vec<Recorded>, Error> {
    let events = open_all(app, scope, rows)?;
    let hashes: HashMap<(&str, i64), [u8; 32]> =
        events.iter().map(|event| ((event.chain.as_str(), event.sequence), event.hash)).collect();
    for event in &events {
        let before = hashes.get(&(event.chain.as_str(), event.sequence - 1));
        if before.is_some_and(|hash| *hash != event.previous) {
            return Err(not_as_recorded(&event.chain, event.sequence));
        }
    }
    Ok(events)
}

fn not_as_recorded(chain: &str, sequence: i64) -> Error {
    Error::broken(format!("event {sequence} of {chain} is not what was recorded"))
}

fn open_all(app: &App, scope: Scope<'_>, rows: Vec<crate::db::Row>) -> Result<Vec<Recorded>, Error> {
    let key = app.keys.scope(scope)?;
    rows.into_iter()
        .map(|mut row| {
            let (chain, sequence, kind) = (row.text()?, row.integer()?, row.text()?);
            let (sealed, commitment, previous, hash) =
                (row.bytes()?, row.digest()?, row.digest()?, row.digest()?);
            let at = row.time()?;
            let words = key.open(("event", &chain, "body"), &sealed)?;
            let holds = sha256(&[&words]) == commitment
                && link(&chain, sequence, at, &kind, &[commitment, previous]) == hash;
            if !holds {
                return Err(not_as_recorded(&chain, sequence));
            }
            let body = serde_json::from_slice(&words).map_err(|error| unreadable_json(&error))?;
            Ok(Recorded { chain, sequence, kind, body, at, previous, hash })
        })
        .collect()
}

/// The hash of a row: every part is preceded by its length, so that no two rows read alike.
fn link(chain: &str, sequence: i64, at: Timestamp, kind: &str, digests: &[[u8; 32]; 2]) -> [u8; 32] {
    let [commitment, previous] = digests;
    sha256(&[
        b"paraph event 1",
        chain.as_bytes(),
        &sequence.to_be_bytes(),
        &at.as_millisecond().to_be_bytes(),
        kind.as_bytes(),
        commitment,
        previous,
    ])
}

fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = digest::Context::new(&SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
}
