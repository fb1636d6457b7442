//! Canonical XML held against libxml2: published lists, and documents made up to meet every rule. Part of the library's
//! own tests, for what is written is seen from inside only.

use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use super::super::xml;
use super::{Canonicalisation, ListError, Method, write};

#[path = "../../../../e2e/support/needs.rs"]
mod needs;

const METHODS: [(Method, &str); 3] =
    [(Method::Inclusive, "--c14n"), (Method::Inclusive11, "--c14n11"), (Method::Exclusive, "--exc-c14n")];

fn how(method: Method) -> Canonicalisation<'static> {
    Canonicalisation { method, inclusive_prefixes: Vec::new() }
}

fn ours(document: &str, method: Method) -> Result<String, ListError> {
    let text = xml::text_of(document.as_bytes())?;
    let tree = xml::parse(&text)?;
    Ok(String::from_utf8(write(tree.root(), &how(method), None)?).unwrap())
}

/// What libxml2 makes of a document. It keeps comments, so the documents have none.
fn judge(folder: &TempDir, document: &str, option: &str) -> Option<String> {
    let path = folder.path().join("document.xml");
    std::fs::write(&path, document).unwrap();
    let output = Command::new("xmllint").arg("--huge").arg(option).arg(&path).output();
    let Ok(output) = output else {
        needs::missing("xmllint");
        return None;
    };
    assert!(output.status.success(), "{document}\n{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[track_caller]
fn check(folder: &TempDir, document: &str) {
    for (method, option) in METHODS {
        let Some(expected) = judge(folder, document, option) else { return };
        assert_eq!(ours(document, method).unwrap(), expected, "{option} of {document}");
    }
}

#[test]
fn crafted_documents_are_written_as_libxml2_writes_them() {
    let folder = tempfile::tempdir().unwrap();
    for document in [
        "<a/>",
        "<?xml version=\"1.0\"?>\n<?p   some  value ?>\n\n<a/>\n<?q?> \n<?r \t x?>\n",
        "<?xml version='1.0' encoding='utf-8' standalone='yes'?><a b='1' a='2'>\r\n\r<c>\t</c >\r</a   >",
        "<a>&lt;&gt;&amp;&quot;&apos;\"'&#13;&#x9;&#10;&#xe9;\u{e9}&#x1F600;</a>",
        "<a b=\"&lt;>&amp;&quot;'&#13;&#x9;&#10;\r\n\t x\" c='\"'/>",
        "<a><![CDATA[<b>&amp;]]]]><![CDATA[>\r\n]]>&amp;<![CDATA[]]></a>",
        "<a><?p a\r\nb\rc ?><?p2?><?p3   ?></a>",
        "<b:a xmlns:b='urn:b'><c xmlns='urn:c'><b:d xmlns:b='urn:b2'><c xmlns=''/></b:d></c></b:a>",
        "<a xmlns='urn:a'><a xmlns=''><a xmlns=''><a xmlns='urn:a'/></a></a><a xmlns='urn:a'/></a>",
        "<a xmlns=''><b xmlns='urn:b'><c xmlns=''/></b></a>",
        "<a xmlns:x='urn:x' xmlns:y='urn:x' x:k='1' k='0' y:j='2'><y:b x:k='1'/><x:b/></a>",
        "<a xmlns:z='urn:1' xmlns:y='urn:2' xmlns:x='urn:3' z:a='1' y:a='2' x:a='3' b='4' z:A='5' xml:lang='fr'/>",
        "<a xmlns:p='urn:p'><b xmlns:p='urn:q'><p:c/><c xmlns:p='urn:p'><p:d/></c></b><p:e/></a>",
        "<a xmlns='urn:a' xmlns:p='urn:p'><p:b c='1'><d/></p:b></a>",
        "<p:a xmlns:p='urn:p'><b><p:c xmlns='urn:d' p:e='1'><f/></p:c></b></p:a>",
        "<a xml:space='preserve' xml:lang='en'>  <b xml:lang=''/> </a>",
        "<a xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:id='i'><b/></a>",
        "<a \u{e9}='1' \u{10000}='2' z='3' A='4' _='5'/>",
        "<\u{e9}:\u{e8} xmlns:\u{e9}='urn:x'/>",
        "<a\nb='1'\n/>",
        "<a>x<b/>y<b></b>z</a>",
    ] {
        check(&folder, document);
    }
}

/// Makes documents up, the same ones every time (xorshift64*).
struct Author(u64);

impl Author {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % bound
    }

    fn one_of<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }

    /// An element; `scope` are the prefixes that may be used.
    fn element(&mut self, scope: &[&'static str], depth: u64) -> String {
        let mut scope = scope.to_vec();
        let mut declared = String::new();
        for prefix in ["p", "q", "a"] {
            if self.below(3) == 0 {
                declared.push_str(&format!(" xmlns:{prefix}='urn:{}'", self.one_of(&["1", "2", "3"])));
                scope.push(prefix);
            }
        }
        if self.below(3) == 0 {
            declared.push_str(&format!(" xmlns='{}'", self.one_of(&["", "urn:1", "urn:2"])));
        }
        let name = self.one_of(&scope);
        let name = if name.is_empty() { "e".to_owned() } else { format!("{name}:e") };
        let mut attributes = String::new();
        for local in ["b", "a", "z"] {
            if self.below(3) == 0 {
                // One prefix for each name, or two could mean the same.
                let prefix = self.one_of(&scope);
                let colon = if prefix.is_empty() { "" } else { ":" };
                let value = self.one_of(&["", "1", "&#10;x\n", "&quot;&lt;", "\t  "]);
                attributes.push_str(&format!(" {prefix}{colon}{local}='{value}'"));
            }
        }
        if self.below(6) == 0 {
            attributes.push_str(" xml:lang='x'");
        }
        let mut content = String::new();
        for _ in 0..self.below(4) {
            content.push_str(self.one_of(&["", "t", "\n ", "&gt;&#13;", "<![CDATA[&]]>", "<?i  j?>"]));
            if depth > 0 {
                content.push_str(&self.element(&scope, depth - 1));
            }
        }
        format!("<{name}{declared}{attributes}>{content}</{name}>")
    }
}

#[test]
fn documents_made_up_are_written_as_libxml2_writes_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut author = Author(612);
    for _ in 0..150 {
        check(&folder, &author.element(&[""], 4));
    }
}

