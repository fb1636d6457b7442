//! The files that pages load, compiled in. Their addresses hold a digest of their bytes, so that browsers keep them for good.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};

/// A file that pages load.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// Its bytes.
    pub bytes: &'static [u8],
    /// Its media type.
    pub content_type: &'static str,
}

const SCRIPT: &str = "text/javascript; charset=utf-8";
const FONT: &str = "font/woff2";
const STYLE: &str = "text/css; charset=utf-8";

/// Name, media type and bytes of each file. A file may name those above it as `asset:{name}`.
const FILES: &[(&str, &str, &[u8])] = &[
    ("inter-latin.woff2", FONT, include_bytes!("../assets/inter-latin.woff2")),
    ("inter-latin-ext.woff2", FONT, include_bytes!("../assets/inter-latin-ext.woff2")),
    ("source-serif-latin.woff2", FONT, include_bytes!("../assets/source-serif-latin.woff2")),
    ("source-serif-latin-ext.woff2", FONT, include_bytes!("../assets/source-serif-latin-ext.woff2")),
    ("source-serif-latin-italic.woff2", FONT, include_bytes!("../assets/source-serif-latin-italic.woff2")),
    ("icon.svg", "image/svg+xml", include_bytes!("../assets/icon.svg")),
    ("logo.png", "image/png", include_bytes!("../assets/logo.png")),
    ("paraph.css", STYLE, include_bytes!("../assets/paraph.css")),
    ("signature-pad.js", SCRIPT, include_bytes!("../assets/signature-pad.js")),
    ("page.js", SCRIPT, include_bytes!("../assets/page.js")),
    ("signed-in.js", SCRIPT, include_bytes!("../assets/signed-in.js")),
    ("live.js", SCRIPT, include_bytes!("../assets/live.js")),
    ("account.js", SCRIPT, include_bytes!("../assets/account.js")),
    ("password.js", SCRIPT, include_bytes!("../assets/password.js")),
    ("upload.js", SCRIPT, include_bytes!("../assets/upload.js")),
    ("preview.js", SCRIPT, include_bytes!("../assets/preview.js")),
    ("verify.js", SCRIPT, include_bytes!("../assets/verify.js")),
    ("editor-page.js", SCRIPT, include_bytes!("../assets/editor-page.js")),
    ("editor-people.js", SCRIPT, include_bytes!("../assets/editor-people.js")),
    ("editor-merge.js", SCRIPT, include_bytes!("../assets/editor-merge.js")),
    ("editor-state.js", SCRIPT, include_bytes!("../assets/editor-state.js")),
    ("editor-room.js", SCRIPT, include_bytes!("../assets/editor-room.js")),
    ("editor-boxes.js", SCRIPT, include_bytes!("../assets/editor-boxes.js")),
    ("editor-list.js", SCRIPT, include_bytes!("../assets/editor-list.js")),
    ("editor-drag.js", SCRIPT, include_bytes!("../assets/editor-drag.js")),
    ("editor-keyboard.js", SCRIPT, include_bytes!("../assets/editor-keyboard.js")),
    ("editor-palette.js", SCRIPT, include_bytes!("../assets/editor-palette.js")),
    ("editor-question.js", SCRIPT, include_bytes!("../assets/editor-question.js")),
    ("editor-saving.js", SCRIPT, include_bytes!("../assets/editor-saving.js")),
    ("editor.js", SCRIPT, include_bytes!("../assets/editor.js")),
    ("ceremony-keeping.js", SCRIPT, include_bytes!("../assets/ceremony-keeping.js")),
    ("ceremony-shown.js", SCRIPT, include_bytes!("../assets/ceremony-shown.js")),
    ("ceremony-words.js", SCRIPT, include_bytes!("../assets/ceremony-words.js")),
    ("ceremony-pictures.js", SCRIPT, include_bytes!("../assets/ceremony-pictures.js")),
    ("ceremony-signature.js", SCRIPT, include_bytes!("../assets/ceremony-signature.js")),
    ("ceremony.js", SCRIPT, include_bytes!("../assets/ceremony.js")),
];

