//! Passwords: what people type, how strong it is, and the hash that is kept of it.

mod common;
mod hash;
mod strength;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::{Error, limits};

pub use hash::{PasswordHash, Verdict, verify};
pub use strength::{Accepted, Advice, Assessment, Refusal, Weakness, accept, assess};

/// A password as typed, in one spelling: a keyboard that writes "é" as one character and one that writes it as two
/// give the same password (NFC, as RFC 8265 § 4.2 asks).
///
/// ```compile_fail,E0277
/// fn log(secret: &paraph_vault::password::Password) -> String {
///     format!("{secret:?}")
/// }
/// ```
pub struct Password(Zeroizing<String>);

impl Password {
    /// Takes what was typed. Nothing is trimmed or folded: spaces and capitals count.
    ///
    /// # Errors
    /// [`Error::PasswordIsTooLong`].
    pub fn new(typed: &str) -> Result<Self, Error> {
        if typed.len() > limits::PASSWORD_BYTES_MAX {
            return Err(Error::PasswordIsTooLong);
        }
        // Reserved ahead, so that no half-built copy is left behind in memory by a growing string.
        let mut spelled = Zeroizing::new(String::with_capacity(typed.len().saturating_mul(3)));
        spelled.extend(typed.nfc());
        Ok(Self(spelled))
    }

    fn as_str(&self) -> &str {
        &self.0
    }
}
