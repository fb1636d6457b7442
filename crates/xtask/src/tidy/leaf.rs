//! Leaf crates do no input or output and read no clock: bytes, time and randomness are handed in.

use super::{Finding, Tree};

const LEAVES: [&str; 6] =
    ["paraph-pdf", "paraph-pki", "paraph-pades", "paraph-vault", "paraph-ledger", "paraph-identity"];

/// What a leaf crate must not name, and why.
const FORBIDDEN: [(&str, &str); 16] = [
    ("tokio", "no runtime"),
    ("sqlx", "no database"),
    ("async fn", "no runtime"),
    ("std::net::Tcp", "no network"),
    ("std::process", "no processes"),
    ("std::env", "no environment"),
    ("std::thread", "no threads"),
    ("fs::read", "no file system"),
    ("fs::write", "no file system"),
    ("File::open", "handles are handed in"),
    ("File::create", "handles are handed in"),
    ("OpenOptions", "handles are handed in"),
    ("SystemTime", "time is handed in"),
    ("Timestamp::now", "time is handed in"),
    ("Instant::now", "time is handed in"),
    ("SystemRandom::new", "randomness is handed in"),
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, source) in tree.product().filter(|(path, _)| is_leaf(path)) {
        for (line, code) in source.lines() {
            for (name, why) in FORBIDDEN.iter().filter(|(name, _)| code.contains(name)) {
                findings.push(Finding::at(path, line, format!("a leaf crate names `{name}`: {why}")));
            }
        }
    }
    findings
}

fn is_leaf(path: &str) -> bool {
    LEAVES
        .iter()
        .any(|leaf| path.strip_prefix("crates/").is_some_and(|rest| rest.starts_with(&format!("{leaf}/"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaf_that_reads_the_clock_or_the_disk_is_found() {
        let text = "//! A file.\nfn f() { SystemTime::now(); std::fs::read(\"x\"); }\n";
        assert_eq!(check(&Tree::of(&[("crates/paraph-pdf/src/a.rs", text)])).len(), 2);
    }

    #[test]
    fn a_handle_handed_in_and_a_test_pass() {
        let text =
            "//! A file.\nfn f(file: &std::fs::File) {}\n\n#[cfg(test)]\nmod tests {\n    use tokio;\n}\n";
        assert!(check(&Tree::of(&[("crates/paraph-pdf/src/a.rs", text)])).is_empty());
    }

    #[test]
    fn the_server_may() {
        assert!(check(&Tree::of(&[("crates/paraph-server/src/a.rs", "use tokio;\n")])).is_empty());
    }
}
