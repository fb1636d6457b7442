//! Writes XML that is well-formed whatever is put into it: names are constants, elements close themselves, and text is
//! escaped, with what XML 1.0 § 2.2 has no place for replaced.

/// A document being written.
pub(super) struct Xml {
    text: String,
    depth: usize,
}

/// Attributes: names are ours, values anybody's.
pub(super) type Attributes<'a> = &'a [(&'static str, &'a str)];

impl Xml {
    pub(super) fn new() -> Self {
        Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), depth: 0 }
    }

    /// An element with other elements inside.
    pub(super) fn element(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        inside: impl FnOnce(&mut Self),
    ) {
        self.open(name, attributes);
        self.text.push_str(">\n");
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.indent();
        self.text.push_str(&format!("</{name}>\n"));
    }

    /// An element with text alone.
    pub(super) fn leaf(&mut self, name: &'static str, attributes: Attributes<'_>, text: &str) {
        self.open(name, attributes);
        self.text.push('>');
        escape(&mut self.text, text);
        self.text.push_str(&format!("</{name}>\n"));
    }

    /// An element with nothing inside.
    pub(super) fn empty(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.open(name, attributes);
        self.text.push_str("/>\n");
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    fn open(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.indent();
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            self.text.push_str(&format!(" {name}=\""));
            escape(&mut self.text, value);
            self.text.push('"');
        }
    }

    fn indent(&mut self) {
        self.text.extend(std::iter::repeat_n("  ", self.depth));
    }
}

fn escape(into: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            // Parsers turn them into a space or another end of line unless they are spelled out.
            '\t' => into.push_str("&#9;"),
            '\n' => into.push_str("&#10;"),
            '\r' => into.push_str("&#13;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => into.push('\u{fffd}'),
            other => into.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Xml;

    #[test]
    fn whatever_is_written_is_read_back_and_nothing_breaks_out() {
        let hostile = "</a><b x='1'>&amp; \"quoted\" ]]> \t\r\n <!-- é 漢 \u{10ffff} -->";
        let mut xml = Xml::new();
        xml.element("a", &[("v", hostile)], |xml| {
            xml.leaf("t", &[], hostile);
            xml.empty("e", &[("v", "")]);
        });
        let text = xml.finish();
        let read = roxmltree::Document::parse(&text).unwrap();
        assert_eq!(read.root_element().attribute("v"), Some(hostile));
        let leaf = read.root_element().first_element_child().unwrap();
        assert_eq!(leaf.text(), Some(hostile));
        assert_eq!(read.descendants().filter(roxmltree::Node::is_element).count(), 3);
    }

    #[test]
    fn what_xml_has_no_place_for_is_replaced() {
        let every: String = (0..=0x11_0000).filter_map(char::from_u32).collect();
        let mut xml = Xml::new();
        xml.leaf("t", &[("v", &every)], &every);
        let text = xml.finish();
        let read = roxmltree::Document::parse(&text).unwrap();
        let kept = read.root_element().text().unwrap();
        assert_eq!(kept.chars().count(), every.chars().count());
        let replaced = kept.chars().zip(every.chars()).filter(|(kept, given)| kept != given);
        assert_eq!(
            replaced.count(),
            31,
            "29 control characters and the two noncharacters of the first plane"
        );
    }
}
