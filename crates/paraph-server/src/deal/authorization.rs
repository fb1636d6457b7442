//! Authorisations (OAuth 2.0, RFC 6749 § 4.1 with PKCE, RFC 7636): a member lets a program in, or lets it sign given hashes; a
//! code leads back to the program, which exchanges it once, and only if it is the program that asked.

use aws_lc_rs::constant_time;
use aws_lc_rs::digest::{SHA256, digest};
use base64ct::{Base64UrlUnpadded, Encoding};
use jiff::SignedDuration;
use paraph_vault::token::Token;
use serde::{Deserialize, Serialize};

use super::access_token::{self, Issued, Kind, Recipient, Way};
use super::activation::{self, Granted};
use super::event::{Chain, Event};
use super::{CredentialId, EntryId, member};
use crate::app::App;
use crate::auth::{Member, Origin};
use crate::db::{Tx, Value};
use crate::error::Error;
use crate::keys::Scope;
use crate::limits;

/// To whom a code is bound, as the program said when it asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bound {
    /// The program's identifier.
    pub client: String,
    /// Where the code is sent.
    pub redirect: String,
    /// SHA-256 of a secret that only the program has, in Base64url (RFC 7636 § 4.2, S256).
    pub challenge: String,
}

/// What a program shows to have a code exchanged.
pub struct Proof<'a> {
    /// Its identifier.
    pub client: &'a str,
    /// Where the code was sent.
    pub redirect: &'a str,
    /// The secret.
    pub verifier: &'a str,
}

impl Bound {
    /// Whether the program that shows this is the one that asked.
    pub(super) fn is_shown(&self, proof: &Proof<'_>) -> bool {
        let hashed = Base64UrlUnpadded::encode_string(digest(&SHA256, proof.verifier.as_bytes()).as_ref());
        let same = constant_time::verify_slices_are_equal(hashed.as_bytes(), self.challenge.as_bytes());
        self.client == proof.client && self.redirect == proof.redirect && same.is_ok()
    }
}

/// What a code was exchanged for.
pub enum Redeemed {
    /// Tokens that open the API.
    Service(Issued),
    /// An activation, which serves as a token, of this credential.
    Credential(Granted, CredentialId),
}

/// Lets a program in: the code that is sent to it.
///
/// # Errors
/// When the database fails.
pub async fn allow(app: &App, member: &Member, bound: &Bound) -> Result<Token, Error> {
    app.db.retry(|| allow_once(app, member, bound)).await
}

async fn allow_once(app: &App, member: &Member, bound: &Bound) -> Result<Token, Error> {
    let (token, id) = (Token::generate(&app.random)?, EntryId::random(&app.random)?);
    let ring = app.keys.scope(Scope::Account(&member.account_id))?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    tx.execute(
        "insert into authorization_code (id, member_id, token_digest, body, created_ms, expires_ms)
        values ($1, $2, $3, $4, $5, $6)",
        &[
            Value::from(&id),
            Value::from(&member.id),
            Value::from(*token.digest().as_bytes()),
            Value::from(ring.seal_json(("authorization_code", id.as_str(), "body"), bound)?),
            Value::from(now),
            Value::from(now + SignedDuration::from_secs(limits::CODE_SECONDS)),
        ],
    )
    .await?;
    let details = [("program", bound.client.as_str())];
    let chain = Chain::Account(&member.account_id);
    tx.commit(Event::tell(app, chain, "program-allowed", &member.person(), &details)?).await?;
    Ok(token)
}

/// Exchanges a code, once. None when it is no code, or over, or the program is not the one that asked.
///
/// # Errors
/// When the database fails, or the member has yet to accept the privacy policy in force.
pub async fn redeem(
    app: &App,
    code: &str,
    proof: &Proof<'_>,
    (name, origin): (&str, &Origin),
) -> Result<Option<Redeemed>, Error> {
    let Ok(token) = Token::parse(code) else { return Ok(None) };
    app.db
        .retry(|| async {
            match redeem_service(app, &token, proof, (name, origin)).await? {
                Some(issued) => Ok(Some(Redeemed::Service(issued))),
                None => {
                    let granted = activation::redeem(app, &token, proof, origin).await?;
                    Ok(granted.map(|(granted, credential)| Redeemed::Credential(granted, credential)))
                }
            }
        })
        .await
}

async fn redeem_service(
    app: &App,
    token: &Token,
    proof: &Proof<'_>,
    (name, origin): (&str, &Origin),
) -> Result<Option<Issued>, Error> {
    let mut tx = app.db.begin().await?;
    let row = tx
        .find(
            "select m.id, m.account_id, m.email, m.name, m.role, m.locale, c.id, c.body
            from authorization_code c
            join member m on m.id = c.member_id
            where c.token_digest = $1 and c.expires_ms > $2",
            &[Value::from(*token.digest().as_bytes()), Value::from(app.clock.now())],
        )
        .await?;
    let Some(mut row) = row else { return Ok(None) };
    let member = member::read(app, &mut row)?;
    let id: EntryId = row.id()?;
    let ring = app.keys.scope(Scope::Account(&member.account_id))?;
    let bound: Bound = ring.open_json(("authorization_code", id.as_str(), "body"), &row.bytes()?)?;
    if !bound.is_shown(proof) || !forget(&mut tx, &id).await? {
        return Ok(None);
    }
    let grant = EntryId::random(&app.random)?;
    let client = Some(bound.client.as_str());
    let recipient = Recipient { member: &member, grant: &grant, way: Way::Program, name, client };
    let issued = access_token::issue(&mut tx, app, &recipient, &[Kind::Access, Kind::Refresh]).await?;
    let chain = Chain::Account(&member.account_id);
    let details = [("program", bound.client.as_str())];
    tx.commit(Event::tell(app, chain, "access-token-issued", &member.person(origin), &details)?).await?;
    Ok(Some(issued))
}

async fn forget(tx: &mut Tx, id: &EntryId) -> Result<bool, Error> {
    Ok(tx.execute("delete from authorization_code where id = $1", &[Value::from(id)]).await? == 1)
}

/// Removes codes that are over.
///
/// # Errors
/// When the database fails.
pub async fn sweep(app: &App) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    tx.execute("delete from authorization_code where expires_ms <= $1", &[Value::from(app.clock.now())])
        .await?;
    tx.commit_unlogged("codes that are over are swept").await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_program_that_asked_with_its_own_secret_is_the_one() {
        // RFC 7636 appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let bound = Bound {
            client: "desk".to_owned(),
            redirect: "https://desk.example/back".to_owned(),
            challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_owned(),
        };
        let proof = |client, redirect, verifier| Proof { client, redirect, verifier };
        assert!(bound.is_shown(&proof("desk", "https://desk.example/back", verifier)));
        assert!(!bound.is_shown(&proof("other", "https://desk.example/back", verifier)));
        assert!(!bound.is_shown(&proof("desk", "https://desk.example/", verifier)));
        assert!(!bound.is_shown(&proof("desk", "https://desk.example/back", "")));
        assert!(!bound.is_shown(&proof("desk", "https://desk.example/back", &bound.challenge)));
    }
}
