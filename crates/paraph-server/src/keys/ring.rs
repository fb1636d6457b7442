//! One key at work: seals values to their place, computes look-ups over them.

use aws_lc_rs::rand::SystemRandom;
use paraph_vault::{Key, Place};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::error::{Error, unreadable_json};

/// Table, row and column that a sealed value is bound to.
pub type Spot<'a> = (&'a str, &'a str, &'a str);

/// Seals and opens values of one account, project or the instance.
pub struct Ring {
    key: Key,
    random: SystemRandom,
}

impl Ring {
    pub(super) fn new(key: Key, random: SystemRandom) -> Self {
        Self { key, random }
    }

    /// Seals bytes to their place.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn seal(&self, spot: Spot<'_>, plain: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(self.key.seal(place(spot), plain, &self.random)?)
    }

    /// Opens bytes sealed to this place.
    ///
    /// # Errors
    /// When they were sealed elsewhere, by another key, or changed.
    pub fn open(&self, spot: Spot<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        Ok(self.key.open(place(spot), sealed)?)
    }

    /// Seals a text.
    ///
    /// # Errors
    /// As [`Ring::seal`].
    pub fn seal_text(&self, spot: Spot<'_>, text: &str) -> Result<Vec<u8>, Error> {
        self.seal(spot, text.as_bytes())
    }

    /// Opens a text.
    ///
    /// # Errors
    /// As [`Ring::open`].
    pub fn open_text(&self, spot: Spot<'_>, sealed: &[u8]) -> Result<String, Error> {
        let plain = self.open(spot, sealed)?;
        String::from_utf8(plain.to_vec()).map_err(|_| Error::broken("a sealed text is not text"))
    }

    /// Seals a structure as JSON.
    ///
    /// # Errors
    /// As [`Ring::seal`].
    pub fn seal_json<T: Serialize>(&self, spot: Spot<'_>, value: &T) -> Result<Vec<u8>, Error> {
        let plain = Zeroizing::new(serde_json::to_vec(value).map_err(Error::broken)?);
        self.seal(spot, &plain)
    }

    /// Opens a structure.
    ///
    /// # Errors
    /// As [`Ring::open`].
    pub fn open_json<T: DeserializeOwned>(&self, spot: Spot<'_>, sealed: &[u8]) -> Result<T, Error> {
        serde_json::from_slice(&self.open(spot, sealed)?).map_err(|error| unreadable_json(&error))
    }

    /// A keyed digest by which a sealed value is found again; `purpose` keeps look-ups of different columns apart.
    pub fn lookup(&self, purpose: &str, value: &[u8]) -> [u8; 32] {
        self.key.lookup(purpose, value)
    }

    /// The key itself, for the files it wraps.
    pub(crate) fn key(&self) -> &Key {
        &self.key
    }
}

fn place<'a>((table, row, column): Spot<'a>) -> Place<'a> {
    Place::new(table, row, column)
}
