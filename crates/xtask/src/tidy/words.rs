//! Words that have no place here: unfinished work, and paths of somebody's machine.

use super::{Finding, Tree};

/// Spelled apart, or this file would find itself.
const UNFINISHED: [&str; 5] =
    [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("HA", "CK"), concat!("db", "g!")];
const MACHINE_PATHS: [&str; 4] =
    [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/")];
/// Texts of others are theirs.
const VENDORED: [&str; 4] = ["/licences/", "signature-pad.js", "axe.min.js", "common-passwords"];
const ENDINGS: [&str; 9] = [".rs", ".md", ".toml", ".sql", ".js", ".css", ".ftl", ".sh", ".txt"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let ours = tree.texts().filter(|(path, _)| !VENDORED.iter().any(|name| path.contains(name)));
    let read = ours
        .filter(|(path, _)| ENDINGS.iter().any(|end| path.ends_with(end)) || path.starts_with("scripts/"));
    read.flat_map(|(path, text)| of_text(path, text)).collect()
}

fn of_text(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for word in UNFINISHED.iter().filter(|word| has_word(line, word)) {
            findings.push(Finding::at(path, index + 1, format!("nothing is left half-done: {word}")));
        }
        for machine_path in MACHINE_PATHS.iter().filter(|machine_path| has_word(line, machine_path)) {
            findings.push(Finding::at(path, index + 1, format!("a path of one machine: {machine_path}")));
        }
    }
    findings
}

/// Whether the word stands in the line, not inside a longer one.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|text| text.chars().next());
        let joins =
            |character: Option<char>| character.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.');
        let open_end = !word.ends_with(char::is_alphanumeric);
        !joins(before) && (open_end || !joins(after.filter(|c| *c != '.')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unfinished_work_is_found() {
        let text = format!("// {}: later\n", UNFINISHED[0]);
        assert_eq!(check(&Tree::of(&[("a.rs", &text)])).len(), 1);
    }

    #[test]
    fn a_path_of_a_machine_is_found() {
        let text = format!("see `{}notes`\n", MACHINE_PATHS[0]);
        assert_eq!(check(&Tree::of(&[("a.md", &text)])).len(), 1);
    }

    #[test]
    fn a_longer_word_passes() {
        let text =
            format!("mktemp a.{}{}\nhttps://a.example{}b\n", UNFINISHED[2], UNFINISHED[2], MACHINE_PATHS[2]);
        assert!(check(&Tree::of(&[("a.sh", &text)])).is_empty());
    }
}
