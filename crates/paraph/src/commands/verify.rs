//! `paraph verify`: says of every signature of a PDF whether it holds, in words or in JSON.
//! Exit code 0: all passed; 1: not all passed; 2: could not look.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jiff::Timestamp;
use paraph_pades::validate::{
    Coverage, Indication, Kind, Report, SignatureReport, TimeSource, ValidationContext, validate,
};
use paraph_pdf::Document;
use paraph_pki::Certificate;

const NOT_PASSED: u8 = 1;
const COULD_NOT_LOOK: u8 = 2;

/// Say whether the signatures of a PDF hold.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The PDF to look at.
    file: PathBuf,
    /// Write the whole report as JSON.
    #[arg(long)]
    json: bool,
    /// PEM file of certificates to trust; may be given several times.
    #[arg(long, value_name = "PEM")]
    trust: Vec<PathBuf>,
}

/// Why nothing could be looked at.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("{path}: {source}")]
    File { path: String, source: std::io::Error },
    #[error("{path}: no readable certificate ({source})")]
    Trust { path: String, source: paraph_pki::Error },
    #[error("{path}: there is no certificate in it")]
    NothingToTrust { path: String },
    #[error("{0}")]
    Document(#[from] paraph_pades::Error),
    #[error("the report could not be written: {0}")]
    Output(#[from] std::io::Error),
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments, now: Timestamp) -> ExitCode {
    match look(arguments, now) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(NOT_PASSED),
        Err(error) => {
            // Nothing is left to do where even this cannot be written.
            let _ = writeln!(std::io::stderr(), "paraph: {error}");
            ExitCode::from(COULD_NOT_LOOK)
        }
    }
}

fn look(arguments: &Arguments, now: Timestamp) -> Result<bool, Error> {
    let mut anchors = Vec::new();
    for path in &arguments.trust {
        anchors.extend(certificates(path)?);
    }
    let file = File::open(&arguments.file).map_err(|source| at(&arguments.file, source))?;
    let document = Document::open(file).map_err(paraph_pades::Error::from)?;
    let report = validate(&document, &ValidationContext { anchors, now })?;
    let text = if arguments.json { json(&report)? } else { words(&report) };
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(report.passed())
}

fn at(path: &Path, source: std::io::Error) -> Error {
    Error::File { path: path.display().to_string(), source }
}

fn certificates(path: &Path) -> Result<Vec<Certificate>, Error> {
    let text = std::fs::read_to_string(path).map_err(|source| at(path, source))?;
    let name = || path.display().to_string();
    let found = Certificate::all_from_pem(&text).map_err(|source| Error::Trust { path: name(), source })?;
    // Going on without what was to be trusted would answer another question.
    if found.is_empty() { Err(Error::NothingToTrust { path: name() }) } else { Ok(found) }
}

fn json(report: &Report) -> Result<String, Error> {
    let mut text = serde_json::to_string_pretty(report).map_err(std::io::Error::from)?;
    text.push('\n');
    Ok(text)
}

/// One paragraph per signature.
fn words(report: &Report) -> String {
    if report.signatures.is_empty() {
        return "This document carries no signature.\n".to_owned();
    }
    let paragraphs: Vec<String> = report.signatures.iter().map(paragraph).collect();
    paragraphs.join("\n")
}

fn paragraph(signature: &SignatureReport) -> String {
    let what = match signature.kind {
        Kind::Signature => "Signature",
        Kind::DocumentTimestamp => "Document time-stamp",
    };
    let signer = signature.signer.as_deref().unwrap_or("an unknown signer");
    let time = match (signature.time, signature.time_source) {
        (Some(time), Some(TimeSource::Timestamp)) => format!(", time-stamped {time}"),
        (Some(time), _) => format!(", by the signer's clock {time}"),
        (None, _) => String::new(),
    };
    let mut text = format!("{what} \"{}\" by {signer}{time}. ", signature.field);
    text.push_str(integrity(signature));
    text.push_str(match signature.coverage {
        Coverage::EntireFile => " It covers the whole file.",
        Coverage::EntireRevision => " It covers the document as it was then; later revisions follow.",
        Coverage::Partial => " It does not cover a whole revision of the document.",
    });
    text.push_str(&changes(signature));
    for finding in &signature.findings {
        text.push_str(&format!(" Note: {finding}."));
    }
    text.push_str(&format!(" {}\n", verdict(signature)));
    text
}

fn integrity(signature: &SignatureReport) -> &'static str {
    match (signature.crypto_intact, signature.signature_valid) {
        (true, true) => "The bytes it covers are unchanged and its value is right.",
        (false, _) => "The bytes it covers are not the ones that were signed.",
        (true, false) => "Its value could not be verified.",
    }
}

fn changes(signature: &SignatureReport) -> String {
    if signature.modifications.is_empty() {
        return String::new();
    }
    let (permitted, refused): (Vec<_>, Vec<_>) =
        signature.modifications.iter().partition(|modification| modification.permitted);
    let list = |changes: &[&paraph_pades::validate::Modification]| {
        let one = |change: &&paraph_pades::validate::Modification| match &change.field {
            Some(field) => format!("{} (\"{field}\", revision {})", change.what, change.revision),
            None => format!("{} (revision {})", change.what, change.revision),
        };
        changes.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let mut text = String::new();
    if !permitted.is_empty() {
        text.push_str(&format!(" Changed since, as permitted: {}.", list(&permitted)));
    }
    if !refused.is_empty() {
        text.push_str(&format!(" Changed since without permission: {}.", list(&refused)));
    }
    text
}

fn verdict(signature: &SignatureReport) -> String {
    let indication = match signature.indication {
        Indication::TotalPassed => return "Verdict: TOTAL-PASSED.".to_owned(),
        Indication::Indeterminate => "INDETERMINATE",
        Indication::TotalFailed => "TOTAL-FAILED",
    };
    match signature.sub_indication {
        Some(sub) => format!("Verdict: {indication}, {sub}."),
        None => format!("Verdict: {indication}."),
    }
}
