//! The program: serves the platform, and signs and verifies on the command line.

fn main() {}
