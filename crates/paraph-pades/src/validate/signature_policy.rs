//! The signature policy a signer bound itself to (EN 319 102-1 § 5.2.4): whether its document is at hand, and is the one that
//! was signed. Its rules are written for people; that they were looked at by one is for the report to ask.

use paraph_pki::cms::SignaturePolicy;
use paraph_pki::{Error, ObjectIdentifier};

use super::report::SubIndication;
use super::standing::Refusal;

/// The document of a signature policy.
#[derive(Clone, Debug)]
pub struct SignaturePolicyDocument {
    /// Which policy it is.
    pub identifier: ObjectIdentifier,
    /// The document byte for byte: the signature may name its digest.
    pub bytes: Vec<u8>,
}

/// Looks for the document of a signature's policy. Gives words for the report; none where no policy is named.
pub(super) fn judge(
    named: &Result<Option<SignaturePolicy>, Error>,
    documents: &[SignaturePolicyDocument],
) -> Result<Option<String>, Refusal> {
    let policy = match named {
        Ok(None) => return Ok(None),
        Ok(Some(policy)) => policy,
        Err(error) => {
            let words = format!("the signature policy it names cannot be read: {error}");
            return Err(refusal(SubIndication::PolicyProcessingError, words));
        }
    };
    let identifier = policy.identifier;
    let mut of_policy = documents.iter().filter(|document| document.identifier == identifier).peekable();
    if of_policy.peek().is_none() {
        let place = policy.address.as_ref().map(|address| format!(", said to be at {address}"));
        let words = format!(
            "the document of its signature policy {identifier} is not at hand{}",
            place.unwrap_or_default()
        );
        return Err(refusal(SubIndication::SignaturePolicyNotAvailable, words));
    }
    let is_meant = |document: &SignaturePolicyDocument| match &policy.digest {
        Some((algorithm, digest)) => algorithm.digest(&document.bytes) == *digest,
        // The signer did not know its digest, so whoever gives the document answers for it.
        None => true,
    };
    if of_policy.any(is_meant) {
        let words = format!(
            "it was made under the signature policy {identifier}, whose rules are for a person to check"
        );
        return Ok(Some(words));
    }
    let words = format!("the document given for its signature policy {identifier} is not the one it names");
    Err(refusal(SubIndication::PolicyProcessingError, words))
}

fn refusal(sub: SubIndication, words: String) -> Refusal {
    Refusal::open(sub).saying(words)
}
