//! Writes the sample contract of the tests and the documentation: a share purchase agreement with real typography.
//!
//! `cargo run -p paraph-server --example contract -- e2e/contracts/share-purchase-agreement.pdf`

mod agreement;

use std::process::ExitCode;

use agreement::agreement;
use paraph_server::paper::PaperError;

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("Say where to write the PDF.");
        return ExitCode::FAILURE;
    };
    let written = pdf().map_err(|error| error.to_string());
    match written.and_then(|bytes| std::fs::write(&path, bytes).map_err(|error| format!("{path}: {error}"))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(said) => {
            eprintln!("{said}");
            ExitCode::FAILURE
        }
    }
}

/// Sets the agreement twice: the first time to learn on which pages its clauses begin.
fn pdf() -> Result<Vec<u8>, PaperError> {
    let contents = agreement(&[])?.contents();
    let contents = agreement(&contents)?.contents();
    agreement(&contents)?.finish(agreement::about())
}
