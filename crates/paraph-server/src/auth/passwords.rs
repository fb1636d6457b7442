//! Passwords at work: hashing is slow on purpose, so it runs apart from the requests and only a few at once.

use aws_lc_rs::rand::SystemRandom;
use paraph_vault::password::{self, Password, PasswordHash, Refusal, Verdict};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::limits;

/// Hashes and verifies passwords.
pub struct Passwords {
    turns: Semaphore,
    random: SystemRandom,
}

impl Passwords {
    /// Ready to work, a few at once.
    pub fn new(random: SystemRandom) -> Self {
        Self { turns: Semaphore::new(limits::PASSWORD_HASHES_AT_ONCE), random }
    }

    /// The digest of a new password that is good enough (argon2id, PHC string); `personal` are words that an attacker
    /// who knows the person would try.
    ///
    /// # Errors
    /// Invalid, with the reason, when it is too short, common or easy to guess.
    pub async fn accept(&self, typed: String, personal: Vec<String>) -> Result<String, Error> {
        let typed = Zeroizing::new(typed);
        let _turn = self.turns.acquire().await.map_err(Error::broken)?;
        let random = self.random.clone();
        let accepted = tokio::task::spawn_blocking(move || accept(&typed, &personal, &random)).await;
        accepted.map_err(Error::broken)?
    }

    /// Whether a password is the stored one; takes as long when nothing is stored.
    ///
    /// # Errors
    /// When a stored digest does not read.
    pub async fn verify(&self, typed: String, stored: Option<String>) -> Result<bool, Error> {
        let typed = Zeroizing::new(typed);
        let _turn = self.turns.acquire().await.map_err(Error::broken)?;
        let random = self.random.clone();
        let verified = tokio::task::spawn_blocking(move || {
            let Ok(password) = Password::new(&typed) else { return Ok(Verdict::Wrong) };
            password::verify(&password, stored.as_deref(), &random)
        });
        Ok(!matches!(verified.await.map_err(Error::broken)??, Verdict::Wrong))
    }
}

fn accept(typed: &str, personal: &[String], random: &SystemRandom) -> Result<String, Error> {
    let password = Password::new(typed).map_err(|_| Error::invalid("error-password-long"))?;
    let personal: Vec<&str> = personal.iter().map(String::as_str).collect();
    let accepted = password::accept(&password, &personal).map_err(|weighed| match weighed.refusal {
        Some(Refusal::TooShort) => {
            Error::invalid("error-password-short").with("min", paraph_vault::limits::PASSWORD_CHARACTERS_MIN)
        }
        Some(Refusal::Common) => Error::invalid("error-password-common"),
        Some(Refusal::TooWeak) | None => Error::invalid("error-password-weak"),
    })?;
    Ok(PasswordHash::create(&accepted, random)?.as_str().to_owned())
}
