//! Activations that another takes the place of: extended by the program that holds one, or exchanged by the program that a code
//! reached.

use paraph_vault::token::Token;

use super::{Allowance, Asker, Found, Granted, Refused, add, find, take, tell, unusable};
use crate::app::App;
use crate::auth::Origin;
use crate::db::{Tx, Value};
use crate::deal::authorization::Proof;
use crate::deal::hash::Hash;
use crate::deal::member::{self, Profile};
use crate::deal::{CredentialId, consent, credential};
use crate::error::Error;

/// Gives a new activation for what an old one still allows: for hashes that were authorised and not signed, and for as many
/// new ones as were announced when the PIN was entered. The old one is over.
///
/// # Errors
/// When the database fails; what the caller did wrong is the inner error.
pub async fn extend(
    app: &App,
    asker: &Asker,
    id: &CredentialId,
    (secret, hashes): (&str, &[Hash]),
) -> Result<Result<Granted, Refused>, Error> {
    app.db.retry(|| extend_once(app, asker, id, (secret, hashes))).await
}

async fn extend_once(
    app: &App,
    asker: &Asker,
    id: &CredentialId,
    (secret, hashes): (&str, &[Hash]),
) -> Result<Result<Granted, Refused>, Error> {
    let mut tx = app.db.begin().await?;
    let Some(credential) = credential::find(&mut tx, app, (&asker.member).into(), id).await? else {
        return Ok(Err(Refused::CredentialUnknown));
    };
    if let Some(refused) = unusable(&credential, app.clock.now()) {
        return Ok(Err(refused));
    }
    let Ok(token) = Token::parse(secret) else { return Ok(Err(Refused::ActivationUnknown)) };
    let found = match find(&mut tx, app, &credential, &token).await? {
        Ok(found) if found.stage != "code" => found,
        Ok(_) => return Ok(Err(Refused::ActivationUnknown)),
        Err(refused) => return Ok(Err(refused)),
    };
    let mut left = found.allowance.clone();
    let new = hashes.iter().filter(|hash| !take(&mut left.hashes, hash)).count();
    let Some(unbound) = left.unbound.checked_sub(new) else { return Ok(Err(Refused::HashNotAuthorized)) };
    let allowance = Allowance { hashes: [hashes, &left.hashes].concat(), unbound, ..left };
    if !finish(&mut tx, &found).await? {
        return Ok(Err(Refused::ActivationUnknown));
    }
    let granted = add(&mut tx, app, (&credential, &found.key), &allowance, found.ends).await?;
    let event = tell(app, asker, &credential, ("credential-extended", &allowance))?;
    tx.commit(event).await?;
    Ok(Ok(granted))
}

/// Ends an activation that another takes the place of; false when somebody was faster.
async fn finish(tx: &mut Tx, found: &Found) -> Result<bool, Error> {
    let over = tx
        .execute(
            "update activation set stage = 'over', key = null where id = $1 and stage = $2",
            &[Value::from(&found.id), Value::from(found.stage.as_str())],
        )
        .await?;
    Ok(over == 1)
}

/// Exchanges an activation that reached a program as a code for one that signs. None when it is no such code, or the program
/// is not the one that asked.
///
/// # Errors
/// When the database fails.
pub(in crate::deal) async fn redeem(
    app: &App,
    token: &Token,
    proof: &Proof<'_>,
    origin: &Origin,
) -> Result<Option<(Granted, CredentialId)>, Error> {
    let mut tx = app.db.begin().await?;
    let Some((member, id)) = holder_of(&mut tx, app, token, "code").await? else { return Ok(None) };
    let asker = Asker { member, origin: origin.clone() };
    let Some(credential) = credential::find(&mut tx, app, (&asker.member).into(), &id).await? else {
        return Ok(None);
    };
    let Ok(found) = find(&mut tx, app, &credential, token).await? else { return Ok(None) };
    let is_theirs = found.allowance.bound.as_ref().is_some_and(|bound| bound.is_shown(proof));
    if !is_theirs || !finish(&mut tx, &found).await? {
        return Ok(None);
    }
    let allowance = Allowance { bound: None, ..found.allowance };
    let granted = add(&mut tx, app, (&credential, &found.key), &allowance, found.ends).await?;
    let event = tell(app, &asker, &credential, ("credential-extended", &allowance))?;
    tx.commit(event).await?;
    Ok(Some((granted, id)))
}

/// Whose activation's secret this is, of which credential, and whether they have accepted the privacy policy in force: it opens
/// what belongs to signing with that credential, as a token does (CSC API v2 § 8.4).
///
/// # Errors
/// When the database fails.
pub async fn find_live(app: &App, secret: &str) -> Result<Option<(Profile, CredentialId, bool)>, Error> {
    let Ok(token) = Token::parse(secret) else { return Ok(None) };
    let mut tx = app.db.look().await?;
    let Some((member, credential)) = holder_of(&mut tx, app, &token, "open").await? else { return Ok(None) };
    let has_consented = consent::is_current(&mut tx, &member).await?;
    Ok(Some((member, credential, has_consented)))
}

/// Whose activation this is, and of which credential, if it stands at `stage` and is not over.
async fn holder_of(
    tx: &mut Tx,
    app: &App,
    token: &Token,
    stage: &str,
) -> Result<Option<(Profile, CredentialId)>, Error> {
    let row = tx
        .find(
            "select m.id, m.account_id, m.email, m.name, m.role, m.locale, a.credential_id
            from activation a
            join credential c on c.id = a.credential_id
            join member m on m.id = c.member_id
            where a.token_digest = $1 and a.stage = $2 and a.expires_ms > $3",
            &[Value::from(*token.digest().as_bytes()), Value::from(stage), Value::from(app.clock.now())],
        )
        .await?;
    row.map(|mut row| Ok((member::read(app, &mut row)?, row.id()?))).transpose()
}
