//! Every parser of bytes from outside has a fuzz target: fuzz/parsers.txt pairs them, and nothing is missing on either side.

use super::source::Source;
use super::{Finding, Tree};

const LIST: &str = "fuzz/parsers.txt";
const CRATES: [&str; 6] =
    ["paraph-pdf", "paraph-pki", "paraph-pades", "paraph-vault", "paraph-ledger", "paraph-identity"];
/// The names parsers go by here.
const NAMES: [&str; 18] = [
    "parse",
    "from_der",
    "from_pem",
    "from_pkcs8_der",
    "from_ber",
    "read",
    "open",
    "decode",
    "decoded",
    "normalise",
    "validate",
    "from_response",
    "from_info_der",
    "all_from_pem",
    "from_key_file",
    "accept",
    "unwrap",
    "unlock",
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let listed = pairs(tree.text(LIST).unwrap_or_default());
    let mut findings = Vec::new();
    let mut seen = Vec::new();
    for (path, source) in
        tree.product().filter(|(path, _)| CRATES.iter().any(|name| path.contains(&format!("/{name}/"))))
    {
        for (line, name) in parsers_of(&source) {
            seen.push((path.to_owned(), name.clone()));
            if !listed.iter().any(|pair| pair.path == path && pair.name == name) {
                findings.push(Finding::at(
                    path,
                    line,
                    format!("the parser `{name}` has no fuzz target in {LIST}"),
                ));
            }
        }
    }
    findings.extend(listed.iter().flat_map(|pair| stale(tree, pair, &seen)));
    findings
}

/// A line of the list: `crates/…/a.rs parse pdf_file`.
struct Pair {
    line: usize,
    path: String,
    name: String,
    target: String,
}

fn pairs(text: &str) -> Vec<Pair> {
    let lines =
        text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty());
    lines
        .filter_map(|(at, line)| {
            let mut words = line.split_whitespace().map(str::to_owned);
            Some(Pair { line: at + 1, path: words.next()?, name: words.next()?, target: words.next()? })
        })
        .collect()
}

/// The public functions of a file that go by a parser's name and take bytes or a source of them.
fn parsers_of(source: &Source) -> Vec<(usize, String)> {
    let code = source.code.as_str();
    let declared = code.match_indices("pub fn ");
    declared
        .filter_map(|(at, opening)| {
            let rest = code.get(at + opening.len()..)?;
            let name = rest.split(['(', '<']).next()?;
            let signature = rest.split(" {").next()?;
            let takes_bytes = ["[u8]", "Source", "source: S", "Stream", "Document<", "&str"]
                .iter()
                .any(|sign| signature.contains(sign));
            let line = code.get(..at)?.matches('\n').count() + 1;
            (NAMES.contains(&name) && takes_bytes).then(|| (line, name.to_owned()))
        })
        .collect()
}

fn stale(tree: &Tree, pair: &Pair, seen: &[(String, String)]) -> Option<Finding> {
    let target = format!("fuzz/fuzz_targets/{}.rs", pair.target);
    if tree.text(&target).is_none() {
        return Some(Finding::at(LIST, pair.line, format!("there is no fuzz target {}", pair.target)));
    }
    let known = seen.iter().any(|(path, name)| *path == pair.path && *name == pair.name);
    (!known)
        .then(|| Finding::at(LIST, pair.line, format!("there is no parser `{}` in {}", pair.name, pair.path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARSER: (&str, &str) =
        ("crates/paraph-pdf/src/a.rs", "//! A.\npub fn parse(bytes: &[u8]) -> u8 {\n}\n");
    const PAIRED: (&str, &str) = (LIST, "# parser target\ncrates/paraph-pdf/src/a.rs parse a\n");
    const TARGET: (&str, &str) = ("fuzz/fuzz_targets/a.rs", "//! A.\n");

    #[test]
    fn a_parser_without_a_target_is_found() {
        assert_eq!(check(&Tree::of(&[PARSER])).len(), 1);
        assert!(check(&Tree::of(&[PARSER, PAIRED, TARGET])).is_empty());
    }

    #[test]
    fn a_target_that_is_gone_is_found() {
        assert_eq!(check(&Tree::of(&[PARSER, PAIRED])).len(), 1);
    }

    #[test]
    fn a_pair_whose_parser_is_gone_is_found() {
        assert_eq!(check(&Tree::of(&[PAIRED, TARGET])).len(), 1);
    }
}
