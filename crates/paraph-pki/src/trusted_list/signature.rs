//! The signature of a trusted list (TS 119 612 annex B: XAdES, enveloped), checked so that nothing else than what was
//! signed can be read.
//!
//! Which elements are meant is never looked up and then trusted: the signature is the child of the root, what it may
//! cover is the root and its own signed properties, and the list is read from the very bytes that were digested. Keys
//! and certificates inside the list are not looked at; the signer is one of those the caller allows.

use std::collections::HashSet;

use jiff::Timestamp;
use roxmltree::Node;

use super::ListError;
use super::algorithms::{digest_method, fingerprint_method, signature_method, value_for};
use super::canonical::{self, Canonicalisation, Method};
use super::xml::{self, SIGNATURE, XADES, bytes, children, find, is, only, text_in};
use crate::{Certificate, DigestAlgorithm};

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const PROPERTIES: &str = "http://uri.etsi.org/01903#SignedProperties";

/// A list whose signature holds.
pub(super) struct Signed {
    /// The list in canonical form and without its signature: the text that was digested.
    pub(super) content: String,
    /// Who signed it.
    pub(super) signer: Certificate,
    /// When, as the signer says.
    pub(super) time: Option<Timestamp>,
}

/// Checks the signature of a list by one of those who may sign it.
pub(super) fn verify(list: &[u8], signers: &[Certificate]) -> Result<Signed, ListError> {
    let text = xml::text_of(list)?;
    let tree = xml::parse(&text)?;
    let root = tree.root_element();
    if !is(root, xml::LIST, "TrustServiceStatusList") {
        return Err(ListError::NotATrustedList);
    }
    check_identifiers(root)?;
    let signature = only_signature(root)?;
    let info = only(signature, SIGNATURE, "SignedInfo")?;
    // Before anything else is read out of it, what it says must be what the signer signed.
    let properties = signed_properties(signature)?;
    let signer = check_value(signature, info, candidates(properties, signers)?)?;
    let content = check_references(root, signature, info, properties)?;
    let time = find(only(properties, XADES, "SignedSignatureProperties")?, XADES, "SigningTime")?;
    let time = time.map(|time| xml::text(time, "SigningTime")).transpose()?;
    Ok(Signed { content, signer, time: time.and_then(|time| time.parse().ok()) })
}

/// An identifier that is there twice could mean one element to us and another to somebody else.
fn check_identifiers(root: Node<'_, '_>) -> Result<(), ListError> {
    let mut known = HashSet::new();
    for attribute in root.descendants().flat_map(|node| node.attributes()) {
        let is_identifier = attribute.name().eq_ignore_ascii_case("id");
        if is_identifier && !known.insert(attribute.value()) {
            return Err(ListError::IdentifierIsNotUnique(attribute.value().to_owned()));
        }
    }
    Ok(())
}

/// The one signature there is: a child of the root.
fn only_signature<'a, 'i>(root: Node<'a, 'i>) -> Result<Node<'a, 'i>, ListError> {
    let mut all = root.descendants().filter(|node| is(*node, SIGNATURE, "Signature"));
    let first = all.next().ok_or(ListError::NotSigned)?;
    if all.next().is_some() {
        return Err(ListError::SeveralSignatures);
    }
    if first.parent() == Some(root) { Ok(first) } else { Err(ListError::NotSigned) }
}

fn signed_properties<'a, 'i>(signature: Node<'a, 'i>) -> Result<Node<'a, 'i>, ListError> {
    let mut qualifying = children(signature, SIGNATURE, "Object")
        .flat_map(|object| children(object, XADES, "QualifyingProperties"));
    let first = qualifying.next().ok_or(ListError::PropertiesAreNotSigned)?;
    if qualifying.next().is_some() {
        return Err(ListError::FieldIsMalformed("QualifyingProperties"));
    }
    let target = first.attribute("Target").and_then(|target| target.strip_prefix('#'));
    if target.is_none() || target != signature.attribute("Id") {
        return Err(ListError::FieldIsMalformed("QualifyingProperties"));
    }
    only(first, XADES, "SignedProperties")
}

/// Those of the allowed signers that the signing-certificate property names (EN 319 132-1 § 5.2.2). It is bound to
/// the signature by the reference to the signed properties.
fn candidates<'s>(
    properties: Node<'_, '_>,
    signers: &'s [Certificate],
) -> Result<Vec<&'s Certificate>, ListError> {
    let properties = only(properties, XADES, "SignedSignatureProperties")?;
    let named = match find(properties, XADES, "SigningCertificateV2")? {
        Some(second) if find(properties, XADES, "SigningCertificate")?.is_none() => second,
        Some(_) => return Err(ListError::FieldIsMalformed("SigningCertificateV2")),
        None => only(properties, XADES, "SigningCertificate")?,
    };
    let mut found = Vec::new();
    for certificate in children(named, XADES, "Cert") {
        let digest = only(certificate, XADES, "CertDigest")?;
        let method = fingerprint_method(algorithm(only(digest, SIGNATURE, "DigestMethod")?)?)?;
        let value = bytes(only(digest, SIGNATURE, "DigestValue")?, "DigestValue")?;
        found.extend(signers.iter().filter(|signer| signer.fingerprint(method) == value));
    }
    if found.is_empty() { Err(ListError::SignerIsNotAllowed) } else { Ok(found) }
}

