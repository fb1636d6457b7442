//! In place of shaping, where the program draws no text: the offline signer and verifier.

use super::{Line, Typefaces};
use crate::Error;

/// Draws no text.
pub struct Setter<'a> {
    typefaces: &'a Typefaces,
}

impl<'a> Setter<'a> {
    /// Takes typefaces.
    ///
    /// # Errors
    /// None here.
    pub fn new(typefaces: &'a Typefaces) -> Result<Self, Error> {
        Ok(Self { typefaces })
    }

    /// The typefaces.
    #[must_use]
    pub fn typefaces(&self) -> &'a Typefaces {
        self.typefaces
    }

    /// Whether all of a text can be written: only if there is none.
    #[must_use]
    pub fn missing(&self, text: &str) -> Option<char> {
        text.chars().next()
    }

    /// Sets nothing.
    ///
    /// # Errors
    /// [`Error::TextIsNotDrawn`].
    pub fn lines(&self, _: &str, _: f64) -> Result<Vec<Line>, Error> {
        Err(Error::TextIsNotDrawn)
    }

    /// Sets nothing.
    ///
    /// # Errors
    /// [`Error::TextIsNotDrawn`].
    pub fn line(&self, _: &str) -> Result<Line, Error> {
        Err(Error::TextIsNotDrawn)
    }

    /// Measures nothing.
    ///
    /// # Errors
    /// [`Error::TextIsNotDrawn`].
    pub fn measured(&self, _: &str) -> Result<Measured, Error> {
        Err(Error::TextIsNotDrawn)
    }
}

/// A text that was measured, of which there is none.
pub struct Measured(());

impl Measured {
    /// Nothing.
    #[must_use]
    pub fn extent(&self, _: f64) -> (usize, f64) {
        (0, 0.0)
    }

    /// Nothing.
    ///
    /// # Errors
    /// [`Error::TextIsNotDrawn`].
    pub fn lines(&self, _: f64) -> Result<Vec<Line>, Error> {
        Err(Error::TextIsNotDrawn)
    }

    /// Nowhere.
    #[must_use]
    pub fn reach(&self) -> (f64, f64) {
        (0.0, 0.0)
    }
}

/// No clusters.
#[must_use]
pub fn clusters(_: &str) -> Vec<usize> {
    Vec::new()
}

/// No breaks.
#[must_use]
pub fn line_breaks(_: &str) -> Vec<usize> {
    Vec::new()
}
