//! How the authority lies in its sealed file.

use paraph_pki::authority::Issuer;
use paraph_pki::{Certificate, Identity, PrivateKey};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Authority, Generation};
use crate::error::{Error, unreadable_json};

#[derive(Serialize, Deserialize)]
struct Kept {
    root: Pair,
    issuing: Pair,
    seal: Pair,
    timestamp: Pair,
    /// Those before, the oldest first.
    #[serde(default)]
    past: Vec<Past>,
}

/// What is left of a generation whose turn is over: it issues nothing more but words about the status of what it issued.
#[derive(Serialize, Deserialize)]
struct Past {
    root: Pair,
    issuing: Pair,
    seal: String,
    timestamp: String,
}

/// A key (PKCS#8) and its certificate (DER), both in hexadecimal.
#[derive(Serialize, Deserialize)]
struct Pair {
    key: Zeroizing<String>,
    certificate: String,
}

pub(super) fn write(authority: &Authority) -> Result<Zeroizing<Vec<u8>>, Error> {
    let Generation { root, issuing, .. } = &authority.generation;
    let past = authority.past.iter().map(|generation| {
        Ok(Past {
            root: Pair::of(generation.root.key(), generation.root.certificate())?,
            issuing: Pair::of(generation.issuing.key(), generation.issuing.certificate())?,
            seal: hex::encode(generation.seal.to_der()),
            timestamp: hex::encode(generation.timestamp.to_der()),
        })
    });
    let kept = Kept {
        root: Pair::of(root.key(), root.certificate())?,
        issuing: Pair::of(issuing.key(), issuing.certificate())?,
        seal: Pair::of(authority.seal.key(), authority.seal.certificate())?,
        timestamp: Pair::of(authority.timestamp.key(), authority.timestamp.certificate())?,
        past: past.collect::<Result<_, Error>>()?,
    };
    Ok(Zeroizing::new(serde_json::to_vec(&kept).map_err(Error::broken)?))
}

pub(super) fn read(words: &[u8]) -> Result<Authority, Error> {
    let kept: Kept = serde_json::from_slice(words).map_err(|error| unreadable_json(&error))?;
    let (root, issuing) = (kept.root.issuer()?, kept.issuing.issuer()?);
    let chain = vec![issuing.certificate().clone(), root.certificate().clone()];
    let (key, seal) = kept.seal.open()?;
    let sealing = Identity::new(key, seal.clone(), chain.clone())?;
    let (key, timestamp) = kept.timestamp.open()?;
    let stamping = Identity::new(key, timestamp.clone(), chain)?;
    let past = kept.past.iter().map(|past| {
        Ok(Generation {
            root: past.root.issuer()?,
            issuing: past.issuing.issuer()?,
            seal: certificate(&past.seal)?,
            timestamp: certificate(&past.timestamp)?,
        })
    });
    Ok(Authority {
        past: past.collect::<Result<_, Error>>()?,
        generation: Generation { root, issuing, seal, timestamp },
        seal: sealing,
        timestamp: stamping,
    })
}

impl Pair {
    fn of(key: &PrivateKey, certificate: &Certificate) -> Result<Self, Error> {
        let key = Zeroizing::new(hex::encode(key.to_pkcs8_der()?.as_slice()));
        Ok(Self { key, certificate: hex::encode(certificate.to_der()) })
    }

    fn open(&self) -> Result<(PrivateKey, Certificate), Error> {
        let key = Zeroizing::new(hex::decode(self.key.as_bytes()).map_err(Error::broken)?);
        Ok((PrivateKey::from_pkcs8_der(&key)?, certificate(&self.certificate)?))
    }

    fn issuer(&self) -> Result<Issuer, Error> {
        let (key, certificate) = self.open()?;
        Ok(Issuer::restore(key, certificate)?)
    }
}

fn certificate(text: &str) -> Result<Certificate, Error> {
    Ok(Certificate::from_der(&hex::decode(text).map_err(Error::broken)?)?)
}
