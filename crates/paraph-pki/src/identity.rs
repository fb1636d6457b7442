//! A private key with its certificate and chain: what signs.

use aws_lc_rs::rand::SecureRandom;

use crate::cms::{SignatureValue, SignedAttributes, SignedMessage};
use crate::{Certificate, Error, PrivateKey, RsaPadding};

/// A private key with the certificate that speaks for it. It has no `Debug`, as the key has none.
pub struct Identity {
    key: PrivateKey,
    certificate: Certificate,
    chain: Vec<Certificate>,
}

impl Identity {
    /// Puts the parts together. `chain` holds the issuers' certificates, the nearest first; the root may be left out.
    ///
    /// # Errors
    /// When the key is not the certificate's.
    pub fn new(key: PrivateKey, certificate: Certificate, chain: Vec<Certificate>) -> Result<Self, Error> {
        if key.public_key()?.key_bits() != certificate.public_key().key_bits() {
            return Err(Error::KeyDoesNotMatchCertificate);
        }
        Ok(Self { key, certificate, chain })
    }

    /// The same with an RSA key that pads otherwise.
    ///
    /// # Errors
    /// When the key is not RSA.
    pub fn with_padding(self, padding: RsaPadding) -> Result<Self, Error> {
        Ok(Self { key: self.key.with_padding(padding)?, ..self })
    }

    /// The private key.
    #[must_use]
    pub fn key(&self) -> &PrivateKey {
        &self.key
    }

    /// The certificate of the key.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The issuers' certificates, the nearest first.
    #[must_use]
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// Signs attributes that were made for this certificate, and puts the message together with the chain.
    ///
    /// # Errors
    /// When the attributes name another certificate, or the library fails.
    pub fn sign(
        &self,
        attributes: SignedAttributes,
        random: &dyn SecureRandom,
    ) -> Result<SignedMessage, Error> {
        let value = self.key.sign(attributes.to_be_signed(), random)?;
        attributes.assemble(SignatureValue { algorithm: self.key.algorithm(), value }, &self.chain)
    }
}
