//! A key in a PKCS#11 token or HSM (OASIS PKCS#11 v3.1). The digest of what is signed goes in, the value comes out.

use std::path::Path;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;
use paraph_pades::sign::Signer;
use paraph_pki::{Certificate, DigestAlgorithm, RsaPadding, SignatureAlgorithm, ecdsa_value_from_raw};

/// Where a key lies.
pub(super) struct Place<'a> {
    pub(super) library: &'a Path,
    pub(super) token: &'a str,
    pub(super) label: &'a str,
    pub(super) padding: RsaPadding,
}

/// Why the token does not sign.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TokenError {
    #[error("the token: {0}")]
    Refused(#[from] cryptoki::error::Error),
    #[error("no token labelled {0} is present")]
    TokenIsMissing(String),
    #[error("the token has no private key labelled {0}")]
    KeyIsMissing(String),
    #[error("the token has several private keys labelled {0}")]
    KeyIsAmbiguous(String),
    #[error("the token has no certificate for the key {0}; give it with --cert")]
    CertificateIsMissing(String),
    #[error("the token cannot sign with {0:?}")]
    AlgorithmIsMissing(SignatureAlgorithm),
    #[error(transparent)]
    Pki(#[from] paraph_pki::Error),
}

/// A key in a token that has been logged in to.
pub(crate) struct Token {
    session: Session,
    key: ObjectHandle,
    signer: Signer,
}

impl Token {
    /// Logs in and finds the key; `given` are its certificate and those above it, when they are not the token's own.
    pub(super) fn open(
        place: &Place<'_>,
        pin: &str,
        given: Option<(Certificate, Vec<Certificate>)>,
    ) -> Result<Self, TokenError> {
        let library = Pkcs11::new(place.library)?;
        library.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK))?;
        let session = session(&library, place.token)?;
        session.login(UserType::User, Some(&AuthPin::new(pin.to_owned().into_boxed_str())))?;
        let wanted =
            [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Label(place.label.as_bytes().to_vec())];
        let key = match session.find_objects(&wanted)?.as_slice() {
            [] => return Err(TokenError::KeyIsMissing(place.label.to_owned())),
            [key] => *key,
            _ => return Err(TokenError::KeyIsAmbiguous(place.label.to_owned())),
        };
        let (certificate, chain) = match given {
            Some(given) => given,
            None => (certificate_of(&session, key, place.label)?, Vec::new()),
        };
        let algorithm = match (certificate.public_key().default_algorithm()?, place.padding) {
            (SignatureAlgorithm::RsaPkcs1(digest), RsaPadding::Pss) => {
                let salt_len = u8::try_from(digest.output_len()).unwrap_or(u8::MAX);
                SignatureAlgorithm::RsaPss { digest, salt_len }
            }
            (_, RsaPadding::Pss) => return Err(TokenError::Pki(paraph_pki::Error::UnsupportedKey)),
            (algorithm, RsaPadding::Pkcs1) => algorithm,
        };
        Ok(Self { session, key, signer: Signer { certificate, chain, algorithm } })
    }

    pub(super) fn signer(&self) -> &Signer {
        &self.signer
    }

    /// Signs a message. The caller checks the value under the certificate, as with any signer.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, TokenError> {
        let algorithm = self.signer.algorithm;
        let refused = TokenError::AlgorithmIsMissing(algorithm);
        let sign = |mechanism: &Mechanism<'_>, data: &[u8]| self.session.sign(mechanism, self.key, data);
        match algorithm {
            SignatureAlgorithm::Ecdsa(digest) => {
                let raw = sign(&Mechanism::Ecdsa, &digest.digest(message))?;
                Ok(ecdsa_value_from_raw(&raw)?)
            }
            SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256) => {
                Ok(sign(&Mechanism::Sha256RsaPkcs, message)?)
            }
            SignatureAlgorithm::RsaPss { digest: DigestAlgorithm::Sha256, salt_len } => {
                let parameters = PkcsPssParams {
                    hash_alg: MechanismType::SHA256,
                    mgf: PkcsMgfType::MGF1_SHA256,
                    s_len: std::ffi::c_ulong::from(salt_len).into(),
                };
                Ok(sign(&Mechanism::RsaPkcsPss(parameters), &DigestAlgorithm::Sha256.digest(message))?)
            }
            SignatureAlgorithm::Ed25519 => {
                let pure = EddsaParams::new(EddsaSignatureScheme::Ed25519);
                Ok(sign(&Mechanism::Eddsa(pure), message)?)
            }
            _ => Err(refused),
        }
    }
}

/// A session with the one token of this label.
fn session(library: &Pkcs11, label: &str) -> Result<Session, TokenError> {
    for slot in library.get_slots_with_token()? {
        if library.get_token_info(slot)?.label() == label {
            return Ok(library.open_ro_session(slot)?);
        }
    }
    Err(TokenError::TokenIsMissing(label.to_owned()))
}

/// The certificate that shares the key's identifier, as tokens tie the two together.
fn certificate_of(session: &Session, key: ObjectHandle, label: &str) -> Result<Certificate, TokenError> {
    let missing = || TokenError::CertificateIsMissing(label.to_owned());
    let id =
        session.get_attributes(key, &[AttributeType::Id])?.into_iter().find_map(
            |attribute| match attribute {
                Attribute::Id(id) if !id.is_empty() => Some(id),
                _ => None,
            },
        );
    let wanted = [Attribute::Class(ObjectClass::CERTIFICATE), Attribute::Id(id.ok_or_else(missing)?)];
    let object = session.find_objects(&wanted)?.into_iter().next().ok_or_else(missing)?;
    let value = session.get_attributes(object, &[AttributeType::Value])?.into_iter().find_map(|attribute| {
        match attribute {
            Attribute::Value(value) => Some(value),
            _ => None,
        }
    });
    Ok(Certificate::from_der(&value.ok_or_else(missing)?)?)
}
