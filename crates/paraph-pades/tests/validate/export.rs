//! The files of the tests, written out for others to judge: `cargo xtask attacks --into FOLDER` sets the variable.

use std::path::{Path, PathBuf};

use paraph_pades::validate::Report;
use paraph_pki::DigestAlgorithm;

use super::AUTHORITY;

/// The folder that `look` keeps what it looks at in.
const FOLDER: &str = "PARAPH_ATTACKS_INTO";
/// Bytes of a file's digest that go into its name.
const DIGEST_LEN: usize = 6;

/// Keeps a file under the name of the test that looks at it, with what came of it as the file's last word:
/// `passed`, `reported`, or `refused`.
pub(crate) fn keep(bytes: &[u8], outcome: Result<&Report, &paraph_pades::Error>) {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let word = match outcome {
        Ok(report) if report.passed() && report.clean() => "passed",
        Ok(_) => "reported",
        Err(_) => "refused",
    };
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("test").replace("::", ".");
    let digest = DigestAlgorithm::Sha256.digest(bytes);
    let digest: String = digest.iter().take(DIGEST_LEN).map(|byte| format!("{byte:02x}")).collect();
    write(&folder.join(format!("{test}.{digest}.{word}.pdf")), bytes);
    write(&folder.join("root.pem"), AUTHORITY.root.certificate().to_pem().unwrap().as_bytes());
}

fn write(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
}
