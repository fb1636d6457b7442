//! `paraph sign`: signs a PDF with a key from a PKCS#12 file, at level B-B or B-T.
//! The signed file appears whole or not at all. Exit code 0: signed; 2: not signed.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use aws_lc_rs::rand::SystemRandom;
use jiff::Timestamp;
use paraph_pades::sign::{self, Act, Finished, Level, Request, SignatureField, Signer};
use paraph_pdf::{Document, View};
use paraph_pki::{Identity, pkcs12};
use zeroize::Zeroizing;

const NOT_SIGNED: u8 = 2;
/// Where the password is looked for when no file is named.
const PASSWORD_VARIABLE: &str = "PARAPH_P12_PASSWORD";
/// Bytes of a PKCS#12 file, a password file, or an answer to a time-stamp request.
const SMALL_FILE_BYTES_MAX: u64 = 4 << 20;
/// How long a time-stamp authority may take.
const TSA_TIMEOUT_S: u64 = 30;

/// Sign a PDF with a key from a PKCS#12 file.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The PKCS#12 file with key and certificates.
    #[arg(long, value_name = "FILE")]
    p12: PathBuf,
    /// File whose first line is the password; otherwise PARAPH_P12_PASSWORD in the environment.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// The level to reach: b-b, or b-t with a time-stamp.
    #[arg(long, value_enum, default_value = "b-b")]
    level: LevelArgument,
    /// Address of the time-stamp authority (http), for level b-t.
    #[arg(long, value_name = "URL")]
    tsa: Option<String>,
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
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum LevelArgument {
    #[value(name = "b-b")]
    BB,
    #[value(name = "b-t")]
    BT,
}

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("{path}: {source}")]
    File { path: String, source: io::Error },
    #[error("{path}: larger than {SMALL_FILE_BYTES_MAX} bytes")]
    FileIsTooLarge { path: String },
    #[error("no password: name a --password-file or set {PASSWORD_VARIABLE}")]
    PasswordIsMissing,
    #[error("{path}: {source}")]
    Key { path: String, source: paraph_pki::Error },
    #[error("level b-t wants the address of a time-stamp authority: --tsa")]
    TsaIsMissing,
    #[error("--tsa makes sense with --level b-t only")]
    TsaIsNotAsked,
    #[error("the time-stamp authority could not be asked: {0}")]
    Tsa(#[from] minreq::Error),
    #[error("the time-stamp authority answered with status {0}")]
    TsaRefused(u16),
    #[error("the answer of the time-stamp authority is too long")]
    TsaAnswerIsTooLong,
    #[error(transparent)]
    Signing(#[from] paraph_pades::Error),
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
        (LevelArgument::BT, None) => return Err(Error::TsaIsMissing),
        (LevelArgument::BB, Some(_)) => return Err(Error::TsaIsNotAsked),
        _ => {}
    }
    let identity = identity(arguments)?;
    let written = |source| at(&arguments.output, source);
    // The copy is what is signed: nobody can change it between digest and signature.
    let mut copy = Unfinished::create(&arguments.output).map_err(written)?;
    let mut input = File::open(&arguments.input).map_err(|source| at(&arguments.input, source))?;
    io::copy(&mut input, &mut copy.file).map_err(written)?;
    let document =
        Document::open(copy.file.try_clone().map_err(written)?).map_err(paraph_pades::Error::from)?;
    let finished = sign(&document, arguments, &identity, now)?;
    copy.file.write_all(finished.tail()).map_err(written)?;
    copy.finish().map_err(written)
}

