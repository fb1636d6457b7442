//! Writes a sample authentication certificate, to be looked at.
//!
//! `cargo run -p paraph-server --example certificate -- fr certificate.pdf`

use std::process::ExitCode;

#[path = "../tests/paper/facts.rs"]
#[expect(clippy::unwrap_used, reason = "the sample's dates are written above their reader")]
mod facts;

use paraph_server::locale::Locale;
use paraph_server::paper::certificate;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [language, path] = arguments.as_slice() else {
        eprintln!("Say a language and where to write the PDF.");
        return ExitCode::FAILURE;
    };
    let locale = Locale::parse(language).unwrap_or(Locale::English);
    let written = certificate(&facts::facts(), locale, &[]).map_err(|error| error.to_string());
    match written.and_then(|bytes| std::fs::write(path, bytes).map_err(|error| format!("{path}: {error}"))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(said) => {
            eprintln!("{said}");
            ExitCode::FAILURE
        }
    }
}
