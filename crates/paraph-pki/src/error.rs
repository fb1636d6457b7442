//! What keeps this crate from looking at something. A signature that does not verify is not an error.

use const_oid::ObjectIdentifier;

/// Why something could not be read, made or looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are not a well-formed value of the named structure.
    #[error("the bytes are not a well-formed {structure}")]
    Malformed {
        /// Name of the structure, as its standard calls it.
        structure: &'static str,
    },
    /// The value is larger, deeper or has more parts than [`crate::limits`] allow.
    #[error("the {structure} goes beyond the limits")]
    BeyondLimits {
        /// Name of the structure, as its standard calls it.
        structure: &'static str,
    },
    /// The algorithm is unknown to this crate.
    #[error("the algorithm {0} is not supported")]
    UnsupportedAlgorithm(ObjectIdentifier),
    /// The algorithm is known, but this program was built without it.
    #[error("this build does not know the algorithm {0}; one with the feature `further-algorithms` does")]
    NotInThisBuild(ObjectIdentifier),
    /// The algorithm is known, its parameters are outside what the cryptographic library can do.
    #[error("the algorithm parameters are not supported")]
    UnsupportedParameters,
    /// A private key of a kind or size that is not signed with.
    #[error("this kind or size of private key is not supported")]
    UnsupportedKey,
    /// The bytes are not a consistent private key, or it is too small to be read at all.
    #[error("the private key is malformed, inconsistent or too small")]
    PrivateKeyIsInconsistent,
    /// The cryptographic library could not sign or make a key.
    #[error("the cryptographic library refused the operation")]
    CryptographyFailed,
    /// The source of randomness gave nothing.
    #[error("the source of randomness failed")]
    RandomnessFailed,
    /// The digest's length is not the one of its algorithm.
    #[error("the digest has not the length of its algorithm")]
    DigestHasWrongLength,
    /// The private key is not the one of the certificate.
    #[error("the private key does not belong to the certificate")]
    KeyDoesNotMatchCertificate,
    /// The PKCS#12 file's integrity check fails with this password.
    #[error("the password is wrong, or the file is damaged")]
    PasswordIsWrong,
    /// The private key is encrypted, and no password was given.
    #[error("the private key is encrypted, and there is no password to open it with")]
    KeyIsEncrypted,
    /// The file is something else than a private key that is read here.
    #[error("this is {form}; {remedy}")]
    KeyIsOfAnotherForm {
        /// What it is.
        form: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// The PKCS#12 file holds no private key.
    #[error("the file holds no private key")]
    NoPrivateKey,
    /// The PKCS#12 file holds more than one private key, and nothing says which to use.
    #[error("the file holds more than one private key")]
    SeveralPrivateKeys,
    /// The PKCS#12 file holds no certificate for its private key.
    #[error("the file holds no certificate for its private key")]
    NoCertificateForKey,
    /// The CMS message does not have exactly one signer.
    #[error("the message does not have exactly one signer")]
    NotExactlyOneSigner,
    /// The time-stamp authority refused: the PKIStatus and, if given, the failure bit (RFC 3161 § 2.4.2).
    #[error("the time-stamp authority refused the request (status {status}, failure {failure:?})")]
    TimestampRefused {
        /// PKIStatus: 2 rejection, 3 waiting, 4 and 5 revocation.
        status: u32,
        /// Number of the first PKIFailureInfo bit that is set.
        failure: Option<u8>,
    },
    /// The OCSP responder gave no answer: its OCSPResponseStatus (RFC 6960 § 4.2.1).
    #[error("the OCSP responder gave no answer (status {status})")]
    ResponderRefused {
        /// 1 malformed request, 2 internal error, 3 try later, 5 signature required, 6 unauthorized.
        status: u8,
    },
    /// The time-stamp answers another request: its imprint, nonce or policy is not the one asked for.
    #[error("the time-stamp does not answer the request")]
    TimestampAnswersAnotherRequest,
    /// The time-stamp's signature, certificate or signed attributes do not hold.
    #[error("the time-stamp is not valid")]
    TimestampIsNotValid,
    /// The certificate asked for would be valid when its issuer is not.
    #[error("the validity asked for goes beyond the issuer's")]
    ValidityGoesBeyondIssuer,
    /// The certificate may not be used for what is asked of it.
    #[error("the certificate does not allow this use")]
    CertificateDoesNotAllowUse,
    /// The time is outside what a certificate can express.
    #[error("the time cannot be written in a certificate")]
    TimeOutOfRange,
}

impl Error {
    /// Maps any decoder failure to the structure that was being read; the position is of no use to a person.
    pub(crate) fn malformed(structure: &'static str) -> impl Fn(der::Error) -> Self {
        move |_| Self::Malformed { structure }
    }
}
