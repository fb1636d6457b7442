//! Canonical XML without comments: inclusive 1.0 and 1.1, and exclusive. What a signature covers are these bytes.
//!
//! The tree keeps no prefixes, so names are taken from the text as they stand there. The test suite holds every
//! outcome against libxml2.

use std::collections::BTreeMap;

use roxmltree::{Attribute, Node, NodeId};

use super::ListError;
use super::xml::XML;

/// A way of writing canonically.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// Canonical XML 1.0.
    Inclusive,
    /// Canonical XML 1.1, which treats the inherited attributes of the prefix `xml` otherwise.
    Inclusive11,
    /// Exclusive XML Canonicalization 1.0.
    Exclusive,
}

impl Method {
    /// The method of an algorithm identifier. Those that keep comments are not among them: a comment says nothing.
    pub(super) fn of(algorithm: &str) -> Option<Self> {
        match algorithm {
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" => Some(Self::Inclusive),
            "http://www.w3.org/2006/12/xml-c14n11" => Some(Self::Inclusive11),
            "http://www.w3.org/2001/10/xml-exc-c14n#" => Some(Self::Exclusive),
            _ => None,
        }
    }
}

/// A canonicalisation as a signature asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Canonicalisation<'a> {
    pub(super) method: Method,
    /// Prefixes that exclusive canonicalisation treats as inclusive does; the empty one is the default namespace.
    pub(super) inclusive_prefixes: Vec<&'a str>,
}

/// Writes an element with all below it, or the whole document when `apex` is its root; `omitted` is left out.
pub(super) fn write(
    apex: Node<'_, '_>,
    how: &Canonicalisation<'_>,
    omitted: Option<NodeId>,
) -> Result<Vec<u8>, ListError> {
    let mut writer = Writer { how, rendered: Vec::new(), out: Vec::new() };
    let mut steps = vec![Step::Enter(apex)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Leave { name, rendered } => {
                writer.rendered.truncate(rendered);
                writer.push(&["</", name, ">"]);
            }
            Step::Enter(node) if Some(node.id()) == omitted => {}
            Step::Enter(node) => {
                if node.is_element() {
                    let rendered = writer.rendered.len();
                    let name = writer.open(node, node == apex)?;
                    steps.push(Step::Leave { name, rendered });
                } else {
                    writer.leaf(node);
                }
                steps.extend(node.children().rev().map(Step::Enter));
            }
        }
    }
    Ok(writer.out)
}

enum Step<'a, 'i> {
    Enter(Node<'a, 'i>),
    Leave { name: &'a str, rendered: usize },
}

struct Writer<'w, 'a> {
    how: &'w Canonicalisation<'w>,
    /// Prefix and namespace of what stands on the elements that are open, outermost first.
    rendered: Vec<(&'a str, &'a str)>,
    out: Vec<u8>,
}

impl<'a> Writer<'_, 'a> {
    fn push(&mut self, parts: &[&str]) {
        for part in parts {
            self.out.extend_from_slice(part.as_bytes());
        }
    }

    /// Text, or a processing instruction; comments are left out.
    fn leaf(&mut self, node: Node<'a, '_>) {
        if let Some(text) = node.text().filter(|_| node.is_text()) {
            self.escaped(text, Place::Text);
        }
        let Some(instruction) = node.pi() else { return };
        let outside = node.parent().filter(Node::is_root);
        let element = outside.and_then(|root| root.first_element_child());
        let after = element.is_some_and(|element| element.range().start < node.range().start);
        if after {
            self.push(&["\n"]);
        }
        self.push(&["<?", instruction.target]);
        if let Some(value) = instruction.value {
            self.push(&[" ", value]);
        }
        self.push(&["?>"]);
        if element.is_some() && !after {
            self.push(&["\n"]);
        }
    }

