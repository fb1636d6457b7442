//! The attacks on signed PDFs, and what is permitted after a signature, as files for other judges: the tests of the validator
//! make them, and keep what they look at.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::Failure;

/// Writes every file that the validator's tests look at into a folder, with `labels.tsv`: the file, and `passed`, `reported`
/// or `refused`.
///
/// # Errors
/// When a test fails, or the folder cannot be written.
pub fn write(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder)?;
    let folder = folder.canonicalize()?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["test", "--quiet", "--package", "paraph-pades", "--test", "validate"])
        .env("PARAPH_ATTACKS_INTO", &folder)
        .status()?;
    if !status.success() {
        return Err("the tests of the validator failed: not every file was written".into());
    }
    let labels = labels(&folder)?;
    fs::write(folder.join("labels.tsv"), labels.join("\n") + "\n")?;
    println!("{} files, made now, judged as of 2026-04-01 under root.pem", labels.len());
    Ok(())
}

fn labels(folder: &Path) -> Result<Vec<String>, Failure> {
    let mut labels = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(word) = name.strip_suffix(".pdf").and_then(|stem| stem.rsplit('.').next()) {
            labels.push(format!("{name}\t{word}"));
        }
    }
    labels.sort();
    Ok(labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_of_a_file_is_the_last_word_of_its_name() {
        let folder = std::env::temp_dir().join(format!("paraph-labels-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for name in ["b.x.reported.pdf", "a.y.passed.pdf", "root.pem"] {
            fs::write(folder.join(name), "").unwrap();
        }
        let found = labels(&folder).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found, ["a.y.passed.pdf\tpassed", "b.x.reported.pdf\treported"]);
    }
}
