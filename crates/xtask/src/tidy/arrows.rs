//! Which crate may know which: the cut of ARCHITECTURE.md, and no other arrow.

use super::{Finding, Tree};

/// Each crate and the crates of ours it may depend on.
const ALLOWED: [(&str, &[&str]); 8] = [
    (
        "paraph",
        &["paraph-server", "paraph-pades", "paraph-ledger", "paraph-vault", "paraph-pdf", "paraph-pki"],
    ),
    (
        "paraph-server",
        &["paraph-pades", "paraph-pdf", "paraph-pki", "paraph-vault", "paraph-ledger", "paraph-identity"],
    ),
    ("paraph-pades", &["paraph-pdf", "paraph-pki"]),
    ("paraph-identity", &["paraph-pki"]),
    ("paraph-pdf", &[]),
    ("paraph-pki", &[]),
    ("paraph-vault", &[]),
    ("paraph-ledger", &[]),
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let manifests = tree.texts().filter_map(|(path, text)| {
        let name = path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
        (name != "xtask").then_some((path, name, text))
    });
    manifests.flat_map(|(path, name, text)| of_manifest(path, name, text)).collect()
}

fn of_manifest(path: &str, name: &str, text: &str) -> Vec<Finding> {
    let Some((_, allowed)) = ALLOWED.iter().find(|(known, _)| *known == name) else {
        return vec![Finding::at(
            path,
            0,
            "this crate is not on the map: add it to ARCHITECTURE.md and to tidy",
        )];
    };
    let Ok(manifest) = text.parse::<toml::Table>() else {
        return vec![Finding::at(path, 0, "this manifest cannot be read")];
    };
    let sections = ["dependencies", "build-dependencies"];
    sections
        .iter()
        .filter_map(|section| manifest.get(*section)?.as_table())
        .flat_map(|section| section.keys())
        .filter(|key| key.starts_with("paraph") && !allowed.contains(&key.as_str()))
        .map(|key| Finding::at(path, 0, format!("{name} may not know {key}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_arrow_is_found() {
        let tree = Tree::of(&[("crates/paraph-pdf/Cargo.toml", "[dependencies]\nparaph-pki = \"1\"\n")]);
        assert_eq!(check(&tree).len(), 1);
    }

    #[test]
    fn a_crate_off_the_map_is_found() {
        assert_eq!(check(&Tree::of(&[("crates/paraph-extra/Cargo.toml", "")])).len(), 1);
    }

    #[test]
    fn the_arrows_of_the_map_pass() {
        let manifest = "[dependencies]\nparaph-pdf = \"1\"\n[dev-dependencies]\nparaph-vault = \"1\"\n";
        assert!(check(&Tree::of(&[("crates/paraph-pades/Cargo.toml", manifest)])).is_empty());
    }
}
