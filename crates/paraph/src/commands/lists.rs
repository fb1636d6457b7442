//! `paraph lists update`: fetches the European trusted lists, checks them, and keeps them in a folder for `paraph verify`.
//! Exit code 0: everything is the newest; 1: something was not to be had, and what was there stays; 2: nothing could be done.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use jiff::Timestamp;
use paraph_server::net::trusted_lists::Publisher;
use paraph_server::trusted_lists::{self, EUROPEAN_LIST_OF_LISTS, Outcome, Source, Update, UpdateError};

use crate::evidence::{EvidenceError, certificates};
use crate::files::{FileError, small_file};

const INCOMPLETE: u8 = 1;
const NOTHING_DONE: u8 = 2;

/// Look after trusted lists.
#[derive(clap::Subcommand)]
pub(crate) enum ListsCommand {
    /// Fetch the European trusted lists, check them, and keep them in a folder.
    Update(UpdateArguments),
}

/// Which lists, from where, into which folder.
#[derive(clap::Args)]
pub(crate) struct UpdateArguments {
    /// The folder for the lists, as `paraph verify --trusted-lists` takes it.
    #[arg(long, value_name = "DIR")]
    into: PathBuf,
    /// PEM file of the certificates that the Official Journal publishes for the list of lists.
    #[arg(long, value_name = "PEM")]
    oj_certificates: PathBuf,
    /// Address of the list of lists.
    #[arg(long, value_name = "URL", default_value = EUROPEAN_LIST_OF_LISTS)]
    lotl: String,
    /// Get everything from here instead: https://a.example/b.xml is at URL/a.example/b.xml.
    #[arg(long, value_name = "URL")]
    mirror: Option<String>,
    /// PEM file of certificates that TLS may chain to besides the public ones.
    #[arg(long, value_name = "PEM")]
    tls_trust: Option<PathBuf>,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Certificates(#[from] EvidenceError),
    #[error("nothing can be fetched: {0}")]
    NoRuntime(io::Error),
    #[error(transparent)]
    Update(#[from] UpdateError),
}

/// Runs the command.
pub(crate) fn run(command: &ListsCommand, now: Timestamp) -> ExitCode {
    let ListsCommand::Update(arguments) = command;
    match update(arguments, now) {
        Ok(update) if update.is_complete() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(INCOMPLETE),
        Err(error) => {
            say(&format!("paraph: {error}"));
            ExitCode::from(NOTHING_DONE)
        }
    }
}

fn update(arguments: &UpdateArguments, now: Timestamp) -> Result<Update, Error> {
    let trust = arguments.tls_trust.as_ref().map(|path| small_file(path)).transpose()?;
    let web = Publisher::web(trust.as_ref().map(|bytes| bytes.as_slice()));
    let source = Source {
        publisher: match &arguments.mirror {
            Some(mirror) => web.mirrored_at(mirror),
            None => web,
        },
        list_of_lists: arguments.lotl.clone(),
        pinned: certificates(&arguments.oj_certificates)?,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let mut told = |territory: &str, outcome: &Outcome| say(&words(territory, outcome));
    let update = trusted_lists::update(&arguments.into, &source, now, &mut told);
    Ok(runtime.map_err(Error::NoRuntime)?.block_on(update)?)
}

fn words(territory: &str, outcome: &Outcome) -> String {
    match outcome {
        Outcome::New { number } => format!("{territory}: number {number}, new"),
        Outcome::Updated { from, to } => format!("{territory}: number {to}, in place of {from}"),
        Outcome::Unchanged { number } => format!("{territory}: number {number}, unchanged"),
        Outcome::Kept { number: Some(number), reason } => {
            format!("{territory}: number {number} stays: {reason}")
        }
        Outcome::Kept { number: None, reason } => format!("{territory}: none: {reason}"),
        _ => territory.to_owned(),
    }
}

fn say(line: &str) {
    // Nothing is left to do where even this cannot be written.
    let _ = writeln!(io::stderr(), "{line}");
}
