//! `paraph extend` and `paraph timestamp`: lift a signed PDF to a long-term level, or have any PDF time-stamped. The outcome
//! appears whole or not at all. Exit code 0: done; 2: not done.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jiff::Timestamp;
use paraph_pades::validate::Known;

use crate::documents::{DocumentArguments, DocumentError, DocumentKey};
use crate::evidence::{EvidenceArguments, EvidenceError, certificates};
use crate::files::{FileError, Unfinished};
use crate::long_term::{self, LongTermError, Means};
use crate::outcome::{self, OutcomeArguments, OutcomeError};
use crate::progress::{Progress, ProgressArguments, Reader};

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
    #[command(flatten)]
    outcome: OutcomeArguments,
    #[command(flatten)]
    progress: ProgressArguments,
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
    #[error(transparent)]
    Outcome(#[from] OutcomeError),
}

/// Runs `paraph extend`.
pub(crate) fn run(arguments: &ExtendArguments, now: Timestamp) -> ExitCode {
    finish(extend(arguments, now))
}

fn extend(arguments: &ExtendArguments, now: Timestamp) -> Result<(), Error> {
    let mut anchors = Vec::new();
    for path in &arguments.trust {
        anchors.extend(certificates(path)?);
    }
    let known = arguments.evidence.read()?;
    let mut means = Means { anchors, known, asks: !arguments.offline, now };
    arguments.places.change(&mut means, |work, means| {
        work.progress.say("gathering what validation will need");
        long_term::add_data(work.file, work.key, means)?;
        match (arguments.to, &arguments.tsa) {
            (LevelArgument::BLta, Some(tsa)) => work.stamp(tsa).map(Some),
            _ => Ok(None),
        }
    })
}

/// Runs `paraph timestamp`.
pub(crate) fn run_timestamp(arguments: &TimestampArguments, now: Timestamp) -> ExitCode {
    let mut means = Means { anchors: Vec::new(), known: Known::default(), asks: false, now };
    finish(arguments.places.change(&mut means, |work, _| work.stamp(&arguments.tsa).map(Some)))
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

/// A copy of the input that is appended to.
struct Work<'a> {
    file: &'a mut File,
    key: &'a DocumentKey,
    progress: &'a Progress,
}

impl Work<'_> {
    /// Has it time-stamped, and says in which field.
    fn stamp(&mut self, tsa: &str) -> Result<String, Error> {
        self.progress.say("having it time-stamped");
        Ok(long_term::stamp(self.file, self.key, tsa)?)
    }
}

impl Places {
    /// Copies the input, has the copy appended to, and puts it in its place when that went well. `append` names the field of the
    /// time-stamp it made.
    fn change(
        &self,
        means: &mut Means,
        append: impl FnOnce(&mut Work<'_>, &mut Means) -> Result<Option<String>, Error>,
    ) -> Result<(), Error> {
        let at = |path: &Path| {
            let path = path.to_owned();
            move |source| FileError::at(&path, source)
        };
        let reader = if self.outcome.json { Reader::Program } else { Reader::Person };
        let key = self.document.key()?;
        let progress = self.progress.begin(reader, &self.input, "copying");
        let mut copy = Unfinished::create(&self.output).map_err(at(&self.output))?;
        let mut input = File::open(&self.input).map_err(at(&self.input))?;
        io::copy(&mut input, &mut copy.file).map_err(at(&self.output))?;
        let made = append(&mut Work { file: &mut copy.file, key: &key, progress: &progress }, means)?;
        let told = match reader {
            Reader::Person => String::new(),
            Reader::Program => {
                outcome::tell(&self.output, &copy.file, &key, &means.context(), made.as_deref())?
            }
        };
        progress.say("writing it to disk");
        copy.finish().map_err(at(&self.output))?;
        drop(progress);
        Ok(io::stdout().write_all(told.as_bytes()).map_err(OutcomeError::from)?)
    }
}
