//! The tasks of this workspace: `cargo xtask tidy`, `cargo xtask fuzz`, `cargo xtask attacks`.

use std::process::ExitCode;

use xtask::{Failure, attacks, fuzz, tidy};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Result<(), Failure> {
    match words {
        ["tidy"] => tidy::report(),
        ["fuzz", "--seconds", seconds] => fuzz::smoke(seconds.parse()?),
        ["attacks", "--into", folder] => attacks::write(folder.as_ref()),
        _ => Err("usage: cargo xtask tidy | fuzz --seconds N | attacks --into FOLDER".into()),
    }
}
