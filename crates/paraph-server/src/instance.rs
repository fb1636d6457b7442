//! The instance's own certificates and keys: made at the first start, kept sealed in one file, whole or not at all.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::Ed25519KeyPair;
use jiff::{SignedDuration, Timestamp};
use paraph_pki::authority::{self, Issuer, Owner};
use paraph_pki::{
    Certificate, DistinguishedName, Identity, KeyKind, ObjectIdentifier, PrivateKey, PublicKey, timestamp,
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::error::Error;
use crate::keys::Keys;

/// The name of the file that holds the authority.
const AUTHORITY: &str = "authority";
/// The name of the file that holds the key of the ledger's checkpoints.
const LEDGER: &str = "ledger";
/// The policy under which the instance's own time-stamps are made: best practice (ETSI EN 319 421 § 5.2, BTSP).
const TIMESTAMP_POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.2023.1.1");
/// How far the machine's clock is trusted, in milliseconds.
const TIMESTAMP_ACCURACY_MS: u16 = 900;

/// The instance's certificates with the keys it works with.
pub struct Authority {
    /// The root that readers install.
    pub root: Certificate,
    /// Issues the others.
    pub issuing: Certificate,
    issuer: Issuer,
    /// Seals documents.
    pub seal: Identity,
    /// Signs time-stamps.
    pub timestamp: Identity,
}

/// How the authority lies in its sealed file.
#[derive(Serialize, Deserialize)]
struct Kept {
    root: Pair,
    issuing: Pair,
    seal: Pair,
    timestamp: Pair,
}

/// A key (PKCS#8) and its certificate (DER), both in hexadecimal.
#[derive(Serialize, Deserialize)]
struct Pair {
    key: Zeroizing<String>,
    certificate: String,
}

impl Authority {
    /// Opens the authority, or makes it on the first start.
    ///
    /// # Errors
    /// When its file does not open, or cannot be written.
    pub fn open_or_create(
        keys: &Keys,
        operator: &str,
        now: Timestamp,
        random: &SystemRandom,
    ) -> Result<Self, Error> {
        if !keys.has_secret(LEDGER) {
            let ledger = Ed25519KeyPair::generate_pkcs8(random).map_err(Error::broken)?;
            keys.keep_secret(LEDGER, ledger.as_ref())?;
        }
        if !keys.has_secret(AUTHORITY) {
            let owner = Owner { organization: operator, country: None };
            let made = authority::Authority::create(owner, KeyKind::P256, now, random)?;
            let kept = Kept {
                root: pair(made.root.key(), made.root.certificate())?,
                issuing: pair(made.issuing.key(), made.issuing.certificate())?,
                seal: pair(made.seal.key(), made.seal.certificate())?,
                timestamp: pair(made.timestamp.key(), made.timestamp.certificate())?,
            };
            let words = Zeroizing::new(serde_json::to_vec(&kept).map_err(Error::broken)?);
            keys.keep_secret(AUTHORITY, &words)?;
        }
        Self::read(&keys.secret(AUTHORITY)?)
    }

    fn read(words: &[u8]) -> Result<Self, Error> {
        let kept: Kept = serde_json::from_slice(words).map_err(Error::broken)?;
        let (key, certificate) = kept.root.open()?;
        let root = Issuer::restore(key, certificate)?.certificate().clone();
        let (key, certificate) = kept.issuing.open()?;
        let issuer = Issuer::restore(key, certificate)?;
        let issuing = issuer.certificate().clone();
        let chain = vec![issuing.clone(), root.clone()];
        let (key, certificate) = kept.seal.open()?;
        let seal = Identity::new(key, certificate, chain.clone())?;
        let (key, certificate) = kept.timestamp.open()?;
        let timestamp = Identity::new(key, certificate, chain)?;
        Ok(Self { root, issuing, issuer, seal, timestamp })
    }

    /// Issues a certificate for a person who signs.
    ///
    /// # Errors
    /// When the library fails.
    pub fn issue_signatory(
        &self,
        (subject, public_key): (&DistinguishedName, &PublicKey),
        now: Timestamp,
        lifetime: SignedDuration,
        random: &SystemRandom,
    ) -> Result<Certificate, Error> {
        let profile = authority::Profile::Signatory;
        let validity = authority::validity_from(now, lifetime);
        let order = authority::Order { profile, subject, public_key, validity, revocation_list_url: None };
        Ok(self.issuer.issue(&order, random)?)
    }

    /// Answers a time-stamp request (RFC 3161) with the instance's own authority.
    ///
    /// # Errors
    /// When the key cannot be used.
    pub fn timestamp(&self, request: &[u8], now: Timestamp, random: &SystemRandom) -> Result<Vec<u8>, Error> {
        let responder = timestamp::Responder::new(&self.timestamp, TIMESTAMP_POLICY, TIMESTAMP_ACCURACY_MS)?;
        Ok(responder.respond(request, now, random)?)
    }
}

impl Pair {
    fn open(&self) -> Result<(PrivateKey, Certificate), Error> {
        let key = Zeroizing::new(hex::decode(self.key.as_bytes()).map_err(Error::broken)?);
        let certificate = hex::decode(&self.certificate).map_err(Error::broken)?;
        Ok((PrivateKey::from_pkcs8_der(&key)?, Certificate::from_der(&certificate)?))
    }
}

fn pair(key: &PrivateKey, certificate: &Certificate) -> Result<Pair, Error> {
    let key = Zeroizing::new(hex::encode(key.to_pkcs8_der()?.as_slice()));
    Ok(Pair { key, certificate: hex::encode(certificate.to_der()) })
}
