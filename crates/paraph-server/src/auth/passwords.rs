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
        self.slowly(move |random| accept(&typed, &personal, random)).await
    }

    /// Whether a password is the stored one; takes as long when nothing is stored.
    ///
    /// # Errors
    /// When a stored digest does not read.
    pub async fn verify(&self, typed: String, stored: Option<String>) -> Result<bool, Error> {
        let typed = Zeroizing::new(typed);
        let verified = self.slowly(move |random| {
            let Ok(password) = Password::new(&typed) else { return Ok(Verdict::Wrong) };
            Ok(password::verify(&password, stored.as_deref(), random)?)
        });
        Ok(!matches!(verified.await?, Verdict::Wrong))
    }

    /// Does work that is slow on purpose (a password, a PIN) apart from the requests, when its turn has come.
    ///
    /// # Errors
    /// What the work fails with.
    pub async fn slowly<T: Send + 'static>(
        &self,
        work: impl FnOnce(&SystemRandom) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let _turn = self.turns.acquire().await.map_err(Error::broken)?;
        let random = self.random.clone();
        tokio::task::spawn_blocking(move || work(&random)).await.map_err(Error::broken)?
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
