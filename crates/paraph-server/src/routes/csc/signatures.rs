//! Signatures on hashes, and time-stamps (CSC API v2 §§ 11.10, 11.12, 11.13).

use axum::extract::State;
use paraph_pki::{DigestAlgorithm, ObjectIdentifier};

use super::answer::{Later, Signatures, Timestamp};
use super::credentials::ALGORITHMS;
use super::wire::{Fields, from_base64, to_base64};
use super::{Answer, Caller, Refusal, SigningCaller, Version};
use crate::app::Shared;
use crate::deal::hash::Hash;
use crate::deal::hash_signing::{self, Delivery, Order, Signed};
use crate::deal::{late_answer, signature};
use crate::limits;

/// Longest nonce of a time-stamp, in hexadecimal digits.
const NONCE_LENGTH_MAX: usize = 64;

/// Signs hashes under an activation, which is used up.
///
/// # Errors
/// Invalid with what is wrong, in the words of the API.
pub async fn sign_hash(
    State(app): State<Shared>,
    version: Version,
    caller: SigningCaller,
    fields: Fields,
) -> Answer {
    let secret = match (fields.maybe_text("SAD")?, &caller.1) {
        (Some(secret), _) => secret.to_owned(),
        (None, Some(shown)) => shown.clone(),
        (None, None) => return Err(Refusal::missing("string", "SAD")),
    };
    let credential = fields.credential()?;
    caller.may_use(&credential)?;
    let SigningCaller(shown, _) = caller;
    let algorithm = algorithm(&fields, version)?;
    let hashes = fields.hashes(version, Some(algorithm))?;
    let order = Order { credential, secret, hashes, delivery: delivery(&fields, version)? };
    let signed = hash_signing::sign(&app, &shown, &order).await?;
    match signed.map_err(|refused| Refusal::of(version, refused))? {
        Signed::Now(values) => super::json(written(&values)),
        Signed::Later(response_id) => super::json(Later { response_id }),
    }
}

/// The digest algorithm of the signature algorithm that is asked for; another one named beside it is refused.
fn algorithm(fields: &Fields, version: Version) -> Result<DigestAlgorithm, Refusal> {
    let named = fields.digest_algorithm(version)?;
    let wanted = fields.text("signAlgo")?;
    let position = ALGORITHMS.iter().position(|known| *known == wanted);
    let algorithm = position.and_then(|at| Hash::ALGORITHMS.get(at)).copied();
    let algorithm = algorithm.ok_or_else(|| Refusal::parameter("signAlgo"))?;
    // ECDSA has no parameters (RFC 5758 § 3.2).
    if fields.maybe_text("signAlgoParams")?.is_some_and(|text| !text.is_empty()) {
        return Err(Refusal::parameter("signAlgoParams"));
    }
    match (named, version) {
        (Some(other), Version::One) if other != algorithm => Err(Refusal::parameter("hashAlgo")),
        (Some(other), Version::Two) if other != algorithm => Err(Refusal::parameter("hashAlgorithmOID")),
        _ => Ok(algorithm),
    }
}

/// At once, or later: asynchronous signatures are v2's. They are made at once all the same; what can wait is the fetching.
fn delivery(fields: &Fields, version: Version) -> Result<Delivery, Refusal> {
    if version == Version::One {
        return Ok(Delivery::Now);
    }
    match fields.maybe_text("operationMode")? {
        None | Some("S") => return Ok(Delivery::Now),
        Some("A") => {}
        Some(_) => return Err(Refusal::parameter("operationMode")),
    }
    // Nobody is called back: nothing leaves the machine because a caller names an address.
    if fields.maybe_text("response_uri")?.is_some() {
        return Err(Refusal::parameter("response_uri"));
    }
    let most = 1_000 * limits::LATE_ANSWER_SECONDS_MAX;
    let asked = fields.maybe_number("validity_period").map_err(|_| Refusal::parameter("validity_period"))?;
    let milliseconds = asked.unwrap_or(most);
    if (1..=most).contains(&milliseconds) {
        Ok(Delivery::Later { milliseconds })
    } else {
        Err(Refusal::invalid("Out of bounds parameter validity_period"))
    }
}

fn written(values: &[Vec<u8>]) -> Signatures {
    Signatures { signatures: values.iter().map(|value| to_base64(value)).collect() }
}

/// Gives signatures that were made for later.
///
/// # Errors
/// Invalid when there are none under that name for this member.
pub async fn sign_polling(
    State(app): State<Shared>,
    version: Version,
    Caller(shown): Caller,
    fields: Fields,
) -> Answer {
    if version == Version::One {
        return Err(Refusal::not_offered("signatures/signPolling"));
    }
    if fields.maybe_text("userID")?.is_some() {
        return Err(Refusal::invalid("userID parameter SHALL be null"));
    }
    let secret = fields.text("requestID")?;
    let found = late_answer::find(&app, &shown, secret).await?;
    super::json(written(&found.ok_or_else(|| Refusal::parameter("requestID"))?))
}

/// Time-stamps a hash by whichever authority this instance goes by (RFC 3161).
///
/// # Errors
/// Invalid with what is wrong, in the words of the API; unavailable when the authority does not answer.
pub async fn timestamp(
    State(app): State<Shared>,
    _version: Version,
    Caller(_): Caller,
    fields: Fields,
) -> Answer {
    let text = fields.text("hash")?;
    if text.is_empty() {
        return Err(Refusal::invalid("Empty hash parameter"));
    }
    let value = from_base64(text)?;
    let algorithm = ObjectIdentifier::new(fields.text("hashAlgo")?).ok().and_then(DigestAlgorithm::from_oid);
    let algorithm = algorithm.filter(|one| Hash::ALGORITHMS.contains(one));
    let algorithm = algorithm.ok_or_else(|| Refusal::parameter("hashAlgo"))?;
    let hash = Hash::new(algorithm, value).ok_or_else(|| Refusal::invalid("Invalid digest value length"))?;
    let nonce = fields.maybe_text("nonce")?.map(nonce).transpose()?;
    let token = signature::timestamp(&app, &hash, nonce).await?;
    super::json(Timestamp { timestamp: to_base64(&token) })
}

/// The content of the INTEGER that a nonce in hexadecimal names: positive, and no byte longer than it must be (X.690 § 8.3.2).
fn nonce(text: &str) -> Result<Vec<u8>, Refusal> {
    let wrong = || Refusal::parameter("nonce");
    if text.is_empty() || text.len() > NONCE_LENGTH_MAX {
        return Err(wrong());
    }
    let padded = if text.len().is_multiple_of(2) { text.to_owned() } else { format!("0{text}") };
    let bytes = hex::decode(padded).map_err(|_| wrong())?;
    let digits: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
    let needs_sign = digits.first().is_none_or(|first| *first >= 0x80);
    Ok(if needs_sign { [vec![0], digits].concat() } else { digits })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_a_positive_integer_in_its_shortest_form() {
        for (text, content) in [
            ("0", &[0][..]),
            ("00", &[0]),
            ("7f", &[0x7f]),
            ("80", &[0, 0x80]),
            ("0007f", &[0x7f]),
            ("a0b1", &[0, 0xa0, 0xb1]),
        ] {
            assert_eq!(nonce(text).unwrap(), content, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_no_nonce() {
        for text in ["", "x", "-1", "0x10", "1 2", &"1".repeat(NONCE_LENGTH_MAX + 1)] {
            assert!(nonce(text).is_err(), "{text}");
        }
    }
}
