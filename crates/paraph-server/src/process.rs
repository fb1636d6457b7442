//! What the process keeps to itself: no memory of it is written to a disk when it fails, and no file it makes is for others.

use rustix::fs::Mode;
use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit, umask};

/// Turns core dumps off, keeps other processes of the same user from reading this one's memory, and makes files for the owner
/// alone. For the start of every program that holds keys or documents; what it starts inherits the first and the last.
///
/// # Errors
/// When the system refuses: then keys could land on a disk.
pub fn keep_private() -> Result<(), String> {
    let refused = |cause: rustix::io::Errno| format!("core dumps cannot be turned off: {cause}");
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).map_err(refused)?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable).map_err(refused)?;
    umask(Mode::from_raw_mode(0o077));
    Ok(())
}
