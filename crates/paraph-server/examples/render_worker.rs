//! The drawing process on its own, for tests and measures of this crate; the program has the same as a hidden command.

use std::process::ExitCode;

fn main() -> ExitCode {
    paraph_server::render::worker::run(std::io::stdin().lock(), std::io::stdout().lock())
}