#[test]
fn published_lists_are_written_as_libxml2_writes_them() {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus");
    let folder = std::env::var_os("PARAPH_CORPUS").map_or_else(|| PathBuf::from(default), PathBuf::from);
    let Ok(entries) = std::fs::read_dir(folder.join("trusted-lists")) else {
        eprintln!("skipped: no corpus at {}", folder.display());
        return;
    };
    let scratch = tempfile::tempdir().unwrap();
    for path in entries.map(|entry| entry.unwrap().path()) {
        let text = std::fs::read_to_string(&path).unwrap();
        if text.contains("<TrustServiceStatusList") && !text.contains("<!--") {
            check(&scratch, &text);
        }
    }
}

#[test]
fn namespaces_are_escaped_as_attributes_are() {
    // Canonical XML § 2.3 writes them alike. libxml2 leaves the ampersand bare, which is no XML.
    let expected = "<a xmlns=\"urn:x?a&amp;b\"></a>";
    assert_eq!(ours("<a xmlns='urn:x?a&amp;b'/>", Method::Exclusive).unwrap(), expected);
}

#[test]
fn comments_are_left_out_and_texts_around_them_join() {
    let document = "<!-- a --><a>x<!-- b -->y<b/><!-- c --></a><!-- d -->";
    for (method, _) in METHODS {
        assert_eq!(ours(document, method).unwrap(), "<a>xy<b></b></a>");
    }
}

/// The element `c` of a document, written alone.
fn part(document: &str, method: Method, prefixes: &[&str]) -> Result<String, ListError> {
    let tree = xml::parse(document)?;
    let apex = tree.descendants().find(|node| node.tag_name().name() == "c").unwrap();
    let how = Canonicalisation { method, inclusive_prefixes: prefixes.to_vec() };
    Ok(String::from_utf8(write(apex, &how, None)?).unwrap())
}

#[test]
fn a_part_takes_over_what_its_method_says() {
    let document = "<a xmlns='urn:a' xmlns:p='urn:p' xmlns:u='urn:u' xml:lang='fr' xml:id='i'><b xml:space='default' xml:lang='en'><c p:d='1'><u:e/></c></b></a>";
    let namespaces = "xmlns=\"urn:a\" xmlns:p=\"urn:p\"";
    let inclusive = part(document, Method::Inclusive, &[]).unwrap();
    // Canonical XML 1.0 § 2.4: every attribute of the prefix, the nearest one; 1.1 leaves identifiers where they are.
    assert_eq!(
        inclusive,
        format!(
            "<c {namespaces} xmlns:u=\"urn:u\" xml:id=\"i\" xml:lang=\"en\" xml:space=\"default\" p:d=\"1\"><u:e></u:e></c>"
        )
    );
    assert_eq!(part(document, Method::Inclusive11, &[]).unwrap(), inclusive.replace(" xml:id=\"i\"", ""));
    let exclusive = part(document, Method::Exclusive, &[]).unwrap();
    assert_eq!(exclusive, format!("<c {namespaces} p:d=\"1\"><u:e xmlns:u=\"urn:u\"></u:e></c>"));
    let listed = part(document, Method::Exclusive, &["u", "", "absent"]).unwrap();
    assert_eq!(listed, format!("<c {namespaces} xmlns:u=\"urn:u\" p:d=\"1\"><u:e></u:e></c>"));
    let unused = "<a xmlns='urn:a' xmlns:p='urn:p'><p:c><p:d/></p:c></a>";
    let with_default = "<p:c xmlns=\"urn:a\" xmlns:p=\"urn:p\"><p:d></p:d></p:c>";
    assert_eq!(part(unused, Method::Exclusive, &[""]).unwrap(), with_default);
    assert_eq!(part(unused, Method::Exclusive, &[]).unwrap(), with_default.replace(" xmlns=\"urn:a\"", ""));
}

#[test]
fn what_cannot_be_written_right_is_refused() {
    let based = "<a xml:base='http://x/'><c/></a>";
    assert!(matches!(part(based, Method::Inclusive11, &[]), Err(ListError::UnsupportedTransform(_))));
    assert_eq!(part(based, Method::Exclusive, &[]).unwrap(), "<c></c>");
    // Only XML 1.1 takes a prefix back.
    assert_eq!(
        part("<a xmlns:p='urn:p'><c xmlns:p=''/></a>", Method::Exclusive, &[]),
        Err(ListError::NotXml10)
    );
}
