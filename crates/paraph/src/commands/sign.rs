//! `paraph sign`: signs a PDF with a key in a file, in a token or at a provider's, at any PAdES baseline level.
//! The signed file appears whole or not at all. Exit code 0: signed; 2: not signed.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use aws_lc_rs::rand::SystemRandom;
use jiff::Timestamp;
use paraph_pades::sign::{self, Act, Finished, Level, Request, SignatureField};
use paraph_pdf::Document;

use crate::documents::{DocumentArguments, DocumentError};
use crate::evidence::{self, EvidenceError, certificates};
use crate::files::{FileError, Unfinished};
use crate::keys::{KeyArguments, KeyError, SigningKey};
use crate::long_term::{self, LongTermError, Means, free_name};
use crate::net::{self, NetError};
use crate::outcome::{self, OutcomeArguments, OutcomeError};
use crate::progress::{ProgressArguments, Reader};

const NOT_SIGNED: u8 = 2;

/// Sign a PDF with a key in a file, in a token or at a provider's.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    key: KeyArguments,
    /// The level to reach: b-b; b-t with a time-stamp; b-lt with everything validation will need; b-lta with a time-stamp
    /// over that too. What has to be asked is asked from whom the certificates name.
    #[arg(long, value_enum, default_value = "b-b")]
    level: LevelArgument,
    /// Address of the time-stamp authority (http), for every level but b-b.
    #[arg(long, value_name = "URL")]
    tsa: Option<String>,
    /// PEM file of certificates that need no proof, for b-lt and b-lta; may be given several times.
    #[arg(long, value_name = "PEM")]
    trust: Vec<PathBuf>,
    /// A revocation list (DER) for b-lt and b-lta; may be given several times.
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,
    /// An OCSP response (DER) for b-lt and b-lta; may be given several times.
    #[arg(long, value_name = "FILE")]
    ocsp: Vec<PathBuf>,
    #[command(flatten)]
    document: DocumentArguments,
    /// The PDF to sign.
    #[arg(long = "in", value_name = "FILE")]
    input: PathBuf,
    /// Where to write the signed PDF.
    #[arg(long = "out", value_name = "FILE")]
    output: PathBuf,
    /// Why it is signed.
    #[arg(long)]
    reason: Option<String>,
    /// Who signs, in words.
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    outcome: OutcomeArguments,
    #[command(flatten)]
    progress: ProgressArguments,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, clap::ValueEnum)]
enum LevelArgument {
    #[value(name = "b-b")]
    BB,
    #[value(name = "b-t")]
    BT,
    #[value(name = "b-lt")]
    BLt,
    #[value(name = "b-lta")]
    BLta,
}

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("this level wants the address of a time-stamp authority: --tsa")]
    TsaIsMissing,
    #[error("--tsa makes no sense with --level b-b")]
    TsaIsNotAsked,
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    #[error(transparent)]
    Net(#[from] NetError),
    #[error(transparent)]
    LongTerm(#[from] LongTermError),
    #[error(transparent)]
    Opening(#[from] DocumentError),
    #[error(transparent)]
    Signing(#[from] paraph_pades::Error),
    #[error(transparent)]
    Outcome(#[from] OutcomeError),
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments, now: Timestamp) -> ExitCode {
    match sign_file(arguments, now) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do where even this cannot be written.
            let _ = writeln!(io::stderr(), "paraph: {error}");
            ExitCode::from(NOT_SIGNED)
        }
    }
}

fn sign_file(arguments: &Arguments, now: Timestamp) -> Result<(), Error> {
    match (arguments.level, &arguments.tsa) {
        (LevelArgument::BB, Some(_)) => return Err(Error::TsaIsNotAsked),
        (LevelArgument::BB, None) | (_, Some(_)) => {}
        (_, None) => return Err(Error::TsaIsMissing),
    }
    let reader = if arguments.outcome.json { Reader::Program } else { Reader::Person };
    let mut means = means(arguments, now)?;
    let key = SigningKey::open(&arguments.key, now)?;
    let opening = arguments.document.key()?;
    let written = |source| FileError::at(&arguments.output, source);
    let watcher = if key.may_ask() { Reader::Program } else { reader };
    let progress = arguments.progress.begin(watcher, &arguments.input, "copying");
    // The copy is what is signed: nobody can change it between digest and signature.
    let mut copy = Unfinished::create(&arguments.output).map_err(written)?;
    let mut input = File::open(&arguments.input).map_err(|source| FileError::at(&arguments.input, source))?;
    io::copy(&mut input, &mut copy.file).map_err(written)?;
    let document = opening.open(copy.file.try_clone().map_err(written)?)?;
    progress.say("signing");
    let field = free_name(&document.current(), "Signature")?;
    let finished = sign(&document, arguments, &key, (&field, now))?;
    copy.file.write_all(finished.tail()).map_err(written)?;
    if arguments.level >= LevelArgument::BLt {
        progress.say("gathering what validation will need");
        long_term::add_data(&mut copy.file, &opening, &mut means)?;
    }
    if let (LevelArgument::BLta, Some(tsa)) = (arguments.level, &arguments.tsa) {
        progress.say("having it time-stamped");
        long_term::stamp(&mut copy.file, &opening, tsa)?;
    }
    let told = match reader {
        Reader::Person => String::new(),
        Reader::Program => {
            let context = means.context();
            outcome::tell(&arguments.output, &copy.file, &opening, &context, Some(&field))?
        }
    };
    progress.say("writing it to disk");
    copy.finish().map_err(written)?;
    drop(progress);
    Ok(io::stdout().write_all(told.as_bytes()).map_err(OutcomeError::from)?)
}

fn sign(
    document: &Document<File>,
    arguments: &Arguments,
    key: &SigningKey,
    (field, now): (&str, Timestamp),
) -> Result<Finished, Error> {
    let level = match arguments.level {
        LevelArgument::BB => Level::BaselineB,
        LevelArgument::BT | LevelArgument::BLt | LevelArgument::BLta => Level::BaselineT,
    };
    let field = SignatureField::NewInvisible(field.to_owned());
    let mut request = Request::new(Act::Seal, field, key.signer(), level, now);
    request.reason.clone_from(&arguments.reason);
    request.name.clone_from(&arguments.name);
    let random = SystemRandom::new();
    let prepared = sign::prepare(document, &request)?;
    let value = key.sign(prepared.to_be_signed(), &random)?;
    let mut signed = prepared.sign_with(value)?;
    if let Some(url) = arguments.tsa.as_ref().filter(|_| signed.wants_timestamp()) {
        let query = signed.timestamp_query(&random)?;
        let answer = net::timestamp(url, query.to_der().map_err(paraph_pades::Error::from)?)?;
        signed = signed.with_timestamp(&query, &answer)?;
    }
    Ok(signed.embed()?)
}

/// What the long-term levels are made with.
fn means(arguments: &Arguments, now: Timestamp) -> Result<Means, Error> {
    let mut anchors = Vec::new();
    for path in &arguments.trust {
        anchors.extend(certificates(path)?);
    }
    let known = evidence::read(&[], &arguments.crl, &arguments.ocsp)?;
    Ok(Means { anchors, known, asks: true, now })
}
