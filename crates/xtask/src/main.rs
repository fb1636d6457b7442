//! Checks of this workspace that no lint can hold.

fn main() {}
