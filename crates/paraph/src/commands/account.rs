//! `paraph account`: what the operator of an instance does for its members. Works beside a running service. Exit code 0: done;
//! 2: not done.

use std::io::{self, Write};
use std::process::ExitCode;

use paraph_server::deal::password;
use paraph_server::limits;
use paraph_server::words::Email;
use serde_json::json;

use super::ca::{CaError, open};
use super::serve::Arguments as Instance;

const NOT_DONE: u8 = 2;

/// What `paraph account` is asked to do.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Say what was done as JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: AccountCommand,
}

/// What can be done for a member.
#[derive(clap::Subcommand)]
enum AccountCommand {
    /// Print a link with which a member sets a new password, once, within half an hour. Using it ends all their sessions. The
    /// member gets a mail about it, and the activity of their account records it.
    Reset {
        #[command(flatten)]
        instance: Instance,
        /// The address they sign in with.
        address: String,
    },
}

/// Runs `paraph account`.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let AccountCommand::Reset { instance, address } = &arguments.command;
    let link = tokio::runtime::Runtime::new()
        .map_err(CaError::Output)
        .and_then(|runtime| runtime.block_on(issue(instance, address)));
    let told = link.and_then(|link| {
        let mut out = io::stdout();
        let minutes = limits::PASSWORD_RESET_MINUTES;
        let told = if arguments.json {
            writeln!(out, "{:#}", json!({ "address": address, "link": link, "minutes": minutes }))
        } else {
            writeln!(
                out,
                "{link}\nThe link works once, for {minutes} minutes. It ends every session of {address}, who is told by mail \
                 that it was made."
            )
        };
        told.map_err(CaError::Output)
    });
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do where even this cannot be written.
            let _ = writeln!(io::stderr(), "paraph: {error}");
            ExitCode::from(NOT_DONE)
        }
    }
}

async fn issue(instance: &Instance, address: &str) -> Result<String, CaError> {
    let email = Email::parse(address)
        .map_err(|_| CaError::Configuration(format!("{address:?} is not an e-mail address")))?;
    let app = open(instance).await?;
    let link = password::issue(&app, &email).await?;
    link.ok_or_else(|| CaError::Configuration(format!("no member signs in with {}", email.as_str())))
}
