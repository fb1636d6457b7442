//! The instance's own certificates and keys: made at the first start, renewed by rotation, kept sealed in one file, whole or
//! not at all.

mod kept;
mod status;

pub use status::{REVOCATION_LIST_VALIDITY, Register};

use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::Ed25519KeyPair;
use jiff::{SignedDuration, Timestamp};
use paraph_pki::authority::{self, Blueprint, Issuer, Order, Owner, Profile, Published};
use paraph_pki::{
    Certificate, DigestAlgorithm, DistinguishedName, Identity, KeyKind, ObjectIdentifier, PrivateKey,
    PublicKey, timestamp,
};

use crate::error::Error;
use crate::keys::{Keys, Stamp};
use crate::limits;

/// The name of the file that holds the authority.
const AUTHORITY: &str = "authority";
/// The name of the file that holds the key of the ledger's checkpoints.
const LEDGER: &str = "ledger";
/// The policy under which the instance's own time-stamps are made: best practice (ETSI EN 319 421 § 5.2, BTSP).
const TIMESTAMP_POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.2023.1.1");
/// How far the machine's clock is trusted, in milliseconds.
const TIMESTAMP_ACCURACY_MS: u16 = 900;

/// The authority in force. A rotation, by whatever process, is seen by the next act.
pub struct Authorities {
    in_force: Mutex<(Stamp, Arc<Authority>)>,
}

impl Authorities {
    /// Opens the authority, or makes it on the first start. `base_url` is where it will publish, when that is known for good.
    ///
    /// # Errors
    /// When its file does not open, or cannot be written.
    pub fn open_or_create(
        keys: &Keys,
        (operator, base_url): (&str, Option<&str>),
        now: Timestamp,
        random: &SystemRandom,
    ) -> Result<Self, Error> {
        if !keys.has_secret(LEDGER) {
            let ledger = Ed25519KeyPair::generate_pkcs8(random).map_err(Error::broken)?;
            keys.keep_secret(LEDGER, ledger.as_ref())?;
        }
        if !keys.has_secret(AUTHORITY) {
            let published = |issuer: &Certificate| published(base_url, issuer);
            let made = authority::Authority::found(&blueprint(operator, &published), now, random)?;
            keys.keep_secret(AUTHORITY, &kept::write(&Authority::of(made, Vec::new()))?)?;
        }
        let stamp = keys.secret_stamp(AUTHORITY)?;
        let authority = Arc::new(kept::read(&keys.secret(AUTHORITY)?)?);
        Ok(Self { in_force: Mutex::new((stamp, authority)) })
    }

    /// The authority in force now.
    ///
    /// # Errors
    /// When its file changed and does not open.
    pub fn current(&self, keys: &Keys) -> Result<Arc<Authority>, Error> {
        let stamp = keys.secret_stamp(AUTHORITY)?;
        let mut in_force = self.in_force.lock().unwrap_or_else(PoisonError::into_inner);
        if in_force.0 != stamp {
            *in_force = (stamp, Arc::new(kept::read(&keys.secret(AUTHORITY)?)?));
        }
        Ok(Arc::clone(&in_force.1))
    }
}

/// Makes new certificates and keys below the same root, or a new root too, and puts them in force. The keys that sealed and
/// gave time-stamps until now are destroyed; those that issued stay, for their certificates' status is still asked.
///
/// # Errors
/// When the root expired and no new one is asked for, or the file cannot be written.
pub fn rotate(
    keys: &Keys,
    (operator, base_url): (&str, Option<&str>),
    depth: Depth,
    (now, random): (Timestamp, &SystemRandom),
) -> Result<Authority, Error> {
    let _turn = keys.lock_secret(AUTHORITY)?;
    let old = kept::read(&keys.secret(AUTHORITY)?)?;
    if old.past.len() >= limits::GENERATIONS_MAX {
        return Err(Error::broken("there are as many generations of certificates as an instance may have"));
    }
    let published = |issuer: &Certificate| published(base_url, issuer);
    let blueprint = blueprint(operator, &published);
    let made = match depth {
        Depth::BelowTheRoot => {
            authority::Authority::under(again(&old.generation.root)?, &blueprint, now, random)?
        }
        Depth::WithTheRoot => authority::Authority::found(&blueprint, now, random)?,
    };
    let mut past = old.past;
    past.push(old.generation);
    let new = Authority::of(made, past);
    keys.replace_secret(AUTHORITY, &kept::write(&new)?)?;
    Ok(new)
}

