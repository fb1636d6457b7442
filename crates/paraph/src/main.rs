//! The program: serves the platform, and signs and verifies on the command line.

mod clock;
mod commands;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Closes deals, signs PDFs and says whether a signature holds.
#[derive(Parser)]
#[command(name = "paraph", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Say whether the signatures of a PDF hold.
    Verify(commands::verify::Arguments),
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Verify(arguments) => commands::verify::run(&arguments, clock::now()),
    }
}
