//! What must not be seen: tokens, PINs, one-time codes, activation data.

use base64ct::{Base64, Encoding};
use serde::Deserialize;
use zeroize::Zeroizing;

/// A secret as text. It is wiped when dropped, and cannot be printed.
///
/// ```compile_fail,E0277
/// fn log(secret: &paraph_server::net::csc::Secret) -> String {
///     format!("{secret:?}")
/// }
/// ```
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a secret over.
    #[must_use]
    pub fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// The value of an `Authorization` header that carries it (RFC 6750 § 2.1).
    pub(super) fn bearer(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("Bearer {}", self.text()))
    }

    /// The value of an `Authorization` header that carries it as the password of `user` (RFC 7617 § 2).
    pub(super) fn basic(&self, user: &str) -> Zeroizing<String> {
        let pair = Zeroizing::new(format!("{user}:{}", self.text()));
        let encoded = Zeroizing::new(Base64::encode_string(pair.as_bytes()));
        Zeroizing::new(format!("Basic {}", *encoded))
    }

    /// Whether `text` tells it.
    pub(super) fn is_in(&self, text: &str) -> bool {
        !self.text().is_empty() && text.contains(self.text())
    }
}