/// The same issuer once more: the old generation keeps its own.
fn again(issuer: &Issuer) -> Result<Issuer, Error> {
    let key = PrivateKey::from_pkcs8_der(&issuer.key().to_pkcs8_der()?)?;
    Ok(Issuer::restore(key, issuer.certificate().clone())?)
}

/// How much is made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// The issuing authority, the seal and the time-stamps; readers keep the root they installed.
    BelowTheRoot,
    /// The root too: every reader has to install the new one.
    WithTheRoot,
}

/// The instance's certificates with the keys it works with.
pub struct Authority {
    generation: Generation,
    /// Those before, the oldest first.
    past: Vec<Generation>,
    /// Seals documents.
    pub seal: Identity,
    /// Signs time-stamps.
    pub timestamp: Identity,
}

/// Certificates that were made together.
pub struct Generation {
    /// The root that readers install.
    pub root: Issuer,
    /// Issues the others.
    pub issuing: Issuer,
    /// Seals documents, or did.
    pub seal: Certificate,
    /// Signs time-stamps, or did.
    pub timestamp: Certificate,
}

impl Authority {
    fn of(made: authority::Authority, past: Vec<Generation>) -> Self {
        let authority::Authority { root, issuing, seal, timestamp } = made;
        let generation = Generation {
            root,
            issuing,
            seal: seal.certificate().clone(),
            timestamp: timestamp.certificate().clone(),
        };
        Self { generation, past, seal, timestamp }
    }

    /// Those in force.
    pub fn generation(&self) -> &Generation {
        &self.generation
    }

    /// Every generation, the newest first.
    pub fn generations(&self) -> impl Iterator<Item = &Generation> {
        std::iter::once(&self.generation).chain(self.past.iter().rev())
    }

    /// The root that readers install today.
    pub fn root(&self) -> &Certificate {
        self.generation.root.certificate()
    }

    /// Every root there has been, each once, the newest first: what documents sealed here chain to.
    pub fn roots(&self) -> Vec<Certificate> {
        let mut roots: Vec<Certificate> = Vec::new();
        for generation in self.generations() {
            if !roots.contains(generation.root.certificate()) {
                roots.push(generation.root.certificate().clone());
            }
        }
        roots
    }

    /// Everybody who issues or issued certificates, each once.
    pub fn issuers(&self) -> Vec<&Issuer> {
        let mut issuers: Vec<&Issuer> = Vec::new();
        for issuer in self.generations().flat_map(|generation| [&generation.issuing, &generation.root]) {
            if !issuers.iter().any(|other| other.certificate() == issuer.certificate()) {
                issuers.push(issuer);
            }
        }
        issuers
    }

    /// Whether a certificate is, or was, the seal of this instance; by its SHA-256 in hexadecimal.
    pub fn is_seal(&self, sha256: &str) -> bool {
        self.generations().any(|generation| fingerprint(&generation.seal) == sha256)
    }

    /// Issues a certificate for a person who signs.
    ///
    /// # Errors
    /// When the library fails.
    pub fn issue_signatory(
        &self,
        (subject, public_key): (&DistinguishedName, &PublicKey),
        base_url: Option<&str>,
        (now, lifetime): (Timestamp, SignedDuration),
        random: &SystemRandom,
    ) -> Result<Certificate, Error> {
        let issuing = &self.generation.issuing;
        let published = published(base_url, issuing.certificate());
        let order = Order {
            profile: Profile::Signatory,
            subject,
            public_key,
            validity: issuing.validity_within(now, lifetime),
            published: &published,
        };
        Ok(issuing.issue(&order, random)?)
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

/// The name of an issuer in addresses: its key identifier in hexadecimal (RFC 5280 § 4.2.1.2).
pub fn issuer_name(issuer: &Certificate) -> String {
    hex::encode(issuer.subject_key_identifier().unwrap_or_default())
}

/// SHA-256 of a certificate, in hexadecimal.
pub fn fingerprint(certificate: &Certificate) -> String {
    hex::encode(certificate.fingerprint(DigestAlgorithm::Sha256))
}

fn blueprint<'a>(
    operator: &'a str,
    published: &'a (dyn Fn(&Certificate) -> Published + Sync),
) -> Blueprint<'a> {
    Blueprint { owner: Owner { organization: operator, country: None }, kind: KeyKind::P256, published }
}

/// Addresses that stand in certificates must hold for as long as these: none do without a public address.
fn published(base_url: Option<&str>, issuer: &Certificate) -> Published {
    let Some(base) = base_url else { return Published::default() };
    let name = issuer_name(issuer);
    Published {
        revocation_list: Some(format!("{base}/crl/{name}")),
        ocsp: Some(format!("{base}/ocsp")),
        certificate: Some(format!("{base}/ca/{name}")),
    }
}
