//! Encrypted documents (ISO 32000-2 § 7.6): the standard security handler, whose key comes from a password. Strings and
//! streams are decrypted where they are read and encrypted where they are written; nothing else knows of it.
//! Without the feature `encryption` an encrypted document is refused, and only the facts below are compiled.

mod facts;

#[cfg(feature = "encryption")]
mod cipher;
#[cfg(feature = "encryption")]
mod dictionary;
#[cfg(feature = "encryption")]
mod mixture;
#[cfg(feature = "encryption")]
mod password;
#[cfg(feature = "encryption")]
mod revision_4;
#[cfg(feature = "encryption")]
mod revision_6;
#[cfg(feature = "encryption")]
mod security;
#[cfg(not(feature = "encryption"))]
#[path = "absent.rs"]
mod security;
#[cfg(feature = "encryption")]
mod unlock;

pub use facts::{Access, Encryption, EncryptionFinding, Method};
#[cfg(feature = "encryption")]
pub use password::Password;
#[cfg(feature = "encryption")]
pub use security::Randomness;
pub(crate) use security::Security;
