//! A key: what it seals, what it wraps, what can be derived from it, and how it is recognised.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, LessSafeKey, UnboundKey};
use aws_lc_rs::rand::SecureRandom;
use aws_lc_rs::{hkdf, hmac};
use zeroize::Zeroizing;

use crate::envelope::{self, Usage};
use crate::{Error, Place, limits};

/// Bytes of a key.
pub(crate) const KEY_LENGTH: usize = 32;
/// Bytes of a fingerprint.
pub(crate) const FINGERPRINT_LENGTH: usize = 32;

/// 256 secret bits from which everything else follows. It is never used itself: every use has a sub-key of its own
/// by HKDF-SHA-256 (RFC 5869), so that what one use gives away says nothing about another.
///
/// One key may seal 2³² values before the chance that two share a nonce reaches 2⁻³² (NIST SP 800-38D § 8.3);
/// accounts and projects each have their own keys, so none comes near.
///
/// ```
/// # use aws_lc_rs::rand::SystemRandom;
/// # use paraph_vault::{Key, Place};
/// # fn main() -> Result<(), paraph_vault::Error> {
/// let random = SystemRandom::new();
/// let root = Key::generate(&random)?;
/// let project = Key::generate(&random)?;
/// let wrapped = root.wrap(&project, Place::new("project", "12", "key"), &random)?;
///
/// let project = root.unwrap(Place::new("project", "12", "key"), &wrapped)?;
/// let place = Place::new("signatory", "7f3a", "name");
/// let sealed = project.seal(place, "Ada Lovelace".as_bytes(), &random)?;
/// assert_eq!(project.open(place, &sealed)?.as_slice(), "Ada Lovelace".as_bytes());
/// # Ok(())
/// # }
/// ```
///
/// A key cannot be shown, not even by mistake:
///
/// ```compile_fail,E0277
/// fn log(key: &paraph_vault::Key) -> String {
///     format!("{key:?}")
/// }
/// ```
pub struct Key {
    // Boxed, so that moving the key leaves no copy of the bytes behind on the stack.
    bytes: Box<Zeroizing<[u8; KEY_LENGTH]>>,
    fingerprint: Fingerprint,
    values: LessSafeKey,
    keys: LessSafeKey,
    lookups: hmac::Key,
}

impl Key {
    /// Makes a new key.
    ///
    /// # Errors
    /// [`Error::RandomnessIsUnavailable`].
    pub fn generate(random: &dyn SecureRandom) -> Result<Self, Error> {
        let mut bytes = Box::new(Zeroizing::new([0; KEY_LENGTH]));
        random.fill(bytes.as_mut_slice()).map_err(|_| Error::RandomnessIsUnavailable)?;
        Self::from_bytes(bytes)
    }

    pub(crate) fn from_bytes(bytes: Box<Zeroizing<[u8; KEY_LENGTH]>>) -> Result<Self, Error> {
        let expander = hkdf::Salt::new(hkdf::HKDF_SHA256, b"paraph vault").extract(bytes.as_slice());
        let fingerprint = Fingerprint(*expand(&expander, &[b"fingerprint"])?);
        let values = cipher(&*expand(&expander, &[b"values"])?)?;
        let keys = cipher(&*expand(&expander, &[b"keys"])?)?;
        let lookups = hmac::Key::new(hmac::HMAC_SHA256, expand(&expander, &[b"lookups"])?.as_slice());
        Ok(Self { bytes, fingerprint, values, keys, lookups })
    }

    /// Which key this is, without giving it away.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// A key for one named purpose. The same name always gives the same key; nothing leads back from it to this one.
    ///
    /// # Errors
    /// [`Error::PrimitiveRefused`].
    pub fn derive(&self, purpose: &str) -> Result<Self, Error> {
        let expander = hkdf::Salt::new(hkdf::HKDF_SHA256, b"paraph vault").extract(self.bytes.as_slice());
        let derived = expand(&expander, &[b"derived ", purpose.as_bytes()])?;
        Self::from_bytes(Box::new(derived))
    }

    /// Seals a value for its place, with AES-256-GCM and a random nonce.
    ///
    /// # Errors
    /// [`Error::ValueIsTooLong`], [`Error::RandomnessIsUnavailable`].
    pub fn seal(&self, place: Place<'_>, value: &[u8], random: &dyn SecureRandom) -> Result<Vec<u8>, Error> {
        if value.len() > limits::VALUE_BYTES_MAX {
            return Err(Error::ValueIsTooLong);
        }
        envelope::seal(self.sealer(Usage::Value), place, value, random)
    }

