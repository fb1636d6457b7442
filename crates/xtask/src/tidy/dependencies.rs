//! How many packages of others come in, and that each says why.

use std::collections::BTreeSet;
use std::process::Command;

use super::{Finding, Tree, tree};
use crate::Failure;

/// Packages of others in the lock file, tests and tools included.
const LOCKED_MAX: usize = 450;
/// Packages of others that the offline verifier, `paraph` without its server, is built from, those that only build
/// included.
const VERIFIER_MAX: usize = 60;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(lock) = tree.text("Cargo.lock") {
        let count = lock.lines().filter(|line| line.starts_with("source = ")).count();
        if count > LOCKED_MAX {
            findings.push(Finding::at(
                "Cargo.lock",
                0,
                format!("{count} packages of others, {LOCKED_MAX} at most"),
            ));
        }
        let elsewhere = lock.lines().enumerate().filter(|(_, line)| {
            line.starts_with("source = ")
                && !line.contains("registry+https://github.com/rust-lang/crates.io-index")
        });
        findings.extend(
            elsewhere.map(|(at, _)| Finding::at("Cargo.lock", at + 1, "a package not from crates.io")),
        );
    }
    if let Some(manifest) = tree.text("Cargo.toml") {
        findings.extend(without_reason(manifest));
    }
    findings
}

/// The dependencies of the workspace whose line does not say why they are there.
fn without_reason(manifest: &str) -> Vec<Finding> {
    let lines = manifest
        .lines()
        .enumerate()
        .skip_while(|(_, line)| line.trim() != "[workspace.dependencies]")
        .skip(1);
    lines
        .take_while(|(_, line)| !line.starts_with('['))
        .filter(|(_, line)| line.contains(" = ") && !line.starts_with('#') && !line.starts_with("paraph"))
        .filter(|(_, line)| !line.contains(" # "))
        .map(|(at, _)| {
            Finding::at("Cargo.toml", at + 1, "a dependency says why it is there, at the end of its line")
        })
        .collect()
}

/// Asks cargo what the offline verifier is built from.
///
/// # Errors
/// When cargo cannot answer.
pub(super) fn check_verifier() -> Result<Vec<Finding>, Failure> {
    let arguments = ["tree", "--locked", "--package", "paraph", "--no-default-features"];
    let format = ["--edges", "normal,build", "--prefix", "none", "--format", "{p}"];
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let answer = Command::new(cargo).args(arguments).args(format).current_dir(tree::root()).output()?;
    if !answer.status.success() {
        return Err(String::from_utf8_lossy(&answer.stderr).into_owned().into());
    }
    let listed = String::from_utf8(answer.stdout)?;
    Ok(too_many(&listed).into_iter().collect())
}

fn too_many(listed: &str) -> Option<Finding> {
    let packages: BTreeSet<&str> = listed
        .lines()
        .map(|line| line.trim_end_matches(" (*)"))
        .filter(|line| !line.starts_with("paraph"))
        .collect();
    let count = packages.iter().filter(|line| !line.is_empty()).count();
    let said =
        format!("the offline verifier is built from {count} packages of others, {VERIFIER_MAX} at most");
    (count > VERIFIER_MAX).then(|| Finding::at("crates/paraph/Cargo.toml", 0, said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_too_many_is_found() {
        let source = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
        assert_eq!(check(&Tree::of(&[("Cargo.lock", &source.repeat(LOCKED_MAX + 1))])).len(), 1);
        assert!(check(&Tree::of(&[("Cargo.lock", &source.repeat(LOCKED_MAX))])).is_empty());
    }

    #[test]
    fn a_package_from_elsewhere_is_found() {
        assert_eq!(check(&Tree::of(&[("Cargo.lock", "source = \"git+https://example.org/a\"\n")])).len(), 1);
    }

    #[test]
    fn a_dependency_without_a_reason_is_found() {
        let manifest = "[workspace.dependencies]\n# ours\nparaph-pdf = { path = \"x\" }\na = \"1\"\nb = \"1\" # why\n\n[x]\nc = \"1\"\n";
        assert_eq!(check(&Tree::of(&[("Cargo.toml", manifest)])).len(), 1);
    }

    #[test]
    fn a_verifier_grown_too_big_is_found() {
        let listed: String = (0..=VERIFIER_MAX).map(|number| format!("a{number} v1.0.0\n")).collect();
        assert!(too_many(&listed).is_some());
        assert!(too_many("paraph v0.1.0\na v1.0.0\na v1.0.0 (*)\n").is_none());
    }
}
