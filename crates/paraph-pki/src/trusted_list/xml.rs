//! XML as trusted lists may use it: UTF-8, version 1.0, no document type, and bounded before a parser sees it.
//!
//! The parser is `roxmltree`. Its cost grows with the square of the attributes of one tag and of the prefixes in
//! scope, so both are bounded on the text.

use std::borrow::Cow;
use std::collections::BTreeSet;

use base64ct::{Base64, Encoding};
use roxmltree::{Document, Node, ParsingOptions};

use super::ListError;
use crate::limits::{XML_BYTES_MAX, XML_DEPTH_MAX, XML_NODES_MAX, XML_PREFIXES_MAX, XML_TAG_ATTRIBUTES_MAX};

/// Of trusted lists (TS 119 612).
pub(super) const LIST: &str = "http://uri.etsi.org/02231/v2#";
/// Of the types added to them.
pub(super) const MORE_TYPES: &str = "http://uri.etsi.org/02231/v2/additionaltypes#";
/// Of the qualifications extension.
pub(super) const QUALIFICATIONS: &str =
    "http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#";
/// Of XML signatures.
pub(super) const SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";
/// Of XAdES (EN 319 132-1).
pub(super) const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
/// Of the attributes whose prefix is `xml`.
pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The text of a document with line endings as XML 1.0 § 2.11 has every reader see them.
pub(super) fn text_of(bytes: &[u8]) -> Result<Cow<'_, str>, ListError> {
    if bytes.len() > XML_BYTES_MAX {
        return Err(ListError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ListError::NotUtf8)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    check_declaration(text)?;
    // Even in a comment: a text that two readers could take for a document type is no trusted list.
    if text.contains("<!DOCTYPE") {
        return Err(ListError::HasDocumentType);
    }
    check_costs(text)?;
    if text.contains('\r') {
        return Ok(Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")));
    }
    Ok(Cow::Borrowed(text))
}

/// Another encoding or version would let another reader see another document.
fn check_declaration(text: &str) -> Result<(), ListError> {
    let Some(rest) = text.strip_prefix("<?xml").filter(|rest| rest.starts_with(char::is_whitespace)) else {
        return Ok(());
    };
    let declaration = rest.split_once("?>").map_or(rest, |(declaration, _)| declaration);
    let value = |name: &str| {
        let (_, after) = declaration.split_once(name)?;
        let after = after.trim_start().strip_prefix('=')?.trim_start();
        let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        after.get(1..)?.split_once(quote).map(|(value, _)| value)
    };
    if value("version") != Some("1.0") {
        return Err(ListError::NotXml10);
    }
    let is_utf8 = |encoding: &str| encoding.eq_ignore_ascii_case("utf-8");
    if declaration.contains("encoding") && !value("encoding").is_some_and(is_utf8) {
        return Err(ListError::NotUtf8);
    }
    Ok(())
}

/// Every attribute has its `=`, and every prefix its `xmlns`: counting those bounds what the parser meets.
fn check_costs(text: &str) -> Result<(), ListError> {
    let crowded =
        |piece: &str| piece.bytes().filter(|byte| *byte == b'=').take(XML_TAG_ATTRIBUTES_MAX + 1).count();
    if text.split('<').any(|piece| crowded(piece) > XML_TAG_ATTRIBUTES_MAX) {
        return Err(ListError::TooComplex);
    }
    let mut prefixes = BTreeSet::new();
    for (at, found) in text.match_indices("xmlns") {
        let after = text.get(at + found.len()..).unwrap_or_default();
        prefixes.insert(after.split_once('=').map_or(after, |(prefix, _)| prefix.trim()));
        if prefixes.len() > XML_PREFIXES_MAX {
            return Err(ListError::TooComplex);
        }
    }
    Ok(())
}

/// Reads a text into a tree. The text is one that [`text_of`] let pass.
pub(super) fn parse(text: &str) -> Result<Document<'_>, ListError> {
    let options =
        ParsingOptions { allow_dtd: false, nodes_limit: XML_NODES_MAX, ..ParsingOptions::default() };
    let tree = Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::DtdDetected => ListError::HasDocumentType,
        roxmltree::Error::NodesLimitReached
        | roxmltree::Error::AttributesLimitReached
        | roxmltree::Error::NamespacesLimitReached => ListError::TooComplex,
        other => ListError::NotWellFormed { line: other.pos().row },
    })?;
    let mut open = vec![(tree.root(), 0)];
    while let Some((node, depth)) = open.pop() {
        if depth > XML_DEPTH_MAX {
            return Err(ListError::TooComplex);
        }
        open.extend(node.children().map(|child| (child, depth + 1)));
    }
    Ok(tree)
}

/// Whether a node is the named element.
pub(super) fn is(node: Node<'_, '_>, space: &str, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name && node.tag_name().namespace() == Some(space)
}

/// The child elements of a name.
pub(super) fn children<'a, 'i>(
    node: Node<'a, 'i>,
    space: &'static str,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| is(*child, space, name))
}

/// The one child element of a name, if there is one.
pub(super) fn find<'a, 'i>(
    node: Node<'a, 'i>,
    space: &'static str,
    name: &'static str,
) -> Result<Option<Node<'a, 'i>>, ListError> {
    let mut found = children(node, space, name);
    let first = found.next();
    // Two where one belongs would let two readers see two lists.
    if found.next().is_some() { Err(ListError::FieldIsMalformed(name)) } else { Ok(first) }
}

/// The one child element of a name.
pub(super) fn only<'a, 'i>(
    node: Node<'a, 'i>,
    space: &'static str,
    name: &'static str,
) -> Result<Node<'a, 'i>, ListError> {
    find(node, space, name)?.ok_or(ListError::FieldIsMissing(name))
}

/// The text of an element, trimmed. An element that holds anything but text has none: a comment in the middle of a
/// value must not cut it short.
pub(super) fn text(node: Node<'_, '_>, name: &'static str) -> Result<String, ListError> {
    let mut whole = String::new();
    for child in node.children() {
        let piece = child.text().filter(|_| child.is_text()).ok_or(ListError::FieldIsMalformed(name))?;
        whole.push_str(piece);
    }
    Ok(whole.trim().to_owned())
}

/// The text of the one child element of a name.
pub(super) fn text_in(
    node: Node<'_, '_>,
    space: &'static str,
    name: &'static str,
) -> Result<String, ListError> {
    text(only(node, space, name)?, name)
}

/// The bytes of an element that holds base64, broken into lines or not.
pub(super) fn bytes(node: Node<'_, '_>, name: &'static str) -> Result<Vec<u8>, ListError> {
    let packed: String = text(node, name)?.split_ascii_whitespace().collect();
    Base64::decode_vec(&packed).map_err(|_| ListError::FieldIsMalformed(name))
}