/// Which of the candidates signed the signature's own statement of what it covers.
fn check_value(
    signature: Node<'_, '_>,
    info: Node<'_, '_>,
    candidates: Vec<&Certificate>,
) -> Result<Certificate, ListError> {
    let how = canonicalisation(only(info, SIGNATURE, "CanonicalizationMethod")?)?;
    let named = algorithm(only(info, SIGNATURE, "SignatureMethod")?)?;
    let method = signature_method(named)?;
    let message = canonical::write(info, &how, None)?;
    let value = bytes(only(signature, SIGNATURE, "SignatureValue")?, "SignatureValue")?;
    for candidate in candidates {
        let key = candidate.public_key();
        let value = value_for(key.kind(), method, &value)?;
        let outcome = key.verify(method, &message, &value);
        if outcome.map_err(|_| ListError::UnsupportedAlgorithm(named.to_owned()))? {
            return Ok(candidate.clone());
        }
    }
    Err(ListError::SignatureIsWrong)
}

/// Checks what is covered: the list and the signed properties, each once, and nothing else. Gives the list as it was
/// digested.
fn check_references(
    root: Node<'_, '_>,
    signature: Node<'_, '_>,
    info: Node<'_, '_>,
    properties: Node<'_, '_>,
) -> Result<String, ListError> {
    let (mut content, mut has_properties) = (None, false);
    let refers_to = |uri: &str, node: Node<'_, '_>| {
        uri.strip_prefix('#').is_some_and(|wanted| node.attribute("Id") == Some(wanted))
    };
    for reference in children(info, SIGNATURE, "Reference") {
        let uri = reference.attribute("URI").ok_or(ListError::FieldIsMissing("URI"))?;
        if refers_to(uri, properties) && reference.attribute("Type") == Some(PROPERTIES) {
            if std::mem::replace(&mut has_properties, true) {
                return Err(ListError::PropertiesAreNotSigned);
            }
            let how = transforms(reference, &[])?;
            let covered = canonical::write(properties, &how, None)?;
            check_digest(reference, &covered, "the signed properties")?;
        } else if uri.is_empty() || refers_to(uri, root) {
            if content.is_some() {
                return Err(ListError::ListIsNotSigned);
            }
            let how = transforms(reference, &[ENVELOPED])?;
            let apex = if uri.is_empty() { root.document().root() } else { root };
            let covered = canonical::write(apex, &how, Some(signature.id()))?;
            check_digest(reference, &covered, "the list")?;
            content = Some(String::from_utf8(covered).map_err(|_| ListError::NotUtf8)?);
        } else {
            return Err(ListError::UnknownReference(uri.to_owned()));
        }
    }
    if !has_properties {
        return Err(ListError::PropertiesAreNotSigned);
    }
    content.ok_or(ListError::ListIsNotSigned)
}

/// The transforms must be those `before`, in their order, then one canonicalisation.
fn transforms<'a>(reference: Node<'a, '_>, before: &[&str]) -> Result<Canonicalisation<'a>, ListError> {
    let list = only(reference, SIGNATURE, "Transforms")?;
    let mut named = children(list, SIGNATURE, "Transform");
    for expected in before {
        let transform = named.next().ok_or(ListError::FieldIsMissing("Transform"))?;
        let found = algorithm(transform)?;
        if found != *expected || transform.has_children() {
            return Err(ListError::UnsupportedTransform(found.to_owned()));
        }
    }
    let how = canonicalisation(named.next().ok_or(ListError::FieldIsMissing("Transform"))?)?;
    match named.next() {
        Some(extra) => Err(ListError::UnsupportedTransform(algorithm(extra)?.to_owned())),
        None => Ok(how),
    }
}

fn canonicalisation<'a>(element: Node<'a, '_>) -> Result<Canonicalisation<'a>, ListError> {
    let named = algorithm(element)?;
    let method = Method::of(named).ok_or_else(|| ListError::UnsupportedTransform(named.to_owned()))?;
    let mut inclusive_prefixes = Vec::new();
    for parameter in element.children().filter(Node::is_element) {
        let list = parameter.attribute("PrefixList");
        let list =
            list.filter(|_| method == Method::Exclusive && is(parameter, EXCLUSIVE, "InclusiveNamespaces"));
        let list = list.ok_or_else(|| ListError::UnsupportedTransform(named.to_owned()))?;
        let prefixes = list.split_ascii_whitespace();
        inclusive_prefixes.extend(prefixes.map(|prefix| if prefix == "#default" { "" } else { prefix }));
    }
    Ok(Canonicalisation { method, inclusive_prefixes })
}

fn check_digest(reference: Node<'_, '_>, covered: &[u8], what: &'static str) -> Result<(), ListError> {
    let method: DigestAlgorithm = digest_method(algorithm(only(reference, SIGNATURE, "DigestMethod")?)?)?;
    let value = bytes(only(reference, SIGNATURE, "DigestValue")?, "DigestValue")?;
    if method.digest(covered) == value { Ok(()) } else { Err(ListError::DigestDoesNotMatch(what)) }
}

fn algorithm<'a>(element: Node<'a, '_>) -> Result<&'a str, ListError> {
    element.attribute("Algorithm").ok_or(ListError::FieldIsMissing("Algorithm"))
}

/// The territory that a list says it is of. Nothing has vouched for it yet.
pub(super) fn claimed_territory(list: &[u8]) -> Result<String, ListError> {
    let text = xml::text_of(list)?;
    let tree = xml::parse(&text)?;
    let scheme = only(tree.root_element(), xml::LIST, "SchemeInformation")?;
    text_in(scheme, xml::LIST, "SchemeTerritory")
}
