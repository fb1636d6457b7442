//! Why a provider did not sign, by whose fault.

use paraph_pki::SignatureAlgorithm;

use super::Fault;
use crate::net::http::HttpError;

/// Why there is no signature, or no answer to go on with. No secret is ever part of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CscError {
    /// No answer.
    #[error("the provider: {0}")]
    Http(#[from] HttpError),
    /// The address is `http://` and not of this machine.
    #[error("{0} is not protected: a provider's address begins with https://")]
    AddressIsNotProtected(String),
    /// No method `info` is found at the address.
    #[error("no signing service (CSC API) is found at {0}")]
    NoService(String),
    /// The service speaks a version of the specification that this client does not.
    #[error("the provider speaks version {0} of the CSC API; versions 1 and 2 are known here")]
    VersionIsUnknown(String),
    /// The provider refused.
    #[error("the provider refused {method}: {fault} (HTTP status {status}){}", quoted(.words.as_deref()))]
    Refused {
        /// The method that was called.
        method: &'static str,
        /// The HTTP status.
        status: u16,
        /// What it means.
        fault: Fault,
        /// What the provider says, in its own words; never any that repeat a secret.
        words: Option<String>,
    },
    /// The answer is not what the specification says.
    #[error("the provider's answer to {method} cannot be used: {reason}")]
    AnswerIsMalformed {
        /// The method that was called.
        method: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The provider has no authorization server, or none that can be used.
    #[error("the provider names no OAuth 2.0 server")]
    NoAuthorizationServer,
    /// The answer at the end of a visit belongs to another visit.
    #[error("the address that was returned to is not the answer to this visit")]
    VisitIsAnother,
    /// The provider says that the credential's key is disabled.
    #[error("the credential's key is disabled at the provider")]
    KeyIsDisabled,
    /// The provider says that the certificate is not valid.
    #[error("the provider says that the credential's certificate is {0}")]
    CertificateIsNotGood(String),
    /// The certificate is out of date.
    #[error("the credential's certificate is not valid at this time")]
    CertificateIsNotValidNow,
    /// The key that is described is not the one of the certificate.
    #[error("the key that the provider describes is not the one of its certificate")]
    KeyIsNotTheCertificates,
    /// The key is too weak.
    #[error("the credential's key is too weak to sign with")]
    KeyIsTooWeak,
    /// Nothing the key signs with can be used.
    #[error("the credential offers no signature algorithm that is used here")]
    NoAlgorithm,
    /// The algorithm is not one of the credential's.
    #[error("the credential does not sign with {0:?}")]
    AlgorithmIsNotOffered(SignatureAlgorithm),
    /// There is nothing to sign, or too much, or digests of the wrong length.
    #[error("the batch is empty, too large, or holds a digest of the wrong length")]
    BatchIsMalformed,
    /// More signatures than the credential makes under one authorization.
    #[error("{asked} signatures are asked for, and the credential gives {given} under one authorization")]
    TooManySignatures {
        /// Asked for.
        asked: usize,
        /// Given at most.
        given: usize,
    },
    /// The credential wants a proof that was not given.
    #[error("the credential wants {0}, which was not given")]
    ProofIsMissing(String),
    /// The credential is authorised in a browser, at the provider's.
    #[error("the credential is authorised at the provider's own page (OAuth 2.0)")]
    AuthorizationIsElsewhere,
    /// The provider did not finish in time.
    #[error("the provider accepted {0} and did not finish it in time")]
    StillPending(&'static str),
    /// Another number of signatures came back.
    #[error("{expected} signatures were asked for and {found} came back")]
    WrongNumberOfSignatures {
        /// Asked for.
        expected: usize,
        /// Came back.
        found: usize,
    },
    /// A signature does not verify under the credential's certificate.
    #[error("a signature that came back is not one of the credential's key over the document")]
    SignatureIsWrong,
    /// A time-stamp, or the key itself, is not what it should be.
    #[error(transparent)]
    Pki(#[from] paraph_pki::Error),
}

fn quoted(words: Option<&str>) -> String {
    words.map(|words| format!(": \"{words}\"")).unwrap_or_default()
}
