//! The signature policy a signer bound itself to (EN 319 122-1 § 5.2.9.1): named by an object identifier and, nearly always,
//! the digest of the document it stands in.

use const_oid::ObjectIdentifier;
use der::asn1::{AnyRef, Ia5StringRef, OctetStringRef};
use der::{Sequence, Tag, Tagged};
use spki::AlgorithmIdentifierRef;

use super::Attribute;
use crate::asn1::{decode, elements, sequence};
use crate::limits::ATTRIBUTES_MAX;
use crate::{DigestAlgorithm, Error, oid};

const STRUCTURE: &str = "SignaturePolicy";
const MALFORMED: Error = Error::Malformed { structure: STRUCTURE };

/// A signature policy as a signature names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignaturePolicy {
    /// Which it is.
    pub identifier: ObjectIdentifier,
    /// The digest of its document; absent where the signer did not know it (a digest of zeros).
    pub digest: Option<(DigestAlgorithm, Vec<u8>)>,
    /// Where its document is said to be.
    pub address: Option<String>,
}

#[derive(Sequence)]
struct HashAlgAndValue<'a> {
    algorithm: AlgorithmIdentifierRef<'a>,
    value: &'a OctetStringRef,
}

#[derive(Sequence)]
struct Qualifier<'a> {
    kind: ObjectIdentifier,
    value: AnyRef<'a>,
}

impl SignaturePolicy {
    /// The policy named among signed attributes. An implied policy (NULL) names none.
    pub(super) fn among(attributes: &[Attribute]) -> Result<Option<Self>, Error> {
        let mut found =
            attributes.iter().filter(|attribute| attribute.kind == oid::ATTRIBUTE_SIGNATURE_POLICY);
        let Some(attribute) = found.next() else { return Ok(None) };
        let ([value], None) = (attribute.values.as_slice(), found.next()) else { return Err(MALFORMED) };
        let choice: AnyRef<'_> = decode(value, STRUCTURE)?;
        if choice.tag() == Tag::Null { Ok(None) } else { Self::read(value).map(Some) }
    }

    fn read(value: &[u8]) -> Result<Self, Error> {
        let parts = elements(sequence(value, STRUCTURE)?, 3, STRUCTURE)?;
        let [identifier, rest @ ..] = parts.as_slice() else { return Err(MALFORMED) };
        let mut policy = Self { identifier: decode(identifier, STRUCTURE)?, digest: None, address: None };
        if let Some(hash) = rest.first() {
            let hash: HashAlgAndValue<'_> = decode(hash, STRUCTURE)?;
            let value = hash.value.as_bytes();
            if value.iter().any(|byte| *byte != 0) {
                let algorithm = DigestAlgorithm::from_identifier(&hash.algorithm)?;
                policy.digest = Some((algorithm, value.to_vec()));
            }
        }
        for qualifier in rest.get(1).map_or(Ok(Vec::new()), |list| qualifiers(list))? {
            if qualifier.kind == oid::POLICY_QUALIFIER_ADDRESS {
                let address: Ia5StringRef<'_> =
                    qualifier.value.decode_as().map_err(Error::malformed(STRUCTURE))?;
                policy.address = Some(address.as_str().to_owned());
            }
        }
        Ok(policy)
    }
}

fn qualifiers(list: &[u8]) -> Result<Vec<Qualifier<'_>>, Error> {
    let list = elements(sequence(list, STRUCTURE)?, ATTRIBUTES_MAX, STRUCTURE)?;
    list.into_iter().map(|qualifier| decode(qualifier, STRUCTURE)).collect()
}
