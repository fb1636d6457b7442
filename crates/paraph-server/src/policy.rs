//! The privacy policy that every member accepts: its version and the digest of its text.

use aws_lc_rs::digest::{SHA256, digest};

use crate::locale::Locale;
use crate::pages::privacy;

/// The version in force. A new version asks everybody again.
pub const VERSION: &str = "1";

/// SHA-256 of the text in force, as a person reads it in their language.
pub fn sha256(locale: Locale) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest(&SHA256, privacy::text(locale).as_bytes()).as_ref());
    out
}
