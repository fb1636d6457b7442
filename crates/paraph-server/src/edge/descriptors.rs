//! How many files and sockets the process may have open: as many as the system lets it have.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::limits;

/// Raises the process's limit of open descriptors as far as the system allows and gives what it is then.
pub fn raise() -> usize {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = maximum.unwrap_or(limits::DESCRIPTORS_MAX).min(limits::DESCRIPTORS_MAX);
    let is_low = current.is_some_and(|current| current < wanted);
    // Where it cannot be raised it is as it was, and fewer connections are taken.
    if is_low && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum }) {
        tracing::warn!(%error, "the limit of open descriptors cannot be raised");
    }
    let allowed = getrlimit(Resource::Nofile).current.unwrap_or(limits::DESCRIPTORS_MAX);
    usize::try_from(allowed).unwrap_or(usize::MAX)
}