/// The `Cache-Control` of every asset: an address never changes its bytes.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

struct Entry {
    name: &'static str,
    /// The name with eight bytes of its digest before the extension.
    hashed: String,
    address: String,
    bytes: Vec<u8>,
    content_type: &'static str,
}

// Made of constants alone, once, on first use.
static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut entries = Vec::new();
    for file in FILES {
        let entry = entry(*file, &entries);
        entries.push(entry);
    }
    entries
});

fn entry((name, content_type, bytes): (&'static str, &'static str, &'static [u8]), above: &[Entry]) -> Entry {
    let names_others = content_type == STYLE || content_type == SCRIPT;
    let bytes = if names_others { with_addresses(bytes, above) } else { bytes.to_vec() };
    let digest = digest(&SHA256, &bytes);
    let short: String = digest.as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let hashed = format!("{stem}.{short}.{extension}");
    Entry { name, address: format!("/assets/{hashed}"), hashed, bytes, content_type }
}

fn with_addresses(bytes: &[u8], above: &[Entry]) -> Vec<u8> {
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    for entry in above {
        text = text.replace(&format!("asset:{}", entry.name), &entry.address);
    }
    text.into_bytes()
}

/// The address of a file by its plain name; a name that is not known gives an address that is not found.
pub fn url(name: &str) -> &'static str {
    ENTRIES.iter().find(|entry| entry.name == name).map_or("/assets/unknown", |entry| entry.address.as_str())
}

/// The plain names of all files.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _, _)| *name)
}

/// The file at `/assets/{name}`: the name with its digest, as [`url`] gives it.
pub fn find(name: &str) -> Option<Asset> {
    ENTRIES
        .iter()
        .find(|entry| entry.hashed == name)
        .map(|entry| Asset { bytes: &entry.bytes, content_type: entry.content_type })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_found_under_the_address_that_pages_use() {
        for (name, content_type, bytes) in FILES {
            let hashed = url(name).strip_prefix("/assets/").unwrap();
            let asset = find(hashed).unwrap();
            assert_eq!(asset.content_type, *content_type);
            let names_others = *content_type == STYLE || *content_type == SCRIPT;
            assert!(asset.bytes == *bytes || names_others, "{name}");
        }
    }

    #[test]
    fn the_style_sheet_names_only_files_that_are_there() {
        let sheet = find(url("paraph.css").strip_prefix("/assets/").unwrap()).unwrap();
        let text = std::str::from_utf8(sheet.bytes).unwrap();
        for rest in text.split("url(").skip(1) {
            let address = rest.split(')').next().unwrap().trim_matches('"');
            assert!(find(address.strip_prefix("/assets/").unwrap()).is_some(), "{address}");
        }
    }

    /// A module that is not found would leave the page without any of its scripts.
    #[test]
    fn every_script_imports_only_files_that_are_there() {
        let mut imports = 0;
        for (name, content_type, _) in FILES.iter().filter(|(_, content_type, _)| *content_type == SCRIPT) {
            let script = find(url(name).strip_prefix("/assets/").unwrap()).unwrap();
            let text = std::str::from_utf8(script.bytes).unwrap();
            assert!(!text.contains("asset:"), "{name} ({content_type}) names a file below it");
            for rest in text.split(" from \"").skip(1) {
                let address = rest.split('"').next().unwrap();
                assert!(find(address.strip_prefix("/assets/").unwrap()).is_some(), "{name}: {address}");
                imports += 1;
            }
        }
        assert!(imports > 0, "nothing was looked at");
    }

    #[test]
    fn an_address_without_the_right_digest_is_not_found() {
        assert!(find("paraph.css").is_none());
        assert!(find("paraph.0000000000000000.css").is_none());
        assert_eq!(url("nothing.js"), "/assets/unknown");
    }
}
