//! Reads every tracked file and says where a rule of this workspace is broken.
//!
//! A rule is a function from the [`Tree`] to findings, so that each can be shown a bad sample in its test.

mod arrows;
mod database;
mod dependencies;
mod leaf;
mod manual;
mod notices;
mod outbound;
mod parsers;
mod shape;
mod source;
mod tree;
mod words;

use std::fmt;

pub use tree::Tree;

use crate::Failure;

/// One place where one rule is broken.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    path: String,
    line: usize,
    said: String,
}

impl Finding {
    /// A finding at a line, counted from one; line zero means the file as a whole.
    fn at(path: &str, line: usize, said: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, said: said.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.path, self.line, self.said)
    }
}

/// Every rule, applied to a tree of files.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Finding> {
    let rules: [fn(&Tree) -> Vec<Finding>; 10] = [
        arrows::check,
        database::check,
        dependencies::check,
        leaf::check,
        notices::check,
        manual::check,
        outbound::check,
        parsers::check,
        shape::check,
        words::check,
    ];
    rules.iter().flat_map(|rule| rule(tree)).collect()
}

/// Checks this repository and prints what is wrong.
///
/// # Errors
/// When something is wrong, or the files could not be read.
pub fn report() -> Result<(), Failure> {
    let tree = Tree::of_repository()?;
    let mut findings = check(&tree);
    findings.extend(dependencies::check_verifier()?);
    for finding in &findings {
        eprintln!("{finding}");
    }
    if findings.is_empty() {
        println!("tidy: {} files, nothing to say", tree.len());
        Ok(())
    } else {
        Err(format!("{} findings", findings.len()).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_repository_is_tidy() {
        let tree = Tree::of_repository().unwrap();
        let mut findings = check(&tree);
        findings.extend(dependencies::check_verifier().unwrap());
        let listed: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert!(findings.is_empty(), "{}", listed.join("\n"));
    }
}
