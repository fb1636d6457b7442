//! Single-use secrets: the person holds the text (in a link), the database holds only the digest.

use aws_lc_rs::rand::SecureRandom;
use aws_lc_rs::{constant_time, digest};
use base64ct::{Base64UrlUnpadded, Encoding};
use zeroize::Zeroizing;

use crate::{Error, Key};

const TOKEN_LENGTH: usize = 32;

/// Characters of a token's text.
pub const TEXT_LENGTH: usize = 43;

/// 256 random bits that prove their holder was given them.
///
/// ```compile_fail,E0277
/// fn log(secret: &paraph_vault::token::Token) -> String {
///     format!("{secret:?}")
/// }
/// ```
pub struct Token(Box<Zeroizing<[u8; TOKEN_LENGTH]>>);

impl Token {
    /// Makes a new token.
    ///
    /// # Errors
    /// [`Error::RandomnessIsUnavailable`].
    pub fn generate(random: &dyn SecureRandom) -> Result<Self, Error> {
        let mut bytes = Box::new(Zeroizing::new([0; TOKEN_LENGTH]));
        random.fill(bytes.as_mut_slice()).map_err(|_| Error::RandomnessIsUnavailable)?;
        Ok(Self(bytes))
    }

    /// Reads the text of a token. There is exactly one text for each token.
    ///
    /// # Errors
    /// [`Error::TokenIsMalformed`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut bytes = Box::new(Zeroizing::new([0; TOKEN_LENGTH]));
        let read =
            Base64UrlUnpadded::decode(text, bytes.as_mut_slice()).map_err(|_| Error::TokenIsMalformed)?;
        if read.len() != TOKEN_LENGTH {
            return Err(Error::TokenIsMalformed);
        }
        Ok(Self(bytes))
    }

    /// The text for the person, [`TEXT_LENGTH`] characters that need no escaping in a link (RFC 4648 § 5).
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(Base64UrlUnpadded::encode_string(self.0.as_slice()))
    }

    /// The digest for the database. A token has the full 256 bits, so a plain hash cannot be guessed backwards.
    #[must_use]
    pub fn digest(&self) -> TokenDigest {
        let digest = digest::digest(&digest::SHA256, self.0.as_slice());
        TokenDigest(digest.as_ref().first_chunk().copied().unwrap_or_default())
    }

    /// The key that whoever holds this token has, for one named purpose. Its digest does not lead there.
    ///
    /// # Errors
    /// [`Error::PrimitiveRefused`].
    pub fn key(&self, purpose: &str) -> Result<Key, Error> {
        Key::from_bytes(self.0.clone())?.derive(purpose)
    }
}

/// SHA-256 of a token. It lets nobody in.
#[derive(Clone, Copy, Debug)]
pub struct TokenDigest([u8; 32]);

impl TokenDigest {
    /// A digest that was stored.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The digest as bytes, to be stored.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether this is the digest of `token`, found out in constant time.
    #[must_use]
    pub fn matches(&self, token: &Token) -> bool {
        constant_time::verify_slices_are_equal(&self.0, &token.digest().0).is_ok()
    }
}