    fn open(&mut self, node: Node<'a, '_>, is_apex: bool) -> Result<&'a str, ListError> {
        let name = qualified_name(node)?;
        self.push(&["<", name]);
        let mut attributes: Vec<Attribute<'a, '_>> = node.attributes().collect();
        for (prefix, uri) in self.namespaces(node, name, &attributes)? {
            self.rendered.push((prefix, uri));
            if prefix.is_empty() {
                self.push(&[" xmlns=\""]);
            } else {
                self.push(&[" xmlns:", prefix, "=\""]);
            }
            self.escaped(uri, Place::Attribute);
            self.push(&["\""]);
        }
        if is_apex && self.how.method != Method::Exclusive {
            attributes.extend(inherited(node, self.how.method)?);
        }
        attributes.sort_by_key(|attribute| (attribute.namespace().unwrap_or_default(), attribute.name()));
        for attribute in attributes {
            self.push(&[" ", attribute_name(node, &attribute)?, "=\""]);
            self.escaped(attribute.value(), Place::Attribute);
            self.push(&["\""]);
        }
        self.push(&[">"]);
        Ok(name)
    }

    /// The namespace declarations that stand on an element, in their order: the default one first, then by prefix.
    fn namespaces(
        &self,
        node: Node<'a, '_>,
        name: &'a str,
        attributes: &[Attribute<'a, '_>],
    ) -> Result<BTreeMap<&'a str, &'a str>, ListError> {
        let mut in_scope = BTreeMap::new();
        for namespace in node.namespaces() {
            let prefix = namespace.name().unwrap_or_default();
            if namespace.uri().is_empty() && !prefix.is_empty() {
                // Namespaces in XML 1.0 § 2.2: only 1.1 may take a prefix back.
                return Err(ListError::NotXml10);
            }
            // The document outlives the node; its text is what names and namespaces are slices of.
            in_scope.insert(prefix, namespace.uri());
        }
        let mut wanted: Vec<&str> = match self.how.method {
            Method::Exclusive => {
                let mut used = vec![prefix_of(name)];
                for attribute in attributes {
                    used.push(prefix_of(attribute_name(node, attribute)?));
                }
                // An attribute without a prefix is in no namespace: it uses none, not the default one.
                used.retain(|prefix| !prefix.is_empty());
                if prefix_of(name).is_empty() {
                    used.push("");
                }
                used.extend(&self.how.inclusive_prefixes);
                used
            }
            Method::Inclusive | Method::Inclusive11 => {
                in_scope.keys().copied().chain(std::iter::once("")).collect()
            }
        };
        wanted.retain(|prefix| *prefix != "xml");
        let mut declared = BTreeMap::new();
        for prefix in wanted {
            let known = self.rendered.iter().rev().find(|(open, _)| *open == prefix).map(|(_, uri)| *uri);
            let Some((prefix, uri)) = in_scope.get_key_value(prefix).map(|(prefix, uri)| (*prefix, *uri))
            else {
                // No default namespace here: said only where one stands on an element around this one.
                if prefix.is_empty() && known.is_some_and(|uri| !uri.is_empty()) {
                    declared.insert("", "");
                }
                continue;
            };
            let is_known = known == Some(uri) || (uri.is_empty() && known.is_none());
            if !is_known {
                declared.insert(prefix, uri);
            }
        }
        Ok(declared)
    }

    fn escaped(&mut self, text: &str, place: Place) {
        for byte in text.bytes() {
            let escape: &[u8] = match (byte, place) {
                (b'&', _) => b"&amp;",
                (b'<', _) => b"&lt;",
                (b'\r', _) => b"&#xD;",
                (b'>', Place::Text) => b"&gt;",
                (b'"', Place::Attribute) => b"&quot;",
                (b'\t', Place::Attribute) => b"&#x9;",
                (b'\n', Place::Attribute) => b"&#xA;",
                _ => {
                    self.out.push(byte);
                    continue;
                }
            };
            self.out.extend_from_slice(escape);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Attribute,
}

/// The attributes of the prefix `xml` that a part of a document takes over from the elements around it.
fn inherited<'a, 'i>(apex: Node<'a, 'i>, method: Method) -> Result<Vec<Attribute<'a, 'i>>, ListError> {
    let mut taken: Vec<Attribute<'a, 'i>> = Vec::new();
    for around in apex.ancestors().skip(1) {
        for attribute in around.attributes().filter(|attribute| attribute.namespace() == Some(XML)) {
            match (method, attribute.name()) {
                // Canonical XML 1.1 § 2.4 joins these paths; no list needs it.
                (Method::Inclusive11, "base") => {
                    return Err(ListError::UnsupportedTransform("xml:base".into()));
                }
                (Method::Inclusive11, name) if !matches!(name, "lang" | "space") => continue,
                (_, name) => {
                    let is_here = |known: &Attribute<'_, '_>| known.name() == name;
                    if !apex.has_attribute((XML, name)) && !taken.iter().any(is_here) {
                        taken.push(attribute);
                    }
                }
            }
        }
    }
    Ok(taken)
}

fn prefix_of(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}

/// The name as it stands in the text, prefix included.
fn qualified_name<'a>(node: Node<'a, '_>) -> Result<&'a str, ListError> {
    let text = node.document().input_text();
    let tag = text.get(node.range().start + 1..).unwrap_or_default();
    let end = tag.find(|letter: char| letter.is_ascii_whitespace() || matches!(letter, '/' | '>'));
    let name = end.and_then(|end| tag.get(..end)).unwrap_or_default();
    checked(name, node.tag_name().name())
}

fn attribute_name<'a>(node: Node<'a, '_>, attribute: &Attribute<'_, '_>) -> Result<&'a str, ListError> {
    // An inherited attribute stands elsewhere in the same text.
    let name = node.document().input_text().get(attribute.range_qname()).unwrap_or_default();
    checked(name, attribute.name())
}

/// What was cut from the text must be the name the tree knows.
fn checked<'a>(name: &'a str, local: &str) -> Result<&'a str, ListError> {
    let own = name.split_once(':').map_or(name, |(_, own)| own);
    if own == local { Ok(name) } else { Err(ListError::NotWellFormed { line: 0 }) }
}

#[cfg(test)]
#[path = "../../tests/trusted_lists/canonical.rs"]
mod tests;
