//! Signing (clauses 11.10, 11.12). Nothing comes out that does not verify under the credential's certificate.

use paraph_pki::key::PublicKeyKind;
use paraph_pki::{SignatureAlgorithm, ecdsa_value_from_raw};

use super::activation::{Activation, Transaction};
use super::provider::{Reply, Version};
use super::session::decoded;
use super::wire::{Hashes, SignHash, SignPolling, Signatures};
use super::{Batch, Credential, CscError, Session};

/// How the provider is to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Operation {
    /// With the signatures.
    #[default]
    Synchronous,
    /// At once, and with the signatures when it is asked after them; 2.0 only.
    Asynchronous,
}

impl<'a> Activation<'a> {
    /// Signs the batch (`signatures/signHash`). The signatures come in the order of its digests, ECDSA values in DER, and each
    /// verifies under the credential's certificate. What the transaction still allows comes with them.
    ///
    /// # Errors
    /// When the provider refuses, does not finish in time, or gives anything else than these signatures.
    pub async fn sign(self, operation: Operation) -> Result<(Vec<Vec<u8>>, Transaction<'a>), CscError> {
        let Self { session, credential, batch, sad, is_token, left } = self;
        let version = session.provider().version();
        let spelling = credential.spelling(batch.algorithm())?;
        let asynchronous = version == Version::Two && operation == Operation::Asynchronous;
        // Clause 11.10: a token of scope `credential` is the bearer token where there is none of scope `service`.
        let as_bearer = is_token && !session.has_token();
        let patience = session.provider().patience();
        let question = SignHash {
            credential: credential.id(),
            sad: Some(sad.text()).filter(|_| !as_bearer),
            hashes: Hashes::to_sign(&batch, version, spelling.names_digest),
            algorithm: spelling.algorithm,
            parameters: spelling.parameters,
            operation: asynchronous.then_some("A"),
            kept_ms: asynchronous.then(|| {
                let whole = patience.pause.saturating_mul(patience.polls.saturating_add(1));
                u64::try_from(whole.as_millis()).unwrap_or(u64::MAX)
            }),
        };
        let session_of_token = as_bearer.then(|| session.provider().with_token(sad.clone()));
        let asked = session_of_token.as_ref().unwrap_or(session);
        let reply = asked.call("signatures/signHash", &question, &[&sad]).await?;
        let signatures = checked(credential, &batch, finished(asked, reply).await?)?;
        Ok((signatures, Transaction { session, credential, sad, left }))
    }
}

/// The signatures of a reply, or of those that follow it until the provider is done (clause 11.12).
async fn finished(session: &Session, reply: Reply) -> Result<Vec<String>, CscError> {
    let first: Signatures = reply.read()?;
    let response = match first {
        Signatures { signatures: Some(signatures), .. } => return Ok(signatures),
        Signatures { response: Some(response), .. } => response,
        _ => return Err(reply.malformed("signatures are missing")),
    };
    let patience = session.provider().patience();
    for _ in 0..patience.polls {
        tokio::time::sleep(patience.pause).await;
        let question = SignPolling { response: &response };
        let reply = session.call("signatures/signPolling", &question, &[]).await?;
        if !reply.is_pending() {
            let Signatures { signatures, .. } = reply.read()?;
            return signatures.ok_or_else(|| reply.malformed("signatures are missing"));
        }
    }
    Err(CscError::StillPending("signatures/signHash"))
}

fn checked(
    credential: &Credential,
    batch: &Batch,
    signatures: Vec<String>,
) -> Result<Vec<Vec<u8>>, CscError> {
    let (expected, found) = (batch.signatures(), signatures.len());
    if expected != found {
        return Err(CscError::WrongNumberOfSignatures { expected, found });
    }
    let pairs = signatures.iter().zip(batch.digests());
    pairs.map(|(text, digest)| checked_one(credential, batch.algorithm(), digest, text)).collect()
}

fn checked_one(
    credential: &Credential,
    algorithm: SignatureAlgorithm,
    digest: &[u8],
    text: &str,
) -> Result<Vec<u8>, CscError> {
    let value = decoded(text).ok_or(CscError::SignatureIsWrong)?;
    let key = credential.certificate().public_key();
    if key.verify_digest(algorithm, digest, &value)? {
        return Ok(value);
    }
    // Some give r and s bare, as their token does; the specification does not say which it is.
    let halves = match key.kind() {
        PublicKeyKind::P256 => 64,
        PublicKeyKind::P384 => 96,
        PublicKeyKind::P521 => 132,
        _ => return Err(CscError::SignatureIsWrong),
    };
    if value.len() != halves {
        return Err(CscError::SignatureIsWrong);
    }
    let value = ecdsa_value_from_raw(&value)?;
    if key.verify_digest(algorithm, digest, &value)? { Ok(value) } else { Err(CscError::SignatureIsWrong) }
}
