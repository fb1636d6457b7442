//! Passwords at work: hashing is slow on purpose, so it runs apart from the requests and only a few at once.

use aws_lc_rs::rand::SystemRandom;
use paraph_vault::password::{self, Password, PasswordHash, Refusal, Verdict};
use zeroize::Zeroizing;

use crate::error::Error;
use crate::limits;
use crate::work::{Queue, Room};

/// Who waits for a password to be looked at. Each lane has its turns and its line, so that a flood of strangers does not
/// delay whoever has been here before.
#[derive(Debug, Clone, Copy)]
pub enum Lane<'a> {
    /// Somebody who is known already: signed in, or on a device on which they signed in before. Named is who.
    Known(&'a str),
    /// Anybody else. Named is the source.
    Unknown(&'a str),
}

/// Hashes and verifies passwords.
pub struct Passwords {
    known: Queue,
    unknown: Queue,
    random: SystemRandom,
}

impl Passwords {
    /// Ready to work, a few at once.
    pub fn new(random: SystemRandom) -> Self {
        let room = Room {
            at_once: limits::PASSWORD_HASHES_AT_ONCE / 2,
            waiting_max: limits::PASSWORD_WAITING_MAX,
            waiting_of_one_max: limits::PASSWORD_WAITING_OF_ONE_MAX,
        };
        Self { known: Queue::new(room), unknown: Queue::new(room), random }
    }

    /// How many strangers wait.
    pub fn waiting(&self) -> usize {
        self.unknown.waiting()
    }

    /// The digest of a new password that is good enough (argon2id, PHC string); `personal` are words that an attacker
    /// who knows the person would try.
    ///
    /// # Errors
    /// Invalid, with the reason, when it is too short, common or easy to guess; crowded when too many wait.
    pub async fn accept(
        &self,
        lane: Lane<'_>,
        typed: String,
        personal: Vec<String>,
    ) -> Result<String, Error> {
        let typed = Zeroizing::new(typed);
        self.slowly(lane, move |random| accept(&typed, &personal, random)).await
    }

    /// Whether a password is the stored one; takes as long when nothing is stored.
    ///
    /// # Errors
    /// When a stored digest does not read; crowded when too many wait.
    pub async fn verify(&self, lane: Lane<'_>, typed: String, stored: Option<String>) -> Result<bool, Error> {
        let typed = Zeroizing::new(typed);
        let verified = self.slowly(lane, move |random| {
            let Ok(password) = Password::new(&typed) else { return Ok(Verdict::Wrong) };
            Ok(password::verify(&password, stored.as_deref(), random)?)
        });
        Ok(!matches!(verified.await?, Verdict::Wrong))
    }

    /// Does work that is slow on purpose (a password, a PIN) apart from the requests, when its turn has come.
    ///
    /// # Errors
    /// What the work fails with; crowded when too many wait.
    pub async fn slowly<T: Send + 'static>(
        &self,
        lane: Lane<'_>,
        work: impl FnOnce(&SystemRandom) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let turn = match lane {
            Lane::Known(who) => self.known.turn(who).await?,
            Lane::Unknown(source) => self.unknown.turn(source).await?,
        };
        let random = self.random.clone();
        let done = tokio::task::spawn_blocking(move || {
            // Who asked may have gone away; the work goes on, and the turn ends with it.
            let _turn = turn;
            work(&random)
        });
        done.await.map_err(Error::broken)?
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_flood_of_strangers_leaves_known_people_their_lane() {
        let passwords = std::sync::Arc::new(Passwords::new(SystemRandom::new()));
        let (release, held) = std::sync::mpsc::channel::<()>();
        let held = std::sync::Arc::new(std::sync::Mutex::new(held));
        let mut strangers = tokio::task::JoinSet::new();
        for number in 0..400 {
            let (passwords, held) = (std::sync::Arc::clone(&passwords), std::sync::Arc::clone(&held));
            strangers.spawn(async move {
                let source = format!("192.0.2.{}", number % 8);
                let work = move |_: &SystemRandom| {
                    // Ends when the test says so, or is over.
                    let _told = held.lock().map(|held| held.recv());
                    Ok(())
                };
                passwords.slowly(Lane::Unknown(&source), work).await
            });
        }
        // All but those at work and in the line are refused at once.
        let room = limits::PASSWORD_HASHES_AT_ONCE / 2 + limits::PASSWORD_WAITING_MAX;
        for _ in 0..400 - room {
            let refused = strangers.join_next().await.unwrap().unwrap();
            assert_eq!(refused.err().map(|error| error.kind()), Some(Kind::Crowded));
        }
        let known = passwords.verify(Lane::Known("claire"), "a password".to_owned(), None).await;
        assert!(!known.unwrap());
        drop(release);
        while let Some(served) = strangers.join_next().await {
            served.unwrap().unwrap();
        }
    }
}
