//! What others made and we ship is named, with its licence, in the NOTICE.md beside it.

use super::{Finding, Tree};

/// The folders that hold files of others.
const FOLDERS: [&str; 2] = ["crates/paraph-server/assets/", "e2e/assets/"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    FOLDERS.iter().flat_map(|folder| of_folder(tree, folder)).collect()
}

fn of_folder(tree: &Tree, folder: &str) -> Vec<Finding> {
    let notice = tree.text(&format!("{folder}NOTICE.md")).unwrap_or_default();
    let files = tree.files().filter_map(|file| Some((file, file.path.strip_prefix(folder)?)));
    let of_others = files.filter(|(file, name)| {
        *name != "NOTICE.md" && !name.starts_with("licences/") && is_of_others(name, file.text.as_deref())
    });
    of_others
        .filter(|(_, name)| !notice.contains(name))
        .map(|(file, _)| {
            Finding::at(&file.path, 0, format!("a file of others that {folder}NOTICE.md does not name"))
        })
        .collect()
}

/// Fonts are never ours; a licence text or a copyright line in the head of a file says that it is not.
fn is_of_others(name: &str, text: Option<&str>) -> bool {
    let head: String = text.unwrap_or_default().chars().take(2_000).collect::<String>().to_lowercase();
    name.ends_with(".woff2") || ["copyright", "license", "licence"].iter().any(|word| head.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAD: &str = "e2e/assets/pad.js";

    #[test]
    fn a_vendored_file_without_a_notice_is_found() {
        assert_eq!(check(&Tree::of(&[(PAD, "/* Copyright Someone */")])).len(), 1);
    }

    #[test]
    fn a_named_one_and_one_of_ours_pass() {
        let notice = ("e2e/assets/NOTICE.md", "`pad.js`: MIT");
        let files = [notice, (PAD, "/* MIT License */"), ("e2e/assets/ours.js", "// Ours.")];
        assert!(check(&Tree::of(&files)).is_empty());
    }
}
