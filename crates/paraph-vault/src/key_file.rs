//! The root key as one line of text: a version, the key, and its fingerprint as a checksum.

use base64ct::{Base64UrlUnpadded, Encoding};
use zeroize::Zeroizing;

use crate::key::KEY_LENGTH;
use crate::{Error, Key, limits};

const VERSION: &str = "paraph-root-key-1";

impl Key {
    /// The line of a root key file, ended by a line feed: `paraph-root-key-1 <key> <fingerprint>`.
    #[must_use]
    pub fn to_key_file(&self) -> Zeroizing<String> {
        let key = Zeroizing::new(Base64UrlUnpadded::encode_string(self.expose()));
        Zeroizing::new(format!("{VERSION} {} {}\n", key.as_str(), self.fingerprint()))
    }

    /// Reads the text of a root key file. Space around the line is let pass, so a pasted line works.
    ///
    /// # Errors
    /// [`Error::KeyFileIsMalformed`]; [`Error::KeyFileIsDamaged`] when a character was lost or changed.
    pub fn from_key_file(text: &str) -> Result<Self, Error> {
        if text.len() > limits::KEY_FILE_BYTES_MAX {
            return Err(Error::KeyFileIsMalformed);
        }
        let mut words = text.split_ascii_whitespace();
        let (Some(VERSION), Some(key), Some(fingerprint), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(Error::KeyFileIsMalformed);
        };
        let mut bytes = Box::new(Zeroizing::new([0; KEY_LENGTH]));
        match Base64UrlUnpadded::decode(key, bytes.as_mut_slice()) {
            Ok(read) if read.len() == KEY_LENGTH => {}
            _ => return Err(Error::KeyFileIsDamaged),
        }
        let key = Self::from_bytes(bytes)?;
        if key.fingerprint().to_string() != fingerprint {
            return Err(Error::KeyFileIsDamaged);
        }
        Ok(key)
    }
}
