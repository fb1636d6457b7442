//! `paraph extend` and `paraph timestamp`: lift a signed PDF to a long-term level, or have any PDF time-stamped. The outcome
//! appears whole or not at all. Exit code 0: done; 2: not done.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jiff::Timestamp;

use crate::documents::{DocumentArguments, DocumentError, DocumentKey};
use crate::evidence::{EvidenceArguments, EvidenceError, certificates};
use crate::files::{FileError, Unfinished};
use crate::long_term::{self, LongTermError, Means};

const NOT_DONE: u8 = 2;

/// Write what long-term validation needs into a signed PDF, and have it time-stamped.
#[derive(clap::Args)]
pub(crate) struct ExtendArguments {
    /// The level to reach: b-lt with validation data, b-lta with a time-stamp over them too. Extending a file of level
    /// b-lta again renews it.
    #[arg(long, value_enum)]
    to: LevelArgument,
    /// Address of the time-stamp authority (http), for level b-lta.
    #[arg(long, value_name = "URL", required_if_eq("to", "b-lta"))]
    tsa: Option<String>,
    /// PEM file of certificates that need no proof; may be given several times. Others end at a self-signed one.
    #[arg(long, value_name = "PEM")]
    trust: Vec<PathBuf>,
    #[command(flatten)]
    evidence: EvidenceArguments,
    /// Ask nobody: everything is in the file or named here. A time-stamp is asked for all the same.
    #[arg(long)]
    offline: bool,
    #[command(flatten)]
    places: Places,
}

/// Have a PDF time-stamped, signed or not.
#[derive(clap::Args)]
pub(crate) struct TimestampArguments {
    /// Address of the time-stamp authority (http).
    #[arg(long, value_name = "URL")]
    tsa: String,
    #[command(flatten)]
    places: Places,
}

#[derive(clap::Args)]
struct Places {
    #[command(flatten)]
    document: DocumentArguments,
    /// The PDF to begin with.
    #[arg(long = "in", value_name = "FILE")]
    input: PathBuf,
    /// Where to write the outcome.
    #[arg(long = "out", value_name = "FILE")]
    output: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum LevelArgument {
    #[value(name = "b-lt")]
    BLt,
    #[value(name = "b-lta")]
    BLta,
}

#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    #[error(transparent)]
    Opening(#[from] DocumentError),
    #[error(transparent)]
    LongTerm(#[from] LongTermError),
}

/// Runs `paraph extend`.
pub(crate) fn run(arguments: &ExtendArguments, now: Timestamp) -> ExitCode {
    finish(arguments.places.change(|file, key| {
        let mut anchors = Vec::new();
        for path in &arguments.trust {
            anchors.extend(certificates(path)?);
        }
        let known = arguments.evidence.read()?;
        let mut means = Means { anchors, known, asks: !arguments.offline, now };
        long_term::add_data(file, key, &mut means)?;
        match (arguments.to, &arguments.tsa) {
            (LevelArgument::BLta, Some(tsa)) => Ok(long_term::stamp(file, key, tsa)?),
            _ => Ok(()),
        }
    }))
}

/// Runs `paraph timestamp`.
pub(crate) fn run_timestamp(arguments: &TimestampArguments) -> ExitCode {
    finish(arguments.places.change(|file, key| Ok(long_term::stamp(file, key, &arguments.tsa)?)))
}

fn finish(outcome: Result<(), Error>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do where even this cannot be written.
            let _ = writeln!(io::stderr(), "paraph: {error}");
            ExitCode::from(NOT_DONE)
        }
    }
}

impl Places {
    /// Copies the input, has the copy appended to, and puts it in its place when that went well.
    fn change(&self, append: impl FnOnce(&mut File, &DocumentKey) -> Result<(), Error>) -> Result<(), Error> {
        let at = |path: &Path| {
            let path = path.to_owned();
            move |source| FileError::at(&path, source)
        };
        let key = self.document.key()?;
        let mut copy = Unfinished::create(&self.output).map_err(at(&self.output))?;
        let mut input = File::open(&self.input).map_err(at(&self.input))?;
        io::copy(&mut input, &mut copy.file).map_err(at(&self.output))?;
        append(&mut copy.file, &key)?;
        Ok(copy.finish().map_err(at(&self.output))?)
    }
}
