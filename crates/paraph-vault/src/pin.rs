//! PINs: a short secret that a person chooses, and what is sealed under it. No hash of a PIN is kept: that it opens what was
//! sealed is what shows that it is the right one.

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::rand::SecureRandom;
use zeroize::Zeroizing;

use crate::key::KEY_LENGTH;
use crate::{Error, Key, Place, limits};

/// Bytes of a salt (RFC 9106 § 3.1 recommends 16).
const SALT_LENGTH: usize = 16;
/// The first byte of what is sealed: it names the cost that the key is derived at.
const VERSION: u8 = 1;
/// What is typed along a keyboard or a clock, forwards and backwards.
const STRAIGHT: [&str; 4] = ["0123456789", "1234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop"];

/// A PIN as typed.
///
/// ```compile_fail,E0277
/// fn log(secret: &paraph_vault::pin::Pin) -> String {
///     format!("{secret:?}")
/// }
/// ```
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// Takes what was typed: letters of ASCII and digits, whose capitals count.
    ///
    /// # Errors
    /// [`Error::PinIsRefused`] when it cannot be a PIN.
    pub fn new(typed: &str) -> Result<Self, Error> {
        let length = limits::PIN_CHARACTERS_MIN..=limits::PIN_CHARACTERS_MAX;
        if !length.contains(&typed.len()) || !typed.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(Error::PinIsRefused);
        }
        Ok(Self(Zeroizing::new(typed.to_owned())))
    }

    /// Takes a PIN that is being chosen: it must not be among the first that anybody would try.
    ///
    /// # Errors
    /// [`Error::PinIsRefused`].
    pub fn choose(typed: &str) -> Result<Self, Error> {
        let pin = Self::new(typed)?;
        if is_obvious(&pin.0) { Err(Error::PinIsRefused) } else { Ok(pin) }
    }

    /// Seals a value under this PIN, for its place. Takes about a tenth of a second and 46 MiB, as a password's hash does.
    ///
    /// # Errors
    /// [`Error::ValueIsTooLong`], [`Error::RandomnessIsUnavailable`].
    pub fn seal(&self, place: Place<'_>, value: &[u8], random: &dyn SecureRandom) -> Result<Vec<u8>, Error> {
        let mut salt = [0; SALT_LENGTH];
        random.fill(&mut salt).map_err(|_| Error::RandomnessIsUnavailable)?;
        let sealed = self.key(&salt)?.seal(place, value, random)?;
        Ok([&[VERSION], salt.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed under this PIN for the same place, as slowly.
    ///
    /// # Errors
    /// [`Error::PinIsWrong`]; otherwise as for [`Key::open`].
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let (version, rest) = sealed.split_first().ok_or(Error::SealedIsMalformed)?;
        if *version != VERSION {
            return Err(Error::VersionIsUnknown(*version));
        }
        let (salt, sealed) = rest.split_first_chunk().ok_or(Error::SealedIsMalformed)?;
        self.key(salt)?.open(place, sealed).map_err(|error| match error {
            Error::KeyDoesNotMatch { .. } => Error::PinIsWrong,
            other => other,
        })
    }

    /// Argon2id (RFC 9106) at the cost of a password's hash.
    fn key(&self, salt: &[u8; SALT_LENGTH]) -> Result<Key, Error> {
        let (memory, passes, lanes) =
            (limits::PASSWORD_MEMORY_KIB, limits::PASSWORD_PASSES, limits::PASSWORD_LANES);
        let cost =
            Params::new(memory, passes, lanes, Some(KEY_LENGTH)).map_err(|_| Error::PrimitiveRefused)?;
        let mut bytes = Box::new(Zeroizing::new([0; KEY_LENGTH]));
        Argon2::new(Algorithm::Argon2id, Version::V0x13, cost)
            .hash_password_into(self.0.as_bytes(), salt, bytes.as_mut_slice())
            .map_err(|_| Error::PrimitiveRefused)?;
        Key::from_bytes(bytes)
    }
}

/// One or two characters again and again, or a straight row of them.
fn is_obvious(pin: &str) -> bool {
    let lower = Zeroizing::new(pin.to_ascii_lowercase());
    let backwards = Zeroizing::new(lower.chars().rev().collect::<String>());
    let periodic = |period: usize| lower.bytes().zip(lower.bytes().skip(period)).all(|(a, b)| a == b);
    let straight = |row: &&str| row.contains(lower.as_str()) || row.contains(backwards.as_str());
    periodic(1) || periodic(2) || STRAIGHT.iter().any(straight)
}
