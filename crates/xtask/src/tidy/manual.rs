//! The manual of attacks names the tests that hold what it says, and each of them exists.

use super::{Finding, Tree};

const FOLDER: &str = "crates/paraph-pades/manual/";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| path.starts_with(FOLDER)) {
        for (index, line) in text.lines().enumerate() {
            for name in tests_named(line).filter(|name| !exists(tree, name)) {
                findings.push(Finding::at(path, index + 1, format!("there is no test `{name}`")));
            }
        }
    }
    findings
}

/// What stands in backticks and reads like the sentence that a test is named by.
fn tests_named(line: &str) -> impl Iterator<Item = &str> {
    let quoted = line.split('`').skip(1).step_by(2);
    quoted.filter(|text| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        text.matches('_').count() > 2 && text.chars().all(plain)
    })
}

fn exists(tree: &Tree, name: &str) -> bool {
    let written = format!("fn {name}(");
    tree.texts()
        .any(|(path, text)| path.contains("/tests/") && path.ends_with(".rs") && text.contains(&written))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_in_backticks_are_tests_and_other_words_are_not() {
        let line = "See `a_test_with_a_name`, `/ByteRange`, `limits.rs` and `changes/references.rs`.";
        assert_eq!(tests_named(line).collect::<Vec<_>>(), ["a_test_with_a_name"]);
    }
}
