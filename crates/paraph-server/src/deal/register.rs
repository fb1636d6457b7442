//! The register of the instance's authority: the certificates it issued, and those it took back.

use jiff::Timestamp;
use paraph_pades::validate::Known;
use paraph_pki::authority::Revocation;
use paraph_pki::revocation::RevocationReason;
use paraph_pki::{Certificate, Identity};

use super::account;
use super::event::{Chain, Event};
use crate::app::App;
use crate::auth::Person;
use crate::db::{Row, Tx, Value};
use crate::error::Error;
use crate::instance::{self, Authority, Depth, Register, issuer_name};

/// Enters a certificate that was issued; one that stands there already is left alone.
///
/// # Errors
/// When the database fails.
pub async fn enter(
    tx: &mut Tx,
    app: &App,
    certificate: &Certificate,
    issuer: &Certificate,
) -> Result<u64, Error> {
    tx.execute(
        "insert into issued_certificate (serial, issuer, not_after_ms, issued_ms) values ($1, $2, $3, $4)
        on conflict (serial) do nothing",
        &[
            Value::from(certificate.serial_hex().as_str()),
            Value::from(issuer_name(issuer).as_str()),
            Value::from(certificate.validity().not_after),
            Value::from(app.clock.now()),
        ],
    )
    .await
}

/// Enters the instance's own certificates that do not stand there yet: after the first start, and after a rotation.
///
/// # Errors
/// When the database fails.
pub async fn enter_own(app: &App) -> Result<(), Error> {
    let authority = app.authority()?;
    app.db.retry(|| enter_all(app, &authority)).await
}

/// Renews the instance's certificates and keys, which the next act goes through with.
///
/// # Errors
/// When somebody else is at it, the files cannot be written, or the database fails. What a crash left unentered is entered
/// at the next start.
pub async fn rotate(app: &App, depth: Depth) -> Result<Authority, Error> {
    let named = (app.config.operator.as_str(), app.config.public_url.as_deref());
    let new = instance::rotate(&app.keys, named, depth, (app.clock.now(), &app.random))?;
    enter_own(app).await?;
    Ok(new)
}

async fn enter_all(app: &App, authority: &Authority) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    let mut entered = Vec::new();
    for generation in authority.generations() {
        let (root, issuing) = (generation.root.certificate(), generation.issuing.certificate());
        let own = [(issuing, root), (&generation.seal, issuing), (&generation.timestamp, issuing)];
        for (certificate, issuer) in own {
            if enter(&mut tx, app, certificate, issuer).await? == 1 {
                entered.push(certificate.serial_hex());
            }
        }
    }
    if entered.is_empty() {
        return Ok(());
    }
    let account = account::of_instance(&mut tx).await?;
    let details: Vec<(&str, &str)> = entered.iter().map(|serial| ("serial", serial.as_str())).collect();
    let chain = Chain::Account(&account);
    tx.commit(Event::tell(app, chain, "certificates-issued", &Person::system(), &details)?).await
}

/// Takes a certificate back, from now on and for good.
///
/// # Errors
/// Not found when it was never issued here, conflict when it was taken back already.
pub async fn revoke(app: &App, serial: &str, reason: RevocationReason, actor: &Person) -> Result<(), Error> {
    app.db.retry(|| revoke_once(app, serial, reason, actor)).await
}

async fn revoke_once(app: &App, serial: &str, reason: RevocationReason, actor: &Person) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    revoke_within(&mut tx, app, serial, reason).await?;
    let account = account::of_instance(&mut tx).await?;
    let code = reason.code().to_string();
    let details = [("serial", serial), ("reason", code.as_str())];
    tx.commit(Event::tell(app, Chain::Account(&account), "certificate-revoked", actor, &details)?).await
}

