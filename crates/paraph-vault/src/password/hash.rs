//! The hash that is kept of a password: Argon2id (RFC 9106), written as a PHC string.

use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use aws_lc_rs::rand::SecureRandom;
use zeroize::Zeroizing;

use super::{Accepted, Password};
use crate::{Error, limits};

/// Bytes of a salt (RFC 9106 § 3.1 recommends 16).
const SALT_LENGTH: usize = 16;

/// The hash of nobody's password, made with today's parameters: see [`verify`].
const NOBODY: &str =
    "$argon2id$v=19$m=47104,t=2,p=1$cGFyYXBoIG5vYm9keSAwMA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A password's hash as the text that is stored: sealed, like everything else.
///
/// ```compile_fail,E0277
/// fn log(secret: &paraph_vault::password::PasswordHash) -> String {
///     format!("{secret:?}")
/// }
/// ```
pub struct PasswordHash(Zeroizing<String>);

impl PasswordHash {
    /// Hashes an accepted password with a new salt. Takes about a tenth of a second and 46 MiB: the caller keeps it
    /// off the threads that answer requests, and few at a time.
    ///
    /// # Errors
    /// [`Error::RandomnessIsUnavailable`].
    pub fn create(accepted: &Accepted<'_>, random: &dyn SecureRandom) -> Result<Self, Error> {
        hash(accepted.password(), random)
    }

    /// The PHC string, to be stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What came of comparing a password with a stored hash.
pub enum Verdict {
    /// Not the password.
    Wrong,
    /// The password.
    Right,
    /// The password, but its hash is weaker than today's: this one is to be stored instead.
    Renewed(PasswordHash),
}

/// Compares a password with a stored hash. Without a stored hash (nobody has that address) it does the same work and
/// says [`Verdict::Wrong`], so that the time it takes does not tell who has an account.
///
/// # Errors
/// [`Error::PasswordHashIsMalformed`], [`Error::RandomnessIsUnavailable`].
pub fn verify(
    password: &Password,
    stored: Option<&str>,
    random: &dyn SecureRandom,
) -> Result<Verdict, Error> {
    let stored_hash = Stored::parse(stored.unwrap_or(NOBODY))?;
    let matched = Argon2::default().verify_password(password.as_str().as_bytes(), &stored_hash.hash).is_ok();
    match (stored, matched) {
        (None, _) | (_, false) => Ok(Verdict::Wrong),
        (Some(_), true) if stored_hash.is_current() => Ok(Verdict::Right),
        (Some(_), true) => hash(password, random).map(Verdict::Renewed),
    }
}

/// A stored hash that can be compared at a bearable cost.
struct Stored {
    hash: phc::PasswordHash,
    algorithm: Algorithm,
    cost: Params,
}

impl Stored {
    fn parse(text: &str) -> Result<Self, Error> {
        let hash = phc::PasswordHash::new(text).map_err(|_| Error::PasswordHashIsMalformed)?;
        let algorithm =
            Algorithm::try_from(hash.algorithm.as_str()).map_err(|_| Error::PasswordHashIsMalformed)?;
        let cost = Params::try_from(&hash).map_err(|_| Error::PasswordHashIsMalformed)?;
        // A row that was tampered with must not be able to ask for all memory.
        let bearable = cost.m_cost() <= limits::PASSWORD_MEMORY_KIB_MAX
            && cost.t_cost() <= limits::PASSWORD_PASSES_MAX
            && cost.p_cost() <= limits::PASSWORD_LANES_MAX;
        if !bearable || hash.salt.is_none() || hash.hash.is_none() {
            return Err(Error::PasswordHashIsMalformed);
        }
        Ok(Self { hash, algorithm, cost })
    }

    fn is_current(&self) -> bool {
        self.algorithm == Algorithm::Argon2id
            && self.hash.version == Some(u32::from(Version::V0x13))
            && self.cost.m_cost() >= limits::PASSWORD_MEMORY_KIB
            && self.cost.t_cost() >= limits::PASSWORD_PASSES
            && self.cost.p_cost() >= limits::PASSWORD_LANES
    }
}

fn hash(password: &Password, random: &dyn SecureRandom) -> Result<PasswordHash, Error> {
    let mut salt = [0; SALT_LENGTH];
    random.fill(&mut salt).map_err(|_| Error::RandomnessIsUnavailable)?;
    let cost =
        Params::new(limits::PASSWORD_MEMORY_KIB, limits::PASSWORD_PASSES, limits::PASSWORD_LANES, None)
            .map_err(|_| Error::PrimitiveRefused)?;
    let hash = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost)
        .hash_password_with_salt(password.as_str().as_bytes(), &salt)
        .map_err(|_| Error::PrimitiveRefused)?;
    Ok(PasswordHash(Zeroizing::new(hash.to_string())))
}
