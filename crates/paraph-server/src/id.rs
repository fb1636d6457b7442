//! Identifiers: 128 random bits, written as 32 lower-case hexadecimal digits, typed by what they name.

use std::fmt;
use std::marker::PhantomData;

use aws_lc_rs::rand::{SecureRandom, SystemRandom};

use crate::error::Error;

/// The identifier of one `Kind` of thing.
pub struct Id<Kind> {
    text: String,
    kind: PhantomData<fn() -> Kind>,
}

impl<Kind> Id<Kind> {
    /// A new identifier.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn random(random: &SystemRandom) -> Result<Self, Error> {
        let mut bytes = [0u8; 16];
        random.fill(&mut bytes).map_err(|_| Error::broken("the system gives no randomness"))?;
        Ok(Self { text: hex::encode(bytes), kind: PhantomData })
    }

    /// Reads an identifier as written in an address or a form.
    pub fn parse(text: &str) -> Option<Self> {
        let valid = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        valid.then(|| Self { text: text.to_owned(), kind: PhantomData })
    }

    /// The identifier as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<Kind> Clone for Id<Kind> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), kind: PhantomData }
    }
}

impl<Kind> PartialEq for Id<Kind> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<Kind> Eq for Id<Kind> {}

impl<Kind> std::hash::Hash for Id<Kind> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<Kind> fmt::Debug for Id<Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<Kind> fmt::Display for Id<Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<'de, Kind> serde::Deserialize<'de> for Id<Kind> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an identifier"))
    }
}

impl<Kind> serde::Serialize for Id<Kind> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Thing;

    #[test]
    fn an_identifier_reads_back_what_it_writes() {
        let id = Id::<Thing>::random(&SystemRandom::new()).unwrap();
        assert_eq!(Id::parse(id.as_str()), Some(id));
    }

    #[test]
    fn anything_but_32_lower_case_digits_is_no_identifier() {
        for text in ["", "1234", "g0000000000000000000000000000000", "ABCDEF00000000000000000000000000"] {
            assert!(Id::<Thing>::parse(text).is_none(), "{text}");
        }
    }
}
