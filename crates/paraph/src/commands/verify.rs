//! `paraph verify`: says of every signature of a PDF whether it holds, in words or in JSON.
//! Exit code 0: all passed, and nothing unsigned was changed after the last signature; 1: not so; 2: could not look.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jiff::Timestamp;
use paraph_pades::validate::etsi::validation_report;
use paraph_pades::validate::{
    Coverage, DEFAULT_POLICY, Drawn, Indication, Kind, Lists, Need, Needs, Policy, PolicyError, Report,
    SignatureReport, TimeSource, ValidationContext, examine, said_once,
};
use paraph_pdf::{Document, Source};
use paraph_pki::Certificate;
use paraph_pki::path::RevocationRule;
use paraph_pki::trusted_list::Qualification;

mod advice;
#[cfg_attr(not(feature = "server"), path = "verify/without_appearance.rs")]
mod appearance;
mod detailed;
mod lists;
mod people;
mod trusted;

use crate::clock::zone;
use crate::documents::{DocumentArguments, DocumentError};
use crate::evidence::{EvidenceArguments, EvidenceError};
use crate::files::{FileError, small_file};
use crate::progress::{ProgressArguments, Reader};
use lists::ListsError;

const NOT_PASSED: u8 = 1;
const COULD_NOT_LOOK: u8 = 2;