    /// Opens what [`Key::seal`] sealed for the same place.
    ///
    /// # Errors
    /// [`Error::KeyDoesNotMatch`], [`Error::PlaceDoesNotMatch`], [`Error::SealIsBroken`],
    /// [`Error::SealedIsMalformed`], [`Error::VersionIsUnknown`].
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        if sealed.len() > limits::VALUE_BYTES_MAX.saturating_add(envelope::OVERHEAD) {
            return Err(Error::ValueIsTooLong);
        }
        envelope::open(self.sealer(Usage::Value), place, sealed)
    }

    /// Seals another key under this one. A wrapped key never opens as a value, nor a value as a key.
    ///
    /// # Errors
    /// [`Error::RandomnessIsUnavailable`].
    pub fn wrap(&self, inner: &Key, place: Place<'_>, random: &dyn SecureRandom) -> Result<Vec<u8>, Error> {
        envelope::seal(self.sealer(Usage::Key), place, inner.bytes.as_slice(), random)
    }

    /// Opens what [`Key::wrap`] wrapped for the same place.
    ///
    /// # Errors
    /// As for [`Key::open`].
    pub fn unwrap(&self, place: Place<'_>, wrapped: &[u8]) -> Result<Key, Error> {
        if wrapped.len() != KEY_LENGTH + envelope::OVERHEAD {
            return Err(Error::SealedIsMalformed);
        }
        let opened = envelope::open(self.sealer(Usage::Key), place, wrapped)?;
        let mut bytes = Box::new(Zeroizing::new([0; KEY_LENGTH]));
        bytes.copy_from_slice(opened.first_chunk::<KEY_LENGTH>().ok_or(Error::SealedIsMalformed)?);
        Self::from_bytes(bytes)
    }

    /// A keyed hash by which a sealed value can be looked up: equal values under the same key and purpose hash
    /// alike, and without the key nobody can test a guess. The caller brings the value into one spelling first.
    #[must_use]
    pub fn lookup(&self, purpose: &str, value: &[u8]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.lookups);
        context.update(&(purpose.len() as u64).to_be_bytes());
        context.update(purpose.as_bytes());
        context.update(value);
        context.sign().as_ref().first_chunk().copied().unwrap_or_default()
    }

    pub(crate) fn expose(&self) -> &[u8; KEY_LENGTH] {
        &self.bytes
    }

    fn sealer(&self, usage: Usage) -> envelope::Sealer<'_> {
        let cipher = match usage {
            Usage::Value => &self.values,
            Usage::Key => &self.keys,
        };
        envelope::Sealer { cipher, fingerprint: self.fingerprint, usage }
    }
}

/// Which key something is sealed under: 256 bits that follow from the key and do not lead back to it.
///
/// Every sealed value carries it, which also commits the value to its key: AES-GCM alone lets one who chooses the
/// keys make bytes that open under two of them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub(crate) [u8; FINGERPRINT_LENGTH]);

impl Fingerprint {
    /// The fingerprint as bytes, to be stored beside what the key protects.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; FINGERPRINT_LENGTH] {
        &self.0
    }

    /// A fingerprint that was stored.
    #[must_use]
    pub fn from_bytes(bytes: [u8; FINGERPRINT_LENGTH]) -> Self {
        Self(bytes)
    }
}

/// The first 128 bits as eight groups of four hexadecimal digits, to be compared by people.
impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, pair) in self.0.chunks(2).take(8).enumerate() {
            if index > 0 {
                formatter.write_str("-")?;
            }
            for byte in pair {
                write!(formatter, "{byte:02x}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Fingerprint({self})")
    }
}

pub(crate) fn expand(expander: &hkdf::Prk, info: &[&[u8]]) -> Result<Zeroizing<[u8; KEY_LENGTH]>, Error> {
    let mut bytes = Zeroizing::new([0; KEY_LENGTH]);
    expander
        .expand(info, hkdf::HKDF_SHA256)
        .and_then(|material| material.fill(bytes.as_mut_slice()))
        .map_err(|_| Error::PrimitiveRefused)?;
    Ok(bytes)
}

pub(crate) fn cipher(bytes: &[u8; KEY_LENGTH]) -> Result<LessSafeKey, Error> {
    UnboundKey::new(&AES_256_GCM, bytes).map(LessSafeKey::new).map_err(|_| Error::PrimitiveRefused)
}
