//! The algorithms a trusted list may be signed with, by the names XML signatures give them (RFC 9231).

use std::borrow::Cow;

use super::ListError;
use crate::key::PublicKeyKind;
use crate::{DigestAlgorithm, SignatureAlgorithm, ecdsa_value_from_raw};

/// The digest of what a signature covers.
pub(super) fn digest_method(name: &str) -> Result<DigestAlgorithm, ListError> {
    match name {
        "http://www.w3.org/2001/04/xmlenc#sha256" => Ok(DigestAlgorithm::Sha256),
        "http://www.w3.org/2001/04/xmldsig-more#sha384" => Ok(DigestAlgorithm::Sha384),
        "http://www.w3.org/2001/04/xmlenc#sha512" => Ok(DigestAlgorithm::Sha512),
        _ => Err(ListError::UnsupportedAlgorithm(name.to_owned())),
    }
}

/// The digest that names a certificate among those allowed. SHA-1 still does so in lists of 2019: it chooses among
/// certificates that are trusted already, and proves nothing.
pub(super) fn fingerprint_method(name: &str) -> Result<DigestAlgorithm, ListError> {
    match name {
        "http://www.w3.org/2000/09/xmldsig#sha1" => Ok(DigestAlgorithm::Sha1),
        _ => digest_method(name),
    }
}

/// How the signature value is made.
pub(super) fn signature_method(name: &str) -> Result<SignatureAlgorithm, ListError> {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    use SignatureAlgorithm::{Ecdsa, RsaPkcs1, RsaPss};
    Ok(match name {
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" => RsaPkcs1(Sha256),
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384" => RsaPkcs1(Sha384),
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512" => RsaPkcs1(Sha512),
        // RFC 9231 § 2.3.10: the salt is as long as the digest.
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1" => RsaPss { digest: Sha256, salt_len: 32 },
        "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1" => RsaPss { digest: Sha384, salt_len: 48 },
        "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1" => RsaPss { digest: Sha512, salt_len: 64 },
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256" => Ecdsa(Sha256),
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384" => Ecdsa(Sha384),
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512" => Ecdsa(Sha512),
        _ => return Err(ListError::UnsupportedAlgorithm(name.to_owned())),
    })
}

/// The value as the cryptographic library takes it. XML signatures write ECDSA values as r and s, each as long as the
/// curve's order (RFC 9231 § 2.3.6).
pub(super) fn value_for(
    kind: PublicKeyKind,
    method: SignatureAlgorithm,
    value: &[u8],
) -> Result<Cow<'_, [u8]>, ListError> {
    let SignatureAlgorithm::Ecdsa(_) = method else { return Ok(Cow::Borrowed(value)) };
    let unsupported = || ListError::UnsupportedAlgorithm("ECDSA on this curve".to_owned());
    let length = kind.ecdsa_value_len().ok_or_else(unsupported)?;
    if value.len() != length {
        return Err(ListError::SignatureIsWrong);
    }
    ecdsa_value_from_raw(value).map(Cow::Owned).map_err(|_| ListError::SignatureIsWrong)
}
