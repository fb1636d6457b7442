//! `paraph ca`: the certification authority of an instance, for its operator. Works beside a running service, whose next act
//! goes through with what was changed. Exit code 0: done; 2: not done.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use aws_lc_rs::rand::SystemRandom;
use paraph_pki::Certificate;
use paraph_pki::revocation::RevocationReason;
use paraph_server::app::App;
use paraph_server::auth::Person;
use paraph_server::clock::Clock;
use paraph_server::deal::register;
use paraph_server::error::Error;
use paraph_server::instance::{Authority, Depth, fingerprint, issuer_name};
use paraph_server::serve::{self, Surroundings};
use serde_json::{Value, json};

use super::serve::Arguments as Instance;
use crate::files::Unfinished;

const NOT_DONE: u8 = 2;

/// What `paraph ca` is asked to do.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Say what was done as JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: CaCommand,
}

/// What can be done with an instance's authority.
#[derive(clap::Subcommand)]
enum CaCommand {
    /// Show the certificates of the instance, those of earlier rotations too.
    Show {
        #[command(flatten)]
        instance: Instance,
    },
    /// Write the root certificates that readers install, as PEM.
    Root {
        #[command(flatten)]
        instance: Instance,
        /// Where to write them.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Make the issuing authority, the seal and the time-stamp certificate anew. The keys that sealed until now are destroyed.
    Rotate {
        #[command(flatten)]
        instance: Instance,
        /// Make the root anew too: every reader has to install it.
        #[arg(long)]
        with_root: bool,
    },
    /// Take a certificate back, for good. A seal that is taken back signs nothing more: rotate next.
    Revoke {
        #[command(flatten)]
        instance: Instance,
        /// Its serial number, in hexadecimal, as `paraph ca show` tells it.
        serial: String,
        /// Why.
        #[arg(long, value_enum)]
        reason: ReasonArgument,
    },
    /// Write the revocation list of every issuer, to be published elsewhere: <name of the issuer>.crl.
    Crl {
        #[command(flatten)]
        instance: Instance,
        /// The folder to write them to.
        #[arg(long, value_name = "DIR")]
        into: PathBuf,
    },
}

/// The reasons of RFC 5280 § 5.3.1 that an operator may give.
#[derive(Clone, Copy, clap::ValueEnum)]
enum ReasonArgument {
    Unspecified,
    KeyCompromise,
    AffiliationChanged,
    Superseded,
    CessationOfOperation,
    PrivilegeWithdrawn,
}

impl ReasonArgument {
    fn reason(self) -> RevocationReason {
        match self {
            Self::Unspecified => RevocationReason::Unspecified,
            Self::KeyCompromise => RevocationReason::KeyCompromise,
            Self::AffiliationChanged => RevocationReason::AffiliationChanged,
            Self::Superseded => RevocationReason::Superseded,
            Self::CessationOfOperation => RevocationReason::CessationOfOperation,
            Self::PrivilegeWithdrawn => RevocationReason::PrivilegeWithdrawn,
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum CaError {
    #[error("{0}")]
    Configuration(String),
    #[error("{}", words(.0))]
    Service(#[from] Error),
    #[error("{path}: {source}")]
    File { path: String, source: io::Error },
    #[error("the outcome could not be written: {0}")]
    Output(#[from] io::Error),
    #[error("no certificate with the serial number {0} was issued here, or it was taken back already")]
    NotIssued(String),
}

/// What was done, for programs and for people.
struct Done {
    json: Value,
    text: String,
}

/// Runs `paraph ca`.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let done = tokio::runtime::Runtime::new()
        .map_err(CaError::Output)
        .and_then(|runtime| runtime.block_on(perform(&arguments.command)))
        .and_then(|done| {
            let mut out = io::stdout();
            let told =
                if arguments.json { writeln!(out, "{:#}", done.json) } else { write!(out, "{}", done.text) };
            told.map_err(CaError::Output)
        });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do where even this cannot be written.
            let _ = writeln!(io::stderr(), "paraph: {error}");
            ExitCode::from(NOT_DONE)
        }
    }
}

async fn perform(command: &CaCommand) -> Result<Done, CaError> {
    match command {
        CaCommand::Show { instance } => {
            let app = open(instance).await?;
            let json = tell(&app, &*app.authority()?).await?;
            Ok(Done { text: shown(&json), json })
        }
        CaCommand::Root { instance, out } => {
            let roots = open(instance).await?.authority()?.roots();
            let pem = roots.iter().map(Certificate::to_pem).collect::<Result<String, _>>();
            write(out, pem.map_err(Error::from)?.as_bytes())?;
            Ok(Done { json: json!({ "written": [out] }), text: String::new() })
        }
        CaCommand::Rotate { instance, with_root } => {
            let app = open(instance).await?;
            let depth = if *with_root { Depth::WithTheRoot } else { Depth::BelowTheRoot };
            let new = register::rotate(&app, depth).await?;
            let text = format!("From now on documents are sealed with {}.\n", name(new.seal.certificate()));
            Ok(Done { json: tell(&app, &*app.authority()?).await?, text })
        }
        CaCommand::Revoke { instance, serial, reason } => {
            let serial: String = serial.to_uppercase().split(':').collect();
            let app = open(instance).await?;
            let revoked = register::revoke(&app, &serial, reason.reason(), &Person::system()).await;
            revoked.map_err(|error| match error.note() {
                None => CaError::NotIssued(serial.clone()),
                Some(_) => error.into(),
            })?;
            Ok(Done {
                json: json!({ "serial": serial, "revoked": true }),
                text: format!("{serial} is revoked.\n"),
            })
        }
        CaCommand::Crl { instance, into } => {
            let app = open(instance).await?;
            let authority = app.authority()?;
            let known = register::evidence(&app, &authority).await?;
            let mut written = Vec::new();
            for (issuer, list) in authority.issuers().into_iter().zip(&known.revocation_lists) {
                let path = into.join(format!("{}.crl", issuer_name(issuer.certificate())));
                write(&path, list.to_der())?;
                written.push(path);
            }
            Ok(Done { json: json!({ "written": written }), text: String::new() })
        }
    }
}

/// The parts of the instance in a data folder, which the service may be using at the same time.
pub(crate) async fn open(instance: &Instance) -> Result<App, CaError> {
    let config = super::serve::load(instance).map_err(CaError::Configuration)?;
    if !config.data.join("keys").exists() {
        let path = config.data.display();
        return Err(CaError::Configuration(format!("there is no instance in {path}: start it once first")));
    }
    let program = std::env::current_exe()?;
    let (surroundings, port) = (Surroundings { clock: Clock::System, program }, config.listen.port());
    Ok(serve::assemble(config, surroundings, port, SystemRandom::new()).await?)
}

async fn tell(app: &App, authority: &Authority) -> Result<Value, CaError> {
    let mut generations = Vec::new();
    for generation in authority.generations() {
        let mut certificates = Vec::new();
        for (role, certificate) in [
            ("root", generation.root.certificate()),
            ("issuing", generation.issuing.certificate()),
            ("seal", &generation.seal),
            ("timestamp", &generation.timestamp),
        ] {
            let revoked = register::is_revoked(&mut app.db.look().await?, &[certificate]).await?;
            certificates.push(json!({
                "role": role,
                "subject": certificate.subject().to_string(),
                "serial": certificate.serial_hex(),
                "sha256": fingerprint(certificate),
                "not_before": certificate.validity().not_before,
                "not_after": certificate.validity().not_after,
                "revoked": revoked,
            }));
        }
        generations.push(json!({ "certificates": certificates }));
    }
    Ok(json!({ "generations": generations }))
}

fn shown(told: &Value) -> String {
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let mut lines = Vec::new();
    for (index, generation) in told["generations"].as_array().into_iter().flatten().enumerate() {
        lines.push(if index == 0 { "In force".to_owned() } else { "Before".to_owned() });
        for one in generation["certificates"].as_array().into_iter().flatten() {
            let taken_back = if one["revoked"] == true { ", revoked" } else { "" };
            lines.push(format!("  {:<10} {}", text(one, "role"), text(one, "subject")));
            lines.push(format!("             serial  {}{taken_back}", text(one, "serial")));
            lines.push(format!("             SHA-256 {}", text(one, "sha256")));
            lines.push(format!(
                "             valid   {} to {}",
                text(one, "not_before"),
                text(one, "not_after")
            ));
        }
    }
    lines.join("\n") + "\n"
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), CaError> {
    let at = |source| CaError::File { path: path.display().to_string(), source };
    let mut file = Unfinished::create(path).map_err(at)?;
    file.file.write_all(bytes).map_err(at)?;
    file.finish().map_err(at)
}

fn name(certificate: &Certificate) -> String {
    format!("{} ({})", certificate.subject(), certificate.serial_hex())
}

fn words(error: &Error) -> String {
    error.note().unwrap_or(error.sentence().key).to_owned()
}