/// Say whether the signatures of a PDF hold.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The PDF to look at.
    file: PathBuf,
    /// What to write: a paragraph for each signature, every check with the fact it rests on, all of it as JSON, or an XML
    /// validation report of ETSI TS 119 102-2.
    #[arg(long, value_enum, default_value = "text", value_name = "KIND")]
    report: ReportArgument,
    /// Short for `--report json`.
    #[arg(long, conflicts_with = "report")]
    json: bool,
    #[command(flatten)]
    trusted: trusted::TrustArguments,
    #[command(flatten)]
    evidence: EvidenceArguments,
    #[command(flatten)]
    document: DocumentArguments,
    /// Whether a certificate of which nothing is known about revocation is accepted, or not (TRY_LATER).
    #[arg(long, value_enum, default_value = "if-known")]
    revocation: RevocationArgument,
    /// JSON file of the algorithms and keys that count; `paraph policy` writes the built-in one.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    #[command(flatten)]
    lists: lists::ListArguments,
    #[command(flatten)]
    appearance: appearance::AppearanceArguments,
    #[command(flatten)]
    progress: ProgressArguments,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ReportArgument {
    /// A paragraph for each signature.
    Text,
    /// Every check, block by block, with the fact it rests on.
    Detailed,
    /// Everything, for programs.
    Json,
    /// XML after ETSI TS 119 102-2, for validation services and archives.
    Etsi,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum RevocationArgument {
    /// Refuse a certificate that is known to be revoked.
    IfKnown,
    /// Refuse a certificate that is not known to be good.
    Required,
}

/// Why nothing could be looked at.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    #[error(transparent)]
    Lists(#[from] ListsError),
    #[error("{path}: {source}")]
    Policy { path: String, source: PolicyError },
    #[error(transparent)]
    Opening(#[from] DocumentError),
    #[error("{0}")]
    Document(#[from] paraph_pades::Error),
    #[cfg(feature = "server")]
    #[error(transparent)]
    Render(#[from] paraph_server::render::RenderError),
    #[error("the report could not be written: {0}")]
    Output(#[from] std::io::Error),
}

impl Arguments {
    /// For whom the report is.
    fn reader(&self) -> Reader {
        match self.report {
            _ if self.json => Reader::Program,
            ReportArgument::Json | ReportArgument::Etsi => Reader::Program,
            ReportArgument::Text | ReportArgument::Detailed => Reader::Person,
        }
    }
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
    let anchors = arguments.trusted.anchors()?;
    let progress = arguments.progress.begin(arguments.reader(), &arguments.file, "checking");
    let file = File::open(&arguments.file).map_err(|source| FileError::at(&arguments.file, source))?;
    let document = arguments.document.key()?.open(file)?;
    let mut context = ValidationContext {
        former_anchors: arguments.trusted.former_anchors()?,
        signature_policies: arguments.trusted.policies()?,
        known: arguments.evidence.read()?,
        revocation: match arguments.revocation {
            RevocationArgument::IfKnown => RevocationRule::RefuseRevoked,
            RevocationArgument::Required => RevocationRule::Require,
        },
        policy: arguments.policy.as_deref().map_or_else(|| Ok(Policy::default()), policy)?,
        ..ValidationContext::new(anchors, now)
    };
    let lists = arguments.lists.read(now)?;
    let mut outcome = judge(&document, &context, lists.as_ref())?;
    progress.say("comparing what is seen");
    let seen = arguments.appearance.look(&document, &outcome.0)?;
    let drawn = seen.as_ref().map(appearance::Seen::drawn).unwrap_or_default();
    if Drawn::matters(&drawn, &outcome.0) {
        context.drawn = drawn;
        outcome = judge(&document, &context, lists.as_ref())?;
    }
    let (report, needs, qualifications) = outcome;
    let said = Said {
        report: &report,
        needs: &needs,
        qualifications: &qualifications,
        lists: lists.as_ref(),
        seen: seen.as_ref(),
    };
    let text = match arguments.report {
        ReportArgument::Json => said.json()?,
        _ if arguments.json => said.json()?,
        ReportArgument::Text => people::words(&report, &zone()) + &said.words(paragraph),
        ReportArgument::Detailed => said.words(detailed::words),
        ReportArgument::Etsi => validation_report(&report),
    };
    drop(progress);
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(report.passed() && seen.is_none_or(|seen| seen.is_expected()))
}

/// The report, what it lacks, and what each signature is by the trusted lists.
type Outcome = (Report, Needs, Vec<Option<Qualification>>);

fn judge<S: Source>(
    document: &Document<S>,
    context: &ValidationContext,
    lists: Option<&Lists>,
) -> Result<Outcome, Error> {
    match lists {
        Some(lists) => Ok(lists.judge(document, context)?),
        None => {
            let (report, needs) = examine(document, context)?;
            Ok((report, needs, Vec::new()))
        }
    }
}

/// Writes the built-in policy, for somebody to edit.
pub(crate) fn run_policy() -> ExitCode {
    match std::io::stdout().write_all(DEFAULT_POLICY.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(COULD_NOT_LOOK),
    }
}

fn policy(path: &Path) -> Result<Policy, Error> {
    let text = small_file(path)?;
    Policy::from_json(&String::from_utf8_lossy(&text))
        .map_err(|source| Error::Policy { path: path.display().to_string(), source })
}

/// All that is said about a document.
struct Said<'a> {
    report: &'a Report,
    needs: &'a Needs,
    /// In the order of the signatures; empty when no lists were asked.
    qualifications: &'a [Option<Qualification>],
    lists: Option<&'a Lists>,
    /// How it looks, where that was asked.
    seen: Option<&'a appearance::Seen>,
}

impl Said<'_> {
    fn json(&self) -> Result<String, Error> {
        let mut whole = serde_json::to_value(self.report).map_err(std::io::Error::from)?;
        let signatures = whole.get_mut("signatures").and_then(serde_json::Value::as_array_mut);
        for (signature, qualification) in signatures.into_iter().flatten().zip(self.qualifications) {
            if let (Some(members), Some(qualification)) = (signature.as_object_mut(), qualification) {
                members.insert("qualification".to_owned(), lists::json_of(qualification));
            }
        }
        let signatures = whole.get_mut("signatures").and_then(serde_json::Value::as_array_mut);
        let appearances = self.seen.map(appearance::Seen::json).transpose()?.unwrap_or_default();
        for (signature, appearance) in signatures.into_iter().flatten().zip(appearances) {
            signature.as_object_mut().map(|members| members.insert("appearance".to_owned(), appearance));
        }
        if let Some(members) = whole.as_object_mut() {
            let lacking = self.needs.missing.iter().map(|need| {
                let (what, of, urls) = lack(need);
                serde_json::json!({ "what": what, "of": of.subject().display_name(), "serial": of.serial_hex(), "urls": urls })
            });
            members.insert("missing".to_owned(), lacking.collect());
            members.extend(self.lists.map(|lists| ("trusted_lists".to_owned(), lists::json(lists))));
        }
        let mut text = serde_json::to_string_pretty(&whole).map_err(std::io::Error::from)?;
        text.push('\n');
        Ok(text)
    }

    /// Each signature as `told`, then what is missing and what was not used.
    fn words(&self, told: fn(&SignatureReport) -> String) -> String {
        if self.report.signatures.is_empty() {
            return "This document carries no signature.\n".to_owned();
        }
        let mut paragraphs: Vec<String> =
            self.report.signatures.iter().map(|one| told(&people::printable(one))).collect();
        for (paragraph, qualification) in paragraphs.iter_mut().zip(self.qualifications) {
            paragraph.extend(qualification.as_ref().map(lists::words_of));
        }
        for (paragraph, seen) in
            paragraphs.iter_mut().zip(self.seen.map(appearance::Seen::words).unwrap_or_default())
        {
            paragraph.push_str(&seen);
        }
        paragraphs.extend(self.lists.map(lists::words).filter(|words| !words.is_empty()));
        paragraphs
            .extend(self.report.warnings.iter().map(|warning| format!("Of the whole file: {warning}.\n")));
        people::escaped(&(paragraphs.join("\n") + &lacking(self.needs)))
    }
}

/// What is missing, of which certificate, and where it may be had.
fn lack(need: &Need) -> (&'static str, &Certificate, Vec<String>) {
    match need {
        Need::Issuer { of } => ("issuer", of, of.issuer_urls()),
        Need::Status { of, .. } => {
            ("revocation_status", of, [of.ocsp_urls(), of.revocation_list_urls()].concat())
        }
    }
}

/// What long-term validation would need and is not at hand.
fn lacking(needs: &Needs) -> String {
    let mut text = String::new();
    for need in &needs.missing {
        let (what, of, urls) = lack(need);
        let name = of.subject().display_name();
        text.push_str(&match what {
            "issuer" => format!("\nThe certificate of the issuer of {name} is not at hand (--cert)."),
            _ => format!("\nNothing is known about the revocation of {name} (--crl, --ocsp)."),
        });
        if !urls.is_empty() {
            text.push_str(&format!(" It names {}.", urls.join(", ")));
        }
        text.push('\n');
    }
    text
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
        // Without a message there is nothing to compare the bytes with.
        (false, false) if signature.certificate.is_none() => {
            "Whether the bytes it covers are the ones that were signed could not be checked."
        }
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
            Some(field) => format!("{} (\"{field}\", revision {})", change.described(), change.revision),
            None => format!("{} (revision {})", change.described(), change.revision),
        };
        said_once(changes.iter().map(one)).join(", ")
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
        Some(sub) => format!("Verdict: {indication}, {sub}. {}", advice::advice(sub)),
        None => format!("Verdict: {indication}."),
    }
}
