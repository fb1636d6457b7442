//! A credential: a key at the provider's, with its certificate and how its use is authorised (clause 11.5).

use jiff::Timestamp;
use paraph_pki::key::PublicKeyKind;
use paraph_pki::{Certificate, ObjectIdentifier, RsaPadding, SignatureAlgorithm};

use super::session::decoded;
use super::wire::{CredentialInfo, Key, OldFactor, Word};
use super::{CscError, algorithm};
use crate::limits;

const METHOD: &str = "credentials/info";

/// A key at the provider's that is good to sign with.
#[derive(Clone, Debug)]
pub struct Credential {
    id: String,
    description: Option<String>,
    certificate: Certificate,
    chain: Vec<Certificate>,
    algorithms: Vec<ObjectIdentifier>,
    sole_control: SoleControl,
    mode: Mode,
    factors: Vec<Factor>,
    has_alternatives: bool,
    signatures_max: usize,
}

/// How closely the right to sign is bound to what is signed (EN 419 241-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoleControl {
    /// SCAL1: to the key.
    One,
    /// SCAL2: to the digests.
    Two,
}

/// How the use of a credential is authorised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// By the provider itself.
    Implicit,
    /// By proofs that we hand over.
    Explicit,
    /// On a page of the provider's (OAuth 2.0 with scope `credential`).
    Code,
}

/// A proof that a credential wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    /// Its identifier; `PIN` and `OTP` in 1.0.4.
    pub id: String,
    /// How it is given.
    pub kind: FactorKind,
    /// What people call it, in the provider's words.
    pub label: Option<String>,
    /// Whether it may be left out.
    pub is_optional: bool,
}

/// How a proof is given (clause 8.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FactorKind {
    /// A password, PIN, or code that the person has.
    Password,
    /// The answer to a challenge that [`super::Session::challenge`] asks for, such as a code sent to a telephone.
    Challenge,
    /// By another way, such as on a telephone; the proof is named without a value.
    Elsewhere,
}

impl Credential {
    pub(super) fn of(id: &str, info: CredentialInfo, now: Timestamp) -> Result<Self, CscError> {
        let malformed = |reason| CscError::AnswerIsMalformed { method: METHOD, reason };
        if info.key.status != "enabled" {
            return Err(CscError::KeyIsDisabled);
        }
        if let Some(status) = info.cert.status.as_deref().filter(|status| *status != "valid") {
            let status = status.chars().filter(char::is_ascii_lowercase).take(20).collect();
            return Err(CscError::CertificateIsNotGood(status));
        }
        let mut certificates =
            certificates(&info.cert.certificates).ok_or_else(|| malformed("certificates"))?;
        if certificates.is_empty() {
            return Err(malformed("there is no certificate in it"));
        }
        let certificate = certificates.remove(0);
        check(&certificate, &info.key, now)?;
        let algorithms = info.key.algo.iter().filter_map(|oid| oid.parse().ok()).collect();
        let (mode, factors, has_alternatives) = authorization(&info).ok_or_else(|| malformed("auth/mode"))?;
        let signatures_max = info.multisign.map_or(1, |most| usize::try_from(most).unwrap_or(usize::MAX));
        Ok(Self {
            id: id.to_owned(),
            chain: chain(&certificate, certificates),
            certificate,
            algorithms,
            sole_control: sole_control(info.sole_control.as_ref()).ok_or_else(|| malformed("SCAL"))?,
            mode,
            factors,
            has_alternatives,
            signatures_max,
            description: info.description,
        })
    }

    /// Its identifier at the provider's.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the provider says it is.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// The certificate of its key.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The certificates above it, each the issuer of the one before, as far as the provider gives them.
    #[must_use]
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// How closely the right to sign is bound to what is signed. This client binds it always.
    #[must_use]
    pub fn sole_control(&self) -> SoleControl {
        self.sole_control
    }

    /// How its use is authorised.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The proofs it wants.
    #[must_use]
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// Whether some of the proofs stand for others, so that not all are needed.
    #[must_use]
    pub fn has_alternatives(&self) -> bool {
        self.has_alternatives
    }

    /// Most signatures under one authorization.
    #[must_use]
    pub fn signatures_max(&self) -> usize {
        self.signatures_max
    }

    /// The algorithm to sign with: the first of those we prefer for its kind of key that it offers.
    ///
    /// # Errors
    /// When it offers none, or the key is too weak or has no such padding.
    pub fn algorithm(&self, padding: RsaPadding) -> Result<SignatureAlgorithm, CscError> {
        algorithm::choose(self.certificate.public_key(), padding, &self.algorithms)
    }