/// The same within the transaction of an act that tells of it.
///
/// # Errors
/// As [`revoke`].
pub async fn revoke_within(
    tx: &mut Tx,
    app: &App,
    serial: &str,
    reason: RevocationReason,
) -> Result<(), Error> {
    let known = "select serial from issued_certificate where serial = $1";
    if tx.find(known, &[Value::from(serial)]).await?.is_none() {
        return Err(Error::not_found());
    }
    tx.change(
        "update issued_certificate set revoked_ms = $1, reason = $2 where serial = $3 and revoked_ms is null",
        &[Value::from(app.clock.now()), Value::from(i64::from(reason.code())), Value::from(serial)],
    )
    .await
}

/// What stands there of an issuer: all that it took back and that has not expired, and of the serial numbers asked about
/// those it issued.
///
/// # Errors
/// When the database fails.
pub async fn read(
    tx: &mut Tx,
    issuer: &Certificate,
    asked: &[&[u8]],
    now: Timestamp,
) -> Result<Register, Error> {
    let issuer = issuer_name(issuer);
    let rows = tx
        .list(
            "select serial, revoked_ms, reason from issued_certificate
            where issuer = $1 and revoked_ms is not null and not_after_ms >= $2
            order by revoked_ms, serial",
            &[Value::from(issuer.as_str()), Value::from(now)],
        )
        .await?;
    let mut register = Register { issuer, ..Register::default() };
    for mut row in rows {
        register.revoked.extend(revocation(&mut row)?);
    }
    for serial in asked {
        let found = tx
            .find(
                "select serial, revoked_ms, reason from issued_certificate where serial = $1 and issuer = $2",
                &[Value::from(hex::encode_upper(serial).as_str()), Value::from(register.issuer.as_str())],
            )
            .await?;
        let Some(mut row) = found else { continue };
        // Whoever asks about one that expired is told too.
        match revocation(&mut row)? {
            Some(revoked) if !register.revoked.contains(&revoked) => register.revoked.push(revoked),
            Some(_) => {}
            None => register.issued.push(serial.to_vec()),
        }
    }
    Ok(register)
}

fn revocation(row: &mut Row) -> Result<Option<Revocation>, Error> {
    let serial = hex::decode(row.text()?).map_err(Error::broken)?;
    let (Some(time), Some(code)) = (row.maybe_time()?, row.maybe_integer()?) else { return Ok(None) };
    let reason = u8::try_from(code).ok().and_then(RevocationReason::from_code);
    let reason = reason.ok_or_else(|| Error::broken("a stored reason of revocation is not known"))?;
    Ok(Some(Revocation { serial, time, reason }))
}

/// What whoever checks a signature of this instance has to know: every issuer's certificate and revocation list of now.
///
/// # Errors
/// When the database or the library fails.
pub async fn evidence(app: &App, authority: &Authority) -> Result<Known, Error> {
    let now = app.clock.now();
    let mut tx = app.db.look().await?;
    let mut registers = Vec::new();
    for issuer in authority.issuers() {
        registers.push(read(&mut tx, issuer.certificate(), &[], now).await?);
    }
    drop(tx);
    authority.evidence(&registers, now, &app.random)
}

/// Whether a certificate of this instance, or one that it chains to, was taken back.
///
/// # Errors
/// When the database fails.
pub async fn is_revoked(tx: &mut Tx, path: &[&Certificate]) -> Result<bool, Error> {
    for certificate in path {
        let found = tx
            .find(
                "select serial from issued_certificate where serial = $1 and revoked_ms is not null",
                &[Value::from(certificate.serial_hex().as_str())],
            )
            .await?;
        if found.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the instance's seal, or its time-stamps, may be relied on now: valid, and neither they nor their issuer taken back.
///
/// # Errors
/// When the database fails.
pub async fn is_good(app: &App, identity: &Identity, authority: &Authority) -> Result<bool, Error> {
    let certificate = identity.certificate();
    let path = [certificate, authority.generation().issuing.certificate()];
    let revoked = is_revoked(&mut app.db.look().await?, &path).await?;
    Ok(certificate.validity().contains(app.clock.now()) && !revoked)
}