fn sign(
    document: &Document<File>,
    arguments: &Arguments,
    identity: &Identity,
    now: Timestamp,
) -> Result<Finished, Error> {
    let level = match arguments.level {
        LevelArgument::BB => Level::BaselineB,
        LevelArgument::BT => Level::BaselineT,
    };
    let field = SignatureField::NewInvisible(free_name(&document.current())?);
    let mut request = Request::new(Act::Seal, field, Signer::from(identity), level, now);
    request.reason.clone_from(&arguments.reason);
    request.name.clone_from(&arguments.name);
    let random = SystemRandom::new();
    let prepared = sign::prepare(document, &request)?;
    let value = identity.key().sign(prepared.to_be_signed(), &random).map_err(paraph_pades::Error::from)?;
    let mut signed = prepared.sign_with(value)?;
    if let Some(url) = arguments.tsa.as_ref().filter(|_| signed.wants_timestamp()) {
        let query = signed.timestamp_query(&random)?;
        let answer = ask(url, query.to_der().map_err(paraph_pades::Error::from)?)?;
        signed = signed.with_timestamp(&query, &answer)?;
    }
    Ok(signed.embed()?)
}

/// `Signature1`, or the first number that is free.
fn free_name(view: &View<'_>) -> Result<String, Error> {
    let fields = view.fields().map_err(paraph_pades::Error::from)?;
    let taken =
        |name: &String| fields.iter().any(|field| field.name.split('.').next() == Some(name.as_str()));
    let mut names = (1_u32..).map(|number| format!("Signature{number}"));
    // There are more numbers than fields.
    Ok(names.find(|name| !taken(name)).unwrap_or_default())
}

/// RFC 3161 § 3.4: a time-stamp request over HTTP.
fn ask(url: &str, query: Vec<u8>) -> Result<Vec<u8>, Error> {
    let response = minreq::post(url)
        .with_header("Content-Type", "application/timestamp-query")
        .with_header("Accept", "application/timestamp-reply")
        .with_body(query)
        .with_timeout(TSA_TIMEOUT_S)
        .send_lazy()?;
    if response.status_code != 200 {
        return Err(Error::TsaRefused(response.status_code));
    }
    let mut answer = Vec::new();
    let read = response.take(SMALL_FILE_BYTES_MAX + 1).read_to_end(&mut answer);
    read.map_err(minreq::Error::IoError)?;
    if answer.len() as u64 > SMALL_FILE_BYTES_MAX {
        return Err(Error::TsaAnswerIsTooLong);
    }
    Ok(answer)
}

fn identity(arguments: &Arguments) -> Result<Identity, Error> {
    let password = match &arguments.password_file {
        Some(path) => Zeroizing::new(String::from_utf8_lossy(&small_file(path)?).into_owned()),
        None => Zeroizing::new(std::env::var(PASSWORD_VARIABLE).map_err(|_| Error::PasswordIsMissing)?),
    };
    // An editor ends a file with a line end that is no part of the password.
    let password = password.lines().next().unwrap_or_default();
    let bytes = small_file(&arguments.p12)?;
    pkcs12::open(&bytes, password)
        .map_err(|source| Error::Key { path: arguments.p12.display().to_string(), source })
}

/// A file that holds a secret: wiped from memory when dropped.
fn small_file(path: &Path) -> Result<Zeroizing<Vec<u8>>, Error> {
    let file = File::open(path).map_err(|source| at(path, source))?;
    let mut bytes = Zeroizing::new(Vec::new());
    file.take(SMALL_FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(|source| at(path, source))?;
    if bytes.len() as u64 > SMALL_FILE_BYTES_MAX {
        return Err(Error::FileIsTooLarge { path: path.display().to_string() });
    }
    Ok(bytes)
}

fn at(path: &Path, source: io::Error) -> Error {
    Error::File { path: path.display().to_string(), source }
}

/// A file beside the one wanted, which takes its place when it is whole and is removed otherwise.
struct Unfinished {
    file: File,
    path: PathBuf,
    target: PathBuf,
    kept: bool,
}

impl Unfinished {
    fn create(target: &Path) -> io::Result<Self> {
        let mut name = target.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
        name.push(format!(".{}.unfinished", std::process::id()));
        let path = target.with_file_name(name);
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
        Ok(Self { file, path, target: target.to_owned(), kept: false })
    }

    /// Moves it to its place. What was there before stays until this moment.
    fn finish(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        std::fs::rename(&self.path, &self.target)?;
        self.kept = true;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.kept {
            // It is of no use to anybody; where it cannot be removed the error that led here says why.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
