//! The program: serves the platform, and signs and verifies on the command line.

mod clock;
mod commands;
mod documents;
mod evidence;
mod files;
mod keys;
mod long_term;
mod net;
mod outcome;
mod progress;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Closes deals, signs PDFs and says whether a signature holds.
#[derive(Parser)]
#[command(name = "paraph", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the platform; this is what happens without a command.
    #[cfg(feature = "server")]
    Serve(commands::serve::Arguments),
    /// Look at the configuration.
    #[cfg(feature = "server")]
    #[command(subcommand)]
    Config(commands::serve::ConfigCommand),
    /// Draw the pages of one document; the server starts this for itself.
    #[cfg(feature = "server")]
    #[command(hide = true)]
    RenderWorker,
    /// Sign a PDF with a key in a file, in a token or at a provider's.
    Sign(Box<commands::sign::Arguments>),
    /// Write what long-term validation needs into a signed PDF, and have it time-stamped.
    Extend(Box<commands::extend::ExtendArguments>),
    /// Have a PDF time-stamped, signed or not.
    Timestamp(commands::extend::TimestampArguments),
    /// Help a member of an instance back in: print a link to a new password.
    #[cfg(feature = "server")]
    Account(commands::account::Arguments),
    /// Look after the certificates of an instance: show, renew, revoke.
    #[cfg(feature = "server")]
    Ca(commands::ca::Arguments),
    /// Show what each revision of a PDF wrote and changed, and what each signature covers.
    Inspect(commands::inspect::Arguments),
    /// Look after trusted lists.
    #[cfg(feature = "server")]
    #[command(subcommand)]
    Lists(commands::lists::ListsCommand),
    /// Write the built-in policy of algorithms and keys, for `paraph verify --policy`.
    Policy,
    /// Say whether the signatures of a PDF hold.
    Verify(Box<commands::verify::Arguments>),
}

fn main() -> ExitCode {
    let command = Arguments::parse().command;
    #[cfg(feature = "server")]
    if command.as_ref().is_none_or(Command::holds_secrets)
        && let Err(sentence) = paraph_server::process::keep_private()
    {
        eprintln!("paraph: {sentence}");
        return ExitCode::from(2);
    }
    run(command)
}

#[cfg(feature = "server")]
impl Command {
    /// Whether it works on the keys and documents of an instance.
    fn holds_secrets(&self) -> bool {
        matches!(self, Self::Serve(_) | Self::Config(_) | Self::RenderWorker | Self::Ca(_))
    }
}

fn run(command: Option<Command>) -> ExitCode {
    match command {
        #[cfg(feature = "server")]
        None => commands::serve::run(&commands::serve::Arguments::default()),
        #[cfg(not(feature = "server"))]
        None => {
            eprintln!("paraph: a command is needed; see paraph --help");
            ExitCode::from(2)
        }
        #[cfg(feature = "server")]
        Some(Command::Serve(arguments)) => commands::serve::run(&arguments),
        #[cfg(feature = "server")]
        Some(Command::Config(command)) => commands::serve::check(&command),
        #[cfg(feature = "server")]
        Some(Command::RenderWorker) => {
            paraph_server::render::worker::run(std::io::stdin(), std::io::stdout())
        }
        #[cfg(feature = "server")]
        Some(Command::Account(arguments)) => commands::account::run(&arguments),
        #[cfg(feature = "server")]
        Some(Command::Ca(arguments)) => commands::ca::run(&arguments),
        Some(Command::Sign(arguments)) => commands::sign::run(&arguments, clock::now()),
        Some(Command::Extend(arguments)) => commands::extend::run(&arguments, clock::now()),
        Some(Command::Timestamp(arguments)) => commands::extend::run_timestamp(&arguments, clock::now()),
        Some(Command::Inspect(arguments)) => commands::inspect::run(&arguments),
        #[cfg(feature = "server")]
        Some(Command::Lists(command)) => commands::lists::run(&command, clock::now()),
        Some(Command::Policy) => commands::verify::run_policy(),
        Some(Command::Verify(arguments)) => commands::verify::run(&arguments, clock::now()),
    }
}