    pub(super) fn spelling(&self, asked: SignatureAlgorithm) -> Result<algorithm::Spelling, CscError> {
        algorithm::spelling(asked, &self.algorithms).ok_or(CscError::AlgorithmIsNotOffered(asked))
    }
}

fn certificates(texts: &[String]) -> Option<Vec<Certificate>> {
    if texts.len() > limits::CSC_CHAIN_MAX {
        return None;
    }
    texts.iter().map(|text| Certificate::from_der(&decoded(text)?).ok()).collect()
}

/// What the provider says of the key must be so of the certificate's.
fn check(certificate: &Certificate, key: &Key, now: Timestamp) -> Result<(), CscError> {
    if !certificate.validity().contains(now) {
        return Err(CscError::CertificateIsNotValidNow);
    }
    let (bits, curve) = match certificate.public_key().kind() {
        PublicKeyKind::Rsa { bits } | PublicKeyKind::RsaPss { bits } => (bits, None),
        PublicKeyKind::P256 => (256, Some("1.2.840.10045.3.1.7")),
        PublicKeyKind::P384 => (384, Some("1.3.132.0.34")),
        PublicKeyKind::P521 => (521, Some("1.3.132.0.35")),
        _ => return Err(CscError::NoAlgorithm),
    };
    // The length of P-521 is written as 521 by some, and in whole bytes by others.
    let same_length = key.len == bits || (bits == 521 && key.len == 528);
    if !same_length || key.curve.as_deref().is_some_and(|named| Some(named) != curve) {
        return Err(CscError::KeyIsNotTheCertificates);
    }
    Ok(())
}

/// The issuers, nearest first, up to the root if it is given. What leads nowhere is left out.
fn chain(certificate: &Certificate, mut others: Vec<Certificate>) -> Vec<Certificate> {
    let mut chain = Vec::new();
    let mut last = certificate.clone();
    while !last.is_self_issued() {
        let issued_last = |other: &Certificate| {
            other.subject().matches(last.issuer()) && last.is_signed_by(other.public_key()) == Ok(true)
        };
        let Some(place) = others.iter().position(issued_last) else { break };
        last = others.swap_remove(place);
        chain.push(last.clone());
    }
    chain
}

fn sole_control(word: Option<&Word>) -> Option<SoleControl> {
    match word.map(Word::text).as_deref() {
        // 1 is what is meant where nothing is said.
        None | Some("1") => Some(SoleControl::One),
        Some("2") => Some(SoleControl::Two),
        Some(_) => None,
    }
}

/// How its use is authorised, by what proofs, and whether some stand for others.
fn authorization(info: &CredentialInfo) -> Option<(Mode, Vec<Factor>, bool)> {
    let mode = |name: &str| match name {
        "implicit" => Some(Mode::Implicit),
        "explicit" => Some(Mode::Explicit),
        "oauth2code" => Some(Mode::Code),
        _ => None,
    };
    if let Some(auth) = &info.auth {
        let factors = auth.objects.iter().map(|object| {
            let kind = match object.kind.as_str() {
                "Password" => FactorKind::Password,
                "ChallengeResponse" => FactorKind::Challenge,
                "PasswordOOB" | "ChallengeResponseOOB" => FactorKind::Elsewhere,
                _ => return None,
            };
            let (id, label) = (object.id.clone(), object.label.clone());
            Some(Factor { id, kind, label, is_optional: false })
        });
        let words = auth.expression.as_deref().unwrap_or_default().split([' ', '(', ')']);
        let has_alternatives = words.into_iter().any(|word| matches!(word, "OR" | "XOR"));
        return Some((mode(&auth.mode)?, factors.collect::<Option<_>>()?, has_alternatives));
    }
    let old = |id: &str, factor: &Option<OldFactor>| {
        let factor = factor.as_ref()?;
        let presence = factor.presence.as_ref().map(Word::text).unwrap_or_default();
        let kind = match factor.kind.as_deref() {
            Some("online") => FactorKind::Challenge,
            _ => FactorKind::Password,
        };
        let (id, label) = (id.to_owned(), factor.label.clone());
        let wanted = presence != "false" && !presence.is_empty();
        wanted.then(|| Factor { id, kind, label, is_optional: presence == "optional" })
    };
    let factors = [old("PIN", &info.pin), old("OTP", &info.otp)].into_iter().flatten().collect();
    Some((mode(info.mode.as_deref()?)?, factors, false))
}
